// Queue imbalance at the touch: the share of displayed size that stands on the bid. In integers, so that a
// decision made from it is the same on every machine.
#pragma once

#include "tradewind/book/event.hpp"

namespace tradewind::signal {

/// (bid - ask) / (bid + ask) in thousandths, -1000 to 1000, rounded towards zero; 0 when a side is empty.
[[nodiscard]] constexpr std::int64_t queue_imbalance_permille(const book::Touch& touch) noexcept {
    const std::int64_t bid = touch.bid_qty.lots;
    const std::int64_t ask = touch.ask_qty.lots;
    if (bid <= 0 || ask <= 0) return 0;
    return static_cast<std::int64_t>(static_cast<base::Int128>(bid - ask) * 1000 / (bid + ask));
}

}  // namespace tradewind::signal
