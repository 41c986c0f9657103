"""Decoding and encoding single messages from Python: what is refused, and that nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind import wire
from tradewind.errors import WireError

PROTOCOLS: list[tuple[wire.Protocol, wire.Direction]] = [
    ("itch50", "exchange"), ("ouch50", "client"), ("ouch50", "exchange"),
]  # fmt: skip
SIZES = {"u8": 1, "u16": 2, "u32": 4, "u48": 6, "u64": 8, "price4": 4, "price8": 8, "price_ouch": 8}

CANCEL: dict[str, wire.Value] = {"user_ref_num": 77, "quantity": 25}


def encode_cancel(**changes: wire.Value) -> bytes:
    return wire.encode("ouch50", "client", "cancel_order", {**CANCEL, **changes})


@pytest.mark.parametrize(("protocol", "direction"), PROTOCOLS)
def test_the_fields_of_a_layout_fill_it_without_a_gap(
    protocol: wire.Protocol, direction: wire.Direction
) -> None:
    for layout in wire.layouts(protocol, direction):
        at = 1
        for field in layout.fields:
            assert field.offset == at
            assert field.kind == "alpha" or SIZES[field.kind] == field.size
            at += field.size
        assert at == layout.length


def field_values(field: wire.Field) -> st.SearchStrategy[wire.Value]:
    if field.kind != "alpha":
        return st.integers(0, 256**field.size - 1)
    text = st.text(st.characters(max_codepoint=255), max_size=field.size)
    # Trailing spaces are padding and cannot come back; a single character always does.
    return text.map(lambda t: t.ljust(1)) if field.size == 1 else text.map(lambda t: t.rstrip(" "))


@st.composite
def messages(draw: st.DrawFn) -> tuple[wire.Protocol, wire.Direction, str, dict[str, wire.Value]]:
    protocol, direction = draw(st.sampled_from(PROTOCOLS))
    layout = draw(st.sampled_from(wire.layouts(protocol, direction)))
    fields = {f.name: draw(field_values(f)) for f in layout.fields if f.name != "appendage_length"}
    return protocol, direction, layout.name, fields


@given(messages())
def test_whatever_is_encoded_decodes_to_the_same_values(
    message: tuple[wire.Protocol, wire.Direction, str, dict[str, wire.Value]],
) -> None:
    protocol, direction, name, fields = message
    decoded = wire.decode(protocol, direction, wire.encode(protocol, direction, name, fields))
    assert decoded.name == name
    assert decoded.fields.pop("appendage_length", 0) == 0
    assert decoded.fields == fields


@given(st.sampled_from(PROTOCOLS), st.binary(max_size=80))
def test_bytes_are_refused_or_come_back_the_same(
    protocol: tuple[wire.Protocol, wire.Direction], data: bytes
) -> None:
    try:
        message = wire.decode(*protocol, data)
    except WireError:
        return
    assert wire.encode(*protocol, message.name, message.fields) == data


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"quantity": 2**32}, "cancel_order.quantity: 4294967296 is outside 0 .. 4294967295"),
        ({"quantity": -1}, "cancel_order.quantity: -1 is outside 0 .. 4294967295"),
        ({"quantity": 2**64}, "quantity: 18446744073709551616 does not fit 64 bits"),
        ({"quantity": "5"}, "cancel_order.quantity: expected a number"),
        ({"quantity": 1.5}, "quantity: expected an int, str or bytes"),
        ({"colour": 1}, "cancel_order: has no field 'colour'"),
        ({"tag28_user_ref_idx": 256}, "cancel_order.tag28_user_ref_idx: 256 is outside 0 .. 255"),
        ({"tag28": b"\1"}, "cancel_order: has no field 'tag28'"),
        ({"tag7_peg_offset": 2**31}, "tag7_peg_offset: 2147483648 is outside -2147483648 .. 2147483647"),
        ({"tag7_peg_offset": 2**63}, "tag7_peg_offset: 9223372036854775808 is outside"),
        ({"tag2_firm": "LIMES"}, "cancel_order.tag2_firm: 'LIMES' is longer than 4 characters"),
        ({"tag2_firm": "€"}, "tag2_firm: text with a character outside Latin-1"),
        ({"tag99": 1}, "cancel_order.tag99: expected bytes"),
        ({"tag99": b"x" * 255}, "cancel_order.tag99: longer than 254 bytes"),
        ({"appendage_length": 3}, "cancel_order.appendage_length: 3, but the options take 0"),
    ],
)
def test_a_value_that_no_message_can_carry_is_named_with_its_limit(
    change: dict[str, wire.Value], text: str
) -> None:
    with pytest.raises(WireError) as error:
        encode_cancel(**change)
    assert text in str(error.value)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(WireError, match="cancel_order: field 'quantity' is missing"):
        wire.encode("ouch50", "client", "cancel_order", {"user_ref_num": 1})


def test_an_unknown_message_protocol_or_direction_is_refused() -> None:
    with pytest.raises(WireError, match="unknown message: 'cancel'"):
        wire.encode("ouch50", "client", "cancel", {})
    with pytest.raises(WireError, match="no messages of 'itch50' sent by 'client'"):
        wire.layouts("itch50", "client")


def test_a_system_event_takes_no_options() -> None:
    event: dict[str, wire.Value] = {"timestamp": 1, "event_code": "S"}
    for option in ({"tag28_user_ref_idx": 1}, {"appendage_length": 0}):
        with pytest.raises(WireError, match="options"):
            wire.encode("ouch50", "exchange", "system_event", {**event, **option})


def test_options_keep_their_order_sign_and_unknown_bytes() -> None:
    options: dict[str, wire.Value] = {
        "tag30_aiq_group_id": 7, "tag7_peg_offset": -100, "tag99": b"\0\xff", "tag12_post_only": "P",
    }  # fmt: skip
    data = encode_cancel(**options)
    assert data[9:].hex() == "0011" + "031e0007" + "0507ffffff9c" + "036300ff" + "020c50"
    decoded = wire.decode("ouch50", "client", data).fields
    assert decoded == {**CANCEL, "appendage_length": 17, **options}
    assert list(decoded)[3:] == list(options)


def test_a_tag_that_occurs_twice_is_refused_not_dropped() -> None:
    data = encode_cancel() + bytes.fromhex("0006021c01021c02")
    with pytest.raises(WireError, match="tag28_user_ref_idx occurs twice"):
        wire.decode("ouch50", "client", data)


def test_an_optional_appendage_length_comes_back_only_if_it_was_there() -> None:
    assert "appendage_length" not in wire.decode("ouch50", "client", encode_cancel()).fields
    with_length = encode_cancel(appendage_length=0)
    assert with_length[9:] == b"\0\0"
    assert wire.decode("ouch50", "client", with_length).fields["appendage_length"] == 0


def test_a_letter_is_decoded_by_direction() -> None:
    data = bytes.fromhex("450000000c4c494d450000")
    assert wire.decode("ouch50", "client", data).name == "enable_order_entry"
    with pytest.raises(WireError, match="order_executed: expected 36 bytes, got 11"):
        wire.decode("ouch50", "exchange", data)


def test_an_unknown_type_names_its_letter() -> None:
    with pytest.raises(WireError, match=r"unknown message type 'Z' \(byte 90\)"):
        wire.decode("itch50", "exchange", b"Z")
    with pytest.raises(WireError, match="empty message"):
        wire.decode("itch50", "exchange", b"")
