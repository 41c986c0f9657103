// The kill switch across threads; built with ThreadSanitizer this also proves the ordering of what is written
// before it.
#include "tradewind/risk/kill_switch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "tradewind/risk/checks.hpp"

namespace tradewind::risk {
namespace {

TEST(KillSwitch, SetOnAnotherThreadStopsOrdersAndShowsWhatWasWrittenBefore) {
    KillSwitch kill;
    const Checks checks{{.max_quantity = {100},
                         .max_notional = {1'000'000'000'000},
                         .collar_bps = 0,
                         .max_position = {100},
                         .max_open_orders = 1,
                         .max_orders = 1,
                         .rate_window = {1},
                         .trade_without_touch = true},
                        kill};
    const order::Enter enter{.order_qty = {1}, .price = {1'000'000'000}};
    std::string reason;  // not atomic on purpose: the switch must order it
    std::atomic<bool> trading{false};

    std::thread operator_thread{[&] {
        while (!trading.load(std::memory_order_acquire)) std::this_thread::yield();
        reason = "operator";
        kill.set();
    }};
    EXPECT_TRUE(checks.check(enter, {}, {}, {}, {0}).passed());
    trading.store(true, std::memory_order_release);  // pairs with the acquire above: one order has passed
    while (checks.check(enter, {}, {}, {}, {0}).passed()) std::this_thread::yield();
    EXPECT_EQ(reason, "operator");
    EXPECT_EQ(checks.check(enter, {}, {}, {}, {0}).reason, Reason::killed);
    operator_thread.join();
    kill.clear();
    EXPECT_TRUE(checks.check(enter, {}, {}, {}, {0}).passed());
}

}  // namespace
}  // namespace tradewind::risk
