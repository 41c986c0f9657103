// The fixed-capacity queue against its standard counterpart.
#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "tradewind/backtest/fixed_queue.hpp"

namespace tradewind::backtest::test {
namespace {

TEST(FixedQueue, agrees_with_std_deque) {
    std::mt19937 random(1);
    FixedQueue<int> fast(5);
    std::deque<int> naive;
    for (int i = 0; i < 10'000; ++i) {
        if (random() % 2 == 0) {
            const bool room = naive.size() < 5;
            ASSERT_EQ(fast.try_push(i), room);
            if (room) naive.push_back(i);
        } else if (!naive.empty()) {
            fast.pop();
            naive.pop_front();
        }
        ASSERT_EQ(fast.size(), naive.size());
        ASSERT_EQ(fast.empty(), naive.empty());
        if (!naive.empty()) {
            ASSERT_EQ(fast.front(), naive.front());
        }
    }
}

}  // namespace
}  // namespace tradewind::backtest::test
