#include <gtest/gtest.h>

#include "engine/day.hpp"
#include "tradewind/engine/market.hpp"

namespace tradewind::engine {
namespace {

using base::Side;
constexpr Locate kA{3};

void play(Market& market, const Day& day) {
    for (const auto& message : day.messages) market.on_message(message);
}

TEST(Market, FindsInstrumentsByTheirDirectoryMessage) {
    Market market;
    Day day;
    day.directory(kA, "BRK A");
    day.directory({4}, "ZVZZT");
    day.directory(kA, "BRK A");
    play(market, day);
    EXPECT_EQ(market.find(Symbol::from("BRK A")), kA);
    EXPECT_EQ(market.find(Symbol::from("ZVZZT")), Locate{4});
    EXPECT_EQ(market.find(Symbol::from("NONE")), std::nullopt);
    EXPECT_EQ(market.announced(), 2U);
    EXPECT_EQ(market.instrument(kA).round_lot.lots, 100);
}

TEST(Market, MayTradeOnlyInMarketHoursAndOnlyWhatIsNotHalted) {
    Market market;
    Day day;
    day.directory(kA, "A");
    day.action(kA, 'T');
    play(market, day);
    EXPECT_FALSE(market.may_trade(kA));
    Day open;
    open.system('Q');
    play(market, open);
    EXPECT_TRUE(market.may_trade(kA));
    EXPECT_FALSE(market.may_trade({9})) << "no trading action came for it";
    for (const char state : {'H', 'P', 'Q'}) {
        Day halt;
        halt.action(kA, state);
        play(market, halt);
        EXPECT_FALSE(market.may_trade(kA)) << state;
    }
    Day resume;
    resume.action(kA, 'T');
    play(market, resume);
    EXPECT_TRUE(market.may_trade(kA));
    Day close;
    close.system('M');
    play(market, close);
    EXPECT_FALSE(market.may_trade(kA));
}

TEST(Market, AnOperationalHaltOfAnotherMarketIsNotOurs) {
    Market market;
    Day day;
    day.action(kA, 'T');
    day.system('Q');
    auto elsewhere = day.add<wire::itch50::OperationalHaltWriter>(kA);
    elsewhere.market_code('B');
    elsewhere.action('H');
    play(market, day);
    EXPECT_TRUE(market.may_trade(kA));
    Day here;
    auto ours = here.add<wire::itch50::OperationalHaltWriter>(kA);
    ours.market_code('Q');
    ours.action('H');
    play(market, here);
    EXPECT_FALSE(market.may_trade(kA));
    EXPECT_EQ(market.trading_state(kA), TradingState::halted);
}

TEST(Market, TheTapeCountsWhatPrintsOnceAndNothingElse) {
    Market market;
    Day day;
    day.order(kA, 1, Side::buy, 500, 1000);
    day.execute(kA, 1, 100, 11);
    auto printable = day.add<wire::itch50::OrderExecutedWithPriceWriter>(kA);
    printable.order_ref(base::OrderRef{1});
    printable.shares(Qty{50});
    printable.printable('Y');
    printable.price(Price{9'990'000'000});
    auto silent = day.add<wire::itch50::OrderExecutedWithPriceWriter>(kA);
    silent.order_ref(base::OrderRef{1});
    silent.shares(Qty{70});
    silent.printable('N');
    silent.price(Price{9'980'000'000});
    auto hidden = day.add<wire::itch50::NonCrossTradeWriter>(kA);
    hidden.side_letter('B');
    hidden.shares(Qty{30});
    hidden.price(Price{10'010'000'000});
    auto cross = day.add<wire::itch50::CrossTradeWriter>(kA);
    cross.shares(std::uint64_t{1000});
    cross.price(Price{9'980'000'000});
    play(market, day);
    const Tape& tape = market.tape(kA);
    EXPECT_EQ(tape.volume.lots, 100 + 50 + 30 + 1000);
    EXPECT_EQ(tape.trades, 4U);
    EXPECT_EQ(tape.last.units, 9'980'000'000);
    EXPECT_EQ(tape.last_qty.lots, 1000);
}

TEST(Market, CountsTimeThatRunsBackwardsAndKeepsTheLatest) {
    Market market;
    Day day;
    day.at(2000).system('O');
    day.at(1000).system('S');
    play(market, day);
    EXPECT_EQ(market.time_reversals(), 1U);
    EXPECT_EQ(market.now().ns, 2000);
}

}  // namespace
}  // namespace tradewind::engine
