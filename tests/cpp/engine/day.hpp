// Writes small ITCH days by hand: one call a message, bytes kept in order.
#pragma once

#include <deque>
#include <vector>

#include "tradewind/wire/itch50.hpp"

namespace tradewind::engine {

struct Day {
    using Message = std::vector<std::byte>;
    std::vector<Message> messages;
    base::DayTime now{34'000'000'000'000};

    template <class Writer>
    Writer add(base::Locate locate) {
        messages.emplace_back(Writer::kLayout.length);
        return Writer{messages.back().data(), locate, now};
    }
    Day& at(std::int64_t ns) {
        now = {ns};
        return *this;
    }
    void system(char code) { add<wire::itch50::SystemEventWriter>({0}).event_code(code); }
    void directory(base::Locate locate, std::string_view symbol) {
        auto w = add<wire::itch50::StockDirectoryWriter>(locate);
        w.stock(base::Symbol::from(symbol));
        w.round_lot(base::Qty{100});
    }
    void action(base::Locate locate, char state) {
        add<wire::itch50::StockTradingActionWriter>(locate).trading_state(state);
    }
    void order(base::Locate locate, std::uint64_t ref, base::Side side, std::int64_t qty,
               std::int64_t cents) {
        auto w = add<wire::itch50::AddOrderWriter>(locate);
        w.order_ref(base::OrderRef{ref});
        w.side_letter(side == base::Side::buy ? 'B' : 'S');
        w.shares(base::Qty{qty});
        w.price(base::Price{cents * 10'000'000});
    }
    void execute(base::Locate locate, std::uint64_t ref, std::int64_t qty, std::uint64_t match) {
        auto w = add<wire::itch50::OrderExecutedWriter>(locate);
        w.order_ref(base::OrderRef{ref});
        w.shares(base::Qty{qty});
        w.match(base::MatchNumber{match});
    }
    void remove(base::Locate locate, std::uint64_t ref) {
        add<wire::itch50::OrderDeleteWriter>(locate).order_ref(base::OrderRef{ref});
    }
};

}  // namespace tradewind::engine
