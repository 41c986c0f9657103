#include "tradewind/feed/error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tradewind::feed::test {
namespace {

struct Row {
    Error error;
    const char* text;
};

const Row kRows[] = {
    {{.kind = ErrorKind::empty_input}, "byte 0: expected ITCH messages or a capture, found an empty input"},
    {{.kind = ErrorKind::truncated_prefix, .offset = 7, .expected = 2, .found = 1},
     "byte 7: expected a 2-byte length prefix, the input ends after 1 byte"},
    {{.kind = ErrorKind::truncated_message, .type = 'A', .offset = 7, .expected = 36, .found = 20},
     "byte 7: expected a message of type 'A' of 36 bytes after the length prefix, the input ends after 20 "
     "bytes"},
    {{.kind = ErrorKind::truncated_message, .offset = 7, .expected = 36, .found = 0},
     "byte 7: expected a message of 36 bytes after the length prefix, the input ends after 0 bytes"},
    {{.kind = ErrorKind::wrong_length, .type = 'A', .offset = 7, .expected = 36, .found = 37},
     "byte 7: expected length prefix 36 for message type 'A', found 37; framing is lost"},
    {{.kind = ErrorKind::implausible_length, .type = 0x07, .offset = 7, .expected = 255, .found = 8224},
     "byte 7: expected a message of at most 255 bytes, found length prefix 8224 before unknown message type "
     "0x07; "
     "not an ITCH 5.0 file, or framing is lost"},
    {{.kind = ErrorKind::bytes_after_end, .offset = 9},
     "byte 9: expected the end of the input after the end-of-session marker (a zero length), found more "
     "bytes"},
    {{.kind = ErrorKind::not_a_capture, .found = 0x50415231},
     "byte 0: expected a pcap or pcapng magic number, found 0x50415231"},
    {{.kind = ErrorKind::unsupported_version, .expected = 2, .found = 9},
     "byte 0: expected capture format version 2, found version 9"},
    {{.kind = ErrorKind::unsupported_link_type, .found = 105},
     "byte 0: expected link type 1 (Ethernet), 12 (raw IP), 14 (raw IP), 101 (raw IP), 113 (Linux cooked "
     "v1), "
     "228 (IPv4), 229 (IPv6), 276 (Linux cooked v2), found 105 (IEEE 802.11)"},
    {{.kind = ErrorKind::truncated_capture, .offset = 24, .expected = 100, .found = 31},
     "byte 24: expected 100 bytes, the capture ends after 31 bytes"},
    {{.kind = ErrorKind::packet_too_long, .offset = 24, .expected = 262144, .found = 300000, .packet = 1},
     "byte 24 (packet 1): expected at most 262144 bytes in a packet, found captured length 300000"},
    {{.kind = ErrorKind::bad_byte_order, .offset = 0, .expected = 0x1A2B3C4D, .found = 5},
     "byte 0: expected pcapng byte-order magic 0x1a2b3c4d either way round, found 0x00000005"},
    {{.kind = ErrorKind::bad_block_length, .offset = 28, .expected = 12, .found = 8},
     "byte 28: expected a pcapng block length of at least 12, found 8"},
    {{.kind = ErrorKind::bad_block_length, .offset = 28, .expected = 524288, .found = 524292},
     "byte 28: expected a pcapng block length of at most 524288, found 524292"},
    {{.kind = ErrorKind::bad_block_length, .offset = 28, .expected = 12, .found = 38},
     "byte 28: expected a pcapng block length that is a multiple of 4, found 38"},
    {{.kind = ErrorKind::block_length_mismatch, .offset = 28, .expected = 36, .found = 40},
     "byte 28: expected pcapng block length 36 again at the block's end, found 40"},
    {{.kind = ErrorKind::unknown_interface, .offset = 28, .expected = 1, .found = 3, .packet = 5},
     "byte 28 (packet 5): expected an interface number below 1, found 3"},
};

TEST(Error, text_says_where_what_was_expected_and_what_was_found) {
    std::set<ErrorKind> seen;
    for (const Row& row : kRows) {
        EXPECT_EQ(describe(row.error), row.text);
        seen.insert(row.error.kind);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(ErrorKind::unknown_interface)) << "a kind has no row";
}

TEST(Error, every_kind_has_a_name_of_its_own) {
    std::set<std::string> names;
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::unknown_interface); ++kind)
        names.insert(name_of(static_cast<ErrorKind>(kind)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorKind::unknown_interface) + 1);
    EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace tradewind::feed::test
