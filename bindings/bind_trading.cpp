#include "engine_convert.hpp"
#include "feed_convert.hpp"
#include "order_convert.hpp"
#include "tradewind/engine/trading_replay.hpp"

namespace tradewind::bindings {

namespace {

using engine::Trader;
using engine::TradingReplay;

/// The name that the Python enum gives a value.
template <class Enum>
std::string name_of(Enum value) {
    return py::cast(value).attr("name").template cast<std::string>();
}

template <class T>
T field(const py::dict& from, const char* section, const char* name) {
    if (!from.contains(name)) throw py::key_error(std::string(section) + " has no field " + name);
    try {
        return from[name].cast<T>();
    } catch (const py::cast_error&) {
        throw py::value_error(std::string(section) + "." + name + " is " + std::string(py::repr(from[name])) +
                              ", which is no value for it");
    }
}

engine::QueueImbalanceParams strategy_params(const py::dict& d) {
    constexpr const char* kSection = "strategy";
    return {.entry_permille = field<std::int64_t>(d, kSection, "entry_permille"),
            .exit_permille = field<std::int64_t>(d, kSection, "exit_permille"),
            .order_qty = {field<std::int64_t>(d, kSection, "order_qty")},
            .max_position = {field<std::int64_t>(d, kSection, "max_position")},
            .max_spread = {field<std::int64_t>(d, kSection, "max_spread")},
            .cooldown = {field<std::int64_t>(d, kSection, "cooldown_ns")},
            .start = {field<std::int64_t>(d, kSection, "start_ns")},
            .flatten = {field<std::int64_t>(d, kSection, "flatten_ns")}};
}
risk::Limits limits(const py::dict& d) {
    constexpr const char* kSection = "limits";
    return {.max_quantity = {field<std::int64_t>(d, kSection, "max_quantity")},
            .max_notional = {to_int128(field<py::int_>(d, kSection, "max_notional"))},
            .collar_bps = field<std::int64_t>(d, kSection, "collar_bps"),
            .max_position = {field<std::int64_t>(d, kSection, "max_position")},
            .max_open_orders = field<std::int64_t>(d, kSection, "max_open_orders"),
            .max_orders = field<std::int64_t>(d, kSection, "max_orders"),
            .rate_window = {field<std::int64_t>(d, kSection, "rate_window_ns")},
            .duplicate_window = {field<std::int64_t>(d, kSection, "duplicate_window_ns")},
            .trade_without_touch = field<bool>(d, kSection, "trade_without_touch")};
}
order::FeeRate fee_rate(const py::dict& d, const char* prefix) {
    const std::string per_lot = std::string(prefix) + "_per_lot";
    const std::string ppb = std::string(prefix) + "_notional_ppb";
    return {.per_lot = {field<std::int64_t>(d, "fees", per_lot.c_str())},
            .notional_ppb = field<std::int64_t>(d, "fees", ppb.c_str())};
}

engine::TradingReplayConfig replay_config(const py::dict& d) {
    engine::TradingReplayConfig c;
    c.trader.strategy = strategy_params(field<py::dict>(d, "config", "strategy"));
    c.trader.limits = limits(field<py::dict>(d, "config", "limits"));
    const auto fees = field<py::dict>(d, "config", "fees");
    c.trader.fees = {fee_rate(fees, "added"), fee_rate(fees, "removed"), fee_rate(fees, "other")};
    const auto venue = field<py::dict>(d, "config", "venue");
    c.trader.venue.entry_latency = {field<std::int64_t>(venue, "venue", "entry_latency_ns")};
    c.trader.venue.response_latency = {field<std::int64_t>(venue, "venue", "response_latency_ns")};
    c.trader.opening_cash = {to_int128(field<py::int_>(d, "config", "opening_cash"))};
    c.trader.sample_every = {field<std::int64_t>(d, "config", "sample_every_ns")};
    c.trader.stamp = field<bool>(d, "config", "stamp");
    c.books = books_config(field<std::uint64_t>(d, "config", "max_orders"));
    c.max_symbols = field<std::size_t>(d, "config", "max_symbols");
    for (const auto& symbol : field<std::vector<std::string>>(d, "config", "symbols")) {
        if (symbol.empty() || symbol.size() > 8) {
            throw py::value_error("symbol '" + symbol + "' has " + std::to_string(symbol.size()) +
                                  " characters, must have 1 to 8");
        }
        c.symbols.push_back(base::Symbol::from(symbol));
    }
    engine::validate(c.trader.strategy);
    risk::validate(c.trader.limits);
    return c;
}

struct OrderRow {
    std::int64_t order_qty, price, cum_qty, leaves, entered_at, done_at;
    std::uint32_t user_ref, parent_ref;
    std::uint16_t locate, venue_reason;
    std::uint8_t side, tif, state, done;
};
static_assert(sizeof(OrderRow) == 64);

py::array_t<std::uint8_t> order_rows(const Trader& trader) {
    std::vector<OrderRow> rows;
    for (std::uint32_t ref = 1; const order::Order* const o = trader.orders().find({ref}); ++ref) {
        const engine::OrderTimes& times = trader.times(o->ref);
        rows.push_back({o->order_qty.lots, o->price.units, o->executed.lots, o->leaves.lots, times.entered,
                        times.done, o->ref.value, o->orig.value, o->locate.value, times.venue_reason,
                        static_cast<std::uint8_t>(o->side), static_cast<std::uint8_t>(o->tif),
                        static_cast<std::uint8_t>(o->state), static_cast<std::uint8_t>(o->done)});
    }
    return copy_records(std::span<const OrderRow>(rows));
}

py::list positions(const Trader& trader) {
    py::list out;
    for (std::size_t i = 0; i < trader.instruments().size(); ++i) {
        const base::Instrument& instrument = trader.instruments()[i];
        const order::Position& p = *trader.ledger().position(instrument.locate);
        py::dict row;
        row["symbol"] = to_str(instrument.symbol);
        row["locate"] = instrument.locate.value;
        row["qty"] = p.qty.lots;
        row["average_price"] = p.average_price().units;
        row["realised"] = to_int(p.realised.units);
        row["unrealised"] = to_int(p.unrealised(trader.mark(i)).units);
        row["fees"] = to_int(p.fees.units);
        row["traded"] = to_int(p.traded.units);
        row["traded_qty"] = p.traded_qty.lots;
        row["fills"] = p.fills;
        row["mark"] = trader.mark(i).units;
        out.append(row);
    }
    return out;
}

py::list latency(const Trader& trader) {
    py::list out;
    for (std::size_t i = 0; i < engine::kStages; ++i) {
        const base::Histogram& h = trader.stages().of(static_cast<engine::Stage>(i));
        out.append(py::make_tuple(engine::kStageNames[i], h.count(), h.percentile(50), h.percentile(90),
                                  h.percentile(99), h.percentile(99.9), h.max()));
    }
    return out;
}

py::dict trader_counters(const Trader& trader) {
    const engine::TraderCounters& c = trader.counters();
    const backtest::VenueCounters& v = trader.venue().counters();
    py::dict out;
    out["decisions"] = c.decisions;
    out["orders_sent"] = c.orders_sent;
    out["cancels_sent"] = c.cancels_sent;
    out["venue_full"] = c.venue_full;
    out["not_encodable"] = c.not_encodable;
    out["ledger_refused"] = c.ledger_refused;
    out["requests_refused"] = c.requests_refused;
    out["venue_rejects"] = c.venue_rejects;
    for (std::size_t i = 1; i < risk::kReasons; ++i) {
        out[py::str("risk_" + name_of(static_cast<risk::Reason>(i)))] = c.risk_rejects[i];
    }
    for (std::size_t i = 0; i < order::kResults; ++i) {
        const auto result = static_cast<order::Result>(i);
        if (result == order::Result::applied) continue;
        out[py::str("order_" + name_of(result))] = trader.orders().count(result);
    }
    out["forgotten_executions"] = trader.orders().forgotten_executions();
    out["venue_fills"] = v.fills;
    out["venue_crossing_fills"] = v.crossing_fills;
    out["venue_canceled"] = v.canceled;
    out["venue_expired"] = v.expired;
    out["venue_late_requests"] = v.late_requests;
    out["venue_fills_forgone"] = v.fills_forgone;
    out["venue_truncated_takes"] = v.truncated_takes;
    out["executed_behind_us"] = v.executed_behind_us;
    out["executed_behind_us_shares"] = v.executed_behind_us_shares;
    out["log_lost"] = trader.log().lost();
    out["fills_lost"] = trader.fills().lost();
    out["equity_lost"] = trader.equity().lost();
    out["prices_lost"] = trader.prices().lost();
    out["ledger_unbalanced"] = static_cast<std::uint64_t>(!trader.ledger().balanced());
    return out;
}

py::dict rule_counts(const Trader& trader) {
    py::dict out;
    for (std::size_t i = 0; i < backtest::kRuleCount; ++i) {
        const auto id = static_cast<backtest::RuleId>(i);
        const backtest::RuleCount& count = trader.venue().counters().of(id);
        if (count.hits != 0)
            out[py::str(std::string(backtest::kRules[i].name))] = py::make_tuple(count.hits, count.shares);
    }
    return out;
}

struct Replay {
    feed::Stream stream;
    TradingReplay replay;

    Replay(engine::TradingReplayConfig config, feed::StreamKind kind)
        : stream(kind), replay(std::move(config)) {}

    void push(const py::buffer& buffer) {
        const Chunk chunk(buffer);
        const py::gil_scoped_release release;
        stream.push(chunk.bytes(), [this](std::span<const std::byte> message, std::uint64_t) {
            replay.on_message(message);
        });
    }
    [[nodiscard]] const Trader& trader() const {
        if (!replay.trader()) throw std::runtime_error("the record never opened the market (system event Q)");
        return *replay.trader();
    }
};

}  // namespace

void bind_trading(py::module_& m) {
    const auto rows = [](auto get) {
        return [get](const Replay& self) { return copy_records(get(self.trader())); };
    };
    py::class_<Replay>(
        m, "TradingReplay",
        "Replays a file or capture with the queue-imbalance strategy in it. One thread at a time.\n\n"
        "Arrays are read-only copies that stay as they are; tradewind.strategy.replay gives dtypes.")
        .def(py::init([](const py::dict& config, feed::StreamKind kind) {
                 return std::make_unique<Replay>(replay_config(config), kind);
             }),
             py::arg("config"), py::arg("kind"),
             "`config` as tradewind.strategy.replay.ReplayConfig.native() makes it. Raises ValueError or "
             "KeyError\n"
             "naming the field.")
        .def("push", &Replay::push, py::arg("chunk"),
             "Take the next bytes (any bytes-like object). After an error this does nothing. Raises "
             "ValueError when a\n"
             "wanted symbol was never announced. The GIL is released.")
        .def(
            "finish",
            [](Replay& self) {
                const bool whole = self.stream.finish();
                self.replay.finish();
                return whole;
            },
            "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const Replay& self) { return to_optional(self.stream.error()); },
            "What stopped the reading, or None.")
        .def(
            "report", [](const Replay& self) { return to_dict(self.stream.report()); },
            "Every count of the reader so far, as nested dicts.")
        .def_property_readonly("opened", [](const Replay& self) { return self.replay.trader().has_value(); })
        .def_property_readonly("book_counters",
                               [](const Replay& self) { return counters_of(self.replay.market()); })
        .def_property_readonly("live_orders",
                               [](const Replay& self) { return self.replay.market().books().live_orders(); })
        .def_property_readonly("orders", [](const Replay& self) { return order_rows(self.trader()); })
        .def_property_readonly("fills", rows([](const Trader& t) { return t.fills().all(); }))
        .def_property_readonly("equity", rows([](const Trader& t) { return t.equity().all(); }))
        .def_property_readonly("prices", rows([](const Trader& t) { return t.prices().all(); }))
        .def_property_readonly("positions", [](const Replay& self) { return positions(self.trader()); })
        .def_property_readonly("latency", [](const Replay& self) { return latency(self.trader()); })
        .def_property_readonly("counters", [](const Replay& self) { return trader_counters(self.trader()); })
        .def_property_readonly("fill_rules", [](const Replay& self) { return rule_counts(self.trader()); })
        .def_property_readonly("order_log", [](const Replay& self) {
            const std::span<const std::byte> bytes = self.trader().log().bytes();
            return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        });
}

}  // namespace tradewind::bindings
