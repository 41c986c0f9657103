#include "tradewind/book/watches.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

namespace tradewind::book {

namespace {

constexpr std::size_t kLocates = std::size_t{1} << 16;

const WatchesConfig& checked(const WatchesConfig& config) {
    const auto in_range = [](const char* name, std::uint32_t value, std::uint32_t high) {
        if (value >= 1 && value <= high) return;
        throw std::invalid_argument("watches: " + std::string(name) + " is " + std::to_string(value) +
                                    ", must be between 1 and " + std::to_string(high));
    };
    in_range("max_watches", config.max_watches, 1U << 20);
    in_range("max_orders", config.max_orders, 1U << 26);
    return config;
}

}  // namespace

Watches::Watches(const WatchesConfig& config)
    : nodes_(checked(config).max_orders),
      buckets_(std::bit_ceil(std::size_t{config.max_orders} * 2), kNone),  // short chains
      watches_(config.max_watches),
      by_locate_(kLocates, kNoWatch),
      watched_(kLocates),
      queue_(config.max_orders),
      shift_(64U - static_cast<unsigned>(std::bit_width(buckets_.size() - 1))),
      free_nodes_(config.max_orders) {
    for (std::uint32_t i = 0; i < config.max_orders; ++i) {
        nodes_[i].next = i + 1 < config.max_orders ? i + 1 : kNone;
    }
    for (WatchId i = 0; i < config.max_watches; ++i) {
        watches_[i].next = i + 1 < config.max_watches ? i + 1 : kNoWatch;
    }
}

/// A new watch in the first free slot.
WatchStatus Watches::settle(WatchId id, const Place& place, std::size_t queued) noexcept {
    const WatchId next_free = watches_[id].next;
    const WatchStatus status = enter(id, place, queued);
    if (status != WatchStatus::ok) return status;
    free_watch_ = next_free;
    ++size_;
    return WatchStatus::ok;
}

/// Take the orders ahead of a place out of the queue just read (`queued` orders, of which queue_ holds what
/// fits). Nothing has changed unless the result is ok.
WatchStatus Watches::enter(WatchId id, const Place& place, std::size_t queued) noexcept {
    const std::span<const QueuedOrder> queue(queue_.data(), std::min(queued, queue_.size()));
    const bool real = place.ref != OrderRef{};
    const auto end = real ? std::find_if(queue.begin(), queue.end(),
                                         [&](const QueuedOrder& o) { return o.ref == place.ref; })
                          : queue.end();
    if (end == queue.end() && queue.size() < queued) return WatchStatus::no_room;
    if (real && end == queue.end()) return WatchStatus::not_resting;
    const std::uint32_t own = real ? find(place.ref) : kNone;
    if (own != kNone && nodes_[own].own != kNoWatch) return WatchStatus::already_watched;
    std::size_t wanted = real && own == kNone ? 1 : 0;
    for (auto order = queue.begin(); order != end; ++order) wanted += find(order->ref) == kNone;
    if (wanted > free_nodes_) return WatchStatus::no_room;

    // Orders between the watch in front and us hang under the next watch behind us, if there is one: only
    // then does our own order have a place in its list already.
    const WatchId behind = own == kNone ? kNoWatch : nodes_[own].before;
    Watch& us = watches_[id];
    us = {place, WatchState::watching, {}, 0, kNone, kNone, kNoWatch, behind, kNoWatch, kNoWatch};
    for (auto order = queue.begin(); order != end; ++order) {
        std::uint32_t n = find(order->ref);
        if (n == kNone)
            n = insert(order->ref, order->qty);
        else if (nodes_[n].before == behind)
            unlink(n);
        else
            continue;  // ahead of a watch in front of us
        link(n, id);
    }
    if (real) {
        us.own = own == kNone ? insert(end->ref, end->qty) : own;
        nodes_[us.own].own = id;
    }

    WatchId& head = by_locate_[place.locate.value];
    if (behind != kNoWatch) {
        us.in_front = watches_[behind].in_front;
        watches_[behind].in_front = id;
    } else {
        for (us.in_front = head; us.in_front != kNoWatch; us.in_front = watches_[us.in_front].next) {
            const Watch& other = watches_[us.in_front];
            if (other.place.price == place.price && other.place.side == place.side &&
                other.behind == kNoWatch)
                break;
        }
    }
    if (us.in_front != kNoWatch) watches_[us.in_front].behind = id;
    us.next = head;
    if (head != kNoWatch) watches_[head].prev = id;
    head = id;
    watched_[place.locate.value] = 1;
    return WatchStatus::ok;
}

/// Take a watch out of its level. The orders of its list stand ahead of the next watch, if there is one.
void Watches::leave(WatchId id, WatchState state) noexcept {
    Watch& us = watches_[id];
    while (us.first != kNone) {
        const std::uint32_t n = us.first;
        unlink(n);
        if (us.behind != kNoWatch)
            link(n, us.behind);
        else if (nodes_[n].own == kNoWatch)
            erase(n);
    }
    if (us.own != kNone) {
        nodes_[us.own].own = kNoWatch;
        if (nodes_[us.own].before == kNoWatch) erase(us.own);
        us.own = kNone;
    }
    if (us.in_front != kNoWatch) watches_[us.in_front].behind = us.behind;
    if (us.behind != kNoWatch) watches_[us.behind].in_front = us.in_front;
    WatchId& head = by_locate_[us.place.locate.value];
    if (us.prev != kNoWatch)
        watches_[us.prev].next = us.next;
    else
        head = us.next;
    if (us.next != kNoWatch) watches_[us.next].prev = us.prev;
    watched_[us.place.locate.value] = head != kNoWatch;
    us.state = state;
}

void Watches::remove(WatchId id) noexcept {
    if (watches_[id].state == WatchState::watching) leave(id, WatchState::gone);
    watches_[id].next = free_watch_;
    free_watch_ = id;
    --size_;
}

void Watches::clear(Locate locate) noexcept {
    while (by_locate_[locate.value] != kNoWatch) leave(by_locate_[locate.value], WatchState::lost);
}

QueuePosition Watches::position(WatchId id) const noexcept {
    const Watch& us = watches_[id];
    QueuePosition at{us.state, us.place.side, us.place.locate, us.place.ref, us.place.price, {}, {}, 0};
    if (us.state != WatchState::watching) return at;
    if (us.own != kNone) at.qty = nodes_[us.own].qty;
    for (WatchId w = id; w != kNoWatch; w = watches_[w].in_front) {
        at.ahead += watches_[w].qty;
        at.orders_ahead += watches_[w].orders;
    }
    return at;
}

bool Watches::is_ahead(WatchId id, OrderRef ref) const noexcept {
    const std::uint32_t n = find(ref);
    if (n == kNone || nodes_[n].before == kNoWatch || watches_[id].state != WatchState::watching)
        return false;
    WatchId w = id;
    while (w != kNoWatch && w != nodes_[n].before) w = watches_[w].in_front;
    return w != kNoWatch;
}

/// The order named has `remaining` left. Returns the watch on it if it is gone.
WatchId Watches::shrink(OrderRef ref, Qty remaining) noexcept {
    std::uint32_t* link = &buckets_[bucket_of(ref)];
    while (*link != kNone && nodes_[*link].ref != ref) link = &nodes_[*link].chain;
    const std::uint32_t n = *link;
    if (n == kNone) return kNoWatch;
    Node& node = nodes_[n];
    if (remaining >= node.qty) return kNoWatch;
    if (remaining > Qty{}) {
        if (node.before != kNoWatch) watches_[node.before].qty -= node.qty - remaining;
        node.qty = remaining;
        return kNoWatch;
    }
    const WatchId own = node.own;
    unlink(n);
    *link = node.chain;
    release(n);
    if (own != kNoWatch) watches_[own].own = kNone;
    return own;
}

/// The caller has checked that there is room.
std::uint32_t Watches::insert(OrderRef ref, Qty qty) noexcept {
    const std::uint32_t n = free_node_;
    free_node_ = nodes_[n].next;
    --free_nodes_;
    std::uint32_t& bucket = buckets_[bucket_of(ref)];
    nodes_[n] = {ref, qty, kNoWatch, kNoWatch, bucket, kNone, kNone};
    bucket = n;
    return n;
}

/// The node must be in no list.
void Watches::erase(std::uint32_t node) noexcept {
    std::uint32_t* link = &buckets_[bucket_of(nodes_[node].ref)];
    while (*link != node) link = &nodes_[*link].chain;
    *link = nodes_[node].chain;
    release(node);
}

void Watches::release(std::uint32_t node) noexcept {
    nodes_[node].next = free_node_;
    free_node_ = node;
    ++free_nodes_;
}

void Watches::link(std::uint32_t node, WatchId before) noexcept {
    Watch& watch = watches_[before];
    nodes_[node].before = before;
    nodes_[node].prev = kNone;
    nodes_[node].next = watch.first;
    if (watch.first != kNone) nodes_[watch.first].prev = node;
    watch.first = node;
    watch.qty += nodes_[node].qty;
    ++watch.orders;
}

/// Does nothing to a node that is in no list.
void Watches::unlink(std::uint32_t node) noexcept {
    Node& at = nodes_[node];
    if (at.before == kNoWatch) return;
    Watch& watch = watches_[at.before];
    if (at.prev != kNone)
        nodes_[at.prev].next = at.next;
    else
        watch.first = at.next;
    if (at.next != kNone) nodes_[at.next].prev = at.prev;
    watch.qty -= at.qty;
    --watch.orders;
    at.before = kNoWatch;
}

}  // namespace tradewind::book
