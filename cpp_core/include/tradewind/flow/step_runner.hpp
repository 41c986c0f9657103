// Carries out the steps of the day plan: administrative messages, changes of what an instrument accepts,
// crosses, the end of the day's orders. One owner, one thread.
#pragma once

#include <vector>

#include "tradewind/flow/auctions.hpp"
#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/order_flow.hpp"

namespace tradewind::flow {

class StepRunner {
  public:
    StepRunner(MarketTape& tape, PriceModel& prices, OrderFlow& flow, Random& random)
        : tape_{tape}, prices_{prices}, flow_{flow}, random_{random}, auctions_{tape, prices, random} {}

    void run(const Step& step);

  private:
    void directory(std::uint16_t symbol, bool lists_today);
    void trading_action(std::uint16_t symbol, char state, std::string_view reason);
    void reg_sho(std::uint16_t symbol);
    void participant(std::uint16_t symbol, char primary);
    void decline_levels();
    void ipo_quote(std::uint16_t symbol);
    void retail_interest(std::uint16_t symbol);
    void collar(std::uint16_t symbol);
    void direct_listing(std::uint16_t symbol);
    void operational_halt(std::uint16_t symbol, char action);
    void break_trade();
    /// Remove every order, or about three in four.
    void remove_orders(std::uint16_t symbol, bool all);

    MarketTape& tape_;
    PriceModel& prices_;
    OrderFlow& flow_;
    Random& random_;
    Auctions auctions_;
    std::vector<Slot> doomed_;
};

}  // namespace tradewind::flow
