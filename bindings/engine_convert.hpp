// What the bindings of market and trading replay share.
#pragma once

#include <algorithm>
#include <memory>

#include "bindings.hpp"
#include "tradewind/engine/market.hpp"
#include "tradewind/feed/stream.hpp"

namespace tradewind::bindings {

void bind_trading(py::module_& m);

/// Pools for `max_orders` resting orders. Raises ValueError outside 1 to 2^24.
[[nodiscard]] book::BooksConfig books_config(std::uint64_t max_orders, bool huge_pages = false);

/// Every counter of the books, by name.
[[nodiscard]] py::dict to_dict(const book::BookCounters& counters);

/// Every counter of the books and the market, by name.
[[nodiscard]] py::dict counters_of(const engine::Market& market);

/// A read-only byte array that owns a copy of the records; Python views it through the matching dtype.
template <class Record>
[[nodiscard]] py::array_t<std::uint8_t> copy_records(std::span<const Record> records) {
    py::array_t<std::uint8_t> out(static_cast<py::ssize_t>(records.size_bytes()),
                                  reinterpret_cast<const std::uint8_t*>(records.data()));
    out.attr("flags").attr("writeable") = false;
    return out;
}

}  // namespace tradewind::bindings
