// The table of the state machine, cell by cell: the expected result and the state after it stand here in
// words, and every venue event is applied to an order in every situation.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "order/desk.hpp"

namespace tradewind::order {
namespace {

using testing::Desk;
using testing::kCent;

constexpr std::array<std::string_view, kVenueKinds> kKinds{
    "accepted", "replaced",       "canceled",        "aiq_canceled",     "executed", "broken",   "corrected",
    "rejected", "cancel_pending", "cancel_rejected", "priority_changed", "modified", "restated", "expired"};
constexpr std::array<std::string_view, kStates> kStateNames{"none", "pending_new", "live", "done",
                                                            "in_doubt"};
constexpr std::array<std::string_view, kResults> kResultNames{
    "applied",   "overfill", "late_fill",     "early_fill",        "revived",   "quantity_mismatch",
    "duplicate", "stale",    "unknown_order", "unknown_execution", "impossible"};

/// Situations: the five states, and where one state has two pasts that the venue can tell apart, both.
enum Situation { none, entered, replacing, live, filled_in_part, canceled, never_live, doubted, kSituations };
constexpr std::array<std::string_view, kSituations> kSituationNames{
    "no such reference",     "enter sent",          "replace sent", "live", "live, partly filled",
    "canceled after a fill", "presumed never live", "in doubt"};

/// Each row: what the event does in each situation, as "result: state after".
struct Row {
    std::string_view kind;
    std::array<std::string_view, kSituations> cells;
};
// clang-format off
constexpr std::array<Row, kVenueKinds> kExpected{{
    {"accepted", {"unknown_order: none", "applied: live", "impossible: pending_new", "impossible: live", "impossible: live", "impossible: done", "revived: live", "applied: live"}},
    {"replaced", {"unknown_order: none", "impossible: pending_new", "applied: live", "impossible: live", "impossible: live", "impossible: done", "impossible: done", "impossible: in_doubt"}},
    {"canceled", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "applied: live", "applied: live", "stale: done", "stale: done", "impossible: in_doubt"}},
    {"aiq_canceled", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "applied: live", "applied: live", "impossible: done", "impossible: done", "impossible: in_doubt"}},
    {"executed", {"unknown_order: none", "early_fill: pending_new", "early_fill: pending_new", "applied: live", "applied: live", "late_fill: done", "late_fill: done", "early_fill: in_doubt"}},
    {"broken", {"unknown_order: none", "unknown_execution: pending_new", "applied: pending_new", "unknown_execution: live", "applied: live", "applied: done", "unknown_execution: done", "unknown_execution: in_doubt"}},
    {"corrected", {"unknown_order: none", "unknown_execution: pending_new", "applied: pending_new", "unknown_execution: live", "applied: live", "applied: done", "unknown_execution: done", "unknown_execution: in_doubt"}},
    {"rejected", {"unknown_order: none", "applied: done", "applied: done", "impossible: live", "impossible: live", "stale: done", "stale: done", "applied: done"}},
    {"cancel_pending", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "applied: live", "applied: live", "stale: done", "stale: done", "impossible: in_doubt"}},
    {"cancel_rejected", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "stale: live", "stale: live", "stale: done", "stale: done", "impossible: in_doubt"}},
    {"priority_changed", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "applied: live", "applied: live", "impossible: done", "impossible: done", "impossible: in_doubt"}},
    {"modified", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "applied: live", "applied: live", "impossible: done", "impossible: done", "impossible: in_doubt"}},
    {"restated", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "applied: live", "applied: live", "impossible: done", "impossible: done", "impossible: in_doubt"}},
    {"expired", {"unknown_order: none", "impossible: pending_new", "impossible: pending_new", "quantity_mismatch: done", "quantity_mismatch: done", "stale: done", "stale: done", "impossible: in_doubt"}},
}};
// clang-format on

/// Brings a desk into the situation; returns the reference that the event will name.
UserRef arrange(Desk& desk, Situation situation) {
    switch (situation) {
        case none:
            return UserRef{40};
        case entered:
            return desk.enter(100);
        case live:
            return desk.live(100);
        case never_live: {
            const UserRef ref = desk.enter(100);
            desk.orders.disconnect();
            desk.orders.resolve(UserRef{2}, [](const Outcome&) {});
            return ref;
        }
        case doubted: {
            const UserRef ref = desk.enter(100);
            desk.orders.disconnect();
            return ref;
        }
        default:
            break;
    }
    const UserRef ref = desk.live(100);
    static_cast<void>(desk.executed(ref, 30, 500));
    if (situation == replacing) return desk.replace(ref, 100);
    if (situation == canceled) static_cast<void>(desk.tell(VenueKind::canceled, ref, 70));
    return ref;
}

VenueEvent event_of(VenueKind kind, UserRef ref) {
    VenueEvent event{.kind = kind,
                     .ref = ref,
                     .orig = {ref.value - 1},
                     .time = {1},
                     .order_ref = {77},
                     .match = {500},
                     .order_qty = {100},
                     .decrement = {10},
                     .price = {1002 * kCent},
                     .code = 'L'};
    if (kind == VenueKind::executed) event.match = {501};
    if (kind == VenueKind::replaced) event.order_qty = {70};
    if (kind == VenueKind::modified) event.order_qty = {50};
    return event;
}

TEST(OrderTable, EveryEventInEverySituationDoesWhatTheExpectedTableSays) {
    for (std::size_t kind = 0; kind < kVenueKinds; ++kind) {
        ASSERT_EQ(kExpected[kind].kind, kKinds[kind]);
        for (std::size_t situation = 0; situation < kSituations; ++situation) {
            Desk desk;
            const UserRef ref = arrange(desk, static_cast<Situation>(situation));
            const Order before = desk.orders.find(ref) != nullptr ? desk.at(ref) : Order{};
            const Outcome outcome = desk.orders.apply(event_of(static_cast<VenueKind>(kind), ref));
            const std::string got = std::string{kResultNames[static_cast<std::size_t>(outcome.result)]} +
                                    ": " + std::string{kStateNames[static_cast<std::size_t>(outcome.after)]};
            EXPECT_EQ(got, kExpected[kind].cells[situation])
                << kKinds[kind] << " on " << kSituationNames[situation];
            EXPECT_EQ(outcome.before, before.state);
            EXPECT_EQ(desk.orders.count(outcome.result) > 0, true);
            const Order after = desk.orders.find(ref) != nullptr ? desk.at(ref) : Order{};
            EXPECT_EQ(after.state, outcome.after);
            if (outcome.result >= Result::duplicate) {
                EXPECT_EQ(after.leaves, before.leaves) << "a refused event changed the order";
                EXPECT_EQ(after.order_qty, before.order_qty);
                EXPECT_EQ(after.price, before.price);
                EXPECT_EQ(outcome.fill.kind, FillKind::none);
                EXPECT_EQ(outcome.change.open, Qty{});
                EXPECT_EQ(outcome.change.filled, Qty{});
            }
        }
    }
}

TEST(OrderTable, OnlyExecutionsBreaksAndCorrectionsMoveMoney) {
    for (std::size_t kind = 0; kind < kVenueKinds; ++kind) {
        for (std::size_t situation = 0; situation < kSituations; ++situation) {
            Desk desk;
            const UserRef ref = arrange(desk, static_cast<Situation>(situation));
            const auto venue_kind = static_cast<VenueKind>(kind);
            const Outcome outcome = desk.orders.apply(event_of(venue_kind, ref));
            const bool is_money = venue_kind == VenueKind::executed || venue_kind == VenueKind::broken ||
                                  venue_kind == VenueKind::corrected;
            const bool moved = outcome.fill.kind != FillKind::none || outcome.change.filled != Qty{};
            EXPECT_EQ(moved, is_money && outcome.result < Result::duplicate)
                << kKinds[kind] << " on " << kSituationNames[situation];
        }
    }
}

TEST(OrderTable, InDoubtAnswersLikePendingNewBecauseTheReplayBringsTheSameMessages) {
    EXPECT_EQ(kTable[static_cast<std::size_t>(State::in_doubt)],
              kTable[static_cast<std::size_t>(State::pending_new)]);
}

TEST(OrderTable, AKindOutsideTheProtocolIsImpossible) {
    Desk desk;
    const UserRef ref = desk.live(100);
    EXPECT_EQ(desk.tell(static_cast<VenueKind>(200), ref).result, Result::impossible);
}

}  // namespace
}  // namespace tradewind::order
