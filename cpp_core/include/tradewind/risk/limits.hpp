// What a strategy may do at most, set once before trading starts. Every limit must be given: there is no
// default, because a forgotten limit must not mean none.
#pragma once

#include <cstdint>

#include "tradewind/base/types.hpp"

namespace tradewind::risk {

using base::Nanos;
using base::Notional;
using base::Qty;

struct Limits {
    Qty max_quantity{};              ///< of one order (replace: total of the chain), lots
    Notional max_notional{};         ///< of one order, price * quantity * multiplier
    std::int64_t collar_bps{};       ///< how far an order may be priced through the touch, basis points
    Qty max_position{};              ///< worst-case position per instrument, long and short, lots
    std::int64_t max_open_orders{};  ///< open orders (chains) per instrument
    std::int64_t max_orders{};       ///< enters and replaces in any span of rate_window
    Nanos rate_window{};
    Nanos duplicate_window{};    ///< the same order again within this time is a duplicate; 0 allows it
    bool trade_without_touch{};  ///< with both sides of the book empty: true skips the collar, false rejects
};

/// Orders that any duplicate_window can hold, and so the memory that the duplicate check needs.
inline constexpr std::int64_t kMaxRemembered = std::int64_t{1} << 22;

/// Throws std::invalid_argument with field, value and limit; returns its argument.
Limits validate(const Limits& limits);

}  // namespace tradewind::risk
