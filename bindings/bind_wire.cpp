#include <pybind11/typing.h>

#include <limits>
#include <string>

#include "bindings.hpp"
#include "tradewind/wire/glimpse.hpp"
#include "tradewind/wire/moldudp64.hpp"
#include "tradewind/wire/named.hpp"
#include "tradewind/wire/soupbintcp.hpp"

namespace tradewind::bindings {
namespace {

using namespace wire;

// What the stubs show of the tuples below.
using FieldTuple = py::typing::Tuple<py::str, int, int, py::str>;
using LayoutTuple = py::typing::Tuple<py::str, py::str, int, py::typing::List<FieldTuple>>;
using Fields = py::typing::Dict<py::str, py::typing::Union<py::int_, py::str, py::bytes>>;
using MessageTuple = py::typing::Tuple<py::str, py::str, Fields>;
using Messages = py::typing::List<py::bytes>;
using MoldTuple = py::typing::Tuple<py::str, int, int, Messages>;
using PacketTuple = py::typing::Tuple<py::str, py::bytes>;
using LoginTuple = py::typing::Tuple<py::str, py::str, py::str, int>;
using AcceptedTuple = py::typing::Tuple<py::str, int>;

std::span<const std::byte> view_of(const py::bytes& data) {
    const std::string_view view = data;
    return {reinterpret_cast<const std::byte*>(view.data()), view.size()};
}
py::bytes bytes_of(std::span<const std::byte> data) {
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}
/// Latin-1 maps every byte to one character and back, so that no text is lost whatever the wire holds.
py::str text_of(std::string_view text) {
    PyObject* made = PyUnicode_DecodeLatin1(text.data(), static_cast<py::ssize_t>(text.size()), nullptr);
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::str>(made);
}

std::string latin1_of(const std::string& name, const py::handle& text) {
    PyObject* made = PyUnicode_AsLatin1String(text.ptr());
    if (made == nullptr) {
        PyErr_Clear();
        throw py::value_error(name + ": text with a character outside Latin-1");
    }
    return py::reinterpret_steal<py::bytes>(made);
}

template <class T>
T unsigned_of(const std::string& name, const py::int_& value) {
    try {
        return value.cast<T>();
    } catch (const py::cast_error&) {
        throw py::value_error(name + ": " + std::string{py::str(value)} + " is outside 0 .. " +
                              std::to_string(std::numeric_limits<T>::max()));
    }
}

Protocol protocol_from(const std::string& protocol, const std::string& direction) {
    const auto found = protocol_of(protocol, direction);
    if (!found)
        throw py::value_error("no messages of '" + protocol + "' sent by '" + direction +
                              "': expected itch50 from exchange, or ouch50 from client or exchange");
    return *found;
}

py::typing::List<LayoutTuple> layouts_of(const std::string& protocol, const std::string& direction) {
    py::typing::List<LayoutTuple> result;
    for (const MessageLayout& layout : layouts(protocol_from(protocol, direction))) {
        py::typing::List<FieldTuple> fields;
        for (const Field& field : layout.fields)
            fields.append(
                py::make_tuple(text_of(field.name), field.offset, field.size, text_of(name_of(field.kind))));
        result.append(
            py::make_tuple(text_of({&layout.type, 1}), text_of(layout.name), layout.length, fields));
    }
    return result;
}

py::object to_python(const FieldValue& value) {
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return py::int_(*number);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return py::int_(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return text_of(*text);
    return bytes_of(std::get<std::vector<std::byte>>(value));
}

FieldValue from_python(const std::string& name, const py::handle& value) {
    if (py::isinstance<py::str>(value)) return latin1_of(name, value);
    if (py::isinstance<py::bytes>(value)) {
        const auto view = view_of(py::reinterpret_borrow<py::bytes>(value));
        return std::vector<std::byte>{view.begin(), view.end()};
    }
    if (!py::isinstance<py::int_>(value)) throw py::value_error(name + ": expected an int, str or bytes");
    try {
        if (value < py::int_(0)) return value.cast<std::int64_t>();
        return value.cast<std::uint64_t>();
    } catch (const py::cast_error&) {
        throw py::value_error(name + ": " + std::string{py::str(value)} + " does not fit 64 bits");
    }
}

MessageTuple decode_message(const std::string& protocol, const std::string& direction,
                            const py::bytes& data) {
    const NamedMessage message = decode_named(protocol_from(protocol, direction), view_of(data));
    Fields fields;
    for (const NamedValue& field : message.fields) {
        const py::str name{field.name};
        if (fields.contains(name))
            throw py::value_error(field.name + " occurs twice: a dict cannot hold both");
        fields[name] = to_python(field.value);
    }
    return py::make_tuple(text_of({&message.type, 1}), text_of(message.name), fields);
}

py::bytes encode_message(const std::string& protocol, const std::string& direction, const std::string& name,
                         const Fields& fields) {
    std::vector<NamedValue> values;
    for (const auto& [key, value] : fields) {
        const auto field = key.cast<std::string>();
        values.push_back({field, from_python(field, value)});
    }
    return bytes_of(encode_named(protocol_from(protocol, direction), name, values));
}

MoldTuple parse_mold(const py::bytes& data) {
    MoldReader reader{view_of(data)};
    Messages messages;
    for (std::span<const std::byte> message; reader.next(message);) messages.append(bytes_of(message));
    if (reader.fault().error != MoldError::ok) throw py::value_error(describe(reader.fault()));
    const MoldHeader& header = reader.header();
    const auto* session = reinterpret_cast<const std::byte*>(header.session.data());
    return py::make_tuple(text_of(load_text(session, header.session.size())), header.sequence, header.count,
                          messages);
}

MoldSession session_of(const py::str& text) {
    const std::string session = latin1_of("session", text);
    if (session.size() > MoldSession{}.size())
        throw py::value_error("session '" + session + "' is longer than 10 characters");
    return mold_session(session);
}

py::bytes mold_header(const py::str& session, const py::int_& sequence, const py::int_& count) {
    std::array<std::byte, kMoldHeaderSize> out;
    encode_mold_header({session_of(session), unsigned_of<std::uint64_t>("sequence", sequence),
                        unsigned_of<std::uint16_t>("count", count)},
                       out);
    return bytes_of(out);
}

py::bytes mold_datagram(const py::str& session, const py::int_& sequence,
                        const std::vector<py::bytes>& messages) {
    std::size_t size = kMoldHeaderSize;
    for (const py::bytes& message : messages) size += kMoldBlockPrefix + view_of(message).size();
    std::vector<std::byte> buffer(size);
    MoldWriter writer{buffer, session_of(session), unsigned_of<std::uint64_t>("sequence", sequence)};
    for (const py::bytes& message : messages)
        if (!writer.try_add(view_of(message)))
            throw py::value_error("MoldUDP64: message " + std::to_string(writer.count()) + " of " +
                                  std::to_string(view_of(message).size()) +
                                  " bytes: at most 65535 bytes each and 65534 messages");
    return bytes_of(writer.finish());
}

SoupSender sender_from(const std::string& sender) {
    if (sender == "client") return SoupSender::client;
    if (sender == "server") return SoupSender::server;
    throw py::value_error("sender '" + sender + "': expected client or server");
}

py::typing::List<PacketTuple> soup_feed(SoupSplitter& splitter, const py::bytes& data) {
    std::span<const std::byte> chunk = view_of(data);
    py::typing::List<PacketTuple> packets;
    SoupPacket packet;
    SoupStep step;
    while ((step = splitter.next(chunk, packet)) == SoupStep::packet) {
        const auto type = static_cast<char>(packet.type);
        packets.append(py::make_tuple(text_of({&type, 1}), bytes_of(packet.payload)));
    }
    if (step == SoupStep::error) throw py::value_error(describe(splitter.fault()));
    return packets;
}

py::bytes soup_result(std::span<const std::byte> buffer, std::size_t size, const char* limit) {
    if (size == 0) throw py::value_error(std::string{"SoupBinTCP: "} + limit);
    return bytes_of(buffer.first(size));
}

py::bytes soup_packet(const std::string& type, const py::bytes& payload) {
    const bool known = type.size() == 1 &&
                       (soup_sends(SoupSender::client, type[0]) || soup_sends(SoupSender::server, type[0]));
    if (!known)
        throw py::value_error("SoupBinTCP packet type '" + type + "': expected one of + L U R O A J S H Z");
    const auto kind = static_cast<SoupType>(type[0]);
    const std::span<const std::byte> body = view_of(payload);
    if (const auto size = soup_payload_size(kind); size && *size != body.size())
        throw py::value_error("SoupBinTCP packet type '" + type + "': a payload of " +
                              std::to_string(body.size()) + " bytes, expected " + std::to_string(*size));
    std::vector<std::byte> out(kSoupPrefix + body.size());
    return soup_result(out, encode_soup(out, kind, body), "a payload has at most 65534 bytes");
}

py::bytes soup_login_request(const py::str& username, const py::str& password, const py::str& session,
                             const py::int_& sequence) {
    const std::string user = latin1_of("username", username);
    const std::string secret = latin1_of("password", password);
    const std::string wanted = latin1_of("session", session);
    std::array<std::byte, 64> out;
    return soup_result(out,
                       encode_soup_login_request(
                           out, {user, secret, wanted, unsigned_of<std::uint64_t>("sequence", sequence)}),
                       "a user name has at most 6 characters, a password and a session 10");
}
py::bytes soup_login_accepted(const py::str& session, const py::int_& sequence) {
    std::array<std::byte, 64> out;
    return soup_result(out,
                       encode_soup_login_accepted(out, latin1_of("session", session),
                                                  unsigned_of<std::uint64_t>("sequence", sequence)),
                       "a session has at most 10 characters");
}

LoginTuple parse_soup_login_request(const py::bytes& payload) {
    const auto login = decode_soup_login_request(view_of(payload));
    if (!login)
        throw py::value_error("SoupBinTCP login request: expected 46 bytes that end in a sequence number");
    return py::make_tuple(text_of(login->username), text_of(login->password), text_of(login->session),
                          login->sequence);
}
AcceptedTuple parse_soup_login_accepted(const py::bytes& payload) {
    const auto accepted = decode_soup_login_accepted(view_of(payload));
    if (!accepted)
        throw py::value_error("SoupBinTCP login accepted: expected 30 bytes that end in a sequence number");
    return py::make_tuple(text_of(accepted->session), accepted->sequence);
}

py::bytes glimpse_end(const py::int_& next_sequence) {
    std::array<std::byte, kGlimpseEndSize> out;
    encode_glimpse_end(unsigned_of<std::uint64_t>("sequence", next_sequence), out);
    return bytes_of(out);
}
std::uint64_t parse_glimpse_end(const py::bytes& message) {
    const auto sequence = decode_glimpse_end(view_of(message));
    if (!sequence) throw py::value_error("GLIMPSE end of snapshot: expected G and a number in 20 characters");
    return *sequence;
}

}  // namespace

void bind_wire(py::module_& parent) {
    py::module_ m = parent.def_submodule("wire",
                                         "Nasdaq codecs. Every function raises ValueError with what was "
                                         "expected; tradewind.wire is the typed face.");
    m.def("layouts", &layouts_of, py::arg("protocol"), py::arg("direction"),
          "The tables: a list of (type, name, length in bytes, [(field, offset, size, kind)]). Offsets count "
          "the type "
          "byte. Kinds: alpha u8 u16 u32 u48 u64 i32 price4 price8 price_ouch; numbers are big-endian.");
    m.def(
        "decode_message", &decode_message, py::arg("protocol"), py::arg("direction"), py::arg("data"),
        "One message as (type, name, fields). Numbers are in the wire's units, text is stripped of padding.");
    m.def("encode_message", &encode_message, py::arg("protocol"), py::arg("direction"), py::arg("name"),
          py::arg("fields"),
          "The reverse of decode_message: bytes. Options are written in the dict's order.");
    m.def("parse_mold", &parse_mold, py::arg("data"),
          "One MoldUDP64 datagram as (session, sequence, count, messages). count 0: heartbeat, 65535: end of "
          "session.");
    m.def("mold_header", &mold_header, py::arg("session"), py::arg("sequence"), py::arg("count"),
          "Twenty bytes: a heartbeat (count 0), an end of session (65535) or a re-request.");
    m.def("mold_datagram", &mold_datagram, py::arg("session"), py::arg("sequence"), py::arg("messages"),
          "A datagram with the messages, the first of which has the sequence number.");
    py::class_<SoupSplitter>(m, "SoupSplitter",
                             "Cuts one direction of a SoupBinTCP stream into packets. One thread at a time.")
        .def(py::init([](const std::string& sender) { return SoupSplitter{sender_from(sender)}; }),
             py::arg("sender"))
        .def("feed", &soup_feed, py::arg("data"),
             "The packets that these bytes complete, as (type, payload). An error is final.")
        .def_property_readonly("pending", &SoupSplitter::pending, "Bytes held of an unfinished packet.");
    m.def("soup_packet", &soup_packet, py::arg("type"), py::arg("payload"), "One packet of any type.");
    m.def("soup_login_request", &soup_login_request, py::arg("username"), py::arg("password"),
          py::arg("session"), py::arg("sequence"),
          "A login request; text is padded on the right, the number on the left.");
    m.def("soup_login_accepted", &soup_login_accepted, py::arg("session"), py::arg("sequence"));
    m.def("parse_soup_login_request", &parse_soup_login_request, py::arg("payload"),
          "(username, password, session, sequence); a blank sequence is 0, the most recent.");
    m.def("parse_soup_login_accepted", &parse_soup_login_accepted, py::arg("payload"),
          "(session, sequence).");
    m.def("glimpse_end", &glimpse_end, py::arg("next_sequence"), "The G message that ends a snapshot.");
    m.def("parse_glimpse_end", &parse_glimpse_end, py::arg("message"),
          "The ITCH sequence number from which to go on live.");
}

}  // namespace tradewind::bindings
