// OUCH 5.0: the layout of its messages in both directions and of its appendage tags. The same letter means
// different messages in the two directions, so every look-up names one. Prices carry 4 implied decimals,
// times are nanoseconds since midnight.
#pragma once

#include <algorithm>

#include "tradewind/wire/field.hpp"

namespace tradewind::wire {

enum class OuchDirection : std::uint8_t {
    inbound,   ///< client to exchange
    outbound,  ///< exchange to client
};

namespace ouch50_tables {
using enum FieldKind;

template <std::size_t N>
consteval std::array<Field, N> fields(const Field (&own)[N]) {
    return std::to_array(own);
}

namespace inbound {
// clang-format off
inline constexpr auto kEnterOrder = fields({
    {"user_ref_num", 1, 4, u32}, {"side", 5, 1, alpha}, {"quantity", 6, 4, u32}, {"symbol", 10, 8, alpha},
    {"price", 18, 8, price_ouch}, {"time_in_force", 26, 1, alpha}, {"display", 27, 1, alpha},
    {"capacity", 28, 1, alpha}, {"inter_market_sweep_eligibility", 29, 1, alpha},
    {"cross_type", 30, 1, alpha}, {"clordid", 31, 14, alpha}, {"appendage_length", 45, 2, u16}});
inline constexpr auto kReplaceOrder = fields({
    {"orig_user_ref_num", 1, 4, u32}, {"user_ref_num", 5, 4, u32}, {"quantity", 9, 4, u32},
    {"price", 13, 8, price_ouch}, {"time_in_force", 21, 1, alpha}, {"display", 22, 1, alpha},
    {"inter_market_sweep_eligibility", 23, 1, alpha}, {"clordid", 24, 14, alpha},
    {"appendage_length", 38, 2, u16}});
inline constexpr auto kCancelOrder = fields({{"user_ref_num", 1, 4, u32}, {"quantity", 5, 4, u32}});
inline constexpr auto kModifyOrder = fields({
    {"user_ref_num", 1, 4, u32}, {"side", 5, 1, alpha}, {"quantity", 6, 4, u32}});
inline constexpr auto kMassCancel = fields({
    {"user_ref_num", 1, 4, u32}, {"firm", 5, 4, alpha}, {"symbol", 9, 8, alpha},
    {"appendage_length", 17, 2, u16}});
inline constexpr auto kDisableOrderEntry = fields({
    {"user_ref_num", 1, 4, u32}, {"firm", 5, 4, alpha}, {"appendage_length", 9, 2, u16}});
inline constexpr auto kEnableOrderEntry = fields({
    {"user_ref_num", 1, 4, u32}, {"firm", 5, 4, alpha}, {"appendage_length", 9, 2, u16}});
inline constexpr std::array<Field, 0> kAccountQuery{};
// clang-format on
}  // namespace inbound

namespace outbound {
// clang-format off
inline constexpr auto kSystemEvent = fields({{"timestamp", 1, 8, u64}, {"event_code", 9, 1, alpha}});
inline constexpr auto kOrderAccepted = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"side", 13, 1, alpha},
    {"quantity", 14, 4, u32}, {"symbol", 18, 8, alpha}, {"price", 26, 8, price_ouch},
    {"time_in_force", 34, 1, alpha}, {"display", 35, 1, alpha}, {"order_reference_number", 36, 8, u64},
    {"capacity", 44, 1, alpha}, {"inter_market_sweep_eligibility", 45, 1, alpha},
    {"cross_type", 46, 1, alpha}, {"order_state", 47, 1, alpha}, {"clordid", 48, 14, alpha},
    {"appendage_length", 62, 2, u16}});
inline constexpr auto kReplaced = fields({
    {"timestamp", 1, 8, u64}, {"orig_user_ref_num", 9, 4, u32}, {"user_ref_num", 13, 4, u32},
    {"side", 17, 1, alpha}, {"quantity", 18, 4, u32}, {"symbol", 22, 8, alpha},
    {"price", 30, 8, price_ouch}, {"time_in_force", 38, 1, alpha}, {"display", 39, 1, alpha},
    {"order_reference_number", 40, 8, u64}, {"capacity", 48, 1, alpha},
    {"inter_market_sweep_eligibility", 49, 1, alpha}, {"cross_type", 50, 1, alpha},
    {"order_state", 51, 1, alpha}, {"clordid", 52, 14, alpha}, {"appendage_length", 66, 2, u16}});
inline constexpr auto kCanceled = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"quantity", 13, 4, u32},
    {"cancel_order_reason", 17, 1, alpha}});
inline constexpr auto kAiqCanceled = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"decrement_shares", 13, 4, u32},
    {"order_cancel_reason", 17, 1, alpha}, {"quantity_prevented_from_trading", 18, 4, u32},
    {"execution_price", 22, 8, price_ouch}, {"liquidity_flag", 30, 1, alpha}});
inline constexpr auto kOrderExecuted = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"quantity", 13, 4, u32},
    {"price", 17, 8, price_ouch}, {"liquidity_flag", 25, 1, alpha}, {"match_number", 26, 8, u64},
    {"appendage_length", 34, 2, u16}});
inline constexpr auto kBrokenTrade = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"match_number", 13, 8, u64},
    {"broken_trade_reason", 21, 1, alpha}, {"clordid", 22, 14, alpha}});
inline constexpr auto kTradeCorrection = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"quantity", 13, 4, u32},
    {"price", 17, 8, price_ouch}, {"liquidity_flag", 25, 1, alpha}, {"match_number", 26, 8, u64},
    {"trade_correction_reason", 34, 1, alpha}, {"clordid", 35, 14, alpha}});
inline constexpr auto kRejectedOrder = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"rejected_order_reason", 13, 2, u16},
    {"clordid", 15, 14, alpha}});
inline constexpr auto kCancelPending = fields({{"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}});
inline constexpr auto kCancelReject = fields({{"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}});
inline constexpr auto kOrderPriorityUpdate = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"price", 13, 8, price_ouch},
    {"display", 21, 1, alpha}, {"order_reference_number", 22, 8, u64}});
inline constexpr auto kOrderModified = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"side", 13, 1, alpha}, {"quantity", 14, 4, u32}});
inline constexpr auto kOrderRestated = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"order_restated_reason", 13, 1, alpha},
    {"appendage_length", 14, 2, u16}});
inline constexpr auto kAccountQueryResponse = fields({
    {"timestamp", 1, 8, u64}, {"next_user_ref_num", 9, 4, u32}});
inline constexpr auto kMassCancelResponse = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"firm", 13, 4, alpha},
    {"symbol", 17, 8, alpha}, {"appendage_length", 25, 2, u16}});
inline constexpr auto kDisableOrderEntryResponse = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"firm", 13, 4, alpha},
    {"appendage_length", 17, 2, u16}});
inline constexpr auto kEnableOrderEntryResponse = fields({
    {"timestamp", 1, 8, u64}, {"user_ref_num", 9, 4, u32}, {"firm", 13, 4, alpha},
    {"appendage_length", 17, 2, u16}});
// clang-format on
}  // namespace outbound
}  // namespace ouch50_tables

// clang-format off
inline constexpr std::array<MessageLayout, 8> kOuch50Inbound{{
    {'O', "enter_order", 47, ouch50_tables::inbound::kEnterOrder},
    {'U', "replace_order", 40, ouch50_tables::inbound::kReplaceOrder},
    {'X', "cancel_order", 9, ouch50_tables::inbound::kCancelOrder},
    {'M', "modify_order", 10, ouch50_tables::inbound::kModifyOrder},
    {'C', "mass_cancel", 19, ouch50_tables::inbound::kMassCancel},
    {'D', "disable_order_entry", 11, ouch50_tables::inbound::kDisableOrderEntry},
    {'E', "enable_order_entry", 11, ouch50_tables::inbound::kEnableOrderEntry},
    {'Q', "account_query", 1, ouch50_tables::inbound::kAccountQuery},
}};

inline constexpr std::array<MessageLayout, 18> kOuch50Outbound{{
    {'S', "system_event", 10, ouch50_tables::outbound::kSystemEvent},
    {'A', "order_accepted", 64, ouch50_tables::outbound::kOrderAccepted},
    {'U', "replaced", 68, ouch50_tables::outbound::kReplaced},
    {'C', "canceled", 18, ouch50_tables::outbound::kCanceled},
    {'D', "aiq_canceled", 31, ouch50_tables::outbound::kAiqCanceled},
    {'E', "order_executed", 36, ouch50_tables::outbound::kOrderExecuted},
    {'B', "broken_trade", 36, ouch50_tables::outbound::kBrokenTrade},
    {'F', "trade_correction", 49, ouch50_tables::outbound::kTradeCorrection},
    {'J', "rejected_order", 29, ouch50_tables::outbound::kRejectedOrder},
    {'P', "cancel_pending", 13, ouch50_tables::outbound::kCancelPending},
    {'I', "cancel_reject", 13, ouch50_tables::outbound::kCancelReject},
    {'T', "order_priority_update", 30, ouch50_tables::outbound::kOrderPriorityUpdate},
    {'M', "order_modified", 18, ouch50_tables::outbound::kOrderModified},
    {'R', "order_restated", 16, ouch50_tables::outbound::kOrderRestated},
    {'Q', "account_query_response", 13, ouch50_tables::outbound::kAccountQueryResponse},
    {'X', "mass_cancel_response", 27, ouch50_tables::outbound::kMassCancelResponse},
    {'G', "disable_order_entry_response", 19, ouch50_tables::outbound::kDisableOrderEntryResponse},
    {'K', "enable_order_entry_response", 19, ouch50_tables::outbound::kEnableOrderEntryResponse},
}};
// clang-format on

static_assert(std::ranges::all_of(kOuch50Inbound, tiles));
static_assert(std::ranges::all_of(kOuch50Outbound, tiles));

inline constexpr std::array<std::uint8_t, 256> kOuch50InboundIndex = index_by_type(kOuch50Inbound);
inline constexpr std::array<std::uint8_t, 256> kOuch50OutboundIndex = index_by_type(kOuch50Outbound);

[[nodiscard]] constexpr std::span<const MessageLayout> ouch50_layouts(OuchDirection direction) noexcept {
    if (direction == OuchDirection::inbound) return kOuch50Inbound;
    return kOuch50Outbound;
}
/// By type letter: index into ouch50_layouts plus one, 0 for an unknown type.
[[nodiscard]] constexpr const std::array<std::uint8_t, 256>& ouch50_index(OuchDirection direction) noexcept {
    return direction == OuchDirection::inbound ? kOuch50InboundIndex : kOuch50OutboundIndex;
}

/// The layout of a type letter in one direction, or nullptr if it is unknown. O(1).
[[nodiscard]] constexpr const MessageLayout* ouch50_layout(OuchDirection direction, char type) noexcept {
    const std::uint8_t i = ouch50_index(direction)[static_cast<unsigned char>(type)];
    return i == 0 ? nullptr : &ouch50_layouts(direction)[i - 1u];
}

/// Where a message stands on appendages.
enum class AppendageRule : std::uint8_t {
    never,     ///< it has no order or account to describe (system event)
    optional,  ///< the length may be left out when there is no tag
    always,    ///< the length is part of the layout
};
[[nodiscard]] constexpr AppendageRule appendage_rule(const MessageLayout& layout) noexcept {
    if (!layout.fields.empty() && layout.fields.back().name == "appendage_length")
        return AppendageRule::always;
    return layout.name == "system_event" ? AppendageRule::never : AppendageRule::optional;
}

/// One option that an appendage may carry. `size` is the value's, without the length and tag bytes before it.
struct TagLayout {
    std::uint8_t tag;
    std::string_view name;
    std::uint16_t size;
    FieldKind kind;
};

// clang-format off
inline constexpr std::array<TagLayout, 28> kOuch50Tags{{
    {1, "secondary_order_reference_number", 8, FieldKind::u64},
    {2, "firm", 4, FieldKind::alpha},
    {3, "minimum_quantity", 4, FieldKind::u32},
    {4, "customer_type", 1, FieldKind::alpha},
    {5, "max_floor", 4, FieldKind::u32},
    {6, "price_type", 1, FieldKind::alpha},
    {7, "peg_offset", 4, FieldKind::i32},
    {9, "discretion_price", 8, FieldKind::price_ouch},
    {10, "discretion_price_type", 1, FieldKind::alpha},
    {11, "discretion_peg_offset", 4, FieldKind::i32},
    {12, "post_only", 1, FieldKind::alpha},
    {13, "random_reserves", 4, FieldKind::u32},
    {14, "route", 4, FieldKind::alpha},
    {15, "expire_time", 4, FieldKind::u32},
    {16, "trade_now", 1, FieldKind::alpha},
    {17, "handle_instruction", 1, FieldKind::alpha},
    {18, "bbo_weight_indicator", 1, FieldKind::alpha},
    {19, "reference_price", 8, FieldKind::price_ouch},
    {20, "reference_price_type", 1, FieldKind::alpha},
    {22, "display_quantity", 4, FieldKind::u32},
    {23, "display_price", 8, FieldKind::price_ouch},
    {24, "group_id", 2, FieldKind::u16},
    {25, "shares_located", 1, FieldKind::alpha},
    {26, "locate_broker", 4, FieldKind::alpha},
    {27, "side", 1, FieldKind::alpha},
    {28, "user_ref_idx", 1, FieldKind::u8},
    {29, "aiq_strategy", 1, FieldKind::alpha},
    {30, "aiq_group_id", 2, FieldKind::u16},
}};
// clang-format on

/// By tag number: index into kOuch50Tags plus one, 0 for an unknown tag.
inline constexpr std::array<std::uint8_t, 256> kOuch50TagIndex = [] {
    std::array<std::uint8_t, 256> index{};
    for (std::size_t i = 0; i < kOuch50Tags.size(); ++i)
        index[kOuch50Tags[i].tag] = static_cast<std::uint8_t>(i + 1);
    return index;
}();

/// The option of a tag number, or nullptr if it is unknown. O(1).
[[nodiscard]] constexpr const TagLayout* ouch50_tag(std::uint8_t tag) noexcept {
    const std::uint8_t i = kOuch50TagIndex[tag];
    return i == 0 ? nullptr : &kOuch50Tags[i - 1u];
}

}  // namespace tradewind::wire
