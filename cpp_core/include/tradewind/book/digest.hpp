// One number for the whole state of a book, so that two engines can be compared at thousands of moments.
//
// Digest of one instrument: feed, in this order, each value as 64 bits:
//   for side bid, then ask:
//     the number of levels;
//     for every level, best first: price in 1e-9 units, total quantity, number of orders,
//       and for every resting order in queue order: reference, quantity.
// Digest of a market: feed the instrument digests in locate order, 1 to the highest, empty books included.
#pragma once

#include <cstdint>

namespace tradewind::book {

/// Order-sensitive 64-bit hash: multiply-rotate per value, avalanche at the end.
class Digest {
  public:
    constexpr void add(std::uint64_t value) noexcept {
        value *= 0x9E3779B97F4A7C15U;
        value ^= value >> 32;
        state_ = (((state_ << 27) | (state_ >> 37)) ^ value) * 0xBF58476D1CE4E5B9U + 0x94D049BB133111EBU;
    }
    constexpr void add(std::int64_t value) noexcept { add(static_cast<std::uint64_t>(value)); }
    [[nodiscard]] constexpr std::uint64_t value() const noexcept {
        std::uint64_t x = state_;
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9U;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBU;
        return x ^ (x >> 31);
    }

  private:
    std::uint64_t state_{0x7472616465776E64U};  // never 0, so that leading zeros count
};

}  // namespace tradewind::book
