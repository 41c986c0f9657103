#include "tradewind/flow/lifetimes.hpp"

#include <algorithm>

#include "tradewind/flow/fixed_math.hpp"

namespace tradewind::flow {
namespace {

/// What is far away stays.
constexpr std::array<std::uint64_t, kBands> kScales{0,        kOne * 3 / 4, kOne * 3 / 2,
                                                    kOne * 3, kOne * 5,     kOne * 10};
/// The tail falls with the power 0.75.
constexpr std::uint64_t kInverseTail = kOne * 4 / 3;
constexpr std::uint64_t kForever = ~std::uint64_t{0};

/// Orders that begin to wait in each band in a kernel decay time, 32.32: both sides' new ones, and those that
/// were replaced (spread as the new ones are) or partly cancelled (which wait as in the middle).
constexpr std::array<std::uint64_t, kBands> kEntries = [] {
    constexpr std::uint64_t kMillion = 1'000'000;
    std::array<std::uint64_t, kBands> entries{};
    std::uint64_t added = 0;
    for (std::size_t band = 1; band < kBands; ++band) {
        entries[band] = kOne * kArrivalsPerUnit * 2 * kBandShare[band] / 10'000;
        added += entries[band];
    }
    const std::uint64_t all = added * kMillion / (kMillion - kReplaced - kPartlyCancelled);
    for (std::size_t band = 1; band < kBands; ++band)
        entries[band] += all * kReplaced / kMillion * entries[band] / added;
    entries[static_cast<std::size_t>(Band::middle)] += all * kPartlyCancelled / kMillion;
    return entries;
}();

std::uint64_t clamped(UInt128 x) noexcept {
    return static_cast<std::uint64_t>(std::min<UInt128>(x, kForever));
}

/// Orders that rest `due` of business time after the first came, when scales are `stretch` (32.32) times the
/// usual: of those that came at the rate r with the scale s, r s 4 ((1 + t / s)^(1/4) - 1) still wait after
/// the time t.
std::uint64_t expected_live(std::uint64_t due, std::uint64_t stretch,
                            std::span<const Listing> listings) noexcept {
    UInt128 live = 0;  // 32.32
    for (std::size_t band = 1; band < kBands; ++band) {
        const std::uint64_t scale = multiply(kScales[band], stretch);
        UInt128 roots = 0;
        for (const Listing& listing : listings) {
            const UInt128 age = (static_cast<UInt128>(due) << 24) / listing.inverse_weight;
            const std::uint64_t ratio = clamped(kOne + (age << 32) / scale);
            roots += exp2((log2_of(ratio) - (std::uint64_t{32} << 32)) / 4) - kOne;
        }
        live += (roots * multiply(kEntries[band], scale) * 4) >> 32;
    }
    return clamped(live >> 32);
}

}  // namespace

std::uint64_t business_time(std::uint64_t kernel_time, const Listing& listing) noexcept {
    const UInt128 time = (static_cast<UInt128>(kernel_time) * listing.inverse_weight) >> 24;
    constexpr UInt128 kLongest = UInt128{1} << 60;
    return static_cast<std::uint64_t>(std::min(time, kLongest)) + 1;
}

Lifetimes::Lifetimes() noexcept : scales_{kScales}, free_until_{kForever}, longest_{kForever} {}

void Lifetimes::aim(std::uint64_t live_orders, std::uint64_t day,
                    std::span<const Listing> listings) noexcept {
    free_until_ = day / 3;
    longest_ = day / 5;
    live_orders += live_orders / 20;  // what executions take before its time
    std::uint64_t low = kOne >> 16;
    std::uint64_t high = kOne << 24;
    while (high - low > low >> 12) {
        const std::uint64_t middle = low + (high - low) / 2;
        (expected_live(free_until_ + longest_, middle, listings) < live_orders ? low : high) = middle;
    }
    for (std::size_t band = 1; band < kBands; ++band) scales_[band] = multiply(kScales[band], low);
}

std::uint64_t Lifetimes::draw(Random& random, Band band, const Listing& listing,
                              std::uint64_t now) const noexcept {
    const UInt128 waits = (static_cast<UInt128>(draw_power_law(random, kOne, kInverseTail)) *
                           scales_[static_cast<std::size_t>(band)]) >>
                          32;
    const std::uint64_t wait = business_time(clamped(waits), listing);
    return now < free_until_ ? wait : std::min(wait, longest_);
}

}  // namespace tradewind::flow
