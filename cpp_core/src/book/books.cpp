#include "tradewind/book/books.hpp"

#include <algorithm>
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

}  // namespace

Books::Books(const BooksConfig& config)
    : orders_(config.orders),
      levels_(checked_levels(config.max_levels), config.memory),
      // Blocks double, so a ladder wastes up to half of its block and its outgrown blocks wait on free lists.
      ladders_(std::size_t{config.max_levels} * 4 + (std::size_t{1} << LadderPool::kMinClass), config.memory),
      books_(kLocates, config.memory) {}

std::pair<std::int64_t, std::int64_t> Books::best(const Book& book, Side side) const noexcept {
    const Ladder& ladder = book.sides[static_cast<std::size_t>(side)];
    if (ladder.size == 0) return {0, 0};
    const Level& level = levels_[ladders_.at(ladder.block)[ladder.size - 1].level];
    return {level.price, level.qty};
}

std::uint32_t Books::find_level(Locate locate, Side side, Price price) const noexcept {
    const Ladder& ladder = books_[locate.value].sides[static_cast<std::size_t>(side)];
    const LadderEntry* const e = ladders_.at(ladder.block);
    const std::int64_t key = key_of(side, price.units);
    const std::uint32_t i = Ladder::lower_bound(e, ladder.size, key);
    return i < ladder.size && e[i].key == key ? e[i].level : kNoLevel;
}

Applied Books::add(const Event& event, OrderRef ref, Side side, Locate locate) noexcept {
    Ladder& ladder = books_[locate.value].sides[static_cast<std::size_t>(side)];
    const std::int64_t key = key_of(side, event.price);
    const std::uint32_t i = Ladder::lower_bound(ladders_.at(ladder.block), ladder.size, key);
    const bool fresh = i == ladder.size || ladders_.at(ladder.block)[i].key != key;
    std::uint32_t index = 0;
    if (fresh) {
        if (level_free_ == kNoLevel && level_top_ == levels_.capacity()) return Applied::pool_exhausted;
        index = level_free_ != kNoLevel ? level_free_ : level_top_;
    } else {
        index = ladders_.at(ladder.block)[i].level;
    }
    const Handle handle = orders_.insert(ref);
    if (handle == kNoHandle) return Applied::pool_exhausted;
    if (fresh) {
        if (!ladder.insert(ladders_, i, key, index)) {
            orders_.erase(handle);
            return Applied::pool_exhausted;
        }
        if (level_free_ != kNoLevel)
            level_free_ = levels_[index].orders;  // free levels are chained through `orders`
        else
            ++level_top_;
        levels_[index] = {
            0, event.price, 0, kNoHandle, kNoHandle, locate.value, static_cast<std::uint8_t>(side), 0};
        ++levels_in_use_;
    }
    Level& level = levels_[index];
    orders_[handle] = {event.qty, index, level.newest, kNoHandle};
    if (level.newest != kNoHandle)
        orders_[level.newest].behind = handle;
    else
        level.oldest = handle;
    level.newest = handle;
    level.qty += event.qty;
    ++level.orders;
    counters_.peak_orders = std::max(counters_.peak_orders, orders_.live());
    highest_locate_ = std::max(highest_locate_, locate.value);
    return Applied::ok;
}

void Books::unlink(Handle handle) noexcept {
    const OrderRecord& record = orders_[handle];
    const std::uint32_t index = record.level;
    Level& level = levels_[index];
    if (record.ahead != kNoHandle)
        orders_[record.ahead].behind = record.behind;
    else
        level.oldest = record.behind;
    if (record.behind != kNoHandle)
        orders_[record.behind].ahead = record.ahead;
    else
        level.newest = record.ahead;
    level.qty -= record.qty;
    orders_.erase(handle);
    if (--level.orders != 0) return;
    Ladder& ladder = books_[level.locate].sides[level.side];
    const std::int64_t key = key_of(static_cast<Side>(level.side), level.price);
    ladder.erase(ladders_, Ladder::lower_bound(ladders_.at(ladder.block), ladder.size, key));
    level.orders = level_free_;
    level_free_ = index;
    --levels_in_use_;
}

void Books::describe(Handle handle, Update& update) const noexcept {
    const Level& level = levels_[orders_[handle].level];
    update.side = static_cast<Side>(level.side);
    update.price = {level.price};
    if (update.locate.value != level.locate) update.applied = Applied::wrong_locate;
    update.locate = {level.locate};
}

Applied Books::decrement(Handle handle, std::int64_t qty, Update& update) noexcept {
    OrderRecord& record = orders_[handle];
    const std::int64_t had = record.qty;
    if (qty < had) {
        record.qty -= static_cast<std::uint32_t>(qty);
        levels_[record.level].qty -= qty;
        update.qty = {qty};
        update.remaining = {had - qty};
        return update.applied;
    }
    unlink(handle);
    update.qty = {had};
    update.remaining = {0};
    if (qty == had) return update.applied;
    counters_.excess_shares += static_cast<std::uint64_t>(qty - had);
    return Applied::over_decrement;
}

Update Books::apply(const Event& event) noexcept {
    Update update;
    update.kind = event.kind;
    update.code = event.code;
    update.time = event.time();
    update.locate = event.locate();
    update.ref = {event.ref};
    update.side = event.side;
    ++counters_.events;

    Handle handle = kNoHandle;
    switch (event.kind) {
        case EventKind::add:
            update.price = {event.price};
            update.qty = update.remaining = {event.qty};
            if (event.code != 0)
                update.applied = Applied::bad_side;
            else if (event.qty == 0)
                update.applied = Applied::zero_quantity;
            else if (orders_.find(update.ref) != kNoHandle)
                update.applied = Applied::duplicate_order;
            else
                update.applied = Applied::ok;
            if (update.applied != Applied::ok) {
                count(update);
                return update;
            }
            break;
        case EventKind::execute:
        case EventKind::execute_priced:
        case EventKind::reduce:
        case EventKind::remove:
        case EventKind::replace:
            handle = orders_.find(update.ref);
            update.applied = handle == kNoHandle ? Applied::unknown_order : Applied::ok;
            if (handle == kNoHandle) {
                count(update);
                return update;
            }
            describe(handle, update);
            break;
        case EventKind::trade:
            update.price = update.trade_price = {event.price};
            update.qty = {event.qty};
            update.match = {event.aux};
            return update;
        case EventKind::cross:
            update.trade_price = {event.price};
            update.qty = {static_cast<std::int64_t>(event.ref)};
            update.ref = {};
            update.match = {event.aux};
            return update;
        case EventKind::broken:
            update.match = {event.aux};
            return update;
        case EventKind::directory:
            books_[update.locate.value].announced = true;
            highest_locate_ = std::max(highest_locate_, update.locate.value);
            return update;
        default:
            return update;
    }

    Book& book = books_[update.locate.value];
    if (!book.announced) ++counters_.unannounced_locate;
    const auto before = best(book, update.side);
    switch (event.kind) {
        case EventKind::add:
            update.applied = add(event, update.ref, update.side, update.locate);
            break;
        case EventKind::execute:
            update.match = {event.aux};
            update.trade_price = update.price;
            update.applied = decrement(handle, event.qty, update);
            break;
        case EventKind::execute_priced:
            update.match = {event.aux};
            update.trade_price = {event.price};
            update.applied = decrement(handle, event.qty, update);
            break;
        case EventKind::reduce:
            update.applied = decrement(handle, event.qty, update);
            break;
        case EventKind::remove:
            update.applied = decrement(handle, orders_[handle].qty, update);
            break;
        default: {  // replace
            update.new_ref = {event.aux};
            update.new_price = {event.price};
            update.new_qty = {event.qty};
            if (event.aux != event.ref && orders_.find(update.new_ref) != kNoHandle) {
                update.applied = Applied::duplicate_order;
                break;
            }
            const Applied old = decrement(handle, orders_[handle].qty, update);
            if (event.qty == 0) {
                update.applied = Applied::zero_quantity;
                break;
            }
            const Applied fresh = add(event, update.new_ref, update.side, update.locate);
            update.applied = fresh == Applied::ok ? old : fresh;
            break;
        }
    }
    update.touch_changed = best(book, update.side) != before;
    if (update.touch_changed)
        note_cross(book, update);
    else
        update.crossed = book.crossed;
    count(update);
    return update;
}

void Books::note_cross(Book& book, Update& update) noexcept {
    const auto bid = best(book, Side::buy);
    const auto ask = best(book, Side::sell);
    const bool both = bid.second != 0 && ask.second != 0;
    const bool crossed = both && bid.first > ask.first;
    const bool locked = both && bid.first == ask.first;
    if (crossed && !book.crossed) ++counters_.crossed;
    if (locked && !book.locked) ++counters_.locked;
    book.crossed = crossed;
    book.locked = locked;
    update.crossed = crossed;
}

void Books::count(const Update& update) noexcept {
    switch (update.applied) {
        case Applied::ok:
            break;
        case Applied::ignored:
            return;
        case Applied::unknown_order:
            ++counters_.unknown_order;
            return;
        case Applied::duplicate_order:
            ++counters_.duplicate_order;
            return;
        case Applied::bad_side:
            ++counters_.bad_side;
            return;
        case Applied::pool_exhausted:
            ++counters_.pool_exhausted;
            return;
        case Applied::zero_quantity:
            ++counters_.zero_quantity;
            if (update.kind == EventKind::add) return;
            break;
        case Applied::over_decrement:
            ++counters_.over_decrement;
            break;
        case Applied::wrong_locate:
            ++counters_.wrong_locate;
            break;
    }
    ++counters_.applied;
}

Touch Books::touch(Locate locate) const noexcept {
    const Book& book = books_[locate.value];
    const auto bid = best(book, Side::buy);
    const auto ask = best(book, Side::sell);
    return {{bid.first}, {bid.second}, {ask.first}, {ask.second}};
}

std::size_t Books::levels(Locate locate, Side side, std::span<LevelView> out) const noexcept {
    const Ladder& ladder = books_[locate.value].sides[static_cast<std::size_t>(side)];
    const LadderEntry* const e = ladders_.at(ladder.block);
    const std::size_t n = std::min<std::size_t>(out.size(), ladder.size);
    for (std::size_t i = 0; i < n; ++i) {
        const Level& level = levels_[e[ladder.size - 1 - i].level];
        out[i] = {{level.price}, {level.qty}, level.orders};
    }
    return ladder.size;
}

std::size_t Books::queue(Locate locate, Side side, Price price, std::span<QueuedOrder> out) const noexcept {
    const std::uint32_t index = find_level(locate, side, price);
    if (index == kNoLevel) return 0;
    const Level& level = levels_[index];
    std::size_t i = 0;
    for (Handle h = level.oldest; h != kNoHandle && i < out.size(); h = orders_[h].behind) {
        out[i++] = {orders_.ref_of(h), {orders_[h].qty}};
    }
    return level.orders;
}

Qty Books::level_qty(Locate locate, Side side, Price price) const noexcept {
    const std::uint32_t index = find_level(locate, side, price);
    return {index == kNoLevel ? 0 : levels_[index].qty};
}

std::optional<RestingOrder> Books::find(OrderRef ref) const noexcept {
    const Handle handle = orders_.find(ref);
    if (handle == kNoHandle) return std::nullopt;
    const OrderRecord& record = orders_[handle];
    const Level& level = levels_[record.level];
    return RestingOrder{ref, {level.locate}, static_cast<Side>(level.side), {level.price}, {record.qty}};
}

std::uint64_t Books::digest(Locate locate) const noexcept {
    Digest digest;
    for (const Ladder& ladder : books_[locate.value].sides) {
        digest.add(std::uint64_t{ladder.size});
        for (std::uint32_t i = ladder.size; i-- > 0;) {
            const Level& level = levels_[ladders_.at(ladder.block)[i].level];
            digest.add(level.price);
            digest.add(level.qty);
            digest.add(std::uint64_t{level.orders});
            for (Handle h = level.oldest; h != kNoHandle; h = orders_[h].behind) {
                digest.add(orders_.ref_of(h).value);
                digest.add(std::uint64_t{orders_[h].qty});
            }
        }
    }
    return digest.value();
}

}  // namespace tradewind::book
