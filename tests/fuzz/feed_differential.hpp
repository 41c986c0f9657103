// Reads one input in several ways, whole and in pieces, as messages and as events in arrays, and aborts if
// two differ in any message, place, count or error.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "require.hpp"
#include "tradewind/feed/columns.hpp"
#include "tradewind/feed/stream.hpp"

namespace tradewind::fuzz {

struct Reading {
    std::uint64_t messages{};
    std::uint64_t digest{};
    std::vector<book::Event> events;
    feed::Report report;
    feed::Error error;
};

template <class Sink>
void stream_piece(feed::Stream& stream, std::span<const std::byte>& input, std::size_t length, Sink& take) {
    if (length > input.size()) length = input.size();
    stream.push(input.first(length), take);
    input = input.subspan(length);
}

/// `cuts` chooses the pieces: each byte is the length of one, the first plus one that of all further ones.
inline Reading read(feed::StreamKind kind, std::span<const std::byte> input,
                    std::span<const std::byte> cuts) {
    feed::Stream stream(kind);
    Reading reading;
    const auto take = [&](std::span<const std::byte> message, std::uint64_t offset) {
        require(message.size() == wire::kItch50Length[std::to_integer<std::uint8_t>(message[0])],
                "a message has its type's length");
        ++reading.messages;
        reading.events.push_back(feed::normalize(message));
        reading.digest = (reading.digest ^ offset) * 0x9E3779B97F4A7C15;
        for (const std::byte b : message)
            reading.digest = (reading.digest ^ std::to_integer<std::uint64_t>(b)) * 0x100000001B3;
    };
    for (const std::byte cut : cuts) stream_piece(stream, input, std::to_integer<std::size_t>(cut), take);
    while (!cuts.empty() && !input.empty())
        stream_piece(stream, input, 1 + std::to_integer<std::size_t>(cuts[0]), take);
    stream.push(input, take);
    stream.finish();
    reading.report = stream.report();
    reading.error = stream.error();
    return reading;
}

/// The same decoded into an array of `places`, in pieces of `piece` bytes.
inline Reading read_events(feed::StreamKind kind, std::span<const std::byte> input, std::size_t places,
                           std::size_t piece) {
    feed::Stream stream(kind);
    Reading reading;
    std::vector<book::Event> array(places);
    feed::Decoded got;
    do {
        got = stream.read_events(input.first(std::min(piece, input.size())), array);
        reading.events.insert(reading.events.end(), array.begin(),
                              array.begin() + static_cast<std::ptrdiff_t>(got.events));
        input = input.subspan(got.bytes);
    } while (got.events == places || (!input.empty() && !stream.error()));
    stream.finish();
    reading.report = stream.report();
    reading.error = stream.error();
    return reading;
}

/// The first bytes of the fuzzer's input choose the cuts, the rest is the file.
inline void compare_readings(feed::StreamKind kind, std::span<const std::byte> data) {
    constexpr std::size_t kCuts = 4;
    if (data.size() < kCuts) return;
    const std::span<const std::byte> input = data.subspan(kCuts);
    const Reading whole = read(kind, input, {});
    const Reading pieces = read(kind, input, data.first(kCuts));
    require(whole.messages == pieces.messages && whole.digest == pieces.digest,
            "pieces give the same messages");
    require(whole.error == pieces.error, "pieces give the same error");
    require(whole.report.messages == pieces.report.messages, "pieces give the same counts");
    require(whole.report.frames == pieces.report.frames, "pieces give the same packets");
    require(whole.report.mold.missing == pieces.report.mold.missing, "pieces give the same gaps");
    require(whole.report.mold.malformed == pieces.report.mold.malformed,
            "pieces give the same malformed datagrams");
    require(whole.report.mold.duplicates == pieces.report.mold.duplicates, "pieces give the same duplicates");
    require(!feed::describe(whole.error).empty(), "an error has a text");
    if (whole.report.mold.malformed + whole.report.mold.wrong_length != 0)
        require(!feed::describe(whole.report.mold.first_problems[0]).empty(), "a problem has a text");

    const std::size_t places = 1 + std::to_integer<std::size_t>(data[0]) % 40;
    const std::size_t piece = 1 + std::to_integer<std::size_t>(data[1]) * 16;
    const Reading decoded = read_events(kind, input, places, piece);
    require(decoded.events.size() == whole.events.size() &&
                (whole.events.empty() || std::memcmp(decoded.events.data(), whole.events.data(),
                                                     whole.events.size() * sizeof(book::Event)) == 0),
            "an array gets the same messages as events");
    require(decoded.error == whole.error, "an array ends with the same error");
    require(decoded.report.messages == whole.report.messages, "an array gives the same counts");

    feed::ColumnDecoder columns(kind, {}, {.types = {}, .batch = 3});
    columns.push(input);
    columns.finish();
    std::uint64_t kept = 0;
    while (const auto batch = columns.take()) kept += batch->messages;
    require(kept == whole.messages, "every message becomes a record");
}

}  // namespace tradewind::fuzz
