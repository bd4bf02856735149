"""Which row is the header, which kind of file that makes it, and how sure that is (formats.md 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from shopdesk.errors import IntakeError
from shopdesk.intake.cells import text
from shopdesk.intake.container import Sheet
from shopdesk.intake.layout import AGAIN, Layout, normal
from shopdesk.text import _, clip, safe

ROWS_SEARCHED = 20
_DATA = re.compile(r"\d{4}|\d[.:]\d|@")  # what stands in rows, not in headers
_NAMED = 4  # columns of a group that a refusal names
_DATED = re.compile(r"20\d\d([-./年]?)\d{1,2}[-./月]?\d{1,2}")  # a header with a day in it compares with another time


@dataclass(frozen=True)
class Header:
    """Where a layout's columns lie in a sheet. `row` counts from 0; -1 where the file has no header row."""

    layout: Layout
    row: int
    places: Mapping[str, int]  # column name → index
    headers: Mapping[str, str]  # column name → the header as printed
    cells: tuple[str, ...]  # the header row, normalised
    unknown: tuple[str, ...]
    certainty: float


def find(sheet: Sheet, layouts: Sequence[Layout], forced: bool, mapping: Mapping[str, str] | None) -> Header | None:
    """The first row that is some layout's header; of several layouts the first in order. None if there is none.

    forced: the operator named the kind, so headers of other reports do not rule it out.
    """
    head = list(islice(sheet.rows(), ROWS_SEARCHED))
    for number, row in enumerate(head):
        printed = tuple(text(cell) for cell in row)
        cells = tuple(normal(words) for words in printed)
        fits = [found for layout in layouts if (found := _fit(layout, number, printed, cells, forced, mapping))]
        if fits:
            best = fits[0]
            return best if len(fits) == 1 else replace(best, certainty=round(best.certainty * 0.8, 2))
    for layout in layouts:
        if layout.headerless and (places := layout.headerless(head)):
            columns = {name: index for index, name in places.items()}
            return Header(layout, -1, columns, dict.fromkeys(columns, _("(no header)")), (), (), 0.5)
    return None


def _fit(
    layout: Layout,
    number: int,
    printed: tuple[str, ...],
    cells: tuple[str, ...],
    forced: bool,
    mapping: Mapping[str, str] | None,
) -> Header | None:
    words = vocabulary(layout)
    aliases = {**words.aliases, **_mapped(layout, mapping)} if mapping else words.aliases
    best: dict[str, tuple[int, int]] = {}  # column name → preference, index
    for index, cell in enumerate(cells):
        again = f"{cell}{AGAIN}" in aliases and cell in cells[:index]
        for name, preference in aliases.get(f"{cell}{AGAIN}" if again else cell, ()):
            if name not in best or preference < best[name][0]:
                best[name] = (preference, index)
    if not all(any(name in best for name in group) for group in layout.needs):
        return None
    if not forced and not words.rules_out.isdisjoint(cells):
        return None
    unknown = tuple(
        clip(safe(header), 40)
        for header, cell in zip(printed, cells, strict=True)
        if cell
        and cell not in aliases
        and cell not in words.ignored
        and not cell.endswith(words.ignored_endings)
        and not _DATED.search(cell)
    )
    if layout.personal and any(_DATA.search(header) for header in unknown):  # a lost line end put the first row behind the header
        unknown = tuple(re.sub(r"\w", "•", header) for header in unknown)
    known = sum(cell in aliases for cell in cells)
    share = known / (known + len(unknown))
    certainty = 1.0 if forced else round(min(0.99, 0.6 + 0.2 * share + 0.05 * min(known, 4)), 2)
    places = {name: index for name, (_preference, index) in best.items()}
    shown = {name: safe(printed[index]) for name, index in places.items()}
    return Header(layout, number, places, shown, cells, unknown, certainty)


def without_people(head: Header) -> Header:
    """The header as if it had no buyers: without a key nothing of them is read."""
    kept = {name for name in head.places if head.layout.column(name).form != "buyer"}
    if len(kept) == len(head.places):
        return head
    places = {name: index for name, index in head.places.items() if name in kept}
    return replace(head, places=places, headers={name: head.headers[name] for name in places})


@dataclass(frozen=True)
class Vocabulary:
    """A layout's headers, normalised. `aliases`: header → the columns it may fill, each with its preference (0 first)."""

    aliases: dict[str, list[tuple[str, int]]]
    rules_out: frozenset[str]
    ignored: frozenset[str]
    ignored_endings: tuple[str, ...]
    comma: frozenset[str]


@cache
def vocabulary(layout: Layout) -> Vocabulary:
    aliases: dict[str, list[tuple[str, int]]] = {}
    for column in layout.columns:
        for preference, header in enumerate(column.headers):
            aliases.setdefault(normal(header), []).append((column.name, preference))
    return Vocabulary(
        aliases,
        frozenset(map(normal, layout.rules_out)),
        frozenset(map(normal, layout.ignored)),
        tuple(map(normal, layout.ignored_endings)),
        frozenset(map(normal, layout.comma)),
    )


def _mapped(layout: Layout, mapping: Mapping[str, str]) -> dict[str, list[tuple[str, int]]]:
    """The operator's own headers; they come before all others."""
    names = {column.name for column in layout.columns}
    for name in mapping.values():
        if name not in names:
            raise IntakeError(
                _("Unknown column"),
                _("{kind} has no column {name}; it takes: {columns}.").format(
                    kind=layout.label(), name=safe(name), columns=", ".join(sorted(names))
                ),
            )
    return {normal(header): [(name, -1)] for header, name in mapping.items()}


def refusal(sheets: Iterable[Sheet], layouts: Sequence[Layout]) -> IntakeError:
    """Why no header was found: the nearest kind and what it lacks, by our own names only, never by the file's words."""
    nearest: tuple[float, Layout, list[str]] | None = None
    for sheet in sheets:
        for row in islice(sheet.rows(), ROWS_SEARCHED):
            cells = {normal(text(cell)) for cell in row}
            for layout in layouts:
                missing = [
                    " / ".join([*(layout.column(name).headers[0] for name in group[:_NAMED]), *(["…"] if group[_NAMED:] else [])])
                    for group in layout.needs
                    if not any(normal(header) in cells for name in group for header in layout.column(name).headers)
                ]
                share = 1 - len(missing) / len(layout.needs)
                if share > 0 and (nearest is None or share > nearest[0]):
                    nearest = (share, layout, missing)
    if nearest is None:
        known = ", ".join(layout.label() for layout in layouts)
        return IntakeError(
            _("Not an export"),
            _("None of the first {rows} rows holds the headers of a report known here ({known}).").format(
                rows=ROWS_SEARCHED, known=known
            ),
        )
    _share, layout, missing = nearest
    if not missing:
        return IntakeError(
            _("Unknown report"),
            _("It looks like {kind} broken down further, which is not read yet; export the plain report.").format(
                kind=layout.label()
            ),
        )
    return IntakeError(
        _("Unknown report"),
        _("Nearest is {kind}, but these columns are missing: {columns}; export it again with them.").format(
            kind=layout.label(), columns=", ".join(missing)
        ),
    )
