#include "tradewind/feed/packet.hpp"

#include <gtest/gtest.h>

#include "feed/build_bytes.hpp"

namespace tradewind::feed::test {
namespace {

const Bytes kPayload = mold("SESSION001", 5, {itch_message('A')});

Bytes payload_of(const Packet& packet) { return {packet.payload.begin(), packet.payload.end()}; }

/// A frame that must give kPayload.
struct Good {
    const char* name;
    LinkType link;
    Bytes frame;
};
void PrintTo(const Good& row, std::ostream* out) { *out << row.name; }

Bytes extension(std::uint8_t next, std::size_t units, View rest) {
    Builder out;
    return out.u8(next).u8(units).zeros(6 + 8 * units).raw(rest).bytes;
}
Bytes ipv6_fragment(std::uint8_t next, std::uint16_t offset_and_more, View rest) {
    Builder out;
    return out.u8(next).u8(0).u16(offset_and_more).u32(1).raw(rest).bytes;
}
Bytes authentication(std::uint8_t next, View rest) {
    Builder out;
    return out.u8(next).u8(4).zeros(22).raw(rest).bytes;  // (4 + 2) * 4 bytes
}
Bytes cooked(View payload, std::uint16_t protocol) {
    Builder out;
    return out.zeros(14).u16(protocol).raw(payload).bytes;
}
Bytes cooked_v2(View payload, std::uint16_t protocol) {
    Builder out;
    return out.u16(protocol).zeros(18).raw(payload).bytes;
}

std::vector<Good> good_frames() {
    const Bytes datagram = udp(kPayload);
    const Bytes v4 = ipv4(datagram);
    const Bytes v6 = ipv6(datagram);
    const Bytes trailer(9, std::byte{0xEE});
    const Bytes all_extensions =
        extension(43, 1, extension(60, 0, ipv6_fragment(51, 0, authentication(17, datagram))));
    return {
        {"ethernet_ipv4", LinkType::ethernet, ethernet(v4)},
        {"one_vlan_tag", LinkType::ethernet, ethernet(v4, 0x0800, {0x8100008D})},
        {"stacked_vlan_tags", LinkType::ethernet, ethernet(v4, 0x0800, {0x88A80001, 0x91000002, 0x8100008D})},
        {"ipv4_options", LinkType::ethernet, ethernet(ipv4(datagram, {.option_words = 10}))},
        {"trailer_behind_the_ip_length", LinkType::ethernet, joined({ethernet(v4), trailer})},
        {"bytes_behind_the_udp_length", LinkType::ethernet, ethernet(ipv4(joined({datagram, trailer})))},
        {"ethernet_ipv6", LinkType::ethernet, ethernet(v6, 0x86DD)},
        {"ipv6_behind_vlan_with_trailer", LinkType::ethernet,
         joined({ethernet(v6, 0x86DD, {0x81000001}), trailer})},
        {"ipv6_extension_headers", LinkType::ethernet, ethernet(ipv6(all_extensions, 0), 0x86DD)},
        {"cooked", LinkType::linux_cooked, cooked(v4, 0x0800)},
        {"cooked_ipv6", LinkType::linux_cooked, cooked(v6, 0x86DD)},
        {"cooked_v2", LinkType::linux_cooked_v2, cooked_v2(v4, 0x0800)},
        {"raw_ipv4", LinkType::raw_ip, v4},
        {"raw_ipv6", LinkType::raw_ip, v6},
        {"raw_bsd", LinkType::raw_ip_12, v6},
        {"raw_openbsd", LinkType::raw_ip_14, v4},
        {"link_ipv4", LinkType::ipv4, v4},
        {"link_ipv6", LinkType::ipv6, v6},
    };
}

class GoodFrame : public testing::TestWithParam<Good> {};
TEST_P(GoodFrame, gives_its_udp_payload_ports_and_addresses) {
    const Packet packet = decode_frame(GetParam().link, GetParam().frame);
    ASSERT_EQ(packet.kind, FrameKind::udp);
    EXPECT_EQ(payload_of(packet), kPayload);
    EXPECT_EQ(packet.source_port, 40000);
    EXPECT_EQ(packet.destination_port, 26400);
    EXPECT_EQ(packet.destination.bytes[packet.destination.size - 1u], std::byte{0x6F});
    EXPECT_EQ(packet.source.bytes[packet.source.size - 1u], std::byte{1});
    EXPECT_TRUE(is_supported(GetParam().link));
}
TEST_P(GoodFrame, is_never_misread_when_the_capture_cut_it) {
    const Bytes& frame = GetParam().frame;
    for (std::size_t n = 0; n < frame.size(); ++n) {
        const Packet packet = decode_frame(GetParam().link, View(frame).first(n));
        if (packet.kind == FrameKind::udp) {  // only a trailer was cut
            EXPECT_EQ(payload_of(packet), kPayload) << n;
        } else {
            EXPECT_EQ(packet.kind, FrameKind::cut_short) << n;
        }
    }
}
INSTANTIATE_TEST_SUITE_P(Packet, GoodFrame, testing::ValuesIn(good_frames()),
                         [](const auto& row) { return std::string(row.param.name); });

struct Bad {
    const char* name;
    FrameKind kind;
    LinkType link;
    Bytes frame;
};
void PrintTo(const Bad& row, std::ostream* out) { *out << row.name; }

Bytes with_byte(Bytes frame, std::size_t at, std::uint8_t value) {
    frame[at] = static_cast<std::byte>(value);
    return frame;
}

std::vector<Bad> bad_frames() {
    const Bytes datagram = udp(kPayload);
    const Bytes v4 = ipv4(datagram);
    return {
        {"arp", FrameKind::not_ip, LinkType::ethernet, ethernet(Bytes(46), 0x0806)},
        {"ieee_802_3_length", FrameKind::not_ip, LinkType::ethernet, ethernet(Bytes(46), 46)},
        {"vlan_then_nothing", FrameKind::cut_short, LinkType::ethernet, ethernet({}, 0x8100)},
        {"empty_frame", FrameKind::cut_short, LinkType::ethernet, {}},
        {"empty_raw_frame", FrameKind::cut_short, LinkType::raw_ip, {}},
        {"first_fragment", FrameKind::fragment, LinkType::raw_ip, ipv4(datagram, {.fragment = 0x2000})},
        {"last_fragment", FrameKind::fragment, LinkType::raw_ip, ipv4(datagram, {.fragment = 0x0003})},
        {"ipv6_first_fragment", FrameKind::fragment, LinkType::raw_ip,
         ipv6(ipv6_fragment(17, 1, datagram), 44)},
        {"ipv6_last_fragment", FrameKind::fragment, LinkType::raw_ip,
         ipv6(ipv6_fragment(17, 8, datagram), 44)},
        {"icmp", FrameKind::other_protocol, LinkType::raw_ip, ipv4(datagram, {.protocol = 1})},
        {"ipv6_no_next_header", FrameKind::other_protocol, LinkType::raw_ip, ipv6({}, 59)},
        {"ip_version_5", FrameKind::bad_ip_header, LinkType::raw_ip, ipv4(datagram, {.version = 5})},
        {"ipv4_type_with_version_6", FrameKind::bad_ip_header, LinkType::ipv4, ipv6(datagram)},
        {"ipv6_type_with_version_4", FrameKind::bad_ip_header, LinkType::ipv6, joined({v4, Bytes(40)})},
        {"ipv4_header_of_16_bytes", FrameKind::bad_ip_header, LinkType::raw_ip, with_byte(v4, 0, 0x44)},
        {"ipv4_total_below_header", FrameKind::bad_ip_header, LinkType::raw_ip,
         with_byte(with_byte(v4, 2, 0), 3, 19)},
        {"ipv6_extension_past_the_end", FrameKind::bad_ip_header, LinkType::raw_ip,
         with_byte(ipv6(extension(17, 0, {}), 43), 41, 1)},
        {"ipv6_extension_cut", FrameKind::bad_ip_header, LinkType::raw_ip, ipv6(Bytes(7), 0)},
        {"udp_header_cut", FrameKind::bad_transport_header, LinkType::raw_ip, ipv4(View(datagram).first(7))},
        {"udp_length_above_ip", FrameKind::bad_transport_header, LinkType::raw_ip,
         ipv4(View(datagram).first(datagram.size() - 1))},
        {"udp_length_below_header", FrameKind::bad_transport_header, LinkType::raw_ip,
         ipv4(with_byte(with_byte(datagram, 4, 0), 5, 7))},
        {"tcp_header_cut", FrameKind::bad_transport_header, LinkType::raw_ip,
         ipv4(Bytes(19), {.protocol = 6})},
        {"tcp_offset_below_header", FrameKind::bad_transport_header, LinkType::raw_ip,
         ipv4(with_byte(Bytes(24), 12, 0x40), {.protocol = 6})},
        {"tcp_offset_past_the_end", FrameKind::bad_transport_header, LinkType::raw_ip,
         ipv4(with_byte(Bytes(24), 12, 0x70), {.protocol = 6})},
        {"wireless", FrameKind::unsupported_link, static_cast<LinkType>(105), ethernet(v4)},
    };
}

class BadFrame : public testing::TestWithParam<Bad> {};
TEST_P(BadFrame, says_why_it_is_passed_over) {
    const Packet packet = decode_frame(GetParam().link, GetParam().frame);
    EXPECT_STREQ(name_of(packet.kind), name_of(GetParam().kind));
    EXPECT_TRUE(packet.payload.empty());
}
INSTANTIATE_TEST_SUITE_P(Packet, BadFrame, testing::ValuesIn(bad_frames()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Packet, tcp_payload_begins_behind_the_options_and_ends_at_the_ip_length) {
    Builder segment;
    segment.u16(50000).u16(7000).u32(1).u32(2).u8(0x80).u8(0x18).u16(100).u16(0).u16(0).zeros(12).text(
        "SOUP");
    const Bytes frame = joined({ethernet(ipv4(segment.bytes, {.protocol = 6})), Bytes(6, std::byte{0xEE})});
    const Packet packet = decode_frame(LinkType::ethernet, frame);
    ASSERT_EQ(packet.kind, FrameKind::tcp);
    EXPECT_EQ(payload_of(packet), (Builder{}.text("SOUP").bytes));
    EXPECT_EQ(packet.source_port, 50000);
    EXPECT_EQ(packet.destination_port, 7000);
}

TEST(Packet, link_types_are_described_by_number_and_name) {
    EXPECT_FALSE(is_supported(static_cast<LinkType>(105)));
    EXPECT_EQ(describe(static_cast<LinkType>(105)), "105 (IEEE 802.11)");
    EXPECT_EQ(describe(static_cast<LinkType>(4711)), "4711");
    EXPECT_NE(supported_link_types().find("1 (Ethernet), "), std::string::npos);
    EXPECT_NE(supported_link_types().find("276 (Linux cooked v2)"), std::string::npos);
}

}  // namespace
}  // namespace tradewind::feed::test
