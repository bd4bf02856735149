"""A million keyword-day rows of GBK csv: landed by shopdesk, by sqlite3's own .import, by pandas. Ratios, and peak memory.

The rows are the same, and so is the primary key they go into; each contender runs in a process of its own, in turns. The rows
come as several files, as platforms cut them; `--files 1` puts them into one. Twice the rows are to take twice the time and the
same memory (`--rows 2000000`).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HEADERS = (
    "日期", "场景名字", "计划ID", "单元ID", "宝贝ID", "词类型", "词ID/词包ID", "词名字/词包名字", "展现量", "点击量", "花费",
    "总成交笔数", "总成交金额",
)  # fmt: skip
TABLE = """CREATE TABLE adday (
  day TEXT, tool TEXT, campaign_id TEXT, group_id TEXT, product_id TEXT, word_type TEXT, item_id TEXT, item TEXT,
  impressions INTEGER, clicks INTEGER, spend REAL, orders INTEGER, sales REAL,
  PRIMARY KEY (day, tool, campaign_id, group_id, product_id, word_type, item_id, item)) WITHOUT ROWID"""
PANDAS = """
import sys
import pandas, sqlalchemy
names = "day tool campaign_id group_id product_id word_type item_id item impressions clicks spend orders sales".split()
texts = {name: str for name in names[:8]}
with sqlalchemy.create_engine("sqlite:///" + sys.argv[1]).begin() as db:
    db.exec_driver_sql(sys.argv[2])
    for path in sys.argv[3:]:
        frame = pandas.read_csv(path, encoding="gb18030", names=names, skiprows=1, dtype=texts)
        frame.to_sql("adday", db, if_exists="append", index=False)
"""


@dataclass(frozen=True)
class Cost:
    seconds: float
    processor: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    sqlite = shutil.which("sqlite3")
    if sqlite is None:
        sys.exit("skipped: the sqlite3 command is the baseline and is not installed (Debian: apt-get install sqlite3)")
    shopdesk = str(Path(sys.executable).with_name("shopdesk"))
    runs: dict[str, list[Cost]] = {"sqlite3 .import": [], "pandas to_sql": [], "first import": [], "second import": []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = write(folder, options.rows, options.files)
        imports = [f".import --skip 1 {path} adday" for path in files]
        for run in range(options.runs):
            runs["sqlite3 .import"].append(cost([sqlite, str(folder / f"s{run}.db"), TABLE, ".mode csv", *imports]))
            frames = [sys.executable, "-c", PANDAS, str(folder / f"p{run}.db"), TABLE, *map(str, files)]
            runs["pandas to_sql"].append(cost(frames))
            desk = [shopdesk, "--at", str(folder / f"desk{run}"), "import", *map(str, files)]
            runs["first import"].append(cost(desk))
            runs["second import"].append(cost(desk))
    print(f"{options.rows:,} rows in {options.files} files; median of {options.runs}; of the clock and (processor only)")
    base, first = runs["sqlite3 .import"], runs["first import"]
    for name, costs in runs.items():
        clock, processor = middle(costs, "seconds"), middle(costs, "processor")
        ratios = f"{clock / middle(base, 'seconds'):6.2f} ({processor / middle(base, 'processor'):.2f})"
        print(f"{name:<16}{clock:8.2f} s ({processor:.2f} s){ratios:>18}{max(item.megabytes for item in costs):8.0f} MB")
    print("to reach: first import 3.5, less than pandas, 600 MB; second import 0.2 of the first, now ", end="")
    second = runs["second import"]
    print(f"{middle(second, 'seconds') / middle(first, 'seconds'):.2f}")


def middle(costs: list[Cost], what: str) -> float:
    return statistics.median(getattr(cost, what) for cost in costs)


def write(folder: Path, rows: int, files: int) -> list[Path]:
    """Keyword days of an invented shop: two thousand keywords a day, in the order of the day."""
    rng = random.Random(5)
    first, paths = date(2025, 1, 1), []
    for number in range(files):
        path = folder / f"关键词报表_{number + 1}.csv"
        with path.open("w", encoding="gb18030", newline="") as file:
            file.write(",".join(HEADERS) + "\r\n")
            for row in range(rows * number // files, rows * (number + 1) // files):
                word, clicks = row % 2000, rng.randrange(80)
                orders = clicks // 20
                file.write(
                    f"{first + timedelta(days=row // 2000)},关键词推广,{3_000_000 + word % 20},{4_000_000 + word % 100},"
                    f"{800_000_000_000 + word % 12},自选词,{5_000_000 + word},连衣裙{word},{clicks * 24},{clicks},"
                    f"{clicks * 1.6:.2f},{orders},{orders * 99}.00\r\n"
                )
        paths.append(path)
    return paths


def cost(command: list[str]) -> Cost:
    """What a command takes that must succeed; memory is its peak."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
