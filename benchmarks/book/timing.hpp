// Time of a whole run, and of each message of a run.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include <sched.h>
#include <time.h>
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

/// Processor time of this thread, user and system, that `run` takes: on an idle machine the time that passes;
/// on a busy one, what others get by preemption is not in it. Page faults are.
template <class Run>
[[nodiscard]] double seconds(Run&& run) {
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    const double begin = now();
    run();
    return now() - begin;
}

/// Ticks of the time stamp counter in a nanosecond.
inline double ticks_per_ns() {
    using Clock = std::chrono::steady_clock;
    static const double rate = [] {
        unsigned core = 0;
        const std::uint64_t ticks = __rdtscp(&core);
        const auto begin = Clock::now();
        while (Clock::now() - begin < std::chrono::milliseconds(100)) {
        }
        const std::uint64_t passed = __rdtscp(&core) - ticks;
        return static_cast<double>(passed) /
               std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
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
