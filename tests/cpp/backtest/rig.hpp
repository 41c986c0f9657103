// A book, a venue and a clock, with one-line verbs for messages of the record and requests of ours.
// Prices are in cents, times in ns; every message moves the clock by 1 us unless `same_instant` is set.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "tradewind/backtest/simulated_venue.hpp"

namespace tradewind::backtest::test {

using base::Nanos;
using order::Enter;
using order::SellMark;
using order::TimeInForce;
using order::VenueEvent;
using order::VenueKind;

inline constexpr Locate kStock{7};
inline constexpr Side kBuy = Side::buy;
inline constexpr Side kSell = Side::sell;

constexpr Price cents(std::int64_t n) { return {n * Price::kScale / 100}; }

inline book::BooksConfig small_books() {
    book::BooksConfig config;
    config.max_levels = 1U << 12;
    config.memory = {.huge_pages = false, .prefault = false};
    return config;
}

class Rig {
  public:
    explicit Rig(const VenueConfig& config = {}) : venue(config) {
        venue.announce({.symbol = base::Symbol::from("TEST"), .locate = kStock});
    }

    // --- the record ---
    void add(std::uint64_t ref, Side side, std::uint32_t qty, std::int64_t at) {
        apply({.ref = ref, .price = cents(at).units, .qty = qty, .kind = EventKind::add, .side = side});
    }
    void execute(std::uint64_t ref, std::uint32_t qty) {
        apply({.ref = ref, .aux = ++match_, .qty = qty, .kind = EventKind::execute});
    }
    void execute_priced(std::uint64_t ref, std::uint32_t qty, std::int64_t at, char printable = 'Y') {
        apply({.ref = ref,
               .aux = ++match_,
               .price = cents(at).units,
               .qty = qty,
               .kind = EventKind::execute_priced,
               .code = static_cast<std::uint8_t>(printable)});
    }
    void reduce(std::uint64_t ref, std::uint32_t qty) {
        apply({.ref = ref, .qty = qty, .kind = EventKind::reduce});
    }
    void remove(std::uint64_t ref) { apply({.ref = ref, .kind = EventKind::remove}); }
    void replace(std::uint64_t ref, std::uint64_t fresh, std::uint32_t qty, std::int64_t at) {
        apply({.ref = ref, .aux = fresh, .price = cents(at).units, .qty = qty, .kind = EventKind::replace});
    }
    /// Units of 1e-9 because a midpoint may fall between cents.
    void hidden_units(std::uint32_t qty, Price at) {
        apply({.aux = ++match_, .price = at.units, .qty = qty, .kind = EventKind::trade});
    }
    void hidden(std::uint32_t qty, std::int64_t at) { hidden_units(qty, cents(at)); }
    void cross(std::uint64_t shares, std::int64_t at, char type = 'O') {
        apply({.ref = shares,
               .aux = ++match_,
               .price = cents(at).units,
               .kind = EventKind::cross,
               .code = static_cast<std::uint8_t>(type)});
    }
    void trading(char state) {
        apply({.kind = EventKind::trading_action, .code = static_cast<std::uint8_t>(state)});
    }
    void operational(char action) {
        apply({.kind = EventKind::operational_halt, .code = static_cast<std::uint8_t>(action)});
    }
    void broken(std::uint64_t match) { apply({.aux = match, .kind = EventKind::broken}); }
    void system(char code) {
        apply({.kind = EventKind::system, .code = static_cast<std::uint8_t>(code)}, Locate{0});
    }
    void apply(book::Event event, Locate locate = kStock) {
        if (!same_instant) now.ns += 1000;
        event.time_locate = book::Event::pack(now, locate);
        venue.on_time(now, books);
        const book::Update update = books.apply(event);
        venue.on_update(update, books);
    }

    // --- ours ---
    bool send(const Enter& request) { return venue.on_request(request, now); }
    bool send(const order::Cancel& request) { return venue.on_request(request, now); }
    bool send(const order::Replace& request) { return venue.on_request(request, now); }
    /// Send and let the venue act before the next message of the record.
    template <class Request>
    void request(const Request& what) {
        ASSERT_TRUE(send(what));
        now.ns += 1000;
        venue.on_time(now, books);
    }
    void enter(std::uint32_t ref, Side side, std::int64_t qty, std::int64_t at,
               TimeInForce tif = TimeInForce::day, bool post_only = false) {
        request(Enter{.ref = {ref},
                      .locate = kStock,
                      .side = side,
                      .mark = side == kSell ? SellMark::long_sale : SellMark::none,
                      .tif = tif,
                      .post_only = post_only,
                      .order_qty = {qty},
                      .price = cents(at)});
    }
    void ioc(std::uint32_t ref, Side side, std::int64_t qty, std::int64_t at) {
        enter(ref, side, qty, at, TimeInForce::ioc);
    }
    void post_only(std::uint32_t ref, Side side, std::int64_t qty, std::int64_t at) {
        enter(ref, side, qty, at, TimeInForce::day, true);
    }
    void cancel(std::uint32_t ref, std::int64_t total = 0) {
        request(order::Cancel{.ref = {ref}, .order_qty = {total}});
    }
    void replace_ours(std::uint32_t orig, std::uint32_t ref, std::int64_t total, std::int64_t at) {
        request(order::Replace{.orig = {orig}, .ref = {ref}, .order_qty = {total}, .price = cents(at)});
    }

    // --- what came of it ---
    /// All answers heard by now, oldest first.
    std::vector<VenueEvent> answers() {
        std::vector<VenueEvent> heard;
        VenueEvent event;
        while (venue.poll(now, event)) heard.push_back(event);
        return heard;
    }
    /// Of the answers heard by now, those of one kind.
    std::vector<VenueEvent> answers(VenueKind kind) {
        std::vector<VenueEvent> some;
        for (const VenueEvent& event : answers()) {
            if (event.kind == kind) some.push_back(event);
        }
        return some;
    }
    std::int64_t ahead(std::uint32_t ref) const {
        const OwnOrder* const order = venue.find({ref});
        return order == nullptr ? -1 : order->ahead.lots;
    }
    std::int64_t leaves(std::uint32_t ref) const {
        const OwnOrder* const order = venue.find({ref});
        return order == nullptr ? 0 : order->leaves.lots;
    }
    std::uint64_t hits(RuleId id) const { return venue.counters().of(id).hits; }
    std::uint64_t shares(RuleId id) const { return venue.counters().of(id).shares; }

    book::Books books{small_books()};
    SimulatedVenue venue;
    DayTime now{34'200'000'000'000};
    bool same_instant{};

  private:
    std::uint64_t match_{};
};

/// One execution: order, shares, price, liquidity flag.
inline void expect_fill(const VenueEvent& event, std::uint32_t ref, std::int64_t qty, std::int64_t at,
                        char flag) {
    EXPECT_EQ(event.kind, VenueKind::executed);
    EXPECT_EQ(event.ref, UserRef{ref});
    EXPECT_EQ(event.decrement, Qty{qty});
    EXPECT_EQ(event.price, cents(at));
    EXPECT_EQ(event.code, flag);
    EXPECT_GE(event.match.value, kVenueNumbers);
}
/// An order that ended without an execution: order, shares, reason letter.
inline void expect_end(const VenueEvent& event, VenueKind kind, std::uint32_t ref, std::int64_t qty,
                       char reason) {
    EXPECT_EQ(event.kind, kind);
    EXPECT_EQ(event.ref, UserRef{ref});
    EXPECT_EQ(event.decrement, Qty{qty});
    EXPECT_EQ(event.code, reason);
}

}  // namespace tradewind::backtest::test
