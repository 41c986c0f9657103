#include "tradewind/book/books.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "tradewind/book/digest.hpp"

namespace tradewind::book {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;

std::uint32_t checked_levels(std::uint32_t levels) {
    constexpr std::uint32_t kMax = 1U << 27;
    if (levels == 0 || levels > kMax) {
        throw std::invalid_argument("books: max_levels is " + std::to_string(levels) +
                                    ", must be between 1 and " + std::to_string(kMax));
    }
    return levels;
}

std::uint32_t checked_depth(std::uint32_t depth) {
    if (depth != 0) return depth;
    throw std::invalid_argument("books: depth is 0, must be at least 1");
}

}  // namespace

template <class Policy>
BasicBooks<Policy>::BasicBooks(const Config& config)
    : orders_(config.orders),
      levels_(checked_levels(config.max_levels), config.memory),
      ladders_(config.max_levels, std::min<std::size_t>(config.max_levels, 2 * kLocates), config.memory),
      books_(kLocates, config.memory),
      depth_(checked_depth(config.depth)) {}

template <class Policy>
Update BasicBooks<Policy>::apply(const Event& event) noexcept {
    ++counters_.events;
    return describe(event, apply_one(event));
}

template <class Policy>
BookCounters BasicBooks<Policy>::counters() const noexcept {
    BookCounters counters = counters_;
    counters.applied = counters.events - unapplied_;
    return counters;
}

template <class Policy>
Applied BasicBooks<Policy>::refused(Applied why) noexcept {
    ++unapplied_;
    switch (why) {
        case Applied::unknown_order:
            ++counters_.unknown_order;
            break;
        case Applied::duplicate_order:
            ++counters_.duplicate_order;
            break;
        case Applied::bad_side:
            ++counters_.bad_side;
            break;
        case Applied::bad_price:
            ++counters_.bad_price;
            break;
        case Applied::bad_quantity:
            ++counters_.bad_quantity;
            break;
        case Applied::zero_quantity:
            ++counters_.zero_quantity;
            break;
        default:
            ++counters_.pool_exhausted;
            break;
    }
    return why;
}

template <class Policy>
void BasicBooks<Policy>::fold_step() noexcept {
    orders_.fold([this](Handle to) {
        const Record& record = orders_[to];
        Level& level = levels_[record.level];
        (record.ahead != kNoHandle ? orders_[record.ahead].behind : level.oldest) = to;
        (record.behind != kNoHandle ? orders_[record.behind].ahead : level.newest) = to;
    });
}

/// An order that got a record but has no place: it goes as if it had been filled.
template <class Policy>
Applied BasicBooks<Policy>::give_up(OrderRef ref, Handle handle) noexcept {
    orders_[handle].qty = 1;
    orders_.erase(ref, orders_.locate(ref));
    return Applied::pool_exhausted;
}

/// ref dies, aux is born at the back of the queue with qty and price.
template <class Policy>
Change BasicBooks<Policy>::replace(const Event& event, Change change) noexcept {
    const Spot spot = find_order(event, change);
    if (spot.handle == kNoHandle) return change;
    if (!Entry::has_key(event.price)) {
        change.applied = refused(Applied::bad_price);
        return change;
    }
    if (event.aux != event.ref && orders_.find({event.aux}) != kNoHandle) {
        change.applied = refused(Applied::duplicate_order);
        return change;
    }
    return requeue(spot, {event.aux}, event, change);
}

/// Same order, new price or quantity; in its place where it only loses quantity.
template <class Policy>
Change BasicBooks<Policy>::modify(const Event& event, Change change) noexcept {
    const Spot spot = find_order(event, change);
    if (spot.handle == kNoHandle) return change;
    if (!Entry::has_key(event.price)) {
        change.applied = refused(Applied::bad_price);
        return change;
    }
    const std::int64_t had = static_cast<std::int64_t>(orders_[spot.handle].qty);
    if (change.price != Price{event.price} || event.qty > had || event.qty <= 0)
        return requeue(spot, {event.ref}, event, change);
    take({event.ref}, spot, had - event.qty, change);
    change.qty = {had};
    finish(change);
    return change;
}

template <class Policy>
Change BasicBooks<Policy>::requeue(Spot spot, OrderRef new_ref, const Event& event, Change change) noexcept {
    // Leaving and coming back may end where it began: the touch is compared, if it is concerned at all.
    const Ladder& ladder = ladder_of(change.locate, change.side);
    const std::uint32_t level = orders_[spot.handle].level;
    const bool near = level == ladder.best_level ||
                      (event.qty > 0 && Entry::key_of(change.side, event.price) >= ladder.best_key);
    const auto before = near ? best(ladder) : std::pair<std::int64_t, std::int64_t>{};
    change.qty = {static_cast<std::int64_t>(orders_[spot.handle].qty)};
    remove({event.ref}, spot, change);
    if (event.qty <= 0) {
        change.applied = Applied::zero_quantity;
    } else if (const Applied placed = place(new_ref, event.price, event.qty, change); placed != Applied::ok) {
        change.applied = placed;
    } else if (new_ref.value == event.ref) {
        change.remaining = {event.qty};
    }
    if (near) {
        const auto after = best(ladder);
        const bool price = after.first != before.first || (after.second == 0) != (before.second == 0);
        change.touch = static_cast<std::uint8_t>(price                           ? touched(true, change.side)
                                                 : after.second != before.second ? touched(false, change.side)
                                                                                 : 0U);
    }
    finish(change);
    return change;
}

template <class Policy>
Change BasicBooks<Policy>::clear(Change change) noexcept {
    change.applied = Applied::ok;
    for (Ladder& ladder : books_[change.locate.value].sides) {
        while (ladder.size != 0) {
            // The level goes with its last order.
            const Handle handle = levels_[ladder.best_level].newest;
            const OrderRef ref = orders_.ref_of(handle);
            const Qty qty{static_cast<std::int64_t>(orders_[handle].qty)};
            change.qty = {std::min(change.qty.lots, kMaxLevelQty - qty.lots) +
                          qty.lots};  // at most the limit
            remove(ref, orders_.locate(ref), change);
        }
    }
    finish(change);
    return change;
}

/// Events that change no book, and rare ones.
template <class Policy>
Change BasicBooks<Policy>::note(const Event& event, Change change) noexcept {
    ++unapplied_;
    switch (event.kind) {
        case EventKind::trade: {
            const Ladder& bid = books_[change.locate.value].sides[0];
            const Ladder& ask = books_[change.locate.value].sides[1];
            const bool comparable = Entry::has_key(event.price);
            const Key key = Entry::key_of(Side::buy, event.price);
            const bool buys = comparable && ask.size != 0 && key >= -ask.best_key;
            const bool sells = comparable && bid.size != 0 && key <= bid.best_key;
            change.aggressor = buys == sells ? Aggressor::unknown
                               : buys        ? Aggressor::buyer
                                             : Aggressor::seller;
            break;
        }
        case EventKind::directory:
            books_[change.locate.value].set(kAnnounced, true);
            highest_locate_ = std::max(highest_locate_, change.locate.value);
            break;
        case EventKind::modify:
            --unapplied_;
            return modify(event, change);
        case EventKind::clear:
            --unapplied_;
            return clear(change);
        default:
            break;
    }
    return change;
}

template <class Policy>
std::uint32_t BasicBooks<Policy>::find_level(Locate locate, Side side, Price price) const noexcept {
    const Ladder& ladder = books_[locate.value].sides[static_cast<std::size_t>(side)];
    if (!Entry::has_key(price.units)) return kNoLevel;
    const Key key = Entry::key_of(side, price.units);
    const std::uint32_t i = ladder.lower_bound(ladders_, key);
    const Entry entry = ladder.at(ladders_, i);
    return i < ladder.size && entry.key() == key ? entry.level() : kNoLevel;
}

template <class Policy>
Touch BasicBooks<Policy>::touch(Locate locate) const noexcept {
    const auto bid = best(books_[locate.value].sides[0]);
    const auto ask = best(books_[locate.value].sides[1]);
    return {{bid.first}, {bid.second}, {ask.first}, {ask.second}};
}

template <class Policy>
std::size_t BasicBooks<Policy>::levels(Locate locate, Side side, std::span<LevelView> out) const noexcept {
    const Ladder& ladder = books_[locate.value].sides[static_cast<std::size_t>(side)];
    const std::size_t n = std::min<std::size_t>(out.size(), ladder.size);
    for (std::size_t i = 0; i < n; ++i) {
        const Level& level =
            levels_[ladder.at(ladders_, ladder.size - 1 - static_cast<std::uint32_t>(i)).level()];
        out[i] = {{price_of(level)}, {level.qty}, level.orders};
    }
    return ladder.size;
}

template <class Policy>
std::size_t BasicBooks<Policy>::queue(Locate locate, Side side, Price price,
                                      std::span<QueuedOrder> out) const noexcept {
    const std::uint32_t index = find_level(locate, side, price);
    if (index == kNoLevel) return 0;
    const Level& level = levels_[index];
    std::size_t i = 0;
    for (Handle h = level.oldest; h != kNoHandle && i < out.size(); h = orders_[h].behind) {
        out[i++] = {orders_.ref_of(h), {static_cast<std::int64_t>(orders_[h].qty)}};
    }
    return level.orders;
}

template <class Policy>
Qty BasicBooks<Policy>::level_qty(Locate locate, Side side, Price price) const noexcept {
    const std::uint32_t index = find_level(locate, side, price);
    return {index == kNoLevel ? 0 : levels_[index].qty};
}

template <class Policy>
std::optional<RestingOrder> BasicBooks<Policy>::find(OrderRef ref) const noexcept {
    const Handle handle = orders_.find(ref);
    if (handle == kNoHandle) return std::nullopt;
    const Record& record = orders_[handle];
    const Level& level = levels_[record.level];
    return RestingOrder{
        ref, {level.locate}, level.side, {price_of(level)}, {static_cast<std::int64_t>(record.qty)}};
}

template <class Policy>
std::uint64_t BasicBooks<Policy>::digest(Locate locate) const noexcept {
    Digest digest;
    for (const Ladder& ladder : books_[locate.value].sides) {
        digest.add(std::uint64_t{ladder.size});
        for (std::uint32_t i = ladder.size; i-- > 0;) {
            const Level& level = levels_[ladder.at(ladders_, i).level()];
            digest.add(price_of(level));
            digest.add(level.qty);
            digest.add(std::uint64_t{level.orders});
            for (Handle h = level.oldest; h != kNoHandle; h = orders_[h].behind) {
                digest.add(orders_.ref_of(h).value);
                digest.add(static_cast<std::uint64_t>(orders_[h].qty));
            }
        }
    }
    return digest.value();
}

template class BasicBooks<DensePolicy>;
template class BasicBooks<WidePolicy>;

}  // namespace tradewind::book
