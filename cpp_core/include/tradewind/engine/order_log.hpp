// What we sent, byte for byte and in order: the evidence that two runs are the same run. Each record is the
// market time (int64, ns), the length (uint16) and the OUCH message. One writer; fixed capacity.
#pragma once

#include <cstring>
#include <span>

#include "tradewind/base/memory.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::engine {

class OrderLog {
  public:
    explicit OrderLog(std::size_t capacity_bytes) : bytes_(capacity_bytes, {.huge_pages = false}) {}

    void append(base::DayTime time, std::span<const std::byte> message) noexcept {
        const auto length = static_cast<std::uint16_t>(message.size());
        const std::size_t need = sizeof time.ns + sizeof length + message.size();
        ++messages_;
        if (size_ + need > bytes_.capacity()) {
            ++lost_;
            return;
        }
        std::byte* p = bytes_.data() + size_;
        std::memcpy(p, &time.ns, sizeof time.ns);
        std::memcpy(p + sizeof time.ns, &length, sizeof length);
        std::memcpy(p + sizeof time.ns + sizeof length, message.data(), message.size());
        size_ += need;
    }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }
    /// Messages that no longer fitted: a run with any has no hash.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

  private:
    base::Array<std::byte> bytes_;
    std::size_t size_{};
    std::uint64_t messages_{};
    std::uint64_t lost_{};
};

}  // namespace tradewind::engine
