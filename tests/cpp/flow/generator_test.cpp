#include "tradewind/flow/generator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "flow/day_rules.hpp"
#include "tradewind/flow/day_plan.hpp"

namespace tradewind::flow::test {
namespace {

std::vector<std::byte> whole_day(const GeneratorConfig& config, std::size_t chunk_bytes = 1U << 20) {
    DayGenerator generator{config};
    std::vector<std::byte> day;
    std::vector<std::byte> chunk;
    while (generator.next_chunk(chunk, chunk_bytes)) day.insert(day.end(), chunk.begin(), chunk.end());
    return day;
}

DayRules checked_day(const GeneratorConfig& config, const std::vector<std::byte>& day) {
    DayRules rules{config.symbols};
    for (const Raw& message : cut(day)) {
        rules.apply(message);
        if (testing::Test::HasFatalFailure()) return rules;
    }
    rules.finish();
    return rules;
}

/// FNV-1a over the bytes.
std::uint64_t fingerprint(const std::vector<std::byte>& bytes) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3U;
    return hash;
}

class EveryDay : public testing::TestWithParam<GeneratorConfig> {};

TEST_P(EveryDay, is_valid_and_has_every_message_type_and_exactly_as_many_messages_as_asked) {
    const DayRules rules = checked_day(GetParam(), whole_day(GetParam()));
    EXPECT_EQ(rules.messages, GetParam().messages);
}

INSTANTIATE_TEST_SUITE_P(
    Configurations, EveryDay,
    testing::Values(GeneratorConfig{2, minimum_messages(2), 1, 0},
                    GeneratorConfig{2, minimum_messages(2), 99, 0}, GeneratorConfig{2, 3'001, 3, 0},
                    GeneratorConfig{7, minimum_messages(7), 4, 0}, GeneratorConfig{8, 20'000, 5, 0},
                    GeneratorConfig{20, 50'000, 6, 0}, GeneratorConfig{64, 200'000, 7, 0},
                    GeneratorConfig{1'100, minimum_messages(1'100), 8, 0},
                    GeneratorConfig{2, 150'000, 0xFFFF'FFFF'FFFF'FFFFU, 0},
                    GeneratorConfig{30, 60'001, 9, 0, 1}, GeneratorConfig{30, 60'002, 9, 0, 600},
                    GeneratorConfig{30, 60'003, 9, 0, most_live(60'003)}),
    [](const auto& param) {
        return std::to_string(param.param.symbols) + "_symbols_" + std::to_string(param.param.messages) +
               "_messages_seed_" + std::to_string(param.param.seed);
    });

TEST(Generator, many_seeds_at_the_smallest_size_all_give_valid_days) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        const GeneratorConfig config{2 + static_cast<std::uint32_t>(seed % 9),
                                     minimum_messages(2 + seed % 9) + seed % 5, seed, 0};
        EXPECT_EQ(checked_day(config, whole_day(config)).messages, config.messages);
        if (HasFailure()) return;
    }
}

TEST(Generator, same_seed_gives_the_same_bytes_and_another_seed_others) {
    const GeneratorConfig config{12, 30'000, 42, 0};
    EXPECT_EQ(whole_day(config), whole_day(config));
    GeneratorConfig other = config;
    other.seed = 43;
    EXPECT_NE(whole_day(config), whole_day(other));
}

// The same on every machine, compiler and build type. A deliberate change of the model changes it.
TEST(Generator, the_bytes_of_a_known_day_are_known) {
    const std::vector<std::byte> day = whole_day({25, 100'000, 2024, 0});
    EXPECT_EQ(day.size(), 3'043'741U);
    EXPECT_EQ(fingerprint(day), 0xE8D8EEC90BFA7F92U);
}

TEST(Generator, the_chunk_size_changes_no_byte) {
    const GeneratorConfig config{5, 20'000, 11, 0};
    const std::vector<std::byte> day = whole_day(config);
    for (const std::size_t chunk : {1U, 100U, 4'096U, 100'000U})
        EXPECT_EQ(whole_day(config, chunk), day) << chunk;
}

TEST(Generator, chunks_hold_whole_messages_and_stay_near_the_size_asked_for) {
    DayGenerator generator{{5, 50'000, 11, 0}};
    std::vector<std::byte> chunk;
    std::uint64_t messages = 0;
    while (generator.next_chunk(chunk, 10'000)) {
        messages += cut(chunk).size();
        EXPECT_EQ(messages, generator.messages());
        // One step may go on after the mark: the sweep of one instrument's orders is the longest.
        EXPECT_LT(chunk.size(), 10'000U + 2'000U * 21U);
    }
    EXPECT_TRUE(chunk.empty());
    EXPECT_FALSE(generator.next_chunk(chunk)) << "the day goes on after its end";
}

TEST(Generator, counts_by_type_are_those_of_the_bytes) {
    const GeneratorConfig config{9, 40'000, 5, 0};
    DayGenerator generator{config};
    std::vector<std::byte> chunk;
    std::array<std::uint64_t, 256> counts{};
    while (generator.next_chunk(chunk))
        for (const Raw& message : cut(chunk)) ++counts[static_cast<unsigned char>(message.type())];
    EXPECT_EQ(counts, generator.counts());
}

TEST(Generator, checkpoints_are_evenly_spaced_and_equal_a_replay_with_maps) {
    const GeneratorConfig config{6, 40'000, 17, 200};
    DayGenerator generator{config};
    std::vector<std::byte> chunk;
    DayRules rules{config.symbols};
    std::vector<std::byte> day;
    std::vector<Checkpoint> checkpoints;
    while (generator.next_chunk(chunk, 5'000)) {
        day.insert(day.end(), chunk.begin(), chunk.end());
        for (Checkpoint& checkpoint : generator.take_checkpoints())
            checkpoints.push_back(std::move(checkpoint));
    }
    ASSERT_EQ(checkpoints.size(), 200U);
    std::size_t next = 0;
    std::size_t filled = 0;
    for (const Raw& message : cut(day)) {
        rules.apply(message);
        ASSERT_FALSE(HasFatalFailure());
        if (next == checkpoints.size() || rules.messages != checkpoints[next].messages) continue;
        const Checkpoint& checkpoint = checkpoints[next++];
        EXPECT_EQ(checkpoint.messages, next * config.messages / 201);
        EXPECT_EQ(checkpoint.live_orders, rules.live());
        EXPECT_EQ(checkpoint.digest, rules.market_digest());
        ASSERT_EQ(checkpoint.states.size(), config.symbols);
        for (std::uint16_t locate = 1; locate <= config.symbols; ++locate) {
            const SymbolState truth = rules.state(locate);
            const SymbolState& state = checkpoint.states[locate - 1U];
            EXPECT_EQ(state.bid, truth.bid);
            EXPECT_EQ(state.bid_qty, truth.bid_qty);
            EXPECT_EQ(state.ask, truth.ask);
            EXPECT_EQ(state.ask_qty, truth.ask_qty);
            EXPECT_EQ(state.bid_levels, truth.bid_levels);
            EXPECT_EQ(state.ask_levels, truth.ask_levels);
            EXPECT_EQ(state.orders, truth.orders);
            EXPECT_EQ(state.digest, truth.digest);
            filled += state.orders > 10;
        }
    }
    EXPECT_EQ(next, checkpoints.size());
    EXPECT_GT(filled, 500U) << "checkpoints of empty books prove nothing";
}

TEST(Generator, asking_for_checkpoints_changes_no_byte) {
    EXPECT_EQ(whole_day({6, 20'000, 17, 1'000}), whole_day({6, 20'000, 17, 0}));
}

struct BadConfig {
    GeneratorConfig config;
    const char* text;
};
class BadConfiguration : public testing::TestWithParam<BadConfig> {};
TEST_P(BadConfiguration, is_refused_with_field_value_and_limit) {
    try {
        DayGenerator{GetParam().config};
        FAIL() << "accepted";
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(), GetParam().text);
    }
}
INSTANTIATE_TEST_SUITE_P(
    Fields, BadConfiguration,
    testing::Values(
        BadConfig{{1, 10'000, 0, 0}, "symbols is 1, must be between 2 and 60000"},
        BadConfig{{60'001, 10'000'000, 0, 0}, "symbols is 60001, must be between 2 and 60000"},
        BadConfig{{10, 575, 0, 0}, "messages is 575, must be between 576 and 2000000000"},
        BadConfig{{10, 2'000'000'001, 0, 0}, "messages is 2000000001, must be between 576 and 2000000000"},
        BadConfig{{10, 600, 0, 600}, "checkpoints is 600, must be between 0 and 599"},
        BadConfig{{10, 160'000, 0, 0, 10'001}, "live_orders is 10001, must be between 0 and 10000"},
        BadConfig{{10, 1'000'000, 0, 100'001}, "checkpoints is 100001, must be between 0 and 100000"}),
    [](const auto& param) { return "case_" + std::to_string(param.index); });

/// The flow of a busy market against the published shares of a real day.
class Statistics : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const GeneratorConfig config{4, 400'000, 31, 0};
        rules_ = new DayRules{checked_day(config, whole_day(config))};
    }
    static void TearDownTestSuite() {
        delete rules_;
        rules_ = nullptr;
    }
    static double percent(std::string_view types) {
        std::uint64_t n = 0;
        for (const char type : types) n += rules_->counts[static_cast<unsigned char>(type)];
        return 100.0 * static_cast<double>(n) / static_cast<double>(rules_->messages);
    }
    static double ratio(std::uint64_t part, std::uint64_t whole) {
        return static_cast<double>(part) / static_cast<double>(whole);
    }
    static inline DayRules* rules_ = nullptr;
};

TEST_F(Statistics, message_types_have_the_shares_of_a_real_day) {
    EXPECT_NEAR(percent("AF"), 44.1, 1.5);
    EXPECT_NEAR(percent("D"), 42.6, 1.5);
    EXPECT_NEAR(percent("U"), 8.0, 1.0);
    EXPECT_NEAR(percent("EC"), 2.2, 0.5);
    EXPECT_NEAR(percent("X"), 1.0, 0.4);
    EXPECT_NEAR(percent("P"), 0.45, 0.15);
    EXPECT_NEAR(percent("F") / percent("AF"), 0.0126, 0.003);
}

TEST_F(Statistics, orders_are_added_at_the_distances_of_a_real_book) {
    std::vector<std::uint32_t>& distances = rules_->add_distances;
    std::ranges::sort(distances);
    const auto quantile = [&](std::size_t percent) { return distances[distances.size() * percent / 100]; };
    EXPECT_NEAR(quantile(50), 3, 1);
    EXPECT_NEAR(quantile(90), 22, 4);
    EXPECT_NEAR(quantile(99), 44, 6);
}

TEST_F(Statistics, a_few_references_are_late_and_a_few_executions_jump_the_queue) {
    EXPECT_NEAR(ratio(rules_->late_refs, rules_->refs_seen()), 0.002, 0.0005);
    EXPECT_NEAR(ratio(rules_->not_first, rules_->executions), 0.005, 0.003);
    EXPECT_GT(rules_->partial_executions, rules_->executions / 10);
    EXPECT_LT(rules_->partial_executions, rules_->executions * 9 / 10);
}

TEST_F(Statistics, the_day_has_opening_closing_and_reopening_crosses_that_trade_resting_orders) {
    EXPECT_EQ(rules_->cross_types, (std::set<char>{'C', 'H', 'O'}));
    EXPECT_GT(rules_->cross_executions, 20U);
}

}  // namespace
}  // namespace tradewind::flow::test
