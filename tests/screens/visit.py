"""The app over the fake desk, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from shopdesk.app import ShopdeskApp
from shopdesk.text import use_language, width
from tests.screens.fakes import FakeDesk, FakeVerbs, some_tasks

SIZES = ((80, 24), (140, 40))
LANGUAGES = ("en", "zh")


class Visit:
    def __init__(self, app: ShopdeskApp, pilot: Pilot[Any], desk: FakeDesk, verbs: FakeVerbs) -> None:
        self.app, self.pilot, self.desk, self.verbs = app, pilot, desk, verbs

    async def settle(self) -> None:
        """Until nothing is read any more; the directory tree's own worker never ends."""
        for _round in range(6):
            workers = [worker for worker in self.app.workers if worker.name != "_loader"]
            for worker in workers:
                try:
                    await worker.wait()
                except Exception:  # a failed worker is what some tests are about: the dialog is asserted
                    continue
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def focus(self, which: Any) -> None:
        """Give the focus to a widget, by selector or type."""
        self.app.screen.query_one(which).focus()
        await self.settle()

    async def write(self, text: str, field: str = "") -> None:
        """Type into the field of this id, or the one that has the focus."""
        if field:
            await self.focus(f"#{field}")
        self.app.screen.focused.insert_text_at_cursor(text)  # type: ignore[union-attr]
        await self.settle()

    @property
    def lines(self) -> list[str]:
        return ["".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def flat(self) -> str:
        """The text without frames, blanks and line breaks."""
        return "".join(self.text.replace("│", "").split())

    @property
    def said(self) -> list[str]:
        return [str(note.message) for note in self.app._notifications]

    def assert_calm(self) -> None:
        """Every line is as wide as the screen, F1 is there, and nothing on the screen is obeyed by a terminal."""
        for line in self.lines:
            assert width(line) == self.app.size.width, line
            assert not any(sign in line for sign in "\x1b\x07\u202e\x9b"), line
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
