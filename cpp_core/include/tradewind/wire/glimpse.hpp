// GLIMPSE 5.0: the snapshot for those who join late. A SoupBinTCP server (log in with sequence number 1) that
// sends the current state as sequenced ITCH messages: system event, stock directory, trading action, Reg SHO
// restriction, retail interest, operational halts, then the resting orders of each book in queue order, so
// that adding them in the order of arrival rebuilds the queues. A message G ends it: type and 20 ASCII
// digits, the ITCH sequence number from which to go on with the live feed, which the receiver has buffered
// meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tradewind::wire {

inline constexpr char kGlimpseEndType = 'G';
inline constexpr std::size_t kGlimpseEndSize = 21;

/// True for the ITCH types that a snapshot may hold; the end message is none of them.
[[nodiscard]] constexpr bool is_glimpse_type(char type) noexcept {
    switch (type) {
        case 'S':
        case 'R':
        case 'H':
        case 'Y':
        case 'N':
        case 'h':
        case 'A':
        case 'F':
            return true;
        default:
            return false;
    }
}

/// `next_sequence`: the first ITCH message that the snapshot does not include.
void encode_glimpse_end(std::uint64_t next_sequence, std::span<std::byte, kGlimpseEndSize> out) noexcept;
/// nullopt unless it is exactly a G with a number that fits 64 bits. Padding with spaces is accepted on
/// either side.
[[nodiscard]] std::optional<std::uint64_t> decode_glimpse_end(std::span<const std::byte> message) noexcept;

}  // namespace tradewind::wire
