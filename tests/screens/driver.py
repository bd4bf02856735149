"""An app driven by keys as a person would; `lines` is what that person sees."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.widgets import DataTable

from shopdesk.app import ShopdeskApp
from shopdesk.text import width

SIZES = ((80, 24), (140, 40))
LANGUAGES = ("en", "zh")
VIEWS = (((80, 24), "zh"), ((140, 40), "en"))  # each size and each language, where not every pair is needed
NEVER_ENDS = "_loader"  # of the directory tree


class Driver:
    def __init__(self, app: ShopdeskApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def settle(self) -> None:
        """Until all is read and measured; what a worker brought may start the next one."""
        quiet = 0
        while quiet < 2:
            running = [worker for worker in self.app.workers if not worker.is_finished and worker.name != NEVER_ENDS]
            unmeasured = any(table._require_update_dimensions for table in self.app.screen.query(DataTable))
            quiet = 0 if running or unmeasured else quiet + 1
            for worker in running:
                with suppress(Exception):  # a newer one took its place, or its failure is what the test is about
                    await worker.wait()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def focus(self, which: Any) -> None:
        """Give the focus to a widget, by selector or type."""
        self.app.screen.query_one(which).focus()
        await self.settle()

    @property
    def lines(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).replace("\u00a0", " ") for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def said(self) -> list[str]:
        """The messages shown."""
        return [str(note.message).replace("\n", " ") for note in self.app._notifications]

    def assert_aligned(self) -> None:
        """Every line is exactly as wide as the screen, and nothing in it is obeyed by a terminal."""
        for line in self.lines:
            assert width(line) == self.app.size.width, line
            assert not any(sign in line for sign in "\x1b\x07\u202e\x9b"), line
