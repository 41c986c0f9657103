#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/fixed_math.hpp"

namespace tradewind::flow {
namespace {

/// Runs a flow that claims one message each `step` of business time; returns when each came.
std::vector<std::uint64_t> run(std::uint64_t budget, std::uint64_t step, std::uint64_t expected_rate) {
    Pacer pacer{budget, expected_rate};
    std::vector<std::uint64_t> times;
    std::uint64_t left = budget;
    for (std::uint64_t due = step; times.size() < budget; due += step) {
        const std::uint64_t time = pacer.clock_at(due, left);
        if (time == kNever) break;
        times.push_back(time);
        --left;
    }
    return times;
}

TEST(Pacer, time_never_goes_back_and_the_flow_ends_within_the_day) {
    const auto times = run(100'000, 1'000'000, kOne / 1'000'000);
    EXPECT_TRUE(std::ranges::is_sorted(times));
    EXPECT_GE(times.front(), clock_time(4, 0));
    EXPECT_LT(times.back(), clock_time(20, 0));
    EXPECT_GE(times.size(), 100'000U - 1U);
}

TEST(Pacer, a_wrong_first_guess_of_the_rate_is_made_good) {
    for (const std::uint64_t wrong : {20U, 1U}) {
        const auto times = run(50'000, 1'000'000, wrong * kOne / 5'000'000);
        EXPECT_GE(times.size(), 50'000U - 1U);
        const auto by = [&](std::uint64_t time) {
            return std::ranges::lower_bound(times, time) - times.begin();
        };
        EXPECT_NEAR(static_cast<double>(by(clock_time(12, 0))), 0.535 * 50'000, 500) << wrong;
        EXPECT_NEAR(static_cast<double>(by(clock_time(16, 0))), 0.983 * 50'000, 500) << wrong;
    }
}

TEST(Pacer, open_and_close_are_busier_than_noon) {
    const auto times = run(200'000, 1'000'000, kOne / 1'000'000);
    const auto between = [&](std::uint64_t from, std::uint64_t to) {
        return std::ranges::lower_bound(times, to) - std::ranges::lower_bound(times, from);
    };
    const auto noon = between(clock_time(12, 30), clock_time(13, 0));
    EXPECT_GT(between(clock_time(9, 30), clock_time(10, 0)), 4 * noon);
    EXPECT_GT(between(clock_time(15, 30), clock_time(16, 0)), 2 * noon);
    EXPECT_LT(between(clock_time(7, 0), clock_time(7, 30)), noon / 4);
}

TEST(Pacer, a_tiny_budget_is_used_up) { EXPECT_GE(run(10, 1'000'000'000, kOne / 1'000'000'000).size(), 9U); }

TEST(Pacer, a_flow_that_is_ahead_waits_until_the_day_has_caught_up) {
    Pacer pacer{1'000, kOne / 1'000'000};
    EXPECT_LT(pacer.clock_at(1'000'000, 1'000), clock_time(7, 0));
    // 900 of 1,000 are claimed at once: nothing is wanted before 15:45, when 900 should have been.
    EXPECT_GE(pacer.clock_at(10'000'000, 100), clock_time(15, 45));
}

TEST(Pacer, no_budget_means_no_flow) { EXPECT_TRUE(run(0, 1'000'000, kOne / 1'000'000).empty()); }

TEST(DayPlan, steps_come_in_the_order_of_the_clock_and_leave_the_flow_its_room) {
    for (const std::uint32_t symbols : {2U, 3U, 8U, 100U, 5'000U}) {
        Random random{symbols};
        const auto listings = make_listings(symbols, random);
        const std::uint64_t messages = minimum_messages(symbols);
        const auto steps = plan_day(listings, messages, random);
        EXPECT_TRUE(std::ranges::is_sorted(steps, {}, &Step::time_ns));
        EXPECT_LT(steps.size(), messages / 2) << symbols;
    }
}

TEST(DayPlan, few_instruments_share_the_roles_and_many_divide_them) {
    for (const std::uint32_t symbols : {2U, 7U, 8U, 3'000U}) {
        Random random{9};
        const auto listings = make_listings(symbols, random);
        std::set<std::uint16_t> halted;
        std::set<std::uint16_t> listed;
        for (const Step& step : plan_day(listings, 1'000'000, random)) {
            if (step.kind == StepKind::pause || step.kind == StepKind::news_halt ||
                step.kind == StepKind::operational_halt)
                halted.insert(step.symbol);
            if (step.kind == StepKind::ipo_quote) listed.insert(step.symbol);
        }
        EXPECT_EQ(listed.size(), 1U);
        EXPECT_FALSE(halted.contains(*listed.begin()));
        EXPECT_EQ(halted.size(), symbols < 8 ? 1U : 3U + symbols / 1'000) << symbols;
    }
}

}  // namespace
}  // namespace tradewind::flow
