// Numbers as text, as SoupBinTCP and GLIMPSE carry them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tradewind::wire {

/// Digits, right-justified behind `fill`. 20 characters hold every 64-bit number; a shorter field must be
/// wide enough.
inline void store_decimal(std::span<std::byte> out, std::uint64_t value, char fill) noexcept {
    std::size_t at = out.size();
    do {
        out[--at] = static_cast<std::byte>('0' + value % 10);
        value /= 10;
    } while (value != 0 && at > 0);
    while (at > 0) out[--at] = static_cast<std::byte>(fill);
}

/// A number padded with spaces on either side; all spaces are `blank`. nullopt for anything else and beyond
/// 64 bits.
[[nodiscard]] inline std::optional<std::uint64_t> load_decimal(std::span<const std::byte> text,
                                                               std::optional<std::uint64_t> blank) noexcept {
    constexpr std::byte kSpace{' '};
    while (!text.empty() && text.front() == kSpace) text = text.subspan(1);
    while (!text.empty() && text.back() == kSpace) text = text.first(text.size() - 1);
    if (text.empty()) return blank;
    std::uint64_t value = 0;
    for (const std::byte character : text) {
        const auto digit = std::to_integer<std::uint64_t>(character) - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
    }
    return value;
}

}  // namespace tradewind::wire
