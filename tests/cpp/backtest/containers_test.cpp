// The fixed-capacity containers against their standard counterparts.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <utility>

#include "tradewind/backtest/ahead_set.hpp"
#include "tradewind/backtest/fixed_map.hpp"
#include "tradewind/backtest/fixed_queue.hpp"

namespace tradewind::backtest::test {
namespace {

using base::OrderRef;
using base::Qty;

TEST(FixedMap, agrees_with_std_map) {
    for (const std::size_t capacity : {1U, 7U, 64U}) {
        std::mt19937_64 random(capacity);
        FixedMap<int> fast(capacity);
        std::map<std::uint64_t, int> naive;
        for (int i = 0; i < 20'000; ++i) {
            const std::uint64_t key = random() % (capacity * 2);
            if (random() % 2 == 0) {
                if (naive.count(key) == 0) {
                    const bool room = naive.size() < capacity;
                    ASSERT_EQ(fast.try_insert(key, i), room);
                    if (room) naive[key] = i;
                }
            } else {
                fast.erase(key);
                naive.erase(key);
            }
            ASSERT_EQ(fast.size(), naive.size());
            ASSERT_EQ(fast.full(), naive.size() == capacity);
            for (std::uint64_t k = 0; k < capacity * 2; ++k) {
                const int* const found = fast.find(k);
                const auto expected = naive.find(k);
                ASSERT_EQ(found == nullptr, expected == naive.end());
                if (found != nullptr) {
                    ASSERT_EQ(*found, expected->second);
                }
            }
        }
    }
}

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

TEST(AheadSet, agrees_with_std_map_and_gives_every_entry_back) {
    constexpr std::size_t kEntries = 50;
    constexpr std::uint32_t kOwners = 4;
    std::mt19937_64 random(3);
    AheadSet fast(kEntries, kOwners);
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::int64_t> naive;
    for (int i = 0; i < 50'000; ++i) {
        const auto owner = static_cast<std::uint32_t>(random() % kOwners);
        const std::uint64_t ref = random() % 20;
        const auto key = std::make_pair(owner, ref);
        const auto known = naive.find(key);
        switch (random() % 8) {
            case 0:
                if (random() % 8 != 0) break;
                fast.clear(owner);
                for (auto it = naive.begin(); it != naive.end();) {
                    it = it->first.first == owner ? naive.erase(it) : std::next(it);
                }
                break;
            case 1:
            case 2:
            case 3:
            case 4:
                if (known == naive.end() && fast.free_entries() > 0) {
                    const auto qty = static_cast<std::int64_t>(random() % 100 + 1);
                    fast.add(owner, {ref}, {qty});
                    naive[key] = qty;
                }
                break;
            default: {
                const auto remaining = static_cast<std::int64_t>(random() % 60);
                std::int64_t lost = 0;
                if (known != naive.end() && remaining < known->second) {
                    lost = known->second - remaining;
                    if (remaining == 0)
                        naive.erase(known);
                    else
                        known->second = remaining;
                }
                ASSERT_EQ(fast.shrink(owner, {ref}, {remaining}), Qty{lost});
            }
        }
        ASSERT_EQ(fast.free_entries(), kEntries - naive.size());
        for (std::uint32_t o = 0; o < kOwners; ++o) {
            for (std::uint64_t r = 0; r < 20; ++r) {
                ASSERT_EQ(fast.contains(o, OrderRef{r}), naive.count({o, r}) == 1);
            }
        }
    }
}

}  // namespace
}  // namespace tradewind::backtest::test
