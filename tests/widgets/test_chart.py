"""Charts are exact to the cell, whatever the labels, the gaps and the size of the terminal that runs them."""

from __future__ import annotations

import pytest

from shopdesk.widgets.chart import Series, _tick_places, draw, round_scale

COLOURS = {"primary": (10, 20, 30), "accent": (200, 100, 0)}


@pytest.mark.parametrize(("cells", "lines"), [(21, 4), (60, 8), (200, 30)])
def test_exact_to_the_cell_with_chinese_labels(cells: int, lines: int) -> None:
    labels = [f"周{number}" for number in range(30)]
    values = [float(number * 37 % 11) if number != 5 else None for number in range(30)]
    picture = draw(
        labels, (Series(values), Series([5.0] * 30, "dotted", "accent")), lambda value: f"目标 {value:.0f}", cells, lines, COLOURS
    )
    drawn = picture.split("\n")
    assert len(drawn) == lines and {line.cell_len for line in drawn} == {cells}
    assert "周29" in picture.plain and "目标" in picture.plain


def test_one_value_and_all_the_same() -> None:
    assert draw(["a"], (Series([7.0]),), str, 30, 6, COLOURS).plain.strip()
    assert draw(["a", "b"], (Series([7.0, 7.0]),), str, 30, 6, COLOURS).plain.strip()


def test_the_last_label_is_always_there() -> None:
    labels = [f"11-{day:02}" for day in range(1, 31)]
    for cells in (30, 60, 140):
        places = _tick_places(labels, cells)
        assert places[-1] == 29 and len(places) * 9 <= cells
    assert _tick_places([], 60) == []


@pytest.mark.parametrize(
    ("low", "high", "scale"),
    [
        (14_775, 21_132, [12_500, 15_000, 17_500, 20_000, 22_500]),
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (7, 7, [5, 7.5]),
        (-3, 9, [-5, 0, 5, 10]),
    ],
)
def test_round_scale(low: float, high: float, scale: list[float]) -> None:
    assert round_scale(low, high) == scale
