"""The year's activities (R43): the platforms' great days, holidays, seasons and our own, and what is coming unplanned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.holidays import announced, chinese_calendar, chinese_name
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.entries import short
from shopdesk.text import _, language, money, ngettext, safe

if TYPE_CHECKING:
    from shopdesk.almanac import GreatDay, Season
    from shopdesk.records.activities import Entry

SETTINGS = ("activities.lead_days", "activities.near_days")
MOST_COMING = 2  # nobody prepares more at a time
YEAR = timedelta(days=365)
SHOWN = 3  # products of a season that are named


@dataclass(frozen=True)
class YearRow:
    """What stands in the calendar. `planned`: our own activities about a great day; `about`: its days change every year."""

    kind: Literal["great", "holiday", "season", "ours"]
    name: str
    first: date
    last: date
    days_left: int  # 0 while it is on
    about: bool = False
    planned: tuple[str, ...] = ()
    due: bool = False  # near enough to be prepared, and nothing is planned
    activity_id: int | None = None


@dataclass(frozen=True)
class SeasonRow(YearRow):
    """A season's listing begins; `why` has its days, and what of ours belongs to it."""

    why: Why | None = None


def year(context: Context, entries: Sequence[Entry]) -> tuple[YearRow, ...]:
    """The great days and our own activities of the twelve months from this morning on; by day."""
    from shopdesk.records.facts import promotions

    today, shop = context.today, context.shop
    book = context.playbook
    near = timedelta(days=book.whole("activities.near_days"))
    until = today + YEAR
    live = [entry for entry in entries if entry.state != "rejected"]
    # one whose days nobody noted may be about any of them, and without a single activity the empty calendar is the news
    unsure = not entries or any(entry.starts_on is None and entry.state not in ("reviewed", "running") for entry in live)
    marked = promotions(context.db, shop.id, today, until + near)
    rows = []
    for great, first, last in book.almanac.coming(today, until, shop.platform, shop.currency):
        planned = tuple(
            dict.fromkeys(
                [
                    *(entry.name for entry in live if _about(entry, great, first - near, last + near)),
                    *(found.name or _("promotion day") for day, found in marked.items() if first - near <= day <= last + near),
                ]
            )
        )
        left = max((first - today).days, 0)
        due = not planned and not unsure and first >= today and left <= max(great.lead_days, book.whole("activities.lead_days"))
        rows.append(YearRow("great", str(great.words), first, last, left, great.about, planned, due))
    for entry in live:
        if entry.starts_on is not None and entry.last_day is not None and entry.last_day >= today:
            left = max((entry.starts_on - today).days, 0)
            rows.append(YearRow("ours", entry.name, entry.starts_on, entry.last_day, left, activity_id=entry.id))
    return tuple(sorted(rows, key=lambda row: (row.first, row.kind, row.name)))


def _about(entry: Entry, great: GreatDay, first: date, last: date) -> bool:
    """Whether the activity lies about the great day; one without days counts by its name."""
    if entry.starts_on is None or entry.last_day is None:
        return any(name.casefold() in entry.name.casefold() for name in (great.words.zh, great.words.en))
    return entry.starts_on <= last and entry.last_day >= first


def around(context: Context) -> tuple[YearRow, ...]:
    """Holidays and seasons of the same twelve months, for the calendar's own screen."""
    today = context.today
    rows = []
    if context.shop.currency == "CNY":
        rows += [
            YearRow("holiday", name, first, last, max((first - today).days, 0))
            for name, first, last in holidays(today, today + YEAR)
        ]
    ours = _by_season(context)
    for season in context.playbook.almanac.seasons:
        if not season.all_year:
            for day in (today, season.window(today)[2] + timedelta(days=1)):
                listed, sells, _end = season.window(day)
                if today <= listed <= today + YEAR:
                    name = _("{season}: time to list, sells from {day}").format(season=str(season.words), day=short(sells))
                    why = _season_why(context, season, day, ours.get(season.id, ()))
                    rows.append(SeasonRow("season", name, listed, listed, (listed - today).days, why=why))
    return tuple(rows)


def _by_season(context: Context) -> dict[str, list[tuple[str, int]]]:
    """Titles of our products and their sales of the last 28 days (minor units), best first, by the id of their season."""
    from shopdesk.records.facts import product_totals
    from shopdesk.records.products import products

    almanac = context.playbook.almanac
    sold = product_totals(context.db, context.shop.id, context.day - timedelta(days=27), context.day)
    found: dict[str, list[tuple[str, int]]] = {}
    for product in products(context.db, context.shop.id).values():
        by_title = almanac.season_of_title(product.title, product.listed_on or context.today)
        seasons = almanac.seasons_of(product.season) or ((by_title,) if by_title else ())
        totals = sold.get(product.product_id)
        for season in seasons:
            found.setdefault(season.id, []).append((product.title, (totals.sales_minor if totals else None) or 0))
    return {season: sorted(ours, key=lambda item: -item[1]) for season, ours in found.items()}


def _season_why(context: Context, season: Season, day: date, ours: Sequence[tuple[str, int]]) -> Why:
    listed, sells, end = season.window(day)
    return Why(
        title=str(season.words),
        formula=_("its days are the playbook's; a product is of the season you gave it, else of the one in its title"),
        inputs=(
            (_("usually listed from"), str(listed)),
            (_("usually sells"), _("{first} to {last}").format(first=sells, last=end)),
            (_("products of ours"), str(len(ours))),
            (_("their sales, 28 days"), money(sum(sales for _title, sales in ours), context.shop.currency) if ours else ""),
            *((safe(title), money(sales, context.shop.currency)) for title, sales in ours[:SHOWN] if sales),
        ),
        threshold=_("[seasons] in your playbook sets other days"),
        rule="R28",
    )


def holidays(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Chinese public holidays with their first and last day off."""
    days = sorted(chinese_calendar(first, last).names.items())
    in_a_row = groupby(enumerate(days), lambda at: (at[1][1], at[1][0] - timedelta(days=at[0])))
    for (name, _run), run in in_a_row:
        off = [day for _at, (day, _name) in run]
        said = chinese_name(name) if language() == "zh" else name
        if off[0].year > announced():
            said = _("{holiday} (by law; days off not announced yet)").format(holiday=said)
        yield said, off[0], off[-1]


def findings(rows: Sequence[YearRow], context: Context) -> list[Finding]:
    """Great days near enough to be prepared, for which nothing is planned."""
    return [
        Finding(
            key=f"activities:coming:{row.first}",
            rule="R43",
            severity=Severity.WATCH,
            text=ngettext(
                "{name} is in {days} day, on {day}: nothing is planned for it",
                "{name} is in {days} days, on {day}: nothing is planned for it",
                row.days_left,
            ).format(name=safe(row.name), days=row.days_left, day=short(row.first)),
            evidence={"name": row.name, "first": row.first, "days_left": row.days_left},
            task=Proposal(
                "operations",
                _("Plan {name}: sign up or an activity of our own, stock, price, announcement").format(name=safe(row.name)),
                metric=_("state of the entry"),
                expect=_("in the calendar"),
                check_on=row.first,
            ),
            why=why(context),
        )
        for row in [row for row in rows if row.due][:MOST_COMING]
    ]


def why(context: Context) -> Why:
    book = context.playbook
    return Why(
        title=_("Great days to come"),
        formula=_("days left = its first day − this morning; planned is what lies within some days of it, or bears its name"),
        inputs=((_("this morning"), str(context.today)),),
        threshold=_("{lead} days before, longer for the greatest; planned within {near} days").format(
            lead=book.whole("activities.lead_days"), near=book.whole("activities.near_days")
        ),
        rule="R43",
        settings=SETTINGS,
    )
