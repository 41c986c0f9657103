// Conversions shared by the order and risk bindings: sides, changes of exposure and 128-bit money.
#pragma once

#include <stdexcept>
#include <string>
#include <tuple>

#include "bindings.hpp"
#include "tradewind/order/state_machine.hpp"

namespace tradewind::bindings {

/// locate, side, open, filled, orders
using ChangeTuple = std::tuple<int, int, std::int64_t, std::int64_t, int>;

/// An argument that takes integers only: without it a Decimal or a fraction would be cut silently.
[[nodiscard]] inline py::arg exact(const char* name) {
    py::arg arg{name};
    arg.noconvert();
    return arg;
}

[[nodiscard]] inline base::Side to_side(int side) {
    if (side != 0 && side != 1)
        throw std::invalid_argument("side is " + std::to_string(side) + ", must be 0 or 1");
    return static_cast<base::Side>(side);
}

/// The exact integer. pybind11 knows no 128 bits.
[[nodiscard]] inline py::int_ to_int(base::Int128 value) {
    const auto high = static_cast<std::int64_t>(value >> 64);
    const auto low = static_cast<std::uint64_t>(value);
    return py::int_((py::int_(high) << py::int_(64)) | py::int_(low));
}

/// Raises OverflowError beyond 128 bits.
[[nodiscard]] inline base::Int128 to_int128(const py::int_& value) {
    const auto high = (value >> py::int_(64)).cast<py::int_>();
    const auto low = (value & py::int_(~std::uint64_t{0})).cast<std::uint64_t>();
    int overflow = 0;
    const long long top = PyLong_AsLongLongAndOverflow(high.ptr(), &overflow);
    if (overflow != 0) {
        PyErr_SetString(PyExc_OverflowError, "amount does not fit 128 bits");
        throw py::error_already_set();
    }
    return static_cast<base::Int128>((static_cast<unsigned __int128>(top) << 64) | low);
}

[[nodiscard]] inline ChangeTuple change_tuple(const order::Change& c) {
    return {c.locate.value, static_cast<int>(c.side), c.open.lots, c.filled.lots, c.orders};
}

}  // namespace tradewind::bindings
