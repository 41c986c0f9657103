#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <random>

#include "tradewind/book/ladder.hpp"

namespace tradewind::book {
namespace {

using base::Side;

template <class Entry>
class LadderTest : public ::testing::Test {};
using Entries = ::testing::Types<PackedEntry, WideEntry>;
TYPED_TEST_SUITE(LadderTest, Entries);

TYPED_TEST(LadderTest, StaysSortedAgainstAMapThroughGrowth) {
    using Entry = TypeParam;
    for (const std::uint32_t depth : {1U, 3U, 10U}) {
        std::mt19937_64 rng(depth);
        LadderPool<Entry> pool(1 << 14, 1, {});
        Ladder<Entry> ladder{};
        std::map<std::int64_t, std::uint32_t> truth;
        for (int step = 0; step < 20'000; ++step) {
            const std::int64_t key = Entry::key_of(
                Side::buy, (static_cast<std::int64_t>(rng() % 2000) - 1000) * PackedEntry::kStep);
            const std::uint32_t i = ladder.lower_bound(pool, key);
            ASSERT_EQ(i, static_cast<std::uint32_t>(std::distance(truth.begin(), truth.lower_bound(key))));
            if (truth.contains(key)) {
                ladder.erase(pool, i, depth);
                truth.erase(key);
            } else {
                ASSERT_TRUE(ladder.insert(pool, i, key, static_cast<std::uint32_t>(step), depth));
                truth[key] = static_cast<std::uint32_t>(step);
            }
            ASSERT_EQ(ladder.size, truth.size());
            ASSERT_EQ(ladder.depth_key,
                      truth.size() < depth ? Entry::kSentinel : std::prev(truth.end(), depth)->first);
            if (!truth.empty()) {
                ASSERT_EQ(ladder.best_key, truth.rbegin()->first);
                ASSERT_EQ(ladder.best_level, truth.rbegin()->second);
            }
        }
        std::uint32_t i = 0;
        for (const auto& [key, level] : truth) {
            EXPECT_EQ(ladder.at(pool, i).key(), key);
            EXPECT_EQ(ladder.at(pool, i).level(), level);
            ++i;
        }
    }
}

TYPED_TEST(LadderTest, RefusesToGrowPastThePoolAndKeepsWhatItHas) {
    using Entry = TypeParam;
    LadderPool<Entry> pool(1 + LadderPool<Entry>::units(4) + LadderPool<Entry>::units(5), {});
    Ladder<Entry> ladder{};
    const auto key_of = [](std::int64_t i) { return Entry::key_of(Side::buy, i * PackedEntry::kStep); };
    std::int64_t n = 0;
    while (ladder.insert(pool, ladder.size, key_of(n), 0)) ++n;
    EXPECT_EQ(n, 32 - 8) << "eight places of a block are room to move in";
    EXPECT_EQ(ladder.size, 24U);
    EXPECT_EQ(ladder.at(pool, 23).key(), key_of(23));
    Ladder<Entry> second{};
    EXPECT_TRUE(second.insert(pool, 0, key_of(1), 1)) << "the outgrown block of 16 is free again";
}

TEST(PackedEntry, HoldsWhatItchCanSayAndNothingElse) {
    constexpr std::int64_t kMost = 2'147'483'647LL * PackedEntry::kStep;
    for (const std::int64_t price : {std::int64_t{0}, PackedEntry::kStep, kMost, -kMost}) {
        ASSERT_TRUE(PackedEntry::has_key(price)) << price;
        for (const Side side : {Side::buy, Side::sell}) {
            const PackedEntry::Key key = PackedEntry::key_of(side, price);
            EXPECT_GT(key, PackedEntry::kSentinel);
            EXPECT_EQ(PackedEntry::make(key, 0xFFFFFFFFU).key(), key);
            EXPECT_EQ(PackedEntry::make(key, 0xFFFFFFFFU).level(), 0xFFFFFFFFU);
            EXPECT_FALSE(PackedEntry::make(key, 0).below(key));
        }
    }
    for (const std::int64_t price : {std::int64_t{1}, PackedEntry::kStep - 1, kMost + PackedEntry::kStep,
                                     -kMost - PackedEntry::kStep, INT64_MAX, INT64_MIN})
        EXPECT_FALSE(PackedEntry::has_key(price)) << price;
}

}  // namespace
}  // namespace tradewind::book
