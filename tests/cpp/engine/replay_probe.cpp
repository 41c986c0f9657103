// Replays a generated day from memory with a trader in it, then into both kinds of books in batches, and
// writes a line before and after, so that a tracer of system calls can see what happens in between.
#include <cstdio>
#include <cstring>

#include <unistd.h>

#include "book/batches.hpp"
#include "engine/generated_day.hpp"
#include "engine/replay_config.hpp"

namespace {
void mark(const char* line) {
    if (write(STDOUT_FILENO, line, std::strlen(line)) < 0) _exit(3);
}
}  // namespace

int main() {
    using namespace tradewind::engine;
    const GeneratedDay day(20, 200'000, 5);
    TradingReplay replay(busy_config());
    std::size_t i = 0;
    for (; i < day.messages.size() && !replay.trader(); ++i) replay.on_message(day.messages[i]);
    tradewind::book::BooksConfig config;
    config.orders.fold_after = 1U << 12;
    tradewind::book::Books books(config);
    tradewind::book::WideBooks wide_books;
    const auto wide = tradewind::book::testing::wide_events(day.messages);
    mark("replay begins\n");
    for (; i < day.messages.size(); ++i) replay.on_message(day.messages[i]);
    const std::uint64_t changes = tradewind::book::testing::replay_in_batches(books, day.bytes);
    const std::uint64_t wide_changes = tradewind::book::testing::replay_in_batches(wide_books, wide);
    mark("replay ends\n");
    if (changes < 10'000 || wide_changes != changes) return 2;
    return replay.trader() && replay.trader()->counters().orders_sent > 100 ? 0 : 1;
}
