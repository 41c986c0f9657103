// The benchmark's input: a whole ITCH file in memory, in 2 MiB pages where the kernel gives them, resident
// before anything is timed.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tradewind/base/endian.hpp"

namespace bench {

using Bytes = std::span<const std::byte>;

/// Call `each(message, length)` for every message, the length prefix taken off.
template <class Each>
inline void walk(Bytes bytes, Each&& each) {
    const std::byte* p = bytes.data();
    const std::byte* const end = p + bytes.size();
    while (p < end) {
        const std::size_t length = tradewind::base::load_be16(p);
        each(p + 2, length);
        p += 2 + length;
    }
}

class Input {
  public:
    static constexpr std::size_t kParts = 8;

    /// Read a plain file of length-prefixed messages. Throws std::runtime_error naming file and byte.
    explicit Input(const std::string& path) {
        const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) throw std::runtime_error(path + ": " + std::strerror(errno));
        struct stat status{};
        fstat(file, &status);
        const auto size = static_cast<std::size_t>(status.st_size);
        // A huge page of slack to align within, one more so that a wide load at the end stays inside.
        mapped_bytes_ = (size / kHugePage + 3) * kHugePage;
        mapped_ = mmap(nullptr, mapped_bytes_, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mapped_ == MAP_FAILED) throw std::runtime_error(path + ": no memory for the whole file");
        const auto at = reinterpret_cast<std::uintptr_t>(mapped_);
        auto* const data =
            static_cast<std::byte*>(mapped_) + ((at + kHugePage - 1) / kHugePage * kHugePage - at);
        madvise(data, (size / kHugePage + 1) * kHugePage, MADV_HUGEPAGE);
        std::size_t held = 0;
        while (held < size) {
            const ssize_t got = read(file, data + held, size - held);
            if (got <= 0) throw std::runtime_error(path + ": cannot be read whole");
            held += static_cast<std::size_t>(got);
        }
        close(file);
        bytes_ = {data, size};
        measure(path);
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input() { munmap(mapped_, mapped_bytes_); }

    /// All messages with their prefixes, without an end-of-session marker.
    [[nodiscard]] Bytes bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    /// Memory that holds the file.
    [[nodiscard]] std::uint64_t resident_bytes() const { return resident_bytes_; }
    /// kParts runs of whole messages, the same number in each but the last; a checkpoint ends each.
    [[nodiscard]] const std::vector<Bytes>& parts() const { return parts_; }

  private:
    static constexpr std::size_t kHugePage = std::size_t{2} << 20;

    /// Count the messages, drop the marker, find the parts.
    void measure(const std::string& path) {
        resident_bytes_ = (bytes_.size() / kHugePage + 1) * kHugePage;
        std::size_t at = 0;
        while (at + 2 <= bytes_.size()) {
            const std::size_t length = tradewind::base::load_be16(bytes_.data() + at);
            if (length == 0 && at + 2 == bytes_.size()) break;
            if (length == 0 || at + 2 + length > bytes_.size()) break;
            at += 2 + length;
            ++messages_;
        }
        const bool marker = at + 2 == bytes_.size() && tradewind::base::load_be16(bytes_.data() + at) == 0;
        if (messages_ == 0 || (at != bytes_.size() && !marker)) {
            throw std::runtime_error(path + ": byte " + std::to_string(at) +
                                     ": expected a whole length-prefixed message");
        }
        bytes_ = bytes_.first(at);
        const std::uint64_t per_part = messages_ / kParts + 1;
        std::size_t begin = 0;
        std::uint64_t seen = 0;
        std::size_t end = 0;
        walk(bytes_, [&](const std::byte*, std::size_t length) {
            end += 2 + length;
            if (++seen % per_part != 0 && seen != messages_) return;
            parts_.push_back(bytes_.subspan(begin, end - begin));
            begin = end;
        });
    }

    void* mapped_{};
    std::size_t mapped_bytes_{};
    Bytes bytes_;
    std::uint64_t messages_{};
    std::uint64_t resident_bytes_{};
    std::vector<Bytes> parts_;
};

}  // namespace bench
