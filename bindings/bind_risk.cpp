// Python's way to the pre-trade checks; the dataclasses of tradewind.risk name what crosses here as integers.
//
// Every call is far below a microsecond and keeps the GIL, which is also what keeps two Python threads apart.
#include <vector>

#include "order_convert.hpp"
#include "tradewind/risk/checks.hpp"

namespace tradewind::bindings {

namespace {

using namespace risk;

/// reason, value, limit
using VerdictTuple = std::tuple<Reason, py::int_, py::int_>;
/// tick, multiplier
using InstrumentTuple = std::tuple<std::int64_t, std::int64_t>;
/// bid, bid_qty, ask, ask_qty
using TouchTuple = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
/// position, open_buy, open_sell, open_orders, halted
using ExposureTuple = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, bool>;
/// locate, side, executed, open
using WorkingTuple = std::tuple<std::uint16_t, int, std::int64_t, std::int64_t>;

VerdictTuple to_tuple(const Verdict& v) { return {v.reason, to_int(v.value), to_int(v.limit)}; }

base::Instrument to_instrument(const InstrumentTuple& t) {
    return {.symbol = {}, .locate = {}, .tick = {std::get<0>(t)}, .multiplier = std::get<1>(t)};
}
book::Touch to_touch(const TouchTuple& t) {
    return {{std::get<0>(t)}, {std::get<1>(t)}, {std::get<2>(t)}, {std::get<3>(t)}};
}
Exposure to_exposure(const ExposureTuple& t) {
    return {{std::get<0>(t)}, {std::get<1>(t)}, {std::get<2>(t)}, std::get<3>(t), std::get<4>(t)};
}
order::Enter to_enter(std::uint16_t locate, int side, std::int64_t qty, std::int64_t price) {
    return {.ref = {}, .locate = {locate}, .side = to_side(side), .order_qty = {qty}, .price = {price}};
}

void bind_reason(py::module_& m) {
    py::enum_<Reason>(m, "Reason", py::arithmetic(), "Why an order may not leave.")
        .value("ok", Reason::ok)
        .value("killed", Reason::killed)
        .value("bad_instrument", Reason::bad_instrument)
        .value("invalid_quantity", Reason::invalid_quantity)
        .value("invalid_price", Reason::invalid_price)
        .value("off_tick", Reason::off_tick)
        .value("halted", Reason::halted)
        .value("max_quantity", Reason::max_quantity)
        .value("max_notional", Reason::max_notional)
        .value("no_touch", Reason::no_touch)
        .value("price_collar", Reason::price_collar)
        .value("position_limit", Reason::position_limit)
        .value("open_orders", Reason::open_orders)
        .value("duplicate", Reason::duplicate)
        .value("order_rate", Reason::order_rate);
}

void bind_exposures(py::module_& m) {
    py::class_<Exposures>(m, "Exposures",
                          "Position and worst-case open quantity per locate; one thread at a time.")
        .def(py::init<>())
        .def(
            "apply",
            [](Exposures& self, std::uint16_t locate, int side, std::int64_t open, std::int64_t filled,
               int orders) { self.apply({{locate}, to_side(side), {open}, {filled}, orders}); },
            exact("locate"), exact("side"), exact("open"), exact("filled"), exact("orders"))
        .def(
            "of",
            [](const Exposures& self, std::uint16_t locate) -> ExposureTuple {
                const Exposure& e = self.of({locate});
                return {e.position.lots, e.open_buy.lots, e.open_sell.lots, e.open_orders, e.halted};
            },
            exact("locate"), "Returns (position, open_buy, open_sell, open_orders, halted).")
        .def(
            "set_position",
            [](Exposures& self, std::uint16_t locate, std::int64_t position) {
                self.set_position({locate}, {position});
            },
            exact("locate"), exact("position"))
        .def(
            "set_halted",
            [](Exposures& self, std::uint16_t locate, bool halted) { self.set_halted({locate}, halted); },
            exact("locate"), py::arg("halted"));
}

void bind_checks(py::module_& m) {
    py::class_<Checks>(m, "Checks", "Pre-trade checks; one thread at a time, the kill switch from any.")
        .def(py::init([](std::int64_t max_quantity, const py::int_& max_notional, std::int64_t collar_bps,
                         std::int64_t max_position, std::int64_t max_open_orders, std::int64_t max_orders,
                         std::int64_t rate_window, std::int64_t duplicate_window, bool trade_without_touch,
                         const KillSwitch& kill) {
                 return Checks({.max_quantity = {max_quantity},
                                .max_notional = {to_int128(max_notional)},
                                .collar_bps = collar_bps,
                                .max_position = {max_position},
                                .max_open_orders = max_open_orders,
                                .max_orders = max_orders,
                                .rate_window = {rate_window},
                                .duplicate_window = {duplicate_window},
                                .trade_without_touch = trade_without_touch},
                               kill);
             }),
             exact("max_quantity"), exact("max_notional"), exact("collar_bps"), exact("max_position"),
             exact("max_open_orders"), exact("max_orders"), exact("rate_window"), exact("duplicate_window"),
             py::arg("trade_without_touch"), py::arg("kill"), py::keep_alive<1, 11>(),
             "Raises ValueError naming field, value and limit.")
        .def(
            "check_enter",
            [](const Checks& self, std::uint16_t locate, int side, std::int64_t qty, std::int64_t price,
               const InstrumentTuple& instrument, const TouchTuple& touch, const ExposureTuple& exposure,
               std::int64_t now) {
                return to_tuple(self.check(to_enter(locate, side, qty, price), to_instrument(instrument),
                                           to_touch(touch), to_exposure(exposure), {now}));
            },
            exact("locate"), exact("side"), exact("order_qty"), exact("price"), exact("instrument"),
            exact("touch"), exact("exposure"), exact("now"), "Returns (reason, value, limit).")
        .def(
            "check_replace",
            [](const Checks& self, std::int64_t qty, std::int64_t price, const WorkingTuple& working,
               const InstrumentTuple& instrument, const TouchTuple& touch, const ExposureTuple& exposure,
               std::int64_t now) {
                const order::Replace replace{.orig = {}, .ref = {}, .order_qty = {qty}, .price = {price}};
                const order::Working replaced{{std::get<0>(working)},
                                              to_side(std::get<1>(working)),
                                              {std::get<2>(working)},
                                              {std::get<3>(working)}};
                return to_tuple(self.check(replace, replaced, to_instrument(instrument), to_touch(touch),
                                           to_exposure(exposure), {now}));
            },
            exact("order_qty"), exact("price"), exact("working"), exact("instrument"), exact("touch"),
            exact("exposure"), exact("now"), "Returns (reason, value, limit).")
        .def(
            "commit_enter",
            [](Checks& self, std::uint16_t locate, int side, std::int64_t qty, std::int64_t price,
               std::int64_t now) { self.commit(to_enter(locate, side, qty, price), {now}); },
            exact("locate"), exact("side"), exact("order_qty"), exact("price"), exact("now"))
        .def(
            "commit_replace", [](Checks& self, std::int64_t now) { self.commit(order::Replace{}, {now}); },
            exact("now"));
}

}  // namespace

void bind_risk(py::module_& parent) {
    py::module_ m = parent.def_submodule("risk", "Pre-trade checks; see tradewind.risk.");
    bind_reason(m);
    py::class_<KillSwitch>(m, "KillSwitch", "Stops new orders; any thread may set it.")
        .def(py::init<>())
        .def("set", &KillSwitch::set)
        .def("clear", &KillSwitch::clear)
        .def_property_readonly("is_set", &KillSwitch::is_set);
    bind_exposures(m);
    bind_checks(m);
}

}  // namespace tradewind::bindings
