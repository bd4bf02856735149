"""First paint, and numbers on the first screen, against a bare Textual app with header and footer. Median of several runs."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from terminal import Program
from threeyears import build

RUNS = 21
BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Static
class Bare(App):
    TITLE = "bare"
    BINDINGS = [("q", "quit", "Leave")]
    def compose(self):
        yield Header()
        yield Static("READY")
        yield Footer()
Bare().run()
"""


def main() -> None:
    shopdesk = str(Path(sys.executable).with_name("shopdesk"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = str(build(Path(scratch) / "desk"))
        bare, paint, numbers = [], [], []
        for _run in range(RUNS):  # in turns, so that a busy moment meets all three
            program = Program(sys.executable, "-c", BARE)
            program.wait("READY", "Leave")
            bare.append(_since(program))
            program = Program(shopdesk, "--at", folder, "--lang", "en")
            program.wait("F1")
            paint.append(_since(program, end=False))
            program.wait("MISSED")
            numbers.append(_since(program))
    base = statistics.median(bare)
    print(f"bare Textual app       {base:.3f} s   1.00")
    print(f"first paint            {statistics.median(paint):.3f} s   {statistics.median(paint) / base:.2f}   (to reach 1.3)")
    print(f"numbers on the screen  {statistics.median(numbers):.3f} s   {statistics.median(numbers) / base:.2f}   (to reach 2.5)")


def _since(program: Program, end: bool = True) -> float:
    seconds = time.perf_counter() - program.started
    if end:
        program.end()
    return seconds


if __name__ == "__main__":
    main()
