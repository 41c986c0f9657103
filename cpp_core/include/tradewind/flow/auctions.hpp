// Opening, closing and re-opening crosses and the imbalance messages before them. One owner, one thread.
#pragma once

#include <cstdint>

#include "tradewind/flow/market_tape.hpp"
#include "tradewind/flow/price_model.hpp"

namespace tradewind::flow {

class Auctions {
  public:
    Auctions(MarketTape& tape, PriceModel& prices, Random& random)
        : tape_{tape}, prices_{prices}, random_{random} {}

    /// One I message; `type` is the cross type letter.
    void imbalance(std::uint16_t symbol, char type);
    /// Resting orders on one side trade with hidden cross orders at one price (C, not printable), then Q
    /// reports all.
    void cross(std::uint16_t symbol, char type);

  private:
    MarketTape& tape_;
    PriceModel& prices_;
    Random& random_;
};

}  // namespace tradewind::flow
