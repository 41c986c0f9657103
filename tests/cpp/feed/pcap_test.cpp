#include "tradewind/feed/pcap.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "feed/build_bytes.hpp"

namespace tradewind::feed::test {
namespace {

struct Frame {
    std::int64_t time_ns;
    std::uint64_t number;
    std::uint64_t offset;
    std::uint32_t original;
    LinkType link;
    Bytes bytes;
    friend bool operator==(const Frame&, const Frame&) = default;
};

struct Outcome {
    std::vector<Frame> frames;
    Error error;
    std::uint64_t skipped{};
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome read(View input, std::initializer_list<std::size_t> cuts = {}) {
    PcapReader reader;
    Outcome outcome;
    push_cut(reader, input, cuts, [&](const CapturedFrame& f) {
        outcome.frames.push_back(
            {f.time.ns, f.number, f.offset, f.original_length, f.link, {f.bytes.begin(), f.bytes.end()}});
    });
    reader.finish();
    outcome.error = reader.error();
    outcome.skipped = reader.counts().skipped_blocks;
    return outcome;
}

Bytes filled(std::size_t n, std::uint8_t value) { return Bytes(n, static_cast<std::byte>(value)); }

void expect_same_for_every_split(const Bytes& input) {
    const Outcome whole = read(input);
    for (std::size_t cut = 0; cut <= input.size(); ++cut) EXPECT_EQ(read(input, {cut}), whole) << cut;
}

class ClassicPcap : public testing::TestWithParam<Classic> {};
TEST_P(ClassicPcap, both_byte_orders_and_both_resolutions_read_the_same) {
    const Bytes input = pcap({filled(5, 1), filled(0, 0), filled(64, 3)}, GetParam());
    const Outcome whole = read(input);
    EXPECT_FALSE(whole.error);
    ASSERT_EQ(whole.frames.size(), 3u);
    const std::int64_t time = 100'000'000'000 + (GetParam().nanoseconds ? 7 : 7'000);
    EXPECT_EQ(whole.frames[0], (Frame{time, 1, 24 + 16, 5, LinkType::ethernet, filled(5, 1)}));
    EXPECT_EQ(whole.frames[1], (Frame{time, 2, 45 + 16, 0, LinkType::ethernet, {}}));
    EXPECT_EQ(whole.frames[2], (Frame{time, 3, 61 + 16, 64, LinkType::ethernet, filled(64, 3)}));
    expect_same_for_every_split(input);
}
INSTANTIATE_TEST_SUITE_P(Pcap, ClassicPcap,
                         testing::Values(Classic{Order::little, false}, Classic{Order::little, true},
                                         Classic{Order::big, false}, Classic{Order::big, true}));

TEST(Pcap, seconds_beyond_2038_do_not_wrap) {
    const Bytes input =
        joined({pcap_header({}), pcap_record(filled(4, 1), Order::little, 0xFFFFFFFF, 999'999)});
    EXPECT_EQ(read(input).frames.at(0).time_ns, 4'294'967'295'999'999'000);
}

TEST(Pcap, every_early_end_is_an_error_at_the_record_that_is_cut) {
    const Bytes input = pcap({filled(5, 1), filled(9, 2)});
    const std::size_t second = 24 + 16 + 5;
    for (std::size_t n = 1; n < input.size(); ++n) {
        if (n == 24 || n == second) continue;  // between two records
        const Outcome outcome = read(View(input).first(n));
        EXPECT_EQ(outcome.error.kind, ErrorKind::truncated_capture) << n;
        EXPECT_EQ(outcome.error.offset, n < 24 ? 0 : n < second ? 24 : second) << n;
        EXPECT_EQ(outcome.error.found, n - outcome.error.offset) << n;
        EXPECT_GT(outcome.error.expected, outcome.error.found) << n;
        EXPECT_EQ(outcome.frames.size(), n < second ? 0 : 1) << n;
    }
    EXPECT_EQ(read(View(input).first(input.size() - 1)).error.expected, 16u + 9u);
    EXPECT_FALSE(read(View(input).first(24)).error);
    EXPECT_FALSE(read(View(input).first(second)).error);
}

TEST(Pcap, another_link_type_is_an_error_that_names_it) {
    const Outcome outcome = read(pcap({filled(5, 1)}, {.link = 105}));
    EXPECT_EQ(outcome.error.kind, ErrorKind::unsupported_link_type);
    EXPECT_EQ(outcome.error.found, 105u);
    EXPECT_TRUE(outcome.frames.empty());
}

TEST(Pcap, check_sequence_bits_beside_the_link_type_are_ignored) {
    EXPECT_EQ(read(pcap({filled(5, 1)}, {.link = 0x24000001})).frames.size(), 1u);
}

TEST(Pcap, an_absurd_packet_length_is_an_error_and_not_an_allocation) {
    Bytes input = pcap({filled(5, 1), filled(5, 2)});
    input[24 + 16 + 5 + 8 + 3] = std::byte{0x7F};
    const Outcome outcome = read(input);
    EXPECT_EQ(outcome.error.kind, ErrorKind::packet_too_long);
    EXPECT_EQ(outcome.error.offset, 45u);
    EXPECT_EQ(outcome.error.packet, 2u);
    EXPECT_EQ(outcome.error.found, 0x7F000005u);
    EXPECT_EQ(outcome.error.expected, kMaxCapturedBytes);
}

TEST(Pcap, the_longest_packet_is_read_in_any_cut) {
    const Bytes input = pcap({filled(kMaxCapturedBytes, 9), filled(3, 1)});
    const Outcome whole = read(input);
    ASSERT_EQ(whole.frames.size(), 2u);
    EXPECT_EQ(read(input, {50, input.size() - 4}), whole);
}

TEST(Pcap, what_is_no_capture_is_an_error) {
    EXPECT_EQ(read({}).error.kind, ErrorKind::empty_input);
    EXPECT_EQ(read(filled(100, 0x11)).error, (Error{.kind = ErrorKind::not_a_capture, .found = 0x11111111}));
    Bytes version = pcap({});
    version[4] = std::byte{3};
    EXPECT_EQ(read(version).error.kind, ErrorKind::unsupported_version);
    EXPECT_EQ(read(version).error.found, 3u);
}

TEST(Pcap, nothing_is_handed_out_after_an_error) {
    PcapReader reader;
    std::size_t frames = 0;
    const auto count = [&](const CapturedFrame&) { ++frames; };
    reader.push(filled(4, 0x11), count);
    reader.push(pcap({filled(5, 1)}), count);
    EXPECT_FALSE(reader.finish());
    EXPECT_EQ(frames, 0u);
}

Bytes option(Order order, std::uint16_t code, View value) {
    Builder out{.order = order, .bytes = {}};
    return out.u16(code).u16(value.size()).raw(value).zeros((4 - value.size() % 4) % 4).bytes;
}

class Pcapng : public testing::TestWithParam<Order> {};
TEST_P(Pcapng, reads_every_packet_block_and_skips_the_others) {
    const Order order = GetParam();
    Builder obsolete{.order = order, .bytes = {}};
    obsolete.u16(1).u16(0).u32(0).u32(5).u32(3).u32(99).raw(filled(3, 4));
    Builder simple{.order = order, .bytes = {}};
    simple.u32(6).raw(filled(6, 5));
    const Bytes nanoseconds = joined({option(order, 2, filled(3, 'e')), option(order, 9, filled(1, 9)),
                                      option(order, 0, {}), option(order, 9, filled(1, 0))});
    const Bytes comment = option(order, 1, filled(7, 'c'));
    const Bytes input = joined({
        section(order),
        block(5, filled(20, 0), order),  // interface statistics, before any interface: of no interest
        interface_block(1, order),
        interface_block(101, order, nanoseconds),
        enhanced_packet(filled(5, 1), 0x0005'0000'0000'0007, 0, order, comment),
        block(0x0BAD, filled(4'000, 0), order),
        enhanced_packet(filled(8, 2), 1'000'000'001, 1, order),
        block(2, obsolete.bytes, order),
        block(3, simple.bytes, order),
    });
    const Outcome whole = read(input);
    EXPECT_STREQ(name_of(whole.error.kind), "none");
    EXPECT_EQ(whole.skipped, 2u);
    ASSERT_EQ(whole.frames.size(), 4u);
    EXPECT_EQ(whole.frames[0].time_ns, 0x0005'0000'0000'0007 * 1'000);
    EXPECT_EQ(whole.frames[0].original, 6u);
    EXPECT_EQ(whole.frames[0].link, LinkType::ethernet);
    EXPECT_EQ(whole.frames[0].bytes, filled(5, 1));
    EXPECT_EQ(whole.frames[1].time_ns, 1'000'000'001);
    EXPECT_EQ(whole.frames[1].link, LinkType::raw_ip);
    EXPECT_EQ(whole.frames[2], (Frame{5, 3, whole.frames[2].offset, 99, LinkType::raw_ip, filled(3, 4)}));
    EXPECT_EQ(whole.frames[3], (Frame{0, 4, whole.frames[3].offset, 6, LinkType::ethernet, filled(6, 5)}));
    for (const Frame& frame : whole.frames)
        EXPECT_TRUE(std::ranges::equal(View(input).subspan(frame.offset, frame.bytes.size()), frame.bytes));
    expect_same_for_every_split(input);
}
TEST_P(Pcapng, every_early_end_inside_a_block_is_an_error) {
    const Order order = GetParam();
    const std::vector<Bytes> blocks{section(order), interface_block(1, order),
                                    block(0x0BAD, filled(8, 0), order),
                                    enhanced_packet(filled(5, 1), 7, 0, order)};
    std::size_t begin = 0;
    Bytes input;
    for (const Bytes& each : blocks) {
        input.insert(input.end(), each.begin(), each.end());
        for (std::size_t n = begin + 1; n < input.size(); ++n) {
            const Error error = read(View(input).first(n)).error;
            EXPECT_EQ(error.kind, ErrorKind::truncated_capture) << n;
            EXPECT_EQ(error.offset, begin) << n;
            EXPECT_EQ(error.found, n - begin) << n;
            EXPECT_GT(error.expected, error.found) << n;
        }
        EXPECT_FALSE(read(input).error);
        begin = input.size();
    }
}
INSTANTIATE_TEST_SUITE_P(Pcap, Pcapng, testing::Values(Order::little, Order::big),
                         [](const auto& row) { return row.param == Order::big ? "big" : "little"; });

TEST(Pcapng, a_new_section_forgets_the_interfaces_and_may_turn_the_byte_order) {
    const Bytes first = joined({section(), interface_block(1), enhanced_packet(filled(4, 1), 1)});
    const Bytes turned = joined({first, section(Order::big), interface_block(101, Order::big),
                                 enhanced_packet(filled(4, 2), 2, 0, Order::big)});
    const Outcome outcome = read(turned);
    EXPECT_FALSE(outcome.error);
    ASSERT_EQ(outcome.frames.size(), 2u);
    EXPECT_EQ(outcome.frames[1].link, LinkType::raw_ip);

    const Outcome forgotten = read(joined({first, section(), enhanced_packet(filled(4, 2), 2)}));
    EXPECT_EQ(forgotten.error.kind, ErrorKind::unknown_interface);
    EXPECT_EQ(forgotten.error.expected, 0u);
    EXPECT_EQ(forgotten.error.packet, 2u);
}

struct Resolution {
    std::uint8_t resolution;
    std::int64_t offset_s;
    std::uint64_t units;
    std::int64_t ns;
};
class TimeResolution : public testing::TestWithParam<Resolution> {};
TEST_P(TimeResolution, is_applied_and_never_overflows) {
    const Resolution& row = GetParam();
    Builder seconds{.order = Order::little, .bytes = {}};
    seconds.u64(static_cast<std::uint64_t>(row.offset_s));
    const Bytes options = joined(
        {option(Order::little, 9, filled(1, row.resolution)), option(Order::little, 14, seconds.bytes)});
    const Bytes input = joined(
        {section(), interface_block(1, Order::little, options), enhanced_packet(filled(4, 1), row.units)});
    EXPECT_EQ(read(input).frames.at(0).time_ns, row.ns);
}
constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
INSTANTIATE_TEST_SUITE_P(
    Pcap, TimeResolution,
    testing::Values(Resolution{0, 0, 3, 3'000'000'000}, Resolution{3, 0, 1'500, 1'500'000'000},
                    Resolution{12, 0, 5'999, 5}, Resolution{0x80 | 10, 0, 1'536, 1'500'000'000},
                    Resolution{9, 10, 1, 10'000'000'001}, Resolution{9, -1, 1, -999'999'999},
                    Resolution{0, 0, kAllOnes, kLast}, Resolution{127, 0, kAllOnes, 0},
                    Resolution{0xFF, 0, kAllOnes, 0}, Resolution{0x80, 0, kAllOnes, kLast},
                    Resolution{9, kFirst, 0, kFirst}, Resolution{9, kLast, 0, kLast}));

Bytes with_length(Bytes bytes, std::uint32_t length) {
    for (std::size_t i = 0; i < 4; ++i) bytes[4 + i] = static_cast<std::byte>(length >> (8 * i));
    return bytes;
}

TEST(Pcapng, a_broken_block_is_an_error_with_offset_expected_and_found) {
    const Bytes begin = joined({section(), interface_block(1)});
    const std::uint64_t at = begin.size();
    const auto error_of = [&](const Bytes& broken) { return read(joined({begin, broken})).error; };
    const Bytes packet = enhanced_packet(filled(4, 1), 1);
    EXPECT_EQ(error_of(with_length(packet, 8)),
              (Error{.kind = ErrorKind::bad_block_length, .offset = at, .expected = 12, .found = 8}));
    EXPECT_EQ(error_of(with_length(packet, 38)),
              (Error{.kind = ErrorKind::bad_block_length, .offset = at, .expected = 12, .found = 38}));
    EXPECT_EQ(error_of(with_length(packet, 2 * kMaxCapturedBytes + 4)).kind, ErrorKind::bad_block_length);
    Bytes mismatch = packet;
    mismatch.back() = std::byte{1};
    EXPECT_EQ(
        error_of(mismatch),
        (Error{.kind = ErrorKind::block_length_mismatch, .offset = at, .expected = 36, .found = 0x01000024}));
    EXPECT_EQ(
        error_of(enhanced_packet(filled(4, 1), 1, 3)),
        (Error{.kind = ErrorKind::unknown_interface, .offset = at, .expected = 1, .found = 3, .packet = 1}));
    EXPECT_EQ(error_of(block(6, Bytes(16))).kind, ErrorKind::bad_block_length);
    EXPECT_EQ(error_of(block(1, Bytes(4))).kind, ErrorKind::bad_block_length);
    EXPECT_EQ(error_of(block(3, Bytes(0))).kind, ErrorKind::bad_block_length);
    Bytes beyond = packet;
    beyond[8 + 12] = std::byte{5};  // captured length 5 where the block has room for 4
    EXPECT_EQ(error_of(beyond),
              (Error{.kind = ErrorKind::bad_block_length, .offset = at, .expected = 40, .found = 36}));
    beyond[8 + 14] = std::byte{0xFF};
    EXPECT_EQ(error_of(beyond).kind, ErrorKind::packet_too_long);
    Builder simple{.order = Order::little, .bytes = {}};
    EXPECT_EQ(error_of(block(3, simple.u32(5).u32(0).bytes)).kind, ErrorKind::bad_block_length);
    Bytes order = section();
    order[8] = std::byte{0};
    EXPECT_EQ(error_of(order).kind, ErrorKind::bad_byte_order);
    Bytes version = section();
    version[12] = std::byte{2};
    EXPECT_EQ(error_of(version),
              (Error{.kind = ErrorKind::unsupported_version, .offset = at, .expected = 1, .found = 2}));
    EXPECT_EQ(read(joined({section(), block(3, simple.bytes)})).error.kind, ErrorKind::unknown_interface);
}

TEST(Pcapng, a_simple_packet_is_cut_at_the_snap_length) {
    Builder simple{.order = Order::little, .bytes = {}};
    simple.u32(1'000).raw(filled(16, 5));
    const Outcome outcome =
        read(joined({section(), interface_block(1, Order::little, {}, 14), block(3, simple.bytes)}));
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(outcome.frames.at(0).bytes, filled(14, 5));
    EXPECT_EQ(outcome.frames.at(0).original, 1'000u);
}

TEST(Pcapng, other_link_types_are_an_error_only_when_there_is_nothing_else) {
    const Bytes other = joined({section(), interface_block(189), enhanced_packet(filled(4, 1), 1)});
    EXPECT_EQ(read(other).error, (Error{.kind = ErrorKind::unsupported_link_type,
                                        .offset = section().size() + 20,
                                        .found = 189,
                                        .packet = 1}));
    const Bytes mixed = joined({other, interface_block(1), enhanced_packet(filled(4, 1), 1, 1)});
    EXPECT_FALSE(read(mixed).error);
    EXPECT_EQ(read(mixed).frames.size(), 2u);
}

}  // namespace
}  // namespace tradewind::feed::test
