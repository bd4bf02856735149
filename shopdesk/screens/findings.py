"""A screen with a list of findings: the marked one becomes a task, is explained, opened, copied."""

from __future__ import annotations

from typing import ClassVar

from shopdesk import actions
from shopdesk.screens.frame import FrameScreen
from shopdesk.steps.briefing import Finding, Why
from shopdesk.text import _, safe
from shopdesk.widgets.findings import FindingsList


class FindingsScreen(FrameScreen):
    PLACES: ClassVar[tuple[str, ...]] = (actions.FINDINGS,)

    def selected_why(self) -> Why | None:
        """The Why of the figure marked, while one of the screen's figures has the focus."""
        return None

    def copy_line(self) -> str:
        """What is copied while one of the screen's figures has the focus."""
        return ""

    @property
    def in_figures(self) -> bool:
        """True while a figure has the focus rather than the findings."""
        return False

    @property
    def selected(self) -> Finding | None:
        return self.query_one(FindingsList).selected

    def why_no_task(self) -> str:
        finding = self.selected
        if finding is None:
            return _("Mark a finding first; there is none to make a task of.")
        return "" if finding.task is not None else _("This finding suggests no task; write your own in the plan.")

    def do_task(self) -> None:
        finding = self.selected
        if finding is not None:
            self.shopdesk.make_task(finding)

    def do_why(self) -> None:
        why = self.selected_why() if self.in_figures else None
        finding = None if why is not None else self.selected
        if why is None and finding is None:
            self.shopdesk.say(_("Mark a figure or a finding first."), "warning")
        else:
            self.shopdesk.explain(why, finding)

    def copy_text(self) -> str:
        if self.in_figures:
            return "\t".join(map(safe, self.copy_line().split("\t")))
        return safe(self.selected.text) if self.selected is not None else ""

    def leave_field(self) -> None:
        self.query_one(FindingsList).focus()
