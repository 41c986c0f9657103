#include "tradewind/wire/soupbintcp.hpp"

#include <gtest/gtest.h>

#include "wire/bytes.hpp"

namespace tradewind::wire {
namespace {

using test::Bytes;
using test::bytes_of;
using test::from_hex;

Bytes packet(SoupType type, const Bytes& payload = {}) {
    Bytes out(kSoupPrefix + payload.size());
    EXPECT_EQ(encode_soup(out, type, payload), out.size());
    return out;
}

struct Split {
    std::vector<std::pair<SoupType, Bytes>> packets;
    SoupFault fault;
    std::size_t pending{};
    friend bool operator==(const Split& a, const Split& b) {
        return a.packets == b.packets && a.pending == b.pending && a.fault.error == b.fault.error &&
               a.fault.offset == b.fault.offset && a.fault.type == b.fault.type;
    }
};

Split split(SoupSender sender, std::span<const std::byte> stream, std::size_t chunk_size) {
    SoupSplitter splitter{sender};
    Split result;
    while (!stream.empty()) {
        auto chunk = stream.first(std::min(chunk_size, stream.size()));
        stream = stream.subspan(chunk.size());
        SoupPacket out;
        SoupStep step;
        while ((step = splitter.next(chunk, out)) == SoupStep::packet)
            result.packets.emplace_back(out.type, test::copy_of(out.payload));
        if (step == SoupStep::error) {
            result.fault = splitter.fault();
            return result;
        }
        EXPECT_TRUE(chunk.empty()) << "need_more leaves nothing behind";
    }
    result.pending = splitter.pending();
    return result;
}

Bytes client_stream() {
    Bytes login(49);
    EXPECT_EQ(encode_soup_login_request(login, {"user", "secret", "S1", 17}), 49u);
    return login + packet(SoupType::unsequenced, bytes_of("order")) + packet(SoupType::client_heartbeat) +
           packet(SoupType::debug, bytes_of("hello")) + packet(SoupType::unsequenced) +
           packet(SoupType::logout_request);
}

TEST(SoupSplitter, a_stream_splits_alike_in_chunks_of_any_size) {
    const Bytes stream = client_stream();
    const Split whole = split(SoupSender::client, stream, stream.size());
    ASSERT_EQ(whole.packets.size(), 6u);
    EXPECT_EQ(whole.packets[1], std::pair(SoupType::unsequenced, bytes_of("order")));
    EXPECT_EQ(whole.packets[3], std::pair(SoupType::debug, bytes_of("hello")));
    EXPECT_EQ(whole.packets[4], std::pair(SoupType::unsequenced, Bytes{}));
    EXPECT_EQ(whole.pending, 0u);
    for (std::size_t size = 1; size < stream.size(); ++size)
        EXPECT_EQ(split(SoupSender::client, stream, size), whole) << size;
}

TEST(SoupSplitter, a_packet_that_lies_whole_in_a_chunk_is_not_copied) {
    const Bytes stream = client_stream();
    SoupSplitter splitter{SoupSender::client};
    std::span<const std::byte> chunk{stream};
    SoupPacket out;
    ASSERT_EQ(splitter.next(chunk, out), SoupStep::packet);
    EXPECT_EQ(out.payload.data(), stream.data() + kSoupPrefix);
}

TEST(SoupSplitter, the_largest_packet_passes_in_pieces) {
    const Bytes payload(kSoupMaxPayload, std::byte{'x'});
    const Bytes stream = packet(SoupType::sequenced, payload) + packet(SoupType::server_heartbeat);
    const Split pieces = split(SoupSender::server, stream, 1000);
    ASSERT_EQ(pieces.packets.size(), 2u);
    EXPECT_EQ(pieces.packets[0].second, payload);
    Bytes too_large(kSoupMaxPacket + 1);
    EXPECT_EQ(encode_soup(too_large, SoupType::sequenced, Bytes(kSoupMaxPayload + 1)), 0u);
}

TEST(SoupSplitter, a_cut_packet_shows_as_pending) {
    const Bytes stream = packet(SoupType::sequenced, bytes_of("abc"));
    for (std::size_t kept = 0; kept < stream.size(); ++kept)
        EXPECT_EQ(split(SoupSender::server, std::span{stream}.first(kept), 2).pending, kept);
    EXPECT_EQ(split(SoupSender::server, stream, 2).pending, 0u);
}

struct BadStream {
    const char* name;
    SoupSender sender;
    std::string_view hex;
    SoupError error;
    std::string_view text;
};
class SoupFaults : public testing::TestWithParam<BadStream> {};
INSTANTIATE_TEST_SUITE_P(
    Table, SoupFaults,
    testing::Values(BadStream{"zero_length", SoupSender::server, "0000", SoupError::zero_length,
                              "offset 3: packet length 0, expected at least 1 for the type byte"},
                    BadStream{"unknown_letter", SoupSender::server, "000158", SoupError::unknown_type,
                              "offset 3: packet type 'X', expected one of + A J S H Z from a server"},
                    BadStream{"unprintable", SoupSender::client, "000100", SoupError::unknown_type,
                              "offset 3: packet type byte 0, expected one of + L U R O from a client"},
                    BadStream{"the_other_sides_type", SoupSender::client, "000148", SoupError::unknown_type,
                              "offset 3: packet type 'H', expected one of + L U R O from a client"},
                    BadStream{"long_heartbeat", SoupSender::server, "000248", SoupError::wrong_length,
                              "offset 3: packet type 'H' with length 2, expected 1"},
                    BadStream{"short_login", SoupSender::client, "002e4c", SoupError::wrong_length,
                              "offset 3: packet type 'L' with length 46, expected 47"},
                    BadStream{"long_accept", SoupSender::server, "002041", SoupError::wrong_length,
                              "offset 3: packet type 'A' with length 32, expected 31"},
                    BadStream{"short_reject", SoupSender::server, "00014a", SoupError::wrong_length,
                              "offset 3: packet type 'J' with length 1, expected 2"}),
    [](const auto& named) { return named.param.name; });

TEST_P(SoupFaults, a_bad_prefix_ends_the_stream_at_once_and_says_what_was_expected) {
    const BadStream& c = GetParam();
    const auto heartbeat =
        c.sender == SoupSender::server ? SoupType::server_heartbeat : SoupType::client_heartbeat;
    const Bytes stream = packet(heartbeat) + from_hex(c.hex);
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        const Split result = split(c.sender, stream, size);
        EXPECT_EQ(result.packets.size(), 1u);
        EXPECT_EQ(result.fault.error, c.error);
        EXPECT_EQ(describe(result.fault), "SoupBinTCP stream, " + std::string{c.text});
    }
}

TEST(SoupSplitter, an_error_is_final_until_the_next_connection) {
    SoupSplitter splitter{SoupSender::server};
    const Bytes bad = from_hex("0000");
    std::span<const std::byte> chunk{bad};
    SoupPacket out;
    ASSERT_EQ(splitter.next(chunk, out), SoupStep::error);
    const Bytes good = packet(SoupType::server_heartbeat);
    chunk = good;
    EXPECT_EQ(splitter.next(chunk, out), SoupStep::error);
    splitter.reset();
    EXPECT_EQ(splitter.fault().error, SoupError::ok);
    EXPECT_EQ(splitter.next(chunk, out), SoupStep::packet);
}

/// What a refused request reads as in the tests below: nothing of it is right.
constexpr SoupLogin kNoLogin{"?", "?", "?", 99};

TEST(SoupBinTcp, a_login_request_pads_text_right_and_numbers_left) {
    Bytes out(64);
    ASSERT_EQ(encode_soup_login_request(out, {"user", "secret", "S1", 17}), 49u);
    out.resize(49);
    const std::string text =
        "L"
        "user  "
        "secret    "
        "S1        "
        "                  17";
    EXPECT_EQ(out, from_hex("002f") + bytes_of(text));
    const SoupLogin login = decode_soup_login_request(std::span{out}.subspan(kSoupPrefix)).value_or(kNoLogin);
    EXPECT_EQ(login.username, "user");
    EXPECT_EQ(login.password, "secret");
    EXPECT_EQ(login.session, "S1");
    EXPECT_EQ(login.sequence, 17u);
}

TEST(SoupBinTcp, a_text_that_is_too_long_is_refused) {
    Bytes out(64);
    EXPECT_EQ(encode_soup_login_request(out, {"1234567", "", "", 1}), 0u);
    EXPECT_EQ(encode_soup_login_request(out, {"", "12345678901", "", 1}), 0u);
    EXPECT_EQ(encode_soup_login_request(out, {"", "", "12345678901", 1}), 0u);
    EXPECT_EQ(encode_soup_login_request(out, {"123456", "1234567890", "1234567890", UINT64_MAX}), 49u);
    EXPECT_EQ(decode_soup_login_request(std::span{out}.subspan(3, 46)).value_or(SoupLogin{}).sequence,
              UINT64_MAX);
    EXPECT_EQ(encode_soup_login_accepted(out, "12345678901", 1), 0u);
}

TEST(SoupBinTcp, a_blank_sequence_is_the_most_recent_one) {
    const Bytes payload = bytes_of("user  secret    " + std::string(30, ' '));
    const SoupLogin login = decode_soup_login_request(payload).value_or(kNoLogin);
    EXPECT_EQ(login.sequence, 0u);
    EXPECT_EQ(login.session, "");
}

TEST(SoupBinTcp, a_sequence_is_read_with_padding_on_either_side) {
    const auto sequence = [](std::string_view text) {
        const Bytes payload = bytes_of("000010059B" + std::string{text});
        const auto accepted = decode_soup_login_accepted(payload);
        return accepted ? std::optional{accepted->sequence} : std::nullopt;
    };
    EXPECT_EQ(sequence("                  12"), 12u);
    EXPECT_EQ(sequence("12                  "), 12u);
    EXPECT_EQ(sequence("00000000000000000012"), 12u);
    EXPECT_EQ(sequence("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(sequence("18446744073709551616"), std::nullopt);
    EXPECT_EQ(sequence("                 1x2"), std::nullopt);
    EXPECT_EQ(sequence("                 1 2"), std::nullopt);
    EXPECT_EQ(sequence("                  -1"), std::nullopt);
    EXPECT_EQ(sequence("                    "), std::nullopt);
    EXPECT_EQ(sequence("                   1"
                       "2"),
              std::nullopt);
}

TEST(SoupBinTcp, accepted_and_rejected_have_their_layout) {
    Bytes out(64);
    ASSERT_EQ(encode_soup_login_accepted(out, "000010059B", 5), 33u);
    out.resize(33);
    EXPECT_EQ(out, from_hex("001f") + bytes_of("A000010059B                   5"));
    EXPECT_EQ(decode_soup_login_accepted(std::span{out}.subspan(3)).value_or(SoupAccepted{}).session,
              "000010059B");
    Bytes rejected(4);
    EXPECT_EQ(encode_soup_login_rejected(rejected, 'S'), 4u);
    EXPECT_EQ(rejected, from_hex("0002") + bytes_of("JS"));
    EXPECT_EQ(encode_soup_login_rejected(std::span{rejected}.first(3), 'S'), 0u);
}

}  // namespace
}  // namespace tradewind::wire
