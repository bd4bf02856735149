"""What went wrong, to be read and copied."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.errors import ShopdeskError
from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose


def words_for(error: BaseException) -> tuple[BaseException, str, str]:
    """What is to be told of a failure: the error itself, without the worker's wrapping, a title and a sentence."""
    cause = error.__cause__ if not isinstance(error, ShopdeskError) and isinstance(error.__cause__, ShopdeskError) else error
    if isinstance(cause, ShopdeskError):
        return cause, cause.title, cause.message
    said = _("The desk could not finish this ({kind}). Nothing half-done was saved.").format(kind=type(cause).__name__)
    return cause, _("Something went wrong"), said


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
        return _("y copies   Esc closes")

    def action_copy(self) -> None:
        self.copy(f"{self.title_text}\n{self.message}\n{self.log_path}")
