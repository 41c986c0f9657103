#include "tradewind/feed/stream.hpp"

namespace tradewind::feed {

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
