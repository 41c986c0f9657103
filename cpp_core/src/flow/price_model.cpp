#include "tradewind/flow/price_model.hpp"

#include <cstdlib>

namespace tradewind::flow {
namespace {

constexpr std::int64_t kWidestSpread = 60;  // gaps between two best prices that still are a touch
constexpr std::int64_t kFarthest = 240;     // gaps from the anchor, beyond which a quote is a stub
constexpr std::int64_t kHighest = 199'999'990'000'000;  // $199,999.99, the usual stub offer

constexpr std::int64_t floor_to_tick(std::int64_t units) { return units - units % tick_at(units); }
constexpr std::int64_t ceil_to_tick(std::int64_t units) {
    const std::int64_t tick = tick_at(units);
    return (units + tick - 1) / tick * tick;
}

}  // namespace

PriceModel::PriceModel(std::span<const Listing> listings, const SimpleBooks& books, Random& random)
    : listings_{listings}, books_{books}, random_{random} {
    anchors_.reserve(listings.size());
    for (const Listing& listing : listings) anchors_.push_back(listing.price.units);
}

bool PriceModel::near(std::uint16_t symbol, const Level* level) const noexcept {
    return level != nullptr &&
           std::abs(level->price.units - anchors_[symbol]) <= kFarthest * listings_[symbol].gap;
}

std::optional<BestPair> PriceModel::touch(std::uint16_t symbol) const noexcept {
    const Level* bid = books_.best(symbol, Side::buy);
    const Level* ask = books_.best(symbol, Side::sell);
    if (!near(symbol, bid) || !near(symbol, ask)) return std::nullopt;
    if (ask->price.units - bid->price.units > kWidestSpread * listings_[symbol].gap) return std::nullopt;
    return BestPair{*bid, *ask};
}

Price PriceModel::reference(std::uint16_t symbol) const noexcept {
    const auto pair = touch(symbol);
    return {floor_to_tick(pair ? (pair->bid.price.units + pair->ask.price.units) / 2 : anchors_[symbol])};
}

std::int64_t PriceModel::origin(std::uint16_t symbol, Side side) {
    const std::int64_t better = base::sign(side);
    const std::int64_t gap = listings_[symbol].gap;
    const Level* own = books_.best(symbol, side);
    const Level* other = books_.best(symbol, base::opposite(side));
    const bool own_near = near(symbol, own);
    const bool other_near = near(symbol, other);
    if (own_near && other_near) {
        anchors_[symbol] += ((own->price.units + other->price.units) / 2 - anchors_[symbol]) / 16;
        if (std::abs(own->price.units - other->price.units) <= kWidestSpread * gap) return own->price.units;
    } else if (own_near) {
        return own->price.units;
    } else if (other_near) {
        return other->price.units - better * gap;
    }
    return anchors_[symbol] - better * gap;
}

std::int64_t PriceModel::distance(std::uint16_t symbol, Band band) {
    const Listing& listing = listings_[symbol];
    std::int64_t gaps = 0;
    switch (band) {
        case Band::marketable:
        case Band::touch:
            return 0;
        case Band::near:
            gaps = random_.between(1, 3);
            break;
        case Band::middle:
            gaps = random_.between(4, 10);
            break;
        case Band::far:
            gaps = random_.between(11, 22);
            break;
        case Band::deep:
            gaps = random_.chance(880'000) ? random_.between(23, 44) : random_.between(45, 400);
            break;
    }
    // Within the gap any tick will do, so that levels of dear instruments do not sit on a coarse grid.
    const std::int64_t tick = tick_at(listing.price.units);
    const auto ticks = static_cast<std::uint32_t>(listing.gap / tick);
    return gaps * listing.gap + random_.below32(ticks) * tick;
}

std::optional<Price> PriceModel::draw(std::uint16_t symbol, Side side, Band band) {
    const std::int64_t gap = listings_[symbol].gap;
    const std::int64_t start = origin(symbol, side);
    std::int64_t better = 0;  // towards the other side
    if (band == Band::touch) {
        const auto pair = touch(symbol);
        const std::int64_t room = pair ? pair->ask.price.units - pair->bid.price.units - gap : 0;
        const std::int64_t tick = tick_at(start);
        if (room >= tick && random_.chance(450'000))
            better = (1 + random_.below32(static_cast<std::uint32_t>(room / tick))) * tick;
    } else {
        better = -distance(symbol, band);
    }
    std::int64_t price = start + base::sign(side) * better;
    if (band == Band::deep && random_.chance(5'000))  // a stub quote, there to satisfy a rule
        price = side == Side::buy ? start / random_.between(2, 50) : start * random_.between(2, 50);

    if (side == Side::buy) {
        if (const Level* ask = books_.best(symbol, Side::sell); ask && price >= ask->price.units)
            price = ask->price.units - kMill;
        price = floor_to_tick(price);
    } else {
        if (const Level* bid = books_.best(symbol, Side::buy); bid && price <= bid->price.units)
            price = bid->price.units + kMill;
        if (price > kHighest) price = kHighest;
        price = ceil_to_tick(price);
    }
    if (price < kMill) return std::nullopt;
    return Price{price};
}

}  // namespace tradewind::flow
