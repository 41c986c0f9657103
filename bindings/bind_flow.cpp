#include <cstring>

#include "feed_convert.hpp"
#include "tradewind/flow/day_plan.hpp"
#include "tradewind/flow/generator.hpp"
#include "tradewind/flow/widener.hpp"

namespace tradewind::bindings {
namespace {

using Counts = py::typing::Dict<py::str, py::int_>;
using Checkpoints =
    py::typing::List<py::typing::Tuple<py::int_, py::int_, py::int_, py::array_t<std::uint8_t>>>;

template <class Day>
Counts counts_of(const Day& day) {
    Counts out;
    for (std::size_t type = 0; type < day.counts().size(); ++type)
        if (day.counts()[type] != 0)
            out[py::str(std::string(1, static_cast<char>(type)))] = day.counts()[type];
    return out;
}

template <class Day>
py::bytes next_chunk(Day& day, std::size_t target_bytes) {
    std::vector<std::byte> chunk;
    {
        const py::gil_scoped_release release;
        day.next_chunk(chunk, target_bytes);
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

/// Drives a stream of messages into a recorded flow.
struct FlowReader {
    feed::Stream stream;
    flow::RecordedFlow flow;

    void push(const py::buffer& buffer) {
        const Chunk chunk(buffer);
        const py::gil_scoped_release release;
        stream.push(chunk.bytes(),
                    [this](std::span<const std::byte> message, std::uint64_t) { flow.take(message); });
    }
};

void bind_widener(py::module_& m) {
    m.def("minimum_widened", &flow::minimum_widened, py::arg("symbols"),
          "Fewest messages of a widened day with so many instruments.");
    py::class_<FlowReader>(
        m, "FlowReader",
        "Keeps the order messages of one instrument of a file or capture. One thread at a time.")
        .def(py::init([](feed::StreamKind kind, const std::string& symbol) {
                 if (symbol.size() > 8)
                     throw py::value_error("symbol is '" + symbol + "', must be of at most 8 characters");
                 return FlowReader{feed::Stream(kind), flow::RecordedFlow(base::Symbol::from(symbol))};
             }),
             py::arg("kind"), py::arg("symbol"),
             "`symbol` empty: the instrument of the first order message. Raises ValueError.")
        .def("push", &FlowReader::push, py::arg("chunk"),
             "Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is "
             "released.")
        .def(
            "finish", [](FlowReader& self) { return self.stream.finish(); },
            "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const FlowReader& self) { return to_optional(self.stream.error()); },
            "What stopped the reading, or None.")
        .def_property_readonly(
            "messages", [](const FlowReader& self) { return self.flow.messages().size(); }, "Messages kept.")
        .def_property_readonly(
            "unfit", [](const FlowReader& self) { return self.flow.unfit(); },
            "Messages of the instrument that no book could take, left out.")
        .def_property_readonly(
            "symbol", [](const FlowReader& self) { return to_str(self.flow.symbol()); },
            "Whose messages were kept; empty: nobody's.")
        .def_property_readonly(
            "active", [](const FlowReader& self) { return self.flow.active(); },
            "Instruments of the input that have order messages.")
        .def_property_readonly(
            "busiest", [](const FlowReader& self) { return to_str(self.flow.busiest()); },
            "The instrument that has the most.");

    py::class_<flow::Widener>(m, "Widener", "One instrument's flow as a day of many. One thread at a time.")
        .def(py::init(
                 [](const FlowReader& reader, std::uint32_t symbols, std::uint64_t messages,
                    std::uint64_t seed) { return flow::Widener(reader.flow, {symbols, messages, seed}); }),
             py::arg("reader"), py::arg("symbols"), py::arg("messages"), py::arg("seed"),
             py::keep_alive<1, 2>(),
             "`reader` takes no more bytes from now on. Raises ValueError that names the field, its value "
             "and the "
             "limit.")
        .def("next_chunk", &next_chunk<flow::Widener>, py::arg("target_bytes") = std::size_t{1} << 20,
             "The next whole messages, each behind its 2-byte length: at least `target_bytes` unless the day "
             "ends;\n"
             "empty when it is over. The GIL is released.")
        .def_property_readonly("planned", &flow::Widener::planned, "Messages of the whole day.")
        .def_property_readonly("messages", &flow::Widener::messages, "Messages so far.")
        .def_property_readonly("counts", &counts_of<flow::Widener>, "Messages so far by type letter.");
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

    m.def("most_live", &flow::most_live, py::arg("messages"),
          "Most live orders that may be asked of a day with so many messages.");

    py::class_<flow::DayGenerator>(m, "DayGenerator", "One synthetic ITCH 5.0 day. One thread at a time.")
        .def(py::init([](std::uint32_t symbols, std::uint64_t messages, std::uint64_t seed,
                         std::uint32_t checkpoints, std::uint64_t live_orders) {
                 return flow::DayGenerator({symbols, messages, seed, checkpoints, live_orders});
             }),
             py::arg("symbols"), py::arg("messages"), py::arg("seed"), py::arg("checkpoints"),
             py::arg("live_orders") = 0,
             "`live_orders`: how many rest when most do, about; 0 = as it comes.\n"
             "Raises ValueError that names the field, its value and the limit.")
        .def("next_chunk", &next_chunk<flow::DayGenerator>, py::arg("target_bytes") = std::size_t{1} << 20,
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
        .def_property_readonly("counts", &counts_of<flow::DayGenerator>, "Messages so far by type letter.");
    bind_widener(m);
}

}  // namespace tradewind::bindings
