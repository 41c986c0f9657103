// Which displayed orders stand ahead of each order of ours, by reference. The set is taken when our order
// joins its queue and only shrinks from there, so that a message about one order costs one hash look-up.
//
// One pool of entries for all our orders, fixed at construction; an entry hangs in a hash chain (to be found
// by reference) and in its owner's list (to be dropped with the owner). One thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tradewind/backtest/fixed_map.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::backtest {

class AheadSet {
  public:
    using Owner = std::uint32_t;

    AheadSet(std::size_t max_entries, std::size_t max_owners)
        : nodes_(max_entries),
          buckets_(std::bit_ceil(max_entries), kNone),
          owners_(max_owners, kNone),
          shift_(64U - static_cast<unsigned>(std::bit_width(buckets_.size() - 1))),
          free_count_(max_entries) {
        for (std::size_t i = 0; i < max_entries; ++i)
            nodes_[i].next = i + 1 < max_entries ? index(i + 1) : kNone;
        free_ = max_entries == 0 ? kNone : 0;
    }

    [[nodiscard]] std::size_t free_entries() const noexcept { return free_count_; }

    /// The caller has checked free_entries().
    void add(Owner owner, base::OrderRef ref, base::Qty qty) noexcept {
        const std::uint32_t n = free_;
        free_ = nodes_[n].next;
        --free_count_;
        std::uint32_t& bucket = buckets_[bucket_of(owner, ref)];
        const std::uint32_t first = owners_[owner];
        nodes_[n] = {ref, qty, owner, bucket, first, kNone};
        bucket = n;
        if (first != kNone) nodes_[first].prev = n;
        owners_[owner] = n;
    }
    [[nodiscard]] bool contains(Owner owner, base::OrderRef ref) const noexcept {
        return *find(owner, ref) != kNone;
    }
    /// The order named has `remaining` left: returns by how much the quantity ahead of `owner` falls (0 if
    /// the order is not ahead). It never grows.
    base::Qty shrink(Owner owner, base::OrderRef ref, base::Qty remaining) noexcept {
        std::uint32_t* const link = find(owner, ref);
        const std::uint32_t n = *link;
        if (n == kNone) return {};
        const base::Qty had = nodes_[n].qty;
        if (remaining >= had) return {};
        if (remaining > base::Qty{}) {
            nodes_[n].qty = remaining;
            return had - remaining;
        }
        *link = nodes_[n].chain;
        unlink_from_owner(n);
        release(n);
        return had;
    }
    /// The owner is gone, or joins another queue.
    void clear(Owner owner) noexcept {
        for (std::uint32_t n = owners_[owner]; n != kNone;) {
            const std::uint32_t next = nodes_[n].next;
            *find(owner, nodes_[n].ref) = nodes_[n].chain;
            release(n);
            n = next;
        }
        owners_[owner] = kNone;
    }

  private:
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    struct Node {
        base::OrderRef ref;
        base::Qty qty;
        Owner owner;
        std::uint32_t chain;  // next in the hash chain
        std::uint32_t next;   // next of the owner, or next free
        std::uint32_t prev;
    };

    static constexpr std::uint32_t index(std::size_t i) noexcept { return static_cast<std::uint32_t>(i); }
    [[nodiscard]] std::size_t bucket_of(Owner owner, base::OrderRef ref) const noexcept {
        const std::uint64_t mixed = spread(ref.value ^ (std::uint64_t{owner} << 40));
        return buckets_.size() == 1 ? 0 : mixed >> shift_;
    }
    /// The link that leads to the entry, or the chain's last link, which holds kNone.
    [[nodiscard]] std::uint32_t* find(Owner owner, base::OrderRef ref) noexcept {
        std::uint32_t* link = &buckets_[bucket_of(owner, ref)];
        while (*link != kNone && (nodes_[*link].ref != ref || nodes_[*link].owner != owner)) {
            link = &nodes_[*link].chain;
        }
        return link;
    }
    [[nodiscard]] const std::uint32_t* find(Owner owner, base::OrderRef ref) const noexcept {
        return const_cast<AheadSet*>(this)->find(owner, ref);
    }
    void unlink_from_owner(std::uint32_t n) noexcept {
        const Node& node = nodes_[n];
        if (node.prev != kNone)
            nodes_[node.prev].next = node.next;
        else
            owners_[node.owner] = node.next;
        if (node.next != kNone) nodes_[node.next].prev = node.prev;
    }
    void release(std::uint32_t n) noexcept {
        nodes_[n].next = free_;
        free_ = n;
        ++free_count_;
    }

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> buckets_;
    std::vector<std::uint32_t> owners_;  // first entry of each
    unsigned shift_;
    std::uint32_t free_{kNone};
    std::size_t free_count_;
};

}  // namespace tradewind::backtest
