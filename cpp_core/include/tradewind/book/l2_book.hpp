// L2 books: the total size at each price, for venues and files that tell levels and never orders.
//
// After a gap a book is stale until it is cleared: its levels are kept up as well as the feed allows, but
// nothing should be judged by it. A feed tells one message as several rows, between which a book may look
// crossed: look at it where a message ends (book/batch.hpp).
//
// One writer; readers must be on the same thread. Nothing allocates after construction: levels come from
// pools with a cap, and what would pass it is refused and counted. Cost: O(1) near the touch, O(log levels)
// plus a memmove elsewhere; clear is O(levels of the instrument).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tradewind/book/books.hpp"
#include "tradewind/book/event.hpp"
#include "tradewind/book/ladder.hpp"

namespace tradewind::book {

enum class L2Kind : std::uint8_t {
    none = 0,     ///< changes nothing
    set = 'L',    ///< qty is the whole size at price from now on; 0 = the level is gone
    clear = 'c',  ///< every level of the instrument is gone, and what follows is whole again
    gap = 'g',    ///< the feed has lost something: stale until the next clear
};

/// 32 bytes. Fields that a kind does not use are 0.
struct L2Event {
    std::int64_t time{};         ///< ns; since midnight or since 1970, as the source says
    std::int64_t price{};        ///< Price units
    std::int64_t qty{};          ///< lots
    std::uint32_t instrument{};  ///< below L2BooksConfig::max_instruments
    L2Kind kind{L2Kind::none};
    Side side{Side::buy};
    std::uint16_t reserved{};
};
static_assert(sizeof(L2Event) == 32 && std::is_trivially_copyable_v<L2Event>);

enum class L2Applied : std::uint8_t {
    ok,
    unknown_level,   ///< removes a price where nothing rests: nothing changed (normal where the start is
                     ///< partial)
    malformed,       ///< side, instrument, quantity, price or kind out of range: nothing changed
    pool_exhausted,  ///< memory cap reached: the level is missing
};

struct L2Update {
    L2Applied applied{L2Applied::ok};
    bool touch_changed{};  ///< price or size of the best level of that side differs from before the row
};

struct L2BooksConfig {
    std::uint32_t max_instruments{1U << 12};
    std::uint32_t max_levels{1U << 20};  ///< of all instruments and sides at once
    base::RegionOptions memory{};
};

struct L2Counters {
    std::uint64_t events{};
    std::uint64_t applied{};  ///< rows that set or removed a level
    std::uint64_t unknown_level{};
    std::uint64_t malformed{};
    std::uint64_t pool_exhausted{};
    std::uint64_t gaps{};
    std::uint64_t peak_levels{};
};

class L2Books {
  public:
    /// Throws std::invalid_argument naming the field when a capacity is 0 or above 2^24.
    explicit L2Books(const L2BooksConfig& config = {});

    L2Update apply(const L2Event& event) noexcept;

    // An instrument outside the configured range reads as an empty book.
    [[nodiscard]] Touch touch(std::uint32_t instrument) const noexcept;
    /// Levels best first into `out` (LevelView::orders is 0: unknown); returns how many the side has.
    std::size_t levels(std::uint32_t instrument, Side side, std::span<LevelView> out) const noexcept;
    [[nodiscard]] Qty level_qty(std::uint32_t instrument, Side side, Price price) const noexcept;
    [[nodiscard]] bool stale(std::uint32_t instrument) const noexcept;
    [[nodiscard]] std::uint64_t live_levels() const noexcept { return live_; }
    [[nodiscard]] const L2Counters& counters() const noexcept { return counters_; }

  private:
    struct Book {
        std::array<Ladder<WideEntry>, 2> sides;  // indexed by Side
        bool stale;
    };
    static constexpr std::uint32_t kNoLevel = 0xFFFFFFFFU;

    [[nodiscard]] static bool well_formed(const L2Event& event) noexcept;
    [[nodiscard]] L2Update set(Book& book, const L2Event& event) noexcept;
    void clear(Book& book) noexcept;
    [[nodiscard]] Touch touch_of(const Book& book) const noexcept;
    void free_level(std::uint32_t level) noexcept;

    base::Array<std::int64_t> qty_;  // by level; a free one holds the next free one
    LadderPool<WideEntry> ladders_;
    base::Array<Book> books_;
    std::uint32_t level_top_{};
    std::uint32_t level_free_{kNoLevel};
    std::uint64_t live_{};
    L2Counters counters_;
};

}  // namespace tradewind::book
