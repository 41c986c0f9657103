// After the opening the hot loop never reaches the allocator. Every way in is interposed: operator new and
// delete go through malloc in libstdc++, and the malloc family itself is defined here on top of glibc's own
// entry points.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "book/batches.hpp"
#include "engine/generated_day.hpp"
#include "engine/replay_config.hpp"
#include "tradewind/book/own_finder.hpp"
#include "tradewind/feed/stream.hpp"

namespace {
std::atomic<std::uint64_t> g_calls{0};
}

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t n) {
    g_calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(n);
}
void* calloc(std::size_t n, std::size_t size) {
    g_calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t n) {
    g_calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t alignment, std::size_t n) {
    g_calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_memalign(alignment, n);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t n) {
    g_calls.fetch_add(1, std::memory_order_relaxed);
    *out = __libc_memalign(alignment, n);
    return *out == nullptr ? ENOMEM : 0;
}
void free(void* p) {
    if (p != nullptr) g_calls.fetch_add(1, std::memory_order_relaxed);
    __libc_free(p);
}
}

namespace tradewind::engine {
namespace {

/// Calls while every message of the framed stream goes through `sink`, from the first message after `warm`
/// on.
template <class Sink>
std::uint64_t calls_after(const GeneratedDay& day, bool& warm, Sink&& sink) {
    feed::Stream stream(feed::StreamKind::itch);
    std::uint64_t before = 0;
    bool counting = false;
    stream.push(day.bytes, [&](std::span<const std::byte> message, std::uint64_t) {
        sink(message);
        if (warm && !counting) {
            counting = true;
            before = g_calls.load();
        }
    });
    const std::uint64_t calls = g_calls.load() - before;
    EXPECT_TRUE(counting) << "never warm";
    EXPECT_FALSE(stream.error());
    return calls;
}

TEST(Allocation, TheInterposerCounts) {
    const std::uint64_t before = g_calls.load();
    auto* const v = new std::vector<int>(100);
    EXPECT_GE(g_calls.load() - before, 2U);
    delete v;
}

TEST(Allocation, WatchesAndOwnOrdersMakeNoCallFromTheFirstMessage) {
    const GeneratedDay day(20, 100'000, 5);
    Market market;
    book::Watches watches({.max_watches = 64, .max_orders = 1U << 14});
    book::OwnFinder own({.max_own = 256, .max_orders = 1U << 14, .max_passed = 512});
    std::array<book::WatchId, 64> ids{};
    std::uint32_t made = 0;
    std::uint32_t adds = 0;
    std::uint64_t displayed = 0;
    bool warm = true;
    EXPECT_EQ(calls_after(day, warm,
                          [&](auto message) {
                              const book::Update update = market.on_message(message);
                              watches.on_update(update, market.books());
                              own.on_update(update, market.books());
                              if (update.kind != book::EventKind::add || ++adds % 16 != 0) return;
                              // Every 16th order is taken for ours, and its level is watched.
                              const std::uint32_t n = adds / 16;
                              static_cast<void>(own.on_entered({n}, update.locate));
                              static_cast<void>(own.on_accepted({{n}, update.ref, update.locate, update.time},
                                                                market.books()));
                              displayed += own.query({n}, update.time).state == book::OwnState::displayed;
                              if (n > 200) own.on_done({n - 200});
                              book::WatchId& id = ids[n % ids.size()];
                              if (made >= ids.size()) watches.remove(id);
                              const auto fresh = watches.watch_back(update.locate, update.side, update.price,
                                                                    market.books());
                              if (fresh.status == book::WatchStatus::ok) id = fresh.id;
                              ++made;
                          }),
              0U);
    EXPECT_GT(displayed, 1'000U);
    EXPECT_EQ(watches.size(), ids.size());
}

TEST(Allocation, ReplayOfABookMakesNoCallFromTheFirstMessage) {
    const GeneratedDay day(20, 200'000, 5);
    Market market;
    bool warm = true;
    EXPECT_EQ(calls_after(day, warm, [&](auto message) { market.on_message(message); }), 0U);
    EXPECT_GT(market.books().counters().applied, 100'000U);
}

TEST(Allocation, BatchesMakeNoCallFromTheFirstMessageOnWhileOldOrdersFold) {
    const GeneratedDay day(20, 1'200'000, 5);
    book::BooksConfig config;
    config.orders.fold_after = 1U << 14;  // most of the day is old
    book::Books books(config);
    const std::vector<book::WideEvent> wide = book::testing::wide_events(day.messages);
    book::WideBooks wide_books;
    const std::uint64_t before = g_calls.load();
    const std::uint64_t changes = book::testing::replay_in_batches(books, day.bytes);
    const std::uint64_t wide_changes = book::testing::replay_in_batches(wide_books, wide);
    EXPECT_EQ(g_calls.load() - before, 0U);
    EXPECT_EQ(books.counters().events, 1'200'000U);
    EXPECT_EQ(wide_books.counters().events, 1'200'000U);
    EXPECT_GT(changes, 100'000U);
    EXPECT_EQ(wide_changes, changes);
    EXPECT_EQ(books.digest({1}), wide_books.digest({1}));
    config.orders.fold_after = 0;
    book::Books unfolded(config);
    book::testing::replay_in_batches(unfolded, day.bytes);
    EXPECT_LT(books.bytes_used(), unfolded.bytes_used()) << "orders must have been folded";
}

TEST(Allocation, TradingMakesNoCallFromTheOpeningOn) {
    const GeneratedDay day(20, 200'000, 5);
    TradingReplay replay(busy_config());
    bool warm = false;
    const std::uint64_t calls = calls_after(day, warm, [&](auto message) {
        replay.on_message(message);
        warm = replay.trader().has_value();
    });
    EXPECT_EQ(calls, 0U);
    EXPECT_GT(replay.trader()->counters().orders_sent, 100U) << "the day must keep the trader busy";
    EXPECT_GT(replay.trader()->fills().all().size(), 20U);
}

}  // namespace
}  // namespace tradewind::engine
