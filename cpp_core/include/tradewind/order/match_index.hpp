// Finds an execution by match number and side: one match is one buy and one sell, so when both are ours the
// number alone would not do. Fixed-capacity open addressing, never erased (a broken execution stays known as
// broken).
//
// One thread. Constant time; allocates in the constructor only.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "tradewind/base/types.hpp"

namespace tradewind::order {

class MatchIndex {
  public:
    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

    /// Room for `capacity` keys at a load of at most one half.
    explicit MatchIndex(std::uint32_t capacity) : capacity_{capacity} {
        std::uint64_t cells = 2;
        while (cells < std::uint64_t{capacity} * 2) cells *= 2;
        cells_.resize(cells);
    }

    /// The value stored under the key, or kNone.
    [[nodiscard]] std::uint32_t find(base::MatchNumber match, base::Side side) const noexcept {
        return cells_[probe(match, side)].value;
    }

    /// Store a value under a key that is not there yet; false when full.
    [[nodiscard]] bool insert(base::MatchNumber match, base::Side side, std::uint32_t value) noexcept {
        if (size_ == capacity_) return false;
        cells_[probe(match, side)] = {match.value, value, side};
        ++size_;
        return true;
    }

  private:
    struct Cell {
        std::uint64_t match{};
        std::uint32_t value{kNone};
        base::Side side{};
    };

    /// The key's cell, or the free cell where it belongs. Ends: at least half of the cells are free.
    [[nodiscard]] std::size_t probe(base::MatchNumber match, base::Side side) const noexcept {
        const std::size_t mask = cells_.size() - 1;
        std::size_t i = hash(match.value, side) & mask;
        while (cells_[i].value != kNone && (cells_[i].match != match.value || cells_[i].side != side)) {
            i = (i + 1) & mask;
        }
        return i;
    }
    /// The finaliser of splitmix64: match numbers run in sequence, sometimes with a stride.
    static std::size_t hash(std::uint64_t x, base::Side side) noexcept {
        x += side == base::Side::buy ? 0x9e3779b97f4a7c15ULL : 0x3c6ef372fe94f82aULL;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
        return x ^ (x >> 31);
    }

    std::vector<Cell> cells_;
    std::uint32_t capacity_;
    std::uint32_t size_{};
};

}  // namespace tradewind::order
