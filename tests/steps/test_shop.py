from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from shopdesk.analysis.attribution import Factors, lmdi_by_source
from shopdesk.errors import UsageError
from shopdesk.models import AdDay, Cause, Product, ProductDay, ProductSourceDay, SearchWordDay, ShopDay, SourceDay, StockLevel
from shopdesk.records.products import products
from shopdesk.steps.briefing import Briefing, Finding, Severity, State
from shopdesk.steps.shop import note_log, set_product
from shopdesk.store import now
from shopdesk.text import speaking
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
SEARCH, ADS, CART = "平台流量 / 搜索流量 / 手淘搜索", "广告流量 / 站内广告 / 关键词推广(原直通车)", "经营优势 / 老客触达 / 购物车"
USUAL = {SEARCH: (1_600, 50), ADS: (800, 20), CART: (200, 12)}


def sources(desk: Desk, day: date, figures: Mapping[str, tuple[int | None, int | None]], **more: Any) -> None:
    """A source report; sales are ¥100 a buyer."""
    rows = [
        {
            "day": day,
            "device": "wireless",
            "attribution": "each",
            "source": name,
            "visitors": visitors,
            "paying_buyers": buyers,
            "sales_minor": None if buyers is None else buyers * 100_00,
        }
        | more
        for name, (visitors, buyers) in figures.items()
    ]
    desk.put(SourceDay, *rows)


def usual(desk: Desk, first: int = 1, last: int = 60) -> None:
    for back in range(first, last + 1):
        sources(desk, DAY - timedelta(days=back), USUAL)


def product_day(desk: Desk, back: int, product_id: str = "p", **figures: Any) -> None:
    row = {"visitors": 1_000, "bounce_rate": 0.48, "paying_buyers": 30, "units": 30, "sales_minor": 30 * 78_00}
    desk.put(ProductDay, {"day": DAY - timedelta(days=back), "product_id": product_id} | row | figures)


def by_key(briefing: Briefing) -> dict[str, Finding]:
    return {finding.key: finding for finding in briefing.findings}


# --- sources -------------------------------------------------------------------------------------------------------


def test_a_falling_source_asks_for_its_cause_and_says_since_when(desk: Desk) -> None:
    usual(desk, first=3)
    for back in (2, 1, 0):
        sources(desk, DAY - timedelta(days=back), USUAL | {SEARCH: (620, 19)})
    briefing = desk.brief("shop", DAY)
    row = briefing.details.sources[0]
    assert (row.source, row.visitors, row.baseline_visitors, row.verdict) == (SEARCH, 620, 1_600, "fell")
    assert row.change == pytest.approx(620 / 1_600 - 1)
    assert (row.since, row.days_down, row.mean_since, row.usual_since) == (DAY - timedelta(days=2), 3, 620, 1_600)
    finding = by_key(briefing)[f"shop:source:{SEARCH}"]
    assert (finding.rule, finding.severity) == ("R14", Severity.ACT)
    assert finding.text == "手淘搜索: 620 visitors, 61 % under usual (1,600); down since 11-08, 620 a day instead of 1,600"
    assert finding.worth_minor == pytest.approx(row.effect.total * 100, abs=1)
    assert finding.worth_minor is not None
    assert finding.worth_minor < -2_500_00
    assert finding.task is not None
    assert finding.task.role == "promotion"
    assert [f.key for f in briefing.findings if f.severity is Severity.ACT] == [finding.key]


def words(desk: Desk, back: int, figures: Mapping[str, int | None], **more: Any) -> None:
    day = DAY - timedelta(days=back)
    desk.put(
        SearchWordDay, *({"day": day, "device": "wireless", "word": word, "visitors": n} | more for word, n in figures.items())
    )


def test_a_fallen_search_names_the_words_that_lost(desk: Desk) -> None:
    usual(desk)
    sources(desk, DAY, USUAL | {SEARCH: (620, 19)})
    for back in (7, 14, 21):
        words(desk, back, {"floral dress": 900, "tea dress": 300, "long dress": 200, "new dress": 5})
        words(desk, back, {"dress": 1_500}, word_type="品类词")
    key = f"shop:source:{SEARCH}"
    assert "lost in" not in by_key(desk.brief("shop", DAY))[key].text  # the day itself has no report of words
    words(desk, 0, {"floral dress": 90, "tea dress": 298, "new dress": 60, "old dress": None})
    briefing = desk.brief("shop", DAY)
    text = by_key(briefing)[key].text
    assert text.endswith("; most of all lost in floral dress 90 instead of 900, long dress not in the report instead of 200")
    inputs = dict(briefing.whys[f"source:{SEARCH}"].inputs)
    assert inputs["search word floral dress"] == "90, usually 900"
    assert inputs["search word long dress"] == "not in the report, usually 200"
    assert not any("tea dress" in name or name == "search word dress" for name in inputs)
    assert not any(name.startswith("search word") for name, _value in briefing.whys[f"source:{ADS}"].inputs)


def test_words_of_a_search_that_did_not_fall_are_not_told(desk: Desk) -> None:
    usual(desk, first=0)
    for back in (0, 7, 14):
        words(desk, back, {"floral dress": 900 if back else 1})
    assert not any("floral" in finding.text for finding in desk.brief("shop", DAY).findings)


def test_the_effects_are_those_of_the_method_and_the_mix_is_told(desk: Desk) -> None:
    usual(desk)
    today: dict[str, tuple[int, int]] = USUAL | {SEARCH: (1_300, 38), ADS: (1_000, 26)}
    sources(desk, DAY, today)
    briefing = desk.brief("shop", DAY)
    expected = lmdi_by_source(
        {name: Factors(v, b, b * 100) for name, (v, b) in today.items()},
        {name: Factors(v, b, b * 100) for name, (v, b) in USUAL.items()},
    )
    for row in briefing.details.sources:
        theirs = expected.by_source[row.source]
        assert row.effect.visitors == pytest.approx(theirs.visitors)
        assert row.effect.conversion == pytest.approx(theirs.conversion)
    assert briefing.details.mix_effect == pytest.approx(expected.mix)
    assert briefing.details.base_days == tuple(DAY - timedelta(weeks=week) for week in (4, 3, 2, 1))


def test_a_cause_noted_for_the_day_settles_the_fall_and_an_earlier_one_is_shown(desk: Desk) -> None:
    usual(desk, first=3)
    for back in (2, 1, 0):
        sources(desk, DAY - timedelta(days=back), USUAL | {SEARCH: (620, 19)})
    key = f"shop:source:{SEARCH}"
    desk.put(Cause, {"day": DAY - timedelta(days=1), "subject": f"source:{SEARCH}", "text": "rank lost [/b]", "noted_at": now()})
    briefing = desk.brief("shop", DAY)
    assert briefing.details.sources[0].cause == ""
    assert by_key(briefing)[key].severity is Severity.ACT
    assert by_key(briefing)[key].text.endswith(". Noted 11-09: rank lost [/b]")
    desk.put(Cause, {"day": DAY, "subject": f"source:{SEARCH}", "text": "found it", "noted_at": now()})
    briefing = desk.brief("shop", DAY)
    assert briefing.details.sources[0].cause == "found it"
    assert by_key(briefing)[key].severity is Severity.WATCH
    assert by_key(briefing)[key].text.endswith(". Cause: found it")


def test_an_earlier_falls_cause_is_not_shown_with_a_new_fall(desk: Desk) -> None:
    usual(desk)
    sources(desk, DAY, USUAL | {SEARCH: (620, 19)})
    desk.put(Cause, {"day": DAY - timedelta(days=9), "subject": f"source:{SEARCH}", "text": "then", "noted_at": now()})
    finding = by_key(desk.brief("shop", DAY))[f"shop:source:{SEARCH}"]
    assert finding.severity is Severity.ACT
    assert "then" not in finding.text


@pytest.mark.parametrize(
    ("visitors", "verdict"), [(1_600, "usual"), (1_361, "usual"), (1_359, "fell"), (1_841, "rose"), (None, "unknown")]
)
def test_within_the_noise_nothing_fell_or_rose(desk: Desk, visitors: int | None, verdict: str) -> None:
    usual(desk)
    sources(desk, DAY, {SEARCH: (visitors, None)})
    rows = {row.source: row for row in desk.brief("shop", DAY).details.sources}
    assert rows[SEARCH].verdict == verdict


def test_few_visitors_never_condemn_a_source(desk: Desk) -> None:
    for back in (28, 21, 14, 7):
        sources(desk, DAY - timedelta(days=back), {"small": (31, 1), "tiny": (20, 1)})
    sources(desk, DAY, {"small": (0, 0), "tiny": (0, 0)})
    rows = {row.source: row for row in desk.brief("shop", DAY).details.sources}
    assert rows["small"].verdict == "fell"  # beyond chance: 0 of 124
    assert rows["tiny"].verdict == "usual"  # too few to follow up


def test_a_fall_that_chance_explains_is_not_told_yet(desk: Desk) -> None:
    for back in (14, 7):
        sources(desk, DAY - timedelta(days=back), {"some": (200, 5)})
    sources(desk, DAY, {"some": (169, 4)})
    briefing = desk.brief("shop", DAY)
    assert briefing.details.sources[0].verdict == "unknown"
    assert not [finding for finding in briefing.findings if finding.key.startswith("shop:source:")]


def test_without_a_baseline_nothing_is_said_to_have_moved(desk: Desk) -> None:
    sources(desk, DAY, USUAL)
    briefing = desk.brief("shop", DAY)
    assert {row.verdict for row in briefing.details.sources} == {"unknown"}
    assert briefing.details.mix_effect is None
    assert by_key(briefing)["shop:sources_history"].severity is Severity.UNKNOWN
    assert "2 more Tuesdays" in briefing.headline


def test_a_source_missing_from_the_report_is_not_zero(desk: Desk) -> None:
    usual(desk)
    sources(desk, DAY, {SEARCH: (1_600, 50), ADS: (800, 20)})
    briefing = desk.brief("shop", DAY)
    row = next(row for row in briefing.details.sources if row.source == CART)
    assert (row.visitors, row.verdict, row.effect.visitors) == (None, "unknown", -1_200)
    assert by_key(briefing)[f"shop:gone:{CART}"].severity is Severity.WATCH


def test_the_cost_of_a_source_is_its_tools(desk: Desk) -> None:
    usual(desk)
    sources(desk, DAY, USUAL | {ADS: (1_200, 30)})
    desk.put(
        AdDay,
        {"day": DAY, "level": "keyword", "tool": "关键词推广", "item": "a", "spend_minor": 1_500_00},
        {"day": DAY, "level": "keyword", "tool": "", "item": "b", "spend_minor": 9_00},
        {"day": DAY, "level": "keyword", "tool": "平台流量", "item": "c", "spend_minor": 7_00},
    )
    briefing = desk.brief("shop", DAY)
    costs = {row.source: row.cost_minor for row in briefing.details.sources}
    assert costs == {SEARCH: 7_00, ADS: 1_500_00, CART: None}
    finding = by_key(briefing)[f"shop:source:{ADS}"]
    assert (finding.rule, finding.severity, finding.task) == ("R13", Severity.FINE, None)
    assert finding.text.endswith("spent ¥1,500, ¥1.25 a visitor")


def test_subtotals_are_checks_and_never_rows(desk: Desk) -> None:
    usual(desk)
    sources(desk, DAY, USUAL)
    sources(desk, DAY, {"平台流量": (1_605, 50), "广告流量": (900, 20)}, is_leaf=False)
    desk.put(ShopDay, {"day": DAY, "origin": "sycm_shop_daily", "visitors": 3_000})
    briefing = desk.brief("shop", DAY)
    assert {row.source for row in briefing.details.sources} == set(USUAL)
    checks = {finding.key for finding in briefing.findings}
    assert checks == {"shop:subtotal:广告流量", "shop:sources_sum"}


def test_where_a_products_visitors_came_from(desk: Desk) -> None:
    """Leaves of one attribution; devices together where a line says so, else added up; nothing of another day."""
    usual(desk)
    product_day(desk, 0, visitors=100)
    rows = [
        ("搜索 / 手淘搜索", "", "each", 60, True, DAY),
        ("搜索", "", "each", 999, False, DAY),
        ("付费 / 关键词推广", "", "each", 30, True, DAY),
        ("搜索 / 手淘搜索", "wireless", "each", 50, True, DAY),
        ("搜索 / 手淘搜索", "", "last", 7, True, DAY),
        ("自主 / 购物车", "", "each", 500, True, DAY - timedelta(days=1)),
    ]
    names = ("source", "device", "attribution", "visitors", "is_leaf", "day")
    desk.put(ProductSourceDay, *({"product_id": "p"} | dict(zip(names, row, strict=True)) for row in rows))
    two = [("无线", "手机", 20), ("无线", "pc", 5)]
    desk.put(
        ProductSourceDay,
        *({"product_id": "q", "day": DAY, "source": name, "device": device, "visitors": n} for name, device, n in two),
    )
    product_day(desk, 0, "q", visitors=25)
    briefing = desk.brief("shop", DAY)
    came = {row.product_id: row.came_from for row in briefing.details.products}
    assert came == {"p": (("搜索 / 手淘搜索", 60), ("付费 / 关键词推广", 30)), "q": (("无线", 25),)}
    assert ("手淘搜索", f"60 (sycm_product_source, {DAY})") in briefing.whys["product:p"].inputs


# --- products ------------------------------------------------------------------------------------------------------


def test_ten_products_with_tier_and_quadrant(desk: Desk) -> None:
    for n in range(12):
        product_day(desk, 0, f"p{n:02}", visitors=100 + n, sales_minor=1_000_00 if n % 2 else 10_00)
    desk.put(Product, {"product_id": "p11", "title": "Coat", "tier": "hit", "is_main": True})
    rows = desk.brief("shop", DAY).details.products
    assert [row.product_id for row in rows] == [f"p{n:02}" for n in range(11, 1, -1)]
    assert (rows[0].title, rows[0].tier, rows[0].quadrant, rows[0].is_main) == ("Coat", "hit", "best", True)
    assert [row.quadrant for row in rows[1:]] == [
        "traffic",
        "best",
        "traffic",
        "best",
        "traffic",
        "sales",
        "weak",
        "sales",
        "weak",
    ]


RANGE = {"a": (500, 10, 100), "b": (400, 8, 110), "c": (300, 6, 90), "x": (50, 0, 500), "y": (50, 0, 600), "z": (20, 0, 30)}


def ranged(desk: Desk, *without_price: str) -> Briefing:
    """Visitors, units and price a day; the last three do not sell."""
    for product_id, (visitors, units, price) in RANGE.items():
        for back in range(28):
            product_day(desk, back, product_id, visitors=visitors, units=units, sales_minor=units * price * 100)
        kept = None if product_id in without_price else price * 100
        desk.put(Product, {"product_id": product_id, "title": product_id, "price_minor": kept})
    return desk.brief("shop", DAY)


def test_a_listing_that_did_not_sell_counts_in_its_price_band(desk: Desk) -> None:
    briefing = ranged(desk)
    bands = briefing.details.assortment.bands
    assert {band: (part.count, part.sales) for band, part in bands.items()} == {"low": (1, 0), "middle": (3, 1), "high": (2, 0)}
    assert bands["high"].listings == pytest.approx(2 / 6)


def test_a_listing_without_any_price_is_left_out_and_counted(desk: Desk) -> None:
    briefing = ranged(desk, "a", "y")
    bands = briefing.details.assortment.bands
    assert {band: part.count for band, part in bands.items()} == {"low": 1, "middle": 3, "high": 1}, "a sold: its price is known"
    told = dict(briefing.whys["range:band-high"].inputs)
    assert (told["in it"], told["listings without a price, left out"]) == ("1 of 5 products", "1")


def test_the_ranges_reasons_give_what_they_judge_by(desk: Desk) -> None:
    told = {key: dict(why.inputs) for key, why in ranged(desk).whys.items() if key.startswith("range:")}
    sold = {"sold": "3", "units are known of": "6", "products": "6"}
    assert told["range:selling"].items() >= sold.items()
    average = {"visitors of the average product": "6,160", "sales of the average product": "¥11,293"}
    for key in ("best", "sales", "traffic", "weak", "drop"):
        assert told[f"range:{key}"].items() >= average.items()
    assert told["range:weak"]["in it"] == "3 of 6 products"
    assert (
        told["range:band-low"].items() >= {"median price": "¥105.00", "in it": "1 of 6 products", "share of sales": "0 %"}.items()
    )
    assert told["range:tier-none"].items() >= {"in it": "6 of 6 products", "share of sales": "100 %"}.items()


def test_a_main_products_bounce_beyond_line_and_chance_goes_to_design(desk: Desk) -> None:
    for back in range(1, 42):
        figures: dict[str, Any] = {"bounce_rate": 0.69, "paying_buyers": 20, "sales_minor": 20 * 78_00}
        product_day(desk, back, **(figures if back < 4 else {}))
    product_day(desk, 0, bounce_rate=0.69, paying_buyers=20, sales_minor=20 * 78_00)
    desk.put(Product, {"product_id": "p", "title": "Tea dress"})
    finding = by_key(desk.brief("shop", DAY))["shop:bounce:p"]
    assert finding.text == "Tea dress: 69 % of visitors leave at once, usually 48 %; since 11-07"
    assert (finding.rule, finding.severity) == ("R54", Severity.ACT)
    assert finding.task is not None
    assert finding.task.role == "design"
    assert finding.worth_minor == pytest.approx(-780_00, abs=1)


@pytest.mark.parametrize("figures", [{"bounce_rate": 0.57}, {"bounce_rate": 0.69, "visitors": 20}, {"bounce_rate": None}])
def test_a_small_rise_or_few_visitors_do_not_condemn_a_page(desk: Desk, figures: dict[str, Any]) -> None:
    for back in range(1, 42):
        product_day(desk, back)
    product_day(desk, 0, **figures)
    assert "shop:bounce:p" not in by_key(desk.brief("shop", DAY))


# --- stock ---------------------------------------------------------------------------------------------------------


def stocked(desk: Desk, **on_hand: int | None) -> None:
    rows = [{"day": DAY + timedelta(days=1), "product_id": key, "on_hand": count} for key, count in on_hand.items()]
    desk.put(StockLevel, *rows)


def test_the_four_states_and_who_must_act(desk: Desk) -> None:
    for back in range(28):
        for key in ("main", "other", "order", "plenty", "gone"):
            product_day(desk, back, key, units=28 + back % 5, sales_minor=(28 + back % 5) * 78_00)
        product_day(desk, back, "slow", units=0, sales_minor=0)
    desk.put(Product, {"product_id": "main", "is_main": True, "lead_days": 5}, {"product_id": "gone", "is_main": True})
    stocked(desk, main=60, other=60, order=215, plenty=2_000, slow=500, gone=0, unseen=5, blank=None)
    briefing = desk.brief("shop", DAY)
    rows = {row.product_id: row for row in briefing.details.stock}
    states = {key: row.state for key, row in rows.items()}
    assert states == {
        "gone": "out",
        "main": "about_to_run_out",
        "other": "about_to_run_out",
        "order": "restock",
        "slow": "sells_badly",
        "blank": "unknown",
        "unseen": "unknown",
        "plenty": "fine",
    }
    assert list(rows)[:3] == ["gone", "main", "other"]
    assert rows["main"].cover_days == pytest.approx(2, rel=0.02)
    assert (rows["main"].lead_days, rows["main"].lead_assumed, rows["other"].lead_assumed) == (5, False, True)
    assert rows["slow"].cover_days is None
    found = by_key(briefing)
    severities = {key: found[f"shop:stock:{key}"].severity for key in ("gone", "main", "other", "order", "slow")}
    assert severities == {
        "gone": Severity.ACT,
        "main": Severity.ACT,
        "other": Severity.WATCH,
        "order": Severity.WATCH,
        "slow": Severity.WATCH,
    }
    lost = found["shop:stock:main"].worth_minor
    assert lost == pytest.approx(-30 * 78_00, rel=0.02)
    assert "lasts 2 days, new stock takes 5" in found["shop:stock:main"].text
    assert "shop:stock:plenty" not in found
    assert briefing.details.stock_day == DAY + timedelta(days=1)


def test_a_hundred_slow_sellers_are_no_list_of_advice(desk: Desk) -> None:
    keys = [f"slow{number:02}" for number in range(12)]
    for back in range(28):
        for key in keys:
            product_day(desk, back, key, units=0, sales_minor=0)
    stocked(desk, **dict.fromkeys(keys, 500))
    found = [f for f in desk.brief("shop", DAY).findings if f.key.startswith("shop:stock:")]
    assert len(found) == 6
    assert found[-1].text == "7 more products on the stock board want a look"
    assert found[-1].evidence == {"sells_badly": 7}


def test_stock_known_only_later_does_not_count(desk: Desk) -> None:
    desk.put(StockLevel, {"day": DAY + timedelta(days=2), "product_id": "p", "on_hand": 0})
    assert desk.brief("shop", DAY).details.stock == ()


# --- the briefing --------------------------------------------------------------------------------------------------


def test_what_is_missing_is_asked_for(desk: Desk) -> None:
    briefing = desk.brief("shop", DAY)
    assert (briefing.state, briefing.severity) == (State.NO_DATA, Severity.UNKNOWN)
    assert [need.kind for need in briefing.needs] == ["sycm_source", "sycm_product", "stock"]
    assert briefing.headline == "Import the visitors by source of 2026-11-10."
    sources(desk, DAY, USUAL)
    desk.put(StockLevel, {"day": DAY - timedelta(days=3), "product_id": "p", "on_hand": 3})
    briefing = desk.brief("shop", DAY)
    assert briefing.state is State.NEEDS
    assert [need.kind for need in briefing.needs] == ["sycm_product", "stock"]


def test_the_contracts_json_and_a_why_for_every_row(desk: Desk) -> None:
    usual(desk)
    file = desk.report("sycm_source", "[x] 来源.xls", DAY, DAY)
    sources(desk, DAY, USUAL | {SEARCH: (620, 0)}, import_id=file)
    product_day(desk, 0)
    stocked(desk, p=0)
    briefing = desk.brief("shop", DAY)
    found = json.loads(json.dumps(briefing.to_json(), allow_nan=False))
    keys = {"source", "visitors", "baseline_visitors", "paying_buyers", "sales", "cost", "effect"}
    assert set(found["sources"][0]) >= keys
    assert found["sources"][0]["cost"] is None, "an amount or nothing, never an object"
    assert set(found["sources"][0]["effect"]) == {"visitors", "conversion", "average_spend"}
    assert set(found["products"][0]) >= {"product_id", "title", "tier", "quadrant", "visitors", "sales"}
    assert set(found["stock"][0]) >= {"product_id", "on_hand", "cover_days", "reorder_point", "state"}
    rows = {f"source:{name}" for name in USUAL} | {"product:p", "stock:p", "mix_effect"}
    assert rows == {name for name in briefing.whys if not name.startswith("range:")}
    assert briefing.whys[f"source:{SEARCH}"].inputs[-1] == ("down since", "2026-11-10")
    assert ("visitors", "620 ([x] 来源.xls, 2026-11-10)") in briefing.whys[f"source:{SEARCH}"].inputs


def test_hostile_names_are_made_harmless(desk: Desk) -> None:
    name = "[red]搜索\x1b]52;c;x\x07\u202e"
    for back in (28, 21, 14, 7):
        sources(desk, DAY - timedelta(days=back), {name: (1_000, 10)})
    sources(desk, DAY, {name: (500, 5)})
    for text in (desk.brief("shop", DAY).findings[0].text, desk.brief("shop", DAY).headline):
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_it_speaks_chinese(desk: Desk) -> None:
    usual(desk)
    sources(desk, DAY, USUAL | {SEARCH: (620, 19)})
    with speaking("zh"):
        assert desk.brief("shop", DAY).headline.startswith("手淘搜索：访客数 620，比平时少 61 %")


# --- what the operator notes ---------------------------------------------------------------------------------------


def test_the_days_logs_are_kept_shown_and_undone(desk: Desk) -> None:
    note_log(desk.store, desk.shop, DAY, "promotion", " raised two words ", spend_minor=1_920_00)
    note_log(desk.store, desk.shop, DAY, "service", "", enquiries=120, deals=30, reply_seconds=12.5)
    note_log(desk.store, desk.shop, DAY, "promotion", "raised three words")
    logs = desk.brief("shop", DAY).details.logs
    assert [(log.kind, log.text, log.spend_minor, log.enquiries) for log in logs] == [
        ("promotion", "raised three words", None, None),
        ("service", "", None, 120),
    ]
    assert desk.store.undo(desk.shop.id) == "promotion log"
    assert desk.brief("shop", DAY).details.logs[0].spend_minor == 1_920_00


@pytest.mark.parametrize(
    "log",
    [
        {"kind": "other", "text": "x"},
        {"kind": "service", "text": " "},
        {"kind": "service", "text": "x", "deals": 3, "enquiries": 2},
        {"kind": "promotion", "text": "x", "spend_minor": -1},
    ],
)
def test_a_log_that_cannot_be_is_refused(desk: Desk, log: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        note_log(desk.store, desk.shop, DAY, **log)
    assert desk.brief("shop", DAY).details.logs == ()


def test_what_the_operator_says_of_a_product_is_kept_and_undone(desk: Desk) -> None:
    desk.put(Product, {"product_id": "p", "title": "Coat"})
    set_product(desk.store, desk.shop, "p", is_main=True, tier="hit", lead_days=5, season_end=date(2026, 11, 30))
    with desk.store.read() as db:
        kept = products(db, desk.shop.id)["p"]
    assert (kept.title, kept.is_main, kept.tier, kept.lead_days, kept.season_end) == ("Coat", True, "hit", 5, date(2026, 11, 30))
    assert desk.store.undo(desk.shop.id) == "product changed"
    with desk.store.read() as db:
        assert products(db, desk.shop.id)["p"].is_main is None


@pytest.mark.parametrize("fields", [{"tier": "best"}, {"lead_days": -1}, {"title": "mine"}, {"price_minor": -5}])
def test_what_a_product_cannot_be_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        set_product(desk.store, desk.shop, "p", **fields)


@pytest.mark.parametrize("when", [0, 1, 3, 10])
@pytest.mark.parametrize(("units", "sales"), [(-1, -100_00), (2, -50_00), (-1, 100_00)])
def test_a_day_of_refunds_is_no_price(desk: Desk, when: int, units: int, sales: int) -> None:
    span = range(60)
    rows = [
        {"day": DAY - timedelta(days=back), "product_id": "p", "visitors": 60, "paying_buyers": 1}
        | ({"units": units, "sales_minor": sales} if back == when else {"units": 1, "sales_minor": 100_00})
        for back in span
    ]
    desk.put(ProductDay, *rows)
    assert not [f for f in desk.brief("shop", DAY).findings if f.key.startswith("shop:price")]
