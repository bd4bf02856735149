"""How a kind of file is described: its columns with every header met, what it must and must not have, what is made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from shopdesk.errors import IntakeError
from shopdesk.intake.frame import Frame
from shopdesk.intake.frame import Record as Record
from shopdesk.intake.outcome import Check, Problem, Rows, tabulate, tabulate_frame
from shopdesk.text import _

# "rate" lies between 0 and 1; "share" may exceed 1 (orders over clicks); "number" is kept only to check or to derive;
# "level" is a count that may be below 0 (oversold stock); "currency" is a three-letter code; "band" is an index or a range of
# one; "buyer" is read as a keyed hash, and only where there is a key.
Form = Literal[
    "text", "id", "count", "level", "money", "number", "rate", "share", "seconds", "day", "moment", "stars", "flag", "currency",
    "band", "buyer",
]  # fmt: skip

AGAIN = "#2"  # behind a header: the second column of this name, which means something else than the first

_DASHES = str.maketrans(dict.fromkeys("–—−－‑", "-"))
_CURRENCY_MARK = re.compile(r"\((?:¥|元|\$|£|€|₹)\)$")


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """A header for comparing: width, case, blanks, dashes and a currency mark at the end do not count."""
    words = unicodedata.normalize("NFKC", header).translate(_DASHES)
    words = re.sub(r"[\s\x00\ufeff'\"`]+", "", words).casefold().removesuffix("-全部渠道")
    return _CURRENCY_MARK.sub("", words)


@dataclass(frozen=True)
class Column:
    """`headers` as the platforms print them, the one to prefer first; with AGAIN the second of that name in a file."""

    name: str
    form: Form
    headers: tuple[str, ...]


def col(name: str, form: Form, *headers: str) -> Column:
    return Column(name, form, headers)


@dataclass(frozen=True)
class Ratio:
    """A column of the file that must equal one column over another."""

    column: str
    over: str
    under: str


@dataclass(frozen=True)
class Context:
    """What is known besides the rows."""

    kind: str
    currency: str
    file: str
    period: tuple[date, date] | None  # from the file's name, or the day the operator named
    preamble: tuple[str, ...]  # the lines above the header
    headers: Mapping[str, str]  # column name → the header it was found under
    sheet_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Built:
    """What a layout makes of its records. `counted` is what the totals count, the first table unless named."""

    tables: tuple[Rows, ...]
    counted: Rows | None = None
    totals: Mapping[str, int | str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    period: tuple[date, date] | None = None
    overwritten: int = 0
    problems: tuple[Problem, ...] = ()  # rows that the reader took and the layout had to leave out


@dataclass(frozen=True, eq=False)
class Layout:
    """A kind of file. `needs`: of each group one column must be there. `rules_out`: headers of a different report.

    `dated` says where a row's day comes from: "row" (a column, else the file's name), or "none" (build sees to it).
    `must`: what every row needs. `twins_without`: without this column equal rows are different things, not one thing twice.
    `comment`: rows that start so end the table. `repeats`: equal rows are always different things (lines of an order).
    `blanks`: words, in lower case, that stand where a number is unknown. `comma`: headers of versions that write 1.234,56.
    `total_first`: a first row without a number in this column is the file's total. `build_frame` instead of `build`: for kinds
    whose files may hold a million rows, for which a dictionary a row is too slow and too large.
    """

    id: str
    label: Callable[[], str]
    where: Callable[[], str]
    feeds: Callable[[], str]
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    build: Callable[[list[Record], Context], Built] | None = None
    build_frame: Callable[[Frame, Context], Built] | None = None
    rules_out: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    ignored_endings: tuple[str, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    sums: tuple[str, ...] = ()
    total_words: tuple[str, ...] = ("合计", "总计", "汇总", "全部", "总和", "总体")
    total_first: str = ""
    dated: Literal["row", "none"] = "row"
    must: tuple[str, ...] = ()
    personal: bool = False
    mapped: bool = False
    comment: str = ""
    twins_without: str = ""
    repeats: bool = False
    blanks: tuple[str, ...] = ()
    comma: tuple[str, ...] = ()
    headerless: Callable[[Sequence[Sequence[Any]]], dict[int, str] | None] | None = None

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def several_days(first: date, last: date) -> IntakeError:
    return IntakeError(
        _("Several days in one"),
        _("The file sums up {first} to {last}, which cannot be booked as one day; export it day by day.").format(
            first=first, last=last
        ),
    )


def fact(table: str, records: list[Record], context: Context, **constants: object) -> Built:
    """One row of `table` for each record; `constants` fill columns the file does not have."""
    whole = [{**constants, **record} for record in records]
    rows = tabulate(table, whole, {*context.headers, *constants})
    return Built((rows,), overwritten=len(whole) - len(rows.rows))


def fact_frame(table: str, frame: Frame, context: Context, **constants: object) -> Built:
    """As `fact`, for a frame."""
    for name, value in constants.items():
        frame.fill(name, value)
    rows = tabulate_frame(table, frame, {*context.headers, *constants})
    return Built((rows,), overwritten=len(frame) - len(rows.rows))
