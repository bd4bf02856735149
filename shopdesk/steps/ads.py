"""Step 4, paid ads: six verdicts on keywords, each with its reason, and whether the page allows more money.

Looked at are the last `ads.window_days` days up to the day judged, less the newest `ads.growing_days`, whose orders still come
in: with 14 and 3 that is the eleven days from thirteen to three days before it. How words and products are judged is in
keywords.py, what is said of them in bids.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.ads import AdThresholds, Economics, KeywordFigures, break_even_roi, roi_change
from shopdesk.analysis.keywords import Reason, judge_keyword
from shopdesk.steps import checked, leading, week
from shopdesk.steps.briefing import Briefing, Context, Need, Severity, State
from shopdesk.text import _, listed

if TYPE_CHECKING:
    from shopdesk.analysis.discovery import Control
    from shopdesk.playbook import Playbook
    from shopdesk.records.ads import AdSpend
    from shopdesk.records.shops import ShopInfo
    from shopdesk.steps.ad_losses import Loss
    from shopdesk.steps.ad_plan import AdPlan
    from shopdesk.steps.margins import Margin
    from shopdesk.store import Store

DAY = timedelta(days=1)
ACTS = ("delete", "lower", "raise", "add")  # the verdicts that change something
VERDICTS = (*ACTS, "keep", "watch")  # in the order they are shown


@dataclass(slots=True)  # not frozen, which would take ten times as long to make: there are as many as words
class KeywordRow:
    tool: str
    campaign: str
    product_id: str
    keyword: str
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None
    ctr: float | None
    cpc_minor: float | None
    conversion: float | None
    roi: float | None
    rank: float | None
    verdict: Literal["keep", "add", "raise", "lower", "delete", "watch"]
    why: str
    needs: int | None  # clicks still needed to tell
    roi_low: float | None
    roi_high: float | None
    bid_minor: float | None  # the bid to go to, where one is advised
    protected: bool
    decision: str  # what the operator decided last
    decided_on: date | None
    settled: bool = False  # decided lately, or deleted and quiet since: no finding asks for it again
    worth_minor: int | None = None  # a day, of what is to be done; negative is lost
    control: Control | None = field(default=None, metadata={"json": False})  # chance among as many words; for `?` alone


@dataclass(frozen=True)
class AdProductRow:
    product_id: str
    title: str
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None
    ctr: float | None
    cpc_minor: float | None
    conversion: float | None
    roi: float | None
    rank: float | None
    margin: float
    margin_assumed: bool
    picture: Literal["change", "fine", "unknown"]
    usual_ctr: float | None = None  # what the picture is held against
    break_even_roi: float | None = None  # None: every sale loses money
    target_roi: float | None = None
    earned: Margin | None = None  # where the margin comes from


@dataclass(frozen=True)
class Gate:
    closed: bool
    why: str


@dataclass(frozen=True)
class AdsDetails:
    keywords: tuple[KeywordRow, ...]
    products: tuple[AdProductRow, ...]
    gate: Gate
    window_from: date | None
    window_to: date | None
    spend_minor: int | None  # of the window
    day_spend_minor: int | None  # of the day judged
    roi: float | None
    break_even_roi: float | None  # None: every sale loses money
    margin_assumed: bool
    roi_low: float | None = None
    roi_high: float | None = None
    sales_minor: int | None = None
    days: int = 0  # of the window, those with ads
    roi_before: float | None = None  # of as many days before the window
    roi_moved: bool | None = None  # whether it moved since then by more than chance; None: cannot be told
    plan: AdPlan | None = None  # of the month; None where nobody planned anything
    losses: tuple[Loss, ...] = ()  # crowds, regions, pictures … that surely lose, the worst first
    none_of: int | None = field(default=None, metadata={"json": False})  # clicks, where so many without an order rule chance out
    confidence: float = field(default=0.95, metadata={"json": False})


def window(day: date, playbook: Playbook) -> tuple[date, date]:
    """First and last day looked at, as the head of this module says."""
    return (
        day - timedelta(days=playbook.whole("ads.window_days") - 1),
        day - timedelta(days=playbook.whole("ads.growing_days")),
    )


def brief(context: Context) -> Briefing:
    from shopdesk.records import ads
    from shopdesk.records.products import products as known_products
    from shopdesk.steps import ad_losses, ad_plan, ad_whys, bids, keywords

    db, shop = context.db, context.shop.id
    first, last = window(context.day, context.playbook)
    seen_first, seen_last = ads.ad_days(db, shop, context.day)
    looked = week.look(context)
    gate = Gate(bool(looked.verdict.gate_closed), week.gate_why(looked))
    silent = context.playbook.whole("ads.silent_days")
    if seen_first is None or seen_last is None or (context.day - seen_last).days >= silent:
        words = _("No ads in the last {n} days. If you run any, import the keyword report.")
        return _without(context, gate, State.NO_DATA, words.format(n=silent), first, last)
    sums = ads.word_sums(db, shop, first, last)
    if not sums:
        words = _("No keyword figures of {first} to {last}: download the keyword report by day and import it.")
        text = words.format(first=first.isoformat(), last=last.isoformat())
        return _without(context, gate, State.NEEDS, text, first, last)
    known = known_products(db, shop)
    spends = ads.by_day(ads.tool_days(db, shop, first - (last - first) - DAY, context.day))
    products = keywords.products(context, sums, known)
    days = sum(1 for day in spends if first <= day <= last)
    rows = keywords.keywords(context, sums, products, known, gate, seen_first, days)
    losses = ad_losses.losses(context, {word.tool for word in sums}, days)
    details = _details(context, rows, tuple(products.values()), gate, spends, ad_plan.look(context), losses)
    findings = bids.findings(context, details)
    return Briefing(
        "ads",
        context.day,
        State.READY,
        bids.headline(details, findings, context.shop.currency),
        leading.severity(findings),
        details,
        findings,
        _needs(context, seen_last, keywords.lacking(sums)),
        bids.facts(details),
        ad_whys.whys(context, details),
        context.shop.currency,
    )


def _needs(context: Context, seen_last: date, lacking: Sequence[str]) -> tuple[Need, ...]:
    needs = []
    if lacking:
        words = _("The keyword report lacks {columns}: export it again with every column ticked and import it.")
        needs.append(Need("alimama_keyword", words.format(columns=listed(lacking))))
    if seen_last < context.day:
        words = _("Import the keyword report of {first} to {last}.")
        first = seen_last + timedelta(days=1)
        needs.append(Need("alimama_keyword", words.format(first=first.isoformat(), last=context.day.isoformat())))
    return tuple(needs)


def _without(context: Context, gate: Gate, state: State, text: str, first: date, last: date) -> Briefing:
    line = break_even_roi(context.playbook["ads.margin"])
    details = AdsDetails((), (), gate, first, last, None, None, None, line, True)
    needs = (Need("alimama_keyword", text),)
    return Briefing("ads", context.day, state, text, Severity.UNKNOWN, details, needs=needs, currency=context.shop.currency)


def thresholds(playbook: Playbook) -> AdThresholds:
    return AdThresholds(
        margin=playbook["ads.margin"],
        usual_conversion=playbook["ads.usual_conversion"],
        target_over_break_even=playbook["ads.target_roi_factor"],
        window_days=playbook.whole("ads.window_days"),
        raise_step=playbook["ads.raise_step"],
        lower_step_least=playbook["ads.lower_least"],
        lower_step_most=playbook["ads.lower_most"],
        ceiling_over_average_cpc=playbook["ads.ceiling"],
        condemn_clicks=playbook.whole("ads.condemn_clicks"),
        add_orders=playbook.whole("ads.add_orders"),
        spend_orders=playbook["ads.spend_orders"],
        confidence=playbook["ads.confidence"],
        false_discovery=playbook["ads.false_discovery"],
        false_rise=playbook["ads.false_rise"],
        cooldown_days=playbook.whole("ads.cooldown_days"),
        safe_orders=playbook.whole("ads.protected_orders"),
        new_days=playbook.whole("ads.first_days"),
        picture_impressions=playbook.whole("ads.picture_impressions"),
    )


def _details(
    context: Context,
    rows: tuple[KeywordRow, ...],
    products: tuple[AdProductRow, ...],
    gate: Gate,
    spends: Mapping[date, AdSpend],
    plan: AdPlan | None,
    losses: tuple[Loss, ...],
) -> AdsDetails:
    from shopdesk.records.ads import add_up

    first, last = window(context.day, context.playbook)
    settled = [spend for day, spend in spends.items() if first <= day <= last]
    whole, today = add_up(settled), spends.get(context.day)
    before = add_up([spend for day, spend in spends.items() if day < first])
    margin = _blended(products) if products else context.playbook["ads.margin"]
    spend, sales = whole.spend_minor, whole.sales_minor
    interval = none_of = None
    if whole.clicks and whole.orders is not None and spend is not None and sales is not None:
        figures = KeywordFigures(whole.clicks, whole.orders, spend, sales)
        verdict = judge_keyword(figures, Economics(margin), thresholds=thresholds(context.playbook))
        interval, none_of = verdict.roi_interval, whole.clicks if verdict.reason is Reason.NO_ORDER else None
    return AdsDetails(
        rows,
        products,
        gate,
        first,
        last,
        spend,
        today.spend_minor if today else None,
        None if sales is None or not spend else sales / spend,
        break_even_roi(margin) if margin > 0 else None,
        any(product.margin_assumed for product in products),
        interval.low if interval else None,
        interval.high if interval else None,
        sales,
        len(settled),
        before.sales_minor / before.spend_minor if before.sales_minor is not None and before.spend_minor else None,
        _moved(before, whole, context.playbook["ads.confidence"]),
        plan,
        losses,
        none_of,
        context.playbook["ads.confidence"],
    )


def _moved(before: AdSpend, after: AdSpend, confidence: float) -> bool | None:
    """Whether the ROI moved by more than the chance of orders; clicks, their cost and average spend are taken as they are."""
    figures = []
    for side in (before, after):
        if not side.clicks or not side.orders or not side.spend_minor or not side.sales_minor:
            return None
        figures.append(KeywordFigures(side.clicks, min(side.orders, side.clicks), side.spend_minor, side.sales_minor))
    interval = roi_change(*figures, confidence=confidence)
    return 0.0 not in interval


def _blended(products: tuple[AdProductRow, ...]) -> float:
    """The margin of everything advertised, by what it sold; by what it cost where nothing sold."""
    for weights in ([p.sales_minor or 0 for p in products], [p.spend_minor or 0 for p in products], [1] * len(products)):
        if sum(weights):
            break
    return sum(p.margin * weight for p, weight in zip(products, weights, strict=True)) / sum(weights)


# --- verbs ---------------------------------------------------------------------------------------------------------


def decide(
    store: Store,
    shop: ShopInfo,
    product_id: str,
    keyword: str,
    decision: str,
    day: date,
    shown: KeywordRow | None = None,
) -> None:
    """What the operator decided on a word on the morning that judges `day`: one of VERDICTS, or "" to take it back.

    It goes into the journal with what was `shown`; another decision on the same morning takes its place.
    """
    from shopdesk.models import KeywordDecision, KeywordMark
    from shopdesk.records import ads

    decision = checked.choice(decision, (*VERDICTS, ""), _("The decision"))
    with store.change(shop.id, _("decision on a word")) as change:
        before = ads.marks(change.db, shop.id).get((product_id, keyword))
        replaced = before.decided_on if before and before.decided_on and not decision else day
        for entry in ads.decisions(change.db, shop.id, replaced, replaced):
            if (entry.product_id, entry.keyword) == (product_id, keyword):
                change.drop(KeywordDecision, id=entry.id)
        change.put(
            KeywordMark,
            shop_id=shop.id,
            product_id=product_id,
            keyword=keyword,
            decision=decision,
            decided_on=day if decision else None,
        )
        if decision:
            change.add(
                KeywordDecision,
                shop_id=shop.id,
                product_id=product_id,
                keyword=keyword,
                decided_on=day,
                decision=decision,
                proposed=shown.verdict if shown else "",
                clicks=shown.clicks if shown else None,
                orders=shown.orders if shown else None,
                spend_minor=shown.spend_minor if shown else None,
                sales_minor=shown.sales_minor if shown else None,
            )


def protect(store: Store, shop: ShopInfo, product_id: str, keyword: str, on: bool) -> None:
    """Protect a word from ever being deleted, or no longer."""
    from shopdesk.models import KeywordMark

    with store.change(shop.id, _("protected word")) as change:
        change.put(KeywordMark, shop_id=shop.id, product_id=product_id, keyword=keyword, protected=on)
