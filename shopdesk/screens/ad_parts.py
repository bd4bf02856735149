"""What stands behind the words: promotion's plan by tool, and the journal of decisions."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual.content import Content

from shopdesk.actions import N_
from shopdesk.analysis.effect import Grade
from shopdesk.analysis.journal import Stretch
from shopdesk.screens.ad_words import verdict_name
from shopdesk.screens.form import Field
from shopdesk.steps import ad_journal
from shopdesk.steps.ad_journal import Entry, Journal
from shopdesk.steps.ad_plan import AdPlan, PlanForm, ToolRow, tool_name
from shopdesk.text import _, money, number, percent, safe
from shopdesk.widgets.room import fill_table
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

SHARE = "share{n}"  # the fields of the form, one a tool
WHOLE = "whole"  # the key of the line of all tools
LEANS = {"over": N_("! too much"), "under": N_("! too little")}

# --- the plan ------------------------------------------------------------------------------------------------------


def plan_line(plan: AdPlan | None, goals: Mapping[str, str], key: str, currency: str) -> Content:
    """The goal and the month's pace, or how a plan is made."""
    if plan is None:
        words = _("No plan yet. {key} says what promotion is for and what it may cost.")
        return Content.styled(words.format(key=key), MUTED)
    goal = goals.get(plan.goal, _("not chosen"))
    if plan.whole_minor is None:
        words = _("{month}: {spent} spent, no budget set")
        month = Content(words.format(month=plan.period, spent=money(plan.spent_minor, currency)))
    else:
        words = _("{month}: {spent} of {whole} spent, {so_far} planned by now")
        text = words.format(
            month=plan.period,
            spent=money(plan.spent_minor, currency),
            whole=money(plan.whole_minor, currency),
            so_far=money(plan.so_far_minor, currency),
        )
        style = "$text-warning" if plan.pace_verdict == "act" else ""
        month = Content.assemble(text, (f" ({percent(plan.pace, 0)})", style))
    return Content.assemble((_("goal"), MUTED), f"  {goal} · ", month)


def fill_tools(table: DeskTable, plan: AdPlan | None, currency: str, room: int) -> None:
    columns = [
        Column(_("tool")),
        Column(_("where")),
        Column(_("planned amount"), right=True),
        Column(_("spent"), right=True),
        Column(_("planned share"), right=True),
        Column(_("share"), right=True),
        Column(_("ROI"), right=True),
        Column(_("against the plan")),
    ]
    rows = [_whole_row(plan, currency), *(_tool_row(row, currency) for row in plan.tools)] if plan else []
    fill_table(table, columns, rows, room, 0, spare=(1, 2))


def _whole_row(plan: AdPlan, currency: str) -> Row:
    told = _told(plan.pace_verdict, plan.pace_lean) if plan.pace is not None else coloured("–", "muted")
    roi = number(plan.roi, 1)
    cells: list[str | Text] = [
        _("all tools"),
        "",
        money(plan.whole_minor, currency),
        money(plan.spent_minor, currency),
        "",
        "",
        roi,
        told,
    ]
    return Row(WHOLE, cells, ["", "", plan.whole_minor, plan.spent_minor, None, None, plan.roi, plan.pace_lean])


def _tool_row(row: ToolRow, currency: str) -> Row:
    return Row(
        f"tool {row.tool}",
        [
            tool_name(row.tool),
            _("on-site") if row.on_site else _("off-site"),
            money(row.planned_minor, currency),
            money(row.spent_minor, currency),
            percent(row.planned_share, 0),
            percent(row.share, 0),
            number(row.roi, 1),
            _told(row.verdict, row.lean) if row.planned_share is not None else coloured("–", "muted"),
        ],
        [row.tool, row.on_site, row.planned_minor, row.spent_minor, row.planned_share, row.share, row.roi, row.lean],
    )


def _told(verdict: str, lean: str) -> Text:
    if verdict == "act" and lean in LEANS:
        return coloured(_(LEANS[lean]), "warning")
    return coloured(_("~ too early"), "muted") if verdict == "unknown" else coloured(_("✓ fine"), "success")


def plan_fields(form: PlanForm, goals: Mapping[str, str]) -> list[Field]:
    """The form's fields; what a goal would say stands in a tool's empty field."""
    fields = [
        Field("goal", _("What promotion is for"), "choice", form.goal, goals),
        Field("whole", _("What {month} may cost").format(month=form.period), "money", form.whole_minor),
    ]
    for n, (tool, share) in enumerate(form.shares.items()):
        hints = [f"{goals[goal]} {number(shares[tool] * 100)} %" for goal, shares in form.presets.items() if tool in shares]
        label = _("{tool}, %").format(tool=tool_name(tool))
        fields.append(Field(SHARE.format(n=n), label, "number", share, hint=" · ".join(hints)))
    return fields


# --- the journal ---------------------------------------------------------------------------------------------------


def fill_journal(table: DeskTable, found: Journal, currency: str, room: int) -> None:
    columns = [
        Column(_("day")),
        Column(_("decision")),
        Column(_("keyword")),
        Column(_("advised")),
        Column(_("ROI before"), right=True),
        Column(_("ROI after"), right=True),
        Column(_("profit a day"), right=True),
        Column(_("result")),
    ]
    fill_table(table, columns, [_entry_row(entry, currency) for entry in found.entries], room, 2, spare=(3, 4, 5))


def _roi(stretch: Stretch | None) -> float | None:
    return stretch.sales_minor / stretch.spend_minor if stretch is not None and stretch.spend_minor else None


def entry_key(entry: Entry) -> str:
    return f"decision {entry.decision.id}"


def _entry_row(entry: Entry, currency: str) -> Row:
    decision = entry.decision
    style = {Grade.HELPED: "success", Grade.WORSE: "error", Grade.NO_CHANGE: ""}.get(entry.grade, "muted")
    sign = {Grade.HELPED: "✓ ", Grade.WORSE: "! ", Grade.NO_CHANGE: "= "}.get(entry.grade, "~ ")
    before, after = _roi(entry.before), _roi(entry.after)
    return Row(
        entry_key(entry),
        [
            f"{decision.decided_on:%m-%d}",
            verdict_name(decision.decision),
            safe(decision.keyword),
            verdict_name(decision.proposed) or "–",
            number(before, 1),
            number(after, 1),
            money(entry.change_minor, currency, sign=True),
            coloured(sign + ad_journal.result(entry), style),
        ],
        [
            decision.decided_on.isoformat(),
            decision.decision,
            decision.keyword,
            decision.proposed,
            before,
            after,
            entry.change_minor,
            entry.grade.value,
        ],
    )
