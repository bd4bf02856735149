from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.listing import Choice, ListingNeeds, ListingReason, NewItem, judge_listing, moves
from shopdesk.analysis.verdict import Verdict

LISTED = date(2026, 2, 1)


def item(peer: str = "a", days: int = 10, sold: int | None = 100, usual: float | None = 5, **more: object) -> NewItem:
    """Invented: 10 a day against the peer's usual 5."""
    return NewItem(peer, LISTED, LISTED + timedelta(days=days), sold, usual, **more)  # type: ignore[arg-type]


def many(moving: int, still: int, **more: object) -> list[NewItem]:
    items = [item("ab"[i % 2], **more) for i in range(moving)]  # type: ignore[arg-type]
    return items + [item("ab"[i % 2], sold=3, **more) for i in range(still)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("items", "choice", "reason", "verdict"),
    [
        ([], Choice.TOO_EARLY, ListingReason.NONE_LISTED, Verdict.FINE),
        ([item("a"), item("a")], Choice.WAIT, ListingReason.FEW_PEERS, Verdict.UNKNOWN),
        (many(6, 0, days=6), Choice.WAIT, ListingReason.FEW_DAYS, Verdict.UNKNOWN),
        (many(0, 6), Choice.WAIT, ListingReason.NOT_MOVING, Verdict.FINE),
        (many(6, 1), Choice.LIST_NOW, ListingReason.MOVING, Verdict.ACT),
        (many(2, 2), Choice.WAIT, ListingReason.OPEN, Verdict.UNKNOWN),
        (many(5, 1, discounting=True), Choice.LATE, ListingReason.DISCOUNTING, Verdict.ACT),
        (many(2, 0, days=2, discounting=True), Choice.WAIT, ListingReason.FEW_DAYS, Verdict.UNKNOWN),
        (many(2, 0, discounting=True), Choice.WAIT, ListingReason.PERHAPS_LATE, Verdict.UNKNOWN),
        (many(0, 6) + many(0, 1, discounting=True), Choice.WAIT, ListingReason.NOT_MOVING, Verdict.FINE),
    ],
)
def test_choices(items: list[NewItem], choice: Choice, reason: ListingReason, verdict: Verdict) -> None:
    found = judge_listing(4, items)
    assert (found.choice, found.reason, found.verdict) == (choice, reason, verdict)


def test_boundaries() -> None:
    assert judge_listing(4, many(6, 0, days=7)).choice is Choice.LIST_NOW
    assert judge_listing(4, many(6, 0, days=6)).needs == 1
    half = many(3, 0, discounting=True) + many(3, 0)
    assert judge_listing(4, half).choice is not Choice.LATE
    assert moves(item(sold=50)) is True
    assert moves(item(sold=49)) is False


def test_the_bounds_decide_not_the_share() -> None:
    assert judge_listing(4, many(2, 0)).choice is Choice.LIST_NOW  # 2 of 2: lower bound 34 %
    assert judge_listing(4, many(160, 240)).choice is Choice.WAIT  # 35–45 %: surely under a half comes first
    assert judge_listing(4, many(1, 1)).verdict is Verdict.UNKNOWN
    assert judge_listing(4, [*many(1, 0), item("b", sold=None)]).choice is Choice.WAIT


def test_late_needs_more_than_chance() -> None:
    few = judge_listing(4, many(3, 0, discounting=True))  # 3 of 3: lower bound 44 %
    assert (few.discounted, few.needs, few.needs_unit) == (3, 1, ListingNeeds.ITEMS)
    assert few.cheaper.low == pytest.approx(0.4385, abs=5e-5)
    assert judge_listing(4, many(4, 0, discounting=True)).choice is Choice.LATE  # 51 %


def test_first_days_are_left_out() -> None:
    assert moves(item(days=3)) is None
    assert moves(item(sold=None)) is None
    assert moves(item(usual=None)) is None
    assert moves(item(sold=60)) is True
    assert moves(item(sold=60, opening_sales=40)) is False  # 20 in 7 days


def test_nobody_followed_is_not_an_answer() -> None:
    found = judge_listing(0, [])
    assert (found.verdict, found.needs, found.needs_unit) == (Verdict.UNKNOWN, 2, ListingNeeds.PEERS)


@given(st.integers(0, 40), st.integers(0, 40))
def test_unknown_always_says_what_is_missing(moving: int, still: int) -> None:
    found = judge_listing(4, many(moving, still))
    if found.verdict is Verdict.UNKNOWN:
        assert found.needs >= 1
        assert found.needs_unit is not ListingNeeds.NOTHING
