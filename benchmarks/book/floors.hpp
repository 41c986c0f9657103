// Floors: what is the least that any engine must do with these bytes.
#pragma once

#include <cstring>

#include "book/input.hpp"

namespace bench {

/// The work of a side must be used; this uses it without costing an instruction.
template <class T>
inline void keep(const T& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

/// Read every byte once.
[[gnu::noinline]] inline std::uint64_t stream(Bytes bytes) {
    std::uint64_t sum = 0;
    const std::size_t words = bytes.size() / sizeof(sum);
    for (std::size_t i = 0; i < words; ++i) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i * sizeof(word), sizeof(word));
        sum += word;
    }
    return sum;
}

/// Go from length prefix to length prefix.
[[gnu::noinline]] inline std::uint64_t prefix_walk(Bytes bytes) {
    std::uint64_t messages = 0;
    walk(bytes, [&](const std::byte*, std::size_t) { ++messages; });
    return messages;
}

/// One plain switch that loads and byte-swaps every field of every order message that an event holds (time,
/// locate, references, side, shares, price, match number) and adds them up in registers.
[[gnu::noinline]] inline std::uint64_t switch_decode(Bytes bytes) {
    using tradewind::base::load_be16;
    using tradewind::base::load_be32;
    using tradewind::base::load_be48;
    using tradewind::base::load_be64;
    std::uint64_t sum = 0;
    walk(bytes, [&](const std::byte* m, std::size_t) {
        switch (static_cast<char>(m[0])) {
            case 'A':
            case 'F':
                sum += load_be64(m + 11) + (m[19] == std::byte{'S'}) + load_be32(m + 20) + load_be32(m + 32);
                break;
            case 'E':
                sum += load_be64(m + 11) + load_be32(m + 19) + load_be64(m + 23);
                break;
            case 'C':
                sum += load_be64(m + 11) + load_be32(m + 19) + load_be64(m + 23) +
                       std::to_integer<std::uint64_t>(m[31]) + load_be32(m + 32);
                break;
            case 'X':
                sum += load_be64(m + 11) + load_be32(m + 19);
                break;
            case 'D':
                sum += load_be64(m + 11);
                break;
            case 'U':
                sum += load_be64(m + 11) + load_be64(m + 19) + load_be32(m + 27) + load_be32(m + 31);
                break;
            case 'P':
                sum += load_be64(m + 11) + (m[19] == std::byte{'S'}) + load_be32(m + 20) + load_be32(m + 32) +
                       load_be64(m + 36);
                break;
            default:
                return;
        }
        sum += (load_be48(m + 5) << 16) | load_be16(m + 1);
    });
    return sum;
}

}  // namespace bench
