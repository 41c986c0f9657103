#include "bindings.hpp"
#include "tradewind/base/clock.hpp"
#include "tradewind/base/histogram.hpp"

namespace tradewind::bindings {

void bind_base(py::module_& parent) {
    py::module_ m = parent.def_submodule("base", "Clock and histogram of the core.");

    m.def("tsc_invariant", &base::tsc_invariant,
          "Whether the CPU's time-stamp counter ticks at one rate in every power state.");
    m.def(
        "stamp_clock",
        [] {
            const base::StampClock clock;
            constexpr int kReads = 100'000;
            const std::uint64_t start = clock.now();
            std::uint64_t last = start;
            for (int i = 0; i < kReads; ++i) last = clock.now();
            py::dict out;
            out["source"] = clock.source() == base::StampClock::Source::tsc ? "tsc" : "monotonic";
            out["ns_per_tick"] = clock.scale().ns_per_tick();
            out["read_ns"] = static_cast<double>(clock.scale().to_ns(last - start)) / kReads;
            return out;
        },
        "Calibrate the clock of latency stamps (about 5 ms).\n\n"
        "Returns a dict: source ('tsc' or 'monotonic'), ns_per_tick, read_ns (cost of one read, ns).");

    py::class_<base::Histogram>(
        m, "Histogram", "HdrHistogram-compatible latency histogram, three significant digits; one thread.")
        .def(py::init<std::int64_t>(), py::arg("max_value") = 10'000'000'000,
             "Track values from 0 to `max_value` ns; larger ones are clamped and counted.\n\n"
             "Raises ValueError when `max_value` is below 1.")
        .def(
            "record_many",
            [](base::Histogram& self, const py::array_t<std::int64_t, py::array::c_style>& values) {
                const auto view = values.unchecked<1>();
                for (py::ssize_t i = 0; i < view.shape(0); ++i) self.record(view(i));
            },
            py::arg("values").noconvert(), "Record int64[n] nanoseconds.")
        .def("percentile", &base::Histogram::percentile, py::arg("percent"),
             "Value (ns) below or at which `percent` per cent of the records lie; 0 when empty.")
        .def_property_readonly("count", &base::Histogram::count)
        .def_property_readonly("clamped", &base::Histogram::clamped)
        .def_property_readonly("min", &base::Histogram::min)
        .def_property_readonly("max", &base::Histogram::max);
}

}  // namespace tradewind::bindings
