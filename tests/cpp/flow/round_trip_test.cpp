// The product's own decoder and books over a generated day against what the generator says they are.
#include <gtest/gtest.h>

#include <vector>

#include "flow/day_rules.hpp"
#include "tradewind/book/books.hpp"
#include "tradewind/feed/normalize.hpp"
#include "tradewind/flow/generator.hpp"

namespace tradewind::flow::test {
namespace {

std::uint64_t market_digest(const book::Books& books, std::uint16_t symbols) {
    book::Digest market;
    for (std::uint16_t locate = 1; locate <= symbols; ++locate) market.add(books.digest({locate}));
    return market.value();
}

TEST(RoundTrip, replayed_books_equal_the_generators_at_a_thousand_checkpoints) {
    constexpr GeneratorConfig kConfig{50, 300'000, 12, 1'000};
    DayGenerator generator{kConfig};
    book::Books books;
    std::vector<std::byte> chunk;
    std::uint64_t messages = 0;
    std::uint64_t compared = 0;
    std::uint64_t orders = 0;
    while (generator.next_chunk(chunk)) {
        const std::vector<Checkpoint> checkpoints = generator.take_checkpoints();
        auto checkpoint = checkpoints.begin();
        for (const Raw& message : cut(chunk)) {
            (void)books.apply(feed::normalize(message.bytes));
            if (++messages; checkpoint == checkpoints.end() || messages != checkpoint->messages) continue;
            ASSERT_EQ(market_digest(books, kConfig.symbols), checkpoint->digest)
                << "after message " << messages;
            ASSERT_EQ(books.live_orders(), checkpoint->live_orders);
            for (std::uint16_t locate = 1; locate <= kConfig.symbols; ++locate) {
                const SymbolState& state = checkpoint->states[locate - 1U];
                ASSERT_EQ(books.touch({locate}),
                          (book::Touch{state.bid, state.bid_qty, state.ask, state.ask_qty}));
            }
            orders += books.live_orders();
            ++compared;
            ++checkpoint;
        }
    }
    EXPECT_EQ(compared, kConfig.checkpoints);
    EXPECT_GT(orders / compared, 2'000U) << "nearly empty books prove nothing";
    const book::BookCounters& counters = books.counters();
    EXPECT_EQ(counters.unknown_order + counters.duplicate_order + counters.over_decrement +
                  counters.wrong_locate + counters.unannounced_locate + counters.zero_quantity +
                  counters.bad_side + counters.crossed + counters.locked,
              0U);
}

}  // namespace
}  // namespace tradewind::flow::test
