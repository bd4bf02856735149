"""A hole in the figures, a product out of stock, a new price, a promotion's end, a shift of sources: each named as what it is.

All figures are invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from shopdesk.models import AdDay, Log, OrderFact, OrderItem, Product, ProductDay, PromotionDay, ShopDay, SourceDay, StockLevel
from shopdesk.playbook import load
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Briefing, Finding, Severity
from shopdesk.steps.causes import Cause, causes
from shopdesk.store import now
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
SHARES = {"a / search": 0.5, "a / feed": 0.2, "b / 广告": 0.2, "c / cart": 0.1}
RATES = {"a / search": 0.03, "a / feed": 0.01, "b / 广告": 0.02, "c / cart": 0.08}


def shop(
    desk: Desk, newest: dict[str, float] | None = None, counted: float = 1.0, visitors: float = 4_000, until: date = DAY
) -> None:
    """Twelve weeks that swing by 5 %; on the day `newest` are shares left by source, `counted` what the shop's report saw."""
    rng = random.Random(5)
    sources, days = [], []
    for back in range(84, -1, -1):
        d, total, buyers = until - timedelta(days=back), 0, 0
        whole = visitors * (1 + rng.uniform(-0.05, 0.05))
        for name, share in SHARES.items():
            left = (newest or {}).get(name, 1.0) if not back else 1.0
            seen = round(whole * share * left * (1 + rng.uniform(-0.04, 0.04)))
            paid = round(seen * RATES[name])
            total, buyers = total + seen, buyers + paid
            figures = {"visitors": seen, "paying_buyers": paid, "sales_minor": paid * 100_00}
            sources.append({"day": d, "source": name, "device": "wireless", "attribution": "each"} | figures)
        seen = total if back else round(total * counted)
        figures = {"visitors": seen, "paying_buyers": buyers, "sales_minor": buyers * 100_00, "page_views": seen * 3}
        days.append({"day": d, "origin": "sycm_shop_daily", "bounce_rate": 0.6} | figures)
    desk.put(SourceDay, *sources)
    desk.put(ShopDay, *days)


def products(desk: Desk, back_from: int = 56, changed_days: int = 3, **newest: Any) -> None:
    """A main product and another; `newest` overrides the main one's last days."""
    rng = random.Random(6)
    rows = []
    for back in range(back_from - 1, -1, -1):
        for key, scale in (("p", 1.0), ("q", 0.5)):
            units = round(30 * scale * (1 + rng.uniform(-0.1, 0.1)))
            row = {"visitors": round(1_000 * scale), "paying_buyers": units, "units": units, "sales_minor": units * 80_00}
            changed = newest if key == "p" and back < changed_days else {}
            rows.append({"day": DAY - timedelta(days=back), "product_id": key, "bounce_rate": 0.5} | row | changed)
    desk.put(ProductDay, *rows)
    desk.put(Product, {"product_id": "p", "title": "Coat", "is_main": True, "tier": "hit"}, {"product_id": "q", "title": "Hat"})


def by_key(briefing: Briefing) -> dict[str, Finding]:
    return {finding.key: finding for finding in briefing.findings}


def alarms(briefing: Briefing) -> dict[str, Severity]:
    return {f.key: f.severity for f in briefing.findings if f.severity in (Severity.ACT, Severity.WATCH)}


def todays(desk: Desk, day: date = DAY) -> dict[str, Cause]:
    """Today's causes by their findings' keys, as the first screen ranks them."""
    briefings = {step: desk.brief(step, day) for step in STEPS}
    return {cause.finding.key: cause for cause in causes(briefings, part=load()["causes.part"])}


def told(cause: Cause) -> set[str]:
    return {finding.key for _step, finding in cause.folded}


def test_a_quiet_day_gives_no_alarm(desk: Desk) -> None:
    shop(desk)
    products(desk)
    assert alarms(desk.brief("shop", DAY)) == {}


# --- holes in the figures ------------------------------------------------------------------------------------------


def test_visitors_gone_while_buyers_stay_are_a_gap_and_no_fall(desk: Desk) -> None:
    shop(desk, newest=None, counted=0.3)
    briefing = desk.brief("shop", DAY)
    assert alarms(briefing) == {"shop:gap:shop": Severity.ACT}
    finding = by_key(briefing)["shop:gap:shop"]
    assert finding.text.startswith("The figures have a gap, not the shop")
    assert finding.worth_minor is None and finding.task is not None
    assert finding.why is not None and "gap.visitors" in finding.why.settings


def test_a_source_without_visitors_but_with_its_buyers_is_a_gap(desk: Desk) -> None:
    shop(desk)
    with desk.store.write() as db:
        db.exec_driver_sql(
            "UPDATE sourceday SET visitors = visitors / 4 WHERE day = ? AND source = ?", (DAY.isoformat(), "a / search")
        )
    found = alarms(desk.brief("shop", DAY))
    assert "shop:gap:source" in found
    assert "shop:source:a / search" not in found


def test_a_source_that_lost_visitors_and_buyers_fell(desk: Desk) -> None:
    shop(desk, newest={"a / search": 0.4})
    assert alarms(desk.brief("shop", DAY)) == {"shop:source:a / search": Severity.ACT}


def test_two_reports_that_always_differ_are_no_hole(desk: Desk) -> None:
    """The shop's own report swings by an eighth about its sources'; on the day, a source fell and they explain 77 % of it."""
    shop(desk, newest={"a / search": 0.4}, counted=1.3)
    with desk.store.write() as db:
        sql = "UPDATE shopday SET visitors = visitors * (0.88 + 0.12 * (CAST(strftime('%j', day) AS INTEGER) % 3)) WHERE day < ?"
        db.exec_driver_sql(sql, (DAY.isoformat(),))
    assert alarms(desk.brief("shop", DAY)) == {"shop:source:a / search": Severity.ACT}
    hole = desk.brief("shop", DAY, gap__spreads=1)
    assert alarms(hole) == {"shop:sources_sum": Severity.ACT}, "what the report lacks may be what fell"
    assert "the sources explain" in by_key(hole)["shop:sources_sum"].text


# --- known causes --------------------------------------------------------------------------------------------------


def test_all_sources_alike_are_one_finding(desk: Desk) -> None:
    shop(desk, newest=dict.fromkeys(SHARES, 0.6))
    assert alarms(desk.brief("shop", DAY)) == {"shop:alike": Severity.ACT}


def test_after_a_promotion_fewer_visitors_are_no_fault(desk: Desk) -> None:
    shop(desk, newest=dict.fromkeys(SHARES, 0.7))
    desk.put(PromotionDay, {"day": DAY - timedelta(days=2), "name": "11.11 [x]", "multiplier": 2.0})
    briefing = desk.brief("shop", DAY)
    assert alarms(briefing) == {}
    assert by_key(briefing)["shop:after_promotion"].severity is Severity.FINE


def test_a_fall_deeper_than_a_promotions_end_is_told_all_the_same(desk: Desk) -> None:
    shop(desk, newest=dict.fromkeys(SHARES, 0.8) | {"c / cart": 0.35})
    desk.put(PromotionDay, {"day": DAY - timedelta(days=2), "name": "sale"})
    briefing = desk.brief("shop", DAY)
    assert alarms(briefing) == {"shop:source:c / cart": Severity.ACT}
    assert "c / cart" not in by_key(briefing)["shop:after_promotion"].evidence["sources"]


@pytest.mark.parametrize(("day", "kind"), [(date(2026, 10, 3), "holiday"), (date(2026, 10, 14), None)])
def test_a_holiday_explains_fewer_visitors_of_its_own_days_only(desk: Desk, day: date, kind: str | None) -> None:
    shop(desk, newest=dict.fromkeys(SHARES, 0.7), until=day)
    briefing = desk.brief("shop", day)
    assert alarms(briefing) == ({} if kind else {"shop:alike": Severity.ACT})
    if kind:
        assert by_key(briefing)[f"shop:{kind}"].text == "National Day is on: 4 sources are under usual, no fault"


def test_a_shift_between_sources_is_told_with_what_it_cost(desk: Desk) -> None:
    shop(desk, newest={"a / search": 0.4, "a / feed": 2.6})
    found = by_key(desk.brief("shop", DAY))
    mix = found["shop:mix"]
    assert (mix.rule, mix.severity) == ("R63", Severity.ACT)
    assert mix.worth_minor is not None and mix.worth_minor < 0
    assert "feed" in mix.text


def strangers(desk: Desk, days: int, name: str = "d / new", loyal: float = 1.0) -> None:
    """A source without history brings 1,800 visitors a day, of whom 4 buy and hardly any stay; of all others `loyal` buy."""
    newest = [DAY - timedelta(days=back) for back in range(days)]
    first = newest[-1].isoformat()
    row = {
        "source": name,
        "device": "wireless",
        "attribution": "each",
        "visitors": 1_800,
        "paying_buyers": 4,
        "sales_minor": 400_00,
    }
    with desk.store.write() as db:
        for model in ("sourceday", "shopday"):
            db.exec_driver_sql(
                f"UPDATE {model} SET paying_buyers = CAST(paying_buyers * ? AS INTEGER) WHERE day >= ?", (loyal, first)
            )
        sql = (
            "UPDATE shopday SET bounce_rate = (bounce_rate * visitors + 1710) / (visitors + 1800), visitors = visitors + 1800,"
            " page_views = page_views + 1980, paying_buyers = paying_buyers + 4 WHERE day >= ?"
        )
        db.exec_driver_sql(sql, (first,))
        for model in ("sourceday", "shopday"):
            db.exec_driver_sql(f"UPDATE {model} SET sales_minor = paying_buyers * 10000")
    desk.put(SourceDay, *({"day": day} | row for day in newest))


def page_tasks(desk: Desk) -> list[str]:
    return [f.key for f in desk.brief("page", DAY).findings if f.severity is Severity.ACT or f.task is not None]


def test_a_source_nobody_knew_is_named_and_the_page_is_not_blamed(desk: Desk) -> None:
    """One day of it: a third of the visitors, and the bounce rate leaps by 11 points."""
    shop(desk)
    strangers(desk, days=1)
    found = by_key(desk.brief("shop", DAY))
    assert found["shop:source:d / new"].text.startswith("new: 1,800 visitors, new: none on a usual Tuesday")
    mix = by_key(desk.brief("page", DAY))["page:mix"]
    assert (mix.rule, mix.severity, mix.evidence["source"]) == ("R63", Severity.FINE, "d / new")
    assert page_tasks(desk) == []
    today = todays(desk)
    first = next(iter(today.values()))
    assert first.finding.key == "shop:mix" and first.finding.evidence["source"] == "d / new"
    assert told(first) >= {"shop:source:d / new", "numbers:conversion"}
    assert not any(key.startswith("page:") for key in today)


@pytest.mark.parametrize("days", [7, 18, 24])
def test_a_gate_that_other_visitors_closed_says_so_and_asks_for_no_design(desk: Desk, days: int) -> None:
    """Bounce 70 % and depth 2.4 fail for a week, or since a source came to stay."""
    shop(desk)
    strangers(desk, days)
    briefing = desk.brief("page", DAY)
    assert briefing.details.gate_closed and briefing.details.gate_rule == "R63"
    assert "Closed by other visitors, not by the page" in briefing.details.gate_why
    assert "of them come from new" in briefing.details.gate_why
    gate = by_key(briefing)["page:gate"]
    assert (gate.rule, gate.severity) == ("R63", Severity.WATCH) and "look at new first" in gate.text
    assert "page:mix" not in by_key(briefing), "the week says it already"
    assert page_tasks(desk) == []
    if days == 7:
        first = next(iter(todays(desk).values()))
        assert first.finding.key == "shop:mix" and "page:gate" in told(first)


def test_a_page_that_broke_among_other_visitors_is_blamed_all_the_same(desk: Desk) -> None:
    shop(desk)
    strangers(desk, days=1, loyal=0.5)
    broken = by_key(desk.brief("page", DAY))["page:broken"]
    assert broken.severity is Severity.ACT and broken.evidence["page_itself"] is True
    assert {"shop:mix", "page:broken"} <= todays(desk).keys(), "both are true: neither explains the other"


def test_a_page_that_failed_the_usual_visitors_too_is_not_excused(desk: Desk) -> None:
    shop(desk)
    with desk.store.write() as db:
        db.exec_driver_sql("UPDATE shopday SET bounce_rate = 0.75, page_views = visitors * 2")
    strangers(desk, days=7)
    gate = by_key(desk.brief("page", DAY))["page:gate"]
    assert (gate.rule, gate.severity) == ("R64", Severity.ACT) and gate.task is not None


def test_a_renamed_source_is_no_new_one(desk: Desk) -> None:
    shop(desk)
    with desk.store.write() as db:
        sql = "UPDATE sourceday SET source = 'b / 推广' WHERE source = 'b / 广告' AND day = ?"
        db.exec_driver_sql(sql, (DAY.isoformat(),))
    found = by_key(desk.brief("shop", DAY))
    assert "shop:source:b / 推广" not in found and found["shop:gone:b / 广告"].severity is Severity.UNKNOWN


def test_all_sources_fall_for_a_product_that_is_out_of_stock(desk: Desk) -> None:
    shop(desk, newest=dict.fromkeys(SHARES, 0.75))
    products(desk, visitors=300, paying_buyers=0, units=0, sales_minor=0)
    desk.put(StockLevel, {"day": DAY, "product_id": "p", "on_hand": 0}, {"day": DAY, "product_id": "q", "on_hand": 400})
    alike = by_key(desk.brief("shop", DAY))["shop:alike"]
    assert (alike.severity, alike.task) == (Severity.WATCH, None)
    assert alike.text.endswith("Likely cause: Coat is out of stock since 11-08") and "season" not in alike.text
    today = todays(desk)
    first = next(iter(today.values()))
    assert first.finding.key == "shop:stock:p" and told(first) >= {"shop:alike", "numbers:visitors"}


def test_the_first_day_out_of_stock_is_enough_where_the_stock_list_says_so(desk: Desk) -> None:
    shop(desk, newest=dict.fromkeys(SHARES, 0.75))
    products(desk)
    with desk.store.write() as db:
        sql = (
            "UPDATE productday SET visitors = 300, paying_buyers = 0, units = 0, sales_minor = 0 WHERE product_id = ? AND day = ?"
        )
        db.exec_driver_sql(sql, ("p", DAY.isoformat()))
    assert by_key(desk.brief("shop", DAY))["shop:alike"].severity is Severity.ACT
    desk.put(StockLevel, {"day": DAY, "product_id": "p", "on_hand": 0}, {"day": DAY, "product_id": "q", "on_hand": 400})
    assert by_key(desk.brief("shop", DAY))["shop:alike"].severity is Severity.WATCH


def test_a_product_that_lost_little_of_it_does_not_explain_all_sources(desk: Desk) -> None:
    """1,000 visitors are missing; of a product out of stock 300 of them."""
    shop(desk, newest=dict.fromkeys(SHARES, 0.75))
    products(desk, visitors=700, paying_buyers=0, units=0, sales_minor=0)
    assert by_key(desk.brief("shop", DAY))["shop:alike"].severity is Severity.ACT


def test_a_product_that_sells_nothing_any_more_explains_its_sources_fall(desk: Desk) -> None:
    shop(desk, newest={"a / search": 0.75})
    products(desk, visitors=200, paying_buyers=0, units=0, sales_minor=0)
    found = by_key(desk.brief("shop", DAY))
    gone = found["shop:sold_out:p"]
    assert (gone.severity, gone.worth_minor) == (Severity.ACT, pytest.approx(-2_400_00, rel=0.05))
    assert "nothing sold since 11-08" in gone.text
    search = found["shop:source:a / search"]
    assert search.severity is Severity.WATCH, "its cause is known"
    assert "Coat is out of stock since 11-08" in search.text


def test_from_how_many_units_on_it_is_told_is_the_operators_choice(desk: Desk) -> None:
    """30 units a day, none for three days: 90 were to be expected."""
    shop(desk)
    products(desk, visitors=200, paying_buyers=0, units=0, sales_minor=0)
    assert "shop:sold_out:p" in by_key(desk.brief("shop", DAY, products__gone_units=89))
    assert "shop:sold_out:p" not in by_key(desk.brief("shop", DAY, products__gone_units=91))


def test_how_sure_a_changed_conversion_must_be_is_the_operators_choice(desk: Desk) -> None:
    shop(desk)
    products(desk, paying_buyers=20, units=20, sales_minor=20 * 100_00)
    for chance, said in ((0.01, True), (0.0001, False)):
        finding = by_key(desk.brief("shop", DAY, conversion__chance=chance))["shop:price:p"]
        assert ("; conversion 2.00 %" in finding.text) is said, finding.why


def test_where_the_stock_list_says_so_the_board_alone_speaks(desk: Desk) -> None:
    shop(desk)
    products(desk, paying_buyers=0, units=0, sales_minor=0)
    desk.put(StockLevel, {"day": DAY, "product_id": "p", "on_hand": 0}, {"day": DAY, "product_id": "q", "on_hand": 2_000})
    found = by_key(desk.brief("shop", DAY))
    assert "shop:sold_out:p" not in found
    stock = found["shop:stock:p"]
    assert stock.severity is Severity.ACT
    assert stock.worth_minor == pytest.approx(-2_400_00, rel=0.05), "what it sold before it was out"


def test_a_dearer_hit_is_named_with_its_conversion(desk: Desk) -> None:
    shop(desk)
    products(desk, paying_buyers=12, units=12, sales_minor=12 * 100_00)
    finding = by_key(desk.brief("shop", DAY))["shop:price:p"]
    assert (finding.rule, finding.severity) == ("R91", Severity.ACT)
    assert finding.text == "Coat: buyers pay ¥100.00 since 11-08, before ¥80.00 (+25 %); conversion 1.20 %, before 3.00 %"
    assert finding.worth_minor is not None and finding.worth_minor < 0


def test_a_price_changed_yesterday_is_told_at_once(desk: Desk) -> None:
    """A day of few pieces among three hardly moves what the three brought."""
    shop(desk)
    products(desk, changed_days=1, paying_buyers=12, units=12, sales_minor=12 * 100_00)
    finding = by_key(desk.brief("shop", DAY))["shop:price:p"]
    assert finding.text.startswith("Coat: buyers pay ¥100.00 since 11-10, before ¥80.00 (+25 %)")


def test_a_planned_price_is_no_news(desk: Desk) -> None:
    shop(desk)
    products(desk, paying_buyers=30, units=30, sales_minor=30 * 60_00)
    desk.put(PromotionDay, {"day": DAY - timedelta(days=2), "name": "sale", "multiplier": 1.5})
    assert "shop:price:p" not in by_key(desk.brief("shop", DAY))


def test_a_product_sold_under_its_cost(desk: Desk) -> None:
    shop(desk)
    products(desk)
    with desk.store.write() as db:
        db.exec_driver_sql("UPDATE product SET cost_minor = 9000 WHERE product_id = 'p'")
    finding = by_key(desk.brief("shop", DAY))["shop:margin:p"]
    assert finding.text == "Coat: buyers pay ¥80.00, it costs ¥90.00: every piece loses ¥10.00"
    assert finding.worth_minor is not None and -330_00 < finding.worth_minor < -270_00


# --- costs ---------------------------------------------------------------------------------------------------------


def test_what_one_more_visitor_and_sale_of_a_source_cost(desk: Desk) -> None:
    shop(desk, newest={"b / 广告": 1.5})
    spend = {DAY: 1_600_00} | {DAY - timedelta(weeks=week): 800_00 for week in range(1, 5)}
    desk.put(AdDay, *({"day": d, "level": "campaign", "tool": "广告", "spend_minor": spent} for d, spent in spend.items()))
    row = next(row for row in desk.brief("shop", DAY).details.sources if row.source == "b / 广告")
    assert row.costs.usual_minor == 800_00
    assert row.costs.per_visitor_minor == pytest.approx(1_600_00 / row.visitors)
    assert row.costs.per_extra_visitor_minor == pytest.approx(800_00 / (row.visitors - row.baseline_visitors))
    assert row.costs.per_extra_buyer_minor is not None and row.costs.per_extra_buyer_minor > row.costs.per_extra_visitor_minor


def test_the_promotion_log_tells_the_cost_where_no_report_does(desk: Desk) -> None:
    shop(desk, newest={"b / 广告": 1.5})
    assert "what it cost is not known" in by_key(desk.brief("shop", DAY))["shop:source:b / 广告"].text
    desk.put(Log, {"day": DAY, "kind": "promotion", "text": "", "spend_minor": 1_200_00, "noted_at": now()})
    row = next(row for row in desk.brief("shop", DAY).details.sources if row.source == "b / 广告")
    assert (row.cost_minor, row.costs.logged, row.costs.per_extra_visitor_minor) == (1_200_00, True, None)


# --- the range -----------------------------------------------------------------------------------------------------


def test_the_range_in_figures(desk: Desk) -> None:
    products(desk)
    with desk.store.write() as db:
        db.exec_driver_sql("UPDATE product SET cost_minor = 4800 WHERE product_id = 'p'")
    orders = {"o1": ["p", "q"], "o2": ["p"], "o3": ["q"]}
    moment = "2026-11-01 10:00:00.000000"
    with desk.store.write() as db:
        for key, items in orders.items():
            values = {"shop_id": 1, "order_id": key, "state": "", "titles": "", "buyer": ""}
            assert set(values) <= set(OrderFact.model_fields)
            db.exec_driver_sql(
                "INSERT INTO orderfact (shop_id, order_id, state, titles, buyer, paid_at) VALUES (1, ?, '', '', '', ?)",
                (key, moment),
            )
            for line, product in enumerate(items, 1):
                assert "line" in OrderItem.model_fields
                db.exec_driver_sql(
                    "INSERT INTO orderitem (shop_id, order_id, line, product_id, seller_code, title, options, state, units)"
                    " VALUES (1, ?, ?, ?, '', '', '', '', 1)",
                    (key, line, product),
                )
    found = desk.brief("shop", DAY).details.assortment
    assert (found.products, found.selling, found.selling_before) == (2, 1.0, 1.0)
    assert found.margin == pytest.approx(0.4)
    assert found.margin_known == pytest.approx(2 / 3, abs=0.02)
    assert {name: part.count for name, part in found.quadrants.items()} == {"best": 1, "sales": 0, "traffic": 0, "weak": 1}
    assert {name: part.count for name, part in found.tiers.items()} == {"hit": 1, "profit": 0, "image": 0, "none": 1}
    assert (found.carried.orders, found.carried.with_others, found.carried.other_units) == (2, 1, 1)
    assert found.moves == ()
