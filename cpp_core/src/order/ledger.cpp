#include "tradewind/order/ledger.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tradewind::order {

namespace {

constexpr std::uint32_t kMaxFills = std::uint32_t{1} << 28;
constexpr std::int64_t kMaxMultiplier = 1'000'000'000;
constexpr std::int64_t kPpb = 1'000'000'000;

constexpr Int128 magnitude(Int128 x) noexcept { return x < 0 ? -x : x; }
constexpr Int128 flow(Side side) noexcept { return side == Side::buy ? -1 : 1; }  ///< of cash

/// cost * part / whole toward zero without a product that could leave 128 bits. 0 < part <= whole.
constexpr Notional share(Notional cost, std::int64_t part, std::int64_t whole) noexcept {
    return {cost.units / whole * part + cost.units % whole * part / whole};
}

/// Books one fill into a position; fees apart.
void take(Position& p, Side side, Qty qty, Price price) noexcept {
    const Qty signed_qty{base::sign(side) * qty.lots};
    const auto notional = [&](Qty lots) { return Notional{(price * lots).units * p.multiplier}; };
    p.traded += notional(qty);
    p.traded_qty += qty;
    ++p.fills;
    const bool adds = p.qty == Qty{} || (p.qty > Qty{}) == (signed_qty > Qty{});
    if (adds) {
        p.cost += notional(signed_qty);
        p.qty += signed_qty;
        return;
    }
    const std::int64_t held = p.qty > Qty{} ? p.qty.lots : -p.qty.lots;
    const std::int64_t closed = std::min(held, qty.lots);
    const Notional cost = share(p.cost, closed, held);
    const Qty signed_closed{base::sign(side) * closed};
    p.realised += -notional(signed_closed) - cost;
    p.cost = p.cost - cost;
    p.qty += signed_closed;
    const Qty opened = signed_qty - signed_closed;
    p.cost += notional(opened);
    p.qty += opened;
}

void check(bool fine, const char* field, std::int64_t value, const std::string& limit) {
    if (fine) return;
    throw std::invalid_argument("ledger: " + std::string{field} + " is " + std::to_string(value) +
                                ", must be " + limit);
}
void check(const FeeRate& rate, const std::string& name) {
    constexpr Int128 kMaxPerLot = Int128{1'000'000} * 1'000'000'000;
    if (magnitude(rate.per_lot.units) > kMaxPerLot) {
        throw std::invalid_argument("ledger: fees." + name +
                                    ".per_lot must be within 1000000 of the currency");
    }
    check(rate.notional_ppb >= -kPpb && rate.notional_ppb <= kPpb, ("fees." + name + ".notional_ppb").c_str(),
          rate.notional_ppb, "between -1000000000 and 1000000000");
}

Ledger::Config checked(const Ledger::Config& config) {
    check(!config.instruments.empty(), "instruments", 0, "at least 1");
    check(config.fills >= 1 && config.fills <= kMaxFills, "fills", config.fills,
          "between 1 and " + std::to_string(kMaxFills));
    check(config.journal >= 8 && config.journal <= kMaxFills, "journal", config.journal,
          "between 8 and " + std::to_string(kMaxFills));
    check(config.fees.added, "added");
    check(config.fees.removed, "removed");
    check(config.fees.other, "other");
    if (magnitude(config.opening_cash.units) > kMaxFillNotional.units) {
        throw std::invalid_argument("ledger: opening_cash must be within 1e18 of the currency");
    }
    return config;
}

}  // namespace

Ledger::Ledger(const Config& config)
    : fees_{checked(config).fees},
      chains_(config.instruments.size()),
      by_locate_(std::size_t{1} << 16, kNone),
      trades_(config.fills),
      matches_(config.fills),
      journal_(config.journal) {
    positions_.reserve(config.instruments.size());
    for (const base::Instrument& instrument : config.instruments) {
        check(instrument.multiplier >= 1 && instrument.multiplier <= kMaxMultiplier, "multiplier",
              instrument.multiplier, "between 1 and " + std::to_string(kMaxMultiplier));
        std::uint32_t& index = by_locate_[instrument.locate.value];
        check(index == kNone, "locate", instrument.locate.value, "named once");
        index = static_cast<std::uint32_t>(positions_.size());
        positions_.push_back({.locate = instrument.locate, .multiplier = instrument.multiplier});
    }
    if (config.opening_cash != Notional{}) {
        enter(Account::cash, config.opening_cash, {}, {}, {});
        enter(Account::equity, -config.opening_cash, {}, {}, {});
        ++transactions_;
    }
}

Posted Ledger::post(const Fill& fill) noexcept {
    if (fill.kind == FillKind::none) return Posted::ok;
    if (fill.kind == FillKind::bust) return bust(fill.match, fill.side, fill.time);
    if (fill.kind == FillKind::correction) {
        return correct(fill.match, fill.side, fill.qty, fill.price, fill.time);
    }
    const std::uint32_t instrument = by_locate_[fill.locate.value];
    if (instrument == kNone) return Posted::unknown_instrument;
    if (matches_.find(fill.match, fill.side) != kNone) return Posted::duplicate;
    const Position& position = positions_[instrument];
    Trade trade{.match = fill.match,
                .price = fill.price,
                .qty = fill.qty,
                .gross = {},
                .fee = {},
                .locate = fill.locate,
                .side = fill.side,
                .liquidity = fill.liquidity};
    if (const Posted priced = price_trade(trade, position.multiplier); priced != Posted::ok) return priced;
    if (position.traded_qty.lots > kMaxTraded / position.multiplier - trade.qty.lots)
        return Posted::too_large;
    if (!matches_.insert(fill.match, fill.side, trades_used_)) return Posted::fills_exhausted;

    Chain& chain = chains_[instrument];
    (chain.first == kNone ? chain.first : trades_[chain.last].next) = trades_used_;
    chain.last = trades_used_;
    trades_[trades_used_++] = trade;

    Position now = position;
    take(now, trade.side, trade.qty, trade.price);
    now.fees += trade.fee;
    book(instrument, now, Notional{flow(trade.side) * trade.gross.units} - trade.fee, fill.match, fill.time);
    return Posted::ok;
}

Posted Ledger::bust(MatchNumber match, Side side, DayTime time) noexcept {
    const std::uint32_t known = matches_.find(match, side);
    if (known == kNone) return Posted::unknown_fill;
    Trade& trade = trades_[known];
    if (trade.broken) return Posted::duplicate;
    trade.broken = true;
    const std::uint32_t instrument = by_locate_[trade.locate.value];
    book(instrument, replay(instrument), trade.fee - Notional{flow(side) * trade.gross.units}, match, time);
    return Posted::ok;
}

Posted Ledger::correct(MatchNumber match, Side side, Qty qty, Price price, DayTime time) noexcept {
    const std::uint32_t known = matches_.find(match, side);
    if (known == kNone) return Posted::unknown_fill;
    const Trade old = trades_[known];
    if (old.broken) return Posted::broken;
    if (qty == old.qty && price == old.price) return Posted::duplicate;
    const std::uint32_t instrument = by_locate_[old.locate.value];
    const Position& position = positions_[instrument];
    Trade now = old;
    now.qty = qty;
    now.price = price;
    if (const Posted priced = price_trade(now, position.multiplier); priced != Posted::ok) return priced;
    const Qty others = position.traded_qty - old.qty;
    if (others.lots > kMaxTraded / position.multiplier - qty.lots) return Posted::too_large;
    trades_[known] = now;
    const Notional cash{flow(side) * (now.gross - old.gross).units};
    book(instrument, replay(instrument), cash - (now.fee - old.fee), match, time);
    return Posted::ok;
}

const Position* Ledger::position(Locate locate) const noexcept {
    const std::uint32_t index = by_locate_[locate.value];
    return index == kNone ? nullptr : &positions_[index];
}

bool Ledger::balanced() const noexcept {
    Notional sum{};
    for (const Notional balance : balances_) sum += balance;
    Notional cost{};
    Notional fees{};
    Notional realised{};
    for (const Position& p : positions_) {
        cost += p.cost;
        fees += p.fees;
        realised += p.realised;
        if (p.qty == Qty{} && p.cost != Notional{}) return false;
    }
    return sum == Notional{} && cost == balance(Account::position) && fees == balance(Account::fees) &&
           realised == -balance(Account::realised);
}

std::uint64_t Ledger::first_line() const noexcept {
    return lines_ > journal_.size() ? lines_ - journal_.size() : 0;
}

/// Fills in gross and fee. price * quantity alone always fits: 63 + 50 bits.
Posted Ledger::price_trade(Trade& trade, std::int64_t multiplier) const noexcept {
    if (trade.qty <= Qty{} || trade.qty > kMaxQty) return Posted::bad_quantity;
    const Int128 single = (trade.price * trade.qty).units;
    if (magnitude(single) > kMaxFillNotional.units / multiplier) return Posted::too_large;
    trade.gross = {single * multiplier};
    trade.fee = fee(fees_.of(liquidity_of(trade.liquidity)), trade.qty, trade.gross);
    return magnitude(trade.fee.units) > kMaxFillNotional.units ? Posted::too_large : Posted::ok;
}

/// The position as it would be if only the trades that are not broken had happened.
Position Ledger::replay(std::uint32_t instrument) const noexcept {
    Position p{.locate = positions_[instrument].locate, .multiplier = positions_[instrument].multiplier};
    for (std::uint32_t i = chains_[instrument].first; i != kNone; i = trades_[i].next) {
        const Trade& trade = trades_[i];
        if (trade.broken) continue;
        take(p, trade.side, trade.qty, trade.price);
        p.fees += trade.fee;
    }
    return p;
}

/// Moves an instrument to `now` as one transaction. Cash comes from the trades, not from the other accounts,
/// so that balanced() proves something.
void Ledger::book(std::uint32_t instrument, const Position& now, Notional cash, MatchNumber match,
                  DayTime time) noexcept {
    Position& p = positions_[instrument];
    enter(Account::cash, cash, p.locate, match, time);
    enter(Account::position, now.cost - p.cost, p.locate, match, time);
    enter(Account::fees, now.fees - p.fees, p.locate, match, time);
    enter(Account::realised, p.realised - now.realised, p.locate, match, time);
    p = now;
    ++transactions_;
}

void Ledger::enter(Account account, Notional amount, Locate locate, MatchNumber match,
                   DayTime time) noexcept {
    if (amount == Notional{}) return;
    balances_[static_cast<std::size_t>(account)] += amount;
    journal_[lines_++ % journal_.size()] = {.transaction = transactions_,
                                            .account = account,
                                            .locate = locate,
                                            .match = match,
                                            .time = time,
                                            .amount = amount};
}

}  // namespace tradewind::order
