"""The table of words: what is at stake first, of many thousand only those that are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from shopdesk.actions import N_
from shopdesk.steps.ads import ACTS, AdsDetails, KeywordRow
from shopdesk.text import _, money, number, percent
from shopdesk.widgets.room import left_over, natural
from shopdesk.widgets.table import MOST_ROWS, Column, DeskTable, Row, coloured

VERDICTS = {
    "delete": (N_("delete"), "error"),
    "lower": (N_("lower"), "warning"),
    "raise": (N_("raise"), "success"),
    "add": (N_("add"), "success"),
    "keep": (N_("keep"), ""),
    "watch": (N_("watch it"), "muted"),
}
WORD_CELLS, WHY_CELLS = 14, 10  # a keyword is clipped beyond; a reason with less room is left to the line below
_WHY = 8  # its column
_VALUES: tuple[Callable[[KeywordRow], Any], ...] = (
    lambda row: list(VERDICTS).index(row.verdict),
    lambda row: row.keyword.casefold(),
    attrgetter("clicks"),
    attrgetter("orders"),
    attrgetter("ctr"),
    attrgetter("cpc_minor"),
    attrgetter("roi"),
    attrgetter("rank"),
    attrgetter("why"),
)


def verdict_name(name: str) -> str:
    return _(VERDICTS[name][0]) if name in VERDICTS else name


def key_of(row: KeywordRow) -> str:
    return "\n".join((row.tool, row.campaign, row.product_id, row.keyword))


def by_stake(details: AdsDetails, day: date) -> list[KeywordRow]:
    """What is to be done first, by its money a day; then what was decided this morning; then what was spent most on."""

    def stake(row: KeywordRow) -> tuple[bool, int, bool, int]:
        to_do = row.verdict in ACTS and not row.settled
        return not to_do, -abs(row.worth_minor or 0) if to_do else 0, row.decided_on != day, -(row.spend_minor or 0)

    return sorted(details.keywords, key=stake)


def fill_words(table: DeskTable, words: Sequence[KeywordRow], currency: str, room: int) -> None:
    columns = [
        Column(_("verdict")),
        Column(_("keyword"), most=WORD_CELLS),
        Column(_("clicks"), right=True),
        Column(_("orders"), right=True),
        Column(_("CTR"), right=True),
        Column(_("CPC"), right=True),
        Column(_("ROI"), right=True),
        Column(_("rank"), right=True),
        Column(_("why")),
    ]
    lines = [_row(word, currency) for word in words[:MOST_ROWS]]
    cells = min(natural(columns[1], [line.cells[1] for line in lines]), WORD_CELLS)
    rest = left_over(room, columns, lines, {1, _WHY})
    if rest - cells >= WHY_CELLS:
        columns[_WHY] = replace(columns[_WHY], most=rest - cells)
    else:
        columns.pop()
        columns[1] = replace(columns[1], most=max(rest + 2, 8))

    def made(found: Sequence[KeywordRow]) -> list[Row]:
        rows = [_row(word, currency) for word in found[:MOST_ROWS]]
        return rows if len(columns) > _WHY else [Row(row.key, row.cells[:-1]) for row in rows]

    def find(letters: str, column: int | None) -> tuple[list[Row], int]:
        found = [word for word in words if not letters or letters in _text(word)]
        found = found if column is None else _sorted(found, column)
        return made(found), len(found)

    table.fill(columns, made(words), find)


def _text(row: KeywordRow) -> str:
    """Where the filter looks."""
    return "\n".join((row.keyword, verdict_name(row.verdict), row.why, row.campaign)).casefold()


def _sorted(rows: list[KeywordRow], column: int) -> list[KeywordRow]:
    """Figures from large to small, verdicts and words as they come, the unknown last."""
    value = _VALUES[column]
    known = [row for row in rows if value(row) is not None]
    return sorted(known, key=value, reverse=2 <= column < _WHY) + [row for row in rows if value(row) is None]


def _row(row: KeywordRow, currency: str) -> Row:
    verdict = verdict_name(row.verdict) + (" ✓" if row.settled else "")
    style = "muted" if row.settled else VERDICTS[row.verdict][1]
    return Row(
        key_of(row),
        [
            coloured(verdict, style),
            row.keyword,
            number(row.clicks),
            number(row.orders),
            percent(row.ctr),
            money(row.cpc_minor, currency, cents=True),
            number(row.roi, 1),
            number(row.rank, 1),
            coloured(row.why, "muted"),
        ],
    )
