#include "bindings.hpp"
#include "tradewind/book/books.hpp"

namespace tradewind::bindings {

namespace {

// The dtypes below mirror these structs field by field.
static_assert(sizeof(book::QueuedOrder) == 16);
static_assert(sizeof(book::LevelView) == 24 && offsetof(book::LevelView, orders) == 16);

}  // namespace

void bind_book(py::module_& parent) {
    py::module_ m = parent.def_submodule("book", "Values that the order books report.");

    py::class_<book::Touch>(m, "Touch",
                            "Best price (1e-9) and size (lots) of both sides; a size of 0 = side empty.")
        .def_property_readonly("bid", [](const book::Touch& t) { return t.bid.units; })
        .def_property_readonly("bid_qty", [](const book::Touch& t) { return t.bid_qty.lots; })
        .def_property_readonly("ask", [](const book::Touch& t) { return t.ask.units; })
        .def_property_readonly("ask_qty", [](const book::Touch& t) { return t.ask_qty.lots; })
        .def("__eq__", [](const book::Touch& a, const book::Touch& b) { return a == b; })
        .def("__repr__", [](const book::Touch& t) {
            return "Touch(bid=" + std::to_string(t.bid.units) +
                   ", bid_qty=" + std::to_string(t.bid_qty.lots) + ", ask=" + std::to_string(t.ask.units) +
                   ", ask_qty=" + std::to_string(t.ask_qty.lots) + ")";
        });

    py::enum_<book::Applied>(m, "Applied", "How a book took a message.")
        .value("ok", book::Applied::ok)
        .value("ignored", book::Applied::ignored)
        .value("unknown_order", book::Applied::unknown_order)
        .value("duplicate_order", book::Applied::duplicate_order)
        .value("bad_side", book::Applied::bad_side)
        .value("bad_price", book::Applied::bad_price)
        .value("bad_quantity", book::Applied::bad_quantity)
        .value("zero_quantity", book::Applied::zero_quantity)
        .value("over_decrement", book::Applied::over_decrement)
        .value("wrong_locate", book::Applied::wrong_locate)
        .value("pool_exhausted", book::Applied::pool_exhausted);

    py::class_<book::Update>(
        m, "Update", "What one message did. Prices in 1e-9, quantities in lots, time in ns since midnight.")
        .def_property_readonly("kind",
                               [](const book::Update& u) {
                                   return u.kind == book::EventKind::none
                                              ? std::string()
                                              : std::string(1, static_cast<char>(u.kind));
                               })
        .def_readonly("applied", &book::Update::applied)
        .def_property_readonly("side", [](const book::Update& u) { return static_cast<int>(u.side); })
        .def_readonly("touch_changed", &book::Update::touch_changed)
        .def_readonly("crossed", &book::Update::crossed)
        .def_property_readonly("locate", [](const book::Update& u) { return u.locate.value; })
        .def_property_readonly("time", [](const book::Update& u) { return u.time.ns; })
        .def_property_readonly("ref", [](const book::Update& u) { return u.ref.value; })
        .def_property_readonly("new_ref", [](const book::Update& u) { return u.new_ref.value; })
        .def_property_readonly("match", [](const book::Update& u) { return u.match.value; })
        .def_property_readonly("price", [](const book::Update& u) { return u.price.units; })
        .def_property_readonly("trade_price", [](const book::Update& u) { return u.trade_price.units; })
        .def_property_readonly("qty", [](const book::Update& u) { return u.qty.lots; })
        .def_property_readonly("remaining", [](const book::Update& u) { return u.remaining.lots; })
        .def_property_readonly("new_price", [](const book::Update& u) { return u.new_price.units; })
        .def_property_readonly("new_qty", [](const book::Update& u) { return u.new_qty.lots; });
}

}  // namespace tradewind::bindings
