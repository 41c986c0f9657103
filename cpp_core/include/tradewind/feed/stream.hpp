// One source of ITCH messages for everything behind it: drives either the file framer or the chain capture ->
// packet
// -> MoldUDP64, and keeps every count of what was handed out and what was passed over. Bytes are pushed in;
// messages come out through a template sink that inlines. No I/O; one thread; memory is allocated at
// construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "tradewind/feed/error.hpp"
#include "tradewind/feed/itch_framer.hpp"
#include "tradewind/feed/mold_stream.hpp"
#include "tradewind/feed/packet.hpp"
#include "tradewind/feed/pcap.hpp"

namespace tradewind::feed {

enum class StreamKind : std::uint8_t {
    itch,  ///< length-prefixed ITCH 5.0 file
    pcap,  ///< pcap or pcapng with MoldUDP64 over UDP
};

/// Which UDP packets of a capture to read; the defaults take all of them.
struct PacketFilter {
    std::uint16_t port{};  ///< destination port; 0 = any
    IpAddress group;       ///< destination address; size 0 = any

    [[nodiscard]] bool takes(const Packet& packet) const noexcept {
        return (port == 0 || packet.destination_port == port) &&
               (group.size == 0 || packet.destination == group);
    }
};

/// Everything that was counted so far.
struct Report {
    StreamKind kind{};
    std::uint64_t bytes{};  ///< of the (decompressed) input
    bool end_of_session{};  ///< an ITCH file ended with its marker, or MoldUDP64 said so
    MessageCounts messages;
    CaptureCounts capture;                            ///< captures only, as all below
    std::array<std::uint64_t, kFrameKinds> frames{};  ///< packets by FrameKind
    std::uint64_t filtered{};                         ///< UDP packets that the filter did not take
    MoldCounts mold;
};

class Stream {
  public:
    explicit Stream(StreamKind kind, const PacketFilter& filter = {}) : filter_(filter) {
        if (kind == StreamKind::pcap) source_.emplace<Capture>();
    }

    /// Take the next bytes. `sink(std::span<const std::byte> message, std::uint64_t file_offset)` gets every
    /// message of a known type with the type's length, in the order of the input; file_offset is where its
    /// type byte stands. While it runs, messages() is the message's number. After an error this does nothing.
    template <class Sink>
    void push(std::span<const std::byte> chunk, Sink&& sink) {
        if (auto* framer = std::get_if<ItchFramer>(&source_)) {
            framer->push(chunk, sink);
            return;
        }
        auto& capture = *std::get_if<Capture>(&source_);
        capture.reader.push(chunk, [&](const CapturedFrame& frame) {
            const Packet packet = decode_frame(frame.link, frame.bytes);
            ++capture.frames[static_cast<std::size_t>(packet.kind)];
            if (packet.kind != FrameKind::udp) return;
            if (!filter_.takes(packet)) {
                ++capture.filtered;
                return;
            }
            const auto at = static_cast<std::uint64_t>(packet.payload.data() - frame.bytes.data());
            capture.mold.push(packet.payload, frame.number, frame.offset + at, sink);
        });
    }

    /// The same with the messages decoded, in batches: `sink(std::span<const book::Event>)` is called with at
    /// most `ring.size()` events, which lie in `ring` (of 1 or more) and are valid during the call.
    template <class Sink>
    void push_events(std::span<const std::byte> chunk, std::span<book::Event> ring, Sink&& sink) {
        if (auto* framer = std::get_if<ItchFramer>(&source_)) {
            framer->push_events(chunk, ring, sink);
            return;
        }
        std::size_t n = 0;
        const auto flush = [&] {
            if (n != 0) sink(std::span<const book::Event>(ring.data(), n));
            n = 0;
        };
        push(chunk, [&](std::span<const std::byte> message, std::uint64_t) {
            ring[n++] = normalize(message);
            if (n == ring.size()) flush();
        });
        flush();
    }
    /// The same into `out`, until the chunk is used up or `out` is full; what is left of the chunk belongs to
    /// the next call. A packet of a capture may hold more messages than `out` has room for: then the rest
    /// waits, in memory allocated for it, and comes first next time, so a full `out` means that there may be
    /// more, even if the chunk is used up.
    Decoded read_events(std::span<const std::byte> chunk, std::span<book::Event> out);

    /// Tell the end of the input. False if it ends too early; see error().
    bool finish() noexcept {
        return std::visit([](auto& source) { return source.finish(); }, source_);
    }
    [[nodiscard]] const Error& error() const noexcept {
        return std::visit([](const auto& source) -> const Error& { return source.error(); }, source_);
    }
    [[nodiscard]] const MessageCounts& counts() const noexcept {
        return std::visit([](const auto& source) -> const MessageCounts& { return source.counts(); },
                          source_);
    }
    /// Messages so far, known and unknown.
    [[nodiscard]] std::uint64_t messages() const noexcept { return counts().messages; }
    /// Cold: copies.
    [[nodiscard]] Report report() const;

  private:
    struct Capture {
        PcapReader reader;
        MoldStream mold;
        std::array<std::uint64_t, kFrameKinds> frames{};
        std::uint64_t filtered{};
        std::vector<book::Event> waiting;  ///< decoded, and not asked for yet, from `next` on
        std::size_t next{};

        bool finish() noexcept { return reader.finish(); }
        [[nodiscard]] const Error& error() const noexcept { return reader.error(); }
        [[nodiscard]] const MessageCounts& counts() const noexcept { return mold.counts(); }
    };

    PacketFilter filter_;
    std::variant<ItchFramer, Capture> source_;
};

}  // namespace tradewind::feed
