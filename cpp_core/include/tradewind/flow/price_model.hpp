// Where an order goes: the distance of its price from the touch, and what counts as a touch (a stub quote far
// away does not). One owner, one thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tradewind/flow/hawkes.hpp"
#include "tradewind/flow/listing.hpp"
#include "tradewind/flow/simple_books.hpp"

namespace tradewind::flow {

struct BestPair {
    Level bid;
    Level ask;
};

class PriceModel {
  public:
    PriceModel(std::span<const Listing> listings, const SimpleBooks& books, Random& random);

    /// A price for a new order of this band (not marketable), on the tick grid and never at or through the
    /// other side; nullopt when no such price exists.
    [[nodiscard]] std::optional<Price> draw(std::uint16_t symbol, Side side, Band band);
    /// Both best levels when both exist and are near enough to trade between.
    [[nodiscard]] std::optional<BestPair> touch(std::uint16_t symbol) const noexcept;
    /// Middle of that touch, or the last one known; on the tick grid.
    [[nodiscard]] Price reference(std::uint16_t symbol) const noexcept;

  private:
    [[nodiscard]] bool near(std::uint16_t symbol, const Level* level) const noexcept;
    /// From where a side's distances count.
    [[nodiscard]] std::int64_t origin(std::uint16_t symbol, Side side);
    [[nodiscard]] std::int64_t distance(std::uint16_t symbol, Band band);

    std::span<const Listing> listings_;
    const SimpleBooks& books_;
    Random& random_;
    std::vector<std::int64_t> anchors_;  // slow average of the middle, Price units
};

}  // namespace tradewind::flow
