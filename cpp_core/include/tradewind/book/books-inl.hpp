// Hot bodies of BasicBooks; see books.hpp.
#pragma once

#include <algorithm>
#include <type_traits>

namespace tradewind::book {

template <class Policy>
template <class Sink>
void BasicBooks<Policy>::apply(std::span<const Event> events, Sink&& sink) noexcept {
    counters_.events += events.size();
    while (!events.empty()) {
        const std::span<const Event> block = events.first(std::min(events.size(), kBlock));
        look_ahead(block);
        for (const Event& event : block) {
            const Change change = apply_one(event);
            sink(event, change);
        }
        events = events.subspan(block.size());
    }
}

template <class Policy>
[[gnu::always_inline]] inline Change BasicBooks<Policy>::apply_one(const Event& event) noexcept {
    Change change;
    change.locate = event.locate();
    change.side = event.side;
    switch (event.kind) {
        case EventKind::add:
            add(event, change);
            break;
        case EventKind::remove:
            if (const Spot spot = find_order(event, change); spot.handle != kNoHandle) [[likely]] {
                change.qty = {static_cast<std::int64_t>(orders_[spot.handle].qty)};
                remove({event.ref}, spot, change);
                finish(change);
            }
            break;
        case EventKind::execute:
        case EventKind::execute_priced:
        case EventKind::reduce:
            if (const Spot spot = find_order(event, change); spot.handle != kNoHandle) [[likely]] {
                if constexpr (std::is_signed_v<decltype(event.qty)>) {
                    if (event.qty < 0) [[unlikely]] {
                        change.applied = refused(Applied::bad_quantity);
                        break;
                    }
                }
                // Executed by the other side; Aggressor and Side are numbered for it.
                if (event.kind != EventKind::reduce)
                    change.aggressor = static_cast<Aggressor>(2U - static_cast<unsigned>(change.side));
                take({event.ref}, spot, event.qty, change);
                finish(change);
            }
            break;
        case EventKind::replace:
            change = replace(event, change);
            break;
        default:
            change = note(event, change);
            break;
    }
    return change;
}
static_assert(static_cast<unsigned>(Aggressor::seller) == 2U - static_cast<unsigned>(Side::buy) &&
              static_cast<unsigned>(Aggressor::buyer) == 2U - static_cast<unsigned>(Side::sell));

/// The live order that an event names; fills in what the order says of itself. Counted if there is none.
template <class Policy>
[[gnu::always_inline]] inline auto BasicBooks<Policy>::find_order(const Event& event, Change& change) noexcept
    -> Spot {
    const Spot spot = orders_.locate({event.ref});
    if (spot.handle == kNoHandle) [[unlikely]] {
        change.applied = refused(Applied::unknown_order);
        return spot;
    }
    const Level& level = levels_[orders_[spot.handle].level];
    change.applied = change.locate.value == level.locate ? Applied::ok : Applied::wrong_locate;
    change.locate = {level.locate};
    change.side = level.side;
    change.price = {price_of(level)};
    return spot;
}

template <class Policy>
[[gnu::always_inline]] inline void BasicBooks<Policy>::add(const Event& event, Change& change) noexcept {
    const OrderRef ref{event.ref};
    change.price = {event.price};
    change.qty = change.remaining = {event.qty};
    if (event.code != 0) [[unlikely]]
        return void(change.applied = refused(Applied::bad_side));
    if (event.qty <= 0) [[unlikely]]
        return void(change.applied = refused(Applied::zero_quantity));
    if (!Entry::has_key(event.price)) [[unlikely]]
        return void(change.applied = refused(Applied::bad_price));
    change.applied = place(ref, event.price, event.qty, change);
    if (change.applied != Applied::ok) [[unlikely]]
        return void(change.applied = refused(change.applied));
    finish(change);
}

/// Take `qty` from a live order. It goes when nothing is left.
template <class Policy>
[[gnu::always_inline]] inline void BasicBooks<Policy>::take(OrderRef ref, Spot spot, std::int64_t qty,
                                                            Change& change) noexcept {
    Record& record = orders_[spot.handle];
    const std::int64_t had = static_cast<std::int64_t>(record.qty);
    if (qty < had) {
        Level& level = levels_[record.level];
        const Ladder& ladder = ladder_of(level);
        record.qty -= static_cast<typename Record::Quantity>(qty);
        level.qty -= qty;
        change.qty = {qty};
        change.remaining = {had - qty};
        if (qty == 0) return;
        change.touch = record.level == ladder.best_level ? qty_bit(level.side) : std::uint8_t{0};
        change.depth_changed = level.key >= ladder.depth_key;
        return;
    }
    change.qty = {had};
    remove(ref, spot, change);
    if (qty == had) [[likely]]
        return;
    counters_.excess_shares += static_cast<std::uint64_t>(qty - had);
    change.applied = Applied::over_decrement;
}

/// Put a new order at the back of its level's queue.
template <class Policy>
[[gnu::always_inline]] inline Applied BasicBooks<Policy>::place(OrderRef ref, std::int64_t price,
                                                                std::int64_t qty, Change& change) noexcept {
    const Side side = change.side;
    Ladder& ladder = ladder_of(change.locate, side);
    const Key key = Entry::key_of(side, price);
    const std::uint32_t at = ladder.lower_bound(ladders_, key);
    const Entry entry = ladder.at(ladders_, at);  // behind the last one: whatever stands there
    const bool fresh = at == ladder.size || entry.key() != key;
    std::uint32_t index = entry.level();
    if constexpr (sizeof(typename Record::Quantity) == sizeof qty) {
        if (qty > kMaxLevelQty - (fresh ? 0 : levels_[index].qty)) [[unlikely]]
            return Applied::bad_quantity;
    }
    const Handle handle = orders_.insert(ref);
    if (handle >= kTaken) [[unlikely]]
        return handle == kTaken ? Applied::duplicate_order : Applied::pool_exhausted;
    if (fresh) {
        index = new_level(ladder, at, key, {0, key, 0, kNoHandle, kNoHandle, change.locate.value, side, 0});
        if (index == kNoLevel) [[unlikely]]
            return give_up(ref, handle);
        highest_locate_ = std::max(highest_locate_, change.locate.value);
    }
    Level& level = levels_[index];
    const Handle newest = level.newest;
    Record& record = orders_[handle];
    record.qty = static_cast<typename Record::Quantity>(qty);
    record.level = index;
    record.ahead = newest;
    record.behind = kNoHandle;
    (newest != kNoHandle ? orders_[newest].behind : level.oldest) = handle;
    level.newest = handle;
    level.qty += qty;
    ++level.orders;
    if (index == ladder.best_level)
        change.touch = static_cast<std::uint8_t>(change.touch | touched(fresh, side));
    change.depth_changed |= key >= ladder.depth_key;
    counters_.peak_orders = std::max(counters_.peak_orders, orders_.live());
    if (orders_.fold_due()) [[unlikely]]
        fold_step();
    return Applied::ok;
}

template <class Policy>
[[gnu::always_inline]] inline std::uint32_t BasicBooks<Policy>::new_level(Ladder& ladder, std::uint32_t at,
                                                                          Key key,
                                                                          const Level& level) noexcept {
    std::uint32_t index = level_free_;
    if (index == kNoLevel) {
        if (level_top_ == levels_.capacity()) return kNoLevel;
        index = level_top_;
    }
    if (!ladder.insert(ladders_, at, key, index, depth_)) return kNoLevel;
    if (level_free_ != kNoLevel)
        level_free_ = levels_[index].orders;  // free levels are chained through `orders`
    else
        ++level_top_;
    levels_[index] = level;
    ++levels_in_use_;
    return index;
}

/// Take a whole order out of its queue, and its level out of the ladder if it was the last.
template <class Policy>
[[gnu::always_inline]] inline void BasicBooks<Policy>::remove(OrderRef ref, Spot spot,
                                                              Change& change) noexcept {
    const Record record = orders_[spot.handle];
    const std::uint32_t index = record.level;
    Level& level = levels_[index];
    Ladder& ladder = ladder_of(level);
    (record.ahead != kNoHandle ? orders_[record.ahead].behind : level.oldest) = record.behind;
    (record.behind != kNoHandle ? orders_[record.behind].ahead : level.newest) = record.ahead;
    level.qty -= static_cast<std::int64_t>(record.qty);
    change.depth_changed |= level.key >= ladder.depth_key;
    const bool last = --level.orders == 0;
    if (index == ladder.best_level)
        change.touch = static_cast<std::uint8_t>(change.touch | touched(last, level.side));
    if (last) drop_level(level, index, ladder);
    orders_.erase(ref, spot);
}

template <class Policy>
[[gnu::always_inline]] inline void BasicBooks<Policy>::drop_level(Level& level, std::uint32_t index,
                                                                  Ladder& ladder) noexcept {
    ladder.erase(ladders_, ladder.lower_bound(ladders_, level.key), depth_);
    level.orders = level_free_;
    level_free_ = index;
    --levels_in_use_;
}

/// What every event that changed a book ends with.
template <class Policy>
[[gnu::always_inline]] inline void BasicBooks<Policy>::finish(Change& change) noexcept {
    Book& book = books_[change.locate.value];
    if ((change.touch & (touch_change::kBidPrice | touch_change::kAskPrice)) != 0) note_cross(book);
    change.crossed = book.has(kCrossed);
    if (!book.has(kAnnounced)) [[unlikely]]
        ++counters_.unannounced_locate;
    if (change.applied != Applied::ok) [[unlikely]] {
        counters_.bad_quantity += change.applied == Applied::bad_quantity;
        counters_.zero_quantity += change.applied == Applied::zero_quantity;
        counters_.over_decrement += change.applied == Applied::over_decrement;
        counters_.wrong_locate += change.applied == Applied::wrong_locate;
        counters_.pool_exhausted += change.applied == Applied::pool_exhausted;
    }
}

template <class Policy>
[[gnu::always_inline]] inline void BasicBooks<Policy>::note_cross(Book& book) noexcept {
    const Ladder& bid = book.sides[0];
    const Ladder& ask = book.sides[1];
    const bool both = bid.size != 0 && ask.size != 0;
    const bool crossed = both && bid.best_key > -ask.best_key;
    const bool locked = both && bid.best_key == -ask.best_key;
    if (crossed == book.has(kCrossed) && locked == book.has(kLocked)) [[likely]]
        return;
    counters_.crossed += crossed && !book.has(kCrossed);
    counters_.locked += locked && !book.has(kLocked);
    book.set(kCrossed, crossed);
    book.set(kLocked, locked);
}

template <class Policy>
inline std::pair<std::int64_t, std::int64_t> BasicBooks<Policy>::best(const Ladder& ladder) const noexcept {
    if (ladder.size == 0) return {0, 0};
    const Level& level = levels_[ladder.best_level];
    return {price_of(level), level.qty};
}

/// Ask for the memory that a block of events will need. A step over the whole block takes longer than memory
/// does, so each step finds what the one before it asked for; adds and the rest go separate ways, because a
/// branch on a kind would be mispredicted. An add's own record needs nothing: references grow, so it lies
/// behind the last one's.
template <class Policy>
void BasicBooks<Policy>::look_ahead(std::span<const Event> block) const noexcept {
    static_assert(kBlock <= 256);
    std::array<std::uint8_t, kBlock> adds;
    std::array<OrderRef, kBlock> refs;
    std::array<typename Table::Path, kBlock> paths;
    std::array<Handle, kBlock> near;
    std::size_t n_adds = 0;
    std::size_t n_others = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        __builtin_prefetch(&books_[block[i].locate().value], 1);
        adds[n_adds] = static_cast<std::uint8_t>(i);
        refs[n_others] = {block[i].ref};
        const bool is_add = block[i].kind == EventKind::add;
        n_adds += is_add;
        n_others += !is_add;
    }
    for (std::size_t k = 0; k < n_others; ++k) {
        paths[k] = orders_.path_to(refs[k]);
        __builtin_prefetch(paths[k], 1);
    }
    for (std::size_t k = 0; k < n_adds; ++k) {
        const Event& event = block[adds[k]];
        ladder_of(event.locate(), event.side).prefetch(ladders_);
    }
    for (std::size_t k = 0; k < n_others; ++k) {
        near[k] = orders_.near_record(paths[k], refs[k]);
        __builtin_prefetch(&orders_[near[k]], 1);
    }
    for (std::size_t k = 0; k < n_others; ++k)
        __builtin_prefetch(&levels_[orders_[orders_.handle_from(near[k], refs[k])].level], 1);
}

}  // namespace tradewind::book
