// Where framed messages are written: a caller's vector, filled from its beginning. One owner, one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tradewind/base/endian.hpp"

namespace tradewind::flow {

class MessageBuffer {
  public:
    /// Messages go to `out` from its beginning until detach() cuts it to what was written.
    void attach(std::vector<std::byte>& out) noexcept {
        out_ = &out;
        used_ = 0;
    }
    void detach() {
        out_->resize(used_);
        out_ = nullptr;
    }
    [[nodiscard]] std::size_t written() const noexcept { return used_; }

    /// Room for one message of `length` bytes, behind its 2-byte length. Valid until the next call.
    [[nodiscard]] std::byte* frame(std::size_t length) {
        const std::size_t begin = used_;
        used_ += 2 + length;
        if (used_ > out_->size()) out_->resize(std::max(used_, 2 * out_->size()));
        base::store_be16(out_->data() + begin, static_cast<std::uint16_t>(length));
        return out_->data() + begin + 2;
    }

  private:
    std::vector<std::byte>* out_{};
    std::size_t used_{};
};

}  // namespace tradewind::flow
