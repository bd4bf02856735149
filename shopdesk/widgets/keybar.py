"""The last line: the keys that work on this screen now, F1 first and never cut; each can be clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from shopdesk.actions import Action, key_text
from shopdesk.text import _, width


class KeyBar(Widget):
    """One line of keys. What does not fit is left out from the end; help and palette have everything."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    KeyBar { height: 1; background: $footer-background; color: $footer-description-foreground; padding: 0 1; }
    """

    def __init__(self, offered: Callable[[], Iterable[Action]]) -> None:
        super().__init__()
        self.offered = offered

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.refresh()

    def render(self) -> Content:
        room = self.content_size.width
        parts: list[Content] = []
        for action in self.offered():
            key, label = key_text(action, self.app.keys), _(action.label)  # type: ignore[attr-defined]
            cells = width(key) + 1 + width(label) + (2 if parts else 0)
            if cells > room:
                break
            room -= cells
            click = Style.from_meta({"@click": f"app.do('{action.id}')"})
            item = Content.assemble((key, "bold $footer-key-foreground"), " ", label).stylize(click)
            parts.append(item)
        return Content("  ").join(parts)
