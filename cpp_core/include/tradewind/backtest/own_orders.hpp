// Our live orders: a pool of fixed size, and per instrument and side a list in price-time order. Lists are
// short (a handful of quotes), so a linear walk is the fastest way through them. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tradewind/backtest/fill_rules.hpp"
#include "tradewind/book/watches.hpp"
#include "tradewind/order/messages.hpp"

namespace tradewind::backtest {

using OwnSlot = std::uint32_t;
inline constexpr OwnSlot kNoOrder = 0xFFFFFFFFU;

struct OwnOrder {
    base::UserRef ref;
    base::Locate locate;
    Side side{};
    order::SellMark mark{};
    order::TimeInForce tif{};
    bool post_only{};
    bool live{};     ///< the slot is in use
    bool resting{};  ///< in its instrument's list
    Price price;
    Qty leaves;
    Qty executed;                         ///< of the whole chain of replaces
    Qty ahead;                            ///< displayed quantity of the record that is served before us
    book::WatchId watch{book::kNoWatch};  ///< counts it while we rest
    std::uint64_t priority{};             ///< lower is earlier; a replace gets a new one
    OwnSlot prev{kNoOrder};
    OwnSlot next{kNoOrder};
};

/// Best price first, earlier first at one price; the first slot of each side, by Side.
using OwnLists = std::array<OwnSlot, 2>;

class OwnOrders {
  public:
    explicit OwnOrders(std::size_t capacity) : pool_(capacity) {
        for (std::size_t i = 0; i < capacity; ++i) {
            pool_[i].next = i + 1 < capacity ? static_cast<OwnSlot>(i + 1) : kNoOrder;
        }
    }

    [[nodiscard]] OwnOrder& operator[](OwnSlot slot) noexcept { return pool_[slot]; }
    [[nodiscard]] const OwnOrder& operator[](OwnSlot slot) const noexcept { return pool_[slot]; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return pool_.size(); }
    [[nodiscard]] bool full() const noexcept { return size_ == pool_.size(); }

    /// The caller has checked full().
    [[nodiscard]] OwnSlot acquire() noexcept {
        const OwnSlot slot = free_;
        free_ = pool_[slot].next;
        ++size_;
        pool_[slot] = OwnOrder{};
        pool_[slot].live = true;
        return slot;
    }
    /// The order must not be in a list.
    void release(OwnSlot slot) noexcept {
        pool_[slot].live = false;
        pool_[slot].next = free_;
        free_ = slot;
        --size_;
    }

    void link(OwnLists& lists, OwnSlot slot) noexcept {
        OwnOrder& order = pool_[slot];
        OwnSlot* place = &lists[static_cast<std::size_t>(order.side)];
        OwnSlot before = kNoOrder;
        while (*place != kNoOrder && !better(order.side, order.price, pool_[*place].price)) {
            before = *place;
            place = &pool_[before].next;
        }
        order.prev = before;
        order.next = *place;
        if (order.next != kNoOrder) pool_[order.next].prev = slot;
        *place = slot;
    }
    void unlink(OwnLists& lists, OwnSlot slot) noexcept {
        OwnOrder& order = pool_[slot];
        if (order.prev != kNoOrder)
            pool_[order.prev].next = order.next;
        else
            lists[static_cast<std::size_t>(order.side)] = order.next;
        if (order.next != kNoOrder) pool_[order.next].prev = order.prev;
        order.prev = order.next = kNoOrder;
    }

  private:
    std::vector<OwnOrder> pool_;
    OwnSlot free_{0};
    std::size_t size_{};
};

}  // namespace tradewind::backtest
