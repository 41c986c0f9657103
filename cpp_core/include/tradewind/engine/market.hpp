// Everything that a feed says about a market: books, instrument directory, trading states, session phase and
// last trades. The same object serves a bare replay, a backtest and a live session. One writer; no allocation
// after construction.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "tradewind/base/instrument.hpp"
#include "tradewind/book/books.hpp"

namespace tradewind::engine {

using base::DayTime;
using base::Instrument;
using base::Locate;
using base::Price;
using base::Qty;
using base::Symbol;

/// ITCH's trading state letters; `unknown` before the first trading action.
enum class TradingState : std::uint8_t {
    unknown = 0,
    trading = 'T',
    halted = 'H',
    paused = 'P',
    quotation_only = 'Q'
};

/// ITCH's system event letters; `none` before the first.
enum class SessionPhase : std::uint8_t {
    none = 0,
    messages_started = 'O',
    system_hours = 'S',
    market_hours = 'Q',
    market_closed = 'M',
    system_closed = 'E',
    messages_ended = 'C',
};

/// Printed volume of one instrument. A printable execution and a hidden trade count when they print, a cross
/// when its cross message comes; an execution marked not printable is reported again by its cross and never
/// counted.
struct Tape {
    Price last{};
    Qty last_qty{};
    Qty volume{};
    std::uint64_t trades{};

    void print(Price price, Qty qty) noexcept {
        if (qty <= Qty{}) return;
        last = price;
        last_qty = qty;
        volume += qty;
        ++trades;
    }
};

class Market {
  public:
    explicit Market(const book::BooksConfig& config = {});

    /// Take one ITCH message (without length prefix) and say what it did. Messages that concern no book come
    /// back as an update of kind none.
    book::Update on_message(std::span<const std::byte> message) noexcept;
    /// The same for a decoded message.
    book::Update on_event(const book::Event& event) noexcept;
    /// The same for many, which is faster: `sink(const book::Event&, const book::Change&)` gets each in
    /// order, with the market as the event left it. An event that concerns no book has Applied::ignored.
    template <class Sink>
    void on_events(std::span<const book::Event> events, Sink&& sink) noexcept {
        books_.apply(events, [&](const book::Event& event, const book::Change& change) {
            note(event, change.locate, change.price, change.qty);
            sink(event, change);
        });
    }

    [[nodiscard]] const book::Books& books() const noexcept { return books_; }
    /// The announced instrument, or one with an empty symbol.
    [[nodiscard]] const Instrument& instrument(Locate locate) const noexcept {
        return instruments_[locate.value];
    }
    /// Linear search: for set-up and for people, not for the hot path.
    [[nodiscard]] std::optional<Locate> find(const Symbol& symbol) const noexcept;
    [[nodiscard]] TradingState trading_state(Locate locate) const noexcept;
    [[nodiscard]] bool may_trade(Locate locate) const noexcept {
        return phase_ == SessionPhase::market_hours && trading_state(locate) == TradingState::trading;
    }
    [[nodiscard]] SessionPhase phase() const noexcept { return phase_; }
    [[nodiscard]] const Tape& tape(Locate locate) const noexcept { return tapes_[locate.value]; }
    [[nodiscard]] DayTime now() const noexcept { return now_; }
    [[nodiscard]] std::uint64_t announced() const noexcept { return announced_; }
    /// Messages whose timestamp lies before their predecessor's.
    [[nodiscard]] std::uint64_t time_reversals() const noexcept { return time_reversals_; }

  private:
    struct State {
        TradingState trading;
        bool operationally_halted;
    };

    /// What an event says beside the books. `price` and `qty`: of the executed order, of what was executed.
    void note(const book::Event& event, Locate locate, Price price, Qty qty) noexcept;
    void note_time(DayTime time) noexcept {
        time_reversals_ += time < now_;
        now_ = std::max(now_, time);
    }
    void note_rare(const book::Event& event) noexcept;

    book::Books books_;
    base::Array<Instrument> instruments_;
    base::Array<State> states_;
    base::Array<Tape> tapes_;
    SessionPhase phase_{SessionPhase::none};
    DayTime now_{};
    std::uint64_t announced_{};
    std::uint64_t time_reversals_{};
};

inline void Market::note(const book::Event& event, Locate locate, Price price, Qty qty) noexcept {
    using enum book::EventKind;
    const book::EventKind kind = event.kind;
    if (kind == execute || (kind == execute_priced && event.code == 'Y')) {
        tapes_[locate.value].print(kind == execute ? price : Price{event.price}, qty);
    } else if (kind != add && kind != remove && kind != reduce && kind != replace && kind != execute_priced)
        [[unlikely]] {
        return note_rare(event);
    }
    note_time(event.time());
}

}  // namespace tradewind::engine
