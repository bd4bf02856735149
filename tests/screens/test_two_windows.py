"""Two desks on one database: what one does, the other shows without being asked."""

from __future__ import annotations

from pathlib import Path

from shopdesk import locations, plan
from shopdesk.desk import Desk
from tests.screens.walk import walking


async def test_a_task_added_elsewhere_appears(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "a") as window:
        assert "A task from elsewhere" not in window.text
        other = Desk(locations.at(tmp_path / "desk"))
        other.open()
        plan.add(other.store, other.need_shop(), other.day, "A task from elsewhere", "promotion", None)
        window.app.look_elsewhere()
        await window.line("A task from elsewhere")
        other.close()
