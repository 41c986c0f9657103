#include <stdexcept>
#include <string>

#include "tradewind/wire/ouch50_order.hpp"

namespace tradewind::wire::ouch50 {
namespace {

using base::Side;
using order::SellMark;
using order::TimeInForce;

constexpr std::uint8_t kTagFirm = 2;
constexpr std::uint8_t kTagPostOnly = 12;
constexpr std::uint8_t kTagUserRefIdx = 28;
constexpr Price kMarketPrice = from_wire<FieldKind::price_ouch>(kOuchMarketPrice);

constexpr char letter_of(TimeInForce tif) noexcept { return tif == TimeInForce::ioc ? '3' : '0'; }

constexpr bool tradable(Price price) noexcept { return price.units >= 0 && price < kMarketPrice; }

void require(FieldStatus status, std::string_view what, std::string_view value, std::size_t limit) {
    if (status == FieldStatus::ok) return;
    throw std::invalid_argument("OUCH " + std::string{what} + " '" + std::string{value} + "': at most " +
                                std::to_string(limit) + " characters");
}

}  // namespace

std::optional<char> side_letter(Side side, SellMark mark) noexcept {
    if (side == Side::buy) return mark == SellMark::none ? std::optional{'B'} : std::nullopt;
    switch (mark) {
        case SellMark::long_sale:
            return 'S';
        case SellMark::short_sale:
            return 'T';
        case SellMark::short_exempt:
            return 'E';
        case SellMark::none:
            break;
    }
    return std::nullopt;
}

OrderEncoder::Template OrderEncoder::close(Template message, const MessageLayout& layout,
                                           const OrderTerms& terms, bool with_firm, bool post_only) {
    AppendageWriter options{message.bytes, layout};
    if (with_firm && !terms.firm.empty())
        require(options.add_text(kTagFirm, terms.firm), "firm", terms.firm, ouch50_tag(kTagFirm)->size);
    if (terms.user_ref_idx != 0) (void)options.add_integer(kTagUserRefIdx, terms.user_ref_idx);
    if (post_only) (void)options.add_text(kTagPostOnly, "P");
    message.length = static_cast<std::uint16_t>(options.finish());
    return message;
}

OrderEncoder::OrderEncoder(const OrderTerms& terms) {
    Template enter;
    EnterOrderWriter enter_writer{enter.bytes.data()};
    enter_writer.display(terms.display)
        .capacity(terms.capacity)
        .inter_market_sweep(terms.inter_market_sweep)
        .cross_type(terms.cross_type)
        .client_order_id(terms.client_order_id);
    require(enter_writer.status(), "client order id", terms.client_order_id, 14);
    Template replace;
    ReplaceOrderWriter{replace.bytes.data()}
        .display(terms.display)
        .inter_market_sweep(terms.inter_market_sweep)
        .client_order_id(terms.client_order_id);
    CancelOrderWriter{cancel_.bytes.data()};

    for (const bool post_only : {false, true}) {
        enter_[post_only] = close(enter, EnterOrder::kLayout, terms, true, post_only);
        replace_[post_only] = close(replace, ReplaceOrder::kLayout, terms, false, post_only);
    }
    cancel_ = close(cancel_, CancelOrder::kLayout, terms, false, false);
}

void OrderEncoder::add_instrument(base::Locate locate, Symbol symbol) {
    if (symbols_.size() <= locate.value) symbols_.resize(locate.value + std::size_t{1});
    symbols_[locate.value] = symbol;
}

Encoded OrderEncoder::enter(const order::Enter& enter, OrderBuffer out) const noexcept {
    if (enter.locate.value >= symbols_.size() || symbols_[enter.locate.value] == Symbol{})
        return {0, EncodeError::unknown_instrument};
    if (enter.order_qty.lots < 1 || enter.order_qty.lots > kMaxQuantity)
        return {0, EncodeError::bad_quantity};
    const auto letter = side_letter(enter.side, enter.mark);
    if (!letter) return {0, EncodeError::bad_side};
    if (!tradable(enter.price)) return {0, EncodeError::bad_price};

    const Template& prepared = enter_[enter.post_only];
    std::memcpy(out.data(), prepared.bytes.data(), kOrderBuffer);
    EnterOrderWriter message{out.data(), EnterOrderWriter::Patch{}};
    message.ref(enter.ref)
        .side_letter(*letter)
        .quantity(enter.order_qty)
        .symbol(symbols_[enter.locate.value])
        .price(enter.price)
        .time_in_force(letter_of(enter.tif));
    if (message.status() != FieldStatus::ok) return {0, EncodeError::bad_price};
    return {prepared.length, EncodeError::ok};
}

Encoded OrderEncoder::replace(const order::Replace& replace, TimeInForce tif, bool post_only,
                              OrderBuffer out) const noexcept {
    if (replace.order_qty.lots < 1 || replace.order_qty.lots > kMaxQuantity)
        return {0, EncodeError::bad_quantity};
    if (!tradable(replace.price)) return {0, EncodeError::bad_price};

    const Template& prepared = replace_[post_only];
    std::memcpy(out.data(), prepared.bytes.data(), kOrderBuffer);
    ReplaceOrderWriter message{out.data(), ReplaceOrderWriter::Patch{}};
    message.orig_ref(replace.orig)
        .ref(replace.ref)
        .quantity(replace.order_qty)
        .price(replace.price)
        .time_in_force(letter_of(tif));
    if (message.status() != FieldStatus::ok) return {0, EncodeError::bad_price};
    return {prepared.length, EncodeError::ok};
}

Encoded OrderEncoder::cancel(const order::Cancel& cancel, OrderBuffer out) const noexcept {
    if (cancel.order_qty.lots < 0 || cancel.order_qty.lots > kMaxQuantity)
        return {0, EncodeError::bad_quantity};
    std::memcpy(out.data(), cancel_.bytes.data(), kOrderBuffer);
    CancelOrderWriter{out.data(), CancelOrderWriter::Patch{}}.ref(cancel.ref).quantity(cancel.order_qty);
    return {cancel_.length, EncodeError::ok};
}

}  // namespace tradewind::wire::ouch50
