"""`shopdesk brief --json` against importing pandas and sqlmodel: three years of a usual shop, of a large one (2,000 products,
20,000 keywords), and of the large one with ten years and fifty shops in its database. Medians of several runs, in turns.

`--kept DIR` keeps the databases there: the largest takes up to ten minutes and 3 GB. `--usual` measures the first alone.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from threeyears import DECADE, LARGE, USUAL, build

BASE = "import pandas, sqlmodel"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--usual", action="store_true")
    options = parser.parse_args()
    sizes = {"3 years": USUAL} if options.usual else {"3 years": USUAL, "3 years, large": LARGE, "10 years, 50 shops": DECADE}
    shopdesk = str(Path(sys.executable).with_name("shopdesk"))
    with tempfile.TemporaryDirectory() as scratch:
        commands = {BASE: [sys.executable, "-c", BASE]}
        for name, size in sizes.items():
            folder = build((options.kept or Path(scratch)) / name.replace(", ", "-").replace(" ", "-"), size)
            commands[name] = [shopdesk, "--at", str(folder), "--shop", "三年老店", "brief", "--json"]
        clock: dict[str, list[float]] = {name: [] for name in commands}
        processor: dict[str, list[float]] = {name: [] for name in commands}
        for _run in range(options.runs):
            for name, command in commands.items():
                seconds, of_processor = _seconds(command)
                clock[name].append(seconds)
                processor[name].append(of_processor)
    middle = {name: statistics.median(runs) for name, runs in clock.items()}
    busy = {name: statistics.median(runs) for name, runs in processor.items()}
    for name in commands:
        ratio, of_processor = middle[name] / middle[BASE], busy[name] / busy[BASE]
        print(f"{name:<26}{middle[name]:7.3f} s {ratio:6.2f}   of the processor {busy[name]:7.3f} s {of_processor:6.2f}")
    print("to reach: 2 for 3 years", end="")
    if not options.usual:
        large, decade = (list(sizes)[at] for at in (1, 2))
        print(
            f", 4 for the large shop, 1.3 × that with ten years and fifty shops: now {middle[decade] / middle[large]:.2f}", end=""
        )
    print()


def _seconds(command: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
