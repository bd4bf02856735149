"""A missed day none of whose factors stands out: what it was missed by, the plan or the shop (R6)."""

from __future__ import annotations

from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.known_causes import said
from shopdesk.steps.lasting_falls import CHECK_AFTER
from shopdesk.steps.reasons import weekday
from shopdesk.steps.usual import FACTORS, JudgedDay, factor_title
from shopdesk.text import _, money, number, percent


def missed(context: Context, day: JudgedDay, target_minor: int, sales_minor: int, hole: bool, why: Why) -> Finding:
    """One to act on only where the day's sales as a whole stand out, to watch where they did so without a leap. Behind a `hole`
    in the figures no factor is known well enough to blame."""
    currency = context.shop.currency
    short = money(target_minor - sales_minor, currency)
    swing, severity = day.sales.expected_swing, Severity.FINE
    within = day.sales.z is not None and abs(day.sales.z) <= context.playbook["unusual.z"]
    if within and (usual := _missed_by_plan(day, target_minor, sales_minor)):
        text = _over_usual(context, short, usual, target_minor / usual)
    elif day.known is not None:
        text = _("Missed by {short}: {cause}").format(short=short, cause=said(day.known))
    elif within and swing is not None:
        text = _("Missed by {short}, within what a usual {weekday} swings by itself (±{range})").format(
            short=short, weekday=weekday(context.day), range=percent(swing, 0)
        )
        text = text if hole else _with_worst(context, day, text) or text
    elif day.sales.verdict is Verdict.FINE and (day.sales.z or 0.0) < 0:
        severity, text = Severity.WATCH, _under_usual(context, day, short)
        text = text if hole else _with_worst(context, day, text) or text
    else:
        fell = day.sales.verdict is Verdict.ACT and (day.sales.change or 0.0) < 0
        severity = Severity.ACT if fell else Severity.UNKNOWN
        text, plain = _("Missed by {short}").format(short=short), _("Missed by {short}; no factor is beyond its usual range")
        text = text if hole else _with_worst(context, day, text) or plain.format(short=short)
    task = Proposal(
        "operations",
        _("Write down why the day was missed and who acts on it"),
        _("sales"),
        _("the day's target is met"),
        context.day + CHECK_AFTER,
    )
    return Finding(
        key="numbers:missed",
        rule="R6",
        severity=severity,
        text=text,
        evidence={"short_minor": target_minor - sales_minor, "score": day.sales.z, "usual_range": swing},
        task=None if severity is Severity.FINE else task,
        worth_minor=sales_minor - target_minor,
        why=why,
    )


def _missed_by_plan(day: JudgedDay, target_minor: int, sales_minor: int) -> float | None:
    """A usual day's sales, where the day was missed more by the plan than by itself."""
    usual = day.base.usual.sales or 0.0
    return usual if usual > 0 and target_minor - usual > usual - sales_minor else None


def _over_usual(context: Context, short: str, usual: float, asked: float) -> str:
    words = (
        _("Missed by {short}: sold what a {weekday} usually does, {usual} give or take; the target asks {more} times that")
        if asked >= 2
        else _(
            "Missed by {short}: sold what a {weekday} usually does, {usual} give or take; the target asks {more} more than that"
        )
    )
    return words.format(
        short=short,
        weekday=weekday(context.day),
        usual=money(usual, context.shop.currency),
        more=number(asked, 1) if asked >= 2 else percent(asked - 1, 0),
    )


def _under_usual(context: Context, day: JudgedDay, short: str) -> str:
    """Of a day under its weekday's usual range that is no leap from the days before."""
    expected, currency = day.sales.expected, context.shop.currency
    return _("Missed by {short}: under the {low} – {high} usual on a {weekday}, no leap against the last two weeks").format(
        short=short,
        low=money(expected.low if expected else None, currency),
        high=money(expected.high if expected else None, currency),
        weekday=weekday(context.day),
    )


def _with_worst(context: Context, day: JudgedDay, text: str) -> str:
    """`text` with the factor that cost most; "" where none cost anything."""
    worst = min(FACTORS, key=lambda name: day.effect(name) or 0.0)
    effect = day.effect(worst) or 0.0
    if effect >= 0:
        return ""
    return _("{missed}; most was lost by {factor}: {effect} against a usual {weekday}").format(
        missed=text,
        factor=factor_title(worst),
        effect=money(effect, context.shop.currency, sign=True),
        weekday=weekday(context.day),
    )
