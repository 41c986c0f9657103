// Counts calls of operator new in this test program: reading allocates at construction only.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "feed/build_bytes.hpp"
#include "tradewind/feed/stream.hpp"

namespace {
std::atomic<std::uint64_t> allocations{0};
}  // namespace

// Not inlined: GCC 12 would take the pair of malloc and free inside for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace tradewind::feed::test {
namespace {

std::uint64_t allocations_while_reading(StreamKind kind, const Bytes& input) {
    Stream stream(kind);
    std::uint64_t messages = 0;
    const auto count = [&](View, std::uint64_t) { ++messages; };
    const std::uint64_t before = allocations.load();
    for (std::size_t from = 0; from < input.size(); from += 37)
        stream.push(View(input).subspan(from, std::min<std::size_t>(37, input.size() - from)), count);
    const std::uint64_t after = allocations.load();
    EXPECT_EQ(messages, wire::kItch50Layouts.size());
    return after - before;
}

TEST(Allocation, reading_a_file_allocates_nothing_after_construction) {
    EXPECT_EQ(allocations_while_reading(StreamKind::itch, framed(every_type())), 0u);
}

TEST(Allocation, reading_a_capture_allocates_nothing_after_construction) {
    const std::vector<Bytes> messages = every_type();
    std::vector<Bytes> frames;
    for (std::size_t i = 0; i < messages.size(); ++i) frames.push_back(mold_frame(i + 1, {messages[i]}));
    EXPECT_EQ(allocations_while_reading(StreamKind::pcap, pcap(frames)), 0u);
}

TEST(Allocation, the_counter_counts) {
    const std::uint64_t before = allocations.load();
    const std::vector<int> one(1);
    EXPECT_EQ(one.size() + before, allocations.load());
}

}  // namespace
}  // namespace tradewind::feed::test
