// Latency histogram with HdrHistogram's buckets for three significant digits: every value is kept within 0.1
// %. Recording is a shift, an add and an increment; one writer, no allocation after construction.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace tradewind::base {

class Histogram {
  public:
    /// Values from 0 to `max_value` (nanoseconds by custom); larger ones are clamped and counted.
    explicit Histogram(std::int64_t max_value = 10'000'000'000);

    void record(std::int64_t value) noexcept {
        if (value < 0) value = 0;
        if (value > max_trackable_) {
            value = max_trackable_;
            ++clamped_;
        }
        ++counts_[index_of(static_cast<std::uint64_t>(value))];
        ++total_;
        if (value > max_) max_ = value;
        if (value < min_) min_ = value;
    }
    /// Corrects a closed-loop measurement for coordinated omission: a stall of n intervals also records the
    /// n-1 waits that the generator never issued.
    void record_corrected(std::int64_t value, std::int64_t expected_interval) noexcept;
    void add(const Histogram& other) noexcept;
    void clear() noexcept;

    /// The smallest recorded value v such that at least `percent` per cent of the values are <= v (upper edge
    /// of its bucket); 0 when empty.
    [[nodiscard]] std::int64_t percentile(double percent) const noexcept;
    [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
    [[nodiscard]] std::int64_t max() const noexcept { return total_ == 0 ? 0 : max_; }
    [[nodiscard]] std::int64_t min() const noexcept { return total_ == 0 ? 0 : min_; }
    [[nodiscard]] std::uint64_t clamped() const noexcept { return clamped_; }

  private:
    static constexpr int kSubBucketBits = 11;  // 2048 sub-buckets give three significant digits
    static constexpr std::uint64_t kSubBuckets = 1U << kSubBucketBits;

    static constexpr std::size_t index_of(std::uint64_t value) noexcept {
        const int bucket = static_cast<int>(std::bit_width(value | (kSubBuckets - 1))) - kSubBucketBits;
        return (static_cast<std::size_t>(bucket) << (kSubBucketBits - 1)) + (value >> bucket);
    }
    static constexpr std::int64_t upper_edge(std::size_t index) noexcept {
        if (index < kSubBuckets) return static_cast<std::int64_t>(index);
        const std::size_t bucket = (index >> (kSubBucketBits - 1)) - 1;
        const std::uint64_t sub = index - (bucket << (kSubBucketBits - 1));
        return static_cast<std::int64_t>(((sub + 1) << bucket) - 1);
    }

    std::int64_t max_trackable_;
    std::vector<std::uint64_t> counts_;
    std::uint64_t total_{};
    std::uint64_t clamped_{};
    std::int64_t max_{0};
    std::int64_t min_{INT64_MAX};
};

}  // namespace tradewind::base
