"""A table of the desk: right-aligned figures, hostile cells made safe, sorting with s, filtering with /, at most 500 rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.color import Color
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Input, Static

from shopdesk.actions import N_
from shopdesk.text import _, clip, safe

MOST_ROWS = 500


@dataclass(frozen=True)
class Column:
    """`label` is translated already. `most` clips the cells to so many terminal cells; None leaves them whole."""

    label: str
    right: bool = False
    most: int | None = None


@dataclass(frozen=True)
class Row:
    """`cells` are the texts shown, `coloured` where they have a colour; `sort` the values behind them, where they differ."""

    key: str
    cells: Sequence[str | Text]
    sort: Sequence[Any] = field(default=())

    def value(self, column: int) -> Any:
        if self.sort:
            return self.sort[column]
        cell = self.cells[column]
        return cell.plain if isinstance(cell, Text) else cell


Find = Callable[[str, int | None], tuple[Sequence[Row], int]]  # letters, column to sort by → the first MOST_ROWS rows, how many


def coloured(text: str, style: str) -> Text:
    """A cell in a colour of the theme ("success", "warning", "error", "primary", "accent", "muted") or in "bold"."""
    return Text(safe(text), style=style)


class _Grid(DataTable[Text]):
    BINDINGS = [Binding("home", "app.do('today')", show=False)]


class DeskTable(Vertical):
    """`fill(columns, rows)` shows them; `marked` is the key of the row under the cursor. Posts `Chosen` (Enter) and `Marked`."""

    HELP: ClassVar[str] = N_("A table: s sorts by the next column, / keeps the rows that hold some letters, Esc shows all again.")
    BINDINGS = [("s", "sort"), ("slash", "filter"), ("escape", "show_all")]
    DEFAULT_CSS = """
    DeskTable {
        height: auto;
        & > DataTable { height: auto; max-height: 24; background: transparent; scrollbar-size: 1 1; }
        & > DataTable > .datatable--header { background: transparent; color: $text-muted; text-style: none; }
        & > DataTable > .datatable--cursor { background: $surface-lighten-1; color: $foreground; text-style: none; }
        & > DataTable:focus > .datatable--cursor { background: $primary-muted; color: $foreground; text-style: none; }
        & > DataTable > .datatable--hover { background: $surface-lighten-1; }
        & > Input { display: none; margin: 0 1; }
        & > .note { color: $text-muted; height: auto; padding: 0 1; display: none; }
    }
    """

    class Chosen(Message):
        def __init__(self, table: DeskTable, key: str) -> None:
            super().__init__()
            self.table, self.key = table, key

        @property
        def control(self) -> DeskTable:
            return self.table

    class Marked(Chosen):
        pass

    def __init__(self, id: str | None = None, empty: str = "", sortable: bool = True) -> None:
        """`empty` is said where there are no rows (translated already)."""
        super().__init__(id=id)
        self.empty, self.sortable = empty, sortable
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self.find: Find | None = None
        self.shown: list[Row] = []
        self._sorted_by: int | None = None
        self._needle = ""

    def compose(self) -> ComposeResult:
        yield Input(placeholder=_("Rows that hold …"), disabled=True)  # else a screen's first focus would go to it, unseen
        yield _Grid(cursor_type="row", cursor_foreground_priority="renderable", show_row_labels=False)
        yield Static(classes="note")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._draw())

    @property
    def grid(self) -> DataTable[Text]:
        return self.query_one(_Grid)

    @property
    def marked(self) -> str | None:
        row = self.grid.cursor_row
        return self.shown[row].key if self.shown and 0 <= row < len(self.shown) else None

    @property
    def marked_text(self) -> str:
        """The marked row's cells as one line, for copying."""
        row = next((row for row in self.shown if row.key == self.marked), None)
        return "" if row is None else "\t".join(safe(cell.plain if isinstance(cell, Text) else cell) for cell in row.cells)

    def fill(self, columns: Sequence[Column], rows: Sequence[Row], find: Find | None = None) -> None:
        """Show `rows`; the cursor stays on its row where that is still there.

        Of many thousand, `rows` are the first only; `find` then brings those that hold some letters, sorted by a column.
        """
        self.find = find
        chosen_anew = find is not None and (self._needle or self._sorted_by is not None)  # other rows than these are shown
        if chosen_anew or _looks(self.columns, self.rows) != _looks(columns, rows):
            self.columns, self.rows = tuple(columns), tuple(rows)
            self._draw()

    def focus(self, scroll_visible: bool = True) -> Self:
        self.grid.focus(scroll_visible)
        return self

    def _draw(self) -> None:
        kept, grid = self.marked, self.grid
        by = self._sorted_by if self._sorted_by is not None and self._sorted_by < len(self.columns) else None
        rows, found = (self.find or self._own)(self._needle, by)
        self.shown = list(rows)
        grid.clear(columns=True)
        lines = [[self._cell(cell, column) for cell, column in zip(row.cells, self.columns, strict=True)] for row in self.shown]
        for number, column in enumerate(self.columns):
            mark = " ▾" if number == self._sorted_by else ""
            label = Text(column.label + mark, justify="right" if column.right else "left")
            # Textual measures the cells later; lines painted before that would stay as narrow as their label
            room = max([label.cell_len, *(line[number].cell_len for line in lines)])
            grid.add_column(label, width=room)
        for row, line in zip(self.shown, lines, strict=True):
            grid.add_row(*line, key=row.key)
        index = next((number for number, row in enumerate(self.shown) if row.key == kept), 0)
        grid.move_cursor(row=index)
        grid.display = bool(self.shown)
        self.call_after_refresh(grid.refresh, layout=True)  # Textual may have cached the height of the table before its rows
        self._say(found)

    def _own(self, needle: str, column: int | None) -> tuple[Sequence[Row], int]:
        found = [row for row in self.rows if not needle or needle in _words(row)]
        return (found if column is None else _sorted(found, column))[:MOST_ROWS], len(found)

    def _cell(self, cell: str | Text, column: Column) -> Text:
        plain = cell.plain if isinstance(cell, Text) else safe(cell)
        style = self._style(str(cell.style)) if isinstance(cell, Text) else ""
        plain = plain if column.most is None else clip(plain, column.most)
        return Text(plain, style=style, justify="right" if column.right else "left", no_wrap=True)

    def _style(self, name: str) -> str:
        colours = self.app.theme_variables
        if name == "muted":
            return Color.parse(colours["foreground"]).blend(Color.parse(colours["background"]), 0.4).hex
        return Color.parse(colours[f"text-{name}"]).hex if f"text-{name}" in colours else name

    def _say(self, found: int) -> None:
        note = self.query_one(".note", Static)
        text = ""
        if not self.rows:
            text = self.empty
        elif not found:
            text = _("No row holds “{letters}”.").format(letters=safe(self._needle))
        elif found > MOST_ROWS:
            text = _("The first {shown} of {all} rows; filter with / to see others.").format(shown=MOST_ROWS, all=found)
        note.update(Content(text))
        note.display = bool(text)

    def action_sort(self) -> None:
        if self.sortable and self.columns:
            now = self._sorted_by
            self._sorted_by = 0 if now is None else now + 1 if now + 1 < len(self.columns) else None
            self._draw()

    def action_filter(self) -> None:
        field = self.query_one(Input)
        field.display, field.disabled = True, False
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._needle = event.value.strip().casefold()
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        event.input.display = bool(event.value)
        self.grid.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the screen's unless a filter is set: then the filter goes first."""
        return action != "show_all" or bool(self.query_one(Input).display)

    def action_show_all(self) -> None:
        field = self.query_one(Input)
        field.value = ""
        field.display, field.disabled = False, True
        self._needle = ""
        self._draw()
        self.grid.focus()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self, str(event.row_key.value)))

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        if event.row_key.value is not None:
            self.post_message(self.Marked(self, str(event.row_key.value)))


def _looks(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[object, ...]:
    """All that is seen of a table; equal looks need no new drawing, which is slow."""
    cells = [[(cell.plain, cell.style) if isinstance(cell, Text) else cell for cell in row.cells] for row in rows]
    return tuple(columns), [row.key for row in rows], [row.sort for row in rows], cells


def _words(row: Row) -> str:
    return " ".join(cell.plain if isinstance(cell, Text) else str(cell) for cell in row.cells).casefold()


def _sorted(rows: list[Row], column: int) -> list[Row]:
    """Figures from large to small, words from a to z, the unknown last."""
    known = [row for row in rows if row.value(column) not in (None, "", "–")]
    unknown = [row for row in rows if row.value(column) in (None, "", "–")]
    figures = all(isinstance(row.value(column), (int, float)) for row in known)
    key = (lambda row: row.value(column)) if figures else (lambda row: str(row.value(column)).casefold())
    return sorted(known, key=key, reverse=figures) + unknown
