// Limits are checked once, at set-up: every error names field, value and limit.
#include "tradewind/risk/limits.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "tradewind/risk/checks.hpp"

namespace tradewind::risk {
namespace {

Limits sane() {
    return {.max_quantity = {1},
            .max_notional = {1},
            .collar_bps = 0,
            .max_position = {1},
            .max_open_orders = 1,
            .max_orders = 1,
            .rate_window = {1},
            .duplicate_window = {0}};
}

std::string error_of(const std::function<void(Limits&)>& change) {
    Limits limits = sane();
    change(limits);
    try {
        const KillSwitch kill;
        const Checks checks{limits, kill};
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST(Limits, TheSmallestOfEachAreValid) {
    EXPECT_EQ(error_of([](Limits&) {}), "");
}

TEST(Limits, AForgottenLimitIsAnErrorAndNotNone) { EXPECT_THROW(validate({}), std::invalid_argument); }

TEST(Limits, EachErrorNamesFieldValueAndLimit) {
    const std::string qty = ", must be between 1 and 1000000000000000";
    EXPECT_EQ(error_of([](Limits& l) { l.max_quantity = {0}; }), "risk limits: max_quantity is 0" + qty);
    EXPECT_EQ(error_of([](Limits& l) { l.max_position = {-3}; }), "risk limits: max_position is -3" + qty);
    EXPECT_EQ(error_of([](Limits& l) { l.max_notional = {0}; }),
              "risk limits: max_notional is 0, must be between 1 and 1e27 units of 1e-9");
    EXPECT_EQ(error_of([](Limits& l) { l.max_notional = {Int128{1} << 100}; }),
              "risk limits: max_notional is beyond 64 bits, must be between 1 and 1e27 units of 1e-9");
    EXPECT_EQ(error_of([](Limits& l) { l.collar_bps = -1; }),
              "risk limits: collar_bps is -1, must be between 0 and 1000000");
    EXPECT_EQ(error_of([](Limits& l) { l.max_open_orders = 0; }),
              "risk limits: max_open_orders is 0, must be between 1 and 268435456");
    EXPECT_EQ(error_of([](Limits& l) { l.max_orders = 4'194'305; }),
              "risk limits: max_orders is 4194305, must be between 1 and 4194304");
    EXPECT_EQ(error_of([](Limits& l) { l.rate_window = {0}; }),
              "risk limits: rate_window is 0, must be between 1 and 86400000000000");
    EXPECT_EQ(error_of([](Limits& l) { l.duplicate_window = {-1}; }),
              "risk limits: duplicate_window is -1, must be between 0 and 86400000000000");
}

TEST(Limits, ADuplicateWindowThatCouldHoldTooManyOrdersIsRefused) {
    EXPECT_EQ(error_of([](Limits& l) {
                  l.max_orders = 1'000'000;
                  l.rate_window = {10};
                  l.duplicate_window = {41};
              }),
              "risk limits: duplicate_window is 41 ns and can hold 5 * max_orders (1000000) orders, must be "
              "at most "
              "4194304");
    EXPECT_EQ(error_of([](Limits& l) {
                  l.max_orders = 1'000'000;
                  l.rate_window = {10};
                  l.duplicate_window = {40};
              }),
              "");
}

}  // namespace
}  // namespace tradewind::risk
