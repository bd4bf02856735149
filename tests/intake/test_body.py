"""Rows are read many at once where they are plain, else one by one; what is read must be the same either way."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import Reading, body, container, engine, frame, plain, readers
from shopdesk.intake.body import _Walker
from shopdesk.intake.cells import Cell
from tests.intake.files import csv_file, only, rows_of, xls_file

HEADER = ["关键词", "计划ID", "日期", "展现量", "点击量", "花费", "点击率"]
MANY = 3 * body._AT_ONCE

Change = Callable[[list[list[str]]], None]


def row(n: int) -> list[str]:
    return [f"连衣裙{n}", str(n % 5), f"2024-01-0{n % 7 + 1}", str(n % 90 * 10), str(n % 9), f"{n % 9}.50", "1%"]


def table() -> list[list[str]]:
    """Keyword days of an invented shop, more than are read at once."""
    return [HEADER, *map(row, range(MANY))]


def put(*cells: tuple[int, int, str]) -> Change:
    def change(rows: list[list[str]]) -> None:
        for row, column, cell in cells:
            rows[row][column] = cell

    return change


def insert(at: int, row: list[str]) -> Change:
    return lambda rows: rows.insert(at, row)


MIDDLE = body._AT_ONCE + 40
TOTAL = ["合计", "", "2024-01-01", "5", "6", "7.00", ""]
CHANGES: dict[str, Change] = {
    "nothing": put(),
    "no number": put((MIDDLE, 3, "many")),
    "nothing where every row needs it": put((MIDDLE, 2, "")),
    "several days": put((MIDDLE, 2, "2024-01-01 ~ 2024-01-03")),
    "a rate above one": put((MIDDLE, 6, "101%"), (3, 6, "120%")),
    "a total at the end": lambda rows: rows.append(TOTAL),
    "a total in the middle": insert(MIDDLE, TOTAL),
    "a total behind an empty cell": insert(MIDDLE, ["", *TOTAL[:1], *TOTAL[2:]]),
    "a total behind a word": insert(MIDDLE, ["连衣裙", *TOTAL[:1], *TOTAL[2:]]),
    "the header again": insert(MIDDLE, HEADER),
    "a blank line": insert(MIDDLE, []),
    "a line of empty cells": insert(MIDDLE, [""] * len(HEADER)),
    "a twin far away": lambda rows: rows.append(list(rows[2])),
    "a twin beside it": lambda rows: rows.insert(MIDDLE, list(rows[MIDDLE])),
    "a newer row of the same key": lambda rows: rows.append([*rows[2][:3], "7", "1", "1.00", "1%"]),
    "a line too short": lambda rows: rows.__setitem__(MIDDLE, rows[MIDDLE][:-1]),
    "a cell too many": lambda rows: rows[MIDDLE].append("x"),
    "an empty cell too many in each": lambda rows: rows.__setitem__(slice(1, None), [[*row, ""] for row in rows[1:]]),
    "the first cells empty": put(*((row, 1, "") for row in range(1, MANY))),
    "a mark on an amount": put((MIDDLE, 5, "US$3.50")),
    "day first": put((MIDDLE, 2, "31/1/24"), (MIDDLE + 1, 2, "2/1/24")),
}


def one_by_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> Reading:
    with monkeypatch.context() as patched:
        patched.setattr(_Walker, "read_together", lambda *_given: False)
        return only(path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_many_at_once_reads_as_one_by_one(change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = table()
    change(rows)
    path = csv_file(tmp_path, rows)
    together = only(path)
    assert together == one_by_one(path, monkeypatch)
    assert len(rows_of(together, "adday")) + len(together.rejected) >= MANY - 1


def test_a_workbook_reads_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [[*words, int(shown), 1, 1.5, 0.01] for *words, shown, _clicks, _spent, _rate in table()[1:]]
    rows[700][3] = True
    path = xls_file(tmp_path, [HEADER, *rows])
    together = only(path)
    assert together == one_by_one(path, monkeypatch)
    assert [problem.row for problem in together.rejected] == [702]  # True is no 1


def test_plain_rows_are_read_many_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each: list[int] = []
    read = _Walker.read_each

    def watched(self: _Walker, number: int, rows: Sequence[list[Cell]]) -> None:
        each.append(number)
        read(self, number, rows)

    monkeypatch.setattr(_Walker, "read_each", watched)
    assert only(csv_file(tmp_path, table())).rows_read == MANY and not each
    rows = table()
    rows[MIDDLE][3] = "many"
    (problem,) = only(csv_file(tmp_path, rows)).rejected
    assert each == [body._AT_ONCE + 2] and (problem.row, problem.column, problem.value) == (MIDDLE + 1, "展现量", "many")


def test_the_later_of_two_rows_of_one_key_counts(tmp_path: Path) -> None:
    rows = table()
    rows.append([*rows[1][:3], "777", "1", "1.00", "1%"])
    reading = only(csv_file(tmp_path, rows))
    *others, last = rows_of(reading, "adday")
    assert (last["day"], last["impressions"]) == (date(2024, 1, 1), 777)
    assert (
        len(others) == MANY - 1 and others[0]["item"] == "连衣裙1" and any("later one counts" in note for note in reading.notes)
    )


# --- long files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_that_does_not_stay_in_memory_reads_the_same(
    change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table()
    change(rows)
    path = csv_file(tmp_path, rows)
    held = only(path)
    monkeypatch.setattr(frame, "CHUNK", 100)
    assert only(path) == held


def test_memory_does_not_grow_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times the rows take the same memory, but for eight bytes a row and eight a key, which tell repeats."""
    import numpy  # noqa: F401  not while memory is counted

    monkeypatch.setattr(container, "_HEAD", 4_096)
    monkeypatch.setattr(frame, "CHUNK", 1_000)
    monkeypatch.setattr(frame, "_MANY", 1_000)
    monkeypatch.setattr(readers, "_REMEMBERED", 1_000)
    peaks = []
    for rows in (20_000, 60_000):
        path = csv_file(tmp_path, [HEADER, *map(row, range(rows))])
        tracemalloc.start()
        reading = only(path)
        assert sum(told[-1] is not None for told in reading.tables[0].rows) == reading.rows_read == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 40_000 * 30


def test_what_is_kept_by_row_is_not_read_above_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_RECORDS", 1_000)
    long = [["SKU", "可用库存"], *([f"A{n}", "5"] for n in range(1_001))]
    with pytest.raises(IntakeError, match="At most 1,000 rows of stock levels"):
        only(csv_file(tmp_path, long), day=date(2024, 1, 2))
    assert only(csv_file(tmp_path, long[:-1]), day=date(2024, 1, 2)).rows_read == 1_000
    assert only(csv_file(tmp_path, table())).rows_read == MANY


def test_a_file_of_hardly_any_good_row_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "_MOST_PROBLEMS", 600)
    rows = [[*row[:3], "many", *row[4:]] for row in table()[1:]]
    assert len(only(csv_file(tmp_path, [*table(), *rows[:600]])).rejected) == 600
    with pytest.raises(IntakeError, match=r"More than 600 rows do not hold, the first of them row 2 \(展现量\)"):
        only(csv_file(tmp_path, [HEADER, *rows]))


def test_how_far_a_file_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_STEP", 4_096)
    rows = table()
    shares: list[float] = []
    for path in (csv_file(tmp_path, rows), xls_file(tmp_path, rows)):
        shares.clear()
        only(path, tell=shares.append)
        assert len(shares) > 9 and shares == sorted(shares) and shares[-1] == 1.0 and shares[0] < 0.2
