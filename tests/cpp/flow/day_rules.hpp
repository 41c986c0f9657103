// What a valid day is, checked message by message on books of maps and lists. The offsets are typed here from
// the exchange's specification, so that a wrong layout table cannot hide itself.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tradewind/base/endian.hpp"
#include "tradewind/book/digest.hpp"
#include "tradewind/flow/checkpoint.hpp"

namespace tradewind::flow::test {

constexpr std::int64_t kUnits = 100'000;  // one wire price unit in 1e-9

/// A message where it lies.
struct Raw {
    std::span<const std::byte> bytes;

    [[nodiscard]] char letter(std::size_t at) const { return static_cast<char>(bytes[at]); }
    [[nodiscard]] char type() const { return letter(0); }
    [[nodiscard]] std::uint16_t locate() const { return base::load_be16(&bytes[1]); }
    [[nodiscard]] std::uint64_t time() const { return base::load_be48(&bytes[5]); }
    [[nodiscard]] std::uint32_t u32(std::size_t at) const { return base::load_be32(&bytes[at]); }
    [[nodiscard]] std::uint64_t u64(std::size_t at) const { return base::load_be64(&bytes[at]); }
    [[nodiscard]] std::string text(std::size_t at, std::size_t size) const {
        return {reinterpret_cast<const char*>(&bytes[at]), size};
    }
};

class DayRules {
  public:
    explicit DayRules(std::uint32_t symbols)
        : symbols_{symbols}, books_(symbols + 1), phases_(symbols + 1, 'T') {}

    /// Check the next message and take it in; stops at the first fatal failure.
    void apply(const Raw& m);
    /// What must hold at the end.
    void finish() const;

    [[nodiscard]] SymbolState state(std::uint16_t locate) const;
    [[nodiscard]] std::uint64_t market_digest() const;
    [[nodiscard]] std::uint64_t live() const { return orders_.size(); }
    [[nodiscard]] std::uint64_t refs_seen() const { return refs_.size(); }

    std::uint64_t messages{};
    std::array<std::uint64_t, 256> counts{};
    std::uint64_t executions{};
    std::uint64_t not_first{};
    std::uint64_t late_refs{};
    std::uint64_t partial_executions{};
    std::uint64_t cross_executions{};
    std::vector<std::uint32_t> add_distances;  ///< levels better than each added order's
    std::string system_events;
    std::set<char> cross_types;

  private:
    using Queue = std::list<std::uint64_t>;
    struct Order {
        std::uint16_t locate;
        char side;
        std::uint32_t price;
        std::uint32_t shares;
        Queue::iterator place;
    };
    struct Book {
        std::map<std::uint32_t, Queue> bids;
        std::map<std::uint32_t, Queue> asks;
    };

    void administrative(const Raw& m);
    void trading_state(const Raw& m);
    void add(const Raw& m, std::uint64_t ref, char side, std::uint32_t price, std::uint32_t shares);
    void take(const Raw& m, std::uint32_t shares);
    void execute(const Raw& m);
    void hidden_trade(const Raw& m);
    void cross(const Raw& m);
    void broken(const Raw& m);
    void replace(const Raw& m);
    void fresh_match(std::uint64_t number, std::uint16_t locate, bool breakable);
    [[nodiscard]] std::optional<std::uint32_t> bid(std::uint16_t locate) const;
    [[nodiscard]] std::optional<std::uint32_t> ask(std::uint16_t locate) const;
    [[nodiscard]] Queue& queue(const Order& order);
    [[nodiscard]] bool open_for_orders(std::uint16_t locate) const;

    std::uint32_t symbols_;
    std::vector<Book> books_;
    std::vector<char> phases_;  ///< trading state by locate; 'h' during an operational halt
    std::vector<std::string> names_;
    std::unordered_map<std::uint64_t, Order> orders_;
    std::set<std::uint64_t> refs_;
    std::map<std::uint64_t, std::uint16_t> breakable_;
    std::uint64_t last_match_{};
    std::uint64_t last_time_{};
    std::map<std::uint16_t, std::pair<std::uint64_t, std::uint32_t>>
        crossing_;  ///< shares and price of open crosses
};

/// Cut a framed stream into messages, checking every length against the specification's.
[[nodiscard]] std::vector<Raw> cut(std::span<const std::byte> stream);

}  // namespace tradewind::flow::test
