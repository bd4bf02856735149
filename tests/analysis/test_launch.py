"""Tests of invented products: two rates must surely fail, and the season decides what that means."""

from __future__ import annotations

import pytest

from shopdesk.analysis.launch import Measure, Outcome, judge_test
from shopdesk.analysis.verdict import Verdict


def measures(ctr: int, favourites: int, carts: int, shown: int = 2000, visitors: int = 1000) -> list[Measure]:
    """The shop's others: click rate 4 %, favourites 5 %, carts 8 %; lines at 70 % of these."""
    return [
        Measure("ctr", ctr, shown, 0.04),
        Measure("favourites", favourites, visitors, 0.05),
        Measure("carts", carts, visitors, 0.08),
    ]


@pytest.mark.parametrize(
    ("in_season", "outcome", "verdict"),
    [(True, Outcome.DROP, Verdict.ACT), (False, Outcome.RETEST, Verdict.ACT), (None, Outcome.SEASON, Verdict.UNKNOWN)],
)
def test_a_click_rate_of_two_percent_instead_of_four_in_and_out_of_season(
    in_season: bool | None, outcome: Outcome, verdict: Verdict
) -> None:
    found = judge_test(measures(40, 15, 80), in_season)  # R25's own figures: 2 % where 4 % are usual, favourites poor too
    assert (found.outcome, found.verdict) == (outcome, verdict)


def test_one_rate_alone_condemns_nothing() -> None:
    assert judge_test(measures(40, 38, 62), True).outcome is Outcome.UNKNOWN
    assert judge_test([measures(40, 15, 80)[0]], True).outcome is Outcome.UNKNOWN


def test_as_good_as_the_others_is_passed_in_any_season() -> None:
    assert judge_test(measures(80, 50, 80), False).outcome is Outcome.PASSED


def test_two_good_rates_do_not_hide_one_that_surely_failed() -> None:
    found = judge_test(measures(80, 2, 80), True)  # favourites 0.2 % against 5 %
    assert (found.outcome, found.verdict, found.needs) == (Outcome.UNKNOWN, Verdict.UNKNOWN, None)


def test_few_visitors_say_how_many_are_missing() -> None:
    found = judge_test(measures(1, 0, 1, shown=50, visitors=20), True)
    assert found.outcome is Outcome.UNKNOWN and found.needs and found.needs > 20


@pytest.mark.parametrize("broken", [Measure("ctr", None, 100, 0.04), Measure("ctr", 5, None, 0.04), Measure("ctr", 5, 100, None)])
def test_what_is_missing_never_fails(broken: Measure) -> None:
    assert judge_test([broken, *measures(0, 0, 80)[1:]], True).outcome is Outcome.UNKNOWN
    assert judge_test([broken], True).needs is None


def test_more_favourites_than_visitors_are_no_rate() -> None:
    assert judge_test([Measure("favourites", 30, 20, 0.05)], True).measured[0].interval is None
