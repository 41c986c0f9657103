// Between OUCH 5.0 bytes and the order messages of our own (order/messages.hpp), for both ends: the client
// encodes Enter, Replace and Cancel and decodes what the venue says, the exchange does the reverse.
//
// Units: prices in 1e-9, quantities in shares. Thread rule: an encoder is read-only after set-up; the
// functions have no state. Encoding copies a message prepared at set-up and patches it: no allocation, no
// exception, no branch on text.
#pragma once

#include <string_view>
#include <vector>

#include "tradewind/order/messages.hpp"
#include "tradewind/wire/message.hpp"
#include "tradewind/wire/ouch50.hpp"

namespace tradewind::wire::ouch50 {

/// Room that every encode function below needs: the longest message with the options it may carry.
inline constexpr std::size_t kOrderBuffer = 72;
using OrderBuffer = std::span<std::byte, kOrderBuffer>;

/// OUCH takes 1 .. 999,999 shares.
inline constexpr std::int64_t kMaxQuantity = 999'999;

/// What every order of one session says alike.
struct OrderTerms {
    char display{'Y'};             ///< Y visible, N hidden, A attributable
    char capacity{'P'};            ///< P principal, A agency, R riskless, O other
    char inter_market_sweep{'N'};  ///< Y eligible
    char cross_type{'N'};          ///< N continuous market
    /// At most 14 characters, repeated on every order; the UserRefNum tells them apart.
    std::string_view client_order_id{};
    std::string_view firm{};      ///< tag 2, at most 4 characters; blank: the session's own
    std::uint8_t user_ref_idx{};  ///< tag 28: the UserRefNum channel; 0: not used
};

enum class EncodeError : std::uint8_t {
    ok,
    unknown_instrument,  ///< the locate was not announced with add_instrument
    bad_quantity,        ///< not 1 .. 999,999 (a cancel may name 0)
    bad_price,           ///< finer than 0.0001, negative, or at or above the market order's 214,748.3647
    bad_side,            ///< a sale without a sell marking, or a purchase with one
    bad_value,  ///< another field does not fit the wire, or this kind of event needs a letter it lacks
};
struct Encoded {
    std::uint16_t length{};  ///< 0 unless ok
    EncodeError error{EncodeError::ok};
};

/// The client's side. Post-only is tag 12.
class OrderEncoder {
  public:
    /// Throws std::invalid_argument if a text is too long for its field.
    explicit OrderEncoder(const OrderTerms& terms);

    /// Set-up: allocates. Orders name instruments by locate, OUCH by symbol.
    void add_instrument(base::Locate locate, Symbol symbol);

    [[nodiscard]] Encoded enter(const order::Enter& enter, OrderBuffer out) const noexcept;
    /// A replacement carries its own terms, so the caller repeats what the order was entered with.
    [[nodiscard]] Encoded replace(const order::Replace& replace, order::TimeInForce tif, bool post_only,
                                  OrderBuffer out) const noexcept;
    [[nodiscard]] Encoded cancel(const order::Cancel& cancel, OrderBuffer out) const noexcept;

  private:
    struct Template {
        std::array<std::byte, kOrderBuffer> bytes{};
        std::uint16_t length{};
    };
    [[nodiscard]] static Template close(Template message, const MessageLayout& layout,
                                        const OrderTerms& terms, bool with_firm, bool post_only);

    std::array<Template, 2> enter_;    ///< indexed by post_only
    std::array<Template, 2> replace_;  ///< indexed by post_only
    Template cancel_;
    std::vector<Symbol> symbols_;  ///< indexed by locate; blank: not announced
};

/// What a message says beyond the order messages of our own; fields that a message does not have stay as they
/// were.
struct OrderDetail {
    Symbol symbol;
    char side_letter{'B'};
    char time_in_force{'0'};
    char display{'Y'};
    char capacity{'P'};
    char inter_market_sweep{'N'};
    char cross_type{'N'};
    char liquidity{' '};  ///< D and F: their `code` is the reason
    std::array<char, 14> client_order_id{' ', ' ', ' ', ' ', ' ', ' ', ' ',
                                         ' ', ' ', ' ', ' ', ' ', ' ', ' '};
    Qty prevented{};      ///< D: shares that would have traded
    bool post_only{};     ///< inbound: tag 12, or a display that implies it
    bool market_order{};  ///< the price is 0x7FFFFFFF and none to trade at
};

enum class Decoded : std::uint8_t {
    order_event,  ///< the result is filled
    other,  ///< sound, but about no order: system event, account query, mass cancel, order entry on and off,
            ///< modify
    bad_value,  ///< sound in form, but a side letter, price or time that has no meaning
    malformed,  ///< check_message says what is wrong
};

/// Exchange to client. Cancels with reason T or E become `expired`. `detail` may be null.
[[nodiscard]] Decoded decode_outbound(std::span<const std::byte> message, order::VenueEvent& event,
                                      OrderDetail* detail = nullptr) noexcept;
/// The reverse, for the exchange's side. Options are not written.
[[nodiscard]] Encoded encode_outbound(const order::VenueEvent& event, const OrderDetail& detail,
                                      OrderBuffer out) noexcept;

enum class InboundKind : std::uint8_t { enter, replace, cancel };
struct InboundOrder {
    InboundKind kind{InboundKind::enter};
    order::Enter enter;  ///< locate is 0: the exchange finds the instrument by detail.symbol
    order::Replace replace;
    order::Cancel cancel;
    OrderDetail detail;
};
/// Client to exchange. Quantities and prices are as sent: judging them is the venue's.
[[nodiscard]] Decoded decode_inbound(std::span<const std::byte> message, InboundOrder& result) noexcept;

/// The letter of a side with its sell marking; nullopt if they contradict each other.
[[nodiscard]] std::optional<char> side_letter(base::Side side, order::SellMark mark) noexcept;

}  // namespace tradewind::wire::ouch50
