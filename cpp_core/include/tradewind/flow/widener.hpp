// One instrument's recorded order flow as a market of many: benchmark input with the book shapes of a real
// stock and the working set of a whole exchange. Same flow and configuration, same bytes, on every machine.
//
// The instrument of rank k (from 0) plays the first n_k messages of the flow, n_k falling as (k + 20)^-0.75
// and at most the whole flow. Each stretches its part over one hour by a power law of time of its own
// (exponent 0.6 to 1.5, in straight pieces of a 1,024th of its span) and moves its prices by a whole number
// of cents between minus half and plus the whole of the flow's median price; a price that would leave (0,
// 199,999.99] stays where it is. All are merged by time; references are issued anew, each 1 or 2 above the
// last, match numbers by 1. Ranks are dealt out to locates at random. What still rests at the end of the flow
// rests at the end of the day.
//
// No I/O. One owner, one thread; O(log instruments) per message.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tradewind/flow/listing.hpp"
#include "tradewind/flow/message_buffer.hpp"
#include "tradewind/flow/min_heap.hpp"
#include "tradewind/flow/random.hpp"
#include "tradewind/flow/recorded_flow.hpp"

namespace tradewind::flow {

struct WidenConfig {
    /// 1 to kMaxSymbols.
    std::uint32_t symbols{};
    /// Of the day, at least minimum_widened(symbols); fewer come when the flow is too short for so many.
    std::uint64_t messages{};
    std::uint64_t seed{};
};
/// Opening and closing events, two announcements and one order message for each instrument.
[[nodiscard]] constexpr std::uint64_t minimum_widened(std::uint64_t symbols) noexcept {
    return 6 + 3 * symbols;
}

class Widener {
  public:
    /// `flow` stays as it is and alive while this is used. Throws std::invalid_argument that names the field,
    /// its value and the limit, or says that the flow is empty.
    Widener(const RecordedFlow& flow, const WidenConfig& config);

    /// Replace `out` by the next framed messages: at least `target_bytes` unless the day ends; the first
    /// chunk holds the whole directory besides. False, and an empty `out`, when the day is over.
    bool next_chunk(std::vector<std::byte>& out, std::size_t target_bytes = std::size_t{1} << 20);

    /// Messages of the whole day.
    [[nodiscard]] std::uint64_t planned() const noexcept { return planned_; }
    [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }
    /// By type letter.
    [[nodiscard]] const std::array<std::uint64_t, 256>& counts() const noexcept { return counts_; }

  private:
    /// One instrument on its way through the flow.
    struct Player {
        base::Symbol symbol;
        std::uint64_t messages{};  // that it plays
        std::uint64_t next{};
        std::int64_t offset{};     // of its prices, 1/10,000
        std::uint64_t exponent{};  // of its time, 32.32
        std::uint64_t piece{kNoPiece};
        std::uint64_t piece_begin_ns{};
        std::uint64_t piece_end_ns{};
        std::vector<std::uint64_t> refs;  // by order number
    };
    struct Next {
        std::uint64_t time_ns;
        std::uint16_t player;
        friend auto operator<=>(const Next&, const Next&) = default;
    };
    static constexpr std::uint64_t kNoPiece = ~std::uint64_t{0};

    void share_out(std::uint64_t messages, std::span<const Listing> listings);
    [[nodiscard]] std::uint64_t time_of_next(Player& player) const noexcept;
    void open();
    void play(std::uint16_t player, std::uint64_t time_ns);
    void close();
    template <class Writer>
    [[nodiscard]] Writer message(std::uint16_t locate, std::uint64_t time_ns);
    void system_event(std::uint64_t time_ns, char code);

    std::span<const FlowMessage> flow_;
    Random random_;
    std::vector<Player> players_;  // by locate - 1
    MinHeap<Next> queue_;
    MessageBuffer buffer_;
    std::uint64_t planned_{};
    std::uint64_t messages_{};
    std::array<std::uint64_t, 256> counts_{};
    std::uint64_t last_ref_{};
    std::uint64_t last_match_{};
    bool opened_{};
    bool closed_{};
};

}  // namespace tradewind::flow
