"""What went wrong, to be read and copied."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose


class TroubleScreen(Dialog[None]):
    BINDINGS = [("y", "copy"), ("enter", "leave")]

    def __init__(self, title: str, message: str, log: Path) -> None:
        super().__init__(safe(title))
        self.message = safe(message)
        self.log_path = safe(log)

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content(self.message))
        yield Static(Content(_("More in {file}").format(file=self.log_path)), classes="quiet")

    def hint(self) -> str:
        return _("y copies this   Esc closes")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(f"{self.title_text}\n{self.message}\n{self.log_path}")
        self.app.notify(_("Copied."), markup=False)
