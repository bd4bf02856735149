"""What another value of a threshold would have flagged on the days past: each is judged twice, with either value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shopdesk.playbook import Playbook
from shopdesk.steps import brief
from shopdesk.steps.briefing import Context, Finding, Severity, State
from shopdesk.text import _

DAYS = 60


@dataclass(frozen=True)
class DayTried:
    """One day past: how many findings it has to act on or to watch, and the sentences that come or go.

    One that turns from watch to act is among `more`, one that turns back among `fewer`, each with the turn beside it.
    """

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
            yield DayTried(then.day, len(before), len(after), _more(before, after), _more(after, before, back=True))


def _more(before: Mapping[str, Finding], after: Mapping[str, Finding], back: bool = False) -> tuple[str, ...]:
    """The sentences of `after` that `before` lacks, or has only to watch; `back`: told from `after` to `before`."""
    turn = _("{text} (act → watch)") if back else _("{text} (watch → act)")
    told = []
    for key, finding in after.items():
        known = before.get(key)
        if known is None:
            told.append(finding.text)
        elif (known.severity, finding.severity) == (Severity.WATCH, Severity.ACT):
            told.append(turn.format(text=(known if back else finding).text))
    return tuple(told)


def _flagged(context: Context, step: str) -> dict[str, Finding] | None:
    """The findings to act on or to watch, by their keys; None without data."""
    briefing = brief(step, context)
    if briefing.state is State.NO_DATA:
        return None
    return {f.key: f for f in briefing.findings if f.severity in (Severity.ACT, Severity.WATCH)}
