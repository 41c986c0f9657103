#include "tradewind/flow/listing.hpp"

#include <array>
#include <numeric>
#include <utility>

#include "tradewind/flow/fixed_math.hpp"

namespace tradewind::flow {
namespace {

/// Consonants only, so that the names are no words.
constexpr std::string_view kLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::uint32_t kNames = 20 * 20 * 20 * 20;

base::Symbol name_of(std::uint32_t index, std::uint32_t symbols) {
    // One name from each of as many equal stretches of all four-letter names, which keeps them in order.
    const std::uint32_t start = static_cast<std::uint32_t>(std::uint64_t{index} * kNames / symbols);
    const std::uint32_t end = static_cast<std::uint32_t>((std::uint64_t{index} + 1) * kNames / symbols);
    std::uint32_t code = start + (index * 7919 + 4421) % (end - start);
    std::array<char, 4> letters{};
    for (std::size_t i = letters.size(); i-- > 0; code /= 20) letters[i] = kLetters[code % 20];
    return base::Symbol::from({letters.data(), letters.size()});
}

struct PriceBand {
    std::uint32_t upto_permille;
    std::uint32_t low_mills;
    std::uint32_t high_mills;
};
constexpr PriceBand kSubDollar{30, 2'000, 7'000};
constexpr PriceBand kThousands{1000, 15'000'000, 50'000'000};
constexpr std::array<PriceBand, 8> kPriceBands{{kSubDollar,
                                                {130, 20'000, 50'000},
                                                {380, 50'000, 200'000},
                                                {680, 200'000, 600'000},
                                                {880, 600'000, 1'500'000},
                                                {970, 1'500'000, 5'000'000},
                                                {995, 5'000'000, 15'000'000},
                                                kThousands}};

base::Price draw_price(std::uint32_t index, std::uint32_t symbols, Random& random) {
    const std::uint32_t permille = random.below32(1000);
    std::size_t i = 0;
    while (permille >= kPriceBands[i].upto_permille) ++i;
    PriceBand band = kPriceBands[i];
    if (symbols >= 20 && index == symbols / 3) band = kSubDollar;
    if (symbols >= 20 && index == symbols / 2) band = kThousands;
    const std::int64_t units = random.between(band.low_mills, band.high_mills) * kMill;
    return {units - units % tick_at(units)};
}

std::int64_t gap_at(std::int64_t price) {
    const std::int64_t tick = tick_at(price);
    const std::int64_t ticks = tick == kCent ? price / (100 * base::Price::kScale) : price / (400 * kMill);
    return tick * (ticks > 1 ? ticks : 1);
}

/// Activity falls with rank as (rank + 20)^-0.75.
std::uint64_t inverse_weight(std::uint32_t rank) {
    const std::uint64_t log2_ratio = log2_of(rank + 20) - log2_of(20);
    return exp2(log2_ratio * 3 / 4) >> 16;
}

}  // namespace

std::vector<Listing> make_listings(std::uint32_t symbols, Random& random) {
    std::vector<std::uint32_t> ranks(symbols);
    std::iota(ranks.begin(), ranks.end(), 0U);
    for (std::uint32_t i = symbols; i > 1; --i) std::swap(ranks[i - 1], ranks[random.below(i)]);

    std::vector<Listing> listings(symbols);
    for (std::uint32_t i = 0; i < symbols; ++i) {
        Listing& listing = listings[i];
        listing.symbol = name_of(i, symbols);
        listing.price = draw_price(i, symbols, random);
        listing.gap = gap_at(listing.price.units);
        listing.rank = ranks[i];
        listing.inverse_weight = inverse_weight(ranks[i]);
        listing.fund = random.chance(250'000);
    }
    return listings;
}

}  // namespace tradewind::flow
