// A day through the batched ways into the books.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "tradewind/book/books.hpp"
#include "tradewind/feed/itch_framer.hpp"

namespace tradewind::book::testing {

/// Decode and apply in batches, from chunks that cut messages anywhere; returns how often a touch changed.
inline std::uint64_t replay_in_batches(Books& books, std::span<const std::byte> bytes) {
    feed::ItchFramer framer;
    std::array<Event, 256> ring;
    std::uint64_t changes = 0;
    while (!bytes.empty()) {
        const auto chunk = bytes.first(std::min<std::size_t>(bytes.size(), 10'007));
        bytes = bytes.subspan(chunk.size());
        framer.push_events(chunk, ring, [&](std::span<const Event> events) {
            books.apply(events, [&](const Event&, const Change& change) { changes += change.touch != 0; });
        });
    }
    return changes;
}

inline std::uint64_t replay_in_batches(WideBooks& books, std::span<const WideEvent> events) {
    std::uint64_t changes = 0;
    while (!events.empty()) {
        const auto batch = events.first(std::min<std::size_t>(events.size(), 300));
        events = events.subspan(batch.size());
        books.apply(batch, [&](const WideEvent&, const Change& change) { changes += change.touch != 0; });
    }
    return changes;
}

/// The same events for the wide books.
inline std::vector<WideEvent> wide_events(std::span<const std::span<const std::byte>> messages) {
    std::vector<WideEvent> out;
    out.reserve(messages.size());
    for (const auto message : messages) {
        const Event e = feed::normalize(message);
        WideEvent& wide = out.emplace_back();
        wide.ref = e.ref;
        wide.aux = e.aux;
        wide.price = e.price;
        wide.qty = e.qty;
        wide.time_ns = e.time().ns;
        wide.locate_code = e.locate().value;
        wide.kind = e.kind;
        wide.side = e.side;
        wide.code = e.code;
    }
    return out;
}

}  // namespace tradewind::book::testing
