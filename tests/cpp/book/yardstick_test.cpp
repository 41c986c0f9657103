// The books against the benchmarks' yardstick, an independent engine on the standard library: equal digests
// of every level and every resting order in queue order, at checkpoints, through both ways into our books.
#include <gtest/gtest.h>

#include <random>
#include <string_view>
#include <vector>

#include "book/engine.hpp"
#include "book/yardstick.hpp"
#include "feed/build_bytes.hpp"
#include "tradewind/flow/generator.hpp"

namespace tradewind::book {
namespace {

using feed::test::Builder;

constexpr std::uint16_t kInstruments = 5;

/// Random messages as they come over the wire. Most name live orders; some name none, one that is gone, one
/// that rests already, another instrument, no side, no shares, or more shares than there are.
class RandomFlow {
  public:
    explicit RandomFlow(std::uint64_t seed)
        : rng_(seed),
          next_ref_(seed % 3 == 0 ? std::uint64_t{1} << 45 : 1000),
          prices_(5 + static_cast<std::uint32_t>(seed % 4) * 100) {}

    std::vector<std::byte> messages(int count) {
        Builder out;
        for (int i = 0; i < count; ++i) {
            const Builder message = next();
            out.u16(message.bytes.size()).raw(message.bytes);
        }
        return out.bytes;
    }

  private:
    std::uint64_t below(std::uint64_t n) { return rng_() % n; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    std::uint64_t some_ref() {
        if (issued_.empty() || one_in(40)) return one_in(3) ? rng_() : below(next_ref_ + 1);
        // Mostly late ones, which still rest; queues of several hundred orders build up behind them.
        const std::size_t back = below(std::min<std::size_t>(issued_.size(), one_in(4) ? 2000 : 200));
        return issued_[issued_.size() - 1 - back];
    }
    std::uint64_t fresh_ref() {
        if (one_in(80)) return some_ref();
        next_ref_ += 1 + below(2);
        const std::uint64_t ref = one_in(60) ? next_ref_ ^ (std::uint64_t{1} << 62) : next_ref_;
        issued_.push_back(ref);
        return ref;
    }
    std::uint64_t price() { return one_in(50) ? below(2'000'000'000) : 1'000'000 + 100 * below(prices_); }
    std::uint64_t shares() { return one_in(60) ? 0 : 1 + below(one_in(10) ? 1'000'000 : 300); }

    Builder next() {
        constexpr std::string_view kTypes = "AAAAAAAAAAAFUUUEEECXXDDDDDPRHSQBI";
        const char type = kTypes[below(kTypes.size())];
        Builder m;
        m.text({&type, 1}).u16(1 + below(kInstruments)).u16(0).number(time_ += below(1000), 6);
        switch (type) {
            case 'A':
            case 'F':
                m.u64(fresh_ref()).text(one_in(70) ? "X" : one_in(2) ? "B" : "S");
                m.u32(shares()).text("SYMBOL  ").u32(price());
                break;
            case 'U':
                m.u64(some_ref()).u64(one_in(50) ? issued_back() : fresh_ref()).u32(shares()).u32(price());
                break;
            case 'E':
            case 'C':
                m.u64(some_ref()).u32(shares()).u64(rng_());
                if (type == 'C') m.text(one_in(2) ? "Y" : "N").u32(price());
                break;
            case 'X':
                m.u64(some_ref()).u32(shares());
                break;
            case 'D':
                m.u64(some_ref());
                break;
            default:
                break;
        }
        const std::size_t length = wire::kItch50Length[static_cast<unsigned char>(type)];
        return m.zeros(length - m.bytes.size());
    }
    std::uint64_t issued_back() { return issued_.empty() ? 1 : issued_.back(); }

    std::mt19937_64 rng_;
    std::uint64_t next_ref_;
    std::uint32_t prices_;
    std::uint64_t time_{};
    std::vector<std::uint64_t> issued_;
};

/// The three engines side by side.
struct Engines {
    Books batched = bench::make_books(false);
    Books single = bench::make_books(false);
    bench::Yardstick yardstick;
    bench::TouchCounter batched_touches;
    bench::TouchCounter single_touches;

    void apply(bench::Bytes bytes) {
        ASSERT_TRUE(bench::replay(batched, bytes, batched_touches));
        bench::walk(bytes, [&](const std::byte* m, std::size_t length) {
            bench::replay_one(single, {m, length}, single_touches);
            yardstick.apply(m);
        });
    }
    void expect_equal() const {
        EXPECT_EQ(batched.live_orders(), yardstick.live_orders());
        EXPECT_EQ(bench::digest(batched), yardstick.digest());
        EXPECT_EQ(bench::digest(single), yardstick.digest());
        EXPECT_EQ(batched_touches.changes, single_touches.changes);
    }
};

TEST(Yardstick, digests_equal_the_books_on_200_random_flows) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomFlow flow(seed);
        Engines engines;
        for (int checkpoint = 0; checkpoint < 8; ++checkpoint) {
            engines.apply(flow.messages(500));
            engines.expect_equal();
            if (HasFailure()) return;
        }
        // Digests of empty or undisturbed books would prove little.
        const BookCounters& counters = engines.batched.counters();
        EXPECT_GT(engines.batched.live_orders(), 100U);
        EXPECT_GT(counters.unknown_order, 0U);
        EXPECT_GT(counters.over_decrement, 0U);
        EXPECT_GT(counters.wrong_locate, 0U);
        EXPECT_GT(counters.duplicate_order + counters.zero_quantity + counters.bad_side, 0U);
    }
}

TEST(Yardstick, digests_equal_the_books_on_a_generated_day) {
    flow::DayGenerator generator({.symbols = 40, .messages = 200'000, .seed = 3, .checkpoints = 0});
    Engines engines;
    std::vector<std::byte> chunk;
    std::uint64_t most = 0;
    int checkpoints = 0;
    while (generator.next_chunk(chunk, std::size_t{1} << 19)) {
        engines.apply(chunk);
        engines.expect_equal();
        if (HasFailure()) return;
        most = std::max(most, engines.yardstick.live_orders());
        ++checkpoints;
    }
    EXPECT_GT(most, 1000U);
    EXPECT_GE(checkpoints, 10);
}

}  // namespace
}  // namespace tradewind::book
