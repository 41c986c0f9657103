// One registration function per core module. module.cpp calls them in dependency order; a binding file
// converts arguments and results and holds no algorithm.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "tradewind/base/types.hpp"

namespace tradewind::bindings {

namespace py = pybind11;

/// A feed may put any bytes where a symbol belongs: what is no ASCII is shown as \xNN.
inline py::str to_str(const base::Symbol& symbol) {
    const std::string_view text = symbol.view();
    return py::reinterpret_steal<py::str>(
        PyUnicode_DecodeASCII(text.data(), static_cast<py::ssize_t>(text.size()), "backslashreplace"));
}

void bind_base(py::module_& parent);
void bind_wire(py::module_& parent);
void bind_book(py::module_& parent);
void bind_feed(py::module_& parent);
void bind_order(py::module_& parent);
void bind_risk(py::module_& parent);
void bind_engine(py::module_& parent);
void bind_flow(py::module_& parent);
void bind_sources(py::module_& parent);
void bind_watch(py::module_& parent);
void bind_batch(py::module_& parent);

}  // namespace tradewind::bindings
