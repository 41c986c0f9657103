// Every message table in one place, by protocol and direction: what the table-driven codec and the bindings
// ask for.
#pragma once

#include <optional>

#include "tradewind/wire/field.hpp"
#include "tradewind/wire/itch50_layout.hpp"
#include "tradewind/wire/ouch50_layout.hpp"

namespace tradewind::wire {

/// A set of messages in which one type letter has one meaning.
enum class Protocol : std::uint8_t { itch50, ouch50_inbound, ouch50_outbound };

/// `direction` is who sends: "client" or "exchange". ITCH has only the exchange's. nullopt for anything else.
[[nodiscard]] constexpr std::optional<Protocol> protocol_of(std::string_view protocol,
                                                            std::string_view direction) noexcept {
    if (protocol == "itch50" && direction == "exchange") return Protocol::itch50;
    if (protocol == "ouch50" && direction == "client") return Protocol::ouch50_inbound;
    if (protocol == "ouch50" && direction == "exchange") return Protocol::ouch50_outbound;
    return std::nullopt;
}

[[nodiscard]] constexpr std::span<const MessageLayout> layouts(Protocol protocol) noexcept {
    switch (protocol) {
        case Protocol::itch50:
            return kItch50Layouts;
        case Protocol::ouch50_inbound:
            return kOuch50Inbound;
        case Protocol::ouch50_outbound:
            return kOuch50Outbound;
    }
    return {};
}

/// The layout of a type letter, or nullptr if it is unknown. O(1).
[[nodiscard]] constexpr const MessageLayout* layout_of(Protocol protocol, char type) noexcept {
    switch (protocol) {
        case Protocol::itch50:
            return itch50_layout(type);
        case Protocol::ouch50_inbound:
            return ouch50_layout(OuchDirection::inbound, type);
        case Protocol::ouch50_outbound:
            return ouch50_layout(OuchDirection::outbound, type);
    }
    return nullptr;
}

/// The layout called `name`, or nullptr. Linear: for set-up.
[[nodiscard]] constexpr const MessageLayout* layout_of(Protocol protocol, std::string_view name) noexcept {
    for (const MessageLayout& layout : layouts(protocol))
        if (layout.name == name) return &layout;
    return nullptr;
}

}  // namespace tradewind::wire
