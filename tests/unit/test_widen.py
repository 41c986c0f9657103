"""`tradewind generate --widen`: one instrument's flow as a day of many, out of every kind of input, or one clear error."""

import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from typer.testing import CliRunner

from support.feed_files import framed
from support.shared import shared_path
from tradewind.book import Books, Side
from tradewind.commands.generate import app
from tradewind.errors import FeedError
from tradewind.flow import GeneratorConfig, GeneratorError, WidenConfig, generate, widen
from tradewind.wire import encode

_AAPL = "data/lobster_aapl_20120621/AAPL_2012-06-21_1h_from_lobster.itch50.zst"
runner = CliRunner()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated day of two symbols."""
    path = tmp_path_factory.mktemp("widen") / "day.itch"
    generate(path, GeneratorConfig(2, 20_000, 5, 0))
    return path


@pytest.fixture(scope="module")
def symbol(day: Path) -> str:
    """The first symbol of that day."""
    return next(iter(Books.from_file(day).symbols))


def _order(kind: str, ref: int, **values: int | str) -> bytes:
    head: dict[str, int | str] = {
        "stock_locate": 1,
        "tracking_number": 0,
        "timestamp": 5,
        "order_reference_number": ref,
    }
    return encode("itch50", "exchange", kind, head | values)


def _add(ref: int, stock: str = "ONE") -> bytes:
    kind = "add_order_no_mpid_attribution"
    return _order(kind, ref, buy_sell_indicator="B", shares=100, stock=stock, price=50_000)


def test_the_command_writes_a_day_that_replays_cleanly(day: Path, symbol: str, tmp_path: Path) -> None:
    out = tmp_path / "wide.itch"
    words = ["--widen", day, "--symbol", symbol, "--symbols", 25, "--messages", 40_000, "--seed", 7, out]
    done = runner.invoke(app, [*map(str, words), "--quiet", "--json"], catch_exceptions=False)
    said = json.loads(done.stdout)
    books = Books()
    report = books.read(out)
    assert report.messages == said["counts"]
    assert report.total == said["messages"] == 40_000
    assert (said["symbol"], said["unfit"]) == (symbol, 0)
    assert len(books.symbols) == 25
    assert books.live_orders > 25
    activity = ("events", "applied", "peak_orders", "crossed", "locked")
    assert not any(count for name, count in books.counters.items() if name not in activity)


def test_text_output_ends_with_file_size_and_hash(day: Path, symbol: str, tmp_path: Path) -> None:
    out = tmp_path / "wide.itch"
    words = ["--widen", str(day), "--symbol", symbol, "--symbols", "3", "--messages", "500", "--quiet"]
    lines = runner.invoke(app, [*words, str(out)], catch_exceptions=False).stdout.splitlines()
    assert lines[-1].startswith(f"{out}: 500 messages, {out.stat().st_size:,} bytes, sha256 ")


def test_input_and_output_may_be_packed_and_hold_the_same(day: Path, symbol: str, tmp_path: Path) -> None:
    config = WidenConfig(symbols=4, messages=5_000, seed=3, symbol=symbol)
    plain = widen(day, tmp_path / "plain.itch", config)
    packed = tmp_path / "day.itch.zst"
    packed.write_bytes(zstandard.ZstdCompressor().compress(day.read_bytes()))
    again = widen(packed, tmp_path / "wide.itch.gz", config)
    assert again == plain
    assert (
        Books.from_file(tmp_path / "wide.itch.gz").symbols == Books.from_file(tmp_path / "plain.itch").symbols
    )
    assert widen(day, tmp_path / "other.itch", WidenConfig(4, 5_000, 4, symbol)).sha256 != plain.sha256


def test_the_input_is_never_the_output(day: Path, symbol: str, tmp_path: Path) -> None:
    flow = tmp_path / "flow.itch"
    flow.write_bytes(day.read_bytes())
    link = tmp_path / "link.itch"
    link.symlink_to(flow)
    for output in (flow, link):
        with pytest.raises(GeneratorError, match=r"is the flow to widen, name another file"):
            widen(flow, output, WidenConfig(symbols=2, messages=2000, symbol=symbol))
    assert flow.read_bytes() == day.read_bytes()


def test_progress_ends_at_the_bytes_written(day: Path, symbol: str, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    config = WidenConfig(symbols=100, messages=100_000, symbol=symbol)
    wide = widen(day, tmp_path / "wide.itch", config, progress=lambda *call: calls.append(call))
    assert len(calls) > 2
    assert calls[-1] == (wide.bytes, wide.bytes)


def test_of_several_instruments_one_must_be_chosen(day: Path, tmp_path: Path) -> None:
    with pytest.raises(
        GeneratorError, match=r"day\.itch: has orders of 2 symbols, most of [A-Z]{4}; choose one"
    ):
        widen(day, tmp_path / "wide.itch", WidenConfig())
    assert not list(tmp_path.iterdir())


def test_an_instrument_without_orders_is_named_with_the_one_that_has_the_most(
    day: Path, tmp_path: Path
) -> None:
    with pytest.raises(GeneratorError, match=r"day\.itch: has no orders of 'NONE'; most are of [A-Z]{4}"):
        widen(day, tmp_path / "wide.itch", WidenConfig(symbol="NONE"))


def test_an_input_without_orders_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quiet.itch"
    head = {"stock_locate": 0, "tracking_number": 0, "timestamp": 1}
    path.write_bytes(framed([encode("itch50", "exchange", "system_event", head | {"event_code": "O"})]))
    with pytest.raises(
        GeneratorError, match=r"quiet\.itch: expected order messages \(A, F, E, C, X, D, U, P\)"
    ):
        widen(path, tmp_path / "wide.itch", WidenConfig())


def test_a_cut_input_and_a_missing_one_are_refused_by_the_reader(
    day: Path, symbol: str, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.itch"
    cut.write_bytes(day.read_bytes()[:-3])
    for path in (cut, tmp_path / "absent.itch"):
        with pytest.raises(FeedError, match=path.name):
            widen(path, tmp_path / "wide.itch", WidenConfig(symbol=symbol))
    assert not (tmp_path / "wide.itch").exists()


def test_messages_that_no_book_could_take_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "odd.itch"
    path.write_bytes(
        framed([_add(1), _add(1), _order("order_delete", 9), _order("order_delete", 1), _add(2)])
    )
    done = runner.invoke(
        app, ["--widen", str(path), "--symbols", "2", str(tmp_path / "wide.itch"), "--quiet"]
    )
    assert done.stdout.splitlines()[-1] == "ONE: 2 messages that no book could take were left out"
    assert Books.from_file(tmp_path / "wide.itch").live_orders == 2


def test_a_flow_that_ends_before_the_messages_asked_for_is_told(tmp_path: Path) -> None:
    path = tmp_path / "short.itch"
    path.write_bytes(framed([_add(1), _order("order_delete", 1), _add(2)]))
    words = ["--widen", str(path), "--symbols", "2", str(tmp_path / "wide.itch"), "--quiet"]
    made = json.loads(runner.invoke(app, [*words, "--json"]).stdout)["messages"]
    assert made < 500
    told = runner.invoke(app, [*words, "--messages", "500"]).stdout.splitlines()[-1]
    assert told == f"ONE: the flow ended after {made} of the 500 messages asked for"
    assert "asked for" not in runner.invoke(app, words).stdout
    assert "asked for" not in runner.invoke(app, [*words, "--messages", str(made)]).stdout


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"symbols": 0}, "symbols is 0, must be between 1 and 60000"),
        ({"symbols": 60_001}, "symbols is 60001, must be between 1 and 60000"),
        ({"symbols": 10, "messages": 35}, "messages is 35, must be between 36 and 2000000000"),
        ({"seed": -1}, "seed is -1, must be between 0 and 18446744073709551615"),
    ],
)
def test_a_value_out_of_its_limits_is_refused_by_name(values: dict[str, Any], text: str) -> None:
    with pytest.raises(GeneratorError) as error:
        WidenConfig(**values)
    assert str(error.value) == text


@pytest.mark.parametrize("symbol", ["TOOLONGER", "ÄPFEL"])
def test_a_symbol_that_no_message_can_carry_is_refused(symbol: str) -> None:
    with pytest.raises(GeneratorError, match=f"symbol is '{symbol}', must have at most 8 ASCII characters"):
        WidenConfig(symbol=symbol)


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["--symbol", "ABC"], "--symbol"),
        (["--widen", "x.itch", "--checkpoints", "x.npz"], "--checkpoints"),
        (["--widen", "x.itch", "--live-orders", "5"], "--live-orders"),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(words: list[str], option: str) -> None:
    done = runner.invoke(app, [*words, "out.itch"])
    assert done.exit_code == 2
    assert f"Invalid value for {option}" in done.output


def test_the_real_hour_for_one_symbol_is_the_hour_itself_at_another_price(tmp_path: Path) -> None:
    source = shared_path(_AAPL)
    wide = widen(source, tmp_path / "wide.itch", WidenConfig(symbols=1, seed=2))
    real, played = Books.from_file(source), Books.from_file(tmp_path / "wide.itch")
    assert wide.messages == 88_149 + 8
    assert (wide.symbol, wide.unfit) == ("AAPL", 0)
    book, copy = real["AAPL"], played[next(iter(played.symbols))]
    offset = copy.touch.bid - book.touch.bid
    assert offset != 0
    assert offset % 10_000_000 == 0
    for side in Side:
        was, now = book.levels(side), copy.levels(side)
        assert (now["price"] - was["price"] == offset).all()
        assert (now["qty"] == was["qty"]).all()
        for old, new in zip(was["price"], now["price"], strict=True):
            assert (book.queue(side, int(old))["qty"] == copy.queue(side, int(new))["qty"]).all()
    assert copy.tape.volume == book.tape.volume


def test_the_real_hour_as_many_symbols_replays_cleanly(tmp_path: Path) -> None:
    wide = widen(
        shared_path(_AAPL), tmp_path / "wide.itch", WidenConfig(symbols=256, messages=600_000, seed=7)
    )
    books = Books.from_file(tmp_path / "wide.itch")
    assert wide.messages == 600_000
    assert books.live_orders > 10_000
    assert not any(
        n for name, n in books.counters.items() if name not in ("events", "applied", "peak_orders")
    )
