// The plainest possible L3 book: a dictionary of orders, sorted dictionaries of levels, lists as queues. Slow
// and obviously right; what the real one is compared with.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

#include "tradewind/book/books.hpp"

namespace tradewind::book {

class NaiveBooks {
  public:
    /// Prices and quantities as the books take them: what they refuse for those is for the caller to leave
    /// out.
    template <class AnyEvent>
    void apply(const AnyEvent& e) {
        switch (e.kind) {
            case EventKind::add:
                add(e, e.ref, e.side, e.locate());
                break;
            case EventKind::execute:
            case EventKind::execute_priced:
            case EventKind::reduce:
                take(e.ref, e.qty);
                break;
            case EventKind::remove:
                take(e.ref, INT64_MAX);
                break;
            case EventKind::replace: {
                const auto it = orders_.find(e.ref);
                if (it == orders_.end()) return;
                if (e.aux != e.ref && orders_.contains(e.aux)) return;
                const Order old = it->second;
                take(e.ref, INT64_MAX);
                if (e.qty > 0) add(e, e.aux, old.side, old.locate);
                break;
            }
            case EventKind::modify: {
                const auto it = orders_.find(e.ref);
                if (it == orders_.end()) return;
                const Order old = it->second;
                if (e.price == old.price && e.qty > 0 && e.qty <= old.qty) {
                    it->second.qty = e.qty;
                    return;
                }
                take(e.ref, INT64_MAX);
                if (e.qty > 0) add(e, e.ref, old.side, old.locate);
                break;
            }
            case EventKind::clear:
                std::erase_if(orders_, [&](const auto& item) { return item.second.locate == e.locate(); });
                books_.erase(e.locate().value);
                break;
            default:
                break;
        }
    }

    [[nodiscard]] std::vector<LevelView> levels(Locate locate, Side side) const {
        std::vector<LevelView> out;
        const auto book = books_.find(locate.value);
        if (book == books_.end()) return out;
        for (const auto& [key, queue] : book->second[static_cast<std::size_t>(side)]) {
            LevelView view{{side == Side::buy ? -key : key}, {0}, 0};
            for (const std::uint64_t ref : queue) {
                view.qty += Qty{orders_.at(ref).qty};
                ++view.orders;
            }
            out.push_back(view);
        }
        return out;
    }
    [[nodiscard]] std::vector<QueuedOrder> queue(Locate locate, Side side, Price price) const {
        std::vector<QueuedOrder> out;
        const auto& level = books_.at(locate.value)[static_cast<std::size_t>(side)].at(
            side == Side::buy ? -price.units : price.units);
        for (const std::uint64_t ref : level) out.push_back({{ref}, {orders_.at(ref).qty}});
        return out;
    }
    [[nodiscard]] bool rests(std::uint64_t ref) const { return orders_.contains(ref); }
    [[nodiscard]] std::size_t live_orders() const { return orders_.size(); }
    [[nodiscard]] std::vector<std::uint64_t> live_refs() const {
        std::vector<std::uint64_t> refs;
        for (const auto& [ref, order] : orders_) refs.push_back(ref);
        return refs;
    }

  private:
    struct Order {
        Locate locate;
        Side side;
        std::int64_t price;
        std::int64_t qty;
        std::list<std::uint64_t>::iterator place;
    };
    // Keys sort best first: ask prices as they are, bid prices negated.
    using Levels = std::map<std::int64_t, std::list<std::uint64_t>>;

    template <class AnyEvent>
    void add(const AnyEvent& e, std::uint64_t ref, Side side, Locate locate) {
        if (e.qty <= 0 || (e.kind == EventKind::add && e.code != 0) || orders_.contains(ref)) return;
        auto& queue =
            books_[locate.value][static_cast<std::size_t>(side)][side == Side::buy ? -e.price : e.price];
        queue.push_back(ref);
        orders_[ref] = {locate, side, e.price, e.qty, std::prev(queue.end())};
    }
    void take(std::uint64_t ref, std::int64_t qty) {
        const auto it = orders_.find(ref);
        if (it == orders_.end() || qty < 0) return;
        Order& order = it->second;
        if (qty < order.qty) {
            order.qty -= qty;
            return;
        }
        auto& side = books_[order.locate.value][static_cast<std::size_t>(order.side)];
        const auto level = side.find(order.side == Side::buy ? -order.price : order.price);
        level->second.erase(order.place);
        if (level->second.empty()) side.erase(level);
        orders_.erase(it);
    }

    std::map<std::uint64_t, Order> orders_;
    std::map<std::uint16_t, std::array<Levels, 2>> books_;
};

}  // namespace tradewind::book
