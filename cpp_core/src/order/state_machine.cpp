#include "tradewind/order/state_machine.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tradewind::order {

namespace {

constexpr bool is_unanswered(State state) noexcept {
    return state == State::pending_new || state == State::in_doubt;
}
/// Executed by one chain, at most: any sum of this and an order's quantity fits 64 bits.
constexpr std::int64_t kMaxExecuted = INT64_MAX / 2;

constexpr Qty not_negative(Qty qty) noexcept { return std::max(qty, Qty{}); }

[[noreturn]] void refuse(const char* field, std::uint64_t value, const std::string& limit) {
    throw std::invalid_argument("order pool: " + std::string{field} + " is " + std::to_string(value) +
                                ", must be " + limit);
}

Orders::Capacity checked(const Orders::Capacity& capacity) {
    constexpr std::uint64_t kMax = std::uint64_t{1} << 28;
    if (capacity.first.value == 0) refuse("first", 0, "at least 1");
    if (capacity.references == 0 || capacity.references > kMax) {
        refuse("references", capacity.references, "between 1 and " + std::to_string(kMax));
    }
    if (capacity.executions == 0 || capacity.executions > kMax) {
        refuse("executions", capacity.executions, "between 1 and " + std::to_string(kMax));
    }
    const std::uint64_t last = std::uint64_t{capacity.first.value} + capacity.references;
    if (last > UINT32_MAX) refuse("first + references", last, "at most " + std::to_string(UINT32_MAX));
    return capacity;
}

}  // namespace

Orders::Orders(const Capacity& capacity)
    : orders_(checked(capacity).references),
      chains_(capacity.references),
      executions_(capacity.executions),
      matches_(capacity.executions),
      first_{capacity.first},
      next_{capacity.first} {}

std::uint32_t Orders::used() const noexcept {
    return std::min(slot(next_), static_cast<std::uint32_t>(orders_.size()));
}

std::uint32_t Orders::index_of(UserRef ref) const noexcept {
    if (ref < first_ || slot(ref) >= used() || orders_[slot(ref)].state == State::none) return kNone;
    return slot(ref);
}

const Order* Orders::find(UserRef ref) const noexcept {
    const std::uint32_t index = index_of(ref);
    return index == kNone ? nullptr : &orders_[index];
}

Qty Orders::executed(UserRef ref) const noexcept {
    const Order* order = find(ref);
    return order == nullptr ? Qty{} : chain_of(*order).executed;
}

std::optional<Working> Orders::working(UserRef ref) const noexcept {
    const Order* order = find(ref);
    if (order == nullptr) return std::nullopt;
    const Chain& chain = chain_of(*order);
    return Working{order->locate, order->side, chain.counted(), chain.open};
}

std::uint32_t Orders::replaces_in_flight(UserRef ref) const noexcept {
    const Order* order = find(ref);
    if (order == nullptr) return 0;
    std::uint32_t n = 0;
    for (std::uint32_t i = chain_of(*order).head; i != kNone; i = orders_[i].next_open) {
        n += is_unanswered(orders_[i].state) && orders_[i].orig == ref ? 1 : 0;
    }
    return n;
}

// --- the list of a chain's open references, and what the chain has at risk -----------------------

void Orders::link(Order& order) noexcept {
    const std::uint32_t index = slot(order.ref);
    std::uint32_t* at = &chain_of(order).head;
    while (*at < index) at = &orders_[*at].next_open;  // kNone is the largest number
    order.next_open = *at;
    *at = index;
}

void Orders::finish(Order& order, DoneReason reason) noexcept {
    const std::uint32_t index = slot(order.ref);
    std::uint32_t* at = &chain_of(order).head;
    while (*at != kNone && *at != index) at = &orders_[*at].next_open;
    if (*at == index) *at = order.next_open;
    order.state = State::done;
    order.done = reason;
    order.leaves = {};
    order.cancel_pending = order.cancel_taken = order.unconfirmed = false;
}

void Orders::settle_cancel(Order& order) noexcept {
    if (order.order_qty <= order.cancel_to) order.cancel_pending = order.cancel_taken = false;
}

Orders::Before Orders::before(const Order& order) const noexcept {
    const Chain& chain = chain_of(order);
    return {chain.executed, chain.open, chain.head != kNone};
}

Change Orders::settle(const Order& order, const Before& before) noexcept {
    Chain& chain = chain_of(order);
    // Oldest first, so that an orphan's own replacements see that it is done.
    for (std::uint32_t i = chain.head; i != kNone;) {
        Order& open = orders_[i];
        i = open.next_open;
        const bool is_request = is_unanswered(open.state) && open.orig.value != 0;
        if (is_request && orders_[slot(open.orig)].state == State::done) finish(open, DoneReason::orphaned);
    }
    Qty open{};
    for (std::uint32_t i = chain.head; i != kNone; i = orders_[i].next_open) {
        const Order& o = orders_[i];
        open = std::max(open, o.state == State::live ? o.leaves : o.order_qty - chain.counted());
    }
    chain.open = open;
    return {.locate = order.locate,
            .side = order.side,
            .open = open - before.open,
            .filled = chain.executed - before.executed,
            .orders = (chain.head != kNone ? 1 : 0) - (before.was_open ? 1 : 0)};
}

// --- events of the venue -------------------------------------------------------------------------

Outcome Orders::apply(const VenueEvent& event) noexcept {
    Outcome outcome{.ref = event.ref};
    const std::uint32_t index = index_of(event.ref);
    if (index != kNone) {
        Order& order = orders_[index];
        const Before chain = before(order);
        outcome.before = order.state;
        outcome.root = order.root;
        outcome.result = act(rule_for(order.state, event.kind), order, event, outcome.fill);
        outcome.change = settle(order, chain);
        outcome.after = order.state;
    }
    ++counts_[static_cast<std::size_t>(outcome.result)];
    return outcome;
}

Result Orders::act(Rule rule, Order& order, const VenueEvent& event, Fill& fill) noexcept {
    switch (rule) {
        case Rule::unknown:
            return Result::unknown_order;
        case Rule::impossible:
            return Result::impossible;
        case Rule::stale:
            return Result::stale;
        case Rule::accept:
            return accept(order, event);
        case Rule::revive:
            return revive(order, event);
        case Rule::replace:
            return replaced(order, event);
        case Rule::fill:
            return execute(order, event, Result::applied, fill);
        case Rule::early_fill:
            return execute(order, event, Result::early_fill, fill);
        case Rule::late_fill:
            return execute(order, event, Result::late_fill, fill);
        case Rule::reduce:
            return reduce(order, event);
        case Rule::expire: {
            const Qty open = order.leaves;
            if (event.decrement < Qty{}) return Result::impossible;
            finish(order, DoneReason::expired);
            return event.decrement == open ? Result::applied : Result::quantity_mismatch;
        }
        case Rule::reject:
            if (order.executed > Qty{}) return Result::impossible;
            order.answered = true;
            finish(order, DoneReason::rejected);
            return Result::applied;
        case Rule::bust:
            return bust(order, event, fill);
        case Rule::correct:
            return correct(order, event, fill);
        case Rule::cancel_taken:
            if (!order.cancel_pending) order.cancel_to = {};  // a cancel by the venue: all that is open
            order.cancel_pending = order.cancel_taken = true;
            return Result::applied;
        case Rule::cancel_refused:
            if (!order.cancel_pending) return Result::stale;
            order.cancel_pending = order.cancel_taken = false;
            return Result::applied;
        case Rule::reprioritise:
            order.price = event.price;
            order.order_ref = event.order_ref;
            return Result::applied;
        case Rule::modify:
            return modify(order, event);
        case Rule::restate:
            return Result::applied;
    }
    return Result::impossible;
}

Result Orders::accept(Order& order, const VenueEvent& event) noexcept {
    if (order.orig.value != 0 || event.order_qty < Qty{} || event.order_qty > kMaxQty)
        return Result::impossible;
    const bool as_asked = event.order_qty == order.order_qty;
    order.answered = true;
    order.price = event.price;
    order.order_ref = event.order_ref;
    order.order_qty = event.order_qty;
    order.leaves = not_negative(event.order_qty - order.executed);
    order.state = State::live;
    if (event.code == 'D') {
        finish(order, DoneReason::dead_on_arrival);
    } else if (order.leaves == Qty{}) {
        finish(order, order.executed > Qty{} ? DoneReason::filled : DoneReason::canceled);
    }
    return as_asked ? Result::applied : Result::quantity_mismatch;
}

Result Orders::replaced(Order& order, const VenueEvent& event) noexcept {
    const bool is_ours = order.orig.value != 0 && event.orig == order.orig;
    if (!is_ours || event.order_qty < Qty{} || event.order_qty > kMaxQty) return Result::impossible;
    // What had been executed when the venue replaced: fills of the new reference that overtook the answer do
    // not count.
    const Qty then = chain_of(order).gross - order.executed;
    const bool as_asked = event.order_qty == not_negative(order.order_qty - then);
    order.answered = true;
    order.price = event.price;
    order.order_ref = event.order_ref;
    order.order_qty = then + event.order_qty;
    order.leaves = not_negative(event.order_qty - order.executed);
    order.state = State::live;
    if (Order& orig = orders_[slot(order.orig)]; is_open(orig.state)) finish(orig, DoneReason::replaced);
    if (event.code == 'D') {
        finish(order, DoneReason::dead_on_arrival);
        return Result::applied;
    }
    if (order.leaves == Qty{})
        finish(order, order.executed > Qty{} ? DoneReason::filled : DoneReason::canceled);
    return as_asked ? Result::applied : Result::quantity_mismatch;
}

Result Orders::revive(Order& order, const VenueEvent& event) noexcept {
    if (order.answered) return Result::impossible;
    const DoneReason reason = order.done;
    order.state = State::pending_new;
    order.done = DoneReason::none;
    link(order);
    const Result result = event.kind == VenueKind::accepted ? accept(order, event) : replaced(order, event);
    if (result != Result::impossible) return Result::revived;
    finish(order, reason);
    return result;
}

Result Orders::execute(Order& order, const VenueEvent& event, Result usual, Fill& fill) noexcept {
    Chain& chain = chain_of(order);
    const Qty qty = event.decrement;
    if (qty <= Qty{} || qty > kMaxQty || chain.gross.lots > kMaxExecuted - qty.lots)
        return Result::impossible;
    if (const std::uint32_t known = matches_.find(event.match, order.side); known != MatchIndex::kNone) {
        return executions_[known].root == order.root ? Result::duplicate : Result::impossible;
    }
    if (matches_.insert(event.match, order.side, executions_used_)) {
        executions_[executions_used_++] = {order.root, qty, event.price, false};
    } else {
        ++forgotten_;
    }
    fill = {FillKind::fill, order.side, event.code,  order.locate, order.ref,
            event.match,    qty,        event.price, event.time};
    chain.executed += qty;
    chain.gross += qty;
    order.executed += qty;
    if (order.state == State::done) return usual;
    order.answered = true;
    const bool beyond = qty > order.leaves;
    order.leaves = not_negative(order.leaves - qty);
    // An unanswered replacement waits for its answer, which is what ends the original.
    const bool awaits_replaced = is_unanswered(order.state) && order.orig.value != 0;
    if (order.leaves == Qty{} && !awaits_replaced) finish(order, DoneReason::filled);
    return beyond ? Result::overfill : usual;
}

Result Orders::reduce(Order& order, const VenueEvent& event) noexcept {
    if (event.decrement < Qty{}) return Result::impossible;
    const Qty gone = std::min(event.decrement, order.leaves);
    order.leaves -= gone;
    order.order_qty -= gone;
    settle_cancel(order);
    if (order.leaves == Qty{}) {
        finish(order, event.kind == VenueKind::aiq_canceled ? DoneReason::self_match : DoneReason::canceled);
    }
    return gone == event.decrement ? Result::applied : Result::quantity_mismatch;
}

Result Orders::bust(Order& order, const VenueEvent& event, Fill& fill) noexcept {
    const std::uint32_t known = matches_.find(event.match, order.side);
    if (known == MatchIndex::kNone) return Result::unknown_execution;
    Execution& execution = executions_[known];
    if (execution.root != order.root) return Result::unknown_execution;
    if (execution.broken) return Result::duplicate;
    execution.broken = true;
    chain_of(order).executed -= execution.qty;
    fill = {FillKind::bust, order.side,    event.code,      order.locate, order.ref,
            event.match,    execution.qty, execution.price, event.time};
    return Result::applied;
}

Result Orders::correct(Order& order, const VenueEvent& event, Fill& fill) noexcept {
    const std::uint32_t known = matches_.find(event.match, order.side);
    if (known == MatchIndex::kNone || executions_[known].root != order.root) return Result::unknown_execution;
    Execution& execution = executions_[known];
    const Qty qty = event.decrement;
    Chain& chain = chain_of(order);
    if (qty <= Qty{} || qty > kMaxQty || execution.broken) return Result::impossible;
    if (qty == execution.qty && event.price == execution.price) return Result::duplicate;
    if (chain.executed.lots > kMaxExecuted - qty.lots) return Result::impossible;
    chain.executed += qty - execution.qty;
    execution.qty = qty;
    execution.price = event.price;
    fill = {FillKind::correction, order.side, event.code,  order.locate, order.ref,
            event.match,          qty,        event.price, event.time};
    return Result::applied;
}

Result Orders::modify(Order& order, const VenueEvent& event) noexcept {
    if (event.order_qty < Qty{} || event.order_qty > kMaxQty) return Result::impossible;
    const bool grew = event.order_qty > order.leaves;
    order.order_qty += event.order_qty - order.leaves;
    order.leaves = event.order_qty;
    order.mark = event.mark;
    settle_cancel(order);
    if (order.leaves == Qty{}) finish(order, DoneReason::canceled);
    return grew ? Result::quantity_mismatch : Result::applied;
}

}  // namespace tradewind::order
