// Time of decoding and of books over one ITCH file, each side once a round, the sides interleaved.
//
//   bench_book FILE [--core N] [--rounds N] [--only SIDE,...]    table of medians, and ratios
//   bench_book FILE [--core N] --serve                           one side for each line of standard input
//
// Before anything is timed, all sides are compared: the decoders field by field through a sum, the books
// through digests of every level and every resting order in queue order at checkpoints. Timed runs must end
// with the same digest. A difference ends the program with code 1.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include <malloc.h>

#include "book/engine.hpp"
#include "book/floors.hpp"
#include "book/timing.hpp"
#include "book/yardstick.hpp"

namespace bench {
namespace {

/// Small files are run through several times, with fresh books, so that a run lasts long enough to be timed;
/// tiny ones are not worth the time that making books takes.
constexpr std::uint64_t kMessagesOfARun = 250'000;
constexpr std::uint64_t kMostRepeats = 3;

void check(bool good, const std::string& what) {
    if (!good) throw std::runtime_error(what);
}

struct Checkpoint {
    std::uint64_t digest{};
    std::uint64_t orders{};
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};
using Checkpoints = std::vector<Checkpoint>;

Checkpoints batched_checkpoints(const Input& input, TouchCounter& touches) {
    Books books = make_books(false);
    Checkpoints out;
    for (const Bytes part : input.parts()) {
        check(replay(books, part, touches), "decode refuses the input");
        out.push_back({digest(books), books.live_orders()});
    }
    return out;
}

Checkpoints single_checkpoints(const Input& input, TouchCounter& touches) {
    Books books = make_books(false);
    Checkpoints out;
    for (const Bytes part : input.parts()) {
        walk(part, [&](const std::byte* m, std::size_t length) { replay_one(books, {m, length}, touches); });
        out.push_back({digest(books), books.live_orders()});
    }
    return out;
}

Checkpoints yardstick_checkpoints(const Input& input) {
    Yardstick books;
    Checkpoints out;
    for (const Bytes part : input.parts()) {
        walk(part, [&](const std::byte* m, std::size_t) { books.apply(m); });
        out.push_back({books.digest(), books.live_orders()});
    }
    return out;
}

/// What switch_decode() adds up, from decoded events.
std::uint64_t event_sum(Bytes bytes) {
    using tradewind::book::EventKind;
    std::uint64_t sum = 0;
    const bool good = decode(bytes, [&](std::span<const Event> events) {
        for (const Event& e : events) {
            switch (e.kind) {
                case EventKind::execute_priced:
                    sum += e.code;
                    [[fallthrough]];
                case EventKind::add:
                case EventKind::execute:
                case EventKind::reduce:
                case EventKind::remove:
                case EventKind::replace:
                case EventKind::trade:
                    sum += e.ref + e.aux + static_cast<std::uint64_t>(e.price) / 100'000 + e.time_locate +
                           e.qty + static_cast<std::uint64_t>(e.side);
                    break;
                default:
                    break;
            }
        }
    });
    check(good, "decode refuses the input");
    return sum;
}

using Figures = std::vector<std::pair<std::string, double>>;
struct Side {
    std::string name;
    std::function<Figures()> run;
};

class Benchmark {
  public:
    explicit Benchmark(const Input& input) : input_(input) {}

    /// Compare all sides. Throws std::runtime_error on a difference.
    void verify() {
        check(event_sum(input_.bytes()) == switch_decode(input_.bytes()),
              "the decoder's fields differ from the plain switch's");
        TouchCounter batched;
        TouchCounter single;
        checkpoints_ = yardstick_checkpoints(input_);
        check(std::ranges::any_of(checkpoints_, [](const Checkpoint& c) { return c.orders != 0; }),
              "the books are empty at every checkpoint, so that equal digests would prove nothing");
        check(batched_checkpoints(input_, batched) == checkpoints_,
              "the digests of the books, batched, differ from the yardstick's");
        check(single_checkpoints(input_, single) == checkpoints_,
              "the digests of the books, one message at a time, differ from the yardstick's");
        check(batched.changes == single.changes, "touch changes differ between batched and one at a time");
        touches_ = batched.changes;
    }

    [[nodiscard]] std::uint64_t digest_of_checkpoints() const {
        tradewind::book::Digest all;
        for (const Checkpoint& checkpoint : checkpoints_) all.add(checkpoint.digest);
        return all.value();
    }
    [[nodiscard]] const Checkpoints& checkpoints() const { return checkpoints_; }

    [[nodiscard]] std::vector<Side> sides() {
        return {
            {"stream", [&] { return floor("stream_ns", stream); }},
            {"prefix_walk", [&] { return floor("prefix_walk_ns", prefix_walk); }},
            {"switch_decode", [&] { return floor("switch_decode_ns", switch_decode); }},
            {"decode", [&] { return run_decode(); }},
            {"book", [&] { return run_books("book_ns", true, batched_); }},
            {"book_lazy", [&] { return run_books("book_lazy_ns", false, batched_); }},
            {"book_single", [&] { return run_books("book_single_ns", true, single_); }},
            {"naive", [&] { return run_naive(); }},
            {"latency", [&] { return run_latency(); }},
            {"naive_latency", [&] { return run_naive_latency(); }},
            {"timer", [&] { return run_timer(); }},
        };
    }

  private:
    using Replay = std::function<void(Books&, TouchCounter&)>;

    [[nodiscard]] std::uint64_t repeats() const {
        return std::min(kMessagesOfARun / input_.messages() + 1, kMostRepeats);
    }
    [[nodiscard]] double per_message(double s) const {
        return s * 1e9 / static_cast<double>(repeats() * input_.messages());
    }

    template <class Floor>
    Figures floor(const char* key, Floor&& work) {
        const double s = seconds([&] {
            for (std::uint64_t i = 0; i < repeats(); ++i) keep(work(input_.bytes()));
        });
        return {{key, per_message(s)}};
    }
    Figures run_decode() {
        bool good = true;
        const double s = seconds([&] {
            for (std::uint64_t i = 0; i < repeats(); ++i) {
                good &= decode(input_.bytes(), [](std::span<const Event> events) { keep(events.data()); });
            }
        });
        check(good, "decode refuses the input");
        return {{"decode_ns", per_message(s)}};
    }
    Figures run_books(const char* key, bool prefault, const Replay& work) {
        double s = 0;
        for (std::uint64_t i = 0; i < repeats(); ++i) {
            Books books = make_books(prefault);
            TouchCounter touches;
            s += seconds([&] { work(books, touches); });
            check(digest(books) == checkpoints_.back().digest && touches.changes == touches_,
                  std::string(key) + ": a timed run ends with other books");
        }
        return {{key, per_message(s)}};
    }
    /// The heap as in a fresh program: what earlier runs freed goes back to the system.
    Figures run_naive() {
        double s = 0;
        for (std::uint64_t i = 0; i < repeats(); ++i) {
            malloc_trim(0);
            Yardstick books;
            s += seconds(
                [&] { walk(input_.bytes(), [&](const std::byte* m, std::size_t) { books.apply(m); }); });
            check(books.digest() == checkpoints_.back().digest, "naive: a timed run ends with other books");
        }
        return {{"naive_book_ns", per_message(s)}};
    }
    Figures run_latency() {
        Latencies latencies;
        for (std::uint64_t i = 0; i < repeats(); ++i) {
            Books books = make_books(true);
            TouchCounter touches;
            latencies.record(input_.bytes(), [&](const std::byte* m, std::size_t length) {
                replay_one(books, {m, length}, touches);
            });
            check(touches.changes == touches_, "latency: a timed run ends with other books");
        }
        return percentiles("", latencies);
    }
    Figures run_naive_latency() {
        Latencies latencies;
        for (std::uint64_t i = 0; i < repeats(); ++i) {
            malloc_trim(0);
            Yardstick books;
            latencies.record(input_.bytes(), [&](const std::byte* m, std::size_t) { books.apply(m); });
            check(books.live_orders() == checkpoints_.back().orders,
                  "naive_latency: a run ends with other books");
        }
        return percentiles("naive_", latencies);
    }
    Figures run_timer() {
        Latencies latencies;
        latencies.record(input_.parts().front(), [](const std::byte*, std::size_t) {});
        return {{"timer_floor_ns", latencies.ns(0.5)}};
    }
    static Figures percentiles(const std::string& prefix, const Latencies& latencies) {
        return {{prefix + "p50_ns", latencies.ns(0.5)},
                {prefix + "p99_ns", latencies.ns(0.99)},
                {prefix + "p999_ns", latencies.ns(0.999)},
                {prefix + "p9999_ns", latencies.ns(0.9999)}};
    }

    const Input& input_;
    Checkpoints checkpoints_;
    std::uint64_t touches_{};
    Replay batched_ = [this](Books& books, TouchCounter& touches) {
        check(replay(books, input_.bytes(), touches), "decode refuses the input");
    };
    Replay single_ = [this](Books& books, TouchCounter& touches) {
        walk(input_.bytes(),
             [&](const std::byte* m, std::size_t length) { replay_one(books, {m, length}, touches); });
    };
};

struct Arguments {
    std::string file;
    int core{-1};
    int rounds{5};
    std::string only;
    bool serve{};
};

Arguments parse(int argc, char** argv) {
    Arguments out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto value = [&] {
            check(i + 1 < argc, std::string(word) + " needs a value");
            return std::string(argv[++i]);
        };
        if (word == "--core")
            out.core = std::stoi(value());
        else if (word == "--rounds")
            out.rounds = std::stoi(value());
        else if (word == "--only")
            out.only = "," + value() + ",";
        else if (word == "--serve")
            out.serve = true;
        else
            out.file = word;
    }
    check(!out.file.empty(), "usage: bench_book FILE [--core N] [--rounds N] [--only SIDE,...] | --serve");
    return out;
}

void print(const Figures& figures) {
    for (const auto& [key, value] : figures) std::cout << key << ' ' << value << '\n';
}

/// A line in, its side's figures and an empty line out: so another program can interleave sides of its own.
void serve(const std::vector<Side>& sides) {
    std::cout << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const auto side = std::ranges::find(sides, line, &Side::name);
        check(side != sides.end(), "no side is called '" + line + "'");
        print(side->run());
        std::cout << std::endl;
    }
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void run_rounds(const std::vector<Side>& sides, const Arguments& arguments) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<double>> values;
    for (int round = 0; round < arguments.rounds; ++round) {
        for (const Side& side : sides) {
            if (!arguments.only.empty() && arguments.only.find("," + side.name + ",") == std::string::npos)
                continue;
            for (const auto& [key, value] : side.run()) {
                if (!values.contains(key)) order.push_back(key);
                values[key].push_back(value);
            }
        }
        std::fprintf(stderr, "round %d of %d\n", round + 1, arguments.rounds);
    }
    for (const std::string& key : order) {
        const auto [least, most] = std::ranges::minmax(values[key]);
        std::printf("%-18s %9.2f  (%.2f to %.2f)\n", key.c_str(), median(values[key]), least, most);
    }
    const auto ratio = [&](const char* above, const char* below) {
        if (!values.contains(above) || !values.contains(below)) return;
        std::printf("%s / %s: %.3f\n", above, below, median(values[above]) / median(values[below]));
    };
    ratio("decode_ns", "switch_decode_ns");
    for (const char* key : {"book_ns", "book_lazy_ns", "book_single_ns"}) {
        ratio(key, "switch_decode_ns");
        ratio("naive_book_ns", key);
    }
    for (const char* key : {"p50_ns", "p99_ns", "p999_ns", "p9999_ns"}) {
        ratio(("naive_" + std::string(key)).c_str(), key);
    }
}

void run(const Arguments& arguments) {
    check(arguments.core < 0 || pin(arguments.core),
          "core " + std::to_string(arguments.core) + " is not ours");
    const Input input(arguments.file);
    Benchmark benchmark(input);
    benchmark.verify();
    std::cout << "messages " << input.messages() << '\n';
    std::cout << "digest " << std::hex << benchmark.digest_of_checkpoints() << std::dec << '\n';
    std::cout << "orders";
    for (const Checkpoint& checkpoint : benchmark.checkpoints()) std::cout << ' ' << checkpoint.orders;
    std::cout << std::endl;
    if (arguments.serve)
        serve(benchmark.sides());
    else
        run_rounds(benchmark.sides(), arguments);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    try {
        bench::run(bench::parse(argc, argv));
    } catch (const std::exception& error) {
        std::cerr << "bench_book: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
