// The trading half of the hot loop: strategy -> risk -> order state machine -> OUCH bytes -> venue, and the
// venue's answers back through state machine, exposure and ledger. Here the venue is the simulated one of a
// replay.
//
// One thread; nothing allocates after construction. Every decision depends on the messages and the
// configuration alone: stamps are taken beside the path and never read by it.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "tradewind/backtest/simulated_venue.hpp"
#include "tradewind/engine/market.hpp"
#include "tradewind/engine/order_log.hpp"
#include "tradewind/engine/queue_imbalance.hpp"
#include "tradewind/engine/run_records.hpp"
#include "tradewind/engine/stages.hpp"
#include "tradewind/order/ledger.hpp"
#include "tradewind/order/state_machine.hpp"
#include "tradewind/risk/checks.hpp"
#include "tradewind/wire/ouch50_order.hpp"

namespace tradewind::engine {

using base::Notional;

struct TraderConfig {
    QueueImbalanceParams strategy{};
    risk::Limits limits{};
    backtest::VenueConfig venue{};
    order::FeeSchedule fees{};
    Notional opening_cash{};
    Nanos sample_every{10'000'000'000};  ///< market time between two equity samples, above 0
    std::uint32_t max_references{1U << 18};
    std::uint32_t max_executions{1U << 18};
    bool stamp{true};  ///< take latency stamps
};

struct TraderCounters {
    std::uint64_t decisions{};  ///< times the strategy was asked
    std::uint64_t orders_sent{};
    std::uint64_t cancels_sent{};
    std::uint64_t venue_full{};      ///< requests that the venue's entry had no room for
    std::uint64_t not_encodable{};   ///< requests that do not fit the wire: never sent
    std::uint64_t ledger_refused{};  ///< fills that the ledger could not post: must stay 0
    std::array<std::uint64_t, risk::kReasons> risk_rejects{};
    std::uint64_t requests_refused{};  ///< refused by the order state machine
    std::uint64_t venue_rejects{};
};

class Trader {
  public:
    /// Trades exactly `instruments`. Throws std::invalid_argument naming field, value and limit.
    Trader(const TraderConfig& config, std::span<const Instrument> instruments);

    /// Set-up, once per instrument: take over the trading state that the market has now.
    void on_opening(Locate locate, const Market& market) noexcept;
    /// A market event at `now` is about to reach the book: serve what is due before it, take samples.
    void before(DayTime now, const Market& market) noexcept;
    /// The book has taken the event. `stamps` holds decode and book.
    void after(const book::Update& update, const Market& market, Stamps& stamps) noexcept;
    /// The record is over: hear every answer that is still on its way, close the day, take the last sample.
    void finish(const Market& market) noexcept;

    // What the strategy may do (engine::Desk).
    UserRef enter(Locate locate, Side side, Qty qty, Price price, order::TimeInForce tif,
                  bool post_only) noexcept;
    bool cancel(UserRef ref) noexcept;
    [[nodiscard]] Qty position(Locate locate) const noexcept;

    risk::KillSwitch& kill_switch() noexcept { return kill_; }

    [[nodiscard]] const TraderCounters& counters() const noexcept { return counters_; }
    [[nodiscard]] const order::Orders& orders() const noexcept { return orders_; }
    [[nodiscard]] const order::Ledger& ledger() const noexcept { return ledger_; }
    [[nodiscard]] const backtest::SimulatedVenue& venue() const noexcept { return venue_; }
    [[nodiscard]] const OrderLog& log() const noexcept { return log_; }
    [[nodiscard]] const StageRecorder& stages() const noexcept { return stages_; }
    [[nodiscard]] std::span<const Instrument> instruments() const noexcept { return instruments_; }
    [[nodiscard]] const Rows<FillRow>& fills() const noexcept { return fills_; }
    [[nodiscard]] const Rows<EquityRow>& equity() const noexcept { return equity_; }
    [[nodiscard]] const Rows<PriceRow>& prices() const noexcept { return prices_; }
    [[nodiscard]] const OrderTimes& times(UserRef ref) const noexcept { return times_[ref.value]; }
    /// Last mark of the instrument with this index: mid of the touch, else last trade; 0 before either.
    [[nodiscard]] Price mark(std::size_t index) const noexcept { return marks_[index]; }

  private:
    static constexpr std::uint16_t kNotTraded = 0xFFFF;

    void drain(DayTime now) noexcept;
    /// A request that the state machine has taken but that never left: answer it ourselves.
    void withdraw(UserRef ref, order::VenueKind kind) noexcept;
    [[nodiscard]] order::SellMark mark_of(Locate locate, Side side, Qty qty) const noexcept;
    void handle(const order::VenueEvent& event) noexcept;
    void settle(const order::Outcome& outcome, DayTime time) noexcept;
    void record_fill(const order::Fill& fill) noexcept;
    /// Market hours are over: the last sample with marks.
    void close(DayTime time, const Market& market) noexcept;
    /// Marks, prices and equity.
    void sample(DayTime time, const Market& market) noexcept;
    void sample_equity(DayTime time) noexcept;
    [[nodiscard]] bool trades(Locate locate) const noexcept { return index_of_[locate.value] != kNotTraded; }

    TraderConfig config_;
    std::vector<Instrument> instruments_;
    std::vector<Price> marks_;
    std::vector<std::uint16_t> index_of_;  // by locate
    risk::KillSwitch kill_;
    risk::Checks checks_;
    risk::Exposures exposures_;
    order::Orders orders_;
    order::Ledger ledger_;
    backtest::SimulatedVenue venue_;
    QueueImbalance strategy_;
    wire::ouch50::OrderEncoder encoder_;
    OrderLog log_;
    StageRecorder stages_;
    Rows<FillRow> fills_;
    Rows<EquityRow> equity_;
    Rows<PriceRow> prices_;
    base::Array<OrderTimes> times_;  // by UserRef
    TraderCounters counters_;
    // The event being decided on.
    DayTime now_{};
    book::Touch touch_{};
    Stamps* stamps_{};
    DayTime next_sample_{};
    DayTime last_answer_{};
    DayTime closed_at_{};
    bool closed_{};
};

static_assert(Desk<Trader>);

}  // namespace tradewind::engine
