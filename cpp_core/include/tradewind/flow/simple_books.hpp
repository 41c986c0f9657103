// The generator's own record of what rests where: the truth that a replayed book is compared with.
// Deliberately plain (sorted vectors, two-way lists) and independent of the book module. One owner, one
// thread; memory follows the orders that rest.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tradewind/base/types.hpp"

namespace tradewind::flow {

using base::OrderRef;
using base::Price;
using base::Qty;
using base::Side;

/// Index of a resting order. A replace keeps it, so it names the chain and not the reference.
using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = 0xFFFFFFFFU;

struct Resting {
    OrderRef ref{};
    Price price{};
    std::uint32_t qty{};         ///< 0: the slot is free
    std::uint32_t generation{};  ///< counts the orders that used this slot
    Slot older{kNoSlot};
    Slot newer{kNoSlot};
    std::uint16_t symbol{};  ///< locate - 1
    Side side{};
};

struct Level {
    Price price{};
    std::int64_t qty{};
    std::uint32_t orders{};
    Slot oldest{kNoSlot};
    Slot newest{kNoSlot};
};

class SimpleBooks {
  public:
    explicit SimpleBooks(std::size_t symbols) : books_(symbols) {}

    Slot add(std::uint16_t symbol, Side side, Price price, std::uint32_t qty, OrderRef ref);
    /// Take `qty` away, at most what the order has; it is gone when nothing is left.
    void reduce(Slot slot, std::uint32_t qty);
    /// New reference, price and quantity, back of the queue.
    void replace(Slot slot, OrderRef ref, Price price, std::uint32_t qty);

    [[nodiscard]] const Resting& operator[](Slot slot) const noexcept { return slots_[slot]; }
    [[nodiscard]] bool holds(Slot slot, std::uint32_t generation) const noexcept {
        return slots_[slot].generation == generation && slots_[slot].qty != 0;
    }
    /// Levels of one side, best last.
    [[nodiscard]] const std::vector<Level>& side(std::uint16_t symbol, Side side) const noexcept {
        return books_[symbol].sides[static_cast<std::size_t>(side)];
    }
    /// nullptr when the side is empty; valid until the next change of this book.
    [[nodiscard]] const Level* best(std::uint16_t symbol, Side side) const noexcept {
        const std::vector<Level>& levels = this->side(symbol, side);
        return levels.empty() ? nullptr : &levels.back();
    }
    /// A hint that this order and its instrument's book are needed soon; any slot will do.
    void prefetch(std::uint16_t symbol, Slot slot) const noexcept {
        __builtin_prefetch(&books_[symbol]);
        if (slot < slots_.size()) __builtin_prefetch(&slots_[slot]);
    }
    [[nodiscard]] std::uint64_t live() const noexcept { return live_; }
    [[nodiscard]] std::uint32_t live(std::uint16_t symbol) const noexcept { return books_[symbol].live; }
    /// As defined in book/digest.hpp.
    [[nodiscard]] std::uint64_t digest(std::uint16_t symbol) const noexcept;

  private:
    struct Book {
        std::array<std::vector<Level>, 2> sides;  // indexed by Side
        std::uint32_t live{};
    };

    void link(Slot slot);
    void unlink(Slot slot);
    [[nodiscard]] std::vector<Level>::iterator find(std::vector<Level>& levels, Side side,
                                                    Price price) noexcept;

    std::vector<Book> books_;
    std::vector<Resting> slots_;
    Slot free_{kNoSlot};  // chained through Resting::newer
    std::uint64_t live_{};
};

}  // namespace tradewind::flow
