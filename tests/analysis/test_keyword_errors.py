"""How often chance condemns or praises a word, in invented accounts with known truths; orders and baskets vary at random."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from shopdesk.analysis.ads import DEFAULTS, Economics, KeywordFigures
from shopdesk.analysis.keywords import Action, KeywordVerdict, Reason, judge_keyword, judge_keywords

CPC, BASKET = 160, 9_600
PRODUCT = Economics(margin=0.40, average_spend_minor=BASKET, usual_conversion=0.05, usual_cpc_minor=CPC)
BREAK_EVEN = CPC / (BASKET * 0.40)  # conversion, 4.17 %
TARGET = BREAK_EVEN * DEFAULTS.target_over_break_even


def seen(rng: Random, conversion: float) -> KeywordFigures:
    """A word of that true conversion: most words have few clicks; a basket is lognormal around the product's average."""
    clicks = min(3_000, int(rng.paretovariate(0.8) * 5))
    orders = sum(rng.random() < conversion for _click in range(clicks))
    baskets = sum(BASKET * rng.lognormvariate(-0.125, 0.5) for _order in range(orders))  # mean 1, sigma 0.5
    return KeywordFigures(clicks, orders, clicks * CPC, round(baskets), days_seen=14)


def account(rng: Random, words: int, truth: Callable[[Random], float]) -> tuple[list[float], list[KeywordVerdict]]:
    truths = [truth(rng) for _word in range(words)]
    return truths, judge_keywords([(seen(rng, conversion), PRODUCT) for conversion in truths])


def test_in_an_account_of_good_words_hardly_one_is_condemned() -> None:
    """Every word just breaks even, the hardest of the good. Without a bad word the rate of false discoveries is that of any."""
    rng, condemned, accounts = Random(1), 0, 60
    for _account in range(accounts):
        _truths, verdicts = account(rng, 300, lambda _rng: BREAK_EVEN)
        condemned += any(verdict.action is Action.DELETE for verdict in verdicts)
    assert condemned / accounts <= DEFAULTS.false_discovery + 0.05, "a tenth of sixty is what chance may add to it"


def test_of_the_words_deleted_few_were_good() -> None:
    """Three in ten words lose money: of those condemned the good ones stay under the stated rate, and most waste is found."""
    rng, wrong, deleted, waste, found = Random(2), 0, 0, 0, 0
    for _account in range(12):
        truths, verdicts = account(
            rng, 500, lambda rng: BREAK_EVEN * (rng.uniform(0, 0.5) if rng.random() < 0.3 else rng.uniform(1, 2))
        )
        for conversion, verdict in zip(truths, verdicts, strict=True):
            is_deleted = verdict.action is Action.DELETE
            deleted += is_deleted
            wrong += is_deleted and conversion >= BREAK_EVEN
        for conversion, verdict in zip(truths, verdicts, strict=True):
            if conversion < 0.2 * BREAK_EVEN and verdict.reason is not Reason.FEW_CLICKS:
                waste += 1
                found += verdict.action is Action.DELETE
    assert deleted > 50 and wrong / deleted <= DEFAULTS.false_discovery
    assert found / waste > 0.5


def test_of_the_words_lowered_few_reached_their_target() -> None:
    rng, wrong, lowered = Random(3), 0, 0
    for _account in range(12):
        truths, verdicts = account(
            rng, 500, lambda rng: TARGET * (rng.uniform(0.5, 0.9) if rng.random() < 0.5 else rng.uniform(1, 2))
        )
        told = [conversion for conversion, verdict in zip(truths, verdicts, strict=True) if verdict.action is Action.LOWER]
        lowered += len(told)
        wrong += sum(conversion >= TARGET for conversion in told)
    assert lowered > 30 and wrong / lowered <= DEFAULTS.false_discovery


def test_of_the_words_raised_few_miss_their_target() -> None:
    rng, wrong, raised = Random(4), 0, 0
    for _account in range(12):
        truths, verdicts = account(
            rng, 500, lambda rng: TARGET * (rng.uniform(1.5, 2.5) if rng.random() < 0.3 else rng.uniform(0.4, 1))
        )
        told = [conversion for conversion, verdict in zip(truths, verdicts, strict=True) if verdict.action is Action.RAISE]
        raised += len(told)
        wrong += sum(conversion <= TARGET for conversion in told)
    assert raised > 30 and wrong / raised <= DEFAULTS.false_rise


@pytest.mark.parametrize("clicks", [1, 2, 5, 12, 20, 29])
def test_few_clicks_never_condemn(clicks: int) -> None:
    """Whatever they cost, whatever the product earns: under `condemn_clicks` nothing is deleted or lowered."""
    rng = Random(5)
    for _word in range(3_000):
        orders = rng.choice((0, 0, 0, 1, rng.randrange(clicks + 1)))
        cpc, basket = rng.randrange(1, 50_000), rng.randrange(100, 100_000)
        word = KeywordFigures(clicks, orders, clicks * cpc, orders * basket, days_seen=rng.choice((None, 14)))
        product = Economics(
            rng.uniform(-0.2, 0.9), rng.choice((None, float(basket))), rng.choice((None, rng.uniform(0.001, 0.5))), cpc
        )
        for verdict in (judge_keyword(word, product), *judge_keywords([(word, product)] * rng.randrange(1, 9))):
            assert verdict.action not in (Action.DELETE, Action.LOWER)


def test_what_is_needed_is_enough_and_no_less_does() -> None:
    """A word whose rate stays as seen gets its verdict after the clicks it was told to wait for, not before."""
    for usual in (0.01, 0.02, 0.03, 0.05):
        product = Economics(0.40, BASKET, usual, CPC)
        needs = judge_keyword(KeywordFigures(12, 0, 12 * CPC, 0), product).needs
        assert needs is not None
        before, then = (judge_keyword(KeywordFigures(n, 0, n * CPC, 0), product).action for n in (12 + needs - 1, 12 + needs))
        assert (before, then) == (Action.WATCH, Action.DELETE)
