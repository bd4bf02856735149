"""The base of every dialog: a framed box in the middle, Escape closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.app import ShopdeskApp

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """`compose_dialog()` gives the widgets, `hint()` the last line."""

    BINDINGS = [("escape", "leave")]
    READS: ClassVar[bool] = True  # the box takes the focus, so that the arrows scroll it

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title_text = title

    @property
    def shopdesk(self) -> ShopdeskApp:
        return cast("ShopdeskApp", self.app)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=self.READS) as box:
            box.border_title = Content(self.title_text)
            yield from self.compose_dialog()
            yield Static(Content(self.hint()), classes="buttons")

    def compose_dialog(self) -> ComposeResult:
        yield from ()

    def hint(self) -> str:
        return _("Esc closes")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual tells of a worker only whose it is."""
        self.shopdesk.on_worker_state_changed(event)

    def copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.shopdesk.say(_("Copied."))

    def action_leave(self) -> None:
        self.dismiss(None)
