"""Days that were themselves unusual, alone among their neighbours: no measure of what is usual."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from shopdesk.analysis.solver import Factor
from shopdesk.analysis.unusual import LEAST_MAD, DayFigures, chance_floor, lone_days, robust_score
from shopdesk.analysis.verdict import Verdict

Figures = Mapping[date, DayFigures]


def odd_days(figures: Figures, day: date, left_out: Collection[date], *, limit: float) -> dict[date, Factor]:
    """The same weekdays before `day` that stand alone and beyond a score of `limit` when they came, with the factor that did.

    A level that changed is not odd: its days stand together. `left_out` are promotions and holidays, which explain themselves.
    """
    found: dict[date, Factor] = {}
    for name, pairs in _series(figures, day):
        values = {d: part / whole for d, (part, whole) in pairs.items()}
        floor = chance_floor(part for part, _whole in pairs.values()) if name == "conversion" else LEAST_MAD
        for d in sorted(lone_days(values, left_out, limit=limit, mad_floor=floor)):
            score = robust_score(values, d, left_out, limit=limit, mad_floor=floor)
            if d.weekday() == day.weekday() and score.verdict is not Verdict.FINE:
                found.setdefault(d, name)
    return found


def _series(figures: Figures, before: date) -> Iterator[tuple[Factor, dict[date, tuple[int, int]]]]:
    """Each factor as part over whole, where both are known; visitors over 1."""
    past = [(d, f) for d, f in figures.items() if d < before]
    yield "visitors", {d: (f.visitors, 1) for d, f in past if f.visitors is not None}
    yield "conversion", {d: (f.paying_buyers, f.visitors) for d, f in past if f.paying_buyers is not None and f.visitors}
    yield "average_spend", {d: (f.sales_minor, f.paying_buyers) for d, f in past if f.sales_minor is not None and f.paying_buyers}
