"""Captures: what is read, what is passed over and counted, and what cannot be read at all."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from support.feed_files import framed, mold_datagram, pcap, random_message, udp_frame
from support.pcap import read_payloads
from tradewind.errors import FeedError
from tradewind.feed import PacketFilter, count_messages, decode_messages, iter_packets

ADD = random_message("A", 1)
DELETE = random_message("D", 2)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def _write(data: bytes) -> Path:
        path = tmp_path / "line.pcap"
        path.write_bytes(data)
        return path

    return _write


def _error(path: Path) -> str:
    with pytest.raises(FeedError) as caught:
        count_messages(path)
    assert str(caught.value).startswith(f"{path}: byte {caught.value.offset}")
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize("order", ["<", ">"])
def test_packets_are_as_another_reader_sees_them(write: Callable[[bytes], Path], order: str) -> None:
    data = pcap([udp_frame(mold_datagram(1, [ADD])), udp_frame(b"x", port=9) + b"trailer"], order=order)
    path = write(data)
    packets = list(iter_packets(path))
    assert [(p.kind, p.payload) for p in packets] == [(p.transport, p.data) for p in read_payloads(path)]
    assert [p.number for p in packets] == [1, 2]
    assert [p.time for p in packets] == [1_000_005_000, 2_000_005_000]
    assert [data[p.offset : p.offset + 14] for p in packets] == [bytes(12) + b"\x08\x00"] * 2
    assert [(p.source, p.source_port) for p in packets] == [(bytes((10, 0, 0, 1)), 40000)] * 2
    assert [p.destination for p in packets] == [bytes((233, 54, 12, 111))] * 2
    assert [p.destination_port for p in packets] == [26400, 9]


def test_a_capture_of_another_link_type_names_it_and_the_supported_ones(
    write: Callable[[bytes], Path],
) -> None:
    path = write(pcap([bytes(60)], link=105))
    text = _error(path)
    assert text.startswith("byte 0: expected link type 1 (Ethernet), ")
    assert text.endswith("276 (Linux cooked v2), found 105 (IEEE 802.11)")
    with pytest.raises(FeedError):
        list(iter_packets(path))


def test_a_capture_that_ends_early_names_the_packet_that_is_cut(write: Callable[[bytes], Path]) -> None:
    frame = udp_frame(mold_datagram(1, [ADD]))
    data = pcap([frame, frame])
    assert _error(write(data[:-1])) == (
        f"byte {24 + 16 + len(frame)}: expected {16 + len(frame)} bytes, the capture ends after {15 + len(frame)} bytes"
    )
    assert _error(write(data[:20])) == "byte 0: expected 24 bytes, the capture ends after 20 bytes"


def test_an_absurd_packet_length_is_an_error(write: Callable[[bytes], Path]) -> None:
    data = pcap([]) + struct.pack("<IIII", 1, 0, 1 << 30, 60)
    assert _error(write(data)) == (
        "byte 24 (packet 1): expected at most 262144 bytes in a packet, found captured length 1073741824"
    )


def test_an_itch_file_is_no_capture(write: Callable[[bytes], Path]) -> None:
    with pytest.raises(FeedError, match="byte 0: expected a pcap or pcapng magic number, found 0x00244"):
        list(iter_packets(write(framed([ADD]))))


def test_gaps_duplicates_and_malformed_datagrams_are_counted(write: Callable[[bytes], Path]) -> None:
    frames = [
        udp_frame(mold_datagram(1, [ADD])),
        udp_frame(mold_datagram(1, [ADD])),
        udp_frame(mold_datagram(4, [DELETE])),
        udp_frame(b"not a datagram of a market"),
        udp_frame(mold_datagram(5, [ADD + b"!"])),
        udp_frame(mold_datagram(6, [])),
        bytes(12) + b"\x08\x06" + bytes(46),
    ]
    report = count_messages(write(pcap(frames)))
    assert report.messages == {"A": 1, "D": 1}
    assert report.packets == 7
    assert report.frames == {"udp": 6, "not_ip": 1}
    wanted = {"gaps": 1, "missing": 2, "duplicates": 1, "malformed": 1, "wrong_length": 1, "heartbeats": 1}
    assert {name: report.mold[name] for name in wanted} == wanted
    assert len(report.problems) == 2
    assert report.problems[0].startswith("packet 4 (byte ")
    assert "not MoldUDP64: " in report.problems[0]
    assert report.problems[1].endswith("expected length 36 for message type 'A', found 37")


def test_the_filter_reads_one_port_and_group(write: Callable[[bytes], Path]) -> None:
    path = write(
        pcap(
            [
                udp_frame(mold_datagram(1, [ADD]), port=1),
                udp_frame(mold_datagram(1, [DELETE], b"OTHER     "), port=2),
                udp_frame(mold_datagram(2, [ADD]), port=1, group=bytes((233, 54, 12, 1))),
            ]
        )
    )

    def count(packets: PacketFilter) -> dict[str, int]:
        assert count_messages(path, packets=packets).filtered == 3 - sum(
            count_messages(path, packets=packets).messages.values()
        )
        return count_messages(path, packets=packets).messages

    assert count(PacketFilter()) == {"A": 2, "D": 1}
    assert count(PacketFilter(port=1)) == {"A": 2}
    assert count(PacketFilter(group="233.54.12.111")) == {"A": 1, "D": 1}
    assert count(PacketFilter(port=2, group="233.54.12.1")) == {}
    assert count(PacketFilter(group="ff02::1")) == {}
    assert len(decode_messages(path, packets=PacketFilter(port=2))["D"]) == 1


def test_a_filter_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="port is 65536"):
        PacketFilter(port=65536)
    with pytest.raises(ValueError, match="localhost"):
        PacketFilter(group="localhost")
