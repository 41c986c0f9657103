// The yardstick: the L3 books that one writes first, with the standard library and care, but without tricks.
// A reserved hash table of orders, a tree of levels a side, a list as queue, iterators kept so that nothing
// is searched twice, and one plain switch over the message type. What a message does to the books, refusals
// included, is what tradewind::book does, so that the digests (tradewind/book/digest.hpp) can be compared.
//
// This file stays as it is, and below 150 lines: ratios to it are comparable as long as it does.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

#include "tradewind/base/endian.hpp"
#include "tradewind/book/digest.hpp"

namespace bench {

class Yardstick {
  public:
    Yardstick() { orders_.reserve(kExpectedOrders); }

    /// Apply one message, without its length prefix.
    void apply(const std::byte* m) {
        using tradewind::base::load_be16;
        using tradewind::base::load_be32;
        using tradewind::base::load_be64;
        switch (static_cast<char>(m[0])) {
            case 'A':
            case 'F': {
                const char side = static_cast<char>(m[19]);
                if (side == 'B' || side == 'S') {
                    add(load_be64(m + 11), load_be16(m + 1), side == 'S', load_be32(m + 32),
                        load_be32(m + 20));
                }
                break;
            }
            case 'E':
            case 'C':
            case 'X':
                reduce(load_be64(m + 11), load_be32(m + 19));
                break;
            case 'D':
                if (const auto it = orders_.find(load_be64(m + 11)); it != orders_.end()) remove(it);
                break;
            case 'U':
                replace(load_be64(m + 11), load_be64(m + 19), load_be32(m + 31), load_be32(m + 27));
                break;
            case 'R':
                highest_locate_ = std::max(highest_locate_, load_be16(m + 1));
                break;
            default:
                break;
        }
    }

    [[nodiscard]] std::uint64_t live_orders() const { return orders_.size(); }
    /// Digest of the market: the instruments' digests, locate 1 to the highest.
    [[nodiscard]] std::uint64_t digest() const {
        tradewind::book::Digest market;
        for (std::size_t locate = 1; locate <= highest_locate_; ++locate) {
            tradewind::book::Digest digest;
            const auto& [bids, asks] = books_[locate];
            digest.add(std::uint64_t{bids.size()});
            for (auto level = bids.rbegin(); level != bids.rend(); ++level) feed(digest, *level);
            digest.add(std::uint64_t{asks.size()});
            for (const auto& level : asks) feed(digest, level);
            market.add(digest.value());
        }
        return market.value();
    }

  private:
    struct Resting {
        std::uint64_t ref;
        std::uint32_t qty;
    };
    struct Level {
        std::uint64_t qty{};
        std::list<Resting> queue;
    };
    using Levels = std::map<std::uint32_t, Level>;
    struct Place {
        Levels::iterator level;
        std::list<Resting>::iterator at;
        std::uint16_t locate;
        bool sell;
    };
    using Orders = std::unordered_map<std::uint64_t, Place>;

    /// What a program for a whole market would reserve.
    static constexpr std::size_t kExpectedOrders = std::size_t{1} << 20;

    void add(std::uint64_t ref, std::uint16_t locate, bool sell, std::uint32_t price, std::uint32_t qty) {
        if (qty == 0) return;
        const auto [order, fresh] = orders_.try_emplace(ref);
        if (!fresh) return;
        const auto level = books_[locate][sell].try_emplace(price).first;
        level->second.qty += qty;
        level->second.queue.push_back({ref, qty});
        order->second = {level, std::prev(level->second.queue.end()), locate, sell};
        highest_locate_ = std::max(highest_locate_, locate);
    }
    void reduce(std::uint64_t ref, std::uint32_t qty) {
        const auto it = orders_.find(ref);
        if (it == orders_.end()) return;
        if (qty >= it->second.at->qty) return remove(it);
        it->second.at->qty -= qty;
        it->second.level->second.qty -= qty;
    }
    void replace(std::uint64_t ref, std::uint64_t new_ref, std::uint32_t price, std::uint32_t qty) {
        const auto it = orders_.find(ref);
        if (it == orders_.end() || (new_ref != ref && orders_.contains(new_ref))) return;
        const auto [locate, sell] = std::pair{it->second.locate, it->second.sell};
        remove(it);
        add(new_ref, locate, sell, price, qty);
    }
    void remove(Orders::iterator it) {
        const Place place = it->second;
        orders_.erase(it);
        place.level->second.qty -= place.at->qty;
        place.level->second.queue.erase(place.at);
        if (place.level->second.queue.empty()) books_[place.locate][place.sell].erase(place.level);
    }
    static void feed(tradewind::book::Digest& digest, const Levels::value_type& level) {
        digest.add(std::int64_t{level.first} * 100'000);  // wire prices have 4 decimals, core prices 9
        digest.add(level.second.qty);
        digest.add(std::uint64_t{level.second.queue.size()});
        for (const Resting& order : level.second.queue) {
            digest.add(order.ref);
            digest.add(std::uint64_t{order.qty});
        }
    }

    Orders orders_;
    std::vector<std::array<Levels, 2>> books_{std::size_t{1} << 16};  // by locate; bids, asks
    std::uint16_t highest_locate_{};
};

}  // namespace bench
