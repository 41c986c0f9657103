// Random flows with sparse ids, 64-bit quantities, modifications in place and clears through the wide books
// and through lists; every flag of every update against what can be seen from outside.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "tradewind/book/books.hpp"

namespace tradewind::book {
namespace {

struct Order {
    std::uint64_t ref;
    std::int64_t qty;
};
/// price -> queue; bids and asks of one instrument.
using Side2 = std::map<std::int64_t, std::vector<Order>>;

struct Model {
    Side2 sides[2];

    std::pair<int, std::int64_t> where(std::uint64_t ref) const {
        for (int s = 0; s < 2; ++s)
            for (const auto& [price, queue] : sides[s])
                for (const Order& order : queue)
                    if (order.ref == ref) return {s, price};
        return {-1, 0};
    }
    std::int64_t erase(std::uint64_t ref) {
        const auto [side, price] = where(ref);
        std::vector<Order>& queue = sides[side][price];
        const auto it = std::ranges::find(queue, ref, &Order::ref);
        const std::int64_t qty = it->qty;
        queue.erase(it);
        if (queue.empty()) sides[side].erase(price);
        return qty;
    }
    void apply(const WideEvent& e) {
        const auto [side, price] = where(e.ref);
        if (e.kind == EventKind::clear) {
            sides[0].clear(), sides[1].clear();
        } else if (e.kind == EventKind::add) {
            if (side < 0 && e.qty > 0) sides[static_cast<int>(e.side)][e.price].push_back({e.ref, e.qty});
        } else if (side >= 0 && e.kind == EventKind::modify) {
            Order& order = *std::ranges::find(sides[side][price], e.ref, &Order::ref);
            if (e.price == price && e.qty > 0 && e.qty <= order.qty) {
                order.qty = e.qty;
            } else {
                erase(e.ref);
                if (e.qty > 0) sides[side][e.price].push_back({e.ref, e.qty});
            }
        } else if (side >= 0) {
            Order& order = *std::ranges::find(sides[side][price], e.ref, &Order::ref);
            if (e.kind == EventKind::remove || e.qty >= order.qty)
                erase(e.ref);
            else
                order.qty -= e.qty;
        }
    }
    /// The best `depth` levels of a side, best first.
    std::vector<std::pair<std::int64_t, std::int64_t>> view(int side, std::size_t depth) const {
        std::vector<std::pair<std::int64_t, std::int64_t>> out;
        const auto take = [&](const auto& level) {
            std::int64_t qty = 0;
            for (const Order& order : level.second) qty += order.qty;
            if (out.size() < depth) out.emplace_back(level.first, qty);
        };
        if (side == 0)
            std::for_each(sides[0].rbegin(), sides[0].rend(), take);
        else
            std::for_each(sides[1].begin(), sides[1].end(), take);
        return out;
    }
};

WideEvent random_event(std::mt19937_64& rng, const std::vector<std::uint64_t>& refs) {
    WideEvent e;
    e.locate_code = 1;
    e.ref = !refs.empty() && rng() % 3 != 0 ? refs[rng() % refs.size()] : rng();
    e.side = static_cast<Side>(rng() % 2);
    e.price = static_cast<std::int64_t>(rng() % 40) - 20;
    e.qty = static_cast<std::int64_t>(rng() % 5) << (rng() % 40);
    constexpr EventKind kinds[] = {EventKind::add,    EventKind::add,    EventKind::add,
                                   EventKind::modify, EventKind::remove, EventKind::execute,
                                   EventKind::reduce, EventKind::modify};
    e.kind = rng() % 500 == 0 ? EventKind::clear : kinds[rng() % 8];
    return e;
}

TEST(WideBooks, EqualListsAndDescribeEveryChange) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 rng(seed);
        WideBooksConfig config;
        config.orders.max_orders = 4096;
        config.max_levels = 512;
        config.depth = 1 + static_cast<std::uint32_t>(seed % 4);
        WideBooks books(config);
        Model model;
        std::vector<std::uint64_t> refs;
        for (int step = 0; step < 5000; ++step) {
            const WideEvent e = random_event(rng, refs);
            if (e.kind == EventKind::add) refs.push_back(e.ref);
            const Touch touch = books.touch({1});
            const auto before = std::pair{model.view(0, config.depth), model.view(1, config.depth)};
            const Update u = books.apply(e);
            model.apply(e);
            const auto after = std::pair{model.view(0, config.depth), model.view(1, config.depth)};
            const Touch now = books.touch({1});
            const auto bit = [](bool differs, std::uint8_t b) { return differs ? b : std::uint8_t{0}; };
            const bool bid_price =
                touch.bid != now.bid || (touch.bid_qty.lots == 0) != (now.bid_qty.lots == 0);
            const bool ask_price =
                touch.ask != now.ask || (touch.ask_qty.lots == 0) != (now.ask_qty.lots == 0);
            ASSERT_EQ(u.touch, bit(bid_price, touch_change::kBidPrice) |
                                   bit(bid_price || touch.bid_qty != now.bid_qty, touch_change::kBidQty) |
                                   bit(ask_price, touch_change::kAskPrice) |
                                   bit(ask_price || touch.ask_qty != now.ask_qty, touch_change::kAskQty))
                << "seed " << seed << " step " << step << " kind " << static_cast<char>(e.kind);
            ASSERT_EQ(u.touch_changed, u.touch != 0);
            // Moving within the view and back to the same state is the one change that is told though nothing
            // differs afterwards.
            if (before != after) {
                ASSERT_TRUE(u.depth_changed) << "seed " << seed << " step " << step;
            } else if (e.kind != EventKind::modify) {
                ASSERT_FALSE(u.depth_changed) << "seed " << seed << " step " << step;
            }
            std::uint64_t orders = 0;
            for (int side = 0; side < 2; ++side) {
                const auto expected = model.view(side, 1000);
                std::vector<LevelView> got(expected.size() + 1);
                ASSERT_EQ(books.levels({1}, static_cast<Side>(side), got), expected.size());
                for (std::size_t i = 0; i < expected.size(); ++i) {
                    ASSERT_EQ(got[i].price.units, expected[i].first);
                    ASSERT_EQ(got[i].qty.lots, expected[i].second);
                    const std::vector<Order>& queue = model.sides[side].at(expected[i].first);
                    std::vector<QueuedOrder> real(queue.size());
                    ASSERT_EQ(books.queue({1}, static_cast<Side>(side), got[i].price, real), queue.size());
                    for (std::size_t k = 0; k < queue.size(); ++k) {
                        ASSERT_EQ(real[k].ref.value, queue[k].ref) << "seed " << seed << " step " << step;
                        ASSERT_EQ(real[k].qty.lots, queue[k].qty);
                    }
                    orders += queue.size();
                }
            }
            ASSERT_EQ(books.live_orders(), orders);
        }
    }
}

WideEvent event(EventKind kind, std::uint64_t ref, std::int64_t price, std::int64_t qty) {
    WideEvent e;
    e.kind = kind;
    e.ref = ref;
    e.locate_code = 1;
    e.price = price;
    e.qty = qty;
    return e;
}

TEST(WideBooks, RefuseWhatALevelCannotCount) {
    WideBooks books;
    EXPECT_EQ(books.apply(event(EventKind::add, 1, 5, INT64_MAX - 10)).applied, Applied::ok);
    EXPECT_EQ(books.apply(event(EventKind::add, 2, 5, 11)).applied, Applied::pool_exhausted);
    EXPECT_EQ(books.apply(event(EventKind::add, 2, 5, 10)).applied, Applied::ok);
    EXPECT_EQ(books.level_qty({1}, Side::buy, {5}).lots, INT64_MAX);
    EXPECT_EQ(books.apply(event(EventKind::add, 3, 6, 1)).applied, Applied::ok) << "another level";
    EXPECT_EQ(books.apply(event(EventKind::modify, 3, 5, 1)).applied, Applied::pool_exhausted);
    EXPECT_EQ(books.live_orders(), 2U) << "an order that could not be moved is gone";
    EXPECT_EQ(books.counters().pool_exhausted, 2U);
    EXPECT_EQ(books.apply(event(EventKind::modify, 1, 5, INT64_MAX - 10)).applied, Applied::ok);
}

TEST(WideBooks, ClearCountsAtMostWhatAQuantityHolds) {
    WideBooks books;
    for (std::int64_t price = 1; price <= 3; ++price)
        ASSERT_EQ(
            books.apply(event(EventKind::add, static_cast<std::uint64_t>(price), price, INT64_MAX)).applied,
            Applied::ok);
    EXPECT_EQ(books.apply(event(EventKind::clear, 0, 0, 0)).qty.lots, INT64_MAX);
    EXPECT_EQ(books.live_orders(), 0U);
}

TEST(WideBooks, RefuseToTakeANegativeQuantity) {
    WideBooks books;
    ASSERT_EQ(books.apply(event(EventKind::add, 1, 5, 100)).applied, Applied::ok);
    for (const EventKind kind : {EventKind::reduce, EventKind::execute, EventKind::execute_priced}) {
        for (const std::int64_t qty : {std::int64_t{-1}, INT64_MIN}) {
            EXPECT_EQ(books.apply(event(kind, 1, 5, qty)).applied, Applied::zero_quantity);
            EXPECT_EQ(books.level_qty({1}, Side::buy, {5}).lots, 100);
        }
    }
    EXPECT_EQ(books.counters().zero_quantity, 6U);
    EXPECT_EQ(books.counters().applied, 1U);
}

TEST(WideBooks, RefuseAPriceAtEitherEndOf64Bits) {
    WideBooks books;
    for (const std::int64_t price : {INT64_MAX, INT64_MIN, INT64_MIN + 1}) {
        for (const Side side : {Side::buy, Side::sell}) {
            WideEvent e;
            e.kind = EventKind::add;
            e.ref = 1;
            e.qty = 1;
            e.price = price;
            e.side = side;
            EXPECT_EQ(books.apply(e).applied, Applied::bad_price);
        }
    }
    EXPECT_EQ(books.counters().bad_price, 6U);
    EXPECT_EQ(books.live_orders(), 0U);
}

}  // namespace
}  // namespace tradewind::book
