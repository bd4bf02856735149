"""The year of the playbook: days that move, days over New Year, whose they are, and when a season sells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import UsageError
from shopdesk.playbook import load

ALMANAC = load().almanac


def days(
    platform: str, currency: str = "CNY", first: date = date(2026, 10, 28), last: date = date(2027, 10, 27)
) -> dict[str, date]:
    return {great.id: starts for great, starts, _ends in ALMANAC.coming(first, last, platform, currency)}


def test_each_platform_has_its_great_days() -> None:
    tmall, west = days("tmall"), days("shopify", "USD")
    assert tmall["double_11"] == date(2026, 11, 11) and tmall["mid_year"] == date(2027, 6, 18)
    assert "black_friday" not in tmall and "double_11" not in west
    assert "members" not in days("jd") and "double_11" in days("", "CNY") and "double_11" not in days("other", "USD")


@pytest.mark.parametrize(
    ("year", "friday", "monday"),
    [(2024, (11, 29), (12, 2)), (2025, (11, 28), (12, 1)), (2026, (11, 27), (11, 30))],
)
def test_days_that_move_with_the_week(year: int, friday: tuple[int, int], monday: tuple[int, int]) -> None:
    found = days("amazon", "USD", date(year, 11, 1), date(year, 12, 31))
    assert (found["black_friday"], found["cyber_monday"]) == (date(year, *friday), date(year, *monday))


def test_a_span_over_new_year_is_found_from_both_sides() -> None:
    for first in (date(2026, 12, 30), date(2027, 1, 1)):
        assert days("tmall", first=first, last=first)["christmas"] == date(2026, 12, 24)
    assert days("tmall", first=date(2027, 1, 2), last=date(2027, 1, 2)) == {}


def test_what_a_season_is_called() -> None:
    assert [season.id for season in ALMANAC.seasons_of("冬装")] == ["winter"]
    assert [season.id for season in ALMANAC.seasons_of("秋冬新款")] == ["autumn", "winter"]
    assert ALMANAC.seasons_of("四季")[0].all_year and ALMANAC.seasons_of("空调") == ()


@pytest.mark.parametrize(
    ("day", "sells_from", "sells_to"),
    [
        (date(2026, 10, 28), date(2026, 10, 10), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2026, 10, 10), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 10, 10), date(2028, 1, 31)),
    ],
)
def test_the_round_of_a_season_that_a_day_is_in(day: date, sells_from: date, sells_to: date) -> None:
    assert ALMANAC.seasons_of("winter")[0].window(day)[1:] == (sells_from, sells_to)


def test_an_item_for_two_seasons_is_of_the_one_that_begins() -> None:
    autumn, winter = (ALMANAC.season_of_title("针织裙女秋冬", day) for day in (date(2026, 7, 25), date(2026, 10, 1)))
    assert (autumn and autumn.id, winter and winter.id) == ("autumn", "winter")
    assert ALMANAC.season_of_title("针织裙", date(2026, 10, 1)) is None


def test_a_shop_adds_its_own_days_and_seasons(tmp_path: Path) -> None:
    own = tmp_path / "playbook.toml"
    own.write_text('[great_days.ours]\nzh = "店庆"\nen = "our birthday"\nday = "10-30"\n[great_days.double_11]\nlead_days = 60\n')
    almanac = load(own).almanac
    found = {great.id: great for great, _starts, _ends in almanac.coming(date(2026, 10, 28), date(2026, 11, 30), "tmall", "CNY")}
    assert found["ours"].day == (10, 30) and found["double_11"].lead_days == 60


@pytest.mark.parametrize("day", ["13-01", "2-29", "soon", "11"])
def test_a_day_that_no_year_has_is_refused(tmp_path: Path, day: str) -> None:
    own = tmp_path / "playbook.toml"
    own.write_text(f'[great_days.ours]\nzh = "店庆"\nen = "ours"\nday = "{day}"\n')
    with pytest.raises(UsageError, match="11-11"):
        load(own)
