"""Today: the three things worth the most, what is missing, and the way into the morning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.driver import LANGUAGES, SIZES
from tests.screens.fakes import FakeDesk
from tests.screens.visit import visiting


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_today_at_a_glance(tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with visiting(tmp_path, size=size, lang=lang) as visit:
        assert "Missed yesterday by ¥4,225." in visit.text and "Likely end ¥455,000" in visit.text
        assert visit.text.count("¥4,900") == 3 and "[/foo] [red]red[/red]" in visit.text
        expected = {
            "en": ("Worth the most", "Import 关键词报表", "1 task left from before", "0 of 7", "enter walks the morning"),
            "zh": ("最值钱的三件事", "关键词报表", "之前剩下 1 条任务", "0 / 7", "enter 开始早上流程"),
        }
        assert all(part in visit.text for part in expected[lang])
        visit.assert_calm()


async def test_enter_walks_to_the_first_step_not_done(tmp_path: Path) -> None:
    async with visiting(tmp_path, "enter") as visit:
        assert visit.app.current_mode == "numbers"
        await visit.press("space", "space", "space", "0", "enter")
        assert visit.app.current_mode == "shop"


async def test_enter_on_a_marked_line_goes_to_its_step(tmp_path: Path) -> None:
    async with visiting(tmp_path, "tab", "down", "down", "enter") as visit:
        assert visit.app.current_mode == "numbers"


async def test_a_task_is_made_of_what_is_marked(tmp_path: Path) -> None:
    async with visiting(tmp_path, "t") as visit:
        assert visit.verbs.log == [("finding", "shop:visitors")]


async def test_the_seven_steps_are_looked_through_behind_the_first_screen(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        assert len(visit.desk.made) == 7 and "Looking through" not in visit.text


@pytest.mark.parametrize(("lang", "said"), [("en", "Nothing to do in what has come in."), ("zh", "已到的报表里没有要处理的。")])
async def test_a_quiet_day_says_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    whole = FakeDesk.today_view
    monkeypatch.setattr(FakeDesk, "today_view", lambda desk: replace(whole(desk), top=()))
    async with visiting(tmp_path, lang=lang) as visit:
        assert said in visit.text and "Worth the most" not in visit.text and "最值钱" not in visit.text
        visit.assert_calm()
