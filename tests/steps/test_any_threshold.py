"""Whatever value a person gives a threshold with `?`, the morning is still told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from shopdesk import locations, playbook
from shopdesk.desk import Desk
from shopdesk.playbook import Threshold
from shopdesk.steps import STEPS, brief


class Watched(dict[str, Threshold]):
    """The thresholds, and which of them a step asks for."""

    def __init__(self, thresholds: Mapping[str, Threshold]) -> None:
        super().__init__(thresholds)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Threshold:
        self.asked.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("step", STEPS)
def test_no_value_stops_the_step(demo_folder: Path, step: str) -> None:
    desk = Desk(locations.at(demo_folder))
    desk.open()
    with desk.context() as context:
        book = playbook.load()
        watched = Watched(book.thresholds)
        brief(step, replace(context, playbook=replace(book, thresholds=watched)))
        assert watched.asked
        for name in sorted(watched.asked):
            known = book.thresholds[name]
            for value in (known.least, min(known.most, known.ours * 50 + 1)):
                briefing = brief(step, replace(context, playbook=book.having(name, value)))
                assert briefing.to_json()["step"] == step
    desk.close()
