"""Two desks on one database: what one does, the other shows without being asked; each takes back its own only."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk import locations, plan, routine
from shopdesk.desk import Desk
from tests.screens.walk import Walk, walking

CAUSE = "SELECT text FROM cause WHERE subject = 'day' AND day = '2026-10-27'"


@pytest.fixture
def other(demo_folder: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    """The other window; open it once the first one has its folder."""
    opened: list[Desk] = []

    def open_it() -> Desk:
        desk = Desk(locations.at(tmp_path / "desk"))
        desk.open()
        opened.append(desk)
        return desk

    yield open_it
    for desk in opened:
        desk.close()


async def note(window: Walk, text: str) -> None:
    await window.press("c", "ctrl+a", "ctrl+k")
    await window.write(text)
    await window.press("enter")


async def test_a_task_added_elsewhere_appears(demo_folder: Path, tmp_path: Path, other) -> None:  # type: ignore[no-untyped-def]
    async with walking(demo_folder, tmp_path, "a") as window:
        assert "A task from elsewhere" not in window.text
        desk = other()
        plan.add(desk.store, desk.need_shop(), desk.day, "A task from elsewhere", "promotion", None)
        window.app.look_elsewhere()
        await window.line("A task from elsewhere")


async def test_the_cause_shown_is_the_one_kept(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "1", size=(80, 50)) as window:
        field = window.app.screen.query_one("#cause")
        await note(window, "one")
        await note(window, "two")
        assert (field.value, window.rows(CAUSE)) == ("two", [("two",)])
        await window.press("ctrl+z")
        assert (field.value, window.rows(CAUSE)) == ("one", [("one",)])
        await window.press("c")
        await window.write(" and more")
        await window.press("escape")
        await window.line("Draft; kept is: one")
        await window.press("ctrl+z")
        await window.line("Draft, not kept yet")
        assert (field.value, window.rows(CAUSE)) == ("one and more", [])


async def test_a_field_with_kept_words_is_not_wiped_by_one_key(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "1") as window:
        await note(window, "one")
        await window.press("c", "space")
        assert window.app.screen.query_one("#cause").value == "one "


async def test_undo_leaves_what_another_window_did(demo_folder: Path, tmp_path: Path, other) -> None:  # type: ignore[no-untyped-def]
    async with walking(demo_folder, tmp_path, "1") as window:
        desk = other()
        routine.note_cause(desk.store, desk.need_shop(), desk.day, "theirs")
        window.app.look_elsewhere()
        await window.settle()
        assert window.app.screen.query_one("#cause").value == "theirs"
        await window.press("ctrl+z")
        assert window.said[-1] == "This window has nothing left to undo."
        await note(window, "ours")
        routine.note_cause(desk.store, desk.need_shop(), desk.day, "theirs again")
        await window.press("ctrl+z")
        assert "Another window has changed “cause” since" in window.flat
        assert window.rows(CAUSE) == [("theirs again",)]
