#include "tradewind/base/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace tradewind::base {

Histogram::Histogram(std::int64_t max_value) : max_trackable_(max_value) {
    if (max_value < 1)
        throw std::invalid_argument("histogram max_value " + std::to_string(max_value) + " is below 1");
    counts_.resize(index_of(static_cast<std::uint64_t>(max_value)) + 1);
}

void Histogram::record_corrected(std::int64_t value, std::int64_t expected_interval) noexcept {
    record(value);
    if (expected_interval <= 0) return;
    for (std::int64_t missing = value - expected_interval; missing >= expected_interval;
         missing -= expected_interval) {
        record(missing);
    }
}

void Histogram::add(const Histogram& other) noexcept {
    const std::size_t n = std::min(counts_.size(), other.counts_.size());
    for (std::size_t i = 0; i < n; ++i) counts_[i] += other.counts_[i];
    for (std::size_t i = n; i < other.counts_.size(); ++i) {
        counts_.back() += other.counts_[i];
        clamped_ += other.counts_[i];
    }
    total_ += other.total_;
    clamped_ += other.clamped_;
    if (other.total_ > 0) {
        max_ = std::min(std::max(max_, other.max_), max_trackable_);
        min_ = std::min(min_, other.min_);
    }
}

void Histogram::clear() noexcept {
    std::fill(counts_.begin(), counts_.end(), 0);
    total_ = 0;
    clamped_ = 0;
    max_ = 0;
    min_ = INT64_MAX;
}

std::int64_t Histogram::percentile(double percent) const noexcept {
    if (total_ == 0) return 0;
    const double wanted = std::ceil(std::clamp(percent, 0.0, 100.0) / 100.0 * static_cast<double>(total_));
    const std::uint64_t rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen >= rank) return std::min(upper_edge(i), max_);
    }
    return max_;
}

}  // namespace tradewind::base
