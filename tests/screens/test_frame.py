"""The frame: what is on every screen, how one moves, what happens when something fails."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.await_complete import AwaitComplete

from shopdesk.errors import DataError
from shopdesk.text import language
from tests.screens.driver import LANGUAGES, SIZES
from tests.screens.fakes import DAY, HOSTILE
from tests.screens.visit import visiting

OWN = ("0", "1", "a", "i")  # the screens that need no step's own dataclass


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_holds_hostile_texts_in_its_frame(tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with visiting(tmp_path, size=size, lang=lang, shop=HOSTILE) as visit:
        for key in OWN:
            await visit.press("escape", key)
            visit.assert_calm()
            assert "6/7" in visit.lines[0] and "78 %" in visit.lines[0]


async def test_top_line_says_shop_day_reports_progress_and_sales(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        top = visit.lines[0]
        for part in ("花间小铺", "Tue 11-10", "reports 6/7", "morning 0/7", "¥14,775 / 19,000", "78 %"):
            assert part in top


async def test_target_and_sales_are_in_the_same_money(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with visiting(tmp_path) as visit:
        in_yen = replace(visit.desk.today_view(), currency="JPY")
        monkeypatch.setattr(visit.desk, "today_view", lambda: in_yen)
        await visit.press("a")
        visit.app.reload()
        await visit.settle()
        assert "JP¥1,477,500 / 1,900,000" in visit.lines[0]


async def test_steps_are_a_line_when_narrow_and_a_rail_when_wide(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        assert all(name in visit.lines[1] for name in ("1 Numbers!", "7 Page·", "a Plan"))
        await visit.pilot.resize_terminal(140, 40)
        await visit.settle()
        assert "7 Page" not in visit.lines[1]
        assert any(line.startswith("  7 Page") for line in visit.lines)


async def test_a_step_is_clicked(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        await visit.pilot.click(offset=(visit.lines[1].index("1 Numbers") + 2, 1))
        await visit.settle()
        assert visit.app.current_mode == "numbers"


async def test_keys_go_to_places_and_escape_comes_back(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        assert visit.app.current_mode == "numbers"
        await visit.press("a")
        assert visit.app.current_mode == "afternoon"
        await visit.press("escape")
        assert visit.app.current_mode == "numbers"
        await visit.press("p")
        assert visit.app.current_mode == "today"
        await visit.press("n")
        assert visit.app.current_mode == "numbers"
        await visit.press("home")
        assert visit.app.current_mode == "today"


async def test_letters_are_typed_where_something_is_typed(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        await visit.focus("#cause")
        await visit.press(*"a1t0?", "space", "home", "x")
        assert visit.app.current_mode == "numbers"
        assert visit.app.screen.query_one("#cause").value == "xa1t0? "


async def test_language_changes_at_once_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        await visit.focus("#cause")
        await visit.write("大促前观望")
        await visit.press("escape", "l")
        assert language() == "zh"
        assert "访客数" in visit.text and "报表 6/7" in visit.lines[0]
        assert visit.app.screen.query_one("#cause").value == "大促前观望"
        await visit.press("0", "l")
        assert "Missed yesterday" in visit.text and "Morning" in visit.text


async def test_the_language_changed_while_it_changes_breaks_no_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with visiting(tmp_path, "1", "a") as visit:
        remove = visit.app.remove_mode

        def changed_again(place: str) -> AwaitComplete:
            visit.app.call_later(visit.app.action_do, "language")
            monkeypatch.undo()
            return remove(place)

        monkeypatch.setattr(visit.app, "remove_mode", changed_again)
        await visit.press("l")
        assert language() == "en"
        for key in ("1", "i", "a"):
            await visit.press(key, "escape")
            visit.assert_calm()


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_help_explains_the_screen_and_lists_its_keys(tmp_path: Path, lang: str) -> None:
    async with visiting(tmp_path, "1", "f1", lang=lang, size=(100, 60)) as visit:
        assert {"en": "Make a task of the marked finding", "zh": "把选中的问题变成任务"}[lang] in visit.text
        assert "^Q" in visit.text
        await visit.press("escape")
        assert visit.app.current_mode == "numbers" and len(visit.app.screen_stack) == 1


async def test_palette_does_what_it_names(tmp_path: Path) -> None:
    async with visiting(tmp_path, "ctrl+p") as visit:
        await visit.press(*"afternoon")
        await visit.press("down", "enter")
        assert visit.app.current_mode == "afternoon"


async def test_a_disabled_action_says_why(tmp_path: Path) -> None:
    async with visiting(tmp_path, "d") as visit:
        assert any("Write why the day was met or missed" in said for said in visit.said)
        assert not visit.desk.is_closed


async def test_the_day_is_closed_once_its_cause_is_noted(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        await visit.focus("#cause")
        await visit.write("双十一前观望")
        await visit.press("enter", "d", "enter")
        assert ("cause", "双十一前观望") in visit.verbs.log and ("close",) in visit.verbs.log
        assert visit.desk.is_closed and "day closed ✓" in visit.lines[0]
        await visit.press("d")
        assert visit.verbs.log.count(("close",)) == 1


async def test_undo_says_what_it_took_back(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", "ctrl+z", "space", "ctrl+z") as visit:
        assert visit.said[0] == "This window has nothing left to undo."
        assert "[/foo] [red]red[/red]" in visit.said[-1] and "\x1b" not in visit.said[-1]


async def test_other_day_is_judged(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", "left_square_bracket") as visit:
        assert (DAY - visit.desk.day).days == 1
        assert "Mon 11-09" in visit.lines[0] and visit.app.screen.briefing.day == visit.desk.day


async def test_days_gone_back_fast_are_all_gone_back(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        with visit.app._writing:  # what is noted now takes its time
            await visit.pilot.press("[", "[")
        await visit.settle()
        assert visit.desk.day == DAY - timedelta(days=2)


async def test_other_shop_is_chosen_though_its_name_is_hostile(tmp_path: Path) -> None:
    async with visiting(tmp_path, "S", "down", "enter") as visit:
        assert visit.desk.shop.id == 2
        visit.assert_calm()
        assert "[/foo]" in visit.lines[0]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_an_empty_desk_says_what_to_press(tmp_path: Path, lang: str) -> None:
    async with visiting(tmp_path, empty=True, lang=lang) as visit:
        for key in ("0", "1", "a"):
            await visit.press(key)
            assert {"en": "Press i and choose export files", "zh": "按 i，选后台导出的报表"}[lang] in visit.text
            visit.assert_calm()
        await visit.press("1", "t")
        assert any({"en": "There is no shop yet", "zh": "还没有店铺"}[lang] in said for said in visit.said)
        await visit.press("ctrl+z")
        assert visit.verbs.log == []


async def test_a_failure_on_opening_can_be_read_and_copied(tmp_path: Path) -> None:
    error = DataError("Not our file", f"Use another: {HOSTILE}")
    async with visiting(tmp_path, fails=error) as visit:
        assert "Not our file" in visit.text and "Useanother:[/foo]" in visit.flat and "shopdesk.log" in visit.flat
        assert not any(sign in visit.text for sign in "\x1b\x07\u202e\x9b")
        await visit.press("y")
        assert "Not our file" in visit.app.clipboard and "\x1b" not in visit.app.clipboard
        await visit.press("escape")
        assert len(visit.app.screen_stack) == 1


@pytest.mark.parametrize(("key", "asked"), [("a", "tasks"), ("i", "imports"), ("2", "briefing")])
async def test_what_a_screen_cannot_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, asked: str) -> None:
    async with visiting(tmp_path) as visit:
        visit.desk.made.clear()
        monkeypatch.setattr(visit.desk, asked, lambda *_about: 1 / 0)
        await visit.press(key)
        assert "ZeroDivisionError" in visit.text


async def test_what_fails_again_and_again_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with visiting(tmp_path) as visit:
        monkeypatch.setattr(visit.desk, "changed_elsewhere", lambda: 1 / 0)
        for _look in range(3):
            visit.app.look_elsewhere()
            await visit.settle()
        assert "ZeroDivisionError" in visit.text
        await visit.press("escape")
        assert "ZeroDivisionError" not in visit.text


async def test_a_bug_shows_no_traceback_and_goes_to_the_log(tmp_path: Path) -> None:
    async with visiting(tmp_path, fails=ZeroDivisionError("secret of a customer")) as visit:
        assert "Something went wrong" in visit.text and "ZeroDivisionError" in visit.text
        assert "secret" not in visit.text and "Traceback" not in visit.text
        assert "Traceback" in (tmp_path / "logs" / "shopdesk.log").read_text()


async def test_the_operators_keys_replace_ours(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text('task = "f5"\nhelp = "f2"\n')
    async with visiting(tmp_path, "1", "t") as visit:
        assert visit.verbs.log == []
        assert visit.lines[-1].startswith(" F2 Help") and "F5 Task" in visit.lines[-1]
        await visit.press("f5")
        assert visit.verbs.log == [("finding", "numbers:visitors")]


def test_the_first_paint_waits_for_no_heavy_library() -> None:
    code = (
        "import sys, shopdesk.app, shopdesk.screens.today, shopdesk.screens.step, shopdesk.screens.numbers; print(*sys.modules)"
    )
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & {"pandas", "numpy", "sqlalchemy", "sqlmodel", "plotext", "alembic", "shopdesk.models", "shopdesk.store"}


async def test_a_closed_day_is_opened_again_where_one_agrees(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        visit.desk.cause = "noted"
        visit.desk.is_closed = True
        visit.app.reload()
        await visit.settle()
        await visit.press("d")
        assert "Tue 11-10 is closed. Open it again?" in visit.text
        await visit.press("escape")
        assert visit.desk.is_closed
        await visit.press("d", "enter")
        assert not visit.desk.is_closed and ("reopen",) in visit.verbs.log and ("close",) not in visit.verbs.log


async def test_a_day_with_steps_left_is_closed_once_one_agrees(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        visit.desk.cause = "noted"
        visit.app.reload()
        await visit.settle()
        await visit.press("d")
        assert "0 of 7 steps walked" in visit.text and "close Tue 11-10 all the same?" in visit.text
        await visit.press("escape")
        assert not visit.desk.is_closed
        await visit.press("d", "enter")
        assert visit.desk.is_closed


async def test_the_key_bar_offers_what_works_now(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        assert "t Task" in visit.lines[-1] and "n Next" in visit.lines[-1]
        await visit.focus("#cause")
        bar = visit.lines[-1]
        assert "Esc Back" in bar and "^Z Undo" in bar and not any(part in bar for part in ("Tick", "t Task", "n Next", "Why"))
        await visit.press("escape")
        assert "t Task" in visit.lines[-1]
        await visit.press("question_mark")
        assert "t Task" not in visit.lines[-1] and visit.lines[-1].startswith(" F1 Help")
        await visit.press("escape")
        assert "t Task" in visit.lines[-1]


async def test_without_a_shop_no_key_is_offered_that_needs_one(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", empty=True) as visit:
        bar = visit.lines[-1]
        assert "i Import" in bar and not any(part in bar for part in ("Tick", "Task", "Why", "Cause", "Compare"))
        await visit.press("S")
        assert "There is no shop yet" in visit.said[-1]


async def test_a_short_message_hides_the_keys_only(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        before = visit.lines[:-1]
        visit.app.say("计划在 /home/somebody/shopdesk/exports/plan-2026-10-27.md")
        await visit.settle()
        assert visit.lines[:-1] == before and "exports/plan-2026-10-27.md" in visit.lines[-1]
