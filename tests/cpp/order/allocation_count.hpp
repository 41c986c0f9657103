// Counts the calls to operator new of the whole test program.
#pragma once

#include <cstdint>

namespace tradewind::order::testing {

[[nodiscard]] std::uint64_t allocations() noexcept;

}  // namespace tradewind::order::testing
