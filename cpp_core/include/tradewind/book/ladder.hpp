// The price levels of one side of one book: sorted keys with the best level last, so that changes at the
// touch move nothing. Ask prices are stored negated and both sides share the code. Storage comes from one
// region in power-of-two blocks with free lists. One writer.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "tradewind/base/memory.hpp"

namespace tradewind::book {

/// How many of the eight keys before `end` are not below `key`.
[[nodiscard]] inline std::uint32_t last_eight_not_below(const std::int64_t* end, std::int64_t key) noexcept {
#ifdef __AVX2__
    const __m256i wanted = _mm256_set1_epi64x(key);
    const auto below = [&](const std::int64_t* four) {
        const __m256i keys = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(four));
        const __m256i less = _mm256_cmpgt_epi64(wanted, keys);
        return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(less)));
    };
    return 8U - static_cast<std::uint32_t>(__builtin_popcount(below(end - 8) << 4 | below(end - 4)));
#else
    std::uint32_t count = 0;
    for (std::ptrdiff_t i = 1; i <= 8; ++i) count += end[-i] >= key;
    return count;
#endif
}

/// Blocks of 2^k places, k from 4 to 20, cut from one region in lines of 64 bytes. A block is a line of
/// sentinels (so that a search of the last eight keys needs no bounds check), the keys, the levels' indices.
class LadderPool {
  public:
    static constexpr unsigned kMinClass = 4;
    static constexpr unsigned kMaxClass = 20;
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    /// Below every key of a level.
    static constexpr std::int64_t kSentinel = std::numeric_limits<std::int64_t>::min();

    /// Room for `max_levels` levels in any distribution over ladders: blocks double, so a ladder wastes up to
    /// half of its block, and its outgrown blocks wait on free lists.
    LadderPool(std::size_t max_levels, std::size_t max_ladders, base::RegionOptions memory)
        : LadderPool(1 + lines(kMinClass) * max_ladders + max_levels * 4 * kEntryBytes / kLine, memory) {}
    /// Exactly `max_lines` lines, of which one is the pool's own.
    LadderPool(std::size_t max_lines, base::RegionOptions memory)
        : words_(max_lines * kWords, memory), lines_(max_lines) {
        free_.fill(kNone);
        seal(0);
    }
    [[nodiscard]] static constexpr std::size_t lines(unsigned size_class) noexcept {
        return 1 + (kEntryBytes << size_class) / kLine;
    }

    /// A block of 2^size_class levels, or kNone. Block 0 is the empty ladder's.
    [[nodiscard]] std::uint32_t take(unsigned size_class) noexcept {
        std::uint32_t& head = free_[size_class];
        if (head != kNone) {
            const std::uint32_t block = head;
            std::memcpy(&head, keys(block), sizeof head);
            return block;
        }
        if (top_ + lines(size_class) > lines_) return kNone;
        const std::uint32_t block = static_cast<std::uint32_t>(top_);
        top_ += lines(size_class);
        seal(block);
        return block;
    }
    void give(std::uint32_t block, unsigned size_class) noexcept {
        std::uint32_t& head = free_[size_class];
        std::memcpy(keys(block), &head, sizeof head);
        head = block;
    }
    /// Eight sentinels stand before the first key.
    [[nodiscard]] std::int64_t* keys(std::uint32_t block) noexcept {
        return words_.data() + (std::size_t{block} + 1) * kWords;
    }
    [[nodiscard]] const std::int64_t* keys(std::uint32_t block) const noexcept {
        return words_.data() + (std::size_t{block} + 1) * kWords;
    }
    [[nodiscard]] std::uint32_t* levels(std::uint32_t block, unsigned size_class) noexcept {
        return reinterpret_cast<std::uint32_t*>(keys(block) + (std::size_t{1} << size_class));
    }
    [[nodiscard]] const std::uint32_t* levels(std::uint32_t block, unsigned size_class) const noexcept {
        return reinterpret_cast<const std::uint32_t*>(keys(block) + (std::size_t{1} << size_class));
    }

  private:
    static constexpr std::size_t kLine = 64;
    static constexpr std::size_t kEntryBytes = sizeof(std::int64_t) + sizeof(std::uint32_t);
    static constexpr std::size_t kWords = kLine / sizeof(std::int64_t);

    void seal(std::uint32_t block) noexcept {
        for (std::size_t i = 0; i < kWords; ++i) words_[block * kWords + i] = kSentinel;
    }

    base::Array<std::int64_t> words_;
    std::size_t lines_;
    std::size_t top_{1};
    std::array<std::uint32_t, kMaxClass + 1> free_{};
};

/// All zero bytes is the empty ladder.
struct Ladder {
    std::int64_t best_key;   ///< meaningless when empty
    std::int64_t depth_key;  ///< of the level at the depth last asked for; the sentinel when there are fewer
    std::uint32_t best_level;
    std::uint32_t block;
    std::uint32_t size;
    std::uint8_t size_class;  ///< 0 = no block yet
    std::uint8_t mark;        ///< the owner's

    /// Number of levels with a key below `key`: where it stands or would stand. Looks at the last eight
    /// first, because that is where the flow is, then halves; neither branches on a comparison.
    [[nodiscard]] std::uint32_t lower_bound(const LadderPool& pool, std::int64_t key) const noexcept {
        constexpr std::uint32_t kLast = 8;
        const std::int64_t* const first = pool.keys(block);
        const std::int64_t* const end = first + size;
        const std::uint32_t not_below = last_eight_not_below(end, key);
        if (not_below < kLast) [[likely]]
            return size - not_below;
        const std::int64_t* low = first;
        for (std::uint32_t n = size - kLast; n != 0;) {
            const std::uint32_t half = n - n / 2;
            low += half & (0U - static_cast<std::uint32_t>(low[half - 1] < key));  // no branch, no misprediction
            n -= half;
        }
        return static_cast<std::uint32_t>(low - first);
    }
    [[nodiscard]] std::int64_t key_at(const LadderPool& pool, std::uint32_t i) const noexcept {
        return pool.keys(block)[i];
    }
    [[nodiscard]] std::uint32_t level_at(const LadderPool& pool, std::uint32_t i) const noexcept {
        return pool.levels(block, size_class)[i];
    }
    /// Insert before position `i`; false when the pool is exhausted (nothing changed). `depth`, from 1, says
    /// which level depth_key follows.
    [[nodiscard]] bool insert(LadderPool& pool, std::uint32_t i, std::int64_t key, std::uint32_t level,
                              std::uint32_t depth = 1) noexcept {
        if (size + kFew >= (1U << size_class)) [[unlikely]] {
            if (!grow(pool)) return false;
        }
        std::int64_t* const keys = pool.keys(block);
        std::uint32_t* const levels = pool.levels(block, size_class);
        const std::uint32_t moved = size - i;
        if (moved <= kFew) [[likely]] {
            shift<+1>(keys + i), shift<+1>(levels + i);
        } else {
            std::memmove(keys + i + 1, keys + i, moved * sizeof *keys);
            std::memmove(levels + i + 1, levels + i, moved * sizeof *levels);
        }
        keys[i] = key;
        levels[i] = level;
        ++size;
        if (moved == 0) best_key = key, best_level = level;
        follow(keys, depth);
        return true;
    }
    void erase(LadderPool& pool, std::uint32_t i, std::uint32_t depth = 1) noexcept {
        std::int64_t* const keys = pool.keys(block);
        std::uint32_t* const levels = pool.levels(block, size_class);
        --size;
        const std::uint32_t moved = size - i;
        if (moved == 0) {
            best_key = keys[std::ptrdiff_t{size} - 1];  // a sentinel when nothing is left
            best_level = size == 0 ? 0 : levels[size - 1];
        } else if (moved <= kFew) [[likely]] {
            shift<-1>(keys + i + 1), shift<-1>(levels + i + 1);
        } else {
            std::memmove(keys + i, keys + i + 1, moved * sizeof *keys);
            std::memmove(levels + i, levels + i + 1, moved * sizeof *levels);
        }
        follow(keys, depth);
    }
    /// A hint that the levels near the touch are needed soon.
    [[gnu::always_inline]] void prefetch(const LadderPool& pool) const noexcept {
        const std::int64_t* const end = pool.keys(block) + size;
        __builtin_prefetch(end - 1);
        __builtin_prefetch(end - 8);
        __builtin_prefetch(pool.levels(block, size_class) + size);
    }

  private:
    // So few are moved by moving that many, whatever stands there: a loop's end would be mispredicted. A block
    // has room for it behind its last level.
    static constexpr std::uint32_t kFew = 8;

    template <int By, class T>
    static void shift(T* first) noexcept {
        T few[kFew];
        std::memcpy(few, first, sizeof few);
        std::memcpy(first + By, few, sizeof few);
    }
    void follow(const std::int64_t* keys, std::uint32_t depth) noexcept {
        depth_key = size < depth ? LadderPool::kSentinel : keys[size - depth];
    }
    [[nodiscard]] bool grow(LadderPool& pool) noexcept {
        const unsigned wanted = size_class == 0 ? LadderPool::kMinClass : size_class + 1U;
        if (wanted > LadderPool::kMaxClass) return false;
        const std::uint32_t bigger = pool.take(wanted);
        if (bigger == LadderPool::kNone) return false;
        if (size_class != 0) {
            std::memcpy(pool.keys(bigger), pool.keys(block), size * sizeof(std::int64_t));
            std::memcpy(pool.levels(bigger, wanted), pool.levels(block, size_class),
                        size * sizeof(std::uint32_t));
            pool.give(block, size_class);
        }
        block = bigger;
        size_class = static_cast<std::uint8_t>(wanted);
        return true;
    }
};
static_assert(sizeof(Ladder) == 32);

}  // namespace tradewind::book
