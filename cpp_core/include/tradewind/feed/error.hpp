// Why a file or capture cannot be read on: a value with the byte offset, what was expected there and what was
// found. A reader that has an error takes no more bytes. Offsets count from the start of the (decompressed)
// input.
#pragma once

#include <cstdint>
#include <string>

namespace tradewind::feed {

enum class ErrorKind : std::uint8_t {
    none,
    empty_input,  ///< not one byte
    // ITCH file: 2-byte length, message
    truncated_prefix,    ///< the input ends inside a length prefix
    truncated_message,   ///< the input ends inside a message
    wrong_length,        ///< a known type whose length prefix is not the type's: framing is lost
    implausible_length,  ///< an unknown type longer than any message can be: framing is lost
    bytes_after_end,     ///< bytes behind the end-of-session marker (a zero length)
    // pcap and pcapng
    not_a_capture,          ///< the first four bytes are no known magic
    unsupported_version,    ///< major version of the capture format
    unsupported_link_type,  ///< frames of a kind that packet.hpp does not decode
    truncated_capture,      ///< the input ends inside a header, a packet or a block
    packet_too_long,        ///< captured length above kMaxCapturedBytes
    bad_byte_order,         ///< pcapng: the section's byte-order magic is neither way round
    bad_block_length,       ///< pcapng: too small, too large or not a multiple of 4
    block_length_mismatch,  ///< pcapng: the two copies of the block length differ
    unknown_interface,      ///< pcapng: a packet names an interface that was not described
};

struct Error {
    ErrorKind kind{ErrorKind::none};
    std::uint8_t
        type{};  ///< wrong_length, implausible_length, truncated_message: the message type, 0 = unseen
    std::uint64_t offset{};    ///< of the length prefix, header, record or block that is wrong
    std::uint64_t expected{};  ///< a length, limit, version or count, by kind
    std::uint64_t found{};
    std::uint64_t packet{};  ///< captures: number of the packet, from 1; 0 = not in a packet

    [[nodiscard]] explicit operator bool() const noexcept { return kind != ErrorKind::none; }
    friend bool operator==(const Error&, const Error&) = default;
};

/// Short name of a kind, as in the enum.
[[nodiscard]] const char* name_of(ErrorKind kind) noexcept;

/// One line: where, what was expected, what was found. Cold.
[[nodiscard]] std::string describe(const Error& error);

}  // namespace tradewind::feed
