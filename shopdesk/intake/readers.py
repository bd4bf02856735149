"""How the cells of one column are read: by its form, and by what the file's version, zone and currency make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from shopdesk.intake import cells, dates, people
from shopdesk.intake.cells import Cell
from shopdesk.intake.header import Header, vocabulary
from shopdesk.intake.layout import Column, Form

Read = Callable[[Cell], object]

_REMEMBERED = 20_000  # cells a column remembers: days, names and small counts stand in it again and again
_PLAIN_READERS: dict[Form, Read] = {
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


@dataclass(frozen=True)
class Terms:
    """How cells are to be understood: the shop's currency, the zone its days are counted in, the key that hides its buyers."""

    currency: str
    zone: tzinfo
    secret: bytes | None = None
    day_first: bool = False  # 8/3/26 is the 8th of March
    since_1904: bool = False  # a day that is a bare number counts from 1904


class Memo(dict[Cell, object]):
    """What texts mean, each read once: `memo[cell]`. Fast, but 1, 1.0 and True are the same to it, so for texts only."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> object:
        found = self._read(cell)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[cell] = found
        return found


def reader(column: Column, head: Header, terms: Terms, marks: set[str], is_text: bool) -> Read:
    """How to read a cell of `column`; currency marks met on amounts are put into `marks`. CellError as in `cells`."""
    read = _reader(column, head, terms, marks)
    return Memo(read).__getitem__ if is_text else lru_cache(_REMEMBERED, typed=True)(read)


def _reader(column: Column, head: Header, terms: Terms, marks: set[str]) -> Read:
    read = _plain_reader(column, terms)
    if column.form in ("day", "moment"):
        read = _with_1904(read) if terms.since_1904 else read
        return _with_day_first(read) if terms.day_first else read
    if column.form not in _WRITTEN:
        return read
    if not vocabulary(head.layout).comma.isdisjoint(head.cells):
        read = _with_comma(read)
    if blanks := head.layout.blanks:
        read = _with_blanks(read, blanks)
    return _with_marks(read, marks) if column.form == "money" else read


def _plain_reader(column: Column, terms: Terms) -> Read:
    if column.form == "money":
        return lambda value: cells.money(value, terms.currency)
    if column.form == "id":
        return lambda value: cells.ident(value) or ""
    if column.form == "buyer":
        return lambda value: people.keyed(cells.text(value), terms.secret) if terms.secret else ""
    if column.form == "moment":
        return lambda value: dates.moment(value, terms.zone)
    return _PLAIN_READERS[column.form]


def _with_day_first(read: Read) -> Read:
    return lambda value: read(dates.month_first(value))


def _with_1904(read: Read) -> Read:
    return lambda value: read(dates.from_1904(value))


def _with_comma(read: Read) -> Read:
    return lambda value: read(cells.with_comma(value))


def _with_blanks(read: Read, blanks: tuple[str, ...]) -> Read:
    return lambda value: None if cells.text(value).lower() in blanks else read(value)


def _with_marks(read: Read, marks: set[str]) -> Read:
    def marked(value: Cell) -> object:
        found = read(value)
        if isinstance(value, str) and not (value[:1].isdigit() and value[-1:].isdigit()) and (mark := cells.currency_in(value)):
            marks.add(mark)
        return found

    return marked
