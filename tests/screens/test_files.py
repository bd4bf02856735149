"""Importing: naming files, and what became of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste

from shopdesk.screens.files import FileTree, paths_of
from tests.screens.visit import LANGUAGES, SIZES, visiting


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a hostile file name, one ordinary export, and what is none."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("[red] SKU [A-1] \x1b[31m\u202ex.csv", "店铺日报.xls", "notes.exe"):
        (folder / name).touch()
    monkeypatch.setenv("HOME", str(folder))
    return folder


def test_paths_as_terminals_paste_them(home: Path) -> None:
    xls = home / "店铺日报.xls"
    assert list(paths_of(f"'{xls}' {home}/notes.exe")) == [xls, home / "notes.exe"]
    assert list(paths_of(f"{xls} ;\n~/notes.exe")) == [xls, home / "notes.exe"]
    assert list(paths_of(xls.as_uri())) == [xls]
    assert list(paths_of("it's\\ not there.csv")) == [Path("it's\\ not there.csv")]
    assert list(paths_of("  ; ")) == []


def test_a_folder_means_its_tables(home: Path) -> None:
    assert {path.suffix for path in paths_of(str(home))} == {".csv", ".xls"}


def test_a_path_with_spaces_and_brackets(home: Path) -> None:
    odd = home / "a [b] c.csv"
    odd.touch()
    assert list(paths_of(str(odd))) == [odd]
    assert list(paths_of(str(odd).replace(" ", "\\ "))) == [odd]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_each_file_has_its_receipt(tmp_path: Path, home: Path, size: tuple[int, int], lang: str) -> None:
    async with visiting(tmp_path / "desk", "i", size=size, lang=lang) as visit:
        await visit.write(f"{home}/店铺日报.xls;{home}/notes.exe")
        await visit.press("enter")
        assert visit.desk.imported == [home / "店铺日报.xls", home / "notes.exe"]
        assert "sycm_shop_daily" in visit.text and {"en": "refused", "zh": "未导入"}[lang] in visit.text
        await visit.press("down")
        assert "This is no table." in visit.text
        visit.assert_calm()
        await visit.press("up", "enter")
        assert {"en": "1 rows read: 1 new", "zh": "读了 1 行：新增 1"}[lang] in visit.text


async def test_an_import_fills_an_empty_desk(tmp_path: Path, home: Path) -> None:
    async with visiting(tmp_path / "desk", "i", empty=True) as visit:
        visit.desk.empty = False
        await visit.write(f"{home}/店铺日报.xls")
        await visit.press("enter", "0")
        assert "花间小铺" in visit.lines[0] and "Missed yesterday" in visit.text


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
