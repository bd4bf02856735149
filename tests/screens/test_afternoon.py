"""The afternoon: roles, the marked task, its two fields, and the verbs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.screens.driver import LANGUAGES
from tests.screens.fakes import DAY
from tests.screens.visit import visiting


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_roles_are_tabs_when_narrow_and_columns_when_wide(tmp_path: Path, lang: str) -> None:
    heads = {"en": ("operations 1", "promotion 1", "design 1", "service 0"), "zh": ("运营 1", "推广 1", "美工 1", "客服 0")}[lang]
    async with visiting(tmp_path, "a", lang=lang) as visit:
        assert all(head in visit.lines[3] for head in heads)
        assert "Win back search visitors" in visit.text and "换主图" not in visit.text
        await visit.press("right", "right")
        assert "换主图" in visit.text and "search visitors" in visit.text
        await visit.pilot.resize_terminal(140, 40)
        await visit.settle()
        assert "换主图" in visit.text and "[✓]" in visit.text and "Win back" in visit.text
        visit.assert_calm()


async def test_a_task_line_has_box_worth_due_and_age_in_one_line(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "right") as visit:
        line = next(line for line in visit.lines if "+¥310" in line)
        assert line.startswith(" [ ] +¥310  [/foo]") and "Tue 11-10 · carried over since 11-08" in line
        visit.assert_calm()


async def test_the_marked_task_is_open_below(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a") as visit:
        below = "\n".join(visit.lines[-6:])
        assert all(
            part in below for part in ("1,640 → 619", "(R14)", "back to 1,500", "Sat 11-14", "Their view", "Their solution")
        )


async def test_space_marks_done_and_open_again(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "space") as visit:
        assert visit.verbs.log == [("state", 1, "done")] and "[✓]" in visit.text
        await visit.press("space")
        assert visit.verbs.log[-1] == ("state", 1, "open")


async def test_delete_drops_and_says_how_to_take_it_back(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "delete") as visit:
        assert visit.verbs.log == [("state", 1, "dropped")] and "^Z takes it back" in visit.said[-1]


async def test_the_teams_view_is_kept_on_enter_and_on_leaving(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a") as visit:
        await visit.focus("#their_view")
        await visit.write("搜索词排名掉了")
        await visit.press("enter")
        assert visit.verbs.log == [("edit", 1, {"their_view": "搜索词排名掉了"})]
        await visit.focus("#their_solution")
        await visit.write("加价 5 %")
        await visit.press("tab")
        assert visit.verbs.log[-1] == ("edit", 1, {"their_solution": "加价 5 %"})
        assert visit.desk.task_list[0].their_solution == "加价 5 %"


async def test_e_adds_a_task_and_a_form_checks_its_fields(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "e", "ctrl+s") as visit:
        assert "This is needed." in visit.text
        await visit.write("[/foo] 拍买家秀")
        await visit.focus("#due")
        await visit.write("soon")
        await visit.press("ctrl+s")
        assert "A day is needed" in visit.text and visit.verbs.log == []
        await visit.press("home", "ctrl+k")
        await visit.write("+3")
        await visit.press("ctrl+s")
        assert visit.verbs.log == [("add", "[/foo] 拍买家秀", "operations", date(2026, 11, 14))]
        assert "[/foo] 拍买家秀" in visit.text


async def test_a_form_left_with_escape_keeps_what_was_typed(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "e") as visit:
        await visit.write("写新品卖点")
        await visit.press("escape", "e")
        assert visit.app.screen.query_one("#title").value == "写新品卖点"


async def test_enter_changes_the_marked_task(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "enter") as visit:
        field = visit.app.screen.query_one("#due")
        assert field.value == DAY.isoformat()
        await visit.focus("#due")
        await visit.press("home", "ctrl+k")
        await visit.write("11-30")
        await visit.press("ctrl+s")
        assert visit.verbs.log[0][:2] == ("edit", 1) and visit.verbs.log[0][2]["due"] == date(2026, 11, 30)


async def test_x_exports_in_the_form_chosen(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "x", "down", "enter") as visit:
        assert visit.desk.exported == ["xlsx"] and "plan.xlsx" in visit.said[-1]


async def test_what_is_refused_stays_typed_and_the_same_is_not_said_twice(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "e") as visit:
        await visit.write("长" * 501)
        await visit.press("ctrl+s")
        assert "Shorten it." in visit.text and visit.verbs.log == []
        await visit.press("home", "ctrl+k")
        await visit.write("短")
        await visit.press("ctrl+s")
        assert [entry[1] for entry in visit.verbs.log] == ["短"]
        for _time in range(2):
            visit.app.say("Nothing to take back.")
            await visit.settle()
        assert visit.said.count("Nothing to take back.") == 1


async def test_an_empty_plan_says_how_to_fill_it(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        visit.desk.task_list = []
        await visit.press("a", "space")
        assert "t on a finding makes one, e writes your own" in visit.text and "Mark a task first." in visit.said


async def test_a_low_screen_has_room_for_what_the_team_says(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a") as visit:
        assert "What the team sees" in visit.text and "What the team will do" in visit.text
