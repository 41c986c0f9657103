// Who sends what when: arrivals of orders per instrument, their scheduled ends, what each does to the market.
//
// Time here is the market's own (`business time`, units of 2^-24 kernel decay times of the most active
// instrument); the day plan turns it into the clock. One owner, one thread; O(log instruments + log orders)
// per event.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "tradewind/flow/hawkes.hpp"
#include "tradewind/flow/lifetimes.hpp"
#include "tradewind/flow/listing.hpp"
#include "tradewind/flow/market_tape.hpp"
#include "tradewind/flow/min_heap.hpp"
#include "tradewind/flow/price_model.hpp"

namespace tradewind::flow {

/// What an instrument accepts.
enum class Phase : std::uint8_t {
    closed,   ///< nothing
    frozen,   ///< removals
    quoting,  ///< orders, no trades
    trading,
};

class OrderFlow {
  public:
    OrderFlow(std::span<const Listing> listings, MarketTape& tape, PriceModel& prices, Random& random);

    /// Business time of the next event.
    [[nodiscard]] std::uint64_t next_due() const noexcept { return queue_.front().due; }
    /// Let it happen; it may write no message at all.
    void fire();

    /// How long orders rest from now on; to be set before the first event.
    [[nodiscard]] Lifetimes& lifetimes() noexcept { return lifetimes_; }

    void set_phase(std::uint16_t symbol, Phase phase) noexcept { symbols_[symbol].phase = phase; }

    /// Bring about each type of order message that the day has not had yet. Writes at most kCoverMessages.
    void cover_missing(std::uint16_t symbol);
    static constexpr std::uint64_t kCoverMessages = 16;

    /// Entries of the schedule. An executed order's stays until its time: it was near the touch, so that is
    /// soon.
    [[nodiscard]] std::size_t scheduled() const noexcept;

    /// Messages that one unit of business time is expected to claim, 32.32.
    [[nodiscard]] std::uint64_t expected_rate() const noexcept { return expected_rate_; }
    /// Business time in which a flow claims so many messages. (The rate above is a fifth too high: good
    /// enough for its purpose, and part of what decides the bytes of a day.)
    [[nodiscard]] std::uint64_t expected_time(std::uint64_t messages) const noexcept {
        return static_cast<std::uint64_t>((static_cast<UInt128>(messages) << 32) / expected_rate_ * 11 / 9);
    }

  private:
    /// The scheduled next act of a resting order: a removal, a replace or a partial cancel.
    struct Due {
        std::uint64_t due;
        Slot slot;
        std::uint32_t generation;
        friend auto operator<=>(const Due&, const Due&) = default;
    };
    struct SymbolFlow {
        Hawkes hawkes;
        Hawkes::Arrival arrival{};
        std::uint64_t arrival_due{};
        MinHeap<Due> dues;
        Phase phase{Phase::trading};
    };
    /// An instrument's next event.
    struct Next {
        std::uint64_t due;
        std::uint16_t symbol;
        Slot slot;  // the order that acts, or kNoSlot when one arrives
        friend auto operator<=>(const Next&, const Next&) = default;
    };

    void arrive(std::uint16_t symbol);
    void act(std::uint16_t symbol, Slot slot);
    void add(std::uint16_t symbol, Side side, Band band);
    void schedule(std::uint16_t symbol, Slot slot, Band band);
    void cross_spread(std::uint16_t symbol, Side aggressor);
    void execute(Slot slot, std::uint32_t qty, const BestPair& touch);
    void trade_hidden(std::uint16_t symbol);
    void prefetch_next() const noexcept;
    void reschedule_front() noexcept;

    std::span<const Listing> listings_;
    MarketTape& tape_;
    PriceModel& prices_;
    Random& random_;
    Lifetimes lifetimes_;
    std::vector<SymbolFlow> symbols_;
    MinHeap<Next> queue_;
    std::uint64_t now_{};  // business time
    std::uint64_t expected_rate_{};
};

/// A typical order size in shares.
[[nodiscard]] std::uint32_t draw_size(Random& random) noexcept;

}  // namespace tradewind::flow
