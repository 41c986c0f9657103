#include "tradewind/flow/checkpoint.hpp"

#include <utility>

#include "tradewind/book/digest.hpp"
#include "tradewind/flow/random.hpp"

namespace tradewind::flow {
namespace {

SymbolState state_of(const SimpleBooks& books, std::uint16_t symbol) {
    SymbolState state;
    if (const Level* bid = books.best(symbol, Side::buy)) {
        state.bid = bid->price;
        state.bid_qty = {bid->qty};
    }
    if (const Level* ask = books.best(symbol, Side::sell)) {
        state.ask = ask->price;
        state.ask_qty = {ask->qty};
    }
    state.bid_levels = static_cast<std::uint32_t>(books.side(symbol, Side::buy).size());
    state.ask_levels = static_cast<std::uint32_t>(books.side(symbol, Side::sell).size());
    state.orders = books.live(symbol);
    state.digest = books.digest(symbol);
    return state;
}

}  // namespace

CheckpointRecorder::CheckpointRecorder(std::size_t symbols, std::uint64_t messages, std::uint32_t count)
    : messages_{messages}, count_{count}, states_(symbols), changed_(symbols, 1) {
    schedule();
}

void CheckpointRecorder::schedule() noexcept {
    due_ = taken_ == count_
               ? 0
               : static_cast<std::uint64_t>(static_cast<UInt128>(taken_ + 1) * messages_ / (count_ + 1));
}

void CheckpointRecorder::record(const SimpleBooks& books, std::uint64_t messages) {
    book::Digest market;
    for (std::size_t i = 0; i < states_.size(); ++i) {
        if (changed_[i] != 0) states_[i] = state_of(books, static_cast<std::uint16_t>(i));
        changed_[i] = 0;
        market.add(states_[i].digest);
    }
    checkpoints_.push_back({messages, market.value(), books.live(), states_});
    ++taken_;
    schedule();
}

std::vector<Checkpoint> CheckpointRecorder::take() { return std::exchange(checkpoints_, {}); }

}  // namespace tradewind::flow
