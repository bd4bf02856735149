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
    """One to act on only where the day's sales as a whole stand out. Behind a `hole` in the figures no factor is known well
    enough to blame."""
    currency = context.shop.currency
    short = money(target_minor - sales_minor, currency)
    swing, severity = day.sales.expected_swing, Severity.FINE
    if usual := _missed_by_plan(day, target_minor, sales_minor):
        text = _over_usual(context, short, usual, target_minor / usual)
    elif day.known is not None:
        text = _("Missed by {short}: {cause}").format(short=short, cause=said(day.known))
    elif day.sales.verdict is Verdict.FINE and swing is not None:
        text = _("Missed by {short}, within what a usual {weekday} swings by itself (±{range})").format(
            short=short, weekday=weekday(context.day), range=percent(swing, 0)
        )
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
    """A usual day's sales, where a day in its usual range was missed more by the plan than by itself."""
    usual = day.base.usual.sales
    if day.sales.verdict is not Verdict.FINE or not usual or target_minor - usual <= usual - sales_minor:
        return None
    return usual


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
