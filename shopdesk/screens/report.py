"""An activity's report to read and to copy into a mail or a document."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose


class ReportScreen(Dialog[None]):
    """`text` is markdown; it is shown as it is copied."""

    BINDINGS = [("enter", "leave"), ("y", "copy")]

    def __init__(self, name: str, text: str) -> None:
        super().__init__(safe(name))
        self.text = text

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content("\n".join(safe(line) for line in self.text.splitlines())))

    def hint(self) -> str:
        return _("y copies it as markdown   Esc closes")

    def action_copy(self) -> None:
        self.copy(self.text)
