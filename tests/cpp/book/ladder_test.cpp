#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <random>

#include "tradewind/book/ladder.hpp"

namespace tradewind::book {
namespace {

TEST(Ladder, StaysSortedAgainstAMapThroughGrowth) {
    for (const std::uint32_t depth : {1U, 3U, 10U}) {
        std::mt19937_64 rng(depth);
        LadderPool pool(1 << 14, 1, {});
        Ladder ladder{};
        std::map<std::int64_t, std::uint32_t> truth;
        for (int step = 0; step < 20'000; ++step) {
            const std::int64_t key = static_cast<std::int64_t>(rng() % 2000) - 1000;
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
            ASSERT_EQ(ladder.depth_key, truth.size() < depth ? LadderPool::kSentinel
                                                              : std::prev(truth.end(), depth)->first);
            if (!truth.empty()) {
                ASSERT_EQ(ladder.best_key, truth.rbegin()->first);
                ASSERT_EQ(ladder.best_level, truth.rbegin()->second);
            }
        }
        std::uint32_t i = 0;
        for (const auto& [key, level] : truth) {
            EXPECT_EQ(ladder.key_at(pool, i), key);
            EXPECT_EQ(ladder.level_at(pool, i), level);
            ++i;
        }
    }
}

TEST(Ladder, RefusesToGrowPastThePoolAndKeepsWhatItHas) {
    LadderPool pool(1 + LadderPool::lines(4) + LadderPool::lines(5), {});
    Ladder ladder{};
    std::int64_t key = 0;
    while (ladder.insert(pool, ladder.size, key, 0)) ++key;
    EXPECT_EQ(key, 32 - 8) << "eight places of a block are room to move in";
    EXPECT_EQ(ladder.size, 24U);
    EXPECT_EQ(ladder.key_at(pool, 23), 23);
    Ladder second{};
    EXPECT_TRUE(second.insert(pool, 0, 1, 1)) << "the outgrown block of 16 is free again";
}

}  // namespace
}  // namespace tradewind::book
