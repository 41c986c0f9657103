// The venue against the list model on random flows, and what must hold whatever the flow.
#include <random>

#include "backtest/ghost_model.hpp"
#include "backtest/rig.hpp"

namespace tradewind::backtest::test {
namespace {

/// Drives a venue and a model with the same random messages and compares them after each.
class Duel {
  public:
    /// `overlap`: by how many cents buys and sells of the record may pass each other; negative: a wider
    /// spread.
    Duel(std::uint64_t seed, std::int64_t overlap) : random_(seed), overlap_(overlap) {
        rig_.venue.announce({.symbol = base::Symbol::from("A"), .locate = locate(0)});
        rig_.venue.announce({.symbol = base::Symbol::from("B"), .locate = locate(1)});
    }

    void step() {
        which_ = random_() % 2;
        GhostModel& model = models_[which_];
        volume_ = 0;
        of_record_ = below(4) != 0;
        if (of_record_)
            record(model);
        else
            request(model);
        compare();
    }
    [[nodiscard]] const VenueCounters& counters() const { return rig_.venue.counters(); }
    [[nodiscard]] std::uint64_t behind() const { return models_[0].behind + models_[1].behind; }

  private:
    static Locate locate(std::size_t i) { return {static_cast<std::uint16_t>(11 + i)}; }
    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
    }
    static Side side_of(int side) { return side == 0 ? kBuy : kSell; }

    std::uint64_t any_ref(const GhostModel& model) {
        auto it = model.recorded.begin();
        std::advance(it, below(static_cast<std::int64_t>(model.recorded.size())));
        return it->first;
    }
    std::uint64_t fresh_ref() {  // not in increasing order, as in real feeds
        for (;;) {
            const std::uint64_t ref = 1 + random_() % 1'000'000;
            if (used_.insert(ref).second) return ref;
        }
    }
    std::int64_t price_for(int side) { return side == 0 ? 9999 + overlap_ - below(8) : 10001 + below(8); }
    std::int64_t print_price(const GhostModel& model) {
        if (model.ours.empty() || below(2) == 0) return 9995 + below(12);
        auto it = model.ours.begin();
        std::advance(it, below(static_cast<std::int64_t>(model.ours.size())));
        return it->second.price + below(3) - 1;
    }

    void apply(book::Event event) { rig_.apply(event, locate(which_)); }
    void record(GhostModel& model) {
        const std::int64_t kind = below(model.recorded.size() < 12 ? 4 : 12);
        if (kind < 4 || model.recorded.empty()) {
            const int side = static_cast<int>(below(2));
            const std::int64_t qty = 1 + below(60);
            const std::int64_t price = price_for(side);
            const std::uint64_t ref = fresh_ref();
            volume_ = qty;
            model.add(ref, side, qty, price);
            apply({.ref = ref,
                   .price = cents(price).units,
                   .qty = static_cast<std::uint32_t>(qty),
                   .kind = EventKind::add,
                   .side = side_of(side)});
            return;
        }
        const std::uint64_t ref = any_ref(model);
        const GhostModel::Recorded order = model.recorded.at(ref);
        const std::int64_t part = 1 + below(order.qty);
        const auto shares = static_cast<std::uint32_t>(part);
        volume_ = part;
        switch (kind) {
            case 4:
            case 5:
                model.execute(ref, part, order.price, true);
                apply({.ref = ref, .qty = shares, .kind = EventKind::execute});
                return;
            case 6: {
                const std::int64_t paid = order.price + below(5) - 2;
                const bool printable = below(3) != 0;
                model.execute(ref, part, paid, printable);
                apply({.ref = ref,
                       .price = cents(paid).units,
                       .qty = shares,
                       .kind = EventKind::execute_priced,
                       .code = static_cast<std::uint8_t>(printable ? 'Y' : 'N')});
                return;
            }
            case 7:
                model.shrink(ref, part);
                apply({.ref = ref, .qty = shares, .kind = EventKind::reduce});
                return;
            case 8:
                model.shrink(ref, order.qty);
                apply({.ref = ref, .kind = EventKind::remove});
                return;
            case 9: {
                const std::int64_t price = below(2) == 0 ? order.price : price_for(order.side);
                const std::uint64_t fresh = fresh_ref();
                const std::int64_t qty = 1 + below(60);
                volume_ = qty;
                model.replace(ref, fresh, qty, price);
                apply({.ref = ref,
                       .aux = fresh,
                       .price = cents(price).units,
                       .qty = static_cast<std::uint32_t>(qty),
                       .kind = EventKind::replace});
                return;
            }
            case 10: {
                const std::int64_t price = print_price(model);
                model.hidden(part, price);
                apply({.price = cents(price).units, .qty = shares, .kind = EventKind::trade});
                return;
            }
            default: {
                if (below(10) != 0) return;  // crosses are rare
                const std::int64_t price = print_price(model);
                model.cross(part, price);
                apply({.ref = static_cast<std::uint64_t>(part),
                       .price = cents(price).units,
                       .kind = EventKind::cross,
                       .code = 'O'});
                return;
            }
        }
    }
    void request(GhostModel& model) {
        const std::int64_t kind = model.ours.empty() ? 0 : below(8);
        if (kind < 4) {
            if (model.ours.size() >= 8) return;
            const int side = static_cast<int>(below(2));
            const std::int64_t qty = 1 + below(80);
            const std::int64_t price =
                price_for(side) + (below(3) == 0 ? (side == 0 ? 1 : -1) * below(8) : 0);
            const bool ioc = below(6) == 0;
            const bool post_only = !ioc && below(4) == 0;
            const std::uint32_t ref = ++last_ref_;
            rig_.request(Enter{.ref = {ref},
                               .locate = locate(which_),
                               .side = side_of(side),
                               .tif = ioc ? TimeInForce::ioc : TimeInForce::day,
                               .post_only = post_only,
                               .order_qty = {qty},
                               .price = cents(price)});
            model.enter(ref, side, qty, price, ioc, post_only);
            return;
        }
        auto it = model.ours.begin();
        std::advance(it, below(static_cast<std::int64_t>(model.ours.size())));
        const std::uint32_t mine = it->first;
        const std::int64_t total = below(it->second.leaves + it->second.executed + 20);
        if (kind < 6) {
            const std::int64_t to = below(2) == 0 ? 0 : total;
            rig_.request(order::Cancel{.ref = {mine}, .order_qty = {to}});
            model.cancel(mine, to);
            return;
        }
        const std::uint32_t ref = ++last_ref_;
        const std::int64_t price = price_for(it->second.side);
        rig_.request(
            order::Replace{.orig = {mine}, .ref = {ref}, .order_qty = {total + 1}, .price = cents(price)});
        model.replace_ours(mine, ref, total + 1, price);
    }

    void compare() {
        GhostModel& model = models_[which_];
        std::vector<ModelFill> fills;
        std::vector<ModelEnd> ends;
        std::int64_t passive = 0;
        for (const VenueEvent& event : rig_.answers()) {
            const auto ref = event.ref.value;
            switch (event.kind) {
                case VenueKind::executed:
                    fills.push_back(
                        {ref, event.decrement.lots, event.price.units / cents(1).units, event.code});
                    if (event.code != 'R') passive += event.decrement.lots;
                    break;
                case VenueKind::canceled:
                case VenueKind::aiq_canceled:
                    ends.push_back({ref, event.decrement.lots, event.code});
                    break;
                case VenueKind::accepted:
                case VenueKind::replaced:
                    EXPECT_EQ(ref, last_ref_);
                    break;
                default:
                    ADD_FAILURE() << "answer of kind " << static_cast<int>(event.kind);
            }
        }
        ASSERT_EQ(fills.size(), model.fills.size());
        EXPECT_TRUE(fills == model.fills);
        EXPECT_TRUE(ends == model.ends);
        EXPECT_LE(passive, of_record_ ? volume_ : 0) << "more was filled than the message printed";
        model.fills.clear();
        model.ends.clear();
        std::map<std::uint32_t, std::int64_t> ahead;
        for (GhostModel& each : models_) {
            for (const auto& [ref, us] : each.ours) {
                const OwnOrder* const found = rig_.venue.find({ref});
                ASSERT_NE(found, nullptr) << ref;
                ASSERT_EQ(found->leaves.lots, us.leaves) << ref;
                ASSERT_EQ(found->ahead.lots, each.ahead(ref)) << ref;
                ASSERT_GE(found->ahead.lots, 0);
                const auto before = ahead_.find(ref);
                if (before != ahead_.end()) {
                    ASSERT_LE(found->ahead.lots, before->second) << "quantity ahead grew";
                }
                ahead[ref] = found->ahead.lots;
            }
        }
        ASSERT_EQ(rig_.venue.live_orders(), ahead.size());
        ahead_ = std::move(ahead);
    }

    std::mt19937_64 random_;
    std::int64_t overlap_;
    Rig rig_;
    std::array<GhostModel, 2> models_;
    std::size_t which_{};
    std::set<std::uint64_t> used_;
    std::uint32_t last_ref_{};
    std::int64_t volume_{};
    bool of_record_{};
    std::map<std::uint32_t, std::int64_t> ahead_;
};

TEST(Ghost, venue_agrees_with_the_list_model_on_random_flows) {
    std::array<std::uint64_t, kRuleCount> hits{};
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Duel duel(seed, static_cast<std::int64_t>(seed % 7) - 4);
        for (int i = 0; i < 2500; ++i) {
            duel.step();
            if (::testing::Test::HasFailure()) {
                FAIL() << "at step " << i;
            }
        }
        EXPECT_EQ(duel.counters().executed_behind_us, duel.behind());
        for (std::size_t r = 0; r < kRuleCount; ++r) hits[r] += duel.counters().by_rule[r].hits;
    }
    // The flows are worth something only if they reach the rules.
    for (const RuleId id : {RuleId::add_behind,
                            RuleId::add_away,
                            RuleId::add_meets,
                            RuleId::add_crossed_book,
                            RuleId::reduce_ahead,
                            RuleId::reduce_behind,
                            RuleId::remove_ahead,
                            RuleId::remove_behind,
                            RuleId::replace_ahead,
                            RuleId::replace_behind,
                            RuleId::execute_ahead,
                            RuleId::execute_behind,
                            RuleId::execute_behind_queued,
                            RuleId::execute_through,
                            RuleId::execute_better,
                            RuleId::priced_ahead,
                            RuleId::priced_through,
                            RuleId::priced_at_front,
                            RuleId::priced_at_queued,
                            RuleId::priced_better,
                            RuleId::cross_part_ahead,
                            RuleId::cross_part,
                            RuleId::hidden_through,
                            RuleId::hidden_at_front,
                            RuleId::hidden_at_queued,
                            RuleId::hidden_own_side_aggressor,
                            RuleId::hidden_unknown_aggressor,
                            RuleId::hidden_better,
                            RuleId::cross_through,
                            RuleId::rest_at_back,
                            RuleId::take_displayed,
                            RuleId::take_consumed,
                            RuleId::ioc_remainder,
                            RuleId::post_only_crossing,
                            RuleId::self_match,
                            RuleId::cancel_down,
                            RuleId::cancel_all,
                            RuleId::cancel_superfluous,
                            RuleId::replace_to_back,
                            RuleId::replace_executed_out}) {
        EXPECT_GT(hits[static_cast<std::size_t>(id)], 20U) << rule(id).name;
    }
}

}  // namespace
}  // namespace tradewind::backtest::test
