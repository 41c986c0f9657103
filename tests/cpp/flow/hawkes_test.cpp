#include "tradewind/flow/hawkes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "tradewind/flow/fixed_math.hpp"

namespace tradewind::flow {
namespace {

struct Path {
    std::vector<double> times;
    std::vector<std::size_t> components;
};
Path path(std::uint64_t seed, std::size_t arrivals) {
    Random random{seed};
    Hawkes hawkes;
    Path path;
    double now = 0;
    for (std::size_t i = 0; i < arrivals; ++i) {
        const Hawkes::Arrival arrival = hawkes.next(random);
        now += static_cast<double>(arrival.wait) / static_cast<double>(kOne);
        path.times.push_back(now);
        path.components.push_back(arrival.component);
    }
    return path;
}

TEST(Hawkes, arrives_at_the_long_run_rate) {
    const Path p = path(1, 500'000);
    EXPECT_NEAR(static_cast<double>(p.times.size()) / p.times.back(), kArrivalsPerUnit, 0.1);
}

TEST(Hawkes, each_component_has_its_long_run_share) {
    const Path p = path(2, 1'000'000);
    std::array<double, kComponents> counts{};
    for (const std::size_t component : p.components) counts[component] += 1;
    for (std::size_t i = 0; i < kComponents; ++i) {
        const double share = (i == kHiddenTrade ? kHiddenShare : kBandShare[i % kBands]) / 10'000.0;
        EXPECT_NEAR(counts[i] / 1'000'000 / share, 1.0, 0.06) << i;
    }
}

/// Variance over mean of the number of arrivals in windows of many decay times.
double dispersion(const Path& p, double window) {
    std::vector<double> counts(static_cast<std::size_t>(p.times.back() / window) + 1);
    for (const double time : p.times) counts[static_cast<std::size_t>(time / window)] += 1;
    counts.pop_back();
    double mean = 0;
    for (const double n : counts) mean += n;
    mean /= static_cast<double>(counts.size());
    double variance = 0;
    for (const double n : counts) variance += (n - mean) * (n - mean);
    return variance / static_cast<double>(counts.size()) / mean;
}

// A Poisson process has 1; a Hawkes process 1 / (1 - n)^2, where n is the mean number of children, here about
// 0.58.
TEST(Hawkes, arrivals_cluster_as_its_branching_says) {
    EXPECT_NEAR(dispersion(path(3, 1'000'000), 50), 1 / (0.42 * 0.42), 0.8);
}

TEST(Hawkes, a_component_excites_itself_more_than_its_mirror_and_that_more_than_others) {
    const Path p = path(4, 1'000'000);
    constexpr auto kNear = static_cast<std::size_t>(Band::near);
    double same = 0;
    double mirror = 0;
    double parents = 0;
    for (std::size_t i = 0; i + 1 < p.components.size(); ++i) {
        if (p.components[i] != kNear) continue;
        parents += 1;
        same += p.components[i + 1] == kNear;
        mirror += p.components[i + 1] == kNear + kBands;
    }
    const double share = kBandShare[kNear] / 10'000.0;
    EXPECT_GT(same / parents, mirror / parents * 1.2);
    EXPECT_GT(mirror / parents, share * 1.02);
}

}  // namespace
}  // namespace tradewind::flow
