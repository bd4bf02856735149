"""What is to be said of a target that its period passed long before its end (R85, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context, Finding, Severity, Why
from shopdesk.text import _, money

if TYPE_CHECKING:
    from shopdesk.steps.month import MonthPace

SETTING = "forecast.passed"


def passed(target_minor: int | None, sold_minor: int | None, times: float) -> bool:
    """Whether a period that still runs sold so much over its target that the target no longer leads anybody."""
    return target_minor is not None and sold_minor is not None and sold_minor > 0 and sold_minor >= times * target_minor


def passed_text(period: str, set_for: str, target_minor: int, sold_minor: int, currency: str) -> str:
    """With a target of its own another one is wanted; else the parts of the larger period leave it too little."""
    if set_for == period:
        text = _("{period} has sold {sold} of {target} already: agree on another target")
    else:
        text = _("{period} is to bring {target}, its share of {whole}, but has sold {sold} already: look at the parts of {whole}")
    sold, target = money(sold_minor, currency), money(target_minor, currency)
    return text.format(period=period, sold=sold, target=target, whole=set_for)


def passed_findings(context: Context, month: MonthPace, why: Why) -> list[Finding]:
    """One for the month of the day judged, while it runs; there is nothing to do at once."""
    target, sold, times = month.target, month.to_date_minor, context.playbook[SETTING]
    if target is None or sold is None or not month.days_left or not passed(target.amount_minor, sold, times):
        return []
    text = passed_text(month.period.text, target.set_for, target.amount_minor, sold, context.shop.currency)
    evidence = {"target_minor": target.amount_minor, "set_for": target.set_for, "month_to_date_minor": sold}
    rule = "R87" if target.set_for == month.period.text else "R85"
    return [Finding(f"numbers:passed:{month.period.text}", rule, Severity.WATCH, text, evidence, why=why)]
