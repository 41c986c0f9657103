// A widened day must be, for each instrument, the beginning of the recorded flow under other names.
#include "tradewind/flow/widener.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include "flow/day_rules.hpp"
#include "tradewind/book/books.hpp"
#include "tradewind/feed/normalize.hpp"
#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/generator.hpp"
#include "tradewind/wire/itch50.hpp"

namespace tradewind::flow::test {
namespace {

std::vector<std::byte> generated_day() {
    DayGenerator generator{{2, 30'000, 5, 0}};
    std::vector<std::byte> day;
    std::vector<std::byte> chunk;
    while (generator.next_chunk(chunk)) day.insert(day.end(), chunk.begin(), chunk.end());
    return day;
}

RecordedFlow recorded(std::span<const std::byte> day, std::string_view symbol = {}) {
    RecordedFlow flow{base::Symbol::from(symbol)};
    for (const Raw& message : cut(day)) flow.take(message.bytes);
    return flow;
}

const RecordedFlow& busiest() {
    static const RecordedFlow flow = [] {
        const std::vector<std::byte> day = generated_day();
        return recorded(day, recorded(day).busiest().view());
    }();
    return flow;
}

std::vector<std::byte> widened(const WidenConfig& config, std::size_t chunk_bytes = 1U << 20) {
    Widener widener{busiest(), config};
    std::vector<std::byte> day;
    std::vector<std::byte> chunk;
    while (widener.next_chunk(chunk, chunk_bytes)) day.insert(day.end(), chunk.begin(), chunk.end());
    EXPECT_EQ(widener.messages(), widener.planned());
    EXPECT_EQ(widener.messages(),
              std::accumulate(widener.counts().begin(), widener.counts().end(), std::uint64_t{}));
    return day;
}

constexpr WidenConfig kConfig{40, 120'000, 7};

TEST(RecordedFlow, keeps_every_order_message_of_one_instrument_and_no_other) {
    const std::vector<std::byte> day = generated_day();
    std::map<std::string, std::uint64_t> wanted;
    std::vector<std::string> names(1);
    for (const Raw& m : cut(day)) {
        if (m.type() == 'R') names.push_back(m.text(11, 8));
        if (std::string_view{"AFECXDUP"}.find(m.type()) != std::string_view::npos)
            ++wanted[names[m.locate()]];
    }
    ASSERT_EQ(wanted.size(), 2U);
    for (const auto& [name, count] : wanted) {
        const RecordedFlow flow = recorded(day, std::string_view{name}.substr(0, 4));
        EXPECT_EQ(flow.messages().size(), count);
        EXPECT_EQ(flow.unfit(), 0U);
        EXPECT_EQ(std::string(flow.symbol().view()), name.substr(0, 4));
        EXPECT_EQ(flow.active(), 2U);
        EXPECT_EQ(wanted[std::string(flow.busiest().view()) + "    "],
                  std::max(wanted.begin()->second, wanted.rbegin()->second));
    }
    EXPECT_TRUE(recorded(day, "NONE").messages().empty());
}

template <class Writer>
std::vector<std::byte> message(auto fill) {
    std::vector<std::byte> bytes(Writer::kLayout.length);
    Writer writer{bytes.data(), base::Locate{3}, base::DayTime{1}};
    fill(writer);
    return bytes;
}
std::vector<std::byte> added(std::uint64_t ref, std::int64_t shares, char side = 'B') {
    return message<wire::itch50::AddOrderWriter>([&](auto& w) {
        w.order_ref({ref})
            .side_letter(side)
            .shares(base::Qty{shares})
            .stock(base::Symbol::from("ABC"))
            .price({kCent});
    });
}
std::vector<std::byte> cancelled(std::uint64_t ref, std::int64_t shares) {
    return message<wire::itch50::OrderCancelWriter>(
        [&](auto& w) { w.order_ref({ref}).shares(base::Qty{shares}); });
}
std::vector<std::byte> replaced(std::uint64_t ref, std::uint64_t new_ref, std::int64_t shares) {
    return message<wire::itch50::OrderReplaceWriter>([&](auto& w) {
        w.order_ref({ref}).new_order_ref({new_ref}).shares(base::Qty{shares}).price({kCent});
    });
}
std::vector<std::byte> removed(std::uint64_t ref) {
    return message<wire::itch50::OrderDeleteWriter>([&](auto& w) { w.order_ref({ref}); });
}

TEST(RecordedFlow, leaves_out_and_counts_what_no_book_could_take) {
    RecordedFlow flow{{}};
    const auto take = [&](const std::vector<std::byte>& bytes, bool fits) {
        const std::uint64_t unfit = flow.unfit();
        const std::size_t kept = flow.messages().size();
        flow.take(bytes);
        EXPECT_EQ(flow.unfit() - unfit, fits ? 0U : 1U);
        EXPECT_EQ(flow.messages().size() - kept, fits ? 1U : 0U);
    };
    take(added(1, 100), true);
    take(added(1, 100), false);
    take(added(2, 0), false);
    take(added(2, 10, 'X'), false);
    take(cancelled(2, 1), false);
    take(cancelled(1, 0), false);
    take(cancelled(1, 101), false);
    take(replaced(2, 3, 5), false);
    take(replaced(1, 3, 0), false);
    take(added(5, 1), true);
    take(replaced(1, 5, 7), false);
    take(replaced(1, 3, 7), true);
    take(removed(1), false);
    take(cancelled(3, 7), true);
    take(removed(3), false);
    take(removed(5), true);
    EXPECT_EQ(std::string(flow.symbol().view()), "ABC");

    take(added(9, 1), true);
    EXPECT_LT(flow.messages().back().order, 2U) << "more order numbers than ever rested at once";
}

TEST(Widener, every_instrument_plays_the_beginning_of_the_flow_moved_in_price_and_bent_in_time) {
    struct Player {
        std::size_t next{};
        std::int64_t offset{};
        bool moved{};
        std::uint64_t last_time{};
        std::map<std::uint32_t, std::uint64_t> refs;  // of the flow's order numbers
    };
    std::map<std::uint16_t, Player> players;
    std::uint64_t last_ref = 0;
    std::uint64_t last_match = 0;
    std::uint64_t last_time = 0;
    std::vector<std::string> names(1);
    const std::vector<std::byte> day = widened(kConfig);
    for (const Raw& m : cut(day)) {
        ASSERT_GE(m.time(), last_time);
        last_time = m.time();
        if (m.type() == 'R') names.push_back(m.text(11, 8));
        if (std::string_view{"AFECXDUP"}.find(m.type()) == std::string_view::npos) continue;
        Player& player = players[m.locate()];
        ASSERT_LT(player.next, busiest().messages().size());
        const FlowMessage& was = busiest().messages()[player.next++];
        const Raw old{std::span{was.bytes}.first(m.bytes.size())};
        ASSERT_EQ(m.type(), old.type());
        EXPECT_GE(m.time(), clock_time(9, 30));
        EXPECT_LE(m.time(), clock_time(10, 30));

        const auto same = [&](std::size_t at, std::size_t size) {
            ASSERT_EQ(m.text(at, size), old.text(at, size));
        };
        const auto price = [&](std::size_t at) {
            const std::int64_t offset = std::int64_t{m.u32(at)} - std::int64_t{old.u32(at)};
            const std::int64_t moved = old.u32(at) + player.offset;
            if (offset == 0 && player.moved && (moved <= 0 || moved > 1'999'999'900)) return;
            if (!player.moved) player.offset = offset;
            player.moved = true;
            ASSERT_EQ(offset, player.offset);
            ASSERT_EQ(offset % 100, 0);
        };
        const auto fresh_ref = [&](std::size_t at) {
            ASSERT_TRUE(m.u64(at) == last_ref + 1 || m.u64(at) == last_ref + 2) << m.u64(at);
            last_ref = m.u64(at);
            player.refs[was.order] = last_ref;
        };
        const auto known_ref = [&] { ASSERT_EQ(m.u64(11), player.refs.at(was.order)); };
        const auto fresh_match = [&](std::size_t at) { ASSERT_EQ(m.u64(at), ++last_match); };
        switch (m.type()) {
            case 'A':
            case 'F':
                fresh_ref(11);
                same(19, 5);
                price(32);
                same(36, m.bytes.size() - 36);
                ASSERT_EQ(m.text(24, 8), names[m.locate()]);
                break;
            case 'E':
            case 'C':
                known_ref();
                same(19, 4);
                fresh_match(23);
                if (m.type() == 'C') {
                    same(31, 1);
                    price(32);
                }
                break;
            case 'X':
                known_ref();
                same(19, 4);
                break;
            case 'D':
                known_ref();
                break;
            case 'U':
                known_ref();
                fresh_ref(19);
                same(27, 4);
                price(31);
                break;
            default:
                ASSERT_EQ(m.u64(11), 0U);
                same(19, 5);
                ASSERT_EQ(m.text(24, 8), names[m.locate()]);
                price(32);
                fresh_match(36);
        }
        ASSERT_FALSE(HasFatalFailure()) << "message of type " << m.type();
    }
    EXPECT_EQ(players.size(), kConfig.symbols);
    std::set<std::int64_t> offsets;
    for (const auto& [locate, player] : players) offsets.insert(player.offset);
    EXPECT_GT(offsets.size(), 30U);
}

TEST(Widener, parts_of_the_flow_fall_as_a_power_law_and_make_exactly_the_day_asked_for) {
    std::map<std::uint16_t, std::uint64_t> parts;
    const std::vector<std::byte> day = widened(kConfig);
    const auto messages = cut(day);
    EXPECT_EQ(messages.size(), kConfig.messages);
    for (const Raw& m : messages)
        if (std::string_view{"AFECXDUP"}.find(m.type()) != std::string_view::npos) ++parts[m.locate()];
    std::vector<std::uint64_t> sizes;
    bool in_order = true;
    for (const auto& [locate, n] : parts) {
        in_order = in_order && (sizes.empty() || sizes.back() >= n);
        sizes.push_back(n);
    }
    EXPECT_FALSE(in_order) << "locates are not shuffled";
    std::ranges::sort(sizes, std::greater{});
    for (const std::size_t rank : {5U, 20U, 39U})
        EXPECT_NEAR(static_cast<double>(sizes[rank]) / static_cast<double>(sizes[0]),
                    std::pow(20.0 / static_cast<double>(rank + 20), 0.75), 0.002);
}

TEST(Widener, no_part_is_longer_than_the_flow) {
    const std::uint64_t flow = busiest().messages().size();
    EXPECT_EQ(cut(widened({3, 1'000'000, 1})).size(), 3 * flow + 12);
    EXPECT_EQ(cut(widened({3, minimum_widened(3), 1})).size(), 15U);
    EXPECT_EQ(cut(widened({1, flow, 1})).size(), flow);
}

TEST(Widener, time_is_bent_by_different_powers) {
    // Where in the hour each instrument is when half of its messages are over: early for one, late for
    // another.
    std::map<std::uint16_t, std::vector<std::uint64_t>> times;
    const std::vector<std::byte> day = widened({200, 200'000, 3});
    for (const Raw& m : cut(day))
        if (m.time() >= clock_time(9, 30) && m.time() <= clock_time(10, 30) && m.locate() != 0)
            times[m.locate()].push_back(m.time() - clock_time(9, 30));
    const auto& flow = busiest().messages();
    double least = 9;
    double most = 0;
    for (const auto& [locate, all] : times) {
        const auto of_flow = [&](std::size_t i) {
            return static_cast<double>(flow[i].time_ns - flow[0].time_ns);
        };
        const std::size_t middle = all.size() / 2;
        const double exponent = std::log(static_cast<double>(all[middle]) / 3.6e12) /
                                std::log(of_flow(middle) / of_flow(all.size() - 1));
        EXPECT_EQ(all.front(), 0U);
        EXPECT_NEAR(static_cast<double>(all.back()), 3.6e12, 1e6);
        least = std::min(least, exponent);
        most = std::max(most, exponent);
    }
    EXPECT_NEAR(least, 0.6, 0.05);
    EXPECT_NEAR(most, 1.5, 0.05);
}

TEST(Widener, books_take_the_day_without_a_complaint_and_are_not_empty_at_its_end) {
    const std::vector<std::byte> day = widened(kConfig);
    book::Books books;
    std::string system_events;
    for (const Raw& m : cut(day)) {
        if (m.type() == 'S') system_events += m.letter(11);
        (void)books.apply(feed::normalize(m.bytes));
    }
    EXPECT_EQ(system_events, "OSQMEC");
    EXPECT_GT(books.live_orders(), 40U * 10U);
    const book::BookCounters& c = books.counters();
    EXPECT_EQ(c.unknown_order + c.duplicate_order + c.over_decrement + c.wrong_locate + c.unannounced_locate +
                  c.zero_quantity + c.bad_side,
              0U);
}

/// FNV-1a over the bytes.
std::uint64_t fingerprint(const std::vector<std::byte>& bytes) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3U;
    return hash;
}

// The same on every machine, compiler and build type. A deliberate change of either generator changes it.
TEST(Widener, the_bytes_of_a_known_day_are_known_and_chunks_and_seed_decide_none_or_all) {
    const std::vector<std::byte> day = widened(kConfig);
    EXPECT_EQ(fingerprint(day), 0xF08150D1F818A742U);
    EXPECT_EQ(widened(kConfig, 1), day);
    EXPECT_EQ(widened(kConfig, 5'000), day);
    EXPECT_NE(widened({kConfig.symbols, kConfig.messages, kConfig.seed + 1}), day);
}

TEST(Widener, a_flow_within_one_moment_is_played_in_one_moment) {
    RecordedFlow flow{{}};
    for (std::uint64_t ref = 1; ref <= 3; ++ref) flow.take(added(ref, 100));
    Widener widener{flow, {2, 100, 1}};
    std::vector<std::byte> chunk;
    ASSERT_TRUE(widener.next_chunk(chunk));
    std::size_t adds = 0;
    for (const Raw& m : cut(chunk)) adds += m.type() == 'A' && m.time() == clock_time(9, 30);
    EXPECT_EQ(adds, 6U);
}

struct BadWiden {
    WidenConfig config;
    const char* text;
};
class BadWidening : public testing::TestWithParam<BadWiden> {};
TEST_P(BadWidening, is_refused_with_field_value_and_limit) {
    try {
        Widener{busiest(), GetParam().config};
        FAIL() << "accepted";
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(), GetParam().text);
    }
}
INSTANTIATE_TEST_SUITE_P(
    Fields, BadWidening,
    testing::Values(BadWiden{{0, 1'000, 1}, "symbols is 0, must be between 1 and 60000"},
                    BadWiden{{60'001, 1'000'000, 1}, "symbols is 60001, must be between 1 and 60000"},
                    BadWiden{{10, 35, 1}, "messages is 35, must be between 36 and 2000000000"}),
    [](const auto& param) { return "case_" + std::to_string(param.index); });

TEST(Widener, a_flow_without_messages_is_refused) {
    const RecordedFlow flow{{}};
    EXPECT_THROW((Widener{flow, kConfig}), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::flow::test
