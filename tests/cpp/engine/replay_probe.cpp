// Replays a generated day from memory with a trader in it and writes a line before and after, so that a
// tracer of system calls can see what happens in between.
#include <cstdio>
#include <cstring>

#include <unistd.h>

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
    mark("replay begins\n");
    for (; i < day.messages.size(); ++i) replay.on_message(day.messages[i]);
    mark("replay ends\n");
    return replay.trader() && replay.trader()->counters().orders_sent > 100 ? 0 : 1;
}
