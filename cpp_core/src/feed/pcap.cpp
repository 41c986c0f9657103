#include "tradewind/feed/pcap.hpp"

#include <limits>

#include "tradewind/base/endian.hpp"

namespace tradewind::feed {

namespace {

using Bytes = std::span<const std::byte>;

// First four bytes, read as a little-endian number.
constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;  // the same both ways round

constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::size_t kClassicHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kBlockHeader = 8;   // type, length
constexpr std::size_t kBlockTrailer = 4;  // length again
constexpr std::size_t kMinSection = 28;
constexpr std::size_t kMinInterface = 20;
constexpr std::size_t kMinSimple = 16;
constexpr std::size_t kMinPacket = 32;
/// A packet and generous options.
constexpr std::size_t kMaxBlock = 2 * kMaxCapturedBytes;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::uint32_t little_endian(const std::byte* p) noexcept { return __builtin_bswap32(base::load_be32(p)); }

std::size_t padded(std::size_t length) noexcept { return (length + 3) & ~std::size_t{3}; }

/// Units since the epoch to nanoseconds, held at the ends of the range: a hostile resolution must not
/// overflow.
base::EpochTime to_time(std::uint64_t units, std::uint8_t resolution, std::int64_t offset_s) noexcept {
    constexpr std::uint8_t kPowerOfTwo = 0x80;
    base::Int128 ns = units;
    const unsigned exponent = resolution & 0x7Fu;
    if ((resolution & kPowerOfTwo) != 0) {
        ns = (ns * kNanosPerSecond) >> exponent;
    } else {
        for (unsigned n = exponent; n < 9; ++n) ns *= 10;
        for (unsigned n = 9; n < exponent; ++n) ns /= 10;
    }
    ns += static_cast<base::Int128>(offset_s) * kNanosPerSecond;
    constexpr auto kLow = static_cast<base::Int128>(std::numeric_limits<std::int64_t>::min());
    constexpr auto kHigh = static_cast<base::Int128>(std::numeric_limits<std::int64_t>::max());
    return {static_cast<std::int64_t>(std::clamp(ns, kLow, kHigh))};
}

}  // namespace

PcapReader::PcapReader() : input_(kMaxBlock) { interfaces_.reserve(16); }

std::uint16_t PcapReader::u16(const std::byte* p) const noexcept {
    const std::uint16_t v = base::load_be16(p);
    return big_endian_ ? v : __builtin_bswap16(v);
}
std::uint32_t PcapReader::u32(const std::byte* p) const noexcept {
    const std::uint32_t v = base::load_be32(p);
    return big_endian_ ? v : __builtin_bswap32(v);
}

PcapReader::Step PcapReader::fail(ErrorKind kind, std::uint64_t expected, std::uint64_t found) noexcept {
    error_ = {.kind = kind, .offset = input_.offset(), .expected = expected, .found = found};
    if (kind == ErrorKind::packet_too_long || kind == ErrorKind::unknown_interface)
        error_.packet = counts_.packets + 1;
    return Step::stop;
}

PcapReader::Step PcapReader::need(std::size_t bytes) noexcept {
    needed_ = bytes;
    return Step::stop;
}

bool PcapReader::next(Bytes& chunk, CapturedFrame& frame) {
    Step step = error_ ? Step::stop : Step::again;
    while (step == Step::again) {
        switch (state_) {
            case State::magic:
                step = read_magic(chunk);
                break;
            case State::classic_header:
                step = read_classic_header(chunk);
                break;
            case State::classic_record:
                step = read_classic_record(chunk, frame);
                break;
            case State::block:
                step = read_block(chunk, frame);
                break;
        }
    }
    return step == Step::frame;
}

PcapReader::Step PcapReader::read_magic(Bytes& chunk) noexcept {
    const std::byte* const p = input_.peek(chunk, 4);
    if (p == nullptr) return need(4);
    const std::uint32_t magic = little_endian(p);
    const std::uint32_t swapped = base::load_be32(p);
    if (magic == kSectionHeader) {
        state_ = State::block;
        return Step::again;
    }
    big_endian_ = swapped == kMicroseconds || swapped == kNanoseconds;
    nanoseconds_ = magic == kNanoseconds || swapped == kNanoseconds;
    if (!big_endian_ && magic != kMicroseconds && magic != kNanoseconds)
        return fail(ErrorKind::not_a_capture, 0, swapped);
    state_ = State::classic_header;
    return Step::again;
}

PcapReader::Step PcapReader::read_classic_header(Bytes& chunk) noexcept {
    constexpr std::uint16_t kVersion = 2;
    const std::byte* const p = input_.peek(chunk, kClassicHeader);
    if (p == nullptr) return need(kClassicHeader);
    if (u16(p + 4) != kVersion) return fail(ErrorKind::unsupported_version, kVersion, u16(p + 4));
    link_ = static_cast<LinkType>(u32(p + 20) & 0xFFFFu);  // the upper bits tell about frame check sequences
    if (!is_supported(link_))
        return fail(ErrorKind::unsupported_link_type, 0, static_cast<std::uint64_t>(link_));
    input_.consume(chunk, kClassicHeader);
    state_ = State::classic_record;
    return Step::again;
}

PcapReader::Step PcapReader::read_classic_record(Bytes& chunk, CapturedFrame& frame) noexcept {
    const std::byte* p = input_.peek(chunk, kRecordHeader);
    if (p == nullptr) return need(kRecordHeader);
    const std::size_t captured = u32(p + 8);
    if (captured > kMaxCapturedBytes) return fail(ErrorKind::packet_too_long, kMaxCapturedBytes, captured);
    p = input_.peek(chunk, kRecordHeader + captured);
    if (p == nullptr) return need(kRecordHeader + captured);
    const std::int64_t fraction = u32(p + 4);
    frame.time = {u32(p) * kNanosPerSecond + (nanoseconds_ ? fraction : fraction * 1'000)};
    frame.original_length = u32(p + 12);
    frame.link = link_;
    const Step step = take_frame(frame, p, p + kRecordHeader, captured);
    input_.consume(chunk, kRecordHeader + captured);
    return step;
}

PcapReader::Step PcapReader::take_frame(CapturedFrame& frame, const std::byte* block, const std::byte* data,
                                        std::size_t length) noexcept {
    frame.number = ++counts_.packets;
    frame.offset = input_.offset() + static_cast<std::uint64_t>(data - block);
    frame.bytes = {data, length};
    if (is_supported(frame.link)) {
        ++supported_packets_;
    } else if (!unsupported_) {
        unsupported_ = {.kind = ErrorKind::unsupported_link_type,
                        .offset = input_.offset(),
                        .found = static_cast<std::uint64_t>(frame.link),
                        .packet = counts_.packets};
    }
    return Step::frame;
}

PcapReader::Step PcapReader::read_block(Bytes& chunk, CapturedFrame& frame) {
    if (skip_ != 0) {
        skip_ = input_.skip(chunk, skip_);
        if (skip_ != 0) return Step::stop;
    }
    const std::byte* p = input_.peek(chunk, kBlockHeader);
    if (p == nullptr) return need(kBlockHeader);
    if (little_endian(p) == kSectionHeader) {  // tells the byte order of its own length
        p = input_.peek(chunk, kBlockHeader + 4);
        if (p == nullptr) return need(kBlockHeader + 4);
        big_endian_ = base::load_be32(p + kBlockHeader) == kByteOrderMagic;
        if (u32(p + kBlockHeader) != kByteOrderMagic)
            return fail(ErrorKind::bad_byte_order, kByteOrderMagic, base::load_be32(p + kBlockHeader));
    }
    const std::uint32_t type = u32(p);
    const std::uint32_t length = u32(p + 4);
    if (length < kBlockHeader + kBlockTrailer || length % 4 != 0)
        return fail(ErrorKind::bad_block_length, kBlockHeader + kBlockTrailer, length);
    const bool known = type == kSectionHeader || type == kInterfaceDescription || type == kObsoletePacket ||
                       type == kSimplePacket || type == kEnhancedPacket;
    if (!known) {
        input_.consume(chunk, kBlockHeader);
        skip_total_ = length;
        skip_ = length - kBlockHeader;
        ++counts_.skipped_blocks;
        return Step::again;
    }
    if (length > kMaxBlock) return fail(ErrorKind::bad_block_length, kMaxBlock, length);
    p = input_.peek(chunk, length);
    if (p == nullptr) return need(length);
    const std::uint32_t again = u32(p + length - kBlockTrailer);
    if (again != length) return fail(ErrorKind::block_length_mismatch, length, again);
    const Step step = read_known_block(type, {p, length}, frame);
    if (step != Step::stop) input_.consume(chunk, length);
    return step;
}

PcapReader::Step PcapReader::read_known_block(std::uint32_t type, Bytes block, CapturedFrame& frame) {
    switch (type) {
        case kSectionHeader:
            return read_section(block);
        case kInterfaceDescription:
            return read_interface(block);
        case kSimplePacket:
            return read_simple_packet(block, frame);
        default:
            return read_packet_block(type, block, frame);
    }
}

PcapReader::Step PcapReader::read_section(Bytes block) noexcept {
    constexpr std::uint16_t kVersion = 1;
    if (block.size() < kMinSection) return fail(ErrorKind::bad_block_length, kMinSection, block.size());
    const std::uint16_t version = u16(block.data() + 12);
    if (version != kVersion) return fail(ErrorKind::unsupported_version, kVersion, version);
    interfaces_.clear();
    return Step::again;
}

PcapReader::Step PcapReader::read_interface(Bytes block) {
    if (block.size() < kMinInterface) return fail(ErrorKind::bad_block_length, kMinInterface, block.size());
    Interface interface;
    interface.link = static_cast<LinkType>(u16(block.data() + 8));
    interface.snap_length = u32(block.data() + 12);
    read_interface_options(block.subspan(16, block.size() - kMinInterface), interface);
    interfaces_.push_back(interface);
    return Step::again;
}

void PcapReader::read_interface_options(Bytes options, Interface& interface) const noexcept {
    constexpr std::uint16_t kEndOfOptions = 0;
    constexpr std::uint16_t kTimeResolution = 9;
    constexpr std::uint16_t kTimeOffset = 14;
    while (options.size() >= 4) {
        const std::uint16_t code = u16(options.data());
        const std::size_t length = u16(options.data() + 2);
        options = options.subspan(4);
        if (code == kEndOfOptions || length > options.size()) return;
        if (code == kTimeResolution && length == 1)
            interface.resolution = std::to_integer<std::uint8_t>(options[0]);
        if (code == kTimeOffset && length == 8) {
            const std::uint64_t v = base::load_be64(options.data());
            interface.offset_s = static_cast<std::int64_t>(big_endian_ ? v : __builtin_bswap64(v));
        }
        options = options.subspan(std::min(padded(length), options.size()));
    }
}

PcapReader::Step PcapReader::read_packet_block(std::uint32_t type, Bytes block,
                                               CapturedFrame& frame) noexcept {
    constexpr std::size_t kData = 28;
    if (block.size() < kMinPacket) return fail(ErrorKind::bad_block_length, kMinPacket, block.size());
    const std::byte* const p = block.data();
    const std::uint32_t index = type == kObsoletePacket ? u16(p + 8) : u32(p + 8);
    if (index >= interfaces_.size()) return fail(ErrorKind::unknown_interface, interfaces_.size(), index);
    const std::size_t captured = u32(p + 20);
    if (captured > kMaxCapturedBytes) return fail(ErrorKind::packet_too_long, kMaxCapturedBytes, captured);
    const std::size_t least = kMinPacket + padded(captured);
    if (block.size() < least) return fail(ErrorKind::bad_block_length, least, block.size());
    const Interface& interface = interfaces_[index];
    const std::uint64_t units = (static_cast<std::uint64_t>(u32(p + 12)) << 32) | u32(p + 16);
    frame.time = to_time(units, interface.resolution, interface.offset_s);
    frame.original_length = u32(p + 24);
    frame.link = interface.link;
    return take_frame(frame, p, p + kData, captured);
}

PcapReader::Step PcapReader::read_simple_packet(Bytes block, CapturedFrame& frame) noexcept {
    constexpr std::size_t kData = 12;
    if (block.size() < kMinSimple) return fail(ErrorKind::bad_block_length, kMinSimple, block.size());
    if (interfaces_.empty()) return fail(ErrorKind::unknown_interface, 0, 0);
    const Interface& interface = interfaces_.front();
    frame.original_length = u32(block.data() + 8);
    std::size_t captured = frame.original_length;
    if (interface.snap_length != 0) captured = std::min<std::size_t>(captured, interface.snap_length);
    if (captured > kMaxCapturedBytes) return fail(ErrorKind::packet_too_long, kMaxCapturedBytes, captured);
    const std::size_t least = kMinSimple + padded(captured);
    if (block.size() < least) return fail(ErrorKind::bad_block_length, least, block.size());
    frame.time = {};
    frame.link = interface.link;
    return take_frame(frame, block.data(), block.data() + kData, captured);
}

bool PcapReader::finish() noexcept {
    if (error_) return false;
    if (bytes() == 0) {
        error_ = {.kind = ErrorKind::empty_input};
    } else if (skip_ != 0) {
        const std::uint64_t found = skip_total_ - skip_;
        error_ = {.kind = ErrorKind::truncated_capture,
                  .offset = input_.offset() - found,
                  .expected = skip_total_,
                  .found = found};
    } else if (input_.held() != 0 || state_ == State::classic_header) {
        error_ = {.kind = ErrorKind::truncated_capture,
                  .offset = input_.offset(),
                  .expected = needed_,
                  .found = input_.held()};
    } else if (supported_packets_ == 0 && unsupported_) {
        error_ = unsupported_;
    }
    return !error_;
}

}  // namespace tradewind::feed
