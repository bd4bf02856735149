"""What is said of paid words: the reason of a verdict, the findings with the money they are worth, the figures' explanation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shopdesk.analysis.ads import AdThresholds, Economics, KeywordFigures, break_even_cpc
from shopdesk.analysis.keywords import KeywordVerdict, Reason
from shopdesk.analysis.rates import zero_orders_needed
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.ads import AdProductRow, AdsDetails, KeywordRow

CHECK_AFTER = timedelta(days=7)  # whole weeks, so that weekdays do not decide it


# --- the reason of a verdict ---------------------------------------------------------------------------------------


def reason(
    verdict: KeywordVerdict | None,
    figures: KeywordFigures | None,
    economics: Economics,
    limits: AdThresholds,
    currency: str,
) -> str:
    """Why a word got its verdict, in one short sentence."""
    if verdict is None or figures is None:
        return _("its report lacks orders, sales or cost")
    interval, line = verdict.roi_interval, 1 / economics.margin if economics.margin > 0 else None
    enough, rate = _rejected(figures, economics, limits)
    if verdict.reason is Reason.FEW_CLICKS and verdict.needs is None:
        return _("too close to the line to tell")
    return _sentences(verdict.reason).format(
        low=number(interval.low if interval else None, 1),
        high=number(interval.high if interval else None, 1),
        line=number(line, 1),
        target=number(economics.target(limits) if line else None, 1),
        clicks=number(figures.clicks),
        orders=number(figures.orders),
        enough=number(enough),
        rate=percent(rate, 0 if round(rate * 100, 1).is_integer() else 1),
        needs=number(verdict.needs),
        cpc=money(figures.cpc_minor, currency, cents=True),
    )


def _sentences(why: Reason) -> str:
    return {
        Reason.SURELY_LOSES: _("ROI is {high} at best, break-even is {line}"),
        Reason.NO_ORDER: _("{enough} clicks would do at {rate}; it has {clicks} and no order"),
        Reason.UNDER_TARGET: _("ROI is {high} at best, under the target {target}"),
        Reason.OVER_TARGET: _("ROI is at least {low}, over the target {target}"),
        Reason.OVER_BREAK_EVEN: _("ROI is at least {low}, over break-even {line}"),
        Reason.FEW_CLICKS: _("{needs} more clicks to tell"),
        Reason.NO_CLICKS: _("no click in these days"),
        Reason.PROTECTED: _("loses money, but is protected: lower it only"),
        Reason.MANY_ORDERS: _("loses money, but brought {orders} orders: lower it only"),
        Reason.NEW: _("new; days until it is judged: {needs}"),
        Reason.COOLING: _("just changed; days until the next step: {needs}"),
        Reason.PAGE_GATE: _("earns well, but the page fails: mend the page first"),
        Reason.CEILING: _("earns well, but {cpc} a click is its ceiling"),
        Reason.CHANCE: _("among so many words one looks like this by chance"),
        Reason.NOT_A_KEYWORD: _("a search term that has not earned a bid yet"),
    }[why]


def _rejected(figures: KeywordFigures, economics: Economics, limits: AdThresholds) -> tuple[int, float]:
    """How many clicks without an order would do, and the conversion they speak against: the usual one or break-even's."""
    rates = [economics.usual_conversion or limits.usual_conversion]
    spend, cpc = economics.average_spend_minor, figures.cpc_minor
    if spend and cpc and economics.margin > 0:
        rates.append(min(1.0, cpc / break_even_cpc(1.0, spend, economics.margin)))
    for rate in sorted(rates):
        enough = max(limits.condemn_clicks, zero_orders_needed(rate, 1 - limits.confidence))
        if enough <= figures.clicks:
            break
    return enough, rate


# --- findings ------------------------------------------------------------------------------------------------------


def findings(context: Context, details: AdsDetails) -> tuple[Finding, ...]:
    """What to do, the most money first; then the gate, and one line for all the words that cannot be told yet."""
    acts = [*_words(context, details), *_pictures(context, details), *_whole(context, details)]
    acts.sort(key=lambda finding: (finding.severity is not Severity.ACT, -abs(finding.worth_minor or 0), finding.key))
    return (*acts, *_rest(details))


def _words(context: Context, details: AdsDetails) -> Iterator[Finding]:
    products = {product.product_id: product for product in details.products}
    same: dict[str, list[KeywordRow]] = defaultdict(list)
    for row in details.keywords:
        if row.verdict in ("delete", "lower", "raise", "add") and not row.settled:
            same[f"ads:{row.verdict}:{row.product_id}:{row.keyword}"].append(row)
    for key, rows in same.items():
        row, currency = rows[0], context.shop.currency
        product = products.get(row.product_id)
        worths = [worth for worth in (_worth(row, product, details.days) for row in rows) if worth is not None]
        worth = round(sum(worths)) if worths else None
        text = _("{what}: {why}").format(what=_what(row, currency), why=row.why)
        if len(rows) > 1:
            campaigns = ", ".join(safe(row.campaign) for row in rows)
            text = _("{text} (and in other campaigns: {campaigns})").format(text=text, campaigns=campaigns)
        yield Finding(
            key,
            "R31",
            Severity.ACT,
            text,
            _evidence(row),
            _task(context, row, product, worth),
            worth,
            explain(details, row, currency),
        )


def _what(row: KeywordRow, currency: str) -> str:
    return {
        "delete": _("Delete “{word}”"),
        "lower": _("Lower “{word}” to {bid}"),
        "raise": _("Raise “{word}” to {bid}"),
        "add": _("Add “{word}” at {bid}"),
    }[row.verdict].format(word=safe(row.keyword), bid=money(row.bid_minor, currency, cents=True))


def _worth(row: KeywordRow, product: AdProductRow | None, days: int) -> float | None:
    """Minor units a day: what a word loses (delete), pays beyond its target (lower), or one step more may earn (raise).

    Of a search term nobody knows what a bid of its own adds.
    """
    if row.verdict == "add" or product is None or row.sales_minor is None or row.spend_minor is None or not days:
        return None
    profit = row.sales_minor * product.margin - row.spend_minor
    if row.verdict == "lower" and product.target_roi:
        return (row.sales_minor / product.target_roi - row.spend_minor) / days
    if row.verdict == "raise" and row.bid_minor and row.cpc_minor:
        return profit * (row.bid_minor / row.cpc_minor - 1) / days
    return profit / days


def _task(context: Context, row: KeywordRow, product: AdProductRow | None, worth: int | None) -> Proposal:
    currency = context.shop.currency
    target = number(product.target_roi if product else None, 1)
    line = number(product.break_even_roi if product else None, 1)
    metric, expect = {
        "delete": (_("spend of the word"), _("saves {amount} a day").format(amount=money(abs(worth or 0), currency))),
        "lower": (_("ROI of the word"), _("ROI towards {target}").format(target=target)),
        "raise": (_("orders and ROI of the word"), _("more orders, ROI still over {target}").format(target=target)),
        "add": (_("orders and ROI of the word"), _("orders at an ROI over {line}").format(line=line)),
    }[row.verdict]
    return Proposal("promotion", _what(row, currency), metric, expect, context.today + CHECK_AFTER)


def _evidence(row: KeywordRow) -> Mapping[str, Any]:
    names = ("tool", "campaign", "product_id", "keyword", "clicks", "orders", "spend_minor", "sales_minor", "cpc_minor")
    return {name: getattr(row, name) for name in (*names, "roi", "roi_low", "roi_high", "bid_minor")}


def _pictures(context: Context, details: AdsDetails) -> Iterator[Finding]:
    for product in details.products:
        if product.picture != "change" or product.ctr is None or product.usual_ctr is None:
            continue
        title, usual = safe(product.title or product.product_id), percent(product.usual_ctr, 2)
        words = _("Change the picture of “{title}”: {ctr} click, {usual} would be usual")
        metric = _("click rate of the product's ads")
        yield Finding(
            f"ads:picture:{product.product_id}",
            "R30",
            Severity.ACT,
            words.format(title=title, ctr=percent(product.ctr, 2), usual=usual),
            {name: getattr(product, name) for name in ("product_id", "impressions", "clicks", "ctr", "usual_ctr")},
            Proposal(
                "design",
                _("New first picture for “{title}”").format(title=title),
                metric,
                _("click rate back to {usual}").format(usual=usual),
                context.today + CHECK_AFTER,
            ),
            why=Why(
                metric,
                _("clicks / impressions; usual: its median day of the weeks before, or 3/4 of what the shop's others draw"),
                (
                    (_("impressions"), number(product.impressions)),
                    (_("clicks"), number(product.clicks)),
                    (_("usual click rate"), usual),
                    _report(details),
                ),
                threshold=_("changed where even the upper bound (95 %) is under the usual"),
                rule="R30",
            ),
        )


def _whole(context: Context, details: AdsDetails) -> Iterator[Finding]:
    """Paid traffic as a whole against break-even (R32)."""
    line, roi = details.break_even_roi, details.roi
    spend, sales = details.spend_minor, details.sales_minor
    if roi is None or spend is None or sales is None or (line is not None and roi >= line):
        return
    surely = line is None or (details.roi_high is not None and details.roi_high < line)
    words = _("Paid traffic as a whole: ROI {roi}, break-even is {line}")
    if not surely:
        words = _("Paid traffic as a whole: ROI {roi} is under break-even {line}, but chance alone may do that")
    loss = (sales / line if line else 0.0) - spend
    yield Finding(
        "ads:roi",
        "R32",
        Severity.ACT if surely else Severity.WATCH,
        words.format(roi=number(roi, 1), line=number(line, 1)),
        {"roi": roi, "break_even_roi": line, "spend_minor": spend, "sales_minor": sales},
        Proposal(
            "promotion",
            _("Cut what loses money until paid traffic breaks even"),
            _("ROI of all ads"),
            _("ROI over {line}").format(line=number(line, 1)),
            context.today + CHECK_AFTER,
        ),
        round(loss / details.days) if details.days else None,
        _roi_why(context, details),
    )


def _rest(details: AdsDetails) -> Iterator[Finding]:
    if details.gate.closed:
        text = _("No word is raised or added while the page fails.")
        yield Finding("ads:gate", "R64", Severity.WATCH, text, {"why": details.gate.why})
    open_words = [row for row in details.keywords if row.verdict == "watch"]
    if open_words:
        text = ngettext("{n} word cannot be told yet", "{n} words cannot be told yet", len(open_words))
        text = text.format(n=number(len(open_words)))
        why = Why(
            title=text,
            formula=_("A word is judged once the bounds of its ROI lie on one side of the line; until then it is watched."),
            inputs=tuple((safe(row.keyword), _clicks_needed(row)) for row in open_words[:10]),
            rule="R31",
        )
        yield Finding("ads:watch", "R31", Severity.UNKNOWN, text, {"words": len(open_words)}, why=why)


def _clicks_needed(row: KeywordRow) -> str:
    if row.needs is None:
        return _("{n} clicks so far").format(n=number(row.clicks))
    return _("{n} clicks so far, {more} more to tell").format(n=number(row.clicks), more=number(row.needs))


# --- the step as a whole -------------------------------------------------------------------------------------------


def headline(details: AdsDetails, found: tuple[Finding, ...], currency: str) -> str:
    words = _("ROI {roi}, break-even {line}")
    if details.margin_assumed:
        words = _("ROI {roi}, break-even {line} (margin assumed)")
    text = words.format(roi=number(details.roi, 1), line=number(details.break_even_roi, 1))
    acts = [finding for finding in found if finding.severity is Severity.ACT]
    lost = sum(finding.worth_minor or 0 for finding in acts if finding.key.startswith(("ads:delete:", "ads:lower:")))
    if not acts:
        return _("{text}; nothing to change").format(text=text)
    if not lost:
        return _("{text}; {n} to act on").format(text=text, n=len(acts))
    return _("{text}; {n} to act on, {lost} a day").format(text=text, n=len(acts), lost=money(lost, currency, sign=True))


def facts(details: AdsDetails) -> dict[str, Any]:
    verdicts = [row.verdict for row in details.keywords]
    return {
        "spend_minor": details.spend_minor,
        "sales_minor": details.sales_minor,
        "day_spend_minor": details.day_spend_minor,
        "roi": details.roi,
        "break_even_roi": details.break_even_roi,
        "from": details.window_from,
        "to": details.window_to,
        "verdicts": {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))},
    }


def whys(context: Context, details: AdsDetails) -> dict[str, Why]:
    currency = context.shop.currency
    spend = money(details.spend_minor, currency, cents=True)
    assumed = percent(context.playbook["ads.margin"], 0)
    return {
        "roi": _roi_why(context, details),
        "spend": Why(
            _("Spend"),
            _("what every tool spent; a tool's reports by keyword, product or campaign tell of the same money"),
            ((_("spend"), spend), (_("days with ads"), number(details.days)), _report(details)),
            rule="R32",
        ),
        "day_spend": Why(
            _("Spend of the day"),
            _("what every tool spent; a tool's reports by keyword, product or campaign tell of the same money"),
            ((context.day.isoformat(), money(details.day_spend_minor, currency, cents=True)),),
            rule="R32",
        ),
        "break_even_roi": Why(
            _("Break-even ROI"),
            _("1 / gross margin; margin = (price − cost) / price, by what each product sold"),
            ((_("assumed where cost or price is not filled in"), assumed),),
            rule="R96",
        ),
        "gate": Why(_("Page gate"), details.gate.why, rule="R64"),
    }


def explain(details: AdsDetails, row: KeywordRow, currency: str) -> Why:
    """What `?` says of a word; made for the row that is asked for."""
    product = next((product for product in details.products if product.product_id == row.product_id), None)
    line, target = (product.break_even_roi, product.target_roi) if product else (details.break_even_roi, None)
    margin = percent(product.margin, 0) if product else "–"
    if product and product.margin_assumed:
        margin = _("{margin}, assumed").format(margin=margin)
    bounds = ""
    if row.roi_low is not None:
        bounds = _("ROI {low} to {high} (95 %)").format(low=number(row.roi_low, 2), high=number(row.roi_high, 2))
    return Why(
        safe(row.keyword),
        _("ROI = sales / cost; its range is that of orders / clicks, times average spend / cost of a click"),
        (
            (_("clicks"), number(row.clicks)),
            (_("orders from ads"), number(row.orders)),
            (_("spend"), money(row.spend_minor, currency, cents=True)),
            (_("sales from ads"), money(row.sales_minor, currency, cents=True)),
            (_("cost of a click"), money(row.cpc_minor, currency, cents=True)),
            (_("margin"), margin),
            _report(details),
        ),
        bounds,
        _("break-even {line}, target {target}").format(line=number(line, 2), target=number(target, 2)),
        "R31",
    )


def _roi_why(context: Context, details: AdsDetails) -> Why:
    currency = context.shop.currency
    bounds = _("ROI {low} to {high} (95 %)").format(low=number(details.roi_low, 2), high=number(details.roi_high, 2))
    return Why(
        _("ROI of all ads"),
        _("sales / cost over the days whose orders are in"),
        (
            (_("spend"), money(details.spend_minor, currency, cents=True)),
            (_("sales from ads"), money(details.sales_minor, currency, cents=True)),
            _report(details),
        ),
        bounds if details.roi_low is not None else "",
        _("break-even {line}").format(line=number(details.break_even_roi, 2)),
        "R32",
    )


def _report(details: AdsDetails) -> tuple[str, str]:
    first, last = details.window_from, details.window_to
    days = _("keyword report, {first} to {last}; newer days still grow")
    return _("report"), days.format(first=first and first.isoformat(), last=last and last.isoformat())
