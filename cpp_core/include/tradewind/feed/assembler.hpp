// Contiguous runs of bytes out of chunks of any size: in place when a run lies in one chunk, otherwise put
// together in a buffer that is allocated once. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace tradewind::feed {

class Assembler {
  public:
    /// The longest run that peek() can give.
    explicit Assembler(std::size_t capacity)
        : buffer_(std::make_unique_for_overwrite<std::byte[]>(capacity)) {}

    /// The next `n` bytes of the input, or nullptr when `chunk` ends first (it is then used up and kept).
    /// Asking again for the same or a larger n goes on where this stopped. Valid until consume() or the next
    /// chunk.
    [[nodiscard]] const std::byte* peek(std::span<const std::byte>& chunk, std::size_t n) noexcept {
        if (held_ == 0 && chunk.size() >= n) return chunk.data();
        const std::size_t missing = n > held_ ? std::min(n - held_, chunk.size()) : 0;
        if (missing != 0) std::memcpy(buffer_.get() + held_, chunk.data(), missing);
        held_ += missing;
        chunk = chunk.subspan(missing);
        return held_ >= n ? buffer_.get() : nullptr;
    }
    /// Go past the `n` bytes of the last peek.
    void consume(std::span<const std::byte>& chunk, std::size_t n) noexcept {
        if (held_ == 0) {
            chunk = chunk.subspan(n);
        } else {
            held_ = 0;
        }
        offset_ += n;
    }
    /// Go past up to `n` bytes that are not looked at; returns how many of them the chunk did not have.
    [[nodiscard]] std::uint64_t skip(std::span<const std::byte>& chunk, std::uint64_t n) noexcept {
        const std::uint64_t here = std::min<std::uint64_t>(n, chunk.size());
        chunk = chunk.subspan(here);
        offset_ += here;
        return n - here;
    }

    /// Bytes kept from earlier chunks.
    [[nodiscard]] std::size_t held() const noexcept { return held_; }
    /// Position in the input of the first byte that was not consumed.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

  private:
    std::unique_ptr<std::byte[]> buffer_;
    std::size_t held_{};
    std::uint64_t offset_{};
};

}  // namespace tradewind::feed
