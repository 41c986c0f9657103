// In a file of its own: inlined into a test, g++ 12 takes the pair of malloc and free for a mismatch.
#include "order/allocation_count.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::uint64_t> count{0};
}  // namespace

void* operator new(std::size_t size) {
    count.fetch_add(1, std::memory_order_relaxed);  // a plain count: nothing is ordered by it
    if (void* p = std::malloc(size == 0 ? 1 : size); p != nullptr) return p;
    throw std::bad_alloc{};
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace tradewind::order::testing {

std::uint64_t allocations() noexcept { return count.load(std::memory_order_relaxed); }

}  // namespace tradewind::order::testing
