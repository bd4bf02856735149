"""A product's conversion of the last days, with copies and bad reviews marked on it (R54)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from shopdesk.screens.dialog import Dialog
from shopdesk.steps.conversion_line import ConversionLine
from shopdesk.text import _, clip, percent, safe
from shopdesk.widgets.chart import Chart, Series
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED

MOST_MARKS = 8  # the newest, so that the chart stays in sight at 80 × 24


class ConversionScreen(Dialog[None]):
    def __init__(self, line: ConversionLine) -> None:
        super().__init__(clip(safe(line.title), 60))
        self.line = line

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content(_("Paying buyers / visitors of the last {days} days").format(days=len(self.line.days))))
        yield Chart(id="line")
        yield Prose(self._marks())

    def on_mount(self) -> None:
        line = self.line
        marked = {mark.day for mark in line.marks}
        top = max((rate for rate in line.conversion if rate is not None), default=0.0)
        events = [top if day in marked else None for day in line.days]
        series = [Series(line.conversion), Series(events, "dotted", "error")] if marked else [Series(line.conversion)]
        self.query_one(Chart).draw([f"{day:%m-%d}" for day in line.days], series, percent)

    def _marks(self) -> Content:
        if not self.line.marks:
            return Content.styled(_("No copy and no bad review of it in these days."), MUTED)
        return Content("\n").join(Content(f"{mark.day:%m-%d}  {safe(mark.text)}") for mark in self.line.marks[-MOST_MARKS:])
