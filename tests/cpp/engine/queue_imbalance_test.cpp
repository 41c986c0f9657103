#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tradewind/engine/queue_imbalance.hpp"
#include "tradewind/signal/imbalance.hpp"

namespace tradewind::engine {
namespace {

using book::Touch;
constexpr Locate kA{1};
constexpr std::int64_t kCent = 10'000'000;
constexpr DayTime kNoon{43'200'000'000'000};

/// Remembers what the strategy asked for; accepts everything.
struct Recorder {
    struct Entered {
        Side side;
        std::int64_t qty;
        std::int64_t cents;
        order::TimeInForce tif;
        bool post_only;
    };
    std::vector<Entered> entered;
    std::vector<std::uint32_t> canceled;
    Qty held;

    UserRef enter(Locate, Side side, Qty qty, Price price, order::TimeInForce tif, bool post_only) noexcept {
        entered.push_back({side, qty.lots, price.units / kCent, tif, post_only});
        return {static_cast<std::uint32_t>(entered.size())};
    }
    bool cancel(UserRef ref) noexcept {
        canceled.push_back(ref.value);
        return true;
    }
    [[nodiscard]] Qty position(Locate) const noexcept { return held; }
};

class QueueImbalanceTest : public ::testing::Test {
  protected:
    void show(std::int64_t bid_qty, std::int64_t ask_qty, DayTime now, std::int64_t bid = 1000,
              std::int64_t ask = 1001) {
        const Touch touch{{bid * kCent}, {bid_qty}, {ask * kCent}, {ask_qty}};
        strategy.on_touch(kA, touch, signal::queue_imbalance_permille(touch), now, desk);
    }
    static DayTime later(std::int64_t seconds) { return kNoon + Nanos{seconds * 1'000'000'000}; }

    QueueImbalanceParams params;
    QueueImbalance strategy{params};
    Recorder desk;
};

TEST_F(QueueImbalanceTest, JoinsTheHeavySideAtTheTouch) {
    show(800, 200, kNoon);
    ASSERT_EQ(desk.entered.size(), 1U);
    EXPECT_EQ(desk.entered[0].side, Side::buy);
    EXPECT_EQ(desk.entered[0].cents, 1000);
    EXPECT_EQ(desk.entered[0].qty, 100);
    EXPECT_TRUE(desk.entered[0].post_only);
    show(200, 800, later(1));
    EXPECT_EQ(desk.canceled, std::vector<std::uint32_t>{1}) << "the bid no longer has the imbalance";
    ASSERT_EQ(desk.entered.size(), 2U);
    EXPECT_EQ(desk.entered[1].side, Side::sell);
    EXPECT_EQ(desk.entered[1].cents, 1001);
}

TEST_F(QueueImbalanceTest, DoesNothingBelowTheEntryLevelOrInAWideOrEmptyOrCrossedBook) {
    show(799, 201, kNoon);
    show(800, 200, kNoon, 1000, 1011);
    show(800, 0, kNoon);
    show(800, 200, kNoon, 1001, 1000);
    EXPECT_TRUE(desk.entered.empty());
}

TEST_F(QueueImbalanceTest, WorksOneOrderASideAndRepricesOnlyAfterTheOldOneIsGone) {
    show(800, 200, kNoon);
    show(900, 200, later(1));
    EXPECT_EQ(desk.entered.size(), 1U);
    show(800, 200, later(2), 1001, 1002);
    show(800, 200, later(3), 1001, 1002);
    EXPECT_EQ(desk.canceled.size(), 1U) << "one cancel, not one a message";
    EXPECT_EQ(desk.entered.size(), 1U);
    strategy.on_done(kA, Side::buy, {1});
    show(800, 200, later(4), 1001, 1002);
    ASSERT_EQ(desk.entered.size(), 2U);
    EXPECT_EQ(desk.entered[1].cents, 1001);
}

TEST_F(QueueImbalanceTest, KeepsItsPlaceInTheQueueUntilTheImbalanceHasTurned) {
    show(800, 200, kNoon);
    show(600, 400, later(1));
    EXPECT_TRUE(desk.canceled.empty()) << "200 permille left, exactly the exit level";
    show(599, 401, later(2));
    EXPECT_EQ(desk.canceled.size(), 1U);
}

TEST_F(QueueImbalanceTest, CancelsAgainAfterARefusedCancel) {
    show(800, 200, kNoon);
    show(500, 500, later(1));
    strategy.on_cancel_rejected(kA, Side::buy, {1});
    show(500, 500, later(2));
    EXPECT_EQ(desk.canceled.size(), 2U);
}

TEST_F(QueueImbalanceTest, WaitsOutTheCooldown) {
    show(800, 200, kNoon);
    strategy.on_done(kA, Side::buy, {1});
    show(800, 200, kNoon + Nanos{params.cooldown.ns - 1});
    EXPECT_EQ(desk.entered.size(), 1U);
    show(800, 200, kNoon + params.cooldown);
    EXPECT_EQ(desk.entered.size(), 2U);
}

TEST_F(QueueImbalanceTest, NeverOrdersPastThePositionCap) {
    desk.held = {450};
    show(800, 200, kNoon);
    ASSERT_EQ(desk.entered.size(), 1U);
    EXPECT_EQ(desk.entered[0].qty, 50);
    desk.held = {500};
    strategy.on_done(kA, Side::buy, {1});
    show(800, 200, later(1));
    EXPECT_EQ(desk.entered.size(), 1U);
}

TEST_F(QueueImbalanceTest, LeansOutOfAPositionWhenTheImbalanceTurns) {
    desk.held = {100};
    show(500, 500, kNoon);
    ASSERT_EQ(desk.entered.size(), 1U);
    EXPECT_EQ(desk.entered[0].side, Side::sell);
    EXPECT_EQ(desk.entered[0].cents, 1001);
    EXPECT_TRUE(desk.entered[0].post_only);
}

TEST_F(QueueImbalanceTest, GoesHomeFlatThroughTheSpread) {
    show(800, 200, kNoon);
    desk.held = {-170};
    show(800, 200, params.flatten);
    EXPECT_EQ(desk.canceled, std::vector<std::uint32_t>{1});
    EXPECT_EQ(desk.entered.size(), 1U) << "nothing new while an order works";
    strategy.on_done(kA, Side::buy, {1});
    show(200, 800, params.flatten + Nanos{1'000'000'000});
    ASSERT_EQ(desk.entered.size(), 2U);
    EXPECT_EQ(desk.entered[1].side, Side::buy);
    EXPECT_EQ(desk.entered[1].cents, 1001);
    EXPECT_EQ(desk.entered[1].qty, 100);
    EXPECT_EQ(desk.entered[1].tif, order::TimeInForce::ioc);
    EXPECT_FALSE(desk.entered[1].post_only);
}

TEST_F(QueueImbalanceTest, DoesNothingBeforeItsStart) {
    show(800, 200, {params.start.ns - 1});
    EXPECT_TRUE(desk.entered.empty());
    show(800, 200, params.start);
    EXPECT_EQ(desk.entered.size(), 1U);
}

TEST(QueueImbalanceParams, EveryBadFieldIsNamedWithItsValue) {
    const auto message = [](auto change) {
        QueueImbalanceParams p;
        change(p);
        try {
            validate(p);
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(message([](auto& p) { p.entry_permille = 1001; }).find("entry_permille is 1001"),
              std::string::npos);
    EXPECT_NE(message([](auto& p) { p.exit_permille = -1; }).find("exit_permille is -1"), std::string::npos);
    EXPECT_NE(message([](auto& p) { p.order_qty = {0}; }).find("order_qty is 0"), std::string::npos);
    EXPECT_NE(message([](auto& p) { p.max_position = {99}; }).find("max_position is 99"), std::string::npos);
    EXPECT_NE(message([](auto& p) { p.max_spread = {0}; }).find("max_spread is 0"), std::string::npos);
    EXPECT_NE(message([](auto& p) { p.cooldown = {-5}; }).find("cooldown is -5"), std::string::npos);
    EXPECT_NE(message([](auto& p) { p.start = {p.flatten.ns + 1}; }).find("start is"), std::string::npos);
    EXPECT_EQ(message([](auto&) {}), "");
}

TEST(QueueImbalancePermille, IsTheSignedShareOfTheTouch) {
    EXPECT_EQ(signal::queue_imbalance_permille({{1}, {300}, {2}, {100}}), 500);
    EXPECT_EQ(signal::queue_imbalance_permille({{1}, {100}, {2}, {300}}), -500);
    EXPECT_EQ(signal::queue_imbalance_permille({{1}, {100}, {2}, {0}}), 0);
    EXPECT_EQ(signal::queue_imbalance_permille({{1}, {INT64_MAX / 2}, {2}, {1}}), 999);
}

}  // namespace
}  // namespace tradewind::engine
