// Rules for our requests: enter, cancel, replace, and what the venue refuses.
#include "backtest/rig.hpp"

namespace tradewind::backtest::test {
namespace {

/// Asks: 100 (ref 1), 50 (ref 2) at 100.10; 200 (ref 3) at 100.20. Bid: 100 (ref 4) at 100.00.
class Deep : public Rig {
  public:
    Deep() {
        add(1, kSell, 100, 10010);
        add(2, kSell, 50, 10010);
        add(3, kSell, 200, 10020);
        add(4, kBuy, 100, 10000);
    }
};

TEST(FillRule, take_displayed) {
    Deep rig;
    rig.enter(1, kBuy, 180, 10020);
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 4U);
    EXPECT_EQ(answers[0].kind, VenueKind::accepted);
    expect_fill(answers[1], 1, 100, 10010, 'R');
    expect_fill(answers[2], 1, 50, 10010, 'R');
    expect_fill(answers[3], 1, 30, 10020, 'R');
    EXPECT_EQ(rig.books.level_qty(kStock, kSell, cents(10010)), Qty{150});  // the record is as it was
    EXPECT_EQ(rig.venue.counters().crossing_fills, 3U);
    EXPECT_EQ(rig.venue.counters().crossing_shares, 180U);
    EXPECT_EQ(rig.shares(RuleId::take_displayed), 180U);
    // A sale takes bids, and what its limit does not reach stays; the rest of a day order rests where it
    // crosses.
    rig.enter(2, kSell, 150, 10000);
    const auto sold = rig.answers(VenueKind::executed);
    ASSERT_EQ(sold.size(), 1U);
    expect_fill(sold[0], 2, 100, 10000, 'R');
    EXPECT_EQ(sold[0].mark, SellMark::long_sale);
    EXPECT_EQ(rig.leaves(2), 50);
    EXPECT_EQ(rig.ahead(2), 0);
}

TEST(FillRule, take_consumed) {
    Deep rig;
    rig.ioc(1, kBuy, 120, 10010);
    rig.ioc(2, kBuy, 100, 10010);
    auto fills = rig.answers(VenueKind::executed);
    ASSERT_EQ(fills.size(), 3U);
    expect_fill(fills[0], 1, 100, 10010, 'R');
    expect_fill(fills[1], 1, 20, 10010, 'R');
    expect_fill(fills[2], 2, 30, 10010, 'R');
    EXPECT_GE(rig.hits(RuleId::take_consumed), 2U);
    // Its own messages make a taken order smaller without making our shares available again.
    rig.reduce(2, 10);
    rig.ioc(3, kBuy, 10, 10010);
    // A replace takes what we took along.
    rig.replace(1, 11, 130, 10010);
    rig.ioc(4, kBuy, 100, 10010);
    fills = rig.answers(VenueKind::executed);
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 4, 30, 10010, 'R');
    // When an order is gone, so is the memory of it: a later order may carry any reference.
    rig.execute(11, 130);
    rig.remove(2);
    rig.add(2, kSell, 40, 10010);
    rig.ioc(5, kBuy, 100, 10010);
    fills = rig.answers(VenueKind::executed);
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 5, 40, 10010, 'R');
}

TEST(FillRule, ioc_remainder) {
    Deep rig;
    rig.ioc(1, kBuy, 200, 10010);
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 4U);
    expect_end(answers[3], VenueKind::canceled, 1, 50, 'I');
    EXPECT_EQ(rig.venue.live_orders(), 0U);
    rig.ioc(2, kBuy, 10, 10000);  // reaches nothing
    expect_end(rig.answers().at(1), VenueKind::canceled, 2, 10, 'I');
}

TEST(FillRule, post_only_crossing) {
    Deep rig;
    rig.post_only(1, kBuy, 10, 10010);
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].kind, VenueKind::accepted);
    expect_end(answers[1], VenueKind::canceled, 1, 10, 'G');
    rig.post_only(2, kBuy, 10, 10009);  // does not reach
    EXPECT_EQ(rig.leaves(2), 10);
    rig.post_only(3, kSell, 10, 10009);  // reaches our own displayed order
    expect_end(rig.answers(VenueKind::canceled).at(0), VenueKind::canceled, 3, 10, 'G');
    EXPECT_EQ(rig.venue.counters().crossing_fills, 0U);
}

TEST(FillRule, self_match) {
    Deep rig;
    rig.enter(1, kSell, 70, 10010);  // 150 of the record ahead of it
    rig.add(5, kSell, 500, 10010);   // and this behind it
    static_cast<void>(rig.answers());
    rig.enter(2, kBuy, 400, 10020);
    auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 4U);
    expect_fill(answers[1], 2, 100, 10010, 'R');
    expect_fill(answers[2], 2, 50, 10010, 'R');
    expect_end(answers[3], VenueKind::aiq_canceled, 2, 250, 'Q');  // the newest goes
    EXPECT_EQ(rig.leaves(1), 70);
    // Our own order alone at the best price: nothing is taken before it.
    rig.enter(3, kSell, 10, 10005);
    rig.ioc(4, kBuy, 5, 10030);
    answers = rig.answers();
    expect_end(answers.back(), VenueKind::aiq_canceled, 4, 5, 'Q');
    EXPECT_EQ(answers.size(), 3U);
    EXPECT_EQ(rig.hits(RuleId::self_match), 2U);
    // A limit that does not reach our own order is free to rest below it.
    rig.enter(5, kBuy, 5, 10004);
    EXPECT_EQ(rig.leaves(5), 5);
}

TEST(FillRule, entry_while_halted) {
    Deep rig;
    rig.trading('H');
    rig.enter(1, kBuy, 10, 10020);
    rig.post_only(2, kBuy, 10, 10020);
    EXPECT_EQ(rig.answers(VenueKind::accepted).size(), 2U);
    EXPECT_EQ(rig.leaves(1), 10);
    EXPECT_EQ(rig.leaves(2), 10);
    EXPECT_EQ(rig.hits(RuleId::entry_while_halted), 2U);
    EXPECT_EQ(rig.venue.counters().fills, 0U);
}

TEST(FillRule, ioc_while_halted) {
    Deep rig;
    rig.trading('P');
    rig.ioc(1, kBuy, 10, 10020);
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 2U);
    expect_end(answers[1], VenueKind::canceled, 1, 10, 'H');
}

TEST(FillRule, cancel_down) {
    Deep rig;
    rig.enter(1, kBuy, 100, 10000);
    rig.add(5, kBuy, 100, 10000);
    rig.add(6, kBuy, 10, 9999);
    rig.execute(6, 10);  // fills 10 of ours
    static_cast<void>(rig.answers());
    rig.cancel(1, 60);  // intended total 60, 10 done, 50 open
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 1U);
    expect_end(answers[0], VenueKind::canceled, 1, 40, 'U');
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.ahead(1), 100);
    rig.remove(4);
    rig.execute(5, 5);  // still before the order that came after it
    EXPECT_EQ(rig.leaves(1), 45);
}

TEST(FillRule, cancel_all) {
    Deep rig;
    rig.enter(1, kBuy, 100, 10000);
    static_cast<void>(rig.answers());
    rig.cancel(1);
    expect_end(rig.answers().at(0), VenueKind::canceled, 1, 100, 'U');
    EXPECT_EQ(rig.venue.live_orders(), 0U);
    // A total at what is already executed leaves nothing open either.
    rig.enter(2, kBuy, 100, 10001);
    rig.execute(4, 30);
    static_cast<void>(rig.answers());
    rig.cancel(2, 30);
    expect_end(rig.answers().at(0), VenueKind::canceled, 2, 70, 'U');
    EXPECT_EQ(rig.venue.counters().canceled, 2U);
}

TEST(FillRule, cancel_superfluous) {
    Deep rig;
    rig.enter(1, kBuy, 100, 10000);
    static_cast<void>(rig.answers());
    rig.cancel(1, 100);
    rig.cancel(1, 200);
    rig.cancel(99);
    rig.cancel(1);
    rig.cancel(1);
    EXPECT_EQ(rig.answers().size(), 1U);
    EXPECT_EQ(rig.hits(RuleId::cancel_superfluous), 4U);
}

TEST(FillRule, replace_to_back) {
    Deep rig;
    rig.enter(1, kBuy, 100, 10000);
    rig.add(5, kBuy, 40, 10000);
    rig.add(6, kBuy, 30, 9999);
    rig.execute(6, 30);  // fills 30 of ours
    static_cast<void>(rig.answers());
    rig.replace_ours(1, 2, 100, 10000);  // total 100, 30 done, 70 open
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].kind, VenueKind::replaced);
    EXPECT_EQ(answers[0].ref, UserRef{2});
    EXPECT_EQ(answers[0].orig, UserRef{1});
    EXPECT_EQ(answers[0].order_qty, Qty{70});
    EXPECT_EQ(answers[0].code, 'L');
    EXPECT_EQ(rig.ahead(2), 140);  // ref 5 is ahead now
    EXPECT_EQ(rig.ahead(1), -1);
    rig.execute(5, 5);
    EXPECT_EQ(rig.leaves(2), 70);
    // A replacement that crosses takes, like an entry; its total still includes the 30.
    rig.replace_ours(2, 3, 190, 10010);
    EXPECT_EQ(rig.answers(VenueKind::executed).size(), 2U);
    EXPECT_EQ(rig.leaves(3), 10);
    rig.cancel(3, 185);  // 180 of the chain are done
    EXPECT_EQ(rig.leaves(3), 5);
}

TEST(FillRule, replace_executed_out) {
    Deep rig;
    rig.enter(1, kBuy, 100, 10001);
    rig.execute(4, 60);
    static_cast<void>(rig.answers());
    rig.replace_ours(1, 2, 60, 10001);
    expect_end(rig.answers().at(0), VenueKind::canceled, 1, 40, 'U');
    rig.enter(2, kBuy, 10, 9990);  // the new reference was not used up
    EXPECT_EQ(rig.answers(VenueKind::accepted).size(), 1U);
}

TEST(FillRule, replace_invalid) {
    const std::int64_t good = cents(10000).units;
    const std::vector<order::Replace> cases{
        {.orig = {1}, .ref = {2}, .order_qty = {0}, .price = {good}},
        {.orig = {1}, .ref = {2}, .order_qty = {1'000'000}, .price = {good}},
        {.orig = {1}, .ref = {2}, .order_qty = {10}, .price = {good + 1}},
        {.orig = {1}, .ref = {2}, .order_qty = {10}, .price = {0}},
    };
    for (const order::Replace& bad : cases) {
        Deep rig;
        rig.enter(1, kBuy, 100, 10000);
        static_cast<void>(rig.answers());
        rig.request(bad);
        expect_end(rig.answers().at(0), VenueKind::canceled, 1, 100, 'Z');
        EXPECT_EQ(rig.hits(RuleId::replace_invalid), 1U);
        rig.enter(2, kBuy, 10, 9990);
        EXPECT_EQ(rig.answers(VenueKind::accepted).size(), 1U);
    }
}

TEST(FillRule, replace_dead) {
    Deep rig;
    rig.replace_ours(1, 2, 100, 10000);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.hits(RuleId::replace_dead), 1U);
    rig.enter(2, kBuy, 10, 9990);
    EXPECT_EQ(rig.answers(VenueKind::accepted).size(), 1U);
}

void expect_reject(Rig& rig, std::uint32_t ref, std::uint16_t code, RuleId id) {
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].kind, VenueKind::rejected);
    EXPECT_EQ(answers[0].ref, UserRef{ref});
    EXPECT_EQ(answers[0].code16, code);
    EXPECT_GE(rig.hits(id), 1U);
    EXPECT_EQ(rig.leaves(ref), 0);
}

TEST(FillRule, reject_closed) {
    Deep rig;
    rig.system('M');
    rig.enter(1, kBuy, 10, 9990);
    expect_reject(rig, 1, 0x0002, RuleId::reject_closed);
}

TEST(FillRule, reject_symbol) {
    Deep rig;
    rig.request(Enter{.ref = {1}, .locate = {8}, .order_qty = {10}, .price = cents(10000)});
    expect_reject(rig, 1, 0x0017, RuleId::reject_symbol);
}

TEST(FillRule, reject_quantity) {
    Deep rig;
    std::uint32_t ref = 0;
    for (const std::int64_t qty : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1'000'000}}) {
        rig.enter(++ref, kBuy, qty, 9990);
        expect_reject(rig, ref, 0x0013, RuleId::reject_quantity);
    }
    rig.enter(++ref, kBuy, 999'999, 9990);
    EXPECT_EQ(rig.leaves(ref), 999'999);
}

TEST(FillRule, reject_price) {
    Deep rig;
    std::uint32_t ref = 0;
    const auto at = [&](std::int64_t units) {
        rig.request(Enter{.ref = {++ref}, .locate = kStock, .order_qty = {10}, .price = {units}});
    };
    for (const std::int64_t units :
         {std::int64_t{0}, -cents(1).units, cents(10000).units + 1'000'000, std::int64_t{500'050'000}}) {
        at(units);
        expect_reject(rig, ref, 0x001D, RuleId::reject_price);
    }
    at(500'100'000);  // 0.5001: below one dollar the step is 0.0001
    EXPECT_EQ(rig.leaves(ref), 10);
}

TEST(FillRule, reject_capacity) {
    VenueConfig config;
    config.max_orders = 2;
    config.max_requests = 2;
    config.max_responses = 64;
    config.max_refs_ahead = 3;
    Rig rig{config};
    for (std::uint64_t ref = 1; ref <= 4; ++ref) rig.add(ref, kBuy, 10, 10000);
    rig.enter(1, kBuy, 10, 10000);  // four orders ahead, three can be remembered
    expect_reject(rig, 1, 0x000A, RuleId::reject_capacity);
    rig.enter(2, kBuy, 10, 9990);
    rig.enter(3, kBuy, 10, 9990);
    static_cast<void>(rig.answers());
    rig.enter(4, kBuy, 10, 9990);  // the third order
    expect_reject(rig, 4, 0x000A, RuleId::reject_capacity);
    rig.replace_ours(2, 5, 20, 10000);  // refused: the order stays as it was
    expect_reject(rig, 5, 0x000A, RuleId::reject_capacity);
    EXPECT_EQ(rig.leaves(2), 10);
    EXPECT_EQ(rig.venue.live_orders(), 2U);
}

TEST(FillRule, stale_user_ref) {
    Deep rig;
    rig.enter(5, kBuy, 10, 9990);
    rig.enter(5, kBuy, 10, 9990);
    rig.enter(4, kBuy, 10, 9990);
    rig.replace_ours(5, 5, 20, 9990);
    EXPECT_EQ(rig.answers().size(), 1U);
    EXPECT_EQ(rig.hits(RuleId::stale_user_ref), 3U);
    EXPECT_EQ(rig.leaves(5), 10);
}

}  // namespace
}  // namespace tradewind::backtest::test
