#include "tradewind/wire/soupbintcp.hpp"

#include <algorithm>
#include <cstring>

#include "tradewind/base/endian.hpp"
#include "tradewind/wire/ascii.hpp"

namespace tradewind::wire {
namespace {

constexpr std::size_t kLengthSize = 2;
constexpr std::size_t kUsername = 6;
constexpr std::size_t kPassword = 10;
constexpr std::size_t kSession = 10;
constexpr std::size_t kSequence = 20;

/// Writes `text` left-justified and advances; false if it is too long.
bool put_text(std::byte*& at, std::string_view text, std::size_t size) noexcept {
    if (text.size() > size) return false;
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    std::memset(at + text.size(), ' ', size - text.size());
    at += size;
    return true;
}

/// Text without padding on either side: a session name may be justified to the right.
std::string_view take_text(const std::byte* at, std::size_t size) noexcept {
    std::string_view text{reinterpret_cast<const char*>(at), size};
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

std::string describe(const SoupFault& fault) {
    const std::string at = "SoupBinTCP stream, offset " + std::to_string(fault.offset) + ": ";
    const bool client = fault.sender == SoupSender::client;
    switch (fault.error) {
        case SoupError::ok:
            return {};
        case SoupError::zero_length:
            return at + "packet length 0, expected at least 1 for the type byte";
        case SoupError::unknown_type: {
            const auto number = static_cast<unsigned char>(fault.type);
            const bool printable = number > 0x20 && number < 0x7F;
            return at + "packet type " +
                   (printable ? std::string{'\'', fault.type, '\''} : "byte " + std::to_string(number)) +
                   ", expected one of " + (client ? "+ L U R O from a client" : "+ A J S H Z from a server");
        }
        case SoupError::wrong_length:
            return at + "packet type '" + fault.type + "' with length " + std::to_string(fault.got) +
                   ", expected " + std::to_string(fault.expected);
    }
    return {};
}

SoupSplitter::SoupSplitter(SoupSender sender) : sender_{sender}, buffer_(kSoupMaxPacket) {}

void SoupSplitter::reset() noexcept {
    held_ = 0;
    emitted_held_ = false;
    stream_offset_ = 0;
    fault_ = {};
}

/// Judges as much of a packet's first three bytes as there is, so that a bad stream is dropped at its first
/// bad byte.
bool SoupSplitter::check_prefix(const std::byte* head, std::size_t available) noexcept {
    if (available < kLengthSize) return true;
    const std::uint16_t length = base::load_be16(head);
    fault_ = {SoupError::ok, sender_, 0, stream_offset_, 0, length};
    if (length == 0) {
        fault_.error = SoupError::zero_length;
        return false;
    }
    if (available < kSoupPrefix) return true;
    fault_.type = static_cast<char>(head[kLengthSize]);
    if (!soup_sends(sender_, fault_.type)) {
        fault_.error = SoupError::unknown_type;
        return false;
    }
    const auto size = soup_payload_size(static_cast<SoupType>(fault_.type));
    if (size && *size + 1 != length) {
        fault_.error = SoupError::wrong_length;
        fault_.expected = static_cast<std::uint32_t>(*size + 1);
        return false;
    }
    return true;
}

void SoupSplitter::hold(std::span<const std::byte>& chunk, std::size_t until) noexcept {
    const std::size_t n = std::min(chunk.size(), until - std::min(held_, until));
    if (n == 0) return;
    std::memcpy(buffer_.data() + held_, chunk.data(), n);
    held_ += n;
    chunk = chunk.subspan(n);
}

SoupStep SoupSplitter::emit(const std::byte* head, std::size_t size, SoupPacket& packet) noexcept {
    packet.type = static_cast<SoupType>(head[kLengthSize]);
    packet.payload = {head + kSoupPrefix, size - kSoupPrefix};
    stream_offset_ += size;
    return SoupStep::packet;
}

SoupStep SoupSplitter::next(std::span<const std::byte>& chunk, SoupPacket& packet) noexcept {
    if (fault_.error != SoupError::ok) return SoupStep::error;
    if (emitted_held_) {
        emitted_held_ = false;
        held_ = 0;
    }
    if (held_ == 0) {
        if (!check_prefix(chunk.data(), chunk.size())) return SoupStep::error;
        if (chunk.size() >= kSoupPrefix) {
            const std::size_t size = kLengthSize + base::load_be16(chunk.data());
            if (chunk.size() >= size) {
                const std::byte* head = chunk.data();
                chunk = chunk.subspan(size);
                return emit(head, size, packet);
            }
        }
    }
    hold(chunk, kSoupPrefix);
    if (!check_prefix(buffer_.data(), held_)) return SoupStep::error;
    if (held_ < kSoupPrefix) return SoupStep::need_more;
    const std::size_t size = kLengthSize + base::load_be16(buffer_.data());
    hold(chunk, size);
    if (held_ < size) return SoupStep::need_more;
    emitted_held_ = true;
    return emit(buffer_.data(), size, packet);
}

std::size_t encode_soup(std::span<std::byte> out, SoupType type,
                        std::span<const std::byte> payload) noexcept {
    const std::size_t size = kSoupPrefix + payload.size();
    if (payload.size() > kSoupMaxPayload || out.size() < size) return 0;
    if (!payload.empty()) std::memmove(out.data() + kSoupPrefix, payload.data(), payload.size());
    base::store_be16(out.data(), static_cast<std::uint16_t>(payload.size() + 1));
    out[kLengthSize] = static_cast<std::byte>(type);
    return size;
}

std::size_t encode_soup_login_request(std::span<std::byte> out, const SoupLogin& login) noexcept {
    std::array<std::byte, kUsername + kPassword + kSession + kSequence> payload;
    std::byte* at = payload.data();
    if (!put_text(at, login.username, kUsername) || !put_text(at, login.password, kPassword) ||
        !put_text(at, login.session, kSession))
        return 0;
    store_decimal({at, kSequence}, login.sequence, ' ');
    return encode_soup(out, SoupType::login_request, payload);
}

std::size_t encode_soup_login_accepted(std::span<std::byte> out, std::string_view session,
                                       std::uint64_t sequence) noexcept {
    std::array<std::byte, kSession + kSequence> payload;
    std::byte* at = payload.data();
    if (!put_text(at, session, kSession)) return 0;
    store_decimal({at, kSequence}, sequence, ' ');
    return encode_soup(out, SoupType::login_accepted, payload);
}

std::size_t encode_soup_login_rejected(std::span<std::byte> out, char reason) noexcept {
    const std::array payload{static_cast<std::byte>(reason)};
    return encode_soup(out, SoupType::login_rejected, payload);
}

std::optional<SoupLogin> decode_soup_login_request(std::span<const std::byte> payload) noexcept {
    if (payload.size() != soup_payload_size(SoupType::login_request)) return std::nullopt;
    const std::byte* at = payload.data();
    const auto sequence = load_decimal(payload.last(kSequence), 0);
    if (!sequence) return std::nullopt;
    return SoupLogin{take_text(at, kUsername), take_text(at + kUsername, kPassword),
                     take_text(at + kUsername + kPassword, kSession), *sequence};
}

std::optional<SoupAccepted> decode_soup_login_accepted(std::span<const std::byte> payload) noexcept {
    if (payload.size() != soup_payload_size(SoupType::login_accepted)) return std::nullopt;
    const auto sequence = load_decimal(payload.last(kSequence), std::nullopt);
    if (!sequence) return std::nullopt;
    return SoupAccepted{take_text(payload.data(), kSession), *sequence};
}

}  // namespace tradewind::wire
