// The first byte chooses the direction, the rest is one OUCH message: typed views against the table codec,
// options, and the translation to our own order messages, which must be a fixpoint: decode, encode, decode
// gives the same.
#include <algorithm>

#include "require.hpp"
#include "tradewind/wire/named.hpp"
#include "tradewind/wire/ouch50_order.hpp"
#include "wire/typed_check.hpp"

using namespace tradewind;
using namespace tradewind::wire;
using tradewind::fuzz::require;

namespace {

bool same(const order::VenueEvent& a, const order::VenueEvent& b) {
    return a.kind == b.kind && a.ref == b.ref && a.orig == b.orig && a.time == b.time &&
           a.order_ref == b.order_ref && a.match == b.match && a.order_qty == b.order_qty &&
           a.decrement == b.decrement && a.price == b.price && a.mark == b.mark && a.code == b.code &&
           a.code16 == b.code16;
}

bool same(const ouch50::OrderDetail& a, const ouch50::OrderDetail& b) {
    return a.symbol == b.symbol && a.side_letter == b.side_letter && a.time_in_force == b.time_in_force &&
           a.display == b.display && a.capacity == b.capacity &&
           a.inter_market_sweep == b.inter_market_sweep && a.cross_type == b.cross_type &&
           a.liquidity == b.liquidity && a.client_order_id == b.client_order_id &&
           a.prevented == b.prevented && a.market_order == b.market_order;
}

void check_outbound(std::span<const std::byte> message) {
    order::VenueEvent event;
    ouch50::OrderDetail detail;
    const ouch50::Decoded decoded = ouch50::decode_outbound(message, event, &detail);
    require(decoded != ouch50::Decoded::malformed, "a checked message is not malformed");
    if (decoded != ouch50::Decoded::order_event) return;
    std::array<std::byte, ouch50::kOrderBuffer> out;
    const ouch50::Encoded encoded = ouch50::encode_outbound(event, detail, out);
    if (event.code == 0 && encoded.error != ouch50::EncodeError::ok)
        return;  // a cancel with a zero byte for reason
    require(encoded.error == ouch50::EncodeError::ok, "a decoded event can be encoded");
    order::VenueEvent again;
    ouch50::OrderDetail detail_again;
    require(ouch50::decode_outbound(std::span{out}.first(encoded.length), again, &detail_again) == decoded,
            "an encoded event decodes");
    require(same(event, again) && same(detail, detail_again), "decode, encode, decode is a fixpoint");
}

/// What a client with the same terms would have sent must mean the same.
void check_inbound(std::span<const std::byte> message) {
    ouch50::InboundOrder order;
    const ouch50::Decoded decoded = ouch50::decode_inbound(message, order);
    require(decoded != ouch50::Decoded::malformed, "a checked message is not malformed");
    if (decoded != ouch50::Decoded::order_event) return;
    const ouch50::OrderDetail& detail = order.detail;
    ouch50::OrderEncoder encoder{
        {.display = detail.display,
         .capacity = detail.capacity,
         .inter_market_sweep = detail.inter_market_sweep,
         .cross_type = detail.cross_type,
         .client_order_id = {detail.client_order_id.data(), detail.client_order_id.size()}}};
    encoder.add_instrument({1}, detail.symbol);
    order.enter.locate = {1};
    std::array<std::byte, ouch50::kOrderBuffer> out;
    ouch50::Encoded encoded;
    switch (order.kind) {
        case ouch50::InboundKind::enter:
            encoded = encoder.enter(order.enter, out);
            break;
        case ouch50::InboundKind::replace:
            encoded = encoder.replace(
                order.replace,
                detail.time_in_force == '3' ? order::TimeInForce::ioc : order::TimeInForce::day,
                detail.post_only, out);
            break;
        case ouch50::InboundKind::cancel:
            encoded = encoder.cancel(order.cancel, out);
            break;
    }
    if (encoded.error != ouch50::EncodeError::ok) return;  // a client does not send what the wire can say
    ouch50::InboundOrder again;
    require(ouch50::decode_inbound(std::span{out}.first(encoded.length), again) == decoded,
            "an encoded order decodes");
    require(again.kind == order.kind, "the kind stays");
    require(again.enter.ref == order.enter.ref && again.enter.side == order.enter.side &&
                again.enter.mark == order.enter.mark && again.enter.tif == order.enter.tif &&
                again.enter.post_only == order.enter.post_only &&
                again.enter.order_qty == order.enter.order_qty && again.enter.price == order.enter.price,
            "an enter stays the same");
    require(again.replace.orig == order.replace.orig && again.replace.ref == order.replace.ref &&
                again.replace.order_qty == order.replace.order_qty &&
                again.replace.price == order.replace.price,
            "a replace stays the same");
    require(again.cancel.ref == order.cancel.ref && again.cancel.order_qty == order.cancel.order_qty,
            "a cancel stays the same");
    require(again.detail.symbol == detail.symbol && again.detail.client_order_id == detail.client_order_id &&
                again.detail.post_only == detail.post_only,
            "the terms stay the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const bool inbound = data[0] % 2 == 0;
    const Protocol protocol = inbound ? Protocol::ouch50_inbound : Protocol::ouch50_outbound;
    const auto message = tradewind::fuzz::view_of(data + 1, size - 1);
    const CheckedMessage checked = check_message(protocol, message);
    if (checked.error != MessageError::ok) {
        require(!describe(checked).empty(), "an error has a text");
        return 0;
    }
    const std::string wrong = test::disagreement(protocol, message.data());
    require(wrong.empty(), wrong);

    std::size_t walked = 0;
    AppendageReader reader{checked.appendage};
    for (AppendageOption option; reader.next(option);) walked += 2 + option.value.size();
    require(walked == checked.appendage.size(), "the options fill the appendage");

    const NamedMessage named = decode_named(protocol, message);
    require(std::ranges::equal(encode_named(protocol, named.name, named.fields), message),
            "decoded fields and options encode to the same bytes");
    if (inbound)
        check_inbound(message);
    else
        check_outbound(message);
    return 0;
}
