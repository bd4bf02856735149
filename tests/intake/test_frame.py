from __future__ import annotations

from shopdesk.intake.frame import Across, Frame, Same
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
    made.keep([0, 2])
    assert [record["row"] for record in made.records()] == [2, 4] and made.records()[1]["status"] == "on"
    made.keep(())
    assert len(made) == 0 and made.records() == []


def test_tables_are_as_those_of_records() -> None:
    assert tabulate_frame("product", frame(), {"title"}) == tabulate("product", frame().records(), {"title"})
    other = frame()
    other.keep([0, 1])
    assert list(tabulate_frame("product", other, {"title"}).rows) == [("1", "a"), ("2", "b")]


def test_columns_across() -> None:
    rows = Across([[1, 2, 3], Same("x", 3)])
    assert list(rows) == [(1, "x"), (2, "x"), (3, "x")] == rows[:]
    assert (rows[0], rows[-1], rows[1:], len(rows)) == ((1, "x"), (3, "x"), [(2, "x"), (3, "x")], 3)
    assert rows == [(1, "x"), (2, "x"), (3, "x")] and rows != [(1, "x")] and repr(rows[:1]) == "[(1, 'x')]"
    assert not Across([[], []])
