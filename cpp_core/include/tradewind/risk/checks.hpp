// Pre-trade checks: may this order leave? check() is pure: it reads limits, what is handed in and what was
// committed before, and changes nothing; commit() remembers an order that has left. A cancel is never
// checked: taking risk away must always be possible.
//
// Checks run in the order of Reason and the first that fails is the answer. Time is handed in; time that runs
// backwards counts as the latest time seen, so that a clock step cannot open the rate limit.
//
// One thread, but the kill switch may be set from any. Constant time except the duplicate check, which walks
// the orders of the last duplicate_window; allocates in the constructor only.
#pragma once

#include <cstdint>
#include <vector>

#include "tradewind/base/instrument.hpp"
#include "tradewind/book/event.hpp"
#include "tradewind/risk/exposure.hpp"
#include "tradewind/risk/kill_switch.hpp"
#include "tradewind/risk/limits.hpp"

namespace tradewind::risk {

using base::DayTime;
using base::Int128;
using base::Price;

/// Why an order may not leave; value and limit of the verdict are in the unit named here.
enum class Reason : std::uint8_t {
    ok,
    killed,            ///< no figures
    bad_instrument,    ///< tick or multiplier is not positive; no figures
    invalid_quantity,  ///< lots; the limit is the smallest quantity, 1
    invalid_price,     ///< price units; the limit is the smallest price, one tick
    off_tick,          ///< price units; the limit is the tick
    halted,            ///< no figures
    max_quantity,      ///< lots
    max_notional,      ///< notional units
    no_touch,          ///< both sides of the book are empty and limits do not allow that; no figures
    price_collar,      ///< price units; the limit is the worst price allowed
    position_limit,    ///< worst-case position in lots, signed; the limit has its sign
    open_orders,       ///< open orders with this one
    duplicate,         ///< nanoseconds since the same order; the limit is the window
    order_rate,        ///< orders in the window with this one
};
inline constexpr std::size_t kReasons = static_cast<std::size_t>(Reason::order_rate) + 1;

struct Verdict {
    Reason reason{Reason::ok};
    Int128 value{};
    Int128 limit{};
    [[nodiscard]] constexpr bool passed() const noexcept { return reason == Reason::ok; }
};

class Checks {
  public:
    /// The switch must outlive the checks. Throws std::invalid_argument with field, value and limit.
    Checks(const Limits& limits, const KillSwitch& kill);

    [[nodiscard]] Verdict check(const order::Enter& enter, const base::Instrument& instrument,
                                const book::Touch& touch, const Exposure& exposure,
                                DayTime now) const noexcept;
    /// `working` is the order being replaced (Orders::working). Only what the replacement adds to its chain's
    /// worst case counts against the position; it is no new open order and never a duplicate.
    [[nodiscard]] Verdict check(const order::Replace& replace, const order::Working& working,
                                const base::Instrument& instrument, const book::Touch& touch,
                                const Exposure& exposure, DayTime now) const noexcept;

    void commit(const order::Enter& enter, DayTime now) noexcept;
    void commit(const order::Replace& replace, DayTime now) noexcept;

    [[nodiscard]] const Limits& limits() const noexcept { return limits_; }

  private:
    struct Sent {
        DayTime time;
        Locate locate;
        Side side{};
        Qty qty;
        Price price;
    };
    struct Intent {  ///< what enter and replace have in common
        Side side;
        Qty qty;
        Price price;
        Qty added;  ///< to the worst case of its side
    };
    [[nodiscard]] Verdict check(const Intent& intent, const base::Instrument& instrument,
                                const book::Touch& touch, const Exposure& exposure) const noexcept;
    [[nodiscard]] Verdict check_collar(const Intent& intent, const book::Touch& touch) const noexcept;
    [[nodiscard]] Verdict check_position(const Intent& intent, const Exposure& exposure) const noexcept;
    [[nodiscard]] Verdict check_duplicate(const order::Enter& enter, DayTime now) const noexcept;
    [[nodiscard]] Verdict check_rate(DayTime now) const noexcept;
    [[nodiscard]] DayTime not_before_last(DayTime now) const noexcept { return now > last_ ? now : last_; }
    void count(DayTime now) noexcept;

    Limits limits_;
    const KillSwitch* kill_;
    std::vector<DayTime> times_;  ///< ring of the last max_orders send times
    std::uint64_t sent_{};
    std::vector<Sent> enters_;  ///< ring with room for every enter that a duplicate_window can hold
    std::uint64_t entered_{};
    DayTime last_{INT64_MIN};
};

}  // namespace tradewind::risk
