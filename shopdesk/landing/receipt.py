"""What became of one file: for a person, as JSON, and back from the JSON that the database keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shopdesk.intake import Check, Problem
from shopdesk.landing.words import counts, kind_label
from shopdesk.text import _, days_text, ngettext, number

MANY = 12  # files, from which on a line for each would hide what matters
NOTES = 5  # of a kind, shown of many files


@dataclass(frozen=True)
class FileReceipt:
    """What became of one file. `refused` is the sentence why nothing of it landed; `path` where it lay, while that is known;
    `fault` what went wrong in the program itself, for the log."""

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
    fault: Exception | None = field(default=None, compare=False)

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
    told = [_head(receipt.file, [receipt])]
    told += [f"    {note}" for note in receipt.notes]
    return told + _doubtful(receipt)


def in_all(receipts: Sequence[FileReceipt]) -> list[str]:
    """The receipts of one go. Of many files a line for each kind, and of single files only what is wrong with them."""
    landed = [receipt for receipt in receipts if receipt.refused is None]
    refused = [receipt for receipt in receipts if receipt.refused is not None]
    if len(receipts) <= MANY:
        told = [line for receipt in receipts for line in lines(receipt)]
    else:
        kinds: dict[str, list[FileReceipt]] = {}
        for receipt in landed:
            kinds.setdefault(receipt.kind or "", []).append(receipt)
        told = [line for group in kinds.values() for line in _of_kind(group)]
        told += [line for receipt in refused for line in lines(receipt)]
    if len(receipts) < 2:
        return told
    files = _("{n} files: {landed} landed, {refused} refused").format(
        n=number(len(receipts)), landed=number(len(landed)), refused=number(len(refused))
    )
    return [*told, f"{files} · {_counted(landed)}" if landed else files]


def _of_kind(group: Sequence[FileReceipt]) -> list[str]:
    """Many files of one kind: a line for all of them, what their receipts note, and what is wrong with single ones."""
    files = ngettext("{n} file", "{n} files", len(group)).format(n=number(len(group)))
    told = [_head(files, group) if len(group) > 1 else _head(group[0].file, group)]
    noted: dict[str, list[str]] = {}
    for receipt in group:
        for note in receipt.notes:
            noted.setdefault(note, []).append(receipt.file)
    for note, where in list(noted.items())[:NOTES]:
        place = ngettext("{n} file", "{n} files", len(where)).format(n=number(len(where))) if len(where) > 1 else where[0]
        told.append("    " + (note if len(where) == len(group) else _("{label}: {text}").format(label=place, text=note)))
    if len(noted) > NOTES:
        told.append(_("    … and {n} notes more; --json tells all").format(n=len(noted) - NOTES))
    for receipt in group:
        if doubtful := _doubtful(receipt):
            told += [f"  ! {receipt.file}", *doubtful]
    return told


def _head(about: str, group: Sequence[FileReceipt]) -> str:
    days = [day for receipt in group for day in (receipt.period_from, receipt.period_to) if day]
    parts = (kind_label(group[0].kind), days_text(min(days), max(days)) if days else "", _counted(group))
    return "✓ " + _("{label}: {text}").format(label=about, text=" · ".join(part for part in parts if part))


def _counted(group: Sequence[FileReceipt]) -> str:
    sums = (sum(getattr(receipt, name) for receipt in group) for name in ("new", "changed", "same", "rejected"))
    return counts(*sums)


def _doubtful(receipt: FileReceipt) -> list[str]:
    """Figures that do not agree, and rows that were left out."""
    told = [
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
