"""The rows below a header → records of typed values; totals, repeats and rows that do not hold put aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import lru_cache

from shopdesk.intake import cells, dates, people
from shopdesk.intake.cells import Cell, CellError
from shopdesk.intake.container import Sheet
from shopdesk.intake.header import Header, vocabulary
from shopdesk.intake.layout import Column, Form, Layout, Record, normal
from shopdesk.intake.outcome import Problem
from shopdesk.text import _, clip, safe

_SHOP = normal("店铺名称")
_REMEMBERED = 10_000  # cells a column remembers: days, names and small counts stand in it again and again
_SUMMED: frozenset[Form] = frozenset({"count", "level", "money", "number"})
_PLAIN_READERS: dict[Form, Callable[[Cell], object]] = {
    "text": cells.text,
    "count": cells.count,
    "level": cells.level,
    "number": cells.number,
    "rate": cells.rate,
    "share": cells.rate,
    "seconds": cells.seconds,
    "day": dates.day,
    "stars": cells.stars,
    "flag": cells.flag,
    "currency": cells.currency,
    "band": cells.band,
}
_WRITTEN: frozenset[Form] = frozenset({"count", "level", "money", "number", "rate", "share", "seconds"})


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
    currencies: set[str] = field(default_factory=set)  # marks met on amounts
    day_first: bool = False  # a date was refused that can only name the day first


@dataclass(frozen=True)
class Terms:
    """How cells are to be understood: the shop's currency, the zone its days are counted in, the key that hides its buyers."""

    currency: str
    zone: tzinfo
    secret: bytes | None = None
    day_first: bool = False  # 8/3/26 is the 8th of March


class _RefusedError(Exception):
    """A row that is left out, and why."""

    def __init__(self, column: str, value: Cell, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason


def walk(sheet: Sheet, head: Header, terms: Terms, body: Body) -> None:
    """Read every row of `sheet` below its header into `body`."""
    layout = head.layout
    readers = [
        (name, index, lru_cache(_REMEMBERED, typed=True)(_reader(layout.column(name), head, terms, body)))
        for name, index in head.places.items()
    ]
    opening = next((cell for cell in head.cells if cell), None)
    shop_at = head.cells.index(_SHOP) if _SHOP in head.cells and _SHOP not in vocabulary(layout).aliases else None
    twins_are_one = not layout.repeats and (not layout.twins_without or layout.twins_without in head.places)
    least = _least(head)
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
        label = _total_label(words, layout) or ("total" if not body.rows_read and _nameless(row, head) else "")
        if label:
            _add_total(body, label, _figures(row, readers, layout))
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
                _measure(row, head, least)
            record = _record(row, readers, head)
        except dates.RangeError as found:
            body.ranges.append((found.first, found.last))
        except _RefusedError as no:
            body.day_first = body.day_first or dates.names_day_first(no.value)
            body.problems.append(Problem(number, no.column, shown(no.value, layout), no.reason))
        else:
            record["row"], record["sheet"] = number, sheet.name
            body.records.append(record)
            if shop_at is not None and shop_at < len(row) and (shop := cells.text(row[shop_at])):
                body.shops.add(shop)


def _nameless(row: Sequence[Cell], head: Header) -> bool:
    """Whether a first row is the total: it names none of the things that the others name."""
    index = head.places.get(head.layout.total_first)
    return index is not None and (index >= len(row) or not cells.text(row[index]))


def _add_total(body: Body, label: str, figures: Record) -> None:
    """Totals that stand under each block of a file are added up; the same one told again is not."""
    known = body.totals.get(label)
    if known is None:
        body.totals[label] = figures
    elif known != figures:
        for name in known.keys() & figures.keys():
            parts = [part for part in (known[name], figures[name]) if part is not None]
            known[name] = sum(parts) if parts else None


def _reader(column: Column, head: Header, terms: Terms, body: Body) -> Callable[[Cell], object]:
    """How to read a cell of `column`; currency marks met on amounts are kept in `body`."""
    read = _plain_reader(column, terms)
    if column.form in ("day", "moment") and terms.day_first:
        return _with_day_first(read)
    if column.form not in _WRITTEN:
        return read
    if not vocabulary(head.layout).comma.isdisjoint(head.cells):
        read = _with_comma(read)
    if blanks := head.layout.blanks:
        read = _with_blanks(read, blanks)
    return _with_marks(read, body.currencies) if column.form == "money" else read


def _plain_reader(column: Column, terms: Terms) -> Callable[[Cell], object]:
    if column.form == "money":
        return lambda value: cells.money(value, terms.currency)
    if column.form == "id":
        return lambda value: cells.ident(value) or ""
    if column.form == "buyer":
        return lambda value: people.keyed(cells.text(value), terms.secret) if terms.secret else ""
    if column.form == "moment":
        return lambda value: dates.moment(value, terms.zone)
    return _PLAIN_READERS[column.form]


def _with_day_first(read: Callable[[Cell], object]) -> Callable[[Cell], object]:
    return lambda value: read(dates.month_first(value))


def _with_comma(read: Callable[[Cell], object]) -> Callable[[Cell], object]:
    return lambda value: read(cells.with_comma(value))


def _with_blanks(read: Callable[[Cell], object], blanks: tuple[str, ...]) -> Callable[[Cell], object]:
    return lambda value: None if cells.text(value).lower() in blanks else read(value)


def _with_marks(read: Callable[[Cell], object], marks: set[str]) -> Callable[[Cell], object]:
    def marked(value: Cell) -> object:
        found = read(value)
        if isinstance(value, str) and not (value[:1].isdigit() and value[-1:].isdigit()) and (mark := cells.currency_in(value)):
            marks.add(mark)
        return found

    return marked


def _record(row: Sequence[Cell], readers: Sequence[tuple[str, int, Callable[[Cell], object]]], head: Header) -> Record:
    record: Record = {}
    for name, index, read in readers:
        value = row[index] if index < len(row) else None
        try:
            found = read(value)
        except dates.RangeError:
            raise
        except CellError as error:
            raise _RefusedError(head.headers[name], value, str(error)) from None
        if name in head.layout.must and found in (None, ""):
            raise _RefusedError(head.headers[name], value, _("nothing stands here, but every row needs it"))
        record[name] = found
    return record


def _least(head: Header) -> int:
    """The cells a line must have: up to the last that is used; where buyers stand in the file, all, as a name must not slide."""
    if head.layout.personal and head.cells:
        return max(index for index, cell in enumerate(head.cells) if cell) + 1
    return max(head.places.values()) + 1


def _measure(row: Sequence[Cell], head: Header, least: int) -> None:
    """A line of text with too few or too many cells has lost or gained a delimiter: no cell can be trusted."""
    if len(row) < least:
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


def _figures(row: Sequence[Cell], readers: Sequence[tuple[str, int, Callable[[Cell], object]]], layout: Layout) -> Record:
    figures: Record = {}
    for name, index, read in readers:
        if layout.column(name).form in _SUMMED and index < len(row):
            try:
                figures[name] = read(row[index])
            except CellError:
                continue
    return figures


def shown(value: object, layout: Layout) -> str:
    """A refused value for the receipt. Where buyers stand in the file, a shifted cell may hold one: only its shape is shown."""
    words = "" if value is None else str(value)
    return re.sub(r"\w", "•", safe(words))[:12] if layout.personal else clip(safe(words), 40)
