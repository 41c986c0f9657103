// Exposure as the order state machine reports it: position, worst case of open orders, number of open orders.
#include "tradewind/risk/exposure.hpp"

#include <gtest/gtest.h>

#include "order/desk.hpp"

namespace tradewind::risk {
namespace {

using order::testing::Desk;
using order::testing::kLocate;

TEST(Exposures, FollowAnOrderFromEntryToBust) {
    Desk desk;
    Exposures exposures;
    const auto entered = desk.orders.enter(
        {.locate = kLocate, .side = Side::sell, .order_qty = {500}, .price = {1'000'000'000}});
    exposures.apply(entered.change);
    const Exposure& e = exposures.of(kLocate);
    EXPECT_EQ(e.open_sell, Qty{500});
    EXPECT_EQ(e.open_orders, 1);
    const order::UserRef first = entered.message.ref;
    exposures.apply(desk.accept(first, 500).change);
    exposures.apply(desk.executed(first, 100, 1).change);
    EXPECT_EQ(e.open_sell, Qty{400});
    EXPECT_EQ(e.position, Qty{-100});
    const auto replace = desk.orders.replace(first, {800}, {1'000'000'000});
    exposures.apply(replace.change);
    EXPECT_EQ(e.open_sell, Qty{700}) << "the larger of original and replacement";
    EXPECT_EQ(e.open_orders, 1);
    exposures.apply(desk.replaced(first, replace.message.ref, 700).change);
    exposures.apply(desk.tell(order::VenueKind::canceled, replace.message.ref, 700).change);
    EXPECT_EQ(e.open_sell, Qty{0});
    EXPECT_EQ(e.open_orders, 0);
    exposures.apply(desk.broken(first, 1).change);
    EXPECT_EQ(e.position, Qty{0});
    EXPECT_EQ(e.open_buy, Qty{0});
}

TEST(Exposures, OfInstrumentsAreKeptApart) {
    Exposures exposures;
    exposures.apply({.locate = {1}, .side = Side::buy, .open = {10}, .orders = 1});
    exposures.set_position({65535}, {-5});
    exposures.set_halted({2}, true);
    EXPECT_EQ(exposures.of({1}).open_buy, Qty{10});
    EXPECT_EQ(exposures.of({2}).open_buy, Qty{0});
    EXPECT_TRUE(exposures.of({2}).halted);
    EXPECT_EQ(exposures.of({65535}).position, Qty{-5});
}

TEST(Exposures, SumsStopAtTheEndOfTheRangeInsteadOfWrapping) {
    Exposures exposures;
    exposures.set_position({1}, {INT64_MAX});
    exposures.apply({.locate = {1}, .side = Side::buy, .filled = {10}});
    EXPECT_EQ(exposures.of({1}).position, Qty{INT64_MAX});
    exposures.set_position({1}, {INT64_MIN});
    exposures.apply({.locate = {1}, .side = Side::sell, .filled = {10}});
    EXPECT_EQ(exposures.of({1}).position, Qty{INT64_MIN});
}

}  // namespace
}  // namespace tradewind::risk
