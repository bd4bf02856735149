"""One question before what ctrl+z does not take back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose


class AskScreen(Dialog[bool]):
    """Answers True where it is to be done."""

    BINDINGS = [("enter", "agree")]

    def __init__(self, title: str, question: str) -> None:
        super().__init__(title)
        self.question = question

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content(safe(self.question)))

    def hint(self) -> str:
        return _("Enter does it   Esc leaves everything as it is")

    def action_agree(self) -> None:
        self.dismiss(True)
