// The normalised market event: what every feed decodes to and every book consumes.
#pragma once

#include "tradewind/base/types.hpp"

namespace tradewind::book {

using base::DayTime;
using base::Locate;
using base::MatchNumber;
using base::OrderRef;
using base::Price;
using base::Qty;
using base::Side;

/// What happened. Values are the ITCH 5.0 type letters, so a dump reads like the feed.
enum class EventKind : std::uint8_t {
    none = 0,              ///< a message that concerns no book, or an unknown type
    add = 'A',             ///< A and F
    execute = 'E',         ///< at the resting order's own price
    execute_priced = 'C',  ///< at `price`, which may differ from the resting price
    reduce = 'X',          ///< qty is the decrement
    remove = 'D',
    replace = 'U',           ///< ref dies, aux is born at the back of the queue with qty and price
    trade = 'P',             ///< against a hidden order: changes no book
    cross = 'Q',             ///< ref holds the crossed shares (64 bits on the wire), aux the match number
    broken = 'B',            ///< aux is the match number of the trade that is void
    trading_action = 'H',    ///< code: T trading, H halted, P paused, Q quotation only
    operational_halt = 'h',  ///< code: H halted, T resumed; qty is the market code letter (Q, B or X)
    system = 'S',            ///< code: O S Q M E C
    directory = 'R',
    imbalance = 'I',  ///< price is the current reference price, ref the paired shares, aux the imbalance
};

/// 40 bytes; decoded straight off the wire. Fields that a kind does not use are 0.
struct Event {
    std::uint64_t ref{};   ///< order reference
    std::uint64_t aux{};   ///< replace: new reference; executions, trades, crosses, breaks: match number
    std::int64_t price{};  ///< Price units
    std::uint64_t time_locate{};  ///< ns since midnight << 16 | locate
    std::uint32_t qty{};          ///< shares
    EventKind kind{EventKind::none};
    Side side{Side::buy};
    /// kind-specific character: printable (Y/N), trading state, system event, cross type; add: 1 if the side
    /// letter on the wire was neither B nor S.
    std::uint8_t code{};
    std::uint8_t reserved{};

    [[nodiscard]] constexpr DayTime time() const noexcept {
        return {static_cast<std::int64_t>(time_locate >> 16)};
    }
    [[nodiscard]] constexpr Locate locate() const noexcept {
        return {static_cast<std::uint16_t>(time_locate)};
    }
    static constexpr std::uint64_t pack(DayTime time, Locate locate) noexcept {
        return (static_cast<std::uint64_t>(time.ns) << 16) | locate.value;
    }
};
static_assert(sizeof(Event) == 40 && std::is_trivially_copyable_v<Event>);

/// Best price and size of both sides; quantity 0 means that the side is empty.
struct Touch {
    Price bid{};
    Qty bid_qty{};
    Price ask{};
    Qty ask_qty{};
    friend constexpr bool operator==(const Touch&, const Touch&) = default;
};

/// How the book took an event. Everything but `ok` is counted by the caller; the feed goes on.
enum class Applied : std::uint8_t {
    ok,
    ignored,          ///< the kind changes no book
    unknown_order,    ///< the reference is not resting
    duplicate_order,  ///< an add or replace names a reference that is already resting; nothing changed
    bad_side,         ///< the side letter is neither B nor S; nothing changed
    zero_quantity,    ///< an add or replace of nothing; the replaced order is gone
    over_decrement,   ///< more than the order had: it is gone, the excess is counted
    wrong_locate,     ///< the message names another instrument than the order's; applied to the order's own
    pool_exhausted,   ///< memory cap reached; nothing was added (a replaced order is gone)
};

/// What one event did to one book, with everything that ITCH leaves implicit filled in.
struct Update {
    EventKind kind{EventKind::none};
    Applied applied{Applied::ignored};
    Side side{
        Side::buy};       ///< side of the resting order (trade: as on the wire, no evidence of the aggressor)
    std::uint8_t code{};  ///< as in Event
    bool touch_changed{};  ///< price or size of the best bid or best ask differs from before
    bool crossed{};        ///< best bid above best ask after the event
    Locate locate{};
    DayTime time{};
    OrderRef ref{};
    OrderRef new_ref{};   ///< replace only
    MatchNumber match{};  ///< executions, trades, crosses, breaks
    Price price{};        ///< price at which the order rests or rested (before a replace)
    Price trade_price{};  ///< execution or trade price
    Qty qty{};            ///< added, executed, taken away or traded; replace: what the old order had left
    Qty remaining{};      ///< what the order named by ref has left (0 = gone)
    Price new_price{};    ///< replace only
    Qty new_qty{};        ///< replace only
};

}  // namespace tradewind::book
