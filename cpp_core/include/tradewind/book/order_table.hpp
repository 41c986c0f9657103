// Dense order references -> 16-byte records, by direct index, in memory that follows the live orders.
//
// References are cut into slabs of 64, found through a two-level directory (1,024 slabs a page). A real day
// leaves survivors in almost every slab, so a slab that is old and has few of them left is folded: its orders
// move to a nest of three, one cache line, which the same directory entry leads to. References outside a 2^32
// window around the first one, and those that no pool can hold any more, live in a bounded hash: a hostile
// reference costs one entry there. Slabs, nests and directory pages come from fixed pools and go back when
// their last order leaves.
//
// A Handle is stable until fold() moves its order. One writer. No allocation after construction. O(1).
#pragma once

#include <bit>
#include <cstdint>

#include "tradewind/base/memory.hpp"
#include "tradewind/base/types.hpp"
#include "tradewind/book/ref_hash.hpp"

namespace tradewind::book {

using base::OrderRef;

/// Index of a record.
using Handle = std::uint32_t;
inline constexpr Handle kNoHandle = 0xFFFFFFFFU;
/// From insert() only: the reference is live already.
inline constexpr Handle kTaken = 0xFFFFFFFEU;

/// A resting order. The queue links make removal O(1) at any place of the queue (docs/adr/0004).
struct OrderRecord {
    using Quantity = std::uint32_t;
    Quantity qty;         ///< 0 = slot is free
    std::uint32_t level;  ///< index into the level pool
    Handle ahead;         ///< older neighbour in the queue
    Handle behind;        ///< newer neighbour
};
static_assert(sizeof(OrderRecord) == 16);

struct OrderTableConfig {
    std::uint32_t max_slabs{1U << 20};            ///< 64 references each; 1 KiB when touched
    std::uint32_t max_nests{1U << 21};            ///< 3 old orders each; 64 bytes when touched
    std::uint32_t max_directory_pages{1U << 14};  ///< 65,536 references each; 4 KiB when touched
    std::uint32_t max_outliers{1U << 16};         ///< orders whose reference lies outside window or pools
    /// A slab is old when so many references have come after it; 0 = nothing is ever folded.
    std::uint32_t fold_after{1U << 17};
    base::RegionOptions memory{};
};

class OrderTable {
  public:
    using Record = OrderRecord;
    using Config = OrderTableConfig;

    /// Throws std::invalid_argument naming the field when a capacity is 0 or above what a Handle can index.
    explicit OrderTable(const OrderTableConfig& config = {});

    /// Where a live order is: its record, and what erase() must change. `handle` is kNoHandle if it is not
    /// live.
    struct Spot {
        Handle handle;
        std::uint32_t* entry;
    };
    [[nodiscard]] Spot locate(OrderRef ref) noexcept {
        const std::uint64_t delta = ref.value - window_base_;
        if (delta < kWindow) [[likely]] {
            std::uint32_t* const entry = entry_of(delta);
            const Handle handle = handle_at(*entry, delta);
            if (records_[handle].qty != 0) [[likely]]
                return {handle, entry};
            if ((*entry & kSpilled) == 0) [[likely]]
                return {kNoHandle, entry};
        }
        return {find_outlier(ref), nullptr};
    }
    /// The live order's handle or kNoHandle.
    [[nodiscard]] Handle find(OrderRef ref) const noexcept {
        return const_cast<OrderTable*>(this)->locate(ref).handle;
    }
    /// Make a record for a reference; kTaken when it is live, kNoHandle when every pool is full. The caller
    /// fills the record and must set qty above 0 before the next call.
    [[nodiscard]] Handle insert(OrderRef ref) noexcept {
        const std::uint64_t delta = ref.value - window_base_;
        if (delta < kWindow) [[likely]] {
            std::uint32_t& entry = *entry_of(delta);
            // Neither a nest nor spilled, and there is a slab.
            if (static_cast<std::uint32_t>(entry - kOneSlab) < kNest - kOneSlab) [[likely]] {
                const Handle handle = slab_handle(entry, delta);
                if (records_[handle].qty != 0) [[unlikely]]
                    return kTaken;
                ++entry;
                ++live_;
                return handle;
            }
        }
        return insert_slow(ref);
    }
    /// Give a live record back.
    void erase(OrderRef ref, Spot spot) noexcept {
        records_[spot.handle].qty = 0;
        --live_;
        if (spot.handle < first_nested_) [[likely]] {
            const std::uint32_t left = --*spot.entry & kLiveMask;
            if (left <= kNestSize) [[unlikely]]
                few_left(*spot.entry, ref.value - window_base_);
        } else {
            erase_slow(ref, spot.handle);
        }
    }

    /// True if fold() has something to do. Slabs become due as references advance, and when they empty later.
    [[nodiscard]] bool fold_due() const noexcept { return fold_due_; }
    /// One bounded step: look at a slab, or fold one that was looked at before (and is in the cache by now).
    /// `moved(Handle to)` is called for every order that got another handle, its record already copied, so
    /// that what points at it can be set right.
    template <class Moved>
    void fold(Moved&& moved) noexcept;

    /// Looking orders up ahead of their use, in steps, so that each finds in the cache what it needs: where
    /// the path to an order leads through, ask for its record, and the handle (0, the record of nothing, for
    /// an order that is not there or lives in the hash).
    using Path = const std::uint32_t*;
    [[nodiscard]] Path path_to(OrderRef ref) const noexcept {
        const std::uint64_t delta = ref.value - window_base_;
        return delta < kWindow ? entry_of(delta) : directory_.data();
    }
    /// Where the record is, or, of a nest, where it begins.
    [[nodiscard]] Handle near_record(Path path, OrderRef ref) const noexcept {
        const std::uint32_t entry = *path;
        return (entry & kNest) == 0 ? slab_handle(entry, ref.value - window_base_)
                                    : nest_handle(index_of(entry));
    }
    [[nodiscard]] Handle handle_from(Handle near, OrderRef ref) const noexcept {
        if (near < first_nested_) [[likely]]
            return near;
        const auto& nest = reinterpret_cast<const Nest&>(records_[near]);
        const std::uint32_t place = place_of(nest.tags, tag_of(ref.value - window_base_));
        return place == kNestSize ? 0 : near + 1 + place;
    }

    [[nodiscard]] OrderRecord& operator[](Handle handle) noexcept { return records_[handle]; }
    [[nodiscard]] const OrderRecord& operator[](Handle handle) const noexcept { return records_[handle]; }
    [[nodiscard]] OrderRef ref_of(Handle handle) const noexcept;

    [[nodiscard]] std::uint64_t live() const noexcept { return live_; }
    [[nodiscard]] std::uint32_t slabs_in_use() const noexcept { return slabs_.in_use; }
    [[nodiscard]] std::uint32_t nests_in_use() const noexcept { return nests_pool_.in_use; }
    [[nodiscard]] std::uint32_t outliers_live() const noexcept { return outliers_.size(); }
    /// See BasicBooks::bytes_used().
    [[nodiscard]] std::size_t bytes_used() const noexcept {
        return (std::size_t{slabs_.top} << kSlabBits) * sizeof(OrderRecord) +
               slabs_.top * sizeof(std::uint64_t) +
               (std::size_t{nests_pool_.top} << kNestBits) * sizeof(OrderRecord) +
               (std::size_t{pages_.top} << kDirBits) * sizeof(std::uint32_t) +
               top_.capacity() * sizeof(std::uint32_t) + outliers_.top() * sizeof(OrderRecord) +
               outliers_.bytes_used();
    }

  private:
    static constexpr unsigned kSlabBits = 6;
    static constexpr std::uint64_t kSlabSize = 1U << kSlabBits;
    static constexpr unsigned kNestBits = 2;  // a header and three records
    static constexpr std::uint32_t kNestSize = 3;
    static constexpr unsigned kDirBits = 10;
    static constexpr unsigned kPageShift = kSlabBits + kDirBits;
    static constexpr std::uint64_t kWindow = std::uint64_t{1} << 32;

    // A directory entry: live orders in bits 0-6, index of the slab or nest in bits 7-29 (0 = neither), then:
    static constexpr std::uint32_t kLiveMask = 0x7F;
    static constexpr unsigned kIndexShift = 7;
    static constexpr std::uint32_t kIndexMask = (1U << 23) - 1;
    static constexpr std::uint32_t kOneSlab = 1U << kIndexShift;
    static constexpr std::uint32_t kNest = 1U << 30;     ///< the index is a nest's
    static constexpr std::uint32_t kSpilled = 1U << 31;  ///< some orders of this slab may be in the hash
    static constexpr std::uint64_t kNoFold = ~std::uint64_t{0};
    static constexpr std::uint32_t kSpillPage = 1;  ///< the page of all ranges that got no page

    /// The first 16 bytes of a nest.
    struct Nest {
        std::uint64_t first_ref;  ///< of the slab that it replaces; free nests: the next free one
        std::uint32_t tags;  ///< a byte an order: its offset in the slab + 1, 0 = free place, 255 = no place
        std::uint32_t unused;
    };
    static_assert(sizeof(Nest) == sizeof(OrderRecord));
    static constexpr std::uint32_t kNoTags = 0xFF000000U;
    /// Indices 1 to `max`, handed out once and then from a free list that the owner keeps in its own arrays.
    struct Pool {
        std::uint32_t max;
        std::uint32_t top{1};
        std::uint32_t free{};
        std::uint32_t in_use{};
    };
    /// `next_free(i)` reads the link of a free index. 0 = all are taken.
    template <class NextFree>
    static std::uint32_t take(Pool& pool, NextFree&& next_free) noexcept {
        std::uint32_t index = pool.free;
        if (index != 0) {
            pool.free = static_cast<std::uint32_t>(next_free(index));
        } else {
            if (pool.top > pool.max) return 0;
            index = pool.top++;
        }
        ++pool.in_use;
        return index;
    }
    template <class Link>
    static void give(Pool& pool, std::uint32_t index, Link& link) noexcept {
        link = pool.free;
        pool.free = index;
        --pool.in_use;
    }

    [[nodiscard]] const std::uint32_t* entry_of(std::uint64_t delta) const noexcept {
        const std::size_t page = top_[delta >> kPageShift];
        return &directory_[(page << kDirBits) | ((delta >> kSlabBits) & ((1U << kDirBits) - 1))];
    }
    [[nodiscard]] std::uint32_t* entry_of(std::uint64_t delta) noexcept {
        return const_cast<std::uint32_t*>(static_cast<const OrderTable*>(this)->entry_of(delta));
    }
    static constexpr std::uint32_t index_of(std::uint32_t entry) noexcept {
        return (entry >> kIndexShift) & kIndexMask;
    }
    static constexpr Handle slab_handle(std::uint32_t entry, std::uint64_t delta) noexcept {
        return (index_of(entry) << kSlabBits) | static_cast<Handle>(delta & (kSlabSize - 1));
    }
    [[nodiscard]] Handle nest_handle(std::uint32_t nest) const noexcept {
        return first_nested_ + (nest << kNestBits);
    }
    [[nodiscard]] Nest& nest_at(std::uint32_t nest) noexcept {
        return reinterpret_cast<Nest&>(records_[nest_handle(nest)]);
    }
    [[nodiscard]] const Nest& nest_at(std::uint32_t nest) const noexcept {
        return reinterpret_cast<const Nest&>(records_[nest_handle(nest)]);
    }
    /// Place of the tag in the nest, or kNestSize.
    static std::uint32_t place_of(std::uint32_t tags, std::uint32_t tag) noexcept {
        constexpr std::uint32_t kOnes = 0x01010101U;
        const std::uint32_t x = tags ^ (kOnes * tag);
        const std::uint32_t zero = (x - kOnes) & ~x & (kOnes << 7);  // the lowest set bit is exact
        return zero == 0 ? kNestSize : static_cast<std::uint32_t>(std::countr_zero(zero)) / 8;
    }
    static constexpr std::uint32_t tag_of(std::uint64_t delta) noexcept {
        return static_cast<std::uint32_t>(delta & (kSlabSize - 1)) + 1;
    }
    /// The record that an entry leads to: one with quantity 0 when the order is not there.
    [[nodiscard]] Handle handle_at(std::uint32_t entry, std::uint64_t delta) const noexcept {
        if ((entry & kNest) == 0) [[likely]]
            return slab_handle(entry, delta);
        return handle_from(nest_handle(index_of(entry)), {window_base_ + delta});
    }
    [[nodiscard]] Handle find_outlier(OrderRef ref) const noexcept {
        if (outliers_.size() == 0) return kNoHandle;
        const std::uint32_t index = outliers_.find(ref.value);
        return index == RefHash::kNone ? kNoHandle : first_outlier_ + index;
    }
    [[nodiscard]] Handle insert_slow(OrderRef ref) noexcept;
    [[nodiscard]] Handle insert_outlier(OrderRef ref) noexcept;
    void erase_slow(OrderRef ref, Handle handle) noexcept;
    void few_left(std::uint32_t& entry, std::uint64_t delta) noexcept;
    void leave_page(std::uint64_t delta) noexcept;
    [[nodiscard]] bool open_page(std::uint64_t delta) noexcept;
    void advance(std::uint64_t delta) noexcept;
    void look_at_next() noexcept;
    void make_ready(std::uint32_t entry, std::uint64_t slab_number) noexcept;

    OrderTableConfig config_;
    Handle first_nested_;
    Handle first_outlier_;
    base::Array<OrderRecord> records_;       // slabs, then nests, then outliers; slab 0 stays empty
    base::Array<std::uint64_t> slab_refs_;   // first reference of each slab; free slabs: the next free one
    base::Array<std::uint32_t> directory_;   // pages of 1,024 entries; page 0 stays empty, page 1 spilled
    base::Array<std::uint32_t> page_slabs_;  // entries in use of each page; free pages: the next free one
    base::Array<std::uint32_t> top_;         // page of each 65,536 references
    RefHash outliers_;
    Pool slabs_;
    Pool nests_pool_;
    Pool pages_;
    std::uint64_t window_base_{};
    std::uint64_t live_{};
    std::uint64_t fold_next_{};          ///< slab number (delta / 64) that is looked at next
    std::uint64_t fold_end_{};           ///< slab numbers below are old
    std::uint64_t fold_ready_{kNoFold};  ///< slab number that the next step folds
    bool fold_due_{};
    bool has_base_{};
};

template <class Moved>
void OrderTable::fold(Moved&& moved) noexcept {
    if (fold_ready_ == kNoFold) return look_at_next();
    std::uint32_t& entry = *entry_of(fold_ready_ << kSlabBits);
    fold_ready_ = kNoFold;
    fold_due_ = fold_next_ < fold_end_;
    const std::uint32_t live = entry & kLiveMask;
    if ((entry & kNest) != 0 || live == 0 || live > kNestSize) return;  // it changed since it was looked at
    const std::uint32_t nest = take(nests_pool_, [this](std::uint32_t i) { return nest_at(i).first_ref; });
    if (nest == 0) return;
    const std::uint32_t slab = index_of(entry);
    Nest& header = nest_at(nest);
    header = {slab_refs_[slab], kNoTags, 0};
    Handle to = nest_handle(nest) + 1;
    for (std::uint32_t offset = 0; offset < kSlabSize; ++offset) {
        const Handle from = (slab << kSlabBits) | offset;
        if (records_[from].qty == 0) continue;
        records_[to] = records_[from];
        records_[from].qty = 0;
        header.tags |= tag_of(offset) << (8 * (to - nest_handle(nest) - 1));
        moved(to++);
    }
    entry = (entry & (kSpilled | kLiveMask)) | kNest | (nest << kIndexShift);
    give(slabs_, slab, slab_refs_[slab]);
}

}  // namespace tradewind::book
