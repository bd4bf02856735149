"""A million keyword-day rows of GBK csv: landed by shopdesk, by sqlite3's own .import, by pandas. Ratios, and peak memory.

The rows are the same, and so is the primary key they go into; each contender runs in a process of its own, in turns. The files
stay below the size that `shopdesk import` takes (50 MB), so a million rows are several.
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
import sqlite3, sys
import pandas
names = "day tool campaign_id group_id product_id word_type item_id item impressions clicks spend orders sales".split()
texts = {name: str for name in names[:8]}
with sqlite3.connect(sys.argv[1]) as db:
    db.execute(sys.argv[2])
    for path in sys.argv[3:]:
        frame = pandas.read_csv(path, encoding="gb18030", names=names, skiprows=1, dtype=texts)
        frame.to_sql("adday", db, if_exists="append", index=False)
"""


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
    took: dict[str, list[float]] = {"sqlite3 .import": [], "pandas to_sql": [], "first import": [], "second import": []}
    peaks: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = write(folder, options.rows, options.files)
        imports = [f".import --skip 1 {path} adday" for path in files]
        for run in range(options.runs):
            took["sqlite3 .import"].append(run_it([sqlite, str(folder / f"s{run}.db"), TABLE, ".mode csv", *imports])[0])
            took["pandas to_sql"].append(
                run_it([sys.executable, "-c", PANDAS, str(folder / f"p{run}.db"), TABLE, *map(str, files)])[0]
            )
            desk = [shopdesk, "--at", str(folder / f"desk{run}"), "import", *map(str, files)]
            for name in ("first import", "second import"):
                seconds, peak = run_it(desk)
                took[name].append(seconds)
                peaks.append(peak)
    base, first = statistics.median(took["sqlite3 .import"]), statistics.median(took["first import"])
    second, pandas = statistics.median(took["second import"]), statistics.median(took["pandas to_sql"])
    print(f"{options.rows:,} rows in {options.files} files; median of {options.runs}")
    print(f"sqlite3 .import   {base:7.2f} s   1.00")
    print(f"pandas to_sql     {pandas:7.2f} s   {pandas / base:.2f}")
    print(f"first import      {first:7.2f} s   {first / base:.2f}   (to reach 3.5, and less than pandas)")
    print(f"second import     {second:7.2f} s   {second / first:.2f} of the first   (to reach 0.2)")
    print(f"peak memory       {max(peaks):7.0f} MB         (to reach 600)")


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


def run_it(command: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
