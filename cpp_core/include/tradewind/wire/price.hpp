// The wire's prices to and from ours. The scales of the exchange exist in this module only.
#pragma once

#include <concepts>
#include <limits>
#include <type_traits>

#include "tradewind/base/types.hpp"
#include "tradewind/wire/field.hpp"

namespace tradewind::wire {

/// How writing one value went.
enum class FieldStatus : std::uint8_t {
    ok,
    not_a_multiple,  ///< the price is finer than the wire's decimals
    out_of_range,    ///< negative, or larger than the field holds
    too_long,        ///< more characters than the field has
    unknown_field,   ///< the protocol has no such option
    wrong_kind,      ///< a number for text, or text for a number
    no_room,         ///< the buffer is too small
};

template <FieldKind K>
concept PriceKind = K == FieldKind::price4 || K == FieldKind::price8 || K == FieldKind::price_ouch;

/// The integer that a price kind puts on the wire.
template <FieldKind K>
    requires PriceKind<K>
using WirePriceInt = std::conditional_t<K == FieldKind::price4, std::uint32_t, std::uint64_t>;

/// Price units (1e-9) in one unit of the wire.
template <FieldKind K>
    requires PriceKind<K>
inline constexpr std::int64_t kUnitsPerWireUnit = K == FieldKind::price8 ? 10 : 100'000;

/// OUCH's price of a market order: not a price to trade at.
inline constexpr std::uint64_t kOuchMarketPrice = 0x7FFF'FFFF;

/// The largest price there is; stands for every 8-byte wire price that 64 bits of 1e-9 cannot hold. It is not
/// a multiple of any wire unit, so it can not be sent on by mistake.
inline constexpr base::Price kPriceTooLarge{std::numeric_limits<std::int64_t>::max()};

template <FieldKind K>
    requires PriceKind<K>
[[nodiscard]] constexpr base::Price from_wire(WirePriceInt<K> raw) noexcept {
    constexpr std::int64_t kUnit = kUnitsPerWireUnit<K>;
    if constexpr (sizeof(raw) == 8) {
        if (raw > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / kUnit))
            return kPriceTooLarge;
    }
    return {static_cast<std::int64_t>(raw) * kUnit};
}

template <FieldKind K>
    requires PriceKind<K>
struct WirePrice {
    WirePriceInt<K> value{};  ///< 0 unless the status is ok
    FieldStatus status{FieldStatus::ok};
};

template <FieldKind K>
    requires PriceKind<K>
[[nodiscard]] constexpr WirePrice<K> to_wire(base::Price price) noexcept {
    constexpr std::int64_t kUnit = kUnitsPerWireUnit<K>;
    const std::int64_t raw = price.units / kUnit;
    if (raw * kUnit != price.units) return {0, FieldStatus::not_a_multiple};
    if (raw < 0) return {0, FieldStatus::out_of_range};
    if constexpr (sizeof(WirePriceInt<K>) == 4) {
        if (raw > std::numeric_limits<std::uint32_t>::max()) return {0, FieldStatus::out_of_range};
    }
    return {static_cast<WirePriceInt<K>>(raw), FieldStatus::ok};
}

}  // namespace tradewind::wire
