// The input is one datagram. Whatever was delivered must lie inside it, in order, and give the same datagram
// back.
#include <algorithm>
#include <vector>

#include "require.hpp"
#include "tradewind/wire/moldudp64.hpp"

using namespace tradewind::wire;
using tradewind::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto datagram = tradewind::fuzz::view_of(data, size);
    MoldReader reader{datagram};
    std::vector<std::span<const std::byte>> messages;
    std::size_t at = kMoldHeaderSize;
    for (std::span<const std::byte> message; reader.next(message);) {
        require(message.data() == datagram.data() + at + kMoldBlockPrefix, "messages follow each other");
        require(at + kMoldBlockPrefix + message.size() <= size, "a message lies in the datagram");
        require(reader.sequence() == reader.header().sequence + messages.size(),
                "messages are numbered in order");
        at += kMoldBlockPrefix + message.size();
        messages.push_back(message);
    }
    const MoldFault& fault = reader.fault();
    require(messages.size() <= reader.header().blocks(), "no more messages than announced");
    if (fault.error != MoldError::ok) {
        require(!describe(fault).empty(), "a fault has a text");
        require(fault.offset == (fault.error == MoldError::truncated_header ? 0 : at),
                "a fault is where reading stopped");
        return 0;
    }
    require(messages.size() == reader.header().blocks() && at == size, "a sound datagram is read to its end");
    std::vector<std::byte> again(size);
    if (reader.header().is_end_of_session()) {
        encode_mold_header(reader.header(), std::span{again}.first<kMoldHeaderSize>());
    } else {
        MoldWriter writer{again, reader.header().session, reader.header().sequence};
        for (const auto message : messages)
            require(writer.try_add(message), "a message that was read fits again");
        require(writer.finish().size() == size, "the datagram has its size again");
    }
    require(std::ranges::equal(again, datagram), "writing gives the same datagram");
    return 0;
}
