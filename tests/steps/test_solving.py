from __future__ import annotations

import pytest

from shopdesk.analysis.attribution import Factors
from shopdesk.steps.levers import Month, levers_of, said
from shopdesk.steps.solving import day_sales, read_range, solved_lines

MONTHS = (Month("2026-08", Factors(5_000, 105, 1_050_000)), Month("2026-09", Factors(5_200, 100, 1_100_000)))  # invented


@pytest.mark.parametrize(
    ("text", "name", "low", "high"),
    [
        ("5000", "visitors", 5_000, 5_000),
        ("5,000–8,000", "visitors", 5_000, 8_000),
        ("2%", "conversion", 0.02, 0.02),
        ("2 - 3 %", "conversion", 0.02, 0.03),
        ("¥30-50", "average_spend", 3_000, 5_000),
        ("30～50", "sales", 3_000, 5_000),
    ],
)
def test_values_and_ranges_as_people_type_them(text: str, name: str, low: float, high: float) -> None:
    found = read_range(text, name, "CNY")  # type: ignore[arg-type]
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("text", ["lots", "-5", "8000-5000", "0", "1-2-3", "\x1b[2J", "1e9"])
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="write 5000 or 5000–8000"):
        read_range(text, "visitors", "CNY")


def test_what_is_solved_stands_beside_the_best_month() -> None:
    typed = {"visitors": "5000", "average_spend": "100", "sales": "12000"}
    assert solved_lines(typed, MONTHS, "CNY") == (
        "Needs a conversion of 2.40 %.",
        "Your best month (2026-08) had 2.10 %: not reached yet.",
    )
    typed |= {"sales": "10000"}
    assert solved_lines(typed, MONTHS, "CNY")[1].endswith("reached before.")


def test_ranges_and_the_published_target() -> None:
    """R115, T1, in dollars."""
    lines = solved_lines({"visitors": "5000-8000", "conversion": "2", "sales": "4550"}, (), "USD")
    assert lines[0] == "Needs $28.44 – $45.50 of average spend."
    everything = {"visitors": "5000-8000", "conversion": "2", "average_spend": "30-50", "sales": "4550"}
    assert solved_lines(everything, (), "USD") == ("Together $3,000 – $8,000 a day: the sales given lie within.",)


@pytest.mark.parametrize(
    ("sales", "words"),
    [
        ("1500-9000", "only a part of the sales given is among them."),
        ("500-9000", "all within the sales given."),
        ("1200-1500", "the sales given lie within."),
        ("3000", "the sales given are not among them."),
    ],
)
def test_how_the_sales_given_close(sales: str, words: str) -> None:
    typed = {"visitors": "1000-2000", "conversion": "2", "average_spend": "50", "sales": sales}
    assert solved_lines(typed, (), "CNY") == (f"Together ¥1,000 – ¥2,000 a day: {words}",)


def test_a_conversion_over_all_visitors_is_impossible() -> None:
    lines = solved_lines({"visitors": "10", "average_spend": "50", "sales": "9000"}, (), "CNY")
    assert lines[0] == "Needs a conversion of 1,800.00 %: over 100 % is impossible, it takes more visitors or spend."
    lines = solved_lines({"visitors": "100-1000", "average_spend": "50", "sales": "9000"}, (), "CNY")
    assert lines[0] == "Needs a conversion of 18.00 % – 180.00 %; what is over 100 % is impossible."


def test_too_few_and_wrong_figures_are_said() -> None:
    assert solved_lines({"visitors": "5000"}, (), "CNY")[0].startswith("Fill in three of the four")
    assert "is no value" in solved_lines({"visitors": "x", "conversion": "1", "sales": "2"}, (), "CNY")[0]


def test_only_one_amount_becomes_a_target() -> None:
    assert day_sales({"visitors": "5000", "conversion": "2", "average_spend": "100"}, "CNY") == pytest.approx(10_000_00)
    assert day_sales({"sales": "18000"}, "CNY") == 18_000_00
    assert day_sales({"sales": "18000-19000"}, "CNY") is None
    assert day_sales({"visitors": "5000"}, "CNY") is None


def test_the_stage_of_the_shop_decides_the_first_lever() -> None:
    """R113."""
    now = Factors(5_000, 100, 1_000_000)
    for stage, first in (("early", "visitors"), ("optimised", "conversion"), ("mature", "average_spend")):
        levers = levers_of(1_200_000, now, MONTHS, stage, 2)  # type: ignore[arg-type]
        assert levers[0].name == first
        assert all(lever.needed == pytest.approx(lever.now * 1.2) for lever in levers)
    visitors = levers_of(1_020_000, now, MONTHS, "early", 2)[0]
    assert (visitors.best, visitors.best_month) == (5_200, "2026-09")
    assert levers_of(1_200_000, None, MONTHS, "early", 2) == ()


def test_what_no_lever_reaches_alone_is_said() -> None:
    """Forty times the sales: no conversion goes over 1, and nobody has forty times the visitors."""
    levers = levers_of(40_000_000, Factors(5_000, 150, 1_000_000), MONTHS, "early", 2)
    assert not any(lever.alone for lever in levers)
    visitors, conversion, _spend = (said(lever, "CNY") for lever in levers)
    assert visitors == "visitors alone cannot do it: it would take 38.5 times the best month, 5,200 a day"
    assert conversion == "conversion alone cannot do it, not even if every visitor bought; now 3.00 %"
