// Self- and mutually exciting arrivals of one instrument (a multivariate Hawkes process with one exponential
// kernel).
//
// Components: per side a marketable order and five bands of distance from the touch in which an order is
// added, plus trades against hidden liquidity. Every arrival raises the rates of all components by a row of
// the excitation table; the raise decays by e^-t, so time is in units of the kernel's decay time. All
// components decay alike, so the next arrival is the earlier of one baseline arrival and one of the excited
// part, both drawn exactly (Dassios and Zhao 2013) without thinning. Integer arithmetic throughout. One
// owner, one thread; O(components) per arrival.
#pragma once

#include <array>
#include <cstdint>

#include "tradewind/base/types.hpp"
#include "tradewind/flow/random.hpp"

namespace tradewind::flow {

/// What a side's arrival does; the bands are distances from that side's best price, in typical level gaps.
enum class Band : std::uint8_t { marketable, touch, near, middle, far, deep };
inline constexpr std::size_t kBands = 6;
inline constexpr std::size_t kHiddenTrade = 2 * kBands;
inline constexpr std::size_t kComponents = 2 * kBands + 1;

/// Long-run share of each side's band among all arrivals, in 1/10,000; the two sides and kHiddenShare make
/// 10,000.
inline constexpr std::array<std::uint32_t, kBands> kBandShare{147, 1153, 1393, 1153, 697, 408};
inline constexpr std::uint32_t kHiddenShare = 98;
/// Long-run arrivals per kernel decay time.
inline constexpr std::uint32_t kArrivalsPerUnit = 5;

class Hawkes {
  public:
    struct Arrival {
        std::uint64_t wait;     ///< since the previous arrival, 32.32 kernel decay times
        std::size_t component;  ///< side * kBands + band, or kHiddenTrade
    };

    /// The next arrival; its excitation is already part of the state.
    Arrival next(Random& random) noexcept;

  private:
    std::array<std::uint32_t, kComponents> excited_{};  ///< rates above the baseline, 8.24
    std::uint64_t excited_total_{};                     ///< their sum
};

}  // namespace tradewind::flow
