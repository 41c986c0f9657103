// Big-endian loads and stores at any alignment: each compiles to one move and one byte swap.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tradewind::base {

static_assert(std::endian::native == std::endian::little, "the codecs assume a little-endian machine");

[[nodiscard]] inline std::uint16_t load_be16(const std::byte* p) noexcept {
    std::uint16_t v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_bswap16(v);
}
[[nodiscard]] inline std::uint32_t load_be32(const std::byte* p) noexcept {
    std::uint32_t v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_bswap32(v);
}
[[nodiscard]] inline std::uint64_t load_be64(const std::byte* p) noexcept {
    std::uint64_t v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_bswap64(v);
}
/// Six bytes, as ITCH timestamps use.
[[nodiscard]] inline std::uint64_t load_be48(const std::byte* p) noexcept {
    return (static_cast<std::uint64_t>(load_be16(p)) << 32) | load_be32(p + 2);
}

inline void store_be16(std::byte* p, std::uint16_t v) noexcept {
    v = __builtin_bswap16(v);
    std::memcpy(p, &v, sizeof v);
}
inline void store_be32(std::byte* p, std::uint32_t v) noexcept {
    v = __builtin_bswap32(v);
    std::memcpy(p, &v, sizeof v);
}
inline void store_be64(std::byte* p, std::uint64_t v) noexcept {
    v = __builtin_bswap64(v);
    std::memcpy(p, &v, sizeof v);
}
inline void store_be48(std::byte* p, std::uint64_t v) noexcept {
    store_be16(p, static_cast<std::uint16_t>(v >> 32));
    store_be32(p + 2, static_cast<std::uint32_t>(v));
}

}  // namespace tradewind::base
