#include "tradewind/flow/day_plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tradewind::flow {
namespace {

constexpr std::uint64_t kDayEnd = clock_time(20, 0);
constexpr std::uint64_t kOpen = clock_time(9, 30);
constexpr std::uint64_t kClose = clock_time(16, 0);

/// Who lives through what, by rank of activity. With few instruments the most active one takes everything but
/// the listing; the times do not overlap.
struct Roles {
    std::uint32_t lists_today;
    std::uint32_t news;
    std::uint32_t operational;
    std::uint32_t first_pause;
};
constexpr Roles roles_of(std::size_t symbols) {
    if (symbols < 8) return {.lists_today = 1, .news = 0, .operational = 0, .first_pause = 0};
    return {.lists_today = 3, .news = 5, .operational = 4, .first_pause = 2};
}

class Planner {
  public:
    Planner(std::span<const Listing> listings, std::uint64_t messages, Random& random)
        : listings_{listings}, random_{random}, roles_{roles_of(listings.size())}, by_rank_(listings.size()) {
        for (std::size_t i = 0; i < listings.size(); ++i)
            by_rank_[listings[i].rank] = static_cast<std::uint16_t>(i);
        // At most half a percent of an instrument's messages.
        imbalances_ =
            static_cast<std::uint32_t>(std::clamp<std::uint64_t>(messages / listings.size() / 800, 2, 24));
    }

    std::vector<Step> plan() {
        before_hours();
        opening();
        listing_of_the_day();
        intraday();
        closing();
        std::ranges::sort(steps_);
        return std::move(steps_);
    }

  private:
    void at(std::uint64_t time_ns, StepKind kind, std::uint16_t symbol = 0, char code = ' ') {
        steps_.push_back({time_ns, static_cast<std::uint32_t>(steps_.size()), symbol, kind, code});
    }
    void system(std::uint64_t time_ns, char code) {
        at(time_ns + random_.below(100'000), StepKind::system_event, 0, code);
    }
    [[nodiscard]] std::uint16_t symbols() const { return static_cast<std::uint16_t>(listings_.size()); }
    [[nodiscard]] std::uint16_t ranked(std::size_t rank) const { return by_rank_[rank]; }
    [[nodiscard]] bool lists_today(std::uint16_t symbol) const {
        return listings_[symbol].rank == roles_.lists_today;
    }

    void before_hours() {
        system(clock_time(3, 0), 'O');
        at(clock_time(3, 2), StepKind::decline_levels);
        for (std::uint16_t i = 0; i < symbols(); ++i) {
            const std::uint64_t nth = std::uint64_t{i} * 25'000;
            const bool today = lists_today(i);
            at(clock_time(3, 5) + nth, StepKind::directory, i, today ? 'Y' : 'N');
            at(clock_time(3, 8) + nth, StepKind::trading_action, i, today ? 'H' : 'T');
            at(clock_time(3, 11) + nth, StepKind::reg_sho, i);
            at(clock_time(3, 14) + nth, StepKind::participant, i, 'Y');
            at(clock_time(3, 14) + nth, StepKind::participant, i, 'N');
        }
        system(clock_time(4, 0), 'S');
    }

    void opening() {
        for (std::uint16_t i = 0; i < symbols(); ++i)
            if (!lists_today(i)) auction(i, kOpen, 120, 'O');
        at(kOpen, StepKind::system_event, 0, 'Q');
    }

    /// Imbalance messages in the last `seconds` before, then the cross within a second and a half.
    void auction(std::uint16_t symbol, std::uint64_t time_ns, std::uint64_t seconds, char type) {
        for (std::uint64_t i = 0; i < imbalances_; ++i) {
            const std::uint64_t before = seconds * kSecond * (imbalances_ - i) / imbalances_;
            at(time_ns - before + random_.below(kSecond / 2), StepKind::imbalance, symbol, type);
        }
        at(time_ns + 1 + random_.below(3 * kSecond / 2), StepKind::cross, symbol, type);
    }

    void listing_of_the_day() {
        const std::uint16_t symbol = ranked(roles_.lists_today);
        at(clock_time(9, 5), StepKind::ipo_quote, symbol);
        at(clock_time(10, 5), StepKind::ipo_quote, symbol);
        at(clock_time(10, 15), StepKind::quote_only, symbol, 'I');
        for (std::uint64_t i = 0; i < 5; ++i) {
            at(clock_time(10, 20) + i * 30 * kSecond, StepKind::direct_listing, symbol);
            at(clock_time(10, 29, 55) + i * kSecond, StepKind::imbalance, symbol, 'H');
        }
        at(clock_time(10, 30), StepKind::cross, symbol, 'H');
        at(clock_time(10, 30), StepKind::resume, symbol);
    }

    void reopening(std::uint16_t symbol, std::uint64_t time_ns, std::uint64_t quoting_ns, char reason) {
        at(time_ns - quoting_ns, StepKind::quote_only, symbol, reason);
        for (std::uint64_t i = 0; i < 5; ++i)
            at(time_ns - (5 - i) * kSecond, StepKind::imbalance, symbol, 'H');
        at(time_ns, StepKind::cross, symbol, 'H');
        at(time_ns, StepKind::resume, symbol);
    }

    void intraday() {
        const std::size_t pauses = 1 + listings_.size() / 1000;
        for (std::size_t i = 0; i < pauses; ++i) {
            const std::uint16_t symbol = ranked(roles_.first_pause + 5 * i);
            const std::uint64_t start = clock_time(11, 10) + i * 97 * kSecond;
            at(start, StepKind::pause, symbol);
            at(start + kSecond, StepKind::collar, symbol);
            reopening(symbol, start + 300 * kSecond, 240 * kSecond, 'P');
        }
        const std::uint16_t news = ranked(roles_.news);
        at(clock_time(13, 40), StepKind::news_halt, news);
        reopening(news, clock_time(13, 55), 300 * kSecond, 'H');

        at(clock_time(14, 40), StepKind::operational_halt, ranked(roles_.operational));
        at(clock_time(14, 46), StepKind::operational_resume, ranked(roles_.operational));

        // After 15:25 a decline of the first level stops nothing.
        at(clock_time(15, 27), StepKind::decline_breach);
        at(clock_time(15, 45), StepKind::cover_missing, ranked(0));

        for (std::size_t i = 0; i < 2 + listings_.size() / 4; ++i) {
            const std::uint64_t time = kOpen + random_.below(kClose - kOpen);
            at(time, StepKind::retail_interest, static_cast<std::uint16_t>(random_.below(listings_.size())));
        }
        for (std::uint32_t i = 0; i < 3; ++i)
            at(clock_time(15, 46) + random_.below(kClose - clock_time(15, 46)), StepKind::broken_trade);
    }

    void closing() {
        at(kClose, StepKind::system_event, 0, 'M');
        const std::uint64_t nth = 5 * kSecond / listings_.size();
        for (std::uint16_t i = 0; i < symbols(); ++i) {
            auction(i, kClose, 600, 'C');
            at(kClose + 5 * kSecond + random_.below(20 * kSecond), StepKind::expire_day_orders, i);
            at(kDayEnd + nth * i, StepKind::sweep, i);
        }
        at(kDayEnd + 5 * kSecond, StepKind::fill, ranked(0));
        system(kDayEnd + 6 * kSecond, 'E');
        system(kDayEnd + 300 * kSecond, 'C');
    }

    std::span<const Listing> listings_;
    Random& random_;
    Roles roles_;
    std::vector<std::uint16_t> by_rank_;
    std::uint64_t imbalances_;
    std::vector<Step> steps_;
};

struct Knot {
    std::uint64_t time_ns;
    std::uint64_t permille;  ///< of the flow's messages that come before
};
constexpr std::array<Knot, 27> kShape{{
    {clock_time(4, 0, 1), 0},  {clock_time(7, 0), 4},     {clock_time(8, 0), 12},
    {clock_time(9, 0), 30},    {clock_time(9, 25), 48},   {clock_time(9, 30), 62},
    {clock_time(9, 31), 85},   {clock_time(9, 35), 130},  {clock_time(9, 45), 195},
    {clock_time(10, 0), 260},  {clock_time(10, 30), 350}, {clock_time(11, 0), 425},
    {clock_time(11, 30), 485}, {clock_time(12, 0), 535},  {clock_time(12, 30), 580},
    {clock_time(13, 0), 620},  {clock_time(13, 30), 660}, {clock_time(14, 0), 702},
    {clock_time(14, 30), 748}, {clock_time(15, 0), 800},  {clock_time(15, 30), 860},
    {clock_time(15, 45), 900}, {clock_time(15, 55), 945}, {clock_time(15, 59), 970},
    {clock_time(16, 0), 983},  {clock_time(16, 5), 990},  {clock_time(19, 59), 1000},
}};

}  // namespace

std::vector<Step> plan_day(std::span<const Listing> listings, std::uint64_t messages, Random& random) {
    return Planner{listings, messages, random}.plan();
}

Pacer::Pacer(std::uint64_t budget, std::uint64_t rate) noexcept
    : budget_{budget},
      prior_due_{std::uint64_t{64} << 24},
      prior_claims_{static_cast<std::uint64_t>((static_cast<UInt128>(prior_due_) * rate) >> 32) + 1},
      start_ns_{kShape.front().time_ns},
      end_ns_{kShape.front().time_ns} {}

bool Pacer::open_segment(std::uint64_t left) noexcept {
    start_ns_ = end_ns_;
    start_due_ += length_due_;
    if (left < 2 || kDayEnd - start_ns_ < kSecond / 1000) return false;

    const std::uint64_t claimed = budget_ - std::min(left, budget_);
    std::uint64_t wanted = left;
    if (++segment_ < kShape.size()) {
        end_ns_ = kShape[segment_].time_ns;
        const auto until =
            static_cast<std::uint64_t>(static_cast<UInt128>(budget_) * kShape[segment_].permille / 1000);
        wanted = until > claimed ? until - claimed : 0;
    } else {
        end_ns_ = start_ns_ + (kDayEnd - start_ns_) / 2;  // what is still missing comes ever faster
    }
    length_due_ = 0;
    if (wanted == 0) return true;
    const UInt128 length =
        static_cast<UInt128>(wanted) * (start_due_ + prior_due_) / (claimed + prior_claims_);
    constexpr UInt128 kShortest = 1U << 16;  // keeps the speed within 64 bits
    length_due_ = static_cast<std::uint64_t>(std::max(length, kShortest));
    speed_ = static_cast<std::uint64_t>((static_cast<UInt128>(end_ns_ - start_ns_) << 32) / length_due_);
    return true;
}

std::uint64_t Pacer::clock_at(std::uint64_t due, std::uint64_t left) noexcept {
    while (due >= start_due_ + length_due_) {
        if (over_ || !open_segment(left)) {
            over_ = true;
            return kNever;
        }
    }
    const std::uint64_t offset = due > start_due_ ? due - start_due_ : 0;
    return start_ns_ + static_cast<std::uint64_t>((static_cast<UInt128>(offset) * speed_) >> 32);
}

}  // namespace tradewind::flow
