"""What is said of paid words: the reason of a verdict, the findings with the money they are worth, the figures' explanation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shopdesk.steps import ad_losses, ad_plan
from shopdesk.steps.ad_whys import PICTURE_SETTINGS, SETTINGS, WORD_SETTINGS, explain, report, roi_why, sure
from shopdesk.steps.ads import ACTS
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.keywords import lacking
from shopdesk.text import _, clauses, listed, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.ads import AdProductRow, AdsDetails, KeywordRow

CHECK_AFTER = timedelta(days=7)  # whole weeks, so that weekdays do not decide it


# --- findings ------------------------------------------------------------------------------------------------------


def findings(context: Context, details: AdsDetails) -> tuple[Finding, ...]:
    """What to do, the most money first; then the gate, and one line for all the words that cannot be told yet."""
    acts = [
        *_words(context, details),
        *ad_losses.findings(context, details),
        *_pictures(context, details),
        *_whole(context, details),
    ]
    acts.sort(key=lambda finding: (finding.severity is not Severity.ACT, -abs(finding.worth_minor or 0), finding.key))
    plan = details.plan
    off_plan = ad_plan.findings(context, plan, details.gate.closed) if plan else ()
    return (*acts, *off_plan, *_rest(details))


def _words(context: Context, details: AdsDetails) -> Iterator[Finding]:
    """The words worth the most one by one, the others of a verdict in one line."""
    same: dict[str, list[KeywordRow]] = defaultdict(list)
    for row in details.keywords:
        if row.verdict in ACTS and not row.settled:
            same[f"ads:{row.verdict}:{row.product_id}:{row.keyword}"].append(row)
    ranked = sorted(same.items(), key=lambda item: (-abs(_sum_of_worth(item[1]) or 0), item[0]))
    most = context.playbook.whole("ads.findings")
    products = {product.product_id: product for product in details.products}
    for key, rows in ranked[:most]:
        yield _of_word(context, details, key, rows, products.get(rows[0].product_id))
    for verdict in ACTS:
        rest = [row for _key, rows in ranked[most:] for row in rows if row.verdict == verdict]
        if rest:
            yield _of_rest(context, verdict, rest)


def _sum_of_worth(rows: list[KeywordRow]) -> int | None:
    known = [row.worth_minor for row in rows if row.worth_minor is not None]
    return sum(known) if known else None


def _of_word(context: Context, details: AdsDetails, key: str, rows: list[KeywordRow], product: AdProductRow | None) -> Finding:
    row, worth, currency = rows[0], _sum_of_worth(rows), context.shop.currency
    text = _("{what}: {why}").format(what=_what(row, currency), why=row.why)
    if len(rows) > 1:
        campaigns = listed(safe(row.campaign) for row in rows)
        text = _("{text} (and in other campaigns: {campaigns})").format(text=text, campaigns=campaigns)
    why = explain(details, row, currency)
    return Finding(key, "R31", Severity.ACT, text, _evidence(row), _task(context, row, product, worth), worth, why)


def _of_rest(context: Context, verdict: str, rows: list[KeywordRow]) -> Finding:
    words = {
        "delete": _("{n} more words to delete, each of less worth"),
        "lower": _("{n} more words to lower, each of less worth"),
        "raise": _("{n} more words to raise, each of less worth"),
        "add": _("{n} more search terms to add"),
    }[verdict]
    text = words.format(n=number(len(rows)))
    why = Why(
        text,
        _("They are in the table below those named one by one; / filters it."),
        tuple((safe(row.keyword), row.why) for row in rows[:10]),
        rule="R31",
        settings=("ads.findings",),
    )
    proposal = Proposal("promotion", text, check_on=context.today + CHECK_AFTER)
    return Finding(f"ads:more:{verdict}", "R31", Severity.ACT, text, {"words": len(rows)}, proposal, _sum_of_worth(rows), why)


def _what(row: KeywordRow, currency: str) -> str:
    return {
        "delete": _("Delete “{word}”"),
        "lower": _("Lower “{word}” to {bid}"),
        "raise": _("Raise “{word}” to {bid}"),
        "add": _("Add “{word}” at {bid}"),
    }[row.verdict].format(word=safe(row.keyword), bid=money(row.bid_minor, currency, cents=True))


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
        words = _("Change the picture of “{title}”: {ctr} click, at least {usual} would be usual")
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
                _(
                    "clicks / impressions; usual: {kept} of its median day before, or {share} of what the shop's others draw"
                ).format(
                    kept=percent(1 - context.playbook["ads.picture_fall"], 0),
                    share=percent(context.playbook["ads.sibling_ctr"], 0),
                ),
                (
                    (_("impressions"), number(product.impressions)),
                    (_("clicks"), number(product.clicks)),
                    (_("usual click rate, at least"), usual),
                    report(details),
                ),
                threshold=_("changed where even the upper bound ({sure}) is under the usual").format(
                    sure=sure(details.confidence)
                ),
                rule="R30",
                settings=PICTURE_SETTINGS,
            ),
        )


def _whole(context: Context, details: AdsDetails) -> Iterator[Finding]:
    """Paid traffic as a whole against break-even (R32)."""
    line, roi = details.break_even_roi, details.roi
    spend, sales = details.spend_minor, details.sales_minor
    if roi is None or spend is None or sales is None or (line is not None and roi >= line):
        return
    surely = line is None or details.none_of is not None or (details.roi_high is not None and details.roi_high < line)
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
            _("Cut what loses money until paid traffic breaks even")
            if surely
            else _("No more money for ads until they break even"),
            _("ROI of all ads"),
            _("ROI over {line}").format(line=number(line, 1)),
            context.today + CHECK_AFTER,
        ),
        round(loss / details.days) if details.days else None,
        roi_why(context, details),
    )


def _rest(details: AdsDetails) -> Iterator[Finding]:
    if details.gate.closed:
        text = _("No word is raised or added while the page gate is closed.")
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
            settings=(*WORD_SETTINGS, *SETTINGS["watch"]),
        )
        yield Finding("ads:watch", "R31", Severity.UNKNOWN, text, {"words": len(open_words)}, why=why)


def _clicks_needed(row: KeywordRow) -> str:
    if row.needs is None:
        return _("{n} clicks so far").format(n=number(row.clicks))
    return _("{n} clicks so far, {more} more to tell").format(n=number(row.clicks), more=number(row.needs))


# --- the step as a whole ---------------------------------------------------------------------------------------------


def headline(details: AdsDetails, found: tuple[Finding, ...], currency: str) -> str:
    words = _("ROI {roi}, break-even {line}")
    if details.margin_assumed:
        partly = not all(product.margin_assumed for product in details.products)
        words = (
            _("ROI {roi}, break-even {line} (margin partly assumed)")
            if partly
            else _("ROI {roi}, break-even {line} (margin assumed)")
        )
    text = words.format(roi=number(details.roi, 1), line=number(details.break_even_roi, 1))
    acts = [finding for finding in found if finding.severity is Severity.ACT]
    watched = sum(finding.severity is Severity.WATCH for finding in found)
    if not acts and watched:
        return ngettext("{text}; {n} thing to watch", "{text}; {n} things to watch", watched).format(text=text, n=watched)
    if not acts and (columns := lacking(details.keywords)):
        return _("{text}; the keyword report lacks {columns}").format(text=text, columns=listed(columns))
    if not acts:
        return _("{text}; nothing to change").format(text=text)
    again = ("ads:roi", "ads:line:")  # all ads together are the words again, and so are most lines
    worths = [finding.worth_minor or 0 for finding in acts if not finding.key.startswith(again)]
    lost, gained = -sum(worth for worth in worths if worth < 0), sum(worth for worth in worths if worth > 0)
    lost = max(lost, _lost(details, True)) + _lost(details, False)
    said = [
        _("{amount} lost a day").format(amount=money(lost, currency)) if lost else "",
        _("{amount} a day may be gained").format(amount=money(gained, currency)) if gained else "",
    ]
    return clauses([_("{text}; {n} to act on").format(text=text, n=len(acts)), *said])


def _lost(details: AdsDetails, of_words: bool) -> int:
    return -sum(loss.a_day_minor for loss in details.losses if loss.of_words is of_words)


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
