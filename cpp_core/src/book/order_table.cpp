#include "tradewind/book/order_table.hpp"

#include <bit>
#include <stdexcept>
#include <string>

namespace tradewind::book {

namespace {

OrderTableConfig checked(const OrderTableConfig& config) {
    const auto refuse = [](const char* field, std::uint64_t value, std::uint64_t limit) {
        throw std::invalid_argument(std::string("order table: ") + field + " is " + std::to_string(value) +
                                    ", must be between 1 and " + std::to_string(limit));
    };
    constexpr std::uint32_t kMaxSlabs = 1U << 25;  // with the outliers below 2^32 records
    if (config.max_slabs == 0 || config.max_slabs > kMaxSlabs)
        refuse("max_slabs", config.max_slabs, kMaxSlabs);
    if (config.max_directory_pages == 0 || config.max_directory_pages > (1U << 16)) {
        refuse("max_directory_pages", config.max_directory_pages, 1U << 16);
    }
    if (config.max_outliers == 0 || config.max_outliers > (1U << 26)) {
        refuse("max_outliers", config.max_outliers, 1U << 26);
    }
    return config;
}

constexpr std::uint64_t mix(
    std::uint64_t x) noexcept {  // splitmix64's finaliser: every input bit moves the hash
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9U;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

}  // namespace

OrderTable::OrderTable(const OrderTableConfig& config)
    : config_(checked(config)),
      first_outlier_((config.max_slabs + 1) << kSlabBits),
      records_(std::size_t{first_outlier_} + config.max_outliers, config.memory),
      slabs_(std::size_t{config.max_slabs} + 1, config.memory),
      directory_((std::size_t{config.max_directory_pages} + 1) << kDirBits, config.memory),
      pages_(std::size_t{config.max_directory_pages} + 1, config.memory),
      top_(kWindow >> kPageShift, config.memory),
      outlier_refs_(config.max_outliers, config.memory),
      outlier_next_free_(config.max_outliers, config.memory),
      outlier_slots_(std::bit_ceil(std::size_t{config.max_outliers} * 2), config.memory),
      outlier_mask_(outlier_slots_.capacity() - 1) {}

std::uint32_t OrderTable::take_slab() noexcept {
    std::uint32_t slab = slab_free_;
    if (slab != 0) {
        slab_free_ = slabs_[slab].next_free;
    } else {
        if (slab_top_ > config_.max_slabs) return 0;
        slab = slab_top_++;
    }
    slabs_[slab].live = 0;
    ++slabs_in_use_;
    return slab;
}

std::uint32_t OrderTable::take_page() noexcept {
    std::uint32_t page = page_free_;
    if (page != 0) {
        page_free_ = pages_[page].next_free;
    } else {
        if (page_top_ > config_.max_directory_pages) return 0;
        page = page_top_++;
    }
    pages_[page].slabs = 0;
    return page;
}

Handle OrderTable::insert(OrderRef ref) noexcept {
    if (!has_base_) {
        // Centre the window on the first reference: older orders may still turn up below it.
        window_base_ = ref.value < kWindow / 2 ? 0 : (ref.value - kWindow / 2) & ~(kSlabSize - 1);
        has_base_ = true;
    }
    const std::uint64_t delta = ref.value - window_base_;
    if (delta >= kWindow) return insert_outlier(ref);

    std::uint32_t& page_slot = top_[delta >> kPageShift];
    const bool fresh_page = page_slot == 0;
    const std::uint32_t page = fresh_page ? take_page() : page_slot;
    if (page == 0) return insert_outlier(ref);
    std::uint32_t& slab_slot = directory_[(std::size_t{page} << kDirBits) + slab_in_page(delta)];
    if (slab_slot == 0) {
        const std::uint32_t slab = take_slab();
        if (slab == 0) {
            if (fresh_page) {
                pages_[page].next_free = page_free_;
                page_free_ = page;
            }
            return insert_outlier(ref);
        }
        slabs_[slab].first_ref = ref.value & ~(kSlabSize - 1);
        slab_slot = slab;
        ++pages_[page].slabs;
    }
    page_slot = page;
    ++slabs_[slab_slot].live;
    ++live_;
    return (slab_slot << kSlabBits) | static_cast<Handle>(delta & (kSlabSize - 1));
}

void OrderTable::erase(Handle handle) noexcept {
    records_[handle].qty = 0;
    --live_;
    if (handle >= first_outlier_) {
        erase_outlier(handle);
        return;
    }
    const std::uint32_t slab = handle >> kSlabBits;
    if (--slabs_[slab].live != 0) return;
    const std::uint64_t delta = slabs_[slab].first_ref - window_base_;
    std::uint32_t& page_slot = top_[delta >> kPageShift];
    directory_[(std::size_t{page_slot} << kDirBits) + slab_in_page(delta)] = 0;
    slabs_[slab].next_free = slab_free_;
    slab_free_ = slab;
    --slabs_in_use_;
    if (--pages_[page_slot].slabs == 0) {
        pages_[page_slot].next_free = page_free_;
        page_free_ = page_slot;
        page_slot = 0;
    }
}

std::size_t OrderTable::outlier_home(std::uint64_t ref) const noexcept {
    return static_cast<std::size_t>(mix(ref)) & outlier_mask_;
}

Handle OrderTable::find_outlier(OrderRef ref) const noexcept {
    for (std::size_t i = outlier_home(ref.value);; i = (i + 1) & outlier_mask_) {
        const std::uint32_t slot = outlier_slots_[i];
        if (slot == 0) return kNoHandle;
        if (outlier_refs_[slot - 1] == ref.value) return first_outlier_ + slot - 1;
    }
}

Handle OrderTable::insert_outlier(OrderRef ref) noexcept {
    std::uint32_t index = outlier_free_;
    if (index != kNoHandle) {
        outlier_free_ = outlier_next_free_[index];
    } else {
        if (outlier_top_ == config_.max_outliers) return kNoHandle;
        index = outlier_top_++;
    }
    outlier_refs_[index] = ref.value;
    std::size_t i = outlier_home(ref.value);
    while (outlier_slots_[i] != 0) i = (i + 1) & outlier_mask_;
    outlier_slots_[i] = index + 1;
    ++outliers_live_;
    ++live_;
    return first_outlier_ + index;
}

void OrderTable::erase_outlier(Handle handle) noexcept {
    const std::uint32_t index = handle - first_outlier_;
    std::size_t hole = outlier_home(outlier_refs_[index]);
    while (outlier_slots_[hole] != index + 1) hole = (hole + 1) & outlier_mask_;
    // Backward shift: close the hole with every later entry of the run that may stand there, so that no
    // tombstones pile up over a day.
    for (std::size_t i = (hole + 1) & outlier_mask_; outlier_slots_[i] != 0; i = (i + 1) & outlier_mask_) {
        const std::size_t home = outlier_home(outlier_refs_[outlier_slots_[i] - 1]);
        if (((i - home) & outlier_mask_) >= ((i - hole) & outlier_mask_)) {
            outlier_slots_[hole] = outlier_slots_[i];
            hole = i;
        }
    }
    outlier_slots_[hole] = 0;
    outlier_next_free_[index] = outlier_free_;
    outlier_free_ = index;
    --outliers_live_;
}

}  // namespace tradewind::book
