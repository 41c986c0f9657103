"""MoldUDP64, SoupBinTCP and GLIMPSE from Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind import wire
from tradewind.errors import WireError

PAYLOADS = st.binary(max_size=40)


@given(st.text("0123456789AB", max_size=10), st.integers(0, 2**64 - 1), st.lists(PAYLOADS, max_size=20))
def test_a_datagram_comes_back_as_it_was_built(session: str, sequence: int, messages: list[bytes]) -> None:
    datagram = wire.parse_mold(wire.mold_datagram(session, sequence, messages))
    assert datagram == wire.MoldDatagram(session, sequence, len(messages), tuple(messages))


@given(st.lists(PAYLOADS, min_size=1, max_size=5), st.data())
def test_a_cut_datagram_is_refused(messages: list[bytes], data: st.DataObject) -> None:
    whole = wire.mold_datagram("S", 1, messages)
    kept = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(WireError, match="offset"):
        wire.parse_mold(whole[:kept])


def test_heartbeat_end_of_session_and_request_are_headers() -> None:
    heartbeat = wire.mold_header("SESSION", 42, wire.MOLD_HEARTBEAT)
    assert heartbeat == b"SESSION   " + (42).to_bytes(8, "big") + b"\0\0"
    assert heartbeat == wire.mold_datagram("SESSION", 42, [])
    assert wire.parse_mold(wire.mold_header("S", 42, wire.MOLD_END_OF_SESSION)).messages == ()


def test_a_value_that_the_header_cannot_hold_is_named_with_its_limit() -> None:
    with pytest.raises(WireError, match=r"count: 65536 is outside 0 \.\. 65535"):
        wire.mold_header("S", 1, 65536)
    with pytest.raises(WireError, match="sequence: -1 is outside"):
        wire.mold_header("S", -1, 0)
    with pytest.raises(WireError, match="session '12345678901' is longer than 10 characters"):
        wire.mold_header("12345678901", 1, 0)
    with pytest.raises(WireError, match="65536 bytes: at most 65535"):
        wire.mold_datagram("S", 1, [b"x" * 65536])


SERVER_PACKETS = st.one_of(
    st.tuples(st.sampled_from("+S"), PAYLOADS), st.tuples(st.sampled_from("HZ"), st.just(b"")),
    st.tuples(st.just("J"), st.binary(min_size=1, max_size=1)),
)  # fmt: skip


@given(st.lists(SERVER_PACKETS, max_size=12), st.data())
def test_a_stream_splits_into_its_packets_in_any_chunks(
    packets: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(wire.soup_packet(type_, payload) for type_, payload in packets)
    splitter = wire.SoupSplitter("server")
    got: list[wire.SoupPacket] = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        got += splitter.feed(stream[:size])
        stream = stream[size:]
    assert got == [wire.SoupPacket(*packet) for packet in packets]
    assert splitter.pending == 0


def test_an_unfinished_packet_is_pending() -> None:
    splitter = wire.SoupSplitter("client")
    assert splitter.feed(wire.soup_packet("U", b"order")[:-1]) == []
    assert splitter.pending == 7
    assert splitter.feed(b"r") == [wire.SoupPacket("U", b"order")]
    assert splitter.pending == 0


def test_a_bad_packet_ends_the_stream_and_says_what_was_expected() -> None:
    splitter = wire.SoupSplitter("client")
    for data in (b"\0\0", b"\0\1R"):
        with pytest.raises(WireError, match="packet length 0, expected at least 1"):
            splitter.feed(data)
    with pytest.raises(WireError, match="expected one of \\+ L U R O from a client"):
        wire.SoupSplitter("client").feed(b"\0\1H")
    with pytest.raises(WireError, match="sender 'broker': expected client or server"):
        wire.SoupSplitter("broker")  # type: ignore[arg-type]


def test_a_packet_of_the_wrong_size_is_not_built() -> None:
    with pytest.raises(WireError, match="type 'H': a payload of 1 bytes, expected 0"):
        wire.soup_packet("H", b"x")
    with pytest.raises(WireError, match="type '\\?': expected one of"):
        wire.soup_packet("?", b"")
    with pytest.raises(WireError, match="at most 65534 bytes"):
        wire.soup_packet("S", b"x" * 65535)
    assert len(wire.soup_packet("S", b"x" * 65534)) == 65537


@given(st.text("abcXYZ019", max_size=6), st.text("abcXYZ019", max_size=10), st.text("A0", max_size=10),
       st.integers(0, 2**64 - 1))  # fmt: skip
def test_a_login_comes_back_as_it_was_sent(user: str, password: str, session: str, sequence: int) -> None:
    login = wire.SoupLogin(user, password, session, sequence)
    (packet,) = wire.SoupSplitter("client").feed(wire.soup_login_request(login))
    assert packet.type == "L"
    assert wire.parse_soup_login_request(packet.payload) == login
    (packet,) = wire.SoupSplitter("server").feed(wire.soup_login_accepted(session, sequence))
    assert wire.parse_soup_login_accepted(packet.payload) == (session, sequence)


def test_a_login_that_does_not_fit_is_refused() -> None:
    with pytest.raises(WireError, match="user name has at most 6"):
        wire.soup_login_request(wire.SoupLogin("1234567", "", "", 1))
    with pytest.raises(WireError, match="at most 10"):
        wire.soup_login_accepted("12345678901", 1)
    with pytest.raises(WireError, match="46 bytes that end in a sequence number"):
        wire.parse_soup_login_request(b" " * 45 + b"x")
    with pytest.raises(WireError, match="30 bytes that end in a sequence number"):
        wire.parse_soup_login_accepted(b" " * 30)


def test_a_login_does_not_print_its_password() -> None:
    assert "hunter2" not in repr(wire.SoupLogin("user", "hunter2", "", 1))


@given(st.integers(0, 2**64 - 1))
def test_the_end_of_a_snapshot_carries_a_sequence_number(sequence: int) -> None:
    message = wire.glimpse_end(sequence)
    assert message == b"G" + str(sequence).zfill(20).encode()
    assert wire.parse_glimpse_end(message) == sequence


def test_another_message_is_no_end_of_snapshot() -> None:
    for message in (b"", b"G", b"S" + b"0" * 20, b"G" + b"9" * 20, b"G" + b" " * 20):
        with pytest.raises(WireError, match="expected G and a number in 20 characters"):
            wire.parse_glimpse_end(message)
