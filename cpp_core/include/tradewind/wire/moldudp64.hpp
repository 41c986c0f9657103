// MoldUDP64 1.00: the datagram that carries ITCH over multicast. A 20-byte header (session, sequence number
// of the first message, message count), then blocks of (2-byte length, message). Codecs only: arbitration and
// gap recovery are the feed's. Thread rule: none. Nothing here allocates or throws, except describe, which is
// for people.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tradewind::wire {

inline constexpr std::size_t kMoldHeaderSize = 20;
inline constexpr std::size_t kMoldBlockPrefix = 2;
inline constexpr std::uint16_t kMoldHeartbeat = 0;
inline constexpr std::uint16_t kMoldEndOfSession = 0xFFFF;
/// The most messages that one datagram can announce.
inline constexpr std::uint16_t kMoldMaxCount = 0xFFFE;

using MoldSession = std::array<char, 10>;
/// Left-justified, padded with spaces; more than 10 characters are cut.
[[nodiscard]] MoldSession mold_session(std::string_view text) noexcept;

/// Also the re-request packet: then `sequence` is the first message wanted and `count` how many.
struct MoldHeader {
    MoldSession session{};
    /// Of the first message; in a heartbeat or end of session, the next one expected.
    std::uint64_t sequence{};
    std::uint16_t count{};

    [[nodiscard]] bool is_heartbeat() const noexcept { return count == kMoldHeartbeat; }
    [[nodiscard]] bool is_end_of_session() const noexcept { return count == kMoldEndOfSession; }
    /// Blocks that follow the header.
    [[nodiscard]] std::uint16_t blocks() const noexcept {
        return is_end_of_session() ? std::uint16_t{0} : count;
    }
    friend bool operator==(const MoldHeader&, const MoldHeader&) = default;
};

void encode_mold_header(const MoldHeader& header, std::span<std::byte, kMoldHeaderSize> out) noexcept;
/// nullopt if there are not 20 bytes. A request must be exactly that long: trailing bytes are the caller's to
/// refuse.
[[nodiscard]] std::optional<MoldHeader> decode_mold_header(std::span<const std::byte> bytes) noexcept;

enum class MoldError : std::uint8_t {
    ok,
    truncated_header,  ///< fewer than 20 bytes
    missing_blocks,    ///< the datagram ends before the announced count of messages
    truncated_length,  ///< one byte where a block's 2-byte length should be
    truncated_block,   ///< a block's length goes beyond the datagram
    trailing_bytes,    ///< bytes after the last announced block
};

struct MoldFault {
    MoldError error{MoldError::ok};
    std::uint32_t offset{};    ///< in the datagram
    std::uint32_t expected{};  ///< missing_blocks: the count; else bytes
    std::uint32_t got{};       ///< missing_blocks: blocks found; else bytes
};
[[nodiscard]] std::string describe(const MoldFault& fault);

/// Walks the messages of one datagram where they lie; they are valid while the datagram's bytes are. Every
/// message before a fault is delivered: the sequence numbers up to there are known.
class MoldReader {
  public:
    explicit MoldReader(std::span<const std::byte> datagram) noexcept;

    /// All zero if the header is truncated.
    [[nodiscard]] const MoldHeader& header() const noexcept { return header_; }
    /// False at the end of the datagram, good or bad: then fault() says which.
    [[nodiscard]] bool next(std::span<const std::byte>& message) noexcept;
    /// Sequence number of the message that the last next() delivered.
    [[nodiscard]] std::uint64_t sequence() const noexcept { return header_.sequence + delivered_ - 1; }
    /// Final once next() has returned false.
    [[nodiscard]] const MoldFault& fault() const noexcept { return fault_; }

  private:
    void fail(MoldError error, std::size_t expected, std::size_t got) noexcept;

    std::span<const std::byte> datagram_;
    std::size_t at_{kMoldHeaderSize};
    MoldHeader header_{};
    MoldFault fault_{};
    std::uint16_t delivered_{};
    bool done_{};
};

/// Fills a caller's buffer with one datagram. The header is complete after finish().
class MoldWriter {
  public:
    /// `buffer` has room for at least the header.
    MoldWriter(std::span<std::byte> buffer, const MoldSession& session, std::uint64_t sequence) noexcept;

    /// False, and nothing changed, if the message does not fit the buffer, the 2-byte length or the count.
    [[nodiscard]] bool try_add(std::span<const std::byte> message) noexcept;
    /// The datagram so far; without messages it is a heartbeat.
    [[nodiscard]] std::span<const std::byte> finish() noexcept;
    [[nodiscard]] std::uint16_t count() const noexcept { return header_.count; }

  private:
    std::span<std::byte> buffer_;
    std::size_t at_{kMoldHeaderSize};
    MoldHeader header_{};
};

}  // namespace tradewind::wire
