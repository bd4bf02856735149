"""The installed program under a pseudo-terminal, and what a person would see of it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pexpect
import pyte

PROGRAM = Path(sys.executable).with_name("shopdesk")
PATIENCE = 60  # seconds until a test gives up waiting; nothing is measured


class Terminal:
    def __init__(self, *words: str, columns: int = 80, lines: int = 24, home: Path) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_DATA_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "XDG_STATE_HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        self.child = pexpect.spawn(str(PROGRAM), list(words), dimensions=(lines, columns), env=environment, timeout=PATIENCE)

    def text(self) -> str:
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))  # a wide character is followed by an empty cell
        return "\n".join("".join(row[x].data for x in range(self.screen.columns)) for row in rows)

    def wait(self, *words: str, gone: str = "") -> str:
        """Read on until every word is on the screen (and `gone` is not); the screen. Fails with what is there instead."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = self.text()
            squeezed = shown.replace(" ", "")
            if all(word.replace(" ", "") in squeezed for word in words) and not (gone and gone.replace(" ", "") in squeezed):
                return shown
            try:
                self.stream.feed(self.child.read_nonblocking(65536, timeout=0.2))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                break
        raise AssertionError(f"{words} not on the screen (gone: {gone!r}):\n{self.text()}")

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def quit(self) -> int:
        """ctrl+q; the exit code."""
        self.press("\x11")
        self.child.expect(pexpect.EOF, timeout=PATIENCE)
        self.child.close()
        return self.child.exitstatus or 0

    def kill(self) -> None:
        self.child.kill(9)
        self.child.close(force=True)
