"""Does the file agree with itself? Rates settled by their column, ratios and total rows held against our own sums."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from types import NoneType
from typing import Any

from shopdesk.intake.body import Body, shown
from shopdesk.intake.frame import Column, Frame
from shopdesk.intake.header import Header
from shopdesk.intake.layout import Ratio
from shopdesk.intake.outcome import Check, Problem, Rows, decimal_text
from shopdesk.text import DECIMALS, _

_MANY = 0.2  # of the rows: more disagreeing ratios than this are no rounding
_TENTH = 0.1  # of the rates without a percent sign: more than this above 1 makes the column percent


def settle_rates(body: Body, head: Header, currency: str) -> None:
    """Turn rates into floats between 0 and 1, and leave out rows where one lies outside."""
    for name in head.places:
        column = head.layout.column(name)
        if column.form not in ("rate", "share"):
            continue
        scale = Decimal(100) if _is_percent(name, body.frame, head, currency) else Decimal(1)
        most = 1 if column.form == "rate" else math.inf
        written = body.frame.columns[name]
        settled = Column(None if pair is None else float(pair[0] if pair[1] else pair[0] / scale) for pair in written)
        body.frame.columns[name] = settled
        inside = bytes(value is None or 0 <= value <= most for value in settled)
        if 0 in inside:
            body.problems += (
                Problem(
                    row,
                    head.headers[name],
                    shown(pair[0], head.layout),
                    _("a rate between 0 and 1 (or 0 % and 100 %) was expected; are the columns shifted?"),
                )
                for row, pair, fits in zip(body.frame.columns["row"], written, inside, strict=True)
                if not fits
            )
            body.frame.keep(inside)


def _is_percent(name: str, frame: Frame, head: Header, currency: str) -> bool:
    """Whether rates without a sign are percents: as their numerators and denominators say, else as they lie above 1."""

    def bare() -> Iterator[Decimal | None]:
        return (pair[0] if pair and not pair[1] and pair[0] else None for pair in frame.columns[name])

    ratio = next((ratio for ratio in head.layout.ratios if ratio.column == name), None)
    as_rate = as_percent = 0
    for theirs, ours in _pairs(bare(), frame, ratio, currency) if ratio else ():
        as_rate += _near(theirs, ours, rate=True)
        as_percent += _near(theirs / 100, ours, rate=True)
    if as_rate != as_percent:
        return as_percent > as_rate
    above = Counter(value > 1 for value in bare() if value is not None)
    return above[True] > _TENTH * above.total()


def _pairs(theirs: Iterable[Any], frame: Frame, ratio: Ratio, currency: str) -> Iterator[tuple[float, float]]:
    """Where all three are known: the file's own ratio, and what its numerator and denominator make."""
    if not {ratio.over, ratio.under} <= frame.columns.keys():
        return
    over_unit, under_unit = (_unit(name, currency) for name in (ratio.over, ratio.under))
    for value, over, under in zip(theirs, frame.columns[ratio.over], frame.columns[ratio.under], strict=True):
        if value is not None and over is not None and under:
            yield float(value), float(over / over_unit) / float(under / under_unit)


def _unit(name: str, currency: str) -> int:
    return 10 ** DECIMALS.get(currency, 2) if name.endswith("_minor") else 1


def _near(theirs: float, ours: float, rate: bool) -> bool:
    """Within what the file's own rounding explains."""
    return abs(theirs - ours) <= max(0.0006 if rate else 0.021, 0.01 * abs(ours))


def ratio_checks(frame: Frame, head: Header, currency: str) -> list[Check]:
    """One check for each ratio of the file: rows compared, and rows that agree."""
    checks: list[Check] = []
    for ratio in head.layout.ratios:
        if not {ratio.column, ratio.over, ratio.under} <= head.places.keys():
            continue
        rate = head.layout.column(ratio.column).form in ("rate", "share")
        pairs = _pairs(frame.columns[ratio.column], frame, ratio, currency)
        near = Counter(_near(theirs, ours, rate) for theirs, ours in pairs)
        if not near:
            continue
        agree = near[False] <= _MANY * near.total()
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
        checks.append(Check(what, str(near.total()), str(near[True]), agree))
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
        column = body.frame.columns.get(name, ())
        known = sum(value is not None for value in column)
        if theirs is None or not known:
            continue
        ours = sum(filter(None, column))
        slack = known if name.endswith("_minor") else 0  # each row is rounded by itself
        checks[name.removesuffix("_minor")] = Check(
            _("Total row: {column}").format(column=head.headers[name]),
            decimal_text(theirs, name, currency),
            decimal_text(ours, name, currency),
            abs(theirs - ours) <= slack,
        )
    return checks


def totals_of(rows: Rows, currency: str) -> dict[str, int | str]:
    """Sums of the columns that hold counts or money; a column in which nothing is known has none."""
    totals: dict[str, int | str] = {}
    for name in rows.columns:
        values = rows.column(name)
        first = next((value for value in values if value is not None), None)
        if name == "stars" or type(first) is not int or set(map(type, values)) - {NoneType} != {int}:
            continue
        total = sum(filter(None, values))
        if name.endswith("_minor"):
            totals[name.removesuffix("_minor")] = decimal_text(total, name, currency)
        else:
            totals[name] = total
    return totals
