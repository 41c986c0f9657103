// A generated day in memory, cut into messages.
#pragma once

#include <span>
#include <vector>

#include "tradewind/base/endian.hpp"
#include "tradewind/flow/generator.hpp"

namespace tradewind::engine {

struct GeneratedDay {
    std::vector<std::byte> bytes;
    std::vector<std::span<const std::byte>> messages;

    GeneratedDay(std::uint32_t symbols, std::uint64_t count, std::uint64_t seed) {
        flow::DayGenerator generator({.symbols = symbols, .messages = count, .seed = seed, .checkpoints = 0});
        std::vector<std::byte> chunk;
        while (generator.next_chunk(chunk)) bytes.insert(bytes.end(), chunk.begin(), chunk.end());
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t length = base::load_be16(bytes.data() + at);
            messages.emplace_back(bytes.data() + at + 2, length);
            at += 2 + length;
        }
    }
};

}  // namespace tradewind::engine
