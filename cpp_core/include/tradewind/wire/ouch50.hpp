// OUCH 5.0, typed: for every message a view and a writer over the caller's bytes, by direction. Options
// travel in an appendage behind the fields: see AppendageReader and AppendageWriter in message.hpp.
//
// Units: prices in 1e-9, times in ns since midnight, quantities in shares. Three meanings of quantity occur
// and each message says which one it carries. Before making a view, check the message with check_message.
#pragma once

#include "tradewind/wire/ouch50_layout.hpp"
#include "tradewind/wire/view.hpp"

namespace tradewind::wire::ouch50 {

using base::DayTime;
using base::MatchNumber;
using base::OrderRef;
using base::Price;
using base::Qty;
using base::Symbol;
using base::UserRef;

/// Names one message for Reader and Writer.
template <OuchDirection Direction, char Type>
struct Message {
    static constexpr std::size_t kIndex = ouch50_index(Direction)[static_cast<unsigned char>(Type)];
    static_assert(kIndex != 0, "OUCH 5.0 has no such type in this direction");
    static constexpr const MessageLayout& layout = ouch50_layouts(Direction)[kIndex - 1];
};

// --- inbound: client to exchange
// ---------------------------------------------------------------------------------

/// `quantity` of an enter is the intended total.
template <class Base>
struct EnterOrderFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(char, side_letter, "side")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(Symbol, symbol, "symbol")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, time_in_force, "time_in_force")
    TRADEWIND_WIRE_FIELD(char, display, "display")
    TRADEWIND_WIRE_FIELD(char, capacity, "capacity")
    TRADEWIND_WIRE_FIELD(char, inter_market_sweep, "inter_market_sweep_eligibility")
    TRADEWIND_WIRE_FIELD(char, cross_type, "cross_type")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
/// `quantity` is the total that the whole chain may execute, what was executed before included.
template <class Base>
struct ReplaceOrderFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, orig_ref, "orig_user_ref_num")
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, time_in_force, "time_in_force")
    TRADEWIND_WIRE_FIELD(char, display, "display")
    TRADEWIND_WIRE_FIELD(char, inter_market_sweep, "inter_market_sweep_eligibility")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
/// `quantity` is the new intended total; 0 cancels all that is open.
template <class Base>
struct CancelOrderFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
};
/// Changes the sell marking, or shrinks an order that keeps its place: `quantity` is the new intended total.
template <class Base>
struct ModifyOrderFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(char, side_letter, "side")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
};
/// A blank symbol means every symbol; tags 24, 27 and 28 narrow it further.
template <class Base>
struct MassCancelFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::string_view, firm, "firm")
    TRADEWIND_WIRE_FIELD(Symbol, symbol, "symbol")
};
template <class Base>
struct DisableOrderEntryFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::string_view, firm, "firm")
};
template <class Base>
struct EnableOrderEntryFields : Base {
    using Base::Base;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::string_view, firm, "firm")
};
template <class Base>
struct AccountQueryFields : Base {
    using Base::Base;
};

// --- outbound: exchange to client
// --------------------------------------------------------------------------------

/// What every outbound message begins with. A writer takes it at construction.
template <class Base>
struct Outbound : Base {
    using Base::Base;
    Outbound(std::byte* out, DayTime time) noexcept
        requires Base::kWritable
        : Base{out} {
        this->template set<"timestamp">(time);
    }
    [[nodiscard]] DayTime time() const noexcept { return this->template get<DayTime, "timestamp">(); }
};

template <class Base>
struct SystemEventFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(char, event_code, "event_code")
};
template <class Base>
struct OrderAcceptedFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(char, side_letter, "side")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(Symbol, symbol, "symbol")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, time_in_force, "time_in_force")
    TRADEWIND_WIRE_FIELD(char, display, "display")
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(char, capacity, "capacity")
    TRADEWIND_WIRE_FIELD(char, inter_market_sweep, "inter_market_sweep_eligibility")
    TRADEWIND_WIRE_FIELD(char, cross_type, "cross_type")
    TRADEWIND_WIRE_FIELD(char, order_state, "order_state")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
/// `quantity` is what the replacement has open.
template <class Base>
struct OrderReplacedFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, orig_ref, "orig_user_ref_num")
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(char, side_letter, "side")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(Symbol, symbol, "symbol")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, time_in_force, "time_in_force")
    TRADEWIND_WIRE_FIELD(char, display, "display")
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(char, capacity, "capacity")
    TRADEWIND_WIRE_FIELD(char, inter_market_sweep, "inter_market_sweep_eligibility")
    TRADEWIND_WIRE_FIELD(char, cross_type, "cross_type")
    TRADEWIND_WIRE_FIELD(char, order_state, "order_state")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
/// `quantity` is the decrement.
template <class Base>
struct OrderCanceledFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(char, reason, "cancel_order_reason")
};
/// Self-match prevention: `decrement` shares are gone, `prevented` would have traded at `price`.
template <class Base>
struct AiqCanceledFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Qty, decrement, "decrement_shares")
    TRADEWIND_WIRE_FIELD(char, reason, "order_cancel_reason")
    TRADEWIND_WIRE_FIELD(Qty, prevented, "quantity_prevented_from_trading")
    TRADEWIND_WIRE_FIELD(Price, price, "execution_price")
    TRADEWIND_WIRE_FIELD(char, liquidity, "liquidity_flag")
};
template <class Base>
struct OrderExecutedFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, liquidity, "liquidity_flag")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
};
template <class Base>
struct BrokenTradeFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
    TRADEWIND_WIRE_FIELD(char, reason, "broken_trade_reason")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
template <class Base>
struct TradeCorrectionFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, liquidity, "liquidity_flag")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
    TRADEWIND_WIRE_FIELD(char, reason, "trade_correction_reason")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
/// `reason` is shown as a number: the names above 0x0009 differ between public sources.
template <class Base>
struct OrderRejectedFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::uint16_t, reason, "rejected_order_reason")
    TRADEWIND_WIRE_FIELD(std::string_view, client_order_id, "clordid")
};
template <class Base>
struct CancelPendingFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
};
template <class Base>
struct CancelRejectFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
};
template <class Base>
struct OrderPriorityUpdateFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(char, display, "display")
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
};
template <class Base>
struct OrderModifiedFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(char, side_letter, "side")
    TRADEWIND_WIRE_FIELD(Qty, quantity, "quantity")
};
template <class Base>
struct OrderRestatedFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(char, reason, "order_restated_reason")
};
template <class Base>
struct AccountQueryResponseFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, next_ref, "next_user_ref_num")
};
template <class Base>
struct MassCancelResponseFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::string_view, firm, "firm")
    TRADEWIND_WIRE_FIELD(Symbol, symbol, "symbol")
};
template <class Base>
struct DisableOrderEntryResponseFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::string_view, firm, "firm")
};
template <class Base>
struct EnableOrderEntryResponseFields : Outbound<Base> {
    using Outbound<Base>::Outbound;
    TRADEWIND_WIRE_FIELD(UserRef, ref, "user_ref_num")
    TRADEWIND_WIRE_FIELD(std::string_view, firm, "firm")
};

template <char Type, template <class> class Fields>
using InboundView = Fields<Reader<Message<OuchDirection::inbound, Type>>>;
template <char Type, template <class> class Fields>
using InboundBuilder = Fields<Writer<Message<OuchDirection::inbound, Type>>>;
template <char Type, template <class> class Fields>
using OutboundView = Fields<Reader<Message<OuchDirection::outbound, Type>>>;
template <char Type, template <class> class Fields>
using OutboundBuilder = Fields<Writer<Message<OuchDirection::outbound, Type>>>;

using EnterOrder = InboundView<'O', EnterOrderFields>;
using ReplaceOrder = InboundView<'U', ReplaceOrderFields>;
using CancelOrder = InboundView<'X', CancelOrderFields>;
using ModifyOrder = InboundView<'M', ModifyOrderFields>;
using MassCancel = InboundView<'C', MassCancelFields>;
using DisableOrderEntry = InboundView<'D', DisableOrderEntryFields>;
using EnableOrderEntry = InboundView<'E', EnableOrderEntryFields>;
using AccountQuery = InboundView<'Q', AccountQueryFields>;

using SystemEvent = OutboundView<'S', SystemEventFields>;
using OrderAccepted = OutboundView<'A', OrderAcceptedFields>;
using OrderReplaced = OutboundView<'U', OrderReplacedFields>;
using OrderCanceled = OutboundView<'C', OrderCanceledFields>;
using AiqCanceled = OutboundView<'D', AiqCanceledFields>;
using OrderExecuted = OutboundView<'E', OrderExecutedFields>;
using BrokenTrade = OutboundView<'B', BrokenTradeFields>;
using TradeCorrection = OutboundView<'F', TradeCorrectionFields>;
using OrderRejected = OutboundView<'J', OrderRejectedFields>;
using CancelPending = OutboundView<'P', CancelPendingFields>;
using CancelReject = OutboundView<'I', CancelRejectFields>;
using OrderPriorityUpdate = OutboundView<'T', OrderPriorityUpdateFields>;
using OrderModified = OutboundView<'M', OrderModifiedFields>;
using OrderRestated = OutboundView<'R', OrderRestatedFields>;
using AccountQueryResponse = OutboundView<'Q', AccountQueryResponseFields>;
using MassCancelResponse = OutboundView<'X', MassCancelResponseFields>;
using DisableOrderEntryResponse = OutboundView<'G', DisableOrderEntryResponseFields>;
using EnableOrderEntryResponse = OutboundView<'K', EnableOrderEntryResponseFields>;

using EnterOrderWriter = InboundBuilder<'O', EnterOrderFields>;
using ReplaceOrderWriter = InboundBuilder<'U', ReplaceOrderFields>;
using CancelOrderWriter = InboundBuilder<'X', CancelOrderFields>;
using ModifyOrderWriter = InboundBuilder<'M', ModifyOrderFields>;
using MassCancelWriter = InboundBuilder<'C', MassCancelFields>;
using DisableOrderEntryWriter = InboundBuilder<'D', DisableOrderEntryFields>;
using EnableOrderEntryWriter = InboundBuilder<'E', EnableOrderEntryFields>;
using AccountQueryWriter = InboundBuilder<'Q', AccountQueryFields>;

using SystemEventWriter = OutboundBuilder<'S', SystemEventFields>;
using OrderAcceptedWriter = OutboundBuilder<'A', OrderAcceptedFields>;
using OrderReplacedWriter = OutboundBuilder<'U', OrderReplacedFields>;
using OrderCanceledWriter = OutboundBuilder<'C', OrderCanceledFields>;
using AiqCanceledWriter = OutboundBuilder<'D', AiqCanceledFields>;
using OrderExecutedWriter = OutboundBuilder<'E', OrderExecutedFields>;
using BrokenTradeWriter = OutboundBuilder<'B', BrokenTradeFields>;
using TradeCorrectionWriter = OutboundBuilder<'F', TradeCorrectionFields>;
using OrderRejectedWriter = OutboundBuilder<'J', OrderRejectedFields>;
using CancelPendingWriter = OutboundBuilder<'P', CancelPendingFields>;
using CancelRejectWriter = OutboundBuilder<'I', CancelRejectFields>;
using OrderPriorityUpdateWriter = OutboundBuilder<'T', OrderPriorityUpdateFields>;
using OrderModifiedWriter = OutboundBuilder<'M', OrderModifiedFields>;
using OrderRestatedWriter = OutboundBuilder<'R', OrderRestatedFields>;
using AccountQueryResponseWriter = OutboundBuilder<'Q', AccountQueryResponseFields>;
using MassCancelResponseWriter = OutboundBuilder<'X', MassCancelResponseFields>;
using DisableOrderEntryResponseWriter = OutboundBuilder<'G', DisableOrderEntryResponseFields>;
using EnableOrderEntryResponseWriter = OutboundBuilder<'K', EnableOrderEntryResponseFields>;

/// Calls `handler` with the typed view of a checked message; false, and no call, for an unknown type.
template <class Handler>
bool visit_inbound(const std::byte* message, Handler&& handler) {
    switch (static_cast<char>(*message)) {
        case 'O':
            handler(EnterOrder{message});
            return true;
        case 'U':
            handler(ReplaceOrder{message});
            return true;
        case 'X':
            handler(CancelOrder{message});
            return true;
        case 'M':
            handler(ModifyOrder{message});
            return true;
        case 'C':
            handler(MassCancel{message});
            return true;
        case 'D':
            handler(DisableOrderEntry{message});
            return true;
        case 'E':
            handler(EnableOrderEntry{message});
            return true;
        case 'Q':
            handler(AccountQuery{message});
            return true;
        default:
            return false;
    }
}
template <class Handler>
bool visit_outbound(const std::byte* message, Handler&& handler) {
    switch (static_cast<char>(*message)) {
        case 'S':
            handler(SystemEvent{message});
            return true;
        case 'A':
            handler(OrderAccepted{message});
            return true;
        case 'U':
            handler(OrderReplaced{message});
            return true;
        case 'C':
            handler(OrderCanceled{message});
            return true;
        case 'D':
            handler(AiqCanceled{message});
            return true;
        case 'E':
            handler(OrderExecuted{message});
            return true;
        case 'B':
            handler(BrokenTrade{message});
            return true;
        case 'F':
            handler(TradeCorrection{message});
            return true;
        case 'J':
            handler(OrderRejected{message});
            return true;
        case 'P':
            handler(CancelPending{message});
            return true;
        case 'I':
            handler(CancelReject{message});
            return true;
        case 'T':
            handler(OrderPriorityUpdate{message});
            return true;
        case 'M':
            handler(OrderModified{message});
            return true;
        case 'R':
            handler(OrderRestated{message});
            return true;
        case 'Q':
            handler(AccountQueryResponse{message});
            return true;
        case 'X':
            handler(MassCancelResponse{message});
            return true;
        case 'G':
            handler(DisableOrderEntryResponse{message});
            return true;
        case 'K':
            handler(EnableOrderEntryResponse{message});
            return true;
        default:
            return false;
    }
}

}  // namespace tradewind::wire::ouch50
