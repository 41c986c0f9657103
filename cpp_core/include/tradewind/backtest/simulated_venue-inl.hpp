// The parts of SimulatedVenue that read the book. Included by simulated_venue.hpp.
#pragma once

#include "tradewind/backtest/simulated_venue.hpp"

namespace tradewind::backtest {

[[nodiscard]] inline bool uncrossed(const book::Touch& touch) noexcept {
    return touch.bid_qty == Qty{} || touch.ask_qty == Qty{} || touch.bid < touch.ask;
}

template <BookView B>
void SimulatedVenue::on_time(DayTime now, const B& book) noexcept {
    while (!requests_.empty() && requests_.front().arrival < now) {
        const Request request = requests_.front();
        requests_.pop();
        if (last_market_ > request.arrival) ++counters_.late_requests;
        clock_ = std::max({clock_, last_market_, request.arrival});
        if (const auto* enter = std::get_if<order::Enter>(&request.what))
            serve(*enter, book);
        else if (const auto* replace = std::get_if<order::Replace>(&request.what))
            serve(*replace, book);
        else
            serve(*std::get_if<order::Cancel>(&request.what));
    }
}

template <BookView B>
void SimulatedVenue::on_watched(const book::Update& update, const B& book) noexcept {
    clock_ = std::max(clock_, update.time);
    ahead_.on_update(update, book);
    const bool reads_touch =
        update.kind == EventKind::add || update.kind == EventKind::replace || update.kind == EventKind::trade;
    on_market(update, reads_touch ? book.touch(update.locate) : book::Touch{});
    if (locates_[update.locate.value].resuming) [[unlikely]]
        resume(update.locate, book);
}

template <BookView B>
void SimulatedVenue::serve(const order::Enter& request, const B& book) noexcept {
    if (request.ref.value <= last_ref_) {
        hit(RuleId::stale_user_ref);
        return;
    }
    last_ref_ = request.ref.value;
    std::optional<RuleId> problem = refuse(request);
    if (!problem && request.tif == order::TimeInForce::day &&
        book.queue(request.locate, request.side, request.price, {}) > ahead_.free_orders()) {
        problem = RuleId::reject_capacity;
    }
    if (problem) {
        reject(request.ref, *problem);
        return;
    }
    activate(accept(request), book);
}

template <BookView B>
void SimulatedVenue::serve(const order::Replace& request, const B& book) noexcept {
    if (request.ref.value <= last_ref_) {
        hit(RuleId::stale_user_ref);
        return;
    }
    const OwnSlot* const found = by_user_ref_.find(request.orig.value);
    if (found == nullptr) {
        hit(RuleId::replace_dead);
        return;
    }
    const OwnSlot slot = *found;
    const OwnOrder& us = orders_[slot];
    if (refuse_terms(us.locate, request.order_qty, request.price)) {
        finish(slot, order::VenueKind::canceled, 'Z', RuleId::replace_invalid);
        return;
    }
    if (request.order_qty <= us.executed) {
        finish(slot, order::VenueKind::canceled, 'U', RuleId::replace_executed_out);
        return;
    }
    last_ref_ = request.ref.value;
    // Checked before the old place is given up, and without counting on what giving it up would free: a
    // replace that is refused leaves the order as it was.
    if (book.queue(us.locate, us.side, request.price, {}) > ahead_.free_orders()) {
        reject(request.ref, RuleId::reject_capacity);
        return;
    }
    replace(slot, request);
    activate(slot, book);
}

template <BookView B>
void SimulatedVenue::activate(OwnSlot slot, const B& book) noexcept {
    const OwnOrder& us = orders_[slot];
    const bool ioc = us.tif == order::TimeInForce::ioc;
    if (locates_[us.locate.value].halted()) {
        if (ioc) {
            finish(slot, order::VenueKind::canceled, 'H', RuleId::ioc_while_halted);
            return;
        }
        hit(RuleId::entry_while_halted, us.leaves);
        join(slot, book);
        return;
    }
    if (us.post_only && would_meet(slot, book)) {
        finish(slot, order::VenueKind::canceled, 'G', RuleId::post_only_crossing);
        return;
    }
    if (!take(slot, book)) return;
    if (ioc) {
        finish(slot, order::VenueKind::canceled, 'I', RuleId::ioc_remainder);
        return;
    }
    hit(RuleId::rest_at_back, us.leaves);
    join(slot, book);
}

template <BookView B>
void SimulatedVenue::join(OwnSlot slot, const B& book) noexcept {
    OwnOrder& us = orders_[slot];
    // Never refused: there is a watch for each order, and the caller has seen to the room.
    us.watch = ahead_.watch_back(us.locate, us.side, us.price, book).id;
    us.ahead = ahead_.position(us.watch).ahead;
    LocateState& at = locates_[us.locate.value];
    orders_.link(at.own, slot);
    us.resting = true;
    ++at.resting;
    note_watched(us.locate);
}

template <BookView B>
bool SimulatedVenue::would_meet(OwnSlot slot, const B& book) const noexcept {
    const OwnOrder& us = orders_[slot];
    const book::Touch touch = book.touch(us.locate);
    const bool buying = us.side == Side::buy;
    const Qty qty = buying ? touch.ask_qty : touch.bid_qty;
    if (qty > Qty{} && reaches(us.side, us.price, buying ? touch.ask : touch.bid)) return true;
    const OwnSlot own = best_older(us.locate, opposite(us.side), us.priority);
    return own != kNoOrder && reaches(us.side, us.price, orders_[own].price);
}

/// Take what the limit reaches; false if nothing of the order is left.
template <BookView B>
bool SimulatedVenue::take(OwnSlot slot, const B& book) noexcept {
    const OwnOrder& us = orders_[slot];
    const Side contra = opposite(us.side);
    const OwnSlot own = best_older(us.locate, contra, us.priority);
    const std::size_t n = book.levels(us.locate, contra, level_scratch_);
    for (std::size_t i = 0; i < n; ++i) {
        if (i == level_scratch_.size()) {
            ++counters_.truncated_takes;
            break;
        }
        const Price price = level_scratch_[i].price;
        if (!reaches(us.side, us.price, price)) break;
        if (own != kNoOrder && better(contra, orders_[own].price, price)) break;
        const Walk walk = take_level(slot, own, price, book);
        if (walk == Walk::filled) return false;
        if (walk == Walk::stopped) break;
    }
    if (own != kNoOrder && reaches(us.side, us.price, orders_[own].price)) {
        finish(slot, order::VenueKind::aiq_canceled, 'Q', RuleId::self_match);
        return false;
    }
    return true;
}

/// Take from one level, front first, stopping before `own`, an order of ours that may rest in it.
template <BookView B>
SimulatedVenue::Walk SimulatedVenue::take_level(OwnSlot slot, OwnSlot own, Price price,
                                                const B& book) noexcept {
    const OwnOrder& us = orders_[slot];
    const bool own_here = own != kNoOrder && orders_[own].price == price;
    const std::size_t n = book.queue(us.locate, opposite(us.side), price, queue_scratch_);
    for (std::size_t i = 0; i < n; ++i) {
        if (i == queue_scratch_.size()) {
            ++counters_.truncated_takes;
            return Walk::stopped;
        }
        const book::QueuedOrder& resting = queue_scratch_[i];
        if (own_here && !ahead_.is_ahead(orders_[own].watch, resting.ref)) return Walk::stopped;
        const Qty already = taken(resting.ref);
        if (already > Qty{}) hit(RuleId::take_consumed, std::min(already, resting.qty));
        const Qty qty = std::min(resting.qty - already, us.leaves);
        if (qty <= Qty{}) continue;
        if (!can_execute(slot, qty) || !remember_taken(us.locate, resting.ref, already + qty)) {
            ++counters_.fills_forgone;
            return Walk::stopped;
        }
        hit(RuleId::take_displayed, qty);
        ++counters_.crossing_fills;
        counters_.crossing_shares += static_cast<std::uint64_t>(qty.lots);
        const bool done = qty == us.leaves;
        execute(slot, price, qty, 'R');
        if (done) return Walk::filled;
    }
    return Walk::go_on;
}

/// After a halt: match our orders with the other side, oldest first, as if each came in now. Waits until the
/// record itself is uncrossed, because until then it still shows orders that the cross is about to execute.
template <BookView B>
void SimulatedVenue::resume(Locate locate, const B& book) noexcept {
    LocateState& at = locates_[locate.value];
    if (!uncrossed(book.touch(locate))) return;
    at.resuming = false;
    note_watched(locate);
    std::uint64_t done = 0;
    for (OwnSlot slot = oldest_after(locate, done); slot != kNoOrder; slot = oldest_after(locate, done)) {
        done = orders_[slot].priority;
        if (!would_meet(slot, book)) continue;
        if (orders_[slot].post_only) {
            finish(slot, order::VenueKind::canceled, 'G', RuleId::post_only_crossing);
            continue;
        }
        hit(RuleId::resume_takes);
        static_cast<void>(take(slot, book));
    }
}

}  // namespace tradewind::backtest
