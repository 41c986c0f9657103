// A message as names and values, driven by the tables in both directions: for Python, tools and tests. It
// allocates and throws; the hot path uses the typed views and writers, which read the same tables.
//
// Values are in the wire's units (a price of 4 decimals is an integer in 1e-4). Text comes without its
// padding; a one-character code is never stripped. The type byte is not a field. OUCH: `appendage_length`
// stands among the fields whenever its two bytes are there, and each option follows under
// `tag28_user_ref_idx`; a tag that this version does not know is `tag99` with its bytes.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "tradewind/wire/message.hpp"

namespace tradewind::wire {

/// uint64 and int64 are one kind of value: a whole number. A decoded number is int64 only for signed fields.
using FieldValue = std::variant<std::uint64_t, std::int64_t, std::string, std::vector<std::byte>>;
struct NamedValue {
    std::string name;
    FieldValue value;
};
struct NamedMessage {
    char type{};
    std::string_view name;
    std::vector<NamedValue> fields;  ///< in wire order
};

/// Throws std::invalid_argument that says what is wrong, where, and what was expected.
[[nodiscard]] NamedMessage decode_named(Protocol protocol, std::span<const std::byte> message);

/// Every field must be there, in any order; options are written in the order given. The appendage length may
/// be left out; given, it must be right, and keeps an optional one on the wire. Throws std::invalid_argument.
[[nodiscard]] std::vector<std::byte> encode_named(Protocol protocol, std::string_view name,
                                                  std::span<const NamedValue> fields);

}  // namespace tradewind::wire
