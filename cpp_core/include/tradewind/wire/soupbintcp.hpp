// SoupBinTCP 3.00/4.00: the session layer of OUCH and GLIMPSE over TCP. Every packet: 2-byte length (of what
// follows), 1-byte type, payload. Codecs only: splitting a stream into packets, and writing and reading each
// packet. Who sends what when (heartbeats, replay, timeouts) belongs to the session. Thread rule: one
// splitter per stream and direction, one thread each. Nothing here allocates or throws after construction,
// except describe, which is for people.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::wire {

/// Who sends. Each side has packet types of its own; only debug belongs to both.
enum class SoupSender : std::uint8_t { client, server };

/// The type byte of each packet.
enum class SoupType : char {
    debug = '+',             ///< either: free text
    login_request = 'L',     ///< client
    unsequenced = 'U',       ///< client: one message, not replayed
    client_heartbeat = 'R',  ///< client
    logout_request = 'O',    ///< client
    login_accepted = 'A',    ///< server
    login_rejected = 'J',    ///< server
    sequenced = 'S',         ///< server: one message with an implied number, from 1
    server_heartbeat = 'H',  ///< server
    end_of_session = 'Z',    ///< server
};

inline constexpr std::size_t kSoupPrefix = 3;  ///< length and type
inline constexpr std::size_t kSoupMaxPayload = 0xFFFF - 1;
inline constexpr std::size_t kSoupMaxPacket = kSoupPrefix + kSoupMaxPayload;

/// Payload bytes of a type, or nullopt for the three that carry any number.
[[nodiscard]] constexpr std::optional<std::size_t> soup_payload_size(SoupType type) noexcept {
    switch (type) {
        case SoupType::login_request:
            return 46;
        case SoupType::login_accepted:
            return 30;
        case SoupType::login_rejected:
            return 1;
        case SoupType::client_heartbeat:
        case SoupType::logout_request:
        case SoupType::server_heartbeat:
        case SoupType::end_of_session:
            return 0;
        case SoupType::debug:
        case SoupType::unsequenced:
        case SoupType::sequenced:
            return std::nullopt;
    }
    return std::nullopt;
}
/// True if this side sends packets of this type letter.
[[nodiscard]] constexpr bool soup_sends(SoupSender sender, char type) noexcept {
    constexpr std::string_view kClient = "+LURO";
    constexpr std::string_view kServer = "+AJSHZ";
    return (sender == SoupSender::client ? kClient : kServer).find(type) != std::string_view::npos;
}

struct SoupPacket {
    SoupType type{SoupType::debug};
    std::span<const std::byte> payload;
};

enum class SoupError : std::uint8_t {
    ok,
    zero_length,   ///< a packet has at least its type byte
    unknown_type,  ///< not a type that this side sends
    wrong_length,  ///< this type has a fixed length, and it is another
};

struct SoupFault {
    SoupError error{SoupError::ok};
    SoupSender sender{SoupSender::client};
    char type{};
    std::uint64_t offset{};    ///< of the packet's first byte in the stream
    std::uint32_t expected{};  ///< wrong_length: the length field that the type has
    std::uint32_t got{};       ///< the length field
};
[[nodiscard]] std::string describe(const SoupFault& fault);

enum class SoupStep : std::uint8_t { packet, need_more, error };

/// Cuts one direction of a stream into packets, in chunks of any size.
///
///     while ((step = splitter.next(chunk, packet)) == SoupStep::packet) { ... }
///
/// `next` takes what it uses off the front of `chunk`. A packet that lies whole in the chunk is not copied.
/// An error is final: the stream has lost its framing and must be dropped.
class SoupSplitter {
  public:
    /// Takes 64 KiB once, for the packet that a chunk's end cuts.
    explicit SoupSplitter(SoupSender sender);

    /// The payload is valid until the next call and while the chunk's bytes are.
    [[nodiscard]] SoupStep next(std::span<const std::byte>& chunk, SoupPacket& packet) noexcept;
    [[nodiscard]] const SoupFault& fault() const noexcept { return fault_; }
    /// Bytes of an unfinished packet: more than 0 at the stream's end means that it was cut.
    [[nodiscard]] std::size_t pending() const noexcept { return emitted_held_ ? 0 : held_; }
    /// Forget everything, for a new connection.
    void reset() noexcept;

  private:
    [[nodiscard]] bool check_prefix(const std::byte* head, std::size_t available) noexcept;
    void hold(std::span<const std::byte>& chunk, std::size_t until) noexcept;
    [[nodiscard]] SoupStep emit(const std::byte* head, std::size_t size, SoupPacket& packet) noexcept;

    SoupSender sender_;
    std::vector<std::byte> buffer_;
    std::size_t held_{};
    bool emitted_held_{};  ///< buffer_ holds a packet that was handed out, to be dropped at the next call
    std::uint64_t stream_offset_{};
    SoupFault fault_{};
};

// --- writing: every function returns the packet's size, or 0 if `out` is too small or the payload too large
// ---------

[[nodiscard]] std::size_t encode_soup(std::span<std::byte> out, SoupType type,
                                      std::span<const std::byte> payload = {}) noexcept;

struct SoupLogin {
    std::string_view username;  ///< at most 6 characters
    std::string_view password;  ///< at most 10
    std::string_view session;   ///< at most 10; blank: the current one
    std::uint64_t sequence{};   ///< next one wanted: 1 from the beginning, 0 from the most recent
};
/// 0 also if a text is too long for its field.
[[nodiscard]] std::size_t encode_soup_login_request(std::span<std::byte> out,
                                                    const SoupLogin& login) noexcept;
[[nodiscard]] std::size_t encode_soup_login_accepted(std::span<std::byte> out, std::string_view session,
                                                     std::uint64_t sequence) noexcept;
/// 'A' not authorised, 'S' session not available.
[[nodiscard]] std::size_t encode_soup_login_rejected(std::span<std::byte> out, char reason) noexcept;

// --- reading payloads that have fields; the texts are valid while the payload's bytes are
// ---------------------------

/// nullopt unless it is 46 bytes with a number (or blanks, which read as 0) for the sequence.
[[nodiscard]] std::optional<SoupLogin> decode_soup_login_request(std::span<const std::byte> payload) noexcept;

struct SoupAccepted {
    std::string_view session;
    std::uint64_t sequence{};  ///< number of the next sequenced packet
};
/// nullopt unless it is 30 bytes with a number for the sequence.
[[nodiscard]] std::optional<SoupAccepted> decode_soup_login_accepted(
    std::span<const std::byte> payload) noexcept;

}  // namespace tradewind::wire
