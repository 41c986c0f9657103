// Latency, ordering and capacities: when the venue acts and what happens when something is full.
#include <stdexcept>

#include "backtest/rig.hpp"

namespace tradewind::backtest::test {
namespace {

VenueConfig slow(std::int64_t entry, std::int64_t response) {
    VenueConfig config;
    config.entry_latency = {entry};
    config.response_latency = {response};
    return config;
}
Enter buy(std::uint32_t ref, std::int64_t qty, std::int64_t at) {
    return {.ref = {ref}, .locate = kStock, .order_qty = {qty}, .price = cents(at)};
}

TEST(Time, a_request_acts_after_the_entry_latency) {
    Rig rig{slow(2500, 0)};
    rig.add(1, kBuy, 100, 10000);
    ASSERT_TRUE(rig.send(buy(1, 50, 10000)));
    rig.add(2, kBuy, 100, 10000);  // 1 us later
    rig.add(3, kBuy, 100, 10000);  // 2 us later
    EXPECT_EQ(rig.venue.live_orders(), 0U);
    rig.add(4, kBuy, 100, 10000);  // 3 us later: we are live since 2.5 us
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.answers().at(0).time, (DayTime{rig.now.ns - 500}));
    EXPECT_EQ(rig.venue.counters().late_requests, 0U);
}

TEST(Time, the_market_comes_first_within_one_nanosecond) {
    Rig rig{slow(1000, 0)};
    rig.add(1, kBuy, 100, 10000);
    ASSERT_TRUE(rig.send(buy(1, 50, 10000)));
    rig.add(2, kBuy, 100, 10000);  // arrives with our request
    rig.same_instant = true;
    rig.add(3, kBuy, 100, 10000);
    EXPECT_EQ(rig.venue.live_orders(), 0U);
    rig.same_instant = false;
    rig.add(4, kBuy, 100, 10000);
    EXPECT_EQ(rig.ahead(1), 300);
}

TEST(Time, an_answer_is_heard_after_the_response_latency) {
    Rig rig{slow(0, 700)};
    ASSERT_TRUE(rig.send(buy(1, 50, 10000)));
    const DayTime sent = rig.now;
    rig.venue.on_time(sent + Nanos{1}, rig.books);
    VenueEvent event;
    EXPECT_FALSE(rig.venue.poll(sent + Nanos{699}, event));
    ASSERT_TRUE(rig.venue.poll(sent + Nanos{700}, event));
    EXPECT_EQ(event.kind, VenueKind::accepted);
    EXPECT_EQ(event.time, sent);  // the venue's time, not ours
    EXPECT_FALSE(rig.venue.poll(sent + Nanos{9999}, event));
}

TEST(Time, next_due_leads_from_one_event_to_the_next) {
    Rig rig{slow(500, 700)};
    EXPECT_EQ(rig.venue.next_due(), kNever);
    const DayTime sent = rig.now;
    ASSERT_TRUE(rig.send(buy(1, 50, 10000)));
    EXPECT_EQ(rig.venue.next_due(), sent + Nanos{501});
    rig.venue.on_time(rig.venue.next_due(), rig.books);
    EXPECT_EQ(rig.venue.live_orders(), 1U);
    EXPECT_EQ(rig.venue.next_due(), sent + Nanos{1200});
    VenueEvent event;
    ASSERT_TRUE(rig.venue.poll(rig.venue.next_due(), event));
    EXPECT_EQ(rig.venue.next_due(), kNever);
}

TEST(Time, requests_keep_their_order) {
    Rig rig;
    ASSERT_TRUE(rig.venue.on_request(buy(1, 50, 10000), rig.now + Nanos{500}));
    ASSERT_TRUE(rig.venue.on_request(buy(2, 50, 10000), rig.now));  // cannot overtake
    book::Event event{.ref = 1, .price = cents(10000).units, .qty = 10, .kind = EventKind::add};
    event.time_locate = book::Event::pack(rig.now + Nanos{500}, kStock);
    rig.venue.on_time(event.time(), rig.books);
    EXPECT_EQ(rig.venue.live_orders(), 0U);
    rig.venue.on_update(rig.books.apply(event), rig.books);
    rig.venue.on_time(rig.now + Nanos{501}, rig.books);
    EXPECT_EQ(rig.venue.live_orders(), 2U);
    EXPECT_EQ(rig.venue.counters().late_requests, 0U);  // both arrived at +500, not before the market
}

TEST(Time, a_request_that_the_market_overtook_is_counted) {
    Rig rig;
    ASSERT_TRUE(rig.send(buy(1, 50, 10000)));
    book::Event event{.ref = 1, .price = cents(10000).units, .qty = 10, .kind = EventKind::add};
    event.time_locate = book::Event::pack(rig.now + Nanos{5}, kStock);
    rig.venue.on_update(rig.books.apply(event), rig.books);  // without on_time before it
    rig.venue.on_time(rig.now + Nanos{9}, rig.books);
    EXPECT_EQ(rig.venue.counters().late_requests, 1U);
    EXPECT_EQ(rig.answers().size(), 0U);  // its answer is stamped with the venue's clock, which had moved on
    rig.now = rig.now + Nanos{5};
    EXPECT_EQ(rig.answers().size(), 1U);
}

TEST(Capacity, a_full_request_queue_refuses_the_next) {
    VenueConfig config;
    config.max_requests = 2;
    Rig rig{config};
    EXPECT_TRUE(rig.send(buy(1, 50, 10000)));
    EXPECT_TRUE(rig.send(buy(2, 50, 10000)));
    EXPECT_FALSE(rig.send(buy(3, 50, 10000)));
    EXPECT_EQ(rig.venue.counters().requests, 3U);
    EXPECT_EQ(rig.venue.counters().requests_refused, 1U);
}

// Undrained answers stop what would need more room, and never lose what is owed: each live order's end and
// each request's reply.
TEST(Capacity, full_answers_forgo_fills_but_lose_no_reply) {
    VenueConfig config;
    config.max_orders = 2;
    config.max_requests = 2;
    config.max_responses = 4;
    Rig rig{config};
    rig.add(1, kBuy, 100, 9990);
    rig.enter(1, kBuy, 50, 10000);
    rig.enter(2, kBuy, 50, 10000);  // two answers waiting, two ends reserved: full
    rig.execute(1, 10);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.venue.counters().fills_forgone, 2U);
    EXPECT_FALSE(rig.send(order::Cancel{.ref = {1}}));
    rig.system('M');
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 4U);
    expect_end(answers[2], VenueKind::expired, 1, 50, 'E');
    expect_end(answers[3], VenueKind::expired, 2, 50, 'E');
}

TEST(Capacity, a_full_fill_uses_the_place_of_the_orders_end) {
    VenueConfig config;
    config.max_orders = 1;
    config.max_requests = 1;
    config.max_responses = 2;
    Rig rig{config};
    rig.add(1, kBuy, 100, 9990);
    rig.enter(1, kBuy, 10, 10000);
    rig.execute(1, 10);
    EXPECT_EQ(rig.answers().size(), 2U);
    EXPECT_EQ(rig.venue.counters().fills_forgone, 0U);
}

TEST(Capacity, an_entry_without_room_for_its_end_is_rejected) {
    VenueConfig config;
    config.max_orders = 2;
    config.max_requests = 1;
    config.max_responses = 3;
    Rig rig{config};
    rig.enter(1, kBuy, 10, 10000);  // one answer waiting, one end reserved, one place left
    rig.enter(2, kBuy, 10, 10000);
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[1].kind, VenueKind::rejected);
    EXPECT_EQ(answers[1].code16, 0x000A);
    EXPECT_EQ(rig.venue.live_orders(), 1U);
}

TEST(Capacity, places_ahead_are_given_back_however_an_order_leaves) {
    VenueConfig config;
    config.max_refs_ahead = 3;
    Rig rig{config};
    rig.add(1, kBuy, 10, 10000);
    rig.add(2, kBuy, 10, 10000);
    rig.add(3, kBuy, 1'000, 9990);
    std::uint32_t ref = 0;
    for (int i = 0; i < 5; ++i) {
        rig.enter(++ref, kBuy, 10, 10000);
        rig.replace_ours(ref, ref + 1, 10, 9990);
        rig.cancel(++ref);
        rig.enter(++ref, kBuy, 10, 10000);
        rig.execute(3, 10);  // through our price: filled with two orders still ahead
        ASSERT_EQ(rig.venue.live_orders(), 0U);
    }
    EXPECT_EQ(rig.hits(RuleId::reject_capacity), 0U);
    EXPECT_EQ(rig.venue.counters().fills, 5U);
}

TEST(Capacity, shares_that_cannot_be_remembered_are_not_taken) {
    VenueConfig config;
    config.max_taken_refs = 1;
    Rig rig{config};
    rig.add(1, kSell, 10, 10000);
    rig.add(2, kSell, 10, 10000);
    rig.ioc(1, kBuy, 20, 10000);
    EXPECT_EQ(rig.answers(VenueKind::executed).size(), 1U);
    EXPECT_EQ(rig.venue.counters().fills_forgone, 1U);
    rig.enter(2, kBuy, 10, 9990);
    rig.add(3, kSell, 10, 9990);
    EXPECT_EQ(rig.leaves(2), 10);
    EXPECT_EQ(rig.venue.counters().fills_forgone, 2U);
}

TEST(Capacity, a_taken_order_that_is_known_needs_no_new_place) {
    VenueConfig config;
    config.max_taken_refs = 1;
    Rig rig{config};
    rig.enter(1, kBuy, 5, 10000);
    rig.add(3, kSell, 20, 10000);  // 5 of its 20 go to us
    rig.enter(2, kBuy, 30, 9990);
    rig.replace(3, 4, 20, 9990);  // comes down to us with 15 to give
    EXPECT_EQ(rig.leaves(2), 15);
    EXPECT_EQ(rig.venue.counters().fills_forgone, 0U);
}

TEST(Capacity, a_walk_past_the_level_limit_is_counted) {
    VenueConfig config;
    config.max_take_levels = 2;
    Rig rig{config};
    for (std::uint64_t i = 0; i < 3; ++i) rig.add(i + 1, kSell, 10, 10000 + static_cast<std::int64_t>(i));
    rig.ioc(1, kBuy, 30, 10010);
    EXPECT_EQ(rig.venue.counters().filled_shares, 20U);
    EXPECT_EQ(rig.venue.counters().truncated_takes, 1U);
}

TEST(Config, a_bad_setting_is_named_with_its_limits) {
    const auto message = [](const VenueConfig& config) -> std::string {
        try {
            const SimulatedVenue venue{config};
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    VenueConfig config;
    EXPECT_EQ(message(config), "");
    config.entry_latency = {-1};
    EXPECT_EQ(message(config), "simulated venue: entry_latency is -1, must be between 0 and 86400000000000");
    config = {};
    config.max_responses = 8191;
    EXPECT_EQ(message(config), "simulated venue: max_responses is 8191, must be between 8192 and 67108864");
    for (auto member : {&VenueConfig::max_orders, &VenueConfig::max_requests, &VenueConfig::max_refs_ahead,
                        &VenueConfig::max_taken_refs, &VenueConfig::max_take_levels}) {
        config = {};
        config.*member = 0;
        EXPECT_NE(message(config).find(" is 0, must be between 1 and "), std::string::npos);
    }
}

}  // namespace
}  // namespace tradewind::backtest::test
