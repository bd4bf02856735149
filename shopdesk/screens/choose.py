"""One of a few: a dialog with a list."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.findings import PlainList


class ChooseScreen(Dialog[str]):
    """Answers with the key of the choice, None for none."""

    READS = False

    def __init__(self, title: str, choices: Mapping[str, str]) -> None:
        super().__init__(title)
        self.choices = dict(choices)

    def compose_dialog(self) -> ComposeResult:
        yield PlainList(id="choices")

    def on_mount(self) -> None:
        self.query_one(PlainList).fill(Content(safe(text)) for text in self.choices.values())

    def hint(self) -> str:
        return _("Enter chooses   Esc closes")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(list(self.choices)[event.option_index])
