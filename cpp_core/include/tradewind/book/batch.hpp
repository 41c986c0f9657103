// Many events into a set of books in one call, with the book as each message left it.
//
// A venue or a file often tells one thing that happened as several events; between them a book may be crossed
// or half empty. `ends` marks the last event of each message, and the book is looked at only there. What
// comes from a file is not trusted: a side that is neither buy nor sell is refused by the books, never used.
// No allocation; the writer of the books calls it.
#pragma once

#include <cstdint>
#include <span>

#include "tradewind/book/event.hpp"
#include "tradewind/book/l2_book.hpp"

namespace tradewind::book {

/// The touch of one instrument where one message ended.
struct TouchRow {
    Touch touch{};
    std::uint32_t row{};  ///< index of the event in the batch
    std::uint32_t instrument{};
    std::uint8_t stale{};  ///< L2 only: the feed has lost something since the last clear
    std::uint8_t reserved[7]{};
};
static_assert(sizeof(TouchRow) == 48 && std::is_trivially_copyable_v<TouchRow>);

/// Code of a wide modify.
inline constexpr std::uint8_t kAddIfUnknown = 'A';

/// The event as the books may take it: an add whose side is no side carries the code that refuses it.
[[nodiscard]] inline Event checked(Event event, const Books&) noexcept {
    if (event.side == Side::buy || event.side == Side::sell) return event;
    event.side = Side::buy;
    if (event.kind == EventKind::add) event.code = 1;
    return event;
}
template <class Policy>
[[nodiscard]] Touch touch_of(const BasicBooks<Policy>& books, std::uint32_t instrument) noexcept {
    return books.touch({static_cast<std::uint16_t>(instrument)});
}
[[nodiscard]] constexpr std::uint32_t instrument_of(const Event& event) noexcept {
    return event.locate().value;
}
[[nodiscard]] constexpr std::uint32_t instrument_of(const WideEvent& event) noexcept {
    return event.locate().value;
}

/// The same for wide events; a modify with code 'A' of an order that is not there is an add, for venues whose
/// feeds say so.
[[nodiscard]] inline WideEvent checked(WideEvent event, const WideBooks& books) noexcept {
    const bool sided = event.side == Side::buy || event.side == Side::sell;
    if (!sided) event.side = Side::buy;
    if (event.kind == EventKind::add && !sided) event.code = 1;
    if (event.kind == EventKind::modify && event.code == kAddIfUnknown) {
        event.code = 0;
        if (sided && !books.find({event.ref})) event.kind = EventKind::add;
    }
    return event;
}
// L2Books check their events themselves.
[[nodiscard]] inline const L2Event& checked(const L2Event& event, const L2Books&) noexcept { return event; }
[[nodiscard]] constexpr std::uint32_t instrument_of(const L2Event& event) noexcept {
    return event.instrument;
}
[[nodiscard]] inline Touch touch_of(const L2Books& books, std::uint32_t instrument) noexcept {
    return books.touch(instrument);
}

/// Apply all events in order. Where `ends` (as long as `events`, or empty = nowhere) is not 0, a row goes
/// into `rows` for as long as there is room. Returns how many messages ended, which may be more than fit.
template <class BookSet, class AnyEvent>
std::size_t apply_batch(BookSet& books, std::span<const AnyEvent> events, std::span<const std::uint8_t> ends,
                        std::span<TouchRow> rows) noexcept {
    std::size_t ended = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        books.apply(checked(events[i], books));
        if (i >= ends.size() || ends[i] == 0) continue;
        if (ended < rows.size()) {
            const std::uint32_t instrument = instrument_of(events[i]);
            TouchRow& row = rows[ended];
            row = {};
            row.touch = touch_of(books, instrument);
            row.row = static_cast<std::uint32_t>(i);
            row.instrument = instrument;
            if constexpr (requires { books.stale(instrument); }) row.stale = books.stale(instrument);
        }
        ++ended;
    }
    return ended;
}

}  // namespace tradewind::book
