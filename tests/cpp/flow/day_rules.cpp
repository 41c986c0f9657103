#include "flow/day_rules.hpp"

#include <algorithm>
#include <cmath>

namespace tradewind::flow::test {
namespace {

const std::map<char, std::size_t> kLengths{{'S', 12}, {'R', 39}, {'H', 25}, {'Y', 20}, {'L', 26}, {'V', 35},
                                           {'W', 12}, {'K', 28}, {'J', 35}, {'h', 21}, {'A', 36}, {'F', 40},
                                           {'E', 31}, {'C', 36}, {'X', 23}, {'D', 19}, {'U', 35}, {'P', 44},
                                           {'Q', 40}, {'B', 19}, {'I', 50}, {'N', 20}, {'O', 48}};

/// Where the instrument's name stands, for the types that have one.
const std::map<char, std::size_t> kStockAt{{'R', 11}, {'H', 11}, {'Y', 11}, {'L', 15}, {'K', 11},
                                           {'J', 11}, {'h', 11}, {'A', 24}, {'F', 24}, {'P', 24},
                                           {'Q', 19}, {'I', 28}, {'N', 11}, {'O', 11}};

/// Letters that the specification allows, by type and offset.
const std::map<std::pair<char, std::size_t>, std::string> kAllowed{{{'S', 11}, "OSQMEC"},
                                                                   {{'R', 19}, "QGSNAPMZV "},
                                                                   {{'R', 20}, "DEQSGHJKCN "},
                                                                   {{'R', 25}, "YN"},
                                                                   {{'R', 26}, "ABCFILNOPQRSTUVW"},
                                                                   {{'R', 29}, "PT"},
                                                                   {{'R', 30}, "YN "},
                                                                   {{'R', 31}, "YNZ "},
                                                                   {{'R', 32}, "12 "},
                                                                   {{'R', 33}, "YN "},
                                                                   {{'R', 38}, "YN"},
                                                                   {{'H', 19}, "HPQT"},
                                                                   {{'Y', 19}, "012"},
                                                                   {{'L', 23}, "YN"},
                                                                   {{'L', 24}, "NPSRL"},
                                                                   {{'L', 25}, "AEWSD"},
                                                                   {{'W', 11}, "123"},
                                                                   {{'K', 23}, "AC"},
                                                                   {{'h', 19}, "QBX"},
                                                                   {{'h', 20}, "HT"},
                                                                   {{'A', 19}, "BS"},
                                                                   {{'F', 19}, "BS"},
                                                                   {{'C', 31}, "YN"},
                                                                   {{'P', 19}, "B"},
                                                                   {{'Q', 39}, "OCHA"},
                                                                   {{'I', 27}, "BSNOP"},
                                                                   {{'I', 48}, "OCHA"},
                                                                   {{'I', 49}, "L123456789ABC "},
                                                                   {{'N', 19}, "BSAN"},
                                                                   {{'O', 19}, "NY"}};

/// The letter for an indicative price so far from the reference; a space without one.
char variation(std::uint32_t near, std::uint32_t reference) {
    if (near == 0) return ' ';
    const double from = reference;
    const double percent = 100.0 * std::abs(near - from) / from;
    constexpr std::string_view kLetters = "L123456789";
    for (std::size_t below = 1; below <= kLetters.size(); ++below)
        if (percent < static_cast<double>(below)) return kLetters[below - 1];
    return percent < 20 ? 'A' : percent < 30 ? 'B' : 'C';
}

bool on_tick(std::uint32_t price) { return price > 0 && (price < 10'000 || price % 100 == 0); }

}  // namespace

std::vector<Raw> cut(std::span<const std::byte> stream) {
    std::vector<Raw> messages;
    std::size_t at = 0;
    while (at + 3 <= stream.size()) {
        const std::size_t length = base::load_be16(&stream[at]);
        const Raw message{stream.subspan(at + 2, std::min(length, stream.size() - at - 2))};
        const auto known = kLengths.find(message.type());
        if (known == kLengths.end() || known->second != length || message.bytes.size() != length) {
            ADD_FAILURE() << "type " << message.type() << " of length " << length << " at " << at;
            return messages;
        }
        messages.push_back(message);
        at += 2 + length;
    }
    EXPECT_EQ(at, stream.size());
    return messages;
}

std::optional<std::uint32_t> DayRules::bid(std::uint16_t locate) const {
    const auto& bids = books_[locate].bids;
    return bids.empty() ? std::nullopt : std::optional{bids.rbegin()->first};
}
std::optional<std::uint32_t> DayRules::ask(std::uint16_t locate) const {
    const auto& asks = books_[locate].asks;
    return asks.empty() ? std::nullopt : std::optional{asks.begin()->first};
}
DayRules::Queue& DayRules::queue(const Order& order) {
    Book& book = books_[order.locate];
    return (order.side == 'B' ? book.bids : book.asks)[order.price];
}
bool DayRules::open_for_orders(std::uint16_t locate) const {
    return (phases_[locate] == 'T' || phases_[locate] == 'Q') &&
           system_events.find('S') != std::string::npos && system_events.find('E') == std::string::npos;
}

void DayRules::apply(const Raw& m) {
    ++messages;
    ++counts[static_cast<unsigned char>(m.type())];
    SCOPED_TRACE("message " + std::to_string(messages) + " of type " + m.type());
    ASSERT_GE(m.time(), last_time_);
    last_time_ = m.time();
    for (std::size_t at = 11; at < m.bytes.size(); ++at) {
        const auto allowed = kAllowed.find({m.type(), at});
        ASSERT_TRUE(allowed == kAllowed.end() || allowed->second.find(m.letter(at)) != std::string::npos)
            << m.letter(at) << " at " << at;
    }
    if (m.type() != 'R') {
        ASSERT_LE(m.locate(), names_.size()) << "never announced";
        const auto stock_at = kStockAt.find(m.type());
        if (stock_at != kStockAt.end()) {
            ASSERT_EQ(m.text(stock_at->second, 8), names_.at(m.locate() - 1U));
        }
    }

    switch (m.type()) {
        case 'A':
        case 'F': {
            std::uint32_t better = 0;
            const Book& book = books_[m.locate()];
            for (const auto& [price, queue] : m.letter(19) == 'B' ? book.bids : book.asks)
                better += m.letter(19) == 'B' ? price > m.u32(32) : price < m.u32(32);
            add_distances.push_back(better);
            return add(m, m.u64(11), m.letter(19), m.u32(32), m.u32(20));
        }
        case 'E':
        case 'C':
            return execute(m);
        case 'X':
            ASSERT_EQ(orders_.count(m.u64(11)), 1U);
            ASSERT_LT(m.u32(19), orders_.at(m.u64(11)).shares) << "a partial cancel of everything";
            return take(m, m.u32(19));
        case 'D': {
            const auto order = orders_.find(m.u64(11));
            ASSERT_NE(order, orders_.end());
            return take(m, order->second.shares);
        }
        case 'U':
            return replace(m);
        case 'P':
            return hidden_trade(m);
        case 'Q':
            return cross(m);
        case 'B':
            return broken(m);
        default:
            return administrative(m);
    }
}

void DayRules::add(const Raw& m, std::uint64_t ref, char side, std::uint32_t price, std::uint32_t shares) {
    ASSERT_TRUE(refs_.insert(ref).second) << "reference used twice";
    if (*refs_.rbegin() != ref) ++late_refs;
    ASSERT_GT(shares, 0U);
    ASSERT_TRUE(on_tick(price)) << price;
    ASSERT_TRUE(open_for_orders(m.locate())) << phases_[m.locate()];
    Order order{m.locate(), side, price, shares, {}};
    Queue& place = queue(order);
    order.place = place.insert(place.end(), ref);
    orders_.emplace(ref, order);
    ASSERT_TRUE(!bid(m.locate()) || !ask(m.locate()) || *bid(m.locate()) < *ask(m.locate())) << "crossed";
}

void DayRules::take(const Raw& m, std::uint32_t shares) {
    const auto order = orders_.find(m.u64(11));
    ASSERT_NE(order, orders_.end()) << "no such order";
    ASSERT_EQ(order->second.locate, m.locate());
    ASSERT_GT(shares, 0U);
    ASSERT_LE(shares, order->second.shares) << "more than the order has";
    order->second.shares -= shares;
    if (order->second.shares > 0) return;
    Queue& place = queue(order->second);
    place.erase(order->second.place);
    if (place.empty()) {
        Book& book = books_[m.locate()];
        (order->second.side == 'B' ? book.bids : book.asks).erase(order->second.price);
    }
    orders_.erase(order);
}

void DayRules::execute(const Raw& m) {
    const auto found = orders_.find(m.u64(11));
    ASSERT_NE(found, orders_.end()) << "no such order";
    const Order& order = found->second;
    const bool printable = m.type() == 'E' || m.letter(31) == 'Y';
    fresh_match(m.u64(23), m.locate(), printable);
    if (m.type() == 'C' && !printable) {
        ++cross_executions;
        auto& [shares, price] = crossing_[m.locate()];
        ASSERT_TRUE(shares == 0 || price == m.u32(32)) << "two prices in one cross";
        shares += m.u32(19);
        price = m.u32(32);
        // The cross price is no worse for the resting order than its own.
        ASSERT_TRUE(order.side == 'B' ? price <= order.price : price >= order.price);
    } else {
        ASSERT_EQ(phases_[m.locate()], 'T') << "continuous trading while halted";
        ++executions;
        partial_executions += m.u32(19) < order.shares;
        const auto best = order.side == 'B' ? bid(m.locate()) : ask(m.locate());
        ASSERT_EQ(order.price, *best) << "traded through a better price";
        not_first += queue(order).front() != m.u64(11);
        if (m.type() == 'C' && bid(m.locate()) && ask(m.locate())) {
            ASSERT_GE(m.u32(32), *bid(m.locate()));
            ASSERT_LE(m.u32(32), *ask(m.locate()));
        }
    }
    take(m, m.u32(19));
}

void DayRules::replace(const Raw& m) {
    const auto old = orders_.find(m.u64(11));
    ASSERT_NE(old, orders_.end()) << "no such order";
    const char side = old->second.side;
    take(m, old->second.shares);
    add(m, m.u64(19), side, m.u32(31), m.u32(27));
}

void DayRules::hidden_trade(const Raw& m) {
    ASSERT_EQ(m.u64(11), 0U) << "reference of a hidden order";
    ASSERT_GT(m.u32(20), 0U);
    ASSERT_EQ(phases_[m.locate()], 'T');
    ASSERT_TRUE(bid(m.locate()) && ask(m.locate()));
    const std::uint32_t spread = *ask(m.locate()) - *bid(m.locate());
    ASSERT_GE(m.u32(32), *bid(m.locate()) + (spread > 1 ? 1 : 0));
    ASSERT_LE(m.u32(32), *ask(m.locate()) - (spread > 1 ? 1 : 0));
    fresh_match(m.u64(36), m.locate(), true);
}

void DayRules::cross(const Raw& m) {
    cross_types.insert(m.letter(39));
    fresh_match(m.u64(31), m.locate(), false);
    const auto crossing = crossing_.extract(m.locate());
    if (!crossing.empty()) {
        ASSERT_GE(m.u64(11), crossing.mapped().first);
        ASSERT_EQ(m.u32(27), crossing.mapped().second);
    }
    ASSERT_EQ(m.u64(11) == 0, m.u32(27) == 0) << "a price without shares or the reverse";
}

void DayRules::broken(const Raw& m) {
    const auto match = breakable_.find(m.u64(11));
    ASSERT_NE(match, breakable_.end()) << "no such trade, or broken before";
    ASSERT_EQ(match->second, m.locate());
    breakable_.erase(match);
}

void DayRules::fresh_match(std::uint64_t number, std::uint16_t locate, bool breakable) {
    ASSERT_GT(number, last_match_);
    last_match_ = number;
    if (breakable) breakable_.emplace(number, locate);
}

void DayRules::administrative(const Raw& m) {
    switch (m.type()) {
        case 'S':
            system_events += m.letter(11);
            [[fallthrough]];
        case 'V':
        case 'W':
            ASSERT_EQ(m.locate(), 0);
            break;
        case 'R':
            ASSERT_EQ(m.locate(), names_.size() + 1);
            ASSERT_TRUE(names_.empty() || m.text(11, 8) > names_.back()) << "not in alphabetical order";
            names_.push_back(m.text(11, 8));
            break;
        case 'H':
        case 'h':
            trading_state(m);
            break;
        case 'J':
            ASSERT_LT(m.u32(27), m.u32(19));
            ASSERT_LT(m.u32(19), m.u32(23));
            ASSERT_EQ(phases_[m.locate()], 'P');
            break;
        case 'I':
            ASSERT_EQ(m.letter(27) == 'N' || m.letter(27) == 'O', m.u64(19) == 0);
            ASSERT_GT(m.u32(44), 0U);
            ASSERT_EQ(m.letter(49), variation(m.u32(40), m.u32(44)));
            break;
        case 'O':
            ASSERT_LE(m.u32(20), m.u32(28));
            ASSERT_LE(m.u32(28), m.u32(24));
            break;
        default:
            break;
    }
}

void DayRules::trading_state(const Raw& m) {
    if (m.type() == 'H') {
        phases_[m.locate()] = m.letter(19);
        return;
    }
    const char action = m.letter(20);
    ASSERT_EQ(phases_[m.locate()], action == 'H' ? 'T' : 'h');
    phases_[m.locate()] = action == 'H' ? 'h' : 'T';
}

void DayRules::finish() const {
    EXPECT_EQ(names_.size(), symbols_);
    EXPECT_EQ(system_events, "OSQMEC");
    EXPECT_TRUE(orders_.empty()) << orders_.size() << " orders outlive the day";
    EXPECT_TRUE(crossing_.empty()) << "executions without their cross";
    EXPECT_EQ(std::ranges::count(phases_, 'T'), std::ranges::ssize(phases_)) << "a halt without an end";
    for (const auto& [type, length] : kLengths)
        EXPECT_GT(counts[static_cast<unsigned char>(type)], 0U) << "no message of type " << type;
}

SymbolState DayRules::state(std::uint16_t locate) const {
    SymbolState state;
    book::Digest digest;
    const auto walk = [&](auto first, auto last, std::size_t levels, Price& price, Qty& qty) {
        digest.add(std::uint64_t{levels});
        for (auto level = first; level != last; ++level) {
            std::int64_t total = 0;
            for (const std::uint64_t ref : level->second) total += orders_.at(ref).shares;
            if (level == first) {
                price = {level->first * kUnits};
                qty = {total};
            }
            digest.add(level->first * kUnits);
            digest.add(total);
            digest.add(std::uint64_t{level->second.size()});
            for (const std::uint64_t ref : level->second) {
                digest.add(ref);
                digest.add(std::uint64_t{orders_.at(ref).shares});
            }
            state.orders += static_cast<std::uint32_t>(level->second.size());
        }
        return static_cast<std::uint32_t>(levels);
    };
    const Book& book = books_[locate];
    state.bid_levels = walk(book.bids.rbegin(), book.bids.rend(), book.bids.size(), state.bid, state.bid_qty);
    state.ask_levels = walk(book.asks.begin(), book.asks.end(), book.asks.size(), state.ask, state.ask_qty);
    state.digest = digest.value();
    return state;
}

std::uint64_t DayRules::market_digest() const {
    book::Digest market;
    for (std::uint16_t locate = 1; locate <= symbols_; ++locate) market.add(state(locate).digest);
    return market.value();
}

}  // namespace tradewind::flow::test
