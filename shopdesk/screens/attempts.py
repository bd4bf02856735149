"""A dialog whose verb has the last word: what it refuses is said in the dialog, which stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from shopdesk.errors import ShopdeskError
from shopdesk.screens.dialog import Answer, Dialog
from shopdesk.text import safe

Result = TypeVar("Result")


class Attempts(Dialog[Answer]):
    """A subclass composes `Static(id="refused")`, where the refusal is said."""

    DEFAULT_CSS = """
    Attempts #refused { display: none; height: auto; margin-top: 1; color: $text-error; }
    """
    _attempt: Worker[None] | None = None

    @property
    def attempting(self) -> bool:
        return self._attempt is not None and not self._attempt.is_finished

    def attempt(self, verb: Callable[[], Result], done: Callable[[Result], Any]) -> None:
        """Call the verb in a thread, one at a time; `done(result)` unless it raised a ShopdeskError."""
        if not self.attempting:
            self._attempt = self.shopdesk.write(partial(_result_or_refusal, verb), partial(self._tried, done))

    def _tried(self, done: Callable[[Result], Any], answer: Result | ShopdeskError) -> None:
        while self.app.screen is not self:  # help was opened over it meanwhile
            self.app.pop_screen()
        if isinstance(answer, ShopdeskError):
            self.refuse(answer.message)
        else:
            done(answer)

    def action_leave(self) -> None:
        """Not while the verb works: its answer closes the dialog, or says why not."""
        if not self.attempting:
            super().action_leave()

    def refuse(self, message: str) -> None:
        note = self.query_one("#refused", Static)
        note.update(Content(safe(message)))
        note.display = True
        note.scroll_visible()


def _result_or_refusal(verb: Callable[[], Result]) -> Result | ShopdeskError:
    try:
        return verb()
    except ShopdeskError as error:
        return error
