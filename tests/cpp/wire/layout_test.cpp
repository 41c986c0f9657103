#include "tradewind/wire/layout.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tradewind::wire {
namespace {

constexpr std::array kProtocols{Protocol::itch50, Protocol::ouch50_inbound, Protocol::ouch50_outbound};

TEST(Layout, itch50_has_the_23_types_with_their_lengths) {
    constexpr std::string_view kTypes = "SRHYLVWKJhAFECXDUPQBINO";
    constexpr std::array<std::uint8_t, 23> kLengths{12, 39, 25, 20, 26, 35, 12, 28, 35, 21, 36, 40,
                                                    31, 36, 23, 19, 35, 44, 40, 19, 50, 20, 48};
    ASSERT_EQ(kItch50Layouts.size(), kTypes.size());
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
        const auto letter = static_cast<unsigned char>(kTypes[i]);
        EXPECT_EQ(kItch50Length[letter], kLengths[i]) << kTypes[i];
        ASSERT_NE(itch50_layout(kTypes[i]), nullptr) << kTypes[i];
        EXPECT_EQ(itch50_layout(kTypes[i])->type, kTypes[i]);
    }
    EXPECT_EQ(kItch50MaxLength, 50u);
}

TEST(Layout, a_letter_outside_the_protocol_has_no_layout_and_length_0) {
    for (int letter = 0; letter < 256; ++letter) {
        const char type = static_cast<char>(letter);
        const bool known = itch50_layout(type) != nullptr;
        EXPECT_EQ(known, kItch50Length[static_cast<std::size_t>(letter)] != 0) << letter;
        for (const Protocol protocol : kProtocols) {
            bool listed = false;
            for (const MessageLayout& layout : layouts(protocol)) listed = listed || layout.type == type;
            EXPECT_EQ(layout_of(protocol, type) != nullptr, listed) << letter;
        }
    }
}

TEST(Layout, every_letter_and_name_occurs_once_per_protocol) {
    for (const Protocol protocol : kProtocols) {
        std::set<char> types;
        std::set<std::string_view> names;
        for (const MessageLayout& layout : layouts(protocol)) {
            EXPECT_TRUE(types.insert(layout.type).second) << layout.name;
            EXPECT_TRUE(names.insert(layout.name).second) << layout.name;
            EXPECT_EQ(layout_of(protocol, layout.name), &layout);
            std::set<std::string_view> fields;
            for (const Field& field : layout.fields)
                EXPECT_TRUE(fields.insert(field.name).second) << field.name;
        }
    }
}

TEST(Layout, a_table_with_a_gap_an_overlap_or_a_wrong_size_does_not_tile) {
    constexpr std::array<Field, 2> kGap{{{"a", 1, 2, FieldKind::u16}, {"b", 4, 2, FieldKind::u16}}};
    constexpr std::array<Field, 2> kOverlap{{{"a", 1, 2, FieldKind::u16}, {"b", 2, 2, FieldKind::u16}}};
    constexpr std::array<Field, 1> kSize{{{"a", 1, 3, FieldKind::u16}}};
    constexpr std::array<Field, 2> kGood{{{"a", 1, 2, FieldKind::u16}, {"b", 3, 3, FieldKind::alpha}}};
    EXPECT_FALSE(tiles({'x', "gap", 6, kGap}));
    EXPECT_FALSE(tiles({'x', "overlap", 4, kOverlap}));
    EXPECT_FALSE(tiles({'x', "size", 4, kSize}));
    EXPECT_FALSE(tiles({'x', "short", 5, kGood}));
    EXPECT_TRUE(tiles({'x', "good", 6, kGood}));
}

TEST(Layout, the_same_letter_means_two_messages_in_the_two_directions) {
    EXPECT_EQ(ouch50_layout(OuchDirection::inbound, 'E')->name, "enable_order_entry");
    EXPECT_EQ(ouch50_layout(OuchDirection::outbound, 'E')->name, "order_executed");
    EXPECT_EQ(ouch50_layout(OuchDirection::inbound, 'X')->name, "cancel_order");
    EXPECT_EQ(ouch50_layout(OuchDirection::outbound, 'X')->name, "mass_cancel_response");
}

TEST(Layout, an_appendage_length_is_always_there_where_the_table_has_it) {
    using Rule = AppendageRule;
    const auto inbound = [](char type) {
        return appendage_rule(*ouch50_layout(OuchDirection::inbound, type));
    };
    const auto outbound = [](char type) {
        return appendage_rule(*ouch50_layout(OuchDirection::outbound, type));
    };
    for (const char type : std::string_view{"OUCDE"}) EXPECT_EQ(inbound(type), Rule::always) << type;
    for (const char type : std::string_view{"XMQ"}) EXPECT_EQ(inbound(type), Rule::optional) << type;
    for (const char type : std::string_view{"AUERXGK"}) EXPECT_EQ(outbound(type), Rule::always) << type;
    for (const char type : std::string_view{"JPITMQ"}) EXPECT_EQ(outbound(type), Rule::optional) << type;
    EXPECT_EQ(outbound('S'), Rule::never);
}

TEST(Layout, the_tags_of_the_sheet_have_their_sizes) {
    constexpr std::array<std::pair<int, int>, 28> kSizes{
        {{1, 8},  {2, 4},  {3, 4},  {4, 1},  {5, 4},  {6, 1},  {7, 4},  {9, 8},  {10, 1}, {11, 4},
         {12, 1}, {13, 4}, {14, 4}, {15, 4}, {16, 1}, {17, 1}, {18, 1}, {19, 8}, {20, 1}, {22, 4},
         {23, 8}, {24, 2}, {25, 1}, {26, 4}, {27, 1}, {28, 1}, {29, 1}, {30, 2}}};
    std::set<int> known;
    for (const auto& [tag, size] : kSizes) {
        known.insert(tag);
        const TagLayout* layout = ouch50_tag(static_cast<std::uint8_t>(tag));
        ASSERT_NE(layout, nullptr) << tag;
        EXPECT_EQ(layout->tag, tag);
        EXPECT_EQ(layout->size, size) << tag;
        EXPECT_EQ(size_of(layout->kind), layout->kind == FieldKind::alpha ? 0 : size) << tag;
    }
    for (int tag = 0; tag < 256; ++tag)
        EXPECT_EQ(ouch50_tag(static_cast<std::uint8_t>(tag)) != nullptr, known.contains(tag)) << tag;
}

TEST(Layout, directions_are_named_by_who_sends) {
    EXPECT_EQ(protocol_of("itch50", "exchange"), Protocol::itch50);
    EXPECT_EQ(protocol_of("ouch50", "client"), Protocol::ouch50_inbound);
    EXPECT_EQ(protocol_of("ouch50", "exchange"), Protocol::ouch50_outbound);
    EXPECT_EQ(protocol_of("itch50", "client"), std::nullopt);
    EXPECT_EQ(protocol_of("ouch42", "client"), std::nullopt);
}

}  // namespace
}  // namespace tradewind::wire
