#include "tradewind/flow/market_tape.hpp"

#include <utility>

namespace tradewind::flow {
namespace itch = wire::itch50;

MarketTape::MarketTape(std::span<const Listing> listings, std::uint64_t messages, std::uint32_t checkpoints,
                       Random& random)
    : listings_{listings},
      random_{random},
      books_(listings.size()),
      recorder_(listings.size(), messages, checkpoints),
      left_{messages} {}

OrderRef MarketTape::next_ref() noexcept {
    if (late_ref_ != 0 && --late_after_ == 0) return {std::exchange(late_ref_, 0)};
    last_ref_ += random_.between(1, 3);
    if (late_ref_ == 0 && random_.chance(2'000)) {  // this one arrives behind the next few
        late_ref_ = last_ref_;
        late_after_ = random_.between(1, 8);
        last_ref_ += random_.between(1, 3);
    }
    return {last_ref_};
}

base::MatchNumber MarketTape::next_match(std::uint16_t symbol, bool breakable) noexcept {
    last_match_ += random_.between(1, 2);
    if (breakable) recent_[last_match_ % kRecent] = {symbol, {last_match_}};
    return {last_match_};
}

std::optional<Match> MarketTape::breakable() {
    const std::size_t start = random_.below(kRecent);
    for (std::size_t i = 0; i < kRecent; ++i) {
        Match& match = recent_[(start + i) % kRecent];
        if (match.number.value != 0) return std::exchange(match, {});
    }
    return std::nullopt;
}

Slot MarketTape::add(std::uint16_t symbol, Side side, Price price, std::uint32_t qty, std::string_view mpid) {
    left_ -= 2;
    const Slot slot = books_.add(symbol, side, price, qty, next_ref());
    recorder_.changed(symbol);
    const auto fill = [&](auto writer) {
        writer.order_ref(books_[slot].ref).side_letter(itch::letter_of(side)).shares(Qty{qty}).price(price);
        return writer;
    };
    if (mpid.empty()) {
        fill(about<itch::AddOrderWriter>(symbol));
    } else {
        fill(about<itch::AttributedAddOrderWriter>(symbol)).attribution(mpid);
    }
    return slot;
}

void MarketTape::take(Slot slot, std::uint32_t qty) {
    if (qty < books_[slot].qty) --left_;
    recorder_.changed(books_[slot].symbol);
    books_.reduce(slot, qty);
}

void MarketTape::execute(Slot slot, std::uint32_t qty) {
    const auto [ref, symbol] = std::pair{books_[slot].ref, books_[slot].symbol};
    take(slot, qty);
    message<itch::OrderExecutedWriter>(locate_of(symbol))
        .order_ref(ref)
        .shares(Qty{qty})
        .match(next_match(symbol, true));
}

void MarketTape::execute_at(Slot slot, std::uint32_t qty, Price price, bool printable) {
    const auto [ref, symbol] = std::pair{books_[slot].ref, books_[slot].symbol};
    take(slot, qty);
    message<itch::OrderExecutedWithPriceWriter>(locate_of(symbol))
        .order_ref(ref)
        .shares(Qty{qty})
        .match(next_match(symbol, printable))
        .printable(printable ? 'Y' : 'N')
        .price(price);
}

void MarketTape::cancel(Slot slot, std::uint32_t qty) {
    const auto [ref, symbol] = std::pair{books_[slot].ref, books_[slot].symbol};
    take(slot, qty);
    message<itch::OrderCancelWriter>(locate_of(symbol)).order_ref(ref).shares(Qty{qty});
}

void MarketTape::remove(Slot slot) {
    const auto [ref, symbol] = std::pair{books_[slot].ref, books_[slot].symbol};
    take(slot, books_[slot].qty);
    message<itch::OrderDeleteWriter>(locate_of(symbol)).order_ref(ref);
}

void MarketTape::replace(Slot slot, Price price, std::uint32_t qty) {
    --left_;
    const OrderRef old = books_[slot].ref;
    const std::uint16_t symbol = books_[slot].symbol;
    books_.replace(slot, next_ref(), price, qty);
    recorder_.changed(symbol);
    message<itch::OrderReplaceWriter>(locate_of(symbol))
        .order_ref(old)
        .new_order_ref(books_[slot].ref)
        .shares(Qty{qty})
        .price(price);
}

void MarketTape::trade_hidden(std::uint16_t symbol, Price price, std::uint32_t qty) {
    --left_;
    // Side always B and reference 0: the exchange hides both.
    about<itch::NonCrossTradeWriter>(symbol).side_letter('B').shares(Qty{qty}).price(price).match(
        next_match(symbol, true));
}

void MarketTape::cross(std::uint16_t symbol, std::uint64_t shares, Price price, char type) {
    about<itch::CrossTradeWriter>(symbol)
        .shares(shares)
        .price(price)
        .match(next_match(symbol, false))
        .cross_type(type);
}

}  // namespace tradewind::flow
