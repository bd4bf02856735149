"""A search pasted, compared and registered; pictures, evidence, phrases and the conversion line, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from shopdesk.screens.search_results import SHOWN_CHARACTERS
from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import HOSTILE, Walk, change, walking
from tests.test_evidence import picture

TOP = "法式长裙女秋季气质收腰方领复古连衣裙"
ROWS = (
    f"【包邮】{TOP}\t71.20\t374人付款\t小溪女装店\thttps://example.com/i/1\n"
    "法式长裙女收腰方领气质连衣裙秋\t95\t20人付款\t南风旗舰店\thttps://example.com/i/2\n"
    "男士运动鞋网面透气\t59\t800+人付款\t跑步鞋店\thttps://example.com/i/3\n"
)
NOTED = "SELECT product_id, seller, price_minor, sales_first FROM copycat WHERE id > 1 ORDER BY seller"
SEARCHES = "SELECT product_id, day, offers FROM copysearch"


async def paste(desk: Walk, text: str) -> None:
    desk.app.post_message(events.Paste(text))
    await desk.settle()


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_a_pasted_search_is_compared_and_registered(
    demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    async with walking(demo_folder, tmp_path, "6", size=size, lang=lang) as desk:
        await paste(desk, ROWS)
        assert "小溪女装店" in desk.text
        desk.assert_aligned()
        await desk.press("ctrl+s")
        first = await desk.line("100 %", "¥71.20")
        assert "■" in first and "20 %" in first and "374" in first
        assert "■" not in await desk.line("800")
        desk.assert_aligned()
        await desk.press("down", "space", "enter")
        assert desk.rows(NOTED) == [
            ("801514370126", "南风旗舰店", 9500, 20),
            ("801514370126", "小溪女装店", 7120, 374),
        ]
        assert desk.rows(SEARCHES) == [("801514370126", "2026-10-28", 3)]
        await desk.line(TOP[:12], "今天" if lang == "zh" else "today")
        await desk.press("ctrl+z")
        assert desk.rows(NOTED) == desk.rows(SEARCHES) == []


async def test_a_search_without_copies_is_noted_and_leaving_changes_nothing(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "6", "down", "v") as desk:
        await desk.press("ctrl+s")
        assert "Nothing here reads like an offer" in desk.flat
        await paste(desk, "男士运动鞋网面透气\t59\t800+人付款\t跑步鞋店\thttps://example.com/i/3")
        await desk.press("ctrl+s", "escape")
        assert "男士运动鞋" in desk.text and desk.rows(SEARCHES) == [], "back at what was pasted"
        await desk.press("ctrl+s", "enter")
        assert desk.rows(SEARCHES) == [("802614370215", "2026-10-28", 1)] and desk.rows(NOTED) == []
        assert desk.said[-1].startswith("The search is noted: no copy found.")


async def test_a_file_of_rows_and_one_that_is_none(demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(("标题,价格,销量,店铺,链接\n" + ROWS.replace("\t", ",")).encode("gb18030"))
    async with walking(demo_folder, tmp_path, "6", "v") as desk:
        await desk.write(str(tmp_path / "none.csv"), "file")
        await desk.press("enter")
        assert "cannot be opened" in desk.flat
        await desk.write(str(tmp_path / "rows.csv"), "file")
        await desk.press("enter")
        assert "3 offers compared" in desk.flat
        await desk.press("enter")
        assert [row[1] for row in desk.rows(NOTED)] == ["小溪女装店"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_hostile_megabyte_is_cut_and_harmless(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    line = f"{HOSTILE}\t¥1\tjavascript:alert(1)\n"
    text = line * (1_000_000 // len(line))
    async with walking(demo_folder, tmp_path, "6", size=size) as desk:
        await paste(desk, text)
        desk.assert_aligned()
        shown = desk.app.screen.query_one("#rows").text  # type: ignore[attr-defined]
        assert len(shown) <= SHOWN_CHARACTERS and not {"\x1b", "\x07", "\u202e", "\x00"} & set(shown)
        await desk.press("ctrl+s")
        assert "2 offers compared" in desk.flat  # the line that was cut is another title
        desk.assert_aligned()
        await desk.press("space", "enter")
        desk.assert_aligned()


async def test_pictures_evidence_and_complaint(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "UPDATE copycat SET same_picture=NULL")
    for name in ("ours.png", "theirs.jpg"):
        picture(1).save(tmp_path / name)
    async with walking(demo_folder, tmp_path, "6", "tab", "enter") as desk:
        assert "Only a stolen picture can be complained about" in desk.flat
        await desk.press("down", "enter")
        await desk.write("none.png", "theirs")
        await desk.press("ctrl+s")
        assert "none.png is not there" in desk.flat
        await desk.write(str(tmp_path / "theirs.jpg"), "theirs")
        await desk.write(str(tmp_path / "ours.png"), "ours")
        await desk.press("ctrl+s")
        assert "our picture, 0 of 64 bits apart" in desk.flat
        await desk.press("enter")
        assert "The picture is ours" in desk.flat and "now complained" in desk.flat
        await desk.press("down", "down", "down", "enter")
        assert desk.app.clipboard.startswith("Complaint: use of our product pictures")
        assert {path.suffix for path in (desk.folder / "evidence").rglob("*") if path.is_file()} == {".txt", ".png", ".jpg"}
        await desk.press("ctrl+z")
        assert "pictures not compared yet" in desk.flat


async def test_a_step_of_the_way_is_done_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    done = "SELECT done, state FROM review WHERE review_id='R20261026180531'"
    async with walking(demo_folder, tmp_path, "6", "tab", "tab", "enter", "enter") as desk:
        assert desk.rows(done) == [("exchange", "handling")]
        assert "Next: explain what was misunderstood" in desk.flat
        await desk.press("ctrl+z")
        assert desk.rows(done) == [("", "open")]


async def test_phrases_are_copied_written_refused_and_removed(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "6", "tab", "tab", "b") as desk:
        assert desk.flat.index("return or exchange") < desk.flat.index("late or lost"), "those of the review's branch come first"
        await desk.press("enter")
        assert desk.app.clipboard.startswith("We are sorry that it is not as it should be")
        await desk.press("b", "delete")
        assert "Only your own phrases" in desk.said[-1]
        await desk.press("e")
        await desk.write("好评", "title")
        await desk.write("截图返现3元", "text")
        await desk.press("ctrl+s")
        assert "reads like a reward for a review" in desk.flat
        await desk.write("已为您安排换货。", "text")
        await desk.press("ctrl+s")
        assert desk.rows("SELECT title, text FROM phrase") == [("好评", "已为您安排换货。")]
        await desk.press("b", "end", "home")
        desk.assert_aligned()
        await desk.press("escape", "ctrl+z")
        assert desk.rows("SELECT title FROM phrase") == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_conversion_line_with_its_marks(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    async with walking(demo_folder, tmp_path, "6", "c", size=size) as desk:
        assert "10-18 copy first seen" in desk.flat and "%" in desk.text
        desk.assert_aligned()
    async with walking(demo_folder, tmp_path, "6", "down", "c", size=size) as desk:
        assert "10-26 1 bad review" in desk.flat


async def test_every_row_explains_itself(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "6") as desk:
        for rule, setting in (("R49", "copycats.check_days"), ("R50", "copycats.picture_same"), ("R153", "reviews.opens")):
            await desk.press("question_mark")
            why = desk.app.screen.why  # type: ignore[attr-defined]
            assert why.rule == rule and setting in why.settings
            await desk.press("escape", "tab")
