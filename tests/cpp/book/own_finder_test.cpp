// Finding our own orders in the feed: each case by itself. own_finder_skew_test.cpp has them all at random.
#include "tradewind/book/own_finder.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace tradewind::book {
namespace {

constexpr Locate kStock{7};
constexpr Price kPrice{100'000'000'000};
constexpr Price kBetter{100'010'000'000};
constexpr UserRef kUs{1};

struct Rig {
    explicit Rig(const OwnFinderConfig& config = {}) : finder(config) {
        // Others' orders: 1 (100), 2 (200) at our price.
        add(1, 100);
        add(2, 200);
    }

    Books books{[] {
        BooksConfig config;
        config.orders = {.max_slabs = 1U << 10, .max_directory_pages = 64, .max_outliers = 64, .memory = {}};
        config.max_levels = 1U << 10;
        return config;
    }()};
    OwnFinder finder;
    std::int64_t now{1'000};

    // --- the feed ---
    void apply(Event event) {
        event.time_locate = Event::pack({++now}, kStock);
        finder.on_update(books.apply(event), books);
    }
    void add(std::uint64_t ref, std::uint32_t qty, Price price = kPrice) {
        apply({.ref = ref, .price = price.units, .qty = qty, .kind = EventKind::add});
    }
    void execute(std::uint64_t ref, std::uint32_t qty) {
        apply({.ref = ref, .qty = qty, .kind = EventKind::execute});
    }
    void reduce(std::uint64_t ref, std::uint32_t qty) {
        apply({.ref = ref, .qty = qty, .kind = EventKind::reduce});
    }
    void remove(std::uint64_t ref) { apply({.ref = ref, .kind = EventKind::remove}); }
    void replace(std::uint64_t ref, std::uint64_t fresh, std::uint32_t qty, Price price = kPrice) {
        apply({.ref = ref, .aux = fresh, .price = price.units, .qty = qty, .kind = EventKind::replace});
    }

    // --- the venue ---
    OwnTerms terms(std::uint64_t order_ref, UserRef ref = kUs) const {
        return {.ref = ref, .order_ref = {order_ref}, .locate = kStock, .time = {now}};
    }
    void enter(UserRef ref = kUs) { EXPECT_TRUE(finder.on_entered(ref, kStock)); }
    void accept(const OwnTerms& t) { EXPECT_TRUE(finder.on_accepted(t, books)); }
    void accept(std::uint64_t order_ref) { accept(terms(order_ref)); }
    void replaced(std::uint32_t orig, std::uint32_t ref, std::uint64_t order_ref) {
        EXPECT_TRUE(finder.on_replaced({orig}, terms(order_ref, {ref}), books));
    }
    void restated(std::uint64_t order_ref, UserRef ref = kUs) {
        finder.on_restated(ref, {order_ref}, {now}, books);
    }

    OwnPosition query(UserRef ref = kUs) { return finder.query(ref, {now}); }
    void expect(OwnState state, UnknownReason reason = UnknownReason::none, UserRef ref = kUs) {
        EXPECT_EQ(query(ref).state, state);
        EXPECT_EQ(query(ref).reason, reason);
    }
    void expect_displayed(std::uint64_t order_ref, std::int64_t ahead, std::uint32_t orders,
                          UserRef ref = kUs) {
        const OwnPosition at = query(ref);
        EXPECT_EQ(at.state, OwnState::displayed);
        EXPECT_EQ(at.ref.value, order_ref);
        EXPECT_EQ(at.ahead.lots, ahead);
        EXPECT_EQ(at.orders_ahead, orders);
    }
};

TEST(OwnFinder, an_add_after_the_accept_is_met) {
    Rig rig;
    rig.expect(OwnState::none);
    rig.enter();
    rig.expect(OwnState::not_yet_seen);
    rig.accept(10);
    rig.expect(OwnState::not_yet_seen);
    rig.add(10, 50);
    rig.expect_displayed(10, 300, 2);
    EXPECT_EQ(rig.query().qty.lots, 50);
    EXPECT_EQ(rig.query().price, kPrice);
}

TEST(OwnFinder, an_add_before_the_accept_is_found_with_what_happened_since) {
    Rig rig;
    rig.enter();
    rig.add(10, 50);
    rig.add(11, 70);
    rig.execute(1, 100);
    rig.execute(10, 20);
    rig.expect(OwnState::not_yet_seen);
    rig.accept(10);
    rig.expect_displayed(10, 200, 1);
    EXPECT_EQ(rig.query().qty.lots, 30);
}

TEST(OwnFinder, ahead_of_zero_is_not_unknown) {
    Rig rig;
    rig.add(10, 50, kBetter);
    rig.accept(10);
    rig.expect_displayed(10, 0, 0);
    EXPECT_EQ(rig.query().reason, UnknownReason::none);
}

TEST(OwnFinder, an_order_that_came_and_went_before_its_accept_is_gone) {
    Rig rig;
    rig.enter();
    rig.add(10, 50);
    rig.execute(10, 50);
    rig.accept(10);
    rig.expect(OwnState::gone);
    rig.finder.on_done(kUs);
    rig.expect(OwnState::none);
}

TEST(OwnFinder, executions_and_cancels_in_the_feed_move_it_whatever_the_venue_has_said_so_far) {
    Rig rig;
    rig.accept(10);
    rig.add(10, 50);
    rig.execute(10, 20);
    rig.reduce(10, 10);
    EXPECT_EQ(rig.query().qty.lots, 20);
    rig.remove(10);
    rig.expect(OwnState::gone);
}

TEST(OwnFinder, what_the_feed_says_after_the_venue_ended_it_is_history) {
    Rig rig;
    rig.accept(10);
    rig.finder.on_done(kUs);
    rig.add(10, 50);
    rig.remove(10);
    rig.expect(OwnState::none);
    EXPECT_EQ(rig.finder.size(), 0U);
}

TEST(OwnFinder, a_replace_is_followed_when_the_feed_is_first) {
    Rig rig;
    rig.accept(10);
    rig.add(10, 50);
    rig.replace(10, 20, 40);
    rig.replace(20, 30, 40, kBetter);
    rig.expect_displayed(30, 0, 0);
    rig.replaced(1, 2, 20);  // already two steps further on
    rig.expect(OwnState::none);
    rig.expect_displayed(30, 0, 0, {2});
    rig.replaced(2, 3, 30);
    rig.expect_displayed(30, 0, 0, {3});
}

TEST(OwnFinder, a_replace_is_awaited_when_the_venue_is_first) {
    Rig rig;
    rig.accept(10);
    rig.add(10, 50);
    rig.replaced(1, 2, 20);
    rig.expect(OwnState::not_yet_seen, UnknownReason::none, {2});
    rig.execute(10, 5);  // of the order that it was
    rig.expect(OwnState::not_yet_seen, UnknownReason::none, {2});
    rig.replace(10, 20, 40);
    rig.expect_displayed(20, 300, 2, {2});
}

TEST(OwnFinder, replaces_before_the_accept_are_followed_to_where_it_rests) {
    Rig rig;
    rig.enter();
    rig.add(10, 50);
    rig.replace(10, 20, 50);
    rig.replace(20, 30, 50, kBetter);
    rig.accept(10);
    rig.expect_displayed(30, 0, 0);
}

TEST(OwnFinder, a_replace_published_as_delete_and_add_is_found_by_its_new_number) {
    Rig rig;
    rig.accept(10);
    rig.add(10, 50);
    rig.remove(10);
    rig.expect(OwnState::gone);
    rig.add(20, 50);
    rig.replaced(1, 2, 20);
    rig.expect_displayed(20, 300, 2, {2});
}

TEST(OwnFinder, hidden_orders_never_show) {
    Rig rig;
    OwnTerms terms = rig.terms(10);
    for (const char display : {'N', 'M', 'W', 'Q', 'm', 'n', 'I'})
        EXPECT_FALSE(shows_in_feed(display)) << display;
    for (const char display : {'Y', 'A', 'P', 'L', 'Z'}) EXPECT_TRUE(shows_in_feed(display)) << display;
    terms.shows = shows_in_feed('N');
    rig.accept(terms);
    rig.expect(OwnState::hidden);
    rig.now += 3'600'000'000'000;
    rig.expect(OwnState::hidden);
    rig.replaced(1, 2, 20);  // displayed from here on
    rig.expect(OwnState::not_yet_seen, UnknownReason::none, {2});
    rig.add(20, 50);
    rig.expect_displayed(20, 300, 2, {2});
}

TEST(OwnFinder, a_refresh_that_names_its_reference_is_found_on_both_sides_of_its_add) {
    for (const bool feed_first : {false, true}) {
        Rig rig;
        OwnTerms terms = rig.terms(10);
        terms.reserve = true;
        rig.accept(terms);
        rig.add(10, 50);
        rig.execute(10, 50);
        rig.expect(OwnState::unknown, UnknownReason::refresh_due);
        if (feed_first) rig.add(20, 50);
        rig.restated(20);
        if (!feed_first) {
            rig.expect(OwnState::not_yet_seen);
            rig.add(20, 50);
        }
        rig.expect_displayed(20, 300, 2);
    }
}

TEST(OwnFinder, a_refresh_without_a_reference_is_unknown_until_one_is_named) {
    Rig rig;
    OwnTerms terms = rig.terms(10);
    terms.reserve = true;
    rig.accept(terms);
    rig.add(10, 50);
    rig.restated(0);  // the venue is first
    rig.expect(OwnState::unknown, UnknownReason::restated);
    rig.execute(10, 50);
    rig.add(20, 50);  // it could be anybody's
    rig.expect(OwnState::unknown, UnknownReason::restated);
    rig.restated(20);  // a priority update names it
    rig.expect_displayed(20, 300, 2);
}

TEST(OwnFinder, a_reprice_without_a_reference_is_known_once_the_feed_shows_its_replace) {
    for (const bool feed_first : {false, true}) {
        Rig rig;
        rig.accept(10);
        rig.add(10, 50);
        if (feed_first) rig.replace(10, 20, 50, kBetter);
        rig.restated(0);
        if (!feed_first) {
            rig.expect(OwnState::unknown, UnknownReason::restated);
            rig.replace(10, 20, 50, kBetter);
        }
        rig.expect_displayed(20, 0, 0);
        rig.replaced(1, 2, 30);
        rig.replace(20, 30, 50);
        rig.expect_displayed(30, 300, 2, {2});
    }
}

TEST(OwnFinder, an_order_restated_before_its_add_came_is_not_taken_for_its_old_self) {
    Rig rig;
    rig.accept(10);
    rig.restated(0);
    rig.restated(0);
    rig.add(10, 50);
    rig.expect(OwnState::unknown, UnknownReason::restated);
    rig.replace(10, 20, 50);
    rig.expect(OwnState::unknown, UnknownReason::restated);
    rig.replace(20, 30, 50);
    rig.expect_displayed(30, 300, 2);
}

TEST(OwnFinder, an_add_that_the_book_never_got_is_told_by_what_follows) {
    Rig rig;
    rig.accept(10);
    rig.execute(10, 5);
    rig.expect(OwnState::unknown, UnknownReason::missed_add);
    rig.replaced(1, 2, 20);
    rig.add(20, 50);
    rig.expect_displayed(20, 300, 2, {2});
}

TEST(OwnFinder, a_modify_moves_the_position_and_a_clear_makes_it_unknown) {
    Rig rig;
    rig.add(10, 50);
    rig.accept(10);
    rig.expect_displayed(10, 300, 2);
    rig.apply({.ref = 1, .price = kPrice.units, .qty = 30, .kind = EventKind::modify});
    rig.expect_displayed(10, 230, 2);
    rig.apply({.ref = 10, .price = kPrice.units, .qty = 40, .kind = EventKind::modify});
    rig.expect_displayed(10, 230, 2);
    rig.add(11, 5);
    rig.apply({.ref = 10, .price = kPrice.units, .qty = 41, .kind = EventKind::modify});
    rig.expect_displayed(10, 235, 3);
    EXPECT_EQ(rig.query().qty.lots, 41);
    rig.apply({.kind = EventKind::clear});
    rig.expect(OwnState::unknown, UnknownReason::gap);
    rig.add(12, 7);
    rig.add(10, 41);
    rig.expect_displayed(10, 7, 1);
    rig.apply({.ref = 10, .qty = 0, .kind = EventKind::modify});
    rig.expect(OwnState::gone);
}

TEST(OwnFinder, a_gap_makes_positions_unknown_until_the_book_is_whole) {
    Rig rig;
    rig.accept(10);
    rig.add(10, 50);
    rig.accept(rig.terms(11, {2}));  // whose add falls into the gap, and which is gone again
    OwnTerms hidden = rig.terms(12, {3});
    hidden.shows = false;
    rig.accept(hidden);
    rig.enter({4});
    rig.finder.on_gap();
    rig.expect(OwnState::unknown, UnknownReason::gap);
    rig.expect(OwnState::unknown, UnknownReason::gap, {2});
    rig.expect(OwnState::hidden, UnknownReason::none, {3});
    rig.accept(rig.terms(14, {4}));
    rig.expect(OwnState::unknown, UnknownReason::gap, {4});
    rig.execute(1, 100);  // the book is not to be trusted yet
    rig.expect(OwnState::unknown, UnknownReason::gap);
    rig.finder.on_resync(rig.books);
    rig.expect_displayed(10, 200, 1);
    rig.expect(OwnState::unknown, UnknownReason::gap, {2});
    rig.expect(OwnState::unknown, UnknownReason::gap, {4});
    rig.add(14, 50);
    rig.expect_displayed(14, 250, 2, {4});
    rig.accept(rig.terms(15, {5}));  // after the gap all is as before
    rig.expect(OwnState::not_yet_seen, UnknownReason::none, {5});
}

TEST(OwnFinder, one_that_never_shows_becomes_unknown_by_the_feeds_own_clock) {
    Rig rig({.patience = {500}});
    rig.accept(10);
    rig.now += 500;
    rig.expect(OwnState::not_yet_seen);
    rig.now += 1;
    rig.expect(OwnState::unknown, UnknownReason::never_seen);
    rig.add(10, 50);
    rig.expect_displayed(10, 300, 2);
}

TEST(OwnFinder, what_the_memory_had_to_drop_is_unknown_not_awaited) {
    Rig rig({.max_passed = 2});
    rig.enter();
    const OwnTerms early = rig.terms(10);
    rig.add(10, 50);
    rig.remove(10);
    rig.remove(1);
    rig.remove(2);
    rig.accept(early);
    rig.expect(OwnState::unknown, UnknownReason::forgotten);
    rig.enter({2});
    rig.accept(rig.terms(11, {2}));  // accepted after all that was dropped
    rig.expect(OwnState::not_yet_seen, UnknownReason::none, {2});
}

TEST(OwnFinder, without_room_for_the_queue_the_position_is_unknown) {
    Rig rig({.max_orders = 2});
    rig.accept(10);
    rig.add(10, 50);
    rig.expect(OwnState::unknown, UnknownReason::no_room);
    EXPECT_EQ(rig.query().ref, OrderRef{10});
    rig.replace(10, 20, 50, kBetter);
    rig.expect_displayed(20, 0, 0);
    rig.replace(20, 30, 50);
    rig.expect(OwnState::unknown, UnknownReason::no_room);
}

TEST(OwnFinder, a_full_table_refuses) {
    Rig rig({.max_own = 1});
    EXPECT_TRUE(rig.finder.on_entered({1}, kStock));
    EXPECT_FALSE(rig.finder.on_entered({2}, kStock));
    EXPECT_FALSE(rig.finder.on_accepted(rig.terms(10, {2}), rig.books));
    rig.finder.on_done({1});
    EXPECT_TRUE(rig.finder.on_accepted(rig.terms(10, {2}), rig.books));
}

TEST(OwnFinder, settings_are_named_with_their_limits) {
    const auto message = [](const OwnFinderConfig& config) -> std::string {
        try {
            const OwnFinder finder(config);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message({}), "");
    EXPECT_EQ(message({.max_passed = 0}), "own finder: max_passed is 0, must be between 1 and 16777216");
    EXPECT_EQ(message({.patience = {-1}}),
              "own finder: patience is -1, must be between 0 and 86400000000000");
}

}  // namespace
}  // namespace tradewind::book
