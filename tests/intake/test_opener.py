"""Workbooks that would abort the process that opens them are a refusal in one sentence, and the next file is read."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import Opener, opener, read_file
from tests.intake.files import Table, only, xls_file

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR_CELL = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ONE_STRING = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
MANY_STRINGS = f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
TABLE: Table = [["日期", "访客数", "成交客户数", "成交金额"], ["2024-01-01", 100, 5, 500.5]]


def crafted(folder: Path, rows: str, strings: str = f'<sst xmlns="{MAIN}"/>') -> Path:
    """An xlsx of some 1.5 KiB with `rows` as its only sheet."""
    relation = '<Relationship Id="{}" Type="' + OFFICE + '/{}" Target="{}"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations.format(relation.format("a", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations.format(
            relation.format("a", "worksheet", "worksheets/sheet1.xml")
            + relation.format("b", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": strings,
    }
    path = folder / "crafted.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    assert path.stat().st_size < 2048
    return path


def test_the_crafting_itself_is_sound(tmp_path: Path) -> None:
    """The same workbook with harmless cells reaches the header search."""
    with pytest.raises(IntakeError, match="None of the first 20 rows"):
        read_file(crafted(tmp_path, ONE_STRING, MANY_STRINGS.replace("4294967295", "1")))


@pytest.mark.parametrize(("rows", "strings"), [(FAR_CELL, f'<sst xmlns="{MAIN}"/>'), (ONE_STRING, MANY_STRINGS)])
def test_crafted_workbooks_are_refused_and_the_next_file_is_read(tmp_path: Path, rows: str, strings: str) -> None:
    good = xls_file(tmp_path, TABLE)
    with Opener() as used:
        assert only(good, opener=used).totals["visitors"] == 100
        with pytest.raises(IntakeError, match="broke the reader"):
            read_file(crafted(tmp_path, rows, strings), opener=used)
        assert only(good, opener=used).totals["visitors"] == 100


def test_cells_keep_their_place_and_kind(tmp_path: Path) -> None:
    path = xls_file(tmp_path, [[], ["", "b2", 1.5, True], ["", "", "d3"]])
    with Opener() as used:
        (sheet,) = used.sheets(path.read_bytes())
        name, lines = sheet.name, sheet.rows
    assert (name, [opener.row_of(line) for line in lines]) == ("Sheet1", [[""] * 4, ["", "b2", 1.5, True], ["", "", "d3", ""]])


def test_more_sheets_than_any_export(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="more rows, columns or sheets"):
        read_file(xls_file(tmp_path, TABLE, "a.xls", "s", **{f"s{i}": [[i]] for i in range(50)}))


def test_one_child_for_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    popen = subprocess.Popen

    def counting(*args: Any, **options: Any) -> Any:
        started.append(args)
        return popen(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", counting)
    good = xls_file(tmp_path, TABLE)
    broken = tmp_path / "broken.xls"
    broken.write_bytes(good.read_bytes()[:700])
    with Opener() as used:
        for _turn in range(3):
            only(good, opener=used)
            with pytest.raises(IntakeError, match="damaged"):
                read_file(broken, opener=used)
    assert len(started) == 1
    assert "-I" in str(started[0])


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with Opener(wall_seconds=0.0) as used, pytest.raises(IntakeError, match="too long"):
        used.sheets(b"x" * (8 << 20))


def test_the_child_ends_with_the_block(tmp_path: Path) -> None:
    with Opener() as used:
        only(xls_file(tmp_path, TABLE), opener=used)
        child = used._child
        assert child is not None and child.poll() is None
    assert child.poll() is not None


def test_a_cut_workbook_is_whole_or_refused(tmp_path: Path) -> None:
    rows = [TABLE[0], *([f"2024-{month:02}-{day:02}", 100, 5, 500.5] for month in range(1, 13) for day in range(1, 29))]
    path = xls_file(tmp_path, rows)
    data, whole = path.read_bytes(), only(path).totals
    with Opener() as used:
        for size in range(512, len(data), 1536):
            path.write_bytes(data[:size])
            try:
                assert only(path, opener=used).totals == whole
            except IntakeError as refused:
                assert "damaged" in refused.message or "no rows" in refused.message
