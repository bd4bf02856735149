"""Whatever a file holds: either a reading whose sums are right, or a refusal in one sentence. Nothing else, and in bounds.

    python -m tests.intake.fuzz --cases 100000 --seed 1 [--only N] [--keep FOLDER]

Each case is one mutated file, the same for the same seed and number. A case fails if anything but IntakeError is raised; if
totals are not the sums of the rows; if a person of the file appears in a receipt, a refusal, or (where the cells stayed under
their headers) anywhere; if a change that means nothing changes what is read; if it takes more than a minute for each 100 MB, or
the process more than 2 GB.
"""

from __future__ import annotations

import argparse
import math
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from shopdesk.errors import IntakeError
from shopdesk.intake import Opener, Reading, Rows, outline, read_file
from shopdesk.intake.outcome import KEYS, decimal_text
from shopdesk.text import safe
from tests.intake.mutate import Case, case
from tests.intake.seeds import Seed, made, samples, shop

SECONDS = 60.0  # for each started 100 MB: a csv is read piece by piece, so its time grows with it, its memory does not
MEMORY = 2 << 30
_PAID_ONLY = {"sales": "paid_minor", "units": "units"}


@dataclass
class Tally:
    """What became of the cases. `failures`: the case's number, how it was mutated, and what is wrong."""

    cases: int = 0
    read: int = 0
    refused: int = 0
    same: int = 0
    slowest: tuple[float, int, str] = (0.0, 0, "")  # seconds, case, how
    failures: list[tuple[int, str, str]] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        seconds, number, how = self.slowest
        return (
            f"{self.cases} cases: {self.read} read, {self.refused} refused, {self.same} read as the same; "
            f"{len(self.failures)} failed; slowest {seconds:.1f} s ({number} {how}); memory {own} MB, child {child} MB"
        )


class Fuzz:
    """Runs cases against `seeds`; with a fixed seed the same cases every time."""

    def __init__(self, seeds: list[Seed], seed: int, folder: Path, opener: Opener) -> None:
        self.seeds, self.seed, self.folder, self.opener = seeds, seed, folder, opener
        self.tally = Tally()
        self._plain = {seed.name: self._read(seed, seed.data) for seed in seeds if seed.table}

    def run(self, numbers: Iterator[int] | range) -> Tally:
        for number in numbers:
            self._one(number)
        return self.tally

    def case(self, number: int) -> tuple[Seed, Case, dict[str, Any]]:
        random = Random(f"{self.seed}:{number}")
        seed, other = random.choice(self.seeds), random.choice(self.seeds)
        made = case(seed, other, random)
        options = dict(seed.options)
        if made.promise != "same":
            if random.random() < 0.3:
                options["kind"] = None if random.random() < 0.7 else other.options["kind"]
            if random.random() < 0.2:
                options["day"] = None
            options["currency"] = random.choice(("CNY", "CNY", "USD", "JPY"))
            options["timezone"] = random.choice(("Asia/Shanghai", "America/New_York", "Pacific/Apia"))
            options["secret"] = random.choice((None, b"invented"))
        return seed, made, options

    def _one(self, number: int) -> None:
        seed, made, options = self.case(number)
        tally, started = self.tally, time.monotonic()
        tally.cases += 1
        wrong: list[str] = []
        try:
            readings = self._read(seed, made.data, options)
        except IntakeError as error:
            tally.refused += 1
            tally.refusals[error.title] += 1
            wrong += refusal_faults(error, seed.people)
            if made.promise == "same":
                wrong.append(f"refused: {error.message}")
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        else:
            tally.read += 1
            for reading in readings:
                wrong += faults(reading, options.get("currency", "CNY"))
                wrong += leaks(reading, seed.people, everywhere=made.promise != "broken")
            if made.promise == "same":
                tally.same += 1
                wrong += _differs(readings, self._plain[seed.name])
        if number % 10 == 0:
            wrong += self._outlined(seed, made)
        took = time.monotonic() - started
        tally.slowest = max(tally.slowest, (took, number, made.how))
        if took > SECONDS * (1 + len(made.data) // (100 << 20)):
            wrong.append(f"{took:.0f} s")
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10 > MEMORY:
            wrong.append("more than 2 GB")
        tally.failures += [(number, f"{seed.name} {made.how}", fault) for fault in wrong]

    def _read(self, seed: Seed, data: bytes, options: dict[str, Any] | None = None) -> list[Reading]:
        path = self.folder / seed.name
        path.write_bytes(data)
        return read_file(path, opener=self.opener, **(seed.options if options is None else options))

    def _outlined(self, seed: Seed, made: Case) -> list[str]:
        try:
            found = outline(self.folder / seed.name, opener=self.opener)
        except IntakeError as error:
            return refusal_faults(error, seed.people)
        except Exception as error:
            return [f"outline: {type(error).__name__}: {error}"]
        shown = [sample for column in found.columns for sample in column.samples]
        wrong = [f"outline: unsafe sample {sample!r}" for sample in shown if safe(sample) != sample]
        if made.promise != "broken":
            wrong += [f"outline: {person} is shown" for person in seed.people if any(person in sample for sample in shown)]
        return wrong


# --- what is promised ----------------------------------------------------------------------------------------------


def refusal_faults(error: IntakeError, people: tuple[str, ...]) -> list[str]:
    said = error.message
    wrong = [f"a person in: {said}" for person in people if person in said or person in error.title]
    if not said or safe(said) != said or not said.endswith((".", "?")) or "?." in said or len(said) > 3_000:
        wrong.append(f"no sentence: {said!r}")
    return wrong


def faults(reading: Reading, currency: str) -> list[str]:
    """What is wrong with the rows and totals of a reading."""
    wrong: list[str] = []
    for table in reading.tables:
        keys = [row[: len(KEYS[table.table])] for row in table.rows]
        if len(set(keys)) != len(keys):
            wrong.append(f"{table.table}: a key twice")
        for index, name in enumerate(table.columns):
            in_key = index < len(KEYS[table.table])
            wrong += [f"{table.table}.{name}: {row[index]!r}" for row in table.rows if not _fits(name, row[index], in_key)][:1]
    if len(reading.rejected) > reading.rows_read:
        wrong.append("more rejected than read")
    words = [*reading.notes, *reading.columns_unknown, *(text for check in reading.checks for text in vars(check).values())]
    words += [text for problem in reading.rejected for text in (problem.column, problem.value, problem.reason)]
    wrong += [f"unsafe: {text!r}" for text in words if isinstance(text, str) and safe(text) != text][:1]
    if reading.tables:
        wrong += _sums(reading, reading.tables[0], currency)
    return wrong


def _fits(name: str, value: Any, in_key: bool) -> bool:
    if value is None:
        return not in_key
    if name in ("day", "period_from", "listed_on"):
        return isinstance(value, date) and not isinstance(value, datetime) and 1980 < value.year < 2120
    if name.endswith("_at"):
        return isinstance(value, datetime) and value.tzinfo is None
    if name == "bounce_rate":
        return isinstance(value, float) and 0 <= value <= 1
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) < 1 << 63  # what the database holds
    return isinstance(value, str) or hasattr(value, "is_finite")


def _sums(reading: Reading, table: Rows, currency: str) -> list[str]:
    """The totals again, from the rows that will be stored."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    if "is_leaf" in table.columns:
        rows = [row for row in rows if row["is_leaf"]]
    wrong: list[str] = []
    for total, said in reading.totals.items():
        column = next((name for name in (total, f"{total}_minor") if name in table.columns), "")
        among = rows
        if table.table == "orderfact":
            column = {"sales": "paid_minor", "refunds": "refund_minor", "units": "units"}.get(total, "")
            among = [row for row in rows if row.get("paid_at")] if total in _PAID_ONLY else rows
        if not column or (total == "orders" and table.table == "orderfact"):
            continue
        ours = decimal_text(sum(row[column] for row in among if row[column] is not None), column, currency)
        if str(said) != ours:
            wrong.append(f"total {total}: {said}, rows {ours}")
    return wrong


def leaks(reading: Reading, people: tuple[str, ...], everywhere: bool) -> list[str]:
    told = repr((reading.notes, reading.checks, reading.rejected, reading.columns_unknown, reading.totals, reading.currency))
    if everywhere:
        told = repr(reading)
    return [f"{person} appears" for person in people if person in told]


def _differs(ours: list[Reading], plain: list[Reading]) -> list[str]:
    def kept(reading: Reading) -> tuple[object, ...]:
        tables = tuple((table.table, sorted(table.columns), sorted(map(repr, _named(table)))) for table in reading.tables)
        return reading.kind, tables, reading.totals

    return [] if list(map(kept, ours)) == list(map(kept, plain)) else ["the same file is read differently"]


def _named(table: Rows) -> list[dict[str, object]]:
    return [dict(sorted(zip(table.columns, row, strict=True))) for row in table.rows]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--cases", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--from", type=int, default=0, dest="first")
    asked.add_argument("--only", type=int)
    asked.add_argument("--keep", type=Path, help="where the files of failed cases are written")
    given = asked.parse_args()
    numbers = range(given.only, given.only + 1) if given.only is not None else range(given.first, given.first + given.cases)
    with tempfile.TemporaryDirectory() as folder, Opener() as opener:
        fuzz = Fuzz(made() + shop() + samples(), given.seed, Path(folder), opener)
        for number in numbers:
            before = len(fuzz.tally.failures)
            fuzz.run(range(number, number + 1))
            for failed, how, fault in fuzz.tally.failures[before:]:
                print(f"{failed} {how}: {fault[:300]}", flush=True)
            if given.keep and len(fuzz.tally.failures) > before:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{number}.bin").write_bytes(fuzz.case(number)[1].data)
            if (number + 1) % 5_000 == 0:
                print(fuzz.tally, flush=True)
        print(fuzz.tally)
        print(", ".join(f"{title} {n}" for title, n in fuzz.tally.refusals.most_common()))
    return 1 if fuzz.tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
