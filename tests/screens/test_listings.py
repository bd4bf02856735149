"""Copies and bad reviews: seen, noted, moved on by keys; the way of each branch; all of it in the store, all undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shopdesk.screens.listing_rows import what_to_do
from shopdesk.steps.review_cases import BRANCHES
from shopdesk.text import speaking
from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import change, walking

TOP = "法式长裙女秋季气质收腰方领复古连衣裙"
WORDS = {"en": ("1,399", "never", "seen", "overdue 10-27 18:05"), "zh": ("1,399", "从未", "已发现", "超时 10-27 18:05")}
REVIEW = "R20261026180531"
CASE = f"SELECT branch, owner, state, outcome, handled_at IS NULL FROM review WHERE review_id='{REVIEW}'"


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_products_copies_and_reviews(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with walking(demo_folder, tmp_path, "6", size=size, lang=lang) as desk:
        visitors, never, seen, overdue = WORDS[lang]
        await desk.line(TOP[:12], visitors, "10-27")
        await desk.line("茶歇裙", never)
        await desk.press("y")
        assert desk.app.clipboard == TOP
        await desk.press("tab")
        copy = await desk.line("¥71.20")
        assert "20 %" in copy and "100 %" in copy and "248" in copy and seen in copy
        desk.assert_aligned()
        await desk.press("tab")
        await desk.line("茶歇裙", overdue)
        with speaking(lang):
            assert what_to_do("product")[:40] in desk.text
        desk.assert_aligned()


async def test_a_stolen_picture_is_complained_about(demo_folder: Path, tmp_path: Path) -> None:
    state = "SELECT state FROM copycat WHERE id=1"
    async with walking(demo_folder, tmp_path, "6", "enter") as desk:
        assert desk.app.clipboard == TOP and desk.rows(state) == [("seen",)]
        await desk.press("tab", "enter", "enter")
        assert desk.rows(state) == [("complained",)]
        await desk.line("¥71.20", "complained")
        await desk.press("ctrl+z")
        assert desk.rows(state) == [("seen",)]


async def test_only_the_same_picture_can_be_complained_about(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "UPDATE copycat SET same_picture=NULL")
    async with walking(demo_folder, tmp_path, "6", "tab", "enter") as desk:
        assert "now gone" in desk.text and "now complained" not in desk.text


async def test_a_copycat_is_noted_refused_twice_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    newest = (
        "SELECT product_id, title, url, seller, price_minor, sales_first, sales_shown, same_picture, first_seen "
        "FROM copycat ORDER BY id DESC LIMIT 1"
    )
    async with walking(demo_folder, tmp_path, "6", "down", "e") as desk:
        before = desk.rows(newest)
        assert "茶歇裙" in desk.text
        await desk.write("茶歇裙显瘦泡泡袖小个子 同款", "title")
        await desk.write("https://example.com/copies/90210", "url")
        await desk.write("1e3", "sales_shown")
        await desk.press("ctrl+s")
        assert "in the list already" in desk.flat and desk.rows(newest) == before
        await desk.write("https://example.com/copies/7", "url")
        await desk.write("别家（虚构）", "seller")
        await desk.write("75", "price_minor")
        await desk.pick("same_picture", "no")
        await desk.press("ctrl+s")
        title = "茶歇裙显瘦泡泡袖小个子 同款"
        seen = ("https://example.com/copies/7", "别家（虚构）", 7500, 1000, 1000, 0, "2026-10-28")
        assert desk.rows(newest) == [("802614370215", title, *seen)]
        await desk.press("tab")
        await desk.line("¥75", "16 %")
        await desk.press("ctrl+z")
        assert desk.rows(newest) == before


async def test_a_copycat_looked_at_again_keeps_what_is_left_empty(demo_folder: Path, tmp_path: Path) -> None:
    row = "SELECT sales_first, sales_shown, last_seen, price_minor, same_picture FROM copycat WHERE id=1"
    async with walking(demo_folder, tmp_path, "6", "tab", "enter") as desk:
        [(first, sold, _seen, _price, same)] = desk.rows(row)
        await desk.press("end", "enter")
        await desk.write("69", "price_minor")
        await desk.press("ctrl+s")
        assert desk.rows(row) == [(first, sold, "2026-10-28", 6900, same)]


async def test_a_review_is_handled_and_reopened_by_undo(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "6", "tab", "tab", "enter") as desk:
        assert (
            "颜色和图片有色差，图上是豆沙色，收到偏粉，没有想象中好看。" in desk.flat
            and "→ offer return or exchange" in desk.flat
        )
        await desk.press("down", "enter")
        assert what_to_do("product") in desk.flat
        await desk.pick("branch", "service")
        assert what_to_do("service") in desk.flat
        await desk.write("小林", "owner")
        await desk.pick("state", "solved")
        await desk.press("ctrl+s")
        assert "the outcome is empty" in desk.flat and desk.rows(CASE) == [("", "", "open", "", 1)]
        await desk.press("escape", "enter", "down", "enter")
        assert desk.app.screen.query_one("#owner").value == "小林"  # type: ignore[attr-defined]
        await desk.write("换了一件", "outcome")
        await desk.press("ctrl+s")
        assert desk.rows(CASE) == [("service", "小林", "solved", "换了一件", 0)]
        assert not any("茶歇裙" in line and "overdue" in line for line in desk.lines[3:10])
        await desk.press("ctrl+z")
        assert desk.rows(CASE) == [("", "", "open", "", 1)]


async def test_a_branch_goes_back_to_the_proposal(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, f"UPDATE review SET branch='buyer', owner='小林' WHERE review_id='{REVIEW}'")
    async with walking(demo_folder, tmp_path, "6", "tab", "tab") as desk:
        assert "the buyer's own reason" in desk.text and what_to_do("buyer") in desk.flat
        await desk.press("enter", "down", "enter")
        await desk.pick("branch", "auto")
        await desk.press("ctrl+s")
        assert desk.rows(CASE)[0][:2] == ("", "小林")
        assert what_to_do("product") in desk.flat


async def test_reviews_of_other_products_are_folded(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, f"UPDATE review SET product_id='803314370448', product='x' WHERE review_id='{REVIEW}'")
    async with walking(demo_folder, tmp_path, "6", "tab", "tab") as desk:
        assert "1 more review of other products; f shows it." in desk.text
        other = "3  针织连衣裙"
        assert other not in desk.text
        await desk.press("f")
        assert other in desk.text
        await desk.press("f")
        assert other not in desk.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_branch_has_its_way_and_none_pays_for_a_review(lang: str) -> None:
    with speaking(lang):
        ways = [what_to_do(branch) for branch in (*BRANCHES, "")]
    assert len(set(ways)) == 5
    bought = re.compile(
        r"cash|pay|red packet|coupon|reward|refund|gift|返现|红包|优惠券|好评|奖励|赠|补偿|给钱|删评", re.IGNORECASE
    )
    assert not [way for way in ways if bought.search(way)]


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_texts_and_missing_values(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    change(
        tmp_path,
        demo_folder,
        "UPDATE product SET title=:hostile",
        "UPDATE copycat SET title=:hostile, seller=:hostile, price_minor=NULL, sales_shown=NULL, same_picture=NULL",
        "UPDATE review SET text=:hostile, product='', branch='', written_at=NULL, owner=:hostile WHERE stars<4",
    )
    async with walking(demo_folder, tmp_path, "6", size=size) as desk:
        assert "[/foo]" in desk.text
        for keys in (("y",), ("e", "escape"), ("tab",), ("enter", "escape"), ("o", "escape"), ("question_mark", "escape")):
            await desk.press(*keys)
            desk.assert_aligned()
        await desk.line("–", "seen")
        for keys in (("tab",), ("enter", "escape"), ("question_mark", "escape"), ("f",)):
            await desk.press(*keys)
            desk.assert_aligned()


async def test_with_nothing_to_show_the_parts_say_so(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM copycat", "DELETE FROM review WHERE stars<4")
    async with walking(demo_folder, tmp_path, "6", size=(140, 40)) as desk:
        assert "No copycat is noted: y copies a title" in desk.text
        assert "No neutral or bad review of a main product waits." in desk.text
        await desk.press("o", "enter")
        assert desk.said[0] == "No copycat is noted yet."


async def test_an_empty_part_explains_itself(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM copycat")
    async with walking(demo_folder, tmp_path, "6", "tab", "question_mark") as desk:
        assert "Title similarity" in desk.flat
