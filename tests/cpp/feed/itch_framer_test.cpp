#include "tradewind/feed/itch_framer.hpp"

#include <gtest/gtest.h>

#include "feed/build_bytes.hpp"

namespace tradewind::feed::test {
namespace {

Bytes unknown_message(char type, std::size_t length) {
    Bytes message(length, std::byte{0x55});
    message[0] = static_cast<std::byte>(type);
    return message;
}

struct Outcome {
    Taken taken;
    Error error;
    MessageCounts counts;
    bool end_of_session{};
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome frame(View input, std::initializer_list<std::size_t> cuts = {}) {
    ItchFramer framer;
    Outcome outcome;
    push_cut(framer, input, cuts, outcome.taken);
    framer.finish();
    outcome.error = framer.error();
    outcome.counts = framer.counts();
    outcome.end_of_session = framer.end_of_session();
    return outcome;
}

TEST(ItchFramer, hands_out_every_message_with_the_place_of_its_type_byte) {
    const std::vector<Bytes> messages = every_type();
    const Bytes input = framed(messages);
    const Outcome outcome = frame(input);
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(outcome.taken.messages, messages);
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        EXPECT_EQ(outcome.taken.offsets[i], offset + 2);
        offset += 2 + messages[i].size();
        EXPECT_EQ(outcome.counts.by_type[std::to_integer<unsigned>(messages[i][0])], 1u);
    }
    EXPECT_EQ(outcome.counts.messages, messages.size());
}

TEST(ItchFramer, every_split_position_gives_the_same_messages) {
    std::vector<Bytes> messages = every_type();
    messages.insert(messages.begin() + 3, unknown_message('z', 255));
    messages.push_back(unknown_message('!', 1));
    Bytes input = framed(messages);
    input.resize(input.size() + 2);  // end-of-session marker
    const Outcome whole = frame(input);
    ASSERT_FALSE(whole.error);
    ASSERT_TRUE(whole.end_of_session);
    for (std::size_t cut = 0; cut <= input.size(); ++cut) EXPECT_EQ(frame(input, {cut}), whole) << cut;

    ItchFramer framer;
    Taken one_by_one;
    for (const std::byte& byte : input) framer.push({&byte, 1}, one_by_one);
    EXPECT_TRUE(framer.finish());
    EXPECT_EQ(one_by_one, whole.taken);
    EXPECT_EQ(framer.bytes(), input.size());
}

TEST(ItchFramer, every_pair_of_split_positions_gives_the_same_messages) {
    const Bytes input = framed({itch_message('D', 1), unknown_message('z', 4), itch_message('X', 2)});
    const Outcome whole = frame(input);
    ASSERT_EQ(whole.taken.messages.size(), 2u);
    for (std::size_t a = 0; a <= input.size(); ++a)
        for (std::size_t b = a; b <= input.size(); ++b)
            EXPECT_EQ(frame(input, {a, b}), whole) << a << ' ' << b;
}

/// Every type, unknown ones between them, and damage of every kind at the end.
std::vector<Bytes> whole_and_damaged() {
    std::vector<Bytes> messages = every_type();
    messages.insert(messages.begin() + 3, unknown_message('z', 255));
    messages.push_back(unknown_message('!', 1));
    const Bytes good = framed(messages);
    Bytes ended = good;
    ended.resize(ended.size() + 2);  // end-of-session marker
    Bytes wrong_length = good;
    wrong_length.push_back(std::byte{0});
    wrong_length.push_back(std::byte{7});
    wrong_length.push_back(std::byte{'A'});
    Bytes bytes_behind = ended;
    bytes_behind.push_back(std::byte{'A'});
    return {good, ended, wrong_length, bytes_behind, Bytes(good.begin(), good.end() - 5)};
}

// Decoded in batches or one by one: the same events, counts and errors, however input and ring are cut.
TEST(ItchFramer, events_in_batches_are_the_messages_decoded) {
    for (const Bytes& input : whole_and_damaged()) {
        const Outcome one_by_one = frame(input);
        std::vector<book::Event> expected;
        for (const Bytes& message : one_by_one.taken.messages) expected.push_back(normalize(message));
        for (const std::size_t size : {1U, 3U, 100U}) {
            std::vector<book::Event> ring(size);
            for (std::size_t cut = 0; cut <= input.size(); ++cut) {
                ItchFramer framer;
                std::vector<book::Event> got;
                const auto sink = [&](std::span<const book::Event> events) {
                    ASSERT_FALSE(events.empty());
                    got.insert(got.end(), events.begin(), events.end());
                };
                framer.push_events(View(input).first(cut), ring, sink);
                framer.push_events(View(input).subspan(cut), ring, sink);
                framer.finish();
                ASSERT_EQ(got.size(), expected.size()) << cut;
                ASSERT_EQ(std::memcmp(got.data(), expected.data(), got.size() * sizeof got[0]), 0) << cut;
                ASSERT_EQ(framer.error(), one_by_one.error) << cut;
                ASSERT_EQ(framer.counts(), one_by_one.counts) << cut;
                ASSERT_EQ(framer.end_of_session(), one_by_one.end_of_session) << cut;
                ASSERT_EQ(framer.bytes(), frame(input).error ? framer.bytes() : input.size()) << cut;
            }
        }
    }
}

// The same into the caller's array, which is handed in again where it was full.
TEST(ItchFramer, events_in_an_array_are_the_messages_decoded) {
    for (const Bytes& input : whole_and_damaged()) {
        const Outcome one_by_one = frame(input);
        std::vector<book::Event> expected;
        for (const Bytes& message : one_by_one.taken.messages) expected.push_back(normalize(message));
        for (const std::size_t size : {1U, 3U, 100U}) {
            std::vector<book::Event> array(size);
            for (std::size_t cut = 0; cut <= input.size(); ++cut) {
                ItchFramer framer;
                std::vector<book::Event> got;
                for (View rest : {View(input).first(cut), View(input).subspan(cut)}) {
                    while (!rest.empty() && !framer.error()) {
                        const Decoded took = framer.read_events(rest, array);
                        ASSERT_TRUE(took.events == size || took.bytes == rest.size() || framer.error())
                            << cut;
                        got.insert(got.end(), array.begin(),
                                   array.begin() + static_cast<std::ptrdiff_t>(took.events));
                        rest = rest.subspan(took.bytes);
                    }
                }
                ASSERT_LE(framer.whole_bytes(), framer.bytes());
                framer.finish();
                ASSERT_EQ(got.size(), expected.size()) << cut;
                ASSERT_EQ(std::memcmp(got.data(), expected.data(), got.size() * sizeof got[0]), 0) << cut;
                ASSERT_EQ(framer.error(), one_by_one.error) << cut;
                ASSERT_EQ(framer.counts(), one_by_one.counts) << cut;
                ASSERT_EQ(framer.end_of_session(), one_by_one.end_of_session) << cut;
            }
        }
    }
}

TEST(ItchFramer, whole_bytes_end_where_the_message_begins_that_is_not_whole) {
    const Bytes input = framed({itch_message('D', 1), unknown_message('z', 4), itch_message('A', 2)});
    const std::size_t last = input.size() - 38;
    std::array<book::Event, 4> events;
    for (std::size_t n = last; n < input.size(); ++n) {
        ItchFramer framer;
        EXPECT_EQ(framer.read_events(View(input).first(n), events), (Decoded{n, 1})) << n;
        EXPECT_EQ(framer.whole_bytes(), last) << n;
        EXPECT_EQ(framer.bytes(), n);
    }
    ItchFramer framer;
    EXPECT_EQ(framer.read_events(input, {}), (Decoded{0, 0})) << "no room";
    EXPECT_EQ(framer.bytes(), 0U);
}

TEST(ItchFramer, every_early_end_is_an_error_with_the_same_message_count) {
    const Bytes input = framed({itch_message('D', 1), itch_message('A', 2)});
    const std::size_t second = 2 + 19;
    for (std::size_t n = second + 1; n < input.size(); ++n) {
        for (std::size_t cut = 0; cut <= n; ++cut) {
            const Outcome outcome = frame(View(input).first(n), {cut});
            EXPECT_EQ(outcome.taken.messages.size(), 1u);
            EXPECT_EQ(outcome.error.offset, second);
            if (n == second + 1) {
                EXPECT_EQ(outcome.error.kind, ErrorKind::truncated_prefix);
            } else {
                EXPECT_EQ(outcome.error.kind, ErrorKind::truncated_message);
                EXPECT_EQ(outcome.error.expected, 36u);
                EXPECT_EQ(outcome.error.found, n - second - 2);
                EXPECT_EQ(outcome.error.type, n == second + 2 ? 0 : 'A');
            }
        }
    }
}

TEST(ItchFramer, a_wrong_prefix_on_a_known_type_stops_with_offset_expected_and_found) {
    Bytes input = framed({itch_message('D', 1), itch_message('A', 2), itch_message('D', 3)});
    const std::size_t second = 2 + 19;
    input[second + 1] = std::byte{37};
    const Outcome whole = frame(input);
    EXPECT_EQ(
        whole.error,
        (Error{.kind = ErrorKind::wrong_length, .type = 'A', .offset = second, .expected = 36, .found = 37}));
    EXPECT_EQ(whole.taken.messages.size(), 1u);
    for (std::size_t cut = 0; cut <= input.size(); ++cut) EXPECT_EQ(frame(input, {cut}), whole) << cut;
}

TEST(ItchFramer, unknown_types_are_passed_over_and_counted_by_letter) {
    const Outcome outcome = frame(framed({unknown_message('z', 30), itch_message('D', 1),
                                          unknown_message('z', 1), unknown_message('8', 255)}));
    EXPECT_FALSE(outcome.error);
    EXPECT_EQ(outcome.taken.messages.size(), 1u);
    EXPECT_EQ(outcome.counts.unknown['z'], 2u);
    EXPECT_EQ(outcome.counts.unknown['8'], 1u);
    EXPECT_EQ(outcome.counts.messages, 4u);
}

TEST(ItchFramer, an_unknown_type_longer_than_any_message_stops) {
    const Outcome outcome = frame(framed({itch_message('D', 1), unknown_message('z', 256)}));
    EXPECT_EQ(outcome.error.kind, ErrorKind::implausible_length);
    EXPECT_EQ(outcome.error.offset, 21u);
    EXPECT_EQ(outcome.error.found, 256u);
}

TEST(ItchFramer, bytes_behind_the_end_of_session_marker_are_an_error) {
    Bytes input = framed({itch_message('D', 1)});
    input.resize(input.size() + 2);
    EXPECT_FALSE(frame(input).error);
    input.push_back(std::byte{0});
    const Outcome whole = frame(input);
    EXPECT_EQ(whole.error.kind, ErrorKind::bytes_after_end);
    EXPECT_EQ(whole.error.offset, 23u);
    EXPECT_FALSE(whole.end_of_session);
    for (std::size_t cut = 0; cut <= input.size(); ++cut) EXPECT_EQ(frame(input, {cut}), whole) << cut;
}

TEST(ItchFramer, an_empty_input_is_an_error_and_an_empty_session_is_not) {
    EXPECT_EQ(frame({}).error.kind, ErrorKind::empty_input);
    const Outcome session = frame(Bytes(2));
    EXPECT_FALSE(session.error);
    EXPECT_TRUE(session.end_of_session);
}

TEST(ItchFramer, nothing_is_handed_out_after_an_error) {
    ItchFramer framer;
    Taken taken;
    framer.push(framed({unknown_message('z', 300)}), taken);
    const Error error = framer.error();
    ASSERT_TRUE(error);
    framer.push(framed(every_type()), taken);
    EXPECT_FALSE(framer.finish());
    EXPECT_TRUE(taken.messages.empty());
    EXPECT_EQ(framer.error(), error);
}

}  // namespace
}  // namespace tradewind::feed::test
