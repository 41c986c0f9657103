// What an execution costs: an amount per lot and a share of the notional, by how it traded. Rebates are
// negative.
//
// Pure, any thread. Amounts in 1e-9 of the currency.
#pragma once

#include <cstdint>

#include "tradewind/base/types.hpp"

namespace tradewind::order {

using base::Int128;
using base::Notional;

enum class Liquidity : std::uint8_t { added, removed, other };

/// OUCH 5.0's liquidity flag. `other`: crosses, supplemental and extended-life executions. An unknown letter
/// counts as removed, which is the dearest at every venue that pays rebates.
[[nodiscard]] constexpr Liquidity liquidity_of(char flag) noexcept {
    switch (flag) {
        case 'A':
        case 'e':
        case 'J':
        case 'j':
        case 'k':
        case 'N':
        case '7':
        case '8':
            return Liquidity::added;
        case 'H':
        case 'i':
        case 'K':
        case 'L':
        case 'M':
        case 'O':
        case 'n':
        case '0':
            return Liquidity::other;
        default:
            return Liquidity::removed;
    }
}

struct FeeRate {
    Notional per_lot{};
    /// Share of the traded notional in parts per billion (1 basis point = 100'000).
    std::int64_t notional_ppb{};
};

struct FeeSchedule {
    FeeRate added{};
    FeeRate removed{};
    FeeRate other{};

    [[nodiscard]] constexpr const FeeRate& of(Liquidity liquidity) const noexcept {
        return liquidity == Liquidity::added ? added : liquidity == Liquidity::removed ? removed : other;
    }
};

/// numerator / denominator, to the nearest integer, halves away from zero. denominator > 0.
[[nodiscard]] constexpr Int128 divide_nearest(Int128 numerator, Int128 denominator) noexcept {
    const Int128 half = denominator / 2;
    return numerator < 0 ? -((-numerator + half) / denominator) : (numerator + half) / denominator;
}

/// The share of the notional is rounded to the nearest 1e-9, halves away from zero.
[[nodiscard]] constexpr Notional fee(const FeeRate& rate, base::Qty qty, Notional gross) noexcept {
    return {rate.per_lot.units * qty.lots + divide_nearest(gross.units * rate.notional_ppb, 1'000'000'000)};
}

}  // namespace tradewind::order
