#include "tradewind/feed/itch_framer.hpp"

namespace tradewind::feed {

bool ItchFramer::plausible(std::uint8_t type, std::size_t length, std::uint64_t offset) noexcept {
    const std::size_t expected = wire::kItch50Length[type];
    if (length == 0) {
        error_ = {.kind = ErrorKind::bytes_after_end, .offset = offset + kPrefix};
    } else if (expected != 0) {
        error_ = {.kind = ErrorKind::wrong_length,
                  .type = type,
                  .offset = offset,
                  .expected = expected,
                  .found = length};
    } else if (length > kMaxUnknownLength) {
        error_ = {.kind = ErrorKind::implausible_length,
                  .type = type,
                  .offset = offset,
                  .expected = kMaxUnknownLength,
                  .found = length};
    }
    return !error_;
}

bool ItchFramer::finish() noexcept {
    if (error_) return false;
    if (held_ == 1) {
        error_ = {
            .kind = ErrorKind::truncated_prefix, .offset = offset_, .expected = kPrefix, .found = held_};
    } else if (held_ >= kPrefix) {
        const std::size_t length = base::load_be16(buffer_.data());
        if (length == 0) {
            end_of_session_ = true;
        } else {
            const std::uint8_t type =
                held_ > kPrefix ? std::to_integer<std::uint8_t>(buffer_[kPrefix]) : std::uint8_t{0};
            error_ = {.kind = ErrorKind::truncated_message,
                      .type = type,
                      .offset = offset_,
                      .expected = length,
                      .found = held_ - kPrefix};
        }
    } else if (bytes() == 0) {
        error_ = {.kind = ErrorKind::empty_input};
    }
    return !error_;
}

}  // namespace tradewind::feed
