#include "tradewind/feed/mold_stream.hpp"

#include <gtest/gtest.h>

#include "feed/build_bytes.hpp"

namespace tradewind::feed::test {
namespace {

/// Message number n of the test feed.
Bytes nth(std::uint64_t n) { return itch_message('D', static_cast<unsigned>(n)); }

std::vector<Bytes> range(std::uint64_t first, std::uint64_t end) {
    std::vector<Bytes> messages;
    for (std::uint64_t n = first; n < end; ++n) messages.push_back(nth(n));
    return messages;
}

class MoldStreamTest : public testing::Test {
  protected:
    void push(View datagram) {
        ++packet_;
        stream_.push(datagram, packet_, 1'000 * packet_, taken_);
    }
    /// Messages [first, end) of the feed in one datagram.
    void push_range(std::uint64_t first, std::uint64_t end, std::string_view session = "SESSION001") {
        push(mold(session, first, range(first, end)));
    }
    void expect_taken(std::initializer_list<std::uint64_t> numbers) {
        std::vector<Bytes> expected;
        for (const std::uint64_t n : numbers) expected.push_back(nth(n));
        EXPECT_EQ(taken_.messages, expected);
    }
    const MoldCounts& counts() const { return stream_.mold(); }

    MoldStream stream_;
    Taken taken_;
    std::uint64_t packet_{};
};

TEST_F(MoldStreamTest, hands_out_messages_in_order_with_their_place_in_the_capture) {
    push(mold("SESSION001", 1, {itch_message('A'), itch_message('D')}));
    EXPECT_EQ(taken_.offsets, (std::vector<std::uint64_t>{1'000 + 20 + 2, 1'000 + 20 + 2 + 36 + 2}));
    EXPECT_EQ(stream_.counts().by_type['A'], 1u);
    EXPECT_EQ(stream_.counts().messages, 2u);
    EXPECT_EQ(counts().datagrams, 1u);
    EXPECT_EQ(counts().sessions, 1u);
    EXPECT_EQ(counts().gaps, 0u);
}

TEST_F(MoldStreamTest, a_second_line_gives_duplicates_and_no_second_message) {
    push_range(1, 3);
    push_range(1, 3);
    push_range(2, 5);
    expect_taken({1, 2, 3, 4});
    EXPECT_EQ(counts().duplicates, 3u);
    EXPECT_EQ(counts().gaps, 0u);
    EXPECT_EQ(counts().late, 0u);
}

TEST_F(MoldStreamTest, a_capture_that_begins_in_the_middle_has_no_gap) {
    push_range(500, 502);
    EXPECT_EQ(counts().gaps, 0u);
    EXPECT_EQ(counts().missing, 0u);
}

TEST_F(MoldStreamTest, a_gap_is_counted_with_what_is_missing) {
    push_range(1, 2);
    push_range(5, 6);
    push_range(9, 10);
    expect_taken({1, 5, 9});
    EXPECT_EQ(counts().gaps, 2u);
    EXPECT_EQ(counts().missing, 6u);
}

TEST_F(MoldStreamTest, late_messages_fill_the_gap_once) {
    push_range(1, 2);
    push_range(6, 7);  // 2..5 missing
    push_range(3, 5);  // splits the gap
    push_range(2, 7);  // 2 and 5 are new, the rest is not
    push_range(2, 7);
    expect_taken({1, 6, 3, 4, 2, 5});
    EXPECT_EQ(counts().late, 4u);
    EXPECT_EQ(counts().missing, 0u);
    EXPECT_EQ(counts().gaps, 1u);
    EXPECT_EQ(counts().duplicates, 3u + 5u);
}

TEST_F(MoldStreamTest, what_came_before_the_capture_began_is_late_and_never_missing) {
    push_range(10, 11);
    push_range(9, 10);
    push_range(9, 10);
    expect_taken({10, 9});
    EXPECT_EQ(counts().late, 1u);
    EXPECT_EQ(counts().missing, 0u);
    EXPECT_EQ(counts().duplicates, 1u);
}

TEST_F(MoldStreamTest, when_too_many_gaps_are_open_the_oldest_is_given_up) {
    for (std::uint64_t n = 1; n <= 2 * (MoldStream::kMaxGaps + 1) + 1; n += 2) push_range(n, n + 1);
    EXPECT_EQ(counts().missing, MoldStream::kMaxGaps + 1);
    push_range(2, 3);  // given up
    EXPECT_EQ(counts().duplicates, 1u);
    push_range(4, 5);
    EXPECT_EQ(counts().late, 1u);
    EXPECT_EQ(counts().missing, MoldStream::kMaxGaps);
}

TEST_F(MoldStreamTest, a_heartbeat_shows_loss_at_the_tail_and_the_end_is_noted) {
    push_range(1, 2);
    push(mold("SESSION001", 2, {}));
    EXPECT_EQ(counts().missing, 0u);
    push(mold("SESSION001", 4, {}));
    EXPECT_EQ(counts().heartbeats, 2u);
    EXPECT_EQ(counts().missing, 2u);
    Builder end;
    push(end.text("SESSION001").u64(5).u16(0xFFFF).bytes);
    EXPECT_EQ(counts().end_of_session, 1u);
    EXPECT_EQ(counts().missing, 3u);
    push_range(2, 5);
    expect_taken({1, 2, 3, 4});
    EXPECT_EQ(counts().missing, 0u);
}

TEST_F(MoldStreamTest, sessions_are_counted_apart) {
    push_range(1, 3, "SESSION001");
    push_range(1, 3, "SESSION002");
    push_range(3, 4, "SESSION001");
    expect_taken({1, 2, 1, 2, 3});
    EXPECT_EQ(counts().sessions, 2u);
    EXPECT_EQ(counts().duplicates, 0u);
    EXPECT_EQ(counts().gaps, 0u);
}

TEST_F(MoldStreamTest, sessions_beyond_the_table_are_handed_out_unchecked) {
    for (std::size_t i = 0; i <= MoldStream::kMaxSessions; ++i) {
        std::string name = std::to_string(i);
        name.resize(10, ' ');
        push_range(1, 2, name);
        push_range(1, 2, name);
    }
    EXPECT_EQ(counts().sessions, MoldStream::kMaxSessions);
    EXPECT_EQ(counts().untracked, 2u);
    EXPECT_EQ(counts().duplicates, MoldStream::kMaxSessions);
}

TEST_F(MoldStreamTest, sequence_number_0_says_nothing_about_order) {
    push_range(0, 1);
    push_range(0, 1);
    expect_taken({0, 0});
    EXPECT_EQ(counts().unsequenced, 2u);
    EXPECT_EQ(counts().sessions, 0u);
}

TEST_F(MoldStreamTest, a_malformed_datagram_is_passed_over_whole_and_remembered_by_packet) {
    push_range(1, 2);
    const Bytes good = mold("SESSION001", 2, range(2, 5));
    for (std::size_t n = 0; n < good.size(); ++n) push(View(good).first(n));
    Bytes trailing = good;
    trailing.push_back(std::byte{0});
    push(trailing);
    expect_taken({1});
    EXPECT_EQ(counts().malformed, good.size() + 1);
    EXPECT_EQ(counts().datagrams, 1u);
    EXPECT_EQ(counts().first_problems[0].packet, 2u);
    EXPECT_EQ(counts().first_problems[0].offset, 2'000u);
    EXPECT_EQ(counts().first_problems[15].packet, 17u);
    EXPECT_NE(describe(counts().first_problems[0]).find("packet 2 (byte 2000): not MoldUDP64: "),
              std::string::npos);
    push(good);
    expect_taken({1, 2, 3, 4});
}

TEST_F(MoldStreamTest, a_sequence_number_that_passes_2_to_the_64_is_malformed) {
    push(mold("SESSION001", ~std::uint64_t{0}, range(1, 2)));
    EXPECT_EQ(counts().malformed, 1u);
    EXPECT_EQ(counts().first_problems[0].problem, MoldProblem::sequence_overflow);
    EXPECT_EQ(describe(counts().first_problems[0]),
              "packet 1 (byte 1000): sequence number and message count pass 2^64");
    push(mold("SESSION001", ~std::uint64_t{0} - 1, range(1, 2)));
    EXPECT_EQ(counts().malformed, 1u);
    EXPECT_EQ(taken_.messages.size(), 1u);
}

TEST_F(MoldStreamTest, a_message_of_the_wrong_length_is_passed_over_alone) {
    Bytes longer = itch_message('A');
    longer.push_back(std::byte{0});
    push(mold("SESSION001", 1, {nth(1), longer, {}, Bytes(400, std::byte{'z'}), nth(2)}));
    expect_taken({1, 2});
    EXPECT_EQ(counts().wrong_length, 2u);
    EXPECT_EQ(counts().malformed, 0u);
    EXPECT_EQ(stream_.counts().unknown['z'], 1u);
    EXPECT_EQ(describe(counts().first_problems[0]),
              "packet 1 (byte 1043): expected length 36 for message type 'A', found 37");
    EXPECT_EQ(describe(counts().first_problems[1]),
              "packet 1 (byte 1082): expected a message, found an empty block");
}

}  // namespace
}  // namespace tradewind::feed::test
