#include "tradewind/feed/mold_stream.hpp"

#include <algorithm>
#include <limits>

namespace tradewind::feed {

std::string describe(const MalformedDatagram& malformed) {
    std::string text =
        "packet " + std::to_string(malformed.packet) + " (byte " + std::to_string(malformed.offset) + "): ";
    switch (malformed.problem) {
        case MoldProblem::bad_datagram:
            return text + "not MoldUDP64: " + wire::describe(malformed.fault);
        case MoldProblem::sequence_overflow:
            return text + "sequence number and message count pass 2^64";
        case MoldProblem::wrong_length:
            break;
    }
    if (malformed.type == 0) return text + "expected a message, found an empty block";
    return text + "expected length " + std::to_string(malformed.fault.expected) + " for message type '" +
           static_cast<char>(malformed.type) + "', found " + std::to_string(malformed.fault.got);
}

MoldStream::MoldStream() { sessions_.reserve(kMaxSessions); }

MoldStream::Window MoldStream::accept(std::span<const std::byte> datagram, std::uint64_t packet,
                                      std::uint64_t offset) noexcept {
    wire::MoldReader reader(datagram);
    std::span<const std::byte> message;
    while (reader.next(message)) {
    }
    const wire::MoldHeader& header = reader.header();
    const bool overflow = header.sequence > std::numeric_limits<std::uint64_t>::max() - header.blocks();
    if (reader.fault().error != wire::MoldError::ok || overflow) {
        ++mold_.malformed;
        remember({.packet = packet,
                  .offset = offset,
                  .problem = overflow ? MoldProblem::sequence_overflow : MoldProblem::bad_datagram,
                  .fault = reader.fault()});
        return {};
    }
    ++mold_.datagrams;
    if (header.is_heartbeat()) ++mold_.heartbeats;
    if (header.is_end_of_session()) ++mold_.end_of_session;
    if (header.sequence == 0) {  // no sender counts from 0: an anonymised capture
        mold_.unsequenced += header.blocks();
        return {.readable = true};
    }
    Session* const session = session_of(header);
    if (session == nullptr) {
        mold_.untracked += header.blocks();
        return {.readable = true};
    }
    const std::uint64_t fresh_from = session->expected;
    advance(*session, header.sequence, header.sequence + header.blocks());
    return {.readable = true, .session = session, .fresh_from = fresh_from};
}

MoldStream::Session* MoldStream::session_of(const wire::MoldHeader& header) noexcept {
    const auto is_it = [&](const Session& session) { return session.name == header.session; };
    if (last_ < sessions_.size() && is_it(sessions_[last_])) return &sessions_[last_];
    const auto found = std::ranges::find_if(sessions_, is_it);
    last_ = static_cast<std::size_t>(found - sessions_.begin());
    if (found != sessions_.end()) return &*found;
    if (sessions_.size() == kMaxSessions) return nullptr;
    Session session;
    session.name = header.session;
    session.expected = header.sequence;
    // What came before the capture began is not missing, but it is not a duplicate either if it comes late.
    if (header.sequence > 1)
        session.gaps[session.gap_count++] = {.first = 1, .end = header.sequence, .counted = false};
    ++mold_.sessions;
    sessions_.push_back(session);
    return &sessions_.back();
}

void MoldStream::advance(Session& session, std::uint64_t sequence, std::uint64_t end) noexcept {
    if (sequence > session.expected) {
        ++mold_.gaps;
        mold_.missing += sequence - session.expected;
        add_gap(session, {.first = session.expected, .end = sequence, .counted = true});
    }
    session.expected = std::max(session.expected, end);
}

void MoldStream::add_gap(Session& session, Range gap) noexcept {
    if (session.gap_count == kMaxGaps) {
        std::shift_left(session.gaps.begin(), session.gaps.end(), 1);
        --session.gap_count;
    }
    session.gaps[session.gap_count++] = gap;
}

bool MoldStream::fills_gap(Session& session, std::uint64_t sequence) noexcept {
    const auto end = session.gaps.begin() + static_cast<std::ptrdiff_t>(session.gap_count);
    const auto gap = std::find_if(session.gaps.begin(), end, [=](const Range& range) {
        return range.first <= sequence && sequence < range.end;
    });
    if (gap == end) {
        ++mold_.duplicates;
        return false;
    }
    ++mold_.late;
    if (gap->counted) --mold_.missing;
    const Range behind{.first = sequence + 1, .end = gap->end, .counted = gap->counted};
    gap->end = sequence;
    if (gap->first == gap->end) {
        *gap = behind;
        if (behind.first == behind.end) {
            std::shift_left(gap, end, 1);
            --session.gap_count;
        }
    } else if (behind.first != behind.end) {
        add_gap(session, behind);
    }
    return true;
}

void MoldStream::refuse(std::span<const std::byte> message, std::uint8_t type, std::uint64_t packet,
                        std::uint64_t offset) noexcept {
    ++mold_.wrong_length;
    remember({.packet = packet,
              .offset = offset,
              .problem = MoldProblem::wrong_length,
              .type = type,
              .fault = {.expected = wire::kItch50Length[type],
                        .got = static_cast<std::uint32_t>(message.size())}});
}

void MoldStream::remember(const MalformedDatagram& problem) noexcept {
    const std::uint64_t n = mold_.malformed + mold_.wrong_length;  // with this one
    if (n <= MoldCounts::kRemembered) mold_.first_problems[n - 1] = problem;
}

}  // namespace tradewind::feed
