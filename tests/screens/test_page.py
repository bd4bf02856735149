"""The page check: three measures on their gauges, the gate, the changes; a change noted by keys, in the store, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.widgets.gauge import gauge
from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import change, walking

CHANGES = "SELECT day, text FROM pagechange ORDER BY id"
WORDS = {
    "en": ("Spend ratio", "Bounce rate", "Visit depth", "✓ passes", "Open:", "check is due", "never checked yet", "R64"),
    "zh": ("客单价倍数", "跳失率", "访问深度", "✓ 及格", "没关：", "本周该检查了", "还没检查过", "R64"),
}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_three_measures_with_their_lines(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    ratio, bounce, depth, passes, gate, due, never, rule = WORDS[lang]
    async with walking(demo_folder, tmp_path, "7", size=size, lang=lang) as desk:
        for name, value, line, good in (
            (ratio, "1.34", "≥ 1.3", "≥ 1.5"),
            (bounce, "63.2 %", "< 70 %", "< 60 %"),
            (depth, "2.91", "≥ 2.5", "> 3.5"),
        ):
            row = next(text for text in desk.lines if f" {name} " in text and line in text)
            assert value in row and good in row and passes in row and row.count("●") == 1
        assert all(part in desk.text for part in (gate, due, never, rule, "¥105.97", "¥78.88", "23 %"))
        assert any("10-23" in line and "详情页首屏换了模特图。" in line for line in desk.lines)
        assert any("10-09" in line for line in desk.lines)
        desk.assert_aligned()
        await desk.press("down", "question_mark")
        assert "R59" in desk.text and "R57" not in desk.text
        await desk.press("escape", "y")
        assert desk.app.clipboard.startswith(f"{bounce}\t63.2 %")


async def test_a_change_is_noted_warned_of_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "7", "g", size=(80, 40)) as desk:
        before = desk.rows(CHANGES)
        await desk.press("ctrl+s")
        assert "This is needed." in desk.text and desk.rows(CHANGES) == before
        text = "首页主图换成冬装，" * 9
        await desk.write(text, "text")
        await desk.press("escape", "g")
        assert "首页主图换成冬装" in desk.text  # Escape kept it
        await desk.press("ctrl+s")
        assert desk.rows(CHANGES) == [*before, ("2026-10-27", text.strip())]
        assert "2 page changes within a week" in desk.flat
        desk.app.clear_notifications()
        await desk.press("tab")
        assert desk.flat.replace(" ", "").count(text) == 1  # in full below its line
        await desk.press("y")
        assert desk.app.clipboard == text.strip()
        await desk.press("ctrl+z")
        assert desk.rows(CHANGES) == before


async def test_both_failing_closes_the_gate(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "UPDATE shopday SET bounce_rate=0.8, page_views=visitors*2 WHERE day>='2026-10-21'")
    async with walking(demo_folder, tmp_path, "7") as desk:
        assert sum("! fails" in line for line in desk.lines) == 2
        assert "Closed: bounce 80.0 % and depth 2.00 both fail" in desk.flat
        assert "When bounce and depth both fail" in desk.flat


async def test_a_check_done_is_remembered(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "7") as desk:
        desk.app.screen.query_one("#checks").focus()
        await desk.press("space", "end", "space")
        assert len(desk.rows("SELECT * FROM tick WHERE step='page'")) == 2
        await desk.press("right_square_bracket")
        assert "Checked this week, next on Tue 11-03" in desk.flat and "last check Tue 10-27" in desk.flat


async def test_hostile_and_missing(demo_folder: Path, tmp_path: Path) -> None:
    change(
        tmp_path,
        demo_folder,
        "UPDATE product SET title=:hostile",
        "UPDATE pagechange SET text=:hostile",
        "UPDATE shopday SET bounce_rate=NULL",
    )
    for size in SIZES:
        async with walking(demo_folder, tmp_path, "7", size=size) as desk:
            assert any("Bounce rate" in line and "–" in line and "~ cannot tell" in line for line in desk.lines)
            assert "lacks bounce rate" in desk.flat and desk.text.count("[/foo]") >= 2
            desk.assert_aligned()


async def test_without_changes_or_figures(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM pagechange")
    async with walking(demo_folder, tmp_path, "7") as desk:
        assert "No change noted yet; g notes one." in desk.text


async def test_a_sentence_names_the_operators_own_key(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM pagechange")
    (tmp_path / "desk" / "keys.toml").write_text('note_change = "ctrl+g"\n')
    async with walking(demo_folder, tmp_path, "7") as desk:
        assert "No change noted yet; ^G notes one." in desk.text


def test_the_gauge_never_puts_a_value_across_a_line() -> None:
    scale = gauge(None, 2.5, 3.5, 21)
    assert scale == "·······───────═══════"
    for value, zone in ((2.49, "·"), (2.5, "─"), (3.49, "─"), (3.5, "═"), (-9, "·"), (99, "═")):
        drawn = gauge(value, 2.5, 3.5, 21)
        assert len(drawn) == 21 and scale[drawn.index("●")] == zone
    for value, zone in ((0.701, "·"), (0.699, "─"), (0.601, "─"), (0.599, "═")):  # less is better
        assert scale[gauge(value, 0.7, 0.6, 21).index("●")] == zone
    uneven = gauge(None, 2.5, 3.5, 20)
    for value, zone in ((2.49, "·"), (3.51, "═")):
        assert uneven[gauge(value, 2.5, 3.5, 20).index("●")] == zone


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_the_most_seen_pages(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    change(
        tmp_path,
        demo_folder,
        "INSERT INTO pageday (shop_id, day, period_from, page, views, users, seconds, sales_minor) VALUES "
        "(1, '2026-10-26', '2026-10-01', '/dress-1', 4100, 2300, 31.5, 99000), "
        "(1, '2026-10-26', '2026-10-01', :hostile, 7, 1, 2, 0)",
    )
    async with walking(demo_folder, tmp_path, "7", size=size, lang=lang) as desk:
        await desk.focus("#seen DataTable")
        await desk.line("/dress-1", "4,100", "2,300")
        desk.assert_aligned()
        await desk.press("y")
        assert desk.app.clipboard == "/dress-1"
        await desk.press("question_mark")
        assert "2026-10-01 – 2026-10-26" in desk.flat and "R55" in desk.flat
        desk.assert_aligned()


async def test_without_a_report_of_pages_there_is_no_table_of_them(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "7") as desk:
        assert not desk.app.screen.query_one("#seen").display
