// The shape of a day: what happens at a fixed time of the clock, and how the order flow's own time maps to
// it.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tradewind/flow/listing.hpp"

namespace tradewind::flow {

inline constexpr std::uint64_t kSecond = 1'000'000'000U;
[[nodiscard]] constexpr std::uint64_t clock_time(std::uint64_t hours, std::uint64_t minutes,
                                                 std::uint64_t seconds = 0) noexcept {
    return (hours * 3600 + minutes * 60 + seconds) * kSecond;
}
inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

enum class StepKind : std::uint8_t {
    system_event,    ///< code: event
    directory,       ///< code: Y for the instrument that lists today
    trading_action,  ///< code: T at the start of the day, H for the one that lists today
    reg_sho,
    participant,  ///< code: Y primary
    decline_levels,
    ipo_quote,
    retail_interest,
    imbalance,  ///< code: cross type
    cross,      ///< code: cross type
    pause,      ///< volatility pause
    news_halt,
    collar,
    quote_only,  ///< code: what came before, P pause, H news halt, I listing
    resume,
    direct_listing,
    operational_halt,
    operational_resume,
    decline_breach,
    cover_missing,
    broken_trade,
    expire_day_orders,
    sweep,  ///< remove all orders of the instrument
    fill,   ///< use up what is left of the day's length
};

struct Step {
    std::uint64_t time_ns;
    std::uint32_t number;  ///< orders the steps of one time
    std::uint16_t symbol;
    StepKind kind;
    char code;
    friend auto operator<=>(const Step&, const Step&) = default;
};

/// All steps in the order of the clock. Each writes one message but for: cover_missing (up to
/// OrderFlow::kCoverMessages), expire_day_orders and sweep (an order's last message is accounted to the
/// order), fill.
[[nodiscard]] std::vector<Step> plan_day(std::span<const Listing> listings, std::uint64_t messages,
                                         Random& random);

/// A day this short still has room for every step and some order flow.
[[nodiscard]] constexpr std::uint64_t minimum_messages(std::uint64_t symbols) noexcept {
    return 256 + 32 * symbols;
}

/// Maps business time to the clock so that the flow's messages follow the intraday shape and end when the day
/// does. Each segment of the day has a constant speed, set when it begins from what it should claim and the
/// rate so far.
class Pacer {
  public:
    /// `budget`: messages that the flow may claim; `rate`: messages per unit of business time to expect at
    /// first, 32.32.
    Pacer(std::uint64_t budget, std::uint64_t rate) noexcept;

    /// The clock at business time `due`, or kNever when the flow is over. `left` is what is unclaimed now.
    /// Calls must not go back in business time.
    [[nodiscard]] std::uint64_t clock_at(std::uint64_t due, std::uint64_t left) noexcept;

  private:
    [[nodiscard]] bool open_segment(std::uint64_t left) noexcept;

    std::uint64_t budget_;
    std::uint64_t prior_due_;
    std::uint64_t prior_claims_;
    std::size_t segment_{};
    std::uint64_t start_ns_;
    std::uint64_t end_ns_;
    std::uint64_t start_due_{};
    std::uint64_t length_due_{};  // business time of the whole segment; 0: nothing happens in it
    std::uint64_t speed_{};       // ns per unit of business time, 32.32
    bool over_{};
};

}  // namespace tradewind::flow
