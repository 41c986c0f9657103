#include "tradewind/flow/widener.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <type_traits>

#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/fixed_math.hpp"
#include "tradewind/flow/generator.hpp"
#include "tradewind/wire/itch50.hpp"

namespace tradewind::flow {
namespace itch = wire::itch50;
namespace {

constexpr std::uint64_t kStart = clock_time(9, 30);
constexpr std::uint64_t kLength = clock_time(1, 0);
constexpr unsigned kPieceBits = 10;
constexpr std::int64_t kCentOnWire = 100;
constexpr std::int64_t kHighestOnWire = 1'999'999'900;

/// Median price of the flow's new orders, 1/10,000.
std::int64_t median_price(std::span<const FlowMessage> flow) {
    std::vector<std::int64_t> prices;
    for (const FlowMessage& message : flow) {
        const auto type = static_cast<char>(message.bytes[0]);
        if (type == 'A' || type == 'F')
            prices.push_back(itch::AddOrder{message.bytes.data()}.price().units / kMill);
    }
    if (prices.empty()) return kCentOnWire;
    const auto middle = prices.begin() + static_cast<std::ptrdiff_t>(prices.size() / 2);
    std::ranges::nth_element(prices, middle);
    return *middle;
}

}  // namespace

Widener::Widener(const RecordedFlow& flow, const WidenConfig& config)
    : flow_{flow.messages()}, random_{config.seed} {
    check_field("symbols", config.symbols, 1, kMaxSymbols);
    check_field("messages", config.messages, minimum_widened(config.symbols), kMaxMessages);
    if (flow_.empty()) throw std::invalid_argument("the flow to widen has no order messages");

    const std::vector<Listing> listings = make_listings(config.symbols, random_);
    const std::int64_t cents = std::max<std::int64_t>(median_price(flow_) / kCentOnWire, 1);
    players_.resize(config.symbols);
    for (std::size_t i = 0; i < players_.size(); ++i) {
        Player& player = players_[i];
        player.symbol = listings[i].symbol;
        player.exponent = kOne * 6 / 10 + random_.below(kOne * 9 / 10);
        player.offset =
            (static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(cents + cents / 2 + 1))) -
             cents / 2) *
            kCentOnWire;
    }
    share_out(config.messages - (minimum_widened(config.symbols) - config.symbols), listings);
    for (std::size_t i = 0; i < players_.size(); ++i)
        queue_.push({time_of_next(players_[i]), static_cast<std::uint16_t>(i)});
}

/// The largest n_0 that keeps the sum within `messages`; what that leaves, less than one for each instrument
/// that is not at its limit, goes to the most active of them.
void Widener::share_out(std::uint64_t messages, std::span<const Listing> listings) {
    const std::uint64_t most = flow_.size();
    const auto part = [&](std::uint64_t first, const Listing& listing) {
        const auto n =
            static_cast<std::uint64_t>((static_cast<UInt128>(first) << 16) / listing.inverse_weight);
        return std::clamp<std::uint64_t>(n, 1, most);
    };
    const auto total = [&](std::uint64_t first) {
        std::uint64_t sum = 0;
        for (const Listing& listing : listings) sum += part(first, listing);
        return sum;
    };
    std::uint64_t low = 0;
    std::uint64_t high = most << 10;  // more than the smallest weight of kMaxSymbols needs
    while (low + 1 < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        (total(middle) <= messages ? low : high) = middle;
    }
    std::uint64_t left = messages - total(low);
    std::vector<std::uint16_t> by_rank(listings.size());
    for (std::size_t i = 0; i < listings.size(); ++i)
        by_rank[listings[i].rank] = static_cast<std::uint16_t>(i);
    planned_ = minimum_widened(listings.size()) - listings.size();
    for (const std::uint16_t i : by_rank) {
        Player& player = players_[i];
        player.messages = part(low, listings[i]);
        if (left > 0 && player.messages < most) {
            ++player.messages;
            --left;
        }
        planned_ += player.messages;
    }
}

std::uint64_t Widener::time_of_next(Player& player) const noexcept {
    const std::uint64_t begin = flow_.front().time_ns;
    const std::uint64_t span = flow_[player.messages - 1].time_ns - begin;
    if (span == 0) return kStart;
    const std::uint64_t at = (flow_[player.next].time_ns - begin) << kPieceBits;
    if (const std::uint64_t piece = at / span; piece != player.piece) {
        const auto knot = [&](std::uint64_t i) -> std::uint64_t {  // (i / 1,024)^exponent of the hour
            if (i == 0) return 0;
            const std::uint64_t below_one = (std::uint64_t{kPieceBits} << 32) - log2_of(i);
            return multiply(kLength, exp2_negative(multiply(player.exponent, below_one)));
        };
        player.piece = piece;
        player.piece_begin_ns = knot(piece);
        player.piece_end_ns = knot(std::min(piece + 1, std::uint64_t{1} << kPieceBits));
    }
    const std::uint64_t length = player.piece_end_ns - player.piece_begin_ns;
    return kStart + player.piece_begin_ns +
           static_cast<std::uint64_t>(static_cast<UInt128>(length) * (at % span) / span);
}

template <class Writer>
Writer Widener::message(std::uint16_t locate, std::uint64_t time_ns) {
    ++messages_;
    ++counts_[static_cast<unsigned char>(Writer::kLayout.type)];
    return Writer{buffer_.frame(Writer::kLayout.length), base::Locate{locate},
                  base::DayTime{static_cast<std::int64_t>(time_ns)}, static_cast<std::uint16_t>(messages_)};
}

void Widener::system_event(std::uint64_t time_ns, char code) {
    message<itch::SystemEventWriter>(0, time_ns).event_code(code);
}

void Widener::open() {
    system_event(clock_time(3, 0), 'O');
    for (std::size_t i = 0; i < players_.size(); ++i)
        message<itch::StockDirectoryWriter>(static_cast<std::uint16_t>(i + 1), clock_time(3, 5))
            .stock(players_[i].symbol)
            .market_category('Q')
            .financial_status('N')
            .round_lot(base::Qty{100})
            .round_lots_only('N')
            .issue_classification('C')
            .issue_sub_type("Z")
            .authenticity('P')
            .short_sale_threshold('N')
            .ipo_flag('N')
            .luld_tier('1')
            .etp_flag('N')
            .inverse('N');
    for (std::size_t i = 0; i < players_.size(); ++i)
        message<itch::StockTradingActionWriter>(static_cast<std::uint16_t>(i + 1), clock_time(3, 8))
            .stock(players_[i].symbol)
            .trading_state('T');
    system_event(clock_time(4, 0), 'S');
    system_event(kStart, 'Q');
}

void Widener::close() {
    system_event(clock_time(16, 0), 'M');
    system_event(clock_time(20, 0), 'E');
    system_event(clock_time(20, 5), 'C');
}

void Widener::play(std::uint16_t index, std::uint64_t time_ns) {
    Player& player = players_[index];
    const FlowMessage& from = flow_[player.next++];
    const auto type = static_cast<char>(from.bytes[0]);
    const std::size_t length = wire::kItch50Length[static_cast<unsigned char>(type)];
    std::byte* const p = buffer_.frame(length);
    std::memcpy(p, from.bytes.data(), length);
    ++messages_;
    ++counts_[static_cast<unsigned char>(type)];

    const auto patch = [&]<class Writer>(std::type_identity<Writer>) {
        Writer writer{p, typename Writer::Patch{}};
        writer.template set<"stock_locate">(base::Locate{static_cast<std::uint16_t>(index + 1)});
        writer.template set<"timestamp">(base::DayTime{static_cast<std::int64_t>(time_ns)});
        writer.template set<"tracking_number">(static_cast<std::uint16_t>(messages_));
        return writer;
    };
    const auto moved = [&](base::Price price) -> base::Price {
        const std::int64_t wire = price.units / kMill + player.offset;
        return wire > 0 && wire <= kHighestOnWire ? base::Price{wire * kMill} : price;
    };
    const auto new_ref = [&] { return base::OrderRef{last_ref_ += random_.between(1, 2)}; };
    const auto ref = [&] { return base::OrderRef{player.refs[from.order]}; };
    const auto match = [&] { return base::MatchNumber{++last_match_}; };
    switch (type) {
        case 'A':
        case 'F': {  // what follows the price in an F stays
            if (from.order >= player.refs.size()) player.refs.resize(from.order + 1);
            player.refs[from.order] = new_ref().value;
            auto writer = patch(std::type_identity<itch::AddOrderWriter>{});
            writer.order_ref(ref()).stock(player.symbol).price(moved(writer.price()));
            break;
        }
        case 'E':
            patch(std::type_identity<itch::OrderExecutedWriter>{}).order_ref(ref()).match(match());
            break;
        case 'C': {
            auto writer = patch(std::type_identity<itch::OrderExecutedWithPriceWriter>{});
            writer.order_ref(ref()).match(match()).price(moved(writer.price()));
            break;
        }
        case 'X':
            patch(std::type_identity<itch::OrderCancelWriter>{}).order_ref(ref());
            break;
        case 'D':
            patch(std::type_identity<itch::OrderDeleteWriter>{}).order_ref(ref());
            break;
        case 'U': {
            auto writer = patch(std::type_identity<itch::OrderReplaceWriter>{});
            writer.order_ref(ref());
            player.refs[from.order] = new_ref().value;
            writer.new_order_ref(ref()).price(moved(writer.price()));
            break;
        }
        default: {  // P: a real one names no order
            auto writer = patch(std::type_identity<itch::NonCrossTradeWriter>{});
            writer.order_ref({}).stock(player.symbol).price(moved(writer.price())).match(match());
            break;
        }
    }
}

bool Widener::next_chunk(std::vector<std::byte>& out, std::size_t target_bytes) {
    buffer_.attach(out);
    if (!opened_) open();
    opened_ = true;
    while (!queue_.empty() && buffer_.written() < target_bytes) {
        const Next next = queue_.front();
        play(next.player, next.time_ns);
        Player& player = players_[next.player];
        if (player.next < player.messages) {
            queue_.replace_front({time_of_next(player), next.player});
        } else {
            queue_.pop();
        }
    }
    if (queue_.empty() && !closed_) {
        close();
        closed_ = true;
    }
    buffer_.detach();
    return !out.empty();
}

}  // namespace tradewind::flow
