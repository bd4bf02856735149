"""Plan and briefing as plain text, for the terminal, a pipe or a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from shopdesk.export.document import document
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Briefing, Finding, Severity
from shopdesk.text import _, aside, money, safe

if TYPE_CHECKING:
    from shopdesk.plan import TaskView
    from shopdesk.playbook import Playbook
    from shopdesk.records.shops import ShopInfo

_SIGNS = {Severity.ACT: "!", Severity.WATCH: "~", Severity.UNKNOWN: "~", Severity.FINE: "✓"}


def plan_text(tasks: Sequence[TaskView], shop: ShopInfo, day: date, playbook: Playbook) -> str:
    """The plan, a task a line under its role, with the number that `shopdesk tasks done` takes."""
    plan = document(tasks, shop, day, playbook)
    lines = [plan.title, plan.summary]
    for section in plan.sections:
        lines += ["", section.role]
        for item in section.items:
            box = {"done": "[x]", "dropped": "[-]"}.get(item.task.state, "[ ]")
            lines.append(" · ".join([f"  {box} {item.task.id:>3}  {item.title}", *item.marks]))
            lines += [
                " " * 11 + _("{label}: {text}").format(label=label, text=text.replace("\n", " / "))
                for label, text in item.details
            ]
    return "\n".join(lines)


def briefing_text(briefings: Sequence[Briefing], shop: ShopInfo, day: date, playbook: Playbook) -> str:
    """Each step's verdict, what it found with the rule behind it, and the reports it still wants."""
    lines = [f"{safe(shop.name)} · {day.isoformat()}"]
    for briefing in briefings:
        step = playbook.steps[briefing.step]
        lines += ["", f"{STEPS.index(briefing.step) + 1} {step.words}  {_SIGNS[briefing.severity]} {safe(briefing.headline)}"]
        lines += [f"    {_finding(finding, briefing.currency)}" for finding in _others(briefing)]
        lines += [f"    … {safe(need.text)}" for need in briefing.needs]
    return "\n".join(lines)


def _others(briefing: Briefing) -> Iterator[Finding]:
    """The findings, without one that says no more than the headline."""
    for finding in briefing.findings:
        if finding.text != briefing.headline or finding.worth_minor is not None:
            yield finding


def _finding(finding: Finding, currency: str) -> str:
    worth = ""
    if finding.worth_minor is not None:
        worth = _("worth {money} a day").format(money=money(finding.worth_minor, currency, sign=True)) + "  "
    return f"{_SIGNS[finding.severity]} {worth}{aside(safe(finding.text), finding.rule)}"
