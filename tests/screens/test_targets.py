"""The plan on the screen: opened, changed, solved, undone by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.widgets.fold import Prose
from shopdesk.widgets.table import DeskTable
from tests.screens.driver import VIEWS
from tests.screens.walk import change, walking


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_the_plan_opens_on_today(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with walking(demo_folder, tmp_path, "1", "T", size=size, lang=lang) as desk:
        line = await desk.line("10-28", "¥18,513")
        assert "×0.98" in line
        await desk.line({"zh": "都对得上", "en": "add up"}[lang])
        desk.assert_aligned()
        await desk.press("escape")
        assert desk.app.current_mode == "numbers"


async def test_a_days_promotion_is_planned_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    query = "SELECT name, multiplier FROM promotionday WHERE day='2026-10-30'"
    async with walking(demo_folder, tmp_path, "T", "down", "down", "enter", size=(140, 40)) as desk:
        await desk.write("2.5", "multiplier")
        await desk.write("[red]会员日", "name")
        await desk.press("ctrl+s")
        assert desk.rows(query) == [("[red]会员日", 2.5)]
        assert desk.app.screen.query_one(DeskTable).marked_text.endswith("×2.5 [red]会员日")  # a message lies over it
        await desk.press("ctrl+z")
        assert desk.rows(query) == []


async def test_a_months_target_and_budget_and_its_gap(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "T", "ctrl+end", "up", "enter", size=(140, 40)) as desk:
        await desk.write("950000", "amount")
        await desk.write("48000", "budget")
        await desk.press("ctrl+s")
        assert desk.rows("SELECT amount_minor FROM target WHERE period='2026-11'") == [(95_000_000,)]
        assert desk.rows("SELECT tool, amount_minor FROM budget WHERE period='2026-11'") == [("", 4_800_000)]
        told = str(desk.app.screen.query_one("#about", Prose).content)  # a message lies over it for a moment
        assert "above the best month so far" in told
        assert "promotion may cost ¥48,000, 5.1 % of the target" in told
        await desk.press("delete")
        assert desk.rows("SELECT count(*) FROM target WHERE period='2026-11'") == [(0,)]
        await desk.press("delete")
        assert "no target of its own" in desk.said[-1]


async def test_any_period_can_be_given_a_target(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "T", "e") as desk:
        await desk.write("2027-Q5", "period")
        await desk.write("100", "amount")
        await desk.press("ctrl+s")
        assert "2026-Q4" in desk.flat
        await desk.write("2027", "period")
        await desk.press("ctrl+s")
        assert desk.rows("SELECT amount_minor FROM target WHERE period='2027'") == [(10_000,)]


async def test_the_solver_answers_while_one_types_and_sets_the_target(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "T", "g") as desk:
        assert "Needs 5,112 visitors a day." in desk.flat
        await desk.write("5000-6000", "visitors")
        await desk.write("", "conversion")
        await desk.press("home", "ctrl+k")
        await desk.line("Needs a conversion of")
        await desk.write("lots", "sales")
        await desk.press("ctrl+s")
        assert "is no value and no range" in desk.flat
        await desk.write("20000", "sales")
        await desk.press("ctrl+s")
        assert desk.rows("SELECT amount_minor FROM target WHERE period='2026-10-28'") == [(2_000_000,)]


async def test_the_stage_is_kept_and_orders_the_levers(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "T", "c", "down", "enter", size=(140, 40)) as desk:
        await desk.line("built out: conversion first")
        await desk.press("1")
        await desk.line("Lever: needs a conversion of")
        await desk.press("ctrl+z")
        await desk.line("Lever: needs 6,")


async def test_days_of_another_month_and_why(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "T", "ctrl+end", "space", size=(140, 40)) as desk:
        await desk.line("12-10")
        await desk.press("question_mark")
        assert "Target of 2026-12" in desk.flat
        assert "R87" in desk.flat


async def test_a_shop_without_targets_and_hostile_promotions(demo_folder: Path, tmp_path: Path) -> None:
    change(
        tmp_path,
        demo_folder,
        "DELETE FROM target",
        "INSERT INTO promotionday (shop_id, day, name, multiplier) VALUES (1, '2026-10-29', :hostile, 2)",
    )
    async with walking(demo_folder, tmp_path, "T") as desk:
        await desk.line("No target is set in this year")
        assert desk.app.screen.query_one(DeskTable).marked == "2026-10"  # Enter sets the month's target, not a day's
        await desk.press("ctrl+end")
        await desk.line("10-29", "×2.0 [/foo] [red]SK…")
        desk.assert_aligned()


async def test_b_goes_through_the_comparisons(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "1", size=(140, 40)) as desk:
        await desk.line("usual Tue")
        await desk.line("By source: visitors −¥3,920")
        await desk.line("source +¥233 = −¥4,668")
        for head in ("target", "day before", "last month", "usual Tue"):
            await desk.press("b")
            await desk.line("yesterday", head, "change")
        await desk.press("b", "question_mark")
        assert "the factor of the shop's stage as the target asks" in desk.flat


async def test_b_brings_the_table_into_view_and_says_what_is_compared(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "1") as desk:
        await desk.focus("#checks")
        assert "Conversion  " not in desk.text
        await desk.press("b")
        await desk.line("Conversion  ")
        assert desk.said[-1] == "Held against: target"


async def test_what_is_said_of_the_month_is_explained_on_its_row(demo_folder: Path, tmp_path: Path) -> None:
    """In step 1, whatever the day is held against; and on the month of the plan."""
    async with walking(demo_folder, tmp_path, "1", "b", size=(140, 50)) as desk:
        await desk.press(*(["down"] * 4), "question_mark")
        for words in (
            "Where the month likely ends",
            "needed a day",
            "still owed / 4 days",
            "¥565,162 – ¥572,912",
            "needs 6,138 visitors",
        ):
            assert words in desk.flat
        await desk.press("escape", "T", *(["up"] * 28), "question_mark")
        assert "Target of 2026-10 " in desk.flat and "¥565,162 – ¥572,912" in desk.flat and "0.5 % off on day 27" in desk.flat
