// Every call that the benchmarks make into our decoder and our books, and the sizes they run with.
#pragma once

#include <array>
#include <span>

#include "book/floors.hpp"
#include "book/input.hpp"
#include "tradewind/book/books.hpp"
#include "tradewind/book/digest.hpp"
#include "tradewind/feed/itch_framer.hpp"
#include "tradewind/feed/normalize.hpp"

namespace bench {

using tradewind::book::Books;
using tradewind::book::Event;

/// Pools for a market of 2,000 symbols; one configuration for every figure.
inline Books make_books(bool prefault) {
    const tradewind::base::RegionOptions memory{.huge_pages = true, .prefault = prefault};
    tradewind::book::BooksConfig config;
    config.orders.max_slabs = 1U << 16;
    config.orders.max_nests = 1U << 18;
    config.orders.max_directory_pages = 1U << 10;
    config.orders.max_outliers = 1U << 12;
    config.orders.memory = memory;
    config.max_levels = 1U << 19;
    config.memory = memory;
    return Books(config);
}

/// What a user of the updates does at least: looks whether the touch changed.
struct TouchCounter {
    std::uint64_t changes{};
    void operator()(const tradewind::book::Update& update) { changes += update.touch_changed; }
    void operator()(const tradewind::book::Change& change) { changes += change.touch != 0; }
};

/// Decode with all checks of framing, type and length; `sink(std::span<const Event>)` gets runs of events.
/// False if the bytes are not whole, valid messages.
template <class Sink>
[[nodiscard]] bool decode(Bytes bytes, Sink&& sink) {
    tradewind::feed::ItchFramer framer;
    std::array<Event, 512> ring;
    framer.push_events(bytes, ring, sink);
    return framer.finish();
}

/// Decode and apply in batches.
template <class Sink>
[[nodiscard]] bool replay(Books& books, Bytes bytes, Sink&& sink) {
    return decode(bytes, [&](std::span<const Event> events) {
        books.apply(events, [&](const Event&, const tradewind::book::Change& change) { sink(change); });
    });
}

/// Decode, check and apply one message that arrived alone.
template <class Sink>
inline void replay_one(Books& books, Bytes message, Sink&& sink) {
    sink(books.apply(tradewind::feed::normalize(message)));
}

/// Digest of the market: the instruments' digests, locate 1 to the highest.
inline std::uint64_t digest(const Books& books) {
    tradewind::book::Digest market;
    for (unsigned locate = 1; locate <= books.highest_locate().value; ++locate) {
        market.add(books.digest({static_cast<std::uint16_t>(locate)}));
    }
    return market.value();
}

}  // namespace bench
