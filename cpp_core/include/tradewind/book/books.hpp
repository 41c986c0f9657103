// L3 order books of every instrument of one session: each order in its queue, each level with its total,
// every change reported with what the feed leaves implicit.
//
// One writer; readers must be on the same thread. Nothing allocates after construction: every pool has a cap,
// and an event that would pass it is refused (Applied::pool_exhausted) and counted. Cost: O(1) for what
// happens near the touch, O(log levels) plus a memmove elsewhere; queue walks are O(orders).
//
// Two policies: Books for dense references, 32-bit quantities and prices in steps of 1e-4 (ITCH, LOBSTER),
// WideBooks for sparse ids, 64-bit quantities and any price (market by order of other venues).
#pragma once

#include <array>
#include <optional>
#include <span>

#include "tradewind/book/event.hpp"
#include "tradewind/book/ladder.hpp"
#include "tradewind/book/order_table.hpp"
#include "tradewind/book/wide_table.hpp"

namespace tradewind::book {

struct LevelView {
    Price price{};
    Qty qty{};
    std::uint32_t orders{};
};
struct QueuedOrder {
    OrderRef ref{};
    Qty qty{};
};
struct RestingOrder {
    OrderRef ref{};
    Locate locate{};
    Side side{};
    Price price{};
    Qty qty{};
};

struct DensePolicy {
    using Event = book::Event;
    using Table = OrderTable;
    using Entry = PackedEntry;
};
struct WidePolicy {
    using Event = book::WideEvent;
    using Table = WideTable;
    using Entry = WideEntry;
};

template <class Policy>
struct BasicBooksConfig {
    typename Policy::Table::Config orders{};
    std::uint32_t max_levels{1U << 22};
    /// depth_changed looks at so many levels of a side, from 1.
    std::uint32_t depth{10};
    base::RegionOptions memory{};
};

/// What went through and what was wrong with it. A clean day has zeros from `unknown_order` on, except
/// `crossed` and `locked` before the open.
struct BookCounters {
    std::uint64_t events{};   ///< all events seen, book-changing or not
    std::uint64_t applied{};  ///< events that changed a book
    std::uint64_t unknown_order{};
    std::uint64_t duplicate_order{};
    std::uint64_t bad_side{};
    std::uint64_t bad_price{};
    std::uint64_t bad_quantity{};
    std::uint64_t zero_quantity{};
    std::uint64_t over_decrement{};
    std::uint64_t excess_shares{};  ///< shares by which over_decrement events passed what the orders had
    std::uint64_t wrong_locate{};
    std::uint64_t unannounced_locate{};  ///< applied, but no directory message had named the instrument
    std::uint64_t pool_exhausted{};
    std::uint64_t crossed{};      ///< times a book went from uncrossed to best bid > best ask
    std::uint64_t locked{};       ///< times a book went to best bid = best ask
    std::uint64_t peak_orders{};  ///< most orders resting at once
};

template <class Policy>
class BasicBooks {
  public:
    using Event = typename Policy::Event;
    using Config = BasicBooksConfig<Policy>;

    /// Throws std::invalid_argument naming the field when a capacity is out of its limits.
    explicit BasicBooks(const Config& config = {});

    /// Apply one event and say what it did.
    Update apply(const Event& event) noexcept;
    /// Apply events in order and hand each to `sink(const Event&, const Change&)` with what it did. The
    /// memory that the events of a batch will need is asked for ahead of them, so batches of some dozens are
    /// faster than single events, with the same results.
    template <class Sink>
    void apply(std::span<const Event> events, Sink&& sink) noexcept;

    [[nodiscard]] Touch touch(Locate locate) const noexcept;
    /// Levels best first into `out`; returns how many the side has, which may be more than fit.
    std::size_t levels(Locate locate, Side side, std::span<LevelView> out) const noexcept;
    /// Orders of one level, front of the queue first; returns how many there are, which may be more than fit.
    std::size_t queue(Locate locate, Side side, Price price, std::span<QueuedOrder> out) const noexcept;
    [[nodiscard]] Qty level_qty(Locate locate, Side side, Price price) const noexcept;
    [[nodiscard]] std::optional<RestingOrder> find(OrderRef ref) const noexcept;

    [[nodiscard]] std::uint64_t live_orders() const noexcept { return orders_.live(); }
    [[nodiscard]] std::uint64_t live_levels() const noexcept { return levels_in_use_; }
    /// Memory that the books have used up to now, in bytes: their pools up to the highest place ever taken.
    /// It follows the most orders that rested at once, and is what of them can be resident, but for the rest
    /// of pages (2 MiB each with BasicBooksConfig's huge pages). O(1).
    [[nodiscard]] std::size_t bytes_used() const noexcept {
        return orders_.bytes_used() + level_top_ * sizeof(Level) + ladders_.bytes_used() +
               (std::size_t{highest_locate_} + 1) * sizeof(Book);
    }
    [[nodiscard]] BookCounters counters() const noexcept;
    /// Highest locate that ever had an order or a directory message; 0 when none.
    [[nodiscard]] Locate highest_locate() const noexcept { return {highest_locate_}; }
    /// Digest of one instrument's book as defined in book/digest.hpp.
    [[nodiscard]] std::uint64_t digest(Locate locate) const noexcept;

  private:
    using Table = typename Policy::Table;
    using Record = typename Table::Record;
    using Spot = typename Table::Spot;
    using Entry = typename Policy::Entry;
    using Key = typename Entry::Key;
    using Ladder = book::Ladder<Entry>;
    struct Level {
        std::int64_t qty;
        Key key;
        std::uint32_t orders;
        Handle oldest;
        Handle newest;
        std::uint16_t locate;
        Side side;
        std::uint8_t unused;
    };
    static_assert(sizeof(Level) == 32);
    struct alignas(64) Book {
        std::array<Ladder, 2> sides;  // indexed by Side

        [[nodiscard]] bool has(std::uint8_t bit) const noexcept { return (sides[0].mark & bit) != 0; }
        void set(std::uint8_t bits, bool on) noexcept {
            sides[0].mark = static_cast<std::uint8_t>(on ? sides[0].mark | bits : sides[0].mark & ~bits);
        }
    };
    static_assert(sizeof(Book) == 64);
    // Marks of a book.
    static constexpr std::uint8_t kAnnounced = 1;
    static constexpr std::uint8_t kCrossed = 2;
    static constexpr std::uint8_t kLocked = 4;
    /// Events that are looked at together before they are applied.
    static constexpr std::size_t kBlock = 128;

    static constexpr std::uint32_t kNoLevel = 0xFFFFFFFFU;
    static constexpr std::uint8_t price_bit(Side side) noexcept {
        return static_cast<std::uint8_t>(touch_change::kBidPrice << (2 * static_cast<unsigned>(side)));
    }
    static constexpr std::uint8_t qty_bit(Side side) noexcept {
        return static_cast<std::uint8_t>(touch_change::kBidQty << (2 * static_cast<unsigned>(side)));
    }
    static_assert(price_bit(Side::sell) == touch_change::kAskPrice &&
                  qty_bit(Side::sell) == touch_change::kAskQty);
    /// Bits of touch_change for an event at the touch; `other_price`: its level came or went.
    static constexpr unsigned touched(bool other_price, Side side) noexcept {
        return (touch_change::kBidQty | static_cast<unsigned>(other_price) * touch_change::kBidPrice)
               << (2 * static_cast<unsigned>(side));
    }
    static constexpr std::int64_t price_of(const Level& level) noexcept {
        return Entry::price_of(level.side, level.key);
    }
    [[nodiscard]] Ladder& ladder_of(Locate locate, Side side) noexcept {
        return books_[locate.value].sides[static_cast<std::size_t>(side)];
    }
    [[nodiscard]] const Ladder& ladder_of(Locate locate, Side side) const noexcept {
        return books_[locate.value].sides[static_cast<std::size_t>(side)];
    }
    [[nodiscard]] Ladder& ladder_of(const Level& level) noexcept {
        return ladder_of({level.locate}, level.side);
    }

    [[nodiscard]] Change apply_one(const Event& event) noexcept;
    void add(const Event& event, Change& change) noexcept;
    [[nodiscard]] Spot find_order(const Event& event, Change& change) noexcept;
    void take(OrderRef ref, Spot spot, std::int64_t qty, Change& change) noexcept;
    // Rare or long: not inlined, and by value, so that the change of the common kinds stays in registers.
    [[nodiscard]] Change replace(const Event& event, Change change) noexcept;
    [[nodiscard]] Change modify(const Event& event, Change change) noexcept;
    [[nodiscard]] Change requeue(Spot spot, OrderRef new_ref, const Event& event, Change change) noexcept;
    [[nodiscard]] Change clear(Change change) noexcept;
    [[nodiscard]] Change note(const Event& event, Change change) noexcept;

    [[nodiscard]] Applied place(OrderRef ref, std::int64_t price, std::int64_t qty, Change& change) noexcept;
    [[nodiscard]] Applied give_up(OrderRef ref, Handle handle) noexcept;
    void remove(OrderRef ref, Spot spot, Change& change) noexcept;
    [[nodiscard]] std::uint32_t new_level(Ladder& ladder, std::uint32_t at, Key key,
                                          const Level& level) noexcept;
    void drop_level(Level& level, std::uint32_t index, Ladder& ladder) noexcept;
    void fold_step() noexcept;
    [[nodiscard]] std::uint32_t find_level(Locate locate, Side side, Price price) const noexcept;
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> best(const Ladder& ladder) const noexcept;
    void finish(Change& change) noexcept;
    [[nodiscard]] Applied refused(Applied why) noexcept;
    void note_cross(Book& book) noexcept;
    void look_ahead(std::span<const Event> block) const noexcept;

    Table orders_;
    base::Array<Level> levels_;
    LadderPool<Entry> ladders_;
    base::Array<Book> books_;  // indexed by locate
    std::uint32_t depth_;
    std::uint32_t level_top_{};
    std::uint32_t level_free_{kNoLevel};
    std::uint64_t levels_in_use_{};
    std::uint16_t highest_locate_{};
    BookCounters counters_;      // `applied` is worked out when it is asked for
    std::uint64_t unapplied_{};  // events that changed no book
};

using BooksConfig = BasicBooksConfig<DensePolicy>;
using Books = BasicBooks<DensePolicy>;
using WideBooksConfig = BasicBooksConfig<WidePolicy>;
using WideBooks = BasicBooks<WidePolicy>;

}  // namespace tradewind::book

#include "tradewind/book/books-inl.hpp"

namespace tradewind::book {
extern template class BasicBooks<DensePolicy>;
extern template class BasicBooks<WidePolicy>;
}  // namespace tradewind::book
