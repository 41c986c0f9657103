// Shared by the order tests: an Orders with one instrument and short ways to say what the venue says.
#pragma once

#include <cstdint>

#include "tradewind/order/state_machine.hpp"

namespace tradewind::order::testing {

inline constexpr Locate kLocate{7};
inline constexpr std::int64_t kCent = Price::kScale / 100;

struct Desk {
    Orders orders;

    explicit Desk(std::uint32_t references = 64, std::uint32_t executions = 64)
        : orders{{.first = UserRef{1}, .references = references, .executions = executions}} {}

    UserRef enter(std::int64_t qty, Side side = Side::buy, std::int64_t cents = 1000) {
        const auto request =
            orders.enter({.locate = kLocate, .side = side, .order_qty = {qty}, .price = {cents * kCent}});
        return request.status == Status::ok ? request.message.ref : UserRef{};
    }
    UserRef replace(UserRef orig, std::int64_t qty, std::int64_t cents = 1001) {
        const auto request = orders.replace(orig, {qty}, {cents * kCent});
        return request.status == Status::ok ? request.message.ref : UserRef{};
    }
    Status cancel(UserRef ref, std::int64_t to = 0) { return orders.cancel(ref, {to}).status; }

    Outcome accept(UserRef ref, std::int64_t qty, char code = 'L', std::int64_t cents = 1000) {
        return orders.apply({.kind = VenueKind::accepted,
                             .ref = ref,
                             .order_ref = {900 + ref.value},
                             .order_qty = {qty},
                             .price = {cents * kCent},
                             .code = code});
    }
    Outcome replaced(UserRef orig, UserRef ref, std::int64_t open, char code = 'L',
                     std::int64_t cents = 1001) {
        return orders.apply({.kind = VenueKind::replaced,
                             .ref = ref,
                             .orig = orig,
                             .order_ref = {900 + ref.value},
                             .order_qty = {open},
                             .price = {cents * kCent},
                             .code = code});
    }
    Outcome executed(UserRef ref, std::int64_t qty, std::uint64_t match, std::int64_t cents = 1000) {
        return orders.apply({.kind = VenueKind::executed,
                             .ref = ref,
                             .match = {match},
                             .decrement = {qty},
                             .price = {cents * kCent},
                             .code = 'R'});
    }
    Outcome tell(VenueKind kind, UserRef ref, std::int64_t decrement = 0) {
        return orders.apply({.kind = kind, .ref = ref, .decrement = {decrement}});
    }
    Outcome broken(UserRef ref, std::uint64_t match) {
        return orders.apply({.kind = VenueKind::broken, .ref = ref, .match = {match}});
    }
    Outcome corrected(UserRef ref, std::uint64_t match, std::int64_t qty, std::int64_t cents) {
        return orders.apply({.kind = VenueKind::corrected,
                             .ref = ref,
                             .match = {match},
                             .decrement = {qty},
                             .price = {cents * kCent}});
    }

    /// An accepted order.
    UserRef live(std::int64_t qty, Side side = Side::buy) {
        const UserRef ref = enter(qty, side);
        static_cast<void>(accept(ref, qty));
        return ref;
    }
    [[nodiscard]] const Order& at(UserRef ref) const { return *orders.find(ref); }
    [[nodiscard]] std::int64_t leaves(UserRef ref) const { return at(ref).leaves.lots; }
    [[nodiscard]] std::int64_t executed_of(UserRef ref) const { return orders.executed(ref).lots; }
    [[nodiscard]] std::int64_t worst_case(UserRef ref) const { return orders.working(ref)->open.lots; }
};

}  // namespace tradewind::order::testing
