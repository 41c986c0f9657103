#include "bindings.hpp"

PYBIND11_MODULE(_core, m) {
    using namespace tradewind::bindings;
    m.doc() = "Tradewind's native core. Use the typed modules tradewind.book, tradewind.feed, ... instead.";
    bind_base(m);
    bind_wire(m);
    bind_book(m);
    bind_feed(m);
    bind_order(m);
    bind_risk(m);
    bind_engine(m);
    bind_flow(m);
    bind_sources(m);
    bind_watch(m);
    bind_batch(m);
}
