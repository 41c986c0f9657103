#include "tradewind/base/memory.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include <sys/mman.h>

namespace tradewind::base {

namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// Make every page present now, in the size that was advised: MAP_POPULATE would come before the advice.
void populate(std::byte* data, std::size_t bytes) {
#ifdef MADV_POPULATE_WRITE
    if (madvise(data, bytes, MADV_POPULATE_WRITE) == 0) return;
#endif
    constexpr std::size_t kPage = 4096;
    for (std::size_t i = 0; i < bytes; i += kPage) const_cast<volatile std::byte*>(data)[i] = std::byte{};
}

}  // namespace

Region::Region(std::size_t bytes, RegionOptions options) : size_(bytes) {
    if (bytes == 0) return;
    // NORESERVE: the cap is address space; memory is taken only where it is touched. A region that can hold a
    // huge page begins at one, so that its first pages can be huge too.
    const bool huge = options.huge_pages && bytes >= kHugePage;
    mapped_ = huge ? bytes + kHugePage : bytes;
    void* const p =
        mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        throw std::runtime_error("cannot reserve " + std::to_string(bytes) +
                                 " bytes of address space: " + std::strerror(errno));
    }
    map_ = static_cast<std::byte*>(p);
    data_ = map_;
    if (huge) {
        data_ += (kHugePage - reinterpret_cast<std::uintptr_t>(p) % kHugePage) % kHugePage;
        madvise(data_, bytes, MADV_HUGEPAGE);
    }
    if (options.prefault) populate(data_, bytes);
}

Region::~Region() {
    if (map_ != nullptr) munmap(map_, mapped_);
}

Region::Region(Region&& other) noexcept { swap(other); }

Region& Region::operator=(Region&& other) noexcept {
    Region gone(std::move(*this));
    swap(other);
    return *this;
}

void Region::swap(Region& other) noexcept {
    std::swap(map_, other.map_);
    std::swap(mapped_, other.mapped_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
}

}  // namespace tradewind::base
