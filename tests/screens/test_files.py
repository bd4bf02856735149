"""Importing on the screen: naming files, looking, landing, saying what a file is, and taking imports back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.widgets import Select

from shopdesk import locations
from shopdesk.app import ShopdeskApp
from shopdesk.desk import Desk
from shopdesk.errors import DataError
from shopdesk.screens.naming import FileTree, paths_of
from shopdesk.text import days_text, use_language
from shopdesk.widgets.verdict import Verdict
from tests.landing.files import SHOP_HEADER, write
from tests.screens.driver import SIZES, VIEWS
from tests.screens.visit import visiting
from tests.screens.walk import Walk

HOSTILE = "[red] SKU [A-1] \x1b[31m\u202ex"
ERP = "款号,仓里还有,[@click=app.quit]路上\x1b[31m,客户电话\nA-1,5,2,13800138000\nB-2,0,1,13800138001\n"


class FileWalk(Walk):
    async def settle(self) -> None:
        """Until nothing is read any more; the directory tree's own worker never ends."""
        quiet = 0
        while quiet < 4:
            running = [worker for worker in self.app.workers if worker.name != "_loader" and not worker.is_finished]
            quiet = 0 if running else quiet + 1
            for worker in running:
                await worker.wait()
            await self.pilot.pause()

    async def look(self, *paths: Path) -> None:
        await self.write(" ; ".join(map(str, paths)), "paths")
        await self.press("enter")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a hostile file name, one ordinary export, and what is none."""
    folder = tmp_path / "home"
    folder.mkdir()
    write(folder, f"{HOSTILE}.csv", SHOP_HEADER, "2026-11-08,90,4,4,400.00\n")
    write(folder, "day.csv", SHOP_HEADER, "2026-11-09,100,5,6,500.00\n", "2026-11-10,x,5,6,lots\n")
    write(folder, "erp.csv", ERP)
    (folder / "notes.exe").touch()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@asynccontextmanager
async def at_files(folder: Path, size: tuple[int, int] = (80, 24), lang: str = "en") -> AsyncIterator[FileWalk]:
    """The import screen of a real desk, empty at first."""
    use_language(lang)
    desk = Desk(locations.at(folder / "desk"), today=date(2026, 11, 11))
    app = ShopdeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        walk = FileWalk(app, pilot, folder / "desk")
        await walk.settle()
        await walk.press("i")
        yield walk
    desk.close()


def days(walk: Walk) -> list[tuple[Any, ...]]:
    return walk.rows("SELECT day, visitors, sales_minor FROM shopday ORDER BY day")


# --- naming files --------------------------------------------------------------------------------------------------


def test_paths_as_terminals_paste_them(home: Path) -> None:
    day = home / "day.csv"
    assert list(paths_of(f"'{day}' {home}/notes.exe")) == [day, home / "notes.exe"]
    assert list(paths_of(f"{day} ;\n~/notes.exe")) == [day, home / "notes.exe"]
    assert list(paths_of(day.as_uri())) == [day]
    assert list(paths_of("it's\\ not there.csv")) == [Path("it's\\ not there.csv")]
    assert list(paths_of("  ; ")) == []
    assert list(paths_of("x" * 5000)) == [Path("x" * 5000)]
    assert list(paths_of("~nobody-here/a.csv")) == [Path("~nobody-here/a.csv")]


def test_a_path_with_spaces_and_brackets(home: Path) -> None:
    odd = home / "a [b] c.csv"
    odd.touch()
    assert list(paths_of(str(odd))) == [odd]
    assert list(paths_of(str(odd).replace(" ", "\\ "))) == [odd]


def test_the_tree_shows_what_a_folder_stands_for(home: Path) -> None:
    for name in ("a.XLSB", "b.pdf", ".c.csv", "d.csv"):
        (home / name).touch()
    (home / "reports").mkdir()
    shown = {path.name for path in FileTree(home).filter_paths(home.iterdir())}
    assert {"a.XLSB", "d.csv", "reports"} <= shown and shown.isdisjoint({"b.pdf", ".c.csv"})


def test_periods() -> None:
    assert days_text(date(2026, 10, 20), date(2026, 10, 20)) == "2026-10-20"
    assert days_text(date(2026, 10, 20), date(2026, 10, 26)) == "2026-10-20 – 26"
    assert days_text(date(2026, 9, 28), date(2026, 10, 4)) == "2026-09-28 – 10-04"
    assert days_text(date(2025, 12, 28), date(2026, 1, 3)) == "2025-12-28 – 2026-01-03"
    assert days_text(None, None) == ""


async def test_several_pasted_lines_become_several_paths(tmp_path: Path, home: Path) -> None:
    async with visiting(tmp_path / "desk", "i") as visit:
        field = visit.app.screen.query_one("#paths")
        field.post_message(Paste(f"{home}/a.csv\n{home}/b.csv\n"))
        await visit.settle()
        assert list(paths_of(field.value)) == [home / "a.csv", home / "b.csv"]
        await visit.press("escape", "escape", "i")
        assert visit.app.screen.query_one("#paths").value == field.value


async def test_the_tree_shows_hostile_names_and_adds_the_file_chosen(tmp_path: Path, home: Path) -> None:
    async with visiting(tmp_path / "desk", "i") as visit:
        await visit.focus(FileTree)
        await visit.press("down", "enter")
        assert "[red] SKU [A-1] ␛[31m�x.csv" in visit.text and "notes.exe" not in visit.text
        visit.assert_calm()
        assert visit.app.screen.query_one("#paths").value.endswith(".csv")


async def test_nothing_named_says_so(tmp_path: Path) -> None:
    async with visiting(tmp_path / "desk", "i", "ctrl+s") as visit:
        assert visit.said == ["Name a file first."] and visit.desk.imported == []


async def test_an_import_fills_an_empty_desk(tmp_path: Path, home: Path) -> None:
    async with visiting(tmp_path / "desk", "i", empty=True) as visit:
        visit.desk.empty = False
        await visit.write(f"{home}/day.csv")
        await visit.press("enter")
        assert visit.desk.imported == []
        await visit.press("enter", "0")
        assert "花间小铺" in visit.lines[0] and "Missed yesterday" in visit.text


# --- looking, and landing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_first_a_look_then_it_lands(tmp_path: Path, home: Path, size: tuple[int, int], lang: str) -> None:
    words = {
        "en": ("Rows that would be new: 2, changed: 0", "Enter lands them: 2 files. 2 files are refused.", "2 files landed."),
        "zh": ("将新增 2 行，更改 0 行", "按 Enter 导入 2 个文件。2 个文件不能导入。", "已导入 2 个文件。"),
    }[lang]
    async with at_files(tmp_path, size, lang) as walk:
        await walk.look(home / f"{HOSTILE}.csv", home / "day.csv", home / "notes.exe", home / "none.csv")
        for part in words[:2]:
            await walk.line(part)
        await walk.line("[red] SKU [A-1]", "2026-11-08")
        await walk.line("notes.exe", {"en": "refused", "zh": "未导入"}[lang])
        assert days(walk) == []
        walk.assert_aligned()
        await walk.press("down")
        assert {"en": "99 % sure", "zh": "把握 99 %"}[lang] in walk.flat
        await walk.press("down")
        assert {"en": "c says its kind, day or shop", "zh": "按 c 指定类型、日期或店铺"}[lang] in walk.flat
        walk.assert_aligned()
        await walk.press("enter")
        await walk.line(words[2])
        assert days(walk) == [("2026-11-08", 90, 40000), ("2026-11-09", 100, 50000)]
        await walk.press("up", "enter")
        assert {"en": "2 rows read: 1 new", "zh": "读了 2 行：新增 1"}[lang] in walk.flat
        assert {"en": "row 3", "zh": "第 3 行"}[lang] in walk.flat
        walk.assert_aligned()


async def test_a_line_that_changed_is_looked_at_anew(tmp_path: Path, home: Path) -> None:
    async with at_files(tmp_path) as walk:
        await walk.look(home / "day.csv")
        await walk.look(home / f"{HOSTILE}.csv")
        assert days(walk) == []
        await walk.press("ctrl+s")
        assert [day for day, *_rest in days(walk)] == ["2026-11-08"]


async def test_a_folder_means_its_tables_and_what_was_looked_at_lands(tmp_path: Path, home: Path) -> None:
    async with at_files(tmp_path) as walk:
        await walk.look(home)
        await walk.line("Enter lands them: 2 files.")
        write(home, "late.csv", SHOP_HEADER, "2026-11-07,1,1,1,1.00\n")
        await walk.press("enter")
        assert [day for day, *_rest in days(walk)] == ["2026-11-08", "2026-11-09"]


@pytest.mark.parametrize("size", SIZES)
async def test_files_that_are_none(tmp_path: Path, home: Path, size: tuple[int, int]) -> None:
    (home / "empty.csv").touch()
    wide = home / ("宽" * 60 + ".csv")
    wide.write_text("no,report\n1,2\n")
    async with at_files(tmp_path, size) as walk:
        await walk.look(home / "empty.csv", wide, home / "gone.csv", Path("x" * 300), home / "notes.exe")
        await walk.line("5 files are refused.")
        walk.assert_aligned()
        for _file in range(5):
            await walk.press("question_mark")
            assert "refused" in walk.flat
            walk.assert_aligned()
            await walk.press("escape", "down")
        await walk.press("enter")
        assert walk.said[-1].startswith("None of these files can land") and walk.rows("SELECT * FROM import") == []
        await walk.press("m")
        walk.assert_aligned()


async def test_a_disk_that_fails_leaves_everything_as_it_was(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise DataError("The database cannot be used", "No room left on the disk; make room and try again.")

    async with at_files(tmp_path) as walk:
        with monkeypatch.context() as patched:
            patched.setattr(Desk, "preview", full)
            await walk.look(home / "day.csv")
            assert "No room left" in walk.flat
            await walk.press("escape")
        await walk.press("ctrl+s")
        await walk.line("Enter lands it: 1 file.")
        with monkeypatch.context() as patched:
            patched.setattr(Desk, "import_files", full)
            await walk.press("enter")
            assert "No room left" in walk.flat
            await walk.press("escape")
        assert days(walk) == []
        await walk.line("Enter lands it: 1 file.")
        await walk.press("enter")
        await walk.line("1 file landed.")


# --- what the operator says of a file ------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_columns_are_named_once(tmp_path: Path, home: Path, size: tuple[int, int], lang: str) -> None:
    async with at_files(tmp_path, size, lang) as walk:
        await walk.look(home / "erp.csv")
        await walk.press("m", "end", "up", "enter")
        assert "[@click=app.quit]路上␛[31m" in walk.flat and "13800138000" not in walk.text
        walk.assert_aligned()
        await walk.press("ctrl+s")
        assert {"en": "is still needed", "zh": "还缺一列"}[lang] in walk.flat
        for at, field in enumerate(("sku", "on_hand", "on_hand")):
            await walk.pick(f"column{at}", field)
        await walk.press("ctrl+s")
        assert {"en": "chosen for two columns", "zh": "选了两列"}[lang] in walk.flat
        await walk.pick("column2", "incoming")
        await walk.press("ctrl+s", "c")  # it has no day yet
        await walk.write("2026-11-10", "day")
        await walk.press("ctrl+s")
        await walk.line("erp.csv", "2026-11-10")
        walk.assert_aligned()
        assert walk.rows("SELECT * FROM mapping") == []
        await walk.press("enter")
        assert walk.rows("SELECT sku, on_hand, incoming FROM stocklevel ORDER BY sku") == [("A-1", 5, 2), ("B-2", 0, 1)]
        next_day = write(home, "erp 2026-11-11.csv", ERP)
        await walk.look(next_day)
        await walk.line("erp 2026-11-11.csv", "2026-11-11")
        await walk.press("enter", "ctrl+z")
        assert len(walk.rows("SELECT * FROM stocklevel")) == 4 and walk.rows("SELECT * FROM mapping") == []


async def test_what_was_chosen_stays_when_the_columns_are_left(tmp_path: Path, home: Path) -> None:
    async with at_files(tmp_path) as walk:
        await walk.look(home / "erp.csv")
        await walk.press("m", "end", "up", "enter")
        await walk.pick("column0", "sku")
        await walk.press("escape", "m", "end", "up", "enter")
        assert walk.app.screen.query_one("#column0", Select).value == "sku"


async def test_kind_and_day_are_overruled(tmp_path: Path, home: Path) -> None:
    write(home, "reviews.csv", "日期,SKU,库存\n2026-11-09,A-1,5\n")
    async with at_files(tmp_path) as walk:
        await walk.look(home / "reviews.csv")
        await walk.line("stock levels")
        await walk.press("c")
        await walk.write("2026-11-30", "day")
        await walk.press("ctrl+s")
        assert "2026-11-30 is still to come" in walk.flat
        await walk.write("2026-11-10", "day")
        await walk.pick("kind", "reviews")
        await walk.press("ctrl+s")
        await walk.line("reviews.csv", "refused")
        await walk.press("c")
        await walk.pick("kind", "stock")
        await walk.press("ctrl+s", "enter")
        assert walk.rows("SELECT day, sku FROM stocklevel") == [("2026-11-09", "A-1")]
        await walk.press("c")
        assert walk.said[-1].startswith("This can be said before a file lands")


async def test_a_file_that_looks_like_another_shops_is_taken_when_said_so(tmp_path: Path, home: Path) -> None:
    theirs = write(home, "来源_2026-11-08.csv", "一级来源,二级来源,访客数,支付金额\n平台流量,手淘搜索,9000,400.00\n")
    async with at_files(tmp_path) as walk:
        await walk.look(write(home, "own.csv", SHOP_HEADER, "2026-11-08,90,4,4,400.00\n"))
        await walk.press("enter")
        await walk.look(theirs)
        await walk.line("1 file is refused.")
        assert "one source alone has 9,000 visitors" in walk.flat and "says its kind, day or shop" in walk.flat
        await walk.press("c")
        await walk.pick("shop", "My shop")
        await walk.press("ctrl+s")
        await walk.line("Enter lands it: 1 file.")
        await walk.press("enter")
        assert walk.rows("SELECT visitors FROM sourceday WHERE is_leaf") == [(9000,)]


async def test_without_a_file_there_is_nothing_to_say(tmp_path: Path) -> None:
    async with at_files(tmp_path) as walk:
        for key in ("escape", "c", "m", "question_mark"):
            await walk.press(key)
        assert set(walk.said) == {"Look at some files first: name them and press Enter."}


# --- inbox, and the imports so far ---------------------------------------------------------------------------------


async def test_the_inbox_is_counted_and_taken(tmp_path: Path) -> None:
    inbox = tmp_path / "desk" / "inbox"
    write(inbox, f"{HOSTILE}.csv", SHOP_HEADER, "2026-11-08,90,4,4,400.00\n")
    write(inbox, "b.csv", "no,report\n")
    async with at_files(tmp_path) as walk:
        await walk.line("2 files wait in the inbox", "^O shows them")
        await walk.press("ctrl+o")
        await walk.line("Enter lands it: 1 file. 1 file is refused.")
        assert days(walk) == []
        write(inbox, "late.csv", SHOP_HEADER, "2026-11-09,90,4,4,400.00\n")  # nobody was shown what it changes
        await walk.press("ctrl+o")
        await walk.line("1 file landed. 1 file is refused.")
        walk.assert_aligned()
        assert len(days(walk)) == 1 and sorted(path.name for path in inbox.glob("*.csv")) == ["b.csv", "late.csv"]
        await walk.press("ctrl+o")
        await walk.line("Enter lands it: 1 file. 1 file is refused.")
        await walk.press("enter")
        await walk.line("1 file landed. 1 file is refused.")
        assert len(days(walk)) == 2 and [path.name for path in inbox.glob("*.csv")] == ["b.csv"]
        (inbox / "b.csv").unlink()
        await walk.press("ctrl+o")
        assert walk.said[-1].startswith("Nothing finished lies in the inbox")


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_an_import_is_taken_back_as_a_whole(tmp_path: Path, home: Path, size: tuple[int, int], lang: str) -> None:
    again = write(home, "again.csv", SHOP_HEADER, "2026-11-08,95,4,4,400.00\n")
    async with at_files(tmp_path, size, lang) as walk:
        for path in (home / f"{HOSTILE}.csv", again):
            await walk.look(path)
            await walk.press("enter")
        await walk.press("delete")
        assert {"en": "Mark an import", "zh": "选一条"}[lang] in walk.said[-1]
        await walk.press("tab")
        await walk.line("again.csv", "2026-11-08")
        walk.assert_aligned()
        await walk.press("enter")
        assert {"en": "1 rows read: 0 new, 1 changed", "zh": "读了 1 行：新增 0"}[lang] in walk.flat
        await walk.press("escape", "down", "delete", "enter")  # the first import, on which the second builds
        assert "again.csv" in walk.flat and {"en": "undo that one first", "zh": "先"}[lang] in walk.flat
        walk.assert_aligned()
        await walk.press("escape", "up", "delete", "escape")
        assert days(walk) == [("2026-11-08", 95, 40000)]
        await walk.press("delete", "enter")
        assert days(walk) == [("2026-11-08", 90, 40000)]
        assert {"en": "is taken back", "zh": "已撤回"}[lang] in walk.flat
        await walk.press("delete", "enter")
        assert days(walk) == [] and walk.rows("SELECT * FROM import") == []


async def test_the_field_has_the_focus_every_time(tmp_path: Path, home: Path) -> None:
    async with visiting(tmp_path, "i", "escape", "escape", "i", *"c?m") as visit:
        assert visit.app.current_mode == "files" and visit.app.screen.query_one("#paths").value == "c?m"
        await visit.press("escape", "tab", "escape", "i", "x")
        assert visit.app.screen.query_one("#paths").value == "c?mx"
        assert "Kind" not in visit.lines[-1] and "enter Look" in visit.lines[-1]


async def test_files_land_though_the_language_is_changed_meanwhile(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visiting(tmp_path / "desk", "i") as visit:
        screen, take = visit.app.screen, visit.desk.import_files

        def meanwhile(paths: list[Path], progress: Any = None, said: Any = None) -> Any:
            visit.app.call_from_thread(screen.query_one(Verdict).remove)  # as while the screen is composed anew
            return take(paths, progress, said)

        monkeypatch.setattr(visit.desk, "import_files", meanwhile)
        await visit.write(f"{home}/day.csv")
        await visit.press("enter", "l", "enter")
        assert [path.name for path in visit.desk.imported] == ["day.csv"]
