"""What another value of a threshold would have flagged on the days past: each is judged twice, with either value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shopdesk.playbook import Playbook
from shopdesk.steps import brief
from shopdesk.steps.briefing import Context, Severity, State

DAYS = 60


@dataclass(frozen=True)
class DayTried:
    """One day past: how many findings it has to act on or to watch, and the sentences that come or go."""

    day: date
    before: int
    after: int
    more: tuple[str, ...]
    fewer: tuple[str, ...]


def try_threshold(context: Context, step: str, tried: Playbook, days: int = DAYS) -> Iterator[DayTried]:
    """`context.day` and the days before of which `step` has data, the newest first. Each takes as long as two briefings."""
    for back in range(days):
        then = replace(context, day=context.day - timedelta(days=back))
        before = _flagged(then, step)
        if before is not None:
            after = _flagged(replace(then, playbook=tried), step) or {}
            more = tuple(text for key, text in after.items() if key not in before)
            fewer = tuple(text for key, text in before.items() if key not in after)
            yield DayTried(then.day, len(before), len(after), more, fewer)


def _flagged(context: Context, step: str) -> dict[str, str] | None:
    """The sentences of the findings to act on or to watch, by their keys; None without data."""
    briefing = brief(step, context)
    if briefing.state is State.NO_DATA:
        return None
    return {f.key: f.text for f in briefing.findings if f.severity in (Severity.ACT, Severity.WATCH)}
