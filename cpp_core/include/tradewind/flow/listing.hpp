// The synthetic instruments of a day: name, price level, activity. Read-only after construction.
#pragma once

#include <cstdint>
#include <vector>

#include "tradewind/base/types.hpp"
#include "tradewind/flow/random.hpp"

namespace tradewind::flow {

/// Price steps of Regulation NMS: one cent at or above a dollar, a hundredth of it below.
inline constexpr std::int64_t kCent = base::Price::kScale / 100;
inline constexpr std::int64_t kMill = kCent / 100;
[[nodiscard]] constexpr std::int64_t tick_at(std::int64_t price_units) noexcept {
    return price_units >= base::Price::kScale ? kCent : kMill;
}

struct Listing {
    base::Symbol symbol;
    base::Price price;     ///< level at the start of the day
    std::int64_t gap{};    ///< typical distance between two levels, Price units, a multiple of the tick
    std::uint32_t rank{};  ///< 0 is the most active
    std::uint64_t inverse_weight;  ///< activity of rank 0 over this one's, 48.16; at least 1
    bool fund{};                   ///< exchange-traded fund
};

/// In alphabetical order; index + 1 is the locate. From 20 instruments on at least one costs less than a
/// dollar and at least one more than a thousand.
[[nodiscard]] std::vector<Listing> make_listings(std::uint32_t symbols, Random& random);

}  // namespace tradewind::flow
