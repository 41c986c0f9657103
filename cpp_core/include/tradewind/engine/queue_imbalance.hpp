// The native queue-imbalance strategy: when most of the displayed size stands on one side, the next move
// tends to go away from it, so join that side, lean out of a position when the imbalance turns, and go home
// flat.
//
// It sees the market and its own confirmed position, and acts through a Desk (engine::Trader is one). At most
// one working order a side and instrument. One thread; no allocation after construction.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdlib>

#include "tradewind/base/memory.hpp"
#include "tradewind/book/event.hpp"
#include "tradewind/order/messages.hpp"

namespace tradewind::engine {

using base::DayTime;
using base::Locate;
using base::Nanos;
using base::Price;
using base::Qty;
using base::Side;
using base::UserRef;

struct QueueImbalanceParams {
    std::int64_t entry_permille{600};  ///< join a side at this imbalance or more, 1 to 1000
    std::int64_t exit_permille{200};   ///< leave when the imbalance is below this against us, 0 to entry
    Qty order_qty{100};
    Qty max_position{500};          ///< absolute, per instrument
    Price max_spread{100'000'000};  ///< do not join a wider book; 0.10
    Nanos cooldown{50'000'000};     ///< least time between two new orders on one side of one instrument
    DayTime start{34'200'000'000'000 + 60'000'000'000};  ///< first new order; one minute after the open
    DayTime flatten{57'600'000'000'000 -
                    300'000'000'000};  ///< from here on only leave; five minutes before the close
};

/// Throws std::invalid_argument naming field, value and limit.
void validate(const QueueImbalanceParams& params);

/// What a strategy may do. `enter` answers the order's reference, or 0 when a check refused it.
template <class D>
concept Desk = requires(D& desk, Locate locate, Side side, Qty qty, Price price, UserRef ref) {
    { desk.enter(locate, side, qty, price, order::TimeInForce::day, true) } noexcept -> std::same_as<UserRef>;
    { desk.cancel(ref) } noexcept -> std::same_as<bool>;
    { desk.position(locate) } noexcept -> std::same_as<Qty>;
};

class QueueImbalance {
  public:
    explicit QueueImbalance(const QueueImbalanceParams& params)
        : params_(params), slots_(std::size_t{1} << 16, {.huge_pages = false}) {
        validate(params);
    }

    /// The touch of an instrument changed. `imbalance` is signal::queue_imbalance_permille(touch): features
    /// are computed before the decision, so that each has its own latency stage.
    template <Desk D>
    void on_touch(Locate locate, const book::Touch& touch, std::int64_t imbalance, DayTime now,
                  D& desk) noexcept {
        if (touch.bid_qty.lots == 0 || touch.ask_qty.lots == 0 || touch.bid >= touch.ask) return;
        if (now < params_.start) return;
        Slot& slot = slots_[locate.value];
        const Qty position = desk.position(locate);
        if (now >= params_.flatten) {
            leave(slot, locate, touch, position, now, desk);
            return;
        }
        const bool narrow = touch.ask - touch.bid <= params_.max_spread;
        const bool buy_entry =
            narrow && imbalance >= params_.entry_permille && position < params_.max_position;
        const bool sell_entry =
            narrow && imbalance <= -params_.entry_permille && position > -params_.max_position;
        const bool buy_exit = position.lots < 0 && imbalance > -params_.exit_permille;
        const bool sell_exit = position.lots > 0 && imbalance < params_.exit_permille;
        // An order that works stays until the imbalance has turned: its place in the queue is worth
        // something.
        const bool keep_buy = imbalance >= params_.exit_permille;
        const bool keep_sell = imbalance <= -params_.exit_permille;
        work(slot, locate, Side::buy, buy_entry || buy_exit, keep_buy, touch.bid, position, now, desk);
        work(slot, locate, Side::sell, sell_entry || sell_exit, keep_sell, touch.ask, position, now, desk);
    }

    /// An order of ours is no longer working (filled, canceled, rejected, expired).
    void on_done(Locate locate, Side side, UserRef ref) noexcept {
        Working& working = slots_[locate.value].sides[static_cast<std::size_t>(side)];
        if (working.ref == ref) working.ref = {}, working.cancelling = false;
    }

    /// The venue refused a cancel: the order works on and may be cancelled again.
    void on_cancel_rejected(Locate locate, Side side, UserRef ref) noexcept {
        Working& working = slots_[locate.value].sides[static_cast<std::size_t>(side)];
        if (working.ref == ref) working.cancelling = false;
    }

  private:
    struct Working {
        UserRef ref;
        bool cancelling;
        Price price;
        DayTime last_entry;
    };
    struct Slot {
        std::array<Working, 2> sides;
    };

    template <Desk D>
    void stop(Working& working, D& desk) noexcept {
        if (working.ref.value != 0 && !working.cancelling) working.cancelling = desk.cancel(working.ref);
    }

    template <Desk D>
    void work(Slot& slot, Locate locate, Side side, bool wanted, bool kept, Price price, Qty position,
              DayTime now, D& desk) noexcept {
        Working& working = slot.sides[static_cast<std::size_t>(side)];
        if (working.ref.value != 0) {
            if ((!wanted && !kept) || working.price != price) stop(working, desk);
            return;
        }
        if (!wanted || !cooled(working, now)) return;
        // Never enough to pass the position cap, and an exit never turns the position round.
        const std::int64_t room = params_.max_position.lots - sign(side) * position.lots;
        const Qty qty{std::min(params_.order_qty.lots, room)};
        if (qty.lots <= 0) return;
        send(working, locate, side, qty, price, order::TimeInForce::day, true, now, desk);
    }

    template <Desk D>
    void leave(Slot& slot, Locate locate, const book::Touch& touch, Qty position, DayTime now,
               D& desk) noexcept {
        bool busy = false;
        for (Working& working : slot.sides) {
            stop(working, desk);
            busy = busy || working.ref.value != 0;
        }
        if (busy || position.lots == 0) return;
        const Side side = position.lots > 0 ? Side::sell : Side::buy;
        Working& working = slot.sides[static_cast<std::size_t>(side)];
        if (!cooled(working, now)) return;
        const Qty qty{std::min(std::abs(position.lots), params_.order_qty.lots)};
        const Price price = side == Side::sell ? touch.bid : touch.ask;
        send(working, locate, side, qty, price, order::TimeInForce::ioc, false, now, desk);
    }

    [[nodiscard]] bool cooled(const Working& working, DayTime now) const noexcept {
        return working.last_entry.ns == 0 || now - working.last_entry >= params_.cooldown;
    }

    template <Desk D>
    void send(Working& working, Locate locate, Side side, Qty qty, Price price, order::TimeInForce tif,
              bool post_only, DayTime now, D& desk) noexcept {
        working.last_entry = now;  // also after a refusal, so that a limit is not hammered
        working.ref = desk.enter(locate, side, qty, price, tif, post_only);
        working.cancelling = false;
        working.price = price;
    }

    QueueImbalanceParams params_;
    base::Array<Slot> slots_;  // indexed by locate
};

}  // namespace tradewind::engine
