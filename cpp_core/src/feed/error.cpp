#include "tradewind/feed/error.hpp"

#include <array>
#include <cstdio>

#include "tradewind/feed/itch_framer.hpp"
#include "tradewind/feed/packet.hpp"

namespace tradewind::feed {

namespace {

std::string bytes(std::uint64_t n) { return std::to_string(n) + (n == 1 ? " byte" : " bytes"); }

std::string hex(std::uint64_t value) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "0x%08llx", static_cast<unsigned long long>(value));
    return text.data();
}

/// A type letter as a reader can print it.
std::string letter(std::uint8_t type) {
    if (type >= 0x21 && type < 0x7f) return {'\'', static_cast<char>(type), '\''};
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%02x", static_cast<unsigned>(type));
    return text.data();
}

std::string of_type(std::uint8_t type) { return type == 0 ? "" : " of type " + letter(type); }

std::string problem(const Error& e) {
    const std::string expected = std::to_string(e.expected);
    const std::string found = std::to_string(e.found);
    switch (e.kind) {
        case ErrorKind::none:
            return "no error";
        case ErrorKind::empty_input:
            return "expected ITCH messages or a capture, found an empty input";
        case ErrorKind::truncated_prefix:
            return "expected a 2-byte length prefix, the input ends after " + bytes(e.found);
        case ErrorKind::truncated_message:
            return "expected a message" + of_type(e.type) + " of " + bytes(e.expected) +
                   " after the length prefix, the input ends after " + bytes(e.found);
        case ErrorKind::wrong_length:
            return "expected length prefix " + expected + " for message type " + letter(e.type) + ", found " +
                   found + "; framing is lost";
        case ErrorKind::implausible_length:
            return "expected a message of at most " + bytes(e.expected) + ", found length prefix " + found +
                   " before unknown message type " + letter(e.type) +
                   "; not an ITCH 5.0 file, or framing is lost";
        case ErrorKind::bytes_after_end:
            return "expected the end of the input after the end-of-session marker (a zero length), found "
                   "more bytes";
        case ErrorKind::not_a_capture:
            return "expected a pcap or pcapng magic number, found " + hex(e.found);
        case ErrorKind::unsupported_version:
            return "expected capture format version " + expected + ", found version " + found;
        case ErrorKind::unsupported_link_type:
            return "expected link type " + supported_link_types() + ", found " +
                   describe(static_cast<LinkType>(e.found));
        case ErrorKind::truncated_capture:
            return "expected " + bytes(e.expected) + ", the capture ends after " + bytes(e.found);
        case ErrorKind::packet_too_long:
            return "expected at most " + bytes(e.expected) + " in a packet, found captured length " + found;
        case ErrorKind::bad_byte_order:
            return "expected pcapng byte-order magic " + hex(e.expected) + " either way round, found " +
                   hex(e.found);
        case ErrorKind::bad_block_length:
            if (e.found % 4 != 0)
                return "expected a pcapng block length that is a multiple of 4, found " + found;
            return std::string("expected a pcapng block length of ") +
                   (e.found < e.expected ? "at least " : "at most ") + expected + ", found " + found;
        case ErrorKind::block_length_mismatch:
            return "expected pcapng block length " + expected + " again at the block's end, found " + found;
        case ErrorKind::unknown_interface:
            return "expected an interface number below " + expected + ", found " + found;
    }
    return "unknown error";
}

}  // namespace

const char* name_of(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::none:
            return "none";
        case ErrorKind::empty_input:
            return "empty_input";
        case ErrorKind::truncated_prefix:
            return "truncated_prefix";
        case ErrorKind::truncated_message:
            return "truncated_message";
        case ErrorKind::wrong_length:
            return "wrong_length";
        case ErrorKind::implausible_length:
            return "implausible_length";
        case ErrorKind::bytes_after_end:
            return "bytes_after_end";
        case ErrorKind::not_a_capture:
            return "not_a_capture";
        case ErrorKind::unsupported_version:
            return "unsupported_version";
        case ErrorKind::unsupported_link_type:
            return "unsupported_link_type";
        case ErrorKind::truncated_capture:
            return "truncated_capture";
        case ErrorKind::packet_too_long:
            return "packet_too_long";
        case ErrorKind::bad_byte_order:
            return "bad_byte_order";
        case ErrorKind::bad_block_length:
            return "bad_block_length";
        case ErrorKind::block_length_mismatch:
            return "block_length_mismatch";
        case ErrorKind::unknown_interface:
            return "unknown_interface";
    }
    return "unknown";
}

std::string describe(const Error& error) {
    std::string text = "byte " + std::to_string(error.offset);
    if (error.packet != 0) text += " (packet " + std::to_string(error.packet) + ")";
    return text + ": " + problem(error);
}

}  // namespace tradewind::feed
