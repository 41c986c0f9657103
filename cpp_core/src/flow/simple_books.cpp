#include "tradewind/flow/simple_books.hpp"

#include <algorithm>
#include <ranges>

#include "tradewind/book/digest.hpp"

namespace tradewind::flow {

std::vector<Level>::iterator SimpleBooks::find(std::vector<Level>& levels, Side side, Price price) noexcept {
    // Worst first, so keys rise towards the best on both sides.
    const std::int64_t key = price.units * base::sign(side);
    const auto worse = [&](const Level& level) { return level.price.units * base::sign(side) < key; };
    // Most changes are near the touch: look there first, where the cache lines are.
    const std::size_t close = std::min<std::size_t>(levels.size(), 8);
    for (auto it = levels.end(); it != levels.end() - static_cast<std::ptrdiff_t>(close);)
        if (worse(*--it)) return it + 1;
    return std::partition_point(levels.begin(), levels.end() - static_cast<std::ptrdiff_t>(close), worse);
}

void SimpleBooks::link(Slot slot) {
    Resting& order = slots_[slot];
    std::vector<Level>& levels = books_[order.symbol].sides[static_cast<std::size_t>(order.side)];
    auto level = find(levels, order.side, order.price);
    if (level == levels.end() || level->price != order.price)
        level = levels.insert(level, Level{order.price});
    order.older = level->newest;
    order.newer = kNoSlot;
    (level->newest == kNoSlot ? level->oldest : slots_[level->newest].newer) = slot;
    level->newest = slot;
    level->qty += order.qty;
    ++level->orders;
}

void SimpleBooks::unlink(Slot slot) {
    const Resting& order = slots_[slot];
    std::vector<Level>& levels = books_[order.symbol].sides[static_cast<std::size_t>(order.side)];
    const auto level = find(levels, order.side, order.price);
    if (--level->orders == 0) {
        levels.erase(level);
        return;
    }
    level->qty -= order.qty;
    (order.older == kNoSlot ? level->oldest : slots_[order.older].newer) = order.newer;
    (order.newer == kNoSlot ? level->newest : slots_[order.newer].older) = order.older;
}

Slot SimpleBooks::add(std::uint16_t symbol, Side side, Price price, std::uint32_t qty, OrderRef ref) {
    if (free_ == kNoSlot) {
        free_ = static_cast<Slot>(slots_.size());
        slots_.emplace_back();
    }
    const Slot slot = free_;
    Resting& order = slots_[slot];
    free_ = order.newer;
    order = {ref, price, qty, order.generation + 1, kNoSlot, kNoSlot, symbol, side};
    link(slot);
    ++live_;
    ++books_[symbol].live;
    return slot;
}

void SimpleBooks::reduce(Slot slot, std::uint32_t qty) {
    Resting& order = slots_[slot];
    if (qty < order.qty) {
        order.qty -= qty;
        find(books_[order.symbol].sides[static_cast<std::size_t>(order.side)], order.side, order.price)
            ->qty -= qty;
        return;
    }
    unlink(slot);
    order.qty = 0;
    order.newer = free_;
    free_ = slot;
    --live_;
    --books_[order.symbol].live;
}

void SimpleBooks::replace(Slot slot, OrderRef ref, Price price, std::uint32_t qty) {
    unlink(slot);
    Resting& order = slots_[slot];
    order.ref = ref;
    order.price = price;
    order.qty = qty;
    link(slot);
}

std::uint64_t SimpleBooks::digest(std::uint16_t symbol) const noexcept {
    book::Digest digest;
    for (const std::vector<Level>& levels : books_[symbol].sides) {
        digest.add(std::uint64_t{levels.size()});
        for (const Level& level : levels | std::views::reverse) {
            digest.add(level.price.units);
            digest.add(level.qty);
            digest.add(std::uint64_t{level.orders});
            for (Slot slot = level.oldest; slot != kNoSlot; slot = slots_[slot].newer) {
                digest.add(slots_[slot].ref.value);
                digest.add(std::uint64_t{slots_[slot].qty});
            }
        }
    }
    return digest.value();
}

}  // namespace tradewind::flow
