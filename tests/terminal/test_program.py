"""A person's day in a real terminal: start, walk, write the cause, tick, make a task, export, quit; kill and come back."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    target = tmp_path / "desk"
    shutil.copytree(demo_folder, target)
    return target


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "shopdesk.db") as db:
        return db.execute(query).fetchall()


def test_the_morning_by_keyboard(folder: Path, tmp_path: Path) -> None:
    desk = Terminal("--at", str(folder), "--lang", "en", home=tmp_path)
    desk.wait("MISSED", "¥14,775", "F1")
    desk.press("\r")  # walk the morning: the first step that is not done
    desk.wait("Visitors", "Conversion", "Average spend", "adds up exactly")
    desk.press("t")
    desk.wait("F1")
    desk.press("n")
    desk.wait("手淘搜索")
    for key, words in (("3", "晚风衣橱"), ("4", "碎花连衣裙"), ("5", "秋冬女装会场"), ("6", "优选衣坊"), ("7", "2.9")):
        desk.press(key)
        desk.wait(words)
    desk.press("a")
    desk.wait("Find the source that lost visitors")
    desk.press("0")
    desk.wait("MISSED")
    assert desk.quit() == 0
    assert rows(folder, "SELECT role, state FROM task WHERE finding = 'numbers:visitors'") == [("operations", "open")]
    assert len(rows(folder, "SELECT DISTINCT step FROM stepseen WHERE day = '2026-10-27'")) == 7


def test_killed_and_reopened_nothing_is_lost(folder: Path, tmp_path: Path) -> None:
    desk = Terminal("--at", str(folder), "--lang", "zh", columns=140, lines=40, home=tmp_path)
    desk.wait("花间小铺", "¥14,775")
    desk.press("1")
    desk.wait("访客数")
    desk.press("t")
    desk.wait("花间小铺")
    _until(lambda: rows(folder, "SELECT count(*) FROM task WHERE finding LIKE 'numbers:%'")[0][0] == 1)
    desk.kill()
    desk = Terminal("--at", str(folder), "--lang", "zh", home=tmp_path)
    desk.wait("¥14,775")
    desk.press("a")
    desk.wait("花间小铺")
    desk.resize(140, 40)
    desk.wait("花间小铺", "F1")
    assert desk.quit() == 0
    assert rows(folder, "SELECT count(*) FROM task WHERE finding LIKE 'numbers:%'") == [(1,)]


def test_an_empty_desk_imports_and_shows(tmp_path: Path) -> None:
    export = tmp_path / "shop.csv"
    lines = "".join(f"2026-10-{day:02},1000,400,20,2000.00\n" for day in range(1, 29))
    export.write_text("统计日期,浏览量,访客数,支付买家数,支付金额\n" + lines, encoding="gb18030")
    desk = Terminal("--at", str(tmp_path / "desk"), "--lang", "en", "--date", "2026-10-27", home=tmp_path)
    desk.wait("F1", "No figures yet")
    desk.press("i")
    desk.wait("F1")
    desk.press(f"{export}\r")
    desk.wait("lands it", "28")
    desk.press("\r")
    desk.wait("landed")
    desk.press("\x1b")
    desk.press("0")
    desk.wait("¥2,000")
    assert desk.quit() == 0


def test_no_terminal_is_said(tmp_path: Path) -> None:
    import subprocess

    from tests.terminal.screen import PROGRAM

    done = subprocess.run([PROGRAM, "--at", tmp_path, "--lang", "en"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "shopdesk brief" in done.stderr


def _until(true: object) -> None:
    import time

    end = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)
