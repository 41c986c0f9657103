#include "tradewind/flow/order_flow.hpp"

#include <algorithm>
#include <array>

#include "tradewind/flow/fixed_math.hpp"

namespace tradewind::flow {
namespace {

constexpr std::uint32_t kAttributed = 12'600;
constexpr std::uint32_t kExecutedWithPrice = 17'000;
constexpr std::uint32_t kNotFirstInQueue = 6'500;
constexpr int kMostExecutions = 12;  // of one marketable order

constexpr std::array<std::string_view, 8> kParticipants{"TWAA", "TWBB", "TWCC", "TWDD",
                                                        "TWEE", "TWFF", "TWGG", "TWHH"};

Band draw_band(Random& random) {
    std::uint32_t total = 0;
    for (std::size_t i = 1; i < kBands; ++i) total += kBandShare[i];
    std::uint32_t rest = random.below32(total);
    std::size_t band = 1;
    for (; rest >= kBandShare[band]; ++band) rest -= kBandShare[band];
    return static_cast<Band>(band);
}

}  // namespace

std::uint32_t draw_size(Random& random) noexcept {
    const std::uint32_t r = random.below32(1000);
    if (r < 480) return 100;
    if (r < 740) return random.between(1, 99);
    if (r < 840) return 200;
    if (r < 890) return 300;
    if (r < 920) return 500;
    if (r < 950) return random.between(101, 999);
    if (r < 970) return 1000;
    return 100 * random.between(4, r < 997 ? 50 : 500);
}

OrderFlow::OrderFlow(std::span<const Listing> listings, MarketTape& tape, PriceModel& prices, Random& random)
    : listings_{listings}, tape_{tape}, prices_{prices}, random_{random}, symbols_(listings.size()) {
    constexpr std::uint64_t kClaimsPerUnit = 13;  // 5 arrivals that lead to 2.6 messages each
    for (std::size_t i = 0; i < listings.size(); ++i) {
        const auto symbol = static_cast<std::uint16_t>(i);
        SymbolFlow& flow = symbols_[i];
        flow.arrival = flow.hawkes.next(random_);
        flow.arrival_due = business_time(flow.arrival.wait, listings_[symbol]);
        queue_.push({flow.arrival_due, symbol, kNoSlot});
        expected_rate_ += kClaimsPerUnit * ((kOne << 8) / listings[i].inverse_weight);
    }
    expected_rate_ >>= 16;
}

void OrderFlow::fire() {
    now_ = queue_.front().due;
    prefetch_next();
    const std::uint16_t symbol = queue_.front().symbol;
    SymbolFlow& flow = symbols_[symbol];
    if (!flow.dues.empty() && flow.dues.front().due <= flow.arrival_due) {
        const Due due = flow.dues.front();
        flow.dues.pop();
        if (tape_.books().holds(due.slot, due.generation)) act(symbol, due.slot);
    } else {
        arrive(symbol);
    }
    reschedule_front();
}

void OrderFlow::reschedule_front() noexcept {
    const std::uint16_t symbol = queue_.front().symbol;
    const SymbolFlow& flow = symbols_[symbol];
    Next next{flow.arrival_due, symbol, kNoSlot};
    if (!flow.dues.empty() && flow.dues.front().due <= next.due) {
        next.due = flow.dues.front().due;
        next.slot = flow.dues.front().slot;
    }
    next.due = std::max(next.due, now_);
    queue_.replace_front(next);
}

/// One of the front's children is the next front, almost always.
void OrderFlow::prefetch_next() const noexcept {
    for (std::size_t i = 1; i < std::min<std::size_t>(queue_.size(), 5); ++i) {
        __builtin_prefetch(&symbols_[queue_[i].symbol]);
        tape_.books().prefetch(queue_[i].symbol, queue_[i].slot);
    }
}

void OrderFlow::arrive(std::uint16_t symbol) {
    SymbolFlow& flow = symbols_[symbol];
    const std::size_t component = flow.arrival.component;
    flow.arrival = flow.hawkes.next(random_);
    flow.arrival_due += business_time(flow.arrival.wait, listings_[symbol]);

    if (component == kHiddenTrade) {
        if (flow.phase == Phase::trading) trade_hidden(symbol);
        return;
    }
    const auto side = static_cast<Side>(component / kBands);
    const auto band = static_cast<Band>(component % kBands);
    if (band == Band::marketable) {
        if (flow.phase == Phase::trading) cross_spread(symbol, side);
    } else if (flow.phase >= Phase::quoting) {
        add(symbol, side, band);
    }
}

void OrderFlow::add(std::uint16_t symbol, Side side, Band band) {
    if (tape_.left() < 2) return;
    const auto price = prices_.draw(symbol, side, band);
    if (!price) return;
    // One draw a statement: the order in which arguments are evaluated is the compiler's own affair.
    const std::uint32_t size = draw_size(random_);
    std::string_view mpid;
    if (random_.chance(kAttributed)) mpid = kParticipants[random_.below(kParticipants.size())];
    schedule(symbol, tape_.add(symbol, side, *price, size, mpid), band);
}

void OrderFlow::schedule(std::uint16_t symbol, Slot slot, Band band) {
    const std::uint64_t wait = lifetimes_.draw(random_, band, listings_[symbol], now_);
    symbols_[symbol].dues.push({now_ + wait, slot, tape_.books()[slot].generation});
}

std::size_t OrderFlow::scheduled() const noexcept {
    std::size_t total = 0;
    for (const SymbolFlow& flow : symbols_) total += flow.dues.size();
    return total;
}

void OrderFlow::act(std::uint16_t symbol, Slot slot) {
    const bool may_stay = symbols_[symbol].phase >= Phase::quoting && tape_.left() > 0;
    const std::uint32_t choice = random_.below32(1'000'000);
    const Resting& order = tape_.books()[slot];
    if (may_stay && choice < kReplaced) {
        const Band band = draw_band(random_);
        if (const auto price = prices_.draw(symbol, order.side, band)) {
            tape_.replace(slot, *price, random_.chance(800'000) ? order.qty : draw_size(random_));
            return schedule(symbol, slot, band);
        }
    } else if (may_stay && choice < kReplaced + kPartlyCancelled && order.qty > 1) {
        tape_.cancel(slot, random_.between(1, order.qty - 1));
        return schedule(symbol, slot, Band::middle);
    }
    tape_.remove(slot);
}

void OrderFlow::cross_spread(std::uint16_t symbol, Side aggressor) {
    auto touch = prices_.touch(symbol);
    if (!touch) return;
    const Side resting = base::opposite(aggressor);
    const auto level_of = [&](const BestPair& pair) -> const Level& {
        return resting == Side::buy ? pair.bid : pair.ask;
    };
    const std::uint32_t first = tape_.books()[level_of(*touch).oldest].qty;
    const std::uint32_t kind = random_.below32(100);
    std::uint32_t qty = first;
    if (kind >= 75) {
        qty = draw_size(random_);
        qty *= random_.between(1, 4);
    } else if (kind >= 45 && first > 1) {
        qty = random_.between(1, first - 1);
    }
    const std::int64_t limit = 3 * listings_[symbol].gap;
    const Price start = level_of(*touch).price;
    for (int n = 0; n < kMostExecutions && qty > 0 && touch; ++n) {
        const Level& level = level_of(*touch);
        if ((start.units - level.price.units) * base::sign(resting) > limit) break;
        Slot slot = level.oldest;
        if (level.orders > 1 && random_.chance(kNotFirstInQueue))
            for (std::uint32_t skip = random_.between(1, std::min(level.orders - 1, 8U)); skip > 0; --skip)
                slot = tape_.books()[slot].newer;
        const std::uint32_t size = std::min(qty, tape_.books()[slot].qty);
        if (size < tape_.books()[slot].qty && tape_.left() == 0) break;
        execute(slot, size, *touch);
        qty -= size;
        touch = prices_.touch(symbol);
    }
}

void OrderFlow::execute(Slot slot, std::uint32_t qty, const BestPair& touch) {
    if (!random_.chance(kExecutedWithPrice)) return tape_.execute(slot, qty);
    // Better than displayed for the aggressor, as when the order was displayed at a slid price.
    const Resting& order = tape_.books()[slot];
    const std::int64_t half = (touch.ask.price.units - touch.bid.price.units) / 2;
    const Price price{order.price.units + base::sign(order.side) * (half - half % kMill)};
    tape_.execute_at(slot, qty, price, true);
}

void OrderFlow::trade_hidden(std::uint16_t symbol) {
    const auto touch = prices_.touch(symbol);
    if (!touch || tape_.left() == 0) return;
    const auto mills = static_cast<std::uint32_t>((touch->ask.price.units - touch->bid.price.units) / kMill);
    std::uint32_t inside = random_.below32(2);  // a spread of one smallest step has no inside
    if (mills > 1) {
        inside = mills / 2;
        const auto tick = static_cast<std::uint32_t>(tick_at(touch->bid.price.units) / kMill);
        if (mills >= 2 * tick && random_.chance(500'000))
            inside = tick * random_.between(1, mills / tick - 1);
    }
    tape_.trade_hidden(symbol, {touch->bid.price.units + inside * kMill}, draw_size(random_));
}

void OrderFlow::cover_missing(std::uint16_t symbol) {
    const auto missing = [&](char type) { return tape_.counts()[static_cast<unsigned char>(type)] == 0; };
    if (std::ranges::none_of(std::string_view{"AFEXCDUP"}, missing)) return;
    // An order on each side makes sure of a touch; the first one then suffers everything.
    const auto bid = prices_.draw(symbol, Side::buy, Band::touch);
    if (!bid) return;
    const Slot slot = tape_.add(symbol, Side::buy, *bid, 500, kParticipants[0]);
    schedule(symbol, slot, Band::touch);
    const auto ask = prices_.draw(symbol, Side::sell, Band::touch);
    if (!ask) return;
    schedule(symbol, tape_.add(symbol, Side::sell, *ask, 500, {}), Band::touch);
    if (missing('P')) trade_hidden(symbol);
    if (missing('X')) tape_.cancel(slot, 10);
    if (missing('E')) tape_.execute(slot, 10);
    if (missing('C')) tape_.execute_at(slot, 10, *bid, true);
    if (missing('U')) tape_.replace(slot, *bid, 400);
    if (missing('D')) tape_.remove(slot);
}

}  // namespace tradewind::flow
