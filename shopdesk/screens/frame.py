"""The frame every screen shares: top line, steps, key bar; and how an action finds its method."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.keys import key_to_character
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from shopdesk import actions
from shopdesk.actions import Action
from shopdesk.screens import closing
from shopdesk.text import _
from shopdesk.widgets.keybar import KeyBar
from shopdesk.widgets.topline import StepLine, StepRail, TopLine
from shopdesk.widgets.verdict import Verdict

if TYPE_CHECKING:
    from shopdesk.app import ShopdeskApp
    from shopdesk.desk import Desk
    from shopdesk.widgets.table import DeskTable

Result = TypeVar("Result")


class FrameScreen(Screen[None]):
    """A screen of the desk. A subclass names its `NAME` (the mode and the place of its actions) and its `HELP`, and gives

    - `compose_body()`: its widgets;
    - `load()`: called on the UI's side whenever the screen is shown or the data changed; slow work goes to a worker;
    - `do_<id>()` for each action of its place;
    - `PLACES`, if it takes the actions of more places than its own.
    """

    NAME: ClassVar[str] = ""
    PLACES: ClassVar[tuple[str, ...]] = ()
    HELP: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
    BINDINGS = actions.bindings(actions.FRAME)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        own = (binding for place in _places(cls) for binding in actions.bindings(place))
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *own]
        super().__init_subclass__(**kwargs)

    @property
    def shopdesk(self) -> ShopdeskApp:
        return cast("ShopdeskApp", self.app)

    @property
    def desk(self) -> Desk:
        return self.shopdesk.desk

    @classmethod
    def actions(cls) -> tuple[Action, ...]:
        """Every action that works here; help, its own, then those of every screen."""
        own = (place for base in cls.__mro__ if issubclass(base, FrameScreen) for place in _places(base))
        help_, *everywhere = actions.at(actions.EVERYWHERE)
        return (help_, *actions.at(*own), *actions.at(actions.FRAME), *everywhere)

    def table(self, name: str) -> DeskTable:
        """The table of this id."""
        return cast("DeskTable", self.query_one(f"#{name}"))

    def in_table(self, name: str) -> bool:
        """Whether the focus is in the table of this id."""
        return self.focused is not None and self.table(name) in self.focused.ancestors

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield StepLine(self.NAME)
        with Horizontal(id="desk"):
            yield StepRail(self.NAME)
            yield from self.compose_body()
        yield KeyBar(self.shown_actions)

    def compose_body(self) -> ComposeResult:
        yield from ()

    def on_mount(self) -> None:
        self.show_frame()

    def on_screen_resume(self) -> None:
        self.show_frame()
        if self.shopdesk.is_open:
            self.load()

    def show_frame(self) -> None:
        """Bring top line and steps up to what the app knows."""
        app = self.shopdesk
        self.query_one(TopLine).heading = app.heading
        steps = app.morning.steps if app.morning is not None else ()
        self.query_one(StepLine).steps = steps
        self.query_one(StepRail).steps = steps
        self.query_one(KeyBar).refresh()

    def on_screen_suspend(self) -> None:
        if self.is_mounted:  # a dialog lies over it, perhaps
            self.query_one(KeyBar).refresh()

    def arrive(self) -> None:
        """Shown once more: come to from another screen, not from under a dialog."""

    def load(self) -> None:
        """Fetch and show what this screen shows."""

    def show_empty_desk(self) -> None:
        """What a screen says in its verdict before the first import."""
        how = _("Press {key} and choose export files of your platform; the desk reads the rest from them.")
        self.query_one(Verdict).set(None, _("No figures yet."), how.format(key=self.shopdesk.key("files")))

    def frame_changed(self) -> None:
        """The morning was read anew (a tick, an import, another day)."""

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def open_with(self, what: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Call `what` in a thread and open a dialog with its answer, unless another one or another screen came meanwhile."""
        worker, answer = get_current_worker(), what()
        if not worker.is_cancelled:
            self.app.call_from_thread(lambda: then(answer) if self.app.screen is self else None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual tells of a worker only whose it is."""
        self.shopdesk.on_worker_state_changed(event)

    # --- actions -------------------------------------------------------------------------------------------------

    @property
    def typing(self) -> bool:
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    def shown_actions(self) -> list[Action]:
        """What the key bar offers: while something is typed the keys that work there, without a shop those that need none."""
        every, app = self.actions(), self.shopdesk
        if self.app.screen is not self:
            return [action for action in every if action.place == actions.EVERYWHERE and action.shown]
        if self.typing:
            return [a for a in every if (a.shown or a.id == "back") and actions.in_field(a, app.keys, self._typed)]
        empty = app.is_open and self.desk.shop is None
        return [a for a in every if a.shown and not (empty and self.why_not(a))]

    def why_not(self, action: Action) -> str:
        """Why the action cannot be done here now; "" where it can. Files can be imported before there is a shop."""
        if not action.guard:
            return ""
        no_shop = "" if action.place == "files" else self.why_no_shop()
        return no_shop or str(getattr(self, action.guard)())

    def why_no_shop(self) -> str:
        if self.desk.shop is not None:
            return ""
        return _("There is no shop yet: press {key} and import a file.").format(key=self.shopdesk.key("files"))

    def why_not_closable(self) -> str:
        return closing.hindrance(self.shopdesk.morning)

    def _typed(self, key: str) -> bool:
        """Whether the field with the focus keeps the key for itself."""
        field = self.focused
        if field is None:
            return False
        return field.check_consume_key(key, key_to_character(key)) or key in field._bindings.key_to_bindings

    def copy_text(self) -> str:
        """What `y` copies: the marked line. "" where nothing is marked."""
        return ""

    def do_copy(self) -> None:
        text = self.copy_text()
        if text:
            self.app.copy_to_clipboard(text)
            self.shopdesk.say(_("Copied."))
        else:
            self.shopdesk.say(_("Mark a line first, then copy it."), "warning")

    def do_close_day(self) -> None:
        closing.close_or_open(self.shopdesk)

    def do_back(self) -> None:
        """Out of a field first, then to the screen before."""
        if self.typing:
            self.set_focus(None)
            self.leave_field()
        else:
            self.shopdesk.go_back()

    def leave_field(self) -> None:
        """Where the focus goes when Escape leaves a field."""


def _places(screen: type[FrameScreen]) -> tuple[str, ...]:
    places = (screen.__dict__.get("NAME", ""), *screen.__dict__.get("PLACES", ()))
    return tuple(place for place in places if place)
