#include "feed_convert.hpp"
#include "tradewind/feed/columns.hpp"

namespace tradewind::bindings {

namespace {

using Arrays = py::typing::Dict<py::str, py::array>;
using Counts = py::typing::Dict<py::str, py::object>;
using PacketTuples = py::typing::List<py::typing::Tuple<py::int_, py::int_, py::int_, py::str, py::bytes,
                                                        py::int_, py::bytes, py::int_, py::bytes>>;

py::str letter(std::size_t type) {
    return py::reinterpret_steal<py::str>(PyUnicode_FromOrdinal(static_cast<int>(type)));
}

py::dict by_letter(const std::array<std::uint64_t, 256>& counts) {
    py::dict out;
    for (std::size_t type = 0; type < counts.size(); ++type)
        if (counts[type] != 0) out[letter(type)] = counts[type];
    return out;
}

py::dict mold_dict(const feed::MoldCounts& mold) {
    py::dict out;
    out["datagrams"] = mold.datagrams;
    out["heartbeats"] = mold.heartbeats;
    out["end_of_session"] = mold.end_of_session;
    out["sessions"] = mold.sessions;
    out["unsequenced"] = mold.unsequenced;
    out["untracked"] = mold.untracked;
    out["gaps"] = mold.gaps;
    out["missing"] = mold.missing;
    out["late"] = mold.late;
    out["duplicates"] = mold.duplicates;
    out["malformed"] = mold.malformed;
    out["wrong_length"] = mold.wrong_length;
    return out;
}

py::dtype dtype_of(const feed::RecordLayout& layout) {
    py::list fields;
    for (const feed::Column& column : layout.columns)
        fields.append(py::make_tuple(std::string(column.name), column.kind + std::to_string(column.size)));
    return py::dtype::from_args(fields);
}

/// The array owns the records: it and its views keep them alive.
py::array to_array(feed::RecordBuffer&& records, const feed::RecordLayout& layout) {
    const auto rows = static_cast<py::ssize_t>(records.bytes() / layout.size);
    auto* const owner = new feed::RecordBuffer(std::move(records));
    const py::capsule base(owner, [](void* p) { delete static_cast<feed::RecordBuffer*>(p); });
    py::array out(dtype_of(layout), {rows}, {static_cast<py::ssize_t>(layout.size)}, owner->data(), base);
    out.attr("flags").attr("writeable") = false;
    return out;
}

std::optional<Arrays> take(feed::ColumnDecoder& decoder) {
    std::optional<feed::ColumnBatch> batch = decoder.take();
    if (!batch) return std::nullopt;
    Arrays out;
    for (std::size_t i = 0; i < batch->records.size(); ++i) {
        const feed::RecordLayout& layout = feed::record_layouts()[i];
        if (decoder.keeps(layout.type))
            out[letter(static_cast<unsigned char>(layout.type))] =
                to_array(std::move(batch->records[i]), layout);
    }
    return out;
}

/// A stream that hands its messages to nobody: for counts.
struct MessageCounter {
    feed::Stream stream;
    void push(const py::buffer& buffer) {
        const Chunk chunk(buffer);
        const py::gil_scoped_release release;
        stream.push(chunk.bytes(), [](std::span<const std::byte>, std::uint64_t) {});
    }
};

py::bytes to_bytes(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
py::bytes to_bytes(const feed::IpAddress& address) {
    return to_bytes(std::span(address.bytes).first(address.size));
}

PacketTuples read_packets(feed::PcapReader& reader, const py::buffer& buffer) {
    const Chunk chunk(buffer);
    PacketTuples out;
    reader.push(chunk.bytes(), [&](const feed::CapturedFrame& frame) {
        const feed::Packet packet = feed::decode_frame(frame.link, frame.bytes);
        out.append(py::make_tuple(frame.number, frame.time.ns, frame.offset, feed::name_of(packet.kind),
                                  to_bytes(packet.source), packet.source_port, to_bytes(packet.destination),
                                  packet.destination_port, to_bytes(packet.payload)));
    });
    return out;
}

void bind_error(py::module_& m) {
    py::class_<feed::Error>(m, "Error", "Why an input cannot be read on; a value.")
        .def_property_readonly(
            "kind", [](const feed::Error& e) { return feed::name_of(e.kind); },
            "Short name of what is wrong.")
        .def_readonly("offset", &feed::Error::offset, "Byte in the (decompressed) input.")
        .def_readonly("expected", &feed::Error::expected, "A length, limit, version or count, by kind.")
        .def_readonly("found", &feed::Error::found, "What stood there instead.")
        .def_readonly("packet", &feed::Error::packet,
                      "Number of the packet in a capture, from 1; 0 = not in a packet.")
        .def_property_readonly(
            "text", [](const feed::Error& e) { return feed::describe(e); },
            "One line: byte, packet, what was expected, what was found.");
}

void bind_counter(py::module_& m) {
    py::class_<MessageCounter>(m, "MessageCounter",
                               "Reads a file or capture for its counts. One thread at a time.")
        .def(py::init([](feed::StreamKind kind, std::uint16_t port, const py::bytes& group) {
                 return MessageCounter{feed::Stream(kind, packet_filter(port, group))};
             }),
             py::arg("kind"), py::arg("port") = 0, py::arg("group") = py::bytes(),
             "`port` (0 = any) and `group` (4 or 16 address bytes, empty = any) are the UDP destination to "
             "read in a\n"
             "capture. Raises ValueError on a wrong group.")
        .def("push", &MessageCounter::push, py::arg("chunk"),
             "Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is "
             "released.")
        .def(
            "finish", [](MessageCounter& self) { return self.stream.finish(); },
            "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const MessageCounter& self) { return to_optional(self.stream.error()); },
            "What stopped the reading, or None.")
        .def(
            "report", [](const MessageCounter& self) -> Counts { return to_dict(self.stream.report()); },
            "Every count so far, as nested dicts.");
}

void bind_decoder(py::module_& m) {
    constexpr std::uint64_t kAll = feed::ColumnOptions::kAll;
    py::class_<feed::ColumnDecoder>(
        m, "ColumnDecoder", "Decodes messages to structured arrays, one per type. One thread at a time.")
        .def(py::init([](feed::StreamKind kind, const std::string& types, std::uint64_t batch,
                         std::uint64_t limit, std::uint16_t port, const py::bytes& group) {
                 return feed::ColumnDecoder(kind, packet_filter(port, group),
                                            {.types = types, .batch = batch, .limit = limit});
             }),
             py::arg("kind"), py::arg("types") = "", py::arg("batch") = kAll, py::arg("limit") = kAll,
             py::arg("port") = 0, py::arg("group") = py::bytes(),
             "`types`: the letters to keep, empty = all. `batch`: messages per batch. `limit`: messages kept "
             "in all.\n"
             "`port`, `group`: as for MessageCounter. Raises ValueError on an unknown type letter.")
        .def(
            "push",
            [](feed::ColumnDecoder& self, const py::buffer& buffer) {
                const Chunk chunk(buffer);
                const py::gil_scoped_release release;
                self.push(chunk.bytes());
            },
            py::arg("chunk"),
            "Take the next bytes (any bytes-like object). After an error this does nothing. Raises "
            "MemoryError. The GIL\n"
            "is released.")
        .def("finish", &feed::ColumnDecoder::finish,
             "Tell the end of the input: what is left becomes the last batch. False if the input ends too "
             "early.")
        .def("flush", &feed::ColumnDecoder::flush,
             "Make what is left the last batch; the input need not be at its end.")
        .def("take", &take,
             "The oldest full batch, after finish() or flush() the rest, or None. A dict from type letter to "
             "a structured\n"
             "array[n] for every type kept (n may be 0): seq (u8, the message's number in the input from 1), "
             "then the\n"
             "fields of the message. Prices are i8 in 1e-9, times u8 ns since midnight, text S<n> with its "
             "padding.\n"
             "Read-only; an array owns its records, so it and its views are valid for as long as they are "
             "held.")
        .def_property_readonly("full", &feed::ColumnDecoder::full, "True when `limit` messages are kept.")
        .def_property_readonly(
            "error", [](const feed::ColumnDecoder& self) { return to_optional(self.stream().error()); },
            "What stopped the reading, or None.")
        .def(
            "report",
            [](const feed::ColumnDecoder& self) -> Counts { return to_dict(self.stream().report()); },
            "Every count so far, as nested dicts.");
}

void bind_packets(py::module_& m) {
    py::class_<feed::PcapReader>(m, "PacketReader",
                                 "Lists the packets of a pcap or pcapng. One thread at a time.")
        .def(py::init<>())
        .def("push", &read_packets, py::arg("chunk"),
             "Take the next bytes; returns the packets that they complete as tuples (number from 1, ns since "
             "1970,\n"
             "byte offset of the frame, kind, source address, source port, destination address, destination "
             "port,\n"
             "payload). Addresses and payload are bytes, empty where not known; payload is set for kinds udp "
             "and tcp.")
        .def("finish", &feed::PcapReader::finish, "Tell the end of the input; False if it ends too early.")
        .def_property_readonly(
            "error", [](const feed::PcapReader& self) { return to_optional(self.error()); },
            "What stopped the reading, or None.");
}

}  // namespace

feed::PacketFilter packet_filter(std::uint16_t port, const py::bytes& group) {
    const std::string_view bytes = group;
    feed::PacketFilter filter;
    filter.port = port;
    if (!bytes.empty() && bytes.size() != 4 && bytes.size() != 16)
        throw py::value_error("group: expected an address of 4 or 16 bytes, got " +
                              std::to_string(bytes.size()));
    filter.group.size = static_cast<std::uint8_t>(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) filter.group.bytes[i] = static_cast<std::byte>(bytes[i]);
    return filter;
}

py::dict to_dict(const feed::Report& report) {
    py::dict out;
    out["bytes"] = report.bytes;
    out["end_of_session"] = report.end_of_session;
    out["messages"] = by_letter(report.messages.by_type);
    out["unknown"] = by_letter(report.messages.unknown);
    out["packets"] = report.capture.packets;
    out["skipped_blocks"] = report.capture.skipped_blocks;
    py::dict frames;
    for (std::size_t kind = 0; kind < report.frames.size(); ++kind)
        if (report.frames[kind] != 0)
            frames[feed::name_of(static_cast<feed::FrameKind>(kind))] = report.frames[kind];
    out["frames"] = frames;
    out["filtered"] = report.filtered;
    out["mold"] = mold_dict(report.mold);
    const std::uint64_t problems = report.mold.malformed + report.mold.wrong_length;
    py::list lines;
    for (std::size_t i = 0; i < report.mold.first_problems.size() && i < problems; ++i)
        lines.append(feed::describe(report.mold.first_problems[i]));
    out["problems"] = lines;
    return out;
}

void bind_feed(py::module_& parent) {
    py::module_ m =
        parent.def_submodule("feed", "Messages out of ITCH files and packet captures, pushed in as chunks.");
    py::enum_<feed::StreamKind>(m, "StreamKind", "What the bytes of an input are.")
        .value("itch", feed::StreamKind::itch, "ITCH 5.0 messages, each behind a 2-byte length")
        .value("pcap", feed::StreamKind::pcap, "pcap or pcapng with MoldUDP64 over UDP");
    bind_error(m);
    bind_counter(m);
    bind_decoder(m);
    bind_packets(m);
    m.def(
        "record_dtypes",
        [] {
            py::typing::Dict<py::str, py::dtype> out;
            for (const feed::RecordLayout& layout : feed::record_layouts())
                out[letter(static_cast<unsigned char>(layout.type))] = dtype_of(layout);
            return out;
        },
        "The dtype of each message type's records, by type letter.");
}

}  // namespace tradewind::bindings
