#include "tradewind/wire/ouch50_order.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "wire/bytes.hpp"

namespace tradewind::wire::ouch50 {
namespace {

using base::Locate;
using base::Side;
using order::SellMark;
using order::TimeInForce;
using order::VenueEvent;
using order::VenueKind;
using test::Bytes;
using test::bytes_of;
using test::from_hex;

constexpr Locate kApple{13};

OrderEncoder encoder(const OrderTerms& terms = {}) {
    OrderEncoder result{terms};
    result.add_instrument(kApple, Symbol::from("AAPL"));
    return result;
}

order::Enter enter() {
    return {.ref = {0x01020304},
            .locate = kApple,
            .side = Side::buy,
            .mark = SellMark::none,
            .tif = TimeInForce::day,
            .post_only = false,
            .order_qty = {0x0a0b},
            .price = {585'690'000'000}};
}

struct Result {
    Bytes bytes;
    EncodeError error;
};
template <class Encode>
Result run(Encode&& encode) {
    std::array<std::byte, kOrderBuffer> out;
    out.fill(std::byte{0xEE});
    const Encoded encoded = encode(OrderBuffer{out});
    return {Bytes(out.begin(), out.begin() + encoded.length), encoded.error};
}
Result encode(const OrderEncoder& e, const order::Enter& m) {
    return run([&](OrderBuffer out) { return e.enter(m, out); });
}

TEST(OuchEncoder, an_enter_order_is_the_sheets_bytes) {
    const auto [bytes, error] = encode(encoder({.client_order_id = "TW1"}), enter());
    EXPECT_EQ(error, EncodeError::ok);
    EXPECT_EQ(bytes, bytes_of("O") + from_hex("01020304") + bytes_of("B") + from_hex("00000a0b") +
                         bytes_of("AAPL    ") + from_hex("0000000000595e84") +
                         bytes_of("0YPNNTW1           ") + from_hex("0000"));
}

TEST(OuchEncoder, options_follow_in_the_appendage) {
    const OrderEncoder e = encoder({.firm = "LIME", .user_ref_idx = 5});
    order::Enter m = enter();
    m.post_only = true;
    const Bytes bytes = encode(e, m).bytes;
    ASSERT_EQ(bytes.size(), 59u);
    EXPECT_EQ(Bytes(bytes.begin() + 45, bytes.end()),
              from_hex("000c 0502 4c494d45 021c05 020c") + bytes_of("P"));
    m.post_only = false;
    EXPECT_EQ(encode(e, m).bytes.size(), 56u);
    const auto cancel = run([&](OrderBuffer out) { return e.cancel({{7}, {0}}, out); });
    EXPECT_EQ(cancel.bytes, from_hex("58 00000007 00000000 0003 021c05"));
}

TEST(OuchEncoder, side_and_marking_give_one_letter) {
    const auto letter = [](Side side, SellMark mark) {
        order::Enter m = enter();
        m.side = side;
        m.mark = mark;
        const auto [bytes, error] = encode(encoder(), m);
        return error == EncodeError::ok ? static_cast<char>(bytes[5]) : '?';
    };
    EXPECT_EQ(letter(Side::buy, SellMark::none), 'B');
    EXPECT_EQ(letter(Side::sell, SellMark::long_sale), 'S');
    EXPECT_EQ(letter(Side::sell, SellMark::short_sale), 'T');
    EXPECT_EQ(letter(Side::sell, SellMark::short_exempt), 'E');
    EXPECT_EQ(letter(Side::sell, SellMark::none), '?');
    EXPECT_EQ(letter(Side::buy, SellMark::short_sale), '?');
}

TEST(OuchEncoder, what_the_venue_would_misread_is_not_sent) {
    const OrderEncoder e = encoder();
    const auto error = [&](auto change) {
        order::Enter m = enter();
        change(m);
        const auto [bytes, result] = encode(e, m);
        EXPECT_EQ(bytes.empty(), result != EncodeError::ok);
        return result;
    };
    EXPECT_EQ(error([](auto& m) { m.locate = {12}; }), EncodeError::unknown_instrument);
    EXPECT_EQ(error([](auto& m) { m.locate = {14}; }), EncodeError::unknown_instrument);
    EXPECT_EQ(error([](auto& m) { m.locate = {65535}; }), EncodeError::unknown_instrument);
    EXPECT_EQ(error([](auto& m) { m.order_qty = {0}; }), EncodeError::bad_quantity);
    EXPECT_EQ(error([](auto& m) { m.order_qty = {-1}; }), EncodeError::bad_quantity);
    EXPECT_EQ(error([](auto& m) { m.order_qty = {999'999}; }), EncodeError::ok);
    EXPECT_EQ(error([](auto& m) { m.order_qty = {1'000'000}; }), EncodeError::bad_quantity);
    EXPECT_EQ(error([](auto& m) { m.price = {100'001}; }), EncodeError::bad_price);
    EXPECT_EQ(error([](auto& m) { m.price = {-100'000}; }), EncodeError::bad_price);
    // 214,748.3647 is the market order's price: a limit there would trade anywhere.
    EXPECT_EQ(error([](auto& m) { m.price = {214'748'364'600'000}; }), EncodeError::ok);
    EXPECT_EQ(error([](auto& m) { m.price = {214'748'364'700'000}; }), EncodeError::bad_price);
    EXPECT_EQ(error([](auto& m) { m.price = {214'748'364'800'000}; }), EncodeError::bad_price);
}

TEST(OuchEncoder, each_locate_has_its_own_symbol) {
    OrderEncoder e{{}};
    for (std::uint16_t locate = 0; locate < 40; ++locate)
        e.add_instrument({locate}, Symbol::from(std::string{"S"} + std::to_string(locate)));
    e.add_instrument({65535}, Symbol::from("LAST"));
    order::Enter m = enter();
    for (const auto& [locate, symbol] : {std::pair{0, "S0"}, {1, "S1"}, {39, "S39"}, {65535, "LAST"}}) {
        m.locate = {static_cast<std::uint16_t>(locate)};
        InboundOrder read;
        ASSERT_EQ(decode_inbound(encode(e, m).bytes, read), Decoded::order_event);
        EXPECT_EQ(read.detail.symbol.view(), symbol);
    }
}

TEST(OuchEncoder, a_replace_carries_both_references_the_chains_total_and_its_terms) {
    const OrderEncoder e = encoder();
    const order::Replace m{{1}, {2}, {500}, {10'000'000'000}};
    const auto day = run([&](OrderBuffer out) { return e.replace(m, TimeInForce::day, false, out); });
    EXPECT_EQ(day.bytes, from_hex("55 00000001 00000002 000001f4 00000000000186a0") +
                             bytes_of("0YN              ") + from_hex("0000"));
    const auto post = run([&](OrderBuffer out) { return e.replace(m, TimeInForce::ioc, true, out); });
    EXPECT_EQ(post.bytes[21], std::byte{'3'});
    EXPECT_EQ(Bytes(post.bytes.begin() + 38, post.bytes.end()), from_hex("0003 020c") + bytes_of("P"));
    for (const order::Replace& bad :
         {order::Replace{{1}, {2}, {0}, {100'000}}, {{1}, {2}, {1'000'000}, {100'000}}})
        EXPECT_EQ(run([&](OrderBuffer out) { return e.replace(bad, TimeInForce::day, false, out); }).error,
                  EncodeError::bad_quantity);
    for (const std::int64_t price :
         {std::int64_t{1}, std::int64_t{-100'000}, std::int64_t{214'748'364'700'000}})
        EXPECT_EQ(run([&](OrderBuffer out) {
                      return e.replace({{1}, {2}, {1}, {price}}, TimeInForce::day, false, out);
                  }).error,
                  EncodeError::bad_price);
}

TEST(OuchEncoder, a_cancel_names_the_intended_total) {
    const OrderEncoder e = encoder();
    EXPECT_EQ(run([&](OrderBuffer out) { return e.cancel({{77}, {25}}, out); }).bytes,
              from_hex("58 0000004d 00000019"));
    EXPECT_EQ(run([&](OrderBuffer out) { return e.cancel({{77}, {0}}, out); }).error, EncodeError::ok);
    EXPECT_EQ(run([&](OrderBuffer out) { return e.cancel({{77}, {-1}}, out); }).error,
              EncodeError::bad_quantity);
    EXPECT_EQ(run([&](OrderBuffer out) { return e.cancel({{77}, {1'000'000}}, out); }).error,
              EncodeError::bad_quantity);
}

TEST(OuchEncoder, a_text_too_long_for_its_field_is_refused_at_set_up) {
    EXPECT_THROW(OrderEncoder({.client_order_id = "123456789012345"}), std::invalid_argument);
    EXPECT_THROW(OrderEncoder({.firm = "ABCDE"}), std::invalid_argument);
    EXPECT_NO_THROW(OrderEncoder({.client_order_id = "12345678901234", .firm = "ABCD"}));
}

TEST(OuchEncoder, what_it_sends_the_exchange_reads_back) {
    const OrderEncoder e = encoder({.client_order_id = "TW1", .firm = "LIME"});
    for (const bool post_only : {false, true}) {
        order::Enter m = enter();
        m.side = Side::sell;
        m.mark = SellMark::short_sale;
        m.tif = TimeInForce::ioc;
        m.post_only = post_only;
        InboundOrder read;
        ASSERT_EQ(decode_inbound(encode(e, m).bytes, read), Decoded::order_event);
        EXPECT_EQ(read.kind, InboundKind::enter);
        EXPECT_EQ(read.enter.ref, m.ref);
        EXPECT_EQ(read.enter.side, m.side);
        EXPECT_EQ(read.enter.mark, m.mark);
        EXPECT_EQ(read.enter.tif, m.tif);
        EXPECT_EQ(read.enter.post_only, post_only);
        EXPECT_EQ(read.enter.order_qty, m.order_qty);
        EXPECT_EQ(read.enter.price, m.price);
        EXPECT_EQ(read.detail.symbol, Symbol::from("AAPL"));
        EXPECT_FALSE(read.detail.market_order);

        const order::Replace r{{1}, {2}, {500}, {10'000'000'000}};
        const auto replace =
            run([&](OrderBuffer out) { return e.replace(r, TimeInForce::day, post_only, out); });
        ASSERT_EQ(decode_inbound(replace.bytes, read), Decoded::order_event);
        EXPECT_EQ(read.kind, InboundKind::replace);
        EXPECT_EQ(read.replace.orig, r.orig);
        EXPECT_EQ(read.replace.ref, r.ref);
        EXPECT_EQ(read.replace.order_qty, r.order_qty);
        EXPECT_EQ(read.replace.price, r.price);
        EXPECT_EQ(read.detail.post_only, post_only);
    }
    InboundOrder read;
    const auto cancel = run([&](OrderBuffer out) { return e.cancel({{77}, {25}}, out); });
    ASSERT_EQ(decode_inbound(cancel.bytes, read), Decoded::order_event);
    EXPECT_EQ(read.kind, InboundKind::cancel);
    EXPECT_EQ(read.cancel.ref.value, 77u);
    EXPECT_EQ(read.cancel.order_qty.lots, 25);
}

TEST(OuchInbound, a_market_order_is_marked_as_one) {
    std::array<std::byte, 47> bytes;
    EnterOrderWriter{bytes.data()}.side_letter('B').price(from_wire<FieldKind::price_ouch>(kOuchMarketPrice));
    InboundOrder read;
    ASSERT_EQ(decode_inbound(bytes, read), Decoded::order_event);
    EXPECT_TRUE(read.detail.market_order);
}

TEST(OuchInbound, what_is_no_order_says_so) {
    InboundOrder read;
    EXPECT_EQ(decode_inbound(from_hex("51"), read), Decoded::other);
    EXPECT_EQ(decode_inbound(from_hex("4d 00000001 53 00000005"), read), Decoded::other);
    EXPECT_EQ(decode_inbound(from_hex("44 0000000b 4c494d45 0000"), read), Decoded::other);
    EXPECT_EQ(decode_inbound(from_hex("58 0000004d"), read), Decoded::malformed);
    EXPECT_EQ(decode_inbound({}, read), Decoded::malformed);
    std::array<std::byte, 47> bytes;
    EnterOrderWriter message{bytes.data()};
    EXPECT_EQ(decode_inbound(bytes, read), Decoded::bad_value) << "a blank side";
    message.side_letter('B');
    EXPECT_EQ(decode_inbound(bytes, read), Decoded::order_event);
    base::store_be64(bytes.data() + 18, UINT64_MAX);
    EXPECT_EQ(decode_inbound(bytes, read), Decoded::bad_value) << "a price beyond 64 bits";
}

/// Decodes one outbound message that must be an order event.
VenueEvent event_of(std::string_view hex, OrderDetail* detail = nullptr) {
    VenueEvent event;
    EXPECT_EQ(decode_outbound(from_hex(hex), event, detail), Decoded::order_event) << hex;
    EXPECT_EQ(event.time.ns, 0x1f1aced9f07b);
    return event;
}
constexpr const char* kTime = "00001f1aced9f07b";

TEST(OuchOutbound, an_accept_carries_reference_terms_and_state) {
    OrderDetail detail;
    const VenueEvent e =
        event_of(std::string{"41"} + kTime + "00000007 54 000001f4 4d53465420202020 00000000000186a0" +
                     "33 59 0102030405060708 41 4e 4e 44 5457312020202020202020202020 0000",
                 &detail);
    EXPECT_EQ(e.kind, VenueKind::accepted);
    EXPECT_EQ(e.ref.value, 7u);
    EXPECT_EQ(e.mark, SellMark::short_sale);
    EXPECT_EQ(e.order_qty.lots, 500);
    EXPECT_EQ(e.price.units, 10'000'000'000);
    EXPECT_EQ(e.order_ref.value, 0x0102030405060708u);
    EXPECT_EQ(e.code, 'D');
    EXPECT_EQ(detail.symbol, Symbol::from("MSFT"));
    EXPECT_EQ(detail.time_in_force, '3');
    EXPECT_EQ(detail.display, 'Y');
    EXPECT_EQ(detail.capacity, 'A');
    EXPECT_EQ(std::string_view(detail.client_order_id.data(), 14), "TW1           ");
}

TEST(OuchOutbound, a_replaced_names_the_old_and_the_new_order) {
    const VenueEvent e =
        event_of(std::string{"55"} + kTime + "00000007 00000008 42 00000190 4d53465420202020" +
                 "00000000000186a0 30 59 0000000000000009 41 4e 4e 4c 2020202020202020202020202020 0000");
    EXPECT_EQ(e.kind, VenueKind::replaced);
    EXPECT_EQ(e.orig.value, 7u);
    EXPECT_EQ(e.ref.value, 8u);
    EXPECT_EQ(e.order_qty.lots, 400);
    EXPECT_EQ(e.order_ref.value, 9u);
    EXPECT_EQ(e.code, 'L');
    EXPECT_EQ(e.mark, SellMark::none);
}

TEST(OuchOutbound, cancels_by_timeout_or_close_are_expiries) {
    for (const char reason : std::string_view{"UISDQZCKHXFGTE?"}) {
        const Bytes bytes =
            from_hex(std::string{"43"} + kTime + "00000007 00000064") + bytes_of(std::string{reason});
        VenueEvent e;
        ASSERT_EQ(decode_outbound(bytes, e), Decoded::order_event);
        const bool expired = reason == 'T' || reason == 'E';
        EXPECT_EQ(e.kind, expired ? VenueKind::expired : VenueKind::canceled) << reason;
        EXPECT_EQ(e.decrement.lots, 100);
        EXPECT_EQ(e.code, reason);
    }
}

TEST(OuchOutbound, a_self_match_cancel_says_what_was_prevented) {
    OrderDetail detail;
    const VenueEvent e =
        event_of(std::string{"44"} + kTime + "00000007 00000064 51 00000032 00000000000186a0 41", &detail);
    EXPECT_EQ(e.kind, VenueKind::aiq_canceled);
    EXPECT_EQ(e.decrement.lots, 100);
    EXPECT_EQ(e.code, 'Q');
    EXPECT_EQ(e.price.units, 10'000'000'000);
    EXPECT_EQ(detail.prevented.lots, 50);
    EXPECT_EQ(detail.liquidity, 'A');
}

TEST(OuchOutbound, an_execution_its_correction_and_its_break_share_the_match_number) {
    const VenueEvent executed =
        event_of(std::string{"45"} + kTime + "00000007 00000064 00000000000186a0 52 000000000000002a 0000");
    EXPECT_EQ(executed.kind, VenueKind::executed);
    EXPECT_EQ(executed.decrement.lots, 100);
    EXPECT_EQ(executed.price.units, 10'000'000'000);
    EXPECT_EQ(executed.code, 'R');
    EXPECT_EQ(executed.match.value, 42u);
    OrderDetail detail;
    const VenueEvent corrected =
        event_of(std::string{"46"} + kTime + "00000007 0000005a 000000000001869f 52" +
                     "000000000000002a 4e 2020202020202020202020202020",
                 &detail);
    EXPECT_EQ(corrected.kind, VenueKind::corrected);
    EXPECT_EQ(corrected.decrement.lots, 90);
    EXPECT_EQ(corrected.price.units, 9'999'900'000);
    EXPECT_EQ(corrected.match.value, 42u);
    EXPECT_EQ(corrected.code, 'N');
    EXPECT_EQ(detail.liquidity, 'R');
    const VenueEvent broken =
        event_of(std::string{"42"} + kTime + "00000007 000000000000002a 45 2020202020202020202020202020");
    EXPECT_EQ(broken.kind, VenueKind::broken);
    EXPECT_EQ(broken.match.value, 42u);
    EXPECT_EQ(broken.code, 'E');
}

TEST(OuchOutbound, the_short_messages) {
    const VenueEvent rejected =
        event_of(std::string{"4a"} + kTime + "00000007 0033 2020202020202020202020202020");
    EXPECT_EQ(rejected.kind, VenueKind::rejected);
    EXPECT_EQ(rejected.code16, 0x33);
    EXPECT_EQ(event_of(std::string{"50"} + kTime + "00000007").kind, VenueKind::cancel_pending);
    EXPECT_EQ(event_of(std::string{"49"} + kTime + "00000007").kind, VenueKind::cancel_rejected);
    const VenueEvent priority =
        event_of(std::string{"54"} + kTime + "00000007 00000000000186a0 59 000000000000002a 0003 021c01");
    EXPECT_EQ(priority.kind, VenueKind::priority_changed);
    EXPECT_EQ(priority.price.units, 10'000'000'000);
    EXPECT_EQ(priority.order_ref.value, 42u);
    const VenueEvent modified = event_of(std::string{"4d"} + kTime + "00000007 45 00000064");
    EXPECT_EQ(modified.kind, VenueKind::modified);
    EXPECT_EQ(modified.mark, SellMark::short_exempt);
    EXPECT_EQ(modified.order_qty.lots, 100);
    const VenueEvent restated = event_of(std::string{"52"} + kTime + "00000007 52 0000");
    EXPECT_EQ(restated.kind, VenueKind::restated);
    EXPECT_EQ(restated.code, 'R');
    for (const VenueEvent& e : {rejected, priority, modified, restated}) EXPECT_EQ(e.ref.value, 7u);
}

TEST(OuchOutbound, session_messages_and_bad_ones_are_told_apart) {
    VenueEvent e;
    const auto decode = [&](const std::string& hex) { return decode_outbound(from_hex(hex), e); };
    EXPECT_EQ(decode(std::string{"53"} + kTime + "53"), Decoded::other);
    EXPECT_EQ(decode(std::string{"51"} + kTime + "0000000d"), Decoded::other);
    EXPECT_EQ(decode(std::string{"47"} + kTime + "0000000b 4c494d45 0000"), Decoded::other);
    EXPECT_EQ(decode(std::string{"4b"} + kTime + "0000000b 4c494d45 0000"), Decoded::other);
    EXPECT_EQ(decode(std::string{"58"} + kTime + "0000000b 4c494d45 2020202020202020 0000"), Decoded::other);
    EXPECT_EQ(decode(std::string{"50"} + kTime), Decoded::malformed);
    EXPECT_EQ(decode("4f"), Decoded::malformed);
    EXPECT_EQ(decode(std::string{"4d"} + kTime + "00000007 58 00000064"), Decoded::bad_value);
    EXPECT_EQ(decode("50 8000000000000000 00000007"), Decoded::bad_value);
    EXPECT_EQ(decode(std::string{"54"} + kTime + "00000007 ffffffffffffffff 59 000000000000002a"),
              Decoded::bad_value);
}

TEST(OuchOutbound, what_the_exchange_writes_the_client_reads_back) {
    OrderDetail detail;
    detail.symbol = Symbol::from("MSFT");
    detail.side_letter = 'T';
    detail.client_order_id = {'T', 'W', '1', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
    detail.liquidity = 'A';
    detail.prevented = {3};
    for (int k = 0; k <= static_cast<int>(VenueKind::expired); ++k) {
        VenueEvent e;
        e.kind = static_cast<VenueKind>(k);
        e.ref = {8};
        e.time = {34'200'000'000'123};
        e.code = e.kind == VenueKind::expired ? 'T' : 'U';
        const auto has = [&](std::initializer_list<VenueKind> kinds) {
            return std::ranges::count(kinds, e.kind) > 0;
        };
        using enum VenueKind;
        if (has({replaced})) e.orig = {7};
        if (has({accepted, replaced, priority_changed})) e.order_ref = {99};
        if (has({executed, broken, corrected})) e.match = {42};
        if (has({accepted, replaced, modified})) {
            e.order_qty = {400};
            e.mark = SellMark::short_sale;
        }
        if (has({executed, canceled, aiq_canceled, corrected, expired})) e.decrement = {100};
        if (has({accepted, replaced, executed, corrected, priority_changed, aiq_canceled}))
            e.price = {12'340'000'000};
        if (has({rejected})) e.code16 = 0x10;
        if (has({rejected, cancel_pending, cancel_rejected, priority_changed, modified})) e.code = 0;

        const auto [bytes, error] = run([&](OrderBuffer out) { return encode_outbound(e, detail, out); });
        ASSERT_EQ(error, EncodeError::ok) << k;
        VenueEvent read;
        OrderDetail read_detail = detail;
        ASSERT_EQ(decode_outbound(bytes, read, &read_detail), Decoded::order_event) << k;
        EXPECT_EQ(read.kind, e.kind);
        EXPECT_EQ(read.ref, e.ref) << k;
        EXPECT_EQ(read.orig, e.orig) << k;
        EXPECT_EQ(read.time, e.time) << k;
        EXPECT_EQ(read.order_ref, e.order_ref) << k;
        EXPECT_EQ(read.match, e.match) << k;
        EXPECT_EQ(read.order_qty, e.order_qty) << k;
        EXPECT_EQ(read.decrement, e.decrement) << k;
        EXPECT_EQ(read.price, e.price) << k;
        EXPECT_EQ(read.mark, e.mark) << k;
        EXPECT_EQ(read.code, e.code) << k;
        EXPECT_EQ(read.code16, e.code16) << k;
        EXPECT_EQ(read_detail.prevented, detail.prevented) << k;
        EXPECT_EQ(read_detail.liquidity, detail.liquidity) << k;
        EXPECT_EQ(read_detail.client_order_id, detail.client_order_id) << k;
    }
}

TEST(OuchOutbound, a_cancel_and_an_expiry_need_a_reason_of_their_kind) {
    const auto error = [](VenueKind kind, char code) {
        VenueEvent e;
        e.kind = kind;
        e.code = code;
        return run([&](OrderBuffer out) { return encode_outbound(e, {}, out); }).error;
    };
    EXPECT_EQ(error(VenueKind::canceled, 'U'), EncodeError::ok);
    EXPECT_EQ(error(VenueKind::canceled, 'T'), EncodeError::bad_value);
    EXPECT_EQ(error(VenueKind::canceled, 0), EncodeError::bad_value);
    EXPECT_EQ(error(VenueKind::expired, 'E'), EncodeError::ok);
    EXPECT_EQ(error(VenueKind::expired, 'U'), EncodeError::bad_value);
}

TEST(OuchOutbound, a_value_that_the_wire_cannot_hold_is_refused) {
    VenueEvent e;
    e.kind = VenueKind::executed;
    const auto error = [&] {
        return run([&](OrderBuffer out) { return encode_outbound(e, {}, out); }).error;
    };
    EXPECT_EQ(error(), EncodeError::ok);
    e.price = {1};
    EXPECT_EQ(error(), EncodeError::bad_value);
    e.price = {};
    e.decrement = {-1};
    EXPECT_EQ(error(), EncodeError::bad_value);
    e.decrement = {};
    e.time = {-1};
    EXPECT_EQ(error(), EncodeError::bad_value);
}

}  // namespace
}  // namespace tradewind::wire::ouch50
