#include "tradewind/engine/market.hpp"

#include "tradewind/feed/normalize.hpp"

namespace tradewind::engine {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;

/// The message is sent for each of the operator's markets; ours is Q.
bool is_elsewhere(const book::Event& event) noexcept {
    return event.kind == book::EventKind::operational_halt && event.qty != 'Q';
}

}  // namespace

Market::Market(const book::BooksConfig& config)
    : books_(config),
      instruments_(kLocates, config.memory),
      states_(kLocates, config.memory),
      tapes_(kLocates, config.memory) {}

book::Update Market::on_message(std::span<const std::byte> message) noexcept {
    return on_event(feed::normalize(message));
}

book::Update Market::on_event(const book::Event& event) noexcept {
    const book::Update update = books_.apply(event);
    note(event, update.locate, update.price, update.qty);
    return is_elsewhere(event) ? book::Update{} : update;
}

void Market::note_rare(const book::Event& event) noexcept {
    using book::EventKind;
    if (event.kind == EventKind::none || is_elsewhere(event)) return;
    note_time(event.time());
    const std::uint16_t locate = event.locate().value;
    switch (event.kind) {
        case EventKind::trade:
            tapes_[locate].print({event.price}, {event.qty});
            break;
        case EventKind::cross:
            tapes_[locate].print({event.price}, {static_cast<std::int64_t>(event.ref)});
            break;
        case EventKind::trading_action:
            states_[locate].trading = static_cast<TradingState>(event.code);
            break;
        case EventKind::operational_halt:
            states_[locate].operationally_halted = event.code == 'H';
            break;
        case EventKind::system:
            phase_ = static_cast<SessionPhase>(event.code);
            break;
        case EventKind::directory: {
            Instrument& instrument = instruments_[locate];
            if (instrument.symbol.chars[0] == '\0') ++announced_;
            instrument = Instrument{};
            instrument.locate = {locate};
            instrument.symbol = feed::symbol_of(event);
            instrument.round_lot = {event.qty};
            break;
        }
        default:
            break;
    }
}

std::optional<Locate> Market::find(const Symbol& symbol) const noexcept {
    for (std::uint32_t l = 0; l <= books_.highest_locate().value; ++l) {
        if (instruments_[l].symbol == symbol) return Locate{static_cast<std::uint16_t>(l)};
    }
    return std::nullopt;
}

TradingState Market::trading_state(Locate locate) const noexcept {
    const State& state = states_[locate.value];
    return state.operationally_halted ? TradingState::halted : state.trading;
}

}  // namespace tradewind::engine
