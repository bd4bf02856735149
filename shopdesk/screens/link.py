"""A link from outside: its host is shown in full, and only Enter hands it to the browser."""

from __future__ import annotations

import os
import sys
import webbrowser
from functools import partial
from urllib.parse import urlsplit

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.show import MUTED


def host(url: str) -> str:
    """The machine that `url` leads to, letters of other scripts as they are sent; "" where it is no link of the web."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        ours = parts.scheme in ("http", "https") and url == safe(url) and not any(sign.isspace() for sign in url)
        return name.encode("idna").decode() + port if ours and name else ""
    except ValueError:  # UnicodeError is one
        return ""


def browser_at_hand() -> bool:
    """Whether a browser opens beside the terminal; one in the terminal would draw over the desk."""
    named = os.environ.get("BROWSER") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(named) or sys.platform in ("darwin", "win32")


class LinkScreen(Dialog[None]):
    """`name` is whose link it is. `url` has passed `host`."""

    BINDINGS = [("enter", "open"), ("y", "copy")]

    def __init__(self, name: str, url: str) -> None:
        super().__init__(safe(name))
        self.url = url

    def compose_dialog(self) -> ComposeResult:
        yield Static(
            Content.assemble(_("This leads to"), "\n", (host(self.url), "bold $text-warning"), "\n\n", (safe(self.url), MUTED))
        )

    def hint(self) -> str:
        return _("Enter opens the browser   y copies   Esc closes")

    def action_copy(self) -> None:
        self.copy(self.url)
        self.dismiss(None)

    def action_open(self) -> None:
        if browser_at_hand():
            # a thread, for some browsers answer late; the app's, for this screen goes
            self.app.run_worker(partial(webbrowser.open, self.url), thread=True, group="browser", exit_on_error=False)
        else:
            self.app.copy_to_clipboard(self.url)
            self.shopdesk.say(_("There is no browser here; the address is copied."), "warning")
        self.dismiss(None)
