"""The room that figures have, and how many cells of it the words of a table may take, once its figures have theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rich.text import Text
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from shopdesk.text import safe, width
from shopdesk.widgets.table import Column, DeskTable, Row

PADDING = 2  # of a cell, both sides
LEAST = 8  # cells of a column of words
ENOUGH = 18  # cells for which a column of lesser interest goes


class Room(Vertical):
    """The step's figures; says when they get wider or narrower."""

    DEFAULT_CSS = """
    Room { height: auto; }
    """

    class Changed(Message):
        pass

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children)
        self.cells = 0

    def on_resize(self) -> None:
        if self.size.width != self.cells:
            self.cells = self.size.width
            self.post_message(self.Changed())


def natural(column: Column, cells: Sequence[str | Text]) -> int:
    """Terminal cells that the column takes when nothing is clipped, without its padding."""
    texts = (cell.plain if isinstance(cell, Text) else safe(cell) for cell in cells)
    return max([width(column.label), *(width(text) for text in texts)])


def left_over(room: int, columns: Sequence[Column], rows: Sequence[Row], words: Collection[int]) -> int:
    """The cells that are left for the columns `words` together, where the table may be `room` wide; at least 0.

    A cell is kept for the scrollbar.
    """
    taken = sum(natural(column, [row.cells[at] for row in rows]) for at, column in enumerate(columns) if at not in words)
    return max(room - 1 - PADDING * len(columns) - taken, 0)


def fill_table(
    table: DeskTable, columns: Sequence[Column], rows: Sequence[Row], room: int, stretch: int, spare: Sequence[int] = ()
) -> None:
    """Fill `table` in `room` cells: the column `stretch` gets what the others leave. While that is too little for its words,
    those of `spare` go, the first named first."""
    taken = [PADDING + _cells(column, [row.cells[at] for row in rows]) for at, column in enumerate(columns)]
    wanted = min(taken[stretch], ENOUGH)
    kept = list(range(len(columns)))
    for at in spare:
        if room - 1 - sum(taken[other] for other in kept if other != stretch) < wanted:  # 1 for the scrollbar
            kept.remove(at)
    left = room - 1 - PADDING - sum(taken[other] for other in kept if other != stretch)
    shown = [replace(columns[at], most=max(left, LEAST)) if at == stretch else columns[at] for at in kept]
    table.fill(shown, [_part(row, kept) for row in rows])


def _cells(column: Column, cells: Sequence[str | Text]) -> int:
    """Terminal cells of the column, clipped where it says so."""
    most = natural(column, cells)
    return most if column.most is None else min(most, max(column.most, width(column.label)))


def _part(row: Row, kept: Sequence[int]) -> Row:
    return Row(row.key, [row.cells[at] for at in kept], [row.sort[at] for at in kept] if row.sort else ())
