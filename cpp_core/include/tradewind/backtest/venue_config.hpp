// Settings and totals of the simulated venue.
#pragma once

#include <array>
#include <cstdint>

#include "tradewind/backtest/fill_rules.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::backtest {

struct VenueConfig {
    base::Nanos entry_latency{};       ///< from sending a request to the venue acting on it
    base::Nanos response_latency{};    ///< from the venue acting to us hearing of it
    std::uint32_t max_orders{4096};    ///< own orders live at once
    std::uint32_t max_requests{4096};  ///< requests on their way to the venue
    /// Answers on their way to us; at least max_orders + max_requests.
    std::uint32_t max_responses{65'536};
    /// Orders of the record ahead of any of ours, each counted once.
    std::uint32_t max_refs_ahead{262'144};
    /// Orders of the record that we took shares from and that still rest.
    std::uint32_t max_taken_refs{65'536};
    std::uint32_t max_take_levels{1024};  ///< price levels one order may walk
};

/// How often a rule was applied, and the shares that it moved (filled, advanced, canceled or taken).
struct RuleCount {
    std::uint64_t hits{};
    std::uint64_t shares{};
};

struct VenueCounters {
    std::uint64_t requests{};          ///< all that came, refused ones included
    std::uint64_t requests_refused{};  ///< no room on the way in: the venue never sees them
    std::uint64_t late_requests{};  ///< a market event overtook them because on_time was not called before it
    std::uint64_t accepted{};
    std::uint64_t replaced{};
    std::uint64_t rejected{};
    std::uint64_t canceled{};  ///< orders ended by a cancel of any reason, self-match included
    std::uint64_t reduced{};   ///< orders cut down that stay live
    std::uint64_t expired{};
    std::uint64_t fills{};
    std::uint64_t filled_shares{};
    std::uint64_t crossing_fills{};  ///< of fills: those where we took displayed liquidity
    std::uint64_t crossing_shares{};
    /// Messages in which history executed an order that stands behind one of ours at our price, and their
    /// shares.
    std::uint64_t executed_behind_us{};
    std::uint64_t executed_behind_us_shares{};
    std::uint64_t fills_forgone{};  ///< a fill that a full capacity (responses, taken orders) made impossible
    std::uint64_t truncated_takes{};  ///< orders that would have walked further than max_take_levels
    std::array<RuleCount, kRuleCount> by_rule{};

    [[nodiscard]] const RuleCount& of(RuleId id) const noexcept {
        return by_rule[static_cast<std::size_t>(id)];
    }
};

}  // namespace tradewind::backtest
