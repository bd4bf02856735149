"""A field of many lines to paste into; what the verb refuses is said below it, and nothing pasted is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from shopdesk.actions import N_
from shopdesk.screens.attempts import Attempts
from shopdesk.text import _
from shopdesk.widgets.fold import Prose


class PastingScreen(Attempts[Any]):
    """`save(text)` is called in a thread and raises ShopdeskError where it takes nothing of it; the screen answers with its
    result. The same `key` finds what was pasted before."""

    HELP = N_("Paste with the terminal's own key, as a rule ctrl+shift+v. ^S takes it, Esc leaves; what was pasted stays.")
    CSS_PATH = "pasting.tcss"
    AUTO_FOCUS = "TextArea"
    BINDINGS = [("ctrl+s", "save")]
    READS = False

    def __init__(self, title: str, about: str, key: str, save: Callable[[str], Any]) -> None:
        super().__init__(title)
        self.about, self.key, self.save = about, f"paste:{key}", save

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content(self.about))
        yield TextArea(self.shopdesk.drafts.get(self.key, ""), id="pasted", tab_behavior="focus", soft_wrap=False)
        yield Static(id="refused")

    def hint(self) -> str:
        return _("^S takes it   Esc leaves, what was pasted stays")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.shopdesk.drafts[self.key] = event.text_area.text

    def action_save(self) -> None:
        self.attempt(partial(self.save, self.query_one(TextArea).text), self._saved)

    def _saved(self, result: Any) -> None:
        self.shopdesk.drafts.pop(self.key, None)
        self.dismiss(result)
