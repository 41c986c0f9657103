// Which accessor of a typed message reads which field, written out a second time, so that a view that reads
// its neighbour's field disagrees with the table-driven codec. Shared by the unit tests and the fuzz targets.
//
// each_field(view, visit) calls visit(field name, getter, setter) for every field but a header's, which has a
// getter only, and the appendage length, which the AppendageWriter owns.
#pragma once

#include "tradewind/wire/itch50.hpp"
#include "tradewind/wire/message.hpp"
#include "tradewind/wire/ouch50.hpp"

namespace tradewind::wire::test {

/// Stands for "no setter".
struct ReadOnly {};

#define FIELD(accessor, name)                                               \
    visit(                                                                  \
        std::string_view{name}, [](const auto& m) { return m.accessor(); }, \
        [](auto& w, auto v) { w.accessor(v); });
#define READ_ONLY(accessor, name) \
    visit(std::string_view{name}, [](const auto& m) { return m.accessor(); }, ReadOnly{});

template <class Visit>
void itch50_header(Visit&& visit) {
    READ_ONLY(locate, "stock_locate")
    READ_ONLY(tracking, "tracking_number")
    READ_ONLY(time, "timestamp")
}

template <class Visit>
void each_field(const itch50::SystemEvent&, Visit&& visit) {
    itch50_header(visit);
    FIELD(event_code, "event_code")
}
template <class Visit>
void each_field(const itch50::StockDirectory&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(market_category, "market_category")
    FIELD(financial_status, "financial_status_indicator")
    FIELD(round_lot, "round_lot_size")
    FIELD(round_lots_only, "round_lots_only")
    FIELD(issue_classification, "issue_classification")
    FIELD(issue_sub_type, "issue_sub_type")
    FIELD(authenticity, "authenticity")
    FIELD(short_sale_threshold, "short_sale_threshold_indicator")
    FIELD(ipo_flag, "ipo_flag")
    FIELD(luld_tier, "luld_reference_price_tier")
    FIELD(etp_flag, "etp_flag")
    FIELD(etp_leverage, "etp_leverage_factor")
    FIELD(inverse, "inverse_indicator")
}
template <class Visit>
void each_field(const itch50::StockTradingAction&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(trading_state, "trading_state")
    FIELD(reserved, "reserved")
    FIELD(reason, "reason_code")
}
template <class Visit>
void each_field(const itch50::RegShoRestriction&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(action, "reg_sho_action")
}
template <class Visit>
void each_field(const itch50::MarketParticipantPosition&, Visit&& visit) {
    itch50_header(visit);
    FIELD(mpid, "mpid")
    FIELD(stock, "stock")
    FIELD(primary_market_maker, "primary_market_maker")
    FIELD(market_maker_mode, "market_maker_mode")
    FIELD(state, "market_participant_state")
}
template <class Visit>
void each_field(const itch50::MwcbDeclineLevel&, Visit&& visit) {
    itch50_header(visit);
    FIELD(level_1, "level_1")
    FIELD(level_2, "level_2")
    FIELD(level_3, "level_3")
}
template <class Visit>
void each_field(const itch50::MwcbStatus&, Visit&& visit) {
    itch50_header(visit);
    FIELD(breached_level, "breached_level")
}
template <class Visit>
void each_field(const itch50::IpoQuotingPeriod&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(release_time_s, "ipo_quotation_release_time")
    FIELD(release_qualifier, "ipo_quotation_release_qualifier")
    FIELD(price, "ipo_price")
}
template <class Visit>
void each_field(const itch50::LuldAuctionCollar&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(reference_price, "auction_collar_reference_price")
    FIELD(upper_price, "upper_auction_collar_price")
    FIELD(lower_price, "lower_auction_collar_price")
    FIELD(extension, "auction_collar_extension")
}
template <class Visit>
void each_field(const itch50::OperationalHalt&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(market_code, "market_code")
    FIELD(action, "operational_halt_action")
}
template <class Visit>
void each_field(const itch50::AddOrder&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
    FIELD(side_letter, "buy_sell_indicator")
    FIELD(shares, "shares")
    FIELD(stock, "stock")
    FIELD(price, "price")
}
template <class Visit>
void each_field(const itch50::AttributedAddOrder&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
    FIELD(side_letter, "buy_sell_indicator")
    FIELD(shares, "shares")
    FIELD(stock, "stock")
    FIELD(price, "price")
    FIELD(attribution, "attribution")
}
template <class Visit>
void each_field(const itch50::OrderExecuted&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
    FIELD(shares, "executed_shares")
    FIELD(match, "match_number")
}
template <class Visit>
void each_field(const itch50::OrderExecutedWithPrice&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
    FIELD(shares, "executed_shares")
    FIELD(match, "match_number")
    FIELD(printable, "printable")
    FIELD(price, "execution_price")
}
template <class Visit>
void each_field(const itch50::OrderCancel&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
    FIELD(shares, "canceled_shares")
}
template <class Visit>
void each_field(const itch50::OrderDelete&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
}
template <class Visit>
void each_field(const itch50::OrderReplace&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "original_order_reference_number")
    FIELD(new_order_ref, "new_order_reference_number")
    FIELD(shares, "shares")
    FIELD(price, "price")
}
template <class Visit>
void each_field(const itch50::NonCrossTrade&, Visit&& visit) {
    itch50_header(visit);
    FIELD(order_ref, "order_reference_number")
    FIELD(side_letter, "buy_sell_indicator")
    FIELD(shares, "shares")
    FIELD(stock, "stock")
    FIELD(price, "price")
    FIELD(match, "match_number")
}
template <class Visit>
void each_field(const itch50::CrossTrade&, Visit&& visit) {
    itch50_header(visit);
    FIELD(shares, "cross_shares")
    FIELD(stock, "stock")
    FIELD(price, "cross_price")
    FIELD(match, "match_number")
    FIELD(cross_type, "cross_type")
}
template <class Visit>
void each_field(const itch50::BrokenTrade&, Visit&& visit) {
    itch50_header(visit);
    FIELD(match, "match_number")
}
template <class Visit>
void each_field(const itch50::NetOrderImbalance&, Visit&& visit) {
    itch50_header(visit);
    FIELD(paired_shares, "paired_shares")
    FIELD(imbalance_shares, "imbalance_shares")
    FIELD(direction, "imbalance_direction")
    FIELD(stock, "stock")
    FIELD(far_price, "far_price")
    FIELD(near_price, "near_price")
    FIELD(reference_price, "current_reference_price")
    FIELD(cross_type, "cross_type")
    FIELD(price_variation, "price_variation_indicator")
}
template <class Visit>
void each_field(const itch50::RetailPriceImprovement&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(interest, "interest_flag")
}
template <class Visit>
void each_field(const itch50::DirectListing&, Visit&& visit) {
    itch50_header(visit);
    FIELD(stock, "stock")
    FIELD(open_eligibility, "open_eligibility_status")
    FIELD(minimum_price, "minimum_allowable_price")
    FIELD(maximum_price, "maximum_allowable_price")
    FIELD(near_price, "near_execution_price")
    FIELD(near_time, "near_execution_time")
    FIELD(lower_collar, "lower_price_range_collar")
    FIELD(upper_collar, "upper_price_range_collar")
}
template <class Visit>
void each_field(const ouch50::EnterOrder&, Visit&& visit) {
    FIELD(ref, "user_ref_num")
    FIELD(side_letter, "side")
    FIELD(quantity, "quantity")
    FIELD(symbol, "symbol")
    FIELD(price, "price")
    FIELD(time_in_force, "time_in_force")
    FIELD(display, "display")
    FIELD(capacity, "capacity")
    FIELD(inter_market_sweep, "inter_market_sweep_eligibility")
    FIELD(cross_type, "cross_type")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::ReplaceOrder&, Visit&& visit) {
    FIELD(orig_ref, "orig_user_ref_num")
    FIELD(ref, "user_ref_num")
    FIELD(quantity, "quantity")
    FIELD(price, "price")
    FIELD(time_in_force, "time_in_force")
    FIELD(display, "display")
    FIELD(inter_market_sweep, "inter_market_sweep_eligibility")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::CancelOrder&, Visit&& visit) {
    FIELD(ref, "user_ref_num")
    FIELD(quantity, "quantity")
}
template <class Visit>
void each_field(const ouch50::ModifyOrder&, Visit&& visit) {
    FIELD(ref, "user_ref_num")
    FIELD(side_letter, "side")
    FIELD(quantity, "quantity")
}
template <class Visit>
void each_field(const ouch50::MassCancel&, Visit&& visit) {
    FIELD(ref, "user_ref_num")
    FIELD(firm, "firm")
    FIELD(symbol, "symbol")
}
template <class Visit>
void each_field(const ouch50::DisableOrderEntry&, Visit&& visit) {
    FIELD(ref, "user_ref_num")
    FIELD(firm, "firm")
}
template <class Visit>
void each_field(const ouch50::EnableOrderEntry&, Visit&& visit) {
    FIELD(ref, "user_ref_num")
    FIELD(firm, "firm")
}
template <class Visit>
void each_field(const ouch50::AccountQuery&, Visit&&) {}
template <class Visit>
void each_field(const ouch50::SystemEvent&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(event_code, "event_code")
}
template <class Visit>
void each_field(const ouch50::OrderAccepted&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(side_letter, "side")
    FIELD(quantity, "quantity")
    FIELD(symbol, "symbol")
    FIELD(price, "price")
    FIELD(time_in_force, "time_in_force")
    FIELD(display, "display")
    FIELD(order_ref, "order_reference_number")
    FIELD(capacity, "capacity")
    FIELD(inter_market_sweep, "inter_market_sweep_eligibility")
    FIELD(cross_type, "cross_type")
    FIELD(order_state, "order_state")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::OrderReplaced&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(orig_ref, "orig_user_ref_num")
    FIELD(ref, "user_ref_num")
    FIELD(side_letter, "side")
    FIELD(quantity, "quantity")
    FIELD(symbol, "symbol")
    FIELD(price, "price")
    FIELD(time_in_force, "time_in_force")
    FIELD(display, "display")
    FIELD(order_ref, "order_reference_number")
    FIELD(capacity, "capacity")
    FIELD(inter_market_sweep, "inter_market_sweep_eligibility")
    FIELD(cross_type, "cross_type")
    FIELD(order_state, "order_state")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::OrderCanceled&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(quantity, "quantity")
    FIELD(reason, "cancel_order_reason")
}
template <class Visit>
void each_field(const ouch50::AiqCanceled&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(decrement, "decrement_shares")
    FIELD(reason, "order_cancel_reason")
    FIELD(prevented, "quantity_prevented_from_trading")
    FIELD(price, "execution_price")
    FIELD(liquidity, "liquidity_flag")
}
template <class Visit>
void each_field(const ouch50::OrderExecuted&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(quantity, "quantity")
    FIELD(price, "price")
    FIELD(liquidity, "liquidity_flag")
    FIELD(match, "match_number")
}
template <class Visit>
void each_field(const ouch50::BrokenTrade&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(match, "match_number")
    FIELD(reason, "broken_trade_reason")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::TradeCorrection&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(quantity, "quantity")
    FIELD(price, "price")
    FIELD(liquidity, "liquidity_flag")
    FIELD(match, "match_number")
    FIELD(reason, "trade_correction_reason")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::OrderRejected&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(reason, "rejected_order_reason")
    FIELD(client_order_id, "clordid")
}
template <class Visit>
void each_field(const ouch50::CancelPending&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
}
template <class Visit>
void each_field(const ouch50::CancelReject&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
}
template <class Visit>
void each_field(const ouch50::OrderPriorityUpdate&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(price, "price")
    FIELD(display, "display")
    FIELD(order_ref, "order_reference_number")
}
template <class Visit>
void each_field(const ouch50::OrderModified&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(side_letter, "side")
    FIELD(quantity, "quantity")
}
template <class Visit>
void each_field(const ouch50::OrderRestated&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(reason, "order_restated_reason")
}
template <class Visit>
void each_field(const ouch50::AccountQueryResponse&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(next_ref, "next_user_ref_num")
}
template <class Visit>
void each_field(const ouch50::MassCancelResponse&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(firm, "firm")
    FIELD(symbol, "symbol")
}
template <class Visit>
void each_field(const ouch50::DisableOrderEntryResponse&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(firm, "firm")
}
template <class Visit>
void each_field(const ouch50::EnableOrderEntryResponse&, Visit&& visit) {
    READ_ONLY(time, "timestamp")
    FIELD(ref, "user_ref_num")
    FIELD(firm, "firm")
}
#undef FIELD
#undef READ_ONLY

}  // namespace tradewind::wire::test
