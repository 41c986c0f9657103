#include "engine_convert.hpp"
#include "feed_convert.hpp"
#include "tradewind/engine/batch.hpp"

namespace tradewind::bindings {

namespace {

using engine::Market;
using engine::TouchAt;
using Taken = std::pair<std::size_t, std::size_t>;

// The dtypes EVENT (tradewind.feed), CHANGE and TOUCH (tradewind.book) mirror these structs field by field.
static_assert(sizeof(book::Event) == 40 && offsetof(book::Event, time_locate) == 24 &&
              offsetof(book::Event, kind) == 36 && offsetof(book::Event, code) == 38);
static_assert(sizeof(book::Change) == 32 && offsetof(book::Change, locate) == 24 &&
              offsetof(book::Change, applied) == 26 && offsetof(book::Change, touch) == 28 &&
              offsetof(book::Change, aggressor) == 31);
static_assert(sizeof(TouchAt) == 40 && offsetof(TouchAt, touch) == 8);

/// The rows of an array, whose dtype the Python face has compared with the record's. Raises ValueError.
template <class Record>
std::span<Record> rows_of(const py::array& array, const char* name, bool writeable = true) {
    const auto fail = [&](const std::string& text) {
        throw py::value_error(std::string(name) + ": expected " + text);
    };
    if (array.ndim() != 1) fail("one dimension, got " + std::to_string(array.ndim()));
    if (static_cast<std::size_t>(array.itemsize()) != sizeof(Record))
        fail("rows of " + std::to_string(sizeof(Record)) + " bytes, got " + std::to_string(array.itemsize()));
    if ((array.flags() & py::array::c_style) == 0) fail("a C-contiguous array");
    if (writeable && !array.writeable()) fail("a writeable array");
    if (reinterpret_cast<std::uintptr_t>(array.data()) % alignof(Record) != 0)
        fail("memory aligned to " + std::to_string(alignof(Record)) + " bytes");
    return {static_cast<Record*>(const_cast<void*>(array.data())), static_cast<std::size_t>(array.size())};
}

void check_rows(const char* name, std::size_t rows, std::size_t least) {
    if (rows < least)
        throw py::value_error(std::string(name) + ": expected at least " + std::to_string(least) +
                              " rows, as many as events has, got " + std::to_string(rows));
}

/// What the rows of one call go into.
struct Rows {
    std::span<book::Event> events;
    std::span<book::Change> changes;
    std::span<TouchAt> touches;

    Rows(const py::array& e, const py::array& c, const std::optional<py::array>& t, bool fill_events)
        : events(rows_of<book::Event>(e, "events", fill_events)),
          changes(rows_of<book::Change>(c, "changes")) {
        check_rows("changes", changes.size(), events.size());
        if (!t) return;
        touches = rows_of<TouchAt>(*t, "touches");
        check_rows("touches", touches.size(), events.size());
    }
};

std::tuple<std::size_t, std::size_t, std::optional<feed::Error>> apply_block(
    Market& market, const py::buffer& block, const py::array& events, const py::array& changes,
    const std::optional<py::array>& touches) {
    const Chunk chunk(block);
    const Rows rows(events, changes, touches, true);
    engine::BlockTaken done;
    {
        const py::gil_scoped_release release;
        done = engine::apply_block(market, chunk.bytes(), rows.events, rows.changes, rows.touches);
    }
    return {done.taken.bytes, done.taken.events, to_optional(done.error)};
}

void apply_events(Market& market, const py::array& events, const py::array& changes,
                  const std::optional<py::array>& touches) {
    const Rows rows(events, changes, touches, false);
    const std::size_t bad = engine::bad_side(rows.events);
    if (bad != rows.events.size())
        throw py::value_error("events[" + std::to_string(bad) + "]: side is " +
                              std::to_string(static_cast<int>(rows.events[bad].side)) + ", must be 0 or 1");
    const py::gil_scoped_release release;
    engine::apply_events(market, rows.events, rows.changes, rows.touches);
}

void bind_reader(py::module_& m) {
    py::class_<feed::Stream>(m, "EventReader",
                             "Decodes a file or capture into arrays of events. One thread at a time.")
        .def(py::init([](feed::StreamKind kind, std::uint16_t port, const py::bytes& group) {
                 return feed::Stream(kind, packet_filter(port, group));
             }),
             py::arg("kind"), py::arg("port") = 0, py::arg("group") = py::bytes(),
             "`kind`, `port` and `group` as for feed.MessageCounter.")
        .def(
            "read",
            [](feed::Stream& self, const py::buffer& buffer, const py::array& events) -> Taken {
                const Chunk chunk(buffer);
                const std::span<book::Event> rows = rows_of<book::Event>(events, "events");
                const py::gil_scoped_release release;
                const feed::Decoded got = self.read_events(chunk.bytes(), rows);
                return {got.bytes, got.events};
            },
            py::arg("chunk"), py::arg("events"),
            "Decode the next bytes into EVENT[n], until they are used up or the array is full. Returns "
            "(bytes "
            "used, events\n"
            "made). After an error this does nothing. Raises ValueError for an array that does not fit. The "
            "GIL "
            "is released.")
        .def("finish", &feed::Stream::finish, "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const feed::Stream& self) { return to_optional(self.error()); },
            "What stopped the reading, or None.")
        .def(
            "report", [](const feed::Stream& self) { return to_dict(self.report()); },
            "Every count of the reader so far, as nested dicts.");
}

}  // namespace

void bind_batch(py::module_& parent) {
    py::module_ m = parent.def_submodule("batch", "Decoded messages and what they did to books, in arrays.");
    bind_reader(m);
    m.def(
        "apply_block", &apply_block, py::arg("market"), py::arg("block"), py::arg("events"),
        py::arg("changes"), py::arg("touches"),
        "Decode length-prefixed ITCH 5.0 messages into EVENT[n] and apply them, until the block has no more "
        "whole\n"
        "message or the array is full; CHANGE[n] gets what each did, TOUCH[n] (or None) the touch after it. "
        "Returns\n"
        "(bytes of whole messages, events made, error or None). Raises ValueError for arrays that do not "
        "fit. "
        "One\n"
        "thread at a time for a market; the GIL is released.");
    m.def(
        "apply_events", &apply_events, py::arg("market"), py::arg("events"), py::arg("changes"),
        py::arg("touches"),
        "Apply EVENT[n] in order, rows out as for apply_block. Raises ValueError for arrays that do not fit "
        "and for a\n"
        "side that is neither 0 nor 1; then nothing is applied. The GIL is released.");
}

}  // namespace tradewind::bindings
