"""A line chart, drawn by plotext into a widget: as wide as the widget, cell-exact with Chinese labels, in the theme's colours.

plotext (70 ms) is imported in a worker when the first chart is shown.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rich.text import Text
from textual import work
from textual.color import Color
from textual.widget import Widget
from textual.worker import Worker, get_current_worker

from shopdesk.text import safe, width

_DRAWING = threading.Lock()  # plotext has one figure for the whole process


@dataclass(frozen=True)
class Series:
    """One line over the chart's labels. `colour` is a name of the theme (primary, accent …); None in `values` is a gap."""

    values: Sequence[float | None]
    kind: Literal["line", "dotted"] = "line"
    colour: str = "primary"


class Chart(Widget):
    """`draw(labels, series, figure)`: `labels` under the points, `figure` writes a value of the left scale."""

    DEFAULT_CSS = """
    Chart { height: 8; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._labels: tuple[str, ...] = ()
        self._series: tuple[Series, ...] = ()
        self._figure: Callable[[float], str] = str
        self._picture = Text("")

    def draw(self, labels: Sequence[str], series: Sequence[Series], figure: Callable[[float], str]) -> None:
        self._labels, self._series, self._figure = tuple(safe(label) for label in labels), tuple(series), figure
        self._redraw()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._redraw())

    def on_resize(self) -> None:
        self._redraw()

    def render(self) -> Text:
        return self._picture

    def _redraw(self) -> None:
        size = self.content_size
        if any(value is not None for series in self._series for value in series.values) and size.width > 20 and size.height > 3:
            self._paint(size.width, size.height, {series.colour: self._colour(series.colour) for series in self._series})

    def _colour(self, name: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[name]).rgb

    @work(thread=True, exclusive=True, group="chart", exit_on_error=False)
    def _paint(self, cells: int, lines: int, colours: dict[str, tuple[int, int, int]]) -> None:
        worker = get_current_worker()
        picture = draw(self._labels, self._series, self._figure, cells, lines, colours)
        if not worker.is_cancelled:  # else it was drawn for another size, and a newer one follows
            self.app.call_from_thread(self._hang, picture)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual tells of a worker only whose it is."""
        self.app.on_worker_state_changed(event)  # type: ignore[attr-defined]

    def _hang(self, picture: Text) -> None:
        self._picture = picture
        self.refresh()


def draw(
    labels: Sequence[str],
    series: Sequence[Series],
    figure: Callable[[float], str],
    cells: int,
    lines: int,
    colours: dict[str, tuple[int, int, int]],
) -> Text:
    """The chart in exactly `cells` × `lines` terminal cells."""
    import plotext

    values = [value for line in series for value in line.values if value is not None]
    scale = round_scale(min(values), max(values))
    with _DRAWING:
        plotext.terminal.limit(False, False)
        plot = plotext.figure
        plot.clear()
        plot.theme("colorless")
        plot.plot_size(cells, lines)
        for line in series:
            for run in _runs(line.values):
                plot.draw(_signal(plotext, plot, run, line, colours[line.colour]))
        ticks = scale if len(scale) * 2 < lines else scale[::2]
        plot.ruler(1, 0).ticks(ticks, [figure(tick) for tick in ticks])
        plot.ruler(1, 0).lim(scale[0], scale[-1])
        places = _tick_places(labels, cells)
        plot.ruler(0, 0).ticks(places, [labels[place] for place in places])
        plot.ruler(0, 0).lim(0, max(len(labels) - 1, 1))
        plot.axes(False, axis=0, side=1)
        plot.axes(False, axis=1, side=1)
        return Text.from_ansi(plot.build().string(), no_wrap=True, end="")


def round_scale(low: float, high: float) -> list[float]:
    """Two to five round figures, evenly spaced, from `low` or below to `high` or above."""
    span = (high - low) or abs(high) or 1
    unit = 10 ** math.floor(math.log10(span))
    step = next(unit * part for part in (0.25, 0.5, 1, 2.5, 5) if span / (unit * part) <= 4)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches without a gap, as (place, value)."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]


def _signal(plotext: Any, plot: Any, run: list[tuple[int, float]], line: Series, colour: tuple[int, int, int]) -> Any:
    marker = plotext.marker("·" if line.kind == "dotted" else "braille", pixel=plotext.pixel(colour))
    return plot.signal([place for place, _value in run], [value for _place, value in run], marker=marker).lines(True)


def _tick_places(labels: Sequence[str], cells: int) -> list[int]:
    """Which labels have room below the axis: the last always, then every n-th back from it."""
    if not labels:
        return []
    room = max(width(label) for label in labels) + 4
    step = max(-(-len(labels) * room // max(cells - 12, 1)), 1)
    return list(range(len(labels) - 1, -1, -step))[::-1]
