#include "tradewind/book/l2_book.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tradewind::book {

namespace {

std::uint32_t checked(const char* name, std::uint32_t value) {
    constexpr std::uint32_t kMax = 1U << 24;
    if (value == 0 || value > kMax) {
        throw std::invalid_argument("L2 books: " + std::string(name) + " is " + std::to_string(value) +
                                    ", must be between 1 and " + std::to_string(kMax));
    }
    return value;
}

}  // namespace

L2Books::L2Books(const L2BooksConfig& config)
    : qty_(checked("max_levels", config.max_levels), config.memory),
      ladders_(config.max_levels, std::size_t{checked("max_instruments", config.max_instruments)} * 2,
               config.memory),
      books_(config.max_instruments, config.memory) {}

bool L2Books::well_formed(const L2Event& event) noexcept {
    if (event.side != Side::buy && event.side != Side::sell) return false;
    if (event.qty < 0) return false;
    return WideEntry::has_key(event.price);
}

L2Update L2Books::apply(const L2Event& event) noexcept {
    ++counters_.events;
    L2Update update;
    if (event.instrument >= books_.capacity() || !well_formed(event)) {
        ++counters_.malformed;
        update.applied = L2Applied::malformed;
        return update;
    }
    Book& book = books_[event.instrument];
    switch (event.kind) {
        case L2Kind::set:
            update = set(book, event);
            break;
        case L2Kind::clear: {
            const bool had = book.sides[0].size + book.sides[1].size != 0;
            clear(book);
            book.stale = false;
            update.touch_changed = had;
            break;
        }
        case L2Kind::gap:
            ++counters_.gaps;
            book.stale = true;
            break;
        case L2Kind::none:
            break;
        default:
            ++counters_.malformed;
            update.applied = L2Applied::malformed;
            return update;
    }
    return update;
}

L2Update L2Books::set(Book& book, const L2Event& event) noexcept {
    Ladder<WideEntry>& ladder = book.sides[static_cast<std::size_t>(event.side)];
    const std::int64_t key = WideEntry::key_of(event.side, event.price);
    const std::uint32_t i = ladder.lower_bound(ladders_, key);
    const bool found = i < ladder.size && ladder.at(ladders_, i).key() == key;
    if (event.qty == 0) {
        if (!found) {
            ++counters_.unknown_level;
            return {.applied = L2Applied::unknown_level};
        }
        free_level(ladder.at(ladders_, i).level());
        ladder.erase(ladders_, i);
        ++counters_.applied;
        return {.touch_changed = i == ladder.size};
    }
    if (found) {
        std::int64_t& qty = qty_[ladder.at(ladders_, i).level()];
        const bool changed = i + 1 == ladder.size && qty != event.qty;
        qty = event.qty;
        ++counters_.applied;
        return {.touch_changed = changed};
    }
    const std::uint32_t level = level_free_ != kNoLevel ? level_free_ : level_top_;
    if (level == qty_.capacity() || !ladder.insert(ladders_, i, key, level)) {
        ++counters_.pool_exhausted;
        return {.applied = L2Applied::pool_exhausted};
    }
    if (level_free_ != kNoLevel)
        level_free_ = static_cast<std::uint32_t>(qty_[level]);
    else
        ++level_top_;
    qty_[level] = event.qty;
    ++live_;
    counters_.peak_levels = std::max(counters_.peak_levels, live_);
    ++counters_.applied;
    return {.touch_changed = i + 1 == ladder.size};
}

void L2Books::free_level(std::uint32_t level) noexcept {
    qty_[level] = level_free_;
    level_free_ = level;
    --live_;
}

void L2Books::clear(Book& book) noexcept {
    for (Ladder<WideEntry>& ladder : book.sides) {
        while (ladder.size != 0) {
            free_level(ladder.best_level);
            ladder.erase(ladders_, ladder.size - 1);
        }
    }
}

Touch L2Books::touch_of(const Book& book) const noexcept {
    Touch touch;
    if (const Ladder<WideEntry>& bids = book.sides[0]; bids.size != 0) {
        touch.bid = {bids.best_key};
        touch.bid_qty = {qty_[bids.best_level]};
    }
    if (const Ladder<WideEntry>& asks = book.sides[1]; asks.size != 0) {
        touch.ask = {-asks.best_key};
        touch.ask_qty = {qty_[asks.best_level]};
    }
    return touch;
}

Touch L2Books::touch(std::uint32_t instrument) const noexcept {
    return instrument < books_.capacity() ? touch_of(books_[instrument]) : Touch{};
}

std::size_t L2Books::levels(std::uint32_t instrument, Side side, std::span<LevelView> out) const noexcept {
    if (instrument >= books_.capacity()) return 0;
    const Ladder<WideEntry>& ladder = books_[instrument].sides[static_cast<std::size_t>(side)];
    const std::size_t n = std::min<std::size_t>(out.size(), ladder.size);
    for (std::size_t i = 0; i < n; ++i) {
        const WideEntry entry = ladder.at(ladders_, ladder.size - 1 - static_cast<std::uint32_t>(i));
        out[i] = {{WideEntry::key_of(side, entry.key())}, {qty_[entry.level()]}, 0};
    }
    return ladder.size;
}

Qty L2Books::level_qty(std::uint32_t instrument, Side side, Price price) const noexcept {
    if (instrument >= books_.capacity()) return {};
    const Ladder<WideEntry>& ladder = books_[instrument].sides[static_cast<std::size_t>(side)];
    if (!WideEntry::has_key(price.units)) return {};
    const std::int64_t key = WideEntry::key_of(side, price.units);
    const std::uint32_t i = ladder.lower_bound(ladders_, key);
    return {i < ladder.size && ladder.at(ladders_, i).key() == key ? qty_[ladder.at(ladders_, i).level()]
                                                                   : 0};
}

bool L2Books::stale(std::uint32_t instrument) const noexcept {
    return instrument < books_.capacity() && books_[instrument].stale;
}

}  // namespace tradewind::book
