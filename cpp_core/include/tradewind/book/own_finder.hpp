// Where our own orders stand in the public feed. The venue tells us a reference number; the same number names
// the order in the feed, which reaches us on another path, earlier or later. This table joins the two streams
// in whatever order they come, and keeps a watch (book/watches.hpp) on every order of ours that it sees.
//
// The answer may be that the position is unknown, with a reason; it is never a guess. docs/queue-position.md
// has the rules in words.
//
// How it holds under skew:
//   accept first     the reference waits; the feed's add (or the replace that bears it) meets it.
//   feed first       the order rests in the book: one look-up by reference when the accept comes.
//   feed far ahead   the order has come and gone again. References that left the book lately, with what
//                    replaced them, are remembered for instruments on which we have anything open.
//
// One thread. Nothing allocates after construction. A message about an instrument on which we have nothing
// open costs one load; any other one or two hash look-ups.
#pragma once

#include <vector>

#include "tradewind/base/fixed_map.hpp"
#include "tradewind/book/watches.hpp"

namespace tradewind::book {

using base::Nanos;
using base::UserRef;

enum class OwnState : std::uint8_t {
    none,          ///< no open order of ours has this number
    not_yet_seen,  ///< on its way: the venue has not answered, or the feed has not shown it yet
    displayed,     ///< it rests in the book, and the quantity ahead is exact
    hidden,        ///< it will never be in the feed
    gone,          ///< the feed has seen it end; what the venue says about it is on its way
    unknown,       ///< see UnknownReason
};
enum class UnknownReason : std::uint8_t {
    none,
    restated,     ///< the venue changed its display or price and has named no new reference
    refresh_due,  ///< the displayed part of a reserve order is gone; the next one has not been named
    gap,          ///< feed messages were lost, and the order has not been seen since
    missed_add,   ///< the feed speaks of it, but the book never got its add
    forgotten,    ///< it may have come and gone, further back than we remember
    never_seen,   ///< the feed is past the accept by more than `patience` and has not shown it
    no_room,  ///< it rests in the book, but a capacity of the watches was too small to count what is ahead
};

/// What an accept or a replace tells, in plain values. `order_ref` is the number under which the order is
/// published: OUCH's secondary order reference number (tag 1) where there is one, else its order reference
/// number.
struct OwnTerms {
    UserRef ref{};
    OrderRef order_ref{};
    Locate locate{};
    DayTime time{};    ///< the venue's time of the message
    bool shows{true};  ///< false: hidden, immediate-or-cancel, for a cross only; see shows_in_feed
    bool reserve{};    ///< only a part is displayed (max floor) and is refreshed under new references
};

/// Whether an order with this OUCH display letter, which stays in the continuous book, is published.
[[nodiscard]] constexpr bool shows_in_feed(char display) noexcept {
    return display == 'Y' || display == 'A' || display == 'P' || display == 'L' || display == 'Z';
}

struct OwnPosition {
    OwnState state{};
    UnknownReason reason{};
    OrderRef ref{};  ///< as the feed numbers it, the latest that we know of
    // Of a displayed order only.
    Side side{};
    Price price{};
    Qty qty{};
    Qty ahead{};
    std::uint32_t orders_ahead{};
};

struct OwnFinderConfig {
    std::uint32_t max_own{4096};         ///< own orders open at once
    std::uint32_t max_orders{1U << 18};  ///< as WatchesConfig::max_orders
    std::uint32_t max_passed{1U << 14};  ///< references that left the book lately
    /// By how much the feed's clock may pass an accept before an order that should show counts as unknown.
    Nanos patience{1'000'000'000};
};

class OwnFinder {
  public:
    /// Throws std::invalid_argument naming the setting, its value and its limits.
    explicit OwnFinder(const OwnFinderConfig& config = {});

    /// We sent an order: from now on it may be in the feed. False: the table is full, and the order will not
    /// be found if it has come and gone before its accept.
    bool on_entered(UserRef ref, Locate locate) noexcept;
    /// False: the table is full and knows nothing of the order.
    template <OrderView B>
    bool on_accepted(const OwnTerms& terms, const B& book) noexcept {
        const Slot slot = claim(terms.ref, terms.locate);
        if (slot == kNoSlot) return false;
        set_terms(slot, terms);
        settle(slot, terms.order_ref, terms.time, book);
        return true;
    }
    /// `orig` lives on as terms.ref; an `orig` that is not known counts as an accept.
    template <OrderView B>
    bool on_replaced(UserRef orig, const OwnTerms& terms, const B& book) noexcept {
        rename(orig, terms.ref);
        return on_accepted(terms, book);
    }
    /// The venue moved the order by itself: a restated display or price, a new priority. `order_ref` is the
    /// new number in the feed; 0: the message names none.
    template <OrderView B>
    void on_restated(UserRef ref, OrderRef order_ref, DayTime time, const B& book) noexcept {
        const Slot slot = slot_of(ref);
        if (slot == kNoSlot) return;
        if (order_ref != OrderRef{})
            settle(slot, order_ref, time, book);
        else
            restate_unnamed(slot);
    }
    /// Nothing of the order is open any more: executed, canceled, rejected, expired, dead on arrival.
    void on_done(UserRef ref) noexcept;

    /// One update of the feed, with the book after it.
    template <OrderView B>
    void on_update(const Update& update, const B& book) noexcept {
        if (open_at_[update.locate.value] != 0) [[unlikely]]
            on_open(update, book);
    }
    /// Feed messages were lost: every position is unknown until the book is whole again.
    void on_gap() noexcept;
    /// The book has been made whole (from a snapshot): look for every order in it.
    template <OrderView B>
    void on_resync(const B& book) noexcept {
        gap_ = false;
        for (Slot slot = 0; slot < orders_.size(); ++slot) {
            const Order& us = orders_[slot];
            if (us.used && us.reason == UnknownReason::gap && book.find(us.ref)) sight(slot, book);
        }
    }

    /// `feed_time`: the time of the latest feed message, whatever its instrument.
    [[nodiscard]] OwnPosition query(UserRef ref, DayTime feed_time) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return by_user_ref_.size(); }

  private:
    using Slot = std::uint32_t;
    static constexpr Slot kNoSlot = 0xFFFFFFFFU;
    struct Order {
        UserRef user{};
        OrderRef ref{};  // the latest that we know of; 0 until the accept
        Locate locate{};
        DayTime accepted{};
        OwnState state{};
        UnknownReason reason{};
        bool used{};
        bool shows{};
        bool reserve{};
        bool unseen_since_gap{};
        /// New numbers that the feed has shown and the venue has not told us of yet; below 0: those that the
        /// venue has told us of without naming them, and that the feed has not shown as a replace.
        std::int64_t moves{};
        WatchId watch{kNoWatch};
        Slot next_free{kNoSlot};
    };
    /// A reference that left the book.
    struct Passed {
        OrderRef successor;  // of a replace; 0: none
        DayTime time;
    };

    [[nodiscard]] Slot slot_of(UserRef ref) const noexcept {
        const Slot* const slot = by_user_ref_.find(ref.value);
        return slot == nullptr ? kNoSlot : *slot;
    }
    [[nodiscard]] Slot slot_of(OrderRef ref) const noexcept {
        const Slot* const slot = by_order_ref_.find(ref.value);
        return slot == nullptr ? kNoSlot : *slot;
    }
    /// The order's slot, a new one if need be; kNoSlot when full.
    [[nodiscard]] Slot claim(UserRef ref, Locate locate) noexcept;
    void rename(UserRef orig, UserRef ref) noexcept;
    void set_terms(Slot slot, const OwnTerms& terms) noexcept;
    void set_ref(Slot slot, OrderRef ref) noexcept;
    /// Ends the order's watch.
    void set_state(Slot slot, OwnState state, UnknownReason reason = UnknownReason::none) noexcept;
    void restate_unnamed(Slot slot) noexcept;
    /// Its watch is alive; when the order moved, it has moved along if there was room.
    [[nodiscard]] bool has_place(Slot slot) const noexcept {
        const WatchId watch = orders_[slot].watch;
        return watch != kNoWatch && watches_.position(watch).state == WatchState::watching;
    }
    void cleared(Locate locate) noexcept;
    void absent(Slot slot, DayTime time) noexcept;
    void passed(OrderRef ref, OrderRef successor, DayTime time) noexcept;
    void ended(Slot slot) noexcept;
    void missed(OrderRef ref) noexcept;

    /// The venue has named the order's reference.
    template <OrderView B>
    void settle(Slot slot, OrderRef ref, DayTime time, const B& book) noexcept {
        Order& us = orders_[slot];
        // The feed may be several replaces further on.
        for (us.moves = 0; us.moves < config_.max_passed && !book.find(ref); ++us.moves) {
            const Passed* const left = passed_.find(ref.value);
            if (left == nullptr || left->successor == OrderRef{}) break;
            ref = left->successor;
        }
        if (ref == us.ref && us.state == OwnState::displayed) return;
        set_ref(slot, ref);
        if (book.find(ref))
            sight(slot, book);
        else
            absent(slot, time);
    }
    /// The order rests in the book.
    template <OrderView B>
    void sight(Slot slot, const B& book) noexcept {
        if (gap_) {
            set_state(slot, OwnState::unknown, UnknownReason::gap);
            return;
        }
        orders_[slot].unseen_since_gap = false;
        set_state(slot, OwnState::unknown, UnknownReason::no_room);
        const NewWatch made = watches_.watch_order(orders_[slot].ref, book);
        if (made.status != WatchStatus::ok) return;
        set_state(slot, OwnState::displayed);
        orders_[slot].watch = made.id;
    }
    template <OrderView B>
    void on_open(const Update& update, const B& book) noexcept {
        watches_.on_update(update, book);
        if (update.kind == EventKind::clear) return cleared(update.locate);
        const bool is_replace = update.kind == EventKind::replace;
        if (update.kind != EventKind::add) {
            if (update.applied == Applied::unknown_order)
                missed(update.ref);
            else if (shrinks(update) && (is_replace || update.remaining == Qty{}))
                on_left(update, book);
        }
        const bool tells_place =
            update.kind == EventKind::add || is_replace || update.kind == EventKind::modify;
        if (!tells_place || !took_effect(update.applied)) return;
        const Slot slot = slot_of(update.kind == EventKind::add ? update.ref : update.new_ref);
        if (slot == kNoSlot || orders_[slot].moves < 0 || has_place(slot)) return;
        sight(slot, book);
    }
    /// An order has left the book, or moved on under another reference.
    template <OrderView B>
    void on_left(const Update& update, const B& book) noexcept {
        const bool moved = update.kind == EventKind::replace && took_effect(update.applied);
        passed(update.ref, moved ? update.new_ref : OrderRef{}, update.time);
        const Slot slot = slot_of(update.ref);
        if (slot == kNoSlot) return;
        if (!moved) {
            ended(slot);
            return;
        }
        ++orders_[slot].moves;
        set_ref(slot, update.new_ref);
        if (orders_[slot].moves < 0) return;
        if (!has_place(slot)) sight(slot, book);
    }

    OwnFinderConfig config_;
    Watches watches_;
    std::vector<Order> orders_;
    base::FixedMap<Slot> by_user_ref_;
    base::FixedMap<Slot> by_order_ref_;
    base::FixedMap<Passed> passed_;
    std::vector<OrderRef> passed_ring_;   // of the references in passed_, oldest at passed_count_ once full
    std::vector<std::uint32_t> open_at_;  // own orders by locate
    std::uint64_t passed_count_{};
    DayTime forgotten_until_{-1};  // the latest time of a reference that passed_ had to drop
    Slot free_{0};
    bool gap_{};
};

}  // namespace tradewind::book
