#include "tradewind/engine/queue_imbalance.hpp"

#include <stdexcept>
#include <string>

namespace tradewind::engine {

void validate(const QueueImbalanceParams& p) {
    const auto require = [](bool good, const char* field, std::int64_t value, const char* limit) {
        if (!good) {
            throw std::invalid_argument(std::string("queue_imbalance: ") + field + " is " +
                                        std::to_string(value) + ", must be " + limit);
        }
    };
    require(p.entry_permille >= 1 && p.entry_permille <= 1000, "entry_permille", p.entry_permille,
            "1 to 1000");
    require(p.exit_permille >= 0 && p.exit_permille <= p.entry_permille, "exit_permille", p.exit_permille,
            "between 0 and entry_permille");
    require(p.order_qty.lots >= 1 && p.order_qty.lots < 1'000'000, "order_qty", p.order_qty.lots,
            "1 to 999,999");
    require(p.max_position >= p.order_qty, "max_position", p.max_position.lots, "at least order_qty");
    require(p.max_spread.units > 0, "max_spread", p.max_spread.units, "above 0 (units of 1e-9)");
    require(p.cooldown.ns >= 0, "cooldown", p.cooldown.ns, "0 ns or more");
    require(p.start <= p.flatten, "start", p.start.ns, "at or before flatten (ns since midnight)");
}

}  // namespace tradewind::engine
