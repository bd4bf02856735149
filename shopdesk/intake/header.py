"""Which row is the header, which kind of file that makes it, and how sure that is (formats.md 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from shopdesk.errors import IntakeError
from shopdesk.intake.cells import Cell, text
from shopdesk.intake.container import Sheet
from shopdesk.intake.layout import Layout, normal
from shopdesk.text import _, clip, safe

ROWS_SEARCHED = 20


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


def find(sheet: Sheet, layouts: Sequence[Layout], forced: Layout | None, mapping: Mapping[str, str] | None) -> Header | None:
    """The first row that is some layout's header; of several layouts the first in order. None if there is none."""
    head = list(islice(sheet.rows(), ROWS_SEARCHED))
    candidates = [forced] if forced else layouts
    for number, row in enumerate(head):
        fits = [found for layout in candidates if (found := _fit(layout, number, row, forced is not None, mapping))]
        if fits:
            best = fits[0]
            return best if len(fits) == 1 else _doubt(best)
    for layout in candidates:
        if layout.headerless and (places := layout.headerless(head)):
            shown = {name: _("(no header)") for name in places.values()}
            return Header(layout, -1, {name: i for i, name in places.items()}, shown, (), (), 0.5)
    return None


def _doubt(header: Header) -> Header:
    return Header(
        header.layout, header.row, header.places, header.headers, header.cells, header.unknown,
        round(header.certainty * 0.8, 2),
    )  # fmt: skip


def _fit(layout: Layout, number: int, row: Sequence[Cell], forced: bool, mapping: Mapping[str, str] | None) -> Header | None:
    printed = [text(cell) for cell in row]
    cells = [normal(words) for words in printed]
    aliases = _aliases(layout, mapping)
    best: dict[str, tuple[int, int]] = {}  # column name → preference, index
    known = 0
    for index, cell in enumerate(cells):
        for name, preference in aliases.get(cell, ()):
            if name not in best or preference < best[name][0]:
                best[name] = (preference, index)
        known += cell in aliases
    places = {name: index for name, (_preference, index) in best.items()}
    if not all(any(name in places for name in group) for group in layout.needs):
        return None
    if not forced and any(normal(header) in cells for header in layout.rules_out):
        return None
    ignored = {normal(header) for header in layout.ignored}
    endings = tuple(normal(ending) for ending in layout.ignored_endings)
    unknown = tuple(
        clip(safe(words), 40)
        for words, cell in zip(printed, cells, strict=True)
        if cell and cell not in aliases and cell not in ignored and not (endings and cell.endswith(endings))
    )
    share = known / max(known + len(unknown), 1)
    certainty = 1.0 if forced else round(min(0.99, 0.6 + 0.2 * share + 0.05 * min(known, 4)), 2)
    shown = {name: safe(printed[index]) for name, index in places.items()}
    return Header(layout, number, places, shown, tuple(cells), unknown, certainty)


def _aliases(layout: Layout, mapping: Mapping[str, str] | None) -> dict[str, list[tuple[str, int]]]:
    """Normalised header → the columns it may fill, each with its preference (0 first). The operator's mapping wins."""
    aliases: dict[str, list[tuple[str, int]]] = {}
    for column in layout.columns:
        for preference, header in enumerate(column.headers):
            aliases.setdefault(normal(header), []).append((column.name, preference))
    names = {column.name for column in layout.columns}
    for header, name in (mapping or {}).items():
        if name not in names:
            raise IntakeError(
                _("Unknown column"),
                _("{kind} has no column {name}; it takes: {columns}.").format(
                    kind=layout.label(), name=safe(name), columns=", ".join(sorted(names))
                ),
            )
        aliases[normal(header)] = [(name, -1)]
    return aliases


def refusal(sheets: Iterable[Sheet], layouts: Sequence[Layout]) -> IntakeError:
    """Why no header was found: the nearest kind and what it lacks, by our own names only, never by the file's words."""
    nearest: tuple[float, Layout, list[str]] | None = None
    for sheet in sheets:
        for row in islice(sheet.rows(), ROWS_SEARCHED):
            cells = {normal(text(cell)) for cell in row}
            for layout in layouts:
                missing = [
                    " / ".join(layout.column(name).headers[0] for name in group)
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
