#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include "tradewind/base/histogram.hpp"

namespace tradewind::base {
namespace {

TEST(Histogram, KeepsEveryPercentileWithinOneInAThousand) {
    std::mt19937_64 rng(7);
    std::lognormal_distribution<double> spread(6.0, 2.5);
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 50'000; ++i) {
        values.push_back(static_cast<std::int64_t>(spread(rng)));
        histogram.record(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const double p : {1.0, 10.0, 50.0, 90.0, 99.0, 99.9, 99.99, 100.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(p / 100.0 * static_cast<double>(values.size())));
        const double exact = static_cast<double>(values[std::max<std::size_t>(rank, 1) - 1]);
        EXPECT_NEAR(static_cast<double>(histogram.percentile(p)), exact, exact * 1e-3 + 0.5) << "p" << p;
    }
    EXPECT_EQ(histogram.max(), values.back());
    EXPECT_EQ(histogram.min(), values.front());
    EXPECT_EQ(histogram.count(), values.size());
}

TEST(Histogram, SmallValuesAreExact) {
    Histogram histogram;
    for (std::int64_t v = 0; v < 2048; ++v) histogram.record(v);
    for (std::int64_t v = 1; v < 2048; ++v) {
        const double percent = 100.0 * static_cast<double>(v + 1) / 2048.0;
        ASSERT_EQ(histogram.percentile(percent), v);
    }
}

TEST(Histogram, ClampsAndCountsWhatIsTooLarge) {
    Histogram histogram(1000);
    histogram.record(5000);
    histogram.record(-3);
    EXPECT_EQ(histogram.clamped(), 1U);
    EXPECT_EQ(histogram.max(), 1000);
    EXPECT_EQ(histogram.min(), 0);
}

TEST(Histogram, CorrectsForTheWaitsThatAStalledGeneratorDidNotIssue) {
    Histogram histogram;
    histogram.record_corrected(1000, 100);
    EXPECT_EQ(histogram.count(), 10U);  // 1000, 900, ..., 100
    EXPECT_EQ(histogram.percentile(50), 500);
    histogram.clear();
    histogram.record_corrected(50, 100);
    EXPECT_EQ(histogram.count(), 1U);
}

TEST(Histogram, AddsUpAndEmpties) {
    Histogram a;
    Histogram b;
    a.record(10);
    b.record(20);
    b.record(30);
    a.add(b);
    EXPECT_EQ(a.count(), 3U);
    EXPECT_EQ(a.percentile(50), 20);
    EXPECT_EQ(a.max(), 30);
    a.clear();
    EXPECT_EQ(a.count(), 0U);
    EXPECT_EQ(a.percentile(99), 0);
    EXPECT_EQ(a.max(), 0);
}

TEST(Histogram, RefusesARangeBelowOne) { EXPECT_THROW(Histogram(0), std::invalid_argument); }

}  // namespace
}  // namespace tradewind::base
