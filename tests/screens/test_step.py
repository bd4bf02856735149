"""The base of the step screens, on the numbers screen: reading order, findings, checks, cause, needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shopdesk.steps.briefing import Need, State
from shopdesk.widgets.checklist import Checklist
from shopdesk.widgets.findings import FindingsList
from shopdesk.widgets.table import DeskTable
from tests.screens.driver import LANGUAGES, SIZES
from tests.screens.fakes import numbers
from tests.screens.visit import Visit, visiting


def place(visit: Visit, text: str) -> int:
    return next(number for number, line in enumerate(visit.lines) if text in line)


async def test_verdict_then_figures_then_findings(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        verdict = place(visit, "! act  Missed: ¥14,775 of ¥19,000 (78 %)")
        assert (
            verdict
            < place(visit, "Visitors  ")
            < place(visit, "10-31")
            < place(visit, "What to do")
            < place(visit, "−¥4,900 a day")
        )


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_factors_are_in_figures_that_add_up(tmp_path: Path, lang: str) -> None:
    async with visiting(tmp_path, "1", lang=lang) as visit:
        line = visit.lines[place(visit, {"en": "Visitors", "zh": "访客数"}[lang])]
        assert all(figure in line for figure in ("4,291", "5,310", "−19.2 % !", "−¥3,640", "██████████"))
        assert "−¥4,360" in visit.lines[place(visit, {"en": "adds up exactly", "zh": "合计，分毫不差"}[lang])]
        assert "~" in visit.lines[place(visit, {"en": "Conversion", "zh": "支付转化率"}[lang])]


async def test_wide_screens_have_findings_and_checks_beside_the_figures(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", size=(140, 40)) as visit:
        assert place(visit, "What to do") < place(visit, "Visitors  ")
        assert "told the team" in visit.text and "looked at the month's pace" in visit.text


async def test_t_makes_one_task_of_a_finding(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", "t") as visit:
        assert visit.verbs.log == [("finding", "numbers:visitors")]
        assert "In the plan: Win back search visitors. ^Z takes it back." in visit.said
        await visit.press("t")
        assert "This finding has an open task already." in visit.said


async def test_t_on_a_finding_without_a_task_says_so(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        await visit.focus(FindingsList)
        await visit.press("down", "down", "t")
        assert visit.verbs.log == [] and "suggests no task" in visit.said[-1]


async def test_space_ticks_the_marked_check_and_moves_on(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", "space", "space", size=(140, 40)) as visit:
        assert visit.desk.ticked == {("numbers", "month_pace"), ("numbers", "glance")}
        assert visit.text.count("[✓]") == 2
        await visit.press("space")
        assert visit.desk.seen_steps == {"numbers"} and "1/7" in visit.lines[0]
        await visit.focus(Checklist)
        await visit.press("up", "enter")
        assert len(visit.desk.ticked) == 2


async def test_why_of_a_figure_and_of_a_finding(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", "question_mark") as visit:
        assert "visitors ÷ usual − 1" in visit.text and "R15" in visit.text and "usual swing" in visit.text
        await visit.press("escape")
        await visit.focus(FindingsList)
        await visit.press("question_mark")
        assert "a ÷ b" in visit.text and "Win back search visitors" in visit.text
        assert not any(sign in visit.text for sign in "\x1b\x07\u202e\x9b")
        await visit.press("t")
        assert visit.verbs.log == [("finding", "numbers:visitors")]


async def test_a_finding_without_a_why_has_that_of_its_figure(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        made = numbers()
        visit.desk.made["numbers"] = replace(made, findings=(replace(made.findings[0], why=None),))
        await visit.press("1")
        await visit.focus(FindingsList)
        await visit.press("question_mark")
        assert "visitors ÷ usual − 1" in visit.text and "Win back search visitors" in visit.text


async def test_y_copies_the_marked_line_without_control_codes(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1", "y") as visit:
        assert visit.app.clipboard.startswith("Visitors\t4,291")
        await visit.focus(FindingsList)
        await visit.press("down", "y")
        assert visit.app.clipboard.startswith("[/foo]") and "\x1b" not in visit.app.clipboard


async def test_escape_leaves_the_cause_and_keeps_it(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        await visit.focus("#cause")
        await visit.write("同行在做活动")
        await visit.press("escape")
        assert visit.app.current_mode == "numbers"
        await visit.press("escape", "1")
        assert visit.app.screen.query_one("#cause").value == "同行在做活动" and visit.desk.cause == ""


async def test_missing_reports_are_asked_for(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        visit.desk.made["numbers"] = numbers(state=State.NEEDS)
        await visit.press("1")
        assert "Import orders of 2026-11-10" in visit.text and "Press i to import." in visit.text
        assert "[/foo] [red]red[/red]" in visit.text
        visit.assert_calm()


async def test_a_missing_report_is_asked_for_once(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        made = numbers(state=State.NEEDS)
        visit.desk.made["numbers"] = replace(made, headline="Import the day.", needs=(Need("orders", "Import the day."),))
        await visit.press("1")
        assert visit.text.count("Import the day.") == 1 and "Press i to import." in visit.text


async def test_no_data_hides_the_figures(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        visit.desk.made["numbers"] = numbers(state=State.NO_DATA)
        await visit.press("1")
        assert "Press i to import." in visit.text and "adds up exactly" not in visit.text


@pytest.mark.parametrize("size", SIZES)
async def test_findings_of_a_screen_stay_marked_without_the_focus(tmp_path: Path, size: tuple[int, int]) -> None:
    async with visiting(tmp_path, "1", size=size) as visit:
        assert visit.app.screen.selected.key == "numbers:visitors"


async def test_escape_frees_a_filtered_table_before_it_goes_back(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        table = visit.app.screen.query_one(DeskTable)
        await visit.press("slash", *"conv", "enter")
        assert [row.key for row in table.shown] == ["conversion"]
        await visit.press("escape")
        assert visit.app.current_mode == "numbers" and len(table.shown) == 5
        await visit.press("slash", *"conv", "escape")
        assert visit.app.current_mode == "numbers" and len(table.shown) == 5
        await visit.press("escape")
        assert visit.app.current_mode == "today"


async def test_enter_explains_a_figure_and_a_figure_makes_no_task(tmp_path: Path) -> None:
    async with visiting(tmp_path, "1") as visit:
        await visit.focus("#factors DataTable")
        await visit.press("enter")
        assert "visitors ÷ usual − 1" in visit.text
        await visit.press("t")
        assert "visitors ÷ usual − 1" in visit.text and not visit.verbs.findings
