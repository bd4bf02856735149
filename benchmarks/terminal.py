"""A program in a pseudo-terminal, and when a word first reached the terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path

ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[\]P^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


class Program:
    def __init__(self, *words: str, columns: int = 120, lines: int = 40) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            os.execvp(words[0], words)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.seen = b""

    def press(self, keys: str) -> None:
        self.seen = b""
        os.write(self.fd, keys.encode())

    def wait(self, *words: str, seconds: float = 60) -> float:
        """Seconds from now until all words were written since the last key; raises TimeoutError."""
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            text = ESCAPES.sub(b"", self.seen).decode("utf-8", "replace")
            if all(word in text for word in words):
                return time.perf_counter() - start
            if select.select([self.fd], [], [], 0.5)[0]:
                try:
                    self.seen += os.read(self.fd, 65536)
                except OSError as error:
                    raise RuntimeError(f"the program ended: {text[-2000:]}") from error
        raise TimeoutError(f"{words} did not appear in: {text[-3000:]}")

    def settle(self, seconds: float = 0.4) -> None:
        """Read on until nothing has come for `seconds`."""
        while select.select([self.fd], [], [], seconds)[0]:
            self.seen += os.read(self.fd, 65536)

    def peak_memory(self) -> float:
        """Peak resident size so far, MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
