// Rules for P, Q, B, H, h and S: trades against hidden orders, crosses, breaks, halts and the close.
#include "backtest/rig.hpp"

namespace tradewind::backtest::test {
namespace {

/// Recorded touch 100.00 x 100 / 100.10 x 100.
class Quoted : public Rig {
  public:
    Quoted() {
        add(1, kBuy, 100, 10000);
        add(2, kSell, 100, 10010);
    }
};

TEST(FillRule, hidden_through) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10003);
    rig.enter(2, kSell, 50, 10007);
    static_cast<void>(rig.answers());
    rig.hidden(20, 10002);  // below the midpoint: a seller accepted less than we bid
    rig.hidden(30, 10008);  // above it: a buyer paid more than we ask
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 2U);
    expect_fill(fills[0], 1, 20, 10003, 'A');
    expect_fill(fills[1], 2, 30, 10007, 'A');
    EXPECT_EQ(rig.shares(RuleId::hidden_through), 50U);
    // Also where our price lies beyond the recorded midpoint, so that the inferred aggressor is on our side:
    // the seller it met would have met us on coming in.
    rig.enter(3, kBuy, 10, 10006);
    rig.enter(4, kBuy, 10, 10006);
    static_cast<void>(rig.answers());
    rig.hidden_units(15, {cents(10005).units + 5'000'000});
    const auto more = rig.answers();
    ASSERT_EQ(more.size(), 2U);
    expect_fill(more[0], 3, 10, 10006, 'A');
    expect_fill(more[1], 4, 5, 10006, 'A');
}

TEST(FillRule, hidden_at_front) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10002);
    static_cast<void>(rig.answers());
    rig.hidden(20, 10002);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 20, 10002, 'A');
    EXPECT_EQ(rig.shares(RuleId::hidden_at_front), 20U);
    // Two orders of ours at the price share the print.
    rig.enter(2, kBuy, 50, 10002);
    static_cast<void>(rig.answers());
    rig.hidden(40, 10002);
    const auto more = rig.answers();
    ASSERT_EQ(more.size(), 2U);
    expect_fill(more[0], 1, 30, 10002, 'A');
    expect_fill(more[1], 2, 10, 10002, 'A');
}

TEST(FillRule, hidden_at_queued) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10000);
    rig.hidden(20, 10000);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.ahead(1), 100);
    EXPECT_EQ(rig.hits(RuleId::hidden_at_queued), 1U);
}

TEST(FillRule, hidden_own_side_aggressor) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10007);
    rig.enter(2, kSell, 50, 10009);
    rig.hidden(20, 10007);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::hidden_own_side_aggressor), 1U);
}

TEST(FillRule, hidden_unknown_aggressor) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10008);
    rig.hidden(20, 10005);  // the midpoint, through our price
    EXPECT_EQ(rig.leaves(1), 50);
    rig.remove(1);
    rig.hidden(20, 10004);  // one-sided: below the only ask
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::hidden_unknown_aggressor), 2U);
    // A crossed record tells nothing either.
    rig.add(3, kBuy, 10, 10020);
    rig.hidden(20, 10004);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::hidden_unknown_aggressor), 3U);
}

TEST(FillRule, hidden_better) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10001);
    rig.hidden(20, 10003);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::hidden_better), 1U);
}

TEST(Aggressor, is_inferred_from_price_against_the_touch) {
    const book::Touch both{cents(100), {1}, cents(110), {1}};
    EXPECT_EQ(infer_aggressor(both, cents(100)), Aggressor::seller);
    EXPECT_EQ(infer_aggressor(both, cents(104)), Aggressor::seller);
    EXPECT_EQ(infer_aggressor(both, cents(105)), Aggressor::unknown);
    EXPECT_EQ(infer_aggressor(both, cents(106)), Aggressor::buyer);
    EXPECT_EQ(infer_aggressor(both, cents(110)), Aggressor::buyer);
    const book::Touch bid_only{cents(100), {1}, {}, {}};
    EXPECT_EQ(infer_aggressor(bid_only, cents(100)), Aggressor::seller);
    EXPECT_EQ(infer_aggressor(bid_only, cents(101)), Aggressor::unknown);
    const book::Touch ask_only{{}, {}, cents(110), {1}};
    EXPECT_EQ(infer_aggressor(ask_only, cents(110)), Aggressor::buyer);
    EXPECT_EQ(infer_aggressor(ask_only, cents(109)), Aggressor::unknown);
    EXPECT_EQ(infer_aggressor({}, cents(100)), Aggressor::unknown);
    EXPECT_EQ(infer_aggressor({cents(110), {1}, cents(110), {1}}, cents(110)), Aggressor::unknown);
}

TEST(FillRule, cross_through) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 9998);
    rig.enter(2, kBuy, 50, 9997);
    rig.enter(3, kSell, 50, 10009);
    static_cast<void>(rig.answers());
    rig.cross(70, 9990, 'O');
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 2U);
    expect_fill(fills[0], 1, 50, 9990, 'M');  // the cross price, better than the limit
    expect_fill(fills[1], 2, 20, 9990, 'M');  // no more than the crossed shares
    EXPECT_EQ(rig.shares(RuleId::cross_through), 70U);
    rig.trading('H');
    rig.cross(10, 10020, 'H');  // ends a halt, so it executes inside it
    expect_fill(rig.answers().at(0), 3, 10, 10020, 'K');
    rig.cross(10, 10020, 'C');
    expect_fill(rig.answers().at(0), 3, 10, 10020, 'L');
    const std::uint64_t hits = rig.hits(RuleId::cross_through);
    rig.cross(0, 0, 'C');  // nothing crossed: published with price 0, which is no price
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.hits(RuleId::cross_through), hits);
}

TEST(FillRule, cross_at_limit) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 9998);
    rig.cross(1000, 9998);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::cross_at_limit), 1U);
}

TEST(FillRule, cross_beyond) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 9998);
    rig.cross(1000, 9999);
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::cross_beyond), 1U);
}

TEST(FillRule, halted_no_fill) {
    for (const char kind : {'H', 'P', 'Q', 'h'}) {
        Quoted rig;
        rig.enter(1, kBuy, 50, 10000);
        rig.add(3, kBuy, 100, 10000);
        rig.add(4, kBuy, 100, 9999);
        if (kind == 'h')
            rig.operational('H');
        else
            rig.trading(kind);
        EXPECT_TRUE(rig.venue.halted(kStock));
        rig.execute(1, 40);  // the queue still moves
        EXPECT_EQ(rig.ahead(1), 60);
        rig.execute(3, 10);
        rig.execute(4, 10);
        rig.remove(1);
        rig.remove(3);
        rig.remove(4);
        rig.add(5, kSell, 10, 9999);
        EXPECT_EQ(rig.leaves(1), 50) << kind;
        EXPECT_EQ(rig.hits(RuleId::halted_no_fill), 3U);
        EXPECT_EQ(rig.venue.counters().executed_behind_us, 0U);
        rig.cancel(1);  // a cancel is served in a halt
        EXPECT_EQ(rig.answers(VenueKind::canceled).size(), 1U);
    }
}

TEST(Halt, ends_only_when_both_kinds_have_ended) {
    Rig rig;
    rig.trading('H');
    rig.operational('H');
    rig.trading('T');
    EXPECT_TRUE(rig.venue.halted(kStock));
    rig.operational('T');
    EXPECT_FALSE(rig.venue.halted(kStock));
}

TEST(Halt, that_starts_again_before_the_book_is_uncrossed_matches_nothing) {
    Quoted rig;
    rig.trading('H');
    rig.enter(1, kBuy, 50, 10010);
    rig.add(3, kSell, 40, 9990);
    rig.trading('T');
    rig.trading('H');
    rig.remove(3);
    EXPECT_EQ(rig.leaves(1), 50);
    rig.trading('T');
    EXPECT_EQ(rig.leaves(1), 0);
}

TEST(Halt, a_repeated_trading_state_matches_nothing) {
    Quoted rig;
    rig.post_only(1, kBuy, 50, 10005);
    rig.add(3, kSell, 20,
            10005);  // fills 20 of ours and stays in the record, which now shows it within our reach
    rig.trading('T');
    EXPECT_EQ(rig.leaves(1), 30);
    EXPECT_TRUE(rig.answers(VenueKind::canceled).empty());
}

TEST(FillRule, broken_trade) {
    Quoted rig;
    rig.enter(1, kBuy, 50, 10001);
    rig.execute(1, 100);
    ASSERT_EQ(rig.answers(VenueKind::executed).size(), 1U);
    rig.enter(2, kBuy, 50, 9990);
    rig.broken(1);
    EXPECT_EQ(rig.answers().size(), 1U);  // the acceptance; our execution stands
    EXPECT_EQ(rig.hits(RuleId::broken_trade), 1U);
}

TEST(FillRule, resume_takes) {
    Quoted rig;
    rig.trading('H');
    rig.enter(1, kBuy, 150, 10010);
    rig.enter(2, kSell, 60, 10005);  // would meet our own older buy
    rig.post_only(3, kBuy, 10, 10011);
    static_cast<void>(rig.answers());
    rig.add(3, kSell, 40, 9990);  // the record is crossed until its own cross
    rig.trading('T');
    EXPECT_TRUE(rig.answers().empty());
    rig.execute_priced(1, 40, 10000, 'N');
    EXPECT_TRUE(rig.answers().empty());
    rig.execute_priced(3, 40, 10000, 'N');  // uncrossed now
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 3U);
    expect_fill(answers[0], 1, 100, 10010, 'R');
    expect_end(answers[1], VenueKind::aiq_canceled, 2, 60, 'Q');
    expect_end(answers[2], VenueKind::canceled, 3, 10, 'G');
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::resume_takes), 2U);
    // Matched once: later messages do not start it again.
    rig.add(4, kBuy, 10, 9980);
    EXPECT_EQ(rig.hits(RuleId::resume_takes), 2U);
}

TEST(FillRule, expire_at_close) {
    for (const char code : {'M', 'E', 'C'}) {
        Quoted rig;
        rig.enter(1, kBuy, 50, 10000);
        rig.enter(2, kSell, 60, 10020);
        rig.cancel(1, 30);
        rig.enter(3, kBuy, 70, 9000);
        rig.enter(4, kBuy, 80, 9000);
        rig.cancel(2);
        rig.enter(5, kBuy, 90, 9000);  // takes the place in memory that order 2 left
        static_cast<void>(rig.answers());
        for (const char other : {'O', 'S', 'Q'}) rig.system(other);
        EXPECT_TRUE(rig.answers().empty());
        rig.system(code);
        const auto ends = rig.answers();
        ASSERT_EQ(ends.size(), 4U);
        expect_end(ends[0], VenueKind::expired, 1, 30, 'E');
        expect_end(ends[1], VenueKind::expired, 3, 70, 'E');
        expect_end(ends[2], VenueKind::expired, 4, 80, 'E');
        expect_end(ends[3], VenueKind::expired, 5, 90, 'E');
        EXPECT_EQ(rig.venue.counters().expired, 4U);
        EXPECT_EQ(rig.venue.live_orders(), 0U);
    }
}

}  // namespace
}  // namespace tradewind::backtest::test
