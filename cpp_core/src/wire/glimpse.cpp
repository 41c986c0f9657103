#include "tradewind/wire/glimpse.hpp"

#include "tradewind/wire/ascii.hpp"

namespace tradewind::wire {

void encode_glimpse_end(std::uint64_t next_sequence, std::span<std::byte, kGlimpseEndSize> out) noexcept {
    out[0] = static_cast<std::byte>(kGlimpseEndType);
    store_decimal(out.subspan<1>(), next_sequence, '0');
}

std::optional<std::uint64_t> decode_glimpse_end(std::span<const std::byte> message) noexcept {
    if (message.size() != kGlimpseEndSize || message[0] != static_cast<std::byte>(kGlimpseEndType))
        return std::nullopt;
    return load_decimal(message.subspan(1), std::nullopt);
}

}  // namespace tradewind::wire
