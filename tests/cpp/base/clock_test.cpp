#include <gtest/gtest.h>

#include "tradewind/base/clock.hpp"

namespace tradewind::base {
namespace {

TEST(TickScale, ConvertsByTheMeasuredRatio) {
    const TickScale scale(2'600'000, 1'000'000);
    EXPECT_EQ(scale.to_ns(2'600'000'000), 1'000'000'000 - 1);  // fixed point rounds down
    EXPECT_NEAR(scale.ns_per_tick(), 1.0 / 2.6, 1e-9);
}

TEST(TickScale, IdentityByDefault) { EXPECT_EQ(TickScale{}.to_ns(123), 123); }

TEST(StampClock, FallsBackToTheKernelClockWhenTheCounterMayNotBeUsed) {
    const StampClock clock(1, false);
    EXPECT_EQ(clock.source(), StampClock::Source::monotonic);
    const std::uint64_t before = monotonic_ns();
    const std::uint64_t stamp = clock.now();
    EXPECT_GE(stamp, before);
    EXPECT_EQ(clock.scale().to_ns(stamp), static_cast<std::int64_t>(stamp));
}

TEST(StampClock, NeverRunsBackwards) {
    const StampClock clock(100'000);
    std::uint64_t last = clock.now();
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t now = clock.now();
        ASSERT_GE(now, last);
        last = now;
    }
}

}  // namespace
}  // namespace tradewind::base
