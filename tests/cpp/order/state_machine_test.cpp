// What the table's cells do to quantities: answers, fills, breaks, corrections, priority and marking.
#include <gtest/gtest.h>

#include "order/desk.hpp"

namespace tradewind::order {
namespace {

using testing::Desk;
using testing::kCent;
using testing::kLocate;

TEST(Order, AcceptGivesTheVenuesReferenceAndPrice) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    const Outcome outcome = desk.accept(ref, 100, 'L', 999);
    EXPECT_EQ(outcome.result, Result::applied);
    EXPECT_EQ(desk.at(ref).order_ref, OrderRef{901});
    EXPECT_EQ(desk.at(ref).price, Price{999 * kCent});
    EXPECT_EQ(desk.leaves(ref), 100);
}

TEST(Order, DeadOnArrivalIsDoneWithNothingOpen) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    const Outcome outcome = desk.accept(ref, 100, 'D');
    EXPECT_EQ(outcome.after, State::done);
    EXPECT_EQ(desk.at(ref).done, DoneReason::dead_on_arrival);
    EXPECT_EQ(outcome.change.open, Qty{-100});
    EXPECT_EQ(outcome.change.orders, -1);
}

TEST(Order, AnAcceptForAnotherTotalIsAppliedAndFlagged) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    EXPECT_EQ(desk.accept(ref, 80).result, Result::quantity_mismatch);
    EXPECT_EQ(desk.leaves(ref), 80);
    EXPECT_EQ(desk.worst_case(ref), 80);
}

TEST(Order, PartialFillsTakeLeavesDownAndTheLastOneEndsIt) {
    Desk desk;
    const UserRef ref = desk.live(100);
    const Outcome first = desk.executed(ref, 30, 1);
    EXPECT_EQ(first.result, Result::applied);
    EXPECT_EQ(first.after, State::live);
    EXPECT_EQ(first.fill.kind, FillKind::fill);
    EXPECT_EQ(first.fill.qty, Qty{30});
    EXPECT_EQ(first.fill.locate, kLocate);
    EXPECT_EQ(first.change.filled, Qty{30});
    EXPECT_EQ(first.change.open, Qty{-30});
    const Outcome last = desk.executed(ref, 70, 2);
    EXPECT_EQ(last.after, State::done);
    EXPECT_EQ(desk.at(ref).done, DoneReason::filled);
    EXPECT_EQ(desk.executed_of(ref), 100);
    EXPECT_EQ(last.change.orders, -1);
}

TEST(Order, TheSameExecutionAgainIsIgnored) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.executed(ref, 30, 1);
    EXPECT_EQ(desk.executed(ref, 30, 1).result, Result::duplicate);
    EXPECT_EQ(desk.executed_of(ref), 30);
    EXPECT_EQ(desk.leaves(ref), 70);
    EXPECT_EQ(desk.orders.count(Result::duplicate), 1U);
}

TEST(Order, OneMatchBetweenTwoOwnOrdersIsTwoExecutions) {
    Desk desk;
    const UserRef buy = desk.live(100, Side::buy);
    const UserRef sell = desk.live(100, Side::sell);
    EXPECT_EQ(desk.executed(buy, 40, 9).result, Result::applied);
    EXPECT_EQ(desk.executed(sell, 40, 9).result, Result::applied);
    EXPECT_EQ(desk.broken(sell, 9).fill.side, Side::sell);
    EXPECT_EQ(desk.executed_of(buy), 40);
    EXPECT_EQ(desk.executed_of(sell), 0);
}

TEST(Order, AMatchNumberOfAnotherOrderOnTheSameSideIsAViolation) {
    Desk desk;
    const UserRef a = desk.live(100);
    const UserRef b = desk.live(100);
    desk.executed(a, 40, 9);
    EXPECT_EQ(desk.executed(b, 40, 9).result, Result::impossible);
    EXPECT_EQ(desk.broken(b, 9).result, Result::unknown_execution);
    EXPECT_EQ(desk.corrected(b, 9, 10, 1).result, Result::unknown_execution);
    EXPECT_EQ(desk.executed_of(a), 40);
}

TEST(Order, AnOverfillIsAppliedInFullAndFlagged) {
    Desk desk;
    const UserRef ref = desk.live(100);
    const Outcome outcome = desk.executed(ref, 130, 1);
    EXPECT_EQ(outcome.result, Result::overfill);
    EXPECT_EQ(outcome.change.filled, Qty{130});
    EXPECT_EQ(outcome.after, State::done);
    EXPECT_EQ(desk.leaves(ref), 0);
    EXPECT_EQ(desk.executed_of(ref), 130);
}

TEST(Order, AFillAfterTheEndIsAppliedAndFlagged) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.tell(VenueKind::canceled, ref, 100);
    const Outcome outcome = desk.executed(ref, 20, 1);
    EXPECT_EQ(outcome.result, Result::late_fill);
    EXPECT_EQ(outcome.fill.qty, Qty{20});
    EXPECT_EQ(desk.executed_of(ref), 20);
    EXPECT_EQ(desk.leaves(ref), 0);
}

TEST(Order, AFillBeforeTheAcceptCountsAndTheAcceptStillArrives) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    EXPECT_EQ(desk.executed(ref, 30, 1).result, Result::early_fill);
    EXPECT_EQ(desk.worst_case(ref), 70);
    EXPECT_EQ(desk.accept(ref, 100).result, Result::applied);
    EXPECT_EQ(desk.leaves(ref), 70);
    EXPECT_EQ(desk.tell(VenueKind::rejected, ref).result, Result::impossible);
}

TEST(Order, AnOrderThatWasFilledCannotBeRejected) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    desk.executed(ref, 30, 1);
    EXPECT_EQ(desk.tell(VenueKind::rejected, ref).result, Result::impossible);
    EXPECT_EQ(desk.at(ref).state, State::pending_new);
}

TEST(Order, NonsenseQuantitiesAreImpossible) {
    Desk desk;
    const UserRef ref = desk.live(100);
    EXPECT_EQ(desk.executed(ref, 0, 1).result, Result::impossible);
    EXPECT_EQ(desk.executed(ref, -5, 1).result, Result::impossible);
    EXPECT_EQ(desk.executed(ref, kMaxQty.lots + 1, 1).result, Result::impossible);
    EXPECT_EQ(desk.tell(VenueKind::canceled, ref, -5).result, Result::impossible);
    EXPECT_EQ(desk.tell(VenueKind::expired, ref, -5).result, Result::impossible);
    EXPECT_EQ(desk.orders.apply({.kind = VenueKind::modified, .ref = ref, .order_qty = {-1}}).result,
              Result::impossible);
    const UserRef pending = desk.enter(100);
    EXPECT_EQ(desk.accept(pending, -1).result, Result::impossible);
    EXPECT_EQ(desk.accept(pending, kMaxQty.lots + 1).result, Result::impossible);
    EXPECT_EQ(desk.leaves(ref), 100);
}

TEST(Order, ASelfMatchCancelTakesOpenSharesAndNamesTheReason) {
    Desk desk;
    const UserRef ref = desk.live(100);
    EXPECT_EQ(desk.tell(VenueKind::aiq_canceled, ref, 30).after, State::live);
    EXPECT_EQ(desk.leaves(ref), 70);
    EXPECT_EQ(desk.tell(VenueKind::aiq_canceled, ref, 70).after, State::done);
    EXPECT_EQ(desk.at(ref).done, DoneReason::self_match);
}

TEST(Order, ExpiryEndsItAndADifferentQuantityIsFlagged) {
    Desk desk;
    const UserRef a = desk.live(100);
    EXPECT_EQ(desk.tell(VenueKind::expired, a, 100).result, Result::applied);
    EXPECT_EQ(desk.at(a).done, DoneReason::expired);
    const UserRef b = desk.live(100);
    EXPECT_EQ(desk.tell(VenueKind::expired, b, 60).result, Result::quantity_mismatch);
    EXPECT_EQ(desk.at(b).state, State::done);
}

TEST(Order, ExecutionsStopCountingBeforeTheirSumLeaves64Bits) {
    Desk desk{8, 8192};
    const UserRef first = desk.live(kMaxQty.lots);
    const UserRef second = desk.replace(first, kMaxQty.lots);
    Result last = Result::applied;
    for (std::uint64_t match = 1; match < 8192 && last != Result::impossible; ++match) {
        last = desk.executed(first, kMaxQty.lots, match).result;
    }
    EXPECT_EQ(last, Result::impossible);
    const std::int64_t most = desk.executed_of(first);
    EXPECT_GT(most, INT64_MAX / 2 - 2 * kMaxQty.lots);
    EXPECT_EQ(desk.corrected(first, 1, kMaxQty.lots, 1).result, Result::impossible);
    EXPECT_EQ(desk.replaced(first, second, kMaxQty.lots).result, Result::revived)
        << "the first fill orphaned it";
    EXPECT_EQ(desk.leaves(second), kMaxQty.lots);
    EXPECT_EQ(desk.executed_of(second), most);
}

// --- breaks, corrections, priority, marking ------------------------------------------------------

TEST(Bust, TakesTheExecutionBackButOpensNothingAgain) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.executed(ref, 30, 1, 1005);
    const Outcome outcome = desk.broken(ref, 1);
    EXPECT_EQ(outcome.result, Result::applied);
    EXPECT_EQ(outcome.fill.kind, FillKind::bust);
    EXPECT_EQ(outcome.fill.qty, Qty{30});
    EXPECT_EQ(outcome.fill.price, Price{1005 * kCent});
    EXPECT_EQ(outcome.change.filled, Qty{-30});
    EXPECT_EQ(desk.leaves(ref), 70);
    EXPECT_EQ(desk.executed_of(ref), 0);
}

TEST(Bust, AfterTheEndIsAppliedAndASecondOneIsADuplicate) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.executed(ref, 100, 1);
    EXPECT_EQ(desk.broken(ref, 1).result, Result::applied);
    EXPECT_EQ(desk.broken(ref, 1).result, Result::duplicate);
    EXPECT_EQ(desk.executed(ref, 100, 1).result, Result::duplicate);
    EXPECT_EQ(desk.corrected(ref, 1, 50, 1000).result, Result::impossible);
    EXPECT_EQ(desk.executed_of(ref), 0);
    EXPECT_EQ(desk.at(ref).state, State::done);
}

TEST(Bust, OfAChainsExecutionMayNameAnyOfItsReferences) {
    Desk desk;
    const UserRef first = desk.live(500);
    desk.executed(first, 100, 1);
    const UserRef second = desk.replace(first, 500);
    desk.replaced(first, second, 400);
    EXPECT_EQ(desk.broken(second, 1).result, Result::applied);
    EXPECT_EQ(desk.executed_of(first), 0);
}

TEST(Bust, BeforeAReplaceIsAnsweredDoesNotMakeTheAnswerLookWrong) {
    Desk desk;
    const UserRef first = desk.live(500);
    desk.executed(first, 100, 1);
    const UserRef second = desk.replace(first, 500);
    desk.broken(first, 1);
    EXPECT_EQ(desk.worst_case(first), 500) << "the venue may count the broken shares as open again";
    EXPECT_EQ(desk.replaced(first, second, 400).result, Result::applied);
    EXPECT_EQ(desk.worst_case(first), 400);
}

TEST(Correction, ChangesQuantityAndPriceOfTheExecution) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.executed(ref, 40, 1);
    const Outcome outcome = desk.corrected(ref, 1, 25, 990);
    EXPECT_EQ(outcome.result, Result::applied);
    EXPECT_EQ(outcome.fill.kind, FillKind::correction);
    EXPECT_EQ(outcome.fill.qty, Qty{25});
    EXPECT_EQ(outcome.fill.price, Price{990 * kCent});
    EXPECT_EQ(outcome.change.filled, Qty{-15});
    EXPECT_EQ(desk.leaves(ref), 60);
    EXPECT_EQ(desk.corrected(ref, 1, 25, 990).result, Result::duplicate);
    EXPECT_EQ(desk.corrected(ref, 1, 0, 990).result, Result::impossible);
    EXPECT_EQ(desk.broken(ref, 1).fill.qty, Qty{25});
    EXPECT_EQ(desk.executed_of(ref), 0);
}

TEST(Order, APriorityChangeGivesANewReferenceAndPrice) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.orders.apply(
        {.kind = VenueKind::priority_changed, .ref = ref, .order_ref = {4242}, .price = {998 * kCent}});
    EXPECT_EQ(desk.at(ref).order_ref, OrderRef{4242});
    EXPECT_EQ(desk.at(ref).price, Price{998 * kCent});
    EXPECT_EQ(desk.leaves(ref), 100);
}

TEST(Order, AModifySetsWhatIsOpenAndTheSellMarking) {
    Desk desk;
    const UserRef ref = desk.live(100, Side::sell);
    desk.executed(ref, 20, 1);
    const Outcome cut = desk.orders.apply(
        {.kind = VenueKind::modified, .ref = ref, .order_qty = {50}, .mark = SellMark::short_sale});
    EXPECT_EQ(cut.result, Result::applied);
    EXPECT_EQ(desk.leaves(ref), 50);
    EXPECT_EQ(desk.at(ref).order_qty, Qty{70});
    EXPECT_EQ(desk.at(ref).mark, SellMark::short_sale);
    EXPECT_EQ(desk.orders.apply({.kind = VenueKind::modified, .ref = ref, .order_qty = {60}}).result,
              Result::quantity_mismatch);
    EXPECT_EQ(desk.worst_case(ref), 60) << "the venue's number counts even when it grew";
    EXPECT_EQ(desk.orders.apply({.kind = VenueKind::modified, .ref = ref, .order_qty = {0}}).after,
              State::done);
}

TEST(Order, ARestateChangesNothingThatIsOpen) {
    Desk desk;
    const UserRef ref = desk.live(100);
    const Order before = desk.at(ref);
    EXPECT_EQ(desk.orders.apply({.kind = VenueKind::restated, .ref = ref, .price = {1}, .code = 'R'}).result,
              Result::applied);
    EXPECT_EQ(desk.at(ref).leaves, before.leaves);
    EXPECT_EQ(desk.at(ref).price, before.price);
}

}  // namespace
}  // namespace tradewind::order
