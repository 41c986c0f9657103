// Conversions that every binding of a feed::Stream needs: bytes in, counts and filter as Python values.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "bindings.hpp"
#include "tradewind/feed/stream.hpp"

namespace tradewind::bindings {

/// A contiguous bytes-like object, held for as long as this lives. Raises TypeError for anything else.
class Chunk {
  public:
    explicit Chunk(const py::buffer& buffer) : info_(buffer.request()) {
        if (info_.itemsize != 1 || info_.ndim != 1 || (info_.size > 1 && info_.strides[0] != 1))
            throw py::type_error("expected a contiguous bytes-like object of single bytes");
    }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
        return {static_cast<const std::byte*>(info_.ptr), static_cast<std::size_t>(info_.size)};
    }

  private:
    py::buffer_info info_;
};

/// Raises ValueError unless the bytes are one whole message of a known type, without length prefix.
inline void check_message(std::span<const std::byte> message) {
    if (message.empty()) throw py::value_error("message is empty, must be one ITCH 5.0 message");
    const unsigned type = std::to_integer<unsigned>(message[0]);
    const std::size_t expected = wire::kItch50Length[type];
    if (expected == 0)
        throw py::value_error("message type is byte " + std::to_string(type) +
                              ", must be an ITCH 5.0 type letter");
    if (message.size() != expected)
        throw py::value_error("message of type " + std::string(1, static_cast<char>(type)) + " has " +
                              std::to_string(message.size()) + " bytes, must have " +
                              std::to_string(expected));
}

/// Where a replay decodes to before it applies: this thread's own, used up within one call.
[[nodiscard]] inline std::span<book::Event> ring_of_events() noexcept {
    thread_local std::array<book::Event, 512> ring;
    return ring;
}

/// `port` 0 = any; `group` is a packed address of 4 or 16 bytes, empty = any. Raises ValueError.
[[nodiscard]] feed::PacketFilter packet_filter(std::uint16_t port, const py::bytes& group);

/// Counts as nested dicts of int, keyed by message type, frame kind and counter name. "problems" is a list of
/// lines.
[[nodiscard]] py::dict to_dict(const feed::Report& report);

/// None when there is no error.
[[nodiscard]] inline std::optional<feed::Error> to_optional(const feed::Error& error) {
    return error ? std::optional(error) : std::nullopt;
}

}  // namespace tradewind::bindings
