#include "tradewind/flow/fixed_math.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tradewind::flow {
namespace {

double real(std::uint64_t fixed) { return static_cast<double>(fixed) / static_cast<double>(kOne); }

// Known from the public reference code of splitmix64 (seed 0) and xoshiro256** (state 1, 2, 3, 4 gives 11520
// first).
TEST(Random, is_xoshiro256_starstar_seeded_by_splitmix64) {
    Random random{0};
    EXPECT_EQ(random.next(), 0x99EC5F36CB75F2B4U);
    EXPECT_EQ(random.next(), 0xBF6E1F784956452AU);
    EXPECT_EQ(random.next(), 0x1A5F849D4933E6E0U);
}

TEST(Random, bounded_draws_stay_in_bounds_and_reach_both_ends) {
    Random random{7};
    std::vector<int> seen(6);
    for (int i = 0; i < 10'000; ++i) {
        const std::uint32_t value = random.between(10, 15);
        ASSERT_GE(value, 10U);
        ASSERT_LE(value, 15U);
        ++seen[value - 10];
    }
    for (const int n : seen) EXPECT_NEAR(n, 10'000 / 6, 200);
}

TEST(Random, a_chance_comes_as_often_as_it_says) {
    Random random{8};
    int n = 0;
    for (int i = 0; i < 1'000'000; ++i) n += random.chance(25'000);
    EXPECT_NEAR(n, 25'000, 800);
}

TEST(FixedMath, logarithm_agrees_with_libm) {
    Random random{1};
    for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t x = random.next() >> random.below(64);
        if (x == 0) continue;
        EXPECT_NEAR(real(log2_of(x)), std::log2(static_cast<double>(x)), 3e-6) << x;
    }
    for (unsigned bit = 0; bit < 64; ++bit)
        EXPECT_EQ(log2_of(std::uint64_t{1} << bit), std::uint64_t{bit} << 32);
}

TEST(FixedMath, exponentials_agree_with_libm) {
    Random random{2};
    for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t x = random.below(std::uint64_t{30} << 32);
        EXPECT_NEAR(real(exp2(x)) / std::exp2(real(x)), 1.0, 2e-6) << x;
        EXPECT_NEAR(real(exp2_negative(x)), std::exp2(-real(x)), 2e-6) << x;
        EXPECT_NEAR(real(exp_negative(x)), std::exp(-real(x)), 2e-6) << x;
    }
    EXPECT_NEAR(real(exp_negative(0)), 1.0, 1e-8);
    EXPECT_EQ(exp_negative(std::uint64_t{100} << 32), 0U);
}

TEST(FixedMath, negative_logarithm_of_a_fraction_agrees_with_libm) {
    Random random{3};
    for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t x = 1 + random.below(kOne);
        EXPECT_NEAR(real(negative_ln(x)), -std::log(real(x)), 3e-6) << x;
    }
}

TEST(FixedMath, exponential_draws_have_mean_and_variance_one) {
    Random random{4};
    double sum = 0;
    double squares = 0;
    constexpr int kDraws = 1'000'000;
    for (int i = 0; i < kDraws; ++i) {
        const double x = real(draw_exponential(random));
        sum += x;
        squares += x * x;
    }
    const double mean = sum / kDraws;
    EXPECT_NEAR(mean, 1.0, 0.005);
    EXPECT_NEAR(squares / kDraws - mean * mean, 1.0, 0.02);
}

TEST(FixedMath, power_law_draws_have_its_tail) {
    Random random{5};
    constexpr double kAlpha = 0.75;
    constexpr std::size_t kDraws = 400'000;
    std::vector<double> draws;
    for (std::size_t i = 0; i < kDraws; ++i)
        draws.push_back(real(draw_power_law(random, 2 * kOne, kOne * 4 / 3)));
    std::ranges::sort(draws);
    for (const double survival : {0.5, 0.1, 0.01, 0.001}) {
        const double expected = 2 * (std::pow(survival, -1 / kAlpha) - 1);
        const double found = draws[static_cast<std::size_t>((1 - survival) * kDraws)];
        EXPECT_NEAR(found / expected, 1.0, 0.15) << survival;
    }
}

TEST(FixedMath, the_longest_lifetime_does_not_overflow) {
    // The smallest uniform has the exponent 64 * 4/3, far beyond the cut.
    EXPECT_EQ(multiply(10 * kOne, exp2(std::uint64_t{24} << 32) - kOne), 10 * ((kOne << 24) - kOne));
}

}  // namespace
}  // namespace tradewind::flow
