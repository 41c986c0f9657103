// The ledger: balances, average cost, breaks and corrections, fees, bounds.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tradewind/order/ledger.hpp"

namespace tradewind::order {
namespace {

constexpr std::int64_t kUnit = Price::kScale;
constexpr Locate kA{1};
constexpr Locate kFuture{2};

struct Book {
    std::array<base::Instrument, 2> instruments{
        base::Instrument{.symbol = base::Symbol::from("AAA"), .locate = kA},
        base::Instrument{.symbol = base::Symbol::from("FUT"), .locate = kFuture, .multiplier = 50}};
    Ledger ledger;
    std::uint64_t match{};

    explicit Book(const FeeSchedule& fees = {}, std::uint32_t fills = 64, std::uint32_t journal = 256)
        : ledger{{.instruments = instruments,
                  .fees = fees,
                  .opening_cash = {Int128{1000} * kUnit},
                  .fills = fills,
                  .journal = journal}} {}

    Posted trade(Side side, std::int64_t qty, std::int64_t price_units, Locate locate = kA, char flag = 'R') {
        return ledger.post({.kind = FillKind::fill,
                            .side = side,
                            .liquidity = flag,
                            .locate = locate,
                            .ref = {1},
                            .match = {++match},
                            .qty = {qty},
                            .price = {price_units},
                            .time = {5}});
    }
    void buy(std::int64_t qty, std::int64_t price) {
        EXPECT_EQ(trade(Side::buy, qty, price * kUnit), Posted::ok);
    }
    void sell(std::int64_t qty, std::int64_t price) {
        EXPECT_EQ(trade(Side::sell, qty, price * kUnit), Posted::ok);
    }
    [[nodiscard]] const Position& at(Locate locate = kA) const { return *ledger.position(locate); }
    [[nodiscard]] std::int64_t whole(Notional n) const { return static_cast<std::int64_t>(n.units / kUnit); }
    [[nodiscard]] std::int64_t cash() const { return whole(ledger.balance(Account::cash)); }
};

TEST(Ledger, ABuyMovesCashIntoThePosition) {
    Book book;
    book.buy(100, 10);
    EXPECT_EQ(book.at().qty, Qty{100});
    EXPECT_EQ(book.whole(book.at().cost), 1000);
    EXPECT_EQ(book.cash(), 0);
    EXPECT_EQ(book.whole(book.ledger.balance(Account::position)), 1000);
    EXPECT_EQ(book.at().average_price(), Price{10 * kUnit});
    EXPECT_TRUE(book.ledger.balanced());
}

TEST(Ledger, ACloseRealisesAgainstTheAverageCost) {
    Book book;
    book.buy(100, 10);
    book.buy(100, 20);
    book.sell(50, 30);
    EXPECT_EQ(book.whole(book.at().realised), 50 * 30 - 50 * 15);
    EXPECT_EQ(book.whole(book.at().cost), 150 * 15);
    EXPECT_EQ(book.at().average_price(), Price{15 * kUnit});
    EXPECT_EQ(book.whole(book.at().unrealised({18 * kUnit})), 150 * 3);
    EXPECT_EQ(book.ledger.balance(Account::realised), -book.at().realised);
    EXPECT_TRUE(book.ledger.balanced());
}

TEST(Ledger, AShortPositionMirrorsALongOne) {
    Book book;
    book.sell(100, 10);
    EXPECT_EQ(book.at().qty, Qty{-100});
    EXPECT_EQ(book.whole(book.at().cost), -1000);
    EXPECT_EQ(book.at().average_price(), Price{10 * kUnit});
    EXPECT_EQ(book.whole(book.at().unrealised({12 * kUnit})), -200);
    book.buy(40, 8);
    EXPECT_EQ(book.whole(book.at().realised), 80);
    EXPECT_EQ(book.whole(book.at().cost), -600);
    EXPECT_TRUE(book.ledger.balanced());
}

TEST(Ledger, CrossingZeroClosesAllAndOpensTheRestAtItsOwnPrice) {
    Book book;
    book.buy(100, 10);
    book.sell(250, 12);
    EXPECT_EQ(book.at().qty, Qty{-150});
    EXPECT_EQ(book.whole(book.at().cost), -150 * 12);
    EXPECT_EQ(book.whole(book.at().realised), 200);
    book.buy(200, 11);
    EXPECT_EQ(book.at().qty, Qty{50});
    EXPECT_EQ(book.whole(book.at().cost), 50 * 11);
    EXPECT_EQ(book.whole(book.at().realised), 200 + 150);
    EXPECT_TRUE(book.ledger.balanced());
}

TEST(Ledger, TheMultiplierScalesMoneyNotQuantity) {
    Book book;
    EXPECT_EQ(book.trade(Side::buy, 2, 10 * kUnit, kFuture), Posted::ok);
    EXPECT_EQ(book.whole(book.at(kFuture).cost), 2 * 10 * 50);
    EXPECT_EQ(book.whole(book.at(kFuture).unrealised({11 * kUnit})), 100);
    EXPECT_EQ(book.at(kFuture).average_price(), Price{10 * kUnit});
    EXPECT_EQ(book.at(kA).qty, Qty{0});
}

TEST(Ledger, WhatDoesNotDivideStaysInThePositionAndTheLastCloseTakesIt) {
    Book book;
    EXPECT_EQ(book.trade(Side::buy, 1, 1), Posted::ok);  // 1e-9 each
    EXPECT_EQ(book.trade(Side::buy, 2, 0), Posted::ok);
    EXPECT_EQ(book.at().cost, Notional{1});
    EXPECT_EQ(book.trade(Side::sell, 1, 5), Posted::ok);
    EXPECT_EQ(book.at().realised, Notional{5}) << "one third of 1 truncates to 0";
    EXPECT_EQ(book.at().cost, Notional{1});
    EXPECT_EQ(book.trade(Side::sell, 2, 5), Posted::ok);
    EXPECT_EQ(book.at().realised, Notional{14});
    EXPECT_EQ(book.at().cost, Notional{0});
}

TEST(Ledger, NothingDriftsOverManyUnevenFills) {
    Book book{{}, 20'000};
    std::mt19937_64 random{7};
    Int128 cash = Int128{1000} * kUnit;
    std::int64_t held = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto qty = static_cast<std::int64_t>(1 + random() % 977);
        const auto price = static_cast<std::int64_t>(1 + random() % 1'000'000'007);
        const Side side = random() % 2 == 0 ? Side::buy : Side::sell;
        ASSERT_EQ(book.trade(side, qty, price), Posted::ok);
        cash -= base::sign(side) * Int128{qty} * price;
        held += base::sign(side) * qty;
        ASSERT_TRUE(book.ledger.balanced());
    }
    EXPECT_EQ(book.at().qty, Qty{held});
    EXPECT_EQ(book.ledger.balance(Account::cash), Notional{cash});
    // What came in is what was realised less what is tied up, to the last 1e-9.
    EXPECT_EQ(book.at().realised - book.at().cost, (Notional{cash - Int128{1000} * kUnit}));
}

// --- breaks and corrections ----------------------------------------------------------------------

TEST(LedgerBust, OfTheNewestFillReversesItsEntriesExactly) {
    Book book{{.removed = {.per_lot = {3'000'000}}}};
    book.buy(100, 10);
    book.buy(70, 11);
    const Position before = book.at();
    const Notional cash = book.ledger.balance(Account::cash);
    const std::uint64_t from = book.ledger.next_line();
    book.sell(120, 13);
    const std::uint64_t middle = book.ledger.next_line();
    EXPECT_EQ(book.ledger.bust({book.match}, Side::sell, {9}), Posted::ok);
    EXPECT_EQ(book.at().cost, before.cost);
    EXPECT_EQ(book.at().realised, before.realised);
    EXPECT_EQ(book.at().fees, before.fees);
    EXPECT_EQ(book.at().traded, before.traded);
    EXPECT_EQ(book.ledger.balance(Account::cash), cash);
    ASSERT_EQ(book.ledger.next_line() - middle, middle - from);
    for (std::uint64_t i = 0; i < middle - from; ++i) {
        EXPECT_EQ(book.ledger.line(from + i).account, book.ledger.line(middle + i).account);
        EXPECT_EQ(book.ledger.line(from + i).amount, -book.ledger.line(middle + i).amount);
    }
}

TEST(LedgerBust, OfAnOlderFillGivesTheBooksInWhichItNeverHappened) {
    Book book;
    book.buy(100, 10);
    book.buy(100, 20);
    const std::uint64_t second = book.match;
    book.sell(100, 30);
    EXPECT_EQ(book.ledger.bust({second}, Side::buy, {}), Posted::ok);
    EXPECT_EQ(book.at().qty, Qty{0});
    EXPECT_EQ(book.at().cost, Notional{0});
    EXPECT_EQ(book.whole(book.at().realised), 2000);
    EXPECT_EQ(book.cash(), 1000 - 1000 + 3000);
    EXPECT_EQ(book.at().fills, 2U);
    EXPECT_TRUE(book.ledger.balanced());
}

TEST(LedgerBust, OfEverythingInAnyOrderReturnsToTheStart) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        Book book{{.added = {.per_lot = {-2'000'001}},
                   .removed = {.per_lot = {3'000'000}, .notional_ppb = 27'800}}};
        std::mt19937 random{seed};
        std::vector<std::pair<std::uint64_t, Side>> trades;
        for (int i = 0; i < 30; ++i) {
            const Side side = random() % 2 == 0 ? Side::buy : Side::sell;
            const Locate locate = random() % 2 == 0 ? kA : kFuture;
            const char flag = random() % 2 == 0 ? 'A' : 'R';
            ASSERT_EQ(book.trade(side, 1 + random() % 300, 1 + random() % 1'000'003, locate, flag),
                      Posted::ok);
            trades.emplace_back(book.match, side);
        }
        std::shuffle(trades.begin(), trades.end(), random);
        for (const auto& [match, side] : trades) {
            ASSERT_EQ(book.ledger.bust({match}, side, {}), Posted::ok);
            ASSERT_TRUE(book.ledger.balanced());
        }
        for (const Position& p : book.ledger.positions()) {
            EXPECT_EQ(p.qty, Qty{});
            EXPECT_EQ(p.realised, Notional{});
            EXPECT_EQ(p.fees, Notional{});
            EXPECT_EQ(p.traded, Notional{});
            EXPECT_EQ(p.traded_qty, Qty{});
            EXPECT_EQ(p.fills, 0U);
        }
        EXPECT_EQ(book.cash(), 1000);
        EXPECT_EQ(book.ledger.balance(Account::fees), Notional{});
        EXPECT_EQ(book.ledger.balance(Account::equity), (Notional{Int128{-1000} * kUnit}));
    }
}

TEST(LedgerCorrect, GivesTheBooksInWhichItHappenedAsCorrected) {
    Book book{{.removed = {.per_lot = {1}, .notional_ppb = 1'000'000}}};
    book.buy(100, 10);
    book.sell(60, 12);
    EXPECT_EQ(book.ledger.correct({1}, Side::buy, {80}, {9 * kUnit}, {}), Posted::ok);
    Book other{{.removed = {.per_lot = {1}, .notional_ppb = 1'000'000}}};
    other.buy(80, 9);
    other.sell(60, 12);
    EXPECT_EQ(book.at().cost, other.at().cost);
    EXPECT_EQ(book.at().realised, other.at().realised);
    EXPECT_EQ(book.at().fees, other.at().fees);
    EXPECT_EQ(book.at().traded, other.at().traded);
    EXPECT_EQ(book.ledger.balance(Account::cash), other.ledger.balance(Account::cash));
    EXPECT_TRUE(book.ledger.balanced());
}

TEST(Ledger, RefusesWhatItCannotPostAndChangesNothing) {
    Book book{{}, 2};
    book.buy(10, 10);
    const Notional cash = book.ledger.balance(Account::cash);
    EXPECT_EQ(book.trade(Side::buy, 1, kUnit, Locate{99}), Posted::unknown_instrument);
    EXPECT_EQ(book.trade(Side::buy, 0, kUnit), Posted::bad_quantity);
    EXPECT_EQ(book.trade(Side::buy, kMaxQty.lots + 1, kUnit), Posted::bad_quantity);
    EXPECT_EQ(book.trade(Side::buy, kMaxQty.lots, INT64_MAX), Posted::too_large);
    book.match = 0;
    EXPECT_EQ(book.trade(Side::buy, 10, kUnit), Posted::duplicate);
    EXPECT_EQ(book.ledger.bust({77}, Side::buy, {}), Posted::unknown_fill);
    EXPECT_EQ(book.ledger.bust({1}, Side::sell, {}), Posted::unknown_fill);
    EXPECT_EQ(book.ledger.correct({77}, Side::buy, {1}, {1}, {}), Posted::unknown_fill);
    EXPECT_EQ(book.ledger.correct({1}, Side::buy, {0}, {1}, {}), Posted::bad_quantity);
    EXPECT_EQ(book.ledger.correct({1}, Side::buy, {10}, {10 * kUnit}, {}), Posted::duplicate);
    EXPECT_EQ(book.ledger.balance(Account::cash), cash);
    EXPECT_EQ(book.ledger.bust({1}, Side::buy, {}), Posted::ok);
    EXPECT_EQ(book.ledger.bust({1}, Side::buy, {}), Posted::duplicate);
    EXPECT_EQ(book.ledger.correct({1}, Side::buy, {5}, {1}, {}), Posted::broken);
    EXPECT_EQ(book.trade(Side::buy, 1, kUnit), Posted::ok);
    EXPECT_EQ(book.trade(Side::buy, 1, kUnit), Posted::fills_exhausted);
}

TEST(Ledger, LotsTradedStayBelowTheBoundThatKeepsEveryMarkIn128Bits) {
    Book book{{}, 2000};
    Posted posted = Posted::ok;
    for (int i = 0; i < 1001 && posted == Posted::ok; ++i) posted = book.trade(Side::buy, kMaxQty.lots, 1);
    EXPECT_EQ(posted, Posted::too_large);
    EXPECT_EQ(book.at().traded_qty, Qty{kMaxTraded});
    EXPECT_GT(book.at().unrealised({INT64_MAX}), Notional{0});
}

// --- fees, journal, set-up -----------------------------------------------------------------------

TEST(Fees, FollowTheLiquidityFlagAndRebatesAreNegative) {
    const FeeSchedule fees{.added = {.per_lot = {-2'000'000}},
                           .removed = {.per_lot = {3'000'000}, .notional_ppb = 1'000'000},
                           .other = {.per_lot = {1'000'000}}};
    Book book{fees};
    EXPECT_EQ(book.trade(Side::buy, 100, 10 * kUnit, kA, 'A'), Posted::ok);
    EXPECT_EQ(book.at().fees, Notional{-200'000'000});
    EXPECT_EQ(book.trade(Side::buy, 100, 10 * kUnit, kA, 'R'), Posted::ok);
    EXPECT_EQ(book.at().fees, Notional{-200'000'000 + 300'000'000 + 1'000'000'000});
    EXPECT_EQ(book.trade(Side::buy, 100, 10 * kUnit, kA, 'O'), Posted::ok);
    EXPECT_EQ(book.at().fees, Notional{1'200'000'000});
    EXPECT_EQ(book.ledger.balance(Account::cash), (Notional{-Int128{2000} * kUnit - 1'200'000'000}));
    EXPECT_EQ(book.at().average_price(), Price{10 * kUnit}) << "fees are no part of the cost";
}

TEST(Fees, RoundToTheNearestHalvesAwayFromZero) {
    EXPECT_EQ(fee({.notional_ppb = 1}, {1}, {1'499'999'999}), Notional{1});
    EXPECT_EQ(fee({.notional_ppb = 1}, {1}, {1'500'000'000}), Notional{2});
    EXPECT_EQ(fee({.notional_ppb = -1}, {1}, {1'500'000'000}), Notional{-2});
    EXPECT_EQ(fee({.notional_ppb = 1}, {1}, {-1'500'000'000}), Notional{-2});
}

TEST(Fees, AnUnknownLiquidityFlagCountsAsRemoved) {
    EXPECT_EQ(liquidity_of('A'), Liquidity::added);
    EXPECT_EQ(liquidity_of('m'), Liquidity::removed);
    EXPECT_EQ(liquidity_of('\0'), Liquidity::removed);
    EXPECT_EQ(liquidity_of('L'), Liquidity::other);
}

TEST(Journal, LinesOfEachTransactionSumToZero) {
    Book book{{.removed = {.per_lot = {12345}}}};
    book.buy(100, 10);
    book.sell(130, 12);
    EXPECT_EQ(book.ledger.bust({1}, Side::buy, {8}), Posted::ok);
    Notional sum{};
    std::uint64_t transaction = 0;
    for (std::uint64_t i = book.ledger.first_line(); i < book.ledger.next_line(); ++i) {
        const Entry& entry = book.ledger.line(i);
        if (entry.transaction != transaction) {
            EXPECT_EQ(sum, Notional{}) << "transaction " << transaction;
            sum = {};
        }
        transaction = entry.transaction;
        sum += entry.amount;
    }
    EXPECT_EQ(sum, Notional{});
    EXPECT_EQ(transaction, 3U);
    EXPECT_EQ(book.ledger.line(book.ledger.next_line() - 1).time, DayTime{8});
}

TEST(Journal, TheOldestLinesMakeRoomAndTheirNumbersShowIt) {
    Book book{{}, 64, 8};
    for (int i = 0; i < 10; ++i) book.buy(1, 1 + i);
    EXPECT_EQ(book.ledger.next_line(), 22U);
    EXPECT_EQ(book.ledger.first_line(), 14U);
    EXPECT_EQ(book.ledger.line(21).amount, (Notional{Int128{10} * kUnit}));
    EXPECT_EQ(book.ledger.line(14).match, MatchNumber{7});
}

TEST(LedgerConfig, ErrorsNameFieldValueAndLimit) {
    std::array<base::Instrument, 2> instruments{base::Instrument{.symbol = {}, .locate = {1}},
                                                base::Instrument{.symbol = {}, .locate = {2}}};
    const auto message = [&](const Ledger::Config& config) -> std::string {
        try {
            const Ledger ledger{config};
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message({.instruments = {}, .fills = 1, .journal = 8}),
              "ledger: instruments is 0, must be at least 1");
    EXPECT_EQ(message({.instruments = instruments, .fills = 0, .journal = 8}),
              "ledger: fills is 0, must be between 1 and 268435456");
    EXPECT_EQ(message({.instruments = instruments, .fills = 1, .journal = 7}),
              "ledger: journal is 7, must be between 8 and 268435456");
    EXPECT_EQ(message({.instruments = instruments,
                       .fees = {.added = {.notional_ppb = 1'000'000'001}},
                       .fills = 1,
                       .journal = 8}),
              "ledger: fees.added.notional_ppb is 1000000001, must be between -1000000000 and 1000000000");
    instruments[1].locate = {1};
    EXPECT_EQ(message({.instruments = instruments, .fills = 1, .journal = 8}),
              "ledger: locate is 1, must be named once");
    instruments[1] = {.symbol = {}, .locate = {2}, .multiplier = 0};
    EXPECT_EQ(message({.instruments = instruments, .fills = 1, .journal = 8}),
              "ledger: multiplier is 0, must be between 1 and 1000000000");
}

}  // namespace
}  // namespace tradewind::order
