// Random flows through the real books and the naive ones, equal in every observable after every message.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <vector>

#include "book/naive_book.hpp"

namespace tradewind::book {
namespace {

constexpr std::uint16_t kInstruments = 3;

Event random_event(std::mt19937_64& rng, const std::vector<std::uint64_t>& live, std::uint64_t& next_ref) {
    Event e;
    const std::uint16_t locate = static_cast<std::uint16_t>(1 + rng() % kInstruments);
    e.time_locate = Event::pack({static_cast<std::int64_t>(next_ref)}, {locate});
    const std::uint64_t dice = rng() % 100;
    // One reference in 50 is absurd or long gone, to exercise the refusals on both sides alike.
    const auto some_ref = [&]() -> std::uint64_t {
        if (live.empty() || rng() % 50 == 0) return rng() % 3 == 0 ? rng() : rng() % (next_ref + 1);
        return live[rng() % live.size()];
    };
    const auto fresh_ref = [&]() -> std::uint64_t {
        next_ref += 1 + rng() % 3;
        if (rng() % 40 == 0) return next_ref ^ (std::uint64_t{1} << 62);
        return rng() % 60 == 0 ? some_ref() : next_ref;
    };
    e.qty = static_cast<std::uint32_t>(rng() % 30 == 0 ? 0 : 1 + rng() % 200);
    e.price = static_cast<std::int64_t>(900 + rng() % 60) * 10'000'000;
    e.side = static_cast<Side>(rng() % 2);
    if (dice < 50) {
        e.kind = EventKind::add;
        e.ref = fresh_ref();
        e.code = rng() % 100 == 0;
    } else if (dice < 62) {
        e.kind = EventKind::replace;
        e.ref = some_ref();
        e.aux = rng() % 40 == 0 ? e.ref : fresh_ref();
    } else {
        constexpr EventKind kinds[] = {EventKind::execute, EventKind::execute_priced, EventKind::reduce,
                                       EventKind::remove,  EventKind::remove,         EventKind::trade};
        e.kind = kinds[rng() % 6];
        e.ref = some_ref();
    }
    return e;
}

void expect_equal(const Books& books, const NaiveBooks& naive, std::uint64_t seed, int step) {
    ASSERT_EQ(books.live_orders(), naive.live_orders()) << "seed " << seed << " step " << step;
    for (std::uint16_t l = 1; l <= kInstruments; ++l) {
        Touch touch;
        for (const Side side : {Side::buy, Side::sell}) {
            const std::vector<LevelView> expected = naive.levels({l}, side);
            std::vector<LevelView> got(expected.size() + 1);
            ASSERT_EQ(books.levels({l}, side, got), expected.size()) << "seed " << seed << " step " << step;
            for (std::size_t i = 0; i < expected.size(); ++i) {
                ASSERT_EQ(got[i].price, expected[i].price) << "seed " << seed << " step " << step;
                ASSERT_EQ(got[i].qty, expected[i].qty) << "seed " << seed << " step " << step;
                ASSERT_EQ(got[i].orders, expected[i].orders) << "seed " << seed << " step " << step;
                const std::vector<QueuedOrder> queue = naive.queue({l}, side, expected[i].price);
                std::vector<QueuedOrder> real(queue.size());
                ASSERT_EQ(books.queue({l}, side, expected[i].price, real), queue.size());
                for (std::size_t k = 0; k < queue.size(); ++k) {
                    ASSERT_EQ(real[k].ref, queue[k].ref) << "seed " << seed << " step " << step;
                    ASSERT_EQ(real[k].qty, queue[k].qty) << "seed " << seed << " step " << step;
                }
            }
            if (!expected.empty()) {
                if (side == Side::buy)
                    touch.bid = expected[0].price, touch.bid_qty = expected[0].qty;
                else
                    touch.ask = expected[0].price, touch.ask_qty = expected[0].qty;
            }
        }
        ASSERT_EQ(books.touch({l}), touch) << "seed " << seed << " step " << step;
    }
}

TEST(BooksModel, EqualTheNaiveBooksAfterEveryMessage) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        std::mt19937_64 rng(seed);
        BooksConfig config;
        // Small pools, so that spilling to the hash is part of what is tested.
        config.orders = {.max_slabs = 30,
                         .max_nests = 20,
                         .max_directory_pages = 8,
                         .max_outliers = 4096,
                         .fold_after = 256,
                         .memory = {}};
        Books books(config);
        NaiveBooks naive;
        std::uint64_t next_ref = seed % 2 == 0 ? std::uint64_t{1} << 45 : 1000;
        for (int step = 0; step < 3000; ++step) {
            const Event e = random_event(rng, naive.live_refs(), next_ref);
            const Touch before = books.touch(e.locate());
            const Update update = books.apply(e);
            naive.apply(e);
            expect_equal(books, naive, seed, step);
            if (::testing::Test::HasFatalFailure()) return;
            if (update.locate == e.locate()) {
                ASSERT_EQ(update.touch_changed, !(books.touch(e.locate()) == before))
                    << "seed " << seed << " " << step;
            }
        }
    }
}

TEST(BooksModel, ABatchDoesWhatItsEventsDoOneByOne) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        std::mt19937_64 rng(seed);
        BooksConfig config;
        config.orders.fold_after = 256;
        Books one_by_one(config);
        Books batched(config);
        NaiveBooks naive;
        std::vector<Event> events;
        std::uint64_t next_ref = 1000;
        for (int step = 0; step < 5000; ++step) {
            events.push_back(random_event(rng, naive.live_refs(), next_ref));
            naive.apply(events.back());
        }
        std::size_t n = 0;
        for (std::size_t at = 0; at < events.size();) {
            const std::size_t size = std::min<std::size_t>(1 + rng() % 300, events.size() - at);
            batched.apply(
                std::span<const Event>(events).subspan(at, size), [&](const Event& e, const Change& c) {
                    const Update got = describe(e, c);
                    const Update expected = one_by_one.apply(events[n]);
                    ASSERT_EQ(&e, &events[n]);
                    ASSERT_EQ(got.applied, expected.applied) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.locate, expected.locate) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.side, expected.side) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.price, expected.price) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.qty, expected.qty) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.remaining, expected.remaining) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.touch, expected.touch) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.depth_changed, expected.depth_changed) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.crossed, expected.crossed) << "seed " << seed << " event " << n;
                    ASSERT_EQ(got.aggressor, expected.aggressor) << "seed " << seed << " event " << n;
                    ++n;
                });
            at += size;
            if (::testing::Test::HasFatalFailure()) return;
        }
        expect_equal(batched, naive, seed, -1);
        ASSERT_EQ(batched.counters().applied, one_by_one.counters().applied);
        ASSERT_EQ(batched.counters().events, events.size());
        ASSERT_EQ(batched.counters().peak_orders, one_by_one.counters().peak_orders);
    }
}

}  // namespace
}  // namespace tradewind::book
