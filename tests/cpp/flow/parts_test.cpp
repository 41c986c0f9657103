// The generator's building blocks: heap, books, prices, instruments.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tradewind/flow/listing.hpp"
#include "tradewind/flow/min_heap.hpp"
#include "tradewind/flow/order_flow.hpp"
#include "tradewind/flow/price_model.hpp"
#include "tradewind/flow/simple_books.hpp"

namespace tradewind::flow {
namespace {

TEST(MinHeap, pops_in_order_through_pushes_and_replacements) {
    Random random{1};
    MinHeap<std::uint64_t> heap;
    std::vector<std::uint64_t> model;  // sorted, largest first
    const auto insert = [&](std::uint64_t x) {
        model.insert(std::ranges::lower_bound(model, x, std::greater{}), x);
    };
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t x = random.below(1'000'000);
        const std::uint64_t act = random.below(100);
        if (act < 55 || model.empty()) {
            heap.push(x);
            insert(x);
        } else if (act < 85) {
            heap.pop();
            model.pop_back();
        } else {
            heap.replace_front(x);
            model.pop_back();
            insert(x);
        }
        ASSERT_EQ(heap.size(), model.size());
        ASSERT_TRUE(model.empty() || heap.front() == model.back());
    }
    for (; !model.empty(); model.pop_back(), heap.pop()) ASSERT_EQ(heap.front(), model.back());
    EXPECT_TRUE(heap.empty());
}

Price dollars(std::int64_t cents) { return {cents * kCent}; }

TEST(SimpleBooks, a_queue_keeps_the_order_of_arrival_and_a_replace_goes_to_its_back) {
    SimpleBooks books{2};
    const Slot first = books.add(1, Side::buy, dollars(1000), 100, {11});
    const Slot second = books.add(1, Side::buy, dollars(1000), 200, {12});
    books.add(1, Side::buy, dollars(999), 300, {13});
    EXPECT_EQ(books.best(1, Side::buy)->qty, 300);
    EXPECT_EQ(books.best(1, Side::buy)->oldest, first);

    books.replace(first, {14}, dollars(1000), 50);
    EXPECT_EQ(books.best(1, Side::buy)->oldest, second);
    EXPECT_EQ(books.best(1, Side::buy)->newest, first);
    EXPECT_EQ(books.best(1, Side::buy)->qty, 250);

    books.reduce(second, 200);
    EXPECT_EQ(books.best(1, Side::buy)->oldest, first);
    books.reduce(first, 50);
    EXPECT_EQ(books.best(1, Side::buy)->price, dollars(999));
    EXPECT_EQ(books.live(), 1U);
    EXPECT_EQ(books.best(0, Side::buy), nullptr);
}

TEST(SimpleBooks, the_best_ask_is_the_lowest_and_the_best_bid_the_highest) {
    SimpleBooks books{1};
    for (const std::int64_t cents : {1005, 1001, 1009, 1003})
        books.add(0, Side::sell, dollars(cents), 1, {1});
    for (const std::int64_t cents : {995, 999, 991, 997}) books.add(0, Side::buy, dollars(cents), 1, {1});
    EXPECT_EQ(books.best(0, Side::sell)->price, dollars(1001));
    EXPECT_EQ(books.best(0, Side::buy)->price, dollars(999));
}

TEST(SimpleBooks, a_reused_slot_is_another_order) {
    SimpleBooks books{1};
    const Slot slot = books.add(0, Side::buy, dollars(10), 5, {1});
    const std::uint32_t generation = books[slot].generation;
    EXPECT_TRUE(books.holds(slot, generation));
    books.reduce(slot, 5);
    EXPECT_FALSE(books.holds(slot, generation));
    ASSERT_EQ(books.add(0, Side::buy, dollars(10), 5, {2}), slot);
    EXPECT_FALSE(books.holds(slot, generation));
}

TEST(SimpleBooks, the_digest_sees_price_quantity_reference_side_and_queue_order) {
    const auto digest_of = [](auto fill) {
        SimpleBooks books{1};
        fill(books);
        return books.digest(0);
    };
    const auto base = digest_of([](SimpleBooks& b) {
        b.add(0, Side::buy, dollars(10), 5, {1});
        b.add(0, Side::buy, dollars(10), 6, {2});
    });
    const std::vector<std::uint64_t> others{
        digest_of([](SimpleBooks&) {}),
        digest_of([](SimpleBooks& b) { b.add(0, Side::buy, dollars(10), 5, {1}); }),
        digest_of([](SimpleBooks& b) {
            b.add(0, Side::buy, dollars(10), 6, {2});
            b.add(0, Side::buy, dollars(10), 5, {1});
        }),
        digest_of([](SimpleBooks& b) {
            b.add(0, Side::sell, dollars(10), 5, {1});
            b.add(0, Side::sell, dollars(10), 6, {2});
        }),
        digest_of([](SimpleBooks& b) {
            b.add(0, Side::buy, dollars(10), 5, {1});
            b.add(0, Side::buy, dollars(10), 6, {3});
        }),
        digest_of([](SimpleBooks& b) {
            b.add(0, Side::buy, dollars(10), 5, {1});
            b.add(0, Side::buy, dollars(9), 6, {2});
        })};
    for (const std::uint64_t other : others) EXPECT_NE(other, base);
}

TEST(Listings, are_in_alphabetical_order_without_repetition_and_rank_every_instrument_once) {
    for (const std::uint32_t symbols : {2U, 20U, 3'000U, 60'000U}) {
        Random random{symbols};
        const auto listings = make_listings(symbols, random);
        std::vector<std::uint32_t> ranks;
        for (std::size_t i = 0; i < listings.size(); ++i) {
            ASSERT_TRUE(i == 0 || listings[i - 1].symbol < listings[i].symbol);
            ASSERT_EQ(listings[i].symbol.view().size(), 4U);
            ASSERT_EQ(listings[i].price.units % tick_at(listings[i].price.units), 0);
            ASSERT_EQ(listings[i].gap % tick_at(listings[i].price.units), 0);
            ASSERT_GT(listings[i].gap, 0);
            ranks.push_back(listings[i].rank);
        }
        std::ranges::sort(ranks);
        for (std::uint32_t i = 0; i < symbols; ++i) ASSERT_EQ(ranks[i], i);
    }
}

TEST(Listings, from_twenty_on_one_costs_less_than_a_dollar_and_one_more_than_a_thousand) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Random random{seed};
        const auto listings = make_listings(20, random);
        const auto [low, high] = std::ranges::minmax(listings, {}, &Listing::price);
        EXPECT_LT(low.price, dollars(100));
        EXPECT_GT(high.price, dollars(100'000));
    }
}

TEST(Listings, activity_falls_with_rank_as_a_power_law) {
    Random random{3};
    auto listings = make_listings(1'000, random);
    std::ranges::sort(listings, {}, &Listing::rank);
    EXPECT_EQ(listings[0].inverse_weight, 1U << 16);
    EXPECT_NEAR(static_cast<double>(listings[980].inverse_weight) / 65'536, 18.80, 0.01);  // 50^0.75
}

class Prices : public testing::Test {
  protected:
    explicit Prices(std::int64_t units = dollars(2500).units) {
        Listing listing{};
        listing.price = {units};
        listing.gap = tick_at(units);
        listings_.push_back(listing);
    }
    std::vector<Listing> listings_;
    SimpleBooks books_{1};
    Random random_{5};
};

TEST_F(Prices, never_meet_the_other_side_and_lie_on_the_tick) {
    PriceModel prices{listings_, books_, random_};
    std::uint64_t ref = 0;
    for (int i = 0; i < 50'000; ++i) {
        const Side side = random_.chance(500'000) ? Side::buy : Side::sell;
        const Band band = static_cast<Band>(random_.between(1, 5));
        const auto price = prices.draw(0, side, band);
        ASSERT_TRUE(price);
        ASSERT_EQ(price->units % tick_at(price->units), 0);
        const Slot slot = books_.add(0, side, *price, 100, {++ref});
        const Level* bid = books_.best(0, Side::buy);
        const Level* ask = books_.best(0, Side::sell);
        ASSERT_TRUE(!bid || !ask || bid->price < ask->price);
        if (books_.live() > 200) books_.reduce(books_.best(0, side)->oldest, 100);
        if (random_.chance(300'000) && books_.holds(slot, books_[slot].generation)) books_.reduce(slot, 100);
    }
}

TEST_F(Prices, a_stub_quote_is_no_touch) {
    PriceModel prices{listings_, books_, random_};
    EXPECT_FALSE(prices.touch(0));
    books_.add(0, Side::buy, dollars(2499), 100, {1});
    EXPECT_FALSE(prices.touch(0));
    const Slot stub = books_.add(0, Side::sell, dollars(19'999'999), 100, {2});
    EXPECT_FALSE(prices.touch(0));
    books_.reduce(stub, 100);
    books_.add(0, Side::sell, dollars(2501), 100, {3});
    ASSERT_TRUE(prices.touch(0));
    EXPECT_EQ(prices.reference(0), dollars(2500));
}

TEST_F(Prices, behind_a_stub_quote_orders_still_come_near_the_market) {
    PriceModel prices{listings_, books_, random_};
    books_.add(0, Side::buy, dollars(2499), 100, {1});
    books_.add(0, Side::sell, dollars(19'999'999), 100, {2});
    EXPECT_EQ(*prices.draw(0, Side::sell, Band::touch), dollars(2500));
}

TEST_F(Prices, an_offer_far_below_the_market_is_not_met_either) {
    PriceModel prices{listings_, books_, random_};
    books_.add(0, Side::sell, dollars(2200), 100, {1});
    for (int i = 0; i < 50'000; ++i) ASSERT_LT(*prices.draw(0, Side::buy, Band::deep), dollars(2200));
}

TEST_F(Prices, no_bid_fits_below_the_smallest_offer) {
    PriceModel prices{listings_, books_, random_};
    books_.add(0, Side::sell, {kMill}, 100, {1});
    EXPECT_FALSE(prices.draw(0, Side::buy, Band::touch));
}

TEST(OrderFlow, what_is_scheduled_follows_the_resting_orders_and_not_the_day) {
    Random random{6};
    const auto listings = make_listings(3, random);
    MarketTape tape{listings, 1'000'000'000, 0, random};
    PriceModel prices{listings, tape.books(), random};
    OrderFlow flow{listings, tape, prices, random};
    std::vector<std::byte> out;
    std::size_t most = 0;
    for (int i = 0; i < 400'000; ++i) {
        if (i % 10'000 == 0) tape.buffer().attach(out);
        flow.fire();
        most = std::max(most, flow.scheduled());
    }
    EXPECT_GT(tape.counts()['E'], 5'000U) << "executed orders leave their schedule behind";
    EXPECT_LT(most, 2 * tape.books().live());
}

}  // namespace
}  // namespace tradewind::flow
