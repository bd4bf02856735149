"""Step 7, weekly: does the page hold its visitors, may ads be raised, and what was changed on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Label, Static

from shopdesk.actions import N_
from shopdesk.screens.form import Field
from shopdesk.screens.noting import NotingScreen
from shopdesk.steps import page
from shopdesk.steps.briefing import Why
from shopdesk.steps.page import Measure, PageDetails
from shopdesk.text import _, key_of, money, number, percent, safe, width
from shopdesk.widgets.gauge import FAILS, GOOD, PASSES, gauge
from shopdesk.widgets.room import Room, fill_table
from shopdesk.widgets.show import MUTED, day_text
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

NAMES = {"spend_ratio": N_("Spend ratio"), "bounce_rate": N_("Bounce rate"), "visit_depth": N_("Visit depth")}
VERDICTS = {
    "fail": (N_("! fails"), "error"),
    "pass": (N_("✓ passes"), "success"),
    "good": (N_("✓ good"), "success"),
    "unknown": (N_("~ cannot tell"), "muted"),
}
GAUGE_CELLS = 21
DAY_CELLS = 15  # what the day takes of a change's line, with the paddings and the scrollbar


class PageScreen(NotingScreen):
    NAME = "page"
    HELP = N_(
        "The page is judged by three figures of seven days, not by eye: the shop's average spend over the main product's, "
        "bounce rate, and visit depth. Where bounce and depth both fail, the gate closes: mend the page first, for ads would "
        "only bring more visitors who leave. Look once a week and change one thing a week, or nobody can tell what worked; "
        "g notes it."
    )
    CSS_PATH = "page.tcss"

    def compose_figures(self) -> ComposeResult:
        with Room():
            yield DeskTable(id="measures", sortable=False)
            yield Static(id="legend")
            yield Static(id="gate")
            yield Label(_("Changes on the page"), classes="section")
            empty = _("No change noted yet; {key} notes one.").format(key=key_of("note_change", "g"))
            yield DeskTable(id="changes", sortable=False, empty=empty)
            yield Static(id="change", classes="marked")
            yield Label("", id="seen-label", classes="section")
            yield DeskTable(id="seen")

    def fill(self) -> None:
        details = self.details
        if details is None:
            return
        columns = [
            Column(_("last seven days")),
            Column(_("value"), right=True),
            Column(_("verdict")),
            Column(_("passes"), right=True),
            Column(_("good"), right=True),
            Column(_("from bad to good")),
        ]
        rows = [_row(name, getattr(details, name)) for name in NAMES]
        self.table("measures").fill(columns, rows)
        legend = _("{fails} fails   {passes} passes   {good} good   ● the shop").format(
            fails=FAILS * 3, passes=PASSES * 3, good=GOOD * 3
        )
        self.query_one("#legend", Static).update(Content.styled(legend, MUTED))
        self.query_one("#gate", Static).update(Content("\n").join(self._lines(details)))
        changes = [Row(str(at), [day_text(change.day), change.text]) for at, change in enumerate(details.changes)]
        wide = [Column(_("day")), Column(_("what was changed"))]
        fill_table(self.table("changes"), wide, changes, self.room, 1)
        self._fill_seen(details)

    def _fill_seen(self, details: PageDetails) -> None:
        label, table = self.query_one("#seen-label", Label), self.table("seen")
        label.display = table.display = bool(details.seen)
        if not details.seen:
            return
        label.update(_("The most seen pages, {first} – {last}").format(first=details.seen_from, last=details.seen_to))
        columns = [
            Column(_("page")),
            Column(_("views"), right=True),
            Column(_("users"), right=True),
            Column(_("seconds a user"), right=True),
            Column(_("sales"), right=True),
        ]
        rows = [
            Row(
                page.page,
                [page.page, number(page.views), number(page.users), number(page.seconds), money(page.sales_minor, self.currency)],
                [page.page, page.views, page.users, page.seconds, page.sales_minor],
            )
            for page in details.seen
        ]
        fill_table(table, columns, rows, self.room, 0, (3, 4))

    @property
    def details(self) -> PageDetails | None:
        found = self.briefing.details if self.briefing is not None else None
        return found if isinstance(found, PageDetails) else None

    def _lines(self, details: PageDetails) -> Iterator[Content]:
        """The gate and why, what the ratio is made of, and when to look again."""
        style = "bold $text-error" if details.gate_closed else "bold"
        yield Content.assemble((_("Page gate"), MUTED), "  ", (safe(details.gate_why), style))
        words = self.desk.explain(details.gate_rule)
        if words:
            yield Content.assemble((f"{details.gate_rule}  ", "$text-accent"), (safe(words), MUTED))
        parts = [
            _("shop {shop} a buyer, main product {main}").format(
                shop=money(details.shop_spend_minor, self.currency, cents=True),
                main=money(details.main_spend_minor, self.currency, cents=True),
            ),
            _("returning visitors {share}").format(share=percent(details.returning_share, 0)),
        ]
        if details.main_title or details.main_product_id:
            parts.insert(1, safe(details.main_title or details.main_product_id))
        yield Content.styled(" · ".join(parts), MUTED)
        yield self._when(details)

    def _when(self, details: PageDetails) -> Content:
        last = _("last check {day}").format(day=day_text(details.last_check)) if details.last_check else _("never checked yet")
        if details.due and details.last_check == self.desk.day:
            due = Content.styled(_("This week's check is being done"), "bold $text-warning")
        elif details.due:
            due = Content.styled(_("This week's check is due"), "bold $text-warning")
        else:
            every = self.desk.playbook.whole("page.every_days")
            after = (details.last_check or self.desk.day) + timedelta(days=every)
            due = Content(_("Checked this week, next on {day}").format(day=day_text(after)))
        return Content.assemble(due, (f" · {last}", MUTED))

    # --- the marked row ------------------------------------------------------------------------------------------

    def on_desk_table_marked(self) -> None:
        """A change that its line cuts short stands below the table in full."""
        text = self._change
        line = self.query_one("#change", Static)
        line.display = width(safe(text)) > self.room - DAY_CELLS
        line.update(Content.styled(safe(text), MUTED))

    @property
    def _change(self) -> str:
        marked = self.table("changes").marked
        return self.details.changes[int(marked)].text if self.details is not None and marked is not None else ""

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        if event.table.id in ("measures", "seen"):
            self.shopdesk.action_do("why")

    def selected_why(self) -> Why | None:
        if self.briefing is None:
            return None
        if self.in_table("seen"):
            return self.briefing.whys.get("seen")
        if not self.in_table("measures"):
            return None
        return self.briefing.whys.get(self.table("measures").marked or "")

    def copy_line(self) -> str:
        if self.in_table("seen"):
            return self.table("seen").marked or ""
        if not self.in_table("measures"):
            return self._change
        return self.table("measures").marked_text

    # --- actions -------------------------------------------------------------------------------------------------

    def do_note_change(self) -> None:
        hint = _("one thing, in a few words")
        fields = [
            Field("text", _("Changed"), required=True, hint=hint),
            Field("day", _("On"), "date", self.desk.day, required=True),
        ]
        self.fill_in(_("A change on the page"), fields, f"page:{self.desk.day}", self._note, _("The change is noted."))

    def _note(self, values: dict[str, Any]) -> int:
        return page.note_change(*self.here, values["day"], values["text"])


def _row(name: str, measure: Measure) -> Row:
    verdict, style = VERDICTS[measure.verdict]
    less = name == "bounce_rate"
    passes, good = ("< {value}", "< {value}") if less else ("≥ {value}", "> {value}")
    if name == "spend_ratio":
        good = "≥ {value}"
    drawn = gauge(measure.value, measure.line, measure.good_line, GAUGE_CELLS)
    return Row(
        name,
        [
            _(NAMES[name]),
            coloured(_value(name, measure.value), "bold"),
            coloured(_(verdict), style),
            passes.format(value=_value(name, measure.line, line=True)),
            good.format(value=_value(name, measure.good_line, line=True)) if measure.good_line is not None else "–",
            coloured(drawn, style),
        ],
    )


def _value(name: str, value: float | None, line: bool = False) -> str:
    if name == "bounce_rate":
        return percent(value, 0 if line else 1)
    return number(value, 1 if line else 2)
