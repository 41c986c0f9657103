// TotalView-ITCH 5.0: the layout of its 23 messages. Prices carry 4 implied decimals unless said otherwise,
// times are nanoseconds since midnight.
#pragma once

#include <algorithm>

#include "tradewind/wire/field.hpp"

namespace tradewind::wire {

namespace itch50_tables {
using enum FieldKind;

/// Every ITCH message begins with these three.
inline constexpr std::array<Field, 3> kHeader{{
    {"stock_locate", 1, 2, u16},
    {"tracking_number", 3, 2, u16},
    {"timestamp", 5, 6, u48},
}};
inline constexpr std::uint16_t kHeaderLength = 11;

template <std::size_t N>
consteval std::array<Field, N + kHeader.size()> itch50_fields(const Field (&own)[N]) {
    std::array<Field, N + kHeader.size()> all{};
    std::copy(own, own + N, std::copy(kHeader.begin(), kHeader.end(), all.begin()));
    return all;
}

// clang-format off
inline constexpr auto kSystemEvent = itch50_fields({{"event_code", 11, 1, alpha}});
inline constexpr auto kStockDirectory = itch50_fields({
    {"stock", 11, 8, alpha}, {"market_category", 19, 1, alpha},
    {"financial_status_indicator", 20, 1, alpha}, {"round_lot_size", 21, 4, u32},
    {"round_lots_only", 25, 1, alpha}, {"issue_classification", 26, 1, alpha},
    {"issue_sub_type", 27, 2, alpha}, {"authenticity", 29, 1, alpha},
    {"short_sale_threshold_indicator", 30, 1, alpha}, {"ipo_flag", 31, 1, alpha},
    {"luld_reference_price_tier", 32, 1, alpha}, {"etp_flag", 33, 1, alpha},
    {"etp_leverage_factor", 34, 4, u32}, {"inverse_indicator", 38, 1, alpha}});
inline constexpr auto kStockTradingAction = itch50_fields({
    {"stock", 11, 8, alpha}, {"trading_state", 19, 1, alpha}, {"reserved", 20, 1, alpha},
    {"reason_code", 21, 4, alpha}});
inline constexpr auto kRegShoShortSalePriceTestRestrictedIndicator = itch50_fields({
    {"stock", 11, 8, alpha}, {"reg_sho_action", 19, 1, alpha}});
inline constexpr auto kMarketParticipantPosition = itch50_fields({
    {"mpid", 11, 4, alpha}, {"stock", 15, 8, alpha}, {"primary_market_maker", 23, 1, alpha},
    {"market_maker_mode", 24, 1, alpha}, {"market_participant_state", 25, 1, alpha}});
inline constexpr auto kMwcbDeclineLevel = itch50_fields({
    {"level_1", 11, 8, price8}, {"level_2", 19, 8, price8}, {"level_3", 27, 8, price8}});
inline constexpr auto kMwcbStatusLevel = itch50_fields({{"breached_level", 11, 1, alpha}});
inline constexpr auto kIpoQuotingPeriodUpdate = itch50_fields({
    {"stock", 11, 8, alpha}, {"ipo_quotation_release_time", 19, 4, u32},
    {"ipo_quotation_release_qualifier", 23, 1, alpha}, {"ipo_price", 24, 4, price4}});
inline constexpr auto kLuldAuctionCollar = itch50_fields({
    {"stock", 11, 8, alpha}, {"auction_collar_reference_price", 19, 4, price4},
    {"upper_auction_collar_price", 23, 4, price4}, {"lower_auction_collar_price", 27, 4, price4},
    {"auction_collar_extension", 31, 4, u32}});
inline constexpr auto kOperationalHalt = itch50_fields({
    {"stock", 11, 8, alpha}, {"market_code", 19, 1, alpha}, {"operational_halt_action", 20, 1, alpha}});
inline constexpr auto kAddOrderNoMpidAttribution = itch50_fields({
    {"order_reference_number", 11, 8, u64}, {"buy_sell_indicator", 19, 1, alpha}, {"shares", 20, 4, u32},
    {"stock", 24, 8, alpha}, {"price", 32, 4, price4}});
inline constexpr auto kAddOrderWithMpidAttribution = itch50_fields({
    {"order_reference_number", 11, 8, u64}, {"buy_sell_indicator", 19, 1, alpha}, {"shares", 20, 4, u32},
    {"stock", 24, 8, alpha}, {"price", 32, 4, price4}, {"attribution", 36, 4, alpha}});
inline constexpr auto kOrderExecuted = itch50_fields({
    {"order_reference_number", 11, 8, u64}, {"executed_shares", 19, 4, u32}, {"match_number", 23, 8, u64}});
inline constexpr auto kOrderExecutedWithPrice = itch50_fields({
    {"order_reference_number", 11, 8, u64}, {"executed_shares", 19, 4, u32}, {"match_number", 23, 8, u64},
    {"printable", 31, 1, alpha}, {"execution_price", 32, 4, price4}});
inline constexpr auto kOrderCancel = itch50_fields({
    {"order_reference_number", 11, 8, u64}, {"canceled_shares", 19, 4, u32}});
inline constexpr auto kOrderDelete = itch50_fields({{"order_reference_number", 11, 8, u64}});
inline constexpr auto kOrderReplace = itch50_fields({
    {"original_order_reference_number", 11, 8, u64}, {"new_order_reference_number", 19, 8, u64},
    {"shares", 27, 4, u32}, {"price", 31, 4, price4}});
inline constexpr auto kNonCrossTrade = itch50_fields({
    {"order_reference_number", 11, 8, u64}, {"buy_sell_indicator", 19, 1, alpha}, {"shares", 20, 4, u32},
    {"stock", 24, 8, alpha}, {"price", 32, 4, price4}, {"match_number", 36, 8, u64}});
inline constexpr auto kCrossTrade = itch50_fields({
    {"cross_shares", 11, 8, u64}, {"stock", 19, 8, alpha}, {"cross_price", 27, 4, price4},
    {"match_number", 31, 8, u64}, {"cross_type", 39, 1, alpha}});
inline constexpr auto kBrokenTrade = itch50_fields({{"match_number", 11, 8, u64}});
inline constexpr auto kNetOrderImbalanceIndicator = itch50_fields({
    {"paired_shares", 11, 8, u64}, {"imbalance_shares", 19, 8, u64}, {"imbalance_direction", 27, 1, alpha},
    {"stock", 28, 8, alpha}, {"far_price", 36, 4, price4}, {"near_price", 40, 4, price4},
    {"current_reference_price", 44, 4, price4}, {"cross_type", 48, 1, alpha},
    {"price_variation_indicator", 49, 1, alpha}});
inline constexpr auto kRetailPriceImprovementIndicator = itch50_fields({
    {"stock", 11, 8, alpha}, {"interest_flag", 19, 1, alpha}});
inline constexpr auto kDirectListingWithCapitalRaisePriceDiscovery = itch50_fields({
    {"stock", 11, 8, alpha}, {"open_eligibility_status", 19, 1, alpha},
    {"minimum_allowable_price", 20, 4, price4}, {"maximum_allowable_price", 24, 4, price4},
    {"near_execution_price", 28, 4, price4}, {"near_execution_time", 32, 8, u64},
    {"lower_price_range_collar", 40, 4, price4}, {"upper_price_range_collar", 44, 4, price4}});
// clang-format on
}  // namespace itch50_tables

// clang-format off
inline constexpr std::array<MessageLayout, 23> kItch50Layouts{{
    {'S', "system_event", 12, itch50_tables::kSystemEvent},
    {'R', "stock_directory", 39, itch50_tables::kStockDirectory},
    {'H', "stock_trading_action", 25, itch50_tables::kStockTradingAction},
    {'Y', "reg_sho_short_sale_price_test_restricted_indicator", 20, itch50_tables::kRegShoShortSalePriceTestRestrictedIndicator},
    {'L', "market_participant_position", 26, itch50_tables::kMarketParticipantPosition},
    {'V', "mwcb_decline_level", 35, itch50_tables::kMwcbDeclineLevel},
    {'W', "mwcb_status_level", 12, itch50_tables::kMwcbStatusLevel},
    {'K', "ipo_quoting_period_update", 28, itch50_tables::kIpoQuotingPeriodUpdate},
    {'J', "luld_auction_collar", 35, itch50_tables::kLuldAuctionCollar},
    {'h', "operational_halt", 21, itch50_tables::kOperationalHalt},
    {'A', "add_order_no_mpid_attribution", 36, itch50_tables::kAddOrderNoMpidAttribution},
    {'F', "add_order_with_mpid_attribution", 40, itch50_tables::kAddOrderWithMpidAttribution},
    {'E', "order_executed", 31, itch50_tables::kOrderExecuted},
    {'C', "order_executed_with_price", 36, itch50_tables::kOrderExecutedWithPrice},
    {'X', "order_cancel", 23, itch50_tables::kOrderCancel},
    {'D', "order_delete", 19, itch50_tables::kOrderDelete},
    {'U', "order_replace", 35, itch50_tables::kOrderReplace},
    {'P', "non_cross_trade", 44, itch50_tables::kNonCrossTrade},
    {'Q', "cross_trade", 40, itch50_tables::kCrossTrade},
    {'B', "broken_trade", 19, itch50_tables::kBrokenTrade},
    {'I', "net_order_imbalance_indicator", 50, itch50_tables::kNetOrderImbalanceIndicator},
    {'N', "retail_price_improvement_indicator", 20, itch50_tables::kRetailPriceImprovementIndicator},
    {'O', "direct_listing_with_capital_raise_price_discovery", 48, itch50_tables::kDirectListingWithCapitalRaisePriceDiscovery},
}};
// clang-format on

static_assert(std::ranges::all_of(kItch50Layouts, tiles));

inline constexpr std::array<std::uint8_t, 256> kItch50Index = index_by_type(kItch50Layouts);

/// Length of each message by type letter; 0 for a type that this version does not know.
inline constexpr std::array<std::uint8_t, 256> kItch50Length = [] {
    std::array<std::uint8_t, 256> length{};
    for (const MessageLayout& layout : kItch50Layouts)
        length[static_cast<unsigned char>(layout.type)] = static_cast<std::uint8_t>(layout.length);
    return length;
}();

/// The longest message of this protocol.
inline constexpr std::size_t kItch50MaxLength = std::ranges::max(kItch50Length);

/// The layout of a type letter, or nullptr if it is unknown. O(1).
[[nodiscard]] constexpr const MessageLayout* itch50_layout(char type) noexcept {
    const std::uint8_t i = kItch50Index[static_cast<unsigned char>(type)];
    return i == 0 ? nullptr : &kItch50Layouts[i - 1u];
}

}  // namespace tradewind::wire
