"""The verbs the screens may call: each writes through the store and records how to undo itself. Slow; call them in a thread.

routine and plan bring SQLAlchemy (0.7 s), so they are imported when the first verb is called.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from shopdesk.desk import Desk
    from shopdesk.records.shops import ShopInfo
    from shopdesk.steps.briefing import Finding
    from shopdesk.store import Store


class Verbs:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def _here(self) -> tuple[Store, ShopInfo]:
        assert self.desk.shop is not None, "guards ask for a shop first"
        return self.desk.store, self.desk.shop

    def see(self, step: str) -> None:
        from shopdesk import routine

        routine.see(*self._here, self.desk.day, step)

    def tick(self, step: str, check: str) -> bool:
        """True where the check is ticked now."""
        from shopdesk import routine

        return routine.tick(*self._here, self.desk.day, step, check)

    def note_cause(self, text: str, subject: str = "day", factor: str = "") -> None:
        from shopdesk import routine

        routine.note_cause(*self._here, self.desk.day, text, subject=subject, factor=factor)

    def close_day(self) -> None:
        self.desk.close_day()

    def reopen_day(self) -> None:
        from shopdesk import routine

        routine.reopen_day(*self._here, self.desk.day)

    def undo(self) -> str | None:
        """What was undone, None where nothing was left to undo."""
        return self.desk.undo()

    def add_finding(self, finding: Finding) -> int | None:
        """The task's id; None where the finding has an open task already."""
        from shopdesk import plan

        return plan.add_finding(*self._here, self.desk.day, finding)

    def add_task(self, title: str, role: str, due: date | None, **fields: Any) -> int:
        from shopdesk import plan

        return plan.add(*self._here, self.desk.day, title, role, due, **fields)

    def edit_task(self, task: int, **fields: Any) -> None:
        from shopdesk import plan

        plan.edit(*self._here, task, **fields)

    def set_task(self, task: int, state: Literal["open", "done", "dropped"]) -> None:
        from shopdesk import plan

        plan.set_state(*self._here, task, state, self.desk.day)
