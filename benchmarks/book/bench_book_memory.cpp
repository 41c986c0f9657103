// Memory of a process that runs only our book, lazily touched and batched, over one ITCH file:
//
//   bench_book_memory FILE [--prefault]     prints rss_mb (millions of bytes) and allocations
//
// rss_mb: the most that was ever resident (VmHWM), less the memory that holds the input. Program, libraries
// and stack are in it. allocations: calls of the malloc family, operator new included, and of mmap from the
// moment the books are made until all messages are applied: the functions are replaced in this program.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <string>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "book/engine.hpp"

namespace {
std::atomic<std::uint64_t> calls{0};  // relaxed: only the sum counts, and it is read when all is over
void count() { calls.fetch_add(1, std::memory_order_relaxed); }
}  // namespace

// glibc's own names of what is replaced; operator new ends in malloc or aligned_alloc.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
    count();
    return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size) {
    count();
    return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t size) {
    count();
    return __libc_realloc(p, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    count();
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
    *out = memalign(alignment, size);
    return *out == nullptr ? ENOMEM : 0;
}
void* mmap(void* at, std::size_t size, int protection, int flags, int file, off_t offset) noexcept {
    count();
    return reinterpret_cast<void*>(syscall(SYS_mmap, at, size, protection, flags, file, offset));
}
}

namespace bench {
namespace {

std::uint64_t status_bytes(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field + ":")) return std::stoull(line.substr(field.size() + 1)) * 1024;
    }
    throw std::runtime_error("/proc/self/status has no " + field);
}

void run(const std::string& file, bool prefault) {
    const Input input(file);
    Books books = make_books(prefault);
    TouchCounter touches;
    const std::uint64_t before = calls.load();
    const bool good = replay(books, input.bytes(), touches);
    const std::uint64_t allocations = calls.load() - before;
    if (!good) throw std::runtime_error("decode refuses the input");
    const double resident = static_cast<double>(status_bytes("VmHWM") - input.resident_bytes());
    std::printf("rss_mb %.1f\nallocations %llu\n", resident / 1e6,
                static_cast<unsigned long long>(allocations));
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    try {
        const bool prefault = argc == 3 && std::strcmp(argv[2], "--prefault") == 0;
        if (argc != (prefault ? 3 : 2))
            throw std::runtime_error("usage: bench_book_memory FILE [--prefault]");
        bench::run(argv[1], prefault);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_book_memory: %s\n", error.what());
        return 1;
    }
    return 0;
}
