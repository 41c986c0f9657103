// Events on a level 1,000 orders deep: the books alone, and the books with 10 watches on that level. Both
// sides apply the same events to books in the same state, and both count what is left.
//
// The flow is the one that costs a watch most: every event is about an order of that queue, at any place of
// it (executions, partial cancels, deletes, replaces, adds that keep the depth), none about another level.
// What stands ahead of a watch only shrinks, so the watches are made anew, untimed, before every slice of
// events: nine on resting orders spread over the queue, one on the place behind all.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <span>
#include <unordered_map>
#include <vector>

#include "tradewind/book/watches.hpp"

namespace {

using namespace tradewind::book;

constexpr std::size_t kDepth = 1'000;
constexpr std::size_t kEvents = 400'000;
constexpr std::size_t kSlice = 500;
constexpr std::size_t kWatches = 10;
constexpr Locate kStock{1};
constexpr Price kPrice{100'000'000'000};

struct Flow {
    std::vector<Event> fill;
    std::vector<Event> events;
};

const Flow& flow() {
    static const Flow made = [] {
        Flow f;
        std::mt19937_64 rng(1);
        std::uint64_t next = 1;
        std::vector<std::uint64_t> queue;
        std::unordered_map<std::uint64_t, std::uint32_t> left;
        const auto event = [](EventKind kind, std::uint64_t ref, std::uint32_t qty, std::uint64_t aux = 0) {
            return Event{.ref = ref,
                         .aux = aux,
                         .price = kPrice.units,
                         .time_locate = Event::pack({1}, kStock),
                         .qty = qty,
                         .kind = kind};
        };
        // References as a market issues them: rising, with those of other symbols between them.
        const auto fresh = [&] {
            next += 1 + rng() % 40;
            queue.push_back(next);
            left[next] = 1'000;
            return next;
        };
        while (queue.size() < kDepth) f.fill.push_back(event(EventKind::add, fresh(), 1'000));
        while (f.events.size() < kEvents) {
            if (queue.size() < kDepth) {
                f.events.push_back(event(EventKind::add, fresh(), 1'000));
                continue;
            }
            const std::size_t at = rng() % queue.size();
            const std::uint64_t ref = queue[at];
            const std::uint64_t dice = rng() % 20;
            if (dice < 8) {
                queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(at));
                f.events.push_back(dice < 7 ? event(EventKind::remove, ref, 0)
                                            : event(EventKind::replace, ref, 1'000, fresh()));
            } else if (left[ref] > 100) {
                left[ref] -= 100;
                f.events.push_back(event(dice < 14 ? EventKind::execute : EventKind::reduce, ref, 100));
            }
        }
        return f;
    }();
    return made;
}

BooksConfig warm_config() {
    constexpr tradewind::base::RegionOptions kTouched{.huge_pages = true, .prefault = true};
    BooksConfig config;
    config.orders.max_slabs = 1U << 16;
    config.orders.max_directory_pages = 1U << 10;
    config.orders.memory = kTouched;
    config.max_levels = 1U << 10;
    config.memory = kTouched;
    return config;
}

/// Calls each(event) for every event and before(books) ahead of every slice; only the slices are timed. The
/// time of an iteration is that of its median slice, because a slice is short and a neighbour on the core
/// takes whole slices.
template <class Before, class Each>
void run(benchmark::State& state, Before&& before, Each&& each) {
    const Flow& f = flow();
    for (auto _ : state) {
        Books books(warm_config());
        for (const Event& event : f.fill) books.apply(event);
        std::vector<double> slices;
        for (std::size_t begin = 0; begin < f.events.size(); begin += kSlice) {
            before(books);
            const auto start = std::chrono::steady_clock::now();
            for (const Event& event : std::span(f.events).subspan(begin, kSlice)) each(books, event);
            slices.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
        std::nth_element(slices.begin(), slices.begin() + static_cast<std::ptrdiff_t>(slices.size() / 2),
                         slices.end());
        benchmark::DoNotOptimize(books.level_qty(kStock, Side::buy, kPrice));
        state.SetIterationTime(slices[slices.size() / 2] * static_cast<double>(slices.size()));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(f.events.size()));
}

void level_alone(benchmark::State& state) {
    std::vector<QueuedOrder> queue(kDepth);
    run(
        state,
        [&](const Books& books) {  // reads the queue as often as making the watches does
            for (std::size_t i = 0; i < kWatches; ++i) {
                benchmark::DoNotOptimize(books.queue(kStock, Side::buy, kPrice, queue));
            }
        },
        [](Books& books, const Event& event) { benchmark::DoNotOptimize(books.apply(event)); });
}

void level_watched(benchmark::State& state) {
    Watches watches({.max_watches = kWatches, .max_orders = 2 * kDepth});
    std::vector<WatchId> ids;
    std::vector<QueuedOrder> queue(kDepth);
    run(
        state,
        [&](const Books& books) {
            for (const WatchId id : ids) watches.remove(id);
            ids.clear();
            const std::size_t n = books.queue(kStock, Side::buy, kPrice, queue);
            for (std::size_t i = 1; i < kWatches; ++i) {
                ids.push_back(watches.watch_order(queue[i * n / kWatches].ref, books).id);
            }
            ids.push_back(watches.watch_back(kStock, Side::buy, kPrice, books).id);
        },
        [&](Books& books, const Event& event) {
            watches.on_update(books.apply(event), books);
            benchmark::ClobberMemory();
        });
    for (const WatchId id : ids) benchmark::DoNotOptimize(watches.position(id).ahead);
}

BENCHMARK(level_alone)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(level_watched)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
