#include "tradewind/feed/stream.hpp"

#include <algorithm>

namespace tradewind::feed {

Decoded Stream::read_events(std::span<const std::byte> chunk, std::span<book::Event> out) {
    if (auto* framer = std::get_if<ItchFramer>(&source_)) return framer->read_events(chunk, out);
    auto& capture = *std::get_if<Capture>(&source_);
    Decoded got;
    const auto hand_out = [&] {
        const std::size_t n = std::min(out.size() - got.events, capture.waiting.size() - capture.next);
        std::copy_n(capture.waiting.begin() + static_cast<std::ptrdiff_t>(capture.next), n,
                    out.begin() + static_cast<std::ptrdiff_t>(got.events));
        capture.next += n;
        got.events += n;
    };
    hand_out();
    constexpr std::size_t kPiece = 4096;  // little, so that little waits
    while (got.events != out.size() && got.bytes != chunk.size() && !error()) {
        capture.waiting.clear();
        capture.next = 0;
        const auto piece = chunk.subspan(got.bytes, std::min(kPiece, chunk.size() - got.bytes));
        push(piece, [&](std::span<const std::byte> message, std::uint64_t) {
            capture.waiting.push_back(normalize(message));
        });
        got.bytes += piece.size();
        hand_out();
    }
    return got;
}

Report Stream::report() const {
    Report report;
    report.messages = counts();
    if (const auto* framer = std::get_if<ItchFramer>(&source_)) {
        report.kind = StreamKind::itch;
        report.bytes = framer->bytes();
        report.end_of_session = framer->end_of_session();
        return report;
    }
    const auto& capture = *std::get_if<Capture>(&source_);
    report.kind = StreamKind::pcap;
    report.bytes = capture.reader.bytes();
    report.end_of_session = capture.mold.mold().end_of_session != 0;
    report.capture = capture.reader.counts();
    report.frames = capture.frames;
    report.filtered = capture.filtered;
    report.mold = capture.mold.mold();
    return report;
}

}  // namespace tradewind::feed
