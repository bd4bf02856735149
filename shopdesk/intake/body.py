"""The rows below a header → records of typed values; totals, repeats and rows that do not hold put aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from shopdesk.intake import cells
from shopdesk.intake.cells import Cell, CellError, RangeError
from shopdesk.intake.container import Sheet
from shopdesk.intake.header import Header
from shopdesk.intake.layout import Column, Form, Layout, Record, normal
from shopdesk.intake.outcome import Problem
from shopdesk.text import _, clip, safe

_SHOP = normal("店铺名称")
_REMEMBERED = 10_000  # cells a column remembers: days, names and small counts stand in it again and again
_SUMMED: frozenset[Form] = frozenset({"count", "money", "number"})
_PLAIN_READERS: dict[Form, Callable[[Cell], object]] = {
    "text": cells.text,
    "count": cells.count,
    "number": cells.number,
    "rate": cells.rate,
    "share": cells.rate,
    "seconds": cells.seconds,
    "day": cells.day,
    "moment": cells.moment,
    "stars": cells.stars,
    "flag": cells.flag,
}


@dataclass
class Body:
    """What the rows of a file held. `totals` maps a total row's label to its figures."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: dict[str, Record] = field(default_factory=dict)
    rows_read: int = 0
    twins: int = 0
    stacked: bool = False
    ranges: list[tuple[date, date]] = field(default_factory=list)
    shops: set[str] = field(default_factory=set)


class _RefusedError(Exception):
    """A row that is left out, and why."""

    def __init__(self, column: str, value: Cell, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason


def walk(sheet: Sheet, head: Header, currency: str, body: Body) -> None:
    """Read every row of `sheet` below its header into `body`."""
    layout = head.layout
    readers = [
        (name, index, lru_cache(_REMEMBERED, typed=True)(_reader(layout.column(name), currency)))
        for name, index in head.places.items()
    ]
    opening = next((cell for cell in head.cells if cell), None)
    shop_at = head.cells.index(_SHOP) if _SHOP in head.cells else None
    twins_are_one = not layout.twins_without or layout.twins_without in head.places
    seen: set[int] = set()
    for number, row in enumerate(sheet.rows(), 1):
        if number <= head.row + 1:
            continue
        words = _first_words(row)
        if not words:
            continue
        if layout.comment and words[0].startswith(layout.comment):
            body.stacked = True
            return
        if opening and normal(words[0]) == opening and tuple(normal(cells.text(cell)) for cell in row) == head.cells:
            continue
        if label := _total_label(words, layout):
            body.totals.setdefault(label, _figures(layout, head.places, row, currency))
            continue
        body.rows_read += 1
        if twins_are_one:
            fingerprint = hash(tuple(row))
            if fingerprint in seen:
                body.twins += 1
                continue
            seen.add(fingerprint)
        try:
            if sheet.is_text:
                _measure(row, head)
            record = _record(row, readers, head)
        except RangeError as found:
            body.ranges.append((found.first, found.last))
        except _RefusedError as no:
            body.problems.append(Problem(number, no.column, shown(no.value, layout), no.reason))
        else:
            record["row"], record["sheet"] = number, sheet.name
            body.records.append(record)
            if shop_at is not None and shop_at < len(row) and (shop := cells.text(row[shop_at])):
                body.shops.add(shop)


def _reader(column: Column, currency: str) -> Callable[[Cell], object]:
    if column.form == "money":
        return lambda value: cells.money(value, currency)
    if column.form == "id":
        return lambda value: cells.ident(value) or ""
    return _PLAIN_READERS[column.form]


def _record(row: Sequence[Cell], readers: Sequence[tuple[str, int, Callable[[Cell], object]]], head: Header) -> Record:
    record: Record = {}
    for name, index, read in readers:
        value = row[index] if index < len(row) else None
        try:
            found = read(value)
        except RangeError:
            raise
        except CellError as error:
            raise _RefusedError(head.headers[name], value, str(error)) from None
        if name in head.layout.must and found in (None, ""):
            raise _RefusedError(head.headers[name], value, _("nothing stands here, but every row needs it"))
        record[name] = found
    return record


def _measure(row: Sequence[Cell], head: Header) -> None:
    """A line of text with too few or too many cells has lost or gained a delimiter: no cell can be trusted."""
    if len(row) <= max(head.places.values()):
        raise _RefusedError("", None, _("the line ends too early; was the file cut?"))
    if head.cells and any(cells.text(cell) for cell in row[len(head.cells) :]):
        raise _RefusedError("", None, _("the line has more cells than the header"))


def _first_words(row: Sequence[Cell]) -> list[str]:
    """The first two cells that hold something."""
    found: list[str] = []
    for cell in row:
        if words := cells.text(cell):
            found.append(words)
            if len(found) == 2:
                break
    return found


def _total_label(words: Sequence[str], layout: Layout) -> str:
    for word in words if layout.total_words else ():
        plain = normal(word)
        if plain.rstrip(":") in layout.total_words or plain.startswith("total:") or plain in ("total", "grandtotal"):
            return plain
    return ""


def _figures(layout: Layout, places: Mapping[str, int], row: Sequence[Cell], currency: str) -> Record:
    figures: Record = {}
    for name, index in places.items():
        column = layout.column(name)
        if column.form in _SUMMED and index < len(row):
            try:
                figures[name] = _reader(column, currency)(row[index])
            except CellError:
                continue
    return figures


def shown(value: object, layout: Layout) -> str:
    """A refused value for the receipt. Where buyers stand in the file, a shifted cell may hold one: only its shape is shown."""
    words = "" if value is None else str(value)
    return re.sub(r"\w", "•", safe(words))[:12] if layout.personal else clip(safe(words), 40)
