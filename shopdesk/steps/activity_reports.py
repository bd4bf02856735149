"""What finished activities did (R45): before, during and after, as figures and as a report; official ones together (R41)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.effect import EffectNeeds, Grade, TaskEffect
from shopdesk.analysis.event import (
    Compared,
    Counts,
    Event,
    Pair,
    Pooled,
    Sample,
    Series,
    compare_level,
    compare_rate,
    extra,
    pooled_change,
    sample,
    shared,
    tells,
)
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.entries import PLAN, kind_name, plan_name, short
from shopdesk.text import _, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.activities import Entry

SETTINGS = ("activities.before_weeks", "activities.after_days", "activities.report_days")
OFFICIAL_DAYS = 400  # R41 looks back a year and a month
MOST_OFFICIAL = 12


@dataclass(frozen=True)
class Figure:
    """`name`: visitors · conversion · sales. Changes are relative to the weeks before, None where they cannot be told."""

    name: str
    during: TaskEffect
    after: TaskEffect


@dataclass(frozen=True)
class ReportRow:
    """A finished activity. `extra_minor`: sales beyond the usual ones on its days; `of_product` where the figures are one's."""

    id: int
    name: str
    kind: str
    starts_on: date
    ends_on: date
    of_product: str
    figures: tuple[Figure, ...]
    extra_minor: int | None
    cost_minor: int | None
    whole: bool  # all days after it are known

    def figure(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


@dataclass(frozen=True)
class Official:
    """R41 as the shop's own activities answer it: `pooled` over those `compared`, each with its own buyers of visitors."""

    pooled: Pooled
    compared: tuple[tuple[Entry, Pair], ...]


def figure_name(name: str) -> str:
    return {"visitors": _("visitors"), "conversion": _("conversion"), "sales": _("sales")}[name]


def reports(context: Context, entries: Sequence[Entry]) -> tuple[ReportRow, ...]:
    """The activities that ended within the playbook's days and of which figures are there, the newest first."""
    days = context.playbook.whole("activities.report_days")
    over = [
        entry
        for entry in _ran(entries, context.day)
        if entry.last_day is not None and entry.last_day >= context.today - timedelta(days=days)
    ]
    rows = [_report(entry, context) for entry in over]
    return tuple(sorted((row for row in rows if row is not None), key=lambda row: (row.ends_on, row.id), reverse=True))


def _ran(entries: Iterable[Entry], day: date) -> list[Entry]:
    """Those that took place and are over on `day`; an opening discount is a price, no event."""
    return [
        entry
        for entry in entries
        if entry.state in ("running", "reviewed")
        and entry.kind != "opening_discount"
        and entry.starts_on is not None
        and entry.last_day is not None
        and entry.last_day <= day
    ]


def _event(entry: Entry, context: Context) -> Event:
    from shopdesk.records.facts import promotions

    assert entry.starts_on is not None and entry.last_day is not None
    book = context.playbook
    after, weeks = book.whole("activities.after_days"), book.whole("activities.before_weeks")
    first = entry.starts_on - timedelta(weeks=weeks + 1)
    last = entry.last_day + timedelta(days=after)
    others = frozenset(promotions(context.db, context.shop.id, first, last))
    return Event(entry.starts_on, entry.last_day, context.day, after, weeks, others)


def _series(entry: Entry, event: Event, context: Context) -> tuple[Series, Counts, Series]:
    """Visitors, (paying buyers, visitors) and sales by day: of its product where it has one, else of the shop."""
    from shopdesk.records import facts

    first, last = event.before_from, event.after_until
    if entry.product_id:
        found = facts.product_days(context.db, context.shop.id, first, last, [entry.product_id])
        rows = {row.day: (row.visitors, row.paying_buyers, row.sales_minor) for row in found}
    else:
        days = facts.shop_days(context.db, context.shop.id, first, last)
        rows = {day: (row.visitors, row.paying_buyers, row.sales_minor) for day, row in days.items()}
    return (
        {day: visitors for day, (visitors, _buyers, _sales) in rows.items()},
        {day: (buyers, visitors) for day, (visitors, buyers, _sales) in rows.items()},
        {day: sales for day, (_visitors, _buyers, sales) in rows.items()},
    )


def _report(entry: Entry, context: Context) -> ReportRow | None:
    event = _event(entry, context)
    visitors, counts, sales = _series(entry, event, context)
    if not event.days & visitors.keys():
        return None
    more = extra(sales, event)
    return ReportRow(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,
        starts_on=event.first,
        ends_on=event.last,
        of_product=entry.product if entry.product_id else "",
        figures=(
            _figure("visitors", compare_level(visitors, event)),
            _figure("conversion", compare_rate(counts, event)),
            _figure("sales", compare_level(sales, event)),
        ),
        extra_minor=None if more is None else round(more),
        cost_minor=entry.cost_minor,
        whole=event.after_until == event.last + timedelta(days=event.after_days),
    )


def _figure(name: str, compared: Compared) -> Figure:
    return Figure(name, compared.during, compared.after)


def official(context: Context, entries: Sequence[Entry]) -> Official:
    """Do official activities convert better here (R41): each against its own weeks before, put together.

    The shop's visitors are one population and those of each product another; within one, a day's buyers count once.
    """
    ran = [
        entry
        for entry in _ran(entries, context.day)
        if entry.kind == "official" and entry.last_day and (context.day - entry.last_day).days <= OFFICIAL_DAYS
    ]
    compared: list[tuple[Entry, Pair]] = []
    populations: dict[str, list[Sample]] = {}
    for entry in sorted(ran, key=lambda entry: entry.last_day or context.day)[-MOST_OFFICIAL:]:
        event = _event(entry, context)
        _visitors, counts, _sales = _series(entry, event, context)
        found = sample(counts, event)
        if tells(found.pair):
            compared.append((entry, found.pair))
            populations.setdefault(entry.product_id, []).append(found)
    pairs = [pair for samples in populations.values() for pair in shared(samples)]
    return Official(pooled_change(pairs), tuple(compared))


def change_text(effect: TaskEffect) -> str:
    """ "+45 % (38 – 52 %)"; what cannot be told is marked so, with the days it lacks, and unknown is a dash."""
    if effect.change is None:
        return _lacking(effect)
    text = percent(effect.change, 0, sign=True)
    if effect.interval is not None:
        low, high = percent(effect.interval.low, 0, sign=True), percent(effect.interval.high, 0, sign=True)
        text = _("{change} ({low} … {high})").format(change=text, low=low, high=high)
    return text if effect.grade is not Grade.UNKNOWN else _("{change}, cannot tell yet").format(change=text)


def _lacking(effect: TaskEffect) -> str:
    count = effect.needs
    if effect.needs_unit is EffectNeeds.DAYS_BEFORE:
        text = ngettext("–, {count} more known day before it needed", "–, {count} more known days before it needed", count)
        return text.format(count=count)
    if effect.needs_unit is EffectNeeds.DAYS_AFTER:
        return ngettext("–, {count} more known day needed", "–, {count} more known days needed", count).format(count=count)
    return "–"


def official_text(pooled: Pooled) -> str:
    """R41 as this shop's own figures answer it."""
    if pooled.change is None or pooled.interval is None:
        return _("Official activities: none with figures yet to tell whether they convert better here.")
    said = {
        Grade.HELPED: _("Official activities convert better here: {change} ({low} … {high}), {count} compared."),
        Grade.WORSE: _("Official activities convert worse here: {change} ({low} … {high}), {count} compared."),
    }.get(pooled.grade, _("Official activities: {change} conversion ({low} … {high}), {count} compared; cannot tell yet."))
    return said.format(
        change=percent(pooled.change, 0, sign=True),
        low=percent(pooled.interval.low, 0, sign=True),
        high=percent(pooled.interval.high, 0, sign=True),
        count=pooled.count,
    )


def document(row: ReportRow, entry: Entry, currency: str) -> str:
    """The activity's report as markdown, to copy or to keep."""
    name = safe(row.name)
    lines = [
        f"# {name}",
        "",
        _("{kind}, {first} to {last}").format(kind=kind_name(row.kind), first=row.starts_on, last=row.ends_on),
    ]
    if row.of_product:
        lines.append(_("Figures of {product}").format(product=safe(row.of_product)))
    for label, words in ((_("Audience"), entry.audience), *((plan_name(name), getattr(entry, name)) for name in PLAN)):
        if words:
            lines.append(f"- {label}: {safe(words)}")
    lines += ["", f"| {_('figure')} | {_('during')} | {_('after')} |", "|---|---|---|"]
    lines += [
        f"| {figure_name(figure.name)} | {change_text(figure.during)} | {change_text(figure.after)} |" for figure in row.figures
    ]
    lines += ["", _("Extra sales on its days: {amount}").format(amount=money(row.extra_minor, currency, sign=True))]
    if row.cost_minor is not None:
        lines.append(_("It cost {amount}").format(amount=money(row.cost_minor, currency)))
    else:
        lines.append(_("What it cost is not noted."))
    if not row.whole:
        lines.append(_("The days after it are not all over yet."))
    if entry.note:
        lines += ["", safe(entry.note)]
    return "\n".join(lines) + "\n"


def whys(rows: Sequence[ReportRow], official: Official, context: Context) -> dict[str, Why]:
    """By "report:<id>" and "official"."""
    book, pooled = context.playbook, official.pooled
    weeks, after = book.whole("activities.before_weeks"), book.whole("activities.after_days")
    formula = _("each day against the median of its weekday in the weeks before, promotion days left out; conversion by sums")
    found = {
        f"report:{row.id}": Why(
            title=_("Before, during and after {name}").format(name=safe(row.name)),
            formula=formula,
            inputs=(
                (_("days"), _("{first} to {last}").format(first=short(row.starts_on), last=short(row.ends_on))),
                *(
                    (
                        figure_name(figure.name),
                        _("{during}; after {after}").format(during=change_text(figure.during), after=change_text(figure.after)),
                    )
                    for figure in row.figures
                ),
                (_("extra sales"), money(row.extra_minor, context.shop.currency, sign=True)),
            ),
            threshold=_("{weeks} weeks before, {days} days after").format(weeks=weeks, days=after),
            rule="R45",
            settings=SETTINGS,
        )
        for row in rows
    }
    found["official"] = Why(
        title=_("Do official activities convert better here?"),
        formula=_(
            "conversion during each against its weeks before, put together by how sure each ratio is; a day that several use "
            "is divided among them"
        ),
        inputs=(
            (_("activities compared"), str(pooled.count)),
            *((_named(entry), _buyers(pair)) for entry, pair in official.compared),
        ),
        interval=""
        if pooled.interval is None
        else f"{percent(pooled.interval.low, 0, sign=True)} … {percent(pooled.interval.high, 0, sign=True)}",
        threshold=_("better only if the whole interval is above 0"),
        rule="R41",
        settings=("activities.before_weeks",),
    )
    return found


def _named(entry: Entry) -> str:
    name = safe(entry.name)
    return (
        _("{name} ({product})").format(name=name, product=safe(entry.product or entry.product_id)) if entry.product_id else name
    )


def _buyers(pair: Pair) -> str:
    """ "118 of 2,663 visitors bought; before 3,321 of 91,315"."""
    (buyers, visitors), (buyers_before, visitors_before) = pair
    return _("{buyers} of {visitors} visitors bought; before {buyers_before} of {visitors_before}").format(
        buyers=number(buyers),
        visitors=number(visitors),
        buyers_before=number(buyers_before),
        visitors_before=number(visitors_before),
    )
