"""Key to painted when moving to another step on three years of data, and the peak memory of the desk."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from terminal import Program
from threeyears import build

from shopdesk.playbook import load

ROUNDS = 4
MARKS = {"numbers": "adds up exactly", "shop": "来源0", "ads": "Page gate", "page": "from bad to good"}  # else the first check


def main() -> None:
    shopdesk = str(Path(sys.executable).with_name("shopdesk"))
    steps = list(load().steps.values())
    with tempfile.TemporaryDirectory() as scratch:
        program = Program(shopdesk, "--at", str(build(Path(scratch) / "desk")), "--lang", "en", columns=140, lines=45)
        program.wait("MISSED")
        program.settle(3)  # the other steps are looked through in the background
        first, later = [], []
        for round_ in range(ROUNDS):
            for number, step in enumerate(steps, 1):
                program.press(str(number))
                seconds = program.wait(MARKS.get(step.id) or step.checks[0].words.en[:16])
                (later if round_ else first).append(seconds)
                program.settle(0.3)
        memory = program.peak_memory()
        program.end()
    print(f"first visit  median {statistics.median(first) * 1000:.0f} ms, worst {max(first) * 1000:.0f} ms")
    print(
        f"later visits median {statistics.median(later) * 1000:.0f} ms, worst {max(later) * 1000:.0f} ms   (to reach 150 median)"
    )
    print(f"all          median {statistics.median(first + later) * 1000:.0f} ms")
    print(f"peak memory  {memory:.0f} MB   (to reach 220)")


if __name__ == "__main__":
    main()
