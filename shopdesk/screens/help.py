"""F1: this screen explained, then the focused widget, then every key that works here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from shopdesk import actions
from shopdesk.screens.dialog import Dialog
from shopdesk.screens.frame import FrameScreen
from shopdesk.text import _, pad
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED


class HelpScreen(Dialog[None]):
    BINDINGS = [("f1,question_mark,enter", "leave")]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__(_("Help"))
        self.about = about

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        text = getattr(self.about, "HELP", "")
        if text:
            yield Content(_(text))
            yield Content("")
        nodes = self.about.focused.ancestors_with_self if self.about.focused is not None else ()
        own = next((node.HELP for node in nodes if node is not self.about and getattr(node, "HELP", None)), "")
        if own and own != text:
            yield Content(_(own))
            yield Content("")
        here = self.about.actions() if isinstance(self.about, FrameScreen) else tuple(actions.at(actions.EVERYWHERE))
        keymap = self.shopdesk.keys
        for action in here:
            key, label = actions.key_text(action, keymap), _(action.label)
            yield Content.assemble((pad(key, 7), "bold $text-accent"), label, "\t", (_(action.tooltip), MUTED))
        yield Content("")
        yield Content(_("! asks for action   ~ watch, or cannot tell yet   ✓ fine or done   · not looked at yet"))
