// The generator keeps books of its own; a replay of its bytes must arrive at the same ones, at 1,000 moments.
#include <gtest/gtest.h>

#include <vector>

#include "tradewind/base/endian.hpp"
#include "tradewind/book/digest.hpp"
#include "tradewind/engine/market.hpp"
#include "tradewind/flow/generator.hpp"

namespace tradewind::engine {
namespace {

using book::Side;

std::uint64_t market_digest(const Market& market, std::uint16_t symbols) {
    book::Digest digest;
    for (std::uint16_t l = 1; l <= symbols; ++l) digest.add(market.books().digest({l}));
    return digest.value();
}

void compare(const Market& market, const flow::Checkpoint& truth) {
    const auto symbols = static_cast<std::uint16_t>(truth.states.size());
    ASSERT_EQ(market.books().live_orders(), truth.live_orders) << "after message " << truth.messages;
    ASSERT_EQ(market_digest(market, symbols), truth.digest) << "after message " << truth.messages;
    for (std::uint16_t l = 1; l <= symbols; ++l) {
        const flow::SymbolState& state = truth.states[l - 1U];
        const book::Touch touch = market.books().touch({l});
        ASSERT_EQ(touch, (book::Touch{state.bid, state.bid_qty, state.ask, state.ask_qty})) << "locate " << l;
        ASSERT_EQ(market.books().levels({l}, Side::buy, {}), state.bid_levels) << "locate " << l;
        ASSERT_EQ(market.books().levels({l}, Side::sell, {}), state.ask_levels) << "locate " << l;
    }
}

TEST(GeneratedBooks, EqualTheGeneratorsOwnAtAThousandCheckpoints) {
    flow::DayGenerator generator({.symbols = 25, .messages = 300'000, .seed = 42, .checkpoints = 1'000});
    Market market;
    std::vector<flow::Checkpoint> due;
    std::vector<std::byte> chunk;
    std::uint64_t messages = 0;
    std::size_t compared = 0;
    std::uint64_t largest = 0;
    while (generator.next_chunk(chunk)) {
        for (flow::Checkpoint& checkpoint : generator.take_checkpoints()) due.push_back(std::move(checkpoint));
        for (std::size_t at = 0; at < chunk.size();) {
            const std::size_t length = base::load_be16(chunk.data() + at);
            market.on_message({chunk.data() + at + 2, length});
            at += 2 + length;
            ++messages;
            if (compared < due.size() && due[compared].messages == messages) {
                compare(market, due[compared]);
                if (HasFatalFailure()) return;
                largest = std::max(largest, due[compared].live_orders);
                ++compared;
            }
        }
    }
    EXPECT_EQ(compared, 1'000U);
    EXPECT_GT(largest, 2'000U) << "the checkpoints must see books that are not empty";
    const book::BookCounters& c = market.books().counters();
    EXPECT_EQ(c.unknown_order + c.duplicate_order + c.bad_side + c.zero_quantity + c.over_decrement + c.wrong_locate +
                  c.unannounced_locate + c.pool_exhausted,
              0U);
}

}  // namespace
}  // namespace tradewind::engine
