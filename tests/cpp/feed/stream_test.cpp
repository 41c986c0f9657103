#include "tradewind/feed/stream.hpp"

#include <gtest/gtest.h>

#include "feed/build_bytes.hpp"

namespace tradewind::feed::test {
namespace {

const std::vector<Bytes> kMessages = every_type();

std::vector<Bytes> frames() {
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < kMessages.size(); ++i) out.push_back(mold_frame(i + 1, {kMessages[i]}));
    return out;
}

TEST(Stream, a_file_and_a_capture_of_the_same_messages_give_the_same_messages) {
    Stream file(StreamKind::itch);
    Taken from_file;
    file.push(framed(kMessages), from_file);
    Stream capture(StreamKind::pcap);
    Taken from_capture;
    const Bytes input = pcap(frames());
    capture.push(input, from_capture);
    EXPECT_TRUE(file.finish());
    EXPECT_TRUE(capture.finish());
    EXPECT_EQ(from_file.messages, kMessages);
    EXPECT_EQ(from_capture.messages, kMessages);
    EXPECT_EQ(file.counts(), capture.counts());
    for (std::size_t i = 0; i < kMessages.size(); ++i)
        EXPECT_TRUE(std::ranges::equal(View(input).subspan(from_capture.offsets[i], kMessages[i].size()),
                                       kMessages[i]));
}

TEST(Stream, every_split_of_a_capture_gives_the_same_messages) {
    const Bytes input = joined(
        {section(), interface_block(1), enhanced_packet(frames()[0], 1), enhanced_packet(frames()[1], 2)});
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        Stream stream(StreamKind::pcap);
        Taken taken;
        push_cut(stream, input, {cut}, taken);
        EXPECT_TRUE(stream.finish());
        EXPECT_EQ(taken.messages, (std::vector<Bytes>{kMessages[0], kMessages[1]})) << cut;
    }
}

// File or capture, in batches or in an array, however cut: the events of the messages.
TEST(Stream, events_are_the_messages_decoded) {
    const Bytes file = framed(kMessages);
    const Bytes capture = pcap({mold_frame(1, {kMessages[0], kMessages[1]}), mold_frame(3, {kMessages[0]}),
                                mold_frame(4, kMessages)});
    for (const auto& [kind, input] :
         {std::pair{StreamKind::itch, file}, std::pair{StreamKind::pcap, capture}}) {
        Stream one_by_one(kind);
        std::vector<book::Event> expected;
        one_by_one.push(input, [&](View message, std::uint64_t) { expected.push_back(normalize(message)); });
        ASSERT_GE(expected.size(), 2U);
        for (const std::size_t size : {1U, 2U, 100U}) {
            std::vector<book::Event> array(size);
            for (std::size_t cut = 0; cut <= input.size(); ++cut) {
                Stream batched(kind);
                Stream read(kind);
                std::vector<book::Event> in_batches;
                std::vector<book::Event> in_array;
                for (View rest : {View(input).first(cut), View(input).subspan(cut)}) {
                    batched.push_events(rest, array, [&](std::span<const book::Event> events) {
                        ASSERT_LE(events.size(), size);
                        in_batches.insert(in_batches.end(), events.begin(), events.end());
                    });
                    for (Decoded got{.bytes = 0, .events = size}; got.events == size;) {
                        got = read.read_events(rest, array);
                        in_array.insert(in_array.end(), array.begin(),
                                        array.begin() + static_cast<std::ptrdiff_t>(got.events));
                        rest = rest.subspan(got.bytes);
                    }
                    ASSERT_TRUE(rest.empty());
                }
                for (const auto* got : {&in_batches, &in_array}) {
                    ASSERT_EQ(got->size(), expected.size()) << cut;
                    ASSERT_EQ(std::memcmp(got->data(), expected.data(), got->size() * sizeof(book::Event)),
                              0);
                }
                ASSERT_TRUE(batched.finish() && read.finish());
                ASSERT_EQ(batched.counts(), one_by_one.counts());
                ASSERT_EQ(read.counts(), one_by_one.counts());
            }
        }
    }
}

TEST(Stream, messages_is_the_number_of_the_message_that_is_handed_out) {
    Stream stream(StreamKind::itch);
    std::vector<std::uint64_t> numbers;
    const Bytes input = framed({kMessages[0], Bytes(5, std::byte{'z'}), kMessages[1]});
    stream.push(input, [&](View, std::uint64_t) { numbers.push_back(stream.messages()); });
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 3}));
}

TEST(Stream, the_report_counts_every_packet_by_what_became_of_it) {
    const Bytes datagram = udp(mold("SESSION001", 1, {kMessages[0]}));
    const std::vector<Bytes> input{
        frames()[0],
        ethernet(Bytes(46), 0x0806),
        ethernet(ipv4(datagram, {.fragment = 0x2000})),
        ethernet(ipv4(udp(Builder{}.text("no MoldUDP64 at all").bytes, 53))),
        ethernet(ipv4(Bytes(20), {.protocol = 6})),
        mold_frame(0, {}),
    };
    Stream stream(StreamKind::pcap);
    Taken taken;
    const Bytes bytes = pcap(input);
    stream.push(bytes, taken);
    EXPECT_TRUE(stream.finish());
    const Report report = stream.report();
    const auto frames_of = [&](FrameKind kind) { return report.frames[static_cast<std::size_t>(kind)]; };
    EXPECT_EQ(report.kind, StreamKind::pcap);
    EXPECT_EQ(report.bytes, bytes.size());
    EXPECT_EQ(report.capture.packets, 6u);
    EXPECT_EQ(frames_of(FrameKind::udp), 3u);
    EXPECT_EQ(frames_of(FrameKind::not_ip), 1u);
    EXPECT_EQ(frames_of(FrameKind::fragment), 1u);
    EXPECT_EQ(frames_of(FrameKind::bad_transport_header), 1u);
    EXPECT_EQ(report.mold.malformed, 1u);
    EXPECT_EQ(report.mold.first_problems[0].packet, 4u);
    EXPECT_EQ(report.mold.heartbeats, 1u);
    EXPECT_EQ(report.messages.messages, 1u);
    EXPECT_FALSE(report.end_of_session);
}

TEST(Stream, the_filter_takes_one_port_and_one_group) {
    const Bytes payload = mold("SESSION001", 1, {kMessages[0]});
    const Bytes input = pcap({ethernet(ipv4(udp(payload, 1))), ethernet(ipv4(udp(payload, 2))),
                              ethernet(ipv6(udp(payload, 1)), 0x86DD)});
    const IpAddress group{.bytes = {std::byte{0xE9}, std::byte{0x36}, std::byte{0x0C}, std::byte{0x6F}},
                          .size = 4};
    const auto count = [&](const PacketFilter& filter) {
        Stream stream(StreamKind::pcap, filter);
        stream.push(input, [](View, std::uint64_t) {});
        EXPECT_EQ(stream.report().mold.datagrams + stream.report().filtered, 3u);
        return stream.report().mold.datagrams;
    };
    EXPECT_EQ(count({}), 3u);
    EXPECT_EQ(count({.port = 1, .group = {}}), 2u);
    EXPECT_EQ(count({.port = 0, .group = group}), 2u);
    EXPECT_EQ(count({.port = 1, .group = group}), 1u);
    EXPECT_EQ(count({.port = 3, .group = {}}), 0u);
}

TEST(Stream, the_report_of_a_file_has_bytes_and_the_end_marker) {
    Bytes input = framed(kMessages);
    input.resize(input.size() + 2);
    Stream stream(StreamKind::itch);
    stream.push(input, [](View, std::uint64_t) {});
    EXPECT_TRUE(stream.finish());
    EXPECT_EQ(stream.report().bytes, input.size());
    EXPECT_TRUE(stream.report().end_of_session);
}

TEST(Stream, an_error_of_either_source_is_the_streams) {
    Stream file(StreamKind::itch);
    EXPECT_FALSE(file.finish());
    EXPECT_EQ(file.error().kind, ErrorKind::empty_input);
    Stream capture(StreamKind::pcap);
    capture.push(pcap({}, {.link = 189}), [](View, std::uint64_t) {});
    EXPECT_EQ(capture.error().kind, ErrorKind::unsupported_link_type);
    EXPECT_FALSE(capture.finish());
}

}  // namespace
}  // namespace tradewind::feed::test
