"""Paid words with their verdicts: what is at stake first, decided and protected by keys, in the store, undone, explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import change, walking

WORD, PRODUCT = "碎花连衣裙 夏", "802914370337"
MARK = f"SELECT decision, decided_on, protected FROM keywordmark WHERE product_id='{PRODUCT}' AND keyword='{WORD}'"
WORDS = {
    "en": (
        "delete",
        "raise",
        "Page gate",
        "Spend ¥22,553",
        "ROI 3.1 (break-even 2.4, margin 41 %",
        "620 and no order",
        "✓ fine",
    ),
    "zh": ("删除", "加价", "页面关卡", "花费 ¥22,553", "投产比 3.1（保本 2.4，", "一单没有", "✓ 正常"),
}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_the_money_at_stake_comes_first(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    delete, more, gate, spend, roi, why, fine = WORDS[lang]
    async with walking(demo_folder, tmp_path, "4", size=size, lang=lang) as desk:
        assert gate in desk.text and "63.2 %" in desk.text and spend in desk.text and roi in desk.flat
        table = [line for line in desk.lines if "¥1." in line or "¥0." in line]
        at = next(number for number, line in enumerate(table) if delete in line and WORD in line)
        assert all(figure in table[at] for figure in (" 620 ", " 0 ", "4.5 %", "¥1.61", "0.0", "5.1"))
        assert more in table[at + 1] and "法式连衣裙" in table[at + 1]
        assert more in table[at + 2] and "花间小铺" in table[at + 2]
        assert why in desk.flat  # of the marked word, in full
        desk.assert_aligned()
        await desk.press("tab")
        product = next(line for line in desk.lines if "¥29,631" in line)
        assert "5,745" in product and "3.2" in product and fine in product
        assert "3.86 %" in desk.flat  # the least that is usual for it
        desk.assert_aligned()


async def test_a_decision_is_noted_and_taken_back(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "4", "enter") as desk:
        assert "protect it: never delete" in desk.text and "take the decision back" not in desk.text
        await desk.press("enter")  # delete
        assert desk.rows(MARK) == [("delete", "2026-10-27", 0)]
        assert any("“碎花连衣裙 夏”: delete." in said for said in desk.said)
        assert any("delete ✓" in line and WORD in line for line in desk.lines)
        await desk.press("slash")
        await desk.write(WORD)
        await desk.press("enter")
        assert "decided: delete on 10-27" in desk.flat
        await desk.press("enter", "end", "enter")  # the last choice takes it back
        assert desk.rows(MARK) == [("", None, 0)]
        await desk.press("ctrl+z", "ctrl+z")
        assert desk.rows(MARK) == []


async def test_a_word_is_protected(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "4", "enter", "end", "enter") as desk:
        assert desk.rows(MARK) == [("", None, 1)]
        assert any("“碎花连衣裙 夏” is protected." in said for said in desk.said)
        await desk.press("slash")
        await desk.write(WORD)
        await desk.press("enter")
        assert "protected" in desk.text and "lower it only" in desk.flat  # the verdict followed
        await desk.press("enter", "end", "enter")
        assert desk.rows(MARK) == [("", None, 0)]


async def test_a_word_is_copied_explained_and_sorted(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "4", "y", "question_mark", size=(140, 40)) as desk:
        assert desk.app.clipboard == WORD
        assert all(
            part in desk.flat for part in ("ROI = sales / cost", "delete – 164 clicks would do", "0.35 (95 %)", "0.061 %", "R31")
        )
        await desk.press("escape", "tab", "question_mark")
        assert all(part in desk.flat for part in ("CTR = clicks / impressions", "134,860", "R30"))
        await desk.press("escape", "shift+tab", *["s"] * 4, *["pageup"] * 5)  # by orders
        orders = next(line for line in desk.lines if "¥1." in line)
        assert "法式连衣裙" in orders and " 60 " in orders


async def test_the_closed_gate_is_said(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "UPDATE shopday SET bounce_rate=0.8, page_views=visitors*2 WHERE day>='2026-10-21'")
    async with walking(demo_folder, tmp_path, "4") as desk:
        assert "Closed: bounce 80.0 % and depth 2.00 both fail" in desk.flat
        assert not any("raise " in line and "¥" in line and "ROI is at least" not in line for line in desk.lines)


async def test_hostile_words_and_missing_figures(demo_folder: Path, tmp_path: Path) -> None:
    change(
        tmp_path,
        demo_folder,
        f"UPDATE adday SET item=:hostile, rank=NULL WHERE item='{WORD}'",
        f"UPDATE product SET title=:hostile WHERE product_id='{PRODUCT}'",
        "UPDATE adday SET campaign=:hostile",
    )
    for size in SIZES:
        async with walking(demo_folder, tmp_path, "4", size=size) as desk:
            assert any("[/foo]" in line and " 620 " in line and "–" in line for line in desk.lines)
            desk.assert_aligned()
            await desk.press("enter")
            assert "[/foo]" in desk.text
            desk.assert_aligned()
            await desk.press("escape", "tab")
            assert "[/foo]" in desk.text
            desk.assert_aligned()


async def test_without_ads_it_says_what_to_import(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM adday WHERE day>='2026-10-10'")
    async with walking(demo_folder, tmp_path, "4") as desk:
        assert "No keyword figures of 2026-10-14 to 2026-10-24" in desk.flat
        assert "Page gate" in desk.text
        await desk.press("enter", "question_mark", "y")
        assert desk.app.screen.NAME == "ads"
        desk.assert_aligned()


# --- the plan and the journal ----------------------------------------------------------------------------------------

PLAN = "SELECT tool, amount_minor FROM budget WHERE period='2026-10' ORDER BY tool"


@pytest.mark.parametrize("size", SIZES)
async def test_promotion_is_planned_by_a_form(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    async with walking(demo_folder, tmp_path, "4", "tab", "tab", size=size) as desk:
        assert "No plan yet. b says what promotion is for" in desk.flat
        await desk.press("b")
        await desk.pick("goal", "sales")
        await desk.write("60000", "whole")
        await desk.write("70", "share0")
        await desk.press("ctrl+s")
        assert "The shares make up 70 %; change them until they make up 100 %." in desk.flat
        await desk.write("30", "share1")
        await desk.press("ctrl+s")
        planned = desk.rows(PLAN)
        assert sorted(amount for tool, amount in planned if tool) == [1_800_000, 4_200_000] and ("", 6_000_000) in planned
        assert "sell more · 2026-10: ¥54,157 of ¥60,000 spent" in desk.flat
        assert "70 %" in await desk.line("关键词推广", "100 %", "! too much")
        desk.assert_aligned()
        await desk.press("question_mark")
        assert "Pace of the month's promotion" in desk.text and "R110" in desk.text
        await desk.press("escape")
        desk.app.screen.query_one("#tools DataTable").focus()
        await desk.press("down", "question_mark")
        assert "Shares of the tools" in desk.text and "R108" in desk.text
        await desk.press("escape", "ctrl+z")
        assert desk.rows(PLAN) == [] and "No plan yet" in desk.flat


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_decision_stands_in_the_journal(demo_folder: Path, tmp_path: Path, lang: str) -> None:
    change(
        tmp_path,
        demo_folder,
        "INSERT INTO keyworddecision (shop_id, product_id, keyword, decided_on, decision, proposed) VALUES "
        f"(1, '{PRODUCT}', '{WORD}', '2026-10-26', 'delete', 'delete'), (1, '{PRODUCT}', '[/foo]', '2026-10-05', 'raise', '')",
    )
    early, missing = {"zh": ("起看得出", "缺数据"), "en": ("can be told from", "its figures are missing")}[lang]
    async with walking(demo_folder, tmp_path, "4", *["tab"] * 3, lang=lang, size=(140, 40)) as desk:
        assert "11-13" in await desk.line("10-26", early)
        assert await desk.line("10-05", "[/foo]", missing)
        desk.assert_aligned()
        desk.app.screen.query_one("#journal").focus()
        await desk.press("slash")
        await desk.write("foo")
        await desk.press("enter", "y", "enter")
        assert desk.app.clipboard == "[/foo]" and "R176" in desk.text and missing in desk.flat


async def test_what_is_decided_is_kept_with_the_advice(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "4", "enter", "enter") as desk:
        kept = desk.rows("SELECT keyword, decision, proposed, clicks, orders FROM keyworddecision")
        assert kept == [(WORD, "delete", "delete", 620, 0)]
        await desk.press("tab", "tab", "tab")
        assert "None of 1 decisions can be judged yet." in desk.flat
        await desk.press("ctrl+z")
        assert desk.rows("SELECT * FROM keyworddecision") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_largest_loss_is_told_first(demo_folder: Path, tmp_path: Path, lang: str) -> None:
    """A crowd loses three times what the worst word does; it is said, and the header counts no money twice."""
    lost, first, second = {
        "zh": ("4 项要处理；每天亏 ¥263；", "! 每天 −¥263", "! 每天 −¥91"),
        "en": ("4 to act on; ¥263 lost a day;", "! −¥263 a day", "! −¥91 a day"),
    }[lang]
    async with walking(demo_folder, tmp_path, "4", lang=lang, size=(140, 40)) as desk:
        assert lost in desk.flat and desk.flat.index(first) < desk.flat.index(second)


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_where_the_money_went(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    said = {"zh": ("! 亏", "✓ 赚", "人群"), "en": ("! loses", "✓ pays", "Crowds")}[lang]
    async with walking(demo_folder, tmp_path, "4", "v", size=size, lang=lang) as desk:
        assert said[2] in desk.flat and "2026-10-14 – 2026-10-24" in desk.flat
        await desk.line("大促敏感人群", said[0])
        await desk.line("近 15 天加购未买", said[1])
        desk.assert_aligned()
        await desk.press("tab", "question_mark")
        assert "喜欢相似宝贝的人群" in desk.flat and "R32" in desk.flat
        desk.assert_aligned()


async def test_without_such_a_report_it_says_which_to_import(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "DELETE FROM adday WHERE level = 'crowd'")
    async with walking(demo_folder, tmp_path, "4", "v") as desk:
        assert any("No report by crowd, picture" in said for said in desk.said)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_crowds_and_missing_figures(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    change(
        tmp_path,
        demo_folder,
        "UPDATE OR IGNORE adday SET item=:hostile, orders=NULL, impressions=NULL WHERE level='crowd' AND item LIKE '大促%'",
    )
    async with walking(demo_folder, tmp_path, "4", "v", size=size) as desk:
        assert "[/foo]" in desk.text and "–" in desk.text
        desk.assert_aligned()
        for key in ("question_mark", "escape", "s", "y", "slash", "escape"):
            await desk.press(key)
            desk.assert_aligned()
