"""The page's week in figures and what they say: the page step shows it, the ads step asks it for the gate (R64).

Looked at are the seven days up to the day judged. A busy day weighs more than a quiet one: bounce is the mean over visitors.
A figure is taken over the days that have both of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.page import Level, PageThresholds, PageVerdict, judge_page
from shopdesk.steps import within_sources
from shopdesk.steps.briefing import Context
from shopdesk.steps.within_sources import Mix
from shopdesk.text import _, number, percent

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.records.facts import ProductFigures, ShopFigures

WINDOW = timedelta(days=6)  # R67: a week, the day judged among it


@dataclass(frozen=True)
class Week:
    """Money is in minor units; `days` are the shop's days that a report tells of, `sold` those of the main product. Where bounce
    or depth fails, `mix` tells of the sources, and `others` is the same where other visitors than usual explain it (R63)."""

    days: tuple[ShopFigures, ...]
    sold: tuple[ProductFigures, ...]
    main_product_id: str
    visitors: int | None
    page_views: int | None
    paying_buyers: int | None
    bounce_rate: float | None
    visit_depth: float | None
    shop_spend: float | None
    main_spend: float | None
    returning_share: float | None
    verdict: PageVerdict
    mix: Mix | None = None
    others: Mix | None = None


def look(context: Context) -> Week:
    """The seven days up to the day judged; the main product is the one of them with the most visitors."""
    from shopdesk.records import facts, products

    db, shop, playbook = context.db, context.shop.id, context.playbook
    first = context.day - WINDOW
    days = tuple(facts.shop_days(db, shop, first, context.day).values())
    mains = products.main_products(db, shop, context.day, playbook.whole("products.main_count"))
    sold = tuple(facts.product_days(db, shop, first, context.day, mains[:1])) if mains else ()
    visitors = _sum(day.visitors for day in days)
    bounce = _ratio((_times(day.bounce_rate, day.visitors), day.visitors) for day in days)
    depth = _ratio((day.page_views, day.visitors) for day in days)
    shop_spend = _ratio((day.sales_minor, day.paying_buyers) for day in days)
    main_spend = _ratio((day.sales_minor, day.paying_buyers) for day in sold)
    returning = _ratio((day.returning_visitors, day.visitors) for day in days)
    verdict = judge_page(
        shop_average_spend=shop_spend,
        main_average_spend=main_spend,
        bounce_rate=bounce,
        visit_depth=depth,
        returning_share=returning,
        visitors=visitors,
        spend_ratios=_spend_ratios(days, sold),
        thresholds=thresholds(playbook),
    )
    failing = Level.FAIL in (verdict.bounce.level, verdict.depth.level)
    mix = within_sources.mix_of(context, first) if failing else None
    return Week(
        days,
        sold,
        mains[0] if mains else "",
        visitors,
        _sum(day.page_views for day in days),
        _sum(day.paying_buyers for day in days),
        bounce,
        depth,
        shop_spend,
        main_spend,
        returning,
        verdict,
        mix,
        mix if mix is not None and mix.explains and _passed_before(context, mix, bounce) else None,
    )


def _passed_before(context: Context, mix: Mix, bounce: float | None) -> bool:
    """Whether the bounce rate passed while the usual visitors came, and rose by no more than the share of others: a page that
    failed them, too, is not excused. Where it was not reported then, nothing speaks against it."""
    from shopdesk.records import facts

    last = mix.usual_from + within_sources.BEFORE - timedelta(days=1)
    days = facts.shop_days(context.db, context.shop.id, mix.usual_from, last).values()
    before = _ratio((_times(day.bounce_rate, day.visitors), day.visitors) for day in days)
    if bounce is None or before is None:
        return True
    return before < context.playbook["page.bounce_fail"] and bounce - before <= mix.moved


def _spend_ratios(days: Iterable[ShopFigures], sold: Iterable[ProductFigures]) -> list[float]:
    """The shop's average spend over the main product's, of each day that tells both."""
    main = {day.day: spend for day in sold if (spend := _ratio([(day.sales_minor, day.paying_buyers)]))}
    whole = {day.day: _ratio([(day.sales_minor, day.paying_buyers)]) for day in days}
    return [spend / main[day] for day, spend in whole.items() if spend and day in main]


def thresholds(playbook: Playbook) -> PageThresholds:
    return PageThresholds(
        spend_ratio=playbook["page.spend_ratio"],
        bounce=playbook["page.bounce_fail"],
        bounce_good=playbook["page.bounce_good"],
        bounce_returning=playbook["page.bounce_returning"],
        depth=playbook["page.depth_pass"],
        depth_good=playbook["page.depth_good"],
        depth_returning=playbook["page.depth_returning"],
        returning_heavy=playbook["page.returning_share"],
    )


def gate_why(week: Week) -> str:
    """Why more ad money is held back, or is not (R64, R65)."""
    verdict = week.verdict
    if verdict.gate_closed is None:
        return _("Open, but unchecked: the week's bounce rate or page views are missing or too few.")
    words = _("Open: bounce {bounce}, depth {depth}; only both failing would close it.")
    if verdict.gate_closed:
        words = _("Closed: bounce {bounce} and depth {depth} both fail; until the page is mended more traffic only loses money.")
    if verdict.gate_closed and week.others is not None:
        words = _(
            "Closed by other visitors, not by the page: bounce {bounce} and depth {depth} fail because {share} of "
            "them come from {source}, usually {usual}; look at it before ads are raised."
        )
    return words.format(
        bounce=percent(week.bounce_rate), depth=number(week.visit_depth, 2), **(week.others.said if week.others else {})
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _times(rate: float | None, count: int | None) -> float | None:
    return None if rate is None or count is None else rate * count


def _ratio(pairs: Iterable[tuple[float | None, float | None]]) -> float | None:
    """Sum over sum, of the pairs known on both sides; None where nothing is left."""
    known = [(above, below) for above, below in pairs if above is not None and below is not None]
    below = sum(pair[1] for pair in known)
    return sum(pair[0] for pair in known) / below if below else None
