// Every pre-trade check at its limit and one step beyond, in one table; then what the checks remember.
#include "tradewind/risk/checks.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

namespace tradewind::risk {

static void PrintTo(const Reason& reason, std::ostream* out) {
    *out << "reason " << static_cast<int>(reason);
}

namespace {

constexpr std::int64_t kCent = Price::kScale / 100;
constexpr Locate kLocate{3};
constexpr Nanos kSecond{1'000'000'000};

Limits sane_limits() {
    return {.max_quantity = {1000},
            .max_notional = {Int128{5000} * Price::kScale},
            .collar_bps = 100,
            .max_position = {2000},
            .max_open_orders = 4,
            .max_orders = 5,
            .rate_window = kSecond,
            .duplicate_window = {100'000'000}};
}

/// An order that passes, and all that is handed in with it; a test changes one thing.
struct Case {
    Limits limits = sane_limits();
    order::Enter enter{
        .ref = {}, .locate = kLocate, .side = Side::buy, .order_qty = {100}, .price = {1000 * kCent}};
    base::Instrument instrument{.symbol = base::Symbol::from("AAA"), .locate = kLocate};
    book::Touch touch{.bid = {999 * kCent}, .bid_qty = {300}, .ask = {1000 * kCent}, .ask_qty = {200}};
    Exposure exposure{};
    bool killed{};

    [[nodiscard]] Verdict verdict() const {
        KillSwitch kill;
        if (killed) kill.set();
        return Checks{limits, kill}.check(enter, instrument, touch, exposure, {0});
    }
};

struct Row {
    std::string rule;
    std::function<void(Case&)> change;
    Reason expected;
    std::int64_t value{};
    std::int64_t limit{};
};

const Row kRows[] = {
    {"a sane order passes", [](Case&) {}, Reason::ok},
    {"nothing passes the kill switch", [](Case& c) { c.killed = true; }, Reason::killed},
    {"the kill switch comes before everything",
     [](Case& c) {
         c.killed = true;
         c.enter.order_qty = {0};
     },
     Reason::killed},
    {"zero quantity", [](Case& c) { c.enter.order_qty = {0}; }, Reason::invalid_quantity, 0, 1},
    {"negative quantity", [](Case& c) { c.enter.order_qty = {-1}; }, Reason::invalid_quantity, -1, 1},
    {"zero price", [](Case& c) { c.enter.price = {0}; }, Reason::invalid_price, 0, kCent},
    {"negative price", [](Case& c) { c.enter.price = {-kCent}; }, Reason::invalid_price, -kCent, kCent},
    {"off tick", [](Case& c) { c.enter.price = {1000 * kCent - 1}; }, Reason::off_tick, 1000 * kCent - 1,
     kCent},
    {"instrument without tick", [](Case& c) { c.instrument.tick = {0}; }, Reason::bad_instrument},
    {"instrument without multiplier", [](Case& c) { c.instrument.multiplier = 0; }, Reason::bad_instrument},
    {"halted", [](Case& c) { c.exposure.halted = true; }, Reason::halted},

    {"largest quantity",
     [](Case& c) {
         c.enter.order_qty = {1000};
         c.limits.max_notional = {Int128{10'000} * Price::kScale};
     },
     Reason::ok},
    {"one lot too many",
     [](Case& c) {
         c.enter.order_qty = {1001};
         c.limits.max_notional = {Int128{20'000} * Price::kScale};
     },
     Reason::max_quantity, 1001, 1000},
    {"largest notional", [](Case& c) { c.enter.order_qty = {500}; }, Reason::ok},
    {"notional one lot beyond", [](Case& c) { c.enter.order_qty = {501}; }, Reason::max_notional,
     501'000 * kCent, 5000 * Price::kScale},
    {"the multiplier counts in the notional",
     [](Case& c) {
         c.instrument.multiplier = 50;
         c.enter.order_qty = {11};
     },
     Reason::max_notional, 550'000 * kCent, 5000 * Price::kScale},

    {"buy at the collar", [](Case& c) { c.enter.price = {1010 * kCent}; }, Reason::ok},
    {"buy a tick through the collar", [](Case& c) { c.enter.price = {1011 * kCent}; }, Reason::price_collar,
     1011 * kCent, 1010 * kCent},
    {"buy far below the market is passive", [](Case& c) { c.enter.price = {kCent}; }, Reason::ok},
    {"sell at the collar",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.touch.bid = {1000 * kCent};
         c.enter.price = {990 * kCent};
     },
     Reason::ok},
    {"sell a tick through the collar",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.touch.bid = {1000 * kCent};
         c.enter.price = {989 * kCent};
     },
     Reason::price_collar, 989 * kCent, 990 * kCent},
    {"sell far above the market is passive",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.enter.price = {4000 * kCent};
     },
     Reason::ok},
    {"buy without asks is measured from the bid",
     [](Case& c) {
         c.touch.ask_qty = {0};
         c.touch.bid = {900 * kCent};
         c.enter.price = {910 * kCent};
     },
     Reason::price_collar, 910 * kCent, 909 * kCent},
    {"sell without bids is measured from the ask",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.touch.bid_qty = {0};
         c.enter.price = {989 * kCent};
     },
     Reason::price_collar, 989 * kCent, 990 * kCent},
    {"no touch at all is refused", [](Case& c) { c.touch = {}; }, Reason::no_touch},
    {"no touch at all passes where limits allow it",
     [](Case& c) {
         c.touch = {};
         c.limits.trade_without_touch = true;
     },
     Reason::ok},

    {"position with everything open at the limit",
     [](Case& c) {
         c.exposure.position = {900};
         c.exposure.open_buy = {1000};
     },
     Reason::ok},
    {"position with everything open one beyond",
     [](Case& c) {
         c.exposure.position = {901};
         c.exposure.open_buy = {1000};
     },
     Reason::position_limit, 2001, 2000},
    {"open sells do not make room for a buy",
     [](Case& c) {
         c.exposure.position = {1901};
         c.exposure.open_sell = {1000};
     },
     Reason::position_limit, 2001, 2000},
    {"short position at the limit",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.exposure.position = {-1000};
         c.exposure.open_sell = {900};
     },
     Reason::ok},
    {"short position one beyond",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.exposure.position = {-1000};
         c.exposure.open_sell = {901};
     },
     Reason::position_limit, -2001, -2000},
    {"a sell that reduces a position beyond the limit passes",
     [](Case& c) {
         c.enter.side = Side::sell;
         c.exposure.position = {5000};
     },
     Reason::ok},
    {"open orders at the limit", [](Case& c) { c.exposure.open_orders = 3; }, Reason::ok},
    {"one open order too many", [](Case& c) { c.exposure.open_orders = 4; }, Reason::open_orders, 5, 4},

    {"the largest numbers are refused without overflow",
     [](Case& c) {
         c.enter.order_qty = {INT64_MAX};
         c.enter.price = {INT64_MAX};
         c.instrument.tick = {1};
         c.instrument.multiplier = INT64_MAX;
     },
     Reason::max_quantity, INT64_MAX, 1000},
};

TEST(Checks, EveryLimitHoldsAtItsEdge) {
    for (const Row& row : kRows) {
        Case c;
        row.change(c);
        const Verdict verdict = c.verdict();
        EXPECT_EQ(verdict.reason, row.expected) << row.rule;
        EXPECT_EQ(static_cast<std::int64_t>(verdict.value), row.value) << row.rule;
        EXPECT_EQ(static_cast<std::int64_t>(verdict.limit), row.limit) << row.rule;
    }
}

TEST(Checks, AProductBeyond128BitsIsTooLargeAndNotNegative) {
    Case c;
    c.limits.max_quantity = order::kMaxQty;
    c.limits.max_position = order::kMaxQty;
    c.enter.order_qty = order::kMaxQty;
    c.enter.price = {INT64_MAX};
    c.instrument.tick = {1};
    c.instrument.multiplier = INT64_MAX;
    const Verdict verdict = c.verdict();
    EXPECT_EQ(verdict.reason, Reason::max_notional);
    EXPECT_GT(verdict.value, verdict.limit);
}

// --- replace
// ------------------------------------------------------------------------------------------------------

struct ReplaceCase : Case {
    order::Replace replace{.orig = {1}, .ref = {2}, .order_qty = {300}, .price = {1000 * kCent}};
    order::Working working{.locate = kLocate, .side = Side::buy, .executed = {100}, .open = {200}};

    [[nodiscard]] Verdict verdict() const {
        const KillSwitch kill;
        return Checks{limits, kill}.check(replace, working, instrument, touch, exposure, {0});
    }
};

TEST(ReplaceCheck, OnlyWhatItAddsCountsAgainstThePosition) {
    ReplaceCase c;
    c.exposure = {.position = {1800}, .open_buy = {200}, .open_orders = 4};
    EXPECT_EQ(c.verdict().reason, Reason::ok) << "300 in total, 100 executed, 200 open before: adds nothing";
    c.replace.order_qty = {301};
    EXPECT_EQ(c.verdict().reason, Reason::position_limit);
    EXPECT_EQ(c.verdict().value, 2001);
    c.replace.order_qty = {250};
    c.exposure.position = {5000};
    EXPECT_EQ(c.verdict().reason, Reason::ok) << "a replace that takes risk away passes";
}

TEST(ReplaceCheck, TheOtherLimitsApplyToItsTotalAndPrice) {
    ReplaceCase c;
    c.replace.order_qty = {1001};
    EXPECT_EQ(c.verdict().reason, Reason::max_quantity);
    c.replace.order_qty = {501};
    EXPECT_EQ(c.verdict().reason, Reason::max_notional);
    c.replace = {.order_qty = {100}, .price = {1011 * kCent}};
    EXPECT_EQ(c.verdict().reason, Reason::price_collar);
    c.working.side = Side::sell;
    EXPECT_EQ(c.verdict().reason, Reason::ok) << "the side is the order's";
}

TEST(ReplaceCheck, ExtremeTotalsDoNotOverflow) {
    ReplaceCase c;
    c.replace.order_qty = {INT64_MAX};
    c.working.executed = {-INT64_MAX};
    EXPECT_EQ(c.verdict().reason, Reason::max_quantity);
}

// --- what is remembered
// -------------------------------------------------------------------------------------------

struct Stream {
    KillSwitch kill;
    Checks checks;
    Case base;

    explicit Stream(const Limits& limits) : checks{limits, kill} {}
    /// Checks an order at a time and, when it passes, sends it.
    Reason send(std::int64_t now, std::int64_t qty, Locate locate = kLocate, Side side = Side::buy,
                std::int64_t cents = 1000) {
        order::Enter enter = base.enter;
        enter.order_qty = {qty};
        enter.locate = locate;
        enter.side = side;
        enter.price = {cents * kCent};
        const Verdict verdict = checks.check(enter, base.instrument, base.touch, {}, {now});
        if (verdict.passed()) checks.commit(enter, {now});
        return verdict.reason;
    }
    Reason replace(std::int64_t now) {
        const order::Replace replace{.order_qty = {100}, .price = {1000 * kCent}};
        const Verdict verdict =
            checks.check(replace, {.open = {100}}, base.instrument, base.touch, {}, {now});
        if (verdict.passed()) checks.commit(replace, {now});
        return verdict.reason;
    }
};

TEST(Rate, AtMostSoManyInAnyWindowOfThatLength) {
    Stream stream{sane_limits()};
    for (std::int64_t i = 0; i < 5; ++i) EXPECT_EQ(stream.send(i * 100, 1 + i), Reason::ok);
    EXPECT_EQ(stream.send(500, 6), Reason::order_rate);
    EXPECT_EQ(stream.send(kSecond.ns - 1, 6), Reason::order_rate);
    EXPECT_EQ(stream.send(kSecond.ns, 6), Reason::ok) << "the first one is a whole window old";
    EXPECT_EQ(stream.send(kSecond.ns + 99, 7), Reason::order_rate);
    EXPECT_EQ(stream.send(kSecond.ns + 100, 7), Reason::ok);
}

TEST(Rate, ARejectedOrderUsesNoneOfIt) {
    Stream stream{sane_limits()};
    for (int i = 0; i < 100; ++i) EXPECT_EQ(stream.send(0, 0), Reason::invalid_quantity);
    EXPECT_EQ(stream.send(0, 1), Reason::ok);
}

TEST(Rate, ReplacesCountToo) {
    Stream stream{sane_limits()};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(stream.replace(i), Reason::ok) << "the same replace is no duplicate";
    EXPECT_EQ(stream.send(6, 1), Reason::order_rate);
    EXPECT_EQ(stream.replace(6), Reason::order_rate);
}

TEST(Rate, TimeThatRunsBackwardsOpensNothing) {
    Stream stream{sane_limits()};
    for (std::int64_t i = 0; i < 5; ++i) EXPECT_EQ(stream.send(10 * kSecond.ns, 1 + i), Reason::ok);
    EXPECT_EQ(stream.send(0, 9), Reason::order_rate);
    EXPECT_EQ(stream.send(INT64_MIN, 9), Reason::order_rate);
    EXPECT_EQ(stream.send(11 * kSecond.ns, 9), Reason::ok);
}

TEST(Rate, CheckingAloneChangesNothing) {
    Stream stream{sane_limits()};
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(stream.checks.check(stream.base.enter, stream.base.instrument, stream.base.touch, {}, {0})
                        .passed());
    }
}

TEST(Duplicate, TheSameOrderWithinTheWindowIsRefused) {
    Stream stream{sane_limits()};
    EXPECT_EQ(stream.send(0, 100), Reason::ok);
    EXPECT_EQ(stream.send(99'999'999, 100), Reason::duplicate);
    EXPECT_EQ(stream.send(100'000'000, 100), Reason::ok);
}

TEST(Duplicate, AnyDifferenceMakesAnotherOrder) {
    Stream stream{sane_limits()};
    EXPECT_EQ(stream.send(0, 100), Reason::ok);
    EXPECT_EQ(stream.send(0, 101), Reason::ok);
    EXPECT_EQ(stream.send(0, 100, Locate{4}), Reason::ok);
    EXPECT_EQ(stream.send(0, 100, kLocate, Side::sell), Reason::ok);
    EXPECT_EQ(stream.send(0, 100, kLocate, Side::buy, 999), Reason::ok);
}

TEST(Duplicate, NoneIsForgottenHoweverManyOrdersTheWindowHolds) {
    Limits limits = sane_limits();
    limits.max_orders = 3;
    limits.rate_window = {10};
    limits.duplicate_window = {95};
    Stream stream{limits};
    // As many as the rate allows: three at once every ten nanoseconds.
    std::int64_t qty = 1;
    for (std::int64_t now = 0; now < 90; now += 10) {
        for (int i = 0; i < 3; ++i) ASSERT_EQ(stream.send(now, qty++), Reason::ok);
    }
    for (std::int64_t old = 1; old < qty; ++old) ASSERT_EQ(stream.send(94, old), Reason::duplicate) << old;
    EXPECT_EQ(stream.send(99, 4), Reason::duplicate) << "sent at 10";
    EXPECT_EQ(stream.send(99, 1), Reason::ok) << "sent at 0: 99 is past the window";
}

TEST(Duplicate, AWindowOfZeroAllowsThem) {
    Limits limits = sane_limits();
    limits.duplicate_window = {0};
    Stream stream{limits};
    EXPECT_EQ(stream.send(0, 100), Reason::ok);
    EXPECT_EQ(stream.send(0, 100), Reason::ok);
}

TEST(Duplicate, TheVerdictNamesAgeAndWindow) {
    Stream stream{sane_limits()};
    EXPECT_EQ(stream.send(0, 100), Reason::ok);
    const Verdict verdict =
        stream.checks.check(stream.base.enter, stream.base.instrument, stream.base.touch, {}, {40});
    EXPECT_EQ(verdict.value, 40);
    EXPECT_EQ(verdict.limit, 100'000'000);
}

}  // namespace
}  // namespace tradewind::risk
