// The map of fixed capacity against std::map.
#include "tradewind/base/fixed_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tradewind::base {
namespace {

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

}  // namespace
}  // namespace tradewind::base
