"""The plan as files: the same words in every form and language, nothing in them runs, and a file is whole or not there."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from shopdesk import playbook
from shopdesk.errors import DataError, UsageError
from shopdesk.export import FORMS, plan_file, plan_json, plan_text
from shopdesk.export.calendar import folded
from shopdesk.export.sheet import guarded
from shopdesk.plan import TaskView
from shopdesk.text import LANGUAGES, speaking
from tests.export.plans import DAY, HOSTILE, HOSTILE_TITLES, PLAIN, PLAN, SHOP

GOLDEN = Path(__file__).parent / "golden"
NOW = "2026-11-11T06:30:00+00:00"
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def made(tasks: tuple[TaskView, ...], form: str, folder: Path, language: str = "en") -> Path:
    with speaking(language), time_machine.travel(NOW, tick=False):
        return plan_file(tasks, SHOP, DAY, playbook.load(), form, folder / f"plan.{form}")


def cells(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def unfolded(path: Path) -> list[str]:
    return path.read_bytes().decode().replace("\r\n ", "").split("\r\n")


# --- the same every time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["md", "html", "csv", "ics", "json", "txt"])
def test_the_plan_reads_as_it_did(form: str, language: str, tmp_path: Path) -> None:
    """Compare by eye and copy over after a wanted change: SHOPDESK_GOLDEN=1 pytest tests/export."""
    if form == "txt":
        with speaking(language):
            data = plan_text(PLAN, SHOP, DAY, playbook.load()).encode()
    else:
        data = made(PLAN, form, tmp_path, language).read_bytes()
    golden = GOLDEN / f"plan.{language}.{form}"
    if os.environ.get("SHOPDESK_GOLDEN"):
        golden.write_bytes(data)
    assert data.decode() == golden.read_bytes().decode()


def test_the_same_plan_makes_the_same_workbook(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert made(PLAN, "xlsx", tmp_path).read_bytes() == made(PLAN, "xlsx", tmp_path / "again").read_bytes()


@pytest.mark.parametrize(("language", "role", "state"), [("en", "promotion", "open"), ("zh", "推广", "未完成")])
def test_the_workbook_holds_days_and_money_as_such(language: str, role: str, state: str, tmp_path: Path) -> None:
    rows = cells(made(PLAN, "xlsx", tmp_path, language))
    assert "花间小铺" in rows[0][0] and "2026-11-10" in rows[0][0]
    row = next(row for row in rows if row[0] == role)
    assert row[1:6] == [PLAN[0].title, state, 310.0, date(2026, 11, 11), ""]
    assert row[10] == date(2026, 11, 14)
    assert row[12] == "词太宽了\n夏天的词，季节过了"
    old = next(row for row in rows if row[1] == "Ring the carrier")
    assert old[3:6] == [-4900.0, date(2026, 11, 9), "2 days overdue" if language == "en" else "拖了 2 天"]
    done = next(row for row in rows if row[1] == "Tell the team")
    assert done[5] == ("carried over since 11-09" if language == "en" else "11-09 留下来的")


def test_tasks_stand_in_the_order_of_the_roles(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(made(PLAN, "csv", tmp_path).read_text("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["operations", "operations", "promotion", "content"]


# --- json ----------------------------------------------------------------------------------------------------------


def test_json_is_the_contracts_tasks_object() -> None:
    assert plan_json(PLAN[:1], DAY) == {
        "date": "2026-11-10",
        "tasks": [
            {
                "id": 7,
                "role": "promotion",
                "title": PLAN[0].title,
                "why": PLAN[0].why,
                "rule": "R31",
                "state": "open",
                "due": "2026-11-11",
                "carried_from": None,
                "metric": "spend",
                "expect": "¥310 a day less",
                "check_on": "2026-11-14",
                "result": None,
                "worth": "310.00",
                "their_view": PLAN[0].their_view,
                "their_solution": PLAN[0].their_solution,
                "age_days": 0,
                "overdue_days": 0,
            }
        ],
    }
    assert plan_json(PLAN[1:2], DAY)["tasks"][0]["carried_from"] == "2026-11-07"
    assert plan_json(PLAN[1:2], DAY, "JPY")["tasks"][0]["worth"] == "-490000"
    assert plan_json(PLAN[2:3], DAY)["tasks"][0]["worth"] is None


# --- hostile texts -------------------------------------------------------------------------------------------------


def harmless(text: str) -> bool:
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", text)


def test_no_cell_of_the_workbook_runs(tmp_path: Path) -> None:
    import zipfile

    path = made(HOSTILE, "xlsx", tmp_path)
    rows = cells(path)[4:]
    assert len(rows) == len(HOSTILE_TITLES)
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert all(harmless(text) and not text.startswith(STARTERS) for text in texts)
    assert sum(text.startswith("'=") for text in texts) >= 4
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert not [name for name in names if "externalLink" in name or name.endswith("sheet1.xml.rels")]
    assert rows[HOSTILE_TITLES.index("0012")][1] == "0012"


def test_no_cell_of_the_csv_runs(tmp_path: Path) -> None:
    data = made(HOSTILE, "csv", tmp_path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in rows} == {17}
    assert len(rows) == len(HOSTILE_TITLES) + 1
    assert all(harmless(cell) and not cell.startswith(STARTERS) for row in rows[1:] for cell in row)


def test_money_stays_a_number_in_the_csv(tmp_path: Path) -> None:
    row = next(csv.DictReader(io.StringIO(made(PLAN[1:2], "csv", tmp_path).read_text("utf-8-sig"))))
    assert row["worth a day (CNY)"] == "-4900.00"


@pytest.mark.parametrize("starter", STARTERS)
def test_what_could_begin_a_formula_is_guarded(starter: str) -> None:
    assert guarded(starter + "1+1") == "'" + starter + "1+1"
    assert guarded("1" + starter) == "1" + starter


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_holds_texts_as_texts(tmp_path: Path) -> None:
    page = Page()
    text = made(HOSTILE, "html", tmp_path).read_text("utf-8")
    page.feed(text)
    page.close()
    assert page.open == []
    assert set(page.tags) <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "li", "strong", "span", "dl", "dt", "dd")
    }
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert page.tags.count("li") == len(HOSTILE_TITLES)
    assert harmless(text)
    for title in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt; &amp;"):
        assert title in page.texts


def test_markdown_holds_texts_as_texts(tmp_path: Path) -> None:
    text = made(HOSTILE, "md", tmp_path).read_text("utf-8")
    assert harmless(text)
    lines = text.splitlines()
    assert sum(line.startswith("- [ ] **") for line in lines) == len(HOSTILE_TITLES)
    assert all(re.match(r"# |## |- \[ \] \*\*|  - [\w ]+: |\d+ open, \d+ done$|$", line) for line in lines)
    for line in lines:
        bare = re.sub(r"\\[\\`*_{}\[\]<>#|~&]", "", line.removeprefix("- [ ] **").removeprefix("## ").removeprefix("# "))
        assert not re.search(r"[`_\[\]<>#|~&]", bare)
        assert bare.count("*") == (2 if line.startswith("- [ ]") else 0)


def test_the_calendar_holds_texts_as_texts(tmp_path: Path) -> None:
    path = made(HOSTILE, "ics", tmp_path)
    rows = path.read_bytes().split(b"\r\n")
    assert all(len(row) <= 75 for row in rows)
    assert all(row.decode() is not None and b"\n" not in row and b"\r" not in row for row in rows)  # no character cut in two
    lines = unfolded(path)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(HOSTILE_TITLES)
    assert "BEGIN:VALARM" not in lines
    assert all(re.match(r"[A-Z-]+(;VALUE=DATE)?:", line) for line in lines if line)
    values = [line.partition(":")[2] for line in lines if line.startswith(("SUMMARY", "DESCRIPTION"))]
    assert not [value for value in values if re.search(r"[;,]", re.sub(r"\\[\\;,n]", "", value))]
    assert r"SUMMARY:back\\slash\; semi\, comma: colon" in lines
    assert all(harmless(line) for line in lines)


# --- the calendar --------------------------------------------------------------------------------------------------


def test_lines_are_folded_at_75_octets() -> None:
    assert folded("a" * 75) == b"a" * 75 + b"\r\n"
    assert folded("a" * 76) == b"a" * 75 + b"\r\n a\r\n"
    assert folded("测" * 26) == "测".encode() * 25 + b"\r\n " + "测".encode() + b"\r\n"


def test_days_of_the_calendar(tmp_path: Path) -> None:
    events = {
        line["SUMMARY"]: line
        for line in (
            dict(line.partition(":")[::2] for line in event.split("\r\n"))
            for event in "\r\n".join(unfolded(made(PLAN, "ics", tmp_path))).split("BEGIN:VEVENT")[1:]
        )
    }
    title = PLAN[0].title.replace(",", "\\,").replace(";", "\\;")
    assert events[title]["DTSTART;VALUE=DATE"] == "20261111"
    assert events[title]["DTEND;VALUE=DATE"] == "20261112"
    assert events[f"Check: {title}"]["DTSTART;VALUE=DATE"] == "20261114"
    assert events["Ring the carrier"]["DTSTART;VALUE=DATE"] == "20261109"
    assert events["✓ Tell the team"]["DTSTART;VALUE=DATE"] == "20261111"  # none is set: the afternoon of the plan
    assert events["Film the new skirt"]["STATUS"] == "CANCELLED"
    assert len({event["UID"] for event in events.values()}) == len(events) == 5


def test_a_calendar_needs_a_task(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no task yet"):
        made((), "ics", tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [form for form in FORMS if form != "ics"])
def test_a_plan_without_tasks_is_a_file_all_the_same(form: str, tmp_path: Path) -> None:
    assert made((), form, tmp_path).stat().st_size > 0


def test_an_unknown_form_is_refused_naming_the_forms(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="“pdf\ufffd” is none of md, xlsx, csv, html, ics, json"):
        plan_file(PLAN, SHOP, DAY, playbook.load(), "pdf\u202e", tmp_path / "x")


def test_a_folder_gets_a_file_named_by_the_day(tmp_path: Path) -> None:
    made_file = plan_file(PLAN, SHOP, DAY, playbook.load(), "md", tmp_path)
    assert made_file == tmp_path / "plan-2026-11-10.md"
    assert made_file.is_file()


def test_folders_are_made_and_an_older_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "plan.json"
    for tasks in (PLAN, (PLAIN,)):
        plan_file(tasks, SHOP, DAY, playbook.load(), "json", target)
    assert len(json.loads(target.read_text("utf-8"))["tasks"]) == 1
    assert [item.name for item in target.parent.iterdir()] == ["plan.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    plan_file(PLAN, SHOP, DAY, playbook.load(), "md", tmp_path / "link.md")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text("utf-8").startswith("# ")


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is no file"):
        plan_file(PLAN, SHOP, DAY, playbook.load(), "md", pipe)
    assert pipe.is_fifo()


@pytest.fixture
def small_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file may grow beyond 100 bytes: what a full disk does, at a moment of our choosing."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a module first imported now would leave half its bytecode behind
    resource = pytest.importorskip("resource")
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_the_older_file_and_says_so(tmp_path: Path, small_disk: None) -> None:
    target = tmp_path / "plan.html"
    target.write_text("old")
    with pytest.raises(DataError, match="No room left on the disk") as caught:
        plan_file(PLAN, SHOP, DAY, playbook.load(), "html", target)
    assert caught.value.exit_code == 3
    assert target.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["plan.html"]


def test_a_failure_at_the_last_moment_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, "invented")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DataError, match="cannot be written"):
        plan_file(PLAN, SHOP, DAY, playbook.load(), "md", tmp_path / "plan.md")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="cannot be written"):
        plan_file(PLAN, SHOP, DAY, playbook.load(), "md", tmp_path / "file" / "plan.md")
