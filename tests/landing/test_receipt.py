"""Receipts as a person reads them. All files are invented."""

from __future__ import annotations

from datetime import date

from shopdesk.intake.outcome import Check, Problem
from shopdesk.landing.receipt import MANY, NOTES, FileReceipt, in_all, lines


def landed(name: str, *, day: int = 1, kind: str = "stock", **more: object) -> FileReceipt:
    return FileReceipt(name, kind, "Shop", date(2026, 10, day), date(2026, 10, day), new=2, **more)  # type: ignore[arg-type]


def test_a_file_that_landed_says_what_does_not_agree_and_what_was_left_out() -> None:
    problems = tuple(Problem(row, "stock", "x", "a number was expected") for row in range(4, 11))
    checks = (Check("sales", "10", "9", False), Check("orders", "3", "3", True))
    told = lines(landed("a.csv", checks=checks, problems=problems, notes=("Noted.",)))
    assert told[0].startswith("✓ a.csv: ") and "2026-10-01" in told[0] and "2 new" in told[0]
    assert told[1:3] == ["    Noted.", "    sales: the file says 10, we count 9"]
    assert told[3] == "    row 4, stock “x”: a number was expected" and len(told) == 9
    assert told[-1] == "    … and 2 rows more"


def test_a_refused_file_says_why_alone() -> None:
    assert lines(FileReceipt("b.csv", refused="No day.")) == ["✗ b.csv: No day."]


def test_few_files_are_told_one_by_one_and_added_up() -> None:
    told = in_all([landed("a.csv"), landed("b.csv", day=2), FileReceipt("c.csv", refused="No day.")])
    assert [line[:7] for line in told[:3]] == ["✓ a.csv", "✓ b.csv", "✗ c.csv"]
    assert told[3].startswith("3 files: 2 landed, 1 refused · 4 new")
    assert in_all([landed("a.csv")]) == lines(landed("a.csv")), "one file needs no sum"


def test_many_files_are_a_line_for_each_kind_and_what_is_wrong_with_single_ones() -> None:
    files = [landed(f"{n}.csv", day=n + 1, notes=("Every one.", f"Only {n}.") if n < 7 else ("Every one.",)) for n in range(MANY)]
    files[3] = landed("3.csv", day=4, checks=(Check("sales", "10", "9", False),), notes=("Every one.",))
    files += [landed("one.csv", kind="reviews"), FileReceipt("bad.csv", refused="No day.")]
    told = in_all(files)
    assert told[0].startswith(f"✓ {MANY} files: ") and "2026-10-01" in told[0] and f"{2 * MANY} new" in told[0]
    assert told[1] == "    Every one." and told[2] == "    0.csv: Only 0." and f"… and {7 - NOTES} notes more" in told[1 + NOTES]
    at = told.index("  ! 3.csv")
    assert told[at + 1] == "    sales: the file says 10, we count 9"
    assert told[at + 2].startswith("✓ one.csv: ") and told[at + 3] == "✗ bad.csv: No day."
    assert told[-1].startswith(f"{MANY + 2} files: {MANY + 1} landed, 1 refused")
