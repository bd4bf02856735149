"""Bars to the left and right of nought: what each thing took away or added, in money. Cell-exact, whatever the labels' script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from shopdesk.text import pad, safe, width

_LEAST = 4  # cells a bar needs to say anything


@dataclass(frozen=True)
class Bar:
    """`value` decides the length, `figure` is how it reads."""

    label: str
    value: float
    figure: str


class Bars(Widget):
    """`draw(bars)`: one line each, in the order given; losses grow to the left, gains to the right."""

    DEFAULT_CSS = """
    Bars { height: auto; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.bars: tuple[Bar, ...] = ()

    def draw(self, bars: Sequence[Bar]) -> None:
        self.bars = tuple(bars)
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content("\n").join(lines(self.bars, self.content_size.width))

    def get_content_height(self, *_args: object) -> int:
        return len(self.bars)


def lines(bars: Sequence[Bar], cells: int) -> list[Content]:
    """The bars, each line at most `cells` wide; without room for bars, the labels and figures alone."""
    if not bars:
        return []
    label_cells = min(max(width(safe(bar.label)) for bar in bars), cells // 3)
    figure_cells = max(width(bar.figure) for bar in bars)
    room = cells - label_cells - figure_cells - 3  # gaps, and the axis
    loss = max((-bar.value for bar in bars), default=0.0)
    gain = max((bar.value for bar in bars), default=0.0)
    loss, gain = max(loss, 0.0), max(gain, 0.0)
    left = round(room * loss / (loss + gain)) if room >= _LEAST and loss + gain else 0
    right = max(room - left, 0) if room >= _LEAST else 0
    drawn = []
    for bar in bars:
        head = f"{pad(safe(bar.label), label_cells)} {pad(bar.figure, figure_cells, right=True)} "
        minus = _halves(-bar.value, loss, left, "▐")[::-1]
        plus = _halves(bar.value, gain, right, "▌")
        axis = "│" if room >= _LEAST else ""
        drawn.append(Content.assemble(head, " " * (left - len(minus)), (minus, "$text-error"), axis, (plus, "$text-success")))
    return drawn


def _halves(value: float, largest: float, cells: int, half: str) -> str:
    """A bar of half cells, growing from the axis; at least half a cell where there is a value at all."""
    if value <= 0 or not largest or not cells:
        return ""
    halves = max(round(value / largest * cells * 2), 1)
    return "█" * (halves // 2) + half * (halves % 2)
