// A synthetic TotalView-ITCH 5.0 day from a seed: zero-intelligence order flow, every message type, valid
// throughout, with the true state of the books at checkpoints. Same configuration, same bytes, on every
// machine.
//
// No I/O: the caller takes chunks of framed messages (2-byte big-endian length before each, as in the
// exchange's historical files). One owner, one thread. Memory follows the instruments and the resting orders,
// not the day.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tradewind/flow/checkpoint.hpp"

namespace tradewind::flow {

struct GeneratorConfig {
    /// 2 to kMaxSymbols; one of them is listed during the day.
    std::uint32_t symbols{};
    /// The day has exactly so many messages; at least minimum_messages(symbols).
    std::uint64_t messages{};
    std::uint64_t seed{};
    /// 0 to kMaxCheckpoints; each holds one SymbolState per instrument.
    std::uint32_t checkpoints{};
    /// About so many orders rest when most do, at the middle of the flow (fewer with a handful of
    /// instruments, which halts and the late listing thin out); 0: lifetimes as they are, and the number
    /// grows to the close. At most most_live(messages).
    std::uint64_t live_orders{};
};
inline constexpr std::uint32_t kMinSymbols = 2;
inline constexpr std::uint32_t kMaxSymbols = 60'000;
inline constexpr std::uint64_t kMaxMessages = 2'000'000'000;
inline constexpr std::uint32_t kMaxCheckpoints = 100'000;
/// An eighth of the orders that so many messages can bring: more at once would leave no heavy tail.
[[nodiscard]] constexpr std::uint64_t most_live(std::uint64_t messages) noexcept { return messages / 16; }

/// Throws std::invalid_argument that names the field, its value and the limits unless low <= value <= high.
void check_field(const char* field, std::uint64_t value, std::uint64_t low, std::uint64_t high);

class DayGenerator {
  public:
    /// Throws std::invalid_argument that names the field, its value and the limit.
    explicit DayGenerator(const GeneratorConfig& config);
    ~DayGenerator();
    DayGenerator(DayGenerator&&) noexcept;
    DayGenerator& operator=(DayGenerator&&) noexcept;

    /// Replace `out` by the next messages: at least `target_bytes` unless the day ends, and at most one
    /// instrument's orders more. False, and an empty `out`, when the day is over. The division into chunks
    /// changes no byte.
    bool next_chunk(std::vector<std::byte>& out, std::size_t target_bytes = std::size_t{1} << 20);

    /// Checkpoints that have been passed since the last call.
    [[nodiscard]] std::vector<Checkpoint> take_checkpoints();

    [[nodiscard]] std::uint64_t messages() const noexcept;
    /// By type letter.
    [[nodiscard]] const std::array<std::uint64_t, 256>& counts() const noexcept;
    [[nodiscard]] std::uint64_t live_orders() const noexcept;
    /// The true books as they are after messages().
    [[nodiscard]] const SimpleBooks& books() const noexcept;

  private:
    struct Day;
    std::unique_ptr<Day> day_;
};

}  // namespace tradewind::flow
