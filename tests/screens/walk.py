"""The real desk over a copy of the invented shop, driven by keys as a person would."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import DataTable
from textual.worker import WorkerCancelled

from shopdesk import locations
from shopdesk.app import ShopdeskApp
from shopdesk.desk import Desk
from shopdesk.text import use_language, width

SIZES = ((80, 24), (140, 40))
HOSTILE = "[/foo] [red]SKU [A-1] \x1b]52;c;AA==\x07 \u202ebidi " + "法式复古碎花连衣裙女夏季新款收腰显瘦气质" * 3


class Walk:
    """Presses keys and waits until all is read; `lines` is what a person sees, `rows` what the database holds."""

    def __init__(self, app: ShopdeskApp, pilot: Pilot[Any], folder: Path) -> None:
        self.app, self.pilot, self.folder = app, pilot, folder

    async def settle(self) -> None:
        quiet = 0
        while quiet < 3:  # what a worker brought may start the next one
            running = [worker for worker in self.app.workers if not worker.is_finished]
            unmeasured = any(table._require_update_dimensions for table in self.app.screen.query(DataTable))
            quiet = 0 if running or unmeasured else quiet + 1
            with suppress(WorkerCancelled):  # a newer one took its place
                await self.app.workers.wait_for_complete(running)
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str, field: str | None = None) -> None:
        """Type into a field of the open form (its name), in place of what is there."""
        if field is not None:
            self.app.screen.query_one(f"#{field}").focus()
            await self.press("home", "ctrl+k")
        self.app.screen.focused.insert_text_at_cursor(text)  # type: ignore[union-attr]
        await self.settle()

    async def pick(self, field: str, value: str) -> None:
        """Choose `value` in a choice of the open form."""
        self.app.screen.query_one(f"#{field}").value = value  # type: ignore[attr-defined]
        await self.settle()

    @property
    def lines(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def line(self, *parts: str) -> str:
        """The line that shows all `parts`; where the last layout is still to come, a little later."""
        for _round in range(20):
            found = next((line for line in self.lines if all(part in line for part in parts)), None)
            if found is not None:
                return found
            await self.settle()
        raise AssertionError(f"no line with {parts}:\n{self.text}")

    @property
    def flat(self) -> str:
        """The text without frames and line breaks; where a dialog is open, its text alone."""
        strips = self.app.screen._compositor.render_strips()
        boxes = self.app.screen.query(".dialog")
        if boxes:
            box = boxes.first().region
            strips = [strip.crop(box.x, box.right) for strip in strips[box.y : box.bottom]]
        text = " ".join("".join(segment.text for segment in strip) for strip in strips)
        return " ".join(text.replace("│", " ").split())

    @property
    def said(self) -> list[str]:
        """The messages shown."""
        return [str(note.message) for note in self.app._notifications]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "shopdesk.db") as db:
            return db.execute(query, values).fetchall()

    def assert_aligned(self) -> None:
        """Every line is exactly as wide as the screen, and nothing in it is obeyed by a terminal."""
        for line in self.lines:
            assert width(line) == self.app.size.width, line
            assert not any(sign in line for sign in "\x1b\x07\u202e\x9b"), line


@asynccontextmanager
async def walking(
    demo: Path, folder: Path, *keys: str, size: tuple[int, int] = (80, 24), lang: str = "en"
) -> AsyncIterator[Walk]:
    """A desk over a copy of the folder `demo`, after `keys`."""
    copy = folder / "desk"
    if not copy.exists():
        shutil.copytree(demo, copy)
    use_language(lang)
    desk = Desk(locations.at(copy))
    app = ShopdeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        walk = Walk(app, pilot, copy)
        await walk.settle()
        await walk.press(*keys)
        yield walk
    desk.close()


def change(folder: Path, demo: Path, *statements: str) -> None:
    """Copy the demo and change it directly, before a desk is opened on it; `:hostile` is a hostile text."""
    copy = folder / "desk"
    shutil.copytree(demo, copy)
    with sqlite3.connect(copy / "shopdesk.db") as db:
        for statement in statements:
            db.execute(statement, {"hostile": HOSTILE})
