// First in, first out, with a capacity fixed at construction. One thread.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

namespace tradewind::backtest {

template <class T>
    requires std::is_trivially_copyable_v<T>
class FixedQueue {
  public:
    explicit FixedQueue(std::size_t capacity) : items_(capacity) {}

    /// False when full; nothing changed.
    [[nodiscard]] bool try_push(const T& item) noexcept {
        if (size_ == items_.size()) return false;
        std::size_t at = head_ + size_;
        if (at >= items_.size()) at -= items_.size();
        items_[at] = item;
        ++size_;
        return true;
    }
    /// Undefined when empty.
    [[nodiscard]] const T& front() const noexcept { return items_[head_]; }
    void pop() noexcept {
        if (++head_ == items_.size()) head_ = 0;
        --size_;
    }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return items_.size(); }

  private:
    std::vector<T> items_;
    std::size_t head_{};
    std::size_t size_{};
};

}  // namespace tradewind::backtest
