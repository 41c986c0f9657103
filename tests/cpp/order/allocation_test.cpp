// After construction neither the state machine nor the ledger allocates, whatever the venue says.
#include <gtest/gtest.h>

#include <array>

#include "order/allocation_count.hpp"
#include "order/desk.hpp"
#include "tradewind/order/ledger.hpp"

namespace tradewind::order {
namespace {

TEST(Allocation, NoneAfterConstructionOverAWholeDay) {
    testing::Desk desk{4096, 4096};
    std::array<base::Instrument, 1> instruments{base::Instrument{.symbol = {}, .locate = testing::kLocate}};
    Ledger ledger{{.instruments = instruments, .fills = 4096, .journal = 64}};
    const std::uint64_t before = testing::allocations();
    bool posted = true;
    std::uint64_t match = 0;
    const auto note = [&](const Outcome& outcome) {
        posted = posted && ledger.post(outcome.fill) == Posted::ok;
    };
    for (int i = 0; i < 500; ++i) {
        const UserRef first = desk.live(100, i % 2 == 0 ? Side::buy : Side::sell);
        note(desk.executed(first, 30, ++match));
        const UserRef second = desk.replace(first, 120);
        note(desk.replaced(first, second, 90));
        note(desk.executed(second, 20, ++match));
        note(desk.corrected(second, match, 10, 1002));
        if (i % 3 == 0) note(desk.broken(second, match));
        desk.cancel(second);
        note(desk.tell(VenueKind::canceled, second, 70));
    }
    desk.enter(100);
    desk.orders.disconnect();
    desk.orders.resolve(desk.orders.next_ref(), [](const Outcome&) {});
    desk.orders.end_of_day([](const Outcome&) {});
    EXPECT_EQ(testing::allocations(), before);
    EXPECT_TRUE(posted);
    EXPECT_TRUE(ledger.balanced());
}

}  // namespace
}  // namespace tradewind::order
