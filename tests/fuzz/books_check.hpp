// Two books fed the same events, in batches and one by one, beside the naive ones: what must agree between
// them, and what a single one must keep about itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "book/naive_book.hpp"
#include "require.hpp"
#include "tradewind/book/books.hpp"

namespace tradewind::fuzz {

using namespace tradewind::book;

/// The instruments that inputs name.
inline constexpr std::array<std::uint16_t, 5> kLocates{1, 2, 3, 0, 65535};

/// What the books must refuse, written down again from their description.
inline bool has_price(const Event& e) { return e.price <= 2'147'483'647LL * 100'000; }
inline bool has_price(const WideEvent& e) {
    return e.price != INT64_MAX && e.price != INT64_MIN && e.price != INT64_MIN + 1;
}

template <class Policy>
class BooksCheck {
  public:
    using Books = BasicBooks<Policy>;
    using Event = typename Policy::Event;
    using Config = typename Books::Config;

    /// `order_cap`: the most orders that the pools can hold; `order_floor`: they hold as many in any case.
    BooksCheck(const Config& config, std::uint64_t order_cap, std::uint64_t order_floor)
        : config_(config),
          order_cap_(order_cap),
          order_floor_(order_floor),
          batched_(config),
          single_(config) {}

    void apply(std::span<const Event> events) {
        const Event* expected = events.data();
        batched_.apply(events, [&](const Event& event, const Change& change) {
            require(&event == expected++, "a batch hands its own events out in order");
            require(apply_one(event) == describe(event, change), "a batch changes what single events do");
        });
        require(expected == events.data() + events.size(), "a batch hands every event out");
    }

    /// Everything that can be seen of the books. O(orders).
    void check() const {
        const BookCounters counters = single_.counters();
        const BookCounters again = batched_.counters();
        static_assert(std::has_unique_object_representations_v<BookCounters>);
        require(std::memcmp(&counters, &again, sizeof counters) == 0, "a batch counts what single events do");
        require(counters.events == events_ && counters.applied == applied_, "every event is counted");
        require(counters.pool_exhausted == exhausted_, "every refusal for want of room is counted");
        require(counters.peak_orders <= order_cap_, "the peak keeps to the cap");
        std::uint64_t orders = 0;
        std::uint64_t levels = 0;
        for (const std::uint16_t locate : kLocates) {
            require(single_.digest({locate}) == batched_.digest({locate}), "a batch leaves the same books");
            const Touch touch = batched_.touch({locate});
            check_side(locate, Side::buy, touch.bid, touch.bid_qty, orders, levels);
            check_side(locate, Side::sell, touch.ask, touch.ask_qty, orders, levels);
        }
        require(orders == batched_.live_orders(), "live orders are those in the queues");
        require(levels == batched_.live_levels(), "live levels are those in the ladders");
    }

  private:
    using View = std::vector<LevelView>;

    static std::vector<LevelView> view(const Books& books, Locate locate, Side side, std::size_t depth) {
        std::vector<LevelView> out(depth);
        out.resize(std::min(out.size(), books.levels(locate, side, out)));
        return out;
    }
    static bool same(const View& a, const View& b) {
        return std::ranges::equal(a, b, [](const LevelView& x, const LevelView& y) {
            return x.price == y.price && x.qty == y.qty && x.orders == y.orders;
        });
    }

    static bool names_an_order(EventKind kind) {
        constexpr std::array kKinds{EventKind::execute, EventKind::execute_priced, EventKind::reduce,
                                    EventKind::remove,  EventKind::replace,        EventKind::modify};
        return std::ranges::find(kKinds, kind) != kKinds.end();
    }

    Update apply_one(const Event& event) {
        const std::optional<RestingOrder> resting = single_.find({event.ref});
        require(resting.has_value() == naive_.rests(event.ref), "an order is found while it rests");
        const bool alters = resting && names_an_order(event.kind);
        const Locate locate = alters ? resting->locate : event.locate();
        const Side side = alters ? resting->side : event.side;
        const Touch before = single_.touch(locate);
        const View depth = view(single_, locate, side, config_.depth);
        const bool full = no_room(locate, side, event);

        const Update update = single_.apply(event);
        ++events_;
        const bool exhausted = update.applied == Applied::pool_exhausted;
        exhausted_ += exhausted;
        const bool too_much = update.applied == Applied::bad_quantity && event.qty > 0;
        require((!exhausted && !too_much) || full,
                "only what there is no room for is refused for want of room");
        const bool changed = follow(event, update, resting.has_value());
        applied_ += changed;
        require(single_.live_orders() == naive_.live_orders(), "orders come and go as they should");
        require(single_.live_orders() <= order_cap_, "the pools bound the orders");

        const Touch after = single_.touch(locate);
        const auto differs = [](Price p, Qty q, Price p2, Qty q2, std::uint8_t price_bit,
                                std::uint8_t qty_bit) {
            const bool price = p != p2 || (q == Qty{}) != (q2 == Qty{});
            return (price ? price_bit : 0) | (price || q != q2 ? qty_bit : 0);
        };
        require(update.touch == (differs(before.bid, before.bid_qty, after.bid, after.bid_qty,
                                         touch_change::kBidPrice, touch_change::kBidQty) |
                                 differs(before.ask, before.ask_qty, after.ask, after.ask_qty,
                                         touch_change::kAskPrice, touch_change::kAskQty)),
                "an update says how the touch changed");
        require(update.touch_changed == (before != after), "an update says whether the touch changed");
        if (event.kind != EventKind::clear && !same(depth, view(single_, locate, side, config_.depth)))
            require(update.depth_changed, "an update says when the view of the depth changed");
        const bool crossed = after.bid_qty.lots != 0 && after.ask_qty.lots != 0 && after.bid > after.ask;
        require(!changed || update.crossed == crossed, "an update says whether the book is crossed");
        for (std::size_t i = 0; i < kLocates.size(); ++i) {
            for (std::size_t s = 0; s < 2; ++s) {
                auto& most = most_levels_[i][s];
                most = std::max(most, single_.levels({kLocates[i]}, static_cast<Side>(s), {}));
            }
        }
        return update;
    }

    /// Do in the naive books what the event asks for, as far as there is room; true if it changes a book.
    bool follow(const Event& event, const Update& update, bool resting) {
        switch (event.kind) {
            case EventKind::add:
                if (event.code != 0 || event.qty <= 0 || !has_price(event) || resting) {
                    require(update.applied != Applied::ok && update.applied != Applied::pool_exhausted,
                            "a faulty add is refused");
                    return false;
                }
                if (had_no_room(update)) return false;
                require(update.applied == Applied::ok, "a sound add is taken");
                break;
            case EventKind::replace:
            case EventKind::modify: {
                const bool taken = event.kind == EventKind::replace && event.aux != event.ref &&
                                   single_.find({event.aux}).has_value() && update.applied != Applied::ok;
                if (!resting || !has_price(event) || (taken && update.applied == Applied::duplicate_order)) {
                    require(update.applied == (!resting            ? Applied::unknown_order
                                               : !has_price(event) ? Applied::bad_price
                                                                   : Applied::duplicate_order),
                            "a faulty replace is refused");
                    return false;
                }
                if (had_no_room(update)) {
                    Event gone = event;
                    gone.kind = EventKind::remove;
                    naive_.apply(gone);
                    return true;
                }
                break;
            }
            case EventKind::execute:
            case EventKind::execute_priced:
            case EventKind::reduce:
                if (resting && event.qty < 0) {
                    require(update.applied == Applied::bad_quantity, "a negative quantity is refused");
                    return false;
                }
                [[fallthrough]];
            case EventKind::remove:
                require((update.applied == Applied::unknown_order) == !resting, "unknown orders are told");
                if (!resting) return false;
                break;
            case EventKind::clear:
                break;
            default:
                require(update.applied == Applied::ignored, "other kinds change no book");
                return false;
        }
        naive_.apply(event);
        return true;
    }

    static bool had_no_room(const Update& update) {
        return update.applied == Applied::pool_exhausted || update.applied == Applied::bad_quantity;
    }
    /// Could some pool be full? Each ladder keeps the room that it once had.
    bool no_room(Locate locate, Side side, const Event& event) const {
        std::size_t most = 1;
        for (const auto& sides : most_levels_) most += sides[0] + sides[1];
        const std::int64_t there = single_.level_qty(locate, side, {event.price}).lots;
        return single_.live_orders() >= order_floor_ || most > config_.max_levels ||
               (event.qty > 0 && there > kMaxLevelQty - static_cast<std::int64_t>(event.qty));
    }

    void check_side(std::uint16_t locate, Side side, Price best, Qty best_qty, std::uint64_t& orders,
                    std::uint64_t& levels) const {
        const View expected = naive_.levels({locate}, side);
        const View got = view(batched_, {locate}, side, expected.size() + 1);
        require(same(got, expected), "the levels are the naive ones'");
        require(got.empty() ? best_qty == Qty{} : best == got[0].price && best_qty == got[0].qty,
                "the touch is the best level");
        levels += got.size();
        for (std::size_t i = 0; i < got.size(); ++i) {
            require(i == 0 || (side == Side::buy ? got[i].price < got[i - 1].price
                                                 : got[i].price > got[i - 1].price),
                    "levels are sorted, best first");
            std::vector<QueuedOrder> queue(got[i].orders + std::size_t{1});
            require(batched_.queue({locate}, side, got[i].price, queue) == got[i].orders,
                    "a queue has as many orders as its level");
            queue.resize(got[i].orders);
            const std::vector<QueuedOrder> truth = naive_.queue({locate}, side, got[i].price);
            Qty total{};
            for (std::size_t k = 0; k < queue.size(); ++k) {
                require(queue[k].ref == truth[k].ref && queue[k].qty == truth[k].qty,
                        "the queues are the naive ones'");
                total += queue[k].qty;
                const auto found = batched_.find(queue[k].ref);
                require(found && found->locate == Locate{locate} && found->side == side &&
                            found->price == got[i].price && found->qty == queue[k].qty,
                        "a queued order is found by its reference");
            }
            require(total == got[i].qty && total == batched_.level_qty({locate}, side, got[i].price),
                    "a level has the quantity of its queue");
            orders += queue.size();
        }
    }

    Config config_;
    std::uint64_t order_cap_;
    std::uint64_t order_floor_;
    Books batched_;
    Books single_;
    NaiveBooks naive_;
    std::uint64_t events_{};
    std::uint64_t applied_{};
    std::uint64_t exhausted_{};
    std::array<std::array<std::size_t, 2>, kLocates.size()> most_levels_{};
};

}  // namespace tradewind::fuzz
