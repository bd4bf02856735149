"""What `?` says of paid words and of all ads together: formula, figures, interval, line, rule, and the thresholds behind it."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from shopdesk.steps import ad_plan
from shopdesk.steps.briefing import Context, Why
from shopdesk.text import _, clip, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.ads import AdProductRow, AdsDetails, KeywordRow

WORD_SETTINGS = ("ads.margin", "ads.target_roi_factor", "ads.confidence", "ads.condemn_clicks", "ads.spend_orders")
SETTINGS = {  # and, of each verdict, those that it rests on besides
    "delete": ("ads.usual_conversion", "ads.enough_orders", "ads.false_discovery", "ads.protected_orders", "ads.first_days"),
    "lower": ("ads.false_discovery", "ads.lower_least", "ads.lower_most", "ads.cooldown_days", "ads.protected_orders"),
    "raise": ("ads.false_rise", "ads.raise_step", "ads.ceiling", "ads.cooldown_days"),
    "add": ("ads.false_rise", "ads.add_orders", "ads.ceiling"),
    "keep": ("ads.false_rise", "ads.ceiling"),
    "watch": ("ads.usual_conversion", "ads.enough_orders", "ads.false_discovery", "ads.first_days", "ads.cooldown_days"),
}
PICTURE_SETTINGS = ("ads.picture_impressions", "ads.sibling_ctr", "ads.picture_fall", "ads.history_days", "ads.confidence")
NAMED = 3  # products whose margin is named
WINDOW_SETTINGS = ("ads.window_days", "ads.growing_days")


def whys(context: Context, details: AdsDetails) -> dict[str, Why]:
    currency = context.shop.currency
    spend = money(details.spend_minor, currency, cents=True)
    assumed = percent(context.playbook["ads.margin"], 0)
    return {
        "roi": roi_why(context, details),
        "spend": Why(
            _("Spend"),
            _("what every tool spent; a tool's reports by keyword, product or campaign tell of the same money"),
            ((_("spend"), spend), (_("days with ads"), number(details.days)), report(details)),
            rule="R32",
            settings=(*WINDOW_SETTINGS, "ads.silent_days"),
        ),
        "day_spend": Why(
            _("Spend of the day"),
            _("what every tool spent; a tool's reports by keyword, product or campaign tell of the same money"),
            ((context.day.isoformat(), money(details.day_spend_minor, currency, cents=True)),),
            rule="R32",
        ),
        "break_even_roi": Why(
            _("Break-even ROI"),
            _("1 / gross margin; margin = (what was paid − units × cost) / what was paid, by what each product sold through ads"),
            (*earned(details, currency), (_("assumed where cost or price is not filled in"), assumed)),
            rule="R96",
            settings=("ads.margin",),
        ),
        "gate": Why(_("Page gate"), details.gate.why, rule="R64", settings=("page.bounce_fail", "page.depth_pass")),
        **(
            {"pace": ad_plan.pace_why(context, details.plan), "plan": ad_plan.shares_why(context, details.plan)}
            if details.plan
            else {}
        ),
    }


def explain(details: AdsDetails, row: KeywordRow, currency: str) -> Why:
    """What `?` says of a word; made for the row that is asked for."""
    product = next((product for product in details.products if product.product_id == row.product_id), None)
    line, target = (product.break_even_roi, product.target_roi) if product else (details.break_even_roi, None)
    margin = product.earned.said(currency) if product and product.earned else "–"
    bounds = ""
    if row.roi_low is not None:
        bounds = _("ROI {low} to {high} ({sure})").format(
            low=number(row.roi_low, 2), high=number(row.roi_high, 2), sure=sure(details.confidence)
        )
    lines = _("break-even {line}, target {target}")
    if row.control is not None:
        lines = _("break-even {line}, target {target}; of many words the chance above decides, not the range")
    return Why(
        safe(row.keyword),
        _(
            "ROI = sales / cost; its range is that of orders / clicks, times average spend / CPC "
            "(with few orders mostly the product's)"
        ),
        (
            (_("clicks"), number(row.clicks)),
            (_("orders from ads"), number(row.orders)),
            (_("spend"), money(row.spend_minor, currency, cents=True)),
            (_("sales from ads"), money(row.sales_minor, currency, cents=True)),
            (_("cost of a click"), money(row.cpc_minor, currency, cents=True)),
            (_("margin"), margin),
            *worth(details, row, currency),
            *chance(row),
            report(details),
        ),
        bounds,
        lines.format(line=number(line, 2), target=number(target, 2)),
        "R31",
        (*WORD_SETTINGS, *SETTINGS[row.verdict], *WINDOW_SETTINGS),
    )


def worth(details: AdsDetails, row: KeywordRow, currency: str) -> tuple[tuple[str, str], ...]:
    """What the verdict is worth a day, and how that was reckoned."""
    amount, n = row.worth_minor, number(details.days)
    if amount is None or row.verdict not in ("delete", "lower", "raise"):
        return ()
    if row.verdict == "raise":
        words = _("{amount}: (sales × margin − spend) × step of the bid / {n} days with ads")
    elif amount < 0 or row.verdict == "delete":
        words = _("{amount}: (sales × margin − spend) / {n} days with ads")
    else:
        words = _("{amount}: spend × step of the bid / {n} days with ads, at as many clicks")
    return ((_("worth a day"), words.format(amount=money(amount, currency, sign=True, cents=True), n=n)),)


def sure(share: float) -> str:
    """How sure a range is: "95 %"."""
    return percent(share, 0 if round(share * 100, 1).is_integer() else 1)


def chance(row: KeywordRow) -> tuple[tuple[str, str], ...]:
    """The test that decided, or the one that a watched word has not passed yet."""
    control = row.control
    if control is None:
        return ()
    if not row.orders:
        seen = _("no order in {clicks} clicks at a true conversion of {rate}: {chance} likely")
    elif row.verdict in ("raise", "add", "keep"):
        seen = _("{orders} orders or more in {clicks} clicks at a true conversion of {rate}: {chance} likely")
    else:
        seen = _("{orders} orders or fewer in {clicks} clicks at a true conversion of {rate}: {chance} likely")
    seen = seen.format(
        orders=number(row.orders), clicks=number(row.clicks), rate=percent(control.rate, 2), chance=_small(control.chance)
    )
    n = control.tests
    allowed = ngettext("at most {allowed}, as {n} word is judged", "at most {allowed}, as {n} words are judged at once", n)
    allowed = allowed.format(allowed=_small(control.allowed), n=number(n))
    return (_("chance"), seen), (_("chance that may be"), allowed)


def _small(share: float) -> str:
    """A chance with two digits that count: 12 %, 0.016 %."""
    if share < 1e-6:
        return "< 0.0001 %"
    return percent(share, max(0, 1 - floor(log10(share * 100))))


def explain_product(details: AdsDetails, row: AdProductRow, currency: str) -> Why:
    """What `?` says of an advertised product."""
    return Why(
        safe(row.title or row.product_id),
        _("CTR = clicks / impressions; ROI = sales / spend; usual CTR: its own days before, or what the shop's others draw"),
        (
            (_("impressions"), number(row.impressions)),
            (_("clicks"), number(row.clicks)),
            (_("usual CTR, at least"), percent(row.usual_ctr, 2)),
            (_("spend"), money(row.spend_minor, currency, cents=True)),
            (_("sales"), money(row.sales_minor, currency, cents=True)),
            (_("margin"), row.earned.said(currency) if row.earned else "–"),
            (_("break-even ROI"), number(row.break_even_roi, 2)),
            (_("days"), f"{details.window_from} – {details.window_to}"),
        ),
        threshold={
            "change": _("even the upper bound ({sure}) of its CTR is under the usual: change the picture").format(
                sure=sure(details.confidence)
            ),
            "fine": _("its CTR reaches the usual"),
            "unknown": _("too few impressions, or too close to the usual to tell"),
        }[row.picture],
        rule="R30",
        settings=(*PICTURE_SETTINGS, *WINDOW_SETTINGS),
    )


def earned(details: AdsDetails, currency: str) -> tuple[tuple[str, str], ...]:
    """What the break-even of all ads rests on: the margins of the products most is spent on."""
    words = _("margin of {product}")
    return tuple(
        (words.format(product=clip(safe(row.title or row.product_id), 16)), row.earned.said(currency))
        for row in details.products[:NAMED]
        if row.earned is not None
    )


def roi_why(context: Context, details: AdsDetails) -> Why:
    currency = context.shop.currency
    bounds = ""
    if details.roi_low is not None:
        bounds = _("ROI {low} to {high} ({sure})").format(
            low=number(details.roi_low, 2), high=number(details.roi_high, 2), sure=sure(details.confidence)
        )
    elif details.none_of is not None:
        bounds = _("no order in {clicks} clicks: that is no chance ({sure})").format(
            clicks=number(details.none_of), sure=sure(details.confidence)
        )
    return Why(
        _("ROI of all ads"),
        _("sales / cost over the days whose orders are in"),
        (
            (_("spend"), money(details.spend_minor, currency, cents=True)),
            (_("sales from ads"), money(details.sales_minor, currency, cents=True)),
            (_("as many days before"), moved(details)),
            *earned(details, currency),
            report(details),
        ),
        bounds,
        _("break-even {line}").format(line=number(details.break_even_roi, 2)),
        "R32",
        ("ads.margin", "ads.confidence", *WINDOW_SETTINGS),
    )


def moved(details: AdsDetails) -> str:
    """The ROI of as many days before, and whether more than chance lies in between."""
    words = {
        True: _("ROI {roi}, more than chance"),
        False: _("ROI {roi}, within chance"),
        None: _("ROI {roi}"),
    }[details.roi_moved]
    return words.format(roi=number(details.roi_before, 2))


def report(details: AdsDetails) -> tuple[str, str]:
    first, last = details.window_from, details.window_to
    days = _("keyword report, {first} to {last}; newer days still grow")
    return _("report"), days.format(first=first and first.isoformat(), last=last and last.isoformat())
