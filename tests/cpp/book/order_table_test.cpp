#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "tradewind/book/order_table.hpp"

namespace tradewind::book {
namespace {

OrderTableConfig small() {
    return {.max_slabs = 64, .max_nests = 64, .max_directory_pages = 4, .max_outliers = 64, .memory = {}};
}

Handle put(OrderTable& table, std::uint64_t ref) {
    const Handle handle = table.insert({ref});
    if (handle < kTaken) table[handle].qty = 1;
    return handle;
}

void drop(OrderTable& table, std::uint64_t ref) { table.erase({ref}, table.locate({ref})); }

TEST(OrderTable, FindsWhatItHoldsAndNothingElse) {
    OrderTable table(small());
    EXPECT_EQ(table.find({5}), kNoHandle);
    const Handle handle = put(table, 5);
    EXPECT_EQ(table.find({5}), handle);
    EXPECT_EQ(table.ref_of(handle).value, 5U);
    EXPECT_EQ(table.find({6}), kNoHandle);
    EXPECT_EQ(table.insert({5}), kTaken);
    drop(table, 5);
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
    for (const std::uint64_t ref : refs) drop(table, ref);
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
        for (std::uint64_t i = 0; i < 64; ++i) drop(table, day * 64 + i);
    }
    EXPECT_EQ(table.slabs_in_use(), 0U);
    EXPECT_EQ(table.outliers_live(), 0U);
}

TEST(OrderTable, FoldsOldSlabsWithFewOrdersAndFindsThemStill) {
    OrderTableConfig config = small();
    config.max_slabs = 4096;
    config.fold_after = 64 * 8;
    OrderTable table(config);
    // One order in 16 stays: four a slab.
    constexpr std::uint64_t kRefs = 64 * 1000;
    const auto fold = [&] {
        while (table.fold_due()) table.fold([](Handle) {});
    };
    for (std::uint64_t ref = 0; ref < kRefs; ++ref) {
        ASSERT_LT(put(table, ref), kTaken);
        if (ref >= 64 && (ref - 64) % 16 != 0) drop(table, ref - 64);
        if (ref % 64 == 63) fold();
    }
    EXPECT_EQ(table.nests_in_use(), 64U) << "as many as there are";
    EXPECT_EQ(table.slabs_in_use() + table.nests_in_use(), kRefs / 64);
    for (std::uint64_t ref = 0; ref + 64 < kRefs; ++ref) {
        const Handle handle = table.find({ref});
        ASSERT_EQ(handle != kNoHandle, ref % 16 == 0) << ref;
        if (handle != kNoHandle) {
            ASSERT_EQ(table.ref_of(handle).value, ref);
        }
    }
    // A nest takes late references while it has room, then the hash does.
    for (std::uint64_t ref = 1; ref <= 6; ++ref) ASSERT_LT(put(table, ref), kTaken);
    EXPECT_EQ(table.outliers_live(), 2U);
    EXPECT_EQ(put(table, 6), kTaken);
    for (std::uint64_t ref = 0; ref < 64; ++ref)
        if (table.find({ref}) != kNoHandle) drop(table, ref);
    EXPECT_EQ(table.nests_in_use(), 63U) << "its last order gives a nest back";
    EXPECT_EQ(table.outliers_live(), 0U);
}

TEST(OrderTable, AgreesWithADictionaryOnRandomReferences) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        std::mt19937_64 rng(seed);
        OrderTable table({.max_slabs = 40,
                          .max_nests = 1 + static_cast<std::uint32_t>(seed % 20),
                          .max_directory_pages = 3,
                          .max_outliers = 100,
                          .fold_after = seed % 4 == 0 ? 0U : 128U,
                          .memory = {}});
        std::unordered_map<std::uint64_t, std::uint32_t> truth;
        std::uint64_t newest = 0;
        for (int step = 0; step < 20'000; ++step) {
            newest += rng() % 2;
            std::uint64_t ref = newest - std::min<std::uint64_t>(newest, rng() % 600);
            if (rng() % 8 == 0) ref = (rng() % 50) << (rng() % 58);
            const auto known = truth.find(ref);
            const Handle found = table.find({ref});
            ASSERT_EQ(found == kNoHandle, known == truth.end()) << "seed " << seed << " step " << step;
            if (known != truth.end()) {
                ASSERT_EQ(table[found].qty, known->second) << "seed " << seed << " step " << step;
                ASSERT_EQ(table.ref_of(found).value, ref);
                ASSERT_EQ(table.insert({ref}), kTaken);
                drop(table, ref);
                truth.erase(known);
            } else if (const Handle handle = put(table, ref); handle < kTaken) {
                truth[ref] = table[handle].qty = 1 + static_cast<std::uint32_t>(step);
            }
            if (table.fold_due()) {
                table.fold([&](Handle to) {
                    ASSERT_EQ(table[to].qty, truth.at(table.ref_of(to).value)) << "seed " << seed;
                });
            }
            ASSERT_EQ(table.live(), truth.size());
        }
        for (const auto& [ref, qty] : truth) ASSERT_EQ(table[table.find({ref})].qty, qty) << "seed " << seed;
    }
}

TEST(OrderTable, RefusesCapacitiesThatAHandleCannotIndex) {
    EXPECT_THROW(OrderTable({.max_slabs = 0}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_slabs = 1U << 23}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_nests = 0}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_directory_pages = 0}), std::invalid_argument);
    EXPECT_THROW(OrderTable({.max_outliers = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::book
