#include "tradewind/engine/market.hpp"

#include "tradewind/feed/normalize.hpp"
#include "tradewind/wire/itch50.hpp"

namespace tradewind::engine {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;

}  // namespace

Market::Market(const book::BooksConfig& config)
    : books_(config),
      instruments_(kLocates, config.memory),
      states_(kLocates, config.memory),
      tapes_(kLocates, config.memory) {}

book::Update Market::on_message(std::span<const std::byte> message) noexcept {
    return on_event(decode(message));
}

book::Event Market::decode(std::span<const std::byte> message) noexcept {
    const book::Event event = feed::normalize(message);
    if (event.kind == book::EventKind::directory) announce(message);
    return event;
}

void Market::announce(std::span<const std::byte> message) noexcept {
    const wire::itch50::StockDirectory directory{message.data()};
    Instrument& instrument = instruments_[directory.locate().value];
    if (instrument.symbol.chars[0] == '\0') ++announced_;
    instrument = Instrument{};
    instrument.locate = directory.locate();
    instrument.symbol = directory.stock();
    instrument.round_lot = directory.round_lot();
}

book::Update Market::on_event(const book::Event& event) noexcept {
    using book::EventKind;
    // The message is sent for each of the operator's markets; ours is Q.
    if (event.kind == EventKind::operational_halt && event.qty != 'Q') return {};
    const book::Update update = books_.apply(event);
    if (event.kind == EventKind::none) return update;
    if (update.time < now_)
        ++time_reversals_;
    else
        now_ = update.time;
    Tape& tape = tapes_[update.locate.value];
    const auto print = [&tape, &update] {
        tape.last = update.trade_price;
        tape.last_qty = update.qty;
        tape.volume += update.qty;
        ++tape.trades;
    };
    switch (event.kind) {
        case EventKind::execute:
        case EventKind::trade:
            if (update.qty.lots > 0) print();
            break;
        case EventKind::execute_priced:
            if (event.code == 'Y' && update.qty.lots > 0) print();
            break;
        case EventKind::cross:
            if (update.qty.lots > 0) print();
            break;
        case EventKind::trading_action:
            states_[update.locate.value].trading = static_cast<TradingState>(event.code);
            break;
        case EventKind::operational_halt:
            states_[update.locate.value].operationally_halted = event.code == 'H';
            break;
        case EventKind::system:
            phase_ = static_cast<SessionPhase>(event.code);
            break;
        default:
            break;
    }
    return update;
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
