#include "tradewind/flow/generator.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/step_runner.hpp"

namespace tradewind::flow {
namespace {

GeneratorConfig checked(GeneratorConfig config) {
    check_field("symbols", config.symbols, kMinSymbols, kMaxSymbols);
    check_field("messages", config.messages, minimum_messages(config.symbols), kMaxMessages);
    check_field("checkpoints", config.checkpoints, 0,
                std::min<std::uint64_t>(kMaxCheckpoints, config.messages - 1));
    check_field("live_orders", config.live_orders, 0, most_live(config.messages));
    return config;
}

/// Messages that a step needs beyond what the orders have paid for.
std::uint64_t cost_of(StepKind kind) {
    switch (kind) {
        case StepKind::expire_day_orders:
        case StepKind::sweep:
        case StepKind::fill:
            return 0;
        case StepKind::cover_missing:
            return OrderFlow::kCoverMessages;
        default:
            return 1;
    }
}

}  // namespace

void check_field(const char* field, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
    if (value >= low && value <= high) return;
    throw std::invalid_argument(std::string{field} + " is " + std::to_string(value) + ", must be between " +
                                std::to_string(low) + " and " + std::to_string(high));
}

struct DayGenerator::Day {
    explicit Day(const GeneratorConfig& config)
        : random{config.seed},
          listings{make_listings(config.symbols, random)},
          steps{plan_day(listings, config.messages, random)},
          tape{listings, config.messages, config.checkpoints, random},
          prices{listings, tape.books(), random},
          flow{listings, tape, prices, random},
          runner{tape, prices, flow, random},
          pacer{paid_for_steps(), flow.expected_rate()} {
        if (config.live_orders != 0)
            flow.lifetimes().aim(config.live_orders, flow.expected_time(tape.left()), listings);
    }

    std::uint64_t paid_for_steps() {
        for (const Step& step : steps) tape.reserve(cost_of(step.kind));
        return tape.left();
    }

    [[nodiscard]] bool over() const noexcept { return next_step == steps.size(); }

    void advance() {
        const std::uint64_t flow_ns = pacer.clock_at(flow.next_due(), tape.left());
        if (steps[next_step].time_ns <= flow_ns) return runner.run(steps[next_step++]);
        tape.advance_to(flow_ns);
        flow.fire();
    }

    Random random;
    std::vector<Listing> listings;
    std::vector<Step> steps;
    MarketTape tape;
    PriceModel prices;
    OrderFlow flow;
    StepRunner runner;
    Pacer pacer;
    std::size_t next_step{};
};

DayGenerator::DayGenerator(const GeneratorConfig& config) : day_{std::make_unique<Day>(checked(config))} {}
DayGenerator::~DayGenerator() = default;
DayGenerator::DayGenerator(DayGenerator&&) noexcept = default;
DayGenerator& DayGenerator::operator=(DayGenerator&&) noexcept = default;

bool DayGenerator::next_chunk(std::vector<std::byte>& out, std::size_t target_bytes) {
    MessageBuffer& buffer = day_->tape.buffer();
    buffer.attach(out);
    while (!day_->over() && buffer.written() < target_bytes) day_->advance();
    buffer.detach();
    return !out.empty();
}

std::vector<Checkpoint> DayGenerator::take_checkpoints() { return day_->tape.recorder().take(); }

std::uint64_t DayGenerator::messages() const noexcept { return day_->tape.messages(); }

const std::array<std::uint64_t, 256>& DayGenerator::counts() const noexcept { return day_->tape.counts(); }

std::uint64_t DayGenerator::live_orders() const noexcept { return day_->tape.books().live(); }

const SimpleBooks& DayGenerator::books() const noexcept { return day_->tape.books(); }

}  // namespace tradewind::flow
