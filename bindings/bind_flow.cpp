#include <cstring>

#include "bindings.hpp"
#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/generator.hpp"

namespace tradewind::bindings {
namespace {

using Counts = py::typing::Dict<py::str, py::int_>;
using Checkpoints =
    py::typing::List<py::typing::Tuple<py::int_, py::int_, py::int_, py::array_t<std::uint8_t>>>;

Counts counts_of(const flow::DayGenerator& generator) {
    Counts out;
    for (std::size_t type = 0; type < generator.counts().size(); ++type)
        if (generator.counts()[type] != 0)
            out[py::str(std::string(1, static_cast<char>(type)))] = generator.counts()[type];
    return out;
}

py::bytes next_chunk(flow::DayGenerator& generator, std::size_t target_bytes) {
    std::vector<std::byte> chunk;
    {
        const py::gil_scoped_release release;
        generator.next_chunk(chunk, target_bytes);
    }
    return {reinterpret_cast<const char*>(chunk.data()), chunk.size()};
}

py::array_t<std::uint8_t> to_array(const std::vector<flow::SymbolState>& states) {
    py::array_t<std::uint8_t> out(
        {static_cast<py::ssize_t>(states.size()), static_cast<py::ssize_t>(sizeof(flow::SymbolState))});
    std::memcpy(out.mutable_data(), states.data(), states.size() * sizeof(flow::SymbolState));
    return out;
}

Checkpoints take_checkpoints(flow::DayGenerator& generator) {
    Checkpoints out;
    for (const flow::Checkpoint& checkpoint : generator.take_checkpoints())
        out.append(py::make_tuple(checkpoint.messages, checkpoint.digest, checkpoint.live_orders,
                                  to_array(checkpoint.states)));
    return out;
}

}  // namespace

void bind_flow(py::module_& parent) {
    py::module_ m = parent.def_submodule("flow", "Synthetic order flow.");
    m.attr("MIN_SYMBOLS") = flow::kMinSymbols;
    m.attr("MAX_SYMBOLS") = flow::kMaxSymbols;
    m.attr("MAX_MESSAGES") = flow::kMaxMessages;
    m.attr("MAX_CHECKPOINTS") = flow::kMaxCheckpoints;
    m.def("minimum_messages", &flow::minimum_messages, py::arg("symbols"),
          "Fewest messages of a day with so many instruments.");

    py::class_<flow::DayGenerator>(m, "DayGenerator", "One synthetic ITCH 5.0 day. One thread at a time.")
        .def(py::init([](std::uint32_t symbols, std::uint64_t messages, std::uint64_t seed,
                         std::uint32_t checkpoints) {
                 return flow::DayGenerator({symbols, messages, seed, checkpoints});
             }),
             py::arg("symbols"), py::arg("messages"), py::arg("seed"), py::arg("checkpoints"),
             "Raises ValueError that names the field, its value and the limit.")
        .def("next_chunk", &next_chunk, py::arg("target_bytes") = std::size_t{1} << 20,
             "The next whole messages, each behind its 2-byte length: at least `target_bytes` unless the day "
             "ends;\n"
             "empty when it is over. The GIL is released.")
        .def("take_checkpoints", &take_checkpoints,
             "Checkpoints passed since the last call: (messages, digest, live orders, states uint8[symbols, "
             "56]).\n"
             "Each row of `states` is one instrument by locate: int64 bid, bid quantity, ask, ask quantity "
             "(prices in\n"
             "1e-9, quantity 0 = side empty), uint32 bid levels, ask levels, orders, padding, uint64 digest.")
        .def_property_readonly("messages", &flow::DayGenerator::messages, "Messages so far.")
        .def_property_readonly("live_orders", &flow::DayGenerator::live_orders, "Orders resting now.")
        .def_property_readonly("counts", &counts_of, "Messages so far by type letter.");
}

}  // namespace tradewind::bindings
