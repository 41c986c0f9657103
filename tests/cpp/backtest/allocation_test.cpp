// A run allocates nothing once the venue exists. Replaces this program's operator new by one that counts.
#include <cstdlib>
#include <new>
#include <random>

#include "backtest/rig.hpp"

namespace {
std::size_t allocations = 0;
}

// Not inlined: else the compiler sees free() take what its own idea of operator new returned, and warns.
#define TRADEWIND_COUNTED __attribute__((noinline))
TRADEWIND_COUNTED void* operator new(std::size_t size) {
    ++allocations;
    if (void* const p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
TRADEWIND_COUNTED void operator delete(void* p) noexcept { std::free(p); }
TRADEWIND_COUNTED void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace tradewind::backtest::test {
namespace {

TEST(Allocation, a_run_makes_none) {
    Rig rig;
    std::mt19937 random(5);
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    const std::size_t before = allocations;
    std::uint32_t ours = 0;
    std::uint64_t answers = 0;
    VenueEvent event;
    for (std::uint64_t i = 1; i <= 50'000; ++i) {
        const std::uint64_t old = i < 40 ? 1 : i - 1 - below(39);
        switch (below(8)) {
            case 0:
                rig.execute(old, 1 + below(50));
                break;
            case 1:
                rig.remove(old);
                break;
            case 2:
                rig.hidden(1 + below(50), 9995 + below(10));
                break;
            case 3:
                rig.replace(old, 1'000'000 + i, 50, 9995 + below(5));
                break;
            case 4: {
                const Enter enter{.ref = {++ours},
                                  .locate = kStock,
                                  .side = below(2) == 0 ? kBuy : kSell,
                                  .order_qty = {1 + below(100)},
                                  .price = cents(9995 + below(10))};
                static_cast<void>(rig.send(enter));  // a refusal shows in the counter below
                break;
            }
            case 5:
                static_cast<void>(rig.send(order::Cancel{.ref = {1 + below(ours + 1)}}));
                break;
            default:
                break;
        }
        rig.add(i, below(2) == 0 ? kBuy : kSell, 1 + below(100), 9995 + below(10));
        while (rig.venue.poll(rig.now, event)) ++answers;
    }
    rig.system('M');
    EXPECT_EQ(allocations, before);
    EXPECT_GT(answers, 10'000U);
    EXPECT_GT(rig.venue.counters().fills, 1'000U);
    EXPECT_EQ(rig.venue.counters().requests_refused, 0U);
    ::operator delete(::operator new(1));  // the counter does count
    EXPECT_EQ(allocations, before + 1);
}

}  // namespace
}  // namespace tradewind::backtest::test
