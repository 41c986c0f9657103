// The first byte chooses the sender, the second how the rest, a stream, is cut. One chunk, single bytes and
// chunks of the chosen size must give the same packets and the same fault, and the packets must give the same
// stream.
#include <algorithm>
#include <vector>

#include "require.hpp"
#include "tradewind/wire/soupbintcp.hpp"

using namespace tradewind::wire;
using tradewind::fuzz::require;

namespace {

struct Result {
    std::vector<std::byte> stream;  ///< every packet, written again
    SoupFault fault;
    std::size_t pending{};
    friend bool operator==(const Result& a, const Result& b) {
        return a.stream == b.stream && a.pending == b.pending && a.fault.error == b.fault.error &&
               a.fault.offset == b.fault.offset && a.fault.type == b.fault.type &&
               a.fault.got == b.fault.got && a.fault.expected == b.fault.expected;
    }
};

void check_fields(const SoupPacket& packet) {
    std::vector<std::byte> out(kSoupMaxPacket);
    if (packet.type == SoupType::login_request) {
        if (const auto login = decode_soup_login_request(packet.payload)) {
            require(encode_soup_login_request(out, *login) == 49, "a login that was read can be written");
            const auto again = decode_soup_login_request(std::span{out}.subspan(kSoupPrefix, 46));
            require(again && again->username == login->username && again->password == login->password &&
                        again->session == login->session && again->sequence == login->sequence,
                    "a login stays the same");
        }
    } else if (packet.type == SoupType::login_accepted) {
        if (const auto accepted = decode_soup_login_accepted(packet.payload)) {
            require(encode_soup_login_accepted(out, accepted->session, accepted->sequence) == 33,
                    "an accept that was read can be written");
            const auto again = decode_soup_login_accepted(std::span{out}.subspan(kSoupPrefix, 30));
            require(again && again->session == accepted->session && again->sequence == accepted->sequence,
                    "an accept stays the same");
        }
    }
}

Result split(SoupSender sender, std::span<const std::byte> stream, std::size_t chunk_size) {
    SoupSplitter splitter{sender};
    Result result;
    while (!stream.empty()) {
        auto chunk = stream.first(std::min(chunk_size, stream.size()));
        stream = stream.subspan(chunk.size());
        SoupPacket packet;
        SoupStep step;
        while ((step = splitter.next(chunk, packet)) == SoupStep::packet) {
            check_fields(packet);
            const std::size_t at = result.stream.size();
            result.stream.resize(at + kSoupPrefix + packet.payload.size());
            require(encode_soup(std::span{result.stream}.subspan(at), packet.type, packet.payload) ==
                        result.stream.size() - at,
                    "a packet that was read can be written");
        }
        if (step == SoupStep::error) {
            result.fault = splitter.fault();
            return result;
        }
        require(chunk.empty(), "a splitter that needs more has used everything");
    }
    result.pending = splitter.pending();
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const SoupSender sender = data[0] % 2 == 0 ? SoupSender::client : SoupSender::server;
    const auto stream = tradewind::fuzz::view_of(data + 2, size - 2);
    const Result whole = split(sender, stream, std::max<std::size_t>(stream.size(), 1));
    require(split(sender, stream, 1) == whole, "single bytes give the same packets");
    require(split(sender, stream, data[1] + std::size_t{1}) == whole, "chunks give the same packets");
    require(std::ranges::equal(whole.stream, stream.first(whole.stream.size())),
            "the packets are the stream");
    if (whole.fault.error == SoupError::ok)
        require(whole.stream.size() + whole.pending == stream.size(), "every byte is in a packet or pending");
    else
        require(whole.fault.offset == whole.stream.size() && !describe(whole.fault).empty(),
                "a fault has its place");
    return 0;
}
