#include "tradewind/book/order_table.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tradewind::book {

namespace {

OrderTableConfig checked(const OrderTableConfig& config) {
    const auto check = [](const char* field, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
        if (value >= low && value <= high) return;
        throw std::invalid_argument(std::string("order table: ") + field + " is " + std::to_string(value) +
                                    ", must be between " + std::to_string(low) + " and " +
                                    std::to_string(high));
    };
    // Directory entries index slabs and nests with 23 bits; all records together must fit a Handle.
    check("max_slabs", config.max_slabs, 1, (1U << 23) - 1);
    check("max_nests", config.max_nests, 1, (1U << 23) - 1);
    check("max_directory_pages", config.max_directory_pages, 1, 1U << 16);
    check("max_outliers", config.max_outliers, 1, 1U << 26);
    return config;
}

}  // namespace

OrderTable::OrderTable(const OrderTableConfig& config)
    : config_(checked(config)),
      first_nested_((config.max_slabs + 1) << kSlabBits),
      first_outlier_(first_nested_ + ((config.max_nests + 1) << kNestBits)),
      records_(std::size_t{first_outlier_} + config.max_outliers, config.memory),
      slab_refs_(std::size_t{config.max_slabs} + 1, config.memory),
      nests_(std::size_t{config.max_nests} + 1, config.memory),
      directory_((std::size_t{config.max_directory_pages} + 2) << kDirBits, config.memory),
      page_slabs_(std::size_t{config.max_directory_pages} + 2, config.memory),
      top_(kWindow >> kPageShift, config.memory),
      outliers_(config.max_outliers, config.memory),
      slabs_{config.max_slabs},
      nests_pool_{config.max_nests},
      pages_{config.max_directory_pages + 1, kSpillPage + 1} {
    std::fill_n(&directory_[std::size_t{kSpillPage} << kDirBits], std::size_t{1} << kDirBits, kSpilled);
}

OrderRef OrderTable::ref_of(Handle handle) const noexcept {
    if (handle < first_nested_) return {slab_refs_[handle >> kSlabBits] + (handle & (kSlabSize - 1))};
    if (handle >= first_outlier_) return {outliers_.ref_of(handle - first_outlier_)};
    const Nest& nest = nests_[(handle - first_nested_) >> kNestBits];
    const std::uint64_t tag = (nest.tags >> (8 * (handle & (kNestSize - 1)))) & 0xFF;
    return {nest.first_ref + tag - 1};
}

bool OrderTable::open_page(std::uint64_t delta) noexcept {
    const std::uint32_t page = take(pages_, [this](std::uint32_t i) { return page_slabs_[i]; });
    // A range that got no page once stays in the hash: what is there must be found when pages are free again.
    top_[delta >> kPageShift] = page == 0 ? kSpillPage : page;
    page_slabs_[page] = 0;
    return page != 0;
}

void OrderTable::leave_page(std::uint64_t delta) noexcept {
    std::uint32_t& page = top_[delta >> kPageShift];
    if (--page_slabs_[page] != 0) return;
    give(pages_, page, page_slabs_[page]);
    page = 0;
}

void OrderTable::advance(std::uint64_t delta) noexcept {
    const std::uint64_t reach = config_.fold_after >> kSlabBits;
    const std::uint64_t slab_number = delta >> kSlabBits;
    if (reach != 0 && slab_number > reach) fold_end_ = std::max(fold_end_, slab_number - reach);
    fold_due_ = fold_due_ || fold_next_ < fold_end_;
}

void OrderTable::look_at_next() noexcept {
    const std::uint32_t page = top_[fold_next_ >> kDirBits];
    if (page <= kSpillPage) {  // nothing there: on to the next page
        fold_next_ = std::min(fold_end_, ((fold_next_ >> kDirBits) + 1) << kDirBits);
    } else {
        const std::uint64_t slab_number = fold_next_++;
        make_ready(*entry_of(slab_number << kSlabBits), slab_number);
    }
    fold_due_ = fold_next_ < fold_end_ || fold_ready_ != kNoFold;
}

void OrderTable::make_ready(std::uint32_t entry, std::uint64_t slab_number) noexcept {
    const std::uint32_t live = entry & kLiveMask;
    if ((entry & kNest) != 0 || live == 0 || live > kNestSize) return;
    const OrderRecord* const slab = &records_[std::size_t{index_of(entry)} << kSlabBits];
    for (std::size_t i = 0; i < kSlabSize; i += 4) __builtin_prefetch(slab + i, 1);
    fold_ready_ = slab_number;
    fold_due_ = true;
}

Handle OrderTable::insert_slow(OrderRef ref) noexcept {
    if (!has_base_) {
        // Centre the window on the first reference: older orders may still turn up below it.
        window_base_ = ref.value < kWindow / 2 ? 0 : (ref.value - kWindow / 2) & ~(kSlabSize - 1);
        fold_next_ = (ref.value - window_base_) >> kSlabBits;
        has_base_ = true;
    }
    if (find(ref) != kNoHandle) return kTaken;
    const std::uint64_t delta = ref.value - window_base_;
    if (delta >= kWindow) return insert_outlier(ref);
    if (top_[delta >> kPageShift] == 0 && !open_page(delta)) return insert_outlier(ref);
    std::uint32_t& entry = *entry_of(delta);
    const std::uint32_t page = top_[delta >> kPageShift];
    if ((entry & kNest) != 0) {  // a late reference among old ones
        Nest& nest = nests_[index_of(entry)];
        const std::uint32_t place = place_of(nest.tags, 0);
        if (place != kNestSize) {
            nest.tags |= ((delta & (kSlabSize - 1)) + 1) << (8 * place);
            ++entry;
            ++live_;
            return nest_handle(index_of(entry)) + place;
        }
    } else if (index_of(entry) != 0) {  // some of its orders are in the hash, this one need not
        ++entry;
        ++live_;
        return slab_handle(entry, delta);
    } else if (page != kSpillPage) {
        const std::uint32_t slab = take(slabs_, [this](std::uint32_t i) { return slab_refs_[i]; });
        if (slab != 0) {
            slab_refs_[slab] = ref.value & ~(kSlabSize - 1);
            if (entry == 0) ++page_slabs_[page];
            entry = (entry & kSpilled) | (slab << kIndexShift) | 1;
            ++live_;
            advance(delta);
            return slab_handle(entry, delta);
        }
    }
    const Handle handle = insert_outlier(ref);
    if (handle != kNoHandle && page != kSpillPage) {
        if (entry == 0) ++page_slabs_[page];  // the mark keeps its page: it is what leads to the hash
        entry |= kSpilled;
    } else if (page != kSpillPage && page_slabs_[page] == 0) {
        page_slabs_[page] = 1;
        leave_page(delta);
    }
    return handle;
}

Handle OrderTable::insert_outlier(OrderRef ref) noexcept {
    const std::uint32_t index = outliers_.insert(ref.value);
    if (index == RefHash::kNone) return kNoHandle;
    ++live_;
    return first_outlier_ + index;
}

void OrderTable::erase_slow(OrderRef ref, Handle handle) noexcept {
    if (handle >= first_outlier_) {
        outliers_.erase(handle - first_outlier_);
        return;
    }
    const std::uint64_t delta = ref.value - window_base_;
    std::uint32_t& entry = *entry_of(delta);
    const std::uint32_t index = index_of(entry);
    Nest& nest = nests_[index];
    nest.tags &= ~(std::uint64_t{0xFF} << (8 * (handle & (kNestSize - 1))));
    if ((--entry & kLiveMask) != 0) return;
    give(nests_pool_, index, nest.first_ref);
    entry &= kSpilled;
    if (entry == 0) leave_page(delta);
}

void OrderTable::few_left(std::uint32_t& entry, std::uint64_t delta) noexcept {
    if ((entry & kLiveMask) != 0) {
        // Looked at before with too many orders in it: now, or when it empties further, it can be folded.
        const std::uint64_t slab_number = delta >> kSlabBits;
        if (slab_number < fold_next_ && fold_ready_ == kNoFold) make_ready(entry, slab_number);
        return;
    }
    const std::uint32_t slab = index_of(entry);
    give(slabs_, slab, slab_refs_[slab]);
    entry &= kSpilled;
    if (entry == 0) leave_page(delta);
}

}  // namespace tradewind::book
