// The flag that stops new orders. Any thread may set it; the trading thread reads it before each order.
#pragma once

#include <atomic>

namespace tradewind::risk {

class KillSwitch {
  public:
    /// Release pairs with the acquire in is_set: a thread that sees the flag also sees what the setter wrote
    /// before it, such as the reason. An order whose check has already read the flag may still leave.
    void set() noexcept { flag_.store(true, std::memory_order_release); }
    /// Trading may start again. Who may decide that is not this class's business.
    void clear() noexcept { flag_.store(false, std::memory_order_release); }
    /// Acquire pairs with the release in set and clear.
    [[nodiscard]] bool is_set() const noexcept { return flag_.load(std::memory_order_acquire); }

  private:
    std::atomic<bool> flag_{false};
};

}  // namespace tradewind::risk
