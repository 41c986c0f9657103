#include "tradewind/wire/named.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "wire/bytes.hpp"

namespace tradewind::wire {
namespace {

using test::from_hex;

const NamedValue kRef{"user_ref_num", std::uint64_t{77}};
const NamedValue kQuantity{"quantity", std::uint64_t{25}};

std::string refusal(std::vector<NamedValue> fields, std::string_view name = "cancel_order") {
    try {
        (void)encode_named(Protocol::ouch50_inbound, name, fields);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST(NamedCodec, a_message_with_options_goes_both_ways) {
    const auto bytes = from_hex("58 0000004d 00000019 000b 0507ffffff9c 021c07 0163");
    const NamedMessage message = decode_named(Protocol::ouch50_inbound, bytes);
    EXPECT_EQ(message.type, 'X');
    EXPECT_EQ(message.name, "cancel_order");
    ASSERT_EQ(message.fields.size(), 6u);
    EXPECT_EQ(message.fields[2].name, "appendage_length");
    EXPECT_EQ(message.fields[3].name, "tag7_peg_offset");
    EXPECT_EQ(message.fields[3].value, FieldValue{std::int64_t{-100}});
    EXPECT_EQ(message.fields[5].name, "tag99");
    EXPECT_EQ(message.fields[5].value, FieldValue{std::vector<std::byte>{}});
    EXPECT_EQ(encode_named(Protocol::ouch50_inbound, message.name, message.fields), bytes);
}

TEST(NamedCodec, every_field_must_be_given_once) {
    EXPECT_EQ(refusal({kRef, kQuantity}), "");
    EXPECT_EQ(refusal({kQuantity, kRef}), "");
    EXPECT_EQ(refusal({kRef}), "cancel_order: field 'quantity' is missing");
    EXPECT_EQ(refusal({kRef, kRef, kQuantity}), "cancel_order.user_ref_num: given twice");
    EXPECT_EQ(refusal({}, "cancel"), "unknown message: 'cancel'");
}

TEST(NamedCodec, the_appendage_length_must_be_what_the_options_take) {
    const NamedValue option{"tag28_user_ref_idx", std::uint64_t{7}};
    const auto length = [](auto n) { return NamedValue{"appendage_length", n}; };
    EXPECT_EQ(refusal({kRef, kQuantity, length(std::uint64_t{3}), option}), "");
    EXPECT_EQ(refusal({kRef, kQuantity, length(std::int64_t{3}), option}), "");
    EXPECT_NE(refusal({kRef, kQuantity, length(std::uint64_t{4}), option}), "");
    EXPECT_NE(refusal({kRef, kQuantity, length(std::int64_t{-1})}), "");
    EXPECT_NE(refusal({kRef, kQuantity, length(std::string{"3"}), option}), "");
}

TEST(NamedCodec, bytes_that_are_no_message_say_why) {
    try {
        (void)decode_named(Protocol::itch50, from_hex("5300"));
        FAIL();
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(), "system_event: expected 12 bytes, got 2");
    }
}

}  // namespace
}  // namespace tradewind::wire
