"""A field of many lines to paste into; what the verb refuses is said below it, and nothing pasted is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from shopdesk.actions import N_
from shopdesk.errors import ShopdeskError
from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose

MOST = 400_000  # characters


class PastingScreen(Dialog[Any]):
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
        self.saving = False

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content(self.about))
        area = TextArea(self._drafts.get(self.key, ""), id="pasted", tab_behavior="focus", soft_wrap=False)
        yield area
        yield Static(id="refused")

    def hint(self) -> str:
        return _("^S takes it   Esc leaves, what was pasted stays")

    @property
    def _drafts(self) -> dict[str, str]:
        return cast("dict[str, str]", self.app.drafts)  # type: ignore[attr-defined]

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._drafts[self.key] = event.text_area.text[:MOST]

    def action_save(self) -> None:
        if not self.saving:
            self.saving = True
            text = self.query_one(TextArea).text[:MOST]
            self.app.write(lambda: self._attempt(text), self._answered)  # type: ignore[attr-defined]

    def _attempt(self, text: str) -> tuple[Any, str]:
        try:
            return self.save(text), ""
        except ShopdeskError as error:
            return None, error.message
        finally:
            self.saving = False

    def _answered(self, answer: tuple[Any, str]) -> None:
        result, wrong = answer
        if not wrong:
            self._drafts.pop(self.key, None)
            self.dismiss(result)
            return
        note = self.query_one("#refused", Static)
        note.update(Content(safe(wrong)))
        note.display = True
        note.scroll_visible()
