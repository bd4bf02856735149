"""Activities: where each stands, moved on by keys; prices put back; channels ticked; all of it in the store, all undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shopdesk.steps.briefing import Context
from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import change, walking

WORDS = {
    "en": ("to sign up", "10-29, 1 day left", "in review", "10-24, 4 days overdue"),
    "zh": ("待报名", "10-29 剩 1 天", "审核中", "10-24 超期 4 天"),
}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_entries_prices_and_channels(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with walking(demo_folder, tmp_path, "5", size=size, lang=lang) as desk:
        found, left, review, overdue = WORDS[lang]
        await desk.line("秋冬女装会场", found, left)
        await desk.line("11月会员日", review, "10-22")
        desk.assert_aligned()
        await desk.press("tab")
        await desk.line("提花连衣裙", "¥109", "¥139", overdue)
        await desk.press("tab")
        assert sum("[ ]" in line for line in desk.lines) >= 5
        desk.assert_aligned()


async def test_an_entry_moves_on_by_its_own_moves_and_back(demo_folder: Path, tmp_path: Path) -> None:
    state = "SELECT state FROM activity WHERE name='秋冬女装会场'"
    async with walking(demo_folder, tmp_path, "5", "down", "enter") as desk:
        assert "now signed up" in desk.text and "now not taking part" in desk.text and "now running" not in desk.text
        await desk.press("enter")
        assert desk.rows(state) == [("applied",)]
        await desk.line("秋冬女装会场", "signed up", "10-29")
        await desk.press("ctrl+z")
        assert desk.rows(state) == [("found",)]


async def test_a_price_is_put_back(demo_folder: Path, tmp_path: Path) -> None:
    row = "SELECT restored_on, state FROM activity WHERE kind='opening_discount'"
    async with walking(demo_folder, tmp_path, "5", "down", "r") as desk:
        assert desk.rows(row) == [(None, "running")] and desk.said == ["The marked activity has no price to put back."]
        await desk.press("tab", "r")
        assert desk.rows(row) == [("2026-10-28", "reviewed")]
        assert "no price has to go back" in desk.text
        await desk.press("ctrl+z")
        assert desk.rows(row) == [(None, "running")]


async def test_space_ticks_a_channel_there_and_a_check_elsewhere(demo_folder: Path, tmp_path: Path) -> None:
    told = "SELECT channel FROM announcement JOIN activity ON activity.id=activity_id WHERE name='秋冬女装会场'"
    async with walking(demo_folder, tmp_path, "5", "down", "tab", "tab", "down", "space") as desk:
        assert desk.rows(told) == [] and "Whom is 秋冬女装会场 for?" in desk.text  # a push needs its audience
        await desk.write("买过两次的", "audience")
        await desk.press("ctrl+s")
        assert desk.rows(told) == [("qq",)] and desk.rows("SELECT count(*) FROM tick WHERE step='activities'") == [(0,)]
        await desk.line("[✓] QQ")
        await desk.press("space")
        assert desk.rows(told) == []
        await desk.press("ctrl+z")
        assert desk.rows(told) == [("qq",)]
        await desk.press("5", "tab", "tab", "space")
        assert desk.rows("SELECT count(*) FROM tick WHERE step='activities'") == [(1,)]


async def test_an_activity_is_added_and_refused_with_a_sentence(demo_folder: Path, tmp_path: Path) -> None:
    newest = (
        "SELECT name, kind, state, deadline, starts_on, ends_on, product_id, price_minor FROM activity ORDER BY id DESC LIMIT 1"
    )
    async with walking(demo_folder, tmp_path, "5", "e") as desk:
        before = desk.rows(newest)
        await desk.write("双11 预售", "name")
        await desk.write("11-11", "starts_on")
        await desk.write("11-09", "ends_on")
        await desk.press("ctrl+s")
        assert "before it starts" in desk.flat and desk.rows(newest) == before
        await desk.press("escape", "e")
        assert desk.app.screen.query_one("#ends_on").value == "11-09"  # type: ignore[attr-defined]
        await desk.write("11-13", "ends_on")
        await desk.write("31.02", "deadline")
        await desk.press("ctrl+s")
        assert "A day is needed" in desk.flat and desk.rows(newest) == before
        await desk.write("11-05", "deadline")
        await desk.pick("product_id", "801514370126")
        await desk.write("79.5", "price_minor")
        await desk.press("ctrl+s")
        row = ("双11 预售", "official", "found", "2026-11-05", "2026-11-11", "2026-11-13", "801514370126", 7950)
        assert desk.rows(newest) == [row]
        await desk.line("双11 预售", "8 days left")
        await desk.press("ctrl+z")
        assert desk.rows(newest) == before


async def test_an_activity_is_changed(demo_folder: Path, tmp_path: Path) -> None:
    row = "SELECT deadline, note, product_id FROM activity WHERE name='秋冬女装会场'"
    async with walking(demo_folder, tmp_path, "5", "down", "c") as desk:
        [(_deadline, note, product)] = desk.rows(row)
        await desk.write("+2", "deadline")
        await desk.press("ctrl+s")
        assert desk.rows(row) == [("2026-10-30", note, product)]
        await desk.line("秋冬女装会场", "2 days left")


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_and_missing_values(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    change(
        tmp_path,
        demo_folder,
        "UPDATE activity SET name=:hostile, note=:hostile",
        "UPDATE activity SET deadline=NULL, starts_on=NULL, ends_on=NULL, price_minor=NULL WHERE id<>2",
        "UPDATE product SET title=:hostile",
    )
    async with walking(demo_folder, tmp_path, "5", size=size) as desk:
        assert "[/foo]" in desk.text and "–" in desk.text
        for keys in (
            ("enter", "escape"),
            ("c", "escape"),
            ("down", "enter", "escape"),
            ("c", "escape"),
            ("tab",),
            ("r",),
            ("tab",),
        ):
            desk.assert_aligned()
            await desk.press(*keys)
        desk.assert_aligned()


async def test_without_activities_the_screen_says_what_to_do(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM announcement", "DELETE FROM activity")
    async with walking(demo_folder, tmp_path, "5") as desk:
        assert "press e to add one" in desk.flat
        await desk.press("enter", "r", "c", "space")
        assert "No activity is noted yet; e adds one." in desk.said
        await desk.press("e")
        await desk.write("两件九折", "name")
        await desk.pick("kind", "multi_buy")
        await desk.press("ctrl+s")
        await desk.line("两件九折", "planned")


async def test_the_year_ahead_starts_an_activity(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "5", "v") as desk:
        await desk.line("★ 11-11", "Double 11", "in 14 days")
        await desk.line("2026-12", "12-12")
        await desk.line("12-12", "Double 12")
        await desk.line("两件八八折", "now")
        desk.assert_aligned()
        days = desk.app.screen.query_one("#days")
        names = [row.name for row in desk.app.screen.rows]  # type: ignore[attr-defined]
        days.highlighted = names.index("Double 12")  # type: ignore[attr-defined]
        await desk.press("enter")
        assert desk.app.screen.query_one("#name").value == "Double 12"  # type: ignore[attr-defined]
        await desk.press("ctrl+s")
        assert desk.rows("SELECT name, starts_on FROM activity ORDER BY id DESC LIMIT 1") == [("Double 12", "2026-12-12")]


async def test_a_plan_is_written_an_activity_deleted_and_both_undone(demo_folder: Path, tmp_path: Path) -> None:
    rows = "SELECT prize, audience, cost_minor FROM activity WHERE name='11月会员日'"
    async with walking(demo_folder, tmp_path, "5", "down", "down", "down", "g") as desk:
        await desk.write("围巾", "prize")
        await desk.write("会员", "audience")
        await desk.write("300", "cost_minor")
        await desk.press("ctrl+s")
        assert desk.rows(rows) == [("围巾", "会员", 30000)]
        await desk.press("delete")
        assert desk.rows(rows) == []
        await desk.press("ctrl+z", "ctrl+z")
        assert desk.rows(rows) == [("", "", None)]


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_a_report_comes_by_itself(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    change(tmp_path, demo_folder, "UPDATE activity SET ends_on='2026-10-20', name='[/foo] 八八折' WHERE name='两件八八折'")
    async with walking(demo_folder, tmp_path, "5", "tab", "tab", "tab", size=size, lang=lang) as desk:
        await desk.line("[/foo] 八八折", "%", "¥")
        desk.assert_aligned()
        await desk.press("question_mark")
        assert "R45" in desk.text
        await desk.press("escape", "enter")
        assert "# [/foo] 八八折" in desk.text and {"zh": "活动期间", "en": "during"}[lang] in desk.text


async def test_delete_takes_the_activity_of_the_part_in_focus(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "5", "down") as desk:
        desk.app.screen.query_one("#restores").focus()
        await desk.settle()
        await desk.press("delete")
        assert desk.said[-1].startswith("提花连衣裙女冬季新款加厚长袖毛呢裙 新品三天折扣")


async def test_a_dialog_opens_once_and_only_where_it_was_asked_for(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with walking(demo_folder, tmp_path, "5") as desk:
        may_answer, read = threading.Event(), desk.app.desk.context

        @contextmanager
        def slow() -> Iterator[Context]:
            may_answer.wait(10)
            with read() as context:
                yield context

        monkeypatch.setattr(desk.app.desk, "context", slow)
        await desk.pilot.press("v", "v")
        may_answer.set()
        await desk.settle()
        assert "The year ahead" in desk.flat and len(desk.app.screen_stack) == 2
        await desk.press("escape")
        may_answer.clear()
        await desk.pilot.press("v", "0")
        may_answer.set()
        await desk.settle()
        assert desk.app.current_mode == "today" and "The year ahead" not in desk.text


SEASON = {
    "en": ("usually sells 2027-02-10 to 2027-04-30", "products of ours", "The year ahead"),
    "zh": ("一般好卖的时间 2027-02-10 到 2027-04-30", "我们的款", "全年日历"),
}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_a_season_of_the_calendar_says_when_it_sells_and_what(
    demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    sells, ours, title = SEASON[lang]
    async with walking(demo_folder, tmp_path, "5", "v", size=size, lang=lang) as desk:
        rows = desk.app.screen.rows  # type: ignore[attr-defined]
        place = next(n for n, row in enumerate(rows) if row.kind == "season" and row.first.month == 1)
        await desk.press(*["down"] * place, "enter")
        assert sells in desk.flat and ours in desk.flat and "R28" in desk.flat
        desk.assert_aligned()
        await desk.press("escape")
        assert title in desk.text, "the calendar is still there"
