// L2 books: the total size at each price, for venues and files that tell levels and never orders.
//
// A feed tells one message as several rows; the last row of a message carries kL2Last, and only then is a
// book looked at (touch, crossed, locked). After a gap the book is stale until the next clear: its levels are
// kept up as well as the feed allows, and nothing is judged by it.
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
    none = 0,     ///< changes nothing, but may end a message
    set = 'L',    ///< qty is the whole size at price from now on; 0 = the level is gone
    clear = 'c',  ///< every level of the instrument is gone, and what follows is whole again
    gap = 'g',    ///< the feed has lost something: stale until the next clear
    trade = 'P',  ///< changes no book; side is the aggressor's unless kL2NoAggressor is set
};

inline constexpr std::uint8_t kL2Last = 1;         ///< last row of its message
inline constexpr std::uint8_t kL2NoAggressor = 2;  ///< trade: the source does not tell the aggressor

/// 40 bytes. Fields that a kind does not use are 0.
struct L2Event {
    std::int64_t time{};         ///< ns; since midnight or since 1970, as the source says
    std::int64_t price{};        ///< Price units
    std::int64_t qty{};          ///< lots
    std::uint64_t seq{};         ///< the source's number of the message; carried, never judged
    std::uint32_t instrument{};  ///< below L2BooksConfig::max_instruments
    L2Kind kind{L2Kind::none};
    Side side{Side::buy};
    std::uint8_t flags{};
    std::uint8_t reserved{};
};
static_assert(sizeof(L2Event) == 40 && std::is_trivially_copyable_v<L2Event>);

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

/// The book as a message left it.
struct L2Touch {
    std::int64_t time{};
    std::uint64_t seq{};
    Touch touch{};
    std::uint32_t instrument{};
    std::uint8_t changed{};  ///< touch differs from the one that the instrument's message before left
    std::uint8_t stale{};
    std::uint16_t reserved{};
};
static_assert(sizeof(L2Touch) == 56 && std::is_trivially_copyable_v<L2Touch>);

/// Trades of one instrument so far.
struct L2Tape {
    Price last{};
    Qty last_qty{};
    Qty volume{};
    Qty bought{};  ///< part of volume whose aggressor bought
    Qty sold{};    ///< part of volume whose aggressor sold
    std::uint64_t trades{};
};

struct L2BooksConfig {
    std::uint32_t max_instruments{1U << 12};
    std::uint32_t max_levels{1U << 20};  ///< of all instruments and sides at once
    base::RegionOptions memory{};
};

struct L2Counters {
    std::uint64_t events{};
    std::uint64_t messages{};  ///< rows with kL2Last
    std::uint64_t applied{};   ///< rows that set or removed a level
    std::uint64_t unknown_level{};
    std::uint64_t malformed{};
    std::uint64_t pool_exhausted{};
    std::uint64_t gaps{};
    std::uint64_t stale_messages{};  ///< messages that ended with their book stale
    std::uint64_t crossed{};         ///< messages after which a book that is not stale is newly crossed
    std::uint64_t locked{};          ///< the same, best bid = best ask
    std::uint64_t peak_levels{};
};

class L2Books {
  public:
    /// Throws std::invalid_argument naming the field when a capacity is 0 or above 2^24.
    explicit L2Books(const L2BooksConfig& config = {});

    L2Update apply(const L2Event& event) noexcept;
    /// Apply all rows in order; the book after each message goes to `touches`, as many as fit. Returns how
    /// many messages ended.
    std::size_t apply_all(std::span<const L2Event> events, std::span<L2Touch> touches) noexcept;

    // An instrument outside the configured range reads as an empty book.
    [[nodiscard]] Touch touch(std::uint32_t instrument) const noexcept;
    /// Levels best first into `out` (LevelView::orders is 0: unknown); returns how many the side has.
    std::size_t levels(std::uint32_t instrument, Side side, std::span<LevelView> out) const noexcept;
    [[nodiscard]] Qty level_qty(std::uint32_t instrument, Side side, Price price) const noexcept;
    [[nodiscard]] bool stale(std::uint32_t instrument) const noexcept;
    [[nodiscard]] L2Tape tape(std::uint32_t instrument) const noexcept;
    [[nodiscard]] std::uint64_t live_levels() const noexcept { return live_; }
    [[nodiscard]] const L2Counters& counters() const noexcept { return counters_; }

  private:
    struct Book {
        std::array<Ladder, 2> sides;  // indexed by Side
        Touch told;                   // as the last message left it
        L2Tape tape;
        bool stale;
        bool crossed;
        bool locked;
    };
    static constexpr std::uint32_t kNoLevel = 0xFFFFFFFFU;

    [[nodiscard]] static bool well_formed(const L2Event& event) noexcept;
    [[nodiscard]] L2Update set(Book& book, const L2Event& event) noexcept;
    void clear(Book& book) noexcept;
    [[nodiscard]] Touch touch_of(const Book& book) const noexcept;
    void end_message(Book& book) noexcept;
    void free_level(std::uint32_t level) noexcept;

    base::Array<std::int64_t> qty_;  // by level; a free one holds the next free one
    LadderPool ladders_;
    base::Array<Book> books_;
    std::uint32_t level_top_{};
    std::uint32_t level_free_{kNoLevel};
    std::uint64_t live_{};
    L2Counters counters_;
};

}  // namespace tradewind::book
