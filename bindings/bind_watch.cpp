#include "engine_convert.hpp"
#include "feed_convert.hpp"
#include "order_convert.hpp"
#include "tradewind/book/own_finder.hpp"

namespace tradewind::bindings {

namespace {

using book::OwnState;
using book::UnknownReason;
using book::WatchState;
using book::WatchStatus;
using engine::Market;

/// state, ref, locate, side, price, qty, ahead, orders ahead
using PlaceTuple =
    std::tuple<WatchState, std::uint64_t, int, int, std::int64_t, std::int64_t, std::int64_t, std::uint32_t>;
/// state, reason, ref, side, price, qty, ahead, orders ahead
using OwnTuple = std::tuple<OwnState, UnknownReason, std::uint64_t, int, std::int64_t, std::int64_t,
                            std::int64_t, std::uint32_t>;

/// A market with watches and own orders attached: every message goes through all three.
struct Watcher {
    std::shared_ptr<Market> market;
    book::Watches watches;
    book::OwnFinder own;

    book::Update on_message(std::span<const std::byte> message) noexcept {
        const book::Update update = market->on_message(message);
        watches.on_update(update, market->books());
        own.on_update(update, market->books());
        return update;
    }
    void on_events(std::span<const book::Event> events) noexcept {
        market->on_events(events, [this](const book::Event& event, const book::Change& change) {
            const book::Update update = book::describe(event, change);
            watches.on_update(update, market->books());
            own.on_update(update, market->books());
        });
    }
};

struct WatcherReplay {
    feed::Stream stream;
    std::shared_ptr<Watcher> watcher;

    void push(const py::buffer& buffer) {
        const Chunk chunk(buffer);
        const py::gil_scoped_release release;
        stream.push_events(chunk.bytes(), ring_of_events(),
                           [this](std::span<const book::Event> events) { watcher->on_events(events); });
    }
};

book::OwnTerms own_terms(std::uint32_t ref, std::uint64_t order_ref, std::uint16_t locate, std::int64_t time,
                         bool shows, bool reserve) {
    return {{ref}, {order_ref}, {locate}, {time}, shows, reserve};
}

void bind_enums(py::module_& m) {
    py::enum_<WatchStatus>(m, "WatchStatus", "Why a watch was made or not.")
        .value("ok", WatchStatus::ok)
        .value("not_resting", WatchStatus::not_resting)
        .value("already_watched", WatchStatus::already_watched)
        .value("no_watch_left", WatchStatus::no_watch_left)
        .value("no_room", WatchStatus::no_room);
    py::enum_<WatchState>(m, "WatchState", "What a watch knows.")
        .value("watching", WatchState::watching)
        .value("gone", WatchState::gone)
        .value("lost", WatchState::lost);
    py::enum_<OwnState>(m, "OwnState", "What the feed shows of an own order.")
        .value("none", OwnState::none)
        .value("not_yet_seen", OwnState::not_yet_seen)
        .value("displayed", OwnState::displayed)
        .value("hidden", OwnState::hidden)
        .value("gone", OwnState::gone)
        .value("unknown", OwnState::unknown);
    py::enum_<UnknownReason>(m, "UnknownReason", "Why the position of an own order is unknown.")
        .value("none", UnknownReason::none)
        .value("restated", UnknownReason::restated)
        .value("refresh_due", UnknownReason::refresh_due)
        .value("gap", UnknownReason::gap)
        .value("missed_add", UnknownReason::missed_add)
        .value("forgotten", UnknownReason::forgotten)
        .value("never_seen", UnknownReason::never_seen)
        .value("no_room", UnknownReason::no_room);
}

void bind_watcher(py::module_& m) {
    py::class_<Watcher, std::shared_ptr<Watcher>>(
        m, "Watcher", "A Market with watches on queues and own orders attached. One thread at a time.")
        .def(py::init([](std::shared_ptr<Market> market, std::uint32_t max_watches, std::uint32_t max_orders,
                         std::uint32_t max_own) {
                 return std::make_shared<Watcher>(Watcher{
                     std::move(market), book::Watches({.max_watches = max_watches, .max_orders = max_orders}),
                     book::OwnFinder({.max_own = max_own, .max_orders = max_orders})});
             }),
             py::arg("market"), exact("max_watches"), exact("max_orders"), exact("max_own"),
             "Raises ValueError naming the setting, its value and its limits.")
        .def(
            "apply",
            [](Watcher& self, const py::buffer& message) {
                const Chunk chunk(message);
                check_message(chunk.bytes());
                return self.on_message(chunk.bytes());
            },
            py::arg("message"),
            "Apply one ITCH 5.0 message (no length prefix) and return its Update. Raises ValueError for "
            "bytes "
            "that are\n"
            "no whole message of a known type.")
        .def(
            "watch_order",
            [](Watcher& self, std::uint64_t ref) {
                const book::NewWatch made = self.watches.watch_order({ref}, self.market->books());
                return py::make_tuple(made.status, made.id);
            },
            exact("ref"), "Returns (status, id).")
        .def(
            "watch_back",
            [](Watcher& self, std::uint16_t locate, int side, std::int64_t price) {
                const book::NewWatch made =
                    self.watches.watch_back({locate}, to_side(side), {price}, self.market->books());
                return py::make_tuple(made.status, made.id);
            },
            exact("locate"), exact("side"), exact("price"), "Returns (status, id).")
        .def(
            "remove", [](Watcher& self, std::uint32_t id) { self.watches.remove(id); }, exact("id"),
            "Give back an id that a watch call returned with status ok.")
        .def(
            "position",
            [](const Watcher& self, std::uint32_t id) -> PlaceTuple {
                const book::QueuePosition at = self.watches.position(id);
                return {at.state,       at.ref.value, at.locate.value, static_cast<int>(at.side),
                        at.price.units, at.qty.lots,  at.ahead.lots,   at.orders_ahead};
            },
            exact("id"), "Returns (state, ref, locate, side, price, qty, ahead, orders_ahead).")
        .def(
            "own_entered",
            [](Watcher& self, std::uint32_t ref, std::uint16_t locate) {
                return self.own.on_entered({ref}, {locate});
            },
            exact("ref"), exact("locate"))
        .def(
            "own_accepted",
            [](Watcher& self, std::uint32_t ref, std::uint64_t order_ref, std::uint16_t locate,
               std::int64_t time, bool shows, bool reserve) {
                return self.own.on_accepted(own_terms(ref, order_ref, locate, time, shows, reserve),
                                            self.market->books());
            },
            exact("ref"), exact("order_ref"), exact("locate"), exact("time"), py::arg("shows"),
            py::arg("reserve"))
        .def(
            "own_replaced",
            [](Watcher& self, std::uint32_t orig, std::uint32_t ref, std::uint64_t order_ref,
               std::uint16_t locate, std::int64_t time, bool shows, bool reserve) {
                return self.own.on_replaced({orig}, own_terms(ref, order_ref, locate, time, shows, reserve),
                                            self.market->books());
            },
            exact("orig"), exact("ref"), exact("order_ref"), exact("locate"), exact("time"), py::arg("shows"),
            py::arg("reserve"))
        .def(
            "own_restated",
            [](Watcher& self, std::uint32_t ref, std::uint64_t order_ref, std::int64_t time) {
                self.own.on_restated({ref}, {order_ref}, {time}, self.market->books());
            },
            exact("ref"), exact("order_ref"), exact("time"))
        .def(
            "own_done", [](Watcher& self, std::uint32_t ref) { self.own.on_done({ref}); }, exact("ref"))
        .def("own_gap", [](Watcher& self) { self.own.on_gap(); })
        .def("own_resync", [](Watcher& self) { self.own.on_resync(self.market->books()); })
        .def(
            "own_position",
            [](const Watcher& self, std::uint32_t ref) -> OwnTuple {
                const book::OwnPosition at = self.own.query({ref}, self.market->now());
                return {at.state,       at.reason,   at.ref.value,  static_cast<int>(at.side),
                        at.price.units, at.qty.lots, at.ahead.lots, at.orders_ahead};
            },
            exact("ref"), "Returns (state, reason, ref, side, price, qty, ahead, orders_ahead).");
    py::class_<WatcherReplay>(m, "WatcherReplay",
                              "Replays a file or capture through a Watcher. One thread at a time.")
        .def(py::init([](std::shared_ptr<Watcher> watcher, feed::StreamKind kind, std::uint16_t port,
                         const py::bytes& group) {
                 return WatcherReplay{feed::Stream(kind, packet_filter(port, group)), std::move(watcher)};
             }),
             py::arg("watcher"), py::arg("kind"), py::arg("port") = 0, py::arg("group") = py::bytes(),
             "`kind`, `port` and `group` as for feed.MessageCounter.")
        .def("push", &WatcherReplay::push, py::arg("chunk"),
             "Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is "
             "released.")
        .def(
            "finish", [](WatcherReplay& self) { return self.stream.finish(); },
            "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const WatcherReplay& self) { return to_optional(self.stream.error()); },
            "What stopped the reading, or None.")
        .def(
            "report", [](const WatcherReplay& self) { return to_dict(self.stream.report()); },
            "Every count of the reader so far, as nested dicts.");
}

}  // namespace

void bind_watch(py::module_& parent) {
    py::module_ m = parent.def_submodule("watch", "Places in the queues of the books, ours among them.");
    bind_enums(m);
    bind_watcher(m);
    m.def(
        "shows_in_feed",
        [](const std::string& display) { return display.size() == 1 && book::shows_in_feed(display[0]); },
        py::arg("display"), "Whether an order with this OUCH display letter is published.");
}

}  // namespace tradewind::bindings
