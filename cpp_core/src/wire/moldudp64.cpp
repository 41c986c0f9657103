#include "tradewind/wire/moldudp64.hpp"

#include <cstring>

#include "tradewind/base/endian.hpp"

namespace tradewind::wire {
namespace {

constexpr std::size_t kSequenceAt = 10;
constexpr std::size_t kCountAt = 18;

}  // namespace

MoldSession mold_session(std::string_view text) noexcept {
    MoldSession session;
    session.fill(' ');
    for (std::size_t i = 0; i < text.size() && i < session.size(); ++i) session[i] = text[i];
    return session;
}

void encode_mold_header(const MoldHeader& header, std::span<std::byte, kMoldHeaderSize> out) noexcept {
    std::memcpy(out.data(), header.session.data(), header.session.size());
    base::store_be64(out.data() + kSequenceAt, header.sequence);
    base::store_be16(out.data() + kCountAt, header.count);
}

std::optional<MoldHeader> decode_mold_header(std::span<const std::byte> bytes) noexcept {
    if (bytes.size() < kMoldHeaderSize) return std::nullopt;
    MoldHeader header;
    std::memcpy(header.session.data(), bytes.data(), header.session.size());
    header.sequence = base::load_be64(bytes.data() + kSequenceAt);
    header.count = base::load_be16(bytes.data() + kCountAt);
    return header;
}

std::string describe(const MoldFault& fault) {
    const std::string at = "MoldUDP64 datagram, offset " + std::to_string(fault.offset) + ": ";
    const std::string expected = std::to_string(fault.expected);
    const std::string got = std::to_string(fault.got);
    switch (fault.error) {
        case MoldError::ok:
            return {};
        case MoldError::truncated_header:
            return at + "expected a header of " + expected + " bytes, got " + got;
        case MoldError::missing_blocks:
            return at + "the header announces " + expected + " messages, the datagram ends after " + got;
        case MoldError::truncated_length:
            return at + "expected a message length of " + expected + " bytes, got " + got;
        case MoldError::truncated_block:
            return at + "the message length says " + expected + " bytes, " + got + " follow";
        case MoldError::trailing_bytes:
            return at + "expected the end of the datagram, got " + got + " more bytes";
    }
    return {};
}

MoldReader::MoldReader(std::span<const std::byte> datagram) noexcept : datagram_{datagram} {
    if (const auto header = decode_mold_header(datagram)) {
        header_ = *header;
        return;
    }
    at_ = 0;
    fail(MoldError::truncated_header, kMoldHeaderSize, datagram.size());
}

void MoldReader::fail(MoldError error, std::size_t expected, std::size_t got) noexcept {
    fault_ = {error, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(expected),
              static_cast<std::uint32_t>(got)};
    done_ = true;
}

bool MoldReader::next(std::span<const std::byte>& message) noexcept {
    if (done_) return false;
    const std::size_t left = datagram_.size() - at_;
    if (delivered_ == header_.blocks()) {
        done_ = true;
        if (left != 0) fail(MoldError::trailing_bytes, 0, left);
        return false;
    }
    if (left == 0) {
        fail(MoldError::missing_blocks, header_.blocks(), delivered_);
        return false;
    }
    if (left < kMoldBlockPrefix) {
        fail(MoldError::truncated_length, kMoldBlockPrefix, left);
        return false;
    }
    const std::size_t length = base::load_be16(datagram_.data() + at_);
    if (length > left - kMoldBlockPrefix) {
        fail(MoldError::truncated_block, length, left - kMoldBlockPrefix);
        return false;
    }
    message = datagram_.subspan(at_ + kMoldBlockPrefix, length);
    at_ += kMoldBlockPrefix + length;
    ++delivered_;
    return true;
}

MoldWriter::MoldWriter(std::span<std::byte> buffer, const MoldSession& session,
                       std::uint64_t sequence) noexcept
    : buffer_{buffer}, header_{session, sequence, 0} {}

bool MoldWriter::try_add(std::span<const std::byte> message) noexcept {
    if (message.size() > 0xFFFF || header_.count == kMoldMaxCount) return false;
    if (buffer_.size() < at_ + kMoldBlockPrefix + message.size()) return false;
    base::store_be16(buffer_.data() + at_, static_cast<std::uint16_t>(message.size()));
    if (!message.empty())
        std::memcpy(buffer_.data() + at_ + kMoldBlockPrefix, message.data(), message.size());
    at_ += kMoldBlockPrefix + message.size();
    ++header_.count;
    return true;
}

std::span<const std::byte> MoldWriter::finish() noexcept {
    encode_mold_header(header_, buffer_.first<kMoldHeaderSize>());
    return buffer_.first(at_);
}

}  // namespace tradewind::wire
