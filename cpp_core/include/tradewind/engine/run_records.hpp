// What a run leaves behind for its report: fills, samples of equity and of prices. Fixed capacity, so that
// recording never allocates; what no longer fits is counted. One writer. Field order is the NumPy dtype's
// (bind_engine.cpp).
#pragma once

#include <cstdint>
#include <span>

#include "tradewind/base/memory.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::engine {

enum class FillState : std::uint8_t { good, broken, corrected };

struct FillRow {
    std::uint64_t match;
    std::int64_t qty;
    std::int64_t price;
    std::int64_t fee;   ///< 1e-9 of the currency; negative is a rebate
    std::int64_t time;  ///< ns since midnight, the venue's
    std::uint32_t user_ref;
    std::uint16_t locate;
    base::Side side;
    char liquidity;
    FillState state;
    std::uint8_t unused[7];
};
static_assert(sizeof(FillRow) == 56);

struct EquityRow {
    std::int64_t time;
    std::int64_t equity;
    std::int64_t position_notional;
};
struct PriceRow {
    std::int64_t time;
    std::int64_t bid;  ///< 0 = side empty
    std::int64_t ask;
    std::uint32_t locate;
    std::uint32_t unused;
};
struct OrderTimes {
    std::int64_t entered;
    std::int64_t done;           ///< -1 while open
    std::uint16_t venue_reason;  ///< reject code or cancel letter, 0 = none
    std::uint16_t unused[3];
};

template <class Row>
class Rows {
  public:
    explicit Rows(std::size_t capacity) : rows_(capacity, {.huge_pages = false}) {}
    void append(const Row& row) noexcept {
        if (size_ == rows_.capacity()) {
            ++lost_;
            return;
        }
        rows_[size_++] = row;
    }
    [[nodiscard]] std::span<const Row> all() const noexcept { return {rows_.data(), size_}; }
    [[nodiscard]] std::span<Row> all() noexcept { return {rows_.data(), size_}; }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

  private:
    base::Array<Row> rows_;
    std::size_t size_{};
    std::uint64_t lost_{};
};

}  // namespace tradewind::engine
