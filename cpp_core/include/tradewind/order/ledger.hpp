// Double-entry ledger of one account: every fill, break and correction posts entries that sum to zero.
//
//   account    debit (+)                      credit (-)
//   cash       money received                 money paid
//   position   cost of what is held           proceeds of what is held short, per instrument
//   fees       fees paid                      rebates
//   realised   losses                         profits, so realised P&L is minus its balance
//   equity     -                              opening cash
//
// Average cost, long and short. A close takes out cost * closed / held, truncated toward zero to 1e-9; the
// rest stays with what is still held and the close of everything takes all of it, so cost + realised is exact
// at every step and nothing drifts. A fill that crosses zero closes first and opens the rest at its own
// price.
//
// A break or correction gives the books of a world in which the trade never happened, or happened as
// corrected: the instrument's fills are gone through again without it and the difference is posted. So
// breaking the newest fill reverses its entries exactly, and breaking everything returns every account to
// where it started.
//
// Units: 1e-9 of the currency in 128 bits; lots; multiplier per instrument. One thread. Posting a fill takes
// constant time, a break or correction the number of the instrument's fills; nothing allocates after
// construction.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tradewind/base/instrument.hpp"
#include "tradewind/order/fees.hpp"
#include "tradewind/order/match_index.hpp"
#include "tradewind/order/state_machine.hpp"

namespace tradewind::order {

enum class Account : std::uint8_t { cash, position, fees, realised, equity };
inline constexpr std::size_t kAccounts = 5;

/// One line of the journal. Lines of one transaction sum to zero.
struct Entry {
    std::uint64_t transaction{};
    Account account{};
    Locate locate{};
    MatchNumber match{};
    DayTime time{};
    Notional amount{};
};

struct Position {
    Locate locate{};
    std::int64_t multiplier{1};
    Qty qty{};              ///< negative when short
    Notional cost{};        ///< of what is held; negative when short
    Notional realised{};    ///< profit, fees not taken off
    Notional fees{};        ///< paid, rebates taken off
    Notional traded{};      ///< sum of price * quantity, both sides
    Qty traded_qty{};       ///< both sides
    std::uint32_t fills{};  ///< not broken

    /// Profit if everything were closed at the mark, before fees.
    [[nodiscard]] constexpr Notional unrealised(Price mark) const noexcept {
        return Notional{(mark * qty).units * multiplier} - cost;
    }
    /// cost / (quantity * multiplier) to the nearest 1e-9, halves away from zero; 0 when flat. For display:
    /// the exact figure is `cost`.
    [[nodiscard]] constexpr Price average_price() const noexcept {
        if (qty == Qty{}) return {};
        const Int128 held = Int128{qty.lots} * multiplier;
        return {static_cast<std::int64_t>(held > 0 ? divide_nearest(cost.units, held)
                                                   : divide_nearest(-cost.units, -held))};
    }
};

/// How the ledger took a posting; nothing changed unless `ok`.
enum class Posted : std::uint8_t {
    ok,
    unknown_instrument,
    unknown_fill,  ///< break or correction of a match number and side that was never posted
    duplicate,     ///< this match number and side again, or broken again
    broken,        ///< correction of a broken fill
    bad_quantity,  ///< not in 1..kMaxQty
    too_large,     ///< notional or fee above kMaxFillNotional, or lots traded * multiplier above kMaxTraded
    fills_exhausted,
};

/// 1e18 of the currency for one fill: with at most 2^28 fills no sum can leave 128 bits.
inline constexpr Notional kMaxFillNotional{Int128{1'000'000'000} * 1'000'000'000'000'000'000};
/// Lots traded in one instrument times its multiplier: with any 64-bit mark the value of a position fits 128
/// bits.
inline constexpr std::int64_t kMaxTraded = 1'000'000'000'000'000'000;

class Ledger {
  public:
    struct Config {
        std::span<const base::Instrument> instruments;
        FeeSchedule fees{};
        Notional opening_cash{};
        std::uint32_t fills{};    ///< remembered, so that each can be broken or corrected
        std::uint32_t journal{};  ///< lines kept; the oldest make room for the newest
    };
    /// Throws std::invalid_argument with field, value and limit.
    explicit Ledger(const Config& config);

    [[nodiscard]] Posted post(const Fill& fill) noexcept;  ///< by its kind; FillKind::none posts nothing
    [[nodiscard]] Posted bust(MatchNumber match, Side side, DayTime time) noexcept;
    /// The fee keeps the liquidity flag of the original.
    [[nodiscard]] Posted correct(MatchNumber match, Side side, Qty qty, Price price, DayTime time) noexcept;

    /// Null for an instrument that is not in the ledger; valid while the ledger lives.
    [[nodiscard]] const Position* position(Locate locate) const noexcept;
    [[nodiscard]] std::span<const Position> positions() const noexcept { return positions_; }
    [[nodiscard]] Notional balance(Account account) const noexcept {
        return balances_[static_cast<std::size_t>(account)];
    }
    /// All accounts sum to zero, positions add up to their accounts, and what is flat has no cost.
    [[nodiscard]] bool balanced() const noexcept;

    /// Journal lines are numbered from 0. [first_line, next_line) can be read; older ones were overwritten.
    [[nodiscard]] std::uint64_t first_line() const noexcept;
    [[nodiscard]] std::uint64_t next_line() const noexcept { return lines_; }
    [[nodiscard]] const Entry& line(std::uint64_t number) const noexcept {
        return journal_[number % journal_.size()];
    }

  private:
    static constexpr std::uint32_t kNone = MatchIndex::kNone;
    struct Trade {
        MatchNumber match;
        Price price;
        Qty qty;
        Notional gross;
        Notional fee;
        Locate locate;
        Side side{};
        char liquidity{};
        bool broken{};
        std::uint32_t next{kNone};  ///< of the same instrument, in the order in which they were posted
    };
    struct Chain {
        std::uint32_t first{kNone};
        std::uint32_t last{kNone};
    };

    [[nodiscard]] Posted price_trade(Trade& trade, std::int64_t multiplier) const noexcept;
    [[nodiscard]] Position replay(std::uint32_t instrument) const noexcept;
    void book(std::uint32_t instrument, const Position& now, Notional cash, MatchNumber match,
              DayTime time) noexcept;
    void enter(Account account, Notional amount, Locate locate, MatchNumber match, DayTime time) noexcept;

    FeeSchedule fees_;
    std::vector<Position> positions_;
    std::vector<Chain> chains_;             ///< parallel to positions_
    std::vector<std::uint32_t> by_locate_;  ///< locate -> index in positions_
    std::vector<Trade> trades_;
    std::uint32_t trades_used_{};
    MatchIndex matches_;
    std::vector<Entry> journal_;
    std::uint64_t lines_{};
    std::uint64_t transactions_{};
    std::array<Notional, kAccounts> balances_{};
};

}  // namespace tradewind::order
