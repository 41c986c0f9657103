// Any bytes as a packet capture: whole and in pieces the same messages, counts and error.
#include "feed_differential.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tradewind::fuzz::compare_readings(tradewind::feed::StreamKind::pcap,
                                      tradewind::fuzz::view_of(data, size));
    return 0;
}
