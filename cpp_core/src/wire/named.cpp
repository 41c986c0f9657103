#include "tradewind/wire/named.hpp"

#include <charconv>
#include <limits>
#include <stdexcept>

namespace tradewind::wire {
namespace {

constexpr std::string_view kAppendageLength = "appendage_length";
constexpr std::string_view kTagPrefix = "tag";

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
    throw std::invalid_argument(what + ": " + why);
}

std::string quoted(std::string_view text) {
    std::string result{"'"};
    return result.append(text).append("'");
}

FieldValue value_of(FieldKind kind, const std::byte* p, std::size_t size) {
    if (kind == FieldKind::alpha) return std::string{read_alpha(p, size)};
    const std::uint64_t value = read_integer(kind, p);
    if (kind == FieldKind::i32) return static_cast<std::int64_t>(value);
    return value;
}

std::string tag_name(std::uint8_t tag) {
    const TagLayout* layout = ouch50_tag(tag);
    const std::string number = std::string{kTagPrefix} + std::to_string(tag);
    return layout == nullptr ? number : number + "_" + std::string{layout->name};
}

/// The tag that a name like tag28_user_ref_idx stands for.
std::optional<std::uint8_t> tag_of(std::string_view name) {
    if (!name.starts_with(kTagPrefix)) return std::nullopt;
    std::uint8_t tag = 0;
    const char* digits = name.data() + kTagPrefix.size();
    const auto [end, error] = std::from_chars(digits, name.data() + name.size(), tag);
    if (error != std::errc{} || tag_name(tag) != name) return std::nullopt;
    return tag;
}

std::string range_of(FieldKind kind) {
    if (kind == FieldKind::i32) return "-2147483648 .. 2147483647";
    const unsigned bits = 8u * size_of(kind);
    return std::string{"0 .. "} + std::to_string(bits == 64 ? std::numeric_limits<std::uint64_t>::max()
                                                            : (std::uint64_t{1} << bits) - 1);
}

struct Integer {
    std::uint64_t bits{};
    bool negative{};
    std::string text;
};
std::optional<Integer> integer_in(const FieldValue& value) {
    if (const auto* number = std::get_if<std::uint64_t>(&value))
        return Integer{*number, false, std::to_string(*number)};
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return Integer{static_cast<std::uint64_t>(*number), *number < 0, std::to_string(*number)};
    return std::nullopt;
}

void write_value(const std::string& what, FieldKind kind, std::byte* p, std::size_t size,
                 const FieldValue& value) {
    if (kind == FieldKind::alpha) {
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr) refuse(what, "expected text");
        if (store_text(p, size, *text) != FieldStatus::ok)
            refuse(what, quoted(*text) + " is longer than " + std::to_string(size) + " characters");
        return;
    }
    const auto number = integer_in(value);
    if (!number) refuse(what, "expected a number");
    const bool is_signed = kind == FieldKind::i32;
    // A number of 2^63 and more must not pass for a negative one.
    const bool wraps = is_signed && !number->negative &&
                       number->bits > std::uint64_t{std::numeric_limits<std::int32_t>::max()};
    if (wraps || (number->negative && !is_signed) || write_integer(kind, p, number->bits) != FieldStatus::ok)
        refuse(what, number->text + " is outside " + range_of(kind));
}

void add_option(const std::string& what, AppendageWriter& options, std::uint8_t tag,
                const FieldValue& value) {
    const TagLayout* layout = ouch50_tag(tag);
    FieldStatus status{};
    if (layout == nullptr) {
        const auto* bytes = std::get_if<std::vector<std::byte>>(&value);
        if (bytes == nullptr) refuse(what, "expected bytes, since this tag has no known layout");
        status = options.add_bytes(tag, *bytes);
    } else {
        std::array<std::byte, 8> bytes{};
        write_value(what, layout->kind, bytes.data(), layout->size, value);
        status = options.add_bytes(tag, std::span{bytes}.first(layout->size));
    }
    if (status == FieldStatus::unknown_field) refuse(what, "this message takes no options");
    if (status == FieldStatus::too_long) refuse(what, "longer than 254 bytes");
    if (status != FieldStatus::ok) refuse(what, "the appendage would be longer than 65535 bytes");
}

/// One pass over the values given: each must be a field, an option or the appendage length, and occur once.
class NamedEncoder {
  public:
    NamedEncoder(Protocol protocol, const MessageLayout& layout)
        : layout_{layout},
          ouch_{protocol != Protocol::itch50},
          out_(layout.length + (ouch_ ? 2u + 0xFFFFu : 0u)),
          options_{out_, layout},
          seen_(layout.fields.size()) {
        write_blank(layout, out_.data());
    }

    void add(const NamedValue& given) {
        const std::string what = std::string{layout_.name} + "." + given.name;
        if (ouch_ && given.name == kAppendageLength) {
            const auto number = integer_in(given.value);
            if (!number || appendage_rule(layout_) == AppendageRule::never)
                refuse(what, "expected a number, on a message with options");
            given_length_ = number->negative ? std::numeric_limits<std::uint64_t>::max() : number->bits;
        } else if (const Field* field = find_field(layout_.fields, given.name)) {
            const auto i = static_cast<std::size_t>(field - layout_.fields.data());
            if (seen_[i]) refuse(what, "given twice");
            seen_[i] = true;
            write_value(what, field->kind, out_.data() + field->offset, field->size, given.value);
        } else if (const auto tag = ouch_ ? tag_of(given.name) : std::nullopt) {
            add_option(what, options_, *tag, given.value);
        } else {
            refuse(std::string{layout_.name}, "has no field " + quoted(given.name));
        }
    }

    std::vector<std::byte> finish() {
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            const std::string_view name = layout_.fields[i].name;
            if (!seen_[i] && name != kAppendageLength)
                refuse(std::string{layout_.name}, "field " + quoted(name) + " is missing");
        }
        std::size_t size = layout_.length;
        if (ouch_) size = options_.finish(given_length_.has_value());
        if (given_length_ && *given_length_ != options_.appendage_size())
            refuse(std::string{layout_.name} + ".appendage_length",
                   std::to_string(*given_length_) + ", but the options take " +
                       std::to_string(options_.appendage_size()));
        out_.resize(size);
        return std::move(out_);
    }

  private:
    const MessageLayout& layout_;
    bool ouch_;
    std::vector<std::byte> out_;
    AppendageWriter options_;
    std::vector<bool> seen_;
    std::optional<std::uint64_t> given_length_;
};

}  // namespace

NamedMessage decode_named(Protocol protocol, std::span<const std::byte> message) {
    const CheckedMessage checked = check_message(protocol, message);
    if (checked.error != MessageError::ok) throw std::invalid_argument(describe(checked));
    NamedMessage result{checked.layout->type, checked.layout->name, {}};
    for (const Field& field : checked.layout->fields)
        result.fields.push_back(
            {std::string{field.name}, value_of(field.kind, message.data() + field.offset, field.size)});
    if (checked.has_appendage_length && appendage_rule(*checked.layout) == AppendageRule::optional)
        result.fields.push_back({std::string{kAppendageLength}, std::uint64_t{checked.appendage.size()}});
    AppendageReader reader{checked.appendage};
    for (AppendageOption option; reader.next(option);) {
        if (option.layout != nullptr)
            result.fields.push_back({tag_name(option.tag), value_of(option.layout->kind, option.value.data(),
                                                                    option.value.size())});
        else
            result.fields.push_back(
                {tag_name(option.tag), std::vector<std::byte>{option.value.begin(), option.value.end()}});
    }
    return result;
}

std::vector<std::byte> encode_named(Protocol protocol, std::string_view name,
                                    std::span<const NamedValue> fields) {
    const MessageLayout* layout = layout_of(protocol, name);
    if (layout == nullptr) refuse("unknown message", quoted(name));
    NamedEncoder encoder{protocol, *layout};
    for (const NamedValue& field : fields) encoder.add(field);
    return encoder.finish();
}

}  // namespace tradewind::wire
