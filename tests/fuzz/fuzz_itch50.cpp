// The input is one ITCH message. Typed views against the table codec, and both writers against the input.
#include <algorithm>

#include "require.hpp"
#include "tradewind/wire/named.hpp"
#include "wire/typed_check.hpp"

using namespace tradewind::wire;
using tradewind::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = tradewind::fuzz::view_of(data, size);
    const CheckedMessage checked = check_message(Protocol::itch50, message);
    if (checked.error != MessageError::ok) {
        require(!describe(checked).empty(), "an error has a text");
        return 0;
    }
    require(kItch50Length[data[0]] == size, "a sound message has its length");
    const std::string wrong = test::disagreement(Protocol::itch50, message.data());
    require(wrong.empty(), wrong);
    const NamedMessage named = decode_named(Protocol::itch50, message);
    require(std::ranges::equal(encode_named(Protocol::itch50, named.name, named.fields), message),
            "decoded fields encode to the same bytes");
    return 0;
}
