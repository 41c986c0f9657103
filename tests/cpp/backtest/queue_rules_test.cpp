// Rules for A, F, U, X, D, E and C: what happens in the queues.
#include "backtest/rig.hpp"

namespace tradewind::backtest::test {
namespace {

/// 100 (ref 1) then 200 (ref 2) ahead of our buy 50 at 100.00 (UserRef 1), 300 (ref 3) behind; asks at
/// 100.10.
class Queued : public Rig {
  public:
    Queued() {
        add(1, kBuy, 100, 10000);
        add(2, kBuy, 200, 10000);
        add(9, kSell, 500, 10010);
        enter(1, kBuy, 50, 10000);
        add(3, kBuy, 300, 10000);
        static_cast<void>(answers());
    }
};

TEST(FillRule, rest_at_back) {
    Rig rig;
    rig.add(1, kBuy, 100, 10000);
    rig.add(2, kBuy, 200, 10000);
    rig.add(3, kBuy, 999, 9999);
    rig.enter(1, kBuy, 50, 10000);
    const auto answers = rig.answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].kind, VenueKind::accepted);
    EXPECT_EQ(answers[0].code, 'L');
    EXPECT_EQ(answers[0].order_qty, Qty{50});
    EXPECT_EQ(answers[0].price, cents(10000));
    EXPECT_GE(answers[0].order_ref.value, kVenueNumbers);
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::rest_at_back), 1U);
}

TEST(FillRule, add_behind) {
    Queued rig;
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::add_behind), 1U);
    rig.replace(3, 4, 300, 10000);
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::add_behind), 2U);
}

TEST(FillRule, add_away) {
    Queued rig;
    rig.add(4, kSell, 100, 10001);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.hits(RuleId::add_away), 1U);
}

TEST(FillRule, add_meets) {
    Rig rig;
    rig.add(1, kBuy, 100, 10000);
    rig.add(2, kSell, 100, 10010);
    rig.enter(1, kBuy, 50, 10006);
    rig.enter(2, kBuy, 50, 10005);
    static_cast<void>(rig.answers());
    rig.add(3, kSell, 70, 10005);
    const auto fills = rig.answers(VenueKind::executed);
    ASSERT_EQ(fills.size(), 2U);
    expect_fill(fills[0], 1, 50, 10006, 'A');  // the resting price, best first
    expect_fill(fills[1], 2, 20, 10005, 'A');  // what is left of the 70
    EXPECT_EQ(rig.shares(RuleId::add_meets), 70U);
    // A replace that brings an order up to us is the same thing.
    rig.replace(2, 4, 10, 10004);
    ASSERT_EQ(rig.answers(VenueKind::executed).size(), 1U);
    EXPECT_EQ(rig.leaves(2), 20);
    // The 70 shares stay in the record, but they have been sold to us.
    rig.ioc(3, kBuy, 10, 10005);
    EXPECT_TRUE(rig.answers(VenueKind::executed).empty());
}

TEST(FillRule, add_crossed_book) {
    Rig rig;
    rig.add(1, kBuy, 100, 10000);
    rig.enter(1, kBuy, 50, 10000);
    rig.add(2, kSell, 40, 10000);  // locks the recorded book
    rig.add(3, kSell, 40, 9999);   // crosses it
    EXPECT_EQ(rig.leaves(1), 50);
    EXPECT_EQ(rig.hits(RuleId::add_crossed_book), 2U);
    EXPECT_EQ(rig.hits(RuleId::add_meets), 0U);
}

TEST(FillRule, reduce_ahead) {
    Queued rig;
    rig.reduce(1, 60);
    EXPECT_EQ(rig.ahead(1), 240);
    EXPECT_EQ(rig.shares(RuleId::reduce_ahead), 60U);
    rig.execute(1, 40);  // it kept its place: still ahead, so this is not ours
    EXPECT_EQ(rig.ahead(1), 200);
    EXPECT_TRUE(rig.answers().empty());
}

TEST(FillRule, reduce_behind) {
    Queued rig;
    rig.reduce(3, 60);
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::reduce_behind), 1U);
    EXPECT_EQ(rig.hits(RuleId::reduce_ahead), 0U);
}

TEST(FillRule, remove_ahead) {
    Queued rig;
    rig.remove(2);
    EXPECT_EQ(rig.ahead(1), 100);
    EXPECT_EQ(rig.shares(RuleId::remove_ahead), 200U);
}

TEST(FillRule, remove_behind) {
    Queued rig;
    rig.remove(3);
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::remove_behind), 1U);
}

TEST(FillRule, replace_ahead) {
    Queued rig;
    rig.replace(1, 4, 100, 10000);  // same price, same size: still loses its place
    EXPECT_EQ(rig.ahead(1), 200);
    EXPECT_EQ(rig.shares(RuleId::replace_ahead), 100U);
    rig.remove(2);
    rig.execute(4, 30);  // the replacement is behind us
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 30, 10000, 'A');
    // A replacement that the book refuses (no shares) has still left the queue.
    Queued other;
    other.replace(1, 4, 0, 10000);
    EXPECT_EQ(other.ahead(1), 200);
}

TEST(FillRule, replace_behind) {
    Queued rig;
    rig.replace(3, 4, 10, 9990);
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::replace_behind), 1U);
}

TEST(FillRule, execute_ahead) {
    Queued rig;
    rig.execute(1, 30);
    EXPECT_EQ(rig.ahead(1), 270);
    rig.execute(2, 200);  // not first in its queue, but ahead of us all the same
    EXPECT_EQ(rig.ahead(1), 70);
    rig.execute_priced(1, 70, 10000);  // C at the resting price is an E
    EXPECT_EQ(rig.ahead(1), 0);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.shares(RuleId::execute_ahead), 300U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 0U);
}

TEST(FillRule, execute_behind) {
    Queued rig;
    rig.remove(1);
    rig.remove(2);
    rig.execute(3, 20);
    rig.execute_priced(3, 80, 10000);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 2U);
    expect_fill(fills[0], 1, 20, 10000, 'A');
    expect_fill(fills[1], 1, 30, 10000, 'A');  // 80 printed, 30 were open
    EXPECT_EQ(rig.venue.live_orders(), 0U);
    EXPECT_EQ(rig.shares(RuleId::execute_behind), 50U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 2U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us_shares, 100U);
    EXPECT_LT(fills[0].match, fills[1].match);
}

TEST(FillRule, execute_behind_queued) {
    Queued rig;
    rig.execute(3, 20);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 20, 10000, 'A');
    EXPECT_EQ(rig.ahead(1), 300);  // the orders that were passed over are still there
    EXPECT_EQ(rig.hits(RuleId::execute_behind_queued), 1U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 1U);
}

TEST(FillRule, execute_through) {
    Queued rig;
    rig.add(5, kBuy, 100, 9999);
    rig.execute(5, 40);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 40, 10000, 'A');  // at our limit, not at the worse price
    EXPECT_EQ(rig.shares(RuleId::execute_through), 40U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 0U);
    // The other side is judged by its own direction.
    rig.enter(2, kSell, 10, 10005);
    rig.execute(9, 25);
    expect_fill(rig.answers(VenueKind::executed).at(0), 2, 10, 10005, 'A');
}

TEST(FillRule, execute_better) {
    Queued rig;
    rig.add(5, kBuy, 100, 10001);
    rig.execute(5, 100);
    rig.execute(9, 100);  // the other side of the book
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::execute_better), 1U);
}

TEST(FillRule, priced_ahead) {
    Queued rig;
    rig.execute_priced(1, 100, 10001);
    EXPECT_EQ(rig.ahead(1), 200);
    rig.execute_priced(2, 50, 9999);  // its print is its own, even at a price that would fill us
    EXPECT_EQ(rig.ahead(1), 150);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.shares(RuleId::priced_ahead), 150U);
}

TEST(FillRule, priced_through) {
    Queued rig;
    rig.execute_priced(3, 30, 9999);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 30, 10000, 'A');
    EXPECT_EQ(rig.shares(RuleId::priced_through), 30U);
    EXPECT_EQ(rig.ahead(1), 300);
}

TEST(FillRule, priced_at_front) {
    Queued rig;
    rig.add(5, kBuy, 100, 9998);
    rig.remove(1);
    rig.remove(2);
    rig.execute_priced(5, 30, 10000);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 30, 10000, 'A');
    EXPECT_EQ(rig.shares(RuleId::priced_at_front), 30U);
}

TEST(FillRule, priced_at_queued) {
    Queued rig;
    rig.add(5, kBuy, 100, 9998);
    rig.execute_priced(5, 30, 10000);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::priced_at_queued), 1U);
}

TEST(FillRule, priced_better) {
    Queued rig;
    rig.execute_priced(3, 30, 10001);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.hits(RuleId::priced_better), 1U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 0U);
}

TEST(FillRule, cross_part_ahead) {
    Queued rig;
    rig.execute_priced(1, 100, 10000, 'N');
    rig.execute_priced(2, 50, 9990, 'N');
    EXPECT_EQ(rig.ahead(1), 150);
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.shares(RuleId::cross_part_ahead), 150U);
}

TEST(FillRule, cross_part) {
    Queued rig;
    rig.add(5, kBuy, 100, 9999);
    rig.execute_priced(3, 100, 10000, 'N');  // behind us
    rig.execute_priced(5, 100, 9990, 'N');   // through us
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.ahead(1), 300);
    EXPECT_EQ(rig.hits(RuleId::cross_part), 2U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 0U);
}

// One aggressor's sweep is several messages of the same nanosecond. Each is judged alone, by the order it
// names: nothing is carried over from one to the next.
TEST(Volume, each_print_of_a_sweep_counts_once) {
    Queued rig;
    rig.same_instant = true;
    rig.execute(1, 100);
    rig.execute(2, 200);
    EXPECT_EQ(rig.ahead(1), 0);
    EXPECT_TRUE(rig.answers().empty());
    rig.execute(3, 15);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 1U);
    expect_fill(fills[0], 1, 15, 10000, 'A');
    EXPECT_EQ(rig.leaves(1), 35);
}

TEST(Volume, one_print_is_shared_among_our_orders_in_priority) {
    Rig rig;
    rig.enter(1, kBuy, 30, 10000);
    rig.enter(2, kBuy, 30, 10001);
    rig.enter(3, kBuy, 30, 10000);
    rig.add(1, kBuy, 100, 10000);
    static_cast<void>(rig.answers());
    rig.execute(1, 70);
    const auto fills = rig.answers();
    ASSERT_EQ(fills.size(), 3U);
    expect_fill(fills[0], 2, 30, 10001, 'A');
    expect_fill(fills[1], 1, 30, 10000, 'A');
    expect_fill(fills[2], 3, 10, 10000, 'A');
    EXPECT_EQ(rig.venue.counters().filled_shares, 70U);
    EXPECT_EQ(rig.venue.counters().executed_behind_us, 1U);  // one message, however many orders
}

// An order of the record between two of ours: behind the first, ahead of the second.
TEST(Volume, a_message_may_fill_one_order_and_advance_another) {
    Rig rig;
    rig.enter(1, kBuy, 100, 10000);
    rig.add(1, kBuy, 50, 10000);
    rig.enter(2, kBuy, 100, 10000);
    static_cast<void>(rig.answers());
    EXPECT_EQ(rig.ahead(2), 50);
    rig.execute(1, 20);
    EXPECT_EQ(rig.ahead(2), 30);
    EXPECT_EQ(rig.leaves(1), 80);
    EXPECT_EQ(rig.leaves(2), 100);
}

// Almost all messages of a day must be passed over at once: the instrument is watched no longer than needed.
TEST(Record, is_watched_only_while_something_of_ours_is_in_it) {
    Rig rig;
    const auto watched = [&] {
        const std::uint64_t before = rig.hits(RuleId::broken_trade);  // counted when an instrument is watched
        rig.broken(1);
        return rig.hits(RuleId::broken_trade) != before;
    };
    rig.add(1, kSell, 100, 10000);
    EXPECT_FALSE(watched());
    rig.enter(1, kBuy, 10, 9990);
    EXPECT_TRUE(watched());
    rig.cancel(1);
    EXPECT_FALSE(watched());
    rig.ioc(2, kBuy, 10, 10000);
    EXPECT_TRUE(watched());  // what we took is remembered
    rig.replace(1, 2, 50, 10001);
    EXPECT_TRUE(watched());
    rig.remove(2);
    EXPECT_FALSE(watched());
    rig.trading('H');
    rig.trading('T');
    EXPECT_FALSE(watched());
}

TEST(Record, messages_the_book_refused_change_nothing) {
    Queued rig;
    rig.execute(77, 100);           // unknown order
    rig.add(3, kSell, 100, 9000);   // duplicate reference
    rig.add(78, kSell, 0, 9000);    // no shares
    rig.replace(1, 2, 100, 10000);  // new reference already rests
    rig.execute(3, 0);              // executes nothing
    EXPECT_TRUE(rig.answers().empty());
    EXPECT_EQ(rig.ahead(1), 300);
    rig.execute(1, 1'000'000);  // more than it had: gone, for what it had
    EXPECT_EQ(rig.ahead(1), 200);
}

}  // namespace
}  // namespace tradewind::backtest::test
