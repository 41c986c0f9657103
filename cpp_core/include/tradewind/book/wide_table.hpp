// Order references without order or density -> records with 64-bit quantities, through one hash. For venues
// whose order ids are sparse or random. One writer. No allocation after construction. Expected O(1).
#pragma once

#include <stdexcept>
#include <string>

#include "tradewind/base/types.hpp"
#include "tradewind/book/order_table.hpp"

namespace tradewind::book {

struct WideRecord {
    using Quantity = std::int64_t;
    Quantity qty;  ///< 0 = slot is free
    std::uint32_t level;
    Handle ahead;
    Handle behind;
    std::uint32_t unused;
};
static_assert(sizeof(WideRecord) == 24);

struct WideTableConfig {
    std::uint32_t max_orders{1U << 20};
    base::RegionOptions memory{};
};

class WideTable {
  public:
    using Record = WideRecord;
    using Config = WideTableConfig;

    /// Throws std::invalid_argument when max_orders is 0 or above RefHash::kMaxCapacity.
    explicit WideTable(const WideTableConfig& config = {})
        : refs_(checked(config.max_orders), config.memory), records_(config.max_orders, config.memory) {}

    [[nodiscard]] Handle find(OrderRef ref) const noexcept { return refs_.find(ref.value); }
    struct Spot {
        Handle handle;
    };
    [[nodiscard]] Spot locate(OrderRef ref) const noexcept { return {find(ref)}; }
    [[nodiscard]] Handle insert(OrderRef ref) noexcept {
        return find(ref) != kNoHandle ? kTaken : refs_.insert(ref.value);
    }
    void erase(OrderRef, Spot spot) noexcept {
        records_[spot.handle].qty = 0;
        refs_.erase(spot.handle);
    }
    [[nodiscard]] static constexpr bool fold_due() noexcept { return false; }
    template <class Moved>
    void fold(Moved&&) noexcept {}
    using Path = const std::uint32_t*;
    [[nodiscard]] Path path_to(OrderRef ref) const noexcept { return refs_.path_to(ref.value); }
    [[nodiscard]] Handle near_record(Path path, OrderRef) const noexcept {
        return *path == 0 ? 0 : *path - 1;
    }
    [[nodiscard]] Handle handle_from(Handle, OrderRef ref) const noexcept {
        const Handle handle = find(ref);
        return handle == kNoHandle ? 0 : handle;
    }

    [[nodiscard]] WideRecord& operator[](Handle handle) noexcept { return records_[handle]; }
    [[nodiscard]] const WideRecord& operator[](Handle handle) const noexcept { return records_[handle]; }
    [[nodiscard]] OrderRef ref_of(Handle handle) const noexcept { return {refs_.ref_of(handle)}; }
    [[nodiscard]] std::uint64_t live() const noexcept { return refs_.size(); }
    [[nodiscard]] std::size_t bytes_used() const noexcept {
        return refs_.bytes_used() + refs_.top() * sizeof(WideRecord);
    }

  private:
    static std::uint32_t checked(std::uint32_t orders) {
        if (orders == 0 || orders > RefHash::kMaxCapacity) {
            throw std::invalid_argument("order table: max_orders is " + std::to_string(orders) +
                                        ", must be between 1 and " + std::to_string(RefHash::kMaxCapacity));
        }
        return orders;
    }

    static_assert(kNoHandle == RefHash::kNone);
    RefHash refs_;
    base::Array<WideRecord> records_;
};

}  // namespace tradewind::book
