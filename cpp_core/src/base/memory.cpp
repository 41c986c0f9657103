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
}  // namespace

Region::Region(std::size_t bytes, RegionOptions options) : size_(bytes) {
    if (bytes == 0) return;
    // NORESERVE: the cap is address space; memory is taken only where it is touched.
    const int populate = options.prefault ? MAP_POPULATE : 0;
    void* const p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | populate, -1, 0);
    if (p == MAP_FAILED) {
        throw std::runtime_error("cannot reserve " + std::to_string(bytes) +
                                 " bytes of address space: " + std::strerror(errno));
    }
    if (options.huge_pages && bytes >= kHugePage) madvise(p, bytes, MADV_HUGEPAGE);
    data_ = static_cast<std::byte*>(p);
}

Region::~Region() {
    if (data_ != nullptr) munmap(data_, size_);
}

Region::Region(Region&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Region& Region::operator=(Region&& other) noexcept {
    if (this != &other) {
        if (data_ != nullptr) munmap(data_, size_);
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

}  // namespace tradewind::base
