"""Screens on which the operator notes something: their forms, links and verbs, and how what was done is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content

from shopdesk.screens.form import Field, FormScreen
from shopdesk.screens.frame import FrameScreen
from shopdesk.screens.link import LinkScreen
from shopdesk.screens.step import StepScreen
from shopdesk.steps.briefing import Briefing, Context, State
from shopdesk.text import _
from shopdesk.widgets.parts import Part
from shopdesk.widgets.room import Room

if TYPE_CHECKING:
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

Result = TypeVar("Result")


class Noting(FrameScreen):
    """A screen with verbs and forms of its own."""

    @property
    def here(self) -> tuple[Store, ShopInfo]:
        """What every verb is called with first."""
        assert self.desk.shop is not None, "guards ask for a shop first"
        return self.desk.store, self.desk.shop

    @property
    def currency(self) -> str:
        return self.desk.shop.currency if self.desk.shop is not None else "CNY"

    def note(self, verb: Callable[[], Any], said: str) -> None:
        """Call the verb; `said` and how it is undone is the message."""
        self.shopdesk.change(verb, lambda _result: self._told(said))

    def _told(self, said: str) -> str:
        """`said` and how it is undone."""
        how = _("{key} takes it back.").format(key=self.shopdesk.key("undo"))
        return _("{said} {how}").format(said=said, how=how)

    def noted(self, said: str) -> None:
        """A dialog's verb has done it: say so, and read anew what is shown."""
        self.shopdesk.say(self._told(said))
        self.shopdesk.reload()

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
        name = f"{self.desk.shop.id if self.desk.shop else 0}:{key}"
        form = FormScreen(title, fields, name, save, currency=self.currency, today=self.desk.today, about=about)
        self.app.push_screen(form, lambda answer: self.noted(said) if answer is not None else None)

    def look_up(self, question: Callable[[Context], Result], then: Callable[[Result], None]) -> None:
        """Ask the data, and open a dialog with the answer."""
        self.open_with(partial(self._answer, question), then)

    def _answer(self, question: Callable[[Context], Result]) -> Result:
        with self.desk.context() as context:
            return question(context)

    def open_link(self, name: str, url: str) -> None:
        self.app.push_screen(LinkScreen(name, url))


class NotingScreen(StepScreen, Noting):  # Textual takes the styles of the first base only
    """A step of this kind. A subclass puts its figures into a `Room` and gives `fill()`, which fills its tables in the `room`
    there is."""

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
    def place(self) -> str:
        """The part that has the focus, by its id without "part-"; "" where none has."""
        inside = self.focused.ancestors_with_self if self.focused is not None else ()
        return next((str(node.id).removeprefix("part-") for node in inside if isinstance(node, Part)), "")
