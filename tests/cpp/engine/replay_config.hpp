// Settings under which a generated day keeps the trader busy.
#pragma once

#include "tradewind/engine/trading_replay.hpp"

namespace tradewind::engine {

inline TradingReplayConfig busy_config() {
    TradingReplayConfig c;
    c.trader.strategy.entry_permille = 400;
    c.trader.strategy.max_spread = {10 * Price::kScale};
    c.trader.limits = {.max_quantity = {10'000},
                       .max_notional = Price{1'000'000'000 * Price::kScale} * Qty{1},
                       .collar_bps = 5'000,
                       .max_position = {5'000},
                       .max_open_orders = 10,
                       .max_orders = 100'000,
                       .rate_window = {1'000'000'000},
                       .duplicate_window = {0},
                       .trade_without_touch = false};
    c.trader.opening_cash = Price{1'000'000 * Price::kScale} * Qty{1};
    c.trader.venue.entry_latency = {5'000};
    c.trader.venue.response_latency = {5'000};
    return c;
}

}  // namespace tradewind::engine
