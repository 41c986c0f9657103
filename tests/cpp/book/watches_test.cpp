// Watches: the rules one by one, then random flows in which every watch equals a recount after every message.
#include "tradewind/book/watches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace tradewind::book {
namespace {

constexpr Locate kStock{7};
constexpr Price kPrice{100'000'000'000};
constexpr Price kBetter{100'010'000'000};

BooksConfig small_books() {
    BooksConfig config;
    config.orders = {
        .max_slabs = 1U << 12, .max_directory_pages = 64, .max_outliers = 1U << 12, .memory = {}};
    config.max_levels = 1U << 12;
    return config;
}

/// Books with watches attached: every event goes through both.
struct Rig {
    explicit Rig(const WatchesConfig& config = {}) : watches(config) {}

    Books books{small_books()};
    Watches watches;
    Update last{};

    Rig& apply(const Event& event) {
        last = books.apply(event);
        watches.on_update(last, books);
        return *this;
    }
    Rig& add(std::uint64_t ref, std::uint32_t qty, Price price = kPrice, Locate locate = kStock,
             Side side = Side::buy) {
        return apply({.ref = ref,
                      .price = price.units,
                      .time_locate = Event::pack({1}, locate),
                      .qty = qty,
                      .kind = EventKind::add,
                      .side = side});
    }
    Rig& take(EventKind kind, std::uint64_t ref, std::uint32_t qty = 0) {
        return apply({.ref = ref, .time_locate = Event::pack({1}, kStock), .qty = qty, .kind = kind});
    }
    Rig& replace(std::uint64_t ref, std::uint64_t fresh, std::uint32_t qty, Price price = kPrice) {
        return apply({.ref = ref,
                      .aux = fresh,
                      .price = price.units,
                      .time_locate = Event::pack({1}, kStock),
                      .qty = qty,
                      .kind = EventKind::replace});
    }
    Rig& modify(std::uint64_t ref, std::uint32_t qty, Price price = kPrice) {
        return apply({.ref = ref,
                      .price = price.units,
                      .time_locate = Event::pack({1}, kStock),
                      .qty = qty,
                      .kind = EventKind::modify});
    }
    Rig& clear(Locate locate) {
        return apply({.time_locate = Event::pack({1}, locate), .kind = EventKind::clear});
    }
    WatchId on(std::uint64_t ref) {
        const NewWatch made = watches.watch_order({ref}, books);
        EXPECT_EQ(made.status, WatchStatus::ok);
        return made.id;
    }
    WatchId back(Price price = kPrice, Side side = Side::buy) {
        const NewWatch made = watches.watch_back(kStock, side, price, books);
        EXPECT_EQ(made.status, WatchStatus::ok);
        return made.id;
    }
    void expect(WatchId id, std::int64_t ahead, std::uint32_t orders) {
        const QueuePosition at = watches.position(id);
        EXPECT_EQ(at.state, WatchState::watching);
        EXPECT_EQ(at.ahead.lots, ahead);
        EXPECT_EQ(at.orders_ahead, orders);
    }
};

/// Orders 1 (100), 2 (200), 3 (300) in one queue.
struct Three : Rig {
    Three() { add(1, 100).add(2, 200).add(3, 300); }
};

TEST(Watches, count_what_stands_ahead_when_they_are_made) {
    Three rig;
    rig.add(4, 5, kBetter).add(5, 6, kPrice, kStock, Side::sell);
    rig.expect(rig.on(1), 0, 0);
    rig.expect(rig.on(3), 300, 2);
    rig.expect(rig.back(), 600, 3);
    rig.expect(rig.on(4), 0, 0);
    rig.expect(rig.back({90'000'000'000}), 0, 0);
}

TEST(Watches, partial_cancels_and_executions_ahead_advance_them) {
    Three rig;
    const WatchId third = rig.on(3);
    const WatchId back = rig.back();
    rig.take(EventKind::reduce, 2, 50);
    rig.expect(third, 250, 2);
    rig.take(EventKind::execute, 1, 100);
    rig.expect(third, 150, 1);
    rig.take(EventKind::execute_priced, 2, 10);
    rig.expect(third, 140, 1);
    rig.take(EventKind::remove, 2);
    rig.expect(third, 0, 0);
    rig.expect(back, 300, 1);
}

TEST(Watches, an_order_ahead_that_is_replaced_is_behind) {
    Three rig;
    const WatchId third = rig.on(3);
    rig.replace(1, 9, 100);
    rig.expect(third, 200, 1);
    rig.take(EventKind::execute, 9, 100);
    rig.expect(third, 200, 1);
    rig.replace(2, 2, 200);  // under its own number: priority lost all the same
    rig.expect(third, 0, 0);
}

TEST(Watches, a_modify_keeps_its_place_only_if_it_loses_quantity) {
    Three rig;
    const WatchId first = rig.on(1);
    const WatchId second = rig.on(2);
    const WatchId third = rig.on(3);
    rig.modify(1, 40);
    rig.expect(third, 240, 2);
    EXPECT_EQ(rig.watches.position(first).qty.lots, 40);
    rig.modify(2, 200);  // to what it is
    rig.expect(third, 240, 2);
    rig.modify(1, 41);  // more: to the back
    rig.expect(third, 200, 1);
    rig.expect(first, 500, 2);
    rig.modify(2, 10, kBetter);
    rig.expect(third, 0, 0);
    rig.expect(second, 0, 0);
    EXPECT_EQ(rig.watches.position(second).price, kBetter);
    rig.modify(3, 0);  // to nothing: it is gone
    EXPECT_EQ(rig.watches.position(third).state, WatchState::gone);
    rig.expect(first, 0, 0);
}

TEST(Watches, a_replace_that_makes_no_new_order_still_removes_the_old_one) {
    Three rig;
    const WatchId second = rig.on(2);
    const WatchId third = rig.on(3);
    rig.replace(1, 9, 0);
    ASSERT_EQ(rig.last.applied, Applied::zero_quantity);
    rig.expect(third, 200, 1);
    rig.replace(2, 9, 0);
    EXPECT_EQ(rig.watches.position(second).state, WatchState::gone);
    rig.expect(third, 0, 0);
}

TEST(Watches, refused_messages_change_nothing) {
    Three rig;
    const WatchId third = rig.on(3);
    rig.take(EventKind::remove, 77);  // unknown
    rig.replace(1, 3, 100);           // its new number rests already
    ASSERT_EQ(rig.last.applied, Applied::duplicate_order);
    rig.add(1, 5);
    rig.expect(third, 300, 2);
}

TEST(Watches, what_comes_later_is_behind) {
    Three rig;
    const WatchId back = rig.back();
    rig.add(4, 400);
    rig.expect(back, 600, 3);
    rig.take(EventKind::remove, 4);
    rig.expect(back, 600, 3);
    rig.add(5, 500);
    const WatchId later = rig.back();
    rig.expect(later, 1'100, 4);
    rig.expect(back, 600, 3);
}

TEST(Watches, the_watched_order_shrinks_and_ends) {
    Three rig;
    const WatchId second = rig.on(2);
    EXPECT_EQ(rig.watches.position(second).qty.lots, 200);
    rig.take(EventKind::execute, 2, 50);  // out of turn: the feed has such
    EXPECT_EQ(rig.watches.position(second).qty.lots, 150);
    rig.expect(second, 100, 1);
    rig.take(EventKind::execute, 2, 150);
    const QueuePosition end = rig.watches.position(second);
    EXPECT_EQ(end.state, WatchState::gone);
    EXPECT_EQ(end.ahead, Qty{});
    EXPECT_EQ(end.ref, OrderRef{2});
    rig.watches.remove(second);
    EXPECT_EQ(rig.watches.size(), 0U);
}

TEST(Watches, a_watched_order_that_is_replaced_queues_at_its_new_level) {
    Three rig;
    rig.add(4, 40, kBetter);
    const WatchId first = rig.on(1);
    const WatchId third = rig.on(3);
    rig.replace(1, 9, 70, kBetter);
    const QueuePosition moved = rig.watches.position(first);
    EXPECT_EQ(moved.ref, OrderRef{9});
    EXPECT_EQ(moved.price, kBetter);
    EXPECT_EQ(moved.qty.lots, 70);
    rig.expect(first, 40, 1);
    rig.expect(third, 200, 1);
    rig.replace(9, 10, 70);  // and back again, behind all
    rig.expect(first, 500, 2);
    rig.take(EventKind::remove, 2);
    rig.expect(first, 300, 1);
}

TEST(Watches, one_between_others_takes_its_part_and_gives_it_back) {
    Three rig;
    const WatchId back = rig.back();
    const WatchId second = rig.on(2);
    const WatchId third = rig.on(3);
    EXPECT_TRUE(rig.watches.is_ahead(third, {1}));
    EXPECT_TRUE(rig.watches.is_ahead(third, {2}));
    EXPECT_FALSE(rig.watches.is_ahead(third, {3}));
    EXPECT_TRUE(rig.watches.is_ahead(back, {3}));
    EXPECT_FALSE(rig.watches.is_ahead(second, {2}));
    rig.watches.remove(third);
    rig.watches.remove(second);
    rig.expect(back, 600, 3);
    rig.take(EventKind::execute, 1, 100);
    rig.expect(back, 500, 2);
    rig.expect(rig.on(3), 200, 1);
}

TEST(Watches, a_cleared_book_loses_them_and_frees_their_room) {
    Three rig;
    const std::size_t room = rig.watches.free_orders();
    const WatchId third = rig.on(3);
    const WatchId back = rig.back();
    EXPECT_EQ(rig.watches.free_orders(), room - 3);
    rig.clear({8});
    rig.expect(third, 300, 2);
    rig.clear(kStock);
    EXPECT_EQ(rig.watches.position(third).state, WatchState::lost);
    EXPECT_EQ(rig.watches.position(back).state, WatchState::lost);
    EXPECT_EQ(rig.watches.position(back).ahead, Qty{});
    EXPECT_EQ(rig.watches.free_orders(), room);
}

TEST(Watches, capacities_refuse_and_say_which) {
    Rig rig({.max_watches = 2, .max_orders = 3});
    rig.add(1, 10).add(2, 20).add(3, 30).add(4, 40).add(5, 50, kBetter);
    EXPECT_EQ(rig.watches.watch_order({99}, rig.books).status, WatchStatus::not_resting);
    EXPECT_EQ(rig.watches.watch_back(kStock, Side::buy, kPrice, rig.books).status, WatchStatus::no_room);
    EXPECT_EQ(rig.watches.watch_order({4}, rig.books).status, WatchStatus::no_room);
    const WatchId second = rig.on(2);  // one ahead and itself
    EXPECT_EQ(rig.watches.watch_order({2}, rig.books).status, WatchStatus::already_watched);
    EXPECT_EQ(rig.watches.watch_order({4}, rig.books).status, WatchStatus::no_room);
    const WatchId third = rig.on(3);  // orders 1 and 2 are known already
    EXPECT_EQ(rig.watches.watch_order({5}, rig.books).status, WatchStatus::no_watch_left);
    rig.expect(second, 10, 1);
    rig.expect(third, 30, 2);
    rig.replace(3, 6, 30);  // behind order 4: three ahead and itself
    EXPECT_EQ(rig.watches.position(third).state, WatchState::lost);
    EXPECT_EQ(rig.watches.position(third).ref, OrderRef{6});
    rig.expect(second, 10, 1);
    rig.watches.remove(second);
    rig.watches.remove(third);
    EXPECT_EQ(rig.watches.free_orders(), 3U);
}

TEST(Watches, settings_are_named_with_their_limits) {
    const auto message = [](const WatchesConfig& config) -> std::string {
        try {
            const Watches watches(config);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message({}), "");
    EXPECT_EQ(message({.max_watches = 0}), "watches: max_watches is 0, must be between 1 and 1048576");
    EXPECT_EQ(message({.max_orders = 0}), "watches: max_orders is 0, must be between 1 and 67108864");
}

// --- random flows ---

/// A watch told again: which order it is on, or which orders were there when it was made.
struct Told {
    std::uint64_t ref{};               // 0: a place
    std::set<std::uint64_t> before{};  // of a place: orders ahead that are still there
    Side side{};
    Price price{};
    Locate locate{};
    bool gone{};
};

class RandomFlow {
  public:
    explicit RandomFlow(std::uint64_t seed) : rng_(seed), rig_({.max_watches = 24, .max_orders = 4'000}) {}

    void run(int steps) {
        for (int step = 0; step < steps; ++step) {
            change_watches();
            const Event event = random_event();
            const std::optional<RestingOrder> before = rig_.books.find({event.ref});
            rig_.apply(event);
            follow(rig_.last, before);
            if (step % 97 == 0) {
                const Locate locate{static_cast<std::uint16_t>(1 + below(2))};
                rig_.clear(locate);
                for (auto& [id, told] : told_) lost_.insert(told.locate == locate ? id : kNoWatch);
            }
            check(step);
            if (::testing::Test::HasFatalFailure()) return;
        }
        EXPECT_GT(compared_, static_cast<std::uint64_t>(steps));
        for (const auto& [id, told] : told_) rig_.watches.remove(id);
        EXPECT_EQ(rig_.watches.free_orders(), 4'000U);
        EXPECT_EQ(rig_.watches.size(), 0U);
    }
    [[nodiscard]] std::uint64_t deepest() const { return deepest_; }

  private:
    std::uint64_t below(std::uint64_t n) { return rng_() % n; }
    std::uint64_t some_ref() {
        if (live_.empty() || below(60) == 0) return below(next_ref_ + 5);
        return live_[below(live_.size())];
    }
    Event random_event() {
        Event e;
        e.time_locate = Event::pack({1}, {static_cast<std::uint16_t>(1 + below(2))});
        e.qty = below(40) == 0 ? 0 : static_cast<std::uint32_t>(1 + below(100));
        e.price = static_cast<std::int64_t>(1'000 + below(3)) * 10'000'000;
        e.side = static_cast<Side>(below(2));
        const std::uint64_t dice = below(100);
        if (dice < 46) {
            e.kind = EventKind::add;
            e.ref = below(50) == 0 ? some_ref() : ++next_ref_;
        } else if (dice < 60) {
            e.kind = EventKind::replace;
            e.ref = some_ref();
            e.aux = below(20) == 0 ? e.ref : below(40) == 0 ? some_ref() : ++next_ref_;
        } else if (dice < 70) {
            e.kind = EventKind::modify;
            e.ref = some_ref();
            if (const auto order = rig_.books.find({e.ref}); order && below(3) != 0)
                e.price = order->price.units;
        } else {
            constexpr EventKind kinds[] = {EventKind::execute, EventKind::execute_priced, EventKind::reduce,
                                           EventKind::remove, EventKind::trade};
            e.kind = kinds[below(5)];
            e.ref = some_ref();
        }
        return e;
    }
    void change_watches() {
        if (below(8) == 0 && !told_.empty()) {
            const auto it = std::next(told_.begin(), static_cast<std::ptrdiff_t>(below(told_.size())));
            rig_.watches.remove(it->first);
            lost_.erase(it->first);
            told_.erase(it);
        }
        if (below(3) != 0) return;
        NewWatch made;
        Told told;
        if (below(2) == 0) {
            const std::uint64_t ref = some_ref();
            made = rig_.watches.watch_order({ref}, rig_.books);
            if (made.status != WatchStatus::ok) return;
            const auto order = rig_.books.find({ref});
            told = {ref, {}, order->side, order->price, order->locate, false};
        } else {
            told.side = static_cast<Side>(below(2));
            told.price = {static_cast<std::int64_t>(1'000 + below(3)) * 10'000'000};
            told.locate = {static_cast<std::uint16_t>(1 + below(2))};
            made = rig_.watches.watch_back(told.locate, told.side, told.price, rig_.books);
            if (made.status != WatchStatus::ok) return;
            for (const QueuedOrder& order : queue(told)) told.before.insert(order.ref.value);
        }
        ASSERT_FALSE(told_.contains(made.id));
        told_[made.id] = told;
    }
    void follow(const Update& update, const std::optional<RestingOrder>& order) {
        if (update.applied == Applied::ignored) return;
        live_.clear();
        for (const auto& [ref, unused] : resting()) live_.push_back(ref);
        if (!order || !shrinks(update)) return;
        const bool modified = update.kind == EventKind::modify;
        const bool to_the_back =
            update.kind == EventKind::replace ||
            (modified && (update.new_price != order->price || update.new_qty > order->qty));
        if (!to_the_back && rig_.books.find(update.ref)) return;
        for (auto& [id, told] : told_) {
            told.before.erase(update.ref.value);
            if (told.ref != update.ref.value || told.gone) continue;
            if (to_the_back && took_effect(update.applied)) {
                told.ref = update.new_ref.value;
                told.price = update.new_price;
            } else {
                told.gone = true;
            }
        }
    }
    std::map<std::uint64_t, Qty> resting() {
        std::map<std::uint64_t, Qty> all;
        for (const Locate locate : {Locate{1}, Locate{2}})
            for (const Side side : {Side::buy, Side::sell})
                for (std::int64_t p = 1'000; p < 1'003; ++p)
                    for (const QueuedOrder& o : queue({0, {}, side, {p * 10'000'000}, locate, false}))
                        all[o.ref.value] = o.qty;
        return all;
    }
    std::vector<QueuedOrder> queue(const Told& told) {
        std::vector<QueuedOrder> orders(rig_.books.queue(told.locate, told.side, told.price, {}));
        rig_.books.queue(told.locate, told.side, told.price, orders);
        return orders;
    }
    void check(int step) {
        for (const auto& [id, told] : told_) {
            const QueuePosition at = rig_.watches.position(id);
            if (lost_.contains(id)) {
                ASSERT_NE(at.state, WatchState::watching) << step;
                continue;
            }
            if (told.gone) {
                ASSERT_EQ(at.state, WatchState::gone) << step;
                continue;
            }
            ASSERT_EQ(at.state, WatchState::watching) << step;
            ASSERT_EQ(at.ref.value, told.ref) << step;
            ASSERT_EQ(at.price, told.price) << step;
            Qty ahead;
            std::uint32_t orders = 0;
            Qty own;
            for (const QueuedOrder& order : queue(told)) {
                if (order.ref.value == told.ref) {
                    own = order.qty;
                    break;
                }
                if (told.ref == 0 && !told.before.contains(order.ref.value)) continue;
                ahead += order.qty;
                ++orders;
                ASSERT_TRUE(rig_.watches.is_ahead(id, order.ref)) << step;
            }
            ASSERT_EQ(at.ahead, ahead) << step;
            ASSERT_EQ(at.orders_ahead, orders) << step;
            ASSERT_EQ(at.qty, own) << step;
            deepest_ = std::max<std::uint64_t>(deepest_, orders);
            ++compared_;
        }
    }

    std::mt19937_64 rng_;
    Rig rig_;
    std::map<WatchId, Told> told_;
    std::set<WatchId> lost_;
    std::vector<std::uint64_t> live_;
    std::uint64_t next_ref_{};
    std::uint64_t compared_{};
    std::uint64_t deepest_{};
};

TEST(WatchesModel, EqualARecountOfTheQueueAfterEveryMessage) {
    std::uint64_t deepest = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        RandomFlow flow(seed);
        flow.run(1'500);
        if (::testing::Test::HasFailure()) {
            FAIL() << "seed " << seed;
        }
        deepest = std::max(deepest, flow.deepest());
    }
    EXPECT_GT(deepest, 10U);
}

}  // namespace
}  // namespace tradewind::book
