from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import UsageError
from shopdesk.records.targets import (
    Period,
    amounts,
    month_of,
    own_days,
    parse_period,
    parts_of,
    resolve,
    set_target,
    targets,
)
from tests.steps.build import Desk


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-11-11", date(2026, 11, 11), date(2026, 11, 11)),
    ],
)
def test_a_period_has_its_days(text: str, first: date, last: date) -> None:
    period = parse_period(text)
    assert (period.text, period.first, period.last) == (text, first, last)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-Q5", "2026-13", "2026-1", "2026-02-30", "2026-Q1-01", "0000", "2026/11", "２０２６", "2026-11\x1b[2J"],
)
def test_anything_else_is_refused_with_the_forms_that_work(text: str) -> None:
    with pytest.raises(UsageError, match="2026-Q4") as caught:
        parse_period(text)
    assert "\x1b" not in caught.value.message


def test_each_period_lies_in_the_next_larger_one() -> None:
    above = []
    period: Period | None = parse_period("2026-11-11")
    while period is not None:
        above.append(period.text)
        period = period.above
    assert above == ["2026-11-11", "2026-11", "2026-Q4", "2026"]


def test_a_month_takes_what_the_quarter_leaves_it() -> None:
    november = month_of(date(2026, 11, 1))
    assert resolve({}, november) is None
    set_for_it = resolve({"2026-11": 570_000_00, "2026": 1}, november)
    assert set_for_it is not None
    assert (set_for_it.amount_minor, set_for_it.set_for) == (570_000_00, "2026-11")
    of_quarter = resolve({"2026-Q4": 920_000_00}, november)
    assert of_quarter is not None
    assert (of_quarter.amount_minor, of_quarter.set_for) == (300_000_00, "2026-Q4")
    of_rest = resolve({"2026-Q4": 920_000_00, "2026-10": 310_000_00}, november)
    assert of_rest is not None
    assert of_rest.amount_minor == round(610_000_00 * 30 / 61)
    of_year = resolve({"2026": 3_650_000_00}, november)
    assert of_year is not None
    assert (of_year.amount_minor, of_year.set_for) == (300_000_00, "2026")


def test_the_parts_of_a_year_add_up_to_it() -> None:
    known = {"2026": 3_650_000_01, "2026-Q2": 1_000_000_00, "2026-11": 570_000_00}
    months = [resolve(known, month_of(date(2026, month, 1))) for month in range(1, 13)]
    assert sum(found.amount_minor for found in months if found) == pytest.approx(3_650_000_01, abs=12)


@pytest.mark.parametrize(
    ("known", "amounts"),
    [
        ({"2026": 12_000_000, "2026-07": 2_000_000, "2026-08": 2_000_000, "2026-09": 2_000_000}, {"2026-Q3": 6_000_000}),
        ({"2026": 6_000_000, "2026-07": 5_900_000}, {"2026-Q3": 5_918_263, "2026-08": 9_281}),
        ({"2026": 6_000_000, "2026-07": 6_000_000}, {"2026-Q3": 6_000_000, "2026-08": None, "2026-Q1": None}),
    ],
)
def test_months_set_in_a_quarter_without_a_target_are_a_part_of_it(known: dict[str, int], amounts: dict[str, int | None]) -> None:
    def amount(period: Period) -> int | None:
        found = resolve(known, period)
        return found.amount_minor if found else None

    quarters = parts_of(parse_period("2026"))
    assert {period: amount(parse_period(period)) for period in amounts} == amounts
    assert sum(amount(quarter) or 0 for quarter in quarters) == pytest.approx(known["2026"], abs=4)
    for quarter in quarters:
        assert sum(amount(month) or 0 for month in parts_of(quarter)) == pytest.approx(amount(quarter) or 0, abs=3)


def test_parts_that_exceed_the_whole_leave_no_negative_target() -> None:
    found = resolve({"2026-Q4": 92, "2026-10": 100}, month_of(date(2026, 11, 1)))
    assert found is not None
    assert found.amount_minor == 30


def test_a_target_is_kept_listed_and_undone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for period, amount in (("2026-11-11", 3), ("2026-11", 2), ("2026", 1), ("2026-11", 5)):
        set_target(desk.store, desk.shop, period, amount)
    with desk.store.read() as db:
        assert [(t.period, t.amount_minor) for t in targets(db, desk.shop.id)] == [("2026", 1), ("2026-11", 5), ("2026-11-11", 3)]
        assert own_days(amounts(db, desk.shop.id), parse_period("2026-11")) == {date(2026, 11, 11): 3}
    assert desk.store.undo(desk.shop.id) == "Target of 2026-11"
    with desk.store.read() as db:
        assert amounts(db, desk.shop.id)["2026-11"] == 2


@pytest.mark.parametrize("amount", [0, -1])
def test_a_target_is_above_zero(tmp_path: Path, amount: int) -> None:
    desk = Desk(tmp_path)
    with pytest.raises(UsageError):
        set_target(desk.store, desk.shop, "2026-11", amount)
