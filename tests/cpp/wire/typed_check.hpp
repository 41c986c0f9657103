// Does a typed view say what the table-driven codec says, and does the typed writer give the same bytes back?
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "wire/typed_fields.hpp"

namespace tradewind::wire::test {

template <class View>
struct WriterOf;
template <template <class> class Fields, class Message>
struct WriterOf<Fields<Reader<Message>>> {
    using type = Fields<Writer<Message>>;
};

/// The integer on the wire that a strong type must come from.
inline std::uint64_t raw(base::Locate v) { return v.value; }
inline std::uint64_t raw(base::UserRef v) { return v.value; }
inline std::uint64_t raw(base::OrderRef v) { return v.value; }
inline std::uint64_t raw(base::MatchNumber v) { return v.value; }
inline std::uint64_t raw(base::Qty v) { return static_cast<std::uint64_t>(v.lots); }
inline std::uint64_t raw(base::DayTime v) { return static_cast<std::uint64_t>(v.ns); }
inline std::uint64_t raw(std::uint64_t v) { return v; }
inline std::uint64_t raw(std::uint32_t v) { return v; }
inline std::uint64_t raw(std::uint16_t v) { return v; }

template <class T>
bool same(const Field& field, const std::byte* message, const T& typed) {
    const std::byte* p = message + field.offset;
    if constexpr (std::is_same_v<T, base::Symbol>) {
        return typed.view() == read_alpha(p, field.size);
    } else if constexpr (std::is_same_v<T, char>) {
        return read_alpha(p, field.size) == std::string_view{&typed, 1};
    } else if constexpr (std::is_same_v<T, std::string_view>) {
        return typed == read_alpha(p, field.size);
    } else if constexpr (std::is_same_v<T, base::Price>) {
        // Units of 1e-9 in one unit of the wire, told apart by the number of decimals.
        const std::uint64_t unit = field.kind == FieldKind::price8 ? 10 : 100'000;
        const std::uint64_t wire = read_integer(field.kind, p);
        constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (wire > kMax / unit) return typed.units == std::numeric_limits<std::int64_t>::max();
        return typed.units == static_cast<std::int64_t>(wire * unit);
    } else {
        return raw(typed) == read_integer(field.kind, p);
    }
}

/// A writer over `out`, with what its constructor takes from the view.
template <class View>
auto start_writer(const View& view, std::byte* out) {
    using Out = typename WriterOf<View>::type;
    if constexpr (requires { view.tracking(); }) {
        return Out{out, view.locate(), view.time(), view.tracking()};
    } else if constexpr (requires { view.time(); }) {
        return Out{out, view.time()};
    } else {
        return Out{out};
    }
}

/// Empty if view, writer and table agree on every field; else what does not. A value that no strong type can
/// hold (a price beyond 64 bits, a time of 2^63 ns) must make the writer say so.
template <class View>
std::string disagreement(const View& view) {
    const MessageLayout& layout = View::kLayout;
    const std::byte* message = view.bytes().data();
    std::array<std::byte, kMaxFixedLength> out{};
    auto writer = start_writer(view, out.data());
    std::string wrong;
    std::size_t seen = 0;
    bool representable = true;
    each_field(view, [&](std::string_view name, auto getter, auto setter) {
        const Field* field = find_field(layout.fields, name);
        if (field == nullptr) {
            wrong += std::string{name} + " is not in the table; ";
            return;
        }
        ++seen;
        const auto value = getter(view);
        if (!same(*field, message, value)) wrong += std::string{name} + " differs from the table; ";
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, base::Price>)
            representable = representable && value.units != std::numeric_limits<std::int64_t>::max();
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, base::DayTime>)
            representable = representable && value.ns >= 0;
        if constexpr (!std::is_same_v<decltype(setter), ReadOnly>) setter(writer, value);
    });
    const bool has_appendage = find_field(layout.fields, "appendage_length") != nullptr;
    if (seen + (has_appendage ? 1 : 0) != layout.fields.size()) wrong += "a field has no accessor; ";
    if (representable != (writer.status() == FieldStatus::ok)) wrong += "the writer's status is wrong; ";
    // The appendage length is the AppendageWriter's: a fresh message has 0 there.
    const std::size_t compared = layout.length - (has_appendage ? 2u : 0u);
    if (representable && std::memcmp(out.data(), message, compared) != 0)
        wrong += "the writer's bytes differ; ";
    return wrong;
}

/// The same for a checked message of any type.
inline std::string disagreement(Protocol protocol, const std::byte* message) {
    std::string wrong = "no view for this type";
    const auto handler = [&](const auto& view) { wrong = disagreement(view); };
    switch (protocol) {
        case Protocol::itch50:
            itch50::visit(message, handler);
            break;
        case Protocol::ouch50_inbound:
            ouch50::visit_inbound(message, handler);
            break;
        case Protocol::ouch50_outbound:
            ouch50::visit_outbound(message, handler);
            break;
    }
    return wrong;
}

}  // namespace tradewind::wire::test
