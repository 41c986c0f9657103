// Reads packet captures from chunks of any size: classic pcap (both byte orders, microseconds and
// nanoseconds) and pcapng (both byte orders, any time resolution; enhanced, simple and obsolete packet
// blocks). Which of the two is seen from the first bytes. Times are nanoseconds since 1970-01-01 UTC. The
// buffer for a packet that is split over chunks is allocated at construction. One thread. Errors are sticky
// values (see error.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tradewind/base/types.hpp"
#include "tradewind/feed/assembler.hpp"
#include "tradewind/feed/error.hpp"
#include "tradewind/feed/packet.hpp"

namespace tradewind::feed {

/// The longest packet taken; capture tools' own limit.
inline constexpr std::size_t kMaxCapturedBytes = 262'144;

struct CapturedFrame {
    base::EpochTime time;             ///< 0 where the capture has none (simple packet block)
    std::uint64_t number{};           ///< from 1, as packet dissectors count
    std::uint64_t offset{};           ///< of the first captured byte in the input
    std::uint32_t original_length{};  ///< on the wire; more than bytes.size() where the capture cut it
    LinkType link{};
    std::span<const std::byte> bytes;
};

struct CaptureCounts {
    std::uint64_t packets{};
    std::uint64_t skipped_blocks{};  ///< pcapng blocks of no interest (names, statistics, secrets, custom)
};

class PcapReader {
  public:
    PcapReader();

    /// Take the next bytes of the capture; `sink(const CapturedFrame&)` is called for each packet, whose
    /// bytes are valid during the call. After an error this does nothing.
    template <class Sink>
    void push(std::span<const std::byte> chunk, Sink&& sink) {
        CapturedFrame frame;
        while (next(chunk, frame)) sink(static_cast<const CapturedFrame&>(frame));
    }

    /// Take bytes off the front of `chunk` up to the end of the next packet. False when the chunk is used up
    /// or an error is found. `frame` is valid until the next call and while the chunk is.
    [[nodiscard]] bool next(std::span<const std::byte>& chunk, CapturedFrame& frame);

    /// Tell the end of the input. False if it ends inside a packet or header; see error().
    bool finish() noexcept;

    /// Stop for a reason that the user of the frames found.
    void fail(const Error& error) noexcept { error_ = error; }

    [[nodiscard]] const Error& error() const noexcept { return error_; }
    [[nodiscard]] const CaptureCounts& counts() const noexcept { return counts_; }
    /// Bytes taken so far.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return input_.offset() + input_.held(); }

  private:
    enum class State : std::uint8_t { magic, classic_header, classic_record, block };
    enum class Step : std::uint8_t { again, frame, stop };
    struct Interface {
        LinkType link{};
        std::uint32_t snap_length{};  ///< 0 = no limit
        std::uint8_t resolution{6};   ///< if_tsresol: 10^-n s, or 2^-n s with the top bit set
        std::int64_t offset_s{};      ///< if_tsoffset
    };

    Step read_magic(std::span<const std::byte>& chunk) noexcept;
    Step read_classic_header(std::span<const std::byte>& chunk) noexcept;
    Step read_classic_record(std::span<const std::byte>& chunk, CapturedFrame& frame) noexcept;
    Step read_block(std::span<const std::byte>& chunk, CapturedFrame& frame);
    Step read_known_block(std::uint32_t type, std::span<const std::byte> block, CapturedFrame& frame);
    Step read_section(std::span<const std::byte> block) noexcept;
    Step read_interface(std::span<const std::byte> block);
    void read_interface_options(std::span<const std::byte> options, Interface& interface) const noexcept;
    Step read_packet_block(std::uint32_t type, std::span<const std::byte> block,
                           CapturedFrame& frame) noexcept;
    Step read_simple_packet(std::span<const std::byte> block, CapturedFrame& frame) noexcept;
    /// Fill the frame with the `length` bytes at `data`, in a block or record that begins at `block`.
    Step take_frame(CapturedFrame& frame, const std::byte* block, const std::byte* data,
                    std::size_t length) noexcept;
    /// Set an error at the block or record that comes next.
    Step fail(ErrorKind kind, std::uint64_t expected, std::uint64_t found) noexcept;
    Step need(std::size_t bytes) noexcept;

    [[nodiscard]] std::uint16_t u16(const std::byte* p) const noexcept;
    [[nodiscard]] std::uint32_t u32(const std::byte* p) const noexcept;

    State state_{State::magic};
    bool big_endian_{};
    bool nanoseconds_{};                 ///< classic
    LinkType link_{};                    ///< classic
    std::uint64_t skip_{};               ///< bytes of a skipped block still to come
    std::uint32_t skip_total_{};         ///< its length
    std::size_t needed_{};               ///< bytes that the read in progress waits for
    std::vector<Interface> interfaces_;  ///< pcapng: of the current section
    std::uint64_t supported_packets_{};
    Error unsupported_;  ///< the first packet's link type that is not supported, if any
    Assembler input_;
    Error error_;
    CaptureCounts counts_;
};

}  // namespace tradewind::feed
