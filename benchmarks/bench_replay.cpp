// From the bytes of an ITCH day in memory to decoded events and to books, each beside a floor that does the
// least that could do the same. Every program consumes the same bytes and keeps a checksum, so no side can
// skip work.
//
// Floor of decoding: a plain switch over the type that byte-swaps every order field.
// Floor of replay: the same decoder and one hash table from reference to remaining quantity, without levels
// or queues.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "tradewind/book/books.hpp"
#include "tradewind/feed/itch_framer.hpp"
#include "tradewind/feed/normalize.hpp"
#include "tradewind/flow/generator.hpp"

namespace {

using tradewind::base::load_be16;
using tradewind::base::load_be32;
using tradewind::base::load_be48;
using tradewind::base::load_be64;

constexpr tradewind::flow::GeneratorConfig kDay{
    .symbols = 200, .messages = 2'000'000, .seed = 1, .checkpoints = 0};

const std::vector<std::byte>& day() {
    static const std::vector<std::byte> bytes = [] {
        std::vector<std::byte> all;
        std::vector<std::byte> chunk;
        tradewind::flow::DayGenerator generator(kDay);
        while (generator.next_chunk(chunk)) all.insert(all.end(), chunk.begin(), chunk.end());
        return all;
    }();
    return bytes;
}

/// Fields of an order message as the plain decoder finds them; absent ones keep their last value.
struct PlainFields {
    std::uint64_t ref{};
    std::uint64_t other{};  ///< new reference or match number
    std::uint64_t time{};
    std::uint32_t qty{};
    std::uint32_t price{};
    std::uint16_t locate{};
    char side{};
};

/// The floor: one switch, every field of every order message loaded where the format has it.
void decode_plain(const std::byte* p, PlainFields& out) {
    out.locate = load_be16(p + 1);
    out.time = load_be48(p + 5);
    switch (static_cast<char>(p[0])) {
        case 'A':
        case 'F':
            out.ref = load_be64(p + 11);
            out.side = static_cast<char>(p[19]);
            out.qty = load_be32(p + 20);
            out.price = load_be32(p + 32);
            break;
        case 'E':
            out.ref = load_be64(p + 11);
            out.qty = load_be32(p + 19);
            out.other = load_be64(p + 23);
            break;
        case 'C':
            out.ref = load_be64(p + 11);
            out.qty = load_be32(p + 19);
            out.other = load_be64(p + 23);
            out.price = load_be32(p + 32);
            break;
        case 'X':
            out.ref = load_be64(p + 11);
            out.qty = load_be32(p + 19);
            break;
        case 'D':
            out.ref = load_be64(p + 11);
            break;
        case 'U':
            out.ref = load_be64(p + 11);
            out.other = load_be64(p + 19);
            out.qty = load_be32(p + 27);
            out.price = load_be32(p + 31);
            break;
        case 'P':
            out.ref = load_be64(p + 11);
            out.side = static_cast<char>(p[19]);
            out.qty = load_be32(p + 20);
            out.price = load_be32(p + 32);
            out.other = load_be64(p + 36);
            break;
        default:
            break;
    }
}

template <class Each>
void walk_plain(Each&& each) {
    const std::byte* p = day().data();
    const std::byte* const end = p + day().size();
    while (p < end) {
        const std::size_t length = load_be16(p);
        if (length == 0) break;  // the end-of-session marker
        each(p + 2);
        p += 2 + length;
    }
}

void finish(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kDay.messages));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(day().size()));
}

void decode_floor(benchmark::State& state) {
    day();
    for (auto _ : state) {
        PlainFields fields;
        std::uint64_t sum = 0;
        walk_plain([&](const std::byte* p) {
            decode_plain(p, fields);
            sum += fields.ref + fields.other + fields.time + fields.qty + fields.price + fields.locate +
                   static_cast<std::uint8_t>(fields.side);
        });
        benchmark::DoNotOptimize(sum);
    }
    finish(state);
}

void decode(benchmark::State& state) {
    day();
    for (auto _ : state) {
        tradewind::feed::ItchFramer framer;
        std::uint64_t sum = 0;
        framer.push(day(), [&](std::span<const std::byte> message, std::uint64_t) {
            const tradewind::book::Event e = tradewind::feed::normalize(message);
            sum += e.ref + e.aux + e.time_locate + e.qty + static_cast<std::uint64_t>(e.price) +
                   static_cast<std::uint64_t>(e.kind) + static_cast<std::uint64_t>(e.side) + e.code;
        });
        benchmark::DoNotOptimize(sum);
    }
    finish(state);
}

/// The books one writes first.
class NaiveBooks {
  public:
    void apply(const std::byte* p) {
        decode_plain(p, fields_);
        switch (static_cast<char>(p[0])) {
            case 'A':
            case 'F':
                add(fields_.ref, fields_.locate, fields_.side, fields_.price, fields_.qty);
                break;
            case 'E':
            case 'C':
            case 'X':
                if (const auto it = orders_.find(fields_.ref); it != orders_.end()) {
                    Order& order = *it->second.at;
                    if (order.qty > fields_.qty) {
                        order.qty -= fields_.qty;
                        it->second.level->second.qty -= fields_.qty;
                    } else {
                        remove(it);
                    }
                }
                break;
            case 'D':
                if (const auto it = orders_.find(fields_.ref); it != orders_.end()) remove(it);
                break;
            case 'U':
                if (const auto it = orders_.find(fields_.ref); it != orders_.end()) {
                    const std::uint16_t locate = it->second.locate;
                    const char side = it->second.side;
                    remove(it);
                    add(fields_.other, locate, side, fields_.price, fields_.qty);
                }
                break;
            default:
                break;
        }
    }
    [[nodiscard]] std::size_t live_orders() const { return orders_.size(); }

  private:
    struct Order {
        std::uint64_t ref;
        std::uint32_t qty;
    };
    struct Level {
        std::uint64_t qty{};
        std::list<Order> queue;
    };
    using Levels = std::map<std::uint32_t, Level>;
    struct Place {
        Levels::iterator level;
        std::list<Order>::iterator at;
        std::uint16_t locate;
        char side;
    };
    using Orders = std::unordered_map<std::uint64_t, Place>;

    Levels& levels(std::uint16_t locate, char side) { return sides_[locate * 2U + (side == 'S' ? 1U : 0U)]; }
    void add(std::uint64_t ref, std::uint16_t locate, char side, std::uint32_t price, std::uint32_t qty) {
        const auto level = levels(locate, side).try_emplace(price).first;
        level->second.qty += qty;
        level->second.queue.push_back({ref, qty});
        orders_.insert_or_assign(ref, Place{level, std::prev(level->second.queue.end()), locate, side});
    }
    void remove(Orders::iterator it) {
        const Place place = it->second;
        orders_.erase(it);
        place.level->second.qty -= place.at->qty;
        place.level->second.queue.erase(place.at);
        if (place.level->second.queue.empty()) levels(place.locate, place.side).erase(place.level);
    }

    Orders orders_;
    std::vector<Levels> sides_{std::size_t{2} << 16};  // two for each possible locate
    PlainFields fields_;
};

void replay_naive(benchmark::State& state) {
    day();
    for (auto _ : state) {
        state.PauseTiming();
        {
            NaiveBooks books;
            state.ResumeTiming();
            walk_plain([&](const std::byte* p) { books.apply(p); });
            benchmark::DoNotOptimize(books.live_orders());
            state.PauseTiming();
        }
        state.ResumeTiming();
    }
    finish(state);
}

/// Pools sized for the day and touched beforehand, as in a session that has been running.
tradewind::book::BooksConfig warm_config() {
    constexpr tradewind::base::RegionOptions kTouched{.huge_pages = true, .prefault = true};
    tradewind::book::BooksConfig config;
    config.orders.max_slabs = 1U << 16;
    config.orders.max_directory_pages = 1U << 10;
    config.orders.memory = kTouched;
    config.max_levels = 1U << 18;
    config.memory = kTouched;
    return config;
}

void replay(benchmark::State& state) {
    day();
    for (auto _ : state) {
        state.PauseTiming();
        {
            tradewind::book::Books books(warm_config());
            tradewind::feed::ItchFramer framer;
            state.ResumeTiming();
            framer.push(day(), [&](std::span<const std::byte> message, std::uint64_t) {
                benchmark::DoNotOptimize(books.apply(tradewind::feed::normalize(message)));
            });
            benchmark::DoNotOptimize(books.live_orders());
            state.PauseTiming();
        }
        state.ResumeTiming();
    }
    finish(state);
}

BENCHMARK(decode_floor)->Unit(benchmark::kMillisecond);
BENCHMARK(decode)->Unit(benchmark::kMillisecond);
BENCHMARK(replay_naive)->Unit(benchmark::kMillisecond);
BENCHMARK(replay)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
