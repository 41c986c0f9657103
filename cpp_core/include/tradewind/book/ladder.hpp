// The price levels of one side of one book: sorted entries (key, level) with the best level last, so that
// changes at the touch move nothing. Ask prices are stored negated and both sides share the code. Storage
// comes from one region in power-of-two blocks with free lists. One writer.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "tradewind/base/memory.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::book {

/// Prices in whole steps of 1e-4 below 214,748.3648 (all that ITCH can say of an order): key and level share
/// eight bytes, so that the levels near a touch share a cache line.
struct PackedEntry {
    using Key = std::int64_t;
    static constexpr std::int64_t kStep = base::Price::kScale / 10'000;
    static constexpr Key kSentinel = std::numeric_limits<Key>::min();  ///< below every key of a price

    std::int64_t word;

    [[nodiscard]] static constexpr bool has_key(std::int64_t price) noexcept {
        const std::int64_t steps = price / kStep;
        return steps * kStep == price && steps == static_cast<std::int32_t>(steps) &&
               steps != std::numeric_limits<std::int32_t>::min();
    }
    [[nodiscard]] static constexpr Key key_of(base::Side side, std::int64_t price) noexcept {
        const std::int64_t steps = price / kStep;
        return (side == base::Side::buy ? steps : -steps) << 32;
    }
    [[nodiscard]] static constexpr std::int64_t price_of(base::Side side, Key key) noexcept {
        const std::int64_t price = (key >> 32) * kStep;
        return side == base::Side::buy ? price : -price;
    }
    [[nodiscard]] static constexpr PackedEntry make(Key key, std::uint32_t level) noexcept {
        return {key | level};
    }
    [[nodiscard]] constexpr Key key() const noexcept { return word & (~std::int64_t{0} << 32); }
    [[nodiscard]] constexpr std::uint32_t level() const noexcept { return static_cast<std::uint32_t>(word); }
    [[nodiscard]] constexpr bool below(Key key) const noexcept { return word < key; }
};

/// Any price but the two ends of 64 bits.
struct WideEntry {
    using Key = std::int64_t;
    static constexpr Key kSentinel = std::numeric_limits<Key>::min();

    Key wide_key;
    std::uint32_t wide_level;
    std::uint32_t unused;

    [[nodiscard]] static constexpr bool has_key(std::int64_t price) noexcept {
        return price > kSentinel + 1 && price < std::numeric_limits<Key>::max();
    }
    [[nodiscard]] static constexpr Key key_of(base::Side side, std::int64_t price) noexcept {
        return side == base::Side::buy ? price : -price;
    }
    [[nodiscard]] static constexpr std::int64_t price_of(base::Side side, Key key) noexcept {
        return side == base::Side::buy ? key : -key;
    }
    [[nodiscard]] static constexpr WideEntry make(Key key, std::uint32_t level) noexcept {
        return {key, level, 0};
    }
    [[nodiscard]] constexpr Key key() const noexcept { return wide_key; }
    [[nodiscard]] constexpr std::uint32_t level() const noexcept { return wide_level; }
    [[nodiscard]] constexpr bool below(Key key) const noexcept { return wide_key < key; }
};

/// How many of the eight entries before `end` are not below `key`.
template <class Entry>
[[nodiscard]] inline std::uint32_t last_eight_not_below(const Entry* end, std::int64_t key) noexcept {
#ifdef __AVX2__
    if constexpr (sizeof(Entry) == sizeof(std::int64_t)) {
        const __m256i wanted = _mm256_set1_epi64x(key);
        const auto below = [&](const Entry* four) {
            const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(four));
            const __m256i less = _mm256_cmpgt_epi64(wanted, words);
            return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(less)));
        };
        return 8U - static_cast<std::uint32_t>(__builtin_popcount(below(end - 8) << 4 | below(end - 4)));
    }
#endif
    std::uint32_t count = 0;
    for (std::ptrdiff_t i = 1; i <= 8; ++i) count += !end[-i].below(key);
    return count;
}

/// Blocks of 2^k places, k from 4 to 20, cut from one region. Eight sentinels stand before the first place,
/// so that a search of the last eight entries needs no bounds check.
template <class Entry>
class LadderPool {
  public:
    static constexpr unsigned kMinClass = 4;
    static constexpr unsigned kMaxClass = 20;
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

    /// Room for `max_levels` levels in any distribution over `max_ladders` ladders: blocks double, so a
    /// ladder wastes up to half of its block, and its outgrown blocks wait on free lists.
    LadderPool(std::size_t max_levels, std::size_t max_ladders, base::RegionOptions memory)
        : LadderPool(1 + units(kMinClass) * max_ladders + max_levels * 4 / kUnit, memory) {}
    /// Exactly `max_units` units of eight entries, of which one is the pool's own.
    LadderPool(std::size_t max_units, base::RegionOptions memory)
        : entries_(max_units * kUnit, memory), units_(max_units) {
        free_.fill(kNone);
        seal(0);
    }
    [[nodiscard]] static constexpr std::size_t units(unsigned size_class) noexcept {
        return 1 + (std::size_t{1} << size_class) / kUnit;
    }

    /// A block of 2^size_class places, or kNone. Block 0 is the empty ladder's.
    [[nodiscard]] std::uint32_t take(unsigned size_class) noexcept {
        std::uint32_t& head = free_[size_class];
        if (head != kNone) {
            const std::uint32_t block = head;
            head = first(block)->level();
            return block;
        }
        if (top_ + units(size_class) > units_) return kNone;
        const std::uint32_t block = static_cast<std::uint32_t>(top_);
        top_ += units(size_class);
        seal(block);
        return block;
    }
    void give(std::uint32_t block, unsigned size_class) noexcept {
        *first(block) = Entry::make(0, free_[size_class]);
        free_[size_class] = block;
    }
    [[nodiscard]] std::size_t bytes_used() const noexcept { return top_ * kUnit * sizeof(Entry); }
    /// The first place of a block.
    [[nodiscard]] Entry* first(std::uint32_t block) noexcept {
        return entries_.data() + (std::size_t{block} + 1) * kUnit;
    }
    [[nodiscard]] const Entry* first(std::uint32_t block) const noexcept {
        return entries_.data() + (std::size_t{block} + 1) * kUnit;
    }

  private:
    static constexpr std::size_t kUnit = 8;

    void seal(std::uint32_t block) noexcept {
        for (std::size_t i = 0; i < kUnit; ++i)
            entries_[block * kUnit + i] = Entry::make(Entry::kSentinel, 0);
    }

    base::Array<Entry> entries_;
    std::size_t units_;
    std::size_t top_{1};
    std::array<std::uint32_t, kMaxClass + 1> free_{};
};

/// All zero bytes is the empty ladder.
template <class Entry>
struct Ladder {
    using Key = typename Entry::Key;
    using Pool = LadderPool<Entry>;

    Key best_key;   ///< meaningless when empty
    Key depth_key;  ///< of the level at the depth last asked for; the sentinel when there are fewer
    std::uint32_t best_level;
    std::uint32_t block;
    std::uint32_t size;
    std::uint8_t size_class;  ///< 0 = no block yet
    std::uint8_t mark;        ///< the owner's

    /// Number of levels with a key below `key`: where it stands or would stand. Looks at the last eight
    /// first, because that is where the flow is, then halves; neither branches on a comparison.
    [[nodiscard]] std::uint32_t lower_bound(const Pool& pool, Key key) const noexcept {
        constexpr std::uint32_t kLast = 8;
        const Entry* const first = pool.first(block);
        const std::uint32_t not_below = last_eight_not_below(first + size, key);
        if (not_below < kLast) [[likely]]
            return size - not_below;
        return deep_lower_bound(first, size, key);
    }
    [[nodiscard]] Entry at(const Pool& pool, std::uint32_t i) const noexcept { return pool.first(block)[i]; }

    /// Insert before position `i`; false when the pool is exhausted (nothing changed). `depth`, from 1, says
    /// which level depth_key follows.
    [[nodiscard]] bool insert(Pool& pool, std::uint32_t i, Key key, std::uint32_t level,
                              std::uint32_t depth = 1) noexcept {
        if (size + kFew >= (1U << size_class)) [[unlikely]] {
            if (!grow(pool)) return false;
        }
        Entry* const first = pool.first(block);
        const std::uint32_t moved = size - i;
        if (moved <= kFew) [[likely]]
            shift<+1>(first + i);
        else
            std::memmove(first + i + 1, first + i, moved * sizeof *first);
        first[i] = Entry::make(key, level);
        ++size;
        if (moved == 0) best_key = key, best_level = level;
        follow(first, depth);
        return true;
    }
    void erase(Pool& pool, std::uint32_t i, std::uint32_t depth = 1) noexcept {
        Entry* const first = pool.first(block);
        --size;
        const std::uint32_t moved = size - i;
        if (moved == 0) {
            const Entry best = first[std::ptrdiff_t{size} - 1];  // a sentinel when nothing is left
            best_key = best.key();
            best_level = best.level();
        } else if (moved <= kFew) [[likely]] {
            shift<-1>(first + i + 1);
        } else {
            std::memmove(first + i, first + i + 1, moved * sizeof *first);
        }
        follow(first, depth);
    }
    /// A hint that the levels near the touch are needed soon.
    [[gnu::always_inline]] void prefetch(const Pool& pool) const noexcept {
        const Entry* const end = pool.first(block) + size;
        __builtin_prefetch(end - 1, 1);
        __builtin_prefetch(end - 8, 1);
    }

  private:
    // So few are moved by moving that many, whatever stands there: a loop's end would be mispredicted. A
    // block has room for it behind its last level.
    static constexpr std::uint32_t kFew = 8;

    [[nodiscard, gnu::noinline]] static std::uint32_t deep_lower_bound(const Entry* first, std::uint32_t size,
                                                                       Key key) noexcept {
        // Lines next to the ones already seen, before steps that each wait for another line.
        std::uint32_t n = size;
        for (const std::uint32_t stop = size > 32 ? size - 32 : 0; n > stop + 8;) {
            n -= 8;
            const std::uint32_t not_below = last_eight_not_below(first + n, key);
            if (not_below < 8) return n - not_below;
        }
        const Entry* low = first;
        while (n != 0) {
            const std::uint32_t half = n - n / 2;
            low += half & (0U - static_cast<std::uint32_t>(low[half - 1].below(key)));
            n -= half;
        }
        return static_cast<std::uint32_t>(low - first);
    }
    template <int By>
    static void shift(Entry* first) noexcept {
        Entry few[kFew];
        std::memcpy(few, first, sizeof few);
        std::memcpy(first + By, few, sizeof few);
    }
    void follow(const Entry* first, std::uint32_t depth) noexcept {
        depth_key = size < depth ? Entry::kSentinel : first[size - depth].key();
    }
    [[nodiscard, gnu::noinline]] bool grow(Pool& pool) noexcept {
        const unsigned wanted = size_class == 0 ? Pool::kMinClass : size_class + 1U;
        if (wanted > Pool::kMaxClass) return false;
        const std::uint32_t bigger = pool.take(wanted);
        if (bigger == Pool::kNone) return false;
        if (size_class != 0) {
            std::memcpy(pool.first(bigger), pool.first(block), size * sizeof(Entry));
            pool.give(block, size_class);
        }
        block = bigger;
        size_class = static_cast<std::uint8_t>(wanted);
        return true;
    }
};
static_assert(sizeof(PackedEntry) == 8 && sizeof(WideEntry) == 16 && sizeof(Ladder<PackedEntry>) == 32);

}  // namespace tradewind::book
