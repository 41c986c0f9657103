// Every field of the normalised event against the message's own bytes, read by the field names of the wire
// table.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tradewind/feed/normalize.hpp"
#include "tradewind/wire/itch50_layout.hpp"

namespace tradewind::feed {
namespace {

using book::Event;
using book::EventKind;

std::uint64_t field(const std::vector<std::byte>& m, std::string_view name) {
    for (const wire::Field& f : wire::itch50_layout(static_cast<char>(m[0]))->fields) {
        if (f.name != name) continue;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < f.size; ++i)
            value = value << 8 | std::to_integer<std::uint64_t>(m[f.offset + i]);
        return value;
    }
    ADD_FAILURE() << "type " << static_cast<char>(m[0]) << " has no field " << name;
    return 0;
}

struct Names {
    EventKind kind;
    const char* ref;
    const char* aux;
    const char* price;
    const char* qty;
    const char* side;
    const char* code;
};

const std::map<char, Names> kExpected{
    {'A', {EventKind::add, "order_reference_number", "", "price", "shares", "buy_sell_indicator", ""}},
    {'F', {EventKind::add, "order_reference_number", "", "price", "shares", "buy_sell_indicator", ""}},
    {'E', {EventKind::execute, "order_reference_number", "match_number", "", "executed_shares", "", ""}},
    {'C',
     {EventKind::execute_priced, "order_reference_number", "match_number", "execution_price",
      "executed_shares", "", "printable"}},
    {'X', {EventKind::reduce, "order_reference_number", "", "", "canceled_shares", "", ""}},
    {'D', {EventKind::remove, "order_reference_number", "", "", "", "", ""}},
    {'U',
     {EventKind::replace, "original_order_reference_number", "new_order_reference_number", "price", "shares",
      "", ""}},
    {'P',
     {EventKind::trade, "order_reference_number", "match_number", "price", "shares", "buy_sell_indicator",
      ""}},
    {'Q', {EventKind::cross, "cross_shares", "match_number", "cross_price", "", "", "cross_type"}},
    {'B', {EventKind::broken, "", "match_number", "", "", "", ""}},
    {'H', {EventKind::trading_action, "", "", "", "", "", "trading_state"}},
    {'h', {EventKind::operational_halt, "", "", "", "market_code", "", "operational_halt_action"}},
    {'S', {EventKind::system, "", "", "", "", "", "event_code"}},
    {'R', {EventKind::directory, "stock", "", "", "round_lot_size", "", ""}},
    {'I',
     {EventKind::imbalance, "paired_shares", "imbalance_shares", "current_reference_price", "", "",
      "imbalance_direction"}},
};

TEST(Normalize, CarriesEveryFieldOfEveryTypeAndNothingElse) {
    std::mt19937_64 rng(11);
    for (const wire::MessageLayout& layout : wire::kItch50Layouts) {
        for (int round = 0; round < 200; ++round) {
            std::vector<std::byte> m(layout.length);
            for (std::byte& b : m) b = static_cast<std::byte>(rng());
            m[0] = static_cast<std::byte>(layout.type);
            const auto row = kExpected.find(layout.type);
            if (row != kExpected.end() && row->second.side[0] != '\0') {
                m[19] = static_cast<std::byte>(rng() % 2 == 0 ? 'B' : 'S');
            }
            const Event e = normalize(m);
            if (row == kExpected.end()) {
                EXPECT_EQ(e.kind, EventKind::none) << layout.type;
                continue;
            }
            const Names& n = row->second;
            const auto value = [&m](const char* name) { return name[0] == '\0' ? 0 : field(m, name); };
            ASSERT_EQ(e.kind, n.kind) << layout.type;
            ASSERT_EQ(e.ref, value(n.ref)) << layout.type;
            ASSERT_EQ(e.aux, value(n.aux)) << layout.type;
            ASSERT_EQ(e.price, static_cast<std::int64_t>(value(n.price)) * 100'000) << layout.type;
            ASSERT_EQ(e.qty, value(n.qty)) << layout.type;
            ASSERT_EQ(e.side == book::Side::sell, value(n.side) == 'S') << layout.type;
            ASSERT_EQ(e.code, value(n.code)) << layout.type;
            ASSERT_EQ(e.locate().value, field(m, "stock_locate")) << layout.type;
            ASSERT_EQ(static_cast<std::uint64_t>(e.time().ns), field(m, "timestamp")) << layout.type;
        }
    }
}

TEST(Normalize, ASideLetterThatIsNeitherBuyNorSellIsMarkedOnAnAdd) {
    std::vector<std::byte> m(36);
    m[0] = std::byte{'A'};
    m[19] = std::byte{'X'};
    EXPECT_EQ(normalize(m).code, 1);
    m[19] = std::byte{'S'};
    EXPECT_EQ(normalize(m).code, 0);
}

TEST(Normalize, AMessageOfTheWrongLengthMakesNoEvent) {
    for (const wire::MessageLayout& layout : wire::kItch50Layouts) {
        for (const int off : {-1, 1}) {
            std::vector<std::byte> m(static_cast<std::size_t>(layout.length + off));
            m[0] = static_cast<std::byte>(layout.type);
            EXPECT_EQ(normalize(m).kind, EventKind::none) << layout.type;
        }
    }
    EXPECT_EQ(normalize({}).kind, EventKind::none);
    const std::vector<std::byte> unknown(30, std::byte{'z'});
    EXPECT_EQ(normalize(unknown).kind, EventKind::none);
}

}  // namespace
}  // namespace tradewind::feed
