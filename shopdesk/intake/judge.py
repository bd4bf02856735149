"""Does the file agree with itself? Rates settled by their column, ratios and total rows held against our own sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shopdesk.intake.body import Body, shown
from shopdesk.intake.header import Header
from shopdesk.intake.layout import Ratio, Record
from shopdesk.intake.outcome import Check, Problem, decimal_text
from shopdesk.text import _, from_minor

_MANY = 0.2  # of the rows: more disagreeing ratios than this are no rounding
_TENTH = 0.1  # of the rates without a percent sign: more than this above 1 makes the column percent


def settle_rates(body: Body, head: Header, currency: str) -> None:
    """Turn rates into floats between 0 and 1, and leave out rows where one lies outside."""
    for name in head.places:
        column = head.layout.column(name)
        if column.form not in ("rate", "share"):
            continue
        scale = Decimal(100) if _is_percent(name, body.records, head, currency) else Decimal(1)
        kept: list[Record] = []
        for record in body.records:
            written = record[name]
            if written is not None:
                value, settled = written
                value = value if settled else value / scale
                if value < 0 or (column.form == "rate" and value > 1):
                    body.problems.append(
                        Problem(
                            record["row"],
                            head.headers[name],
                            shown(written[0], head.layout),
                            _("a rate between 0 and 1 (or 0 % and 100 %) was expected; are the columns shifted?"),
                        )
                    )
                    continue
                record[name] = float(value)
            kept.append(record)
        body.records = kept


def _is_percent(name: str, records: Sequence[Record], head: Header, currency: str) -> bool:
    bare = [record for record in records if record[name] is not None and not record[name][1] and record[name][0]]
    ratio = next((ratio for ratio in head.layout.ratios if ratio.column == name), None)
    as_rate = as_percent = 0
    if ratio:
        for record in bare:
            ours = quotient(record, ratio, currency)
            if ours is not None:
                as_rate += _near(float(record[name][0]), ours, rate=True)
                as_percent += _near(float(record[name][0]) / 100, ours, rate=True)
    if as_rate != as_percent:
        return as_percent > as_rate
    return sum(bool(record[name][0] > 1) for record in bare) > _TENTH * len(bare)


def quotient(record: Record, ratio: Ratio, currency: str) -> float | None:
    over, under = (_major(record.get(name), name, currency) for name in (ratio.over, ratio.under))
    return None if over is None or not under else over / under


def _major(value: Any, name: str, currency: str) -> float | None:
    if value is None:
        return None
    return float(from_minor(value, currency)) if name.endswith("_minor") else float(value)


def _near(theirs: float, ours: float, rate: bool) -> bool:
    """Within what the file's own rounding explains."""
    return abs(theirs - ours) <= max(0.0006 if rate else 0.021, 0.01 * abs(ours))


def ratio_checks(records: Sequence[Record], head: Header, currency: str) -> list[Check]:
    """One check for each ratio of the file: rows compared, and rows that agree."""
    checks: list[Check] = []
    for ratio in head.layout.ratios:
        if not {ratio.column, ratio.over, ratio.under} <= head.places.keys():
            continue
        rate = head.layout.column(ratio.column).form in ("rate", "share")
        pairs = [
            (float(record[ratio.column]), ours)
            for record in records
            if record[ratio.column] is not None and (ours := quotient(record, ratio, currency)) is not None
        ]
        if not pairs:
            continue
        near = sum(_near(theirs, ours, rate) for theirs, ours in pairs)
        agree = len(pairs) - near <= _MANY * len(pairs)
        parts = {
            "ratio": head.headers[ratio.column],
            "over": head.headers[ratio.over],
            "under": head.headers[ratio.under],
        }
        what = (
            _("Rows where {ratio} is {over} ÷ {under}").format(**parts)
            if agree
            else _("Columns shifted? Rows where {ratio} is {over} ÷ {under}").format(**parts)
        )
        checks.append(Check(what, str(len(pairs)), str(near), agree))
    return checks


def total_checks(body: Body, head: Header, currency: str) -> dict[str, Check]:
    """The file's own total row against our sums, by the name of each total."""
    label = next(iter(body.totals), None)
    if label is None:
        return {}
    figures = body.totals[label]
    checks: dict[str, Check] = {}
    for name in head.layout.sums:
        theirs = figures.get(name)
        values = [record[name] for record in body.records if record.get(name) is not None]
        if theirs is None or not values:
            continue
        ours = sum(values)
        slack = len(values) if name.endswith("_minor") else 0  # each row is rounded by itself
        checks[name.removesuffix("_minor")] = Check(
            _("Total row: {column}").format(column=head.headers[name]),
            decimal_text(theirs, name, currency),
            decimal_text(ours, name, currency),
            abs(theirs - ours) <= slack,
        )
    return checks


def totals_of(columns: Sequence[str], rows: Sequence[Sequence[Any]], currency: str) -> dict[str, int | str]:
    """Sums of the columns that hold counts or money; a column in which nothing is known has none."""
    totals: dict[str, int | str] = {}
    for index, name in enumerate(columns):
        values = [row[index] for row in rows if row[index] is not None]
        if not values or name == "stars" or any(isinstance(v, bool) or not isinstance(v, int) for v in values):
            continue
        if name.endswith("_minor"):
            totals[name.removesuffix("_minor")] = decimal_text(sum(values), name, currency)
        else:
            totals[name] = sum(values)
    return totals
