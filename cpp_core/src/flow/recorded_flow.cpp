#include "tradewind/flow/recorded_flow.hpp"

#include <algorithm>
#include <cstring>

#include "tradewind/wire/itch50.hpp"

namespace tradewind::flow {
namespace itch = wire::itch50;

void RecordedFlow::name(std::uint16_t locate, base::Symbol symbol, bool by_order) {
    instruments_[locate].symbol = symbol;
    const bool meant = wanted_ == base::Symbol{} ? by_order : symbol == wanted_;
    if (locate_ == 0 && meant) locate_ = locate;
}

void RecordedFlow::take(std::span<const std::byte> message) {
    const std::byte* const p = message.data();
    const auto type = static_cast<char>(*p);
    if (type == 'R') {
        const itch::StockDirectory directory{p};
        return name(directory.locate().value, directory.stock(), false);
    }
    if (std::string_view{"AFECXDUP"}.find(type) == std::string_view::npos) return;
    const itch::OrderDelete header{p};  // every message begins alike
    const std::uint16_t locate = header.locate().value;
    if (type == 'A' || type == 'F') name(locate, itch::AddOrder{p}.stock(), true);
    if (type == 'P') name(locate, itch::NonCrossTrade{p}.stock(), true);
    ++instruments_[locate].messages;
    if (locate != locate_ || locate == 0) return;
    std::uint32_t order = 0;
    if (!keep(message, order)) {
        ++unfit_;
        return;
    }
    const auto time_ns = static_cast<std::uint64_t>(header.time().ns);
    FlowMessage& kept = messages_.emplace_back();
    kept.time_ns =
        messages_.size() > 1 ? std::max(time_ns, messages_[messages_.size() - 2].time_ns) : time_ns;
    kept.order = order;
    std::memcpy(kept.bytes.data(), p, message.size());
}

bool RecordedFlow::keep(std::span<const std::byte> message, std::uint32_t& order) {
    const std::byte* const p = message.data();
    switch (static_cast<char>(*p)) {
        case 'A':
        case 'F': {
            const itch::AddOrder m{p};
            const bool side = m.side_letter() == 'B' || m.side_letter() == 'S';
            return side && add(m.order_ref().value, m.shares().lots, order);
        }
        case 'E': {
            const itch::OrderExecuted m{p};
            return reduce(m.order_ref().value, m.shares().lots, order);
        }
        case 'C': {
            const itch::OrderExecutedWithPrice m{p};
            return reduce(m.order_ref().value, m.shares().lots, order);
        }
        case 'X': {
            const itch::OrderCancel m{p};
            return reduce(m.order_ref().value, m.shares().lots, order);
        }
        case 'D': {
            const auto it = resting_.find(itch::OrderDelete{p}.order_ref().value);
            return it != resting_.end() && reduce(it->first, it->second.qty, order);
        }
        case 'U': {
            const itch::OrderReplace m{p};
            return replace(m.order_ref().value, m.new_order_ref().value, m.shares().lots, order);
        }
        default:
            return true;
    }
}

bool RecordedFlow::add(std::uint64_t ref, std::int64_t qty, std::uint32_t& order) {
    if (qty == 0 || resting_.contains(ref)) return false;
    if (free_.empty()) free_.push_back(orders_++);
    order = free_.back();
    free_.pop_back();
    resting_.emplace(ref, Resting{order, qty});
    return true;
}

bool RecordedFlow::reduce(std::uint64_t ref, std::int64_t qty, std::uint32_t& order) {
    const auto it = resting_.find(ref);
    if (it == resting_.end() || qty == 0 || qty > it->second.qty) return false;
    order = it->second.order;
    it->second.qty -= qty;
    if (it->second.qty == 0) {
        free_.push_back(order);
        resting_.erase(it);
    }
    return true;
}

bool RecordedFlow::replace(std::uint64_t ref, std::uint64_t new_ref, std::int64_t qty, std::uint32_t& order) {
    const auto it = resting_.find(ref);
    if (it == resting_.end() || qty == 0 || (new_ref != ref && resting_.contains(new_ref))) return false;
    order = it->second.order;
    resting_.erase(it);
    resting_.emplace(new_ref, Resting{order, qty});
    return true;
}

std::size_t RecordedFlow::active() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(instruments_, [](const Instrument& i) { return i.messages != 0; }));
}

base::Symbol RecordedFlow::busiest() const noexcept {
    return std::ranges::max_element(instruments_, {}, &Instrument::messages)->symbol;
}

}  // namespace tradewind::flow
