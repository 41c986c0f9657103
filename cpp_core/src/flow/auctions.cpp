#include "tradewind/flow/auctions.hpp"

#include <algorithm>
#include <cstdlib>

#include "tradewind/flow/order_flow.hpp"

namespace tradewind::flow {
namespace itch = wire::itch50;
namespace {

/// How far the indicative price is from the reference, as the exchange letters it.
char variation(Price near, Price reference) {
    const std::int64_t tenths = std::abs(near.units - reference.units) * 1000 / reference.units;
    if (tenths < 10) return 'L';
    if (tenths < 100) return static_cast<char>('0' + tenths / 10);
    if (tenths < 200) return 'A';
    return tenths < 300 ? 'B' : 'C';
}

constexpr int kMostExecutions = 20;

}  // namespace

void Auctions::imbalance(std::uint16_t symbol, char type) {
    auto message = tape_.about<itch::NetOrderImbalanceWriter>(symbol);
    message.cross_type(type);
    const auto touch = prices_.touch(symbol);
    const Price reference = prices_.reference(symbol);
    message.reference_price(reference);
    if (!touch) {
        message.direction('O').price_variation(' ');
        return;
    }
    const std::uint32_t way = random_.below32(5);
    message.paired_shares(100 * std::uint64_t{random_.below32(500)});
    message.direction(way == 0 ? 'N' : way < 3 ? 'B' : 'S');
    if (way != 0) message.imbalance_shares(100 * std::uint64_t{random_.between(1, 300)});
    const Price near = way == 0 ? reference : way < 3 ? touch->ask.price : touch->bid.price;
    const Price far{near.units + (way == 0 ? 0 : way < 3 ? kCent : -std::min(kCent, near.units - kMill))};
    message.near_price(near).far_price(far).price_variation(variation(near, reference));
}

void Auctions::cross(std::uint16_t symbol, char type) {
    const auto touch = prices_.touch(symbol);
    if (!touch) return tape_.cross(symbol, 0, {}, type);

    const Side side = random_.chance(500'000) ? Side::buy : Side::sell;
    const std::vector<Level>& levels = tape_.books().side(symbol, side);
    // The cross goes one level deep, sometimes two; all of it trades at the last price it reaches.
    const Level& best = levels.back();
    Price price = best.price;
    if (levels.size() > 1 && random_.chance(300'000)) {
        const Price second = levels[levels.size() - 2].price;
        if (std::abs(second.units - price.units) <= 5 * tape_.listing(symbol).gap) price = second;
    }
    std::uint64_t resting = 100 * std::uint64_t{random_.between(1, 40)};
    std::uint64_t shares = 0;
    for (int n = 0; n < kMostExecutions && resting > 0; ++n) {
        const Level* level = tape_.books().best(symbol, side);
        if (level == nullptr || (level->price.units - price.units) * base::sign(side) < 0) break;
        const std::uint32_t available = tape_.books()[level->oldest].qty;
        const auto size = static_cast<std::uint32_t>(std::min<std::uint64_t>(available, resting));
        if (size < available && tape_.left() == 0) break;
        tape_.execute_at(level->oldest, size, price, false);
        resting -= size;
        shares += size;
    }
    const std::uint64_t hidden = 100 * std::uint64_t{random_.between(1, 500)};
    tape_.cross(symbol, shares + hidden, price, type);
}

}  // namespace tradewind::flow
