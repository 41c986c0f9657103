// ITCH messages to columns: every message type becomes one growing array of packed native-endian records,
// which NumPy can look at as a structured array. The record of a type is made from its wire layout at compile
// time: a sequence number, then the message's fields in wire order without the type byte. Integers keep their
// wire unit, times are 8-byte nanoseconds since midnight, prices int64 in 1e-9, text keeps its padding. One
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "tradewind/feed/stream.hpp"

namespace tradewind::feed {

/// One field of a record, with its NumPy kind: 'u' unsigned, 'i' signed, 'S' bytes.
struct Column {
    std::string_view name;
    std::uint16_t offset;
    std::uint16_t size;
    char kind;
};

struct RecordLayout {
    char type;                        ///< type letter
    std::uint16_t size;               ///< bytes of a record
    std::span<const Column> columns;  ///< the first is "seq"
};

/// One per message type, in the order of wire::kItch50Layouts.
[[nodiscard]] std::span<const RecordLayout> record_layouts() noexcept;

/// An array of records that grows by moving pages, not by copying them twice.
class RecordBuffer {
  public:
    /// Room for one more record of `size` bytes. Throws std::bad_alloc.
    [[nodiscard]] std::byte* append(std::size_t size) {
        if (capacity_ - bytes_ < size) [[unlikely]]
            grow(size);
        std::byte* const record = data_.get() + bytes_;
        bytes_ += size;
        return record;
    }
    [[nodiscard]] const std::byte* data() const noexcept { return data_.get(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  private:
    struct Free {
        void operator()(std::byte* p) const noexcept { std::free(p); }
    };
    void grow(std::size_t size);

    std::unique_ptr<std::byte, Free> data_;
    std::size_t bytes_{};
    std::size_t capacity_{};
};

struct ColumnBatch {
    std::array<RecordBuffer, wire::kItch50Layouts.size()> records;  ///< by the order of record_layouts()
    std::uint64_t messages{};
};

struct ColumnOptions {
    static constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();

    /// Type letters to keep; empty = every known type.
    std::string_view types;
    std::uint64_t batch{kAll};  ///< messages kept in a batch
    std::uint64_t limit{kAll};  ///< messages kept in all; later ones are only counted
};

class ColumnDecoder {
  public:
    /// Throws std::invalid_argument naming a type letter that ITCH 5.0 does not have, or a batch of 0.
    ColumnDecoder(StreamKind kind, const PacketFilter& filter, const ColumnOptions& options);

    /// Take the next bytes of the file or capture. Throws std::bad_alloc.
    void push(std::span<const std::byte> chunk);
    /// Tell the end of the input: what is left becomes the last batch, also after an error. False on an
    /// error.
    bool finish();
    /// As finish(), for a user who stops before the end: the input counts as complete.
    void flush();

    /// The oldest batch that is full or, after finish() or flush(), the rest. There is no batch without
    /// messages.
    [[nodiscard]] std::optional<ColumnBatch> take();
    /// True if messages of this type are kept.
    [[nodiscard]] bool keeps(char type) const noexcept {
        return slots_[static_cast<unsigned char>(type)].write != nullptr;
    }
    /// True when `limit` messages are kept: more input changes counts only.
    [[nodiscard]] bool full() const noexcept { return kept_ >= limit_; }
    [[nodiscard]] const Stream& stream() const noexcept { return stream_; }

  private:
    /// How messages of one type are kept.
    struct Slot {
        /// Writes one record from one message; nullptr: the type is not kept.
        void (*write)(std::uint64_t sequence, const std::byte* message, std::byte* record) noexcept {};
        std::uint8_t index{};
        std::uint16_t size{};
    };
    void keep(std::span<const std::byte> message);
    void close_batch();

    Stream stream_;
    std::uint64_t batch_limit_;
    std::uint64_t limit_;
    std::uint64_t kept_{};
    std::array<Slot, 256> slots_{};  ///< by type letter
    ColumnBatch batch_;
    std::deque<ColumnBatch> ready_;
};

}  // namespace tradewind::feed
