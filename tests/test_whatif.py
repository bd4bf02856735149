"""What another threshold would have flagged on the days past, on the invented shop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shopdesk import locations, whatif
from shopdesk.desk import Desk
from shopdesk.steps.briefing import Briefing, Context, Finding, Severity, State
from shopdesk.whatif import DayTried, try_threshold


@pytest.fixture
def context(demo_folder: Path) -> Iterator[Context]:
    desk = Desk(locations.at(demo_folder))
    desk.open()
    with desk.context() as context:
        yield context
    desk.close()


def test_a_stricter_line_flags_more_and_a_looser_one_fewer(context: Context) -> None:
    """The page's bounce is 63 %: under our 70 % it passes every day, at 50 % it fails."""
    strict = context.playbook.having("page.bounce_fail", 0.5)
    tried = list(try_threshold(context, "page", strict, 5))
    assert [day.day for day in tried] == [date(2026, 10, 27 - n) for n in range(5)]
    for day in tried:
        (more,) = day.more
        assert "should be under 50 %" in more and day.fewer == () and day.after == day.before + 1
    back = list(try_threshold(replace(context, playbook=strict), "page", context.playbook, 5))
    assert back == [DayTried(day.day, day.after, day.before, day.fewer, day.more) for day in tried]


def test_the_same_value_changes_nothing_and_days_without_data_are_left_out(context: Context) -> None:
    tried = list(try_threshold(context, "page", context.playbook, 400))
    assert len(tried) == 120, "as long as the shop has figures"
    assert all((day.more, day.fewer) == ((), ()) and day.before == day.after for day in tried)


def test_what_turns_from_watch_to_act_is_a_difference(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same finding of every day, which a line of 1 makes urgent."""

    def told(step: str, context: Context) -> Briefing:
        severity = Severity.ACT if context.playbook["page.bounce_fail"] == 1 else Severity.WATCH
        finding = Finding("page:x", "R57", severity, "Bounce is high", {})
        return Briefing(step, context.day, State.READY, "", severity, None, (finding,))

    monkeypatch.setattr(whatif, "brief", told)
    watch, act = (context.playbook.having("page.bounce_fail", value) for value in (0.5, 1))
    (day,) = try_threshold(replace(context, playbook=watch), "page", act, 1)
    assert (day.before, day.after, day.more, day.fewer) == (1, 1, ("Bounce is high (watch → act)",), ())
    (day,) = try_threshold(replace(context, playbook=act), "page", watch, 1)
    assert (day.before, day.after, day.more, day.fewer) == (1, 1, (), ("Bounce is high (act → watch)",))
