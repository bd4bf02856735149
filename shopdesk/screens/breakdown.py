"""Where the ads' money went, one report's view after the other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.actions import N_
from shopdesk.desk import Desk
from shopdesk.screens.dialog import Dialog
from shopdesk.screens.why import WhyScreen
from shopdesk.steps.breakdown import Breakdown, Line, explain_line, level_name
from shopdesk.text import _, money, number, percent, safe
from shopdesk.widgets.room import fill_table
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

VERDICTS = {"pays": (N_("✓ pays"), "success"), "loses": (N_("! loses"), "error"), "unknown": (N_("~ not yet"), "muted")}


class BreakdownScreen(Dialog[None]):
    HELP = N_(
        "The same money seen by crowd, picture, group, campaign, scene, region or video, as far as reports are in. "
        "A line loses or pays where the whole range of its ROI lies under or over break-even. Tab goes on, ? explains a line."
    )
    CSS_PATH = "breakdown.tcss"
    BINDINGS = [("tab", "turn(1)"), ("shift+tab", "turn(-1)"), ("question_mark,enter", "why"), ("y", "copy")]
    AUTO_FOCUS = "_Grid"
    READS = False

    def __init__(self, found: Breakdown, desk: Desk, currency: str) -> None:
        super().__init__(_("Where the ads' money went, {first} – {last}").format(first=found.first, last=found.last))
        self.found, self.desk, self.currency = found, desk, currency
        self.level = next(iter(found.levels))

    def compose_dialog(self) -> ComposeResult:
        yield Static(id="levels")
        yield DeskTable(id="lines")
        yield Static(id="line")

    def on_mount(self) -> None:
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def hint(self) -> str:
        return _("Tab goes on   ? explains   / filters   s sorts   y copies   Esc closes")

    def action_turn(self, by: int) -> None:
        levels = list(self.found.levels)
        self.level = levels[(levels.index(self.level) + by) % len(levels)]
        self._fill()

    def _fill(self) -> None:
        names = [
            (f" {level_name(level)} {number(len(lines))} ", "reverse" if level == self.level else MUTED)
            for level, lines in self.found.levels.items()
        ]
        self.query_one("#levels", Static).update(Content.assemble(*names))
        columns = [
            Column(_("name")),
            Column(""),
            Column(_("spend"), right=True),
            Column(_("clicks"), right=True),
            Column(_("CTR"), right=True),
            Column(_("orders"), right=True),
            Column(_("ROI"), right=True),
            Column(_("interval"), right=True),
        ]
        table = self.query_one("#lines", DeskTable)
        rows = [self._row(line) for line in self.found.levels[self.level]]
        fill_table(table, columns, rows, max(table.size.width, 40), 0, (4, 3))
        self._show_marked()

    def _row(self, line: Line) -> Row:
        word, colour = VERDICTS[line.verdict]
        span = f"{number(line.roi_low, 1)} – {number(line.roi_high, 1)}" if line.roi_low is not None else "–"
        return Row(
            "\n".join(line.key),
            [
                safe(line.name),
                coloured(_(word), colour),
                money(line.spend_minor, self.currency),
                number(line.clicks),
                percent(line.ctr, 2),
                number(line.orders),
                number(line.roi, 2),
                span,
            ],
            [line.name, line.verdict, line.spend_minor, line.clicks, line.ctr, line.orders, line.roi, line.roi_low],
        )

    @property
    def marked(self) -> Line | None:
        key = self.query_one("#lines", DeskTable).marked
        return next((line for line in self.found.levels[self.level] if "\n".join(line.key) == key), None)

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def on_desk_table_chosen(self) -> None:
        self.action_why()

    def _show_marked(self) -> None:
        line = self.marked
        said = ""
        if line is not None:
            even = _("break-even {roi}").format(roi=number(line.break_even_roi, 1))
            sales = _("sales {sales}").format(sales=money(line.sales_minor, self.currency))
            said = " · ".join(part for part in (safe(line.where), sales, even) if part)
        self.query_one("#line", Static).update(Content.styled(said, MUTED))

    def action_why(self) -> None:
        if (line := self.marked) is not None:
            why = explain_line(self.found, self.level, line, self.currency)
            self.app.push_screen(WhyScreen(why, None, self.desk, "ads"))

    def action_copy(self) -> None:
        if (line := self.marked) is not None:
            self.copy(line.name)
