// Market data in arrays: bytes or events in, what each event did to the books out, a row an event.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tradewind/engine/market.hpp"
#include "tradewind/feed/itch_framer.hpp"

namespace tradewind::engine {

/// The touch of one instrument after an event. 40 bytes.
struct TouchAt {
    DayTime time{};
    book::Touch touch{};
    friend bool operator==(const TouchAt&, const TouchAt&) = default;
};
static_assert(sizeof(TouchAt) == 40);

/// Apply events in order. `changes[i]` becomes what events[i] did, `touches[i]` the touch of its instrument
/// then; `changes` has at least as many rows as `events`, `touches` too or none. No side of an event may be
/// anything but buy and sell; see bad_side.
void apply_events(Market& market, std::span<const book::Event> events, std::span<book::Change> changes,
                  std::span<TouchAt> touches) noexcept;

/// Index of the first event whose side is neither buy nor sell; their number if there is none.
[[nodiscard]] std::size_t bad_side(std::span<const book::Event> events) noexcept;

struct BlockTaken {
    feed::Decoded taken;  ///< bytes of whole messages, and the events that they made
    feed::Error error;    ///< why it went no further, if that is neither the end nor a full array
};
/// Decode length-prefixed ITCH messages from the beginning of `block` into `events` and apply them, until the
/// block has no more whole message or `events` is full. Errors name bytes of the block. Rows as above.
[[nodiscard]] BlockTaken apply_block(Market& market, std::span<const std::byte> block,
                                     std::span<book::Event> events, std::span<book::Change> changes,
                                     std::span<TouchAt> touches) noexcept;

/// Every touch that one symbol had: a row for each event after which its touch differs. One writer.
class TouchHistory {
  public:
    /// The symbol may be announced already or later.
    TouchHistory(const Symbol& symbol, const Market& market)
        : symbol_(symbol), locate_(market.find(symbol)) {}

    /// Apply events to the market and add what they did to the symbol. Throws std::bad_alloc, before anything
    /// is applied.
    void apply(Market& market, std::span<const book::Event> events);
    [[nodiscard]] bool announced() const noexcept { return locate_.has_value(); }
    [[nodiscard]] std::vector<TouchAt>& rows() noexcept { return rows_; }

  private:
    Symbol symbol_;
    std::optional<Locate> locate_;
    std::vector<TouchAt> rows_;
};

}  // namespace tradewind::engine
