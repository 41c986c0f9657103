// What is at risk in every instrument: position, worst-case open orders, trading state. Fed by the order
// state machine's changes, read by the pre-trade checks.
//
// One thread. Constant time; allocates in the constructor only (one record per possible locate, 2.6 MB).
#pragma once

#include <cstdint>
#include <vector>

#include "tradewind/order/state_machine.hpp"

namespace tradewind::risk {

using base::Locate;
using base::Qty;
using base::Side;

struct Exposure {
    Qty position{};   ///< lots, negative when short
    Qty open_buy{};   ///< worst case of all open buy orders
    Qty open_sell{};  ///< worst case of all open sell orders
    std::int64_t open_orders{};
    bool halted{};  ///< halted, paused or quotation only
};

class Exposures {
  public:
    Exposures() : of_(std::size_t{1} << 16) {}

    [[nodiscard]] const Exposure& of(Locate locate) const noexcept { return of_[locate.value]; }

    void apply(const order::Change& change) noexcept {
        Exposure& e = of_[change.locate.value];
        const bool is_buy = change.side == Side::buy;
        add(is_buy ? e.open_buy : e.open_sell, change.open.lots);
        add(e.position, is_buy ? change.filled.lots : -change.filled.lots);
        e.open_orders += change.orders;
    }
    /// Position held before the first order.
    void set_position(Locate locate, Qty position) noexcept { of_[locate.value].position = position; }
    void set_halted(Locate locate, bool halted) noexcept { of_[locate.value].halted = halted; }

  private:
    /// Stays at the end of the range: a sum that wrapped would turn a breach into room.
    static void add(Qty& to, std::int64_t lots) noexcept {
        if (__builtin_add_overflow(to.lots, lots, &to.lots)) to.lots = lots > 0 ? INT64_MAX : INT64_MIN;
    }

    std::vector<Exposure> of_;
};

}  // namespace tradewind::risk
