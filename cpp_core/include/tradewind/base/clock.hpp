// The clock of latency stamps: the CPU's time-stamp counter where it runs at a constant rate, else
// CLOCK_MONOTONIC. Stamps are raw ticks; they become nanoseconds off the hot path. Behaviour never depends on
// it.
#pragma once

#include <cstdint>

namespace tradewind::base {

__extension__ using UInt128 = unsigned __int128;

/// Raw stamp. Not serialising: the resolution of a stage is about the cost of one read (printed by `doctor`).
[[nodiscard]] std::uint64_t monotonic_ns() noexcept;
#if defined(__x86_64__)
[[nodiscard]] inline std::uint64_t read_tsc() noexcept { return __builtin_ia32_rdtsc(); }
#else
[[nodiscard]] inline std::uint64_t read_tsc() noexcept { return monotonic_ns(); }
#endif

/// Whether the counter ticks at one rate in every power state (CPUID: invariant TSC).
[[nodiscard]] bool tsc_invariant() noexcept;

/// Maps ticks to nanoseconds. Immutable after construction, so any thread may use it.
class TickScale {
  public:
    /// Ticks are nanoseconds already.
    constexpr TickScale() = default;
    /// `ticks` ticks passed in `ns` nanoseconds; both above 0.
    constexpr TickScale(std::uint64_t ticks, std::uint64_t ns) noexcept
        : ns_per_tick_q32_((static_cast<UInt128>(ns) << 32) / ticks) {}

    [[nodiscard]] constexpr std::int64_t to_ns(std::uint64_t ticks) const noexcept {
        return static_cast<std::int64_t>((ns_per_tick_q32_ * ticks) >> 32);
    }
    [[nodiscard]] constexpr double ns_per_tick() const noexcept {
        return static_cast<double>(ns_per_tick_q32_) / 4294967296.0;
    }

  private:
    UInt128 ns_per_tick_q32_{static_cast<UInt128>(1) << 32};
};

/// Chooses the source once at start-up and measures its rate against CLOCK_MONOTONIC.
class StampClock {
  public:
    enum class Source : std::uint8_t { tsc, monotonic };

    /// Spins for `calibration_ns` when the TSC is usable; otherwise falls back at once.
    explicit StampClock(std::uint64_t calibration_ns = 5'000'000, bool allow_tsc = true);

    [[nodiscard]] std::uint64_t now() const noexcept {
        return source_ == Source::tsc ? read_tsc() : monotonic_ns();
    }
    [[nodiscard]] const TickScale& scale() const noexcept { return scale_; }
    [[nodiscard]] Source source() const noexcept { return source_; }

  private:
    Source source_{Source::monotonic};
    TickScale scale_;
};

}  // namespace tradewind::base
