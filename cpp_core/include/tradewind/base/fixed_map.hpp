// A hash map from 64-bit keys to small values with a capacity fixed at construction: linear probing in a
// table at most half full, deletion by shifting back, so that no tombstone ever slows it down. One thread.
// Never iterated: its order means nothing.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace tradewind::base {

/// Spreads neighbouring numbers over all bits (Fibonacci hashing).
[[nodiscard]] constexpr std::uint64_t spread(std::uint64_t key) noexcept {
    return key * 0x9E3779B97F4A7C15ULL;
}

template <class Value>
    requires std::is_trivially_copyable_v<Value>
class FixedMap {
  public:
    explicit FixedMap(std::size_t capacity)
        : slots_(std::bit_ceil(capacity * 2)),
          capacity_(capacity),
          shift_(64U - static_cast<unsigned>(std::bit_width(slots_.size() - 1))) {}

    /// Null when absent; valid until the next insert or erase.
    [[nodiscard]] Value* find(std::uint64_t key) noexcept {
        for (std::size_t i = home(key); slots_[i].used; i = next(i)) {
            if (slots_[i].key == key) return &slots_[i].value;
        }
        return nullptr;
    }
    [[nodiscard]] const Value* find(std::uint64_t key) const noexcept {
        return const_cast<FixedMap*>(this)->find(key);
    }

    /// False when full; nothing changed. The key must be absent.
    [[nodiscard]] bool try_insert(std::uint64_t key, const Value& value) noexcept {
        if (size_ == capacity_) return false;
        std::size_t i = home(key);
        while (slots_[i].used) i = next(i);
        slots_[i] = {key, value, true};
        ++size_;
        return true;
    }
    /// Absent keys are allowed.
    void erase(std::uint64_t key) noexcept {
        std::size_t hole = home(key);
        while (slots_[hole].used && slots_[hole].key != key) hole = next(hole);
        if (!slots_[hole].used) return;
        for (std::size_t i = next(hole); slots_[i].used; i = next(i)) {
            // An entry may move into the hole only if the hole lies on its own probe path.
            const std::size_t reach = (i - home(slots_[i].key)) & (slots_.size() - 1);
            const std::size_t gap = (i - hole) & (slots_.size() - 1);
            if (reach >= gap) {
                slots_[hole] = slots_[i];
                hole = i;
            }
        }
        slots_[hole].used = false;
        --size_;
    }
    [[nodiscard]] bool full() const noexcept { return size_ == capacity_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

  private:
    struct Slot {
        std::uint64_t key;
        Value value;
        bool used;
    };
    [[nodiscard]] std::size_t home(std::uint64_t key) const noexcept { return spread(key) >> shift_; }
    [[nodiscard]] std::size_t next(std::size_t i) const noexcept { return (i + 1) & (slots_.size() - 1); }

    std::vector<Slot> slots_;
    std::size_t capacity_;
    unsigned shift_;
    std::size_t size_{};
};

}  // namespace tradewind::base
