"""A step in which the operator notes what was seen: its forms, links and verbs, and tables that fit the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from shopdesk.screens.form import Field, FormScreen
from shopdesk.screens.link import LinkScreen
from shopdesk.screens.step import StepScreen
from shopdesk.steps.briefing import Briefing, State
from shopdesk.text import _, money, width
from shopdesk.widgets.room import PADDING, natural
from shopdesk.widgets.table import Column, DeskTable, Row

if TYPE_CHECKING:
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

LEAST = 8  # cells of a column of words
ENOUGH = 18  # cells for which a column of lesser interest goes


class Room(Vertical):
    """The step's figures; says when they get wider or narrower."""

    DEFAULT_CSS = """
    Room { height: auto; }
    """

    class Changed(Message):
        pass

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children)
        self.cells = 0

    def on_resize(self) -> None:
        if self.size.width != self.cells:
            self.cells = self.size.width
            self.post_message(self.Changed())


class NotingScreen(StepScreen):
    """A subclass puts its figures into a `Room` and gives `fill()`, which fills its tables in the `room` there is."""

    def fill(self) -> None:
        """Called when the data or the room changed; never without data."""

    def show(self, briefing: Briefing) -> None:
        if self.query_one(Room).cells:  # else it is filled when it has its room
            self.fill()

    def on_room_changed(self) -> None:
        if self.briefing is not None and self.briefing.state != State.NO_DATA:
            self.fill()

    @property
    def room(self) -> int:
        """Cells of a line of the step's figures."""
        return self.query_one(Room).cells

    @property
    def currency(self) -> str:
        return self.briefing.currency if self.briefing is not None else "CNY"

    @property
    def here(self) -> tuple[Store, ShopInfo]:
        """What every verb is called with first."""
        assert self.desk.shop is not None, "guards ask for a shop first"
        return self.desk.store, self.desk.shop

    def focus_is_in(self, selector: str) -> bool:
        return self.focused is not None and self.query_one(selector) in self.focused.ancestors

    def note(self, verb: Callable[[], Any], said: str) -> None:
        """Call the verb; `said` and how it is undone is the message."""
        self.shopdesk.change(verb, lambda _result: self._told(said))

    def _told(self, said: str) -> str:
        """`said` and how it is undone."""
        how = _("{key} takes it back.").format(key=self.shopdesk.key("undo"))
        return _("{said} {how}").format(said=said, how=how)

    def fill_in(
        self,
        title: str,
        fields: Sequence[Field],
        key: str,
        save: Callable[[dict[str, Any]], Any],
        said: str,
        about: Callable[[Mapping[str, str]], Content] | None = None,
    ) -> None:
        """Open a form; `save` is its verb, `said` the message once that is done."""

        def saved(values: dict[str, Any]) -> Any:
            result = save(values)
            self.desk.changed()  # here, for it waits where a briefing is being made
            return result

        name = f"{self.desk.shop.id if self.desk.shop else 0}:{key}"
        form = FormScreen(title, fields, name, saved, currency=self.currency, today=self.desk.today, about=about)
        self.app.push_screen(form, partial(self._saved, said))

    def _saved(self, said: str, answer: dict[str, Any] | None) -> None:
        if answer is not None:
            self.shopdesk.say(self._told(said))
            self.shopdesk.reload()

    def open_link(self, name: str, url: str) -> None:
        self.app.push_screen(LinkScreen(name, url))


def price(minor: int | None, currency: str) -> str:
    """A price as it is on the tag: with its cents where it has any."""
    return money(minor, currency, cents=bool(minor and minor % 100))


def fill_table(
    table: DeskTable, columns: Sequence[Column], rows: Sequence[Row], room: int, stretch: int, spare: Sequence[int] = ()
) -> None:
    """Fill `table` in `room` cells: the column `stretch` gets what the others leave. While that is too little for its words,
    those of `spare` go, the first named first."""
    taken = [PADDING + _cells(column, [row.cells[at] for row in rows]) for at, column in enumerate(columns)]
    wanted = min(taken[stretch], ENOUGH)
    kept = list(range(len(columns)))
    for at in spare:
        if room - 1 - sum(taken[other] for other in kept if other != stretch) < wanted:  # 1 for the scrollbar
            kept.remove(at)
    left = room - 1 - PADDING - sum(taken[other] for other in kept if other != stretch)
    shown = [replace(columns[at], most=max(left, LEAST)) if at == stretch else columns[at] for at in kept]
    table.fill(shown, [_part(row, kept) for row in rows])


def _cells(column: Column, cells: Sequence[str | Text]) -> int:
    """Terminal cells of the column, clipped where it says so."""
    most = natural(column, cells)
    return most if column.most is None else min(most, max(column.most, width(column.label)))


def _part(row: Row, kept: Sequence[int]) -> Row:
    return Row(row.key, [row.cells[at] for at in kept], [row.sort[at] for at in kept] if row.sort else ())
