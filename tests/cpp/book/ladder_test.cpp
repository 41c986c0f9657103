#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tradewind/book/ladder.hpp"

namespace tradewind::book {
namespace {

TEST(Ladder, StaysSortedAgainstAMapThroughGrowth) {
    std::mt19937_64 rng(3);
    LadderPool pool(1 << 14, {});
    Ladder ladder;
    std::map<std::int64_t, std::uint32_t> truth;
    for (int step = 0; step < 20'000; ++step) {
        const std::int64_t key = static_cast<std::int64_t>(rng() % 2000) - 1000;
        const std::uint32_t i = Ladder::lower_bound(pool.at(ladder.block), ladder.size, key);
        ASSERT_EQ(i, static_cast<std::uint32_t>(std::distance(truth.begin(), truth.lower_bound(key))));
        if (truth.contains(key)) {
            ladder.erase(pool, i);
            truth.erase(key);
        } else {
            ASSERT_TRUE(ladder.insert(pool, i, key, static_cast<std::uint32_t>(step)));
            truth[key] = static_cast<std::uint32_t>(step);
        }
        ASSERT_EQ(ladder.size, truth.size());
    }
    std::uint32_t i = 0;
    for (const auto& [key, level] : truth) {
        EXPECT_EQ(pool.at(ladder.block)[i].key, key);
        EXPECT_EQ(pool.at(ladder.block)[i].level, level);
        ++i;
    }
}

TEST(Ladder, RefusesToGrowPastThePoolAndKeepsWhatItHas) {
    LadderPool pool(8 + 16, {});
    Ladder ladder;
    std::int64_t key = 0;
    while (ladder.insert(pool, ladder.size, key, 0)) ++key;
    EXPECT_EQ(key, 16);
    EXPECT_EQ(ladder.size, 16U);
    EXPECT_EQ(pool.at(ladder.block)[15].key, 15);
    Ladder second;
    EXPECT_TRUE(second.insert(pool, 0, 1, 1)) << "the outgrown block of 8 is free again";
}

}  // namespace
}  // namespace tradewind::book
