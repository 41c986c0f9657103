// The rule table of the simulated venue: what every market message and every request does to our orders, as
// data. The venue first names the rule (the classify functions below), then does what the row's effect says,
// then counts it under its id. docs/fill-rules.md says the same in words, and one test per id is named after
// it.
//
// The recorded flow is never changed by our orders ("ghost"): what history did, it did. Every rule answers
// one question: would this message have reached our order if it had stood in the queue where it stands? Where
// the record cannot answer, the rule gives nothing.
//
// Pure and constexpr. Prices: base::Price units; "better" means served earlier on its side of the book.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "tradewind/book/event.hpp"

namespace tradewind::backtest {

using base::Price;
using base::Qty;
using base::Side;
using book::EventKind;

/// What a rule does to our order.
enum class Effect : std::uint8_t {
    nothing,  ///< no change
    advance,  ///< quantity ahead falls by what the named order lost
    fill,     ///< executed at our limit, up to the message's volume not yet given to another order of ours
    fill_behind,  ///< as fill, and counted as "history executed behind us"
    fill_cross,   ///< executed at the cross price, up to the crossed shares not yet given to another order of
                  ///< ours
    join,         ///< rests; every displayed order at its price is ahead
    take,         ///< executes against displayed orders of the record, at their prices
    keep,         ///< stays where it stands with less (or the same) open quantity
    cancel,       ///< what is open is gone, with a reason letter
    expire,       ///< what is open ends with the session
    reject,       ///< never becomes an order, with a reason code
    ignore,       ///< no answer, as OUCH prescribes; counted
};

enum class RuleId : std::uint8_t {
    add_behind,
    add_away,
    add_meets,
    add_crossed_book,
    reduce_ahead,
    reduce_behind,
    remove_ahead,
    remove_behind,
    replace_ahead,
    replace_behind,
    execute_ahead,
    execute_behind,
    execute_behind_queued,
    execute_through,
    execute_better,
    priced_ahead,
    priced_through,
    priced_at_front,
    priced_at_queued,
    priced_better,
    cross_part_ahead,
    cross_part,
    hidden_through,
    hidden_at_front,
    hidden_at_queued,
    hidden_own_side_aggressor,
    hidden_unknown_aggressor,
    hidden_better,
    cross_through,
    cross_at_limit,
    cross_beyond,
    halted_no_fill,
    broken_trade,
    rest_at_back,
    take_displayed,
    take_consumed,
    ioc_remainder,
    post_only_crossing,
    self_match,
    entry_while_halted,
    ioc_while_halted,
    resume_takes,
    cancel_down,
    cancel_all,
    cancel_superfluous,
    replace_to_back,
    replace_executed_out,
    replace_invalid,
    replace_dead,
    expire_at_close,
    reject_closed,
    reject_symbol,
    reject_quantity,
    reject_price,
    reject_capacity,
    stale_user_ref,
    count_,
};
inline constexpr std::size_t kRuleCount = static_cast<std::size_t>(RuleId::count_);

struct Rule {
    RuleId id;
    std::string_view name;
    std::string_view trigger;   ///< the message: ITCH letter, or our request
    std::string_view relation;  ///< how it stands to our order
    Effect effect;
    std::string_view reason;
};

// clang-format off
inline constexpr std::array<Rule, kRuleCount> kRules{{
    {RuleId::add_behind, "add_behind", "A F U", "our side, our price, after we joined", Effect::nothing,
     "arrival order is priority: later orders queue behind us"},
    {RuleId::add_away, "add_away", "A F U", "other side, does not reach our limit", Effect::nothing,
     "the new order would not have met us"},
    {RuleId::add_meets, "add_meets", "A F U", "other side, at or through our limit, recorded book uncrossed", Effect::fill,
     "it came to rest only because we were not there: it would have executed against us first"},
    {RuleId::add_crossed_book, "add_crossed_book", "A F U", "other side, at or through our limit, recorded book locked or crossed",
     Effect::nothing, "the record itself was not matching, so resting there is no evidence"},
    {RuleId::reduce_ahead, "reduce_ahead", "X", "names an order ahead of us", Effect::advance,
     "a partial cancel shrinks the order and keeps its place"},
    {RuleId::reduce_behind, "reduce_behind", "X", "names an order behind us at our price", Effect::nothing,
     "what is behind us does not delay us"},
    {RuleId::remove_ahead, "remove_ahead", "D", "names an order ahead of us", Effect::advance,
     "it leaves the queue"},
    {RuleId::remove_behind, "remove_behind", "D", "names an order behind us at our price", Effect::nothing,
     "what is behind us does not delay us"},
    {RuleId::replace_ahead, "replace_ahead", "U", "names an order ahead of us", Effect::advance,
     "a replace gives up time priority, also at the same price: the new order is behind us"},
    {RuleId::replace_behind, "replace_behind", "U", "names an order behind us at our price", Effect::nothing,
     "what is behind us does not delay us"},
    {RuleId::execute_ahead, "execute_ahead", "E C", "names an order ahead of us, at its own price", Effect::advance,
     "it was served before us"},
    {RuleId::execute_behind, "execute_behind", "E C", "names an order behind us at our price, nothing ahead of us", Effect::fill_behind,
     "we were first in the queue: the incoming order would have met us"},
    {RuleId::execute_behind_queued, "execute_behind_queued", "E C", "names an order behind us at our price, others still ahead",
     Effect::fill_behind, "history passed over the orders ahead for reasons of theirs; we stand before the one it served"},
    {RuleId::execute_through, "execute_through", "E C", "executes at a price worse than ours", Effect::fill,
     "price priority: the incoming order would have met our better price first"},
    {RuleId::execute_better, "execute_better", "E C", "executes at a price better than ours", Effect::nothing,
     "a better price is served before us"},
    {RuleId::priced_ahead, "priced_ahead", "C printable, other price", "names an order ahead of us", Effect::advance,
     "it was served before us, at whatever price"},
    {RuleId::priced_through, "priced_through", "C printable, other price", "trade price worse than ours", Effect::fill,
     "price priority, judged by the price that was paid"},
    {RuleId::priced_at_front, "priced_at_front", "C printable, other price", "trade price is ours, nothing ahead of us", Effect::fill,
     "the order it names was displayed elsewhere, so it stood hidden at our price: displayed comes before hidden"},
    {RuleId::priced_at_queued, "priced_at_queued", "C printable, other price", "trade price is ours, others ahead of us", Effect::nothing,
     "the displayed orders ahead of us were first in line for it"},
    {RuleId::priced_better, "priced_better", "C printable, other price", "trade price better than ours", Effect::nothing,
     "a better price is served before us"},
    {RuleId::cross_part_ahead, "cross_part_ahead", "C non-printable", "names an order ahead of us", Effect::advance,
     "it left the queue in a cross"},
    {RuleId::cross_part, "cross_part", "C non-printable", "names any other order", Effect::nothing,
     "its volume is printed again in Q, where the cross rules decide"},
    {RuleId::hidden_through, "hidden_through", "P", "price worse than ours, aggressor inferred", Effect::fill,
     "whoever accepted the worse price would have traded with us first"},
    {RuleId::hidden_at_front, "hidden_at_front", "P", "at our price, aggressor against our side, nothing ahead of us", Effect::fill,
     "displayed comes before hidden at one price, and we were first of the displayed"},
    {RuleId::hidden_at_queued, "hidden_at_queued", "P", "at our price, aggressor against our side, others ahead of us", Effect::nothing,
     "the displayed orders ahead of us were first in line for it"},
    {RuleId::hidden_own_side_aggressor, "hidden_own_side_aggressor", "P", "at our price, aggressor on our side", Effect::nothing,
     "the hidden order stood on the other side: our queue was not what the incoming order met"},
    {RuleId::hidden_unknown_aggressor, "hidden_unknown_aggressor", "P", "aggressor unknown (midpoint, one-sided or crossed touch)",
     Effect::nothing, "orders pegged to the midpoint would have moved with our price, so the record proves nothing"},
    {RuleId::hidden_better, "hidden_better", "P", "price better than ours", Effect::nothing,
     "a better price is served before us"},
    {RuleId::cross_through, "cross_through", "Q", "cross price strictly better for us than our limit", Effect::fill_cross,
     "every order priced through the cross executes in it, at the cross price"},
    {RuleId::cross_at_limit, "cross_at_limit", "Q", "cross price equals our limit", Effect::nothing,
     "at the cross price only some orders execute and the record does not say which"},
    {RuleId::cross_beyond, "cross_beyond", "Q", "cross price beyond our limit", Effect::nothing,
     "our limit does not allow that price"},
    {RuleId::halted_no_fill, "halted_no_fill", "E C P A F U", "would fill us while the instrument is halted", Effect::nothing,
     "nothing executes in a halt but the cross that ends it"},
    {RuleId::broken_trade, "broken_trade", "B", "any trade of the record", Effect::nothing,
     "our executions are between us and the simulated venue; a bust of the record does not bust them"},
    {RuleId::rest_at_back, "rest_at_back", "enter, replace", "goes live with shares left", Effect::join,
     "all displayed orders at the price are ahead, exactly those; our order is displayed"},
    {RuleId::take_displayed, "take_displayed", "enter, replace", "limit reaches displayed orders of the other side", Effect::take,
     "level by level, front of each queue first, at the resting price; the record stays as it is"},
    {RuleId::take_consumed, "take_consumed", "enter, replace", "a displayed order's shares were already taken by us", Effect::nothing,
     "no share fills us twice while its order rests, also after a replace"},
    {RuleId::ioc_remainder, "ioc_remainder", "enter", "immediate-or-cancel with shares left", Effect::cancel,
     "reason I"},
    {RuleId::post_only_crossing, "post_only_crossing", "enter, replace", "post-only and would meet a displayed order", Effect::cancel,
     "reason G: the contra side is displayed"},
    {RuleId::self_match, "self_match", "enter, replace", "would meet an order of our own", Effect::cancel,
     "the newest is canceled, reason Q; what stands before our own order is taken first"},
    {RuleId::entry_while_halted, "entry_while_halted", "enter, replace", "day order, instrument halted", Effect::join,
     "the book takes orders in a halt, matching waits"},
    {RuleId::ioc_while_halted, "ioc_while_halted", "enter", "immediate-or-cancel, instrument halted", Effect::cancel,
     "reason H: it cannot execute now and may not wait"},
    {RuleId::resume_takes, "resume_takes", "H h", "trading resumed, recorded book uncrossed, our limit reaches the other side", Effect::take,
     "oldest order of ours first, once the record shows the outcome of the cross"},
    {RuleId::cancel_down, "cancel_down", "cancel", "intended total above what is executed", Effect::keep,
     "less open quantity, same place; reason U"},
    {RuleId::cancel_all, "cancel_all", "cancel", "intended total at or below what is executed", Effect::cancel,
     "reason U"},
    {RuleId::cancel_superfluous, "cancel_superfluous", "cancel", "order not live, or total not below its size", Effect::ignore,
     "OUCH gives no answer: the fill that explains it is already on its way"},
    {RuleId::replace_to_back, "replace_to_back", "replace", "order live", Effect::join,
     "new reference, new priority; its total includes what the chain has executed"},
    {RuleId::replace_executed_out, "replace_executed_out", "replace", "total at or below what the chain has executed", Effect::cancel,
     "no share may be left open; reason U, the new reference stays unused"},
    {RuleId::replace_invalid, "replace_invalid", "replace", "quantity or price not allowed", Effect::cancel,
     "OUCH takes the order out of the book; reason Z, the new reference stays unused"},
    {RuleId::replace_dead, "replace_dead", "replace", "order not live", Effect::ignore,
     "OUCH gives no answer, the new reference stays unused"},
    {RuleId::expire_at_close, "expire_at_close", "S M E C", "any live order", Effect::expire,
     "day orders end with market hours; reason E"},
    {RuleId::reject_closed, "reject_closed", "enter", "after the close", Effect::reject,
     "code 0x0002, destination closed"},
    {RuleId::reject_symbol, "reject_symbol", "enter", "locate not announced", Effect::reject,
     "code 0x0017, invalid symbol"},
    {RuleId::reject_quantity, "reject_quantity", "enter", "quantity below 1 or at least 1,000,000", Effect::reject,
     "code 0x0013, invalid quantity"},
    {RuleId::reject_price, "reject_price", "enter", "price not positive or off the tick", Effect::reject,
     "code 0x001D, invalid price"},
    {RuleId::reject_capacity, "reject_capacity", "enter, replace", "a configured capacity is full", Effect::reject,
     "code 0x000A, processing error; a replaced order stays as it was"},
    {RuleId::stale_user_ref, "stale_user_ref", "enter, replace", "UserRef not above the last one used", Effect::ignore,
     "OUCH takes it for a retransmission"},
}};
// clang-format on

static_assert(
    [] {
        for (std::size_t i = 0; i < kRuleCount; ++i) {
            if (kRules[i].id != static_cast<RuleId>(i)) return false;
        }
        return true;
    }(),
    "the table is indexed by RuleId");

[[nodiscard]] constexpr const Rule& rule(RuleId id) noexcept { return kRules[static_cast<std::size_t>(id)]; }

/// True if an order at `a` is served before one at `b`.
[[nodiscard]] constexpr bool better(Side side, Price a, Price b) noexcept {
    return side == Side::buy ? a > b : a < b;
}

/// True if an order of `side` limited to `limit` may trade at `price`.
[[nodiscard]] constexpr bool reaches(Side side, Price limit, Price price) noexcept {
    return !better(opposite(side), limit, price);
}

/// Where one order of ours stands when a message comes.
struct Standing {
    Side side{};
    Price limit{};
    bool named_ahead{};  ///< the message names an order ahead of us
    bool queued{};       ///< some displayed quantity is ahead of us
};

/// Who crossed the spread in a trade against a hidden order.
enum class Aggressor : std::uint8_t { unknown, buyer, seller };

/// Infer the aggressor from the trade price and the recorded touch: above the midpoint a buyer, below it a
/// seller. With one side empty only the other side's touch can decide; a locked or crossed touch decides
/// nothing.
[[nodiscard]] constexpr Aggressor infer_aggressor(const book::Touch& touch, Price price) noexcept {
    const bool has_bid = touch.bid_qty > Qty{};
    const bool has_ask = touch.ask_qty > Qty{};
    if (has_bid && has_ask) {
        if (touch.bid >= touch.ask) return Aggressor::unknown;
        const Price twice = price + price;
        const Price sum = touch.bid + touch.ask;
        if (twice == sum) return Aggressor::unknown;
        return twice > sum ? Aggressor::buyer : Aggressor::seller;
    }
    if (has_ask && price >= touch.ask) return Aggressor::buyer;
    if (has_bid && price <= touch.bid) return Aggressor::seller;
    return Aggressor::unknown;
}

/// E or C against a resting order of our side. `rest` is where it was displayed, `paid` the execution price.
[[nodiscard]] constexpr RuleId classify_execution(EventKind kind, bool printable, Price rest, Price paid,
                                                  const Standing& us) noexcept {
    const bool own_price = kind == EventKind::execute || paid == rest;
    if (kind == EventKind::execute_priced && !printable) {
        return us.named_ahead ? RuleId::cross_part_ahead : RuleId::cross_part;
    }
    if (own_price) {
        if (us.named_ahead) return RuleId::execute_ahead;
        if (better(us.side, us.limit, rest)) return RuleId::execute_through;
        if (better(us.side, rest, us.limit)) return RuleId::execute_better;
        return us.queued ? RuleId::execute_behind_queued : RuleId::execute_behind;
    }
    if (us.named_ahead) return RuleId::priced_ahead;
    if (better(us.side, us.limit, paid)) return RuleId::priced_through;
    if (better(us.side, paid, us.limit)) return RuleId::priced_better;
    return us.queued ? RuleId::priced_at_queued : RuleId::priced_at_front;
}

/// P: a trade against a hidden order.
[[nodiscard]] constexpr RuleId classify_hidden(Price paid, Aggressor aggressor, const Standing& us) noexcept {
    if (aggressor == Aggressor::unknown) return RuleId::hidden_unknown_aggressor;
    if (better(us.side, paid, us.limit)) return RuleId::hidden_better;
    if (better(us.side, us.limit, paid)) return RuleId::hidden_through;
    if (aggressor == (us.side == Side::buy ? Aggressor::buyer : Aggressor::seller)) {
        return RuleId::hidden_own_side_aggressor;
    }
    return us.queued ? RuleId::hidden_at_queued : RuleId::hidden_at_front;
}

/// An order of the record comes to rest on the other side at `price`. `uncrossed`: best bid < best ask
/// afterwards.
[[nodiscard]] constexpr RuleId classify_contra_add(Price price, bool uncrossed, const Standing& us) noexcept {
    if (!reaches(us.side, us.limit, price)) return RuleId::add_away;
    return uncrossed ? RuleId::add_meets : RuleId::add_crossed_book;
}

/// X, D, U (its old half) at our price.
[[nodiscard]] constexpr RuleId classify_reduction(EventKind kind, const Standing& us) noexcept {
    switch (kind) {
        case EventKind::reduce:
            return us.named_ahead ? RuleId::reduce_ahead : RuleId::reduce_behind;
        case EventKind::remove:
            return us.named_ahead ? RuleId::remove_ahead : RuleId::remove_behind;
        default:
            return us.named_ahead ? RuleId::replace_ahead : RuleId::replace_behind;
    }
}

/// Q: a cross at `price`.
[[nodiscard]] constexpr RuleId classify_cross(Price price, const Standing& us) noexcept {
    if (better(us.side, us.limit, price)) return RuleId::cross_through;
    return us.limit == price ? RuleId::cross_at_limit : RuleId::cross_beyond;
}

}  // namespace tradewind::backtest
