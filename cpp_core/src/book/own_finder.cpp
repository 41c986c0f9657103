#include "tradewind/book/own_finder.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tradewind::book {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;

const OwnFinderConfig& checked(const OwnFinderConfig& config) {
    const auto in_range = [](const char* name, std::int64_t value, std::int64_t low, std::int64_t high) {
        if (value >= low && value <= high) return;
        throw std::invalid_argument("own finder: " + std::string(name) + " is " + std::to_string(value) +
                                    ", must be between " + std::to_string(low) + " and " +
                                    std::to_string(high));
    };
    in_range("max_own", config.max_own, 1, 1 << 20);
    in_range("max_orders", config.max_orders, 1, 1 << 26);
    in_range("max_passed", config.max_passed, 1, 1 << 24);
    in_range("patience", config.patience.ns, 0, 86'400'000'000'000);
    return config;
}

}  // namespace

OwnFinder::OwnFinder(const OwnFinderConfig& config)
    : config_(checked(config)),
      watches_({.max_watches = config.max_own, .max_orders = config.max_orders}),
      orders_(config.max_own),
      by_user_ref_(config.max_own),
      by_order_ref_(config.max_own),
      passed_(config.max_passed),
      passed_ring_(config.max_passed),
      open_at_(kLocates) {
    for (Slot i = 0; i < config.max_own; ++i) orders_[i].next_free = i + 1 < config.max_own ? i + 1 : kNoSlot;
}

bool OwnFinder::on_entered(UserRef ref, Locate locate) noexcept { return claim(ref, locate) != kNoSlot; }

void OwnFinder::on_done(UserRef ref) noexcept {
    const Slot slot = slot_of(ref);
    if (slot == kNoSlot) return;
    Order& us = orders_[slot];
    set_state(slot, OwnState::none);
    set_ref(slot, {});
    by_user_ref_.erase(ref.value);
    --open_at_[us.locate.value];
    us.used = false;
    us.next_free = free_;
    free_ = slot;
}

void OwnFinder::on_gap() noexcept {
    gap_ = true;
    for (Slot slot = 0; slot < orders_.size(); ++slot) {
        Order& us = orders_[slot];
        if (!us.used) continue;
        us.unseen_since_gap = true;
        const bool had_a_place = us.state == OwnState::displayed || us.reason == UnknownReason::no_room;
        const bool had_none_yet = us.state == OwnState::not_yet_seen && us.ref != OrderRef{};
        if (had_a_place || had_none_yet) set_state(slot, OwnState::unknown, UnknownReason::gap);
    }
}

/// What rested is gone from the book, and whether the order is, what follows will show.
void OwnFinder::cleared(Locate locate) noexcept {
    for (Slot slot = 0; slot < orders_.size(); ++slot) {
        Order& us = orders_[slot];
        if (!us.used || us.locate != locate) continue;
        if (us.state != OwnState::displayed && us.reason != UnknownReason::no_room) continue;
        us.unseen_since_gap = true;
        set_state(slot, OwnState::unknown, UnknownReason::gap);
    }
}

OwnPosition OwnFinder::query(UserRef ref, DayTime feed_time) const noexcept {
    const Slot slot = slot_of(ref);
    if (slot == kNoSlot) return {};
    const Order& us = orders_[slot];
    OwnPosition at{.state = us.state, .reason = us.reason, .ref = us.ref};
    if (us.state == OwnState::displayed) {
        const QueuePosition place = watches_.position(us.watch);
        at.side = place.side;
        at.price = place.price;
        at.qty = place.qty;
        at.ahead = place.ahead;
        at.orders_ahead = place.orders_ahead;
    } else if (us.state == OwnState::not_yet_seen && us.ref != OrderRef{} &&
               feed_time - us.accepted > config_.patience) {
        at.state = OwnState::unknown;
        at.reason = UnknownReason::never_seen;
    }
    return at;
}

OwnFinder::Slot OwnFinder::claim(UserRef ref, Locate locate) noexcept {
    Slot slot = slot_of(ref);
    if (slot != kNoSlot) {
        --open_at_[orders_[slot].locate.value];
    } else {
        if (free_ == kNoSlot) return kNoSlot;
        slot = free_;
        free_ = orders_[slot].next_free;
        orders_[slot] = {.user = ref,
                         .state = OwnState::not_yet_seen,
                         .used = true,
                         .shows = true,
                         .unseen_since_gap = gap_};
        static_cast<void>(by_user_ref_.try_insert(ref.value, slot));  // as many places as slots
    }
    orders_[slot].locate = locate;
    ++open_at_[locate.value];
    return slot;
}

void OwnFinder::rename(UserRef orig, UserRef ref) noexcept {
    const Slot slot = slot_of(orig);
    if (slot == kNoSlot || orig == ref) return;
    on_done(ref);  // if the replace was announced as an order of its own
    by_user_ref_.erase(orig.value);
    static_cast<void>(by_user_ref_.try_insert(ref.value, slot));
    orders_[slot].user = ref;
}

void OwnFinder::set_terms(Slot slot, const OwnTerms& terms) noexcept {
    Order& us = orders_[slot];
    us.accepted = terms.time;
    us.shows = terms.shows;
    us.reserve = terms.reserve;
}

void OwnFinder::set_ref(Slot slot, OrderRef ref) noexcept {
    Order& us = orders_[slot];
    if (us.ref == ref) return;
    if (us.ref != OrderRef{}) by_order_ref_.erase(us.ref.value);
    us.ref = ref;
    if (ref == OrderRef{}) return;
    // Two of our orders cannot have one reference; if the venue says so, the latest word counts.
    if (Slot* const other = by_order_ref_.find(ref.value)) {
        set_state(*other, OwnState::gone);
        orders_[*other].ref = {};
        *other = slot;
    } else {
        static_cast<void>(by_order_ref_.try_insert(ref.value, slot));
    }
}

void OwnFinder::set_state(Slot slot, OwnState state, UnknownReason reason) noexcept {
    Order& us = orders_[slot];
    us.state = state;
    us.reason = reason;
    if (us.watch == kNoWatch) return;
    watches_.remove(us.watch);
    us.watch = kNoWatch;
}

/// The venue moved the order without naming the new reference. If the feed has shown a replace of the order
/// that the venue had not told us of, this is it: both speak of one order's changes in the same sequence.
void OwnFinder::restate_unnamed(Slot slot) noexcept {
    Order& us = orders_[slot];
    if (us.state == OwnState::hidden || us.ref == OrderRef{}) return;
    if (--us.moves < 0) set_state(slot, OwnState::unknown, UnknownReason::restated);
}

/// The venue has named a reference that does not rest in the book; `time` is when it did.
void OwnFinder::absent(Slot slot, DayTime time) noexcept {
    const Order& us = orders_[slot];
    if (passed_.find(us.ref.value) != nullptr) {
        set_state(slot, OwnState::not_yet_seen);
        ended(slot);
    } else if (!us.shows) {
        set_state(slot, OwnState::hidden);
    } else if (us.unseen_since_gap) {
        set_state(slot, OwnState::unknown, UnknownReason::gap);
    } else if (forgotten_until_ >= time) {
        set_state(slot, OwnState::unknown, UnknownReason::forgotten);
    } else {
        set_state(slot, OwnState::not_yet_seen);
    }
}

/// A reference has left the book. The oldest of those that we remember makes room for it.
void OwnFinder::passed(OrderRef ref, OrderRef successor, DayTime time) noexcept {
    if (ref == successor) return;
    if (Passed* const known = passed_.find(ref.value)) {
        *known = {successor, time};
        return;
    }
    OrderRef& place = passed_ring_[passed_count_++ % passed_ring_.size()];
    if (passed_.full()) {
        forgotten_until_ = std::max(forgotten_until_, passed_.find(place.value)->time);
        passed_.erase(place.value);
    }
    place = ref;
    static_cast<void>(passed_.try_insert(ref.value, {successor, time}));
}

/// What the feed showed of the order has left the book without a successor.
void OwnFinder::ended(Slot slot) noexcept {
    const Order& us = orders_[slot];
    if (us.moves < 0) return;  // it goes by another number by now
    if (us.reserve)
        set_state(slot, OwnState::unknown, UnknownReason::refresh_due);
    else
        set_state(slot, OwnState::gone);
}

/// The feed speaks of a reference that does not rest in the book.
void OwnFinder::missed(OrderRef ref) noexcept {
    const Slot slot = slot_of(ref);
    if (slot != kNoSlot && orders_[slot].state == OwnState::not_yet_seen) {
        set_state(slot, OwnState::unknown, UnknownReason::missed_add);
    }
}

}  // namespace tradewind::book
