#include "tradewind/engine/trading_replay.hpp"

#include <algorithm>
#include <stdexcept>

#include "tradewind/feed/normalize.hpp"

namespace tradewind::engine {

namespace {

std::uint64_t resting_orders(const book::Books& books, Locate locate) {
    std::uint64_t n = 0;
    for (const book::Side side : {book::Side::buy, book::Side::sell}) {
        std::vector<book::LevelView> levels(books.levels(locate, side, {}));
        books.levels(locate, side, levels);
        for (const book::LevelView& level : levels) n += level.orders;
    }
    return n;
}

/// Regulation NMS rule 612: a cent from one dollar on, a hundredth of a cent below.
Price tick_at(Price price) {
    constexpr Price kCent{Price::kScale / 100};
    constexpr Price kHundredthOfACent{Price::kScale / 10'000};
    return price.units != 0 && price.units < Price::kScale ? kHundredthOfACent : kCent;
}

}  // namespace

std::vector<Instrument> TradingReplay::choose() const {
    std::vector<Instrument> chosen;
    const auto take = [&](Locate locate) {
        Instrument instrument = market_.instrument(locate);
        instrument.tick = tick_at(market_.books().touch(locate).bid);
        chosen.push_back(instrument);
    };
    for (const Symbol& symbol : config_.symbols) {
        const std::optional<Locate> locate = market_.find(symbol);
        if (!locate) {
            throw std::invalid_argument("symbol " + std::string(symbol.view()) + " is not among the " +
                                        std::to_string(market_.announced()) +
                                        " symbols that the file announces");
        }
        take(*locate);
    }
    if (!config_.symbols.empty()) return chosen;
    std::vector<std::pair<std::uint64_t, Locate>> busiest;
    for (std::uint32_t l = 0; l <= market_.books().highest_locate().value; ++l) {
        const Locate locate{static_cast<std::uint16_t>(l)};
        if (market_.instrument(locate).symbol.chars[0] == '\0') continue;
        busiest.emplace_back(resting_orders(market_.books(), locate), locate);
    }
    std::stable_sort(busiest.begin(), busiest.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (busiest.size() > config_.max_symbols) busiest.resize(config_.max_symbols);
    for (const auto& [orders, locate] : busiest) take(locate);
    std::sort(chosen.begin(), chosen.end(),
              [](const Instrument& a, const Instrument& b) { return a.locate < b.locate; });
    return chosen;
}

void TradingReplay::open() {
    const std::vector<Instrument> instruments = choose();
    trader_.emplace(config_.trader, instruments);
    // What was halted before the opening is halted now.
    for (const Instrument& instrument : instruments) trader_->on_opening(instrument.locate, market_);
}

void TradingReplay::on_message(std::span<const std::byte> message) {
    if (!trader_) {
        const book::Update update = market_.on_message(message);
        if (update.kind == book::EventKind::system && market_.phase() == SessionPhase::market_hours) open();
        return;
    }
    Stamps stamps;
    const auto at = [](Stage stage) { return static_cast<std::size_t>(stage); };
    const StageRecorder& clock = trader_->stages();
    stamps.begin[at(Stage::decode)] = clock.now();
    const book::Event event = feed::normalize(message);
    stamps.end[at(Stage::decode)] = clock.now();
    if (event.kind == book::EventKind::none) return;
    trader_->before(event.time(), market_);
    stamps.begin[at(Stage::book)] = clock.now();
    const book::Update update = market_.on_event(event);
    stamps.end[at(Stage::book)] = clock.now();
    trader_->after(update, market_, stamps);
}

}  // namespace tradewind::engine
