// TotalView-ITCH 5.0, typed. For every message a view (`AddOrder m{bytes}; m.order_ref()`) and a writer
// (`AddOrderWriter w{buffer, locate, time}; w.order_ref(r).shares(q)`), both over the caller's bytes.
//
// Units: prices in 1e-9, times in ns since midnight, quantities in shares. Quantities of 64 bits (crosses and
// imbalances) stay plain integers, since a Qty cannot hold all of them.
// Thread rule: none; a view is a pointer. Before making one, check the message with check_message
// (message.hpp) or compare its length with kItch50Length.
#pragma once

#include "tradewind/wire/itch50_layout.hpp"
#include "tradewind/wire/view.hpp"

namespace tradewind::wire::itch50 {

using base::DayTime;
using base::Locate;
using base::MatchNumber;
using base::OrderRef;
using base::Price;
using base::Qty;
using base::Side;
using base::Symbol;

/// Names one message for Reader and Writer.
template <char Type>
struct Message {
    static constexpr std::size_t kIndex = kItch50Index[static_cast<unsigned char>(Type)];
    static_assert(kIndex != 0, "ITCH 5.0 has no such type");
    static constexpr const MessageLayout& layout = kItch50Layouts[kIndex - 1];
};

[[nodiscard]] constexpr char letter_of(Side side) noexcept { return side == Side::buy ? 'B' : 'S'; }

/// What every message begins with. A writer takes it at construction.
template <class Base>
struct Header : Base {
    using Base::Base;
    Header(std::byte* out, Locate locate, DayTime time, std::uint16_t tracking = 0) noexcept
        requires Base::kWritable
        : Base{out} {
        this->template set<"stock_locate">(locate);
        this->template set<"timestamp">(time);
        this->template set<"tracking_number">(tracking);
    }
    [[nodiscard]] Locate locate() const noexcept { return this->template get<Locate, "stock_locate">(); }
    [[nodiscard]] DayTime time() const noexcept { return this->template get<DayTime, "timestamp">(); }
    [[nodiscard]] std::uint16_t tracking() const noexcept {
        return this->template get<std::uint16_t, "tracking_number">();
    }
};

template <class Base>
struct SystemEventFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(char, event_code, "event_code")
};
template <class Base>
struct StockDirectoryFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, market_category, "market_category")
    TRADEWIND_WIRE_FIELD(char, financial_status, "financial_status_indicator")
    TRADEWIND_WIRE_FIELD(Qty, round_lot, "round_lot_size")
    TRADEWIND_WIRE_FIELD(char, round_lots_only, "round_lots_only")
    TRADEWIND_WIRE_FIELD(char, issue_classification, "issue_classification")
    TRADEWIND_WIRE_FIELD(std::string_view, issue_sub_type, "issue_sub_type")
    TRADEWIND_WIRE_FIELD(char, authenticity, "authenticity")
    TRADEWIND_WIRE_FIELD(char, short_sale_threshold, "short_sale_threshold_indicator")
    TRADEWIND_WIRE_FIELD(char, ipo_flag, "ipo_flag")
    TRADEWIND_WIRE_FIELD(char, luld_tier, "luld_reference_price_tier")
    TRADEWIND_WIRE_FIELD(char, etp_flag, "etp_flag")
    TRADEWIND_WIRE_FIELD(std::uint32_t, etp_leverage, "etp_leverage_factor")
    TRADEWIND_WIRE_FIELD(char, inverse, "inverse_indicator")
};
template <class Base>
struct StockTradingActionFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, trading_state, "trading_state")
    TRADEWIND_WIRE_FIELD(char, reserved, "reserved")
    TRADEWIND_WIRE_FIELD(std::string_view, reason, "reason_code")
};
template <class Base>
struct RegShoRestrictionFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, action, "reg_sho_action")
};
template <class Base>
struct MarketParticipantPositionFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(std::string_view, mpid, "mpid")
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, primary_market_maker, "primary_market_maker")
    TRADEWIND_WIRE_FIELD(char, market_maker_mode, "market_maker_mode")
    TRADEWIND_WIRE_FIELD(char, state, "market_participant_state")
};
template <class Base>
struct MwcbDeclineLevelFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Price, level_1, "level_1")
    TRADEWIND_WIRE_FIELD(Price, level_2, "level_2")
    TRADEWIND_WIRE_FIELD(Price, level_3, "level_3")
};
template <class Base>
struct MwcbStatusFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(char, breached_level, "breached_level")
};
template <class Base>
struct IpoQuotingPeriodFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    /// Seconds since midnight.
    TRADEWIND_WIRE_FIELD(std::uint32_t, release_time_s, "ipo_quotation_release_time")
    TRADEWIND_WIRE_FIELD(char, release_qualifier, "ipo_quotation_release_qualifier")
    TRADEWIND_WIRE_FIELD(Price, price, "ipo_price")
};
template <class Base>
struct LuldAuctionCollarFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(Price, reference_price, "auction_collar_reference_price")
    TRADEWIND_WIRE_FIELD(Price, upper_price, "upper_auction_collar_price")
    TRADEWIND_WIRE_FIELD(Price, lower_price, "lower_auction_collar_price")
    TRADEWIND_WIRE_FIELD(std::uint32_t, extension, "auction_collar_extension")
};
template <class Base>
struct OperationalHaltFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, market_code, "market_code")
    TRADEWIND_WIRE_FIELD(char, action, "operational_halt_action")
};
/// What A, F and P share; `side_letter` is B or S in a sound message.
template <class Base>
struct AddOrderFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(char, side_letter, "buy_sell_indicator")
    TRADEWIND_WIRE_FIELD(Qty, shares, "shares")
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
};
template <class Base>
struct AttributedAddOrderFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(char, side_letter, "buy_sell_indicator")
    TRADEWIND_WIRE_FIELD(Qty, shares, "shares")
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(std::string_view, attribution, "attribution")
};
/// `shares` of E, C and X are decrements.
template <class Base>
struct OrderExecutedFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(Qty, shares, "executed_shares")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
};
template <class Base>
struct OrderExecutedWithPriceFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(Qty, shares, "executed_shares")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
    /// N: not to be counted in volume; a cross will report it.
    TRADEWIND_WIRE_FIELD(char, printable, "printable")
    TRADEWIND_WIRE_FIELD(Price, price, "execution_price")
};
template <class Base>
struct OrderCancelFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(Qty, shares, "canceled_shares")
};
template <class Base>
struct OrderDeleteFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
};
template <class Base>
struct OrderReplaceFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "original_order_reference_number")
    TRADEWIND_WIRE_FIELD(OrderRef, new_order_ref, "new_order_reference_number")
    TRADEWIND_WIRE_FIELD(Qty, shares, "shares")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
};
/// A trade against a hidden order. The side has always been B since 2014 and tells nothing about the
/// aggressor.
template <class Base>
struct NonCrossTradeFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(OrderRef, order_ref, "order_reference_number")
    TRADEWIND_WIRE_FIELD(char, side_letter, "buy_sell_indicator")
    TRADEWIND_WIRE_FIELD(Qty, shares, "shares")
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(Price, price, "price")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
};
template <class Base>
struct CrossTradeFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(std::uint64_t, shares, "cross_shares")
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(Price, price, "cross_price")
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
    TRADEWIND_WIRE_FIELD(char, cross_type, "cross_type")
};
template <class Base>
struct BrokenTradeFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(MatchNumber, match, "match_number")
};
template <class Base>
struct NetOrderImbalanceFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(std::uint64_t, paired_shares, "paired_shares")
    TRADEWIND_WIRE_FIELD(std::uint64_t, imbalance_shares, "imbalance_shares")
    TRADEWIND_WIRE_FIELD(char, direction, "imbalance_direction")
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(Price, far_price, "far_price")
    TRADEWIND_WIRE_FIELD(Price, near_price, "near_price")
    TRADEWIND_WIRE_FIELD(Price, reference_price, "current_reference_price")
    TRADEWIND_WIRE_FIELD(char, cross_type, "cross_type")
    TRADEWIND_WIRE_FIELD(char, price_variation, "price_variation_indicator")
};
template <class Base>
struct RetailPriceImprovementFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, interest, "interest_flag")
};
template <class Base>
struct DirectListingFields : Header<Base> {
    using Header<Base>::Header;
    TRADEWIND_WIRE_FIELD(Symbol, stock, "stock")
    TRADEWIND_WIRE_FIELD(char, open_eligibility, "open_eligibility_status")
    TRADEWIND_WIRE_FIELD(Price, minimum_price, "minimum_allowable_price")
    TRADEWIND_WIRE_FIELD(Price, maximum_price, "maximum_allowable_price")
    TRADEWIND_WIRE_FIELD(Price, near_price, "near_execution_price")
    TRADEWIND_WIRE_FIELD(std::uint64_t, near_time, "near_execution_time")
    TRADEWIND_WIRE_FIELD(Price, lower_collar, "lower_price_range_collar")
    TRADEWIND_WIRE_FIELD(Price, upper_collar, "upper_price_range_collar")
};

template <char Type, template <class> class Fields>
using View = Fields<Reader<Message<Type>>>;
template <char Type, template <class> class Fields>
using Builder = Fields<Writer<Message<Type>>>;

using SystemEvent = View<'S', SystemEventFields>;
using StockDirectory = View<'R', StockDirectoryFields>;
using StockTradingAction = View<'H', StockTradingActionFields>;
using RegShoRestriction = View<'Y', RegShoRestrictionFields>;
using MarketParticipantPosition = View<'L', MarketParticipantPositionFields>;
using MwcbDeclineLevel = View<'V', MwcbDeclineLevelFields>;
using MwcbStatus = View<'W', MwcbStatusFields>;
using IpoQuotingPeriod = View<'K', IpoQuotingPeriodFields>;
using LuldAuctionCollar = View<'J', LuldAuctionCollarFields>;
using OperationalHalt = View<'h', OperationalHaltFields>;
using AddOrder = View<'A', AddOrderFields>;
using AttributedAddOrder = View<'F', AttributedAddOrderFields>;
using OrderExecuted = View<'E', OrderExecutedFields>;
using OrderExecutedWithPrice = View<'C', OrderExecutedWithPriceFields>;
using OrderCancel = View<'X', OrderCancelFields>;
using OrderDelete = View<'D', OrderDeleteFields>;
using OrderReplace = View<'U', OrderReplaceFields>;
using NonCrossTrade = View<'P', NonCrossTradeFields>;
using CrossTrade = View<'Q', CrossTradeFields>;
using BrokenTrade = View<'B', BrokenTradeFields>;
using NetOrderImbalance = View<'I', NetOrderImbalanceFields>;
using RetailPriceImprovement = View<'N', RetailPriceImprovementFields>;
using DirectListing = View<'O', DirectListingFields>;

using SystemEventWriter = Builder<'S', SystemEventFields>;
using StockDirectoryWriter = Builder<'R', StockDirectoryFields>;
using StockTradingActionWriter = Builder<'H', StockTradingActionFields>;
using RegShoRestrictionWriter = Builder<'Y', RegShoRestrictionFields>;
using MarketParticipantPositionWriter = Builder<'L', MarketParticipantPositionFields>;
using MwcbDeclineLevelWriter = Builder<'V', MwcbDeclineLevelFields>;
using MwcbStatusWriter = Builder<'W', MwcbStatusFields>;
using IpoQuotingPeriodWriter = Builder<'K', IpoQuotingPeriodFields>;
using LuldAuctionCollarWriter = Builder<'J', LuldAuctionCollarFields>;
using OperationalHaltWriter = Builder<'h', OperationalHaltFields>;
using AddOrderWriter = Builder<'A', AddOrderFields>;
using AttributedAddOrderWriter = Builder<'F', AttributedAddOrderFields>;
using OrderExecutedWriter = Builder<'E', OrderExecutedFields>;
using OrderExecutedWithPriceWriter = Builder<'C', OrderExecutedWithPriceFields>;
using OrderCancelWriter = Builder<'X', OrderCancelFields>;
using OrderDeleteWriter = Builder<'D', OrderDeleteFields>;
using OrderReplaceWriter = Builder<'U', OrderReplaceFields>;
using NonCrossTradeWriter = Builder<'P', NonCrossTradeFields>;
using CrossTradeWriter = Builder<'Q', CrossTradeFields>;
using BrokenTradeWriter = Builder<'B', BrokenTradeFields>;
using NetOrderImbalanceWriter = Builder<'I', NetOrderImbalanceFields>;
using RetailPriceImprovementWriter = Builder<'N', RetailPriceImprovementFields>;
using DirectListingWriter = Builder<'O', DirectListingFields>;

/// Calls `handler` with the typed view of a message whose type is known and whose length has been checked;
/// false, and no call, for a type that this version does not know.
template <class Handler>
bool visit(const std::byte* message, Handler&& handler) {
    switch (static_cast<char>(*message)) {
        case 'S':
            handler(SystemEvent{message});
            return true;
        case 'R':
            handler(StockDirectory{message});
            return true;
        case 'H':
            handler(StockTradingAction{message});
            return true;
        case 'Y':
            handler(RegShoRestriction{message});
            return true;
        case 'L':
            handler(MarketParticipantPosition{message});
            return true;
        case 'V':
            handler(MwcbDeclineLevel{message});
            return true;
        case 'W':
            handler(MwcbStatus{message});
            return true;
        case 'K':
            handler(IpoQuotingPeriod{message});
            return true;
        case 'J':
            handler(LuldAuctionCollar{message});
            return true;
        case 'h':
            handler(OperationalHalt{message});
            return true;
        case 'A':
            handler(AddOrder{message});
            return true;
        case 'F':
            handler(AttributedAddOrder{message});
            return true;
        case 'E':
            handler(OrderExecuted{message});
            return true;
        case 'C':
            handler(OrderExecutedWithPrice{message});
            return true;
        case 'X':
            handler(OrderCancel{message});
            return true;
        case 'D':
            handler(OrderDelete{message});
            return true;
        case 'U':
            handler(OrderReplace{message});
            return true;
        case 'P':
            handler(NonCrossTrade{message});
            return true;
        case 'Q':
            handler(CrossTrade{message});
            return true;
        case 'B':
            handler(BrokenTrade{message});
            return true;
        case 'I':
            handler(NetOrderImbalance{message});
            return true;
        case 'N':
            handler(RetailPriceImprovement{message});
            return true;
        case 'O':
            handler(DirectListing{message});
            return true;
        default:
            return false;
    }
}

}  // namespace tradewind::wire::itch50
