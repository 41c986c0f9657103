"""The 136 reference messages, made by an encoder of their own: decode to their values, encode to their bytes."""

import json
from typing import Any

import pytest

from support.shared import shared_path
from tradewind import wire
from tradewind.errors import WireError


@pytest.fixture(scope="module")
def golden() -> list[dict[str, Any]]:
    """Every reference message: protocol, direction, type, name, length, fields, hex."""
    messages: list[dict[str, Any]] = json.loads(shared_path("specs/golden-messages.json").read_text())
    assert len(messages) == 136
    return messages


def test_every_message_decodes_to_its_values(golden: list[dict[str, Any]]) -> None:
    for entry in golden:
        message = wire.decode(entry["protocol"], entry["direction"], bytes.fromhex(entry["hex"]))
        assert (message.type, message.name, message.fields) == (entry["type"], entry["name"], entry["fields"])


def test_every_message_encodes_to_its_bytes(golden: list[dict[str, Any]]) -> None:
    for entry in golden:
        encoded = wire.encode(entry["protocol"], entry["direction"], entry["name"], entry["fields"])
        assert len(encoded) == entry["length"]
        assert encoded.hex() == entry["hex"], entry["name"]


def test_the_field_order_of_a_dict_does_not_matter_to_the_bytes(golden: list[dict[str, Any]]) -> None:
    for entry in golden:
        tags = [name for name in entry["fields"] if name.startswith("tag")]
        others = [name for name in entry["fields"] if not name.startswith("tag")]
        shuffled = {name: entry["fields"][name] for name in [*reversed(others), *tags]}
        encoded = wire.encode(entry["protocol"], entry["direction"], entry["name"], shuffled)
        assert encoded.hex() == entry["hex"], entry["name"]


def test_every_type_of_the_tables_has_a_reference_message(golden: list[dict[str, Any]]) -> None:
    covered = {(entry["protocol"], entry["direction"], entry["type"], entry["name"]) for entry in golden}
    protocols: tuple[tuple[wire.Protocol, wire.Direction], ...] = (
        ("itch50", "exchange"), ("ouch50", "client"), ("ouch50", "exchange"),
    )  # fmt: skip
    for protocol, direction in protocols:
        for layout in wire.layouts(protocol, direction):
            assert (protocol, direction, layout.type, layout.name) in covered
            covered.discard((protocol, direction, layout.type, layout.name))
    assert not covered


def test_a_message_one_byte_short_or_long_is_refused(golden: list[dict[str, Any]]) -> None:
    for entry in golden:
        data = bytes.fromhex(entry["hex"])
        for wrong in (data[:-1], data + b"\0"):
            with pytest.raises(WireError, match=r"expected|says|empty"):
                wire.decode(entry["protocol"], entry["direction"], wrong)
