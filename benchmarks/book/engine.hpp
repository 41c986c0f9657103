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
    config.orders.max_slabs = 1U << 18;
    config.orders.max_directory_pages = 1U << 12;
    config.orders.memory = memory;
    config.max_levels = 1U << 20;
    config.memory = memory;
    return Books(config);
}

/// What a user of the updates does at least: looks whether the touch changed.
struct TouchCounter {
    std::uint64_t changes{};
    void operator()(const tradewind::book::Update& update) { changes += update.touch_changed; }
};

/// Decode with all checks of framing, type and length; `sink(std::span<const Event>)` gets runs of events.
/// False if the bytes are not whole, valid messages.
template <class Sink>
[[nodiscard]] bool decode(Bytes bytes, Sink&& sink) {
    tradewind::feed::ItchFramer framer;
    std::array<Event, 256> ring;
    std::size_t held = 0;
    framer.push(bytes, [&](std::span<const std::byte> message, std::uint64_t) {
        ring[held++] = tradewind::feed::normalize(message);
        if (held != ring.size()) return;
        sink(std::span<const Event>(ring));
        held = 0;
    });
    sink(std::span<const Event>(ring).first(held));
    return framer.finish();
}

/// Decode and apply in batches.
template <class Sink>
[[nodiscard]] bool replay(Books& books, Bytes bytes, Sink&& sink) {
    return decode(bytes, [&](std::span<const Event> events) {
        for (const Event& event : events) sink(books.apply(event));
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
