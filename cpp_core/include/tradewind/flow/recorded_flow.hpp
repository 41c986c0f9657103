// The order messages of one instrument out of a recorded ITCH 5.0 day, kept in memory so that they can be
// played again under other references, prices and times. One owner, one thread; O(1) per message, 56 bytes
// for each that is kept.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "tradewind/base/types.hpp"

namespace tradewind::flow {

/// A message as it was (A, F, E, C, X, D, U or P), without its length prefix.
struct FlowMessage {
    std::uint64_t time_ns;  ///< never before the previous message's
    /// Number of the order; a replace keeps it, a later order may have it again. 0 in a P.
    std::uint32_t order;
    std::array<std::byte, 44> bytes;
};
static_assert(sizeof(FlowMessage) == 56);

class RecordedFlow {
  public:
    /// Keep the messages of `symbol`; all spaces: those of the instrument that has the first of them.
    explicit RecordedFlow(base::Symbol symbol) : wanted_{symbol}, instruments_(kLocates) {}

    /// The next message of the day, of a known type and its length. What cannot be played (orders that are
    /// unknown, already there, of nothing or on no side; more taken than there was) is counted and left out.
    void take(std::span<const std::byte> message);

    [[nodiscard]] std::span<const FlowMessage> messages() const noexcept { return messages_; }
    [[nodiscard]] std::uint64_t unfit() const noexcept { return unfit_; }
    /// Whose messages these are; all spaces: nobody's.
    [[nodiscard]] base::Symbol symbol() const noexcept { return instruments_[locate_].symbol; }
    /// Instruments that have order messages.
    [[nodiscard]] std::size_t active() const noexcept;
    /// The one that has the most.
    [[nodiscard]] base::Symbol busiest() const noexcept;

  private:
    static constexpr std::size_t kLocates = 65'536;

    struct Instrument {
        base::Symbol symbol;
        std::uint64_t messages{};
    };
    struct Resting {
        std::uint32_t order;
        std::int64_t qty;
    };

    void name(std::uint16_t locate, base::Symbol symbol, bool by_order);
    /// The order that the message is about, or nothing when it cannot be played.
    [[nodiscard]] bool keep(std::span<const std::byte> message, std::uint32_t& order);
    [[nodiscard]] bool add(std::uint64_t ref, std::int64_t qty, std::uint32_t& order);
    [[nodiscard]] bool reduce(std::uint64_t ref, std::int64_t qty, std::uint32_t& order);
    [[nodiscard]] bool replace(std::uint64_t ref, std::uint64_t new_ref, std::int64_t qty,
                               std::uint32_t& order);

    base::Symbol wanted_;
    std::uint16_t locate_{};  // 0: not known yet
    std::vector<Instrument> instruments_;
    std::unordered_map<std::uint64_t, Resting> resting_;
    std::vector<std::uint32_t> free_;  // order numbers
    std::uint32_t orders_{};
    std::vector<FlowMessage> messages_;
    std::uint64_t unfit_{};
};

}  // namespace tradewind::flow
