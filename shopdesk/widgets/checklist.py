"""The checks of a step: one is marked, space ticks it and moves the mark to the next open one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList

from shopdesk.actions import N_
from shopdesk.text import safe
from shopdesk.widgets.findings import PlainList
from shopdesk.widgets.show import MUTED

if TYPE_CHECKING:
    from shopdesk.routine import CheckState


class Checklist(PlainList):
    """`show(checks)`; `selected` is the marked check. Enter and a click tick it, as space does on the whole screen."""

    HELP = N_("What belongs to this step. Space ticks the marked line; the step is done when every line is ticked.")

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.checks: tuple[CheckState, ...] = ()

    def show(self, checks: tuple[CheckState, ...]) -> None:
        before, self.checks = self.selected, checks
        self.fill(_line(check) for check in checks)
        if before is None or (not before.ticked and self.selected is not None and self.selected.ticked):
            self.mark_next()

    def mark_next(self) -> None:
        """Move the mark to the next check that is not ticked, if there is one."""
        start = self.highlighted or 0
        order = [*range(start, len(self.checks)), *range(start)]
        self.highlighted = next((index for index in order if not self.checks[index].ticked), self.highlighted)

    @property
    def selected(self) -> CheckState | None:
        index = self.highlighted
        return self.checks[index] if index is not None and index < len(self.checks) else None

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.run_action("app.do('tick')")


def _line(check: CheckState) -> Content:
    if check.ticked:
        return Content.assemble(("[✓] ", "$text-success"), (safe(check.text), MUTED))
    return Content.assemble(("[ ] ", "bold"), safe(check.text))
