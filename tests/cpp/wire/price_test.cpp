#include "tradewind/wire/price.hpp"

#include <gtest/gtest.h>

namespace tradewind::wire {
namespace {

constexpr auto kPrice4 = FieldKind::price4;
constexpr auto kPrice8 = FieldKind::price8;
constexpr auto kOuch = FieldKind::price_ouch;

TEST(WirePrice, decimals_of_each_kind_become_1e_9) {
    EXPECT_EQ(from_wire<kPrice4>(5'856'900u).units, 585'690'000'000);
    EXPECT_EQ(from_wire<kPrice8>(100'000'000u).units, 1'000'000'000);
    EXPECT_EQ(from_wire<kOuch>(1u).units, 100'000);
    EXPECT_EQ(from_wire<kOuch>(kOuchMarketPrice).units, 214'748'364'700'000);
}

TEST(WirePrice, the_largest_wire_values_survive_the_round_trip_or_are_marked) {
    EXPECT_EQ(to_wire<kPrice4>(from_wire<kPrice4>(0xFFFF'FFFFu)).value, 0xFFFF'FFFFu);
    constexpr std::uint64_t kLargestOuch = 92'233'720'368'547;  // floor((2^63 - 1) / 100,000)
    EXPECT_EQ(to_wire<kOuch>(from_wire<kOuch>(kLargestOuch)).value, kLargestOuch);
    EXPECT_EQ(from_wire<kOuch>(kLargestOuch + 1), kPriceTooLarge);
    EXPECT_EQ(from_wire<kPrice8>(UINT64_MAX), kPriceTooLarge);
    EXPECT_NE(to_wire<kOuch>(kPriceTooLarge).status, FieldStatus::ok);
    EXPECT_NE(to_wire<kPrice8>(kPriceTooLarge).status, FieldStatus::ok);
}

TEST(WirePrice, a_price_finer_than_the_wire_is_refused) {
    EXPECT_EQ(to_wire<kPrice4>({100'000}).status, FieldStatus::ok);
    EXPECT_EQ(to_wire<kPrice4>({100'001}).status, FieldStatus::not_a_multiple);
    EXPECT_EQ(to_wire<kPrice4>({99'999}).status, FieldStatus::not_a_multiple);
    EXPECT_EQ(to_wire<kPrice8>({15}).status, FieldStatus::not_a_multiple);
    EXPECT_EQ(to_wire<kOuch>({1}).value, 0u);
}

TEST(WirePrice, a_price_that_does_not_fit_is_refused) {
    EXPECT_EQ(to_wire<kPrice4>({-100'000}).status, FieldStatus::out_of_range);
    EXPECT_EQ(to_wire<kOuch>({-100'000}).status, FieldStatus::out_of_range);
    constexpr std::int64_t kLargest4 = 0xFFFF'FFFFLL * 100'000;
    EXPECT_EQ(to_wire<kPrice4>({kLargest4}).status, FieldStatus::ok);
    EXPECT_EQ(to_wire<kPrice4>({kLargest4 + 100'000}).status, FieldStatus::out_of_range);
    EXPECT_EQ(to_wire<kOuch>({kLargest4 + 100'000}).status, FieldStatus::ok);
}

}  // namespace
}  // namespace tradewind::wire
