// A venue of many orders, ours among them, whose two streams (feed, order entry) reach us with random delays
// in both directions. The scenario knows when each reference of ours was born and how it ended, so after
// every message the right answer for every order of ours follows from how far each stream has got.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <vector>

#include "tradewind/book/own_finder.hpp"

namespace tradewind::book {
namespace {

constexpr std::size_t kNever = ~std::size_t{0};
constexpr std::uint16_t kStocks = 3;

enum class End : std::uint8_t { rests, replaced, over, refreshed, requeued };

/// One number of one of our orders in the feed.
struct Life {
    std::uint64_t ref{};
    std::size_t born{kNever};  // index into the feed
    std::size_t dead{kNever};
    End end{End::rests};       // `replaced`: by U; `refreshed`, `requeued`: an add of its own follows
    bool named{true};          // the venue's message that tells of it names the reference
    std::size_t told{kNever};  // index into the venue's stream
};
/// One of our orders through all its replaces.
struct Chain {
    Locate locate{};
    std::vector<Life> lives;
    std::vector<std::pair<std::size_t, std::uint32_t>> users;  // told, UserRef: in turn
    bool shows{true};
    bool reserve{};
    std::size_t done{kNever};
    // The venue's own state while the scenario runs.
    Side side{};
    std::int64_t price{};
    std::uint32_t shown{};
    std::uint32_t hidden_rest{};
    bool live{true};
};
struct VenueMessage {
    enum class Kind : std::uint8_t { accepted, replaced, restated, done } kind{};
    OwnTerms terms{};
    UserRef orig{};
};

class Scenario {
  public:
    std::vector<Event> feed;
    std::vector<VenueMessage> venue;
    std::vector<std::int64_t> feed_time, venue_time;
    std::vector<std::pair<std::int64_t, std::size_t>> entered;  // time, chain
    std::vector<Chain> chains;

    Scenario(std::uint64_t seed, int steps, bool names_all) : rng_(seed), names_all_(names_all) {
        for (int i = 0; i < steps; ++i) {
            now_ += 1 + static_cast<std::int64_t>(below(200));
            const std::uint64_t dice = below(100);
            if (dice < 55)
                other();
            else if (dice < 64)
                enter();
            else
                change();
        }
        for (Chain& chain : chains)
            if (chain.live) finish(chain, EventKind::remove);
    }

  private:
    std::uint64_t below(std::uint64_t n) { return rng_() % n; }
    std::int64_t price() { return static_cast<std::int64_t>(10'000 + below(4)) * 10'000'000; }
    std::size_t publish(Event e, Locate locate) {
        e.time_locate = Event::pack({now_}, locate);
        feed.push_back(e);
        feed_time.push_back(now_);
        return feed.size() - 1;
    }
    std::size_t tell(const VenueMessage& message) {
        venue.push_back(message);
        venue.back().terms.time = {now_};
        venue_time.push_back(now_);
        return venue.size() - 1;
    }
    void other() {
        const Locate locate{static_cast<std::uint16_t>(1 + below(kStocks))};
        auto& refs = others_[locate.value];
        if (refs.size() < 30 || below(5) < 2) {
            refs.push_back(++next_ref_);
            publish({.ref = next_ref_,
                     .price = price(),
                     .qty = static_cast<std::uint32_t>(10 + below(90)),
                     .kind = EventKind::add,
                     .side = static_cast<Side>(below(2))},
                    locate);
            return;
        }
        const std::size_t at = below(refs.size());
        const std::uint64_t ref = refs[at];
        switch (below(4)) {
            case 0:
                publish({.ref = ref, .qty = 1, .kind = EventKind::execute}, locate);
                break;  // may take the last share: later messages about it are then refused, and change
                        // nothing
            case 1:
                publish({.ref = ref, .qty = 2, .kind = EventKind::reduce}, locate);
                break;
            case 2:
                publish({.ref = ref, .kind = EventKind::remove}, locate);
                refs.erase(refs.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            default:
                refs[at] = ++next_ref_;
                publish(
                    {.ref = ref, .aux = next_ref_, .price = price(), .qty = 50, .kind = EventKind::replace},
                    locate);
        }
    }
    void enter() {
        Chain chain;
        chain.locate = {static_cast<std::uint16_t>(1 + below(kStocks))};
        chain.shows = below(10) != 0;
        chain.reserve = chain.shows && below(3) == 0;
        chain.side = static_cast<Side>(below(2));
        chain.price = price();
        chain.shown = static_cast<std::uint32_t>(10 + below(90));
        chain.hidden_rest = chain.reserve ? chain.shown * 2 : 0;
        entered.emplace_back(now_ - 50, chains.size());
        Life life{.ref = ++next_ref_};
        if (chain.shows) life.born = add(chain, life.ref);
        const std::uint32_t user = ++next_user_;
        life.told = tell({VenueMessage::Kind::accepted, terms(chain, user, life.ref), {}});
        chain.users.emplace_back(life.told, user);
        chain.lives.push_back(life);
        chains.push_back(chain);
        open_.push_back(chains.size() - 1);
    }
    std::size_t add(const Chain& chain, std::uint64_t ref) {
        return publish({.ref = ref,
                        .price = chain.price,
                        .qty = chain.shown,
                        .kind = EventKind::add,
                        .side = chain.side},
                       chain.locate);
    }
    static OwnTerms terms(const Chain& chain, std::uint32_t user, std::uint64_t ref) {
        return {.ref = {user},
                .order_ref = {ref},
                .locate = chain.locate,
                .shows = chain.shows,
                .reserve = chain.reserve};
    }
    void change() {
        if (open_.empty()) return;
        const std::size_t at = below(open_.size());
        Chain& chain = chains[open_[at]];
        const std::uint64_t dice = below(100);
        if (dice < 25)
            execute(chain);
        else if (dice < 40)
            cut(chain);
        else if (dice < 65)
            replace(chain);
        else if (dice < 85)
            reprice(chain);
        else
            finish(chain, EventKind::remove);
        if (!chain.live) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void execute(Chain& chain) {
        if (!chain.shows) return;  // executions of hidden orders name nobody
        const auto qty = static_cast<std::uint32_t>(1 + below(chain.shown));
        if (qty < chain.shown) {
            publish({.ref = chain.lives.back().ref, .qty = qty, .kind = EventKind::execute}, chain.locate);
            chain.shown -= qty;
            return;
        }
        if (chain.hidden_rest == 0) {
            finish(chain, EventKind::execute);
            return;
        }
        Life& old = chain.lives.back();
        old.dead = publish({.ref = old.ref, .qty = qty, .kind = EventKind::execute}, chain.locate);
        old.end = End::refreshed;
        chain.hidden_rest -= std::min(chain.hidden_rest, chain.shown);
        requeue(chain);
    }
    /// A number of its own, under a message that changes nothing else: the venue's doing, not ours.
    void requeue(Chain& chain) {
        Life life{.ref = ++next_ref_, .named = names_all_ || below(2) == 0};
        life.born = add(chain, life.ref);
        tell_restated(chain, life);
    }
    void tell_restated(Chain& chain, Life& life) {
        life.told = tell({VenueMessage::Kind::restated,
                          terms(chain, chain.users.back().second, life.named ? life.ref : 0),
                          {}});
        chain.lives.push_back(life);
    }
    void cut(Chain& chain) {
        if (!chain.shows || chain.shown < 2) return;
        publish({.ref = chain.lives.back().ref, .qty = 1, .kind = EventKind::reduce}, chain.locate);
        --chain.shown;
    }
    std::size_t publish_replace(Chain& chain, std::uint64_t ref) {
        Life& old = chain.lives.back();
        old.end = End::replaced;
        old.dead = publish({.ref = old.ref,
                            .aux = ref,
                            .price = chain.price,
                            .qty = chain.shown,
                            .kind = EventKind::replace},
                           chain.locate);
        return old.dead;
    }
    void replace(Chain& chain) {
        chain.price = price();
        Life life{.ref = ++next_ref_};
        if (chain.shows) life.born = publish_replace(chain, life.ref);
        const std::uint32_t orig = chain.users.back().second;
        life.told = tell({VenueMessage::Kind::replaced, terms(chain, ++next_user_, life.ref), {orig}});
        chain.users.emplace_back(life.told, next_user_);
        chain.lives.push_back(life);
    }
    void reprice(Chain& chain) {
        if (!chain.shows) return;
        chain.price = price();
        if (below(2) == 0) {
            Life& old = chain.lives.back();
            old.dead = publish({.ref = old.ref, .kind = EventKind::remove}, chain.locate);
            old.end = End::requeued;
            requeue(chain);
            return;
        }
        Life life{.ref = ++next_ref_, .named = names_all_ || below(2) == 0};
        life.born = publish_replace(chain, life.ref);
        tell_restated(chain, life);
    }
    void finish(Chain& chain, EventKind kind) {
        if (chain.shows) {
            Life& life = chain.lives.back();
            life.dead = publish({.ref = life.ref, .qty = chain.shown, .kind = kind}, chain.locate);
            life.end = End::over;
        }
        chain.done = tell({VenueMessage::Kind::done, terms(chain, chain.users.back().second, 0), {}});
        chain.live = false;
    }

    std::mt19937_64 rng_;
    bool names_all_;
    std::int64_t now_{1'000'000};
    std::uint64_t next_ref_{};
    std::uint32_t next_user_{};
    std::array<std::vector<std::uint64_t>, kStocks + 1> others_;
    std::vector<std::size_t> open_;
};

struct Expected {
    OwnState state{};
    UnknownReason reason{};
    std::uint64_t ref{};
};

/// The right answer for a chain when `fed` feed messages and `told` venue messages have arrived.
Expected expected(const Chain& chain, std::size_t fed, std::size_t told) {
    if (chain.done < told) return {OwnState::none};
    if (chain.lives.front().told >= told) return {OwnState::not_yet_seen};
    if (!chain.shows) return {OwnState::hidden};
    std::size_t i = 0;  // the latest number that the venue has told of
    while (i + 1 < chain.lives.size() && chain.lives[i + 1].told < told) ++i;
    // A number that it has told of without naming it is known if the feed shows a replace that leads to it.
    std::size_t named = i;
    while (!chain.lives[named].named) --named;
    for (std::size_t k = named; k < i; ++k) {
        if (chain.lives[k].end != End::replaced || chain.lives[k].dead >= fed)
            return {OwnState::unknown, UnknownReason::restated};
    }
    while (chain.lives[i].end == End::replaced && chain.lives[i].dead < fed) ++i;  // the feed is further on
    const Life& life = chain.lives[i];
    if (life.born >= fed) return {OwnState::not_yet_seen};
    if (life.dead >= fed) return {OwnState::displayed, UnknownReason::none, life.ref};
    if (chain.reserve) return {OwnState::unknown, UnknownReason::refresh_due};
    return {OwnState::gone};
}

struct Tally {
    std::uint64_t displayed{};  // answers that had to be `displayed`, and were
    std::uint64_t unknown{};
    std::uint64_t forgotten{};         // of unknown
    std::uint64_t found_by_look_up{};  // accepted when the add was there already
    std::uint64_t found_by_wait{};
    std::uint64_t gone_before_accept{};
    std::size_t chains{};
};

/// Deliver both streams, each in order, each message late by up to `skew` times its stream's share.
void deliver(const Scenario& s, std::uint64_t seed, std::int64_t feed_skew, std::int64_t venue_skew,
             const OwnFinderConfig& config, Tally& tally) {
    std::mt19937_64 rng(seed);
    const auto arrivals = [&](const std::vector<std::int64_t>& times, std::int64_t skew) {
        std::vector<std::int64_t> at;
        std::int64_t last = 0;
        std::int64_t late = 0;
        for (const std::int64_t time : times) {
            if (rng() % 20 == 0)
                late = static_cast<std::int64_t>(rng() % static_cast<std::uint64_t>(skew + 1));
            last = std::max(last, time + late);
            at.push_back(last);
        }
        return at;
    };
    const auto feed_at = arrivals(s.feed_time, feed_skew);
    const auto venue_at = arrivals(s.venue_time, venue_skew);
    BooksConfig books_config;
    books_config.orders = {
        .max_slabs = 1U << 12, .max_directory_pages = 64, .max_outliers = 64, .memory = {}};
    books_config.max_levels = 1U << 10;
    Books books(books_config);
    OwnFinder finder(config);
    std::vector<std::size_t> open;
    std::vector<QueuedOrder> queue(4'096);
    std::size_t fed = 0;
    std::size_t told = 0;
    std::size_t sent = 0;
    const auto check = [&](const Chain& chain) {
        std::uint32_t user = chain.users.front().second;
        for (const auto& [when, ref] : chain.users)
            if (when < told) user = ref;
        const Expected want = expected(chain, fed, told);
        const OwnPosition got = finder.query({user}, {});
        if (got.reason == UnknownReason::forgotten) {
            ++tally.unknown, ++tally.forgotten;
            return;
        }
        ASSERT_EQ(got.state, want.state) << "user " << user << " fed " << fed << " told " << told;
        ASSERT_EQ(got.reason, want.reason) << "user " << user << " fed " << fed << " told " << told;
        tally.unknown += got.state == OwnState::unknown;
        if (want.state != OwnState::displayed) return;
        ASSERT_EQ(got.ref.value, want.ref);
        Qty ahead;
        std::uint32_t orders = 0;
        const std::size_t n = books.queue(chain.locate, got.side, got.price, queue);
        while (orders < n && queue[orders].ref != got.ref) ahead += queue[orders++].qty;
        ASSERT_LT(orders, n);
        ASSERT_EQ(got.qty, queue[orders].qty);
        ASSERT_EQ(got.ahead, ahead);
        ASSERT_EQ(got.orders_ahead, orders);
        ++tally.displayed;
    };
    while (fed < s.feed.size() || told < s.venue.size()) {
        const std::int64_t next_feed = fed < s.feed.size() ? feed_at[fed] : INT64_MAX;
        const std::int64_t next_venue = told < s.venue.size() ? venue_at[told] : INT64_MAX;
        const std::int64_t now = std::min(next_feed, next_venue);
        while (sent < s.entered.size() && s.entered[sent].first <= now) {
            const Chain& chain = s.chains[s.entered[sent].second];
            ASSERT_TRUE(finder.on_entered({chain.users.front().second}, chain.locate));
            open.push_back(s.entered[sent++].second);
        }
        // Tie: either first.
        if (next_feed < next_venue || (next_feed == next_venue && rng() % 2 == 0)) {
            finder.on_update(books.apply(s.feed[fed]), books);
            ++fed;
        } else {
            const VenueMessage& message = s.venue[told++];
            switch (message.kind) {
                case VenueMessage::Kind::accepted:
                    ASSERT_TRUE(finder.on_accepted(message.terms, books));
                    break;
                case VenueMessage::Kind::replaced:
                    ASSERT_TRUE(finder.on_replaced(message.orig, message.terms, books));
                    break;
                case VenueMessage::Kind::restated:
                    finder.on_restated(message.terms.ref, message.terms.order_ref, message.terms.time, books);
                    break;
                case VenueMessage::Kind::done:
                    finder.on_done(message.terms.ref);
                    break;
            }
        }
        for (const std::size_t c : open) {
            check(s.chains[c]);
            if (::testing::Test::HasFatalFailure()) return;
        }
        std::erase_if(open, [&](std::size_t c) { return s.chains[c].done < told; });
    }
    for (const Chain& chain : s.chains) {
        ++tally.chains;
        if (!chain.shows) continue;
        const Life& first = chain.lives.front();
        const std::int64_t accepted = venue_at[first.told];
        tally.found_by_look_up += feed_at[first.born] < accepted && feed_at[first.dead] > accepted;
        tally.found_by_wait += feed_at[first.born] > accepted;
        tally.gone_before_accept += feed_at[first.dead] < accepted;
    }
    EXPECT_EQ(finder.size(), 0U);
}

constexpr std::array<std::array<std::int64_t, 2>, 5> kSkews{
    {{0, 0}, {5'000, 0}, {0, 5'000}, {5'000, 5'000}, {40'000, 40'000}}};

TEST(OwnFinderSkew, every_displayed_order_is_found_where_the_venue_names_its_references) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        const Scenario scenario(seed, 6'000, true);
        for (const auto& [feed, venue] : kSkews) {
            deliver(scenario, seed, feed, venue, {}, tally);
            if (::testing::Test::HasFatalFailure())
                FAIL() << "seed " << seed << " skew " << feed << " " << venue;
        }
    }
    EXPECT_EQ(tally.forgotten, 0U);
    EXPECT_GT(tally.chains, 4'000U);
    EXPECT_GT(tally.displayed, 100'000U);
    EXPECT_GT(tally.found_by_look_up, 500U);
    EXPECT_GT(tally.found_by_wait, 500U);
    EXPECT_GT(tally.gone_before_accept, 100U);
}

TEST(OwnFinderSkew, unnamed_references_are_unknown_and_never_guessed) {
    Tally tally;
    for (std::uint64_t seed = 11; seed <= 12; ++seed) {
        const Scenario scenario(seed, 4'000, false);
        for (const auto& [feed, venue] : kSkews) {
            deliver(scenario, seed, feed, venue, {}, tally);
            if (::testing::Test::HasFatalFailure())
                FAIL() << "seed " << seed << " skew " << feed << " " << venue;
        }
    }
    EXPECT_EQ(tally.forgotten, 0U);
    EXPECT_GT(tally.displayed, 50'000U);
    EXPECT_GT(tally.unknown, 10'000U);
}

TEST(OwnFinderSkew, a_short_memory_makes_answers_unknown_never_wrong) {
    Tally tally;
    const Scenario scenario(21, 4'000, true);
    deliver(scenario, 21, 5'000, 40'000, {.max_passed = 16}, tally);
    if (::testing::Test::HasFatalFailure()) FAIL();
    EXPECT_GT(tally.forgotten, 100U);
    EXPECT_GT(tally.displayed, 1'000U);
}

}  // namespace
}  // namespace tradewind::book
