"""The year from this month on: great days, holidays, seasons and our activities, with the days left and what is planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.steps.year import SeasonRow, YearRow
from shopdesk.text import _, listed, ngettext, safe
from shopdesk.widgets.findings import PlainList
from shopdesk.widgets.show import MUTED

SIGNS = {"great": "★", "holiday": "·", "season": "❋", "ours": "■"}
COLOURS = {"great": "bold $text-accent", "holiday": MUTED, "season": "$text-success", "ours": "bold"}


class CalendarScreen(Dialog[YearRow]):
    """Answers with the day chosen: a new activity starts from it, one of ours is changed."""

    HELP = N_(
        "★ great days, ■ our activities, · holidays, ❋ seasons. ≈: the platform names the exact days each year; these are about "
        "them. Enter on a day starts an activity for it; on a season it says when it sells, and what of ours does."
    )
    CSS_PATH = "calendar.tcss"
    READS = False

    def __init__(self, rows: Sequence[YearRow], today: date) -> None:
        super().__init__(_("The year ahead"))
        self.rows, self.today = tuple(rows), today

    def compose_dialog(self) -> ComposeResult:
        yield PlainList(id="days")

    def on_mount(self) -> None:
        months: set[tuple[int, int]] = set()
        lines = []
        for row in self.rows:
            month = (row.first.year, row.first.month)
            lines.append(_line(row, "" if month in months else f"{row.first:%Y-%m}", self.today))
            months.add(month)
        days = self.query_one("#days", PlainList)
        days.fill(lines, _("Nothing is in the calendar."))
        days.focus()

    def hint(self) -> str:
        return _("Enter starts an activity, explains a season   ★ great day  ■ ours  · holiday  ❋ season  ≈ about   Esc closes")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        row = self.rows[event.option_index] if event.option_index < len(self.rows) else None
        if isinstance(row, SeasonRow):
            self.shopdesk.explain(row.why, None)
        elif row is not None:
            self.dismiss(row)


def _line(row: YearRow, month: str, today: date) -> Content:
    days = f"{row.first:%m-%d}" + (f" – {row.last:%m-%d}" if row.last != row.first else "")
    about = "≈ " if row.about else ""
    left = ngettext("in {count} day", "in {count} days", row.days_left).format(count=row.days_left)
    left = left.replace(" ", "\u00a0") if row.first > today else _("now")
    said: tuple[str, str] = ("", "")
    if row.planned:
        said = (_("planned: {names}").format(names=listed(map(safe, row.planned[:2]))), "$text-success")
    elif row.due:
        said = (_("nothing planned yet"), "$text-warning")
    return Content.assemble(
        (f"{month:<8}", "bold"),
        (f"{SIGNS[row.kind]} ", COLOURS[row.kind]),
        (about + days, MUTED),
        "\t",
        (safe(row.name), COLOURS[row.kind]),
        (f"  {left}", MUTED),
        ("  " + said[0] if said[0] else "", said[1]),
    )
