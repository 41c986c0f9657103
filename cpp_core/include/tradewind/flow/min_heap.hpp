// A priority queue whose smallest element is at the front. Four children a node: a pop touches half the cache
// lines of a binary heap. With a total order the sequence of pops is the same on every machine. One owner,
// one thread.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace tradewind::flow {

template <class T>
class MinHeap {
  public:
    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] const T& front() const noexcept { return items_.front(); }
    /// In heap order: the front, its four children, theirs.
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return items_[i]; }

    void push(const T& item) {
        std::size_t i = items_.size();
        items_.push_back(item);
        for (; i > 0 && item < items_[(i - 1) / kArity]; i = (i - 1) / kArity)
            items_[i] = items_[(i - 1) / kArity];
        items_[i] = item;
    }
    void pop() noexcept {
        const T last = items_.back();
        items_.pop_back();
        if (!items_.empty()) sift_down(0, last);
    }
    void replace_front(const T& item) noexcept { sift_down(0, item); }

  private:
    static constexpr std::size_t kArity = 4;

    void sift_down(std::size_t i, const T& item) noexcept {
        const std::size_t size = items_.size();
        for (std::size_t first = kArity * i + 1; first < size; first = kArity * i + 1) {
            std::size_t least = first;
            const std::size_t end = first + kArity < size ? first + kArity : size;
            for (std::size_t child = first + 1; child < end; ++child)
                if (items_[child] < items_[least]) least = child;
            if (!(items_[least] < item)) break;
            items_[i] = items_[least];
            i = least;
        }
        items_[i] = item;
    }

    std::vector<T> items_;
};

}  // namespace tradewind::flow
