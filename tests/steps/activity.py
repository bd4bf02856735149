"""What the tests of step 5 share: one invented shop, its activities and its briefing."""

from __future__ import annotations

from datetime import date
from typing import Any

from shopdesk.steps import activities
from shopdesk.steps.briefing import Briefing
from tests.steps.build import Desk

DAY = date(2026, 10, 27)  # judged on the morning of 10-28
TODAY = date(2026, 10, 28)


def add(desk: Desk, **fields: Any) -> int:
    return activities.add_activity(desk.store, desk.shop, **({"name": "Big sale", "kind": "official"} | fields))


def at(desk: Desk, day: date = DAY) -> Briefing:
    return desk.brief("activities", day)


def found(briefing: Briefing) -> dict[str, Any]:
    return {finding.key: finding for finding in briefing.findings}
