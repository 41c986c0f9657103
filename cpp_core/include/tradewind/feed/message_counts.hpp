// What a reader saw, by message type. Kept by the framer and by the MoldUDP64 stream, one writer each.
#pragma once

#include <array>
#include <cstdint>

#include "tradewind/wire/itch50_layout.hpp"

namespace tradewind::feed {

/// Longest message of a type that we do not know that still counts as a message; ITCH 5.0's own longest has
/// 50 bytes.
inline constexpr std::size_t kMaxUnknownLength = 255;

struct MessageCounts {
    std::array<std::uint64_t, 256> by_type{};  ///< handed out; index = type letter
    std::array<std::uint64_t, 256>
        unknown{};             ///< passed over because the type is not known; index = type letter
    std::uint64_t messages{};  ///< all of both: while a message is handed out, its number from 1

    void take(std::uint8_t type) noexcept {
        ++by_type[type];
        ++messages;
    }
    void pass_over(std::uint8_t type) noexcept {
        ++unknown[type];
        ++messages;
    }
    friend bool operator==(const MessageCounts&, const MessageCounts&) = default;
};

}  // namespace tradewind::feed
