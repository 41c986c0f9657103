#include <gtest/gtest.h>

#include <random>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "tradewind/book/order_table.hpp"

namespace tradewind::book {
namespace {

OrderTableConfig small() {
    return {.max_slabs = 64, .max_directory_pages = 4, .max_outliers = 64, .memory = {}};
}

Handle put(OrderTable& table, std::uint64_t ref) {
    const Handle handle = table.insert({ref});
    if (handle != kNoHandle) table[handle].qty = 1;
    return handle;
}

TEST(OrderTable, FindsWhatItHoldsAndNothingElse) {
    OrderTable table(small());
    EXPECT_EQ(table.find({5}), kNoHandle);
    const Handle handle = put(table, 5);
    EXPECT_EQ(table.find({5}), handle);
    EXPECT_EQ(table.ref_of(handle).value, 5U);
    EXPECT_EQ(table.find({6}), kNoHandle);
    table.erase(handle);
    EXPECT_EQ(table.find({5}), kNoHandle);
    EXPECT_EQ(table.live(), 0U);
}

TEST(OrderTable, AbsurdReferencesLiveInTheHashAndCostNoSlab) {
    OrderTable table(small());
    const Handle near = put(table, 1000);
    std::vector<std::uint64_t> refs;
    for (std::uint64_t i = 0; i < 40; ++i)
        refs.push_back((std::uint64_t{1} << 63) + i * (std::uint64_t{1} << 50));
    refs.push_back(UINT64_MAX);
    for (const std::uint64_t ref : refs) ASSERT_NE(put(table, ref), kNoHandle) << ref;
    EXPECT_EQ(table.slabs_in_use(), 1U);
    for (const std::uint64_t ref : refs) {
        const Handle handle = table.find({ref});
        ASSERT_NE(handle, kNoHandle) << ref;
        EXPECT_EQ(table.ref_of(handle).value, ref);
    }
    EXPECT_EQ(table.find({1000}), near);
    for (const std::uint64_t ref : refs) table.erase(table.find({ref}));
    EXPECT_EQ(table.outliers_live(), 0U);
    EXPECT_EQ(table.live(), 1U);
}

TEST(OrderTable, AFirstReferenceFarUpOpensTheWindowThere) {
    OrderTable table(small());
    const std::uint64_t base = std::uint64_t{1} << 60;
    const Handle a = put(table, base);
    const Handle b = put(table, base - 100);
    EXPECT_EQ(table.outliers_live(), 0U);
    EXPECT_EQ(table.find({base}), a);
    EXPECT_EQ(table.find({base - 100}), b);
    EXPECT_EQ(table.ref_of(b).value, base - 100);
}

TEST(OrderTable, SpillsToTheHashWhenAPoolIsFullAndRefusesWhenBothAre) {
    OrderTable table(small());
    // 65,536 references a page, 4 pages: the fifth page's order goes to the hash.
    for (std::uint64_t i = 0; i < 68; ++i) ASSERT_NE(put(table, i << 16), kNoHandle) << i;
    EXPECT_EQ(table.outliers_live(), 64U);
    EXPECT_EQ(put(table, std::uint64_t{99} << 16), kNoHandle);
    for (std::uint64_t i = 0; i < 68; ++i) ASSERT_NE(table.find({i << 16}), kNoHandle) << i;
}

TEST(OrderTable, GivesSlabsBackWhenTheirLastOrderLeaves) {
    OrderTable table(small());
    for (std::uint64_t day = 0; day < 1000; ++day) {
        for (std::uint64_t i = 0; i < 64; ++i) ASSERT_NE(put(table, day * 64 + i), kNoHandle);
        for (std::uint64_t i = 0; i < 64; ++i) table.erase(table.find({day * 64 + i}));
    }
    EXPECT_EQ(table.slabs_in_use(), 0U);
    EXPECT_EQ(table.outliers_live(), 0U);
}

TEST(OrderTable, AgreesWithADictionaryOnRandomReferences) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 rng(seed);
        OrderTable table({.max_slabs = 40, .max_directory_pages = 3, .max_outliers = 100, .memory = {}});
        std::unordered_map<std::uint64_t, Handle> truth;
        for (int step = 0; step < 20'000; ++step) {
            std::uint64_t ref = rng() % 600;
            if (rng() % 4 == 0) ref = (rng() % 50) << (rng() % 58);
            const auto known = truth.find(ref);
            ASSERT_EQ(table.find({ref}), known == truth.end() ? kNoHandle : known->second) << "seed " << seed;
            if (known != truth.end()) {
                ASSERT_EQ(table.ref_of(known->second).value, ref);
                table.erase(known->second);
                truth.erase(known);
            } else if (const Handle handle = put(table, ref); handle != kNoHandle) {
                truth[ref] = handle;
            }
            ASSERT_EQ(table.live(), truth.size());
        }
    }
}

TEST(OrderTable, RefusesCapacitiesThatAHandleCannotIndex) {
    EXPECT_THROW(OrderTable({.max_slabs = 0}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_slabs = (1U << 25) + 1}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_directory_pages = 0}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_outliers = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::book
