// The venue of a replay: takes our requests, fills our orders by their real place in the recorded queues, and
// answers as an OUCH venue would. "Ghost" mode: our orders change nothing in the record. What fills an order
// and what does not is the table in fill_rules.hpp, in words docs/fill-rules.md.
//
// One thread. Nothing allocates after construction. No clock of its own: time is what the caller hands in.
//
// The loop around it, for each market event at time T:
//
//     while ((t = venue.next_due()) < T) { venue.on_time(t, books); while (venue.poll(t, answer)) ... }
//     venue.on_time(T, books);                 // requests that arrived before T meet the book as it is
//     before T update = books.apply(event); venue.on_update(update, books);          // the book after the
//     event while (venue.poll(T, answer)) ...
//
// A request that arrives at the same nanosecond as market events is served after all of them.
//
// Requests have no hidden flag, so all our orders are displayed, and no cross eligibility: they are orders of
// the continuous market, which rest in the book and meet a cross only through rule cross_through.
#pragma once

#include <algorithm>
#include <concepts>
#include <limits>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "tradewind/backtest/fixed_queue.hpp"
#include "tradewind/backtest/own_orders.hpp"
#include "tradewind/backtest/venue_config.hpp"
#include "tradewind/base/fixed_map.hpp"
#include "tradewind/base/instrument.hpp"
#include "tradewind/book/watches.hpp"
#include "tradewind/order/messages.hpp"

namespace tradewind::backtest {

using base::DayTime;
using base::Locate;
using base::MatchNumber;
using base::OrderRef;
using base::UserRef;

/// What the venue reads of a book; book::Books is one.
template <class B>
concept BookView = book::QueueView<B> &&
                   requires(const B& book, Locate locate, Side side, std::span<book::LevelView> levels) {
                       { book.touch(locate) } noexcept -> std::same_as<book::Touch>;
                       { book.levels(locate, side, levels) } noexcept -> std::same_as<std::size_t>;
                   };

/// The venue's own order references and match numbers start here, above every number of a recorded day and
/// still positive as a signed 64-bit integer.
inline constexpr std::uint64_t kVenueNumbers = std::uint64_t{1} << 62;
inline constexpr DayTime kNever{std::numeric_limits<std::int64_t>::max()};

class SimulatedVenue {
  public:
    /// Throws std::invalid_argument naming the setting, its value and its limits.
    explicit SimulatedVenue(const VenueConfig& config = {});

    /// Make an instrument tradable; entries for any other locate are rejected.
    void announce(const base::Instrument& instrument) noexcept;

    /// Send a request at `sent`. False if there was no room for it or for its answer: the venue will never
    /// see it, and the caller must not wait for an answer. Requests arrive in the order in which they are
    /// handed in.
    [[nodiscard]] bool on_request(const order::Enter& request, DayTime sent) noexcept {
        return send(request, sent);
    }
    [[nodiscard]] bool on_request(const order::Cancel& request, DayTime sent) noexcept {
        return send(request, sent);
    }
    [[nodiscard]] bool on_request(const order::Replace& request, DayTime sent) noexcept {
        return send(request, sent);
    }

    /// The market is about to be at `now`: serve the requests that arrived before it.
    template <BookView B>
    void on_time(DayTime now, const B& book) noexcept;

    /// One event of the record, after `book` has applied it.
    template <BookView B>
    void on_update(const book::Update& update, const B& book) noexcept {
        last_market_ = std::max(last_market_, update.time);
        if (changes_state(update.kind)) [[unlikely]]
            on_state(update);
        if (watched_[update.locate.value] != 0) [[unlikely]]
            on_watched(update, book);
    }

    /// The next answer that has reached us by `now`, in the order in which the venue gave them.
    [[nodiscard]] bool poll(DayTime now, order::VenueEvent& out) noexcept {
        if (responses_.empty() || responses_.front().time + config_.response_latency > now) return false;
        out = responses_.front();
        responses_.pop();
        return true;
    }

    /// The earliest instant at which on_time or poll has something to do; kNever when all is quiet.
    [[nodiscard]] DayTime next_due() const noexcept {
        DayTime due = kNever;
        // A request is served once time has passed its arrival: market events of that nanosecond come first.
        if (!requests_.empty()) due = requests_.front().arrival + base::Nanos{1};
        if (!responses_.empty()) due = std::min(due, responses_.front().time + config_.response_latency);
        return due;
    }

    [[nodiscard]] const VenueCounters& counters() const noexcept { return counters_; }
    [[nodiscard]] std::size_t live_orders() const noexcept { return orders_.size(); }
    [[nodiscard]] bool halted(Locate locate) const noexcept { return locates_[locate.value].halted(); }
    /// A live order as the venue sees it, or null; valid until the next call that is not const.
    [[nodiscard]] const OwnOrder* find(UserRef ref) const noexcept;

  private:
    struct Request {
        DayTime arrival;
        std::variant<order::Enter, order::Cancel, order::Replace> what;
    };
    struct LocateState {
        Price tick;  // 0 until announced
        OwnLists own{kNoOrder, kNoOrder};
        std::uint32_t resting{};
        std::uint32_t taken{};  // orders of the record that we took shares from
        bool trading_halt{};
        bool operational_halt{};
        bool resuming{};  // trading is on again, our orders have not been matched yet
        [[nodiscard]] bool halted() const noexcept { return trading_halt || operational_halt; }
        [[nodiscard]] bool watched() const noexcept { return resting != 0 || taken != 0 || resuming; }
    };

    enum class Walk : std::uint8_t { go_on, stopped, filled };

    // Requests (simulated_venue-inl.hpp where the book is read, else simulated_venue.cpp).
    [[nodiscard]] bool send(const std::variant<order::Enter, order::Cancel, order::Replace>& what,
                            DayTime sent) noexcept;
    template <BookView B>
    void serve(const order::Enter& request, const B& book) noexcept;
    template <BookView B>
    void serve(const order::Replace& request, const B& book) noexcept;
    void serve(const order::Cancel& request) noexcept;
    [[nodiscard]] std::optional<RuleId> refuse(const order::Enter& request) const noexcept;
    [[nodiscard]] std::optional<RuleId> refuse_terms(Locate locate, Qty qty, Price price) const noexcept;
    [[nodiscard]] OwnSlot accept(const order::Enter& request) noexcept;
    void replace(OwnSlot slot, const order::Replace& request) noexcept;
    void reject(UserRef ref, RuleId id) noexcept;

    // An order's way into the book.
    template <BookView B>
    void activate(OwnSlot slot, const B& book) noexcept;
    template <BookView B>
    void join(OwnSlot slot, const B& book) noexcept;
    template <BookView B>
    [[nodiscard]] bool would_meet(OwnSlot slot, const B& book) const noexcept;
    template <BookView B>
    [[nodiscard]] bool take(OwnSlot slot, const B& book) noexcept;
    template <BookView B>
    [[nodiscard]] Walk take_level(OwnSlot slot, OwnSlot own, Price price, const B& book) noexcept;
    template <BookView B>
    void resume(Locate locate, const B& book) noexcept;
    [[nodiscard]] OwnSlot best_older(Locate locate, Side side, std::uint64_t priority) const noexcept;
    [[nodiscard]] OwnSlot oldest_after(Locate locate, std::uint64_t priority) const noexcept;

    // The market (venue_market.cpp).
    [[nodiscard]] static constexpr bool changes_state(EventKind kind) noexcept {
        return kind == EventKind::system || kind == EventKind::trading_action ||
               kind == EventKind::operational_halt;
    }
    void on_state(const book::Update& update) noexcept;
    template <BookView B>
    void on_watched(const book::Update& update, const B& book) noexcept;
    void on_market(const book::Update& update, const book::Touch& touch) noexcept;
    void on_execution(const book::Update& update) noexcept;
    void on_reduction(const book::Update& update) noexcept;
    void on_add(Locate locate, Side side, OrderRef ref, Price price, Qty qty,
                const book::Touch& touch) noexcept;
    void on_hidden(const book::Update& update, const book::Touch& touch) noexcept;
    void on_cross(const book::Update& update) noexcept;
    void settle_taken(const book::Update& update) noexcept;
    void close() noexcept;
    Qty offer(OwnSlot slot, RuleId id, Price price, char flag, Qty volume) noexcept;
    [[nodiscard]] Qty advance(OwnSlot slot) noexcept;

    // Answers. Every live order and every request on its way has one place in the queue of answers reserved,
    // so that no cancel, expiry or reply is ever lost.
    [[nodiscard]] std::size_t room() const noexcept {
        return responses_.capacity() - responses_.size() - orders_.size() - requests_.size();
    }
    [[nodiscard]] bool can_execute(OwnSlot slot, Qty qty) const noexcept {
        return qty == orders_[slot].leaves || room() > 0;
    }
    void execute(OwnSlot slot, Price price, Qty qty, char flag) noexcept;
    void finish(OwnSlot slot, order::VenueKind kind, char code, RuleId id) noexcept;
    void leave_queue(OwnSlot slot) noexcept;
    void remove(OwnSlot slot) noexcept;
    void respond(const order::VenueEvent& event) noexcept;
    void hit(RuleId id, Qty shares = {}) noexcept {
        RuleCount& count = counters_.by_rule[static_cast<std::size_t>(id)];
        ++count.hits;
        count.shares += static_cast<std::uint64_t>(shares.lots);
    }
    [[nodiscard]] Qty taken(OrderRef ref) const noexcept {
        const Qty* const qty = taken_.find(ref.value);
        return qty == nullptr ? Qty{} : *qty;
    }
    void note_watched(Locate locate) noexcept { watched_[locate.value] = locates_[locate.value].watched(); }
    /// False if the table is full; nothing changed.
    [[nodiscard]] bool remember_taken(Locate locate, OrderRef ref, Qty total) noexcept;
    void forget_taken(Locate locate, OrderRef ref) noexcept;

    VenueConfig config_;
    VenueCounters counters_;
    std::vector<LocateState> locates_;
    /// LocateState::watched of each locate, by itself: one byte is all that almost every message of a day
    /// reads.
    std::vector<std::uint8_t> watched_;
    OwnOrders orders_;
    base::FixedMap<OwnSlot> by_user_ref_;
    book::Watches ahead_;        // one watch for each order that rests
    base::FixedMap<Qty> taken_;  // by order reference of the record; total shares that we took from it
    FixedQueue<Request> requests_;
    FixedQueue<order::VenueEvent> responses_;
    std::vector<book::LevelView> level_scratch_;
    std::vector<book::QueuedOrder> queue_scratch_;
    std::vector<OwnSlot> close_scratch_;
    DayTime clock_{};        // the venue's time: never runs backwards
    DayTime last_market_{};  // of the last event of the record
    DayTime last_arrival_{};
    std::uint32_t last_ref_{};
    std::uint64_t next_priority_{1};
    std::uint64_t next_order_ref_{kVenueNumbers};
    std::uint64_t next_match_{kVenueNumbers};
    bool closed_{};
};

}  // namespace tradewind::backtest

#include "tradewind/backtest/simulated_venue-inl.hpp"
