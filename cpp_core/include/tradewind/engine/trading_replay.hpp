// A recorded session with a trader in it: every message goes to the market, and from the opening of market
// hours on to the trader too. One thread. Allocates while it is set up, which includes the moment of the
// opening (the instruments are known only then), and never after.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tradewind/engine/trader.hpp"

namespace tradewind::engine {

struct TradingReplayConfig {
    TraderConfig trader{};
    book::BooksConfig books{};
    /// What to trade. Empty: the `max_symbols` instruments with the most orders resting when the market
    /// opens, which is known at that moment and so no look-ahead; by locate where equal.
    std::vector<Symbol> symbols{};
    std::size_t max_symbols{20};
};

class TradingReplay {
  public:
    explicit TradingReplay(TradingReplayConfig config) : config_(std::move(config)), market_(config_.books) {}

    /// Take one ITCH message. Throws std::invalid_argument at the opening when a wanted symbol was never
    /// announced or the trader's configuration is not valid.
    void on_message(std::span<const std::byte> message);
    /// The record is over.
    void finish() noexcept {
        if (trader_) trader_->finish(market_);
    }

    [[nodiscard]] const Market& market() const noexcept { return market_; }
    /// Empty until the market opens.
    [[nodiscard]] const std::optional<Trader>& trader() const noexcept { return trader_; }
    [[nodiscard]] std::optional<Trader>& trader() noexcept { return trader_; }

  private:
    void open();
    [[nodiscard]] std::vector<Instrument> choose() const;

    TradingReplayConfig config_;
    Market market_;
    std::optional<Trader> trader_;
};

}  // namespace tradewind::engine
