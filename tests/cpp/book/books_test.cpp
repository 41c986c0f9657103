#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "tradewind/book/books.hpp"

namespace tradewind::book {
namespace {

constexpr Locate kAapl{7};
constexpr std::int64_t kStep = PackedEntry::kStep;  // prices below are in such steps

Price at(std::int64_t steps) { return {steps * kStep}; }

Event event(EventKind kind, std::uint64_t ref, std::uint32_t qty = 0, std::int64_t price = 0,
            Side side = Side::buy, std::uint64_t aux = 0) {
    Event e;
    e.kind = kind;
    e.ref = ref;
    e.aux = aux;
    e.qty = qty;
    e.price = price * kStep;
    e.side = side;
    e.time_locate = Event::pack({1}, kAapl);
    return e;
}
Event add(std::uint64_t ref, std::uint32_t qty, std::int64_t price, Side side) {
    return event(EventKind::add, ref, qty, price, side);
}

class BooksTest : public ::testing::Test {
  protected:
    void SetUp() override { books.apply(event(EventKind::directory, 0)); }
    Books books;
};

TEST_F(BooksTest, BestPriceIsHighestBidAndLowestAsk) {
    books.apply(add(1, 100, 10, Side::buy));
    books.apply(add(2, 50, 12, Side::buy));
    books.apply(add(3, 70, 20, Side::sell));
    books.apply(add(4, 30, 15, Side::sell));
    EXPECT_EQ(books.touch(kAapl), (Touch{at(12), {50}, at(15), {30}}));
    EXPECT_EQ(books.live_orders(), 4U);
    EXPECT_EQ(books.live_levels(), 4U);
}

TEST_F(BooksTest, TouchChangedIsTrueExactlyWhenBestPriceOrSizeMoves) {
    EXPECT_TRUE(books.apply(add(1, 100, 10, Side::buy)).touch_changed);
    EXPECT_FALSE(books.apply(add(2, 100, 9, Side::buy)).touch_changed);
    EXPECT_TRUE(books.apply(add(3, 100, 10, Side::buy)).touch_changed);
    EXPECT_TRUE(books.apply(event(EventKind::reduce, 1, 40)).touch_changed);
    EXPECT_FALSE(books.apply(event(EventKind::reduce, 2, 40)).touch_changed);
    EXPECT_FALSE(books.apply(event(EventKind::remove, 2)).touch_changed);
    EXPECT_TRUE(books.apply(event(EventKind::remove, 3)).touch_changed);
    // A replace that leaves best price and size as they were has not changed the touch.
    EXPECT_FALSE(books.apply(event(EventKind::replace, 1, 60, 10, Side::buy, 9)).touch_changed);
    EXPECT_TRUE(books.apply(event(EventKind::replace, 9, 60, 11, Side::buy, 10)).touch_changed);
}

TEST_F(BooksTest, QueueIsInArrivalOrderAndAReplaceGoesToTheBack) {
    for (std::uint64_t ref : {5U, 3U, 9U}) books.apply(add(ref, 10, 100, Side::sell));
    books.apply(event(EventKind::replace, 5, 25, 100, Side::sell, 4));
    QueuedOrder out[8];
    ASSERT_EQ(books.queue(kAapl, Side::sell, at(100), out), 3U);
    EXPECT_EQ(out[0].ref.value, 3U);
    EXPECT_EQ(out[1].ref.value, 9U);
    EXPECT_EQ(out[2].ref.value, 4U);
    EXPECT_EQ(out[2].qty.lots, 25);
    EXPECT_EQ(books.level_qty(kAapl, Side::sell, at(100)).lots, 45);
    EXPECT_EQ(books.queue(kAapl, Side::sell, at(101), out), 0U);
    EXPECT_EQ(books.queue(kAapl, Side::sell, at(100), std::span(out, 1)), 3U)
        << "the full length, though one fits";
}

TEST_F(BooksTest, AnExecutionReportsTheRestingPriceAndWhatIsLeft) {
    books.apply(add(1, 100, 10, Side::buy));
    const Update u = books.apply(event(EventKind::execute, 1, 30, 0, Side::buy, 77));
    EXPECT_EQ(u.applied, Applied::ok);
    EXPECT_EQ(u.price, at(10));
    EXPECT_EQ(u.trade_price, at(10));
    EXPECT_EQ(u.qty.lots, 30);
    EXPECT_EQ(u.remaining.lots, 70);
    EXPECT_EQ(u.match.value, 77U);
    EXPECT_EQ(u.side, Side::buy);
    const Update priced = books.apply(event(EventKind::execute_priced, 1, 70, 12, Side::buy, 78));
    EXPECT_EQ(priced.price, at(10));
    EXPECT_EQ(priced.trade_price, at(12));
    EXPECT_EQ(priced.remaining.lots, 0);
    EXPECT_FALSE(books.find({1}).has_value());
}

TEST_F(BooksTest, EveryBadEventIsNamedAndCounted) {
    books.apply(add(1, 100, 10, Side::buy));
    EXPECT_EQ(books.apply(add(1, 100, 10, Side::buy)).applied, Applied::duplicate_order);
    EXPECT_EQ(books.apply(add(2, 0, 10, Side::buy)).applied, Applied::zero_quantity);
    Event bad = add(2, 10, 10, Side::buy);
    bad.code = 1;
    EXPECT_EQ(books.apply(bad).applied, Applied::bad_side);
    EXPECT_EQ(books.apply(event(EventKind::remove, std::uint64_t{1} << 63)).applied, Applied::unknown_order);
    EXPECT_EQ(books.apply(event(EventKind::execute, 1, 130)).applied, Applied::over_decrement);
    EXPECT_EQ(books.live_orders(), 0U);
    books.apply(add(3, 5, 10, Side::buy));
    books.apply(add(4, 5, 10, Side::buy));
    EXPECT_EQ(books.apply(event(EventKind::replace, 3, 5, 10, Side::buy, 4)).applied,
              Applied::duplicate_order);
    EXPECT_TRUE(books.find({3}).has_value()) << "a refused replace leaves the order";
    EXPECT_EQ(books.apply(event(EventKind::replace, 3, 0, 10, Side::buy, 6)).applied, Applied::zero_quantity);
    EXPECT_FALSE(books.find({3}).has_value()) << "replaced by nothing";
    Event elsewhere = event(EventKind::reduce, 4, 1);
    elsewhere.time_locate = Event::pack({1}, {9});
    const Update u = books.apply(elsewhere);
    EXPECT_EQ(u.applied, Applied::wrong_locate);
    EXPECT_EQ(u.locate, kAapl) << "applied to the order's own instrument";
    Event unannounced = add(50, 10, 10, Side::buy);
    unannounced.time_locate = Event::pack({1}, {300});
    EXPECT_EQ(books.apply(unannounced).applied, Applied::ok);

    const BookCounters& c = books.counters();
    EXPECT_EQ(c.duplicate_order, 2U);
    EXPECT_EQ(c.zero_quantity, 2U);
    EXPECT_EQ(c.bad_side, 1U);
    EXPECT_EQ(c.unknown_order, 1U);
    EXPECT_EQ(c.over_decrement, 1U);
    EXPECT_EQ(c.excess_shares, 30U);
    EXPECT_EQ(c.wrong_locate, 1U);
    EXPECT_EQ(c.unannounced_locate, 1U);
}

TEST_F(BooksTest, CrossedAndLockedBooksAreCountedOncePerCrossing) {
    books.apply(add(1, 10, 100, Side::buy));
    EXPECT_FALSE(books.apply(add(2, 10, 101, Side::sell)).crossed);
    EXPECT_TRUE(books.apply(add(3, 10, 102, Side::buy)).crossed);
    EXPECT_TRUE(books.apply(add(4, 10, 102, Side::buy)).crossed);
    EXPECT_EQ(books.counters().crossed, 1U);
    books.apply(event(EventKind::remove, 3));
    EXPECT_FALSE(books.apply(event(EventKind::remove, 4)).crossed);
    books.apply(add(5, 10, 101, Side::buy));
    EXPECT_EQ(books.counters().locked, 1U);
    EXPECT_EQ(books.counters().crossed, 1U);
}

TEST_F(BooksTest, TradesCrossesAndBreaksChangeNoBook) {
    books.apply(add(1, 10, 100, Side::buy));
    const Touch before = books.touch(kAapl);
    const Update trade = books.apply(event(EventKind::trade, 0, 500, 101, Side::buy, 5));
    EXPECT_EQ(trade.applied, Applied::ignored);
    EXPECT_EQ(trade.trade_price, at(101));
    EXPECT_EQ(trade.qty.lots, 500);
    const Update cross = books.apply(event(EventKind::cross, std::uint64_t{1} << 40, 0, 99, Side::buy, 6));
    EXPECT_EQ(cross.qty.lots, std::int64_t{1} << 40);
    EXPECT_EQ(books.apply(event(EventKind::broken, 0, 0, 0, Side::buy, 6)).match.value, 6U);
    EXPECT_EQ(books.touch(kAapl), before);
    EXPECT_EQ(books.counters().applied, 1U);
}

TEST_F(BooksTest, AnExecutionWasTakenByTheOtherSideAndATradeIsJudgedByTheTouch) {
    EXPECT_EQ(books.apply(event(EventKind::trade, 0, 5, 100, Side::buy, 1)).aggressor, Aggressor::unknown);
    books.apply(add(1, 100, 10, Side::buy));
    books.apply(add(2, 100, 20, Side::sell));
    const Update sold = books.apply(event(EventKind::execute, 1, 10));
    EXPECT_EQ(sold.aggressor, Aggressor::seller);
    EXPECT_TRUE(sold.printable);
    EXPECT_EQ(books.apply(event(EventKind::execute, 2, 10)).aggressor, Aggressor::buyer);
    Event hidden = event(EventKind::execute_priced, 2, 10, 19);
    hidden.code = 'N';
    EXPECT_FALSE(books.apply(hidden).printable);
    hidden.code = 'Y';
    EXPECT_TRUE(books.apply(hidden).printable);
    const auto aggressor = [&](std::int64_t price) {
        return books.apply(event(EventKind::trade, 0, 5, price, Side::buy, 1)).aggressor;
    };
    EXPECT_EQ(aggressor(10), Aggressor::seller);
    EXPECT_EQ(aggressor(9), Aggressor::seller);
    EXPECT_EQ(aggressor(20), Aggressor::buyer);
    EXPECT_EQ(aggressor(15), Aggressor::unknown) << "between the quotes";
    books.apply(add(3, 5, 20, Side::buy));
    EXPECT_EQ(aggressor(20), Aggressor::unknown) << "at both of a locked market";
    EXPECT_EQ(books.apply(event(EventKind::remove, 3)).aggressor, Aggressor::none);
}

TEST_F(BooksTest, AnImbalanceCarriesItsFieldsAndTouchesNoOrder) {
    const Update u = books.apply(event(EventKind::imbalance, 700, 0, 99, Side::buy, 300));
    EXPECT_EQ(u.qty.lots, 700) << "paired";
    EXPECT_EQ(u.new_qty.lots, 300) << "imbalance";
    EXPECT_EQ(u.trade_price, at(99));
    EXPECT_EQ(u.ref.value, 0U);
    EXPECT_EQ(u.applied, Applied::ignored);
}

TEST_F(BooksTest, DepthChangedLooksAtTheBestTenLevelsOfTheSide) {
    for (std::uint64_t i = 1; i <= 12; ++i) {
        EXPECT_EQ(books.apply(add(i, 10, 100 - static_cast<std::int64_t>(i), Side::buy)).depth_changed,
                  i <= 10);
    }
    EXPECT_FALSE(books.apply(event(EventKind::reduce, 11, 5)).depth_changed);
    EXPECT_TRUE(books.apply(event(EventKind::reduce, 10, 5)).depth_changed);
    EXPECT_TRUE(books.apply(event(EventKind::remove, 4)).depth_changed);
    EXPECT_TRUE(books.apply(event(EventKind::reduce, 11, 1)).depth_changed) << "moved up into the ten";
    EXPECT_FALSE(books.apply(event(EventKind::remove, 12)).depth_changed);
}

TEST(Books, RefusesWhenAPoolIsFullAndStaysWhole) {
    BooksConfig config;
    config.max_levels = 2;
    Books books(config);
    EXPECT_EQ(books.apply(add(1, 10, 1, Side::buy)).applied, Applied::ok);
    EXPECT_EQ(books.apply(add(2, 10, 2, Side::buy)).applied, Applied::ok);
    EXPECT_EQ(books.apply(add(3, 10, 3, Side::buy)).applied, Applied::pool_exhausted);
    EXPECT_EQ(books.apply(add(4, 10, 2, Side::buy)).applied, Applied::ok);
    EXPECT_EQ(books.live_orders(), 3U);
    EXPECT_EQ(books.counters().pool_exhausted, 1U);
    books.apply(event(EventKind::remove, 1));
    EXPECT_EQ(books.apply(add(3, 10, 3, Side::buy)).applied, Applied::ok);
    config.max_levels = 0;
    EXPECT_THROW(Books{config}, std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::book
