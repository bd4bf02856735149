"""How many cells the words of a table may take, once its figures have theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.text import Text

from shopdesk.text import safe, width
from shopdesk.widgets.table import Column, Row

PADDING = 2  # of a cell, both sides


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
