// ITCH 5.0 message -> book::Event without a branch on the type: a table says for each type letter where its
// fields stand and which of them exist, and every message takes the same loads, shifts and masks. A switch
// would be mispredicted by real flow, whose type sequence is close to random.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "tradewind/base/endian.hpp"
#include "tradewind/book/event.hpp"

namespace tradewind::feed {

namespace detail {

/// Offsets into a message, and masks that blank what the type does not have. Offset 0 is always readable.
struct EventLayout {
    std::uint64_t ref_mask{};
    std::uint64_t aux_mask{};
    std::uint32_t price_mask{};
    std::uint32_t qty_mask{};
    std::uint16_t length{0xFFFF};  ///< the only valid length; 65,535 = no such type
    std::uint8_t ref{};
    std::uint8_t aux{};
    std::uint8_t price{};
    std::uint8_t qty{};
    std::uint8_t side{};
    std::uint8_t side_mask{};  ///< of kSideFlags: the side, and whether the letter is neither B nor S
    std::uint8_t code{};
    std::uint8_t code_mask{};
    book::EventKind kind{};
};

/// What a side letter says: 0 = B, 1 = S, 2 = neither.
inline constexpr std::array<std::uint8_t, 256> kSideFlags = [] {
    std::array<std::uint8_t, 256> flags;
    flags.fill(2);
    flags['B'] = 0;
    flags['S'] = 1;
    return flags;
}();

/// Indexed by type letter; made at compile time from wire/itch50_layout.hpp.
extern const std::array<EventLayout, 256> kEventLayouts;

}  // namespace detail

/// Wire prices carry four decimals; core prices nine.
inline constexpr std::int64_t kPrice4 = base::Price::kScale / 10'000;

namespace detail {

/// The message at `p`, whose type has the layout `at` and which has that length.
[[nodiscard, gnu::always_inline]] inline book::Event read_event(const std::byte* p,
                                                                const EventLayout& at) noexcept {
    const unsigned side = kSideFlags[std::to_integer<std::uint8_t>(p[at.side])] & at.side_mask;
    return {.ref = base::load_be64(p + at.ref) & at.ref_mask,
            .aux = base::load_be64(p + at.aux) & at.aux_mask,
            .price = static_cast<std::int64_t>(base::load_be32(p + at.price) & at.price_mask) * kPrice4,
            // Locate at 1, time at 5: the eight bytes from 3 are the tracking number and the time.
            .time_locate = (base::load_be64(p + 3) << 16) | base::load_be16(p + 1),
            .qty = base::load_be32(p + at.qty) & at.qty_mask,
            .kind = at.kind,
            .side = static_cast<book::Side>(side & 1),
            .code = static_cast<std::uint8_t>((std::to_integer<std::uint8_t>(p[at.code]) & at.code_mask) |
                                              side >> 1),
            .reserved = 0};
}

}  // namespace detail

/// Decode one message (without its length prefix). A message whose type changes no market becomes an event of
/// kind none; so does, with nothing else in it, one that is no message: framing checks come before
/// (feed::ItchFramer).
[[nodiscard]] inline book::Event normalize(std::span<const std::byte> message) noexcept {
    if (message.empty()) return {};
    const detail::EventLayout& at = detail::kEventLayouts[std::to_integer<std::uint8_t>(message[0])];
    if (message.size() != at.length) return {};
    return detail::read_event(message.data(), at);
}

/// The symbol that a directory event announces.
[[nodiscard]] inline base::Symbol symbol_of(const book::Event& directory) noexcept {
    base::Symbol symbol;
    base::store_be64(reinterpret_cast<std::byte*>(symbol.chars.data()), directory.ref);
    return symbol;
}

}  // namespace tradewind::feed
