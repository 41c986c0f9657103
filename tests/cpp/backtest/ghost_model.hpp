// The simulated venue told again as simply as possible: one instrument whose queues are lists, with our
// orders standing in them among those of the record. A position is found by walking the list, never kept. It
// shares no code with the venue; where it agrees message after message, both follow the written rules.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <map>
#include <set>
#include <vector>

namespace tradewind::backtest::test {

/// Prices in cents, sides 0 = buy, 1 = sell.
struct ModelFill {
    std::uint32_t ours;
    std::int64_t qty;
    std::int64_t price;
    char flag;
    friend bool operator==(const ModelFill&, const ModelFill&) = default;
};
/// An order of ours that ended without executing what it had left.
struct ModelEnd {
    std::uint32_t ours;
    std::int64_t qty;
    char reason;
    friend bool operator==(const ModelEnd&, const ModelEnd&) = default;
};

class GhostModel {
  public:
    struct Entry {
        std::uint64_t ref;   // of the record; 0 for ours
        std::uint32_t ours;  // 0 for the record
        std::int64_t qty;
    };
    struct Ours {
        int side;
        std::int64_t price;
        std::int64_t leaves;
        std::int64_t executed;
        bool post_only;
    };
    struct Recorded {
        int side;
        std::int64_t price;
        std::int64_t qty;
    };

    std::vector<ModelFill> fills;
    std::vector<ModelEnd> ends;
    std::map<std::uint64_t, Recorded> recorded;
    std::map<std::uint32_t, Ours> ours;
    std::uint64_t behind{};  // messages in which the record executed an order behind one of ours

    // --- the record ---
    void add(std::uint64_t ref, int side, std::int64_t qty, std::int64_t price) {
        queue(side, price).push_back({ref, 0, qty});
        recorded[ref] = {side, price, qty};
        came_to_rest(ref);
    }
    /// X and D.
    void shrink(std::uint64_t ref, std::int64_t by) {
        Recorded& order = recorded.at(ref);
        Queue& here = queue(order.side, order.price);
        const auto entry = find(here, ref);
        entry->qty -= by;
        order.qty -= by;
        if (order.qty > 0) return;
        here.erase(entry);
        recorded.erase(ref);
        taken_.erase(ref);
    }
    void replace(std::uint64_t ref, std::uint64_t fresh, std::int64_t qty, std::int64_t price) {
        const int side = recorded.at(ref).side;
        const std::int64_t taken = taken_.count(ref) == 1 ? taken_.at(ref) : 0;
        shrink(ref, recorded.at(ref).qty);
        if (taken > 0) taken_[fresh] = std::min(taken, qty);
        add(fresh, side, qty, price);
    }
    /// E and C; `paid` is the execution price.
    void execute(std::uint64_t ref, std::int64_t qty, std::int64_t paid, bool printable) {
        const Recorded order = recorded.at(ref);
        std::int64_t volume = qty;
        bool someone_behind = false;
        if (printable) {
            for (const std::uint32_t mine : in_priority(order.side)) {
                const Ours& us = ours.at(mine);
                const bool at_its_queue = us.price == order.price;
                const bool it_is_ahead = at_its_queue && stands_before(order.side, us.price, ref, mine);
                if (it_is_ahead) continue;
                bool fill = false;
                if (paid == order.price) {
                    fill = at_its_queue || before(order.side, us.price, order.price);
                    someone_behind = someone_behind || at_its_queue;
                } else {
                    fill = before(order.side, us.price, paid) || (us.price == paid && ahead(mine) == 0);
                }
                if (fill) volume -= give(mine, volume, us.price, 'A');
            }
        }
        if (someone_behind) ++behind;
        shrink(ref, qty);
    }
    void hidden(std::int64_t qty, std::int64_t price) {
        const auto bid = best(0);
        const auto ask = best(1);
        int aggressor = -1;
        if (bid > 0 && ask > 0 && bid < ask) {
            if (2 * price > bid + ask) aggressor = 0;
            if (2 * price < bid + ask) aggressor = 1;
        } else if (bid > 0 && ask == 0 && price <= bid) {
            aggressor = 1;
        } else if (ask > 0 && bid == 0 && price >= ask) {
            aggressor = 0;
        }
        if (aggressor < 0) return;
        std::int64_t volume = qty;
        for (const int side : {0, 1}) {
            for (const std::uint32_t mine : in_priority(side)) {
                const std::int64_t limit = ours.at(mine).price;
                const bool at_front = limit == price && ahead(mine) == 0 && aggressor != side;
                if (before(side, limit, price) || at_front) volume -= give(mine, volume, limit, 'A');
            }
        }
    }
    void cross(std::int64_t qty, std::int64_t price) {
        std::int64_t volume = qty;
        for (const int side : {0, 1}) {
            for (const std::uint32_t mine : in_priority(side)) {
                if (before(side, ours.at(mine).price, price)) volume -= give(mine, volume, price, 'M');
            }
        }
    }

    // --- ours ---
    void enter(std::uint32_t mine, int side, std::int64_t qty, std::int64_t price, bool ioc, bool post_only) {
        come_in(mine, {side, price, qty, 0, post_only}, ioc);
    }
    void cancel(std::uint32_t mine, std::int64_t total) {
        const auto found = ours.find(mine);
        if (found == ours.end()) return;
        const std::int64_t leaves = std::max<std::int64_t>(total - found->second.executed, 0);
        if (leaves >= found->second.leaves) return;
        ends.push_back({mine, found->second.leaves - leaves, 'U'});
        found->second.leaves = leaves;
        if (leaves == 0) leave(mine);
    }
    void replace_ours(std::uint32_t orig, std::uint32_t mine, std::int64_t total, std::int64_t price) {
        const auto found = ours.find(orig);
        if (found == ours.end()) return;
        Ours us = found->second;
        if (total <= us.executed) {
            ends.push_back({orig, us.leaves, 'U'});
            leave(orig);
            return;
        }
        leave(orig);
        us.price = price;
        us.leaves = total - us.executed;
        come_in(mine, us, false);
    }

    // --- what can be seen ---
    std::int64_t ahead(std::uint32_t mine) {
        std::int64_t sum = 0;
        const Ours& us = ours.at(mine);
        for (const Entry& entry : queue(us.side, us.price)) {
            if (entry.ours == mine) break;
            if (entry.ours == 0) sum += entry.qty;
        }
        return sum;
    }
    /// Best price of the record on a side, 0 when empty.
    std::int64_t best(int side) const {
        std::int64_t price = 0;
        for (const auto& [ref, order] : recorded) {
            if (order.side == side && (price == 0 || before(side, order.price, price))) price = order.price;
        }
        return price;
    }

  private:
    using Queue = std::list<Entry>;

    static bool before(int side, std::int64_t a, std::int64_t b) { return side == 0 ? a > b : a < b; }
    Queue& queue(int side, std::int64_t price) { return queues_[side][price]; }
    static Queue::iterator find(Queue& queue, std::uint64_t ref) {
        return std::find_if(queue.begin(), queue.end(),
                            [&](const Entry& e) { return e.ours == 0 && e.ref == ref; });
    }
    bool stands_before(int side, std::int64_t price, std::uint64_t ref, std::uint32_t mine) {
        for (const Entry& entry : queue(side, price)) {
            if (entry.ours == mine) return false;
            if (entry.ours == 0 && entry.ref == ref) return true;
        }
        return false;
    }
    /// Prices of a side that hold anything, best first.
    std::vector<std::int64_t> prices(int side) const {
        std::vector<std::int64_t> all;
        for (const auto& [price, here] : queues_[side]) {
            if (!here.empty()) all.push_back(price);
        }
        if (side == 0) std::reverse(all.begin(), all.end());
        return all;
    }
    std::vector<std::uint32_t> in_priority(int side) {
        std::vector<std::uint32_t> found;
        for (const std::int64_t price : prices(side)) {
            for (const Entry& entry : queue(side, price)) {
                if (entry.ours != 0) found.push_back(entry.ours);
            }
        }
        return found;
    }
    std::int64_t give(std::uint32_t mine, std::int64_t volume, std::int64_t price, char flag) {
        Ours& us = ours.at(mine);
        const std::int64_t qty = std::min(volume, us.leaves);
        if (qty <= 0) return 0;
        fills.push_back({mine, qty, price, flag});
        us.leaves -= qty;
        us.executed += qty;
        if (us.leaves == 0) leave(mine);
        return qty;
    }
    void leave(std::uint32_t mine) {
        const Ours& us = ours.at(mine);
        queue(us.side, us.price).remove_if([&](const Entry& entry) { return entry.ours == mine; });
        ours.erase(mine);
    }
    /// The record put `ref` to rest: what of ours would it have met?
    void came_to_rest(std::uint64_t ref) {
        const Recorded order = recorded.at(ref);
        const std::int64_t bid = best(0);
        const std::int64_t ask = best(1);
        if (bid > 0 && ask > 0 && bid >= ask) return;
        std::int64_t volume = order.qty - (taken_.count(ref) == 1 ? taken_.at(ref) : 0);
        const int our_side = 1 - order.side;
        for (const std::uint32_t mine : in_priority(our_side)) {
            const std::int64_t limit = ours.at(mine).price;
            if (before(our_side, order.price, limit)) break;
            const std::int64_t qty = give(mine, volume, limit, 'A');
            volume -= qty;
            if (qty > 0) taken_[ref] += qty;
        }
    }
    void come_in(std::uint32_t mine, Ours us, bool ioc) {
        const int contra = 1 - us.side;
        const auto reached = [&](std::int64_t price) { return !before(contra, us.price, price); };
        if (us.post_only) {
            const auto all = prices(contra);
            if (!all.empty() && reached(all.front())) {
                ends.push_back({mine, us.leaves, 'G'});
                return;
            }
        }
        for (const std::int64_t price : prices(contra)) {
            if (!reached(price)) break;
            for (const Entry& entry : queue(contra, price)) {
                if (entry.ours != 0) {
                    ends.push_back({mine, us.leaves, 'Q'});
                    return;
                }
                std::int64_t& taken = taken_[entry.ref];
                const std::int64_t qty = std::min(entry.qty - taken, us.leaves);
                if (qty <= 0) continue;
                taken += qty;
                us.leaves -= qty;
                us.executed += qty;
                fills.push_back({mine, qty, price, 'R'});
                if (us.leaves == 0) return;
            }
        }
        if (ioc) {
            ends.push_back({mine, us.leaves, 'I'});
            return;
        }
        ours[mine] = us;
        queue(us.side, us.price).push_back({0, mine, 0});
    }

    std::map<std::int64_t, Queue> queues_[2];
    std::map<std::uint64_t, std::int64_t> taken_;
};

}  // namespace tradewind::backtest::test
