#include <gtest/gtest.h>

#include <vector>

#include "tradewind/book/batch.hpp"

namespace tradewind::book {
namespace {

constexpr std::int64_t kStep = PackedEntry::kStep;

Event add(std::uint64_t ref, Side side, std::int64_t price, std::uint16_t locate = 1) {
    Event e;
    e.kind = EventKind::add;
    e.ref = ref;
    e.side = side;
    e.price = price * kStep;
    e.qty = 10;
    e.time_locate = Event::pack({5}, {locate});
    return e;
}
L2Event level(Side side, std::int64_t price, std::int64_t qty, std::uint32_t instrument = 0) {
    return {
        .time = 0, .price = price, .qty = qty, .instrument = instrument, .kind = L2Kind::set, .side = side};
}

TEST(Batch, TheBookIsLookedAtWhereAMessageEnds) {
    Books books;
    const std::vector<Event> events{add(1, Side::buy, 10), add(2, Side::sell, 12), add(3, Side::buy, 11),
                                    add(4, Side::buy, 7, 2)};
    const std::vector<std::uint8_t> ends{0, 1, 0, 1};
    std::vector<TouchRow> rows(2);
    EXPECT_EQ(apply_batch(books, std::span(events), ends, rows), 2U);
    EXPECT_EQ(rows[0].row, 1U);
    EXPECT_EQ(rows[0].instrument, 1U);
    EXPECT_EQ(rows[0].touch, (Touch{{10 * kStep}, {10}, {12 * kStep}, {10}}));
    EXPECT_EQ(rows[1].row, 3U);
    EXPECT_EQ(rows[1].instrument, 2U);
    EXPECT_EQ(rows[1].touch, (Touch{{7 * kStep}, {10}, {}, {}}));
    EXPECT_EQ(books.touch({1}).bid, Price{11 * kStep}) << "events after the last end are applied too";
}

TEST(Batch, WhatDoesNotFitIsCountedAndStillApplied) {
    L2Books books;
    const std::vector<L2Event> events{level(Side::buy, 1, 1), level(Side::buy, 2, 1), level(Side::buy, 3, 1)};
    const std::vector<std::uint8_t> ends{1, 1, 1};
    std::vector<TouchRow> rows(1);
    EXPECT_EQ(apply_batch(books, std::span(events), ends, rows), 3U);
    EXPECT_EQ(books.touch(0).bid, Price{3});
    EXPECT_EQ(apply_batch(books, std::span(events), {}, {}), 0U) << "no ends: nothing is looked at";
}

TEST(Batch, ASideThatIsNoneIsRefusedNotUsed) {
    Books books;
    std::vector<Event> events{add(1, static_cast<Side>(9), 10), add(2, Side::buy, 10)};
    events.push_back({});
    events.back().kind = EventKind::remove;
    events.back().ref = 2;
    events.back().side = static_cast<Side>(200);
    EXPECT_EQ(apply_batch(books, std::span<const Event>(events), {}, {}), 0U);
    EXPECT_EQ(books.counters().bad_side, 1U);
    EXPECT_EQ(books.live_orders(), 0U) << "the side of a removal is not needed";

    L2Books l2;
    const std::vector<L2Event> rows{level(static_cast<Side>(9), 1, 1)};
    apply_batch(l2, std::span(rows), {}, {});
    EXPECT_EQ(l2.counters().malformed, 1U);
}

WideEvent wide(EventKind kind, std::uint64_t ref, Side side, std::int64_t price, std::int64_t qty,
               std::uint8_t code = 0) {
    WideEvent e;
    e.kind = kind;
    e.ref = ref;
    e.side = side;
    e.price = price;
    e.qty = qty;
    e.code = code;
    e.locate_code = 1;
    return e;
}

TEST(Batch, AModifyOfAnAbsentOrderAddsItWhereItsCodeSaysSo) {
    WideBooks books;
    const std::vector<WideEvent> events{
        wide(EventKind::modify, 1, Side::sell, 10, 5, kAddIfUnknown),
        wide(EventKind::modify, 2, Side::sell, 10, 7),
        wide(EventKind::modify, 3, static_cast<Side>(9), 10, 7, kAddIfUnknown),
        wide(EventKind::add, 4, Side::sell, 10, 2),
        wide(EventKind::modify, 1, Side::sell, 10, 4, kAddIfUnknown),  // there: a modify that keeps its place
    };
    apply_batch(books, std::span(events), {}, {});
    std::vector<QueuedOrder> queue(2);
    ASSERT_EQ(books.queue({1}, Side::sell, {10}, queue), 2U);
    EXPECT_EQ(queue[0].ref, OrderRef{1});
    EXPECT_EQ(queue[0].qty, Qty{4});
    EXPECT_EQ(queue[1].ref, OrderRef{4});
    EXPECT_EQ(books.counters().unknown_order, 2U);
}

TEST(Batch, WideEventsOutOfRangeAreRefusedNotUsed) {
    WideBooks books;
    const std::vector<WideEvent> events{
        wide(EventKind::add, 1, static_cast<Side>(9), 10, 5),
        wide(EventKind::add, 2, Side::buy, 10, -5),
        wide(EventKind::add, 3, Side::buy, 10, 5),
        wide(EventKind::reduce, 3, static_cast<Side>(9), 0, -7),
    };
    apply_batch(books, std::span(events), {}, {});
    EXPECT_EQ(books.counters().bad_side, 1U);
    EXPECT_EQ(books.counters().zero_quantity, 1U);
    EXPECT_EQ(books.counters().bad_quantity, 1U);
    EXPECT_EQ(books.touch({1}).bid_qty, Qty{5});
}

TEST(Batch, RowsSayWhetherTheBookIsStale) {
    L2Books books;
    std::vector<L2Event> events{level(Side::buy, 1, 1), level(Side::buy, 2, 1)};
    events[1].kind = L2Kind::gap;
    std::vector<TouchRow> rows(2);
    EXPECT_EQ(apply_batch(books, std::span<const L2Event>(events), std::vector<std::uint8_t>{1, 1}, rows),
              2U);
    EXPECT_EQ(rows[0].stale, 0);
    EXPECT_EQ(rows[1].stale, 1);
}

}  // namespace
}  // namespace tradewind::book
