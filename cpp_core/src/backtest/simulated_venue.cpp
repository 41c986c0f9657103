// Set-up, requests without a look at the book, and answers.
#include "tradewind/backtest/simulated_venue.hpp"

#include <stdexcept>
#include <string>

namespace tradewind::backtest {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;
constexpr Qty kQuantityLimit{1'000'000};  // OUCH: above 0 and below this

const VenueConfig& checked(const VenueConfig& config) {
    const auto in_range = [](const char* name, std::int64_t value, std::int64_t low, std::int64_t high) {
        if (value >= low && value <= high) return;
        throw std::invalid_argument("simulated venue: " + std::string(name) + " is " + std::to_string(value) +
                                    ", must be between " + std::to_string(low) + " and " +
                                    std::to_string(high));
    };
    constexpr std::int64_t kDay = 86'400'000'000'000;
    constexpr std::int64_t kMost = 1 << 26;
    in_range("entry_latency", config.entry_latency.ns, 0, kDay);
    in_range("response_latency", config.response_latency.ns, 0, kDay);
    in_range("max_orders", config.max_orders, 1, 1 << 20);
    in_range("max_requests", config.max_requests, 1, 1 << 20);
    in_range("max_responses", config.max_responses, std::int64_t{config.max_orders} + config.max_requests,
             kMost);
    in_range("max_refs_ahead", config.max_refs_ahead, 1, kMost);
    in_range("max_taken_refs", config.max_taken_refs, 1, kMost);
    in_range("max_take_levels", config.max_take_levels, 1, kMost);
    return config;
}

/// OUCH 5.0 reject codes.
constexpr std::uint16_t reject_code(RuleId id) noexcept {
    switch (id) {
        case RuleId::reject_closed:
            return 0x0002;
        case RuleId::reject_quantity:
            return 0x0013;
        case RuleId::reject_symbol:
            return 0x0017;
        case RuleId::reject_price:
            return 0x001D;
        default:
            return 0x000A;
    }
}

/// Below one dollar prices go in hundredths of a cent (Regulation NMS), unless the instrument's own tick is
/// finer.
constexpr std::int64_t tick_at(Price tick, Price price) noexcept {
    constexpr std::int64_t kSubDollarTick = Price::kScale / 10'000;
    return price.units < Price::kScale ? std::min(tick.units, kSubDollarTick) : tick.units;
}

}  // namespace

SimulatedVenue::SimulatedVenue(const VenueConfig& config)
    : config_(checked(config)),
      locates_(kLocates),
      watched_(kLocates),
      orders_(config.max_orders),
      by_user_ref_(config.max_orders),
      ahead_({.max_watches = config.max_orders, .max_orders = config.max_refs_ahead}),
      taken_(config.max_taken_refs),
      requests_(config.max_requests),
      responses_(config.max_responses),
      level_scratch_(config.max_take_levels),
      queue_scratch_(config.max_refs_ahead) {
    close_scratch_.reserve(config.max_orders);
}

void SimulatedVenue::announce(const base::Instrument& instrument) noexcept {
    locates_[instrument.locate.value].tick = instrument.tick;
}

bool SimulatedVenue::send(const std::variant<order::Enter, order::Cancel, order::Replace>& what,
                          DayTime sent) noexcept {
    ++counters_.requests;
    // One session carries all requests: a later one cannot overtake an earlier one.
    const DayTime arrival = std::max(sent + config_.entry_latency, last_arrival_);
    if (room() == 0 || !requests_.try_push({arrival, what})) {
        ++counters_.requests_refused;
        return false;
    }
    last_arrival_ = arrival;
    return true;
}

const OwnOrder* SimulatedVenue::find(UserRef ref) const noexcept {
    const OwnSlot* const slot = by_user_ref_.find(ref.value);
    return slot == nullptr ? nullptr : &orders_[*slot];
}

std::optional<RuleId> SimulatedVenue::refuse_terms(Locate locate, Qty qty, Price price) const noexcept {
    if (qty <= Qty{} || qty >= kQuantityLimit) return RuleId::reject_quantity;
    const Price tick = locates_[locate.value].tick;
    if (price <= Price{} || price.units % tick_at(tick, price) != 0) return RuleId::reject_price;
    return std::nullopt;
}

std::optional<RuleId> SimulatedVenue::refuse(const order::Enter& request) const noexcept {
    if (closed_) return RuleId::reject_closed;
    if (locates_[request.locate.value].tick <= Price{}) return RuleId::reject_symbol;
    if (const auto problem = refuse_terms(request.locate, request.order_qty, request.price)) return problem;
    // Two places among the answers: the acceptance now and the order's end later.
    if (orders_.full() || room() < 2) return RuleId::reject_capacity;
    return std::nullopt;
}

OwnSlot SimulatedVenue::accept(const order::Enter& request) noexcept {
    const OwnSlot slot = orders_.acquire();
    OwnOrder& us = orders_[slot];
    us.ref = request.ref;
    us.locate = request.locate;
    us.side = request.side;
    us.mark = request.mark;
    us.tif = request.tif;
    us.post_only = request.post_only;
    us.price = request.price;
    us.leaves = request.order_qty;
    us.priority = next_priority_++;
    // Never full: it has as many places as there are slots.
    static_cast<void>(by_user_ref_.try_insert(request.ref.value, slot));
    ++counters_.accepted;
    respond({.kind = order::VenueKind::accepted,
             .ref = us.ref,
             .order_ref = {next_order_ref_++},
             .order_qty = us.leaves,
             .price = us.price,
             .mark = us.mark,
             .code = 'L'});
    return slot;
}

void SimulatedVenue::replace(OwnSlot slot, const order::Replace& request) noexcept {
    OwnOrder& us = orders_[slot];
    leave_queue(slot);
    by_user_ref_.erase(us.ref.value);
    static_cast<void>(by_user_ref_.try_insert(request.ref.value, slot));
    us.ref = request.ref;
    us.price = request.price;
    us.leaves = request.order_qty - us.executed;
    us.priority = next_priority_++;
    ++counters_.replaced;
    hit(RuleId::replace_to_back, us.leaves);
    respond({.kind = order::VenueKind::replaced,
             .ref = us.ref,
             .orig = request.orig,
             .order_ref = {next_order_ref_++},
             .order_qty = us.leaves,
             .price = us.price,
             .mark = us.mark,
             .code = 'L'});
}

void SimulatedVenue::serve(const order::Cancel& request) noexcept {
    const OwnSlot* const found = by_user_ref_.find(request.ref.value);
    if (found == nullptr) {
        hit(RuleId::cancel_superfluous);
        return;
    }
    OwnOrder& us = orders_[*found];
    const Qty leaves = std::max(request.order_qty - us.executed, Qty{});
    if (leaves >= us.leaves) {
        hit(RuleId::cancel_superfluous);
        return;
    }
    if (leaves == Qty{}) {
        finish(*found, order::VenueKind::canceled, 'U', RuleId::cancel_all);
        return;
    }
    const Qty decrement = us.leaves - leaves;
    us.leaves = leaves;
    ++counters_.reduced;
    hit(RuleId::cancel_down, decrement);
    respond({.kind = order::VenueKind::canceled,
             .ref = us.ref,
             .decrement = decrement,
             .mark = us.mark,
             .code = 'U'});
}

void SimulatedVenue::reject(UserRef ref, RuleId id) noexcept {
    ++counters_.rejected;
    hit(id);
    respond({.kind = order::VenueKind::rejected, .ref = ref, .code16 = reject_code(id)});
}

OwnSlot SimulatedVenue::best_older(Locate locate, Side side, std::uint64_t priority) const noexcept {
    OwnSlot slot = locates_[locate.value].own[static_cast<std::size_t>(side)];
    while (slot != kNoOrder && orders_[slot].priority >= priority) slot = orders_[slot].next;
    return slot;
}

OwnSlot SimulatedVenue::oldest_after(Locate locate, std::uint64_t priority) const noexcept {
    OwnSlot oldest = kNoOrder;
    for (OwnSlot slot : locates_[locate.value].own) {
        for (; slot != kNoOrder; slot = orders_[slot].next) {
            const std::uint64_t here = orders_[slot].priority;
            if (here > priority && (oldest == kNoOrder || here < orders_[oldest].priority)) oldest = slot;
        }
    }
    return oldest;
}

void SimulatedVenue::execute(OwnSlot slot, Price price, Qty qty, char flag) noexcept {
    OwnOrder& us = orders_[slot];
    us.leaves -= qty;
    us.executed += qty;
    ++counters_.fills;
    counters_.filled_shares += static_cast<std::uint64_t>(qty.lots);
    const order::VenueEvent event{.kind = order::VenueKind::executed,
                                  .ref = us.ref,
                                  .match = {next_match_++},
                                  .decrement = qty,
                                  .price = price,
                                  .mark = us.mark,
                                  .code = flag};
    if (us.leaves == Qty{}) remove(slot);
    respond(event);
}

void SimulatedVenue::finish(OwnSlot slot, order::VenueKind kind, char code, RuleId id) noexcept {
    const OwnOrder& us = orders_[slot];
    hit(id, us.leaves);
    if (kind == order::VenueKind::expired)
        ++counters_.expired;
    else
        ++counters_.canceled;
    const order::VenueEvent event{.kind = kind,
                                  .ref = us.ref,
                                  .decrement = us.leaves,
                                  .price = us.price,
                                  .mark = us.mark,
                                  .code = code};
    remove(slot);
    respond(event);
}

void SimulatedVenue::leave_queue(OwnSlot slot) noexcept {
    OwnOrder& us = orders_[slot];
    if (!us.resting) return;
    LocateState& at = locates_[us.locate.value];
    orders_.unlink(at.own, slot);
    --at.resting;
    note_watched(us.locate);
    ahead_.remove(us.watch);
    us.resting = false;
    us.ahead = {};
}

void SimulatedVenue::remove(OwnSlot slot) noexcept {
    leave_queue(slot);
    by_user_ref_.erase(orders_[slot].ref.value);
    orders_.release(slot);
}

void SimulatedVenue::respond(const order::VenueEvent& event) noexcept {
    order::VenueEvent stamped = event;
    stamped.time = clock_;
    // Never full: room() was checked, or the place was reserved.
    static_cast<void>(responses_.try_push(stamped));
}

bool SimulatedVenue::remember_taken(Locate locate, OrderRef ref, Qty total) noexcept {
    if (Qty* const known = taken_.find(ref.value)) {
        *known = total;
        return true;
    }
    if (!taken_.try_insert(ref.value, total)) return false;
    ++locates_[locate.value].taken;
    note_watched(locate);
    return true;
}

void SimulatedVenue::forget_taken(Locate locate, OrderRef ref) noexcept {
    if (taken_.find(ref.value) == nullptr) return;
    taken_.erase(ref.value);
    --locates_[locate.value].taken;
    note_watched(locate);
}

}  // namespace tradewind::backtest
