#include "tradewind/engine/trader.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "tradewind/signal/imbalance.hpp"

namespace tradewind::engine {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;
constexpr std::size_t kBytesPerRequest = 96;  // log record of the longest message, rounded up
constexpr std::size_t kMaxSamples = std::size_t{1} << 20;
/// In VenueEvent::code16 of an answer that we gave ourselves; no venue assigns it.
constexpr std::uint16_t kWithdrawn = 0xFFFF;

const TraderConfig& checked(const TraderConfig& config, std::span<const Instrument> instruments) {
    if (config.sample_every.ns <= 0) {
        throw std::invalid_argument("trader: sample_every is " + std::to_string(config.sample_every.ns) +
                                    " ns, must be above 0");
    }
    if (instruments.size() >= 0xFFFF) {
        throw std::invalid_argument("trader: " + std::to_string(instruments.size()) +
                                    " instruments, must be below 65535");
    }
    return config;
}

}  // namespace

Trader::Trader(const TraderConfig& config, std::span<const Instrument> instruments)
    : config_(checked(config, instruments)),
      instruments_(instruments.begin(), instruments.end()),
      marks_(instruments.size()),
      index_of_(kLocates, kNotTraded),
      checks_(config.limits, kill_),
      orders_({.first = {1}, .references = config.max_references, .executions = config.max_executions}),
      ledger_({.instruments = instruments_,
               .fees = config.fees,
               .opening_cash = config.opening_cash,
               .fills = config.max_executions,
               .journal = 1U << 16}),
      venue_(config.venue),
      strategy_(config.strategy),
      encoder_({}),
      log_(std::size_t{config.max_references} * 2 * kBytesPerRequest),
      stages_(config.stamp),
      fills_(config.max_executions),
      equity_(kMaxSamples),
      prices_(kMaxSamples),
      times_(std::size_t{config.max_references} + 1, {.huge_pages = false}) {
    for (std::size_t i = 0; i < instruments_.size(); ++i) {
        const Instrument& instrument = instruments_[i];
        index_of_[instrument.locate.value] = static_cast<std::uint16_t>(i);
        venue_.announce(instrument);
        encoder_.add_instrument(instrument.locate, instrument.symbol);
    }
}

void Trader::on_opening(Locate locate, const Market& market) noexcept {
    const TradingState state = market.trading_state(locate);
    exposures_.set_halted(locate, state != TradingState::trading);
    book::Update update;
    update.kind = book::EventKind::trading_action;
    update.code = static_cast<std::uint8_t>(state == TradingState::unknown ? TradingState::halted : state);
    update.locate = locate;
    update.time = market.now();
    venue_.on_update(update, market.books());
}

void Trader::before(DayTime now, const Market& market) noexcept {
    for (DayTime due = venue_.next_due(); due < now; due = venue_.next_due()) {
        venue_.on_time(due, market.books());
        drain(due);
    }
    venue_.on_time(now, market.books());
    if (market.phase() != SessionPhase::market_hours || now < next_sample_) return;
    const std::int64_t boundary = now.ns - now.ns % config_.sample_every.ns;
    sample({boundary}, market);
    next_sample_ = DayTime{boundary} + config_.sample_every;
}

void Trader::after(const book::Update& update, const Market& market, Stamps& stamps) noexcept {
    venue_.on_update(update, market.books());
    drain(update.time);
    using book::EventKind;
    if (update.kind == EventKind::trading_action || update.kind == EventKind::operational_halt) {
        exposures_.set_halted(update.locate, market.trading_state(update.locate) != TradingState::trading);
    }
    if (update.kind == EventKind::system && market.phase() == SessionPhase::market_closed)
        close(update.time, market);
    if (!update.touch_changed || !trades(update.locate) || !market.may_trade(update.locate)) return;
    now_ = update.time;
    stamps_ = &stamps;
    const auto features = static_cast<std::size_t>(Stage::features);
    const auto decision = static_cast<std::size_t>(Stage::decision);
    stamps.begin[features] = stages_.now();
    touch_ = market.books().touch(update.locate);
    const std::int64_t imbalance = signal::queue_imbalance_permille(touch_);
    stamps.end[features] = stamps.begin[decision] = stages_.now();
    ++counters_.decisions;
    strategy_.on_touch(update.locate, touch_, imbalance, now_, *this);
    stamps_ = nullptr;
}

void Trader::finish(const Market& market) noexcept {
    DayTime last = market.now();
    for (DayTime due = venue_.next_due(); due != backtest::kNever; due = venue_.next_due()) {
        last = std::max(last, due);
        venue_.on_time(due, market.books());
        drain(due);
    }
    orders_.end_of_day([this, last](const order::Outcome& outcome) { settle(outcome, last); });
    // Marks are those of the close: books empty out after it.
    if (!closed_)
        close(last, market);
    else
        sample_equity(std::max(closed_at_, last_answer_));
}

void Trader::close(DayTime time, const Market& market) noexcept {
    if (closed_) return;
    sample(time, market);
    closed_ = true;
    closed_at_ = time;
}

order::SellMark Trader::mark_of(Locate locate, Side side, Qty qty) const noexcept {
    if (side == Side::buy) return order::SellMark::none;
    // Long only if the position covers this and every other open sale.
    const risk::Exposure& exposure = exposures_.of(locate);
    return exposure.position.lots - exposure.open_sell.lots >= qty.lots ? order::SellMark::long_sale
                                                                        : order::SellMark::short_sale;
}

UserRef Trader::enter(Locate locate, Side side, Qty qty, Price price, order::TimeInForce tif,
                      bool post_only) noexcept {
    const auto at = [](Stage stage) { return static_cast<std::size_t>(stage); };
    Stamps& stamps = *stamps_;
    stamps.end[at(Stage::decision)] = stamps.begin[at(Stage::risk)] = stages_.now();
    const order::Enter intent{.ref = {},
                              .locate = locate,
                              .side = side,
                              .mark = mark_of(locate, side, qty),
                              .tif = tif,
                              .post_only = post_only,
                              .order_qty = qty,
                              .price = price};
    const Instrument& instrument = instruments_[index_of_[locate.value]];
    const risk::Verdict verdict = checks_.check(intent, instrument, touch_, exposures_.of(locate), now_);
    if (!verdict.passed()) {
        ++counters_.risk_rejects[static_cast<std::size_t>(verdict.reason)];
        return {};
    }
    const auto request = orders_.enter(intent);
    if (request.status != order::Status::ok) {
        ++counters_.requests_refused;
        return {};
    }
    checks_.commit(request.message, now_);
    exposures_.apply(request.change);
    stamps.end[at(Stage::risk)] = stamps.begin[at(Stage::encode)] = stages_.now();
    std::array<std::byte, wire::ouch50::kOrderBuffer> buffer;
    const wire::ouch50::Encoded encoded = encoder_.enter(request.message, buffer);
    stamps.end[at(Stage::encode)] = stages_.now();
    const UserRef ref = request.message.ref;
    times_[ref.value] = {now_.ns, -1, 0, {}};
    if (encoded.error != wire::ouch50::EncodeError::ok) {
        ++counters_.not_encodable;
        withdraw(ref, order::VenueKind::rejected);
        return {};
    }
    log_.append(now_, std::span(buffer).first(encoded.length));
    if (!venue_.on_request(request.message, now_)) {
        ++counters_.venue_full;
        withdraw(ref, order::VenueKind::rejected);
        return {};
    }
    ++counters_.orders_sent;
    stages_.record(stamps);
    stamps.begin[at(Stage::decision)] = stages_.now();
    return ref;
}

bool Trader::cancel(UserRef ref) noexcept {
    const auto request = orders_.cancel(ref, {0});
    if (request.status != order::Status::ok) {
        ++counters_.requests_refused;
        return false;
    }
    exposures_.apply(request.change);
    std::array<std::byte, wire::ouch50::kOrderBuffer> buffer;
    const wire::ouch50::Encoded encoded = encoder_.cancel(request.message, buffer);
    if (encoded.error != wire::ouch50::EncodeError::ok) {
        ++counters_.not_encodable;
        withdraw(ref, order::VenueKind::cancel_rejected);
        return false;
    }
    log_.append(now_, std::span(buffer).first(encoded.length));
    if (!venue_.on_request(request.message, now_)) {
        ++counters_.venue_full;
        withdraw(ref, order::VenueKind::cancel_rejected);
        return false;
    }
    ++counters_.cancels_sent;
    return true;
}

Qty Trader::position(Locate locate) const noexcept { return exposures_.of(locate).position; }

void Trader::withdraw(UserRef ref, order::VenueKind kind) noexcept {
    order::VenueEvent event;
    event.kind = kind;
    event.ref = ref;
    event.time = now_;
    event.code16 = kWithdrawn;
    handle(event);
}

void Trader::drain(DayTime now) noexcept {
    order::VenueEvent event;
    while (venue_.poll(now, event)) handle(event);
}

void Trader::handle(const order::VenueEvent& event) noexcept {
    if (event.kind == order::VenueKind::rejected && event.code16 != kWithdrawn) ++counters_.venue_rejects;
    last_answer_ = event.time;
    if (event.code16 != 0) times_[event.ref.value].venue_reason = event.code16;
    const order::Outcome outcome = orders_.apply(event);
    settle(outcome, event.time);
    if (event.kind == order::VenueKind::cancel_rejected) {
        if (const order::Order* const order = orders_.find(event.ref)) {
            strategy_.on_cancel_rejected(order->locate, order->side, order->ref);
        }
    }
}

void Trader::settle(const order::Outcome& outcome, DayTime time) noexcept {
    exposures_.apply(outcome.change);
    if (outcome.fill.kind != order::FillKind::none) record_fill(outcome.fill);
    if (outcome.after != order::State::done || outcome.before == order::State::done) return;
    const order::Order* const order = orders_.find(outcome.ref);
    if (order == nullptr) return;
    times_[order->ref.value].done = time.ns;
    strategy_.on_done(order->locate, order->side, order->ref);
}

void Trader::record_fill(const order::Fill& fill) noexcept {
    const Notional fees_before = ledger_.balance(order::Account::fees);
    if (ledger_.post(fill) != order::Posted::ok) {
        ++counters_.ledger_refused;
        return;
    }
    const Notional fee = ledger_.balance(order::Account::fees) - fees_before;
    if (fill.kind == order::FillKind::fill) {
        fills_.append({.match = fill.match.value,
                       .qty = fill.qty.lots,
                       .price = fill.price.units,
                       .fee = static_cast<std::int64_t>(fee.units),
                       .time = fill.time.ns,
                       .user_ref = fill.ref.value,
                       .locate = fill.locate.value,
                       .side = fill.side,
                       .liquidity = fill.liquidity,
                       .state = FillState::good,
                       .unused = {}});
        return;
    }
    // Breaks and corrections are rare and recent: search from the newest.
    const std::span<FillRow> rows = fills_.all();
    const auto row = std::find_if(rows.rbegin(), rows.rend(), [&fill](const FillRow& r) {
        return r.match == fill.match.value && r.side == fill.side;
    });
    if (row == rows.rend()) return;
    row->fee += static_cast<std::int64_t>(fee.units);
    if (fill.kind == order::FillKind::bust) {
        row->state = FillState::broken;
        return;
    }
    row->state = FillState::corrected;
    row->qty = fill.qty.lots;
    row->price = fill.price.units;
}

void Trader::sample(DayTime time, const Market& market) noexcept {
    for (std::size_t i = 0; i < instruments_.size(); ++i) {
        const Instrument& instrument = instruments_[i];
        const book::Touch touch = market.books().touch(instrument.locate);
        if (touch.bid_qty.lots > 0 && touch.ask_qty.lots > 0) {
            marks_[i] = {(touch.bid.units + touch.ask.units) / 2};
        } else if (const Price last = market.tape(instrument.locate).last; last.units != 0) {
            marks_[i] = last;
        }
        prices_.append({time.ns, touch.bid_qty.lots > 0 ? touch.bid.units : 0,
                        touch.ask_qty.lots > 0 ? touch.ask.units : 0, instrument.locate.value, 0});
    }
    sample_equity(time);
}

void Trader::sample_equity(DayTime time) noexcept {
    base::Int128 equity = ledger_.balance(order::Account::cash).units;
    base::Int128 gross = 0;
    for (std::size_t i = 0; i < instruments_.size(); ++i) {
        const Instrument& instrument = instruments_[i];
        const order::Position* const position = ledger_.position(instrument.locate);
        const base::Int128 value = (marks_[i] * position->qty).units * instrument.multiplier;
        equity += value;
        gross += value < 0 ? -value : value;
    }
    equity_.append({time.ns, static_cast<std::int64_t>(equity), static_cast<std::int64_t>(gross)});
}

}  // namespace tradewind::engine
