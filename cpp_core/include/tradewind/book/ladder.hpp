// The price levels of one side of one book: a sorted run of (key, level) with the best level last, so that
// changes at the touch move nothing. Ask prices are stored negated and both sides share the code. Storage
// comes from one region in power-of-two blocks with free lists. One writer.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "tradewind/base/memory.hpp"

namespace tradewind::book {

struct LadderEntry {
    std::int64_t key;     ///< price units, negated for asks
    std::uint32_t level;  ///< index into the level pool
    std::uint32_t unused;
};
static_assert(sizeof(LadderEntry) == 16);

/// Blocks of 2^k entries, k from 3 to 20, cut from one region.
class LadderPool {
  public:
    static constexpr unsigned kMinClass = 3;
    static constexpr unsigned kMaxClass = 20;
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

    explicit LadderPool(std::size_t max_entries, base::RegionOptions memory) : entries_(max_entries, memory) {
        free_.fill(kNone);
    }
    /// Offset of a block of 2^size_class entries, or kNone.
    [[nodiscard]] std::uint32_t take(unsigned size_class) noexcept {
        std::uint32_t& head = free_[size_class];
        if (head != kNone) {
            const std::uint32_t block = head;
            head = entries_[block].level;
            return block;
        }
        const std::size_t n = std::size_t{1} << size_class;
        if (top_ + n > entries_.capacity()) return kNone;
        const std::uint32_t block = static_cast<std::uint32_t>(top_);
        top_ += n;
        return block;
    }
    void give(std::uint32_t block, unsigned size_class) noexcept {
        entries_[block].level = free_[size_class];
        free_[size_class] = block;
    }
    [[nodiscard]] LadderEntry* at(std::uint32_t block) noexcept { return entries_.data() + block; }
    [[nodiscard]] const LadderEntry* at(std::uint32_t block) const noexcept {
        return entries_.data() + block;
    }

  private:
    base::Array<LadderEntry> entries_;
    std::size_t top_{};
    std::array<std::uint32_t, kMaxClass + 1> free_{};
};

struct Ladder {
    std::uint32_t block{};
    std::uint32_t size{};
    std::uint32_t size_class{};  ///< 0 = no block yet

    /// Number of entries with a key below `key`: where it stands or would stand. Looks at the last eight
    /// first, because that is where the flow is, then halves.
    [[nodiscard]] static std::uint32_t lower_bound(const LadderEntry* e, std::uint32_t n,
                                                   std::int64_t key) noexcept {
        constexpr std::uint32_t kLinear = 8;
        std::uint32_t i = n;
        const std::uint32_t stop = n > kLinear ? n - kLinear : 0;
        while (i > stop && e[i - 1].key >= key) --i;
        if (i > stop || stop == 0) return i;
        std::uint32_t lo = 0;
        std::uint32_t hi = stop;
        while (lo < hi) {
            const std::uint32_t mid = (lo + hi) / 2;
            if (e[mid].key < key)
                lo = mid + 1;
            else
                hi = mid;
        }
        return lo;
    }

    /// Insert before position `i`; false when the pool is exhausted (nothing changed).
    [[nodiscard]] bool insert(LadderPool& pool, std::uint32_t i, std::int64_t key,
                              std::uint32_t level) noexcept {
        if (size_class == 0 || size == (1U << size_class)) {
            if (!grow(pool)) return false;
        }
        LadderEntry* const e = pool.at(block);
        std::memmove(e + i + 1, e + i, (size - i) * sizeof(LadderEntry));
        e[i] = {key, level, 0};
        ++size;
        return true;
    }
    void erase(LadderPool& pool, std::uint32_t i) noexcept {
        LadderEntry* const e = pool.at(block);
        --size;
        std::memmove(e + i, e + i + 1, (size - i) * sizeof(LadderEntry));
    }

  private:
    [[nodiscard]] bool grow(LadderPool& pool) noexcept {
        const unsigned wanted = size_class == 0 ? LadderPool::kMinClass : size_class + 1;
        if (wanted > LadderPool::kMaxClass) return false;
        const std::uint32_t bigger = pool.take(wanted);
        if (bigger == LadderPool::kNone) return false;
        if (size_class != 0) {
            std::memcpy(pool.at(bigger), pool.at(block), size * sizeof(LadderEntry));
            pool.give(block, size_class);
        }
        block = bigger;
        size_class = wanted;
        return true;
    }
};

}  // namespace tradewind::book
