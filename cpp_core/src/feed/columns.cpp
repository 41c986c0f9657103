#include "tradewind/feed/columns.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "tradewind/wire/view.hpp"

namespace tradewind::feed {

namespace {

using wire::Field;
using wire::FieldKind;
using wire::kItch50Layouts;

constexpr std::size_t kTypes = kItch50Layouts.size();

constexpr bool is_price(FieldKind kind) {
    return kind == FieldKind::price4 || kind == FieldKind::price8 || kind == FieldKind::price_ouch;
}

constexpr std::uint16_t column_size(const Field& field) {
    return is_price(field.kind) || field.kind == FieldKind::u48 ? std::uint16_t{8} : field.size;
}

constexpr char column_kind(FieldKind kind) {
    if (kind == FieldKind::alpha) return 'S';
    return is_price(kind) || kind == FieldKind::i32 ? 'i' : 'u';
}

/// The columns of message I: the sequence number, then the fields.
template <std::size_t I>
inline constexpr auto kColumns = [] {
    constexpr std::span<const Field> kFields = kItch50Layouts[I].fields;
    std::array<Column, kFields.size() + 1> columns{};
    columns[0] = {"seq", 0, sizeof(std::uint64_t), 'u'};
    std::uint16_t offset = sizeof(std::uint64_t);
    for (std::size_t f = 0; f < kFields.size(); ++f) {
        const std::uint16_t size = column_size(kFields[f]);
        columns[f + 1] = {kFields[f].name, offset, size, column_kind(kFields[f].kind)};
        offset = static_cast<std::uint16_t>(offset + size);
    }
    return columns;
}();

template <std::size_t I>
inline constexpr std::uint16_t kRecordSize =
    static_cast<std::uint16_t>(kColumns<I>.back().offset + kColumns<I>.back().size);

constexpr auto kRecordLayouts = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<RecordLayout, kTypes>{
        RecordLayout{kItch50Layouts[I].type, kRecordSize<I>, kColumns<I>}...};
}(std::make_index_sequence<kTypes>{});

/// Copy field F of message I.
template <std::size_t I, std::size_t F>
inline void write_field(const std::byte* message, std::byte* record) noexcept {
    constexpr Field kField = kItch50Layouts[I].fields[F];
    constexpr Column kColumn = kColumns<I>[F + 1];
    const std::byte* const from = message + kField.offset;
    std::byte* const to = record + kColumn.offset;
    if constexpr (kField.kind == FieldKind::alpha) {
        std::memcpy(to, from, kField.size);
    } else if constexpr (wire::PriceKind<kField.kind>) {
        const auto raw = static_cast<wire::WirePriceInt<kField.kind>>(wire::load_unsigned<kField.kind>(from));
        const std::int64_t units = wire::from_wire<kField.kind>(raw).units;
        std::memcpy(to, &units, sizeof units);
    } else {
        const std::uint64_t value = wire::load_unsigned<kField.kind>(from);
        std::memcpy(to, &value, kColumn.size);  // little-endian: the low bytes come first
    }
}

/// Unrolled over the fields: constant offsets, no test of names or kinds at run time.
template <std::size_t I>
void write_record(std::uint64_t sequence, const std::byte* message, std::byte* record) noexcept {
    std::memcpy(record, &sequence, sizeof sequence);
    [&]<std::size_t... F>(std::index_sequence<F...>) {
        (write_field<I, F>(message, record), ...);
    }(std::make_index_sequence<kItch50Layouts[I].fields.size()>{});
}

using Write = void (*)(std::uint64_t sequence, const std::byte* message, std::byte* record) noexcept;

constexpr auto kWriters = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Write, kTypes>{&write_record<I>...};
}(std::make_index_sequence<kTypes>{});

}  // namespace

std::span<const RecordLayout> record_layouts() noexcept { return kRecordLayouts; }

void RecordBuffer::grow(std::size_t size) {
    constexpr std::size_t kFirst = 4096;
    const std::size_t capacity = std::max({kFirst, 2 * capacity_, bytes_ + size});
    void* const moved = std::realloc(data_.get(), capacity);
    if (moved == nullptr) throw std::bad_alloc();
    [[maybe_unused]] const std::byte* const old = data_.release();  // realloc has freed or kept it
    data_.reset(static_cast<std::byte*>(moved));
    capacity_ = capacity;
}

ColumnDecoder::ColumnDecoder(StreamKind kind, const PacketFilter& filter, const ColumnOptions& options)
    : stream_(kind, filter), batch_limit_(options.batch), limit_(options.limit) {
    if (options.batch == 0)
        throw std::invalid_argument("column decoder: batch must be at least 1 message, was 0");
    for (std::size_t i = 0; i < kTypes; ++i)
        if (options.types.empty() || options.types.find(kItch50Layouts[i].type) != std::string_view::npos)
            slots_[static_cast<unsigned char>(kItch50Layouts[i].type)] = {
                kWriters[i], static_cast<std::uint8_t>(i), kRecordLayouts[i].size};
    for (const char type : options.types)
        if (wire::itch50_layout(type) == nullptr)
            throw std::invalid_argument(std::string("column decoder: ITCH 5.0 has no message type '") + type +
                                        "'");
}

void ColumnDecoder::push(std::span<const std::byte> chunk) {
    stream_.push(chunk, [this](std::span<const std::byte> message, std::uint64_t) { keep(message); });
}

inline void ColumnDecoder::keep(std::span<const std::byte> message) {
    const Slot& slot = slots_[std::to_integer<std::uint8_t>(message[0])];
    if (slot.write == nullptr || full()) return;
    slot.write(stream_.messages(), message.data(), batch_.records[slot.index].append(slot.size));
    ++kept_;
    if (++batch_.messages == batch_limit_) close_batch();
}

void ColumnDecoder::close_batch() {
    ready_.push_back(std::move(batch_));
    batch_ = {};
}

bool ColumnDecoder::finish() {
    const bool ok = stream_.finish();
    flush();
    return ok;
}

void ColumnDecoder::flush() {
    if (batch_.messages != 0) close_batch();
}

std::optional<ColumnBatch> ColumnDecoder::take() {
    if (ready_.empty()) return std::nullopt;
    std::optional<ColumnBatch> batch(std::move(ready_.front()));
    ready_.pop_front();
    return batch;
}

}  // namespace tradewind::feed
