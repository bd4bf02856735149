"""Peers: seen, noted, followed and let go by keys; every look and every undo ends in the store."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input

from shopdesk.screens.link import host
from tests.screens.driver import SIZES, VIEWS
from tests.screens.walk import change, walking

PEER = "晚风衣橱（虚构）"
WORDS = {"en": ("1 new item", "bigger", "alike", "list now"), "zh": ("上新 1 款", "大店", "同层级", "现在上新")}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_peers_and_season(demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with walking(demo_folder, tmp_path, "3", size=size, lang=lang) as desk:
        changed, bigger, alike, now = WORDS[lang]
        peers = await desk.line("南枝裁缝铺", "16,570")
        assert "~" in peers and "¥118" in peers and bigger in peers and changed in peers and "10-27" in peers
        await desk.line("橘子巷女装", alike, "¥69")
        await desk.press("tab")
        season = await desk.line("冬装", "%")
        assert now in season and "17" in season
        desk.assert_aligned()


async def test_a_look_at_a_peer_starts_from_the_last_one_and_is_undone(demo_folder: Path, tmp_path: Path) -> None:
    looks = (
        "SELECT day, new_items, lowest_minor, sales_shown, activity, note FROM competitorday WHERE competitor_id=1 ORDER BY day"
    )
    async with walking(demo_folder, tmp_path, "3", "enter") as desk:
        before = desk.rows(looks)
        await desk.write("3", "new_items")
        await desk.write("69.90", "lowest_minor")
        await desk.write("换了首页", "note")
        await desk.press("ctrl+s")
        assert desk.rows(looks) == [*before, ("2026-10-28", 3, 6990, 20110, "秋冬上新", "换了首页")]
        await desk.line("~", PEER, "10-28", "¥69.90")
        await desk.line("¥79.00 → ¥69.90")
        await desk.press("ctrl+z")
        assert desk.rows(looks) == before


async def test_what_does_not_fit_is_said_in_the_form_and_nothing_typed_is_lost(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "3", "enter") as desk:
        before = desk.rows("SELECT count(*) FROM competitorday")
        await desk.write("2.5", "new_items")
        await desk.press("ctrl+s")
        assert "New items is a whole number, as in 12." in desk.flat
        await desk.write("-3", "new_items")
        await desk.press("ctrl+s")
        assert "cannot be less than 0" in desk.flat
        await desk.press("escape", "enter")
        assert desk.app.screen.query_one("#new_items").value == "-3"  # type: ignore[attr-defined]
        assert desk.rows("SELECT count(*) FROM competitorday") == before


async def test_a_peer_is_added_beyond_the_limit_only_on_purpose(demo_folder: Path, tmp_path: Path) -> None:
    names = "SELECT name, kind, url FROM competitor WHERE removed_at IS NULL ORDER BY id"
    async with walking(demo_folder, tmp_path, "3", "e") as desk:
        await desk.write(PEER, "name")
        await desk.press("ctrl+s")
        assert "already" in desk.flat and len(desk.rows(names)) == 4
        await desk.write("第五家（虚构）", "name")
        await desk.pick("kind", "bigger")
        await desk.write("javascript:alert(1)", "url")
        await desk.press("ctrl+s")
        assert "no web address" in desk.flat and len(desk.rows(names)) == 4
        await desk.write("https://example.com/peers/five", "url")
        await desk.press("ctrl+s")
        assert desk.rows(names)[-1] == ("第五家（虚构）", "bigger", "https://example.com/peers/five")
        await desk.press("e")
        await desk.write("第六家（虚构）", "name")
        await desk.press("ctrl+s")
        assert len(desk.rows(names)) == 5 and "Remove one first" in desk.flat
        await desk.pick("override", "yes")
        await desk.press("ctrl+s")
        assert len(desk.rows(names)) == 6
        await desk.press("ctrl+z", "ctrl+z")
        assert len(desk.rows(names)) == 4


async def test_remove_change_and_undo(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "3", "delete") as desk:
        assert not any(PEER in line and "20,110" in line for line in desk.lines)
        assert desk.rows("SELECT count(*) FROM competitor WHERE removed_at IS NULL") == [(3,)]
        await desk.press("ctrl+z")
        await desk.line(PEER, "20,110")
        await desk.press("up", "c")
        await desk.pick("kind", "alike")
        await desk.press("ctrl+s")
        assert desk.rows("SELECT kind, note FROM competitor WHERE id=1") == [("alike", "月销约为我们的五倍，风格相近")]


async def test_a_new_season_item_is_noted(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "3", "g") as desk:
        await desk.write("春装", "season")
        await desk.write("春季新款薄针织", "title")
        await desk.press("ctrl+s")
        assert "This is needed." in desk.flat
        await desk.write("10-20", "listed_on")
        await desk.write("120", "sales_shown")
        await desk.write("12.5", "usual_daily")
        await desk.press("ctrl+s")
        noted = (
            "SELECT competitor_id, season, listed_on, seen_on, sales_shown, usual_daily, discounting FROM peeritem WHERE title=?"
        )
        assert desk.rows(noted, "春季新款薄针织") == [(1, "春装", "2026-10-20", "2026-10-28", 120, 12.5, 0)]
        await desk.press("tab")
        await desk.line("春装", "1/4")


async def test_a_link_is_shown_before_it_is_opened(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url))
    monkeypatch.setenv("BROWSER", "invented")
    async with walking(demo_folder, tmp_path, "3", "o") as desk:
        assert "example.com" in desk.text and not opened
        await desk.press("escape")
        assert not opened
        await desk.press("o", "y")
        assert desk.app.clipboard == "https://example.com/peers/wanfeng" and not opened
        await desk.press("o", "enter")
        assert opened == ["https://example.com/peers/wanfeng"]
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    async with walking(demo_folder, tmp_path, "3", "o", "enter") as desk:
        assert len(opened) == 1, "a browser in the terminal would draw over the desk"
        assert desk.app.clipboard == "https://example.com/peers/wanfeng"


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://taobao.com@evil.example/x", "evil.example"),
        ("https://еvil.example:8080/", "xn--vil-qdd.example:8080"),
        ("http://shop.example", "shop.example"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("--help", ""),
        ("https://a.example/\x1b[31m", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_host_is_where_a_link_really_leads(url: str, leads_to: str) -> None:
    assert host(url) == leads_to


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_and_missing_values(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    change(
        tmp_path,
        demo_folder,
        "UPDATE competitor SET name=:hostile, note=:hostile, url='https://example.com/[/foo]' WHERE id=1",
        "UPDATE competitorday SET new_items=NULL, lowest_minor=NULL, sales_shown=NULL, activity=:hostile WHERE competitor_id=1",
    )
    async with walking(demo_folder, tmp_path, "3", size=size) as desk:
        assert "[/foo]" in desk.text and "–" in desk.text
        desk.assert_aligned()
        for key in ("enter", "escape", "c", "escape", "g", "escape", "o", "escape", "question_mark", "escape"):
            await desk.press(key)
            desk.assert_aligned()


async def test_without_peers_the_screen_says_what_to_do(demo_folder: Path, tmp_path: Path) -> None:
    change(tmp_path, demo_folder, "UPDATE competitor SET removed_at='2026-10-01T00:00:00'")
    async with walking(demo_folder, tmp_path, "3") as desk:
        assert "press e and add 3 to 5 shops" in desk.text
        await desk.press("enter", "o", "g", "delete")
        assert any("No peer is followed yet; e adds one." in said for said in desk.said)
        await desk.press("e")
        await desk.write("第一家（虚构）", "name")
        await desk.press("ctrl+s")
        await desk.line("第一家", "never")


@pytest.mark.parametrize("size", SIZES)
async def test_pasted_items_are_compared_and_undone(demo_folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    count = "SELECT count(*) FROM peerlisting"
    async with walking(demo_folder, tmp_path, "3", "v", size=size) as desk:
        await desk.press("ctrl+s")
        assert "each needs a title" in desk.flat
        await desk.press("escape", "v")
        desk.app.screen.query_one("#pasted").text = "标题\t价格\n[/foo] 毛呢裙\t99\n针织裙\t79\n"  # type: ignore[attr-defined]
        await desk.press("ctrl+s")
        assert desk.rows(count) == [(2,)]
        assert any("2 items noted." in said for said in desk.said)
        assert "2 items, usually ¥89" in desk.flat
        desk.assert_aligned()
        await desk.press("ctrl+z")
        assert desk.rows(count) == [(0,)]


async def test_ctrl_z_while_pasting_takes_back_the_typing_alone(demo_folder: Path, tmp_path: Path) -> None:
    count = "SELECT count(*) FROM competitor"
    async with walking(demo_folder, tmp_path, "3", "e") as desk:
        await desk.write("第一家（虚构）", "name")
        await desk.press("ctrl+s")
        noted = desk.rows(count)
        await desk.press("v", "h", "u", "t")
        area = desk.app.screen.query_one("#pasted")
        assert area.text == "hut"  # type: ignore[attr-defined]
        await desk.press("ctrl+z")
        assert area.text == "" and desk.rows(count) == noted  # type: ignore[attr-defined]
        await desk.press("escape", "ctrl+z")
        assert desk.rows(count) != noted, "outside the field it is the desk's"


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_our_new_product_and_its_test(demo_folder: Path, tmp_path: Path, lang: str) -> None:
    async with walking(demo_folder, tmp_path, "3", "tab", "tab", lang=lang) as desk:
        await desk.line("提花连衣裙", "4.9 %", "9.6 %", {"zh": "通过", "en": "passed"}[lang])
        await desk.press("question_mark")
        assert "R25" in desk.text
        await desk.press("escape", "c")
        await desk.write("夏", "season")
        await desk.press("ctrl+s")
        assert desk.rows("SELECT season FROM product WHERE product_id='809914370214'") == [("夏",)]


async def test_signs_that_nobody_sees_stay_out_of_what_is_pasted(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "3", "e") as desk:
        desk.app.post_message(Paste("裁\u200b缝\u202e铺\x1b[31m\x07\n下一行"))
        await desk.settle()
        assert desk.app.screen.query_one("#name", Input).value == "裁缝铺[31m"
        desk.assert_aligned()


async def test_what_a_verb_refused_goes_with_the_next_attempt(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "3", "enter") as desk:
        await desk.write("-5", "lowest_minor")
        await desk.press("ctrl+s")
        assert "cannot be less than 0" in desk.text
        await desk.write("many", "new_items")
        await desk.press("ctrl+s")
        assert "A number is needed" in desk.text and "cannot be less than 0" not in desk.text


async def test_an_index_says_since_when_it_moved(demo_folder: Path, tmp_path: Path) -> None:
    change(
        tmp_path,
        demo_folder,
        "INSERT INTO indexday (shop_id, day, about, subject, metric, value) VALUES "
        "(1, '2026-10-20', 'shop', '女装 / 晚风衣橱（虚构）', '交易指数', 12000), "
        "(1, '2026-10-27', 'shop', '女装 / 晚风衣橱（虚构）', '交易指数', 12600)",
    )
    async with walking(demo_folder, tmp_path, "3") as desk:
        assert "交易指数 12,600 (+5.0 % since 10-20)" in desk.flat
        desk.assert_aligned()
