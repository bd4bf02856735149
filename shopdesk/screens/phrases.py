"""The phrase book: answers to copy with one key, the operator's own first; what is saved is checked (R168, trap T10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.steps.phrases import PhraseView
from shopdesk.steps.review_cases import branch_name
from shopdesk.text import _, safe
from shopdesk.widgets.findings import PlainList
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED

Wish = Literal["add", "edit", "drop"]


class PhraseScreen(Dialog[tuple[Wish, PhraseView | None]]):
    """Enter copies. Answers with what is to be changed, None where nothing is."""

    HELP = N_("Enter copies the marked answer. e writes a new one, c changes one of yours, Del removes it.")
    BINDINGS = [("y", "copy"), ("e", "add"), ("c", "edit"), ("delete", "drop")]
    READS = False

    def __init__(self, phrases: Sequence[PhraseView], branch: str = "") -> None:
        """Those of `branch` come first."""
        super().__init__(_("Phrase book"))
        self.phrases = (
            sorted(phrases, key=lambda phrase: (phrase.branch != branch, phrase.branch == "")) if branch else list(phrases)
        )

    def compose_dialog(self) -> ComposeResult:
        yield PlainList(id="phrases")
        yield Prose(id="text")

    def on_mount(self) -> None:
        self.query_one(PlainList).fill(self._line(phrase) for phrase in self.phrases)
        self._show()

    def _line(self, phrase: PhraseView) -> Content:
        branch = branch_name(phrase.branch) if phrase.branch else _("any")
        mine = _("yours") if phrase.id is not None else ""
        return Content.assemble(safe(phrase.title), (f"  {' · '.join(part for part in (branch, mine) if part)}", MUTED))

    def hint(self) -> str:
        return _("Enter copies   e adds   c changes   Del removes   Esc closes")

    @property
    def marked(self) -> PhraseView | None:
        at = self.query_one(PlainList).highlighted
        return self.phrases[at] if at is not None and at < len(self.phrases) else None

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        self._show()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.action_copy()

    def _show(self) -> None:
        phrase = self.marked
        self.query_one("#text", Prose).update(Content("\n" + safe(phrase.text)) if phrase is not None else Content(""))

    def action_copy(self) -> None:
        if (phrase := self.marked) is not None:
            self.copy(phrase.text)
            self.dismiss(None)

    def action_add(self) -> None:
        self.dismiss(("add", None))

    def action_edit(self) -> None:
        self._own("edit")

    def action_drop(self) -> None:
        self._own("drop")

    def _own(self, wish: Wish) -> None:
        phrase = self.marked
        if phrase is None or phrase.id is None:
            self.shopdesk.say(_("Only your own phrases can be changed; e writes one."), "warning")
            return
        self.dismiss((wish, phrase))
