// Quantity and number of orders ahead of chosen places in the queues of a book: of a resting order, or of an
// order that would join the back of a level now.
//
// What stands ahead is taken from the book's own queue when a watch is made and only shrinks from there, by
// the messages about those orders: executions, partial cancels, deletes, replaces, modifications. Whatever
// comes later is behind. A watch on an order that is replaced, or modified so that it loses its place, moves
// with it to the back of its new level; one on an order that leaves the book has state `gone`.
//
// Cost: a message about an instrument without a watch, one byte load. Otherwise one hash look-up, whatever
// the number of watches, because an order is kept once, under the first watch that it stands ahead of; what
// is ahead of a watch is the sum over the watches of its level up to it. Making, moving and ending a watch
// costs one pass over the level's queue, reading one a pass over the watches in front of it.
//
// One thread. Nothing allocates after construction. Each update must be handed in, in order, before a watch
// is made on the book that it led to.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tradewind/book/books.hpp"

namespace tradewind::book {

/// What a watch reads of a book; book::Books is one.
template <class B>
concept QueueView = requires(const B& book, Locate locate, Side side, Price price, OrderRef ref,
                             std::span<QueuedOrder> orders) {
    { book.queue(locate, side, price, orders) } noexcept -> std::same_as<std::size_t>;
};
template <class B>
concept OrderView = QueueView<B> && requires(const B& book, OrderRef ref) {
    { book.find(ref) } noexcept -> std::same_as<std::optional<RestingOrder>>;
};

/// The order named by the update is smaller or gone; of a replace: the new order rests, too.
[[nodiscard]] constexpr bool took_effect(Applied applied) noexcept {
    return applied == Applied::ok || applied == Applied::over_decrement || applied == Applied::wrong_locate;
}
/// A replace whose new order could not be made has still removed the old one; so has a modify that lost its
/// place.
[[nodiscard]] constexpr bool removed_old(Applied applied) noexcept {
    return took_effect(applied) || applied == Applied::zero_quantity || applied == Applied::bad_quantity ||
           applied == Applied::pool_exhausted;
}
/// The order that the update names left its place in the queue; if the update took effect it rests again, as
/// `new_ref` at the back of the level at `new_price`.
[[nodiscard]] constexpr bool lost_place(const Update& update) noexcept {
    if (update.kind == EventKind::replace) return removed_old(update.applied);
    if (update.kind != EventKind::modify || !removed_old(update.applied)) return false;
    return update.new_price != update.price || update.new_qty > update.qty || update.new_qty <= Qty{};
}
/// The update took something from the order that it names.
[[nodiscard]] constexpr bool shrinks(const Update& update) noexcept {
    switch (update.kind) {
        case EventKind::execute:
        case EventKind::execute_priced:
        case EventKind::reduce:
        case EventKind::remove:
            return took_effect(update.applied);
        case EventKind::replace:
        case EventKind::modify:
            return removed_old(update.applied);
        default:
            return false;
    }
}

struct WatchesConfig {
    std::uint32_t max_watches{1024};
    /// Orders that stand ahead of any watch, each counted once, and the watched orders.
    std::uint32_t max_orders{1U << 16};
};

using WatchId = std::uint32_t;
inline constexpr WatchId kNoWatch = 0xFFFFFFFFU;

enum class WatchStatus : std::uint8_t {
    ok,
    not_resting,      ///< the book has no such order
    already_watched,  ///< each order has one watch
    no_watch_left,    ///< max_watches
    no_room,          ///< max_orders
};
struct NewWatch {
    WatchStatus status{};
    WatchId id{kNoWatch};  ///< valid if ok
};

enum class WatchState : std::uint8_t {
    watching,
    gone,  ///< the watched order has left the book
    lost,  ///< the place is not known any more: no room when the order moved, or the book was cleared (what
           ///< follows a clear may bring the order back, at any place)
};
struct QueuePosition {
    WatchState state{};
    Side side{};
    Locate locate{};
    OrderRef ref{};  ///< the watched order as it is numbered now; 0: the watch is on a place, not on an order
    Price price{};
    Qty qty{};    ///< what the watched order has left
    Qty ahead{};  ///< 0 unless watching
    std::uint32_t orders_ahead{};
};

class Watches {
  public:
    /// Throws std::invalid_argument naming the setting, its value and its limits.
    explicit Watches(const WatchesConfig& config = {});

    /// Watch a resting order.
    template <OrderView B>
    [[nodiscard]] NewWatch watch_order(OrderRef ref, const B& book) noexcept {
        const std::optional<RestingOrder> order = book.find(ref);
        if (!order) return {WatchStatus::not_resting};
        return start({order->locate, order->side, order->price, ref}, book);
    }
    /// Watch the place behind all orders that rest at a price now; the level may be empty.
    template <QueueView B>
    [[nodiscard]] NewWatch watch_back(Locate locate, Side side, Price price, const B& book) noexcept {
        return start({locate, side, price, {}}, book);
    }
    /// Give a watch back, whatever its state; its id may be used again.
    void remove(WatchId id) noexcept;

    /// One update, with the book after it.
    template <QueueView B>
    void on_update(const Update& update, const B& book) noexcept {
        if (watched_[update.locate.value] == 0) [[likely]]
            return;
        if (update.kind == EventKind::clear) return clear(update.locate);
        if (!shrinks(update)) return;
        const bool moved = lost_place(update);
        const WatchId own = shrink(update.ref, moved ? Qty{} : update.remaining);
        if (own == kNoWatch) [[likely]]
            return;
        leave(own, WatchState::gone);
        if (moved && took_effect(update.applied)) move(own, update, book);
    }

    [[nodiscard]] QueuePosition position(WatchId id) const noexcept;
    /// Whether the order stands ahead of the watch.
    [[nodiscard]] bool is_ahead(WatchId id, OrderRef ref) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Room for orders; a level of this many can be watched.
    [[nodiscard]] std::size_t free_orders() const noexcept { return free_nodes_; }

  private:
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    struct Place {
        Locate locate;
        Side side;
        Price price;
        OrderRef ref;
    };
    /// An order that somebody's place depends on: in a hash chain, and in the list of the first watch that
    /// it stands ahead of.
    struct Node {
        OrderRef ref;
        Qty qty;
        WatchId before;       // kNoWatch: it is itself watched, and nobody behind it is
        WatchId own;          // the watch on this very order
        std::uint32_t chain;  // next in the hash chain
        std::uint32_t next;   // next of the same watch, or next free
        std::uint32_t prev;
    };
    struct Watch {
        Place place;
        WatchState state;
        Qty qty;               // of the orders in its list
        std::uint32_t orders;  // in its list
        std::uint32_t first;   // of its list
        std::uint32_t own;     // node of the watched order
        WatchId in_front;      // neighbours of the same level, in the order of the queue
        WatchId behind;
        WatchId prev;  // of the same instrument
        WatchId next;  // or next free
    };

    template <QueueView B>
    [[nodiscard]] NewWatch start(const Place& place, const B& book) noexcept {
        if (free_watch_ == kNoWatch) return {WatchStatus::no_watch_left};
        const WatchId id = free_watch_;
        const WatchStatus status =
            settle(id, place, book.queue(place.locate, place.side, place.price, queue_));
        if (status != WatchStatus::ok) return {status};
        return {WatchStatus::ok, id};
    }
    template <QueueView B>
    void move(WatchId id, const Update& update, const B& book) noexcept {
        const Place place{update.locate, update.side, update.new_price, update.new_ref};
        const std::size_t n = book.queue(place.locate, place.side, place.price, queue_);
        if (enter(id, place, n) != WatchStatus::ok) {
            watches_[id].place = place;
            watches_[id].state = WatchState::lost;
        }
    }
    [[nodiscard]] WatchStatus settle(WatchId id, const Place& place, std::size_t queued) noexcept;
    [[nodiscard]] WatchStatus enter(WatchId id, const Place& place, std::size_t queued) noexcept;
    void leave(WatchId id, WatchState state) noexcept;
    void clear(Locate locate) noexcept;
    [[nodiscard]] WatchId shrink(OrderRef ref, Qty remaining) noexcept;

    [[nodiscard]] std::size_t bucket_of(OrderRef ref) const noexcept {
        return (ref.value * 0x9E3779B97F4A7C15ULL) >> shift_;
    }
    [[nodiscard]] std::uint32_t find(OrderRef ref) const noexcept {
        std::uint32_t n = buckets_[bucket_of(ref)];
        while (n != kNone && nodes_[n].ref != ref) n = nodes_[n].chain;
        return n;
    }
    [[nodiscard]] std::uint32_t insert(OrderRef ref, Qty qty) noexcept;
    void erase(std::uint32_t node) noexcept;
    void release(std::uint32_t node) noexcept;
    void link(std::uint32_t node, WatchId before) noexcept;
    void unlink(std::uint32_t node) noexcept;

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> buckets_;
    std::vector<Watch> watches_;
    std::vector<WatchId> by_locate_;
    /// Whether by_locate_ has any, by itself: one byte is all that almost every message of a day reads.
    std::vector<std::uint8_t> watched_;
    std::vector<QueuedOrder> queue_;  // scratch
    unsigned shift_;
    std::uint32_t free_node_{0};
    std::size_t free_nodes_;
    WatchId free_watch_{0};
    std::size_t size_{};
};

}  // namespace tradewind::book
