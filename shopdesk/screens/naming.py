"""Naming files: a line of paths as terminals paste them, and a tree of this computer's folders."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

from rich.text import Text
from textual.events import Paste
from textual.widgets import DirectoryTree, Input

from shopdesk.actions import N_
from shopdesk.text import safe


class PathsInput(Input):
    """An input that takes several pasted lines, as terminals give them when files are dropped on them."""

    HELP = N_(
        "Paths of export files: type or paste them, several at once too; Enter shows what they would change. A folder means "
        "every table in it."
    )

    @property
    def _value(self) -> Text:
        """What is shown; a file's name may hold what a terminal obeys."""
        return Text(safe(self.value), no_wrap=True, overflow="ignore", end="")

    def _on_paste(self, event: Paste) -> None:
        if event.text:
            self.insert_text_at_cursor(" ; ".join(line.strip() for line in event.text.splitlines() if line.strip()))
        event.stop()
        event.prevent_default()


class FileTree(DirectoryTree):
    HELP = N_("The files of this computer: Enter opens a folder or adds a file to the line above.")

    def process_label(self, label: object) -> Text:
        return Text(safe(label))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        from shopdesk.landing.paths import ENDINGS  # loads the intake; the tree asks in a thread of its own

        return [path for path in paths if not path.name.startswith(".") and (path.suffix.lower() in ENDINGS or path.is_dir())]


def paths_of(text: str) -> Iterator[Path]:
    """The paths named in a line: separated by ; or line ends, quoted or escaped as terminals do."""
    from shopdesk.landing.paths import there

    for part in (part.strip() for line in text.splitlines() for part in line.split(";")):
        if part:
            yield from map(_path, [part] if there(_path(part)) else _shell_words(part))


def _path(name: str) -> Path:
    if name.startswith("file://"):
        name = unquote(urlparse(name).path)
    try:
        return Path(name).expanduser()
    except RuntimeError:  # ~somebody who is not there
        return Path(name)


def _shell_words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return [text]
