"""The real desk over a copy of the invented shop, driven by keys as a person would."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from shopdesk import locations
from shopdesk.app import ShopdeskApp
from shopdesk.desk import Desk
from shopdesk.text import use_language
from tests.screens.driver import Driver

HOSTILE = "[/foo] [red]SKU [A-1] \x1b]52;c;AA==\x07 \u202ebidi " + "法式复古碎花连衣裙女夏季新款收腰显瘦气质" * 3


class Walk(Driver):
    """`rows` is what the database holds."""

    def __init__(self, app: ShopdeskApp, pilot: Pilot[Any], folder: Path) -> None:
        super().__init__(app, pilot)
        self.folder = folder

    async def write(self, text: str, field: str | None = None) -> None:
        """Type into a field of the open form (its name), in place of what is there."""
        if field is not None:
            await self.focus(f"#{field}")
            await self.press("home", "ctrl+k")
        self.app.screen.focused.insert_text_at_cursor(text)  # type: ignore[union-attr]
        await self.settle()

    async def pick(self, field: str, value: str) -> None:
        """Choose `value` in a choice of the open form."""
        self.app.screen.query_one(f"#{field}").value = value  # type: ignore[attr-defined]
        await self.settle()

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

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "shopdesk.db") as db:
            return db.execute(query, values).fetchall()


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
