// The machinery of the typed messages: a Reader looks at a message where it lies, a Writer fills a caller's
// buffer. Both find a field by its name in the layout table at compile time, so a wrong name, a wrong type or
// a moved offset does not compile. Neither allocates, throws or owns memory; a Reader's text is valid while
// the message's bytes are.
#pragma once

#include <cstring>

#include "tradewind/base/endian.hpp"
#include "tradewind/wire/price.hpp"

namespace tradewind::wire {

/// A field's name as a template argument.
template <std::size_t N>
struct FieldName {
    char text[N]{};
    // Implicit on purpose: get<T, "price">() is the whole point.
    consteval FieldName(const char (&name)[N]) {
        for (std::size_t i = 0; i < N; ++i) text[i] = name[i];
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N - 1}; }
};

template <FieldKind K>
[[nodiscard]] inline std::uint64_t load_unsigned(const std::byte* p) noexcept {
    constexpr std::uint16_t kSize = size_of(K);
    static_assert(kSize != 0, "text is not an integer");
    if constexpr (kSize == 1) return std::to_integer<std::uint64_t>(*p);
    if constexpr (kSize == 2) return base::load_be16(p);
    if constexpr (kSize == 4) return base::load_be32(p);
    if constexpr (kSize == 6) return base::load_be48(p);
    if constexpr (kSize == 8) return base::load_be64(p);
}

template <FieldKind K>
inline void store_unsigned(std::byte* p, std::uint64_t value) noexcept {
    constexpr std::uint16_t kSize = size_of(K);
    static_assert(kSize != 0, "text is not an integer");
    if constexpr (kSize == 1) *p = static_cast<std::byte>(value);
    if constexpr (kSize == 2) base::store_be16(p, static_cast<std::uint16_t>(value));
    if constexpr (kSize == 4) base::store_be32(p, static_cast<std::uint32_t>(value));
    if constexpr (kSize == 6) base::store_be48(p, value);
    if constexpr (kSize == 8) base::store_be64(p, value);
}

/// Text without its padding.
[[nodiscard]] inline std::string_view load_text(const std::byte* p, std::size_t size) noexcept {
    const char* text = reinterpret_cast<const char*>(p);
    while (size > 0 && text[size - 1] == ' ') --size;
    return {text, size};
}

/// Left-justified, padded with spaces; too long a text is cut and reported.
inline FieldStatus store_text(std::byte* p, std::size_t size, std::string_view text) noexcept {
    const std::size_t n = text.size() < size ? text.size() : size;
    if (n > 0) std::memcpy(p, text.data(), n);
    std::memset(p + n, ' ', size - n);
    return text.size() > size ? FieldStatus::too_long : FieldStatus::ok;
}

/// Zero in every number, a space in every character: what a Writer begins with.
constexpr std::size_t kMaxFixedLength = 72;
[[nodiscard]] constexpr std::array<std::byte, kMaxFixedLength> blank_image(
    const MessageLayout& layout) noexcept {
    std::array<std::byte, kMaxFixedLength> image{};
    image[0] = static_cast<std::byte>(layout.type);
    for (const Field& field : layout.fields)
        for (std::size_t i = 0; field.kind == FieldKind::alpha && i < field.size; ++i)
            image[field.offset + i] = std::byte{' '};
    return image;
}

/// True if a field of kind K may be seen as a T.
template <class T, FieldKind K, std::size_t Size>
inline constexpr bool kFits =
    std::is_same_v<T, std::string_view>    ? K == FieldKind::alpha
    : std::is_same_v<T, char>              ? K == FieldKind::alpha && Size == 1
    : std::is_same_v<T, base::Symbol>      ? K == FieldKind::alpha && Size == 8
    : std::is_same_v<T, base::Locate>      ? K == FieldKind::u16
    : std::is_same_v<T, base::UserRef>     ? K == FieldKind::u32
    : std::is_same_v<T, base::OrderRef>    ? K == FieldKind::u64
    : std::is_same_v<T, base::MatchNumber> ? K == FieldKind::u64
    : std::is_same_v<T, base::Qty>         ? K == FieldKind::u32
    : std::is_same_v<T, base::DayTime>     ? K == FieldKind::u48 || K == FieldKind::u64
    : std::is_same_v<T, base::Price>
        ? K == FieldKind::price4 || K == FieldKind::price8 || K == FieldKind::price_ouch
    : std::is_unsigned_v<T> ? K != FieldKind::alpha && K != FieldKind::i32 && sizeof(T) == Size
                            : false;

/// Message is a type with `static constexpr const MessageLayout& layout`.
template <class Message>
class Reader {
  public:
    static constexpr bool kWritable = false;
    static constexpr const MessageLayout& kLayout = Message::layout;

    /// The caller has checked type and length; nothing is copied.
    explicit Reader(const std::byte* message) noexcept : data_{message} {}

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, kLayout.length}; }

    template <class T, FieldName Name>
    [[nodiscard]] T get() const noexcept {
        constexpr std::size_t kIndex = field_index(kLayout.fields, Name.view());
        static_assert(kIndex != kNoField, "this message has no field of that name");
        constexpr Field kField = kLayout.fields[kIndex];
        constexpr FieldKind kKind = kField.kind;
        static_assert(kFits<T, kKind, kField.size>, "the field has another type");
        const std::byte* p = data_ + kField.offset;
        if constexpr (std::is_same_v<T, std::string_view>) {
            return load_text(p, kField.size);
        } else if constexpr (std::is_same_v<T, char>) {
            return static_cast<char>(*p);
        } else if constexpr (std::is_same_v<T, base::Symbol>) {
            base::Symbol symbol;
            std::memcpy(symbol.chars.data(), p, symbol.chars.size());
            return symbol;
        } else if constexpr (std::is_same_v<T, base::Price>) {
            return from_wire<kKind>(static_cast<WirePriceInt<kKind>>(load_unsigned<kKind>(p)));
        } else if constexpr (std::is_unsigned_v<T>) {
            return static_cast<T>(load_unsigned<kKind>(p));
        } else {
            // Every strong type holds one integer as its only member; a time of 2^63 and more wraps to a
            // negative.
            return T{static_cast<decltype(member_of(T{}))>(load_unsigned<kKind>(p))};
        }
    }

  protected:
    static constexpr std::int64_t member_of(base::Qty q) noexcept { return q.lots; }
    static constexpr std::int64_t member_of(base::DayTime t) noexcept { return t.ns; }
    static constexpr std::uint64_t member_of(base::OrderRef r) noexcept { return r.value; }
    static constexpr std::uint64_t member_of(base::MatchNumber m) noexcept { return m.value; }
    static constexpr std::uint32_t member_of(base::UserRef r) noexcept { return r.value; }
    static constexpr std::uint16_t member_of(base::Locate l) noexcept { return l.value; }

  private:
    const std::byte* data_;
};

template <class Message>
class Writer : public Reader<Message> {
  public:
    static constexpr bool kWritable = true;

    /// `out` has room for the whole message: kLayout.length bytes.
    explicit Writer(std::byte* out) noexcept : Reader<Message>{out}, data_{out} {
        static_assert(Message::layout.length <= kMaxFixedLength);
        static constexpr auto kBlank = blank_image(Message::layout);
        std::memcpy(out, kBlank.data(), Message::layout.length);
    }

    /// Writes into a message that is already there and keeps what it holds.
    struct Patch {};
    Writer(std::byte* message, Patch) noexcept : Reader<Message>{message}, data_{message} {}

    /// The first thing that could not be written, or ok. A field that failed holds zero (text: what fitted).
    [[nodiscard]] FieldStatus status() const noexcept { return status_; }

    template <FieldName Name, class T>
    void set(T value) noexcept {
        constexpr std::size_t kIndex = field_index(Message::layout.fields, Name.view());
        static_assert(kIndex != kNoField, "this message has no field of that name");
        constexpr Field kField = Message::layout.fields[kIndex];
        constexpr FieldKind kKind = kField.kind;
        static_assert(kFits<T, kKind, kField.size>, "the field has another type");
        std::byte* p = data_ + kField.offset;
        if constexpr (std::is_same_v<T, std::string_view>) {
            note(store_text(p, kField.size, value));
        } else if constexpr (std::is_same_v<T, char>) {
            *p = static_cast<std::byte>(value);
        } else if constexpr (std::is_same_v<T, base::Symbol>) {
            std::memcpy(p, value.chars.data(), value.chars.size());
        } else if constexpr (std::is_same_v<T, base::Price>) {
            const WirePrice<kKind> wire = to_wire<kKind>(value);
            note(wire.status);
            store_unsigned<kKind>(p, wire.value);
        } else if constexpr (std::is_unsigned_v<T>) {
            store_unsigned<kKind>(p, value);
        } else {
            auto member = Reader<Message>::member_of(value);
            if constexpr (std::is_signed_v<decltype(member)>) {
                constexpr int kBits = 8 * kField.size;
                if (member < 0 || (kBits < 64 && member >> (kBits < 64 ? kBits : 0) != 0)) {
                    note(FieldStatus::out_of_range);
                    member = 0;
                }
            }
            store_unsigned<kKind>(p, static_cast<std::uint64_t>(member));
        }
    }

  private:
    void note(FieldStatus status) noexcept {
        if (status_ == FieldStatus::ok) status_ = status;
    }
    std::byte* data_;
    FieldStatus status_{FieldStatus::ok};
};

}  // namespace tradewind::wire

/// One field of a typed message: a getter, and on a Writer a setter that can be chained. #undef after use.
#define TRADEWIND_WIRE_FIELD(T, accessor, field_name)                                         \
    [[nodiscard]] T accessor() const noexcept { return this->template get<T, field_name>(); } \
    auto& accessor(T value) noexcept                                                          \
        requires Base::kWritable                                                              \
    {                                                                                         \
        this->template set<field_name>(value);                                                \
        return *this;                                                                         \
    }
