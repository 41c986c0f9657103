// L3 order books of every instrument of one session: each order in its queue, each level with its total,
// every change reported with what the feed leaves implicit.
//
// One writer; readers must be on the same thread. Nothing allocates after construction: every pool has a cap,
// and an event that would pass it is refused (Applied::pool_exhausted) and counted. Cost: O(1) for what
// happens near the touch, O(log levels) plus a memmove elsewhere; queue walks are O(orders).
#pragma once

#include <array>
#include <optional>
#include <span>

#include "tradewind/book/event.hpp"
#include "tradewind/book/ladder.hpp"
#include "tradewind/book/order_table.hpp"

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

struct BooksConfig {
    OrderTableConfig orders{};
    std::uint32_t max_levels{1U << 22};
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

class Books {
  public:
    explicit Books(const BooksConfig& config = {});

    /// Apply one event and say what it did.
    Update apply(const Event& event) noexcept;

    [[nodiscard]] Touch touch(Locate locate) const noexcept;
    /// Levels best first into `out`; returns how many the side has, which may be more than fit.
    std::size_t levels(Locate locate, Side side, std::span<LevelView> out) const noexcept;
    /// Orders of one level, front of the queue first; returns how many there are, which may be more than fit.
    std::size_t queue(Locate locate, Side side, Price price, std::span<QueuedOrder> out) const noexcept;
    [[nodiscard]] Qty level_qty(Locate locate, Side side, Price price) const noexcept;
    [[nodiscard]] std::optional<RestingOrder> find(OrderRef ref) const noexcept;

    [[nodiscard]] std::uint64_t live_orders() const noexcept { return orders_.live(); }
    [[nodiscard]] std::uint64_t live_levels() const noexcept { return levels_in_use_; }
    [[nodiscard]] const BookCounters& counters() const noexcept { return counters_; }
    /// Highest locate that ever had an order or a directory message; 0 when none.
    [[nodiscard]] Locate highest_locate() const noexcept { return {highest_locate_}; }
    /// Digest of one instrument's book as defined in book/digest.hpp.
    [[nodiscard]] std::uint64_t digest(Locate locate) const noexcept;

  private:
    struct Level {
        std::int64_t qty;
        std::int64_t price;  // units
        std::uint32_t orders;
        Handle oldest;
        Handle newest;
        std::uint16_t locate;
        std::uint8_t side;
        std::uint8_t unused;
    };
    static_assert(sizeof(Level) == 32);
    struct Book {
        std::array<Ladder, 2> sides;  // indexed by Side
        bool announced;
        bool crossed;
        bool locked;
    };

    static constexpr std::uint32_t kNoLevel = 0xFFFFFFFFU;
    static constexpr std::int64_t key_of(Side side, std::int64_t price) noexcept {
        return side == Side::buy ? price : -price;
    }

    [[nodiscard]] std::uint32_t find_level(Locate locate, Side side, Price price) const noexcept;
    [[nodiscard]] Applied add(const Event& event, OrderRef ref, Side side, Locate locate) noexcept;
    void unlink(Handle handle) noexcept;
    /// Take `qty` from a live order; fills the update's resting fields. The order goes when nothing is left.
    [[nodiscard]] Applied decrement(Handle handle, std::int64_t qty, Update& update) noexcept;
    void describe(Handle handle, Update& update) const noexcept;
    void count(const Update& update) noexcept;
    void note_cross(Book& book, Update& update) noexcept;
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> best(const Book& book, Side side) const noexcept;

    OrderTable orders_;
    base::Array<Level> levels_;
    LadderPool ladders_;
    base::Array<Book> books_;  // indexed by locate
    std::uint32_t level_top_{};
    std::uint32_t level_free_{kNoLevel};
    std::uint64_t levels_in_use_{};
    std::uint16_t highest_locate_{};
    BookCounters counters_;
};

}  // namespace tradewind::book
