#include "tradewind/flow/lifetimes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "tradewind/flow/fixed_math.hpp"
#include "tradewind/flow/generator.hpp"

namespace tradewind::flow {
namespace {

Listing most_active() {
    Listing listing{};
    listing.inverse_weight = 1U << 16;
    return listing;
}

std::vector<std::uint64_t> draws(const Lifetimes& lifetimes, Band band, std::uint64_t now) {
    Random random{4};
    std::vector<std::uint64_t> all(200'000);
    for (std::uint64_t& wait : all) wait = lifetimes.draw(random, band, most_active(), now);
    std::ranges::sort(all);
    return all;
}

TEST(Lifetimes, fall_as_a_power_law_and_last_longer_far_from_the_touch) {
    const Lifetimes lifetimes;
    for (const auto& [band, scale] : {std::pair{Band::touch, 0.75}, std::pair{Band::deep, 10.0}}) {
        const auto all = draws(lifetimes, band, 0);
        for (const double tail : {0.5, 0.1, 0.01}) {
            const auto at = all.size() - static_cast<std::size_t>(tail * static_cast<double>(all.size()));
            const double expected = scale * (std::pow(tail, -1 / 0.75) - 1);
            EXPECT_NEAR(static_cast<double>(all[at]) / (1 << 24) / expected, 1, 0.1) << tail;
        }
    }
}

TEST(Lifetimes, aimed_at_more_orders_are_longer_but_bounded_after_the_first_third_of_the_day) {
    const std::vector<Listing> listings{most_active()};
    constexpr std::uint64_t kDay = std::uint64_t{100'000} << 24;
    Lifetimes few;
    few.aim(1'000, kDay, listings);
    Lifetimes many;
    many.aim(5'000, kDay, listings);
    EXPECT_GT(draws(many, Band::near, 0)[100'000], 3 * draws(few, Band::near, 0)[100'000]);
    EXPECT_GT(draws(many, Band::near, kDay / 3 - 1).back(), kDay);
    EXPECT_EQ(draws(many, Band::near, kDay / 3).back(), kDay / 5);
    EXPECT_EQ(draws(many, Band::near, kDay / 3)[100'000], draws(many, Band::near, 0)[100'000]);
}

/// Live orders by hundredths of the day's messages.
std::vector<std::uint64_t> profile(const GeneratorConfig& config) {
    DayGenerator generator{config};
    std::vector<std::byte> chunk;
    std::vector<std::uint64_t> live;
    while (generator.next_chunk(chunk, 1'000))
        while (live.size() < generator.messages() * 100 / config.messages)
            live.push_back(generator.live_orders());
    return live;
}

struct Wanted {
    GeneratorConfig config;
    const char* name;
};
class LiveOrders : public testing::TestWithParam<Wanted> {};

TEST_P(LiveOrders, peak_where_asked_in_the_middle_of_the_flow_and_fall_by_a_tenth_until_the_close) {
    const auto live = profile(GetParam().config);
    const auto peak = std::ranges::max_element(live);
    const auto wanted = static_cast<double>(GetParam().config.live_orders);
    EXPECT_NEAR(static_cast<double>(*peak), wanted, 0.08 * wanted);
    EXPECT_NEAR(static_cast<double>(peak - live.begin()), 50, 10);
    EXPECT_LT(live[90], *peak * 95 / 100);
    EXPECT_GT(live[90], *peak * 80 / 100);
    EXPECT_EQ(live.back(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Aims, LiveOrders,
                         testing::Values(Wanted{{100, 600'000, 1, 0, 5'000}, "sparse"},
                                         Wanted{{100, 600'000, 2, 0, 20'000}, "dense"},
                                         Wanted{{1'000, 1'000'000, 3, 0, 40'000}, "many_symbols"}),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace tradewind::flow
