#include "tradewind/wire/message.hpp"

#include <gtest/gtest.h>

#include "wire/bytes.hpp"

namespace tradewind::wire {
namespace {

using test::Bytes;
using test::from_hex;

constexpr std::string_view kCancel = "58 0000004d 00000019";         // inbound X, 9 bytes
constexpr std::string_view kDisable = "44 0000000b 4c494d45";        // inbound D without its appendage length
constexpr std::string_view kSystemEvent = "53 00001f1aced9f07b 53";  // outbound S, 10 bytes

CheckedMessage check_inbound(std::string_view hex, std::string_view more = "") {
    static Bytes bytes;  // the result points into it
    bytes = from_hex(std::string{hex} + std::string{more});
    return check_message(Protocol::ouch50_inbound, bytes);
}

TEST(CheckMessage, an_itch_message_has_exactly_its_length) {
    for (const MessageLayout& layout : kItch50Layouts) {
        for (const int off : {-1, 0, 1}) {
            Bytes bytes(static_cast<std::size_t>(layout.length + off));
            bytes[0] = static_cast<std::byte>(layout.type);
            const CheckedMessage checked = check_message(Protocol::itch50, bytes);
            EXPECT_EQ(checked.error, off == 0 ? MessageError::ok : MessageError::wrong_length) << layout.name;
            EXPECT_EQ(checked.layout, &layout);
            if (off != 0) {
                EXPECT_EQ(checked.expected, layout.length);
                EXPECT_EQ(checked.got, layout.length + off);
            }
        }
    }
}

TEST(CheckMessage, nothing_and_an_unknown_type_are_told_apart) {
    EXPECT_EQ(check_message(Protocol::itch50, {}).error, MessageError::empty);
    const CheckedMessage checked = check_message(Protocol::itch50, from_hex("5a"));
    EXPECT_EQ(checked.error, MessageError::unknown_type);
    EXPECT_EQ(checked.got, 'Z');
    EXPECT_EQ(describe(checked), "unknown message type 'Z' (byte 90)");
    EXPECT_EQ(describe(check_message(Protocol::itch50, from_hex("00"))), "unknown message type (byte 0)");
    EXPECT_NE(describe(check_message(Protocol::itch50, {})), "");
    EXPECT_EQ(describe(check_message(Protocol::ouch50_inbound, from_hex("51"))), "");
}

TEST(CheckMessage, the_direction_decides_what_a_letter_means) {
    const Bytes query = from_hex("51");
    EXPECT_EQ(check_message(Protocol::ouch50_inbound, query).error, MessageError::ok);
    const CheckedMessage response = check_message(Protocol::ouch50_outbound, query);
    EXPECT_EQ(response.error, MessageError::wrong_length);
    EXPECT_EQ(response.expected, 13u);
}

TEST(CheckMessage, an_optional_appendage_length_may_be_there_or_not) {
    const CheckedMessage bare = check_inbound(kCancel);
    EXPECT_EQ(bare.error, MessageError::ok);
    EXPECT_FALSE(bare.has_appendage_length);
    const CheckedMessage empty = check_inbound(kCancel, "0000");
    EXPECT_EQ(empty.error, MessageError::ok);
    EXPECT_TRUE(empty.has_appendage_length);
    EXPECT_TRUE(empty.appendage.empty());
    const CheckedMessage tagged = check_inbound(kCancel, "0003 021c07");
    EXPECT_EQ(tagged.error, MessageError::ok);
    EXPECT_EQ(test::copy_of(tagged.appendage), from_hex("021c07"));
    const CheckedMessage half = check_inbound(kCancel, "00");
    EXPECT_EQ(half.error, MessageError::wrong_length);
    EXPECT_EQ(half.expected, 11u);
}

TEST(CheckMessage, a_required_appendage_length_must_be_there) {
    EXPECT_EQ(check_inbound(kDisable).error, MessageError::wrong_length);
    EXPECT_EQ(check_inbound(kDisable, "0000").error, MessageError::ok);
}

TEST(CheckMessage, a_system_event_takes_no_appendage) {
    const auto check = [](std::string_view more) {
        return check_message(Protocol::ouch50_outbound,
                             from_hex(std::string{kSystemEvent} + std::string{more}))
            .error;
    };
    EXPECT_EQ(check(""), MessageError::ok);
    EXPECT_EQ(check("0000"), MessageError::wrong_length);
}

TEST(CheckMessage, the_appendage_length_must_name_the_bytes_that_follow) {
    for (const std::string_view tail : {"0004 021c07", "0002 021c07", "0001", "ffff 021c07"}) {
        const CheckedMessage checked = check_inbound(kDisable, tail);
        EXPECT_EQ(checked.error, MessageError::appendage_length) << tail;
        EXPECT_EQ(checked.offset, 9u);
    }
    EXPECT_EQ(describe(check_inbound(kDisable, "0004 021c07")),
              "disable_order_entry: the appendage length at offset 9 says 4 bytes, but 3 follow");
}

TEST(CheckMessage, every_element_must_lie_in_the_appendage_and_have_its_tags_size) {
    const CheckedMessage empty = check_inbound(kDisable, "0004 021c07 00");
    EXPECT_EQ(empty.error, MessageError::element_empty);
    EXPECT_EQ(empty.offset, 14u);
    const CheckedMessage cut = check_inbound(kDisable, "0005 021c07 031c");
    EXPECT_EQ(cut.error, MessageError::element_truncated);
    EXPECT_EQ(cut.offset, 14u);
    EXPECT_EQ(cut.expected, 3u);
    EXPECT_EQ(cut.got, 1u);
    EXPECT_EQ(check_inbound(kDisable, "0005 021c07 021c").error, MessageError::element_truncated);
    EXPECT_EQ(check_inbound(kDisable, "0001 01").error, MessageError::element_truncated);
    const CheckedMessage size = check_inbound(kDisable, "0004 031c0007");
    EXPECT_EQ(size.error, MessageError::element_size);
    EXPECT_EQ(size.expected, 1u);
    EXPECT_EQ(size.got, 2u);
    EXPECT_EQ(describe(size),
              "disable_order_entry: appendage tag at offset 12 has a value of 2 bytes, expected 1");
}

TEST(CheckMessage, each_tag_is_held_to_its_size) {
    for (const TagLayout& tag : kOuch50Tags) {
        for (const int off : {-1, 0, 1}) {
            Bytes bytes = from_hex(kDisable);
            const std::size_t value = tag.size + static_cast<std::size_t>(off + 1) - 1;
            bytes.push_back(std::byte{0});
            bytes.push_back(static_cast<std::byte>(value + 2));
            bytes.push_back(static_cast<std::byte>(value + 1));
            bytes.push_back(static_cast<std::byte>(tag.tag));
            bytes.resize(bytes.size() + value);
            const auto expected = off == 0 ? MessageError::ok : MessageError::element_size;
            EXPECT_EQ(check_message(Protocol::ouch50_inbound, bytes).error, expected) << tag.name;
        }
    }
}

TEST(Appendage, an_unknown_tag_is_walked_over) {
    const CheckedMessage checked = check_inbound(kDisable, "0009 04630102ff 021c07 0163");
    ASSERT_EQ(checked.error, MessageError::appendage_length);
    const CheckedMessage sound = check_inbound(kDisable, "000a 04630102ff 021c07 0163");
    ASSERT_EQ(sound.error, MessageError::ok);
    AppendageReader reader{sound.appendage};
    AppendageOption option;
    ASSERT_TRUE(reader.next(option));
    EXPECT_EQ(option.tag, 99);
    EXPECT_EQ(option.layout, nullptr);
    EXPECT_EQ(option.value.size(), 3u);
    ASSERT_TRUE(reader.next(option));
    EXPECT_EQ(option.tag, 28);
    ASSERT_NE(option.layout, nullptr);
    EXPECT_EQ(option.layout->name, "user_ref_idx");
    ASSERT_TRUE(reader.next(option));
    EXPECT_TRUE(option.value.empty());
    EXPECT_FALSE(reader.next(option));
}

TEST(Appendage, a_reader_over_unchecked_bytes_stays_inside) {
    for (const std::string_view hex : {"", "02", "00", "0063", "051c07", "ff1c"}) {
        const Bytes bytes = from_hex(hex);
        AppendageReader reader{bytes};
        AppendageOption option;
        EXPECT_FALSE(reader.next(option)) << hex;
    }
}

TEST(Appendage, the_example_of_the_sheet_comes_out_byte_for_byte) {
    const MessageLayout& layout = *ouch50_layout(OuchDirection::inbound, 'O');
    std::array<std::byte, 64> buffer{};
    write_blank(layout, buffer.data());
    AppendageWriter writer{buffer, layout};
    ASSERT_EQ(writer.add_integer(28, 5), FieldStatus::ok);
    ASSERT_EQ(writer.finish(), 50u);
    EXPECT_EQ(test::copy_of(std::span{buffer}.subspan(45, 5)), from_hex("0003 021c05"));
}

TEST(Appendage, every_known_tag_is_written_and_read_back) {
    const MessageLayout& layout = *ouch50_layout(OuchDirection::inbound, 'X');
    std::array<std::byte, 256> buffer{};
    write_blank(layout, buffer.data());
    AppendageWriter writer{buffer, layout};
    for (const TagLayout& tag : kOuch50Tags) {
        const FieldStatus status =
            tag.kind == FieldKind::alpha
                ? writer.add_text(tag.tag, std::string_view{"ABCD"}.substr(0, tag.size))
                : writer.add_integer(tag.tag, 100u + tag.tag);
        ASSERT_EQ(status, FieldStatus::ok) << tag.name;
    }
    const std::size_t size = writer.finish();
    const CheckedMessage checked = check_message(Protocol::ouch50_inbound, std::span{buffer}.first(size));
    ASSERT_EQ(checked.error, MessageError::ok) << describe(checked);
    AppendageReader reader{checked.appendage};
    AppendageOption option;
    for (const TagLayout& tag : kOuch50Tags) {
        ASSERT_TRUE(reader.next(option));
        ASSERT_EQ(option.layout, &tag);
        if (tag.kind == FieldKind::alpha) {
            EXPECT_EQ(read_alpha(option.value.data(), tag.size),
                      std::string_view{"ABCD"}.substr(0, tag.size));
        } else {
            EXPECT_EQ(read_integer(tag.kind, option.value.data()), 100u + tag.tag);
        }
    }
    EXPECT_FALSE(reader.next(option));
}

TEST(Appendage, what_does_not_fit_is_refused_and_changes_nothing) {
    const MessageLayout& layout = *ouch50_layout(OuchDirection::inbound, 'X');
    std::array<std::byte, 14> buffer{};
    AppendageWriter writer{buffer, layout};
    EXPECT_EQ(writer.add_integer(99, 1), FieldStatus::unknown_field);
    EXPECT_EQ(writer.add_integer(2, 1), FieldStatus::wrong_kind);
    EXPECT_EQ(writer.add_text(28, "x"), FieldStatus::wrong_kind);
    EXPECT_EQ(writer.add_integer(28, 256), FieldStatus::out_of_range);
    EXPECT_EQ(writer.add_text(4, "RN"), FieldStatus::too_long);
    EXPECT_EQ(writer.add_bytes(28, from_hex("0102")), FieldStatus::out_of_range);
    EXPECT_EQ(writer.add_integer(24, 1), FieldStatus::no_room);
    EXPECT_EQ(writer.finish(), 9u);
    EXPECT_EQ(writer.finish(true), 11u);
    EXPECT_EQ(writer.add_integer(28, 255), FieldStatus::ok);
    EXPECT_EQ(writer.finish(), 14u);
    EXPECT_EQ(writer.add_integer(28, 255), FieldStatus::no_room);
    const MessageLayout& system_event = *ouch50_layout(OuchDirection::outbound, 'S');
    AppendageWriter never{buffer, system_event};
    EXPECT_EQ(never.add_integer(28, 1), FieldStatus::unknown_field);
    EXPECT_EQ(never.finish(true), 10u);
}

TEST(TableCodec, a_signed_offset_keeps_its_sign) {
    std::array<std::byte, 4> bytes;
    ASSERT_EQ(write_integer(FieldKind::i32, bytes.data(), static_cast<std::uint64_t>(-100)), FieldStatus::ok);
    EXPECT_EQ(test::copy_of(bytes), from_hex("ffffff9c"));
    EXPECT_EQ(static_cast<std::int64_t>(read_integer(FieldKind::i32, bytes.data())), -100);
    EXPECT_EQ(write_integer(FieldKind::i32, bytes.data(), 0x8000'0000u), FieldStatus::out_of_range);
    EXPECT_EQ(write_integer(FieldKind::u32, bytes.data(), static_cast<std::uint64_t>(-1)),
              FieldStatus::out_of_range);
}

TEST(TableCodec, numbers_at_the_edge_of_each_kind) {
    std::array<std::byte, 8> bytes;
    for (const FieldKind kind :
         {FieldKind::u8, FieldKind::u16, FieldKind::u32, FieldKind::u48, FieldKind::u64}) {
        const unsigned bits = 8u * size_of(kind);
        const std::uint64_t largest = bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
        ASSERT_EQ(write_integer(kind, bytes.data(), largest), FieldStatus::ok);
        EXPECT_EQ(read_integer(kind, bytes.data()), largest);
        if (bits == 64) continue;
        EXPECT_EQ(write_integer(kind, bytes.data(), largest + 1), FieldStatus::out_of_range);
    }
    EXPECT_EQ(write_integer(FieldKind::alpha, bytes.data(), 1), FieldStatus::wrong_kind);
}

}  // namespace
}  // namespace tradewind::wire
