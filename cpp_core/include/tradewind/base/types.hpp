// Value types of the whole core: one integer each, an explicit unit, only the operators that mean something.
// A double never holds a price, a quantity or a time inside the core; to_double() is for features and
// display.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>

namespace tradewind::base {

/// A price or price difference in units of 1e-9 of the instrument's currency.
struct Price {
    static constexpr std::int64_t kScale = 1'000'000'000;
    std::int64_t units{};

    friend constexpr auto operator<=>(Price, Price) = default;
    friend constexpr Price operator+(Price a, Price b) noexcept { return {a.units + b.units}; }
    friend constexpr Price operator-(Price a, Price b) noexcept { return {a.units - b.units}; }
    friend constexpr Price operator-(Price a) noexcept { return {-a.units}; }
    [[nodiscard]] constexpr double to_double() const noexcept {
        return static_cast<double>(units) / static_cast<double>(kScale);
    }
};

/// A quantity in the instrument's lots (1 share for equities, 1e-8 coin for crypto).
struct Qty {
    std::int64_t lots{};

    friend constexpr auto operator<=>(Qty, Qty) = default;
    friend constexpr Qty operator+(Qty a, Qty b) noexcept { return {a.lots + b.lots}; }
    friend constexpr Qty operator-(Qty a, Qty b) noexcept { return {a.lots - b.lots}; }
    friend constexpr Qty operator-(Qty a) noexcept { return {-a.lots}; }
    constexpr Qty& operator+=(Qty other) noexcept {
        lots += other.lots;
        return *this;
    }
    constexpr Qty& operator-=(Qty other) noexcept {
        lots -= other.lots;
        return *this;
    }
};

/// 128 bits hold any price times any quantity without overflow. GCC and clang both have it; -Wpedantic does
/// not.
__extension__ using Int128 = __int128;

/// Price times quantity: 1e-9 of the currency.
struct Notional {
    Int128 units{};

    friend constexpr auto operator<=>(Notional, Notional) = default;
    friend constexpr Notional operator+(Notional a, Notional b) noexcept { return {a.units + b.units}; }
    friend constexpr Notional operator-(Notional a, Notional b) noexcept { return {a.units - b.units}; }
    friend constexpr Notional operator-(Notional a) noexcept { return {-a.units}; }
    constexpr Notional& operator+=(Notional other) noexcept {
        units += other.units;
        return *this;
    }
    [[nodiscard]] constexpr double to_double() const noexcept {
        return static_cast<double>(units) / static_cast<double>(Price::kScale);
    }
};
[[nodiscard]] constexpr Notional operator*(Price price, Qty qty) noexcept {
    return {static_cast<Int128>(price.units) * qty.lots};
}

/// A length of time in nanoseconds.
struct Nanos {
    std::int64_t ns{};
    friend constexpr auto operator<=>(Nanos, Nanos) = default;
    friend constexpr Nanos operator+(Nanos a, Nanos b) noexcept { return {a.ns + b.ns}; }
    friend constexpr Nanos operator-(Nanos a, Nanos b) noexcept { return {a.ns - b.ns}; }
};

/// Nanoseconds since midnight, exchange local time: the clock of Nasdaq's messages.
struct DayTime {
    std::int64_t ns{};
    friend constexpr auto operator<=>(DayTime, DayTime) = default;
    friend constexpr DayTime operator+(DayTime a, Nanos b) noexcept { return {a.ns + b.ns}; }
    friend constexpr Nanos operator-(DayTime a, DayTime b) noexcept { return {a.ns - b.ns}; }
};

/// Nanoseconds since 1970-01-01 UTC.
struct EpochTime {
    std::int64_t ns{};
    friend constexpr auto operator<=>(EpochTime, EpochTime) = default;
    friend constexpr EpochTime operator+(EpochTime a, Nanos b) noexcept { return {a.ns + b.ns}; }
    friend constexpr Nanos operator-(EpochTime a, EpochTime b) noexcept { return {a.ns - b.ns}; }
};

/// The exchange's number of a resting order; 0 means none.
struct OrderRef {
    std::uint64_t value{};
    friend constexpr auto operator<=>(OrderRef, OrderRef) = default;
};

/// Our number of an order: OUCH's UserRefNum, strictly increasing for the day; 0 means none.
struct UserRef {
    std::uint32_t value{};
    friend constexpr auto operator<=>(UserRef, UserRef) = default;
};

/// The exchange's number of one execution, the key of a later break or correction.
struct MatchNumber {
    std::uint64_t value{};
    friend constexpr auto operator<=>(MatchNumber, MatchNumber) = default;
};

/// ITCH's per-day instrument number, dense from 1; 0 means no instrument.
struct Locate {
    std::uint16_t value{};
    friend constexpr auto operator<=>(Locate, Locate) = default;
};

enum class Side : std::uint8_t { buy = 0, sell = 1 };
[[nodiscard]] constexpr Side opposite(Side side) noexcept {
    return side == Side::buy ? Side::sell : Side::buy;
}
[[nodiscard]] constexpr std::int64_t sign(Side side) noexcept { return side == Side::buy ? 1 : -1; }

/// Up to eight ASCII characters, padded with spaces as on the wire.
struct Symbol {
    std::array<char, 8> chars{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};

    static constexpr Symbol from(std::string_view text) noexcept {
        Symbol symbol;
        for (std::size_t i = 0; i < text.size() && i < symbol.chars.size(); ++i) symbol.chars[i] = text[i];
        return symbol;
    }
    /// The text without padding; valid while this object lives.
    [[nodiscard]] constexpr std::string_view view() const noexcept {
        std::size_t n = chars.size();
        while (n > 0 && chars[n - 1] == ' ') --n;
        return {chars.data(), n};
    }
    friend constexpr auto operator<=>(const Symbol&, const Symbol&) = default;
};

static_assert(sizeof(Price) == 8 && std::is_trivially_copyable_v<Price>);
static_assert(sizeof(Qty) == 8 && std::is_trivially_copyable_v<Qty>);
static_assert(sizeof(Notional) == 16 && std::is_trivially_copyable_v<Notional>);
static_assert(sizeof(Symbol) == 8 && std::is_trivially_copyable_v<Symbol>);

}  // namespace tradewind::base
