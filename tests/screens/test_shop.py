"""Sources with their worth and cause, products, stock, logs: seen, reached with Tab, noted by keys, in the store, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.screens.cause import CAUSES
from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import change, walking

SEARCH = "平台流量 / 搜索流量 / 手淘搜索"
TITLE = "法式长裙女秋季气质收腰方领复古连衣裙"
MAIN = "801514370126"
CAUSE = f"SELECT factor, text FROM cause WHERE day='2026-10-27' AND subject='source:{SEARCH}'"
LOGS = "SELECT kind, text, spend_minor, enquiries, deals, reply_seconds FROM log WHERE day='2026-10-27' ORDER BY kind"
PRODUCT = f"SELECT is_main, tier, price_minor, cost_minor, lead_days, season, season_end FROM product WHERE product_id='{MAIN}'"
WORDS = {
    "en": (
        "↓ fell",
        "missing",
        "Mix +¥4",
        "Tab ▸",
        "! runs out",
        "lasts 2 days, new stock takes 5",
        "183 enquiries",
        "best",
        ("share that sells", "draws, sells"),
    ),
    "zh": (
        "↓ 下滑",
        "没写",
        "结构变化 +¥4",
        "Tab ▸",
        "! 快断货",
        "还能卖 2 天，补货要 5 天",
        "咨询 183 人",
        "最优",
        ("动销率", "引流："),
    ),
}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_everything_is_reached_with_tab(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    fell, missing, mix, tab, runs_out, reason, enquiries, best, range_ = WORDS[lang]
    async with walking(demo_folder, tmp_path, "2", size=size, lang=lang) as desk:
        search = next(line for line in desk.lines if fell in line)
        assert all(part in search for part in ("手淘搜索", "1,748", "2,735", "−36.1 %", "−¥3,214", missing))
        first = next(line for line in desk.lines if "= " in line and "¥1,960" in line)  # what ads of that name cost
        assert desk.lines.index(search) < desk.lines.index(first)
        assert SEARCH in desk.text and "1,893" in desk.text and tab in desk.text
        desk.assert_aligned()
        if size == (80, 24):
            assert "█" not in desk.text and runs_out not in desk.text
            await desk.press("tab")
        assert mix in desk.flat and "−¥3,214 ███" in desk.text and "│██" in desk.text
        desk.assert_aligned()
        await desk.press("tab")
        product = next(line for line in desk.lines if "¥3,770" in line)
        assert "1,399" in product and best in product and TITLE in desk.text
        await desk.press("tab")
        stock = next(line for line in desk.lines if runs_out in line)
        assert " 118 " in stock and reason in desk.flat
        desk.assert_aligned()
        if size == (80, 24):
            assert enquiries not in desk.text
            await desk.press("tab")
        assert enquiries in desk.text and "售前正常。" in desk.text
        await desk.press("tab")
        assert all(words in desk.text for words in range_) and "65 %" in desk.text
        desk.assert_aligned()
        await desk.press("tab")
        assert desk.app.focused is desk.app.screen.query_one("#findings")
        await desk.press(*["shift+tab"] * (6 if size == (80, 24) else 4))
        assert fell in desk.text and desk.app.screen.query_one("#sources") in desk.app.focused.ancestors


async def test_a_cause_is_picked_written_kept_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "c") as desk:
        assert "Why did 手淘搜索 fall?" in desk.text
        assert all(cause in desk.text for _title, causes in CAUSES.values() for cause in causes)
        await desk.press("up", "right", "down", "enter")
        assert "● time on page" in desk.text
        await desk.write("首屏太慢", "words")
        await desk.press("enter")
        assert desk.rows(CAUSE) == [("conversion", "time on page: 首屏太慢")]
        assert any("手淘搜索" in line and "✓" in line for line in desk.lines)
        assert "Cause: time on page: 首屏太慢" in desk.flat
        await desk.press("ctrl+z")
        assert desk.rows(CAUSE) == []
        assert any("手淘搜索" in line and "missing" in line for line in desk.lines)


async def test_enter_opens_the_cause_and_escape_keeps_the_words(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "enter") as desk:
        assert "主词排名掉出第一屏" in desk.text  # what was noted on an earlier day is proposed
        await desk.write("竞品在做活动", "words")
        await desk.press("escape")
        assert desk.rows(CAUSE) == []
        await desk.press("enter")
        assert "竞品在做活动" in desk.text
        await desk.press("ctrl+s")
        assert desk.rows(CAUSE) == [("", "竞品在做活动")]
        await desk.press("c")
        await desk.write("", "words")
        await desk.press("ctrl+s")
        assert desk.rows(CAUSE) == []


async def test_the_logs_are_written_refused_and_shown(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM log WHERE day='2026-10-27'")
    async with walking(demo_folder, tmp_path, "2", "tab", "tab", "tab", "tab") as desk:
        assert "nothing written for Tue 10-27 yet; g writes it" in desk.text
        await desk.press("g")
        await desk.write("「法式连衣裙」加价一成", "promotion")
        await desk.write("1,959.94", "spend")
        await desk.write("183", "enquiries")
        await desk.write("200", "deals")
        await desk.press("ctrl+s")
        assert "More deals than enquiries" in desk.flat
        await desk.write("49", "deals")
        await desk.write("10", "seconds")
        await desk.press("ctrl+s")
        assert desk.rows(LOGS) == [
            ("promotion", "「法式连衣裙」加价一成", 195994, None, None, None),
            ("service", "", None, 183, 49, 10.0),
        ]
        assert "「法式连衣裙」加价一成 · spent ¥1,960" in desk.text
        assert "183 enquiries · 49 deals · answered in 10 s" in desk.text
        before = desk.rows("SELECT count(*) FROM undo")
        await desk.press("g", "ctrl+s")  # nothing changed, nothing is written
        assert desk.rows("SELECT count(*) FROM undo") == before


async def test_a_products_own_fields_are_changed_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "tab", "tab", "enter") as desk:
        before = desk.rows(PRODUCT)
        assert before == [(1, "hit", 8900, 4500, 5, "秋装", "2026-11-30")]
        assert all(value in desk.text for value in (TITLE, "89.00", "45.00", "秋装", "2026-11-30"))
        await desk.pick("is_main", "no")
        await desk.pick("tier", "profit")
        await desk.write("99", "price_minor")
        await desk.write("", "cost_minor")
        await desk.write("7.5", "lead_days")
        await desk.press("ctrl+s")
        assert "whole number" in desk.flat and desk.rows(PRODUCT) == before
        await desk.write("8", "lead_days")
        await desk.press("ctrl+s")
        assert desk.rows(PRODUCT) == [(0, "profit", 9900, None, 8, "秋装", "2026-11-30")]
        line = next(line for line in desk.lines if "¥3,770" in line)
        assert "profit" in line and "main" not in line
        await desk.press("ctrl+z")
        assert desk.rows(PRODUCT) == before


async def test_a_stocked_product_opens_the_same_form(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "tab", "tab", "tab", "enter") as desk:
        assert "Delivery, days" in desk.text and TITLE in desk.text


async def test_every_figure_is_explained_and_a_source_copied(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "y", size=(100, 60)) as desk:
        assert desk.app.clipboard == "手淘搜索"
        for rule in ("R14", "R95", "R1 "):
            await desk.press("question_mark")
            assert f" {rule}" in desk.text
            await desk.press("escape", "tab")


async def test_the_mix_is_explained(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "tab", "question_mark") as desk:
        assert "R12" in desk.text and "+¥3.77" in desk.text


async def test_filter_and_sort(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "slash") as desk:
        await desk.write("直播")
        await desk.press("enter")
        assert any("直播" in line and "+¥86" in line for line in desk.lines)
        assert not any("手淘搜索" in line and "−36.1 %" in line for line in desk.lines)
        await desk.press("escape", "pageup", "pageup")
        assert any("手淘搜索" in line and "−¥3,214" in line for line in desk.lines)
        assert desk.app.current_mode == "shop"
        await desk.press("s", "s", "s", "pageup", "pageup")  # by visitors
        table = [line for line in desk.lines if "= " in line or "↓" in line]
        assert "1,748" in table[0] and "1,120" in table[1] and " 366 " in table[2]


async def test_hostile_names_missing_values_and_no_rows(demo_folder: Path, tmp_path: Path) -> None:
    change(
        tmp_path,
        demo_folder,
        f"UPDATE sourceday SET source='平台流量 / ' || :hostile WHERE source='{SEARCH}'",
        f"UPDATE product SET title=:hostile WHERE product_id='{MAIN}'",
        f"UPDATE stocklevel SET on_hand=NULL WHERE product_id='{MAIN}'",
        "UPDATE log SET text=:hostile",
    )
    for size in SIZES:
        async with walking(demo_folder, tmp_path, "2", size=size) as desk:
            for _turn in range(5):
                assert "[/foo]" in desk.text
                desk.assert_aligned()
                await desk.press("tab")


async def test_an_empty_day_says_what_to_import(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM sourceday", "DELETE FROM stocklevel")
    async with walking(demo_folder, tmp_path, "2") as desk:
        assert "Import the visitors by source of 2026-10-27." in desk.flat
        assert "No visitors by source for this day yet." in desk.text
        await desk.press("c")
        assert any("Mark a source first." in said for said in desk.said)
        desk.assert_aligned()


LINKS = f"SELECT linked_id FROM productlink WHERE product_id='{MAIN}'"


async def test_a_hits_profit_items_are_linked_by_a_key_and_undone(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "2", "v") as desk:
        assert desk.rows(LINKS) == [("803314370448",)]
        await desk.press("tab", "tab", "v")
        assert "● 针织连衣裙女秋冬修身打底毛衣裙" in desk.text and "+38 %, a little dearer" in desk.text
        assert any("○" in line and "too dear" in line for line in desk.lines)
        await desk.press("enter")
        assert desk.rows(LINKS) == []
        await desk.press("ctrl+z")
        assert desk.rows(LINKS) == [("803314370448",)]


async def test_what_comes_back_stands_with_its_product_and_in_the_range(demo_folder: Path, tmp_path: Path) -> None:
    paid = "FROM orderfact WHERE paid_at BETWEEN '2026-09-20' AND '2026-10-20' AND shop_id=1"
    change(
        tmp_path,
        demo_folder,
        f"INSERT INTO orderitem (shop_id, order_id, line, product_id, seller_code, title, options, units, state) "
        f"SELECT 1, order_id, 1, CASE WHEN rowid_ % 2 THEN '{MAIN}' ELSE '802614370215' END, '', '', '', 1, '' "
        f"FROM (SELECT order_id, row_number() OVER (ORDER BY order_id) AS rowid_ {paid})",
        f"INSERT INTO refund (shop_id, refund_id, order_id, product_id, title, applied_at, state, kind, reason) "
        f"SELECT 1, order_id, order_id, '{MAIN}', '', paid_at, '退款成功', '', '尺码不符' "
        f"FROM (SELECT order_id, paid_at, row_number() OVER (ORDER BY order_id) AS rowid_ {paid}) WHERE rowid_ % 6 = 1",
    )
    async with walking(demo_folder, tmp_path, "2", "tab", "tab") as desk:
        line = next(line for line in desk.lines if "orders come back" in line)
        assert "33 % of" in line and "of the others 0 %" in line
        await desk.press("tab", "tab", "tab")
        row = next(line for line in desk.lines if "orders that came back" in line)
        assert " %" in row


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_where_the_marked_products_visitors_came_from(
    demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    change(
        tmp_path,
        demo_folder,
        "INSERT INTO productsourceday (shop_id, day, product_id, device, attribution, source, is_leaf, visitors) "
        "SELECT 1, '2026-10-27', product_id, '', 'each', '搜索 / 手淘搜索', 1, 90 FROM product UNION ALL "
        "SELECT 1, '2026-10-27', product_id, '', 'each', '付费 / [red]' || :hostile, 1, 10 FROM product",
    )
    async with walking(demo_folder, tmp_path, "2", size=size, lang=lang) as desk:
        await desk.focus("#products DataTable")
        assert ("来自" if lang == "zh" else "from") + " 手淘搜索 90 %" in desk.flat
        desk.assert_aligned()
