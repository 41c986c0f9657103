// Order reference -> 16-byte record, by direct index.
//
// References are cut into slabs of 64. A two-level directory (1,024 slabs a page) leads to a slab; slabs and
// directory pages come from fixed pools and go back when their last live order leaves, so memory follows the
// live orders. References outside a 2^32 window around the first one, and those that no pool can hold any
// more, live in a bounded hash: a hostile reference costs one hash entry. Nothing moves while it lives, so a
// Handle is stable. One writer. No allocation after construction.
#pragma once

#include <cstdint>

#include "tradewind/base/memory.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::book {

using base::OrderRef;

/// Index of a record; stays valid while the order rests.
using Handle = std::uint32_t;
inline constexpr Handle kNoHandle = 0xFFFFFFFFU;

/// A resting order. The queue links make removal O(1) at any place of the queue (docs/adr/0004).
struct OrderRecord {
    std::uint32_t qty;    ///< 0 = slot is free
    std::uint32_t level;  ///< index into the level pool
    Handle ahead;         ///< older neighbour in the queue
    Handle behind;        ///< newer neighbour
};
static_assert(sizeof(OrderRecord) == 16);

struct OrderTableConfig {
    std::uint32_t max_slabs{1U << 20};            ///< 64 references each; 1 KiB when touched
    std::uint32_t max_directory_pages{1U << 14};  ///< 65,536 references each; 4 KiB when touched
    std::uint32_t max_outliers{1U << 16};         ///< orders whose reference lies outside window or pools
    base::RegionOptions memory{};
};

class OrderTable {
  public:
    /// Throws std::invalid_argument naming the field when a capacity is 0 or above what a Handle can index.
    explicit OrderTable(const OrderTableConfig& config = {});

    /// The live order's handle or kNoHandle.
    [[nodiscard]] Handle find(OrderRef ref) const noexcept {
        const std::uint64_t delta = ref.value - window_base_;
        if (delta < kWindow && has_base_) [[likely]] {
            const std::uint32_t page = top_[delta >> kPageShift];
            if (page != 0) {
                const std::uint32_t slab = directory_[(std::size_t{page} << kDirBits) + slab_in_page(delta)];
                if (slab != 0) {
                    const Handle handle = (slab << kSlabBits) | static_cast<Handle>(delta & (kSlabSize - 1));
                    if (records_[handle].qty != 0) return handle;
                }
            }
        }
        return outliers_live_ == 0 ? kNoHandle : find_outlier(ref);
    }

    /// Make a record for a reference that is not live; kNoHandle when every pool is full. The caller fills it
    /// and must set qty above 0 before the next call.
    [[nodiscard]] Handle insert(OrderRef ref) noexcept;
    /// Give a live record back.
    void erase(Handle handle) noexcept;

    [[nodiscard]] OrderRecord& operator[](Handle handle) noexcept { return records_[handle]; }
    [[nodiscard]] const OrderRecord& operator[](Handle handle) const noexcept { return records_[handle]; }
    [[nodiscard]] OrderRef ref_of(Handle handle) const noexcept {
        if (handle >= first_outlier_) return {outlier_refs_[handle - first_outlier_]};
        return {slabs_[handle >> kSlabBits].first_ref + (handle & (kSlabSize - 1))};
    }

    [[nodiscard]] std::uint64_t live() const noexcept { return live_; }
    [[nodiscard]] std::uint32_t slabs_in_use() const noexcept { return slabs_in_use_; }
    [[nodiscard]] std::uint32_t outliers_live() const noexcept { return outliers_live_; }

  private:
    static constexpr unsigned kSlabBits = 6;
    static constexpr std::uint64_t kSlabSize = 1U << kSlabBits;
    static constexpr unsigned kDirBits = 10;
    static constexpr unsigned kPageShift = kSlabBits + kDirBits;
    static constexpr std::uint64_t kWindow = std::uint64_t{1} << 32;

    struct Slab {
        std::uint64_t first_ref;
        std::uint32_t live;
        std::uint32_t next_free;
    };
    struct Page {
        std::uint32_t slabs;  ///< slabs that this page leads to
        std::uint32_t next_free;
    };

    static constexpr std::size_t slab_in_page(std::uint64_t delta) noexcept {
        return (delta >> kSlabBits) & ((1U << kDirBits) - 1);
    }
    [[nodiscard]] Handle find_outlier(OrderRef ref) const noexcept;
    [[nodiscard]] Handle insert_outlier(OrderRef ref) noexcept;
    void erase_outlier(Handle handle) noexcept;
    [[nodiscard]] std::size_t outlier_home(std::uint64_t ref) const noexcept;
    [[nodiscard]] std::uint32_t take_slab() noexcept;
    [[nodiscard]] std::uint32_t take_page() noexcept;

    OrderTableConfig config_;
    Handle first_outlier_;
    base::Array<OrderRecord> records_;
    base::Array<Slab> slabs_;               // index 0 is never used: 0 in the directory means none
    base::Array<std::uint32_t> directory_;  // pages of 1,024 slab indices; page 0 is never used
    base::Array<Page> pages_;
    base::Array<std::uint32_t> top_;
    base::Array<std::uint64_t> outlier_refs_;
    base::Array<std::uint32_t> outlier_next_free_;
    base::Array<std::uint32_t> outlier_slots_;  // open addressing, linear probing: outlier index + 1
    std::size_t outlier_mask_;

    std::uint64_t window_base_{};
    std::uint64_t live_{};
    std::uint32_t slab_top_{1};
    std::uint32_t slab_free_{};
    std::uint32_t slabs_in_use_{};
    std::uint32_t page_top_{1};
    std::uint32_t page_free_{};
    std::uint32_t outlier_top_{};
    std::uint32_t outlier_free_{kNoHandle};
    std::uint32_t outliers_live_{};
    bool has_base_{};
};

}  // namespace tradewind::book
