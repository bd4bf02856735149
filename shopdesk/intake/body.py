"""The rows below a header → columns of typed values; totals, repeats and rows that do not hold put aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, repeat, zip_longest

from shopdesk.errors import IntakeError
from shopdesk.intake import cells, dates
from shopdesk.intake.cells import Cell, CellError
from shopdesk.intake.container import Sheet
from shopdesk.intake.frame import Frame, Marks
from shopdesk.intake.header import Header, vocabulary
from shopdesk.intake.layout import Form, Layout, Record, normal
from shopdesk.intake.outcome import Problem
from shopdesk.intake.plain import Tell
from shopdesk.intake.readers import Memo, Terms, reader
from shopdesk.text import _, clip, number, safe

_SHOP = normal("店铺名称")
_AT_ONCE = 512  # rows read together, column by column, as long as none of them is out of the ordinary
_MOST_PROBLEMS = 100_000  # refused rows of one file, each of which is kept for the receipt
_SUMMED: frozenset[Form] = frozenset({"count", "level", "money", "number"})


@dataclass
class Body:
    """What the rows of a file held. `totals` maps a total row's label to its figures.

    `repeated`: hashes of rows known to stand more than once, of which the first counts. None: every row counts, and which
    stand more than once is found out (in `marks`), for memory does not hold the rows of a long file.
    """

    frame: Frame
    repeated: frozenset[int] | None = None
    marks: Marks = field(default_factory=Marks)
    problems: list[Problem] = field(default_factory=list)
    totals: dict[str, Record] = field(default_factory=dict)
    rows_read: int = 0
    twins: int = 0
    stacked: bool = False
    ranges: Counter[tuple[date, date]] = field(default_factory=Counter)
    shops: set[str] = field(default_factory=set)
    currencies: set[str] = field(default_factory=set)  # marks met on amounts
    day_first: bool = False  # a date was refused that can only name the day first


class _RefusedError(Exception):
    """A row that is left out, and why."""

    def __init__(self, column: str, value: Cell, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason


def walk(sheet: Sheet, head: Header, terms: Terms, body: Body, tell: Tell | None = None) -> None:
    """Read every row of `sheet` below its header into `body`. IntakeError where hardly one of very many holds."""
    walker = _Walker(sheet, head, terms, body)
    rows: Iterator[list[Cell]] = islice(sheet.rows(tell), head.row + 1, None)
    if head.layout.comment:
        rows = _until_comment(rows, head.layout.comment, body)
    number = head.row + 2
    while some := list(islice(rows, _AT_ONCE)):
        if not walker.read_together(number, some):
            walker.read_each(number, some)
        number += len(some)
        if len(body.problems) > _MOST_PROBLEMS:
            raise _hopeless(body.problems[0])


def _hopeless(first: Problem) -> IntakeError:
    return IntakeError(
        _("Too many rows do not hold"),
        _("More than {n} rows do not hold, the first of them row {row} ({column}); export the file again.").format(
            n=number(_MOST_PROBLEMS), row=first.row, column=first.column or _("whole line")
        ),
    )


def _until_comment(rows: Iterator[list[Cell]], comment: str, body: Body) -> Iterator[list[Cell]]:
    for row in rows:
        if (words := _first_words(row)) and words[0].startswith(comment):
            body.stacked = True
            return
        yield row


class _Walker:
    """Reads the rows of one sheet into a body."""

    def __init__(self, sheet: Sheet, head: Header, terms: Terms, body: Body) -> None:
        layout = head.layout
        self.sheet, self.head, self.layout, self.body = sheet, head, layout, body
        self.readers = [
            (
                name,
                index,
                reader(layout.column(name), head, replace(terms, since_1904=sheet.since_1904), body.currencies, sheet.is_text),
            )
            for name, index in head.places.items()
        ]
        self.opening = next((cell for cell in head.cells if cell), None)
        has_shop = _SHOP in head.cells and _SHOP not in vocabulary(layout).aliases
        self.shop_at = head.cells.index(_SHOP) if has_shop else None
        self.twins_are_one = not layout.repeats and (not layout.twins_without or layout.twins_without in head.places)
        self.met: set[int] = set()  # of the repeated rows
        self.salt = hash(sheet.name)  # a row that stands in two sheets says two things
        self.least = _least(head)
        self.plain = Memo(self._is_plain)

    # --- rows like all others ------------------------------------------------------------------------------------

    def read_together(self, number: int, rows: Sequence[list[Cell]]) -> bool:
        """Read rows, the first of this number, column by column. False, and nothing read, where one is out of the ordinary."""
        body = self.body
        columns = self._columns(rows)
        if columns is None or (self.layout.total_first and not body.rows_read) or not self._are_plain(columns):
            return False
        fingerprints = self._fingerprints(rows) if self.twins_are_one else []
        if body.repeated and not body.repeated.isdisjoint(fingerprints):
            return False
        found: dict[str, Iterable[object]] = {"row": range(number, number + len(rows)), "sheet": [self.sheet.name] * len(rows)}
        for name, index, read in self.readers:
            try:
                values = list(map(read, columns[index] if index < len(columns) else repeat(None, len(rows))))
            except CellError:
                return False
            if name in self.layout.must and (None in values or "" in values):
                return False
            found[name] = values
        body.marks.add(fingerprints)
        body.rows_read += len(rows)
        body.frame.extend(found)
        if self.shop_at is not None and self.shop_at < len(columns):
            body.shops.update(filter(None, map(cells.text, set(columns[self.shop_at]))))
        return True

    def _fingerprints(self, rows: Iterable[Sequence[Cell]]) -> list[int]:
        plain = map(hash, map(tuple, rows))
        return [mark ^ self.salt for mark in plain] if self.salt else list(plain)

    def _columns(self, rows: Sequence[list[Cell]]) -> list[tuple[Cell, ...]] | None:
        """The cells by column; None where a line of text has lost or gained some."""
        if not self.sheet.is_text:
            return list(zip_longest(*rows))
        width = len(rows[0])
        if width < self.least or len(set(map(len, rows))) > 1:
            return None
        columns = list(zip(*rows, strict=True))
        beyond = columns[len(self.head.cells) :] if self.head.cells else []
        return None if any(cells.text(cell) for column in beyond for cell in set(column)) else columns

    def _are_plain(self, columns: Sequence[Sequence[Cell]]) -> bool:
        """Whether every row has words, and none of its first two can be a total's label or open a repeated header."""
        full = 0
        for column in columns:
            kinds = set(map(self.plain.__getitem__, column))
            if False in kinds:
                return False
            full += None not in kinds
            if full == 2:
                break
        return full > 0

    def _is_plain(self, cell: Cell) -> bool | None:
        """None where the cell is empty."""
        words = cells.text(cell)
        if words.isdigit() and not (self.opening or "").isdigit():
            return True
        return normal(words) != self.opening and not _total_label([words], self.layout) if words else None

    # --- rows one by one -----------------------------------------------------------------------------------------

    def read_each(self, number: int, rows: Sequence[list[Cell]]) -> None:
        """Read rows, the first of this number, telling totals, repeats and rows that do not hold from the others."""
        for at, row in enumerate(rows, number):
            if not self._is_aside(row):
                self._read(at, row)

    def _is_aside(self, row: Sequence[Cell]) -> bool:
        """Whether the row is no record: blank, the header again, a total (which is kept), or a twin."""
        head, body = self.head, self.body
        words = _first_words(row)
        if not words:
            return True
        if self.opening and normal(words[0]) == self.opening and tuple(normal(cells.text(cell)) for cell in row) == head.cells:
            return True
        label = _total_label(words, self.layout) or ("total" if not body.rows_read and _nameless(row, head) else "")
        if label:
            _add_total(body, label, self._figures(row))
            return True
        body.rows_read += 1
        if self.twins_are_one:
            (fingerprint,) = self._fingerprints([row])
            if fingerprint in self.met:
                body.twins += 1
                return True
            if body.repeated is None:
                body.marks.add([fingerprint])
            elif fingerprint in body.repeated:
                self.met.add(fingerprint)
        return False

    def _read(self, number: int, row: Sequence[Cell]) -> None:
        body = self.body
        try:
            if self.sheet.is_text:
                _measure(row, self.head, self.least)
            record = self._record(number, row)
        except dates.RangeError as found:
            body.ranges[found.first, found.last] += 1
        except _RefusedError as no:
            body.day_first = body.day_first or dates.names_day_first(no.value)
            body.problems.append(Problem(number, no.column, shown(no.value, self.layout), no.reason))
        else:
            body.frame.extend({name: (value,) for name, value in record.items()})
            if self.shop_at is not None and self.shop_at < len(row) and (shop := cells.text(row[self.shop_at])):
                body.shops.add(shop)

    def _record(self, number: int, row: Sequence[Cell]) -> Record:
        record: Record = {"row": number, "sheet": self.sheet.name}
        for name, index, read in self.readers:
            value = row[index] if index < len(row) else None
            try:
                found = read(value)
            except dates.RangeError:
                raise
            except CellError as error:
                raise _RefusedError(self.head.headers[name], value, str(error)) from None
            if name in self.layout.must and found in (None, ""):
                raise _RefusedError(self.head.headers[name], value, _("nothing stands here, but every row needs it"))
            record[name] = found
        return record

    def _figures(self, row: Sequence[Cell]) -> Record:
        figures: Record = {}
        for name, index, read in self.readers:
            if self.layout.column(name).form in _SUMMED and index < len(row):
                try:
                    figures[name] = read(row[index])
                except CellError:
                    continue
        return figures


def _nameless(row: Sequence[Cell], head: Header) -> bool:
    """Whether a first row is the total: where the others have their number it has nothing, or a word of its own."""
    index = head.places.get(head.layout.total_first)
    return index is not None and (index >= len(row) or not any(map(str.isdigit, cells.text(row[index]))))


def _add_total(body: Body, label: str, figures: Record) -> None:
    """Totals that stand under each block of a file are added up; the same one told again is not."""
    known = body.totals.get(label)
    if known is None:
        body.totals[label] = figures
    elif known != figures:
        for name in known.keys() & figures.keys():
            parts = [part for part in (known[name], figures[name]) if part is not None]
            known[name] = sum(parts) if parts else None


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


def shown(value: object, layout: Layout) -> str:
    """A refused value for the receipt. Where buyers stand in the file, a shifted cell may hold one: only its shape is shown."""
    words = "" if value is None else str(value)
    return re.sub(r"\w", "•", safe(words))[:12] if layout.personal else clip(safe(words), 40)
