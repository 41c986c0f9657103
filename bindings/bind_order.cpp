// Python's way to the order state machine and the ledger. Everything crosses as integers and tuples of them,
// in the order that each docstring gives; the dataclasses of tradewind.orders and tradewind.ledger name them.
//
// Calls keep the GIL: Orders and Ledger have one writer and no lock of their own, so the GIL is what keeps
// two Python threads apart. Only construction, which touches the whole memory, releases it.
#include <optional>
#include <vector>

#include "order_convert.hpp"
#include "tradewind/order/ledger.hpp"
#include "tradewind/order/state_machine.hpp"

namespace tradewind::bindings {

namespace {

using namespace order;

/// kind, side, liquidity flag, locate, ref, match, qty, price, time
using FillTuple = std::tuple<FillKind, int, int, int, std::uint32_t, std::uint64_t, std::int64_t,
                             std::int64_t, std::int64_t>;
/// result, before, after, ref, root, fill or None, change
using OutcomeTuple =
    std::tuple<Result, State, State, std::uint32_t, std::uint32_t, std::optional<FillTuple>, ChangeTuple>;
using RequestTuple = std::tuple<Status, std::uint32_t, ChangeTuple>;
/// locate, multiplier, qty, cost, realised, fees, traded, traded_qty, fills, average_price
using PositionTuple = std::tuple<int, std::int64_t, std::int64_t, py::int_, py::int_, py::int_, py::int_,
                                 std::int64_t, std::uint32_t, std::int64_t>;
/// per_lot, notional_ppb
using RateTuple = std::tuple<std::int64_t, std::int64_t>;

std::optional<FillTuple> to_tuple(const Fill& f) {
    if (f.kind == FillKind::none) return std::nullopt;
    return FillTuple{f.kind,
                     static_cast<int>(f.side),
                     static_cast<unsigned char>(f.liquidity),
                     f.locate.value,
                     f.ref.value,
                     f.match.value,
                     f.qty.lots,
                     f.price.units,
                     f.time.ns};
}

OutcomeTuple to_tuple(const Outcome& o) {
    return {o.result, o.before, o.after, o.ref.value, o.root.value, to_tuple(o.fill), change_tuple(o.change)};
}

PositionTuple to_tuple(const Position& p) {
    return {p.locate.value,
            p.multiplier,
            p.qty.lots,
            to_int(p.cost.units),
            to_int(p.realised.units),
            to_int(p.fees.units),
            to_int(p.traded.units),
            p.traded_qty.lots,
            p.fills,
            p.average_price().units};
}

FeeRate to_rate(const RateTuple& rate) { return {{std::get<0>(rate)}, std::get<1>(rate)}; }

void bind_enums(py::module_& m) {
    py::enum_<State>(m, "State", py::arithmetic(), "Where an order reference is.")
        .value("none", State::none)
        .value("pending_new", State::pending_new)
        .value("live", State::live)
        .value("done", State::done)
        .value("in_doubt", State::in_doubt);
    py::enum_<VenueKind>(m, "VenueKind", py::arithmetic(), "Kinds of venue message, named as in OUCH 5.0.")
        .value("accepted", VenueKind::accepted)
        .value("replaced", VenueKind::replaced)
        .value("canceled", VenueKind::canceled)
        .value("aiq_canceled", VenueKind::aiq_canceled)
        .value("executed", VenueKind::executed)
        .value("broken", VenueKind::broken)
        .value("corrected", VenueKind::corrected)
        .value("rejected", VenueKind::rejected)
        .value("cancel_pending", VenueKind::cancel_pending)
        .value("cancel_rejected", VenueKind::cancel_rejected)
        .value("priority_changed", VenueKind::priority_changed)
        .value("modified", VenueKind::modified)
        .value("restated", VenueKind::restated)
        .value("expired", VenueKind::expired);
    py::enum_<Result>(m, "Result", py::arithmetic(), "What became of one venue event.")
        .value("applied", Result::applied)
        .value("overfill", Result::overfill)
        .value("late_fill", Result::late_fill)
        .value("early_fill", Result::early_fill)
        .value("revived", Result::revived)
        .value("quantity_mismatch", Result::quantity_mismatch)
        .value("duplicate", Result::duplicate)
        .value("stale", Result::stale)
        .value("unknown_order", Result::unknown_order)
        .value("unknown_execution", Result::unknown_execution)
        .value("impossible", Result::impossible);
    py::enum_<Rule>(m, "Rule", py::arithmetic(), "What a cell of the table tells the state machine to do.")
        .value("unknown", Rule::unknown)
        .value("impossible", Rule::impossible)
        .value("stale", Rule::stale)
        .value("accept", Rule::accept)
        .value("revive", Rule::revive)
        .value("replace", Rule::replace)
        .value("fill", Rule::fill)
        .value("early_fill", Rule::early_fill)
        .value("late_fill", Rule::late_fill)
        .value("reduce", Rule::reduce)
        .value("expire", Rule::expire)
        .value("reject", Rule::reject)
        .value("bust", Rule::bust)
        .value("correct", Rule::correct)
        .value("cancel_taken", Rule::cancel_taken)
        .value("cancel_refused", Rule::cancel_refused)
        .value("reprioritise", Rule::reprioritise)
        .value("modify", Rule::modify)
        .value("restate", Rule::restate);
    py::enum_<Status>(m, "Status", py::arithmetic(), "Why a request was not made into a message.")
        .value("ok", Status::ok)
        .value("unknown_order", Status::unknown_order)
        .value("not_open", Status::not_open)
        .value("bad_quantity", Status::bad_quantity)
        .value("nothing_to_cut", Status::nothing_to_cut)
        .value("too_many_in_flight", Status::too_many_in_flight)
        .value("references_exhausted", Status::references_exhausted)
        .value("executions_exhausted", Status::executions_exhausted)
        .value("disconnected", Status::disconnected);
    py::enum_<DoneReason>(m, "DoneReason", py::arithmetic(), "Why an order is done.")
        .value("none", DoneReason::none)
        .value("filled", DoneReason::filled)
        .value("canceled", DoneReason::canceled)
        .value("self_match", DoneReason::self_match)
        .value("expired", DoneReason::expired)
        .value("rejected", DoneReason::rejected)
        .value("dead_on_arrival", DoneReason::dead_on_arrival)
        .value("replaced", DoneReason::replaced)
        .value("orphaned", DoneReason::orphaned)
        .value("never_live", DoneReason::never_live)
        .value("never_arrived", DoneReason::never_arrived)
        .value("day_end", DoneReason::day_end);
    py::enum_<FillKind>(m, "FillKind", py::arithmetic(), "What the ledger must post.")
        .value("none", FillKind::none)
        .value("fill", FillKind::fill)
        .value("bust", FillKind::bust)
        .value("correction", FillKind::correction);
    py::enum_<SellMark>(m, "SellMark", py::arithmetic(), "How a sale is marked; none for buys.")
        .value("none", SellMark::none)
        .value("long_sale", SellMark::long_sale)
        .value("short_sale", SellMark::short_sale)
        .value("short_exempt", SellMark::short_exempt);
    py::enum_<Account>(m, "Account", py::arithmetic(), "Accounts of the ledger.")
        .value("cash", Account::cash)
        .value("position", Account::position)
        .value("fees", Account::fees)
        .value("realised", Account::realised)
        .value("equity", Account::equity);
    py::enum_<Posted>(m, "Posted", py::arithmetic(), "How the ledger took a posting.")
        .value("ok", Posted::ok)
        .value("unknown_instrument", Posted::unknown_instrument)
        .value("unknown_fill", Posted::unknown_fill)
        .value("duplicate", Posted::duplicate)
        .value("broken", Posted::broken)
        .value("bad_quantity", Posted::bad_quantity)
        .value("too_large", Posted::too_large)
        .value("fills_exhausted", Posted::fills_exhausted);
}

void bind_orders(py::module_& m) {
    m.def("rule_for", &rule_for, py::arg("state"), py::arg("kind"), "The cell of the state machine's table.");

    py::class_<Order>(m, "Order", "One order reference; a copy that stays as it is.")
        .def_property_readonly("ref", [](const Order& o) { return o.ref.value; })
        .def_property_readonly("root", [](const Order& o) { return o.root.value; })
        .def_property_readonly("orig", [](const Order& o) { return o.orig.value; })
        .def_property_readonly("locate", [](const Order& o) { return o.locate.value; })
        .def_property_readonly("side", [](const Order& o) { return static_cast<int>(o.side); })
        .def_readonly("mark", &Order::mark)
        .def_property_readonly("ioc", [](const Order& o) { return o.tif == TimeInForce::ioc; })
        .def_readonly("post_only", &Order::post_only)
        .def_readonly("state", &Order::state)
        .def_readonly("done", &Order::done)
        .def_readonly("cancel_pending", &Order::cancel_pending)
        .def_readonly("cancel_taken", &Order::cancel_taken)
        .def_readonly("unconfirmed", &Order::unconfirmed)
        .def_property_readonly("order_qty", [](const Order& o) { return o.order_qty.lots; })
        .def_property_readonly("leaves", [](const Order& o) { return o.leaves.lots; })
        .def_property_readonly("price", [](const Order& o) { return o.price.units; })
        .def_property_readonly("order_ref", [](const Order& o) { return o.order_ref.value; });

    py::class_<Orders>(m, "Orders",
                       "The order state machine; one thread at a time. Quantities lots, prices 1e-9.")
        .def(py::init([](std::uint32_t first, std::uint32_t references, std::uint32_t executions) {
                 return Orders({.first = {first}, .references = references, .executions = executions});
             }),
             exact("first"), exact("references"), exact("executions"),
             py::call_guard<py::gil_scoped_release>(), "Raises ValueError naming field, value and limit.")
        .def(
            "enter",
            [](Orders& self, std::uint16_t locate, int side, std::int64_t order_qty, std::int64_t price,
               SellMark mark, bool ioc, bool post_only) -> RequestTuple {
                const auto request = self.enter({.ref = {},
                                                 .locate = {locate},
                                                 .side = to_side(side),
                                                 .mark = mark,
                                                 .tif = ioc ? TimeInForce::ioc : TimeInForce::day,
                                                 .post_only = post_only,
                                                 .order_qty = {order_qty},
                                                 .price = {price}});
                return {request.status, request.message.ref.value, change_tuple(request.change)};
            },
            exact("locate"), exact("side"), exact("order_qty"), exact("price"), py::arg("mark"),
            py::arg("ioc"), py::arg("post_only"), "Returns (status, ref, change).")
        .def(
            "cancel",
            [](Orders& self, std::uint32_t ref, std::int64_t order_qty) {
                return self.cancel({ref}, {order_qty}).status;
            },
            exact("ref"), exact("order_qty"), "Cut to an intended total, 0 = all that is open.")
        .def(
            "replace",
            [](Orders& self, std::uint32_t orig, std::int64_t order_qty, std::int64_t price) -> RequestTuple {
                const auto request = self.replace({orig}, {order_qty}, {price});
                return {request.status, request.message.ref.value, change_tuple(request.change)};
            },
            exact("orig"), exact("order_qty"), exact("price"), "Returns (status, ref, change).")
        .def(
            "apply",
            [](Orders& self, VenueKind kind, std::uint32_t ref, std::uint32_t orig, std::int64_t time,
               std::uint64_t order_ref, std::uint64_t match, std::int64_t order_qty, std::int64_t decrement,
               std::int64_t price, SellMark mark, std::uint8_t code, std::uint16_t code16) {
                return to_tuple(self.apply({.kind = kind,
                                            .ref = {ref},
                                            .orig = {orig},
                                            .time = {time},
                                            .order_ref = {order_ref},
                                            .match = {match},
                                            .order_qty = {order_qty},
                                            .decrement = {decrement},
                                            .price = {price},
                                            .mark = mark,
                                            .code = static_cast<char>(code),
                                            .code16 = code16}));
            },
            py::arg("kind"), exact("ref"), exact("orig"), exact("time"), exact("order_ref"), exact("match"),
            exact("order_qty"), exact("decrement"), exact("price"), py::arg("mark"), exact("code"),
            exact("code16"),
            "Returns (result, before, after, ref, root, fill or None, change).\n\n"
            "fill: (kind, side, liquidity flag, locate, ref, match, qty, price, time);\n"
            "change: (locate, side, open, filled, orders).")
        .def("disconnect", &Orders::disconnect)
        .def(
            "resolve",
            [](Orders& self, std::uint32_t next) {
                std::vector<OutcomeTuple> outcomes;
                self.resolve({next}, [&](const Outcome& o) { outcomes.push_back(to_tuple(o)); });
                return outcomes;
            },
            exact("next"), "Returns one outcome per order that was in doubt or had an unconfirmed request.")
        .def(
            "end_of_day",
            [](Orders& self) {
                std::vector<OutcomeTuple> outcomes;
                self.end_of_day([&](const Outcome& o) { outcomes.push_back(to_tuple(o)); });
                return outcomes;
            },
            "Returns one outcome per order that was open.")
        .def(
            "find", [](const Orders& self, std::uint32_t ref) { return self.find({ref}); }, exact("ref"),
            py::return_value_policy::copy, "A copy of the order as it is now, or None.")
        .def(
            "working",
            [](const Orders& self,
               std::uint32_t ref) -> std::optional<std::tuple<int, int, std::int64_t, std::int64_t>> {
                const auto w = self.working({ref});
                if (!w) return std::nullopt;
                return std::tuple{int{w->locate.value}, static_cast<int>(w->side), w->executed.lots,
                                  w->open.lots};
            },
            exact("ref"), "Returns (locate, side, executed, open) of the order's chain, or None.")
        .def(
            "executed", [](const Orders& self, std::uint32_t ref) { return self.executed({ref}).lots; },
            exact("ref"), "By the order's whole chain, net of breaks.")
        .def(
            "replaces_in_flight",
            [](const Orders& self, std::uint32_t ref) { return self.replaces_in_flight({ref}); },
            exact("ref"))
        .def("count", &Orders::count, py::arg("result"))
        .def_property_readonly("next_ref", [](const Orders& self) { return self.next_ref().value; })
        .def_property_readonly("connected", &Orders::connected)
        .def_property_readonly("forgotten_executions", &Orders::forgotten_executions);
}

void bind_ledger(py::module_& m) {
    py::class_<Ledger>(m, "Ledger", "Double-entry ledger; one thread at a time. Money 1e-9 as exact int.")
        .def(py::init([](const std::vector<std::tuple<std::uint16_t, std::int64_t>>& instruments,
                         const RateTuple& added, const RateTuple& removed, const RateTuple& other,
                         const py::int_& opening_cash, std::uint32_t fills, std::uint32_t journal) {
                 std::vector<base::Instrument> listed;
                 for (const auto& [locate, multiplier] : instruments) {
                     listed.push_back({.symbol = {}, .locate = {locate}, .multiplier = multiplier});
                 }
                 const Notional cash{to_int128(opening_cash)};
                 const py::gil_scoped_release release;
                 return Ledger({.instruments = listed,
                                .fees = {to_rate(added), to_rate(removed), to_rate(other)},
                                .opening_cash = cash,
                                .fills = fills,
                                .journal = journal});
             }),
             exact("instruments"), exact("added"), exact("removed"), exact("other"), exact("opening_cash"),
             exact("fills"), exact("journal"),
             "instruments: (locate, multiplier); fees: (per_lot 1e-9, notional_ppb).\n\n"
             "Raises ValueError naming field, value and limit.")
        .def(
            "post",
            [](Ledger& self, FillKind kind, int side, std::uint8_t liquidity, std::uint16_t locate,
               std::uint32_t ref, std::uint64_t match, std::int64_t qty, std::int64_t price,
               std::int64_t time) {
                return self.post({.kind = kind,
                                  .side = to_side(side),
                                  .liquidity = static_cast<char>(liquidity),
                                  .locate = {locate},
                                  .ref = {ref},
                                  .match = {match},
                                  .qty = {qty},
                                  .price = {price},
                                  .time = {time}});
            },
            py::arg("kind"), exact("side"), exact("liquidity"), exact("locate"), exact("ref"), exact("match"),
            exact("qty"), exact("price"), exact("time"))
        .def(
            "position",
            [](const Ledger& self, std::uint16_t locate) -> std::optional<PositionTuple> {
                const Position* const p = self.position({locate});
                if (p == nullptr) return std::nullopt;
                return to_tuple(*p);
            },
            exact("locate"),
            "Returns (locate, multiplier, qty, cost, realised, fees, traded, traded_qty, fills, "
            "average_price) or "
            "None.")
        .def("locates",
             [](const Ledger& self) {
                 std::vector<int> locates;
                 for (const Position& p : self.positions()) locates.push_back(p.locate.value);
                 return locates;
             })
        .def(
            "balance",
            [](const Ledger& self, Account account) { return to_int(self.balance(account).units); },
            py::arg("account"), "Money, 1e-9.")
        .def("balanced", &Ledger::balanced)
        .def_property_readonly("first_line", &Ledger::first_line)
        .def_property_readonly("next_line", &Ledger::next_line)
        .def(
            "line",
            [](const Ledger& self, std::uint64_t number) {
                if (number < self.first_line() || number >= self.next_line()) {
                    throw py::index_error("journal line " + std::to_string(number) + " is not in [" +
                                          std::to_string(self.first_line()) + ", " +
                                          std::to_string(self.next_line()) + ")");
                }
                const Entry& e = self.line(number);
                return std::tuple{e.transaction, e.account, int{e.locate.value},
                                  e.match.value, e.time.ns, to_int(e.amount.units)};
            },
            exact("number"),
            "Returns (transaction, account, locate, match, time, amount). Raises IndexError outside "
            "[first_line, "
            "next_line).");
}

}  // namespace

void bind_order(py::module_& parent) {
    py::module_ m =
        parent.def_submodule("order", "Order state machine and ledger; see tradewind.orders and .ledger.");
    bind_enums(m);
    bind_orders(m);
    bind_ledger(m);
}

}  // namespace tradewind::bindings
