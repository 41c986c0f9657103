// The books' memory follows the orders that rest, not the references that went by.
#include <gtest/gtest.h>

#include <random>
#include <span>
#include <vector>

#include "tradewind/book/books.hpp"

namespace tradewind::book {
namespace {

// Sanitized and unoptimised builds take a shorter flow; it is still much longer than what rests.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kReferences = 12'000'000;
#else
constexpr std::uint64_t kReferences = 1'500'000;
#endif
constexpr std::size_t kResting = 20'000;

Event add(std::uint64_t ref) {
    Event e;
    e.kind = EventKind::add;
    e.ref = ref;
    e.qty = 1;
    e.time_locate = Event::pack({}, {static_cast<std::uint16_t>(1 + ref % 100)});
    e.price = static_cast<std::int64_t>(900 + ref % 50) * 10'000'000;
    e.side = static_cast<Side>(ref % 2);
    return e;
}
Event remove(std::uint64_t ref) {
    Event e = add(ref);
    e.kind = EventKind::remove;
    return e;
}

TEST(BooksMemory, FollowsWhatRestsThroughALongFlowOfReferences) {
    BooksConfig config;
    config.orders.fold_after = 1U << 16;
    Books books(config);
    std::mt19937_64 rng(7);
    std::vector<std::uint64_t> resting(kResting);  // 0 = none yet
    std::vector<Event> batch;
    const auto flush = [&] {
        books.apply(std::span<const Event>(batch),
                    [](const Event&, const Change& change) { ASSERT_EQ(change.applied, Applied::ok); });
        batch.clear();
    };
    // Each new order drives out the one in its place. Most take turns in a few places and live for moments;
    // a few go to any place and live on: at the end, one in some hundred references of the whole flow rests.
    constexpr std::uint64_t kStayOneIn = kReferences / (kResting + kResting / 4);
    for (std::uint64_t ref = 1; ref <= kReferences; ++ref) {
        std::uint64_t& place = resting[rng() % (rng() % kStayOneIn == 0 ? kResting : kResting / 16)];
        if (place != 0) batch.push_back(remove(place));
        place = ref;
        batch.push_back(add(ref));
        if (batch.size() >= 512) flush();
    }
    flush();
    const std::uint64_t live = books.live_orders();
    EXPECT_GT(live, kResting / 2);
    EXPECT_LE(live, kResting);
    std::size_t old = 0;
    for (const std::uint64_t ref : resting) old += ref != 0 && ref < kReferences / 2;
    EXPECT_GT(old, kResting / 5) << "the tail must be heavy";
    // 16 records a page of 64 references: young slabs in full, older ones with at least 4 orders, nests for
    // the rest, in which at worst every order is alone.
    const std::size_t slabs = config.orders.fold_after / 64 + kResting / 4;
    const std::size_t table = slabs * (64 * 16 + 8) + kResting * 64;
    const std::size_t directory = (kReferences / 65'536 + 3) * 4096 + 65'536 * 4;
    const std::size_t levels = 100 * 2 * 50 * (32 + 64) + 200 * 3 * 64 + 101 * 64;
    EXPECT_LT(books.bytes_used(), table + directory + levels);
}

TEST(BooksMemory, HostileReferencesCostNothingButPlacesInTheHash) {
    BooksConfig config;
    config.orders.max_outliers = 1U << 15;
    Books books(config);
    ASSERT_EQ(books.apply(add(1'000'000)).applied, Applied::ok);
    OrderTable table(config.orders);
    const auto put = [&](std::uint64_t ref) {
        const Handle handle = table.insert({ref});
        if (handle < kTaken) table[handle].qty = 1;
    };
    put(1'000'000);
    const std::size_t before = table.bytes_used();
    constexpr std::uint64_t kOutside = std::uint64_t{1} << 33;
    std::mt19937_64 rng(3);
    std::uint64_t last = 0;
    std::uint64_t taken = 0;
    for (int i = 0; i < 60'000; ++i) {
        // Random ones, and steps of about 2^63.
        last = i % 2 == 0 ? rng() : last + (std::uint64_t{1} << 63) + static_cast<std::uint64_t>(i);
        if (last < kOutside) continue;
        put(last);
        taken += books.apply(add(last)).applied == Applied::ok;
    }
    EXPECT_EQ(table.slabs_in_use(), 1U);
    EXPECT_EQ(table.nests_in_use(), 0U);
    EXPECT_EQ(table.outliers_live(), config.orders.max_outliers) << "the hash is full, the rest refused";
    EXPECT_EQ(taken, config.orders.max_outliers);
    EXPECT_GT(books.counters().pool_exhausted, 20'000U);
    // An entry, a record and two to four slots each.
    EXPECT_LE(table.bytes_used() - before, config.orders.max_outliers * std::size_t{16 + 16 + 16});
}

}  // namespace
}  // namespace tradewind::book
