#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>
#include <vector>

#include "tradewind/book/l2_book.hpp"

namespace tradewind::book {
namespace {

L2Event row(L2Kind kind, Side side = Side::buy, std::int64_t price = 0, std::int64_t qty = 0,
            std::uint32_t instrument = 0) {
    L2Event e;
    e.kind = kind;
    e.side = side;
    e.price = price;
    e.qty = qty;
    e.instrument = instrument;
    return e;
}

std::vector<LevelView> levels(const L2Books& books, Side side, std::uint32_t instrument = 0) {
    std::vector<LevelView> out(books.levels(instrument, side, {}));
    books.levels(instrument, side, out);
    return out;
}

TEST(L2Books, ALevelIsSetReplacedAndRemovedByItsWholeSize) {
    L2Books books;
    books.apply(row(L2Kind::set, Side::buy, 100, 5));
    books.apply(row(L2Kind::set, Side::buy, 101, 7));
    books.apply(row(L2Kind::set, Side::sell, 103, 9));
    EXPECT_EQ(books.touch(0), (Touch{{101}, {7}, {103}, {9}}));
    books.apply(row(L2Kind::set, Side::buy, 101, 2));
    EXPECT_EQ(books.touch(0), (Touch{{101}, {2}, {103}, {9}}));
    books.apply(row(L2Kind::set, Side::buy, 101, 0));
    EXPECT_EQ(books.touch(0), (Touch{{100}, {5}, {103}, {9}}));
    EXPECT_EQ(books.level_qty(0, Side::buy, {100}), Qty{5});
    EXPECT_EQ(books.level_qty(0, Side::buy, {101}), Qty{0});
    EXPECT_EQ(books.live_levels(), 2U);
    EXPECT_EQ(books.counters().applied, 5U);
}

TEST(L2Books, RemovingWhatIsNotThereIsCountedAndChangesNothing) {
    L2Books books;
    books.apply(row(L2Kind::set, Side::buy, 100, 5));
    const L2Update update = books.apply(row(L2Kind::set, Side::sell, 100, 0));
    EXPECT_EQ(update.applied, L2Applied::unknown_level);
    EXPECT_FALSE(update.touch_changed);
    EXPECT_EQ(books.counters().unknown_level, 1U);
    EXPECT_EQ(books.live_levels(), 1U);
}

TEST(L2Books, RowsOutOfRangeAreRefusedAndCounted) {
    L2Books books({.max_instruments = 2, .max_levels = 16, .memory = {}});
    const auto refused = [&](L2Event event) { return books.apply(event).applied == L2Applied::malformed; };
    EXPECT_TRUE(refused(row(L2Kind::set, static_cast<Side>(2), 1, 1)));
    EXPECT_TRUE(refused(row(L2Kind::set, Side::buy, 1, -1)));
    EXPECT_TRUE(refused(row(L2Kind::set, Side::sell, std::numeric_limits<std::int64_t>::min(), 1)));
    EXPECT_TRUE(refused(row(L2Kind::set, Side::buy, 1, 1, 2)));
    EXPECT_TRUE(refused(row(static_cast<L2Kind>('?'))));
    EXPECT_EQ(books.counters().malformed, 5U);
    EXPECT_EQ(books.live_levels(), 0U);
    EXPECT_EQ(books.touch(2), Touch{});
    EXPECT_EQ(books.levels(2, Side::buy, {}), 0U);
}

TEST(L2Books, AFullPoolRefusesNewLevelsAndKeepsTheOthers) {
    L2Books books({.max_instruments = 1, .max_levels = 4, .memory = {}});
    for (std::int64_t price = 1; price <= 5; ++price) books.apply(row(L2Kind::set, Side::buy, price, 10));
    EXPECT_EQ(books.counters().pool_exhausted, 1U);
    EXPECT_EQ(books.touch(0).bid, Price{4});
    books.apply(row(L2Kind::set, Side::buy, 1, 0));
    EXPECT_EQ(books.apply(row(L2Kind::set, Side::buy, 5, 10)).applied, L2Applied::ok);
    EXPECT_EQ(books.touch(0).bid, Price{5});
}

TEST(L2Books, CapacitiesOutOfRangeNameTheField) {
    EXPECT_THROW(L2Books({.max_instruments = 0, .max_levels = 1, .memory = {}}), std::invalid_argument);
    EXPECT_THROW(L2Books({.max_instruments = 1, .max_levels = 0, .memory = {}}), std::invalid_argument);
    EXPECT_THROW(L2Books({.max_instruments = 1, .max_levels = (1U << 24) + 1, .memory = {}}),
                 std::invalid_argument);
}

TEST(L2Books, AGapMakesTheBookStaleUntilItIsCleared) {
    L2Books books;
    books.apply(row(L2Kind::set, Side::buy, 100, 5));
    books.apply(row(L2Kind::gap));
    books.apply(row(L2Kind::set, Side::sell, 90, 5));
    EXPECT_TRUE(books.stale(0));
    EXPECT_FALSE(books.stale(1));
    EXPECT_EQ(books.touch(0).bid, Price{100}) << "what is known is kept";
    EXPECT_EQ(books.counters().gaps, 1U);
    books.apply(row(L2Kind::clear));
    EXPECT_FALSE(books.stale(0));
    EXPECT_EQ(books.live_levels(), 0U);
    books.apply(row(L2Kind::set, Side::sell, 95, 5));
    EXPECT_EQ(books.touch(0), (Touch{{}, {}, {95}, {5}}));
}

TEST(L2Books, ClearLeavesOtherInstrumentsAlone) {
    L2Books books;
    books.apply(row(L2Kind::set, Side::buy, 100, 5, 1));
    books.apply(row(L2Kind::set, Side::buy, 100, 5, 2));
    EXPECT_TRUE(books.apply(row(L2Kind::clear, Side::buy, 0, 0, 1)).touch_changed);
    EXPECT_FALSE(books.apply(row(L2Kind::clear, Side::buy, 0, 0, 1)).touch_changed);
    EXPECT_EQ(books.touch(1), Touch{});
    EXPECT_EQ(books.touch(2).bid_qty, Qty{5});
}

class NaiveL2 {
  public:
    void apply(const L2Event& e) {
        auto& side = sides_[{e.instrument, e.side}];
        if (e.kind == L2Kind::clear) {
            sides_[{e.instrument, Side::buy}].clear();
            sides_[{e.instrument, Side::sell}].clear();
        } else if (e.kind == L2Kind::set && e.qty == 0) {
            side.erase(e.price);
        } else if (e.kind == L2Kind::set) {
            side[e.price] = e.qty;
        }
    }
    std::vector<LevelView> levels(Side side, std::uint32_t instrument) {
        std::vector<LevelView> out;
        for (const auto& [price, qty] : sides_[{instrument, side}]) out.push_back({{price}, {qty}, 0});
        if (side == Side::buy) std::reverse(out.begin(), out.end());
        return out;
    }

  private:
    std::map<std::pair<std::uint32_t, Side>, std::map<std::int64_t, std::int64_t>> sides_;
};

TEST(L2Books, EqualSortedDictionariesAfterEveryRow) {
    constexpr std::uint32_t kInstruments = 3;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 rng(seed);
        L2Books books({.max_instruments = kInstruments, .max_levels = 1024, .memory = {}});
        NaiveL2 naive;
        for (int step = 0; step < 4000; ++step) {
            const std::uint64_t dice = rng() % 1000;
            const L2Kind kind = dice < 3 ? L2Kind::clear : dice < 9 ? L2Kind::gap : L2Kind::set;
            const auto price = static_cast<std::int64_t>(rng() % 90) - 20;  // negative prices too
            const auto qty = static_cast<std::int64_t>(rng() % 3 == 0 ? 0 : rng() % 1000);
            const auto instrument = static_cast<std::uint32_t>(rng() % kInstruments);
            const L2Event e = row(kind, static_cast<Side>(rng() % 2), price, qty, instrument);
            const Touch before = books.touch(instrument);
            const L2Update update = books.apply(e);
            naive.apply(e);
            std::size_t live = 0;
            for (std::uint32_t l = 0; l < kInstruments; ++l) {
                for (const Side side : {Side::buy, Side::sell}) {
                    const std::vector<LevelView> expected = naive.levels(side, l);
                    const std::vector<LevelView> got = levels(books, side, l);
                    ASSERT_EQ(got.size(), expected.size()) << "seed " << seed << " step " << step;
                    live += got.size();
                    for (std::size_t i = 0; i < got.size(); ++i) {
                        ASSERT_EQ(got[i].price, expected[i].price) << "seed " << seed << " step " << step;
                        ASSERT_EQ(got[i].qty, expected[i].qty) << "seed " << seed << " step " << step;
                        ASSERT_EQ(books.level_qty(l, side, got[i].price), got[i].qty);
                    }
                }
            }
            ASSERT_EQ(books.live_levels(), live);
            ASSERT_EQ(update.touch_changed, books.touch(instrument) != before)
                << "seed " << seed << " step " << step;
        }
        EXPECT_GT(books.counters().unknown_level, 0U);
    }
}

}  // namespace
}  // namespace tradewind::book
