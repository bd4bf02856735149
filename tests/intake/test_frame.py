from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import frame as frames
from shopdesk.intake.frame import Across, Column, Frame, Marks, Same
from shopdesk.intake.outcome import tabulate, tabulate_frame


def frame() -> Frame:
    made = Frame(("product_id", "title"))
    made.extend({"product_id": ["1", "2", "1"], "title": ["a", "b", "c"], "row": range(2, 5), "sheet": ["s"] * 3})
    return made


def test_records() -> None:
    made = frame()
    made.fill("status", "on")
    made.fill("title", "another")  # is there already
    assert len(made) == 3
    assert made.records()[1] == {"product_id": "2", "title": "b", "row": 3, "sheet": "s", "status": "on"}
    made.keep([1, 0, 1])
    assert [record["row"] for record in made.records()] == [2, 4] and made.records()[1]["status"] == "on"
    made.keep(b"")
    assert len(made) == 0 and made.records() == []


def test_tables_are_as_those_of_records() -> None:
    assert tabulate_frame("product", frame(), {"title"}) == tabulate("product", frame().records(), {"title"})
    other = frame()
    other.keep([1, 1, 0])
    assert list(tabulate_frame("product", other, {"title"}).rows) == [("1", "a"), ("2", "b")]


def test_columns_across() -> None:
    rows = Across([[1, 2, 3], Same("x", 3)])
    assert list(rows) == [(1, "x"), (2, "x"), (3, "x")] == rows[:]
    assert (rows[0], rows[-1], rows[1:], len(rows)) == ((1, "x"), (3, "x"), [(2, "x"), (3, "x")], 3)
    assert rows == [(1, "x"), (2, "x"), (3, "x")] and rows != [(1, "x")] and repr(rows[:1]) == "[(1, 'x')]"
    assert not Across([[], []])


def test_a_column_is_as_a_list_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "CHUNK", 3)
    column, values = Column(), [*range(4), "a", None, 2.5, ("b", 1), "a"]
    for start, end in pairwise((0, 1, 1, 6, 9)):
        column.extend(values[start:end])
        assert list(column) == values[:end] == list(column) and len(column) == end
    assert [column[at] for at in range(-9, 9)] == values + values and column[2:7] == values[2:7]
    with pytest.raises(IndexError):
        column[9]
    first, second = iter(column), iter(column)
    assert [next(first), next(first), next(first), next(first), next(second)] == [0, 1, 2, 3, 0]  # walked by two at once


def test_a_full_disk_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    monkeypatch.setattr(frames, "CHUNK", 3)
    monkeypatch.setattr(frames.tempfile, "TemporaryFile", partial(open, "/dev/full", "wb", 0))
    with pytest.raises(IntakeError, match="temporary files"):
        Column(range(9))


def test_hashes_met_more_than_once() -> None:
    assert Marks([5, -7, 2**62, 5, 69, -7, -7]).repeated() == {5, -7}
    assert Marks(range(-1000, 1000)).repeated() == frozenset()
