// Cancels and replaces, and what crosses with them.
#include <gtest/gtest.h>

#include "order/desk.hpp"

namespace tradewind::order {
namespace {

using testing::Desk;
using testing::kCent;

// --- cancels -------------------------------------------------------------------------------------

TEST(Cancel, OfEverythingIsPendingUntilTheOrderIsDone) {
    Desk desk;
    const UserRef ref = desk.live(100);
    const auto request = desk.orders.cancel(ref, {});
    EXPECT_EQ(request.message.ref, ref);
    EXPECT_TRUE(desk.at(ref).cancel_pending);
    const Outcome outcome = desk.tell(VenueKind::canceled, ref, 100);
    EXPECT_EQ(outcome.after, State::done);
    EXPECT_EQ(desk.at(ref).done, DoneReason::canceled);
    EXPECT_FALSE(desk.at(ref).cancel_pending);
    EXPECT_EQ(desk.cancel(ref), Status::not_open);
}

TEST(Cancel, ToASmallerTotalLeavesTheRestOpen) {
    Desk desk;
    const UserRef ref = desk.live(500);
    desk.executed(ref, 100, 1);
    EXPECT_EQ(desk.cancel(ref, 300), Status::ok);
    desk.tell(VenueKind::canceled, ref, 200);
    EXPECT_EQ(desk.leaves(ref), 200);
    EXPECT_EQ(desk.at(ref).order_qty, Qty{300});
    EXPECT_FALSE(desk.at(ref).cancel_pending);
}

TEST(Cancel, StaysPendingWhileAnotherReductionHasNotReachedItsTotal) {
    Desk desk;
    const UserRef ref = desk.live(500);
    desk.cancel(ref, 100);
    desk.tell(VenueKind::aiq_canceled, ref, 150);
    EXPECT_TRUE(desk.at(ref).cancel_pending);
    desk.tell(VenueKind::canceled, ref, 250);
    EXPECT_FALSE(desk.at(ref).cancel_pending);
    EXPECT_EQ(desk.leaves(ref), 100);
}

TEST(Cancel, ASecondSmallerCancelIsPendingUntilItsOwnTotalIsReached) {
    Desk desk;
    const UserRef ref = desk.live(500);
    desk.cancel(ref, 300);
    desk.cancel(ref, 0);
    desk.tell(VenueKind::canceled, ref, 200);
    EXPECT_TRUE(desk.at(ref).cancel_pending);
    desk.tell(VenueKind::canceled, ref, 300);
    EXPECT_EQ(desk.at(ref).state, State::done);
}

TEST(Cancel, AWeakerOneAfterItDoesNotMakeItLookAnswered) {
    Desk desk;
    const UserRef ref = desk.live(500);
    desk.cancel(ref, 100);
    desk.cancel(ref, 300);
    desk.tell(VenueKind::aiq_canceled, ref, 200);
    EXPECT_TRUE(desk.at(ref).cancel_pending) << "the total is 300, but 100 was asked for";
    desk.tell(VenueKind::canceled, ref, 200);
    EXPECT_FALSE(desk.at(ref).cancel_pending);
}

TEST(Cancel, AFillThatCrossesItCountsAndTheCancelTakesTheRest) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.cancel(ref);
    EXPECT_EQ(desk.executed(ref, 60, 1).result, Result::applied);
    EXPECT_TRUE(desk.at(ref).cancel_pending);
    EXPECT_EQ(desk.tell(VenueKind::canceled, ref, 40).result, Result::applied);
    EXPECT_EQ(desk.executed_of(ref), 60);
    EXPECT_EQ(desk.at(ref).done, DoneReason::canceled);
}

TEST(Cancel, AFullFillThatCrossesItEndsBoth) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.cancel(ref);
    desk.executed(ref, 100, 1);
    EXPECT_FALSE(desk.at(ref).cancel_pending);
    EXPECT_EQ(desk.tell(VenueKind::cancel_rejected, ref).result, Result::stale);
}

TEST(Cancel, PendingAtTheVenueThenRefusedLeavesTheOrderLive) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.cancel(ref);
    desk.tell(VenueKind::cancel_pending, ref);
    EXPECT_TRUE(desk.at(ref).cancel_taken);
    EXPECT_EQ(desk.tell(VenueKind::cancel_rejected, ref).result, Result::applied);
    EXPECT_FALSE(desk.at(ref).cancel_pending);
    EXPECT_FALSE(desk.at(ref).cancel_taken);
    EXPECT_EQ(desk.leaves(ref), 100);
}

TEST(Cancel, OneStartedByTheVenueIsPendingForAllThatIsOpen) {
    Desk desk;
    const UserRef ref = desk.live(100);
    desk.tell(VenueKind::cancel_pending, ref);
    desk.tell(VenueKind::canceled, ref, 40);
    EXPECT_TRUE(desk.at(ref).cancel_pending);
    desk.tell(VenueKind::canceled, ref, 60);
    EXPECT_EQ(desk.at(ref).state, State::done);
}

TEST(Cancel, TakingMoreThanIsOpenIsFlagged) {
    Desk desk;
    const UserRef ref = desk.live(100);
    EXPECT_EQ(desk.tell(VenueKind::canceled, ref, 101).result, Result::quantity_mismatch);
    EXPECT_EQ(desk.at(ref).state, State::done);
}

TEST(Cancel, ThatTheVenueWouldIgnoreSilentlyIsNotSent) {
    Desk desk;
    const UserRef ref = desk.live(100);
    EXPECT_EQ(desk.cancel(ref, 100), Status::nothing_to_cut);
    EXPECT_EQ(desk.cancel(ref, 150), Status::nothing_to_cut);
    EXPECT_EQ(desk.cancel(ref, -1), Status::bad_quantity);
    EXPECT_EQ(desk.cancel(UserRef{50}), Status::unknown_order);
    EXPECT_FALSE(desk.at(ref).cancel_pending);
}

TEST(Cancel, OfAnUnansweredOrderIsSentAndEndsItAfterTheAccept) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    EXPECT_EQ(desk.cancel(ref), Status::ok);
    desk.accept(ref, 100);
    EXPECT_TRUE(desk.at(ref).cancel_pending);
    desk.tell(VenueKind::canceled, ref, 100);
    EXPECT_EQ(desk.at(ref).state, State::done);
}

// --- replaces ------------------------------------------------------------------------------------

TEST(Replace, TotalIsTheChainsAndTheAnswerCarriesWhatIsOpen) {
    Desk desk;
    const UserRef first = desk.live(500);
    desk.executed(first, 100, 1);
    const auto request = desk.orders.replace(first, {500}, {1001 * kCent});
    ASSERT_EQ(request.status, Status::ok);
    EXPECT_EQ(request.message.orig, first);
    EXPECT_EQ(request.message.order_qty, Qty{500});
    EXPECT_EQ(desk.orders.replaces_in_flight(first), 1U);
    const UserRef second = request.message.ref;
    EXPECT_EQ(desk.replaced(first, second, 400).result, Result::applied);
    EXPECT_EQ(desk.leaves(second), 400);
    EXPECT_EQ(desk.at(second).order_qty, Qty{500});
    EXPECT_EQ(desk.at(second).root, first);
    EXPECT_EQ(desk.at(first).done, DoneReason::replaced);
    EXPECT_EQ(desk.executed_of(second), 100);
    EXPECT_EQ(desk.orders.replaces_in_flight(first), 0U);
}

TEST(Replace, AFillThatCrossesItIsCountedOnceAndLowersWhatTheReplacementHas) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 500);
    EXPECT_EQ(desk.executed(first, 200, 1).result, Result::applied);
    EXPECT_EQ(desk.worst_case(first), 300);
    EXPECT_EQ(desk.replaced(first, second, 300).result, Result::applied);
    EXPECT_EQ(desk.executed_of(second), 200);
    EXPECT_EQ(desk.leaves(second), 300);
}

TEST(Replace, AnOpenQuantityThatDoesNotAddUpIsTheVenuesAndFlagged) {
    Desk desk;
    const UserRef first = desk.live(500);
    desk.executed(first, 100, 1);
    const UserRef second = desk.replace(first, 500);
    EXPECT_EQ(desk.replaced(first, second, 500).result, Result::quantity_mismatch);
    EXPECT_EQ(desk.leaves(second), 500);
}

TEST(Replace, ACorrectionUpwardsDoesNotMakeItsWorstCaseTooSmall) {
    Desk desk;
    const UserRef first = desk.live(500);
    desk.executed(first, 100, 1);
    desk.corrected(first, 1, 250, 1000);
    EXPECT_EQ(desk.orders.working(first)->executed, Qty{100});
    const UserRef second = desk.replace(first, 500);
    EXPECT_EQ(desk.worst_case(first), 400) << "the venue may still count only 100 as executed";
    EXPECT_EQ(desk.replaced(first, second, 400).result, Result::applied);
    EXPECT_EQ(desk.executed_of(first), 250);
}

TEST(Replace, AFullFillThatCrossesItOrphansIt) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 800);
    const UserRef third = desk.replace(second, 900);
    const Outcome outcome = desk.executed(first, 500, 1);
    EXPECT_EQ(desk.at(second).done, DoneReason::orphaned);
    EXPECT_EQ(desk.at(third).done, DoneReason::orphaned);
    EXPECT_EQ(outcome.change.orders, -1);
    EXPECT_EQ(desk.worst_case(first), 0);
    EXPECT_EQ(desk.tell(VenueKind::rejected, second).result, Result::stale);
}

TEST(Replace, AnOrphanThatTheVenueAnswersAfterAllIsWorkingAgainAndFlagged) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 800);
    desk.executed(first, 500, 1);
    const Outcome outcome = desk.replaced(first, second, 300);
    EXPECT_EQ(outcome.result, Result::revived);
    EXPECT_EQ(outcome.change.open, Qty{300});
    EXPECT_EQ(outcome.change.orders, 1);
    EXPECT_EQ(desk.leaves(second), 300);
    EXPECT_EQ(desk.executed(second, 300, 2).result, Result::applied);
}

TEST(Replace, DeadEndsTheWholeChain) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 500);
    const Outcome outcome = desk.replaced(first, second, 500, 'D');
    EXPECT_EQ(desk.at(first).done, DoneReason::replaced);
    EXPECT_EQ(desk.at(second).done, DoneReason::dead_on_arrival);
    EXPECT_EQ(outcome.change.open, Qty{-500});
    EXPECT_EQ(outcome.change.orders, -1);
}

TEST(Replace, RejectedLeavesTheOriginalAsItWas) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 900);
    EXPECT_EQ(desk.worst_case(first), 900);
    const Outcome outcome = desk.tell(VenueKind::rejected, second);
    EXPECT_EQ(outcome.after, State::done);
    EXPECT_EQ(outcome.change.open, Qty{-400});
    EXPECT_EQ(outcome.change.orders, 0);
    EXPECT_EQ(desk.at(first).state, State::live);
    EXPECT_EQ(desk.leaves(first), 500);
    EXPECT_EQ(desk.orders.replaces_in_flight(first), 0U);
}

TEST(Replace, OneBehindTheOtherAreAnsweredInTurn) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 600);
    const UserRef third = desk.replace(second, 400);
    EXPECT_EQ(desk.worst_case(first), 600);
    EXPECT_EQ(desk.replaced(first, second, 600).result, Result::applied);
    EXPECT_EQ(desk.executed(second, 150, 1).result, Result::applied);
    EXPECT_EQ(desk.replaced(second, third, 250).result, Result::applied);
    EXPECT_EQ(desk.leaves(third), 250);
    EXPECT_EQ(desk.worst_case(first), 250);
    EXPECT_EQ(desk.executed_of(first), 150);
    EXPECT_EQ(desk.at(third).root, first);
}

TEST(Replace, TwoOfTheSameOrderTheSecondIsOrphanedByTheFirst) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 600);
    const UserRef third = desk.replace(first, 700);
    EXPECT_EQ(desk.orders.replaces_in_flight(first), 2U);
    desk.replaced(first, second, 600);
    EXPECT_EQ(desk.at(third).done, DoneReason::orphaned);
    EXPECT_EQ(desk.worst_case(first), 600);
}

TEST(Replace, RejectedTakesThoseBehindItAlong) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 600);
    const UserRef third = desk.replace(second, 700);
    desk.tell(VenueKind::rejected, second);
    EXPECT_EQ(desk.at(third).done, DoneReason::orphaned);
    EXPECT_EQ(desk.worst_case(first), 500);
    EXPECT_EQ(desk.at(first).state, State::live);
}

TEST(Replace, ThatLeavesNothingOpenIsAnsweredByACancelOfTheOriginal) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 200);
    desk.executed(first, 300, 1);
    desk.tell(VenueKind::canceled, first, 200);
    EXPECT_EQ(desk.at(first).done, DoneReason::canceled);
    EXPECT_EQ(desk.at(second).done, DoneReason::orphaned);
    EXPECT_EQ(desk.worst_case(first), 0);
}

TEST(Replace, NamingAnotherOriginalIsImpossible) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef other = desk.live(500);
    const UserRef second = desk.replace(first, 600);
    EXPECT_EQ(desk.replaced(other, second, 600).result, Result::impossible);
    EXPECT_EQ(desk.accept(second, 600).result, Result::impossible);
    EXPECT_EQ(desk.at(first).state, State::live);
    EXPECT_EQ(desk.at(other).state, State::live);
    EXPECT_EQ(desk.at(second).state, State::pending_new);
}

TEST(Replace, FillsOfTheReplacementThatOvertakeItsAnswerAreNotOpenAnyMore) {
    Desk desk;
    const UserRef first = desk.live(500);
    const UserRef second = desk.replace(first, 500);
    EXPECT_EQ(desk.executed(second, 500, 1).result, Result::early_fill);
    EXPECT_EQ(desk.at(first).state, State::live);
    EXPECT_EQ(desk.replaced(first, second, 500).result, Result::applied);
    EXPECT_EQ(desk.at(first).done, DoneReason::replaced);
    EXPECT_EQ(desk.at(second).done, DoneReason::filled);
}

TEST(Replace, OfADoneOrderIsRefused) {
    Desk desk;
    const UserRef first = desk.live(500);
    desk.tell(VenueKind::canceled, first, 500);
    EXPECT_EQ(desk.orders.replace(first, {500}, {1}).status, Status::not_open);
    EXPECT_EQ(desk.orders.replace(UserRef{60}, {500}, {1}).status, Status::unknown_order);
}

}  // namespace
}  // namespace tradewind::order
