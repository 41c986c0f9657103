// Logarithm and exponential in 32.32 fixed point from tables that the compiler computes with integers: no
// libm, no floating point, no fused multiply-add, hence the same bits everywhere. Error below 2e-6 of the
// result's unit.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "tradewind/flow/random.hpp"

namespace tradewind::flow {

/// 1.0 in 32.32 fixed point.
inline constexpr std::uint64_t kOne = std::uint64_t{1} << 32;
inline constexpr std::uint64_t kLn2 = 2977044472U;    ///< ln 2
inline constexpr std::uint64_t kLog2E = 6196328019U;  ///< 1 / ln 2

[[nodiscard]] constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) noexcept {
    return static_cast<std::uint64_t>((static_cast<UInt128>(a) * b) >> 32);
}

namespace fixed_tables {

/// log2(1 + i/256), by squaring: each squaring yields the next binary digit.
consteval std::array<std::uint64_t, 257> log2_table() {
    std::array<std::uint64_t, 257> table{};
    for (std::size_t i = 0; i < 256; ++i) {
        UInt128 mantissa = (UInt128{256} + i) << 54;  // in [1, 2) with 62 fractional bits
        std::uint64_t digits = 0;
        for (int bit = 31; bit >= 0; --bit) {
            mantissa = (mantissa * mantissa) >> 62;
            if (mantissa >= (UInt128{2} << 62)) {
                mantissa >>= 1;
                digits |= std::uint64_t{1} << bit;
            }
        }
        table[i] = digits;
    }
    table[256] = kOne;
    return table;
}

consteval UInt128 square_root(UInt128 x) {
    UInt128 root = 0;
    for (int bit = 63; bit >= 0; --bit) {
        const UInt128 trial = root | (UInt128{1} << bit);
        if (trial * trial <= x) root = trial;
    }
    return root;
}

/// 2^(i/256), as powers of the eighth square root of 2.
consteval std::array<std::uint64_t, 257> exp2_table() {
    UInt128 step = UInt128{2} << 62;
    for (int i = 0; i < 8; ++i) step = square_root(step << 62);
    std::array<std::uint64_t, 257> table{};
    UInt128 value = UInt128{1} << 62;
    for (std::size_t i = 0; i < 256; ++i) {
        table[i] = static_cast<std::uint64_t>(value >> 30);
        value = (value * step) >> 62;
    }
    table[256] = 2 * kOne;
    return table;
}

inline constexpr std::array<std::uint64_t, 257> kLog2 = log2_table();
inline constexpr std::array<std::uint64_t, 257> kExp2 = exp2_table();

}  // namespace fixed_tables

/// log2 of the integer `x` > 0, 32.32.
[[nodiscard]] constexpr std::uint64_t log2_of(std::uint64_t x) noexcept {
    const auto exponent = static_cast<unsigned>(63 - std::countl_zero(x));
    const std::uint64_t mantissa = x << (63 - exponent);
    const std::size_t i = (mantissa >> 55) & 0xFF;
    const std::uint64_t fraction = (mantissa >> 23) & 0xFFFFFFFFU;
    const std::uint64_t low = fixed_tables::kLog2[i];
    return (std::uint64_t{exponent} << 32) + low + (((fixed_tables::kLog2[i + 1] - low) * fraction) >> 32);
}

/// 2^f for f in [0, 1), 32.32.
[[nodiscard]] constexpr std::uint64_t exp2_fraction(std::uint64_t f) noexcept {
    const std::size_t i = (f >> 24) & 0xFF;
    const std::uint64_t low = fixed_tables::kExp2[i];
    return low + (((fixed_tables::kExp2[i + 1] - low) * (f & 0xFFFFFFU)) >> 24);
}

/// 2^x, 32.32; `x` below 31.
[[nodiscard]] constexpr std::uint64_t exp2(std::uint64_t x) noexcept {
    return exp2_fraction(x & 0xFFFFFFFFU) << (x >> 32);
}

/// 2^-x, 32.32.
[[nodiscard]] constexpr std::uint64_t exp2_negative(std::uint64_t x) noexcept {
    const std::uint64_t whole = (x >> 32) + 1;
    if (whole > 32) return 0;
    return exp2_fraction(0xFFFFFFFFU - (x & 0xFFFFFFFFU)) >> whole;
}

/// e^-x, 32.32.
[[nodiscard]] constexpr std::uint64_t exp_negative(std::uint64_t x) noexcept {
    return exp2_negative(multiply(x, kLog2E));
}

/// -ln x for x in (0, 1], 32.32.
[[nodiscard]] constexpr std::uint64_t negative_ln(std::uint64_t x) noexcept {
    return multiply((std::uint64_t{32} << 32) - log2_of(x), kLn2);
}

/// -log2 U for a uniform U in (0, 1], 32.32; at most 64.
[[nodiscard]] constexpr std::uint64_t draw_binary_exponential(Random& random) noexcept {
    return (std::uint64_t{64} << 32) - log2_of(random.next() | 1);
}

/// An exponential variate of mean 1, 32.32.
[[nodiscard]] constexpr std::uint64_t draw_exponential(Random& random) noexcept {
    return multiply(draw_binary_exponential(random), kLn2);
}

/// A power-law (Lomax) variate: P(X > x) = (1 + x / scale)^-alpha, with alpha = 1 / `inverse_alpha`;
/// all 32.32 except that the result is cut at 2^24 times the scale, which is below 2^7.
[[nodiscard]] constexpr std::uint64_t draw_power_law(Random& random, std::uint64_t scale,
                                                     std::uint64_t inverse_alpha) noexcept {
    const std::uint64_t exponent = multiply(draw_binary_exponential(random), inverse_alpha);
    constexpr std::uint64_t kCut = std::uint64_t{24} << 32;
    return multiply(scale, exp2(exponent < kCut ? exponent : kCut) - kOne);
}

}  // namespace tradewind::flow
