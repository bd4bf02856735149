"""How activities, prices to put back and reports read as lines of their tables, and what is told of the marked one."""

from __future__ import annotations

from datetime import date

from rich.text import Text
from textual.content import Content

from shopdesk.steps import activities
from shopdesk.steps.activities import (
    EntryRow,
    ReportRow,
    RestoreRow,
    kind_name,
    plan_name,
    state_name,
)
from shopdesk.steps.activity_reports import change_text
from shopdesk.text import _, clip, listed, money, ngettext, percent, price, safe
from shopdesk.widgets.show import MUTED, day_text
from shopdesk.widgets.table import Row, coloured

STATE_COLOURS = {"found": "warning", "accepted": "success", "running": "success", "rejected": "muted", "reviewed": "muted"}


def entry_row(row: EntryRow, soon: int) -> Row:
    deadline, style = _deadline(row, soon)
    return Row(
        str(row.id),
        [
            coloured(row.name, "muted" if row.state in ("rejected", "reviewed") else ""),
            kind_name(row.kind),
            coloured(state_name(row.state, row.kind), STATE_COLOURS.get(row.state, "")),
            coloured(deadline, style),
            _days(row),
            row.next,
        ],
        [row.name, row.kind, row.state, str(row.deadline or ""), str(row.starts_on or ""), row.next],
    )


def _deadline(row: EntryRow, soon: int) -> tuple[str, str]:
    """Until when one can sign up; with the days left while that is open."""
    if row.deadline is None:
        return "–", "muted"
    day, left = f"{row.deadline:%m-%d}", row.days_left
    if row.state != "found" or left is None:
        return day, "muted"
    if left < 0:
        return _("{day} closed").format(day=day), "error"
    if left == 0:
        return _("{day} today").format(day=day), "error"
    text = ngettext("{day}, {count} day left", "{day}, {count} days left", left).format(day=day, count=left)
    return text, "error" if left <= soon else ""


def _days(row: EntryRow) -> str:
    """From – to, each as far as it is known."""
    starts, ends = (f"{day:%m-%d}" if day else "" for day in (row.starts_on, row.ends_on))
    if starts == ends:
        return starts or "–"
    return f"{starts} – {ends}".strip()


def restore_row(row: RestoreRow, currency: str, today: date) -> Row:
    if row.overdue:
        due = ngettext("{day}, {count} day overdue", "{day}, {count} days overdue", row.days_over)
        cell = coloured(due.format(day=f"{row.due:%m-%d}", count=row.days_over), "error")
    elif row.due == today:
        cell = coloured(_("{day} today").format(day=f"{row.due:%m-%d}"), "warning")
    else:
        cell = coloured(day_text(row.due), "muted")
    return Row(
        str(row.id), [row.title or row.product_id, price(row.price_minor, currency), price(row.restore_minor, currency), cell]
    )


def of_entry(row: EntryRow) -> Content:
    whom = _("for {audience}").format(audience=safe(row.audience)) if row.audience else _("for whom? a tick asks")
    return Content.assemble(safe(row.name), (f"  {whom}", MUTED))


def report_row(row: ReportRow, currency: str) -> Row:
    runs = f"{row.starts_on:%m-%d} – {row.ends_on:%m-%d}" if row.starts_on != row.ends_on else f"{row.starts_on:%m-%d}"
    cells = [_changed(row, name) for name in ("visitors", "conversion", "sales")]
    after = coloured(percent(row.figure("visitors").after.change, 0, sign=True), "muted")
    return Row(str(row.id), [row.name, runs, *cells, after, money(row.extra_minor, currency, sign=True)])


def _changed(row: ReportRow, name: str) -> Text:
    effect = row.figure(name).during
    colour = {"helped": "success", "worse": "error"}.get(effect.grade.value, "muted")
    sure = "" if effect.grade.value != "unknown" or effect.change is None else "~"
    return coloured(sure + percent(effect.change, 0, sign=True), colour)


def about_report(row: ReportRow | None, official: str, currency: str) -> Content:
    if row is None:
        return Content.styled(official, MUTED)
    conversion = _("conversion {change}").format(change=change_text(row.figure("conversion").during))
    cost = (
        _("cost {amount}").format(amount=money(row.cost_minor, currency)) if row.cost_minor is not None else _("cost not noted")
    )
    product = _("figures of {product}").format(product=clip(safe(row.of_product), 30)) if row.of_product else ""
    said = " · ".join(part for part in (conversion, cost, product, _("Enter opens its report")) if part)
    return Content.assemble((safe(row.name), "bold"), f"  {said}", ("\n" + official, MUTED))


def about_entry(row: EntryRow, currency: str) -> Content:
    prices = ""
    if row.price_minor is not None:
        prices = _("price {price}").format(price=price(row.price_minor, currency))
        if row.restore_minor is not None:
            prices = _("price {price}, usually {usual}").format(
                price=price(row.price_minor, currency), usual=price(row.restore_minor, currency)
            )
    runs = _("runs {days}").format(days=_days(row)) if row.starts_on or row.ends_on else ""
    lacking = _("plan lacks {fields}").format(fields=listed(map(plan_name, row.unplanned[:2]))) if _is_open(row) else ""
    told = (kind_name(row.kind), runs, prices, safe(row.audience), lacking, safe(row.note))
    quiet = " · ".join(part for part in told if part)
    return Content.assemble((safe(row.name), "bold"), f"  {safe(row.next)}", ("\n" + quiet, MUTED))


def _is_open(row: EntryRow) -> bool:
    """Whether its plan is begun but not whole, while there is time to make it so."""
    return row.state in ("found", "applied", "in_review", "accepted") and 0 < len(row.unplanned) < len(activities.PLAN)
