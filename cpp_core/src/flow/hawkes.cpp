#include "tradewind/flow/hawkes.hpp"

#include "tradewind/flow/fixed_math.hpp"

namespace tradewind::flow {
namespace {

constexpr std::uint32_t kRateOne = 1U << 24;  // 1.0 in 8.24

constexpr std::uint32_t share_of(std::size_t component) {
    return component == kHiddenTrade ? kHiddenShare : kBandShare[component % kBands];
}
constexpr std::size_t mirror_of(std::size_t component) {
    return component == kHiddenTrade ? component : (component + kBands) % kHiddenTrade;
}
constexpr bool is_band(std::size_t component, Band band) {
    return component != kHiddenTrade && component % kBands == static_cast<std::size_t>(band);
}

/// Expected direct children of one arrival of `parent` in `child`, 1/10,000: a quarter of itself, 8 % of its
/// mirror on the other side, a quarter spread over all by their shares, and after a marketable order 15 % at
/// the two touches.
constexpr std::uint32_t children(std::size_t parent, std::size_t child) {
    std::uint32_t n = 2500 * share_of(child) / 10'000;
    if (parent == child) n += 2500;
    if (mirror_of(parent) == child) n += 800;
    if (is_band(parent, Band::marketable) && is_band(child, Band::touch)) n += 750;
    return n;
}

using Rates = std::array<std::uint32_t, kComponents>;

constexpr std::array<Rates, kComponents> kExcitation = [] {
    std::array<Rates, kComponents> table{};
    for (std::size_t parent = 0; parent < kComponents; ++parent)
        for (std::size_t child = 0; child < kComponents; ++child)
            table[parent][child] =
                static_cast<std::uint32_t>(std::uint64_t{children(parent, child)} * kRateOne / 10'000);
    return table;
}();

/// What each component's parents do not explain: mu = lambda - A' lambda.
constexpr Rates kBaseline = [] {
    Rates baseline{};
    for (std::size_t child = 0; child < kComponents; ++child) {
        std::uint64_t explained = 0;  // 1/10^8 of all arrivals
        for (std::size_t parent = 0; parent < kComponents; ++parent)
            explained += std::uint64_t{share_of(parent)} * children(parent, child);
        const std::uint64_t wanted = std::uint64_t{share_of(child)} * 10'000;
        baseline[child] =
            static_cast<std::uint32_t>((wanted - explained) * kArrivalsPerUnit * kRateOne / 100'000'000);
    }
    return baseline;
}();

constexpr std::uint64_t sum(const Rates& rates) {
    std::uint64_t total = 0;
    for (const std::uint32_t rate : rates) total += rate;
    return total;
}
constexpr std::uint64_t kBaselineTotal = sum(kBaseline);
static_assert(
    [] {
        for (const std::uint32_t rate : kBaseline)
            if (rate == 0 || rate > kArrivalsPerUnit * kRateOne) return false;
        return true;
    }(),
    "excitation explains more arrivals of a component than there are");

std::size_t pick(const Rates& rates, std::uint64_t total, Random& random) noexcept {
    std::uint64_t rest = random.below(total);
    for (std::size_t i = 0; i < kComponents; ++i) {
        if (rest < rates[i]) return i;
        rest -= rates[i];
    }
    return kComponents - 1;
}

}  // namespace

Hawkes::Arrival Hawkes::next(Random& random) noexcept {
    std::uint64_t wait = (draw_exponential(random) << 24) / kBaselineTotal;
    std::uint64_t decay = 0;
    std::size_t component = kComponents;

    // The excited part has S (1 - e^-t) arrivals to give in all; it may give none.
    const std::uint64_t target = draw_exponential(random);
    if (target < excited_total_ << 8) {
        const std::uint64_t survival = kOne - (target << 24) / excited_total_;
        const std::uint64_t excited_wait = negative_ln(survival == 0 ? 1 : survival);
        if (excited_wait < wait) {
            wait = excited_wait;
            decay = survival;
            component = pick(excited_, excited_total_, random);
        }
    }
    if (component == kComponents) {
        decay = exp_negative(wait);
        component = pick(kBaseline, kBaselineTotal, random);
    }

    const Rates& raise = kExcitation[component];
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < kComponents; ++i) {
        excited_[i] = static_cast<std::uint32_t>((excited_[i] * decay) >> 32) + raise[i];
        total += excited_[i];
    }
    excited_total_ = total;
    return {wait, component};
}

}  // namespace tradewind::flow
