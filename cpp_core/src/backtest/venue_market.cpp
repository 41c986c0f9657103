// What messages of the record do to our orders. Each handler walks our orders best first, names the rule for
// each, and does what the table says; the message's volume is shared out once.
#include "tradewind/backtest/simulated_venue.hpp"

namespace tradewind::backtest {

namespace {

/// OUCH liquidity flag of an execution in a cross, by ITCH cross type.
constexpr char cross_flag(std::uint8_t type) noexcept {
    switch (type) {
        case 'O':
            return 'M';
        case 'C':
            return 'L';
        case 'H':
            return 'K';
        default:
            return 'i';
    }
}

constexpr std::size_t index(Side side) noexcept { return static_cast<std::size_t>(side); }

}  // namespace

void SimulatedVenue::on_state(const book::Update& update) noexcept {
    clock_ = std::max(clock_, update.time);
    LocateState& at = locates_[update.locate.value];
    const bool was_halted = at.halted();
    switch (update.kind) {
        case EventKind::system:
            if (update.code == 'M' || update.code == 'E' || update.code == 'C') close();
            return;
        case EventKind::trading_action:
            at.trading_halt = update.code != 'T';
            break;
        default:
            at.operational_halt = update.code != 'T';
            break;
    }
    // A state that is only repeated must not match anything again.
    if (at.halted())
        at.resuming = false;
    else if (was_halted)
        at.resuming = at.resting > 0;
    note_watched(update.locate);
}

void SimulatedVenue::on_market(const book::Update& update, const book::Touch& touch) noexcept {
    switch (update.kind) {
        case EventKind::add:
            if (book::took_effect(update.applied)) {
                on_add(update.locate, update.side, update.ref, update.price, update.qty, touch);
            }
            break;
        case EventKind::execute:
        case EventKind::execute_priced:
            if (!book::took_effect(update.applied) || update.qty <= Qty{}) break;
            on_execution(update);
            settle_taken(update);
            break;
        case EventKind::reduce:
        case EventKind::remove:
            if (!book::took_effect(update.applied)) break;
            on_reduction(update);
            settle_taken(update);
            break;
        case EventKind::replace:
            if (!book::removed_old(update.applied)) break;
            on_reduction(update);
            settle_taken(update);
            if (book::took_effect(update.applied)) {
                on_add(update.locate, update.side, update.new_ref, update.new_price, update.new_qty, touch);
            }
            break;
        case EventKind::trade:
            on_hidden(update, touch);
            break;
        case EventKind::cross:
            on_cross(update);
            break;
        case EventKind::broken:
            hit(RuleId::broken_trade);
            break;
        default:
            break;
    }
}

void SimulatedVenue::on_execution(const book::Update& update) noexcept {
    const Side side = update.side;
    const Price paid = update.kind == EventKind::execute ? update.price : update.trade_price;
    const bool printable = update.code == 'Y';
    Qty volume = update.qty;
    bool behind = false;
    for (OwnSlot slot = locates_[update.locate.value].own[index(side)]; slot != kNoOrder;) {
        OwnOrder& us = orders_[slot];
        const OwnSlot next = us.next;
        const Price limit = us.price;
        const Qty lost = limit == update.price ? advance(slot) : Qty{};
        const RuleId id = classify_execution(update.kind, printable, update.price, paid,
                                             {side, limit, lost > Qty{}, us.ahead > Qty{}});
        const Effect effect = rule(id).effect;
        if (effect == Effect::advance) {
            hit(id, lost);
        } else {
            behind = behind || effect == Effect::fill_behind;
            volume -= offer(slot, id, limit, 'A', volume);
        }
        // Nothing happened at or through this price, so neither at worse ones.
        if (better(side, update.price, limit) && better(side, paid, limit)) break;
        slot = next;
    }
    if (behind && !halted(update.locate)) {
        ++counters_.executed_behind_us;
        counters_.executed_behind_us_shares += static_cast<std::uint64_t>(update.qty.lots);
    }
}

void SimulatedVenue::on_reduction(const book::Update& update) noexcept {
    for (OwnSlot slot = locates_[update.locate.value].own[index(update.side)]; slot != kNoOrder;
         slot = orders_[slot].next) {
        OwnOrder& us = orders_[slot];
        if (better(update.side, update.price, us.price)) break;
        if (us.price != update.price) continue;
        const Qty lost = advance(slot);
        hit(classify_reduction(update.kind, {update.side, us.price, lost > Qty{}, us.ahead > Qty{}}), lost);
    }
}

void SimulatedVenue::on_add(Locate locate, Side side, OrderRef ref, Price price, Qty qty,
                            const book::Touch& touch) noexcept {
    const LocateState& at = locates_[locate.value];
    for (OwnSlot slot = at.own[index(side)]; slot != kNoOrder; slot = orders_[slot].next) {
        if (orders_[slot].price == price) hit(RuleId::add_behind);
    }
    const Side our_side = opposite(side);
    const bool record_uncrossed = uncrossed(touch);
    Qty volume = qty - taken(ref);  // a replaced order may bring along what we took from it
    for (OwnSlot slot = at.own[index(our_side)]; slot != kNoOrder;) {
        const OwnOrder& us = orders_[slot];
        const OwnSlot next = us.next;
        const RuleId id =
            classify_contra_add(price, record_uncrossed, {our_side, us.price, false, us.ahead > Qty{}});
        // What fills us must be remembered, or the same shares could fill us again from the book.
        if (rule(id).effect == Effect::fill && volume > Qty{} && taken(ref) == Qty{} && taken_.full()) {
            ++counters_.fills_forgone;
            break;
        }
        const Qty filled = offer(slot, id, us.price, 'A', volume);
        if (filled > Qty{}) {
            volume -= filled;
            static_cast<void>(remember_taken(locate, ref, taken(ref) + filled));
        }
        if (id == RuleId::add_away) break;
        slot = next;
    }
}

void SimulatedVenue::on_hidden(const book::Update& update, const book::Touch& touch) noexcept {
    const Price paid = update.trade_price;
    const Aggressor aggressor = infer_aggressor(touch, paid);
    Qty volume = update.qty;
    for (const Side side : {Side::buy, Side::sell}) {
        for (OwnSlot slot = locates_[update.locate.value].own[index(side)]; slot != kNoOrder;) {
            const OwnOrder& us = orders_[slot];
            const OwnSlot next = us.next;
            const RuleId id = classify_hidden(paid, aggressor, {side, us.price, false, us.ahead > Qty{}});
            volume -= offer(slot, id, us.price, 'A', volume);
            if (id == RuleId::hidden_better || id == RuleId::hidden_unknown_aggressor) break;
            slot = next;
        }
    }
}

void SimulatedVenue::on_cross(const book::Update& update) noexcept {
    Qty volume = update.qty;
    if (volume <= Qty{}) return;  // a cross without shares is published with price 0
    const Price price = update.trade_price;
    for (const Side side : {Side::buy, Side::sell}) {
        for (OwnSlot slot = locates_[update.locate.value].own[index(side)]; slot != kNoOrder;) {
            const OwnOrder& us = orders_[slot];
            const OwnSlot next = us.next;
            const RuleId id = classify_cross(price, {side, us.price, false, us.ahead > Qty{}});
            volume -= offer(slot, id, price, cross_flag(update.code), volume);
            slot = next;
        }
    }
}

/// What went from ahead of our order since it was last asked.
Qty SimulatedVenue::advance(OwnSlot slot) noexcept {
    OwnOrder& us = orders_[slot];
    const Qty before = us.ahead;
    us.ahead = ahead_.position(us.watch).ahead;
    return before - us.ahead;
}

/// Give one of our orders its part of a message's volume, as the rule's effect says; returns what it took.
Qty SimulatedVenue::offer(OwnSlot slot, RuleId id, Price price, char flag, Qty volume) noexcept {
    const OwnOrder& us = orders_[slot];
    const Effect effect = rule(id).effect;
    const bool fills =
        effect == Effect::fill || effect == Effect::fill_behind || effect == Effect::fill_cross;
    if (!fills) {
        hit(id);
        return {};
    }
    if (effect != Effect::fill_cross && halted(us.locate)) {
        hit(RuleId::halted_no_fill);
        return {};
    }
    const Qty qty = std::min(volume, us.leaves);
    if (qty <= Qty{}) {
        hit(id);
        return {};
    }
    if (!can_execute(slot, qty)) {
        ++counters_.fills_forgone;
        return {};
    }
    hit(id, qty);
    execute(slot, price, qty, flag);
    return qty;
}

/// Shares that we took from an order of the record stay taken until it is gone, and move with it in a
/// replace.
void SimulatedVenue::settle_taken(const book::Update& update) noexcept {
    if (locates_[update.locate.value].taken == 0) return;
    const Qty already = taken(update.ref);
    if (already == Qty{}) return;
    if (update.kind != EventKind::replace) {
        if (update.remaining == Qty{}) forget_taken(update.locate, update.ref);
        return;
    }
    forget_taken(update.locate, update.ref);
    if (book::took_effect(update.applied)) {
        // The place just freed is there for it.
        static_cast<void>(remember_taken(update.locate, update.new_ref, std::min(already, update.new_qty)));
    }
}

/// Market hours are over: every live order expires, oldest first.
void SimulatedVenue::close() noexcept {
    closed_ = true;
    close_scratch_.clear();
    for (std::size_t i = 0; i < orders_.capacity(); ++i) {
        const auto slot = static_cast<OwnSlot>(i);
        if (orders_[slot].live) close_scratch_.push_back(slot);
    }
    std::sort(close_scratch_.begin(), close_scratch_.end(),
              [this](OwnSlot a, OwnSlot b) { return orders_[a].priority < orders_[b].priority; });
    for (const OwnSlot slot : close_scratch_) {
        finish(slot, order::VenueKind::expired, 'E', RuleId::expire_at_close);
    }
}

}  // namespace tradewind::backtest
