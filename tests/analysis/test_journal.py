from __future__ import annotations

from random import Random

import pytest

from shopdesk.analysis.effect import Grade
from shopdesk.analysis.journal import Stretch, record, word_effect
from shopdesk.analysis.rates import two_proportions


def stretch(clicks: int, orders: int, cpc: int = 160) -> Stretch:
    return Stretch(clicks, orders, clicks * cpc, orders * 9_600)


def test_a_deleted_word_without_an_order_saved_its_cost() -> None:
    found = word_effect(stretch(620, 0), stretch(0, 0), margin=0.4, usual_spend_minor=9_600)
    assert (found.grade, found.change_minor) == (Grade.HELPED, 620 * 160)
    assert found.interval is not None and found.interval.high == found.change_minor, "it cannot have lost less than nothing"


def test_a_deleted_word_that_earned_did_harm() -> None:
    found = word_effect(stretch(900, 80), stretch(0, 0), margin=0.4)
    assert found.grade is Grade.WORSE
    assert found.change_minor == pytest.approx(-(80 * 9_600 * 0.4 - 900 * 160))


def test_few_clicks_tell_nothing() -> None:
    assert word_effect(stretch(12, 0), stretch(0, 0), margin=0.4, usual_spend_minor=9_600).grade is Grade.UNKNOWN
    assert word_effect(stretch(12, 0), stretch(0, 0), margin=0.4).change_minor is None, "no order, no price: nothing to reckon"


def test_the_same_twice_in_many_clicks_is_no_change() -> None:
    assert word_effect(stretch(200_000, 10_000), stretch(200_000, 10_000), margin=0.4).grade is Grade.NO_CHANGE
    assert word_effect(stretch(300, 12), stretch(300, 12), margin=0.4).grade is Grade.UNKNOWN


def test_with_equal_clicks_it_is_newcombes_interval() -> None:
    """Statist. Med. 17 (1998) 873–890, method 10, as in `two_proportions`, times clicks and what an order earns."""
    found = word_effect(stretch(700, 20), stretch(700, 41), margin=0.4)
    published = two_proportions(41, 700, 20, 700).interval
    assert found.interval is not None
    assert found.interval.low == pytest.approx(published.low * 700 * 9_600 * 0.4)
    assert found.interval.high == pytest.approx(published.high * 700 * 9_600 * 0.4)


def test_what_changed_nothing_is_rarely_called_help_or_harm() -> None:
    rng = Random(11)
    told = 0
    for _word in range(2_000):
        clicks, rate = rng.randrange(50, 800), rng.uniform(0.01, 0.08)
        sides = [stretch(clicks, sum(rng.random() < rate for _click in range(clicks))) for _side in range(2)]
        told += word_effect(*sides, margin=0.4, usual_spend_minor=9_600).grade in (Grade.HELPED, Grade.WORSE)
    assert told / 2_000 < 0.06


def test_the_operators_record() -> None:
    found = record([Grade.HELPED, Grade.HELPED, Grade.WORSE, Grade.NO_CHANGE, Grade.UNKNOWN])
    assert (found.judged, found.helped, found.worse, found.error_rate) == (4, 2, 1, 0.25)
    assert record([Grade.UNKNOWN]).error_rate is None
