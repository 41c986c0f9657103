"""Real captures: every message decodes, and encoding the decoded fields gives the same bytes back."""

from pathlib import Path

import pytest

from support.pcap import read_payloads
from support.shared import shared_path
from tradewind import wire

ITCH = {
    "totalview-itch50-2023": {
        "AddOrderNoMPID": "A", "AddOrderWithMPID": "F", "CrossTrade": "Q", "LULDAuctionCollar": "J",
        "MarketParticipantPosition": "L", "NetOrderImbalanceIndicator": "I", "NonCrossTrade": "P", "OrderCancel": "X",
        "OrderDelete": "D", "OrderExecuted": "E", "OrderExecutedWithPrice": "C", "OrderReplace": "U",
        "RegSHORestriction": "Y", "StockTradingAction": "H", "SystemEvent": "S",
    },
    "totalview-itch50": {
        "AddOrderNoMpidAttributionMessage": "A", "MarketParticipantPositionMessage": "L",
        "NetOrderImbalanceIndicatorMessage": "I", "OrderDeleteMessage": "D", "OrderExecutedMessage": "E",
        "OrderReplaceMessage": "U", "StockTradingActionMessage": "H",
    },
}  # fmt: skip
"""The message type that each capture is named after."""

OUCH: dict[str, tuple[wire.Direction, str, str | None]] = {
    "EnterOrderMessage": ("client", "U", "enter_order"),
    "CancelOrderMessage": ("client", "U", "cancel_order"),
    "ClientHeartbeatPacket": ("client", "R", None),
    "OrderAcceptedMessage": ("exchange", "S", "order_accepted"),
    "CanceledMessage": ("exchange", "S", "canceled"),
    "ServerHeartbeatPacket": ("exchange", "H", None),
}
"""Sender, SoupBinTCP packet type and OUCH message of each capture."""


def captures(folder: str) -> list[Path]:
    """Every capture of a folder, so that a new one cannot be forgotten."""
    return sorted(shared_path(f"data/packets/{folder}").glob("*.pcap"))


@pytest.mark.parametrize("folder", ITCH)
def test_every_itch_capture_round_trips(folder: str) -> None:
    paths = captures(folder)
    assert [path.stem for path in paths] == sorted(ITCH[folder])
    for path in paths:
        types = set()
        for payload in read_payloads(path):
            assert payload.transport == "udp"
            datagram = wire.parse_mold(payload.data)
            assert datagram.count == len(datagram.messages) > 0
            for data in datagram.messages:
                message = wire.decode("itch50", "exchange", data)
                assert wire.encode("itch50", "exchange", message.name, message.fields) == data, path.name
                types.add(message.type)
            again = wire.mold_datagram(datagram.session, datagram.sequence, datagram.messages)
            assert again == payload.data, path.name
        assert ITCH[folder][path.stem] in types


def test_every_ouch_capture_round_trips() -> None:
    paths = captures("ouch50")
    assert [path.stem for path in paths] == sorted(OUCH)
    for path in paths:
        direction, soup_type, name = OUCH[path.stem]
        for payload in read_payloads(path):
            assert payload.transport == "tcp"
            splitter = wire.SoupSplitter("client" if direction == "client" else "server")
            (packet,) = splitter.feed(payload.data)
            assert (packet.type, splitter.pending) == (soup_type, 0)
            assert wire.soup_packet(packet.type, packet.payload) == payload.data
            if name is None:
                assert packet.payload == b""
                continue
            message = wire.decode("ouch50", direction, packet.payload)
            assert message.name == name
            assert wire.encode("ouch50", direction, name, message.fields) == packet.payload


def test_a_captured_order_reads_as_a_person_would_read_its_bytes() -> None:
    (payload,) = read_payloads(shared_path("data/packets/ouch50/EnterOrderMessage.pcap"))
    (packet,) = wire.SoupSplitter("client").feed(payload.data)
    fields = wire.decode("ouch50", "client", packet.payload).fields
    # 4f | 00000071 | 54 T | 000000e1 | "CVLT" | 000000000 00099db8 | 30 59 41 4e 4e | clordid | 0006 | 05 02 LIME
    assert fields["user_ref_num"] == 0x71
    assert fields["side"] == "T"
    assert fields["quantity"] == 0xE1
    assert fields["symbol"] == "CVLT"
    assert fields["price"] == 0x099DB8
    assert fields["appendage_length"] == 6
    assert fields["tag2_firm"] == "LIME"
