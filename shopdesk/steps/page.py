"""Step 7, page check, weekly: spend ratio, bounce, depth; when bounce and depth both fail, raising ads is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Measure:
    value: float | None
    line: float
    good_line: float | None
    verdict: Literal["fail", "pass", "good", "unknown"]


@dataclass(frozen=True)
class PageDetails:
    spend_ratio: Measure
    bounce_rate: Measure
    visit_depth: Measure
    verdict: Literal["fail", "pass", "good", "unknown"]
    gate_closed: bool
    gate_why: str
    due: bool  # the weekly check is due
    last_check: date | None
    last_change: date | None
    window_from: date
    window_to: date
    main_spend_minor: int | None
    shop_spend_minor: int | None
    returning_share: float | None
