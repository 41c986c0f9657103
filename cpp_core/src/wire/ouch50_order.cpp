#include "tradewind/wire/ouch50_order.hpp"

namespace tradewind::wire::ouch50 {
namespace {

using base::Side;
using order::SellMark;
using order::TimeInForce;
using order::VenueEvent;
using order::VenueKind;

constexpr std::uint8_t kTagPostOnly = 12;
constexpr Price kMarketPrice = from_wire<FieldKind::price_ouch>(kOuchMarketPrice);

std::optional<SellMark> mark_of(char letter) noexcept {
    switch (letter) {
        case 'B':
            return SellMark::none;
        case 'S':
            return SellMark::long_sale;
        case 'T':
            return SellMark::short_sale;
        case 'E':
            return SellMark::short_exempt;
        default:
            return std::nullopt;
    }
}

/// Displays that imply post-only, from the time before tag 12.
constexpr bool implies_post_only(char display) noexcept {
    return display == 'P' || display == 'W' || display == 'L';
}

void copy_text(std::array<char, 14>& to, std::string_view from) noexcept {
    to.fill(' ');
    std::memcpy(to.data(), from.data(), from.size());
}
std::string_view text_of(const std::array<char, 14>& from) noexcept { return {from.data(), from.size()}; }

/// Fills event and detail from one typed message. `sound` turns false on a value without meaning.
struct OutboundDecoder {
    VenueEvent& event;
    OrderDetail& detail;
    bool is_order_event{true};
    bool sound{true};

    template <class M>
    void begin(const M& m, VenueKind kind) noexcept {
        event = {};
        event.kind = kind;
        event.time = m.time();
        if constexpr (requires { m.ref(); }) event.ref = m.ref();
        if constexpr (requires { m.client_order_id(); })
            copy_text(detail.client_order_id, m.client_order_id());
        sound = event.time.ns >= 0;
    }
    void price(Price value) noexcept {
        event.price = value;
        sound = sound && value != kPriceTooLarge;
    }
    template <class M>
    void terms(const M& m) noexcept {
        event.order_ref = m.order_ref();
        event.order_qty = m.quantity();
        event.code = m.order_state();
        price(m.price());
        mark(m.side_letter());
        detail.symbol = m.symbol();
        detail.time_in_force = m.time_in_force();
        detail.display = m.display();
        detail.capacity = m.capacity();
        detail.inter_market_sweep = m.inter_market_sweep();
        detail.cross_type = m.cross_type();
        detail.market_order = m.price() == kMarketPrice;
    }
    void mark(char letter) noexcept {
        const auto mark = mark_of(letter);
        event.mark = mark.value_or(SellMark::none);
        detail.side_letter = letter;
        sound = sound && mark.has_value();
    }

    void operator()(const OrderAccepted& m) noexcept {
        begin(m, VenueKind::accepted);
        terms(m);
    }
    void operator()(const OrderReplaced& m) noexcept {
        begin(m, VenueKind::replaced);
        event.orig = m.orig_ref();
        terms(m);
    }
    void operator()(const OrderCanceled& m) noexcept {
        const bool over = m.reason() == 'T' || m.reason() == 'E';
        begin(m, over ? VenueKind::expired : VenueKind::canceled);
        event.decrement = m.quantity();
        event.code = m.reason();
    }
    void operator()(const AiqCanceled& m) noexcept {
        begin(m, VenueKind::aiq_canceled);
        event.decrement = m.decrement();
        event.code = m.reason();
        price(m.price());
        detail.prevented = m.prevented();
        detail.liquidity = m.liquidity();
    }
    void operator()(const OrderExecuted& m) noexcept {
        begin(m, VenueKind::executed);
        event.decrement = m.quantity();
        event.match = m.match();
        event.code = m.liquidity();
        price(m.price());
    }
    void operator()(const BrokenTrade& m) noexcept {
        begin(m, VenueKind::broken);
        event.match = m.match();
        event.code = m.reason();
    }
    void operator()(const TradeCorrection& m) noexcept {
        begin(m, VenueKind::corrected);
        event.decrement = m.quantity();
        event.match = m.match();
        event.code = m.reason();
        price(m.price());
        detail.liquidity = m.liquidity();
    }
    void operator()(const OrderRejected& m) noexcept {
        begin(m, VenueKind::rejected);
        event.code16 = m.reason();
    }
    void operator()(const CancelPending& m) noexcept { begin(m, VenueKind::cancel_pending); }
    void operator()(const CancelReject& m) noexcept { begin(m, VenueKind::cancel_rejected); }
    void operator()(const OrderPriorityUpdate& m) noexcept {
        begin(m, VenueKind::priority_changed);
        event.order_ref = m.order_ref();
        price(m.price());
        detail.display = m.display();
    }
    void operator()(const OrderModified& m) noexcept {
        begin(m, VenueKind::modified);
        event.order_qty = m.quantity();
        mark(m.side_letter());
    }
    void operator()(const OrderRestated& m) noexcept {
        begin(m, VenueKind::restated);
        event.code = m.reason();
    }
    void operator()(const SystemEvent&) noexcept { is_order_event = false; }
    void operator()(const AccountQueryResponse&) noexcept { is_order_event = false; }
    void operator()(const MassCancelResponse&) noexcept { is_order_event = false; }
    void operator()(const DisableOrderEntryResponse&) noexcept { is_order_event = false; }
    void operator()(const EnableOrderEntryResponse&) noexcept { is_order_event = false; }
};

/// Where the options live, only post-only concerns us.
bool has_post_only_tag(std::span<const std::byte> appendage) noexcept {
    AppendageReader reader{appendage};
    for (AppendageOption option; reader.next(option);)
        if (option.tag == kTagPostOnly && option.value[0] == std::byte{'P'}) return true;
    return false;
}

template <class Writer>
Encoded finish(const Writer& message) noexcept {
    if (message.status() != FieldStatus::ok) return {0, EncodeError::bad_value};
    return {Writer::kLayout.length, EncodeError::ok};
}

template <class Writer>
void write_terms(Writer& message, const VenueEvent& event, const OrderDetail& detail) noexcept {
    message.ref(event.ref)
        .side_letter(detail.side_letter)
        .quantity(event.order_qty)
        .symbol(detail.symbol)
        .price(event.price)
        .time_in_force(detail.time_in_force)
        .display(detail.display)
        .order_ref(event.order_ref)
        .capacity(detail.capacity)
        .inter_market_sweep(detail.inter_market_sweep)
        .cross_type(detail.cross_type)
        .order_state(event.code)
        .client_order_id(text_of(detail.client_order_id));
}

}  // namespace

Decoded decode_outbound(std::span<const std::byte> message, VenueEvent& event, OrderDetail* detail) noexcept {
    const CheckedMessage checked = check_message(Protocol::ouch50_outbound, message);
    if (checked.error != MessageError::ok) return Decoded::malformed;
    OrderDetail ignored;
    OutboundDecoder decoder{event, detail == nullptr ? ignored : *detail};
    visit_outbound(message.data(), decoder);
    if (!decoder.is_order_event) return Decoded::other;
    return decoder.sound ? Decoded::order_event : Decoded::bad_value;
}

Encoded encode_outbound(const VenueEvent& event, const OrderDetail& detail, OrderBuffer out) noexcept {
    std::byte* const to = out.data();
    const std::string_view client_order_id = text_of(detail.client_order_id);
    switch (event.kind) {
        case VenueKind::accepted: {
            OrderAcceptedWriter message{to, event.time};
            write_terms(message, event, detail);
            return finish(message);
        }
        case VenueKind::replaced: {
            OrderReplacedWriter message{to, event.time};
            message.orig_ref(event.orig);
            write_terms(message, event, detail);
            return finish(message);
        }
        case VenueKind::expired:
        case VenueKind::canceled: {
            const bool over = event.code == 'T' || event.code == 'E';
            if (event.code == 0 || over != (event.kind == VenueKind::expired))
                return {0, EncodeError::bad_value};
            OrderCanceledWriter message{to, event.time};
            message.ref(event.ref).quantity(event.decrement).reason(event.code);
            return finish(message);
        }
        case VenueKind::aiq_canceled: {
            AiqCanceledWriter message{to, event.time};
            message.ref(event.ref).decrement(event.decrement).reason(event.code).prevented(detail.prevented);
            message.price(event.price).liquidity(detail.liquidity);
            return finish(message);
        }
        case VenueKind::executed: {
            OrderExecutedWriter message{to, event.time};
            message.ref(event.ref)
                .quantity(event.decrement)
                .price(event.price)
                .liquidity(event.code)
                .match(event.match);
            return finish(message);
        }
        case VenueKind::broken: {
            BrokenTradeWriter message{to, event.time};
            message.ref(event.ref).match(event.match).reason(event.code).client_order_id(client_order_id);
            return finish(message);
        }
        case VenueKind::corrected: {
            TradeCorrectionWriter message{to, event.time};
            message.ref(event.ref).quantity(event.decrement).price(event.price).liquidity(detail.liquidity);
            message.match(event.match).reason(event.code).client_order_id(client_order_id);
            return finish(message);
        }
        case VenueKind::rejected: {
            OrderRejectedWriter message{to, event.time};
            message.ref(event.ref).reason(event.code16).client_order_id(client_order_id);
            return finish(message);
        }
        case VenueKind::cancel_pending: {
            CancelPendingWriter message{to, event.time};
            message.ref(event.ref);
            return finish(message);
        }
        case VenueKind::cancel_rejected: {
            CancelRejectWriter message{to, event.time};
            message.ref(event.ref);
            return finish(message);
        }
        case VenueKind::priority_changed: {
            OrderPriorityUpdateWriter message{to, event.time};
            message.ref(event.ref).price(event.price).display(detail.display).order_ref(event.order_ref);
            return finish(message);
        }
        case VenueKind::modified: {
            OrderModifiedWriter message{to, event.time};
            // The event says how a sale is marked from now on; a purchase has no mark.
            const auto letter = side_letter(Side::sell, event.mark);
            message.ref(event.ref).side_letter(letter.value_or(detail.side_letter)).quantity(event.order_qty);
            return finish(message);
        }
        case VenueKind::restated: {
            OrderRestatedWriter message{to, event.time};
            message.ref(event.ref).reason(event.code);
            return finish(message);
        }
    }
    return {0, EncodeError::bad_value};
}

Decoded decode_inbound(std::span<const std::byte> bytes, InboundOrder& result) noexcept {
    const CheckedMessage checked = check_message(Protocol::ouch50_inbound, bytes);
    if (checked.error != MessageError::ok) return Decoded::malformed;
    result = {};
    OrderDetail& detail = result.detail;
    switch (static_cast<char>(bytes[0])) {
        case 'O': {
            const EnterOrder m{bytes.data()};
            const auto mark = mark_of(m.side_letter());
            result.kind = InboundKind::enter;
            detail.symbol = m.symbol();
            detail.side_letter = m.side_letter();
            detail.time_in_force = m.time_in_force();
            detail.display = m.display();
            detail.capacity = m.capacity();
            detail.inter_market_sweep = m.inter_market_sweep();
            detail.cross_type = m.cross_type();
            copy_text(detail.client_order_id, m.client_order_id());
            detail.post_only = implies_post_only(m.display()) || has_post_only_tag(checked.appendage);
            detail.market_order = m.price() == kMarketPrice;
            result.enter.ref = m.ref();
            result.enter.side = m.side_letter() == 'B' ? Side::buy : Side::sell;
            result.enter.mark = mark.value_or(SellMark::none);
            result.enter.tif = m.time_in_force() == '3' ? TimeInForce::ioc : TimeInForce::day;
            result.enter.post_only = detail.post_only;
            result.enter.order_qty = m.quantity();
            result.enter.price = m.price();
            return mark && m.price() != kPriceTooLarge ? Decoded::order_event : Decoded::bad_value;
        }
        case 'U': {
            const ReplaceOrder m{bytes.data()};
            result.kind = InboundKind::replace;
            detail.time_in_force = m.time_in_force();
            detail.display = m.display();
            detail.inter_market_sweep = m.inter_market_sweep();
            copy_text(detail.client_order_id, m.client_order_id());
            detail.post_only = implies_post_only(m.display()) || has_post_only_tag(checked.appendage);
            detail.market_order = m.price() == kMarketPrice;
            result.replace = {m.orig_ref(), m.ref(), m.quantity(), m.price()};
            return m.price() != kPriceTooLarge ? Decoded::order_event : Decoded::bad_value;
        }
        case 'X': {
            const CancelOrder m{bytes.data()};
            result.kind = InboundKind::cancel;
            result.cancel = {m.ref(), m.quantity()};
            return Decoded::order_event;
        }
        default:
            return Decoded::other;
    }
}

}  // namespace tradewind::wire::ouch50
