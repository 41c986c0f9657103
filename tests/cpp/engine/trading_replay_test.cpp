// The whole path on days small enough to work out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/day.hpp"
#include "engine/generated_day.hpp"
#include "engine/replay_config.hpp"
#include "tradewind/engine/trading_replay.hpp"
#include "tradewind/wire/ouch50_order.hpp"

namespace tradewind::engine {
namespace {

using base::Side;
constexpr Locate kA{1};
constexpr Locate kB{2};
constexpr std::int64_t kNoon = 43'200'000'000'000;
constexpr std::int64_t kMs = 1'000'000;

TradingReplayConfig config() {
    TradingReplayConfig c;
    c.trader.limits = {.max_quantity = {1000},
                       .max_notional = Price{100'000 * Price::kScale} * Qty{1},
                       .collar_bps = 500,
                       .max_position = {500},
                       .max_open_orders = 10,
                       .max_orders = 100,
                       .rate_window = {1'000'000'000},
                       .duplicate_window = {0},
                       .trade_without_touch = false};
    c.trader.opening_cash = Price{100'000 * Price::kScale} * Qty{1};
    c.trader.max_references = 1024;
    c.trader.max_executions = 1024;
    c.books.orders.max_slabs = 1024;
    c.books.max_levels = 1024;
    return c;
}

void open(Day& day) {
    day.system('O');
    day.directory(kA, "AAA");
    day.directory(kB, "BBB");
    day.action(kA, 'T');
    day.action(kB, 'T');
    day.system('Q');
}

/// Heavy bid: the strategy joins it behind 900 shares.
void heavy_bid(Day& day) {
    day.at(kNoon).order(kA, 11, Side::sell, 100, 1001);
    day.at(kNoon + 1).order(kA, 12, Side::buy, 900, 1000);
}

TradingReplay& play(TradingReplay& replay, const Day& day) {
    for (const auto& message : day.messages) replay.on_message(message);
    return replay;
}

TEST(TradingReplay, FillsOnlyWhenTheQueueAheadIsGone) {
    Day day;
    open(day);
    heavy_bid(day);
    day.at(kNoon + kMs).order(kA, 13, Side::buy, 200, 1000);  // behind us
    day.at(kNoon + 2 * kMs).execute(kA, 12, 900, 1);
    TradingReplay replay(config());
    play(replay, day);
    EXPECT_EQ(replay.trader()->fills().all().size(), 0U) << "900 were ahead";
    Day more;
    more.at(kNoon + 3 * kMs).execute(kA, 13, 200, 2);  // history served the order behind us: we come first
    more.at(kNoon + 4 * kMs).system('M');
    play(replay, more);
    replay.finish();
    const auto fills = replay.trader()->fills().all();
    ASSERT_EQ(fills.size(), 1U);
    EXPECT_EQ(fills[0].qty, 100);
    EXPECT_EQ(fills[0].price, 10'000'000'000);
    EXPECT_EQ(fills[0].liquidity, 'A');
    EXPECT_EQ(replay.trader()->position(kA).lots, 100);
    EXPECT_EQ(replay.trader()->venue().counters().executed_behind_us, 1U);
    EXPECT_TRUE(replay.trader()->ledger().balanced());
}

TEST(TradingReplay, EquityIsCashAndPositionAtTheMark) {
    Day day;
    open(day);
    heavy_bid(day);
    day.at(kNoon + kMs).order(kA, 13, Side::buy, 250, 1000);
    day.at(kNoon + 2 * kMs).execute(kA, 12, 900, 1);
    day.at(kNoon + 3 * kMs).execute(kA, 13, 50, 2);
    day.at(kNoon + 4 * kMs).order(kA, 14, Side::buy, 70, 999);
    TradingReplayConfig c = config();
    c.trader.fees.added.per_lot = {-2'000'000};  // a rebate of 0.002 a share
    TradingReplay replay(c);
    play(replay, day);
    replay.finish();
    const auto fills = replay.trader()->fills().all();
    ASSERT_EQ(fills.size(), 1U);
    EXPECT_EQ(fills[0].qty, 50);
    EXPECT_EQ(fills[0].fee, -100'000'000);
    const auto equity = replay.trader()->equity().all();
    ASSERT_FALSE(equity.empty());
    // Bought 50 at 10.00, mark (10.00 + 10.01) / 2: half a cent each, and the rebate.
    EXPECT_EQ(equity.back().equity, 100'000'000'000'000 + 100'000'000 + 250'000'000);
    EXPECT_EQ(equity.back().position_notional, 500'250'000'000);
}

TEST(TradingReplay, WhatWeSendIsOuchThatSaysWhatWeMeant) {
    Day day;
    open(day);
    heavy_bid(day);
    day.at(kNoon + kMs).order(kA, 15, Side::sell, 900, 1001);  // balanced again: cancel
    TradingReplay replay(config());
    play(replay, day);
    const auto bytes = replay.trader()->log().bytes();
    std::vector<wire::ouch50::InboundOrder> sent;
    for (std::size_t at = 0; at < bytes.size();) {
        std::uint16_t length;
        std::memcpy(&length, bytes.data() + at + 8, 2);
        wire::ouch50::InboundOrder order;
        ASSERT_EQ(wire::ouch50::decode_inbound(bytes.subspan(at + 10, length), order),
                  wire::ouch50::Decoded::order_event);
        sent.push_back(order);
        at += 10U + length;
    }
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].kind, wire::ouch50::InboundKind::enter);
    EXPECT_EQ(sent[0].enter.side, Side::buy);
    EXPECT_EQ(sent[0].enter.order_qty.lots, 100);
    EXPECT_EQ(sent[0].enter.price.units, 10'000'000'000);
    EXPECT_EQ(sent[0].detail.symbol.view(), "AAA");
    EXPECT_TRUE(sent[0].detail.post_only);
    EXPECT_EQ(sent[1].kind, wire::ouch50::InboundKind::cancel);
    EXPECT_EQ(sent[1].cancel.ref.value, 1U);
    EXPECT_EQ(sent[1].cancel.order_qty.lots, 0);
}

TEST(TradingReplay, TheSameRecordGivesTheSameBytesWithAndWithoutStamps) {
    const GeneratedDay day(4, 30'000, 3);
    std::vector<std::vector<std::byte>> logs;
    for (const bool stamp : {true, false, true}) {
        TradingReplayConfig c = busy_config();
        c.trader.stamp = stamp;
        TradingReplay replay(c);
        for (const auto message : day.messages) replay.on_message(message);
        replay.finish();
        const auto bytes = replay.trader()->log().bytes();
        logs.emplace_back(bytes.begin(), bytes.end());
        EXPECT_EQ(replay.trader()->stages().of(Stage::total).count(),
                  stamp ? replay.trader()->counters().orders_sent : 0U);
    }
    EXPECT_GT(logs[0].size(), 5'000U);
    EXPECT_EQ(logs[0], logs[1]);
    EXPECT_EQ(logs[0], logs[2]);
}

TEST(TradingReplay, TheKillSwitchStopsNewOrders) {
    Day day;
    open(day);
    TradingReplay replay(config());
    play(replay, day);
    replay.trader()->kill_switch().set();
    Day more;
    heavy_bid(more);
    play(replay, more);
    EXPECT_EQ(replay.trader()->counters().orders_sent, 0U);
    EXPECT_EQ(replay.trader()->counters().risk_rejects[static_cast<std::size_t>(risk::Reason::killed)], 1U);
}

TEST(TradingReplay, NoOrderIsSentInAHalt) {
    Day day;
    open(day);
    day.action(kA, 'H');
    heavy_bid(day);
    TradingReplay replay(config());
    play(replay, day);
    EXPECT_EQ(replay.trader()->counters().decisions, 0U);
    Day resume;
    resume.at(kNoon + kMs).action(kA, 'T');
    resume.at(kNoon + 2 * kMs).order(kA, 20, Side::buy, 100, 1000);
    play(replay, resume);
    EXPECT_EQ(replay.trader()->counters().orders_sent, 1U);
}

TEST(TradingReplay, WhatIsOpenAtTheCloseExpires) {
    Day day;
    open(day);
    heavy_bid(day);
    day.at(kNoon + kMs).system('M');
    TradingReplay replay(config());
    play(replay, day).finish();
    const order::Order* const order = replay.trader()->orders().find({1});
    ASSERT_NE(order, nullptr);
    EXPECT_EQ(order->state, order::State::done);
    EXPECT_EQ(order->done, order::DoneReason::expired);
    EXPECT_EQ(replay.trader()->times({1}).done, kNoon + kMs);
}

TEST(TradingReplay, TheLastSampleIsTheCloseWhateverTheRecordHoldsAfterIt) {
    Day day;
    open(day);
    heavy_bid(day);
    day.at(kNoon + kMs).order(kA, 13, Side::buy, 250, 1000);
    day.at(kNoon + 2 * kMs).execute(kA, 12, 900, 1);
    day.at(kNoon + 3 * kMs).execute(kA, 13, 50, 2);  // fills us with 50
    day.at(kNoon + 4 * kMs).system('M');
    day.at(kNoon + 3'600'000 * kMs).remove(kA, 13);  // the book empties out
    day.remove(kA, 11);
    TradingReplay replay(config());
    play(replay, day).finish();
    const auto equity = replay.trader()->equity().all();
    EXPECT_EQ(equity.back().time, kNoon + 4 * kMs);
    EXPECT_EQ(equity.back().position_notional, 500'250'000'000) << "marked at 10.005, the mid of the close";
    for (std::size_t i = 1; i < equity.size(); ++i) EXPECT_LE(equity[i - 1].time, equity[i].time);
}

TEST(TradingReplay, ARecordThatEndsEarlyLeavesNoOrderOpen) {
    Day day;
    open(day);
    heavy_bid(day);
    TradingReplay replay(config());
    play(replay, day).finish();
    EXPECT_EQ(replay.trader()->orders().find({1})->state, order::State::done);
}

TEST(TradingReplay, TradesTheWantedSymbolsElseTheBusiestAtTheOpen) {
    Day day;
    day.directory(kA, "AAA");
    day.directory(kB, "BBB");
    day.order(kB, 1, Side::buy, 100, 500);
    day.system('Q');
    TradingReplayConfig c = config();
    c.max_symbols = 1;
    TradingReplay busiest(c);
    play(busiest, day);
    ASSERT_EQ(busiest.trader()->instruments().size(), 1U);
    EXPECT_EQ(busiest.trader()->instruments()[0].symbol.view(), "BBB");
    c.symbols = {Symbol::from("AAA")};
    TradingReplay wanted(c);
    play(wanted, day);
    EXPECT_EQ(wanted.trader()->instruments()[0].symbol.view(), "AAA");
    c.symbols = {Symbol::from("NOPE")};
    TradingReplay missing(c);
    try {
        play(missing, day);
        FAIL() << "an unknown symbol was accepted";
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("NOPE"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("2 symbols"), std::string::npos);
    }
}

TEST(TradingReplay, TicksAreHundredthsOfACentBelowADollar) {
    Day day;
    day.directory(kA, "AAA");
    day.directory(kB, "BBB");
    day.order(kA, 1, Side::buy, 100, 50);
    day.order(kB, 2, Side::buy, 100, 100);
    day.system('Q');
    TradingReplay replay(config());
    play(replay, day);
    EXPECT_EQ(replay.trader()->instruments()[0].tick.units, 100'000);
    EXPECT_EQ(replay.trader()->instruments()[1].tick.units, 10'000'000);
}

TEST(TradingReplay, SalesWithoutCoverAreMarkedShort) {
    Day day;
    open(day);
    day.at(kNoon).order(kA, 11, Side::buy, 100, 1000);
    day.at(kNoon + 1).order(kA, 12, Side::sell, 900, 1001);
    TradingReplay replay(config());
    play(replay, day);
    ASSERT_EQ(replay.trader()->counters().orders_sent, 1U);
    EXPECT_EQ(replay.trader()->orders().find({1})->side, Side::sell);
    EXPECT_EQ(replay.trader()->orders().find({1})->mark, order::SellMark::short_sale);
}

}  // namespace
}  // namespace tradewind::engine
