// One message as bytes, before anybody trusts it: check_message finds its layout and proves that every field
// and every appendage element lies inside it. After that the typed views and the table codec may read without
// a further test. Pure functions, no allocation (describe excepted: it is for people).
#pragma once

#include <string>

#include "tradewind/wire/layout.hpp"
#include "tradewind/wire/view.hpp"

namespace tradewind::wire {

enum class MessageError : std::uint8_t {
    ok,
    empty,              ///< no type byte
    unknown_type,       ///< not in this protocol and direction: skip it by its framing length and count it
    wrong_length,       ///< shorter or longer than the layout
    appendage_length,   ///< the appendage length does not name the bytes that follow
    element_empty,      ///< an appendage element of length 0 has no tag
    element_truncated,  ///< an appendage element goes beyond the appendage
    element_size,       ///< a known tag with a value of another size
};

struct CheckedMessage {
    MessageError error{MessageError::ok};
    std::uint32_t offset{};    ///< where the error is, in bytes from the message's start
    std::uint32_t expected{};  ///< bytes expected there, if the error is about a number of bytes
    std::uint32_t got{};       ///< bytes found there; unknown_type: the letter; element_size: see offset
    const MessageLayout* layout{};
    bool has_appendage_length{};  ///< OUCH: the two bytes are there, as part of the layout or after it
    std::span<const std::byte> appendage;  ///< OUCH: the elements, without the length before them
};

[[nodiscard]] CheckedMessage check_message(Protocol protocol, std::span<const std::byte> message) noexcept;

/// What is wrong, where, and what was expected. Empty for ok.
[[nodiscard]] std::string describe(const CheckedMessage& checked);

/// Table-driven field access. Numbers of every kind travel as 64 bits; an i32 is sign-extended.
[[nodiscard]] std::uint64_t read_integer(FieldKind kind, const std::byte* p) noexcept;
[[nodiscard]] FieldStatus write_integer(FieldKind kind, std::byte* p, std::uint64_t value) noexcept;
/// Text without padding; a single character is a code and is never stripped to nothing.
[[nodiscard]] std::string_view read_alpha(const std::byte* p, std::size_t size) noexcept;

/// The type byte, zeros and spaces: `out` has room for layout.length bytes.
void write_blank(const MessageLayout& layout, std::byte* out) noexcept;

/// One element of an OUCH appendage. `layout` is nullptr for a tag that this version does not know.
struct AppendageOption {
    std::uint8_t tag{};
    std::span<const std::byte> value;
    const TagLayout* layout{};
};

/// Walks the elements of a checked appendage.
class AppendageReader {
  public:
    explicit AppendageReader(std::span<const std::byte> appendage) noexcept : rest_{appendage} {}
    /// False at the end.
    [[nodiscard]] bool next(AppendageOption& option) noexcept;

  private:
    std::span<const std::byte> rest_;
};

/// Appends options behind the fixed part of an OUCH message that `buffer` already holds, then sets the
/// length.
class AppendageWriter {
  public:
    AppendageWriter(std::span<std::byte> buffer, const MessageLayout& layout) noexcept;

    [[nodiscard]] FieldStatus add_integer(std::uint8_t tag, std::uint64_t value) noexcept;
    [[nodiscard]] FieldStatus add_text(std::uint8_t tag, std::string_view text) noexcept;
    /// Any tag, known or not; a known one must have its size.
    [[nodiscard]] FieldStatus add_bytes(std::uint8_t tag, std::span<const std::byte> value) noexcept;

    /// Bytes of the options so far: what the appendage length will say.
    [[nodiscard]] std::size_t appendage_size() const noexcept { return end_ - length_at_ - 2; }

    /// Writes the appendage length and returns the size of the whole message. Where the length may be left
    /// out it is written only if there are options or if `keep_empty_length`. 0 if the buffer has no room for
    /// it.
    [[nodiscard]] std::size_t finish(bool keep_empty_length = false) noexcept;

  private:
    [[nodiscard]] FieldStatus reserve(std::uint8_t tag, std::size_t size, std::byte*& value) noexcept;

    std::span<std::byte> buffer_;
    std::size_t length_at_;  ///< offset of the two length bytes
    std::size_t end_;        ///< offset of the next element
    AppendageRule rule_;
};

}  // namespace tradewind::wire
