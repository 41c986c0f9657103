#include "tradewind/risk/checks.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace tradewind::risk {

namespace {

constexpr std::int64_t kBps = 10'000;
constexpr std::int64_t kDayNs = 86'400'000'000'000;

void within(const char* field, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value >= low && value <= high) return;
    throw std::invalid_argument("risk limits: " + std::string{field} + " is " + std::to_string(value) +
                                ", must be between " + std::to_string(low) + " and " + std::to_string(high));
}

/// How many rate windows cover the duplicate window. The rate limit lets max_orders through in each, so that
/// is what the duplicate check may have to remember.
std::int64_t windows(const Limits& limits) {
    return (limits.duplicate_window.ns + limits.rate_window.ns - 1) / limits.rate_window.ns;
}

Int128 product(Int128 a, std::int64_t b) noexcept {
    Int128 result{};
    return __builtin_mul_overflow(a, b, &result) ? ~(Int128{1} << 127) : result;
}

/// Time since an earlier moment. Both lie within 64 bits of midnight, their distance need not.
Int128 elapsed(DayTime now, DayTime then) noexcept { return Int128{now.ns} - then.ns; }

}  // namespace

Limits validate(const Limits& limits) {
    constexpr Int128 kMaxNotional = Int128{1'000'000'000} * 1'000'000'000'000'000'000;
    within("max_quantity", limits.max_quantity.lots, 1, order::kMaxQty.lots);
    if (limits.max_notional.units < 1 || limits.max_notional.units > kMaxNotional) {
        const Int128 value = limits.max_notional.units;
        const bool fits = value >= INT64_MIN && value <= INT64_MAX;
        throw std::invalid_argument(
            "risk limits: max_notional is " +
            (fits ? std::to_string(static_cast<std::int64_t>(value)) : std::string{"beyond 64 bits"}) +
            ", must be between 1 and 1e27 units of 1e-9");
    }
    within("collar_bps", limits.collar_bps, 0, kBps * 100);
    within("max_position", limits.max_position.lots, 1, order::kMaxQty.lots);
    within("max_open_orders", limits.max_open_orders, 1, std::int64_t{1} << 28);
    within("max_orders", limits.max_orders, 1, kMaxRemembered);
    within("rate_window", limits.rate_window.ns, 1, kDayNs);
    within("duplicate_window", limits.duplicate_window.ns, 0, kDayNs);
    // Divided, not multiplied: a day of nanosecond windows times max_orders leaves 64 bits.
    if (windows(limits) > kMaxRemembered / limits.max_orders) {
        throw std::invalid_argument("risk limits: duplicate_window is " +
                                    std::to_string(limits.duplicate_window.ns) + " ns and can hold " +
                                    std::to_string(windows(limits)) + " * max_orders (" +
                                    std::to_string(limits.max_orders) + ") orders, must be at most " +
                                    std::to_string(kMaxRemembered));
    }
    return limits;
}

Checks::Checks(const Limits& limits, const KillSwitch& kill)
    : limits_{validate(limits)},
      kill_{&kill},
      times_(static_cast<std::size_t>(limits.max_orders)),
      enters_(static_cast<std::size_t>(windows(limits) * limits.max_orders)) {}

Verdict Checks::check(const order::Enter& enter, const base::Instrument& instrument, const book::Touch& touch,
                      const Exposure& exposure, DayTime now) const noexcept {
    const Intent intent{enter.side, enter.order_qty, enter.price, enter.order_qty};
    if (const Verdict verdict = check(intent, instrument, touch, exposure); !verdict.passed()) return verdict;
    if (exposure.open_orders >= limits_.max_open_orders) {
        return {Reason::open_orders, Int128{exposure.open_orders} + 1, limits_.max_open_orders};
    }
    if (const Verdict verdict = check_duplicate(enter, now); !verdict.passed()) return verdict;
    return check_rate(now);
}

Verdict Checks::check(const order::Replace& replace, const order::Working& working,
                      const base::Instrument& instrument, const book::Touch& touch, const Exposure& exposure,
                      DayTime now) const noexcept {
    // Quantities are bounded only after the checks below, so the difference is taken where it cannot
    // overflow.
    const Int128 added = Int128{replace.order_qty.lots} - working.executed.lots - working.open.lots;
    const Int128 most = std::numeric_limits<std::int64_t>::max();
    const Qty more{static_cast<std::int64_t>(std::clamp(added, Int128{0}, most))};
    const Intent intent{working.side, replace.order_qty, replace.price, more};
    if (const Verdict verdict = check(intent, instrument, touch, exposure); !verdict.passed()) return verdict;
    return check_rate(now);
}

Verdict Checks::check(const Intent& intent, const base::Instrument& instrument, const book::Touch& touch,
                      const Exposure& exposure) const noexcept {
    if (kill_->is_set()) return {Reason::killed, 0, 0};
    if (instrument.tick <= Price{} || instrument.multiplier < 1) return {Reason::bad_instrument, 0, 0};
    if (intent.qty <= Qty{}) return {Reason::invalid_quantity, intent.qty.lots, 1};
    if (intent.price <= Price{}) return {Reason::invalid_price, intent.price.units, instrument.tick.units};
    if (intent.price.units % instrument.tick.units != 0) {
        return {Reason::off_tick, intent.price.units, instrument.tick.units};
    }
    if (exposure.halted) return {Reason::halted, 0, 0};
    if (intent.qty > limits_.max_quantity) {
        return {Reason::max_quantity, intent.qty.lots, limits_.max_quantity.lots};
    }
    const Int128 notional = product((intent.price * intent.qty).units, instrument.multiplier);
    if (notional > limits_.max_notional.units) {
        return {Reason::max_notional, notional, limits_.max_notional.units};
    }
    if (const Verdict verdict = check_collar(intent, touch); !verdict.passed()) return verdict;
    return check_position(intent, exposure);
}

/// A buy may be priced at most collar_bps above the best ask, a sell at most that far below the best bid.
/// Passive prices are not limited: they cost nothing. With the other side empty the own side's best price is
/// the reference.
Verdict Checks::check_collar(const Intent& intent, const book::Touch& touch) const noexcept {
    const bool has_bid = touch.bid_qty > Qty{};
    const bool has_ask = touch.ask_qty > Qty{};
    if (!has_bid && !has_ask) {
        return {limits_.trade_without_touch ? Reason::ok : Reason::no_touch, 0, 0};
    }
    const bool is_buy = intent.side == Side::buy;
    const bool use_ask = is_buy ? has_ask : !has_bid;
    const Int128 reference = use_ask ? touch.ask.units : touch.bid.units;
    const Int128 room = reference * limits_.collar_bps / kBps;
    const Int128 worst = is_buy ? reference + room : reference - room;
    const bool through = is_buy ? intent.price.units > worst : intent.price.units < worst;
    return through ? Verdict{Reason::price_collar, intent.price.units, worst} : Verdict{};
}

/// As if everything open on the order's own side were executed and nothing on the other.
Verdict Checks::check_position(const Intent& intent, const Exposure& exposure) const noexcept {
    if (intent.added <= Qty{}) return {};
    const bool is_buy = intent.side == Side::buy;
    const Int128 open = Int128{is_buy ? exposure.open_buy.lots : exposure.open_sell.lots} + intent.added.lots;
    const Int128 worst = is_buy ? exposure.position.lots + open : exposure.position.lots - open;
    const Int128 limit = is_buy ? limits_.max_position.lots : -limits_.max_position.lots;
    const bool beyond = is_buy ? worst > limit : worst < limit;
    return beyond ? Verdict{Reason::position_limit, worst, limit} : Verdict{};
}

Verdict Checks::check_duplicate(const order::Enter& enter, DayTime now) const noexcept {
    now = not_before_last(now);
    const std::uint64_t held = std::min<std::uint64_t>(entered_, enters_.size());
    for (std::uint64_t i = 1; i <= held; ++i) {
        const Sent& sent = enters_[(entered_ - i) % enters_.size()];
        const Int128 age = elapsed(now, sent.time);
        if (age >= limits_.duplicate_window.ns) return {};  // newest first: all others are older
        const bool same = sent.locate == enter.locate && sent.side == enter.side &&
                          sent.qty == enter.order_qty && sent.price == enter.price;
        if (same) return {Reason::duplicate, age, limits_.duplicate_window.ns};
    }
    return {};
}

Verdict Checks::check_rate(DayTime now) const noexcept {
    if (sent_ < times_.size()) return {};
    const DayTime oldest = times_[sent_ % times_.size()];
    const bool full = elapsed(not_before_last(now), oldest) < limits_.rate_window.ns;
    return full ? Verdict{Reason::order_rate, Int128{limits_.max_orders} + 1, limits_.max_orders} : Verdict{};
}

void Checks::commit(const order::Enter& enter, DayTime now) noexcept {
    count(now);
    if (enters_.empty()) return;
    enters_[entered_++ % enters_.size()] = {last_, enter.locate, enter.side, enter.order_qty, enter.price};
}

void Checks::commit(const order::Replace& /*replace*/, DayTime now) noexcept { count(now); }

void Checks::count(DayTime now) noexcept {
    last_ = not_before_last(now);
    times_[sent_++ % times_.size()] = last_;
}

}  // namespace tradewind::risk
