"""What became of one file: for a person, as JSON, and back from the JSON that the database keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shopdesk.intake import Check, Problem
from shopdesk.text import _


@dataclass(frozen=True)
class FileReceipt:
    """What became of one file. `refused` is the sentence why nothing of it landed; `path` where it lay, while that is known."""

    file: str
    kind: str | None = None
    shop: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    totals: dict[str, int | str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    certainty: float | None = None
    refused: str | None = None
    path: Path | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The object of contract.md's `files` list."""
        if self.refused is not None:
            return {"file": self.file, "kind": self.kind, "shop": self.shop, "refused": self.refused}
        return {
            "file": self.file,
            "kind": self.kind,
            "certainty": self.certainty,
            "shop": self.shop,
            "period": {"from": _iso(self.period_from), "to": _iso(self.period_to)},
            "rows": {
                "read": self.read,
                "new": self.new,
                "changed": self.changed,
                "same": self.same,
                "rejected": self.rejected,
            },
            "totals": self.totals,
            "checks": [vars(check) for check in self.checks],
            "problems": [vars(problem) for problem in self.problems],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> FileReceipt:
        """The receipt of a file that landed, as `to_json` told it."""
        return cls(
            told["file"],
            told["kind"],
            told["shop"],
            _day(told["period"]["from"]),
            _day(told["period"]["to"]),
            **told["rows"],
            totals=told["totals"],
            checks=tuple(Check(**check) for check in told["checks"]),
            problems=tuple(Problem(**problem) for problem in told["problems"]),
            notes=tuple(told["notes"]),
            certainty=told["certainty"],
        )


def lines(receipt: FileReceipt) -> list[str]:
    """A receipt as a person reads it, the first line says what became of the file."""
    if receipt.refused is not None:
        return [_("✗ {file}: {why}").format(file=receipt.file, why=receipt.refused)]
    period = " … ".join(dict.fromkeys(day.isoformat() for day in (receipt.period_from, receipt.period_to) if day))
    counts = _("{new} new, {changed} changed, {same} the same, {rejected} rejected").format(
        new=receipt.new, changed=receipt.changed, same=receipt.same, rejected=receipt.rejected
    )
    told = [f"✓ {receipt.file}: {receipt.kind} {period} · {counts}"]
    told += [f"    {note}" for note in receipt.notes]
    told += [
        _("    {what}: the file says {theirs}, we count {ours}").format(
            what=check.what, theirs=check.file_says, ours=check.we_sum
        )
        for check in receipt.checks
        if not check.agree
    ]
    told += [
        _("    row {row}, {column} “{value}”: {reason}").format(
            row=problem.row or "–", column=problem.column, value=problem.value, reason=problem.reason
        )
        for problem in receipt.problems[:5]
    ]
    if len(receipt.problems) > 5:
        told.append(_("    … and {n} rows more").format(n=len(receipt.problems) - 5))
    return told


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
