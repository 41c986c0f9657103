// How a message is laid out, as data. One constexpr table per message is the single source of truth: the
// typed views look their offsets up in it at compile time, the table-driven codec and the NumPy dtypes walk
// it at run time. Offsets and sizes are in bytes and count the type byte, which is always at 0 and is not
// listed as a field.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tradewind::wire {

enum class FieldKind : std::uint8_t {
    alpha,  ///< ASCII, left-justified, padded with spaces
    u8,     ///< big-endian unsigned integers
    u16,
    u32,
    u48,
    u64,
    i32,         ///< big-endian two's complement
    price4,      ///< u32 with 4 implied decimals
    price8,      ///< u64 with 8 implied decimals
    price_ouch,  ///< u64 with 4 implied decimals
};

/// Bytes of a kind; 0 for alpha, whose size the field gives.
[[nodiscard]] constexpr std::uint16_t size_of(FieldKind kind) noexcept {
    switch (kind) {
        case FieldKind::alpha:
            return 0;
        case FieldKind::u8:
            return 1;
        case FieldKind::u16:
            return 2;
        case FieldKind::u32:
        case FieldKind::i32:
        case FieldKind::price4:
            return 4;
        case FieldKind::u48:
            return 6;
        case FieldKind::u64:
        case FieldKind::price8:
        case FieldKind::price_ouch:
            return 8;
    }
    return 0;
}

[[nodiscard]] constexpr std::string_view name_of(FieldKind kind) noexcept {
    constexpr std::array<std::string_view, 10> kNames{"alpha", "u8",  "u16",    "u32",    "u48",
                                                      "u64",   "i32", "price4", "price8", "price_ouch"};
    return kNames[static_cast<std::size_t>(kind)];
}

struct Field {
    std::string_view name;
    std::uint16_t offset;
    std::uint16_t size;
    FieldKind kind;
};

struct MessageLayout {
    char type;
    std::string_view name;
    std::uint16_t length;           ///< with the type byte, without an OUCH appendage
    std::span<const Field> fields;  ///< in wire order; they cover the bytes 1 .. length - 1 without a gap
};

inline constexpr std::size_t kNoField = static_cast<std::size_t>(-1);

/// The index of the field called `name`, or kNoField. Linear: for set-up and compile time.
[[nodiscard]] constexpr std::size_t field_index(std::span<const Field> fields,
                                                std::string_view name) noexcept {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == name) return i;
    return kNoField;
}

/// The field called `name`, or nullptr. Linear: for set-up. In a constant expression use field_index: GCC
/// cannot compare a pointer with nullptr there while the undefined-behaviour sanitizer is on.
[[nodiscard]] constexpr const Field* find_field(std::span<const Field> fields,
                                                std::string_view name) noexcept {
    const std::size_t i = field_index(fields, name);
    return i == kNoField ? nullptr : &fields[i];
}

/// True if the fields follow each other without gap or overlap and fill the message: a slip in a table does
/// not compile.
[[nodiscard]] constexpr bool tiles(const MessageLayout& layout) noexcept {
    std::size_t next = 1;
    for (const Field& field : layout.fields) {
        if (field.offset != next || field.size == 0) return false;
        if (field.kind != FieldKind::alpha && field.size != size_of(field.kind)) return false;
        next += field.size;
    }
    return next == layout.length;
}

/// 256 entries, one per type letter: index into the layout table plus one, 0 for an unknown type.
template <std::size_t N>
[[nodiscard]] constexpr std::array<std::uint8_t, 256> index_by_type(
    const std::array<MessageLayout, N>& layouts) noexcept {
    std::array<std::uint8_t, 256> index{};
    for (std::size_t i = 0; i < N; ++i)
        index[static_cast<unsigned char>(layouts[i].type)] = static_cast<std::uint8_t>(i + 1);
    return index;
}

}  // namespace tradewind::wire
