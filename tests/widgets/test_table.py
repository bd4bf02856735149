"""Tables: hostile cells, sorting, filtering, and no more than 500 rows."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from shopdesk.text import use_language, width
from shopdesk.themes import DAY, NIGHT
from shopdesk.widgets.table import MOST_ROWS, Column, DeskTable, Row, coloured
from tests.screens.fakes import HOSTILE


class Page(App[None]):
    def compose(self) -> ComposeResult:
        yield DeskTable(id="table", empty="Nothing yet")

    def on_mount(self) -> None:
        for theme in (NIGHT, DAY):
            self.register_theme(theme)
        self.theme = NIGHT.name
        self.chosen: list[str] = []

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        self.chosen.append(event.key)


COLUMNS = [Column("Title", most=20), Column("Clicks", right=True)]


def rows(count: int) -> list[Row]:
    return [Row(str(n), [f"word {n}", f"{n:,}" if n % 3 else "–"], (f"word {n}", n if n % 3 else None)) for n in range(count)]


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def lines(app: Page) -> list[str]:
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


async def test_hostile_cells_keep_the_grid() -> None:
    app = Page()
    async with app.run_test(size=(60, 12), notifications=True, tooltips=True) as pilot:
        table = app.query_one(DeskTable)
        table.fill(COLUMNS, [Row("a", [HOSTILE, coloured(HOSTILE[:9], "error")]), Row("b", ["[/]", "\x1b[31m7\u202e"])])
        await pilot.pause()
        assert all(width(line) == 60 for line in lines(app)) and not any(sign in "".join(lines(app)) for sign in "\x1b\u202e\x9b")
        assert "[/foo] [red]red[/re…" in "".join(lines(app)) and "␛[31m7" in "".join(lines(app))


async def test_sorted_by_s_the_unknown_last() -> None:
    app = Page()
    async with app.run_test(size=(60, 20), notifications=True, tooltips=True) as pilot:
        table = app.query_one(DeskTable)
        table.fill(COLUMNS, rows(6))
        table.focus()
        await pilot.press("s", "s")
        assert [row.key for row in table.shown] == ["5", "4", "2", "1", "0", "3"]
        await pilot.press("s")
        assert [row.key for row in table.shown] == list("012345")


async def test_filtered_by_slash_and_freed_by_escape() -> None:
    app = Page()
    async with app.run_test(size=(60, 20), notifications=True, tooltips=True) as pilot:
        table = app.query_one(DeskTable)
        table.fill(COLUMNS, rows(30))
        table.focus()
        await pilot.press("slash", *"WORD", "space", "2", "enter")
        assert [row.key for row in table.shown] == ["2", *map(str, range(20, 30))]
        await pilot.press("down", "enter")
        assert app.chosen == ["20"] and table.marked == "20"
        await pilot.press("escape")
        assert len(table.shown) == 30 and table.marked == "20"


async def test_at_most_500_rows_and_says_so() -> None:
    app = Page()
    async with app.run_test(size=(80, 40), notifications=True, tooltips=True) as pilot:
        table = app.query_one(DeskTable)
        table.fill(COLUMNS, rows(10_000))
        await pilot.pause()
        assert table.grid.row_count == MOST_ROWS and "The first 500 of 10000 rows" in "".join(lines(app))


async def test_of_many_thousand_only_those_shown_are_made() -> None:
    made: list[tuple[str, int | None]] = []

    def find(letters: str, column: int | None) -> tuple[list[Row], int]:
        made.append((letters, column))
        return (rows(3), 3) if letters else (rows(MOST_ROWS), 20_000)

    app = Page()
    async with app.run_test(size=(80, 40), notifications=True, tooltips=True) as pilot:
        table = app.query_one(DeskTable)
        table.fill(COLUMNS, rows(MOST_ROWS), find)
        await pilot.pause()
        assert "The first 500 of 20000 rows" in "".join(lines(app))
        table.focus()
        await pilot.press("s", "slash", "x", "enter")
        assert made == [("", None), ("", 0), ("x", 0)] and [row.key for row in table.shown] == ["0", "1", "2"]
        table.fill(COLUMNS, rows(2))
        await pilot.press("escape")
        assert [row.key for row in table.shown] == ["0", "1"]


async def test_an_empty_table_says_what_it_waits_for_and_themes_change() -> None:
    app = Page()
    async with app.run_test(size=(60, 12), notifications=True, tooltips=True) as pilot:
        table = app.query_one(DeskTable)
        table.fill(COLUMNS, [])
        await pilot.pause()
        assert "Nothing yet" in "".join(lines(app)) and table.marked is None and table.marked_text == ""
        table.fill(COLUMNS, [Row("a", [coloured("bad", "error"), coloured("quiet", "muted")])])
        before = table.grid.get_row_at(0)[0].style
        app.theme = DAY.name
        await pilot.pause()
        assert table.grid.get_row_at(0)[0].style != before
