#include <limits>
#include <vector>

#include "engine_convert.hpp"
#include "feed_convert.hpp"
#include "order_convert.hpp"
#include "tradewind/book/batch.hpp"

namespace tradewind::bindings {

namespace {

// The dtypes in tradewind.book_sources.records mirror these structs field by field.
static_assert(sizeof(book::Event) == 40 && offsetof(book::Event, time_locate) == 24 &&
              offsetof(book::Event, code) == 38);
static_assert(sizeof(book::WideEvent) == 48 && offsetof(book::WideEvent, locate_code) == 40 &&
              offsetof(book::WideEvent, code) == 44);
static_assert(sizeof(book::L2Event) == 32 && offsetof(book::L2Event, instrument) == 24 &&
              offsetof(book::L2Event, side) == 29);
static_assert(sizeof(book::TouchRow) == 48 && offsetof(book::TouchRow, instrument) == 36 &&
              offsetof(book::TouchRow, stale) == 40);

/// A byte array that holds whole, aligned records.
template <class Record>
std::span<const Record> as_records(const Chunk& chunk) {
    const std::span<const std::byte> bytes = chunk.bytes();
    if (bytes.size() % sizeof(Record) != 0)
        throw py::value_error("events: expected a multiple of " + std::to_string(sizeof(Record)) +
                              " bytes, got " + std::to_string(bytes.size()));
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(Record) != 0)
        throw py::value_error("events: expected memory aligned to " + std::to_string(alignof(Record)) +
                              " bytes");
    return {reinterpret_cast<const Record*>(bytes.data()), bytes.size() / sizeof(Record)};
}

template <class Record, class BookSet>
py::array_t<std::uint8_t> apply(BookSet& books, const py::buffer& events, const py::buffer& ends) {
    const Chunk event_bytes(events);
    const Chunk end_bytes(ends);
    const std::span<const Record> records = as_records<Record>(event_bytes);
    const std::span flags(reinterpret_cast<const std::uint8_t*>(end_bytes.bytes().data()),
                          end_bytes.bytes().size());
    if (!flags.empty() && flags.size() != records.size())
        throw py::value_error("ends: expected 0 or " + std::to_string(records.size()) + " bytes, got " +
                              std::to_string(flags.size()));
    std::vector<book::TouchRow> rows;
    {
        const py::gil_scoped_release release;
        std::size_t ended = 0;
        for (const std::uint8_t flag : flags) ended += flag != 0;
        rows.resize(ended);
        book::apply_batch(books, records, flags, rows);
    }
    return copy_records(std::span<const book::TouchRow>(rows));
}

constexpr const char* kApplyDoc =
    "Apply events (bytes of a record array) in order. `ends` is one byte an event, not 0 on the last of "
    "each\n"
    "message, or empty. Returns TOUCH_ROW[n] as bytes: the touch at each end. One thread at a time; the GIL "
    "is\n"
    "released. Raises ValueError for sizes that do not fit.";

template <class Books, class Instrument>
py::array_t<std::uint8_t> levels_of(const Books& books, Instrument instrument, int side, py::ssize_t depth) {
    const base::Side s = to_side(side);
    const std::size_t all = books.levels(instrument, s, {});
    std::vector<book::LevelView> out(depth < 0 ? all
                                               : std::min<std::size_t>(all, static_cast<std::size_t>(depth)));
    books.levels(instrument, s, out);
    return copy_records(std::span<const book::LevelView>(out));
}

void bind_l2(py::module_& m) {
    using book::L2Books;
    py::class_<L2Books>(m, "L2Books", "Price to size of many instruments, numbered from 0.")
        .def(py::init([](std::uint32_t max_instruments, std::uint32_t max_levels) {
                 return std::make_unique<L2Books>(book::L2BooksConfig{.max_instruments = max_instruments,
                                                                      .max_levels = max_levels,
                                                                      .memory = {.huge_pages = false}});
             }),
             py::arg("max_instruments") = 1U << 12, py::arg("max_levels") = 1U << 20,
             "Reserve address space; memory follows the live levels. Raises ValueError out of 1 to 2^24.")
        .def("apply", &apply<book::L2Event, L2Books>, py::arg("events"), py::arg("ends"), kApplyDoc)
        .def("touch", &L2Books::touch, py::arg("instrument"))
        .def(
            "levels",
            [](const L2Books& self, std::uint32_t instrument, int side, py::ssize_t depth) {
                return levels_of(self, instrument, side, depth);
            },
            py::arg("instrument"), py::arg("side"), py::arg("depth"))
        .def("stale", &L2Books::stale, py::arg("instrument"))
        .def("counters",
             [](const L2Books& self) {
                 const book::L2Counters& c = self.counters();
                 py::dict out;
                 out["events"] = c.events;
                 out["applied"] = c.applied;
                 out["unknown_level"] = c.unknown_level;
                 out["malformed"] = c.malformed;
                 out["pool_exhausted"] = c.pool_exhausted;
                 out["gaps"] = c.gaps;
                 out["peak_levels"] = c.peak_levels;
                 return out;
             })
        .def_property_readonly("live_levels", &L2Books::live_levels);
}

template <class Event, class Books>
void bind_order_books(py::class_<Books>& c) {
    c.def("apply", &apply<Event, Books>, py::arg("events"), py::arg("ends"), kApplyDoc)
        .def(
            "touch", [](const Books& self, std::uint16_t instrument) { return self.touch({instrument}); },
            py::arg("instrument"))
        .def(
            "levels",
            [](const Books& self, std::uint16_t instrument, int side, py::ssize_t depth) {
                return levels_of(self, base::Locate{instrument}, side, depth);
            },
            py::arg("instrument"), py::arg("side"), py::arg("depth"))
        .def(
            "queue",
            [](const Books& self, std::uint16_t instrument, int side, std::int64_t price) {
                const base::Side s = to_side(side);
                std::vector<book::QueuedOrder> out(self.queue({instrument}, s, {price}, {}));
                self.queue({instrument}, s, {price}, out);
                return copy_records(std::span<const book::QueuedOrder>(out));
            },
            py::arg("instrument"), py::arg("side"), py::arg("price"))
        .def(
            "digest", [](const Books& self, std::uint16_t instrument) { return self.digest({instrument}); },
            py::arg("instrument"))
        .def("counters", [](const Books& self) { return to_dict(self.counters()); })
        .def_property_readonly("live_orders", &Books::live_orders)
        .def_property_readonly("live_levels", &Books::live_levels);
}

book::WideBooksConfig wide_config(std::uint64_t max_orders) {
    if (max_orders == 0 || max_orders > (std::uint64_t{1} << 24))
        throw py::value_error("max_orders is " + std::to_string(max_orders) + ", must be between 1 and 2^24");
    book::WideBooksConfig config;
    config.orders.max_orders = static_cast<std::uint32_t>(max_orders);
    config.orders.memory.huge_pages = false;
    config.max_levels = std::max(static_cast<std::uint32_t>(max_orders), 1024U);
    config.memory.huge_pages = false;
    return config;
}

void bind_orders(py::module_& m) {
    constexpr const char* kInit =
        "Reserve address space for `max_orders` resting orders, 1 to 2^24; memory follows the live ones.";
    py::class_<book::Books> dense(m, "OrderBooks",
                                  "Order by order, dense references: book::Books. Instruments are locates.");
    dense.def(py::init([](std::uint64_t max_orders) {
                  return std::make_unique<book::Books>(books_config(max_orders));
              }),
              py::arg("max_orders") = 1U << 22, kInit);
    bind_order_books<book::Event>(dense);
    py::class_<book::WideBooks> wide(
        m, "WideOrderBooks",
        "Order by order, any references and 64-bit quantities: book::WideBooks. Instruments are locates.");
    wide.def(py::init([](std::uint64_t max_orders) {
                 return std::make_unique<book::WideBooks>(wide_config(max_orders));
             }),
             py::arg("max_orders") = 1U << 22, kInit);
    bind_order_books<book::WideEvent>(wide);
}

}  // namespace

void bind_sources(py::module_& parent) {
    py::module_ m = parent.def_submodule("sources", "Books fed with arrays of events, for any source.");
    bind_l2(m);
    bind_orders(m);
}

}  // namespace tradewind::bindings
