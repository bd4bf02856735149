from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.attribution import Effects, Factors, lmdi, lmdi_by_source, log_mean


def of_rates(visitors: float, conversion: float, average_spend: float) -> Factors:
    return Factors(visitors, visitors * conversion, visitors * conversion * average_spend)


positive = st.floats(0.01, 1e6)
factors = st.builds(of_rates, positive, st.floats(0.001, 1), positive)
some_zero = st.one_of(
    factors,
    st.builds(Factors, st.just(0), st.just(0), st.just(0)),
    st.builds(Factors, positive, st.just(0), st.just(0)),
    st.builds(Factors, positive, positive, st.floats(-1e6, 0)),
)
shops = st.dictionaries(st.sampled_from("abcde"), some_zero, min_size=1)


def parts(e: Effects) -> tuple[float, float, float]:
    return e.visitors, e.conversion, e.average_spend


def test_published_two_categories() -> None:
    """LMDIR, tests/testthat: two categories of three factors."""
    base = {"1": of_rates(1, 10, 2), "2": of_rates(4, 5, 3)}
    now = {"1": of_rates(4, 5, 3), "2": of_rates(5, 6, 4)}
    found = lmdi_by_source(now, base)
    assert parts(found.by_source["1"]) == pytest.approx((50.47438029, -25.23719014, 14.76280986), abs=5e-9)
    assert parts(found.total) == pytest.approx((69.79006598, -9.455125793, 39.66505981), abs=5e-9)
    assert found.total.total == 100


def test_published_shop() -> None:
    found = lmdi(of_rates(4200, 0.024, 47.0), of_rates(5000, 0.02, 45.5))
    assert parts(found) == pytest.approx((-809.55, 846.55, 150.60), abs=0.005)
    assert found.total == pytest.approx(187.60)


def test_log_mean_limits() -> None:
    assert log_mean(7, 7) == 7
    assert log_mean(7, 0) == 0
    assert log_mean(1, 1 + 1e-15) == pytest.approx(1, rel=1e-12)
    assert log_mean(60, 20) == pytest.approx(36.4095690)


@pytest.mark.parametrize(
    ("now", "base", "owner"),
    [
        (Factors(10, 2, 50), Factors(0, 0, 0), "visitors"),
        (Factors(0, 0, 0), Factors(10, 2, 50), "visitors"),
        (Factors(10, 0, 0), Factors(10, 2, 50), "conversion"),
        (Factors(30, 2, 50), Factors(10, 0, 0), "conversion"),
        (Factors(30, 2, 0), Factors(10, 1, 50), "average_spend"),
        (Factors(30, 2, -20), Factors(10, 1, 50), "average_spend"),
    ],
)
def test_zero_cases_have_one_owner(now: Factors, base: Factors, owner: str) -> None:
    found = lmdi(now, base)
    assert getattr(found, owner) == found.total == now.sales - base.sales
    assert sum(map(abs, parts(found))) == abs(found.total)


def test_a_source_that_appears_is_mix_and_growth_of_all_is_volume() -> None:
    old = Factors(100, 5, 500)
    assert lmdi_by_source({"a": old, "b": Factors(100, 1, 40)}, {"a": old}).mix == pytest.approx(40 - 500 * 0.6931471805599453)
    grown = lmdi_by_source({"a": Factors(200, 10, 1000)}, {"a": old})
    assert grown.volume == pytest.approx(500)
    assert grown.mix == pytest.approx(0)


def test_same_visitors_from_worse_sources_is_mix() -> None:
    base = {"search": Factors(500, 25, 2500), "feed": Factors(500, 5, 500)}
    now = {"search": Factors(300, 15, 1500), "feed": Factors(700, 7, 700)}
    found = lmdi_by_source(now, base)
    assert found.volume == 0
    assert found.mix == pytest.approx(-800)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Factors(-1, 0, 0)
    with pytest.raises(ValueError, match="finite"):
        Factors(1, 1, float("nan"))


@given(some_zero, some_zero)
def test_effects_add_up_and_flip(now: Factors, base: Factors) -> None:
    there, back = lmdi(now, base), lmdi(base, now)
    scale = max(abs(now.sales), abs(base.sales), 1)
    assert sum(parts(there)) == pytest.approx(there.total, abs=1e-9 * scale * 10)
    assert parts(there) == pytest.approx(tuple(-x for x in parts(back)), abs=1e-9 * scale)


@given(shops, shops)
def test_sources_add_up(now: dict[str, Factors], base: dict[str, Factors]) -> None:
    found = lmdi_by_source(now, base)
    change = sum(f.sales for f in now.values()) - sum(f.sales for f in base.values())
    scale = sum(abs(f.sales) for f in [*now.values(), *base.values()]) + 1
    assert sum(parts(found.total)) == pytest.approx(change, abs=1e-8 * scale)
    assert found.volume + found.mix == pytest.approx(found.total.visitors, abs=1e-8 * scale)


def halves(shop: dict[str, Factors]) -> dict[str, Factors]:
    half = {name: Factors(f.visitors / 2, f.paying_buyers / 2, f.sales / 2) for name, f in shop.items()}
    return {name + side: f for name, f in half.items() for side in "xy"}


@given(shops, shops)
def test_a_source_in_two_equal_halves_changes_nothing(now: dict[str, Factors], base: dict[str, Factors]) -> None:
    whole, split = lmdi_by_source(now, base), lmdi_by_source(halves(now), halves(base))
    scale = sum(abs(f.sales) for f in [*now.values(), *base.values()]) + 1
    assert parts(split.total) == pytest.approx(parts(whole.total), abs=1e-8 * scale)
    assert split.mix == pytest.approx(whole.mix, abs=1e-8 * scale)


@given(factors, factors, st.floats(0.01, 100))
def test_another_currency_scales_everything(now: Factors, base: Factors, rate: float) -> None:
    here = lmdi(now, base)
    there = lmdi(
        Factors(now.visitors, now.paying_buyers, now.sales * rate),
        Factors(base.visitors, base.paying_buyers, base.sales * rate),
    )
    scale = max(now.sales, base.sales) * rate
    assert parts(there) == pytest.approx(tuple(x * rate for x in parts(here)), abs=1e-8 * scale)
