// Reserved address space: sized once at set-up, touched page by page as it is used, never moved and never
// grown. After construction no call reaches the allocator or the kernel's memory map, so the hot path keeps
// its pace and pointers stay valid. Not thread-safe: one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace tradewind::base {

struct RegionOptions {
    bool huge_pages{true};  ///< ask for 2 MiB pages (advice; the kernel may decline)
    bool prefault{false};   ///< touch every page now, so that no page fault happens later
};

/// A zero-filled, page-aligned block of anonymous memory.
class Region {
  public:
    Region() = default;
    /// Throws std::runtime_error naming the size when the address space is refused.
    explicit Region(std::size_t bytes, RegionOptions options = {});
    ~Region();
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;
    Region(Region&& other) noexcept;
    Region& operator=(Region&& other) noexcept;

    [[nodiscard]] std::byte* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

  private:
    void swap(Region& other) noexcept;

    std::byte* map_{};
    std::size_t mapped_{};
    std::byte* data_{};
    std::size_t size_{};
};

/// A fixed-capacity array of trivial values on a Region; elements start as zero bytes.
template <class T>
    requires std::is_trivially_copyable_v<T>
class Array {
  public:
    Array() = default;
    explicit Array(std::size_t capacity, RegionOptions options = {})
        : region_(capacity * sizeof(T), options), capacity_(capacity) {}

    [[nodiscard]] T& operator[](std::size_t i) noexcept { return data()[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return data()[i]; }
    [[nodiscard]] T* data() noexcept { return reinterpret_cast<T*>(region_.data()); }
    [[nodiscard]] const T* data() const noexcept { return reinterpret_cast<const T*>(region_.data()); }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

  private:
    Region region_;
    std::size_t capacity_{};
};

}  // namespace tradewind::base
