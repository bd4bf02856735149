"""Where the ads' money went: by crowd, product, picture, group, campaign, scene, region or video, held against break-even.

These are the same days as the words'. Reports of other kinds show the same money in another way, so no two of them add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.ads import AdThresholds, Economics, KeywordFigures, break_even_roi
from shopdesk.analysis.keywords import Action, KeywordVerdict, judge_keywords
from shopdesk.records.ads import AdSpend, PartSums, add_up
from shopdesk.steps.ad_plan import tool_name
from shopdesk.steps.ad_whys import WINDOW_SETTINGS, sure
from shopdesk.steps.ads import thresholds, window
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.margins import Margin, margins
from shopdesk.text import _, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo

# What tells the lines of a level apart; the last that is known is the line's name.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "crowd": ("tool", "item"),
    "product": ("product_id",),
    "creative": ("product_id", "item_id", "item"),
    "group": ("tool", "campaign", "group_name"),
    "campaign": ("tool", "campaign"),
    "scene": ("tool", "item"),
    "region": ("item",),
    "city": ("item_id", "item"),
    "content": ("item_id", "item"),
}
_ANY = 10**12
SETTINGS = ("ads.margin", "ads.confidence", "ads.condemn_clicks", "ads.spend_orders", "ads.false_discovery", *WINDOW_SETTINGS)


@dataclass(frozen=True, slots=True)
class Line:
    key: tuple[str, ...]
    name: str
    where: str  # what it belongs to
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None
    margin: float
    margin_assumed: bool
    verdict: Literal["pays", "loses", "unknown"]
    roi_low: float | None
    roi_high: float | None
    tools: tuple[str, ...]  # those it is known to be of

    @property
    def ctr(self) -> float | None:
        return self.clicks / self.impressions if self.clicks is not None and self.impressions else None

    @property
    def roi(self) -> float | None:
        return self.sales_minor / self.spend_minor if self.sales_minor is not None and self.spend_minor else None

    @property
    def profit_minor(self) -> float | None:
        """What the sales earned less what the ads cost."""
        if self.sales_minor is None or self.spend_minor is None:
            return None
        return self.sales_minor * self.margin - self.spend_minor

    @property
    def break_even_roi(self) -> float | None:
        return break_even_roi(self.margin) if self.margin > 0 else None


@dataclass(frozen=True)
class Breakdown:
    """`levels`: those that a report is in of, each with its lines, the most spent on first."""

    first: date
    last: date
    levels: Mapping[str, tuple[Line, ...]]
    confidence: float


def breakdown(context: Context) -> Breakdown:
    from shopdesk.records import ads
    from shopdesk.records.products import products

    first, last = window(context.day, context.playbook)
    found: dict[str, dict[tuple[str, ...], list[PartSums]]] = defaultdict(lambda: defaultdict(list))
    sums = ads.part_sums(context.db, context.shop.id, first, last, LEVELS)
    for row in sums:
        found[row.level][_key(row)].append(row)
    known = products(context.db, context.shop.id) if sums else {}
    earned = margins(context, {row.product_id for row in sums}, known)
    limits = thresholds(context.playbook)
    levels = {level: _lines(found[level], earned, known, limits) for level in LEVELS if level in found}
    return Breakdown(first, last, levels, limits.confidence)


def running(context: Context) -> dict[str, set[tuple[str, ...]]]:
    """The lines clicked after the days looked at, by level; a level without a report of these days is not in it."""
    from shopdesk.records import ads

    _first, last = window(context.day, context.playbook)
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in ads.part_sums(context.db, context.shop.id, last + timedelta(days=1), context.day, LEVELS):
        found[row.level] |= {_key(row)} if row.clicks else set()
    return found


def _key(row: PartSums) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in LEVELS[row.level])


def level_name(level: str) -> str:
    return {
        "crowd": _("Crowds"),
        "product": _("Products"),
        "creative": _("Pictures"),
        "group": _("Groups"),
        "campaign": _("Campaigns"),
        "scene": _("Scenes"),
        "region": _("Regions"),
        "city": _("Cities"),
        "content": _("Videos and live"),
    }[level]


def _lines(
    found: Mapping[tuple[str, ...], Sequence[PartSums]],
    earned: Mapping[str, Margin],
    known: Mapping[str, ProductInfo],
    limits: AdThresholds,
) -> tuple[Line, ...]:
    sums = {key: _sum(rows) for key, rows in found.items()}
    whole = add_up(list(sums.values()))
    usual = whole.orders / whole.clicks if whole.orders and whole.clicks else None
    basket = whole.sales_minor / whole.orders if whole.sales_minor and whole.orders else None
    blended = {key: _margin(rows, earned) for key, rows in found.items()}
    cases = {key: (case, Economics(blended[key][0], basket, usual)) for key in found if (case := _case(sums[key])) is not None}
    limits = replace(limits, safe_orders=_ANY)  # many orders save a word from being deleted, but a line may lose all the same
    judged = dict(zip(cases, judge_keywords(list(cases.values()), thresholds=limits), strict=True))
    lines = [_line(key, rows, sums[key], blended[key], judged.get(key), known) for key, rows in found.items()]
    return tuple(sorted(lines, key=lambda line: (-(line.spend_minor or 0), line.key)))


def _sum(rows: Sequence[PartSums]) -> AdSpend:
    return add_up([AdSpend(row.clicks, row.spend_minor, row.orders, row.sales_minor) for row in rows])


def _case(spend: AdSpend) -> KeywordFigures | None:
    if not spend.clicks or spend.spend_minor is None or spend.orders is None or spend.sales_minor is None:
        return None
    return KeywordFigures(spend.clicks, spend.orders, spend.spend_minor, spend.sales_minor)


def _margin(rows: Sequence[PartSums], earned: Mapping[str, Margin]) -> tuple[float, bool]:
    """The margin of what it advertises, by what each cost; whether some of it is assumed."""
    own = [earned[row.product_id] for row in rows]
    weights = [row.spend_minor or 0 for row in rows] if any(row.spend_minor for row in rows) else [1] * len(rows)
    total = sum(margin.rate * weight for margin, weight in zip(own, weights, strict=True))
    return total / sum(weights), any(margin.assumed for margin in own)


def _line(
    key: tuple[str, ...],
    rows: Sequence[PartSums],
    spend: AdSpend,
    margin: tuple[float, bool],
    judged: KeywordVerdict | None,
    known: Mapping[str, ProductInfo],
) -> Line:
    level = rows[0].level
    named = dict(zip(LEVELS[level], key, strict=True))
    if "tool" in named:
        named["tool"] = tool_name(named["tool"])
    if (product := known.get(named.get("product_id", ""))) is not None:
        named["product_id"] = product.title or product.product_id
    told = [value for value in named.values() if value]
    shown = [row.impressions for row in rows if row.impressions is not None]
    interval, line = judged.roi_interval if judged else None, break_even_roi(margin[0])
    verdict: Literal["pays", "loses", "unknown"] = "unknown"
    if judged and judged.action is Action.DELETE and (interval is None or interval.high < line):
        verdict = "loses"
    elif interval and interval.low >= line:
        verdict = "pays"
    return Line(
        key,
        told[-1] if told else _("not named"),
        " · ".join(dict.fromkeys(told[:-1])),
        sum(shown) if shown else None,
        spend.clicks,
        spend.spend_minor,
        spend.orders,
        spend.sales_minor,
        *margin,
        verdict,
        interval.low if interval else None,
        interval.high if interval else None,
        tuple(sorted({row.tool for row in rows if row.tool})),
    )


def explain_line(found: Breakdown, level: str, line: Line, currency: str) -> Why:
    margin = percent(line.margin, 0)
    bounds = ""
    if line.roi_low is not None:
        bounds = _("ROI {low} to {high} ({sure})").format(
            low=number(line.roi_low, 2), high=number(line.roi_high, 2), sure=sure(found.confidence)
        )
    return Why(
        safe(line.name),
        _(
            "ROI = sales / cost; its range is that of orders / clicks, times average spend / CPC "
            "(with few orders mostly that of the whole report)"
        ),
        (
            (_("report"), level_name(level)),
            (_("days"), f"{found.first} – {found.last}"),
            (_("impressions"), number(line.impressions)),
            (_("clicks"), number(line.clicks)),
            (_("orders from ads"), number(line.orders)),
            (_("spend"), money(line.spend_minor, currency, cents=True)),
            (_("sales from ads"), money(line.sales_minor, currency, cents=True)),
            (_("margin"), _("{margin}, assumed").format(margin=margin) if line.margin_assumed else margin),
        ),
        bounds,
        _(
            "break-even {line}; it pays or loses where the whole range lies beyond; "
            "before one is said to lose, chance among many lines is allowed for"
        ).format(line=number(line.break_even_roi, 2)),
        "R32",
        SETTINGS,
    )
