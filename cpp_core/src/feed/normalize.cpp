#include "tradewind/feed/normalize.hpp"

#include <string_view>

#include "tradewind/wire/itch50_layout.hpp"

namespace tradewind::feed::detail {

namespace {

using book::EventKind;

constexpr std::uint64_t kAll64 = ~std::uint64_t{0};
constexpr std::uint32_t kAll32 = ~std::uint32_t{0};

/// Fills one row by field name, so that an offset is written down only in wire's table. An unknown name, or a
/// field of another size than the event's, does not compile.
struct Row {
    char type;
    EventLayout& row;

    consteval Row(std::array<EventLayout, 256>& table, char letter, EventKind kind)
        : type(letter), row(table[static_cast<unsigned char>(letter)]) {
        row.kind = kind;
    }
    consteval std::uint8_t offset(std::string_view name, std::uint16_t size) const {
        for (const wire::Field& field : wire::itch50_layout(type)->fields) {
            if (field.name == name && field.size == size) return static_cast<std::uint8_t>(field.offset);
        }
        throw "no such field";
    }
    consteval Row& ref(std::string_view name) {
        row.ref = offset(name, 8), row.ref_mask = kAll64;
        return *this;
    }
    consteval Row& aux(std::string_view name) {
        row.aux = offset(name, 8), row.aux_mask = kAll64;
        return *this;
    }
    consteval Row& price(std::string_view name) {
        row.price = offset(name, 4), row.price_mask = kAll32;
        return *this;
    }
    consteval Row& qty(std::string_view name) {
        row.qty = offset(name, 4), row.qty_mask = kAll32;
        return *this;
    }
    consteval Row& side(std::string_view name) {
        row.side = offset(name, 1), row.side_mask = 1;
        return *this;
    }
    consteval Row& code(std::string_view name) {
        row.code = offset(name, 1), row.code_mask = 0xFF;
        return *this;
    }
    /// A letter carried in qty: a four-byte load that ends with it, all but the last byte masked.
    consteval Row& letter_in_qty(std::string_view name) {
        row.qty = static_cast<std::uint8_t>(offset(name, 1) - 3), row.qty_mask = 0xFF;
        return *this;
    }
};

consteval std::array<EventLayout, 256> make_layouts() {
    std::array<EventLayout, 256> table{};
    for (const wire::MessageLayout& layout : wire::kItch50Layouts)
        table[static_cast<unsigned char>(layout.type)].length = layout.length;
    for (const char type : {'A', 'F'}) {
        Row(table, type, EventKind::add)
            .ref("order_reference_number")
            .side("buy_sell_indicator")
            .qty("shares")
            .price("price")
            .row.side_mask = 3;
    }
    Row(table, 'E', EventKind::execute)
        .ref("order_reference_number")
        .qty("executed_shares")
        .aux("match_number");
    Row(table, 'C', EventKind::execute_priced)
        .ref("order_reference_number")
        .qty("executed_shares")
        .aux("match_number")
        .code("printable")
        .price("execution_price");
    Row(table, 'X', EventKind::reduce).ref("order_reference_number").qty("canceled_shares");
    Row(table, 'D', EventKind::remove).ref("order_reference_number");
    Row(table, 'U', EventKind::replace)
        .ref("original_order_reference_number")
        .aux("new_order_reference_number")
        .qty("shares")
        .price("price");
    Row(table, 'P', EventKind::trade)
        .ref("order_reference_number")
        .side("buy_sell_indicator")
        .qty("shares")
        .price("price")
        .aux("match_number");
    // The crossed shares have 64 bits, so they travel in ref.
    Row(table, 'Q', EventKind::cross)
        .ref("cross_shares")
        .price("cross_price")
        .aux("match_number")
        .code("cross_type");
    Row(table, 'B', EventKind::broken).aux("match_number");
    Row(table, 'H', EventKind::trading_action).code("trading_state");
    Row(table, 'h', EventKind::operational_halt).code("operational_halt_action").letter_in_qty("market_code");
    Row(table, 'S', EventKind::system).code("event_code");
    Row(table, 'R', EventKind::directory).ref("stock").qty("round_lot_size");
    Row(table, 'I', EventKind::imbalance)
        .ref("paired_shares")
        .aux("imbalance_shares")
        .code("imbalance_direction")
        .price("current_reference_price");
    return table;
}

}  // namespace

constinit const std::array<EventLayout, 256> kEventLayouts = make_layouts();

}  // namespace tradewind::feed::detail
