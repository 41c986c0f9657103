"""Real files and captures: counts, payloads and fields as documented beside the data."""

import gzip
import json
from pathlib import Path

import pytest

from support.feed_files import framed
from support.pcap import read_payloads
from support.shared import shared_path
from tradewind.feed import count_messages, decode_messages, iter_packets
from tradewind.sources import chunks

START_OF_DAY = "data/nasdaq_itch50_start_of_day/first1000.itch50.zst"
AAPL = "data/lobster_aapl_20120621/AAPL_2012-06-21_1h_from_lobster.itch50.zst"
AAPL_COUNTS = {"A": 40_408, "D": 37_076, "E": 4_067, "U": 3_928, "P": 2_201, "X": 469, "S": 3, "R": 1, "H": 1}


def test_the_start_of_a_real_day_has_its_documented_messages() -> None:
    path = shared_path(START_OF_DAY)
    report = count_messages(path)
    assert report.messages == {"S": 1, "R": 993, "H": 3, "Y": 3}
    assert (report.total, report.bytes, report.unknown) == (1_000, 40_874, {})
    directory = decode_messages(path, "R")["R"]
    assert sorted(directory["stock_locate"].tolist()) == list(range(1, 994))
    assert all(stock == stock.rstrip().ljust(8) for stock in directory["stock"].tolist())


def test_the_derived_hour_has_its_documented_messages() -> None:
    path = shared_path(AAPL)
    assert count_messages(path).messages == AAPL_COUNTS
    arrays = decode_messages(path)
    assert {letter: len(array) for letter, array in arrays.items() if len(array)} == AAPL_COUNTS
    assert set(arrays["A"]["stock"].tolist()) == {b"AAPL    "}
    assert not (arrays["A"]["price"] % 10_000_000).any()  # whole cents


@pytest.mark.parametrize("relative", [START_OF_DAY, AAPL])
def test_a_gz_of_a_real_file_reads_as_the_file(tmp_path: Path, relative: str) -> None:
    path = shared_path(relative)
    packed = tmp_path / "day.gz"
    packed.write_bytes(gzip.compress(b"".join(map(bytes, chunks(path)))))
    assert count_messages(packed) == count_messages(path)


def _captures() -> list[str]:
    root = Path(__file__).resolve().parents[2].parent / "shared"
    paths = sorted((root / "data/packets").rglob("*.pcap"))
    return [str(path.relative_to(root)) for path in paths] or ["data/packets"]


@pytest.mark.parametrize("relative", _captures())
def test_every_captured_packet_has_the_payload_that_another_reader_sees(relative: str) -> None:
    path = shared_path(relative)
    packets = list(iter_packets(path))
    assert [(packet.kind, packet.payload) for packet in packets] == [
        (payload.transport, payload.data) for payload in read_payloads(path)
    ]


@pytest.mark.parametrize("relative", [name for name in _captures() if "ouch" not in name])
def test_every_captured_message_is_decoded(relative: str) -> None:
    path = shared_path(relative)
    payloads = read_payloads(path)
    report = count_messages(path)
    assert report.total == len(payloads) > 0
    assert set(report.messages) == {chr(payload.data[22]) for payload in payloads}
    assert (report.mold["malformed"], report.mold["wrong_length"], report.unknown) == (0, 0, {})


def test_golden_messages_decode_to_their_values(tmp_path: Path) -> None:
    entries = json.loads(shared_path("specs/golden-messages.json").read_text())
    golden = [entry for entry in entries if entry["protocol"] == "itch50"]
    path = tmp_path / "golden.itch"
    path.write_bytes(framed(bytes.fromhex(entry["hex"]) for entry in golden))
    arrays = decode_messages(path)
    assert len(golden) == sum(map(len, arrays.values())) >= 2 * 23
    for seq, entry in enumerate(golden, 1):
        array = arrays[entry["type"]]
        (record,) = array[array["seq"] == seq]
        assert set(array.dtype.names or ()) == {"seq", *entry["fields"]}
        for name, value in entry["fields"].items():
            column = array.dtype[name]
            if column.kind == "S":
                value = value.encode().ljust(column.itemsize)
            elif column.kind == "i":
                value *= 10 if entry["type"] == "V" else 100_000
            assert record[name] == value, (entry["name"], name)
