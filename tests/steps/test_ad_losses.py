"""Crowds, regions, pictures … that surely lose, as findings: the worst few, each money once. All figures are invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shopdesk.models import AdDay
from shopdesk.steps.briefing import Briefing, Finding, Severity
from tests.steps.build import Desk
from tests.steps.test_breakdown import CROWDS, DAY, LAST, put

FAIR = {"coat": (1_100, 33)}  # a word that earns more than it costs


def brief(desk: Desk, **thresholds: float) -> Briefing:
    return desk.brief("ads", DAY, **thresholds)


def told(desk: Desk, **thresholds: float) -> dict[str, Finding]:
    found = brief(desk, **thresholds).findings
    return {finding.key.removeprefix("ads:line:"): finding for finding in found if finding.key.startswith("ads:line:")}


def words(desk: Desk, rows: dict[str, tuple[int, int]] = FAIR, **more: Any) -> None:
    put(desk, "keyword", rows, **{"product_id": "p"} | more)


def test_a_crowd_that_surely_loses_is_told_with_its_money_and_a_task(desk: Desk) -> None:
    words(desk)
    put(desk, "crowd", CROWDS)
    found = told(desk)
    assert list(found) == ["crowd:keywords:sale hunters"], "only what surely loses"
    finding = found["crowd:keywords:sale hunters"]
    assert (finding.severity, finding.rule) == (Severity.ACT, "R32")
    assert finding.worth_minor == round((1_100_00 * 0.4 - 2_200_00) / 11)
    assert finding.text.startswith("Loses money: the crowd “sale hunters”, ¥2,200 spent at an ROI of 0.5 (at most 0.9)")
    assert finding.text.endswith("(the words' money, seen another way)")
    assert finding.task is not None
    assert (finding.task.role, finding.task.title) == ("promotion", "Switch off the crowd “sale hunters”, or bid less for it")
    assert finding.why is not None and "ads.lines" in finding.why.settings
    assert brief(desk).findings[0] == finding, "it costs the most"


def test_the_same_money_is_never_counted_twice(desk: Desk) -> None:
    """A word that loses ¥200 a day and a crowd that loses as much of the same money are ¥200, not ¥400."""
    words(desk, FAIR | {"hat": (2_200, 0)})
    put(desk, "crowd", {"sale hunters": (2_200, 0), "fair": (1_100, 33)})
    briefing = brief(desk)
    losing = [finding.worth_minor for finding in briefing.findings if finding.severity is Severity.ACT]
    assert losing[:2] == [-20_000, -20_000]
    assert "; ¥200 lost a day" in briefing.headline


def test_money_that_no_word_tells_of_is_added(desk: Desk) -> None:
    words(desk, FAIR | {"hat": (2_200, 0)})
    put(desk, "campaign", {"": (2_200, 0)}, tool="crowds", campaign="autumn", campaign_id="9")
    (finding,) = told(desk).values()
    assert "the campaign “autumn”" in finding.text and "seen another way" not in finding.text
    assert "; ¥400 lost a day" in brief(desk).headline


@pytest.mark.parametrize("level", ["campaign", "group", "product"])
def test_sums_of_the_words_are_told_by_the_words(desk: Desk, level: str) -> None:
    words(desk, FAIR | {"hat": (2_200, 0)})
    put(desk, level, {"": (2_200, 11)}, campaign="a", campaign_id="1", group_name="b", group_id="2", product_id="p")
    assert not told(desk)


def test_of_several_ways_to_see_one_money_the_one_that_loses_most_is_told(desk: Desk) -> None:
    words(desk)
    put(desk, "crowd", {"sale hunters": (2_200, 11), "fair": (2_200, 110)})
    put(desk, "region", {"浙江": (4_400, 22), "广东": (2_200, 110)})
    assert list(told(desk)) == ["region:浙江"]


def test_the_worst_few_are_told(desk: Desk) -> None:
    words(desk)
    put(desk, "crowd", {f"c{n}": (1_100 + 110 * n, 3) for n in range(6)} | {"fair": (2_200, 110)})
    assert list(told(desk)) == [f"crowd:keywords:c{n}" for n in (5, 4, 3)]
    assert list(told(desk, ads__lines=1)) == ["crowd:keywords:c5"]


def test_what_was_switched_off_is_quiet(desk: Desk) -> None:
    """The newest days have a report by crowd, and the loser is no more in it."""
    words(desk)
    put(desk, "crowd", CROWDS)
    newest = {"day": LAST + timedelta(days=2), "level": "crowd", "tool": "keywords", "clicks": 9, "spend_minor": 900}
    desk.put(AdDay, newest | {"item": "returning"})
    assert not told(desk)
    desk.put(AdDay, newest | {"item": "sale hunters"})
    assert list(told(desk)) == ["crowd:keywords:sale hunters"]


def test_missing_figures_and_good_lines_say_nothing(desk: Desk) -> None:
    words(desk)
    put(desk, "crowd", {"returning": (1_100, 110)})
    put(desk, "region", {"浙江": (2_200, 11)}, orders=None, sales_minor=None)
    assert not told(desk)
