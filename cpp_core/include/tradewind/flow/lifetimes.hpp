// How long orders rest: a power law by the band in which an order was entered, as it comes or stretched so
// that a wanted number of orders rests when most do. Integer arithmetic throughout. One owner, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tradewind/flow/hawkes.hpp"
#include "tradewind/flow/listing.hpp"

namespace tradewind::flow {

// What a resting order does when its time comes, in parts per million; else it is removed.
inline constexpr std::uint32_t kReplaced = 165'000;
inline constexpr std::uint32_t kPartlyCancelled = 24'000;

/// Kernel decay times (32.32) of an instrument in business time (order_flow.hpp), at least 1.
[[nodiscard]] std::uint64_t business_time(std::uint64_t kernel_time, const Listing& listing) noexcept;

class Lifetimes {
  public:
    Lifetimes() noexcept;

    /// Have about `live_orders` resting when most do, in a day whose flow takes `day` of business time. What
    /// comes in the first third of it lives by the power law alone, what comes later at most a fifth of it:
    /// the number grows to the middle of the day and falls by a tenth until the close, and some orders of
    /// the morning rest all day. O(instruments).
    void aim(std::uint64_t live_orders, std::uint64_t day, std::span<const Listing> listings) noexcept;

    /// Business time that an order entered at `now` waits for its next act.
    [[nodiscard]] std::uint64_t draw(Random& random, Band band, const Listing& listing,
                                     std::uint64_t now) const noexcept;

  private:
    std::array<std::uint64_t, kBands> scales_;  // 32.32 kernel decay times
    std::uint64_t free_until_;                  // business time; what comes later
    std::uint64_t longest_;                     // waits at most so long
};

}  // namespace tradewind::flow
