#include "tradewind/wire/moldudp64.hpp"

#include <gtest/gtest.h>

#include <array>

#include "wire/bytes.hpp"

namespace tradewind::wire {
namespace {

using test::Bytes;
using test::bytes_of;
using test::from_hex;

/// Session "000010059B", sequence 0x0102030405060708, two messages "AB" and "C".
Bytes two_messages() { return bytes_of("000010059B") + from_hex("0102030405060708 0002 0002 4142 0001 43"); }

std::vector<Bytes> messages_of(MoldReader& reader) {
    std::vector<Bytes> messages;
    std::span<const std::byte> message;
    while (reader.next(message)) messages.push_back(test::copy_of(message));
    return messages;
}

TEST(MoldUdp64, header_and_messages_are_read_where_they_lie) {
    const Bytes datagram = two_messages();
    MoldReader reader{datagram};
    EXPECT_EQ(reader.header().session, mold_session("000010059B"));
    EXPECT_EQ(reader.header().sequence, 0x0102030405060708u);
    EXPECT_EQ(reader.header().count, 2);
    std::span<const std::byte> message;
    ASSERT_TRUE(reader.next(message));
    EXPECT_EQ(message.data(), datagram.data() + 22);
    EXPECT_EQ(reader.sequence(), 0x0102030405060708u);
    ASSERT_TRUE(reader.next(message));
    EXPECT_EQ(test::copy_of(message), bytes_of("C"));
    EXPECT_EQ(reader.sequence(), 0x0102030405060709u);
    EXPECT_FALSE(reader.next(message));
    EXPECT_EQ(reader.fault().error, MoldError::ok);
    EXPECT_EQ(describe(reader.fault()), "");
}

TEST(MoldUdp64, a_writer_gives_the_same_datagram) {
    std::array<std::byte, 64> buffer;
    MoldWriter writer{buffer, mold_session("000010059B"), 0x0102030405060708};
    EXPECT_TRUE(writer.try_add(bytes_of("AB")));
    EXPECT_TRUE(writer.try_add(bytes_of("C")));
    EXPECT_EQ(writer.count(), 2);
    EXPECT_EQ(test::copy_of(writer.finish()), two_messages());
}

TEST(MoldUdp64, a_message_that_does_not_fit_changes_nothing) {
    std::array<std::byte, 24> buffer;
    MoldWriter writer{buffer, mold_session("S"), 1};
    EXPECT_FALSE(writer.try_add(bytes_of("ABC")));
    EXPECT_TRUE(writer.try_add(bytes_of("AB")));
    EXPECT_FALSE(writer.try_add({}));
    const Bytes datagram = test::copy_of(writer.finish());
    MoldReader reader{datagram};
    EXPECT_EQ(messages_of(reader), std::vector<Bytes>{bytes_of("AB")});
    EXPECT_EQ(reader.fault().error, MoldError::ok);
}

TEST(MoldUdp64, a_datagram_never_announces_the_end_of_session_as_a_count) {
    std::vector<std::byte> buffer(kMoldHeaderSize + 0x10000 * kMoldBlockPrefix);
    MoldWriter writer{buffer, mold_session("S"), 1};
    for (int i = 0; i < 0xFFFE; ++i) ASSERT_TRUE(writer.try_add({}));
    EXPECT_FALSE(writer.try_add({}));
    const Bytes datagram = test::copy_of(writer.finish());
    MoldReader reader{datagram};
    EXPECT_EQ(messages_of(reader).size(), 0xFFFEu);
    EXPECT_EQ(reader.fault().error, MoldError::ok);
    EXPECT_FALSE(reader.header().is_end_of_session());
}

TEST(MoldUdp64, heartbeat_and_end_of_session_hold_no_messages) {
    for (const std::uint16_t count : {kMoldHeartbeat, kMoldEndOfSession}) {
        std::array<std::byte, kMoldHeaderSize> datagram;
        encode_mold_header({mold_session("S"), 42, count}, datagram);
        MoldReader reader{datagram};
        EXPECT_EQ(reader.header().is_heartbeat(), count == 0);
        EXPECT_EQ(reader.header().is_end_of_session(), count == 0xFFFF);
        EXPECT_EQ(reader.header().sequence, 42u);
        EXPECT_TRUE(messages_of(reader).empty());
        EXPECT_EQ(reader.fault().error, MoldError::ok);
    }
}

TEST(MoldUdp64, a_request_is_the_same_20_bytes) {
    std::array<std::byte, kMoldHeaderSize> request;
    encode_mold_header({mold_session("AB"), 7, 3}, request);
    EXPECT_EQ(test::copy_of(request), bytes_of("AB        ") + from_hex("0000000000000007 0003"));
    EXPECT_EQ(decode_mold_header(request), (MoldHeader{mold_session("AB"), 7, 3}));
    EXPECT_EQ(decode_mold_header(std::span{request}.first(19)), std::nullopt);
}

struct Fault {
    const char* name;
    std::size_t cut;  ///< bytes of two_messages() that are kept
    std::string_view added;
    MoldError error;
    std::uint32_t offset, expected, got;
    std::size_t delivered;
};
class MoldFaults : public testing::TestWithParam<Fault> {};
INSTANTIATE_TEST_SUITE_P(
    Table, MoldFaults,
    testing::Values(Fault{"empty", 0, "", MoldError::truncated_header, 0, 20, 0, 0},
                    Fault{"short_header", 19, "", MoldError::truncated_header, 0, 20, 19, 0},
                    Fault{"no_block", 20, "", MoldError::missing_blocks, 20, 2, 0, 0},
                    Fault{"half_a_length", 21, "", MoldError::truncated_length, 20, 2, 1, 0},
                    Fault{"no_payload", 22, "", MoldError::truncated_block, 20, 2, 0, 0},
                    Fault{"half_a_payload", 23, "", MoldError::truncated_block, 20, 2, 1, 0},
                    Fault{"one_block_of_two", 24, "", MoldError::missing_blocks, 24, 2, 1, 1},
                    Fault{"second_block_cut", 26, "", MoldError::truncated_block, 24, 1, 0, 1},
                    Fault{"bytes_behind_the_end", 27, "00", MoldError::trailing_bytes, 27, 0, 1, 2},
                    Fault{"a_block_too_many", 27, "000144", MoldError::trailing_bytes, 27, 0, 3, 2}),
    [](const auto& named) { return named.param.name; });

TEST_P(MoldFaults, what_is_before_the_fault_is_delivered_and_the_fault_is_located) {
    const Fault& c = GetParam();
    Bytes datagram = two_messages();
    datagram.resize(c.cut);
    datagram = datagram + from_hex(c.added);
    MoldReader reader{datagram};
    EXPECT_EQ(messages_of(reader).size(), c.delivered);
    EXPECT_EQ(reader.fault().error, c.error);
    EXPECT_EQ(reader.fault().offset, c.offset);
    EXPECT_EQ(reader.fault().expected, c.expected);
    EXPECT_EQ(reader.fault().got, c.got);
    EXPECT_NE(describe(reader.fault()).find("offset " + std::to_string(c.offset)), std::string::npos);
    std::span<const std::byte> message;
    EXPECT_FALSE(reader.next(message));
}

TEST(MoldUdp64, bytes_behind_a_heartbeat_are_a_fault) {
    std::array<std::byte, kMoldHeaderSize + 1> datagram{};
    encode_mold_header({mold_session("S"), 1, 0}, std::span{datagram}.first<kMoldHeaderSize>());
    MoldReader reader{datagram};
    EXPECT_TRUE(messages_of(reader).empty());
    EXPECT_EQ(reader.fault().error, MoldError::trailing_bytes);
}

}  // namespace
}  // namespace tradewind::wire
