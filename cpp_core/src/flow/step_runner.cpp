#include "tradewind/flow/step_runner.hpp"

#include <algorithm>

namespace tradewind::flow {
namespace itch = wire::itch50;

void StepRunner::run(const Step& step) {
    tape_.advance_to(step.time_ns);
    const std::uint16_t symbol = step.symbol;
    switch (step.kind) {
        case StepKind::system_event:
            tape_.message<itch::SystemEventWriter>(0).event_code(step.code);
            break;
        case StepKind::directory:
            directory(symbol, step.code == 'Y');
            break;
        case StepKind::trading_action:
            if (step.code == 'H') flow_.set_phase(symbol, Phase::closed);
            trading_action(symbol, step.code, step.code == 'H' ? "IPO1" : "");
            break;
        case StepKind::reg_sho:
            reg_sho(symbol);
            break;
        case StepKind::participant:
            participant(symbol, step.code);
            break;
        case StepKind::decline_levels:
            decline_levels();
            break;
        case StepKind::ipo_quote:
            ipo_quote(symbol);
            break;
        case StepKind::retail_interest:
            retail_interest(symbol);
            break;
        case StepKind::imbalance:
            auctions_.imbalance(symbol, step.code);
            break;
        case StepKind::cross:
            auctions_.cross(symbol, step.code);
            break;
        case StepKind::pause:
            flow_.set_phase(symbol, Phase::frozen);
            trading_action(symbol, 'P', "LUDP");
            break;
        case StepKind::news_halt:
            flow_.set_phase(symbol, Phase::frozen);
            trading_action(symbol, 'H', "T1");
            break;
        case StepKind::collar:
            collar(symbol);
            break;
        case StepKind::quote_only:
            flow_.set_phase(symbol, Phase::quoting);
            trading_action(symbol, 'Q', step.code == 'I' ? "IPOQ" : step.code == 'P' ? "T7" : "T3");
            break;
        case StepKind::resume:
            flow_.set_phase(symbol, Phase::trading);
            trading_action(symbol, 'T', "");
            break;
        case StepKind::direct_listing:
            direct_listing(symbol);
            break;
        case StepKind::operational_halt:
            flow_.set_phase(symbol, Phase::frozen);
            operational_halt(symbol, 'H');
            break;
        case StepKind::operational_resume:
            flow_.set_phase(symbol, Phase::trading);
            operational_halt(symbol, 'T');
            break;
        case StepKind::decline_breach:
            tape_.message<itch::MwcbStatusWriter>(0).set<"breached_level">('1');
            break;
        case StepKind::cover_missing:
            tape_.release(OrderFlow::kCoverMessages);
            flow_.cover_missing(symbol);
            break;
        case StepKind::broken_trade:
            break_trade();
            break;
        case StepKind::expire_day_orders:
            remove_orders(symbol, false);
            break;
        case StepKind::sweep:
            remove_orders(symbol, true);
            break;
        case StepKind::fill:
            while (tape_.left() > 0) {
                tape_.reserve(1);
                tape_.advance_by(1'000);
                retail_interest(symbol);
            }
            break;
    }
}

void StepRunner::directory(std::uint16_t symbol, bool lists_today) {
    const Listing& listing = tape_.listing(symbol);
    constexpr std::string_view kCategories = "QQQGGSNNAP";
    const char category = kCategories[random_.below(kCategories.size())];
    tape_.about<itch::StockDirectoryWriter>(symbol)
        .market_category(category)
        .financial_status('N')
        .round_lot(Qty{100})
        .round_lots_only('N')
        .issue_classification(listing.fund ? 'Q' : 'C')
        .issue_sub_type(listing.fund ? "E" : "Z")
        .authenticity('P')
        .short_sale_threshold(random_.chance(20'000) ? 'Y' : 'N')
        .ipo_flag(lists_today ? 'Y' : 'N')
        .luld_tier(listing.rank < 500 ? '1' : '2')
        .etp_flag(listing.fund ? 'Y' : 'N')
        .etp_leverage(listing.fund ? 1 : 0)
        .inverse('N');
}

void StepRunner::trading_action(std::uint16_t symbol, char state, std::string_view reason) {
    tape_.about<itch::StockTradingActionWriter>(symbol).trading_state(state).reason(reason);
}

void StepRunner::reg_sho(std::uint16_t symbol) {
    const std::uint32_t r = random_.below32(100);
    tape_.about<itch::RegShoRestrictionWriter>(symbol).action(r < 96 ? '0' : r < 98 ? '1' : '2');
}

void StepRunner::participant(std::uint16_t symbol, char primary) {
    tape_.about<itch::MarketParticipantPositionWriter>(symbol)
        .mpid(primary == 'Y' ? "TWAA" : "TWBB")
        .primary_market_maker(primary)
        .market_maker_mode('N')
        .state('A');
}

void StepRunner::decline_levels() {
    // 7, 13 and 20 % below an index between 4,000 and 6,000.
    const std::int64_t index = random_.between(400'000, 600'000);
    tape_.message<itch::MwcbDeclineLevelWriter>(0)
        .level_1({index * 93 * kMill})
        .level_2({index * 87 * kMill})
        .level_3({index * 80 * kMill});
}

void StepRunner::ipo_quote(std::uint16_t symbol) {
    tape_.about<itch::IpoQuotingPeriodWriter>(symbol)
        .release_time_s(static_cast<std::uint32_t>(clock_time(10, 15) / kSecond))
        .release_qualifier('A')
        .price(tape_.listing(symbol).price);
}

void StepRunner::retail_interest(std::uint16_t symbol) {
    constexpr std::string_view kFlags = "BSAN";
    tape_.about<itch::RetailPriceImprovementWriter>(symbol).interest(kFlags[random_.below(kFlags.size())]);
}

void StepRunner::collar(std::uint16_t symbol) {
    const Price reference = prices_.reference(symbol);
    const std::int64_t tick = tick_at(reference.units);
    const std::int64_t width = std::max(tick, reference.units / 20 / tick * tick);
    tape_.about<itch::LuldAuctionCollarWriter>(symbol)
        .reference_price(reference)
        .upper_price({reference.units + width})
        .lower_price({std::max(tick, reference.units - width)})
        .extension(0);
}

void StepRunner::direct_listing(std::uint16_t symbol) {
    const Price reference = prices_.reference(symbol);
    const std::int64_t tenth = reference.units / 10 / kCent * kCent;
    tape_.about<itch::DirectListingWriter>(symbol)
        .open_eligibility('Y')
        .minimum_price({reference.units - tenth})
        .maximum_price({reference.units + tenth})
        .near_price(reference)
        .near_time(static_cast<std::uint64_t>(tape_.now().ns))
        .lower_collar({reference.units - tenth})
        .upper_collar({reference.units + tenth});
}

void StepRunner::operational_halt(std::uint16_t symbol, char action) {
    tape_.about<itch::OperationalHaltWriter>(symbol).market_code('Q').action(action);
}

void StepRunner::break_trade() {
    if (const auto match = tape_.breakable()) {
        tape_.message<itch::BrokenTradeWriter>(static_cast<std::uint16_t>(match->symbol + 1))
            .match(match->number);
    } else {
        tape_.release(1);
    }
}

void StepRunner::remove_orders(std::uint16_t symbol, bool all) {
    doomed_.clear();
    for (const Side side : {Side::buy, Side::sell})
        for (const Level& level : tape_.books().side(symbol, side))
            for (Slot slot = level.oldest; slot != kNoSlot; slot = tape_.books()[slot].newer)
                if (all || random_.chance(750'000)) doomed_.push_back(slot);
    for (const Slot slot : doomed_) {
        tape_.remove(slot);
        tape_.advance_by(150);
    }
}

}  // namespace tradewind::flow
