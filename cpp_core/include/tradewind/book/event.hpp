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
    replace = 'U',         ///< ref dies, aux is born at the back of the queue with qty and price
    modify = 'M',          ///< ref gets qty and price; keeps its place unless the price changes or qty grows
    clear = 'c',           ///< every order of the instrument is gone
    trade = 'P',           ///< against a hidden order: changes no book
    cross = 'Q',           ///< ref holds the crossed shares (64 bits on the wire), aux the match number
    broken = 'B',          ///< aux is the match number of the trade that is void
    trading_action = 'H',  ///< code: T trading, H halted, P paused, Q quotation only
    operational_halt = 'h',  ///< code: H halted, T resumed; qty is the market code letter (Q, B or X)
    system = 'S',            ///< code: O S Q M E C
    directory =
        'R',  ///< ref holds the symbol's eight letters, the first in the highest byte; qty the round lot
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

/// The same for venues with other units: quantities of 64 bits, times of any epoch. 48 bytes.
struct WideEvent {
    std::uint64_t ref{};
    std::uint64_t aux{};
    std::int64_t price{};  ///< Price units
    std::int64_t qty{};    ///< lots
    std::int64_t time_ns{};
    std::uint16_t locate_code{};
    EventKind kind{EventKind::none};
    Side side{Side::buy};
    std::uint8_t code{};  ///< as in Event
    std::uint8_t reserved[3]{};

    [[nodiscard]] constexpr DayTime time() const noexcept { return {time_ns}; }
    [[nodiscard]] constexpr Locate locate() const noexcept { return {locate_code}; }
};
static_assert(sizeof(WideEvent) == 48 && std::is_trivially_copyable_v<WideEvent>);

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
    bad_price,        ///< a price that no level can have (the two ends of 64 bits); nothing changed
    bad_quantity,  ///< below 0, or its level would hold more than kMaxLevelQty; nothing was added or taken (a
                   ///< replaced or modified order is gone)
    zero_quantity,   ///< an add or replace of nothing; the replaced order is gone
    over_decrement,  ///< more than the order had: it is gone, the excess is counted
    wrong_locate,    ///< the message names another instrument than the order's; applied to the order's own
    pool_exhausted,  ///< memory cap reached; nothing was added (a replaced order is gone)
};

/// Most that a price level may hold, so that no sum of quantities can overflow.
inline constexpr std::int64_t kMaxLevelQty = std::int64_t{1} << 62;

/// Who took liquidity in a trade. The feed does not say it: an execution is against a resting order, so it
/// was the other side; a trade against a hidden order is judged by the touch at that moment.
enum class Aggressor : std::uint8_t { none, buyer, seller, unknown };

/// Which parts of a touch changed; one event can change both sides only when it is a clear. Another best
/// price is another level, so it counts as another size too.
namespace touch_change {
inline constexpr std::uint8_t kBidPrice = 1;
inline constexpr std::uint8_t kBidQty = 2;
inline constexpr std::uint8_t kAskPrice = 4;
inline constexpr std::uint8_t kAskQty = 8;
}  // namespace touch_change

/// What one event did to one book: the part of an Update that the event itself does not say.
struct Change {
    Price price{};    ///< price at which the order rests or rested
    Qty qty{};        ///< added, executed, taken away; replace and modify: what the order had left before
    Qty remaining{};  ///< what the order named by ref has left (0 = gone)
    Locate locate{};  ///< the order's own, where the message names another
    Applied applied{Applied::ignored};
    Side side{Side::buy};
    std::uint8_t touch{};  ///< bits of touch_change
    bool depth_changed{};
    bool crossed{};
    Aggressor aggressor{Aggressor::none};
};
static_assert(sizeof(Change) == 32);

/// What one event did to one book, with everything that ITCH leaves implicit filled in.
struct Update {
    EventKind kind{EventKind::none};
    Applied applied{Applied::ignored};
    Side side{
        Side::buy};       ///< side of the resting order (trade: as on the wire, no evidence of the aggressor)
    std::uint8_t code{};  ///< as in Event
    bool touch_changed{};  ///< price or size of the best bid or best ask differs from before
    std::uint8_t touch{};  ///< which of them: bits of touch_change
    bool depth_changed{};  ///< one of the best BooksConfig::depth levels of the side differs from before
    bool crossed{};        ///< best bid above best ask after the event
    /// A trade that counts for last price and volume; one that does not is reported again by its cross.
    bool printable{};
    Aggressor aggressor{Aggressor::none};
    Locate locate{};
    DayTime time{};
    OrderRef ref{};
    OrderRef new_ref{};   ///< replace only
    MatchNumber match{};  ///< executions, trades, crosses, breaks
    Price price{};        ///< price at which the order rests or rested (before a replace)
    Price trade_price{};  ///< execution, trade or cross price; imbalance: current reference price
    Qty qty{};            ///< added, executed, taken away or traded; replace: what the old order had left;
                          ///< imbalance: paired shares
    Qty remaining{};      ///< what the order named by ref has left (0 = gone)
    Price new_price{};    ///< replace and modify only
    Qty new_qty{};        ///< replace and modify; imbalance: shares of the imbalance

    friend constexpr bool operator==(const Update&, const Update&) = default;
};

/// The whole story of one event.
template <class AnyEvent>
[[nodiscard]] constexpr Update describe(const AnyEvent& event, const Change& change) noexcept {
    Update u;
    u.kind = event.kind;
    u.applied = change.applied;
    u.side = change.side;
    u.code = event.code;
    u.touch_changed = change.touch != 0;
    u.touch = change.touch;
    u.depth_changed = change.depth_changed;
    u.crossed = change.crossed;
    u.aggressor = change.aggressor;
    u.locate = change.locate;
    u.time = event.time();
    u.ref = {event.ref};
    u.price = change.price;
    u.qty = change.qty;
    u.remaining = change.remaining;
    switch (event.kind) {
        case EventKind::execute:
            u.match = {event.aux};
            u.trade_price = change.price;
            u.printable = true;
            break;
        case EventKind::execute_priced:
            u.match = {event.aux};
            u.trade_price = {event.price};
            u.printable = event.code == 'Y';
            break;
        case EventKind::replace:
            u.new_ref = {event.aux};
            u.new_price = {event.price};
            u.new_qty = {event.qty};
            break;
        case EventKind::modify:
            u.new_ref = u.ref;
            u.new_price = {event.price};
            u.new_qty = {event.qty};
            break;
        case EventKind::trade:
            u.match = {event.aux};
            u.price = u.trade_price = {event.price};
            u.qty = {event.qty};
            u.printable = true;
            break;
        case EventKind::cross:
            u.match = {event.aux};
            u.trade_price = {event.price};
            u.qty = {static_cast<std::int64_t>(event.ref)};
            u.ref = {};
            u.printable = true;
            break;
        case EventKind::imbalance:
            u.trade_price = {event.price};
            u.qty = {static_cast<std::int64_t>(event.ref)};
            u.new_qty = {static_cast<std::int64_t>(event.aux)};
            u.ref = {};
            break;
        case EventKind::directory:
            u.ref = {};
            break;
        case EventKind::broken:
            u.match = {event.aux};
            break;
        default:
            break;
    }
    return u;
}

}  // namespace tradewind::book
