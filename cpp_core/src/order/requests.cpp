// What we ask of the venue, and what becomes of it when the connection or the day ends.
#include <algorithm>

#include "tradewind/order/state_machine.hpp"

namespace tradewind::order {

Status Orders::room() const noexcept {
    if (!connected_) return Status::disconnected;
    if (slot(next_) >= orders_.size()) return Status::references_exhausted;
    const auto capacity = static_cast<std::uint32_t>(executions_.size());
    const std::uint32_t reserve = std::max(capacity / 8, std::uint32_t{1});
    return capacity - executions_used_ < reserve ? Status::executions_exhausted : Status::ok;
}

Order& Orders::append(UserRef root) noexcept {
    Order& order = orders_[slot(next_)];
    order = {};
    order.ref = next_;
    order.root = root.value == 0 ? next_ : root;
    order.state = State::pending_new;
    ++next_.value;
    link(order);
    return order;
}

Request<Enter> Orders::enter(const Enter& intent) noexcept {
    if (const Status status = room(); status != Status::ok) return {.status = status};
    if (intent.order_qty <= Qty{} || intent.order_qty > kMaxQty) return {.status = Status::bad_quantity};
    Order& order = append({});
    order.locate = intent.locate;
    order.side = intent.side;
    order.mark = intent.mark;
    order.tif = intent.tif;
    order.post_only = intent.post_only;
    order.order_qty = order.leaves = intent.order_qty;
    order.price = intent.price;
    Request<Enter> request{.message = intent};
    request.message.ref = order.ref;
    request.change = settle(order, Before{});
    return request;
}

Request<Cancel> Orders::cancel(UserRef ref, Qty order_qty) noexcept {
    const std::uint32_t index = index_of(ref);
    if (index == kNone) return {.status = Status::unknown_order};
    Order& order = orders_[index];
    if (!is_open(order.state)) return {.status = Status::not_open};
    if (!connected_) return {.status = Status::disconnected};
    if (order_qty < Qty{} || order_qty > kMaxQty) return {.status = Status::bad_quantity};
    if (order_qty >= order.order_qty && order_qty > Qty{}) return {.status = Status::nothing_to_cut};
    order.cancel_to = order.cancel_pending ? std::min(order.cancel_to, order_qty) : order_qty;
    order.cancel_pending = true;
    return {.message = {ref, order_qty}, .change = {.locate = order.locate, .side = order.side}};
}

Request<Replace> Orders::replace(UserRef ref, Qty order_qty, Price price) noexcept {
    const std::uint32_t index = index_of(ref);
    if (index == kNone) return {.status = Status::unknown_order};
    const Order& orig = orders_[index];
    if (!is_open(orig.state)) return {.status = Status::not_open};
    if (const Status status = room(); status != Status::ok) return {.status = status};
    if (order_qty <= Qty{} || order_qty > kMaxQty) return {.status = Status::bad_quantity};
    const Chain& chain = chain_of(orig);
    std::uint32_t in_flight = 0;
    for (std::uint32_t i = chain.head; i != kNone; i = orders_[i].next_open) {
        in_flight += orders_[i].orig.value != 0 && orders_[i].state != State::live ? 1 : 0;
    }
    if (in_flight >= kMaxReplacesInFlight) return {.status = Status::too_many_in_flight};

    const Before was = before(orig);
    Order& order = append(orig.root);
    order.orig = orig.ref;
    order.locate = orig.locate;
    order.side = orig.side;
    order.mark = orig.mark;
    order.tif = orig.tif;
    order.post_only = orig.post_only;
    order.order_qty = order_qty;
    order.leaves = std::max(order_qty - chain.gross, Qty{});
    order.price = price;
    return {.message = {orig.ref, order.ref, order_qty, price}, .change = settle(order, was)};
}

void Orders::disconnect() noexcept {
    connected_ = false;
    for (std::uint32_t i = 0; i < used(); ++i) {
        Order& order = orders_[i];
        if (!is_open(order.state)) continue;
        if (order.state == State::pending_new) order.state = State::in_doubt;
        if (order.cancel_pending || replaces_in_flight(order.ref) > 0) order.unconfirmed = true;
    }
}

Outcome Orders::resolve_one(std::uint32_t index, UserRef next) noexcept {
    Order& order = orders_[index];
    const Before was = before(order);
    Outcome outcome{.result = Result::applied, .before = order.state, .ref = order.ref, .root = order.root};
    if (order.state == State::in_doubt) {
        if (order.answered) {
            order.state = State::live;  // it was filled: a fill is an answer, too
        } else {
            finish(order, order.ref < next ? DoneReason::never_live : DoneReason::never_arrived);
        }
    }
    // A cancel that the venue took before the connection broke is still going to be answered.
    if (!order.cancel_taken) order.cancel_pending = false;
    order.unconfirmed = false;
    outcome.change = settle(order, was);
    outcome.after = order.state;
    return outcome;
}

Outcome Orders::end_one(std::uint32_t index) noexcept {
    Order& order = orders_[index];
    const Before was = before(order);
    Outcome outcome{.result = Result::applied, .before = order.state, .ref = order.ref, .root = order.root};
    finish(order, DoneReason::day_end);
    outcome.change = settle(order, was);
    outcome.after = order.state;
    return outcome;
}

}  // namespace tradewind::order
