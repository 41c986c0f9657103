"""Our codecs against the exchange operator's own Python package: what each writes, the other must read."""

import asyncio
from typing import Any

import pytest

from tradewind import wire

soup: Any = pytest.importorskip(
    "nasdaq_protocols.soup", reason="nasdaq-protocols is absent: a development extra"
)
common: Any = pytest.importorskip("nasdaq_protocols.common")

ACCEPTED: dict[str, wire.Value] = {
    "timestamp": 34_200_000_000_123, "user_ref_num": 7, "side": "T", "quantity": 500, "symbol": "MSFT",
    "price": 4_200_000, "time_in_force": "0", "display": "Y", "order_reference_number": 2**63 + 5, "capacity": "P",
    "inter_market_sweep_eligibility": "N", "cross_type": "N", "order_state": "L", "clordid": "TW000000000007",
    "appendage_length": 0,
}  # fmt: skip
ENTER: dict[str, wire.Value] = {
    "user_ref_num": 7, "side": "T", "quantity": 500, "symbol": "MSFT", "price": 4_200_000, "time_in_force": "0",
    "display": "Y", "capacity": "P", "inter_market_sweep_eligibility": "N", "cross_type": "N",
    "clordid": "TW7", "appendage_length": 0,
}  # fmt: skip


def theirs(message: Any) -> bytes:
    """Return the bytes that their package sends for one of its messages."""
    data: bytes = message.to_bytes()[1]
    return data


# Login request and accept are not here: they justify the sequence number to the left, Nasdaq's text to the right.
SAME_BYTES: list[tuple[str, str, bytes, Any]] = [
    ("client", "+", b"hello", lambda: soup.Debug("hello")),
    ("server", "+", b"hello", lambda: soup.Debug("hello")),
    ("client", "U", b"order", lambda: soup.UnSequencedData(b"order")),
    ("client", "U", b"", lambda: soup.UnSequencedData(b"")),
    ("client", "R", b"", lambda: soup.ClientHeartbeat()),
    ("client", "O", b"", lambda: soup.LogoutRequest()),
    ("server", "J", b"A", lambda: soup.LoginRejected(soup.LoginRejectReason.NOT_AUTHORIZED)),
    ("server", "J", b"S", lambda: soup.LoginRejected(soup.LoginRejectReason.SESSION_NOT_AVAILABLE)),
    ("server", "S", b"\0\xffdata", lambda: soup.SequencedData(b"\0\xffdata")),
    ("server", "H", b"", lambda: soup.ServerHeartbeat()),
    ("server", "Z", b"", lambda: soup.EndOfSession()),
]


@pytest.mark.parametrize(("sender", "type_", "payload", "message"), SAME_BYTES)
def test_both_write_the_same_packet_and_read_each_others(
    sender: Any, type_: str, payload: bytes, message: Any
) -> None:
    ours = wire.soup_packet(type_, payload)
    assert ours == theirs(message())
    assert wire.SoupSplitter(sender).feed(theirs(message())) == [wire.SoupPacket(type_, payload)]
    _, read = soup.SoupMessage.from_bytes(ours)
    assert read == message()


@pytest.mark.parametrize("sequence", [0, 1, 17, 2**63])
def test_each_reads_the_others_login_request(sequence: int) -> None:
    login = wire.SoupLogin("user", "secret", "000010059B", sequence)
    _, read = soup.SoupMessage.from_bytes(wire.soup_login_request(login))
    assert (read.user, read.password, read.session) == ("user", "secret", "000010059B")
    assert int(read.sequence) == sequence
    sent = theirs(soup.LoginRequest("user", "secret", "000010059B", str(sequence)))
    (packet,) = wire.SoupSplitter("client").feed(sent)
    assert wire.parse_soup_login_request(packet.payload) == login
    assert len(sent) == len(wire.soup_login_request(login))
    assert sent[:29] == wire.soup_login_request(login)[:29]


@pytest.mark.parametrize("sequence", [1, 17, 2**63])
def test_each_reads_the_others_login_accept(sequence: int) -> None:
    _, read = soup.SoupMessage.from_bytes(wire.soup_login_accepted("000010059B", sequence))
    assert (read.session_id, read.sequence) == ("000010059B", sequence)
    (packet,) = wire.SoupSplitter("server").feed(theirs(soup.LoginAccepted("000010059B", sequence)))
    assert wire.parse_soup_login_accepted(packet.payload) == ("000010059B", sequence)


def test_their_client_trades_with_a_server_that_uses_our_codecs() -> None:
    asyncio.run(_trade())


async def _trade() -> None:
    received: asyncio.Queue[wire.SoupPacket] = asyncio.Queue()
    accepted = wire.encode("ouch50", "exchange", "order_accepted", ACCEPTED)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = wire.SoupSplitter("client")
        while data := await reader.read(3):  # small pieces, so that packets arrive cut
            for packet in splitter.feed(data):
                await received.put(packet)
                if packet.type == "L":
                    writer.write(wire.soup_login_accepted("000010059B", 42))
                elif packet.type == "U":
                    writer.write(wire.soup_packet("H") + wire.soup_packet("S", accepted))
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        session = await soup.connect_async(address, "user", "secret", "", sequence=42)
        assert session.session_id.session == "000010059B"
        order = wire.encode("ouch50", "client", "enter_order", ENTER)
        session.send_unseq_data(order)
        answer = await session.receive_msg()
        assert answer == soup.SequencedData(accepted)
        await session.close()

        login = await received.get()
        assert wire.parse_soup_login_request(login.payload) == wire.SoupLogin("user", "secret", "", 42)
        assert await received.get() == wire.SoupPacket("U", order)
    await server.wait_closed()


def record(*fields: tuple[str, Any]) -> Any:
    """A message described in their package's types; it has no concrete ITCH or OUCH message of its own."""
    described = [common.Field(name, kind) for name, kind in fields]
    return type("Described", (common.Record,), {"Fields": described})


def text(size: int) -> Any:
    return common.FixedAsciiString(size)


CHAR, U16, U32, U64 = common.CharAscii, common.UnsignedShortBE, common.UnsignedIntBE, common.UnsignedLongBE
OUCH_ENTER = record(
    ("type", CHAR), ("user_ref_num", U32), ("side", CHAR), ("quantity", U32), ("symbol", text(8)), ("price", U64),
    ("time_in_force", CHAR), ("display", CHAR), ("capacity", CHAR), ("inter_market_sweep_eligibility", CHAR),
    ("cross_type", CHAR), ("clordid", text(14)), ("appendage_length", U16),
)  # fmt: skip
OUCH_ACCEPTED = record(
    ("type", CHAR), ("timestamp", U64), ("user_ref_num", U32), ("side", CHAR), ("quantity", U32), ("symbol", text(8)),
    ("price", U64), ("time_in_force", CHAR), ("display", CHAR), ("order_reference_number", U64), ("capacity", CHAR),
    ("inter_market_sweep_eligibility", CHAR), ("cross_type", CHAR), ("order_state", CHAR), ("clordid", text(14)),
    ("appendage_length", U16),
)  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "name", "type_", "described", "fields"),
    [
        ("client", "enter_order", "O", OUCH_ENTER, ENTER),
        ("exchange", "order_accepted", "A", OUCH_ACCEPTED, ACCEPTED),
    ],
)
def test_their_field_types_give_our_ouch_bytes(
    direction: wire.Direction, name: str, type_: str, described: Any, fields: dict[str, wire.Value]
) -> None:
    _, data = described.to_bytes(described({"type": type_, **fields}))
    assert data == wire.encode("ouch50", direction, name, fields)
    length, read = described.from_bytes(data)
    assert length == len(data)
    assert wire.decode("ouch50", direction, data).fields == {
        key: value for key, value in read.values.items() if key != "type"
    }
