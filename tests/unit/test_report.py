"""The report: one file that stands alone, whatever a run contains."""

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from support.sample_run import CLOSE_NS, OPEN_NS, REASONS, sample_run
from tradewind.errors import OutputError
from tradewind.metrics import performance
from tradewind.oms.report_file import usual_path, write_report
from tradewind.runs import EQUITY, FILL, PRICE, UNITS, FillState, PositionRecord, RunResult
from tradewind.strategy.report import render
from tradewind.strategy.report.chart import MAX_POINTS
from tradewind.strategy.report.figures import MAX_MARKERS, MAX_SYMBOLS
from tradewind.strategy.report.sections import MAX_ORDERS
from tradewind.strategy.report.text import MINUS, clock, money, percent

VOID = {"meta"}
SECTIONS = (
    *("Equity", "Drawdown", "Position", "Price and fills", "Positions at the end", "Outcomes"),
    *("Integrity", "Latency by stage", "Orders", "Provenance"),
)


class Page(HTMLParser):
    """Reads a page, checks that elements nest, and keeps what the tests ask for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["h2"]:
            self.headings.append(data)
        if self.open[-1:] not in (["script"], ["style"]):
            self.text += data + "\n"

    def count(self, tag: str, **wanted: str) -> int:
        return sum(name == tag and wanted.items() <= attrs.items() for name, attrs in self.tags)


def test_the_page_has_every_section_and_nests_properly() -> None:
    assert Page(render(sample_run())).headings == list(SECTIONS)


def test_the_page_refers_to_nothing_outside_itself() -> None:
    text = render(sample_run())
    for tag, attrs in Page(text).tags:
        assert not {"src", "href", "xlink:href", "action", "srcset"} & set(attrs), tag
        assert tag not in ("link", "img", "iframe", "object", "base")
    assert not re.search(r"url\(|@import|https?:|//[a-z]", text)


def test_the_same_run_gives_the_same_bytes() -> None:
    assert render(sample_run(seed=4)) == render(sample_run(seed=4)) != render(sample_run(seed=5))


def test_foreign_text_cannot_become_markup() -> None:
    attack = "</script><script>alert(1)</script><b title='x\"y'>&amp;"
    run = sample_run(symbols=(attack, "B"))
    summary = replace(
        run.summary,
        run_id=attack,
        source_name=attack,
        code_version=attack,
        run_hash=attack,
        inputs_hash=attack,
        source_sha256=attack,
        currency=attack,
        strategy={"name": attack, attack: attack},
    )
    hostile = replace(
        run,
        summary=summary,
        reject_reasons=("", attack, attack, attack),
        positions=(PositionRecord(attack, 1, 1, 1, 1, 1),),
        latency=tuple(replace(stage, stage=attack) for stage in run.latency),
        integrity={attack: 1},
    )
    page = Page(render(hostile))
    plain = Page(render(run))
    for tag in ("script", "b", "title"):
        assert page.count(tag) == plain.count(tag), tag
    assert page.text.count(attack) >= 15


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(sample_run(orders=0, samples=0, symbols=()), id="nothing at all"),
        pytest.param(replace(sample_run(orders=0), positions=(), latency=(), integrity={}), id="no orders"),
        pytest.param(sample_run(orders=30, samples=0), id="orders without samples"),
        pytest.param(sample_run(orders=1, samples=1), id="one of each"),
    ],
)
def test_a_run_without_much_still_makes_a_page(run: RunResult) -> None:
    page = Page(render(run))
    assert "Provenance" in page.headings
    assert "nan" not in page.text.lower().split()


def test_a_section_without_data_says_so() -> None:
    run = replace(sample_run(orders=0, samples=0, symbols=()), positions=(), latency=(), integrity={})
    text = Page(render(run)).text
    for sentence in (
        "No equity was sampled.",
        "No price was sampled.",
        "No order was sent.",
        "No order was rejected.",
    ):
        assert sentence in text
    for sentence in ("No position was ever held.", "No latency was measured", "Nothing was counted."):
        assert sentence in text


def test_a_hundred_thousand_samples_make_a_small_page() -> None:
    text = render(sample_run(orders=2_000, samples=100_000))
    assert len(text) < 1_500_000
    for path in re.findall(r' d="([^"]*)"', text):
        assert len(re.findall("[MLHV]", path)) <= 2 * MAX_POINTS + 4


def test_orders_beyond_the_first_are_counted_not_shown() -> None:
    page = Page(render(sample_run(orders=MAX_ORDERS + 1_150)))
    assert f"The first {MAX_ORDERS} of 1,250 orders; 1,150 more are stored." in page.text
    assert "All 7 orders." in Page(render(sample_run(orders=7))).text


def test_reject_reasons_are_counted_by_text() -> None:
    run = sample_run(orders=400)
    page = Page(render(run))
    for index in range(1, len(REASONS)):
        count = int((run.orders["reject_reason"] == index).sum())
        assert count > 0
        assert re.search(rf"{re.escape(REASONS[index])}\n{count}\n", page.text)


def test_a_marker_for_each_fill_up_for_buys_down_for_sells_hollow_when_broken() -> None:
    run = sample_run(orders=120)
    page = Page(render(run))
    broken = run.fills["state"] == FillState.broken
    keys = 1  # the explanation of each sign
    assert page.count("polygon", **{"class": "buy"}) == int((~broken & (run.fills["side"] == 0)).sum()) + keys
    assert (
        page.count("polygon", **{"class": "sell"}) == int((~broken & (run.fills["side"] == 1)).sum()) + keys
    )
    assert page.count("polygon", **{"class": "void"}) == int(broken.sum()) + keys


def test_more_fills_than_markers_are_stated() -> None:
    run = sample_run(orders=2_000, symbols=("A",))
    assert run.fills.size > MAX_MARKERS
    text = Page(render(run)).text
    assert f"{MAX_MARKERS} of {run.fills.size:,} fills are marked." in text


def test_only_the_most_traded_symbols_are_drawn_and_the_rest_is_stated() -> None:
    run = sample_run(orders=600, samples=900, symbols=tuple("ABCDEFGHI"))
    page = Page(render(run))
    assert f"The {MAX_SYMBOLS} most traded of 9 symbols." in page.text
    traded, counts = np.unique(
        run.fills["symbol"][run.fills["state"] != FillState.broken], return_counts=True
    )
    least = run.symbols[int(traded[counts.argmin()])]
    assert page.count("svg", **{"aria-label": f"{least}: price and fills"}) == 0


def test_the_position_line_follows_the_fills_and_ends_with_the_day() -> None:
    run = sample_run(orders=0, samples=10, symbols=("A",))
    noon = 43_200 * 10**9
    fills = np.array(
        [(1, 1, 0, 0, b"A", 0, 300, UNITS, 0, noon), (1, 2, 0, 1, b"A", 0, 100, UNITS, 0, noon + 10**9)], FILL
    )
    text = render(replace(run, fills=fills))
    data = re.search(r'aria-label="Position".*?application/json">(.*?)</script>', text)
    assert data is not None
    shown = re.findall(r'"(\d\d:\d\d:\d\d\.\d{3})  (\d+)"', data.group(1))
    assert shown == [
        (clock(OPEN_NS, places=3), "0"),
        ("12:00:00.000", "300"),
        ("12:00:01.000", "200"),
        (clock(CLOSE_NS, places=3), "200"),
    ]


def test_drawdown_is_measured_from_the_initial_cash_when_equity_never_reaches_it() -> None:
    run = sample_run(orders=0, samples=2)
    equity = np.array([(OPEN_NS, 90 * UNITS, 0), (CLOSE_NS, 95 * UNITS, 0)], EQUITY)
    summary = replace(run.summary, initial_cash=100 * UNITS, final_equity=95 * UNITS)
    text = render(replace(run, equity=equity, summary=summary))
    data = re.search(r'aria-label="Drawdown".*?application/json">(.*?)</script>', text)
    assert data is not None
    assert re.findall(rf"  ({MINUS}[\d.]+)", data.group(1)) == [f"{MINUS}10.00", f"{MINUS}5.00"]
    assert Page(text).text.count("10.000 %") == 1


def test_an_empty_side_leaves_a_gap_in_the_price_line() -> None:
    def paths(ask_in_the_middle: int) -> int:
        times = np.linspace(OPEN_NS, CLOSE_NS, 21).astype(np.int64)
        prices = np.array([(0, time, 100 * UNITS, 101 * UNITS) for time in times], PRICE)
        prices["ask"][8:13] = ask_in_the_middle
        run = replace(sample_run(orders=0, samples=0, symbols=("A",)), prices=prices)
        return Page(render(run)).count("path", **{"class": "line mid"})

    assert (paths(101 * UNITS), paths(0)) == (1, 2)


def test_the_tiles_show_the_figures_of_the_run() -> None:
    run = sample_run()
    figures = performance(run)
    text = Page(render(run)).text
    for expected in (
        money(figures.profit, signed=True),
        money(run.summary.final_equity),
        percent(figures.total_return, 3),
        money(figures.max_drawdown_amount),
        percent(figures.win_rate, 1),
    ):
        assert f"\n{expected}\n" in text


# --- file --------------------------------------------------------------------------------------------------------


def test_the_report_file_appears_whole_in_the_usual_folder(tmp_path: Path) -> None:
    path = usual_path(tmp_path / "data", "run")
    assert path == tmp_path / "data" / "reports" / "run.html"
    write_report(sample_run(orders=3, samples=3), path)
    assert path.read_text(encoding="utf-8") == render(sample_run(orders=3, samples=3))
    assert [child.name for child in path.parent.iterdir()] == ["run.html"]


def test_a_report_that_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    text = f"{tmp_path / 'file' / 'x.html'}: cannot be written: Not a directory"
    with pytest.raises(OutputError, match=re.escape(text)):
        write_report(sample_run(orders=1, samples=1), tmp_path / "file" / "x.html")
    with pytest.raises(OutputError, match=re.escape(f"{tmp_path / 'file' / 'reports'}: cannot be made: Not")):
        usual_path(tmp_path / "file", "x")


def test_a_browser_lays_the_page_out_and_runs_its_script(tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium")
    page = render(sample_run())
    # Move the pointer over the first chart, then show what the tooltip says in the title.
    probe = """<script>
      const svg = document.querySelector("svg"), area = svg.getBoundingClientRect();
      const options = {clientX: area.left + area.width / 2, clientY: area.top + 20, bubbles: true};
      svg.dispatchEvent(new PointerEvent("pointermove", options));
      document.title = document.querySelector(".tip").textContent + "|" + Math.round(area.width);
    </script></body>"""
    (tmp_path / "page.html").write_text(page.replace("</body>", probe), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [browser, *flags, "--window-size=1400,1000", "--dump-dom", f"file://{tmp_path / 'page.html'}"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    title = re.search(r"<title>(.*?)</title>", shown)
    assert title is not None
    tip, width = title.group(1).split("|")
    assert re.fullmatch(r"12:31:\d\d\.\d{3}  [\d,]+\.\d\d", tip)
    assert 900 < int(width) < 1200
