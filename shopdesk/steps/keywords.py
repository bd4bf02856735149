"""Advertised products and their words: figures put together, and the verdict on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.ads import AdThresholds, Economics, KeywordFigures, break_even_roi, picture_verdict
from shopdesk.analysis.keywords import Action, KeywordVerdict, Needs, Reason, judge_keywords
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.ad_reasons import Reasons
from shopdesk.steps.ads import VERDICTS, AdProductRow, Gate, KeywordRow, thresholds, window
from shopdesk.steps.margins import Margin, margins
from shopdesk.text import _, listed

if TYPE_CHECKING:
    from shopdesk.records.ads import Mark, WordSums
    from shopdesk.records.products import ProductInfo
    from shopdesk.steps.briefing import Context


_STEPS = ("raise", "lower")  # decisions after which a word's bid stays for a while


@dataclass(slots=True)
class _Case:
    """A word and what it is judged by; `figures` is None where its report lacks orders, sales or cost."""

    word: WordSums
    mark: Mark | None
    is_keyword: bool
    figures: KeywordFigures | None
    economics: Economics


# --- products ------------------------------------------------------------------------------------------------------


def products(context: Context, sums: Sequence[WordSums], known: Mapping[str, ProductInfo]) -> dict[str, AdProductRow]:
    """The advertised products, the most spent on first, with their margins and pictures. `known`: every product by its id."""
    from shopdesk.records import ads

    words: dict[str, list[WordSums]] = defaultdict(list)
    for row in sums:
        words[row.product_id].append(row)
    limits, earned = thresholds(context.playbook), margins(context, words, known)
    rows = [_product(key, mine, known.get(key), earned[key], limits) for key, mine in words.items()]
    first, _last = window(context.day, context.playbook)
    past = ads.click_rates(context.db, context.shop.id, first - timedelta(days=limits.window_days), first - timedelta(days=1))
    rows = [_with_picture(context, row, rows, past.get(row.product_id, ()), limits) for row in rows]
    rows.sort(key=lambda row: (-(row.spend_minor or 0), row.product_id))
    return {row.product_id: row for row in rows}


def _product(
    product_id: str, words: Sequence[WordSums], info: ProductInfo | None, earned: Margin, limits: AdThresholds
) -> AdProductRow:
    margin = earned.rate
    clicks, impressions = _known(w.clicks for w in words), _known(w.impressions for w in words)
    spend, sales = _all(w.spend_minor for w in words), _all(w.sales_minor for w in words)
    orders = _all(w.orders for w in words)
    ranked = sum(w.ranked_impressions for w in words)
    return AdProductRow(
        product_id,
        info.title if info else "",
        impressions,
        clicks,
        spend,
        orders,
        sales,
        _ratio(clicks, impressions),
        _ratio(spend, clicks),
        _ratio(orders, clicks),
        _ratio(sales, spend),
        _ratio(sum((w.rank or 0.0) * w.ranked_impressions for w in words), ranked),
        margin,
        earned.assumed,
        "unknown",
        break_even_roi=break_even_roi(margin) if margin > 0 else None,
        target_roi=Economics(margin).target(limits) if margin > 0 else None,
        earned=earned,
    )


def _with_picture(
    context: Context, row: AdProductRow, rows: Sequence[AdProductRow], past: Sequence[float], limits: AdThresholds
) -> AdProductRow:
    """Held against the product's own median day of the weeks before, and against what the shop's other products draw."""
    least = limits.picture_impressions
    others = [r.ctr for r in rows if r is not row and r.ctr and (r.impressions or 0) >= least]
    kept = 1 - context.playbook["ads.picture_fall"]
    lines = [median(past) * kept] if len(past) >= context.playbook.whole("ads.history_days") else []
    lines += [median(others) * context.playbook["ads.sibling_ctr"]] if others else []
    if not lines or row.impressions is None or row.clicks is None:
        return row
    verdict = picture_verdict(row.impressions, row.clicks, max(lines), limits).verdict
    names: dict[Verdict, Literal["change", "fine", "unknown"]]
    names = {Verdict.ACT: "change", Verdict.FINE: "fine", Verdict.UNKNOWN: "unknown"}
    return replace(row, picture=names[verdict], usual_ctr=max(lines))


# --- words ---------------------------------------------------------------------------------------------------------


def keywords(
    context: Context,
    sums: Sequence[WordSums],
    advertised: Mapping[str, AdProductRow],
    known: Mapping[str, ProductInfo],
    gate: Gate,
    seen_first: date,
    days: int,
) -> tuple[KeywordRow, ...]:
    """Every keyword, and the search terms worth a bid: what to act on first, the most money first.

    `seen_first` is the shop's first day with ads: of a word that ran on it nobody knows how old it is. `days` is how many
    days of the window had ads.
    """
    from shopdesk.records import ads

    db, shop, limits = context.db, context.shop.id, thresholds(context.playbook)
    first, last = window(context.day, context.playbook)
    marks = ads.marks(db, shop)
    made = ads.decisions(db, shop, context.day - timedelta(days=limits.cooldown_days), context.day)
    stepped = {(one.product_id, one.keyword): one.decided_on for one in reversed(made) if one.decision in _STEPS}
    later = ads.clicked(db, shop, last + timedelta(days=1), context.day)
    terms = ads.word_sums(db, shop, first, last, "search_term")
    if terms:
        running = {_key(*key) for key in later} | {_key(word.product_id, word.keyword) for word in sums}
        terms = [term for term in terms if _key(term.product_id, term.keyword) not in running]
    economics = _economics(context, advertised, known)
    cases = []
    for words, is_keyword in ((sums, True), (terms, False)):
        for word in words:
            key = (word.product_id, word.keyword)
            mark = marks.get(key)
            figures = _figures(context.day, word, mark, stepped.get(key), seen_first, is_keyword)
            cases.append(_Case(word, mark, is_keyword, figures, economics(word.product_id)))
    judged = iter(
        judge_keywords(
            [(case.figures, case.economics) for case in cases if case.figures],
            gate_closed=gate.closed,
            thresholds=limits,
        )
    )
    reasons = Reasons(limits, context.shop.currency)
    rows = []
    for case in cases:
        verdict = next(judged) if case.figures else None
        if case.is_keyword or (verdict and (verdict.action is Action.ADD or verdict.reason is Reason.PAGE_GATE)):
            clicks = (case.word.last_click, later.get((case.word.product_id, case.word.keyword)))
            settled = case.mark is not None and _settled(context.day, case.mark, max(filter(None, clicks), default=None), limits)
            why = (
                reasons.say(verdict, case.figures, case.economics)
                if verdict and case.figures
                else _("its report lacks {columns}").format(columns=listed(lacking([case.word])))
            )
            rows.append(_row(case, verdict, why, settled, _worth(case, verdict, advertised, days)))
    place = {verdict: number for number, verdict in enumerate(VERDICTS)}
    rows.sort(
        key=lambda row: (place[row.verdict], -abs(row.worth_minor or 0), -(row.spend_minor or 0), row.product_id, row.keyword)
    )
    return tuple(rows)


def _worth(case: _Case, verdict: KeywordVerdict | None, advertised: Mapping[str, AdProductRow], days: int) -> int | None:
    """Minor units a day: what a word loses (delete, lower), or else what one step saves (lower) or may earn (raise).

    Of a search term nobody knows what a bid of its own adds.
    """
    word, product = case.word, advertised.get(case.word.product_id)
    if verdict is None or product is None or word.sales_minor is None or word.spend_minor is None or not days:
        return None
    profit = word.sales_minor * product.margin - word.spend_minor
    if verdict.action is Action.DELETE or (verdict.action is Action.LOWER and profit < 0):
        return round(profit / days)
    if verdict.action is Action.LOWER:
        return round(-(verdict.step or 0.0) * word.spend_minor / days)
    if verdict.action is Action.RAISE:
        return round(profit * (verdict.step or 0.0) / days)
    return None


def _key(product_id: str, keyword: str) -> tuple[str, str]:
    return product_id, " ".join(keyword.casefold().split())


def _figures(
    day: date, word: WordSums, mark: Mark | None, stepped: date | None, seen_first: date, is_keyword: bool
) -> KeywordFigures | None:
    """`stepped`: when its bid was last raised or lowered, if that was lately."""
    if not word.clicks and not _clicks_unknown(word):
        return KeywordFigures(0, 0, word.spend_minor or 0, 0, word.impressions, is_keyword=is_keyword)
    if word.clicks is None or word.orders is None or word.sales_minor is None or word.spend_minor is None:
        return None
    return KeywordFigures(
        word.clicks,
        word.orders,
        word.spend_minor,
        word.sales_minor,
        word.impressions,
        None if word.first_day == seen_first else (day - word.first_day).days + 1,
        (day - stepped).days if stepped and stepped <= day else None,
        is_keyword,
        mark is not None and mark.protected,
    )


def lacking(words: Sequence[WordSums | KeywordRow]) -> tuple[str, ...]:
    """The columns that no verdict does without and the report of some clicked word has not."""
    names = {"orders": _("orders from ads"), "sales_minor": _("sales from ads"), "spend_minor": _("spend")}
    clicked = [word for word in words if word.clicks]
    found = [_("clicks")] if any(map(_clicks_unknown, words)) else []
    return (*found, *(said for name, said in names.items() if any(getattr(word, name) is None for word in clicked)))


def _clicks_unknown(word: WordSums | KeywordRow) -> bool:
    """Whether it was clicked, for it cost money, and nobody knows how often."""
    return word.clicks is None and bool(word.spend_minor)


def _economics(
    context: Context, advertised: Mapping[str, AdProductRow], known: Mapping[str, ProductInfo]
) -> Callable[[str], Economics]:
    """What each product's words are judged by: its own figures where it has enough, else the shop's, else the playbook's."""
    enough = context.playbook["ads.enough_orders"]
    everything = advertised.values()
    clicks, orders = _known(p.clicks for p in everything), _known(p.orders for p in everything)
    spend, sales = _known(p.spend_minor for p in everything), _known(p.sales_minor for p in everything)
    usual = _ratio(orders, clicks) if (orders or 0) >= enough else context.playbook["ads.usual_conversion"]
    shop = Economics(context.playbook["ads.margin"], _ratio(sales, orders), usual, _ratio(spend, clicks))

    @cache
    def of(product_id: str) -> Economics:
        product, info = advertised.get(product_id), known.get(product_id)
        if product is None:
            return shop
        return Economics(
            product.margin,
            _ratio(product.sales_minor, product.orders) or (info and info.price_minor) or shop.average_spend_minor,
            product.conversion if (product.orders or 0) >= enough else shop.usual_conversion,
            product.cpc_minor or shop.usual_cpc_minor,
        )

    return of


def _row(case: _Case, verdict: KeywordVerdict | None, why: str, settled: bool, worth: int | None) -> KeywordRow:
    word, mark = case.word, case.mark
    interval = verdict.roi_interval if verdict else None
    return KeywordRow(
        word.tool,
        word.campaign,
        word.product_id,
        word.keyword,
        word.impressions,
        word.clicks,
        word.spend_minor,
        word.orders,
        word.sales_minor,
        _ratio(word.clicks, word.impressions),
        _ratio(word.spend_minor, word.clicks),
        _ratio(word.orders, word.clicks),
        _ratio(word.sales_minor, word.spend_minor),
        word.rank,
        verdict.action.value if verdict else "watch",
        why,
        verdict.needs if verdict and verdict.needs_unit is Needs.CLICKS else None,
        interval.low if interval else None,
        interval.high if interval else None,
        verdict.bid_minor if verdict else None,
        mark is not None and mark.protected,
        mark.decision if mark else "",
        mark.decided_on if mark else None,
        settled,
        worth,
        verdict.control if verdict else None,
    )


def _settled(day: date, mark: Mark, last_click: date | None, limits: AdThresholds) -> bool:
    """Decided lately; or deleted, and without a click since the morning it was decided on."""
    if mark.decided_on is None or mark.decided_on > day:
        return False
    if mark.decision == "delete" and (last_click is None or last_click <= mark.decided_on + timedelta(days=1)):
        return True
    return (day - mark.decided_on).days < limits.cooldown_days


# --- sums ----------------------------------------------------------------------------------------------------------


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below


def _all(values: Iterable[int | None]) -> int | None:
    """The sum; unknown where one of them is."""
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)


def _known(values: Iterable[int | None]) -> int | None:
    """The sum of those known."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
