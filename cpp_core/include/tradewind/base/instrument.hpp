// What the core knows about a tradable thing. Filled from the exchange's directory; read-only afterwards.
#pragma once

#include "tradewind/base/types.hpp"

namespace tradewind::base {

struct Instrument {
    Symbol symbol;
    Locate locate;
    /// Smallest price step in Price units; Nasdaq: 0.01 at or above one dollar, 0.0001 below (Regulation
    /// NMS).
    Price tick{Price::kScale / 100};
    /// Lots in one round lot (display only; orders count single lots).
    Qty round_lot{100};
    /// Notional = price * quantity * multiplier.
    std::int64_t multiplier{1};
    /// ISO 4217 code.
    std::array<char, 3> currency{'U', 'S', 'D'};
};

}  // namespace tradewind::base
