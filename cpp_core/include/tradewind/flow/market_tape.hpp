// The market as it is written down: the one place where a change of the books and its message happen
// together, in that order, so that the books after message n are what a reader of n messages must have.
//
// Also keeps the accounts of the day's length: a message is paid for when it becomes unavoidable, an order's
// last message together with its first. One owner, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "tradewind/flow/checkpoint.hpp"
#include "tradewind/flow/listing.hpp"
#include "tradewind/flow/message_buffer.hpp"
#include "tradewind/flow/simple_books.hpp"
#include "tradewind/wire/itch50.hpp"

namespace tradewind::flow {

/// A trade that can still be broken.
struct Match {
    std::uint16_t symbol;
    base::MatchNumber number;
};

class MarketTape {
  public:
    MarketTape(std::span<const Listing> listings, std::uint64_t messages, std::uint32_t checkpoints,
               Random& random);

    [[nodiscard]] MessageBuffer& buffer() noexcept { return buffer_; }

    /// Time never goes back: an earlier `time_ns` leaves the clock where it is.
    void advance_to(std::uint64_t time_ns) noexcept { now_ns_ = time_ns > now_ns_ ? time_ns : now_ns_; }
    void advance_by(std::uint64_t ns) noexcept { now_ns_ += ns; }
    [[nodiscard]] base::DayTime now() const noexcept { return {static_cast<std::int64_t>(now_ns_)}; }

    /// Messages that nobody has a claim on yet.
    [[nodiscard]] std::uint64_t left() const noexcept { return left_; }
    void reserve(std::uint64_t messages) noexcept { left_ -= messages; }
    void release(std::uint64_t messages) noexcept { left_ += messages; }

    // Order events. What each needs to be left() stands beside it; the caller asks first.
    Slot add(std::uint16_t symbol, Side side, Price price, std::uint32_t qty, std::string_view mpid);  ///< 2
    void execute(Slot slot, std::uint32_t qty);                                  ///< 1 if partial
    void execute_at(Slot slot, std::uint32_t qty, Price price, bool printable);  ///< 1 if partial
    void cancel(Slot slot, std::uint32_t qty);                                   ///< 1; partial
    void remove(Slot slot);                                                      ///< nothing
    void replace(Slot slot, Price price, std::uint32_t qty);                     ///< 1
    void trade_hidden(std::uint16_t symbol, Price price, std::uint32_t qty);     ///< 1
    /// A cross and its match number, paid for by the caller's reservation.
    void cross(std::uint16_t symbol, std::uint64_t shares, Price price, char type);
    /// A trade of the recent past to break, which is then no longer offered; also reserved by the caller.
    [[nodiscard]] std::optional<Match> breakable();

    /// Begin any message of no consequence for the books; the caller fills the rest and has reserved it.
    template <class Writer>
    [[nodiscard]] Writer message(std::uint16_t locate) {
        ++messages_;
        ++counts_[static_cast<unsigned char>(Writer::kLayout.type)];
        Writer writer{buffer_.frame(Writer::kLayout.length), base::Locate{locate}, now(),
                      static_cast<std::uint16_t>(messages_)};
        if (messages_ == recorder_.next_due()) recorder_.record(books_, messages_);
        return writer;
    }
    /// The same about one instrument, its name filled in.
    template <class Writer>
    [[nodiscard]] Writer about(std::uint16_t symbol) {
        Writer writer = message<Writer>(locate_of(symbol));
        writer.stock(listings_[symbol].symbol);
        return writer;
    }

    [[nodiscard]] const SimpleBooks& books() const noexcept { return books_; }
    [[nodiscard]] const Listing& listing(std::uint16_t symbol) const noexcept { return listings_[symbol]; }
    [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }
    [[nodiscard]] const std::array<std::uint64_t, 256>& counts() const noexcept { return counts_; }
    [[nodiscard]] CheckpointRecorder& recorder() noexcept { return recorder_; }

  private:
    static constexpr std::size_t kRecent = 64;

    [[nodiscard]] static std::uint16_t locate_of(std::uint16_t symbol) noexcept {
        return static_cast<std::uint16_t>(symbol + 1);
    }
    [[nodiscard]] OrderRef next_ref() noexcept;
    [[nodiscard]] base::MatchNumber next_match(std::uint16_t symbol, bool breakable) noexcept;
    void take(Slot slot, std::uint32_t qty);

    std::span<const Listing> listings_;
    Random& random_;
    SimpleBooks books_;
    CheckpointRecorder recorder_;
    MessageBuffer buffer_;
    std::uint64_t now_ns_{};
    std::uint64_t left_;
    std::uint64_t messages_{};
    std::array<std::uint64_t, 256> counts_{};
    std::uint64_t last_ref_{};
    std::uint64_t late_ref_{};    // 0: none waits
    std::uint32_t late_after_{};  // orders until it is used
    std::uint64_t last_match_{};
    std::array<Match, kRecent> recent_{};
};

}  // namespace tradewind::flow
