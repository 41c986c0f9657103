"""One kind of chart, drawn as SVG: values over the time of day, with lines, steps, bands, areas and markers."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tradewind.series import thin
from tradewind.strategy.report.scale import Scale, number_ticks, padded, tick_texts, time_ticks
from tradewind.strategy.report.text import clock, escape

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 1120, 96, 26, 12, 44
MAX_POINTS = 1200
MINUTE_NS = 60_000_000_000

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A series: `times` ns since midnight, ascending; NaN breaks it. `style` is a CSS class."""

    label: str
    times: Ints
    values: Floats
    style: str
    step: bool = False
    area_to: float | None = None
    """Fill down to this value."""


@dataclass(frozen=True, slots=True)
class Band:
    """The space between two series over the same times."""

    times: Ints
    low: Floats
    high: Floats
    style: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A triangle at a point, up or down, with a text that shows on hover."""

    time: int
    value: float
    up: bool
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A titled chart; `write` turns a value into the text of the tooltip."""

    title: str
    y_label: str
    write: Callable[[float], str]
    lines: Sequence[Line]
    bands: Sequence[Band] = ()
    markers: Sequence[Marker] = ()
    height: int = 260
    include_zero: bool = False
    bounds: tuple[float, float] | None = field(default=None)
    """Fixed range of the y axis; else that of the data with a margin."""


def draw(chart: Chart) -> str:
    """Return the chart as an SVG element, with the data that the hover line shows beside it."""
    x = _time_scale(chart)
    y = _value_scale(chart)
    parts = [_axes(chart, x, y)]
    parts += [_band(band, x, y) for band in chart.bands]
    parts += [_line(line, x, y) for line in chart.lines]
    parts += [_marker(marker, x, y) for marker in chart.markers]
    parts.append(f'<line class="cross" y1="{TOP}" y2="{chart.height - BOTTOM}" x1="-9" x2="-9"/>')
    # No newlines inside: the page is one string, and SVG needs none.
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {chart.height}" role="img" aria-label="{escape(chart.title)}">'
        + "".join(parts)
        + "</svg>"
    )
    return f'<div class="chart">{svg}{_hover(chart, x)}<div class="tip" hidden></div></div>'


def _time_scale(chart: Chart) -> Scale:
    ends = [int(line.times[index]) for line in chart.lines if line.times.size for index in (0, -1)]
    low, high = min(ends), max(ends)
    if low == high:
        low, high = low - 500_000_000, high + 500_000_000
    return Scale(low, high, LEFT, WIDTH - RIGHT)


def _value_scale(chart: Chart) -> Scale:
    low, high = chart.bounds or padded(*_extent(chart))
    return Scale(low, high, chart.height - BOTTOM, TOP)


def _extent(chart: Chart) -> tuple[float, float]:
    vectors = [line.values for line in chart.lines] + [
        side for band in chart.bands for side in (band.low, band.high)
    ]
    finite = [vector[~np.isnan(vector)] for vector in vectors]
    values = [float(bound) for vector in finite if vector.size for bound in (vector.min(), vector.max())]
    values += [marker.value for marker in chart.markers]
    if chart.include_zero or not values:
        values.append(0.0)
    return min(values), max(values)


def _axes(chart: Chart, x: Scale, y: Scale) -> str:
    parts = []
    values = number_ticks(y.low, y.high)
    for tick, text in zip(values, tick_texts(values), strict=True):
        at = f"{y(tick):.1f}"
        style = "zero" if tick == 0 else "grid"
        parts.append(f'<line class="{style}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>')
        parts.append(f'<text class="y" x="{LEFT - 8}" y="{at}">{text}</text>')
    base = chart.height - BOTTOM
    parts.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/>')
    times = time_ticks(int(x.low), int(x.high))
    keep = 5 if all(when % MINUTE_NS == 0 for when in times) else 8
    for when in times:
        at = f"{x(when):.1f}"
        parts.append(f'<line class="axis" x1="{at}" x2="{at}" y1="{base}" y2="{base + 5}"/>')
        parts.append(f'<text class="x" x="{at}" y="{base + 18}">{clock(when)[:keep]}</text>')
    middle, centre = (TOP + base) / 2, (LEFT + WIDTH - RIGHT) / 2
    label = f'<text class="label" transform="translate(12 {middle:.0f}) rotate(-90)">{escape(chart.y_label)}</text>'
    parts.append(
        label + f'<text class="label" x="{centre}" y="{chart.height - 6}">time of day (exchange)</text>'
    )
    return "".join(parts)


def _pieces(times: Ints, values: Floats, x: Scale) -> list[npt.NDArray[np.intp]]:
    """Indices to draw, thinned, in pieces that a gap of at least two pixels in the known values keeps apart."""
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return []
    pixel = (x.high - x.low) / (x.stop - x.start)
    gap = (np.diff(known) > 1) & (np.diff(times[known]) > 2 * pixel)
    piece = np.concatenate(([0], np.cumsum(gap)))
    keep = thin(values[known], MAX_POINTS)
    ends = np.flatnonzero(np.diff(piece[keep])) + 1
    return np.split(known[keep], ends)


def _line(line: Line, x: Scale, y: Scale) -> str:
    parts = []
    for piece in _pieces(line.times, line.values, x):
        times = line.times[piece]
        path = _path(times, line.values[piece], x, y, step=line.step)
        if line.area_to is not None:
            start, base = x(int(times[0])), y(line.area_to)
            parts.append(f'<path class="area {line.style}" d="{path}V{base:.1f}H{start:.1f}Z"/>')
        parts.append(f'<path class="line {line.style}" d="{path}"/>')
    return "".join(parts)


def _path(times: Ints, values: Floats, x: Scale, y: Scale, *, step: bool) -> str:
    points = [
        (f"{x(time):.1f}", f"{y(value):.1f}")
        for time, value in zip(times.tolist(), values.tolist(), strict=True)
    ]
    first, rest = points[0], points[1:]
    join = "H{}V{}" if step else "L{} {}"
    return f"M{first[0]} {first[1]}" + "".join(join.format(*point) for point in rest)


def _band(band: Band, x: Scale, y: Scale) -> str:
    parts = []
    for piece in _pieces(band.times, band.high - band.low, x):
        top = _path(band.times[piece], band.high[piece], x, y, step=False)
        back = _path(band.times[piece][::-1], band.low[piece][::-1], x, y, step=False)
        parts.append(f'<path class="area {band.style}" d="{top}L{back[1:]}Z"/>')
    return "".join(parts)


def _marker(marker: Marker, x: Scale, y: Scale) -> str:
    right, up = x(marker.time), y(marker.value)
    tip = 9 if marker.up else -9
    points = f"{right:.1f},{up:.1f} {right - 5:.1f},{up + tip:.1f} {right + 5:.1f},{up + tip:.1f}"
    return (
        f'<polygon class="{marker.style}" points="{points}"><title>{escape(marker.title)}</title></polygon>'
    )


def _hover(chart: Chart, x: Scale) -> str:
    data = []
    for line in chart.lines:
        pieces = _pieces(line.times, line.values, x)
        keep = np.concatenate(pieces) if pieces else np.empty(0, np.intp)
        rows = list(zip(line.times[keep].tolist(), line.values[keep].tolist(), strict=True))
        texts = [f"{clock(time, places=3)}  {chart.write(value)}" for time, value in rows]
        data.append({"label": line.label, "x": [round(x(time), 1) for time, _ in rows], "text": texts})
    # A "<" inside a script element could end it.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>'
