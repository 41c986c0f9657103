// Time of a whole run, and of each message of a run.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include <sched.h>
#include <x86intrin.h>

#include "book/input.hpp"

namespace bench {

/// Keep this thread on one core; false if the core is not there for us.
inline bool pin(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(core), &set);
    return sched_setaffinity(0, sizeof(set), &set) == 0;
}

template <class Run>
[[nodiscard]] double seconds(Run&& run) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Ticks of the time stamp counter in a nanosecond.
inline double ticks_per_ns() {
    static const double rate = [] {
        unsigned core = 0;
        const std::uint64_t begin = __rdtscp(&core);
        const double s = seconds([] {
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
            while (std::chrono::steady_clock::now() < end) {
            }
        });
        return static_cast<double>(__rdtscp(&core) - begin) / (s * 1e9);
    }();
    return rate;
}

/// Durations in ticks, one bin a tick; the last bin holds everything longer (some 400 us).
class Latencies {
  public:
    template <class Each>
    void record(Bytes bytes, Each&& each) {
        walk(bytes, [&](const std::byte* message, std::size_t length) {
            unsigned core = 0;
            const std::uint64_t begin = __rdtscp(&core);
            each(message, length);
            const std::uint64_t ticks = __rdtscp(&core) - begin;
            ++bins_[std::min<std::uint64_t>(ticks, bins_.size() - 1)];
        });
    }
    /// Nanoseconds that `share` of the messages did not exceed.
    [[nodiscard]] double ns(double share) const {
        std::uint64_t all = 0;
        for (const std::uint32_t n : bins_) all += n;
        std::uint64_t wanted = static_cast<std::uint64_t>(share * static_cast<double>(all));
        std::size_t bin = 0;
        while (bin + 1 < bins_.size() && bins_[bin] <= wanted) wanted -= bins_[bin++];
        return static_cast<double>(bin) / ticks_per_ns();
    }

  private:
    std::vector<std::uint32_t> bins_ = std::vector<std::uint32_t>(std::size_t{1} << 20);
};

}  // namespace bench
