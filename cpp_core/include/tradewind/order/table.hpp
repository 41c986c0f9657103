// What every venue message does to an order in every state: the one written table of the state machine.
//
// An order reference is in one state; requests in flight (a cancel, replaces) are kept beside it and never
// decide what an event means, only which requests it answers. The table is data: state_machine.cpp carries
// one function per Rule, docs and tests read the same cells.
//
// Pure constexpr data, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tradewind/order/messages.hpp"

namespace tradewind::order {

enum class State : std::uint8_t {
    none,         ///< no order has this reference
    pending_new,  ///< sent, not answered
    live,         ///< rests at the venue
    done,         ///< can never trade again
    in_doubt,     ///< sent, and the connection was lost before the answer
};
inline constexpr std::size_t kStates = 5;
inline constexpr std::size_t kVenueKinds = static_cast<std::size_t>(VenueKind::expired) + 1;

/// What a cell tells the machine to do. The first three change no order.
enum class Rule : std::uint8_t {
    unknown,       ///< no such reference
    impossible,    ///< the protocol does not allow it here
    stale,         ///< crossed with what ended the order; harmless
    accept,        ///< becomes live, or done when code is D
    revive,        ///< the venue answers a reference that was presumed dead without ever having been answered
    replace,       ///< the original is done, this reference is live with the venue's open quantity
    fill,          ///< execution of a live order
    early_fill,    ///< execution before the answer: the money is real, the order still waits for its answer
    late_fill,     ///< execution after the end: the money is real, nothing is open
    reduce,        ///< open shares are gone; done when none is left
    expire,        ///< open shares are gone and the order is done
    reject,        ///< never became an order; a rejected replace leaves the original as it was
    bust,          ///< an execution of this chain is void; open shares do not come back
    correct,       ///< an execution of this chain has another quantity or price; open shares do not change
    cancel_taken,  ///< the venue will answer the cancel later
    cancel_refused,  ///< the cancel is answered, the order lives on
    reprioritise,    ///< new price, order reference and time priority
    modify,          ///< new open quantity and sell marking
    restate,         ///< display only
};
inline constexpr std::size_t kRules = static_cast<std::size_t>(Rule::restate) + 1;

using TableRow = std::array<Rule, kVenueKinds>;

// clang-format off
namespace detail {
using enum Rule;
inline constexpr std::array<TableRow, kStates> kTable{{
    //                accepted    replaced    canceled    aiq_canceled  executed    broken   corrected  rejected    cancel_pending  cancel_rejected  priority_changed  modified    restated    expired
    /* none */        {unknown,    unknown,    unknown,    unknown,      unknown,    unknown, unknown,   unknown,    unknown,        unknown,         unknown,          unknown,    unknown,    unknown},
    /* pending_new */ {accept,     replace,    impossible, impossible,   early_fill, bust,    correct,   reject,     impossible,     impossible,      impossible,       impossible, impossible, impossible},
    /* live */        {impossible, impossible, reduce,     reduce,       fill,       bust,    correct,   impossible, cancel_taken,   cancel_refused,  reprioritise,     modify,     restate,    expire},
    /* done */        {revive,     revive,     stale,      impossible,   late_fill,  bust,    correct,   stale,      stale,          stale,           impossible,       impossible, impossible, stale},
    /* in_doubt */    {accept,     replace,    impossible, impossible,   early_fill, bust,    correct,   reject,     impossible,     impossible,      impossible,       impossible, impossible, impossible},
}};
}  // namespace detail
// clang-format on
inline constexpr const std::array<TableRow, kStates>& kTable = detail::kTable;

/// The cell; `impossible` for a kind that is none of VenueKind's values.
[[nodiscard]] constexpr Rule rule_for(State state, VenueKind kind) noexcept {
    const auto column = static_cast<std::size_t>(kind);
    return column < kVenueKinds ? kTable[static_cast<std::size_t>(state)][column] : Rule::impossible;
}

/// What became of one event. Everything but `applied` is counted apart; from `overfill` to
/// `quantity_mismatch` the event was applied and someone must look.
enum class Result : std::uint8_t {
    applied,
    overfill,           ///< execution beyond the open quantity
    late_fill,          ///< execution of an order that was done
    early_fill,         ///< execution of an order that was not answered yet
    revived,            ///< an answer for a reference that was presumed dead
    quantity_mismatch,  ///< took away more than was open, expired with less, or was accepted for another
                        ///< total
    duplicate,          ///< the same execution, break or correction again; nothing changed
    stale,              ///< harmless crossing; nothing changed
    unknown_order,      ///< nothing changed
    unknown_execution,  ///< break or correction of a match number that this chain never had; nothing changed
    impossible,         ///< protocol violation; nothing changed
};
inline constexpr std::size_t kResults = static_cast<std::size_t>(Result::impossible) + 1;

/// Why an order is done.
enum class DoneReason : std::uint8_t {
    none,  ///< it is not
    filled,
    canceled,
    self_match,
    expired,
    rejected,
    dead_on_arrival,
    replaced,
    orphaned,       ///< a replace whose original died first: the venue ignores it without an answer
    never_live,     ///< in doubt, below the venue's next reference and not answered in the replay
    never_arrived,  ///< in doubt, at or above the venue's next reference
    day_end,
};

}  // namespace tradewind::order
