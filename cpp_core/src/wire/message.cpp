#include "tradewind/wire/message.hpp"

#include <limits>

namespace tradewind::wire {
namespace {

constexpr std::size_t kAppendageLengthSize = 2;

CheckedMessage fail(CheckedMessage checked, MessageError error, std::size_t offset, std::size_t expected,
                    std::size_t got) noexcept {
    checked.error = error;
    checked.offset = static_cast<std::uint32_t>(offset);
    checked.expected = static_cast<std::uint32_t>(expected);
    checked.got = static_cast<std::uint32_t>(got);
    checked.appendage = {};
    return checked;
}

/// `begin` is the offset of the first element in the message.
CheckedMessage check_elements(CheckedMessage checked, std::size_t begin) noexcept {
    const std::span<const std::byte> all = checked.appendage;
    for (std::size_t at = 0; at < all.size();) {
        const auto length = std::to_integer<std::size_t>(all[at]);
        if (length == 0) return fail(checked, MessageError::element_empty, begin + at, 1, 0);
        const std::size_t left = all.size() - at - 1;
        if (length > left) return fail(checked, MessageError::element_truncated, begin + at, length, left);
        const TagLayout* tag = ouch50_tag(std::to_integer<std::uint8_t>(all[at + 1]));
        if (tag != nullptr && tag->size != length - 1)
            return fail(checked, MessageError::element_size, begin + at + 1, tag->size, length - 1);
        at += 1 + length;
    }
    return checked;
}

CheckedMessage check_ouch(CheckedMessage checked, std::span<const std::byte> message) noexcept {
    const std::size_t fixed = checked.layout->length;
    const AppendageRule rule = appendage_rule(*checked.layout);
    if (message.size() < fixed || (rule == AppendageRule::never && message.size() > fixed))
        return fail(checked, MessageError::wrong_length, 0, fixed, message.size());
    if (rule != AppendageRule::always && message.size() == fixed) return checked;

    const std::size_t length_at = rule == AppendageRule::always ? fixed - kAppendageLengthSize : fixed;
    const std::size_t begin = length_at + kAppendageLengthSize;
    if (message.size() < begin) return fail(checked, MessageError::wrong_length, 0, begin, message.size());
    const std::size_t length = base::load_be16(message.data() + length_at);
    if (message.size() - begin != length)
        return fail(checked, MessageError::appendage_length, length_at, length, message.size() - begin);
    checked.has_appendage_length = true;
    checked.appendage = message.subspan(begin);
    return check_elements(checked, begin);
}

}  // namespace

CheckedMessage check_message(Protocol protocol, std::span<const std::byte> message) noexcept {
    CheckedMessage checked;
    if (message.empty()) return fail(checked, MessageError::empty, 0, 1, 0);
    checked.layout = layout_of(protocol, static_cast<char>(message[0]));
    if (checked.layout == nullptr)
        return fail(checked, MessageError::unknown_type, 0, 0, std::to_integer<std::size_t>(message[0]));
    if (protocol != Protocol::itch50) return check_ouch(checked, message);
    if (message.size() != checked.layout->length)
        return fail(checked, MessageError::wrong_length, 0, checked.layout->length, message.size());
    return checked;
}

std::string describe(const CheckedMessage& checked) {
    const std::string name = checked.layout == nullptr ? "message" : std::string{checked.layout->name};
    const std::string at = " at offset " + std::to_string(checked.offset);
    const std::string expected = std::to_string(checked.expected);
    const std::string got = std::to_string(checked.got);
    switch (checked.error) {
        case MessageError::ok:
            return {};
        case MessageError::empty:
            return "empty message: expected at least a type byte";
        case MessageError::unknown_type: {
            const bool printable = checked.got > 0x20 && checked.got < 0x7F;
            const std::string letter =
                printable ? std::string{" '"} + static_cast<char>(checked.got) + "'" : "";
            return "unknown message type" + letter + " (byte " + got + ")";
        }
        case MessageError::wrong_length:
            return name + ": expected " + expected + " bytes, got " + got;
        case MessageError::appendage_length:
            return name + ": the appendage length" + at + " says " + expected + " bytes, but " + got +
                   " follow";
        case MessageError::element_empty:
            return name + ": appendage element" + at + " has length 0: expected at least its tag";
        case MessageError::element_truncated:
            return name + ": appendage element" + at + " says " + expected + " bytes, but " + got + " follow";
        case MessageError::element_size:
            return name + ": appendage tag" + at + " has a value of " + got + " bytes, expected " + expected;
    }
    return {};
}

std::uint64_t read_integer(FieldKind kind, const std::byte* p) noexcept {
    if (kind == FieldKind::i32) {
        const auto value = static_cast<std::int32_t>(base::load_be32(p));
        return static_cast<std::uint64_t>(std::int64_t{value});
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size_of(kind); ++i) value = value << 8 | std::to_integer<std::uint64_t>(p[i]);
    return value;
}

FieldStatus write_integer(FieldKind kind, std::byte* p, std::uint64_t value) noexcept {
    const std::size_t size = size_of(kind);
    if (size == 0) return FieldStatus::wrong_kind;
    if (kind == FieldKind::i32) {
        const auto number = static_cast<std::int64_t>(value);
        if (number < std::numeric_limits<std::int32_t>::min() ||
            number > std::numeric_limits<std::int32_t>::max())
            return FieldStatus::out_of_range;
    } else if (size < 8 && value >> (8 * size) != 0) {
        return FieldStatus::out_of_range;
    }
    for (std::size_t i = size; i-- > 0; value >>= 8) p[i] = static_cast<std::byte>(value);
    return FieldStatus::ok;
}

std::string_view read_alpha(const std::byte* p, std::size_t size) noexcept {
    if (size == 1) return {reinterpret_cast<const char*>(p), 1};
    return load_text(p, size);
}

void write_blank(const MessageLayout& layout, std::byte* out) noexcept {
    std::memset(out, 0, layout.length);
    out[0] = static_cast<std::byte>(layout.type);
    for (const Field& field : layout.fields)
        if (field.kind == FieldKind::alpha) std::memset(out + field.offset, ' ', field.size);
}

bool AppendageReader::next(AppendageOption& option) noexcept {
    if (rest_.size() < 2) return false;
    const auto length = std::to_integer<std::size_t>(rest_[0]);
    if (length == 0 || length > rest_.size() - 1) return false;
    option.tag = std::to_integer<std::uint8_t>(rest_[1]);
    option.value = rest_.subspan(2, length - 1);
    option.layout = ouch50_tag(option.tag);
    rest_ = rest_.subspan(1 + length);
    return true;
}

AppendageWriter::AppendageWriter(std::span<std::byte> buffer, const MessageLayout& layout) noexcept
    : buffer_{buffer}, rule_{appendage_rule(layout)} {
    length_at_ = rule_ == AppendageRule::always ? layout.length - kAppendageLengthSize : layout.length;
    end_ = length_at_ + kAppendageLengthSize;
}

FieldStatus AppendageWriter::reserve(std::uint8_t tag, std::size_t size, std::byte*& value) noexcept {
    if (rule_ == AppendageRule::never) return FieldStatus::unknown_field;
    const std::size_t length = size + 1;
    if (length > 255) return FieldStatus::too_long;
    // The element, its length byte included, fits the buffer, and the sum fits the 2-byte length.
    if (end_ + 1 + length > buffer_.size() || appendage_size() + 1 + length > 0xFFFF)
        return FieldStatus::no_room;
    buffer_[end_] = static_cast<std::byte>(length);
    buffer_[end_ + 1] = static_cast<std::byte>(tag);
    value = buffer_.data() + end_ + 2;
    end_ += 1 + length;
    return FieldStatus::ok;
}

FieldStatus AppendageWriter::add_integer(std::uint8_t tag, std::uint64_t number) noexcept {
    const TagLayout* layout = ouch50_tag(tag);
    if (layout == nullptr) return FieldStatus::unknown_field;
    if (layout->kind == FieldKind::alpha) return FieldStatus::wrong_kind;
    std::array<std::byte, 8> bytes;
    if (const FieldStatus status = write_integer(layout->kind, bytes.data(), number);
        status != FieldStatus::ok)
        return status;
    return add_bytes(tag, std::span{bytes}.first(layout->size));
}

FieldStatus AppendageWriter::add_text(std::uint8_t tag, std::string_view text) noexcept {
    const TagLayout* layout = ouch50_tag(tag);
    if (layout == nullptr) return FieldStatus::unknown_field;
    if (layout->kind != FieldKind::alpha) return FieldStatus::wrong_kind;
    if (text.size() > layout->size) return FieldStatus::too_long;
    std::byte* value = nullptr;
    const FieldStatus status = reserve(tag, layout->size, value);
    return status == FieldStatus::ok ? store_text(value, layout->size, text) : status;
}

FieldStatus AppendageWriter::add_bytes(std::uint8_t tag, std::span<const std::byte> bytes) noexcept {
    const TagLayout* layout = ouch50_tag(tag);
    if (layout != nullptr && layout->size != bytes.size()) return FieldStatus::out_of_range;
    std::byte* value = nullptr;
    const FieldStatus status = reserve(tag, bytes.size(), value);
    if (status == FieldStatus::ok && !bytes.empty()) std::memcpy(value, bytes.data(), bytes.size());
    return status;
}

std::size_t AppendageWriter::finish(bool keep_empty_length) noexcept {
    const std::size_t begin = length_at_ + kAppendageLengthSize;
    const bool written = rule_ == AppendageRule::always || end_ > begin || keep_empty_length;
    if (rule_ == AppendageRule::never || !written) return length_at_;
    if (buffer_.size() < begin) return 0;
    base::store_be16(buffer_.data() + length_at_, static_cast<std::uint16_t>(end_ - begin));
    return end_;
}

}  // namespace tradewind::wire
