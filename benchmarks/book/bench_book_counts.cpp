// What callgrind counts: the functions counted_*, each one pass over a small generated day.
//
//   bench_book_counts input FILE        write the day, the same bytes everywhere
//   bench_book_counts compiler          print the compiler that made this program
//   bench_book_counts WORK FILE         decode, book_batched or book_single
//
// benchmarks/book/instructions.py runs it and compares the counts with instructions.json.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "book/engine.hpp"
#include "tradewind/flow/generator.hpp"

#ifdef __clang__
#define COMPILER "clang++ " __clang_version__
#else
#define COMPILER "g++ " __VERSION__
#endif

// Plain C names, so that callgrind can be told them.
extern "C" {
[[gnu::noinline]] bool counted_decode(const bench::Bytes& bytes) {
    return bench::decode(bytes, [](std::span<const bench::Event> events) { bench::keep(events.data()); });
}
[[gnu::noinline]] bool counted_book_batched(bench::Books& books, bench::TouchCounter& touches,
                                            const bench::Bytes& bytes) {
    return bench::replay(books, bytes, touches);
}
[[gnu::noinline]] void counted_book_single(bench::Books& books, bench::TouchCounter& touches,
                                           const bench::Bytes& bytes) {
    bench::walk(bytes, [&](const std::byte* m, std::size_t length) {
        bench::replay_one(books, {m, length}, touches);
    });
}
}

namespace {

void write_input(const std::string& path) {
    tradewind::flow::DayGenerator day({.symbols = 50, .messages = 100'000, .seed = 1, .checkpoints = 0});
    std::ofstream file(path, std::ios::binary);
    std::vector<std::byte> chunk;
    while (day.next_chunk(chunk)) {
        file.write(reinterpret_cast<const char*>(chunk.data()), static_cast<std::streamsize>(chunk.size()));
    }
    if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}

void work(const std::string& name, const std::string& path) {
    const bench::Input input(path);
    bench::Books books = bench::make_books(false);
    bench::TouchCounter touches;
    bool good = true;
    if (name == "decode")
        good = counted_decode(input.bytes());
    else if (name == "book_batched")
        good = counted_book_batched(books, touches, input.bytes());
    else if (name == "book_single")
        counted_book_single(books, touches, input.bytes());
    else
        throw std::runtime_error("no work is called '" + name + "'");
    if (!good) throw std::runtime_error("decode refuses the input");
    std::printf("%s: %llu messages, %llu touch changes\n", name.c_str(),
                static_cast<unsigned long long>(input.messages()),
                static_cast<unsigned long long>(touches.changes));
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        if (words.size() == 1 && words[0] == "compiler")
            std::puts(COMPILER);
        else if (words.size() == 2 && words[0] == "input")
            write_input(words[1]);
        else if (words.size() == 2)
            work(words[0], words[1]);
        else
            throw std::runtime_error("usage: bench_book_counts input FILE | compiler | WORK FILE");
    } catch (const std::exception& error) {
        std::cerr << "bench_book_counts: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
