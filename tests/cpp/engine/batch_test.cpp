// A market fed in batches against one fed message by message: rows, state and counters, over a generated day.
#include "tradewind/engine/batch.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "engine/day.hpp"
#include "engine/generated_day.hpp"
#include "tradewind/feed/stream.hpp"

namespace tradewind::engine {
namespace {

using Row = book::Update;

bool equal(const Row& a, const Row& b) {
    return a.kind == b.kind && a.applied == b.applied && a.side == b.side && a.code == b.code &&
           a.touch == b.touch && a.depth_changed == b.depth_changed && a.crossed == b.crossed &&
           a.printable == b.printable && a.aggressor == b.aggressor && a.locate == b.locate &&
           a.time == b.time && a.ref == b.ref && a.new_ref == b.new_ref && a.match == b.match &&
           a.price == b.price && a.trade_price == b.trade_price && a.qty == b.qty &&
           a.remaining == b.remaining && a.new_price == b.new_price && a.new_qty == b.new_qty;
}

struct OneByOne {
    Market market;
    std::vector<Row> updates;
    std::vector<TouchAt> touches;

    explicit OneByOne(std::span<const std::byte> bytes) {
        feed::Stream stream(feed::StreamKind::itch);
        stream.push(bytes, [&](std::span<const std::byte> message, std::uint64_t) {
            const book::Event event = feed::normalize(message);
            updates.push_back(market.on_message(message));
            touches.push_back({event.time(), market.books().touch(updates.back().locate)});
        });
    }
};

void expect_same_state(const Market& a, const Market& b) {
    for (unsigned l = 0; l <= 0xFFFF; ++l) {
        const Locate locate{static_cast<std::uint16_t>(l)};
        ASSERT_EQ(a.books().digest(locate), b.books().digest(locate)) << l;
        ASSERT_EQ(a.instrument(locate).symbol, b.instrument(locate).symbol) << l;
        ASSERT_EQ(a.instrument(locate).round_lot, b.instrument(locate).round_lot) << l;
        ASSERT_EQ(a.trading_state(locate), b.trading_state(locate)) << l;
        ASSERT_EQ(std::memcmp(&a.tape(locate), &b.tape(locate), sizeof(Tape)), 0) << l;
    }
    const book::BookCounters ours = a.books().counters();
    const book::BookCounters theirs = b.books().counters();
    EXPECT_EQ(std::memcmp(&ours, &theirs, sizeof ours), 0);
    EXPECT_EQ(a.phase(), b.phase());
    EXPECT_EQ(a.now(), b.now());
    EXPECT_EQ(a.announced(), b.announced());
    EXPECT_EQ(a.time_reversals(), b.time_reversals());
}

TEST(Batch, BlocksOfAnySizeGiveTheRowsAndTheStateOfSingleMessages) {
    const GeneratedDay day(6, 30'000, 3);
    const OneByOne expected(day.bytes);
    ASSERT_GT(expected.market.announced(), 0U);
    for (const std::size_t size : {7U, 512U, 5'000U}) {
        for (const std::size_t block : {61U, 4'096U, 1'000'000U}) {
            Market market;
            std::vector<book::Event> events(size);
            std::vector<book::Change> changes(size);
            std::vector<TouchAt> touches(size);
            std::size_t row = 0;
            std::span<const std::byte> rest(day.bytes);
            while (!rest.empty()) {
                const BlockTaken got =
                    apply_block(market, rest.first(std::min(block, rest.size())), events, changes, touches);
                ASSERT_FALSE(got.error);
                ASSERT_TRUE(got.taken.bytes != 0 || rest.size() == 2)
                    << "the end-of-session marker is no message";
                if (got.taken.bytes == 0) break;
                for (std::size_t i = 0; i < got.taken.events; ++i, ++row) {
                    const Row update = book::describe(events[i], changes[i]);
                    // A halt on another market is none of ours one by one; in a batch its row says what it
                    // is.
                    if (expected.updates[row].kind == book::EventKind::none) continue;
                    ASSERT_TRUE(equal(update, expected.updates[row])) << row;
                    ASSERT_EQ(touches[i], expected.touches[row]) << row;
                }
                rest = rest.subspan(got.taken.bytes);
            }
            ASSERT_EQ(row, expected.updates.size());
            expect_same_state(market, expected.market);
        }
    }
}

TEST(Batch, ABlockStopsBeforeWhatIsNoMessageAndSaysSoNextTime) {
    Day day;
    day.directory({3}, "AAA");
    day.order({3}, 1, base::Side::buy, 100, 1000);
    std::vector<std::byte> bytes;
    for (const auto& message : day.messages) {
        bytes.push_back(std::byte{0});
        bytes.push_back(static_cast<std::byte>(message.size()));
        bytes.insert(bytes.end(), message.begin(), message.end());
    }
    const std::size_t good = bytes.size();
    bytes.insert(bytes.end(), {std::byte{0}, std::byte{9}, std::byte{'A'}});
    Market market;
    std::vector<book::Event> events(8);
    std::vector<book::Change> changes(8);
    const BlockTaken first = apply_block(market, bytes, events, changes, {});
    EXPECT_EQ(first.taken, (feed::Decoded{good, 2}));
    EXPECT_EQ(market.books().live_orders(), 1U);
    const BlockTaken second = apply_block(market, std::span(bytes).subspan(good), events, changes, {});
    EXPECT_EQ(second.taken, (feed::Decoded{0, 0}));
    EXPECT_EQ(second.error.kind, feed::ErrorKind::wrong_length);
    EXPECT_EQ(second.error.offset, 0U);
}

TEST(Batch, ASideThatIsNoneIsFound) {
    std::vector<book::Event> events(5);
    events[1].side = base::Side::sell;
    EXPECT_EQ(bad_side(events), 5U);
    events[3].side = static_cast<base::Side>(2);
    EXPECT_EQ(bad_side(events), 3U);
}

TEST(Batch, TheTouchHistoryOfASymbolHasARowForEachChange) {
    const GeneratedDay day(6, 30'000, 3);
    const OneByOne expected(day.bytes);
    Locate locate{};
    for (const Row& update : expected.updates)
        if (update.kind == book::EventKind::directory) locate = update.locate;
    ASSERT_NE(locate, Locate{});
    std::vector<TouchAt> wanted;
    for (std::size_t i = 0; i < expected.updates.size(); ++i)
        if (expected.updates[i].touch_changed && expected.updates[i].locate == locate)
            wanted.push_back(expected.touches[i]);
    ASSERT_GT(wanted.size(), 100U);

    Market market;
    TouchHistory history(expected.market.instrument(locate).symbol, market);
    EXPECT_FALSE(history.announced());
    feed::Stream stream(feed::StreamKind::itch);
    std::vector<book::Event> ring(64);
    stream.push_events(day.bytes, ring, [&](std::span<const book::Event> e) { history.apply(market, e); });
    EXPECT_TRUE(history.announced());
    EXPECT_EQ(history.rows(), wanted);
    for (std::size_t i = 1; i < wanted.size(); ++i) ASSERT_NE(wanted[i].touch, wanted[i - 1].touch) << i;
    EXPECT_TRUE(TouchHistory(expected.market.instrument(locate).symbol, market).announced());
    EXPECT_FALSE(TouchHistory(Symbol::from("NONE"), market).announced());
}

}  // namespace
}  // namespace tradewind::engine
