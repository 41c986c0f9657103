#include "tradewind/base/clock.hpp"

#include <ctime>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace tradewind::base {

std::uint64_t monotonic_ns() noexcept {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(t.tv_nsec);
}

bool tsc_invariant() noexcept {
#if defined(__x86_64__)
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    constexpr unsigned kPowerLeaf = 0x80000007U;
    constexpr unsigned kInvariantTsc = 1U << 8U;
    return __get_cpuid(kPowerLeaf, &a, &b, &c, &d) != 0 && (d & kInvariantTsc) != 0;
#else
    return false;
#endif
}

StampClock::StampClock(std::uint64_t calibration_ns, bool allow_tsc) {
    if (!allow_tsc || !tsc_invariant()) return;
    const std::uint64_t ns0 = monotonic_ns();
    const std::uint64_t t0 = read_tsc();
    std::uint64_t ns1 = ns0;
    while (ns1 - ns0 < calibration_ns) ns1 = monotonic_ns();
    const std::uint64_t t1 = read_tsc();
    if (t1 <= t0 || ns1 <= ns0) return;
    scale_ = TickScale(t1 - t0, ns1 - ns0);
    source_ = Source::tsc;
}

}  // namespace tradewind::base
