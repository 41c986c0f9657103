// One registration function per core module. module.cpp calls them in dependency order; a binding file
// converts arguments and results and holds no algorithm.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

namespace tradewind::bindings {

namespace py = pybind11;

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
