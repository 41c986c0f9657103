// What we say to a venue and what it says back, in Tradewind's own units. The wire codecs translate to and
// from these; the state machine, the simulated venue and the gateways speak nothing else.
//
// Three meanings of "quantity" that must never be mixed have three names here:
//   order_qty  the intended total of an order (OUCH enter and replace: executed shares of the chain
//   included), leaves     what is still open, decrement  what an event takes away.
#pragma once

#include "tradewind/base/types.hpp"

namespace tradewind::order {

using base::DayTime;
using base::Locate;
using base::MatchNumber;
using base::OrderRef;
using base::Price;
using base::Qty;
using base::Side;
using base::UserRef;

enum class TimeInForce : std::uint8_t { day, ioc };
/// How a sale is marked; `none` for buys.
enum class SellMark : std::uint8_t { none, long_sale, short_sale, short_exempt };

struct Enter {
    UserRef ref{};
    Locate locate{};
    Side side{Side::buy};
    SellMark mark{SellMark::none};
    TimeInForce tif{TimeInForce::day};
    bool post_only{};
    Qty order_qty{};
    Price price{};
};
/// Cut the order down to an intended total; 0 cancels all that is open.
struct Cancel {
    UserRef ref{};
    Qty order_qty{};
};
/// New reference, new priority; order_qty is the total of the whole chain, executed shares included.
struct Replace {
    UserRef orig{};
    UserRef ref{};
    Qty order_qty{};
    Price price{};
};

/// Kinds of venue message, named as in OUCH 5.0.
enum class VenueKind : std::uint8_t {
    accepted,        ///< code: L live, D dead on arrival
    replaced,        ///< orig -> ref; order_qty = open quantity of the replacement; code: L or D
    canceled,        ///< decrement shares are gone; code: OUCH reason letter
    aiq_canceled,    ///< self-match prevention: decrement shares are gone
    executed,        ///< decrement shares at price, match number
    broken,          ///< the execution with this match number is void
    corrected,       ///< the execution with this match number is now decrement shares at price
    rejected,        ///< the enter or replace named by ref never became an order; code16: reason
    cancel_pending,  ///< the venue has taken the cancel and will answer it later
    cancel_rejected,
    priority_changed,  ///< new price, order reference, time priority
    modified,          ///< order_qty is the new open quantity, mark the new sell marking
    restated,          ///< display refreshed or displayed price updated; nothing open changes
    expired,           ///< session ended or time in force ran out (OUCH: canceled with reason T or E)
};

struct VenueEvent {
    VenueKind kind{};
    UserRef ref{};   ///< the order concerned (replaced: the new one)
    UserRef orig{};  ///< replaced only
    DayTime time{};
    OrderRef order_ref{};  ///< accepted, replaced, priority_changed
    MatchNumber match{};   ///< executed, broken, corrected
    Qty order_qty{};       ///< accepted, replaced, modified
    Qty decrement{};       ///< executed, canceled, aiq_canceled, corrected, expired
    Price price{};
    SellMark mark{SellMark::none};
    char code{};             ///< reason, state or liquidity flag letter
    std::uint16_t code16{};  ///< reject reason
};

}  // namespace tradewind::order
