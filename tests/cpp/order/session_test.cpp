// References, memory, lost connections and the end of the day.
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <vector>

#include "order/desk.hpp"

namespace tradewind::order {
namespace {

using testing::Desk;

std::map<std::uint32_t, Outcome> resolve(Desk& desk, std::uint32_t next) {
    std::map<std::uint32_t, Outcome> outcomes;
    desk.orders.resolve(UserRef{next}, [&](const Outcome& o) { outcomes.emplace(o.ref.value, o); });
    return outcomes;
}

TEST(References, StrictlyIncreaseFromTheFirstOne) {
    Orders orders{{.first = UserRef{1000}, .references = 4, .executions = 4}};
    const auto first = orders.enter({.order_qty = {1}});
    EXPECT_EQ(first.message.ref, UserRef{1000});
    EXPECT_EQ(orders.replace(UserRef{1000}, {2}, {}).message.ref, UserRef{1001});
    EXPECT_EQ(orders.enter({.order_qty = {1}}).message.ref, UserRef{1002});
    EXPECT_EQ(orders.find(UserRef{999}), nullptr);
    EXPECT_EQ(orders.find(UserRef{1003}), nullptr);
    EXPECT_EQ(orders.find(UserRef{0}), nullptr);
    EXPECT_EQ(orders.find(UserRef{1001})->orig, UserRef{1000});
}

TEST(References, WhenAllAreUsedNothingIsEnteredButCancelsStillGo) {
    Desk desk{2};
    const UserRef ref = desk.live(100);
    desk.live(100);
    EXPECT_EQ(desk.orders.enter({.order_qty = {1}}).status, Status::references_exhausted);
    EXPECT_EQ(desk.orders.replace(ref, {1}, {}).status, Status::references_exhausted);
    EXPECT_EQ(desk.cancel(ref), Status::ok);
}

TEST(References, ARequestForNothingOrTooMuchIsRefused) {
    Desk desk;
    EXPECT_EQ(desk.orders.enter({.order_qty = {0}}).status, Status::bad_quantity);
    EXPECT_EQ(desk.orders.enter({.order_qty = {-1}}).status, Status::bad_quantity);
    EXPECT_EQ(desk.orders.enter({.order_qty = kMaxQty + Qty{1}}).status, Status::bad_quantity);
    EXPECT_EQ(desk.orders.replace(desk.live(5), {0}, {}).status, Status::bad_quantity);
    EXPECT_EQ(desk.orders.next_ref(), UserRef{2}) << "a refused request uses no reference";
}

TEST(Replaces, InFlightAreBounded) {
    Desk desk;
    const UserRef ref = desk.live(100);
    for (std::uint32_t i = 0; i < kMaxReplacesInFlight; ++i) EXPECT_NE(desk.replace(ref, 200 + i), UserRef{});
    EXPECT_EQ(desk.orders.replace(ref, {300}, {}).status, Status::too_many_in_flight);
    desk.tell(VenueKind::rejected, UserRef{2});
    EXPECT_EQ(desk.orders.replace(ref, {300}, {}).status, Status::ok);
}

TEST(Executions, AnEighthOfTheMemoryIsKeptForOpenOrders) {
    Desk desk{64, 16};
    const UserRef ref = desk.live(1000);
    for (std::uint64_t match = 1; match <= 15; ++match) desk.executed(ref, 1, match);
    EXPECT_EQ(desk.orders.enter({.order_qty = {1}}).status, Status::executions_exhausted);
    EXPECT_EQ(desk.executed(ref, 1, 16).result, Result::applied);
    EXPECT_EQ(desk.orders.forgotten_executions(), 0U);
}

TEST(Executions, BeyondTheMemoryAreStillAppliedAndCounted) {
    Desk desk{4, 1};
    const UserRef ref = desk.live(1000);
    desk.executed(ref, 1, 1);
    const Outcome outcome = desk.executed(ref, 5, 2);
    EXPECT_EQ(outcome.result, Result::applied);
    EXPECT_EQ(outcome.fill.qty, Qty{5});
    EXPECT_EQ(desk.executed_of(ref), 6);
    EXPECT_EQ(desk.orders.forgotten_executions(), 1U);
    EXPECT_EQ(desk.broken(ref, 2).result, Result::unknown_execution);
}

TEST(Executions, AreFoundAmongManyWithStridedNumbersOnBothSides) {
    constexpr std::uint32_t kN = 20'000;
    MatchIndex index{kN};
    for (std::uint32_t i = 0; i < kN; ++i) {
        const Side side = i % 2 == 0 ? Side::buy : Side::sell;
        ASSERT_TRUE(index.insert({std::uint64_t{i / 2} << 20}, side, i));
    }
    EXPECT_FALSE(index.insert({1}, Side::buy, 0)) << "full";
    for (std::uint32_t i = 0; i < kN; ++i) {
        const Side side = i % 2 == 0 ? Side::buy : Side::sell;
        ASSERT_EQ(index.find({std::uint64_t{i / 2} << 20}, side), i);
    }
    EXPECT_EQ(index.find({3}, Side::buy), MatchIndex::kNone);
}

TEST(Executions, OfOneMatchOnBothSidesAreToldApartHoweverFullTheMemory) {
    for (std::uint64_t match = 0; match < 200; ++match) {
        MatchIndex index{2};  // four cells: the two keys often meet
        ASSERT_TRUE(index.insert({match}, Side::buy, 10));
        ASSERT_EQ(index.find({match}, Side::sell), MatchIndex::kNone);
        ASSERT_TRUE(index.insert({match}, Side::sell, 20));
        ASSERT_EQ(index.find({match}, Side::buy), 10U);
        ASSERT_EQ(index.find({match}, Side::sell), 20U);
    }
}

TEST(Capacity, ErrorsNameFieldValueAndLimit) {
    const auto message = [](const Orders::Capacity& capacity) -> std::string {
        try {
            const Orders orders{capacity};
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message({.first = {0}, .references = 1, .executions = 1}),
              "order pool: first is 0, must be at least 1");
    EXPECT_EQ(message({.references = 0, .executions = 1}),
              "order pool: references is 0, must be between 1 and 268435456");
    EXPECT_EQ(message({.references = 1, .executions = 0}),
              "order pool: executions is 0, must be between 1 and 268435456");
    EXPECT_EQ(message({.first = {4294967295U}, .references = 2, .executions = 1}),
              "order pool: first + references is 4294967297, must be at most 4294967295");
}

TEST(Disconnect, PutsWhatIsUnansweredInDoubtAndLeavesTheRestLive) {
    Desk desk;
    const UserRef live = desk.live(100);
    const UserRef pending = desk.enter(100);
    const UserRef replacement = desk.replace(live, 200);
    desk.orders.disconnect();
    EXPECT_EQ(desk.at(live).state, State::live);
    EXPECT_TRUE(desk.at(live).unconfirmed);
    EXPECT_EQ(desk.at(pending).state, State::in_doubt);
    EXPECT_EQ(desk.at(replacement).state, State::in_doubt);
    EXPECT_EQ(desk.worst_case(live), 200) << "what is in doubt still counts";
    EXPECT_EQ(desk.orders.enter({.order_qty = {1}}).status, Status::disconnected);
    EXPECT_EQ(desk.cancel(live), Status::disconnected);
    EXPECT_EQ(desk.orders.replace(live, {1}, {}).status, Status::disconnected);
}

TEST(Resolve, WhatTheReplayAnsweredIsLiveAndTheRestWasNeverLiveOrNeverArrived) {
    Desk desk;
    const UserRef answered = desk.enter(100);
    const UserRef ignored = desk.enter(100);
    const UserRef lost = desk.enter(100);
    desk.orders.disconnect();
    EXPECT_EQ(desk.accept(answered, 100).after, State::live);
    const auto outcomes = resolve(desk, ignored.value + 1);
    EXPECT_EQ(desk.at(answered).state, State::live);
    EXPECT_EQ(desk.at(ignored).done, DoneReason::never_live);
    EXPECT_EQ(desk.at(lost).done, DoneReason::never_arrived);
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes.at(lost.value).change.open, Qty{-100});
    EXPECT_EQ(outcomes.at(lost.value).before, State::in_doubt);
    EXPECT_EQ(desk.orders.next_ref(), UserRef{4}) << "a number is never used twice, even if it never arrived";
    EXPECT_TRUE(desk.orders.connected());
}

TEST(Resolve, FollowsTheVenueWhenItExpectsAHigherReference) {
    Desk desk;
    desk.orders.disconnect();
    resolve(desk, 30);
    EXPECT_EQ(desk.enter(100), UserRef{30});
    EXPECT_EQ(desk.orders.find(UserRef{20}), nullptr);
    EXPECT_EQ(desk.accept(UserRef{20}, 100).result, Result::unknown_order);
    desk.orders.disconnect();
    resolve(desk, UINT32_MAX);
    EXPECT_EQ(desk.orders.enter({.order_qty = {1}}).status, Status::references_exhausted);
}

TEST(Resolve, ALostReplaceLeavesTheOriginalLiveWithItsOwnWorstCase) {
    Desk desk;
    const UserRef first = desk.live(100);
    const UserRef second = desk.replace(first, 200);
    const UserRef third = desk.replace(second, 300);
    desk.orders.disconnect();
    const auto outcomes = resolve(desk, second.value);
    EXPECT_EQ(desk.at(first).state, State::live);
    EXPECT_FALSE(desk.at(first).unconfirmed);
    EXPECT_EQ(desk.at(second).done, DoneReason::never_arrived);
    EXPECT_EQ(desk.at(third).done, DoneReason::orphaned);
    EXPECT_EQ(desk.worst_case(first), 100);
    EXPECT_EQ(outcomes.at(second.value).change.open, Qty{-200});
}

TEST(Resolve, ALostCancelIsNoLongerPendingButOneTheVenueTookIs) {
    Desk desk;
    const UserRef lost = desk.live(100);
    const UserRef taken = desk.live(100);
    desk.cancel(lost);
    desk.cancel(taken);
    desk.orders.disconnect();
    desk.tell(VenueKind::cancel_pending, taken);
    resolve(desk, 3);
    EXPECT_FALSE(desk.at(lost).cancel_pending);
    EXPECT_TRUE(desk.at(taken).cancel_pending);
    EXPECT_EQ(desk.tell(VenueKind::canceled, taken, 100).after, State::done);
}

TEST(Resolve, AnOrderThatWasFilledIsLiveEvenIfItsAcceptIsMissing) {
    Desk desk;
    const UserRef ref = desk.enter(100);
    desk.orders.disconnect();
    desk.executed(ref, 40, 1);
    resolve(desk, 2);
    EXPECT_EQ(desk.at(ref).state, State::live);
    EXPECT_EQ(desk.leaves(ref), 60);
}

TEST(EndOfDay, EndsEverythingThatIsOpenAndKeepsExecutionsForBreaks) {
    Desk desk;
    const UserRef live = desk.live(100);
    desk.executed(live, 30, 1);
    const UserRef pending = desk.enter(50);
    desk.replace(live, 200);
    std::int64_t open = 0;
    int orders = 0;
    desk.orders.end_of_day([&](const Outcome& o) {
        open += o.change.open.lots;
        orders += o.change.orders;
    });
    EXPECT_EQ(desk.at(live).done, DoneReason::day_end);
    EXPECT_EQ(desk.at(pending).done, DoneReason::day_end);
    EXPECT_EQ(desk.at(UserRef{3}).done, DoneReason::orphaned);
    EXPECT_EQ(open, -170 - 50);
    EXPECT_EQ(orders, -2);
    EXPECT_EQ(desk.tell(VenueKind::expired, live, 70).result, Result::stale);
    EXPECT_EQ(desk.broken(live, 1).result, Result::applied);
}

}  // namespace
}  // namespace tradewind::order
