// Order references of any value -> small dense indices: open addressing with linear probing, no tombstones.
// For references without order or density, and for the few that fit no direct index. Fixed capacity; nothing
// allocates after construction. One writer. Expected O(1).
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "tradewind/base/memory.hpp"

namespace tradewind::book {

class RefHash {
  public:
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    static constexpr std::uint32_t kMaxCapacity = 1U << 28;

    /// `capacity` from 1 to kMaxCapacity.
    RefHash(std::uint32_t capacity, base::RegionOptions memory)
        : capacity_(capacity),
          entries_(capacity, memory),
          slots_(std::bit_ceil(std::size_t{capacity} * 2), memory),
          mask_(slots_.capacity() - 1) {}

    /// The reference's index or kNone.
    [[nodiscard]] std::uint32_t find(std::uint64_t ref) const noexcept {
        for (std::size_t i = home(ref);; i = (i + 1) & mask_) {
            const std::uint32_t slot = slots_[i];
            if (slot == 0) return kNone;
            if (entries_[slot - 1].ref == ref) return slot - 1;
        }
    }
    /// An index for a reference that has none; kNone when all are taken.
    [[nodiscard]] std::uint32_t insert(std::uint64_t ref) noexcept {
        std::uint32_t index = free_;
        if (index != kNone) {
            free_ = entries_[index].next_free;
        } else {
            if (top_ == capacity_) return kNone;
            index = top_++;
        }
        entries_[index].ref = ref;
        std::size_t i = home(ref);
        while (slots_[i] != 0) i = (i + 1) & mask_;
        slots_[i] = index + 1;
        ++size_;
        return index;
    }
    void erase(std::uint32_t index) noexcept {
        std::size_t hole = home(entries_[index].ref);
        while (slots_[hole] != index + 1) hole = (hole + 1) & mask_;
        // Backward shift: close the hole with every later entry of the run that may stand there, so that no
        // tombstones pile up over a day.
        for (std::size_t i = (hole + 1) & mask_; slots_[i] != 0; i = (i + 1) & mask_) {
            const std::size_t at_home = home(entries_[slots_[i] - 1].ref);
            if (((i - at_home) & mask_) >= ((i - hole) & mask_)) {
                slots_[hole] = slots_[i];
                hole = i;
            }
        }
        slots_[hole] = 0;
        entries_[index].next_free = free_;
        free_ = index;
        --size_;
    }
    /// The slot where the search for a reference begins: index + 1, 0 = empty.
    [[nodiscard]] const std::uint32_t* path_to(std::uint64_t ref) const noexcept {
        return &slots_[home(ref)];
    }

    [[nodiscard]] std::uint64_t ref_of(std::uint32_t index) const noexcept { return entries_[index].ref; }
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    /// Indices below were taken at some time.
    [[nodiscard]] std::uint32_t top() const noexcept { return top_; }
    /// Entries ever taken, and all slots from the first on: a hash spreads them.
    [[nodiscard]] std::size_t bytes_used() const noexcept {
        return top_ == 0 ? 0 : top_ * sizeof(Entry) + slots_.capacity() * sizeof(std::uint32_t);
    }

  private:
    struct Entry {
        std::uint64_t ref;
        std::uint32_t next_free;
        std::uint32_t unused;
    };

    [[nodiscard]] std::size_t home(std::uint64_t x) const noexcept {
        x ^= x >> 30;  // splitmix64's finaliser: every input bit moves the hash
        x *= 0xBF58476D1CE4E5B9U;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBU;
        return static_cast<std::size_t>(x ^ (x >> 31)) & mask_;
    }

    std::uint32_t capacity_;
    base::Array<Entry> entries_;
    base::Array<std::uint32_t> slots_;  // index + 1; 0 = empty
    std::size_t mask_;
    std::uint32_t top_{};
    std::uint32_t free_{kNone};
    std::uint32_t size_{};
};

}  // namespace tradewind::book
