"""The app over the fake desk, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from shopdesk.app import ShopdeskApp
from shopdesk.text import use_language
from tests.screens.driver import Driver
from tests.screens.fakes import FakeDesk, FakeVerbs, some_tasks


class Visit(Driver):
    def __init__(self, app: ShopdeskApp, pilot: Pilot[Any], desk: FakeDesk, verbs: FakeVerbs) -> None:
        super().__init__(app, pilot)
        self.desk, self.verbs = desk, verbs

    async def write(self, text: str, field: str = "") -> None:
        """Type into the field of this id, or the one that has the focus."""
        if field:
            await self.focus(f"#{field}")
        self.app.screen.focused.insert_text_at_cursor(text)  # type: ignore[union-attr]
        await self.settle()

    @property
    def flat(self) -> str:
        """The text without frames, blanks and line breaks."""
        return "".join(self.text.replace("│", "").split())

    def assert_calm(self) -> None:
        """Aligned, and F1 is there."""
        self.assert_aligned()
        assert self.lines[-1].startswith(" F1 "), self.lines[-1]


@asynccontextmanager
async def visiting(
    folder: Path, *keys: str, size: tuple[int, int] = (80, 24), lang: str = "en", **about: Any
) -> AsyncIterator[Visit]:
    use_language(lang)
    desk = FakeDesk(folder, **about)
    desk.task_list = some_tasks()
    verbs = FakeVerbs(desk)
    app = ShopdeskApp(desk, verbs)  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        visit = Visit(app, pilot, desk, verbs)
        await visit.settle()
        await visit.press(*keys)
        yield visit
