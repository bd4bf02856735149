"""The parts of a step that do not fit one below the other: some are shown, a line names all, and Tab turns the page."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Label

from shopdesk.text import safe
from shopdesk.widgets.show import MUTED


class Part(Vertical):
    """One part: its `title` and its widgets; `say` puts a note beside the title."""

    DEFAULT_CSS = """
    Part { height: auto; }
    Part:focus { background: $surface; }
    """

    def __init__(self, title: str, *children: Widget, id: str) -> None:
        super().__init__(id=id)
        self.title, self.inside = title, children
        self.note = ""

    def compose(self) -> ComposeResult:
        yield Label(Content(self.title), classes="section")
        yield from self.inside

    def say(self, note: str) -> None:
        """What the title is followed by, mostly how many rows there are."""
        self.note = note
        self.query_one(".section", Label).update(Content.assemble(self.title, f"  {safe(note)}" if note else ""))

    def stops(self) -> list[Widget]:
        """What takes the focus in it, in order."""
        return [widget for widget in self.screen.focus_chain if self in widget.ancestors]

    def enter(self, last: bool = False) -> None:
        """Put the focus on the first (or last) widget that takes it, else on the part itself."""
        stops = self.stops()
        self.can_focus = not stops
        (stops[-1 if last else 0] if stops else self).focus()


class Parts(Vertical):
    """Its parts. A low screen shows one at a time, a high one those of one group; Tab turns the page."""

    SCOPED_CSS = False  # its rules ask for the screen's classes
    BINDINGS = [
        Binding("tab", "turn(1)", show=False),
        Binding("shift+tab", "turn(-1)", show=False),
    ]
    DEFAULT_CSS = """
    Parts { height: auto; }
    Parts > Part { display: none; }
    FrameScreen.-low Parts > Part.-open { display: block; }
    FrameScreen.-high Parts > Part.-near { display: block; }
    FrameScreen.-low Parts > Part > .section { display: none; }
    FrameScreen.-high Parts.-whole > PartsLine { display: none; }
    """

    def __init__(self, *groups: Sequence[Part], id: str | None = None) -> None:
        super().__init__(id=id)
        self.parts = tuple(part for group in groups for part in group)
        self.groups = [number for number, group in enumerate(groups) for _part in group]
        self.open_part = 0
        self.set_class(len(groups) == 1, "-whole")
        self._mark()

    def compose(self) -> ComposeResult:
        yield PartsLine(self)
        yield from self.parts

    def _mark(self) -> None:
        for at, part in enumerate(self.parts):
            part.set_class(at == self.open_part, "-open")
            part.set_class(self.groups[at] == self.groups[self.open_part], "-near")

    def refresh_line(self) -> None:
        """Bring the line up to the parts' notes."""
        self.query_one(PartsLine).refresh(layout=True)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        here = next((at for at, part in enumerate(self.parts) if part in event.widget.ancestors_with_self), self.open_part)
        if here != self.open_part:
            self.open_part = here
            self._mark()
            self.refresh_line()

    def turn_to(self, number: int, last: bool = False) -> None:
        """Open a part and put the focus into it."""
        self.open_part = number
        self._mark()
        self.refresh_line()
        self.call_after_refresh(self._enter, number, last)

    def _enter(self, number: int, last: bool) -> None:
        """Into the part, or one shown beside it where it takes no focus."""
        beside = [part for part in self.parts if part.display and part.stops()]
        part = self.parts[number]
        if beside and part not in beside:
            part = beside[-1 if last else 0]
        part.enter(last)

    def action_turn(self, by: int) -> None:
        """To the next part or the one before; beyond the last one, to what follows on the screen."""
        order = range(self.open_part + by, len(self.parts) if by > 0 else -1, by)
        # a part that is in view already and takes no focus is passed over
        target = next((at for at in order if not self.parts[at].display or self.parts[at].stops()), None)
        if target is not None:
            self.turn_to(target, by < 0)
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()


class PartsLine(Widget):
    """The names of the parts, the open one marked; each can be clicked."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    PartsLine { height: auto; padding: 0 1; }
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.of = parts

    def render(self) -> Content:
        names = [self._item(number, part) for number, part in enumerate(self.of.parts)]
        return Content.assemble(*names, ("\u00a0\u00a0Tab\u00a0▸", MUTED))

    def _item(self, number: int, part: Part) -> Content:
        style = "bold reverse" if number == self.of.open_part else "$foreground 80%"
        text = f" {part.title} {safe(part.note)}".rstrip() + " "
        return Content.styled(text.replace(" ", "\u00a0"), style).stylize(Style.from_meta({"@click": f"open({number})"}))

    def action_open(self, number: int) -> None:
        self.of.turn_to(number)
