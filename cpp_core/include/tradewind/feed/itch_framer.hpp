// Cuts a length-prefixed ITCH 5.0 file (2-byte big-endian length, message, ...) into messages, from chunks of
// any size. A message inside one chunk is handed out in place; one that is split over chunks is put together
// in a small fixed buffer. No allocation, no I/O; one thread. Errors are sticky values (see error.hpp).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

#include "tradewind/base/endian.hpp"
#include "tradewind/feed/error.hpp"
#include "tradewind/feed/message_counts.hpp"
#include "tradewind/feed/normalize.hpp"
#include "tradewind/wire/itch50_layout.hpp"

namespace tradewind::feed {

/// What one call of read_events took from its chunk and put into its array.
struct Decoded {
    std::size_t bytes{};
    std::size_t events{};
    friend bool operator==(const Decoded&, const Decoded&) = default;
};

class ItchFramer {
  public:
    /// Take the next bytes of the file. `sink(std::span<const std::byte> message, std::uint64_t file_offset)`
    /// is called for every message of a known type, whose length is then the type's; the span begins with the
    /// type byte, which stands at file_offset, and is valid during the call. Messages of unknown types are
    /// counted and passed over. After an error this does nothing.
    template <class Sink>
    void push(std::span<const std::byte> chunk, Sink&& sink) {
        if (error_) return;
        const std::byte* p = chunk.data();
        const std::byte* const end = p + chunk.size();
        if (held_ != 0) {
            p = complete_held(p, end, sink);
            if (held_ != 0 || error_) return;
        }
        p = push_whole(p, end, sink);
        if (!error_) hold(p, end);
    }

    /// The same with the messages decoded into `out`, until the chunk is used up or `out` is full; what is
    /// left of the chunk belongs to the next call. Every message of a known type makes one event (of kind
    /// none where it says nothing about a market), in order.
    Decoded read_events(std::span<const std::byte> chunk, std::span<book::Event> out) noexcept {
        const std::byte* p = chunk.data();
        const std::byte* const end = p + chunk.size();
        std::size_t n = 0;
        while (p != end && n != out.size() && !error_) {
            if (held_ == 0) p = decode_whole(p, end, out, n);
            if (n == out.size()) break;
            // What is not a whole message of a known type goes the other way, one message at a time.
            const std::size_t length = std::min(rest_of_message(p, end), static_cast<std::size_t>(end - p));
            push({p, length},
                 [&](std::span<const std::byte> message, std::uint64_t) { out[n++] = normalize(message); });
            p += length;
        }
        return {static_cast<std::size_t>(p - chunk.data()), n};
    }

    /// The same in batches: `sink(std::span<const book::Event>)` is called with at most `ring.size()` events,
    /// which lie in `ring` (of 1 or more) and are valid during the call.
    template <class Sink>
    void push_events(std::span<const std::byte> chunk, std::span<book::Event> ring, Sink&& sink) {
        while (!chunk.empty() && !error_) {
            const Decoded got = read_events(chunk, ring);
            chunk = chunk.subspan(got.bytes);
            if (got.events != 0) sink(std::span<const book::Event>(ring.data(), got.events));
        }
    }

    /// Tell the end of the input. False if it ends inside a message; see error().
    bool finish() noexcept;

    [[nodiscard]] const Error& error() const noexcept { return error_; }
    [[nodiscard]] const MessageCounts& counts() const noexcept { return counts_; }
    /// Bytes taken so far.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return offset_ + held_; }
    /// Those of whole messages: a message that is not whole yet begins here.
    [[nodiscard]] std::uint64_t whole_bytes() const noexcept { return offset_; }
    /// True if the input ended with a zero length, the end-of-session marker of Nasdaq's BinaryFILE format.
    [[nodiscard]] bool end_of_session() const noexcept { return end_of_session_; }

  private:
    static constexpr std::size_t kPrefix = 2;
    static constexpr std::size_t kPrefixAndType = kPrefix + 1;

    /// Hand out every message that lies wholly in [p, end); returns where the first one that does not begins.
    template <class Sink>
    const std::byte* push_whole(const std::byte* p, const std::byte* end, Sink& sink) {
        const std::byte* const begin = p;
        const std::uint64_t base = offset_;
        const auto offset_of = [&](const std::byte* at) {
            return base + static_cast<std::uint64_t>(at - begin);
        };
        while (static_cast<std::size_t>(end - p) >= kPrefixAndType) {
            const std::size_t length = base::load_be16(p);
            const auto type = std::to_integer<std::uint8_t>(p[kPrefix]);
            const bool known = length == wire::kItch50Length[type] && length != 0;
            if (!known && !plausible(type, length, offset_of(p))) [[unlikely]]
                break;
            if (static_cast<std::size_t>(end - p) < kPrefix + length) break;
            if (known) [[likely]] {
                counts_.take(type);
                sink(std::span<const std::byte>{p + kPrefix, length}, offset_of(p + kPrefix));
            } else {
                counts_.pass_over(type);
            }
            p += kPrefix + length;
        }
        offset_ = offset_of(p);
        return p;
    }

    /// Decode whole messages of known types into `out` from place `n` on, until one is neither or `out` is
    /// full. Returns where it stopped.
    const std::byte* decode_whole(const std::byte* p, const std::byte* end, std::span<book::Event> out,
                                  std::size_t& n) noexcept {
        const std::byte* const begin = p;
        book::Event* to = out.data() + n;
        book::Event* const last = out.data() + out.size();
        while (to != last && static_cast<std::size_t>(end - p) >= kPrefixAndType) {
            const std::size_t length = base::load_be16(p);
            const auto type = std::to_integer<std::uint8_t>(p[kPrefix]);
            const detail::EventLayout& at = detail::kEventLayouts[type];
            if (length != at.length || static_cast<std::size_t>(end - p) < kPrefix + length) [[unlikely]]
                break;
            ++counts_.by_type[type];
            *to++ = detail::read_event(p + kPrefix, at);
            p += kPrefix + length;
        }
        const auto decoded = static_cast<std::size_t>(to - out.data()) - n;
        n += decoded;
        counts_.messages += decoded;
        offset_ += static_cast<std::uint64_t>(p - begin);
        return p;
    }

    /// Bytes to take from `p` so that the message that begins there, or is held, is whole; at least 1.
    [[nodiscard]] std::size_t rest_of_message(const std::byte* p, const std::byte* end) const noexcept {
        const std::size_t known = held_ != 0 ? held_ : static_cast<std::size_t>(end - p);
        const std::size_t length = known < kPrefix ? 0 : base::load_be16(held_ != 0 ? buffer_.data() : p);
        return std::max<std::size_t>(kPrefix + length, held_ + 1) - held_;
    }

    /// Add bytes to the held beginning of a message until it is whole, then hand it out. Returns the first
    /// byte that was not used.
    template <class Sink>
    const std::byte* complete_held(const std::byte* p, const std::byte* end, Sink& sink) {
        p = fill(p, end, kPrefixAndType);
        if (held_ < kPrefixAndType) return p;
        const std::size_t length = base::load_be16(buffer_.data());
        const auto type = std::to_integer<std::uint8_t>(buffer_[kPrefix]);
        const bool known = length == wire::kItch50Length[type] && length != 0;
        if (!known && !plausible(type, length, offset_)) return p;
        p = fill(p, end, kPrefix + length);
        if (held_ < kPrefix + length) return p;
        if (known) {
            counts_.take(type);
            sink(std::span<const std::byte>{buffer_.data() + kPrefix, length}, offset_ + kPrefix);
        } else {
            counts_.pass_over(type);
        }
        offset_ += kPrefix + length;
        held_ = 0;
        return p;
    }

    const std::byte* fill(const std::byte* p, const std::byte* end, std::size_t wanted) noexcept {
        if (held_ >= wanted) return p;
        const std::size_t n = std::min(wanted - held_, static_cast<std::size_t>(end - p));
        if (n != 0) std::memcpy(buffer_.data() + held_, p, n);
        held_ += n;
        return p + n;
    }
    void hold(const std::byte* p, const std::byte* end) noexcept {
        held_ = static_cast<std::size_t>(end - p);
        if (held_ != 0) std::memcpy(buffer_.data(), p, held_);
    }
    /// False, and the error is set, if a message that is not of a known type and length ends the stream.
    bool plausible(std::uint8_t type, std::size_t length, std::uint64_t offset) noexcept;

    std::uint64_t offset_{};  ///< of the first byte of the message that comes next
    std::size_t held_{};      ///< bytes of it that came with an earlier chunk
    bool end_of_session_{};
    Error error_;
    std::array<std::byte, kPrefix + kMaxUnknownLength> buffer_{};
    MessageCounts counts_;
};

}  // namespace tradewind::feed
