// What the generator says about the true books at chosen message numbers. One owner, one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "tradewind/flow/simple_books.hpp"

namespace tradewind::flow {

/// One instrument's book; quantity 0 means that the side is empty.
struct SymbolState {
    Price bid{};
    Qty bid_qty{};
    Price ask{};
    Qty ask_qty{};
    std::uint32_t bid_levels{};
    std::uint32_t ask_levels{};
    std::uint32_t orders{};
    std::uint32_t reserved{};
    std::uint64_t digest{};  ///< of this instrument, as defined in book/digest.hpp
};
static_assert(sizeof(SymbolState) == 56);

struct Checkpoint {
    std::uint64_t messages{};  ///< the state after so many messages of the day
    std::uint64_t digest{};    ///< of the market, as defined in book/digest.hpp
    std::uint64_t live_orders{};
    std::vector<SymbolState> states;  ///< by locate - 1
};

/// Takes `count` checkpoints, the i-th (from 1) after message floor(i * messages / (count + 1)). Digests are
/// kept and recomputed only for books that changed since the last checkpoint.
class CheckpointRecorder {
  public:
    CheckpointRecorder(std::size_t symbols, std::uint64_t messages, std::uint32_t count);

    /// Message number of the next checkpoint; 0 when there is none any more.
    [[nodiscard]] std::uint64_t next_due() const noexcept { return due_; }
    void changed(std::uint16_t symbol) noexcept { changed_[symbol] = 1; }
    void record(const SimpleBooks& books, std::uint64_t messages);
    /// The checkpoints since the last call.
    [[nodiscard]] std::vector<Checkpoint> take();

  private:
    void schedule() noexcept;

    std::uint64_t messages_;
    std::uint64_t count_;
    std::uint64_t taken_{};
    std::uint64_t due_{};
    std::vector<SymbolState> states_;
    std::vector<std::uint8_t> changed_;
    std::vector<Checkpoint> checkpoints_;
};

}  // namespace tradewind::flow
