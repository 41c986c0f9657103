// The generator's own random numbers: xoshiro256** seeded by splitmix64, integers only, so that one seed
// gives the same day on every machine, compiler and library. One owner, one thread.
#pragma once

#include <bit>
#include <cstdint>

namespace tradewind::flow {

/// 128 bits for products of two 64-bit numbers. GCC and clang both have it; -Wpedantic does not.
__extension__ using UInt128 = unsigned __int128;

class Random {
  public:
    explicit constexpr Random(std::uint64_t seed) noexcept {
        for (std::uint64_t& word : state_) {
            seed += 0x9E3779B97F4A7C15U;
            std::uint64_t x = seed;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
            word = x ^ (x >> 31);
        }
    }

    constexpr std::uint64_t next() noexcept {
        const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// Uniform in [0, bound); `bound` > 0. The bias of the multiply is below bound / 2^64.
    constexpr std::uint64_t below(std::uint64_t bound) noexcept {
        return static_cast<std::uint64_t>((static_cast<UInt128>(next()) * bound) >> 64);
    }
    constexpr std::uint32_t below32(std::uint32_t bound) noexcept {
        return static_cast<std::uint32_t>(below(bound));
    }

    /// Uniform in [low, high].
    constexpr std::uint32_t between(std::uint32_t low, std::uint32_t high) noexcept {
        return low + below32(high - low + 1);
    }

    /// True `per_million` times in a million.
    constexpr bool chance(std::uint32_t per_million) noexcept { return below(1'000'000) < per_million; }

  private:
    std::uint64_t state_[4]{};
};

}  // namespace tradewind::flow
