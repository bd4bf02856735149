"""Which row is the header, which kind of file that makes it, and how sure that is (formats.md 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from shopdesk.errors import IntakeError
from shopdesk.intake.cells import text
from shopdesk.intake.container import Sheet
from shopdesk.intake.layout import AGAIN, Layout, normal
from shopdesk.intake.recognised import refusal_of
from shopdesk.text import _, clip, listed, safe

ROWS_SEARCHED = 20
_DATA = re.compile(r"\d{4}|\d[.:]\d|@")  # what stands in rows, not in headers
_NAMED = 4  # columns of a group that a refusal names
_SHOWN = 5  # headers that a refusal shows
_LONGEST = 24  # letters of a header
_FIGURE = re.compile(r"\d")
_HEADERS = re.compile(
    "号|码|名|数|量|额|价|率|日期|时间|库存|编|规格|单位|仓|状态|类|来源|id|name|date|day|price|qty|stock|sku|code|total|amount|report",
    re.IGNORECASE,
)  # no person is called so
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
                    kind=layout.label(), name=safe(name), columns=listed(sorted(names))
                ),
            )
    return {normal(header): [(name, -1)] for header, name in mapping.items()}


# --- why no header was found ---------------------------------------------------------------------------------------


def refusal(sheets: Sequence[Sheet], layouts: Sequence[Layout]) -> IntakeError:
    """What the file looks like, the kind whose headers it has most of, what that lacks, and what to do.

    Of the file's own words only those are told that are headers beyond doubt: in a row of data people may stand.
    """
    nearest: tuple[int, float, Layout, list[str]] | None = None
    for sheet in sheets:
        for row in islice(sheet.rows(), ROWS_SEARCHED):
            cells = {words for cell in row if (words := normal(text(cell)))}
            if len(layouts) > 1 and (known := refusal_of(cells)):
                return known
            for layout in layouts if cells else ():
                met, share, missing = _held_against(layout, cells)
                if share > 0 and (nearest is None or (met, share) > nearest[:2]):
                    nearest = (met, share, layout, missing)
    headers = next((found for sheet in sheets if (found := _headers(sheet))), "")
    if nearest is None:
        return _unlike_any(headers, layouts)
    _met, _share, layout, missing = nearest
    if not missing:
        return IntakeError(
            _("Unknown report"),
            _("It looks like {kind} broken down further, which is not read yet; export the plain report.").format(
                kind=layout.label()
            ),
        )
    return IntakeError(
        _("Unknown report"),
        _("Nearest is {kind}, but {columns} is missing{headers}; export it with that, or say what it is: {how}.").format(
            kind=layout.label(), columns=listed(missing), headers=_in_brackets(headers), how=_how(layouts)
        ),
    )


def _held_against(layout: Layout, cells: set[str]) -> tuple[int, float, list[str]]:
    """How many columns of the layout these headers fill, the share of what it needs, and what of that is missing."""
    filled = {name for cell in cells for name, _preference in vocabulary(layout).aliases.get(cell, ())}
    missing = [_either(layout, group) for group in layout.needs if filled.isdisjoint(group)]
    return len(filled), 1 - len(missing) / len(layout.needs), missing


def _either(layout: Layout, group: Sequence[str]) -> str:
    named = [layout.column(name).headers[0].removesuffix(AGAIN) for name in group[:_NAMED]]
    return " / ".join([*named, *(["…"] if group[_NAMED:] else [])])


def _unlike_any(headers: str, layouts: Sequence[Layout]) -> IntakeError:
    if headers:
        words = _("{headers}: these are the headers of no report known here; say what the file is: {how}.")
        return IntakeError(_("Unknown report"), words.format(headers=headers, how=_how(layouts)))
    return IntakeError(
        _("Not an export"),
        _(
            "None of the first {rows} rows holds headers; a report as the platform exports it was expected (docs/formats.md)."
        ).format(rows=ROWS_SEARCHED),
    )


def _how(layouts: Sequence[Layout]) -> str:
    """How the operator says what a file is; where the kind was said already, only the columns are left to say."""
    if len(layouts) == 1:
        return _("--map names its columns, once for all such files") if layouts[0].mapped else "--kind"
    return _("--kind names its kind, --map its columns, once for all such files")


def _in_brackets(headers: str) -> str:
    return f" ({_('its headers: {headers}').format(headers=headers)})" if headers else ""


def _headers(sheet: Sheet) -> str:
    """The first headers of the sheet: a row of different words, one of them a header's, without a figure, with figures below."""
    rows = [[safe(text(cell)) for cell in row] for row in islice(sheet.rows(), ROWS_SEARCHED)]
    for number, row in enumerate(rows):
        words = [cell for cell in row if cell]
        if len(words) < 2 or len(set(words)) < len(words) or any(_FIGURE.search(cell) or len(cell) > _LONGEST for cell in words):
            continue
        below = {cell for line in rows[number + 1 :] for cell in line}
        if below.isdisjoint(words) and any(map(_FIGURE.search, below)) and any(map(_HEADERS.search, words)):
            return listed(words[:_SHOWN]) + (" …" if words[_SHOWN:] else "")
    return ""
