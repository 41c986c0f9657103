#include "tradewind/feed/packet.hpp"

#include <algorithm>
#include <cstring>

#include "tradewind/base/endian.hpp"

namespace tradewind::feed {

namespace {

using Bytes = std::span<const std::byte>;
using base::load_be16;

constexpr std::uint16_t kEtherIpv4 = 0x0800;
constexpr std::uint16_t kEtherIpv6 = 0x86DD;
constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kProtocolUdp = 17;

std::uint8_t byte_at(Bytes bytes, std::size_t i) noexcept { return std::to_integer<std::uint8_t>(bytes[i]); }

bool is_vlan_tag(std::uint16_t ether_type) noexcept {
    return ether_type == 0x8100 || ether_type == 0x88A8 ||
           ether_type == 0x9100;  // 802.1Q, 802.1ad, older QinQ
}

Packet passed_over(FrameKind kind) noexcept {
    Packet packet;
    packet.kind = kind;
    return packet;
}

void decode_udp(Bytes segment, Packet& packet) noexcept {
    constexpr std::size_t kHeader = 8;
    packet.kind = FrameKind::bad_transport_header;
    if (segment.size() < kHeader) return;
    const std::size_t length = load_be16(segment.data() + 4);
    if (length < kHeader || length > segment.size()) return;
    packet.kind = FrameKind::udp;
    packet.payload = segment.subspan(kHeader, length - kHeader);
}

void decode_tcp(Bytes segment, Packet& packet) noexcept {
    constexpr std::size_t kHeader = 20;
    packet.kind = FrameKind::bad_transport_header;
    if (segment.size() < kHeader) return;
    const std::size_t header = std::size_t{4} * (byte_at(segment, 12) >> 4u);
    if (header < kHeader || header > segment.size()) return;
    packet.kind = FrameKind::tcp;
    packet.payload = segment.subspan(header);
}

void decode_transport(std::uint8_t protocol, Bytes segment, Packet& packet) noexcept {
    if (protocol != kProtocolUdp && protocol != kProtocolTcp) {
        packet.kind = FrameKind::other_protocol;
        return;
    }
    protocol == kProtocolUdp ? decode_udp(segment, packet) : decode_tcp(segment, packet);
    if (packet.kind == FrameKind::bad_transport_header) return;
    packet.source_port = load_be16(segment.data());
    packet.destination_port = load_be16(segment.data() + 2);
}

IpAddress address_at(Bytes bytes, std::size_t offset, std::uint8_t size) noexcept {
    IpAddress address;
    address.size = size;
    std::memcpy(address.bytes.data(), bytes.data() + offset, size);
    return address;
}

Packet decode_ipv4(Bytes bytes) noexcept {
    constexpr std::size_t kHeader = 20;
    if (bytes.size() < kHeader) return passed_over(FrameKind::cut_short);
    const std::size_t header = std::size_t{4} * (byte_at(bytes, 0) & 0x0Fu);
    const std::size_t total = load_be16(bytes.data() + 2);
    if (byte_at(bytes, 0) >> 4u != 4 || header < kHeader || total < header)
        return passed_over(FrameKind::bad_ip_header);
    if (total > bytes.size()) return passed_over(FrameKind::cut_short);
    constexpr std::uint16_t kMoreFragmentsOrOffset = 0x3FFF;
    if ((load_be16(bytes.data() + 6) & kMoreFragmentsOrOffset) != 0) return passed_over(FrameKind::fragment);
    Packet packet;
    decode_transport(byte_at(bytes, 9), bytes.subspan(header, total - header), packet);
    packet.source = address_at(bytes, 12, 4);
    packet.destination = address_at(bytes, 16, 4);
    return packet;
}

/// What follows an IPv6 extension header, or why it cannot be known.
struct NextHeader {
    FrameKind problem{FrameKind::udp};  ///< udp = none
    std::uint8_t protocol{};
    std::size_t length{};  ///< of this extension header
};

NextHeader read_extension(std::uint8_t protocol, Bytes rest) noexcept {
    constexpr std::uint8_t kFragment = 44;
    constexpr std::uint8_t kAuthentication = 51;
    if (rest.size() < 8) return {.problem = FrameKind::bad_ip_header};
    const std::size_t units = byte_at(rest, 1);
    std::size_t length = (units + 1) * 8;
    if (protocol == kAuthentication) length = (units + 2) * 4;
    if (protocol == kFragment) {
        length = 8;
        constexpr std::uint16_t kOffsetOrMore = 0xFFF9;  // both 0: a whole datagram in one "atomic" fragment
        if ((load_be16(rest.data() + 2) & kOffsetOrMore) != 0) return {.problem = FrameKind::fragment};
    }
    if (length > rest.size()) return {.problem = FrameKind::bad_ip_header};
    return {.protocol = byte_at(rest, 0), .length = length};
}

bool is_extension(std::uint8_t protocol) noexcept {
    constexpr std::array<std::uint8_t, 8> kExtensions{0, 43, 44, 51, 60, 135, 139, 140};
    return std::ranges::find(kExtensions, protocol) != kExtensions.end();
}

Packet decode_ipv6(Bytes bytes) noexcept {
    constexpr std::size_t kHeader = 40;
    if (bytes.size() < kHeader) return passed_over(FrameKind::cut_short);
    const std::size_t length = load_be16(bytes.data() + 4);
    if (byte_at(bytes, 0) >> 4u != 6) return passed_over(FrameKind::bad_ip_header);
    if (kHeader + length > bytes.size()) return passed_over(FrameKind::cut_short);
    Bytes rest = bytes.subspan(kHeader, length);
    std::uint8_t protocol = byte_at(bytes, 6);
    while (is_extension(protocol)) {  // ends: each extension takes at least 8 bytes
        const NextHeader next = read_extension(protocol, rest);
        if (next.problem != FrameKind::udp) return passed_over(next.problem);
        protocol = next.protocol;
        rest = rest.subspan(next.length);
    }
    Packet packet;
    decode_transport(protocol, rest, packet);
    packet.source = address_at(bytes, 8, 16);
    packet.destination = address_at(bytes, 24, 16);
    return packet;
}

Packet decode_ip(Bytes bytes) noexcept {
    if (bytes.empty()) return passed_over(FrameKind::cut_short);
    return byte_at(bytes, 0) >> 4u == 6 ? decode_ipv6(bytes) : decode_ipv4(bytes);
}

/// `rest` begins behind the protocol field that held ether_type.
Packet decode_ether_type(std::uint16_t ether_type, Bytes rest) noexcept {
    while (is_vlan_tag(ether_type)) {
        if (rest.size() < 4) return passed_over(FrameKind::cut_short);
        ether_type = load_be16(rest.data() + 2);
        rest = rest.subspan(4);
    }
    if (ether_type == kEtherIpv4) return decode_ipv4(rest);
    if (ether_type == kEtherIpv6) return decode_ipv6(rest);
    return passed_over(FrameKind::not_ip);
}

/// A link header of fixed length with the protocol at a fixed place in it.
Packet decode_link_header(Bytes frame, std::size_t header, std::size_t protocol_at) noexcept {
    if (frame.size() < header) return passed_over(FrameKind::cut_short);
    return decode_ether_type(load_be16(frame.data() + protocol_at), frame.subspan(header));
}

struct NamedLink {
    LinkType link;
    const char* name;
};
constexpr std::array<NamedLink, 8> kSupported{{
    {LinkType::ethernet, "Ethernet"},
    {LinkType::raw_ip_12, "raw IP"},
    {LinkType::raw_ip_14, "raw IP"},
    {LinkType::raw_ip, "raw IP"},
    {LinkType::linux_cooked, "Linux cooked v1"},
    {LinkType::ipv4, "IPv4"},
    {LinkType::ipv6, "IPv6"},
    {LinkType::linux_cooked_v2, "Linux cooked v2"},
}};
/// Link types that a reader is likely to meet by mistake.
constexpr std::array<NamedLink, 8> kCommonOthers{{
    {static_cast<LinkType>(0), "BSD loopback"},
    {static_cast<LinkType>(9), "PPP"},
    {static_cast<LinkType>(105), "IEEE 802.11"},
    {static_cast<LinkType>(108), "OpenBSD loopback"},
    {static_cast<LinkType>(127), "IEEE 802.11 radiotap"},
    {static_cast<LinkType>(189), "USB"},
    {static_cast<LinkType>(220), "USB"},
    {static_cast<LinkType>(249), "USBPcap"},
}};

}  // namespace

Packet decode_frame(LinkType link, std::span<const std::byte> frame) noexcept {
    switch (link) {
        case LinkType::ethernet:
            return decode_link_header(frame, 14, 12);
        case LinkType::linux_cooked:
            return decode_link_header(frame, 16, 14);
        case LinkType::linux_cooked_v2:
            return decode_link_header(frame, 20, 0);
        case LinkType::raw_ip:
        case LinkType::raw_ip_12:
        case LinkType::raw_ip_14:
            return decode_ip(frame);
        case LinkType::ipv4:
            return decode_ipv4(frame);
        case LinkType::ipv6:
            return decode_ipv6(frame);
    }
    return passed_over(FrameKind::unsupported_link);
}

bool is_supported(LinkType link) noexcept {
    return std::ranges::any_of(kSupported, [=](const NamedLink& known) { return known.link == link; });
}

std::string describe(LinkType link) {
    std::string text = std::to_string(static_cast<unsigned>(link));
    for (const std::span<const NamedLink> table : {std::span<const NamedLink>(kSupported), {kCommonOthers}})
        for (const NamedLink& known : table)
            if (known.link == link) return text + " (" + known.name + ")";
    return text;
}

std::string supported_link_types() {
    std::string text;
    for (const NamedLink& known : kSupported) text += (text.empty() ? "" : ", ") + describe(known.link);
    return text;
}

const char* name_of(FrameKind kind) noexcept {
    switch (kind) {
        case FrameKind::udp:
            return "udp";
        case FrameKind::tcp:
            return "tcp";
        case FrameKind::unsupported_link:
            return "unsupported_link";
        case FrameKind::not_ip:
            return "not_ip";
        case FrameKind::cut_short:
            return "cut_short";
        case FrameKind::bad_ip_header:
            return "bad_ip_header";
        case FrameKind::fragment:
            return "fragment";
        case FrameKind::other_protocol:
            return "other_protocol";
        case FrameKind::bad_transport_header:
            return "bad_transport_header";
    }
    return "unknown";
}

}  // namespace tradewind::feed
