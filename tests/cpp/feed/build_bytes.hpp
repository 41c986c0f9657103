// Builds the inputs of the feed tests byte by byte: ITCH messages and files, frames, pcap and pcapng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "tradewind/feed/stream.hpp"
#include "tradewind/wire/itch50_layout.hpp"

namespace tradewind::feed::test {

using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

enum class Order : std::uint8_t { big, little };

/// Appends integers in the byte order that it was made for.
struct Builder {
    Order order{Order::big};
    Bytes bytes;

    Builder& number(std::uint64_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t shift = 8 * (order == Order::big ? size - 1 - i : i);
            bytes.push_back(static_cast<std::byte>(value >> shift));
        }
        return *this;
    }
    Builder& u8(std::uint64_t value) { return number(value, 1); }
    Builder& u16(std::uint64_t value) { return number(value, 2); }
    Builder& u32(std::uint64_t value) { return number(value, 4); }
    Builder& u64(std::uint64_t value) { return number(value, 8); }
    Builder& text(std::string_view value) {
        for (const char c : value) bytes.push_back(static_cast<std::byte>(c));
        return *this;
    }
    Builder& raw(View value) {
        bytes.insert(bytes.end(), value.begin(), value.end());
        return *this;
    }
    Builder& zeros(std::size_t n) {
        bytes.insert(bytes.end(), n, std::byte{0});
        return *this;
    }
};

/// A message of a known type with bytes that differ from place to place and from seed to seed.
inline Bytes itch_message(char type, unsigned seed = 1) {
    Bytes message(wire::kItch50Length[static_cast<unsigned char>(type)]);
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::byte>(seed * 41 + i * 7);
    message[0] = static_cast<std::byte>(type);
    return message;
}

/// One message of every known type, in table order.
inline std::vector<Bytes> every_type() {
    std::vector<Bytes> messages;
    for (const wire::MessageLayout& layout : wire::kItch50Layouts)
        messages.push_back(itch_message(layout.type, static_cast<unsigned>(messages.size())));
    return messages;
}

inline Bytes framed(const std::vector<Bytes>& messages) {
    Builder out;
    for (const Bytes& message : messages) out.u16(message.size()).raw(message);
    return out.bytes;
}

inline Bytes mold(std::string_view session, std::uint64_t sequence, const std::vector<Bytes>& messages) {
    Builder out;
    return out.text(session).u64(sequence).u16(messages.size()).raw(framed(messages)).bytes;
}

inline Bytes udp(View payload, std::uint16_t port = 26400) {
    Builder out;
    return out.u16(40000).u16(port).u16(8 + payload.size()).u16(0).raw(payload).bytes;
}

struct Ipv4 {
    std::uint8_t protocol{17};
    std::uint16_t fragment{0x4000};  ///< flags and offset; do not fragment
    std::size_t option_words{0};
    std::uint8_t version{4};
};
inline Bytes ipv4(View payload, const Ipv4& with = {}) {
    const std::size_t header = 20 + 4 * with.option_words;
    Builder out;
    out.u8(static_cast<unsigned>(with.version) << 4 | header / 4).u8(0).u16(header + payload.size());
    out.u16(7).u16(with.fragment).u8(16).u8(with.protocol).u16(0);
    out.u32(0x0A000001).u32(0xE9360C6F);  // 10.0.0.1 to 233.54.12.111
    for (std::size_t i = 0; i < with.option_words; ++i) out.u32(0x01010101);
    return out.raw(payload).bytes;
}

inline Bytes ipv6(View payload, std::uint8_t next_header = 17) {
    Builder out;
    out.u32(0x60000000).u16(payload.size()).u8(next_header).u8(16);
    out.u64(0x20010DB800000000).u64(1).u64(0xFF02000000000000).u64(0x6F);
    return out.raw(payload).bytes;
}

inline Bytes ethernet(View payload, std::uint16_t ether_type = 0x0800,
                      std::initializer_list<std::uint32_t> vlan_tags = {}) {
    Builder out;
    out.number(0x01005E360C6F, 6).number(0xD4AFF7CB20D5, 6);
    for (const std::uint32_t tag : vlan_tags) out.u32(tag);
    return out.u16(ether_type).raw(payload).bytes;
}

/// The usual case: MoldUDP64 in UDP in IPv4 in Ethernet.
inline Bytes mold_frame(std::uint64_t sequence, const std::vector<Bytes>& messages,
                        std::string_view session = "SESSION001") {
    return ethernet(ipv4(udp(mold(session, sequence, messages))));
}

struct Classic {
    Order order{Order::little};
    bool nanoseconds{};
    std::uint32_t link{1};
};
inline Bytes pcap_header(const Classic& with) {
    Builder out{.order = with.order, .bytes = {}};
    out.u32(with.nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(with.link);
    return out.bytes;
}
inline Bytes pcap_record(View frame, Order order = Order::little, std::uint32_t seconds = 100,
                         std::uint32_t fraction = 7) {
    Builder out{.order = order, .bytes = {}};
    return out.u32(seconds).u32(fraction).u32(frame.size()).u32(frame.size()).raw(frame).bytes;
}
inline Bytes pcap(const std::vector<Bytes>& frames, const Classic& with = {}) {
    Bytes out = pcap_header(with);
    for (const Bytes& frame : frames) {
        const Bytes record = pcap_record(frame, with.order);
        out.insert(out.end(), record.begin(), record.end());
    }
    return out;
}

/// A pcapng block: pads the body and writes the length twice.
inline Bytes block(std::uint32_t type, View body, Order order = Order::little) {
    const std::size_t padding = (4 - body.size() % 4) % 4;
    const std::size_t length = 12 + body.size() + padding;
    Builder out{.order = order, .bytes = {}};
    return out.u32(type).u32(length).raw(body).zeros(padding).u32(length).bytes;
}
inline Bytes section(Order order = Order::little) {
    Builder body{.order = order, .bytes = {}};
    body.u32(0x1A2B3C4D).u16(1).u16(0).u64(~std::uint64_t{0});
    return block(0x0A0D0D0A, body.bytes, order);
}
inline Bytes interface_block(std::uint16_t link, Order order = Order::little, View options = {},
                             std::uint32_t snap_length = 0) {
    Builder body{.order = order, .bytes = {}};
    body.u16(link).u16(0).u32(snap_length).raw(options);
    return block(1, body.bytes, order);
}
inline Bytes enhanced_packet(View frame, std::uint64_t units, std::uint32_t interface = 0,
                             Order order = Order::little, View options = {}) {
    Builder body{.order = order, .bytes = {}};
    body.u32(interface)
        .u32(units >> 32)
        .u32(units & 0xFFFFFFFF)
        .u32(frame.size())
        .u32(frame.size() + 1)
        .raw(frame);
    body.zeros((4 - frame.size() % 4) % 4).raw(options);
    return block(6, body.bytes, order);
}

inline Bytes joined(std::initializer_list<Bytes> parts) {
    Builder out;
    for (const Bytes& part : parts) out.raw(part);
    return out.bytes;
}

/// What a sink got: copies of the messages and where they stood.
struct Taken {
    std::vector<Bytes> messages;
    std::vector<std::uint64_t> offsets;
    void operator()(View message, std::uint64_t offset) {
        messages.emplace_back(message.begin(), message.end());
        offsets.push_back(offset);
    }
    friend bool operator==(const Taken&, const Taken&) = default;
};

/// Push `input` in pieces that end at the given places.
template <class Reader, class Sink>
void push_cut(Reader& reader, View input, std::initializer_list<std::size_t> cuts, Sink&& sink) {
    std::size_t from = 0;
    for (const std::size_t cut : cuts) {
        reader.push(input.subspan(from, cut - from), sink);
        from = cut;
    }
    reader.push(input.subspan(from), sink);
}

}  // namespace tradewind::feed::test
