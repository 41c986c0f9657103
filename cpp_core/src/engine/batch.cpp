#include "tradewind/engine/batch.hpp"

#include <algorithm>

namespace tradewind::engine {

namespace {

template <bool Touches>
void apply_rows(Market& market, std::span<const book::Event> events, book::Change* change,
                [[maybe_unused]] TouchAt* touch) noexcept {
    market.on_events(events, [&](const book::Event& event, const book::Change& did) {
        *change++ = did;
        if constexpr (Touches) *touch++ = {event.time(), market.books().touch(did.locate)};
    });
}

}  // namespace

void apply_events(Market& market, std::span<const book::Event> events, std::span<book::Change> changes,
                  std::span<TouchAt> touches) noexcept {
    if (touches.empty())
        apply_rows<false>(market, events, changes.data(), nullptr);
    else
        apply_rows<true>(market, events, changes.data(), touches.data());
}

std::size_t bad_side(std::span<const book::Event> events) noexcept {
    std::uint8_t sides = 0;
    for (const book::Event& event : events) sides |= static_cast<std::uint8_t>(event.side);
    if (sides <= 1) [[likely]]
        return events.size();
    const auto bad = std::ranges::find_if(
        events, [](const book::Event& event) { return static_cast<std::uint8_t>(event.side) > 1; });
    return static_cast<std::size_t>(bad - events.begin());
}

BlockTaken apply_block(Market& market, std::span<const std::byte> block, std::span<book::Event> events,
                       std::span<book::Change> changes, std::span<TouchAt> touches) noexcept {
    constexpr std::size_t kPiece = 512;  // events that are still in the cache when they are applied
    feed::ItchFramer framer;
    std::size_t n = 0;
    for (std::size_t at = 0; at != block.size() && n != events.size() && !framer.error();) {
        const std::span<book::Event> piece = events.subspan(n, std::min(kPiece, events.size() - n));
        const feed::Decoded got = framer.read_events(block.subspan(at), piece);
        apply_events(market, piece.first(got.events), changes.subspan(n),
                     touches.empty() ? touches : touches.subspan(n));
        at += got.bytes;
        n += got.events;
    }
    return {{static_cast<std::size_t>(framer.whole_bytes()), n}, framer.error()};
}

void TouchHistory::apply(Market& market, std::span<const book::Event> events) {
    if (rows_.capacity() - rows_.size() < events.size())
        rows_.reserve(std::max(2 * rows_.capacity(), rows_.size() + events.size()));
    market.on_events(events, [&](const book::Event& event, const book::Change& change) {
        if (event.kind == book::EventKind::directory && market.instrument(event.locate()).symbol == symbol_)
            locate_ = event.locate();
        if (change.touch != 0 && change.locate == locate_)
            rows_.push_back({event.time(), market.books().touch(change.locate)});
    });
}

}  // namespace tradewind::engine
