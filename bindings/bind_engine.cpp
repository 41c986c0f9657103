#include "engine_convert.hpp"
#include "feed_convert.hpp"
#include "order_convert.hpp"
#include "tradewind/engine/batch.hpp"

namespace tradewind::bindings {

namespace {

using engine::Market;

py::list symbols_of(const Market& market) {
    py::list out;
    for (std::uint32_t l = 0; l <= market.books().highest_locate().value; ++l) {
        const base::Instrument& instrument = market.instrument({static_cast<std::uint16_t>(l)});
        if (instrument.symbol.chars[0] == '\0') continue;
        out.append(py::make_tuple(to_str(instrument.symbol), l));
    }
    return out;
}

void bind_market(py::module_& m) {
    py::class_<Market, std::shared_ptr<Market>>(
        m, "Market", "Books, directory, trading states and tapes of all instruments. One thread at a time.")
        .def(py::init([](std::uint64_t max_orders, bool huge_pages) {
                 return std::make_shared<Market>(books_config(max_orders, huge_pages));
             }),
             py::arg("max_orders"), py::arg("huge_pages") = false,
             "Reserve address space for `max_orders` resting orders; memory follows the live ones, in pages "
             "of 2 MiB "
             "if\n"
             "`huge_pages`.")
        .def(
            "apply",
            [](Market& self, const py::buffer& message) {
                const Chunk chunk(message);
                check_message(chunk.bytes());
                return self.on_message(chunk.bytes());
            },
            py::arg("message"),
            "Apply one ITCH 5.0 message (no length prefix) and return its Update. Raises ValueError for "
            "bytes "
            "that are\n"
            "no whole message of a known type.")
        .def("touch", [](const Market& self, std::uint16_t locate) { return self.books().touch({locate}); })
        .def("tape",
             [](const Market& self, std::uint16_t locate) {
                 const engine::Tape& tape = self.tape({locate});
                 return py::make_tuple(tape.last.units, tape.last_qty.lots, tape.volume.lots, tape.trades);
             })
        .def(
            "levels",
            [](const Market& self, std::uint16_t locate, int side, py::ssize_t depth) {
                const base::Side s = to_side(side);
                const std::size_t all = self.books().levels({locate}, s, {});
                std::vector<book::LevelView> out(depth < 0 ? all : std::min<std::size_t>(all, depth));
                self.books().levels({locate}, s, out);
                return copy_records(std::span<const book::LevelView>(out));
            },
            py::arg("locate"), py::arg("side"), py::arg("depth"))
        .def(
            "queue",
            [](const Market& self, std::uint16_t locate, int side, std::int64_t price) {
                const base::Side s = to_side(side);
                std::vector<book::QueuedOrder> out(self.books().queue({locate}, s, {price}, {}));
                self.books().queue({locate}, s, {price}, out);
                return copy_records(std::span<const book::QueuedOrder>(out));
            },
            py::arg("locate"), py::arg("side"), py::arg("price"))
        .def("digest", [](const Market& self, std::uint16_t locate) { return self.books().digest({locate}); })
        .def("find",
             [](const Market& self, const std::string& symbol) -> std::optional<std::uint16_t> {
                 if (symbol.empty() || symbol.size() > 8) return std::nullopt;
                 const auto locate = self.find(base::Symbol::from(symbol));
                 return locate ? std::optional(locate->value) : std::nullopt;
             })
        .def("symbols", &symbols_of)
        .def("counters", &counters_of)
        .def_property_readonly("announced", &Market::announced)
        .def_property_readonly("live_orders", [](const Market& self) { return self.books().live_orders(); })
        .def_property_readonly("live_levels", [](const Market& self) { return self.books().live_levels(); })
        .def_property_readonly("phase",
                               [](const Market& self) {
                                   return self.phase() == engine::SessionPhase::none
                                              ? std::string()
                                              : std::string(1, static_cast<char>(self.phase()));
                               })
        .def_property_readonly("now", [](const Market& self) { return self.now().ns; });
}

/// Drives a stream of messages into a market, and notes the touches of one symbol if asked for.
struct MarketReplay {
    feed::Stream stream;
    std::shared_ptr<Market> market;
    std::optional<engine::TouchHistory> history;

    void push(const py::buffer& buffer) {
        const Chunk chunk(buffer);
        const py::gil_scoped_release release;
        stream.push_events(chunk.bytes(), ring_of_events(), [this](std::span<const book::Event> events) {
            if (history)
                history->apply(*market, events);
            else
                market->on_events(events, [](const book::Event&, const book::Change&) {});
        });
    }
    py::array_t<std::uint8_t> take_touches() {
        if (!history) return {};
        auto* const rows = new std::vector<engine::TouchAt>(std::move(history->rows()));
        const py::capsule owner(rows, [](void* p) { delete static_cast<std::vector<engine::TouchAt>*>(p); });
        py::array_t<std::uint8_t> out(static_cast<py::ssize_t>(rows->size() * sizeof(engine::TouchAt)),
                                      reinterpret_cast<const std::uint8_t*>(rows->data()), owner);
        out.attr("flags").attr("writeable") = false;
        return out;
    }
};

void bind_market_replay(py::module_& m) {
    py::class_<MarketReplay>(m, "MarketReplay",
                             "Replays a file or capture into a Market. One thread at a time.")
        .def(py::init([](std::shared_ptr<Market> market, feed::StreamKind kind, std::uint16_t port,
                         const py::bytes& group, const std::string& touches_of) {
                 MarketReplay replay{feed::Stream(kind, packet_filter(port, group)), std::move(market), {}};
                 if (!touches_of.empty())
                     replay.history.emplace(base::Symbol::from(touches_of), *replay.market);
                 return replay;
             }),
             py::arg("market"), py::arg("kind"), py::arg("port") = 0, py::arg("group") = py::bytes(),
             py::arg("touches_of") = "",
             "`kind`, `port` and `group` as for feed.MessageCounter; `touches_of` a symbol whose touches are "
             "kept.")
        .def("take_touches", &MarketReplay::take_touches,
             "TOUCH[n] as bytes, one row for each event that changed the symbol's touch; read-only, owns its "
             "memory.")
        .def_property_readonly(
            "announced", [](const MarketReplay& self) { return self.history && self.history->announced(); },
            "The symbol whose touches are kept has been in the directory.")
        .def("push", &MarketReplay::push, py::arg("chunk"),
             "Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is "
             "released.")
        .def(
            "finish", [](MarketReplay& self) { return self.stream.finish(); },
            "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const MarketReplay& self) { return to_optional(self.stream.error()); },
            "What stopped the reading, or None.")
        .def(
            "report", [](const MarketReplay& self) { return to_dict(self.stream.report()); },
            "Every count of the reader so far, as nested dicts.");
}

}  // namespace

book::BooksConfig books_config(std::uint64_t max_orders, bool huge_pages) {
    if (max_orders == 0 || max_orders > (std::uint64_t{1} << 24)) {
        throw py::value_error("max_orders is " + std::to_string(max_orders) + ", must be between 1 and 2^24");
    }
    book::BooksConfig config;
    // Survivors of a long day stand thinly in their slabs, so room is by slabs, not by orders.
    const auto n = static_cast<std::uint32_t>(max_orders);
    config.orders.max_slabs = std::max<std::uint32_t>(n, 1024);
    config.max_levels = std::max<std::uint32_t>(n, 1024);
    config.memory.huge_pages = huge_pages;
    return config;
}

py::dict to_dict(const book::BookCounters& c) {
    py::dict out;
    out["events"] = c.events;
    out["applied"] = c.applied;
    out["unknown_order"] = c.unknown_order;
    out["duplicate_order"] = c.duplicate_order;
    out["bad_side"] = c.bad_side;
    out["bad_price"] = c.bad_price;
    out["bad_quantity"] = c.bad_quantity;
    out["zero_quantity"] = c.zero_quantity;
    out["over_decrement"] = c.over_decrement;
    out["excess_shares"] = c.excess_shares;
    out["wrong_locate"] = c.wrong_locate;
    out["unannounced_locate"] = c.unannounced_locate;
    out["pool_exhausted"] = c.pool_exhausted;
    out["crossed"] = c.crossed;
    out["locked"] = c.locked;
    out["peak_orders"] = c.peak_orders;
    return out;
}

py::dict counters_of(const Market& market) {
    py::dict out = to_dict(market.books().counters());
    out["time_reversals"] = market.time_reversals();
    return out;
}

void bind_engine(py::module_& parent) {
    py::module_ m = parent.def_submodule("engine", "Market state and the replay engine.");
    bind_market(m);
    bind_market_replay(m);
    bind_trading(m);
}

}  // namespace tradewind::bindings
