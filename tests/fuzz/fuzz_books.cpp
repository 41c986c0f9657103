// The input chooses the sizes of small pools, then it is a list of orders of four or five bytes, which become
// well-framed ITCH messages of every type in chunks of any size, or wide events. Their references, prices,
// quantities and instruments meet often; some are as bad as they can be. The books, batched and one event at
// a time, must agree with each other and with the naive ones, and stay within their pools.
#include <string_view>

#include "books_check.hpp"
#include "feed/build_bytes.hpp"
#include "tradewind/feed/itch_framer.hpp"

using namespace tradewind;
using fuzz::kLocates;
using fuzz::require;

namespace {

constexpr std::size_t kMaxMessages = 4096;
constexpr std::uint64_t kTop = std::uint64_t{1} << 63;

class Choices {
  public:
    explicit Choices(std::span<const std::byte> input) : rest_(input) {}
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    /// 0 at the end of the input.
    std::uint8_t next() {
        if (rest_.empty()) return 0;
        const auto choice = std::to_integer<std::uint8_t>(rest_[0]);
        rest_ = rest_.subspan(1);
        return choice;
    }
    /// An order's reference: a late one again, the next one, one some slabs on, or one far away.
    std::uint64_t reference() {
        const std::uint8_t choice = next();
        const std::size_t n = choice & 63U;
        switch (choice >> 6) {
            case 0:
                if (!issued_.empty()) return issued_[issued_.size() - 1 - n % issued_.size()];
                [[fallthrough]];
            case 1:
                newest_ += 1 + n % 4;
                break;
            case 2:
                newest_ += 64 * (n < 48 ? 1 + n % 4 : n * n);  // another slab, or another directory page
                break;
            default: {
                const std::uint64_t window = std::uint64_t{1} << 32;
                const std::array<std::uint64_t, 14> far{0,
                                                        1,
                                                        kTop - 1,
                                                        kTop,
                                                        kTop + 1,
                                                        ~std::uint64_t{0},
                                                        newest_ ^ kTop,
                                                        window,
                                                        window - 1,
                                                        newest_ + window,
                                                        newest_ - window,
                                                        newest_ + window / 2 - n,
                                                        newest_ - window / 2 + n,
                                                        newest_ - 64 * n};
                issued_.push_back(far[n % far.size()]);
                return issued_.back();
            }
        }
        issued_.push_back(newest_);
        return newest_;
    }
    void start_at(std::uint64_t reference) { newest_ = reference; }

  private:
    std::span<const std::byte> rest_;
    std::vector<std::uint64_t> issued_;
    std::uint64_t newest_{};
};

/// In steps of the wire, of 1e-4.
std::uint64_t price_of(std::uint8_t choice) {
    constexpr std::array<std::uint64_t, 8> kFar{0,          1,          0x7FFFFFFE, 0x7FFFFFFF,
                                                0x80000000, 0xFFFFFFFF, 999'999,    2'000'000};
    return choice < 240 ? 1'000'000 + 100 * (choice % 80U) : kFar[choice % kFar.size()];
}
std::uint64_t shares_of(std::uint8_t choice) {
    constexpr std::array<std::uint64_t, 4> kFar{0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    return choice < 240 ? choice % 60U : kFar[choice % kFar.size()];
}
std::uint16_t locate_of(std::uint8_t choice) { return kLocates[(choice >> 1) % kLocates.size()]; }
book::Side side_of(std::uint8_t choice) { return static_cast<book::Side>(choice & 1); }

/// Those that change a book more often than the rest; each type at least once.
constexpr std::string_view kTypes = "AAAAAAAAAAAFFUUUUUUEEEECCXXXDDDDDDPSRHYLVWKJhQBINO";

feed::test::Bytes message(Choices& choices, std::uint64_t number) {
    const char type = kTypes[choices.next() % kTypes.size()];
    const std::uint8_t where = choices.next();
    const std::string_view side = (where >> 4) == 15 ? "x" : side_of(where) == book::Side::buy ? "B" : "S";
    feed::test::Builder m;
    m.text({&type, 1}).u16(locate_of(where)).u16(0).number(number, 6);
    switch (type) {
        case 'A':
        case 'F':
        case 'P':
            m.u64(choices.reference()).text(side).u32(shares_of(choices.next())).text("SYMBOL  ");
            m.u32(price_of(choices.next()));
            break;
        case 'U':
            m.u64(choices.reference()).u64(choices.reference()).u32(shares_of(choices.next()));
            m.u32(price_of(choices.next()));
            break;
        case 'E':
        case 'C':
            m.u64(choices.reference()).u32(shares_of(choices.next())).u64(number);
            if (type == 'C') m.text((where & 1) != 0 ? "Y" : "N").u32(price_of(choices.next()));
            break;
        case 'X':
            m.u64(choices.reference()).u32(shares_of(choices.next()));
            break;
        case 'D':
            m.u64(choices.reference());
            break;
        default:
            break;
    }
    const std::size_t length = wire::kItch50Length[static_cast<unsigned char>(type)];
    while (m.bytes.size() < length) m.u8(where);
    return m.bytes;
}

book::WideEvent wide_event(Choices& choices) {
    using book::EventKind;
    constexpr std::array<EventKind, 16> kKinds{
        EventKind::add,     EventKind::add,    EventKind::add,       EventKind::add,
        EventKind::add,     EventKind::modify, EventKind::modify,    EventKind::modify,
        EventKind::replace, EventKind::remove, EventKind::remove,    EventKind::execute,
        EventKind::reduce,  EventKind::trade,  EventKind::directory, EventKind::clear};
    constexpr std::array<std::int64_t, 5> kFarPrices{INT64_MAX, INT64_MIN, INT64_MIN + 1, INT64_MAX - 1,
                                                     INT64_MIN + 2};
    constexpr std::array<std::int64_t, 5> kFarQuantities{INT64_MAX, INT64_MIN, -1, INT64_MAX / 2, 0};
    const std::uint8_t what = choices.next();
    const std::uint8_t where = choices.next();
    book::WideEvent e;
    e.kind = kKinds[what % kKinds.size()];
    // A clear ends all that was built up: rare.
    if (e.kind == EventKind::clear && what < 192) e.kind = EventKind::add;
    e.locate_code = locate_of(where);
    e.side = side_of(where);
    e.ref = choices.reference();
    if (e.kind == EventKind::replace) e.aux = choices.reference();
    const std::uint8_t price = choices.next();
    e.price = price < 240 ? std::int64_t{price % 80} - 40 : kFarPrices[price % kFarPrices.size()];
    const std::uint8_t qty = choices.next();
    e.qty = qty < 240 ? std::int64_t{qty % 60} : kFarQuantities[qty % kFarQuantities.size()];
    return e;
}

/// Sizes of pieces; any sequence will do, but the same for the same input.
struct Sizes {
    std::uint64_t state;
    std::size_t next(std::size_t most) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return 1 + static_cast<std::size_t>(state >> 40) % most;
    }
};

constexpr base::RegionOptions kMemory{.huge_pages = false};

void check_messages(Choices& choices, Sizes sizes) {
    const std::uint8_t pools = choices.next();
    const std::uint8_t more = choices.next();
    const std::uint8_t levels = choices.next();
    book::BooksConfig config;
    config.orders = {.max_slabs = 1U + pools % 8,
                     .max_nests = 1U + pools / 32U,
                     .max_directory_pages = 1U + more % 4,
                     .max_outliers = 1U + more / 4U % 32,
                     .fold_after = (more & 128U) != 0 ? 64U : 256U,
                     .memory = kMemory};
    config.max_levels = 1U + levels % 128;
    config.depth = 1U + levels / 64U;
    config.memory = kMemory;
    const auto& orders = config.orders;
    fuzz::BooksCheck<book::DensePolicy> check(
        config, orders.max_slabs * 64U + orders.max_nests * 3U + orders.max_outliers, orders.max_outliers);

    feed::test::Bytes stream;
    std::vector<feed::test::Bytes> messages;
    while (!choices.empty() && messages.size() < kMaxMessages) {
        messages.push_back(message(choices, messages.size()));
        const std::size_t length = messages.back().size();
        stream.push_back(std::byte{0});
        stream.push_back(static_cast<std::byte>(length));
        stream.insert(stream.end(), messages.back().begin(), messages.back().end());
    }

    feed::ItchFramer framer;
    std::vector<book::Event> ring(sizes.next(200));
    std::size_t decoded = 0;
    std::size_t batches = 0;
    const std::size_t most = sizes.next(2000);
    for (std::span<const std::byte> rest = stream; !rest.empty();) {
        const auto chunk = rest.first(std::min(sizes.next(most), rest.size()));
        rest = rest.subspan(chunk.size());
        framer.push_events(chunk, ring, [&](std::span<const book::Event> events) {
            for (const book::Event& event : events) {
                const book::Event expected = feed::normalize(messages[decoded++]);
                require(std::memcmp(&event, &expected, sizeof event) == 0, "a message has one meaning");
            }
            check.apply(events);
            if (++batches % 32 == 0) check.check();
        });
    }
    require((stream.empty() || framer.finish()) && decoded == messages.size(), "every message is decoded");
    check.check();
}

void check_wide_events(Choices& choices, Sizes sizes) {
    const std::uint8_t pools = choices.next();
    const std::uint8_t levels = choices.next();
    book::WideBooksConfig config;
    config.orders = {.max_orders = 1U + pools, .memory = kMemory};
    config.max_levels = 1U + levels % 128;
    config.depth = 1U + levels / 64U;
    config.memory = kMemory;
    fuzz::BooksCheck<book::WidePolicy> check(config, config.orders.max_orders, config.orders.max_orders);

    std::vector<book::WideEvent> events;
    while (!choices.empty() && events.size() < kMaxMessages) events.push_back(wide_event(choices));
    std::size_t batches = 0;
    for (std::span<const book::WideEvent> rest = events; !rest.empty();) {
        const auto batch = rest.first(std::min(sizes.next(300), rest.size()));
        rest = rest.subspan(batch.size());
        check.apply(batch);
        if (++batches % 8 == 0) check.check();
    }
    check.check();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Choices choices{fuzz::view_of(data, size)};
    const std::uint8_t first = choices.next();
    constexpr std::array<std::uint64_t, 4> kStarts{0, 1000, std::uint64_t{1} << 45, ~std::uint64_t{1000}};
    choices.start_at(kStarts[(first >> 1) % kStarts.size()]);
    const Sizes sizes{first};
    if (first % 2 == 0)
        check_messages(choices, sizes);
    else
        check_wide_events(choices, sizes);
    return 0;
}
