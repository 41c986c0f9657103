// Events on a level 1,000 orders deep: the books alone, and the books with 10 watches on that level.
//
//   bench_watch [--core N] [--rounds N]
//
// Both sides apply the same events to books in the same state, one at a time, and end with the same digest.
// The flow is the one that costs a watch most: every event is about an order of that queue, at any place of
// it (executions, partial cancels, deletes, replaces, adds that keep the depth), none about another level.
// What stands ahead of a watch only shrinks, so the watches are made anew, untimed, before every slice of
// events: nine on resting orders spread over the queue, one on the place behind all.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <unordered_map>

#include "book/timing.hpp"
#include "tradewind/book/watches.hpp"

namespace bench {
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

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The optimiser must take the value for used.
void keep(std::uint64_t value) { asm volatile("" : : "r"(value) : "memory"); }

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

/// Calls each(books, event) for every event, and before(books), untimed, ahead of every slice. Returns
/// nanoseconds an event of the median slice, because a slice is short and what disturbs takes whole slices.
template <class Before, class Each>
[[nodiscard]] double run(std::uint64_t& digest, Before&& before, Each&& each) {
    const Flow& f = flow();
    Books books(warm_config());
    for (const Event& event : f.fill) books.apply(event);
    std::vector<double> slices;
    for (std::size_t begin = 0; begin < f.events.size(); begin += kSlice) {
        before(books);
        slices.push_back(seconds([&] {
            for (const Event& event : std::span(f.events).subspan(begin, kSlice)) each(books, event);
        }));
    }
    digest = books.digest(kStock);
    return median(slices) * 1e9 / static_cast<double>(kSlice);
}

[[nodiscard]] double alone(std::uint64_t& digest) {
    std::uint64_t changes = 0;
    std::vector<QueuedOrder> queue(kDepth);
    const double ns = run(
        digest,
        [&](const Books& books) {  // reads the queue as often as making the watches does
            for (std::size_t i = 0; i < kWatches; ++i) {
                changes += books.queue(kStock, Side::buy, kPrice, queue);
            }
        },
        [&](Books& books, const Event& event) { changes += books.apply(event).touch_changed; });
    keep(changes);
    return ns;
}

[[nodiscard]] double watched(std::uint64_t& digest) {
    Watches watches({.max_watches = kWatches, .max_orders = 2 * kDepth});
    std::vector<WatchId> ids;
    std::vector<QueuedOrder> queue(kDepth);
    std::uint64_t sum = 0;
    const double ns = run(
        digest,
        [&](const Books& books) {
            for (const WatchId id : ids) {
                sum += static_cast<std::uint64_t>(watches.position(id).ahead.lots);
                watches.remove(id);
            }
            ids.clear();
            const std::size_t n = books.queue(kStock, Side::buy, kPrice, queue);
            for (std::size_t i = 1; i < kWatches; ++i) {
                ids.push_back(watches.watch_order(queue[i * n / kWatches].ref, books).id);
            }
            ids.push_back(watches.watch_back(kStock, Side::buy, kPrice, books).id);
        },
        [&](Books& books, const Event& event) {
            const Update update = books.apply(event);
            sum += update.touch_changed;
            watches.on_update(update, books);
        });
    keep(sum);
    return ns;
}

int main_of(int argc, char** argv) {
    std::size_t rounds = 5;
    int core = -1;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--rounds") rounds = std::strtoul(argv[i + 1], nullptr, 10);
        if (name == "--core") core = std::atoi(argv[i + 1]);
    }
    if (rounds == 0 || (core >= 0 && !pin(core))) {
        std::fprintf(stderr, "usage: bench_watch [--core N] [--rounds N]\n");
        return 2;
    }
    std::vector<double> without;
    std::vector<double> with;
    for (std::size_t round = 0; round <= rounds; ++round) {  // the first warms up
        std::uint64_t digests[2];
        const double a = alone(digests[0]);
        const double b = watched(digests[1]);
        if (digests[0] != digests[1]) {
            std::fprintf(stderr, "the two sides end with different books\n");
            return 1;
        }
        if (round == 0) continue;
        without.push_back(a);
        with.push_back(b);
    }
    const auto show = [](const char* name, const std::vector<double>& ns) {
        const auto [least, most] = std::ranges::minmax(ns);
        std::printf("%-16s %8.2f ns an event (%.2f to %.2f, %zu runs)\n", name, median(ns), least, most,
                    ns.size());
    };
    show("level_alone", without);
    show("level_watched", with);
    std::printf("level_watched / level_alone: %.2f\n", median(with) / median(without));
    return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) { return bench::main_of(argc, argv); }
