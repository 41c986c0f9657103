// MoldUDP64 datagrams to ITCH messages, for captures: keeps what each session has delivered, so that the
// second copy of a message (line B, a retransmission) is passed over and what is missing is known. Messages
// go out in the order of the capture; a late one that fills a gap goes out when it comes. One thread; memory
// is allocated at construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tradewind/feed/message_counts.hpp"
#include "tradewind/wire/itch50_layout.hpp"
#include "tradewind/wire/moldudp64.hpp"

namespace tradewind::feed {

/// What is wrong with a UDP payload or with one message in it.
enum class MoldProblem : std::uint8_t {
    bad_datagram,       ///< not MoldUDP64 by its lengths: the fault says why
    sequence_overflow,  ///< sequence number plus message count passes 2^64
    wrong_length,  ///< one message: a known type in a block that has not the type's length, or an empty block
};

struct MalformedDatagram {
    std::uint64_t packet{};  ///< number of the packet in the capture, from 1
    std::uint64_t offset{};  ///< in the capture: of the datagram, or of the message with the wrong length
    MoldProblem problem{};
    std::uint8_t type{};    ///< wrong_length: message type, 0 in an empty block
    wire::MoldFault fault;  ///< bad_datagram: all of it; wrong_length: expected and found length
};
/// One line: which packet, where, what was expected. Cold.
[[nodiscard]] std::string describe(const MalformedDatagram& malformed);

struct MoldCounts {
    static constexpr std::size_t kRemembered = 16;

    std::uint64_t datagrams{};  ///< well-formed, of any kind
    std::uint64_t heartbeats{};
    std::uint64_t end_of_session{};
    std::uint64_t sessions{};
    std::uint64_t unsequenced{};  ///< messages in datagrams with sequence number 0: handed out unchecked
    std::uint64_t
        untracked{};          ///< messages of sessions beyond MoldStream::kMaxSessions: handed out unchecked
    std::uint64_t gaps{};     ///< times that a sequence number jumped ahead
    std::uint64_t missing{};  ///< messages that have not come
    std::uint64_t late{};     ///< messages that came after later ones: handed out, no longer missing
    std::uint64_t duplicates{};    ///< messages that had come before: passed over
    std::uint64_t malformed{};     ///< datagrams that are not MoldUDP64: passed over whole
    std::uint64_t wrong_length{};  ///< single messages of the wrong length: passed over
    std::array<MalformedDatagram, kRemembered> first_problems{};  ///< the first of malformed + wrong_length
};

class MoldStream {
  public:
    static constexpr std::size_t kMaxSessions = 64;
    /// Gaps that one session can have open; when there are more the oldest is given up for good.
    static constexpr std::size_t kMaxGaps = 32;

    MoldStream();

    /// Take the payload of one UDP packet, which begins at `offset` in the capture. `sink(message,
    /// file_offset)` is called for each new message of a known type and the type's length.
    template <class Sink>
    void push(std::span<const std::byte> datagram, std::uint64_t packet, std::uint64_t offset, Sink&& sink) {
        const Window window = accept(datagram, packet, offset);
        if (!window.readable) return;
        wire::MoldReader reader(datagram);
        std::span<const std::byte> message;
        while (reader.next(message)) {
            if (reader.sequence() < window.fresh_from && !fills_gap(*window.session, reader.sequence()))
                continue;
            const std::uint64_t at = offset + static_cast<std::uint64_t>(message.data() - datagram.data());
            const std::uint8_t type =
                message.empty() ? std::uint8_t{0} : std::to_integer<std::uint8_t>(message[0]);
            const std::size_t expected = wire::kItch50Length[type];
            if (!message.empty() && message.size() == expected) [[likely]] {
                counts_.take(type);
                sink(message, at);
            } else if (!message.empty() && expected == 0) {
                counts_.pass_over(type);
            } else {
                refuse(message, type, packet, at);
            }
        }
    }

    [[nodiscard]] const MessageCounts& counts() const noexcept { return counts_; }
    [[nodiscard]] const MoldCounts& mold() const noexcept { return mold_; }

  private:
    struct Range {
        std::uint64_t first{};
        std::uint64_t end{};  ///< one past the last
        bool counted{};       ///< its messages are in MoldCounts::missing
    };
    struct Session {
        wire::MoldSession name{};
        std::uint64_t expected{};  ///< next sequence number
        std::array<Range, kMaxGaps> gaps{};
        std::size_t gap_count{};
    };
    /// What to do with the messages of one datagram.
    struct Window {
        bool readable{};
        Session* session{};          ///< nullptr: no sequence check, all is fresh
        std::uint64_t fresh_from{};  ///< from this sequence number on nothing has come before
    };

    /// Check and count the whole datagram first, so that nothing of a malformed one is handed out.
    Window accept(std::span<const std::byte> datagram, std::uint64_t packet, std::uint64_t offset) noexcept;
    Session* session_of(const wire::MoldHeader& header) noexcept;
    /// Take the messages [sequence, end) as seen; what was jumped over becomes a gap.
    void advance(Session& session, std::uint64_t sequence, std::uint64_t end) noexcept;
    void add_gap(Session& session, Range gap) noexcept;
    /// True if the message was missing; otherwise it is a duplicate. Counts either.
    bool fills_gap(Session& session, std::uint64_t sequence) noexcept;
    void refuse(std::span<const std::byte> message, std::uint8_t type, std::uint64_t packet,
                std::uint64_t offset) noexcept;
    void remember(const MalformedDatagram& problem) noexcept;

    std::vector<Session> sessions_;
    std::size_t last_{};  ///< index of the session of the last datagram
    MessageCounts counts_;
    MoldCounts mold_;
};

}  // namespace tradewind::feed
