// From a captured frame to the UDP or TCP payload in it: Ethernet II with stacked VLAN tags, Linux cooked v1
// and v2, or bare IP; IPv4 with options, IPv6 with extension headers. The IP and UDP lengths decide, so that
// padding and capture trailers never reach a decoder. Pure functions; a frame that carries nothing for us
// says why.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tradewind::feed {

/// Link types as registered for pcap and pcapng (LINKTYPE_...); other values occur.
enum class LinkType : std::uint16_t {
    ethernet = 1,
    raw_ip_12 = 12,  ///< DLT_RAW on most systems
    raw_ip_14 = 14,  ///< DLT_RAW on OpenBSD
    raw_ip = 101,
    linux_cooked = 113,
    ipv4 = 228,
    ipv6 = 229,
    linux_cooked_v2 = 276,
};

[[nodiscard]] bool is_supported(LinkType link) noexcept;
/// "105 (IEEE 802.11)": number and, where it is common, name.
[[nodiscard]] std::string describe(LinkType link);
/// The supported ones, as a list for an error text.
[[nodiscard]] std::string supported_link_types();

/// What a frame turned out to be.
enum class FrameKind : std::uint8_t {
    udp,                   ///< payload is valid
    tcp,                   ///< payload is valid (it may be empty)
    unsupported_link,      ///< link type that this reader does not know
    not_ip,                ///< another network protocol: ARP, LLDP, PTP, ...
    cut_short,             ///< the capture holds less than the headers or the IP length ask for
    bad_ip_header,         ///< version, header length or total length make no sense
    fragment,              ///< part of an IP datagram: passed over, not misread
    other_protocol,        ///< IP, but neither UDP nor TCP
    bad_transport_header,  ///< UDP or TCP lengths make no sense
};
inline constexpr std::size_t kFrameKinds = 9;
[[nodiscard]] const char* name_of(FrameKind kind) noexcept;

struct IpAddress {
    std::array<std::byte, 16> bytes{};  ///< network order; the first `size` count
    std::uint8_t size{};                ///< 4, 16, or 0 for none
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

struct Packet {
    FrameKind kind{FrameKind::not_ip};
    std::uint16_t source_port{};
    std::uint16_t destination_port{};
    IpAddress source;
    IpAddress destination;
    std::span<const std::byte> payload;  ///< into the frame
};

/// Decode one frame. Ports and payload are set for udp and tcp only, addresses where the IP header was good.
[[nodiscard]] Packet decode_frame(LinkType link, std::span<const std::byte> frame) noexcept;

}  // namespace tradewind::feed
