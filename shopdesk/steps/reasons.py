"""Helps `?` to name its evidence: a value, the file it was read from, and the day it tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from shopdesk.text import _, aside, money, number, percent, safe

if TYPE_CHECKING:
    import sqlalchemy as sa

    from shopdesk.records.facts import ShopFigures
    from shopdesk.steps.briefing import Why


class Later(Mapping[str, "Why"]):
    """Reasons by name, each written when it is asked for."""

    def __init__(self, writers: Mapping[str, Callable[[], Why]]) -> None:
        self._writers = writers

    def __getitem__(self, name: str) -> Why:
        return self._writers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._writers)

    def __len__(self) -> int:
        return len(self._writers)


class Papers:
    """The imported files behind some figures."""

    def __init__(self, db: sa.Connection, import_ids: Iterable[int | None]) -> None:
        from shopdesk.records.facts import reports

        self._reports = reports(db, import_ids)

    def cite(self, value: str, import_id: int | None, day: date, kind: str = "") -> str:
        """`value` with its file and day; with the report's kind where the file is not known."""
        report = self._reports.get(import_id) if import_id is not None else None
        name = report.file if report else kind
        return aside(value, _("{file}, {day}").format(file=safe(name), day=day.isoformat()) if name else day.isoformat())


def papers_of(db: sa.Connection, days: Iterable[ShopFigures]) -> Papers:
    return Papers(db, {origin.import_id for day in days for origin in day.origins.values()})


def figure(papers: Papers, day: ShopFigures, name: str, currency: str) -> str:
    """One figure of a shop's day, e.g. "4,291 (shop.xls, 2026-11-10)"; "unknown" where no report has it."""
    value = getattr(day, name)
    if value is None:
        return _("unknown ({day})").format(day=day.day.isoformat())
    text = money(value, currency, cents=True) if name.endswith("_minor") else number(value)
    if name.endswith("_rate"):
        text = percent(value)
    origin = day.origins[name]
    return papers.cite(text, origin.import_id, day.day, origin.kind)


def weekday(day: date) -> str:
    """The weekday's name, as in "a usual Tuesday"."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return names[day.weekday()]
