"""`shopdesk brief --json` on three years of data against importing pandas and sqlmodel. Median of several runs, in turns."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from threeyears import build

RUNS = 9


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = str(build(Path(scratch) / "desk"))
        base_command = [sys.executable, "-c", "import pandas, sqlmodel"]
        command = [str(Path(sys.executable).with_name("shopdesk")), "--at", folder, "brief", "--json"]
        base, brief = [], []
        for _run in range(RUNS):
            base.append(_seconds(base_command))
            brief.append(_seconds(command))
    print(f"import pandas, sqlmodel  {statistics.median(base):.3f} s   1.00")
    ratio = statistics.median(brief) / statistics.median(base)
    print(f"brief --json, 3 years    {statistics.median(brief):.3f} s   {ratio:.2f}   (to reach 2)")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
