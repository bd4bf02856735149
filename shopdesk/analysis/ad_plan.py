"""Promotion's money against its plan: each tool's share, and how fast the month's money goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

from shopdesk.analysis.verdict import Verdict


class Lean(Enum):
    OVER = "over"
    UNDER = "under"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ToolShare:
    """Shares of the whole, 0..1; None where nothing is planned, or nothing was spent at all."""

    tool: str
    spent_minor: int
    planned: float | None
    share: float | None
    verdict: Verdict
    lean: Lean


@dataclass(frozen=True, slots=True)
class Pace:
    """`ratio` is spent over what should be spent by now; None where nothing is planned so far."""

    spent_minor: int
    so_far_minor: float
    ratio: float | None
    verdict: Verdict
    lean: Lean


def tool_shares(spent: Mapping[str, int], planned: Mapping[str, float], *, slack: float, enough: bool) -> list[ToolShare]:
    """Every tool that is planned or spent on, the largest part first. A share more than `slack` from its plan is to be acted
    on; `enough`: there are days enough to tell. Without a plan every share is fine, with one a tool outside it has 0 planned."""
    whole = sum(spent.values())
    shares = []
    for tool in {**planned, **spent}:
        part = spent.get(tool, 0)
        share = part / whole if whole else None
        plan = planned.get(tool, 0.0) if planned else None
        verdict, lean = Verdict.FINE, Lean.NONE
        if plan is not None and share is not None and abs(share - plan) > slack + 1e-9:
            verdict = Verdict.ACT if enough else Verdict.UNKNOWN
            lean = Lean.OVER if share > plan else Lean.UNDER
        elif plan is not None and (share is None or not enough):
            verdict = Verdict.UNKNOWN
        shares.append(ToolShare(tool, part, plan, share, verdict, lean))
    return sorted(shares, key=lambda item: (-(item.share or 0.0), -(item.planned or 0.0), item.tool))


def pace(spent_minor: int, whole_minor: int, weights: Sequence[float], days: int, *, slack: float, enough: bool) -> Pace:
    """The month's money after `days` of its days, each worth its weight of it.

    Early in a month a day more or less is much: the slack is that of a week's worth and narrows as days go by.
    """
    whole = sum(weights)
    so_far = whole_minor * sum(weights[:days]) / whole if whole else 0.0
    if so_far <= 0:
        return Pace(spent_minor, so_far, None, Verdict.UNKNOWN, Lean.NONE)
    ratio = spent_minor / so_far
    room = slack * max(1.0, sqrt(7 / days))
    if abs(ratio - 1) <= room:
        return Pace(spent_minor, so_far, ratio, Verdict.FINE if enough else Verdict.UNKNOWN, Lean.NONE)
    lean = Lean.OVER if ratio > 1 else Lean.UNDER
    return Pace(spent_minor, so_far, ratio, Verdict.ACT if enough else Verdict.UNKNOWN, lean)


def divided(whole_minor: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Whole minor units by share, the largest remainders rounded up: they add up to the whole. ValueError unless the shares
    make up 1."""
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values(), default=-1.0) < 0:
        raise ValueError("shares make up the whole")
    exact = {tool: whole_minor * share for tool, share in shares.items()}
    parts = {tool: int(amount) for tool, amount in exact.items()}
    missing = whole_minor - sum(parts.values())
    for tool in sorted(exact, key=lambda name: parts[name] - exact[name])[:missing]:
        parts[tool] += 1
    return parts
