"""Today: how yesterday went, the three things worth the most, what is missing, and the way into the morning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Label

from shopdesk.actions import N_
from shopdesk.screens.findings import FindingsScreen
from shopdesk.steps.briefing import Severity
from shopdesk.text import _, ngettext, safe
from shopdesk.widgets.findings import FindingsList
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED, progress
from shopdesk.widgets.verdict import Verdict


class TodayScreen(FindingsScreen):
    NAME = "today"
    HELP: ClassVar[str] = N_(
        "The morning at a glance: yesterday against its target, where the month stands, and the three things worth the most. "
        "Enter walks through the steps; on a marked line it goes to that line's step."
    )
    CSS_PATH = "today.tcss"
    AUTO_FOCUS = ""

    def compose_body(self) -> ComposeResult:
        with VerticalScroll(id="body", can_focus=False):
            yield Verdict(id="verdict")
            yield Prose(id="month")
            yield Label(_("Worth the most"), classes="section")
            yield FindingsList(id="top")
            yield Prose(id="rest")

    def on_mount(self) -> None:
        super().on_mount()
        self.frame_changed()

    def load(self) -> None:
        self.frame_changed()

    def frame_changed(self) -> None:
        """Everything here comes with the frame: the app has read it already."""
        app, today, top = self.shopdesk, self.shopdesk.today, self.query_one(FindingsList)
        top.display = today is not None and bool(today.top)
        self.query_one(".section").display = top.display
        if app.is_open and self.desk.shop is None:
            self.show_empty_desk()
        elif today is None:
            self.query_one(Verdict).wait(self.desk.opening)
        else:
            severity = {True: Severity.FINE, False: Severity.ACT, None: Severity.UNKNOWN}[today.verdict_met]
            self.query_one(Verdict).set(severity, today.headline)
            self.query_one("#month", Prose).update(Content("\n".join(safe(line) for line in today.lines)))
            top.show((finding for _step, finding in today.top), today.currency, self._afters())
            self.query_one("#rest", Prose).update(Content("\n").join(self._rest()))

    def _afters(self) -> list[str]:
        """Behind each line its step and what else it explains."""
        morning, today = self.shopdesk.morning, self.shopdesk.today
        names = {step.id: f"{step.number}\u00a0{step.title}" for step in morning.steps} if morning is not None else {}
        whys = {cause.finding.key: cause.why for cause in today.causes} if today is not None else {}
        top = today.top if today is not None else ()
        return ["  ".join(filter(None, (names.get(step, ""), whys.get(finding.key, "")))) for step, finding in top]

    def _rest(self) -> Iterator[Content]:
        today, morning = self.shopdesk.today, self.shopdesk.morning
        if today is None or morning is None:
            return
        if today.pending:
            yield Content.styled(_("Looking through the other steps …"), MUTED)
        elif today.quiet:
            nothing = _("Nothing to do: no figure leaves its usual swing, nothing waits.")
            if today.missing:
                nothing = _("Nothing to do in what has come in.")
            yield Content.assemble(("✓ ", "bold $text-success"), nothing)
        if today.in_plan:
            yield Content.assemble(today.in_plan, (f"  {self.shopdesk.key('afternoon')}", "bold $text-accent"))
        yield Content("")
        for need in today.missing:
            yield Content.assemble(("~ ", "bold $text-warning"), safe(need.text))
        if today.carried:
            count = len(today.carried)
            text = ngettext("{count} task left from before", "{count} tasks left from before", count).format(count=count)
            yield Content.assemble(text, (f"  {self.shopdesk.key('afternoon')}", "bold $text-accent"))
        yield Content("")
        done = _("{done} of {total}").format(done=morning.done, total=morning.total)
        yield Content.assemble(
            (_("Morning"), MUTED),
            "  ",
            (progress(morning.done, morning.total), "$text-primary"),
            f"  {done}    ",
            ("" if morning.closed else _("{key} walks the morning").format(key=self.shopdesk.key("walk")), MUTED),
        )
        if morning.closed:
            yield Content.styled(_("The day is closed. Well done."), "$text-success")

    def do_walk(self) -> None:
        """To the first step that is due and not done; the plan, when all are."""
        steps = self.shopdesk.morning.steps if self.shopdesk.morning is not None else ()
        open_steps = [step.id for step in steps if step.due and not step.done]
        self.shopdesk.go(open_steps[0] if open_steps else "afternoon")

    def on_findings_list_opened(self, event: FindingsList.Opened) -> None:
        index, today = self.query_one(FindingsList).highlighted, self.shopdesk.today
        if today is not None and index is not None:
            self.shopdesk.go(today.top[index][0])

    def leave_field(self) -> None:
        self.set_focus(None)
