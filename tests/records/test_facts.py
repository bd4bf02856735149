from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from shopdesk.models import AdDay, Log, Product, ProductDay, PromotionDay, ShopDay, SourceDay, StockLevel
from shopdesk.playbook import load
from shopdesk.records import days
from shopdesk.records.ads import PARTS, ad_days, tool_days
from shopdesk.records.facts import (
    ad_spend,
    product_days,
    product_totals,
    promotions,
    reports,
    shop_days,
    source_days,
    source_scope,
)
from shopdesk.records.logs import logs
from shopdesk.records.products import main_products, products, stock_levels
from shopdesk.store import now
from tests.steps.build import Desk

DAY = date(2026, 11, 10)


def test_each_figure_comes_from_the_best_report_that_has_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    file = desk.report("sycm_shop_daily", "shop.xls", DAY, DAY)
    desk.put(
        ShopDay,
        {"day": DAY, "origin": "orders", "visitors": None, "sales_minor": 1, "orders": 7, "paying_buyers": 1},
        {"day": DAY, "origin": "another", "visitors": 5, "sales_minor": 2, "paying_buyers": 2},
        {"day": DAY, "origin": "jd_shop_daily", "sales_minor": 3, "paying_buyers": 3},
        {"day": DAY, "origin": "sycm_shop_daily", "sales_minor": 0, "import_id": file},
        {"day": DAY + timedelta(days=1), "origin": "sycm_shop_daily", "sales_minor": 9},
    )
    with desk.store.read() as db:
        found = shop_days(db, desk.shop.id, DAY, DAY)
        assert list(found) == [DAY]
        day = found[DAY]
        assert (day.sales_minor, day.paying_buyers, day.visitors, day.orders, day.page_views) == (0, 3, 5, 7, None)
        assert {name: origin.kind for name, origin in day.origins.items()} == {
            "sales_minor": "sycm_shop_daily",
            "paying_buyers": "jd_shop_daily",
            "visitors": "another",
            "orders": "orders",
        }
        assert reports(db, [day.origins["sales_minor"].import_id, None])[file].file == "shop.xls"
        assert reports(db, [None]) == {}


def source(device: str, attribution: str, name: str, visitors: int | None, day: date = DAY) -> dict[str, object]:
    return {"day": day, "device": device, "attribution": attribution, "source": name, "visitors": visitors}


def test_devices_add_up_and_attributions_do_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = DAY - timedelta(days=7)
    desk.put(
        SourceDay,
        source("wireless", "each", "search", 10),
        source("pc", "each", "search", 3),
        source("wireless", "last", "search", 99),
        source("wireless", "each", "cart", None),
        source("pc", "each", "cart", 4),
        source("wireless", "each", "live", 6),  # which the pc does not have
        source("wireless", "each", "search", 20, before),  # its pc half is missing
    )
    with desk.store.read() as db:
        scope = source_scope(db, desk.shop.id, DAY)
        assert scope is not None
        assert (scope.attribution, scope.devices) == ("each", ("pc", "wireless"))
        found = source_days(db, desk.shop.id, [DAY, before], scope)
        assert list(found) == [DAY]
        assert {name: row.visitors for name, row in found[DAY].items()} == {"search": 13, "cart": None, "live": 6}
        assert list(source_days(db, desk.shop.id, [DAY], scope, only=["live"])[DAY]) == ["live"]
        assert source_scope(db, desk.shop.id, date(2026, 1, 1)) is None


def test_one_tools_reports_by_keyword_and_campaign_are_one_spend(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put(
        AdDay,
        {"day": DAY, "level": "keyword", "tool": "t", "item": "a", "spend_minor": 40},
        {"day": DAY, "level": "keyword", "tool": "t", "item": "b", "spend_minor": 50},
        {"day": DAY, "level": "campaign", "tool": "t", "spend_minor": 100},
        {"day": DAY, "level": "campaign", "tool": "u", "spend_minor": None},
        {"day": DAY, "level": "scene", "tool": "t", "item": "a", "spend_minor": 60},
        {"day": DAY, "level": "scene", "tool": "t", "item": "b", "spend_minor": 40},
        *({"day": DAY, "level": part, "tool": tool, "item": "x", "spend_minor": 900} for part in PARTS for tool in ("", "t")),
    )
    with desk.store.read() as db:
        assert ad_spend(db, desk.shop.id, [DAY]) == {DAY: {"t": 100}}
        spent = {tool: spend.spend_minor for (_day, tool), spend in tool_days(db, desk.shop.id, DAY, DAY).items()}
        assert spent == {"t": 100, "u": None}


def test_products_their_totals_and_the_main_ones(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put(
        ProductDay,
        *(
            {"day": DAY - timedelta(days=back), "product_id": key, "visitors": seen, "units": None, "sales_minor": 100}
            for back in (0, 1)
            for key, seen in (("a", 10), ("b", 30), ("c", 20), ("d", None))
        ),
    )
    desk.put(Product, {"product_id": "b", "is_main": False}, {"product_id": "c", "title": "Coat"})
    with desk.store.read() as db:
        totals = product_totals(db, desk.shop.id, DAY - timedelta(days=1), DAY)
        assert list(totals) == ["b", "c", "a", "d"]
        assert (totals["b"].visitors, totals["b"].units, totals["b"].days, totals["d"].visitors) == (60, None, 2, None)
        assert main_products(db, desk.shop.id, DAY, 2) == ("c", "a")
        assert products(db, desk.shop.id)["c"].title == "Coat"
        assert [row.day for row in product_days(db, desk.shop.id, DAY, DAY, only=["a"])] == [DAY]
    desk.put(Product, {"product_id": "z", "is_main": True}, {"product_id": "a", "is_main": True})
    with desk.store.read() as db:
        assert main_products(db, desk.shop.id, DAY, 2) == ("a", "z")


def test_the_newest_stock_level_counts_variants_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put(
        StockLevel,
        {"day": DAY - timedelta(days=1), "product_id": "a", "sku": "S", "on_hand": 500},
        {"day": DAY, "product_id": "a", "sku": "S", "on_hand": 3, "incoming": 10},
        {"day": DAY, "product_id": "a", "sku": "M", "on_hand": 4},
        {"day": DAY, "product_id": "b", "sku": "S", "on_hand": 4},
        {"day": DAY, "product_id": "b", "sku": "M", "on_hand": None},
        {"day": DAY + timedelta(days=1), "product_id": "a", "sku": "S", "on_hand": 900},
    )
    with desk.store.read() as db:
        found = stock_levels(db, desk.shop.id, DAY)
    assert (found["a"].on_hand, found["a"].incoming, found["a"].day) == (7, 10, DAY)
    assert found["b"].on_hand is None


def test_logs_and_promotions_of_the_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put(
        Log,
        {"day": DAY, "kind": "service", "text": "busy", "enquiries": 12, "noted_at": now()},
        {"day": DAY, "kind": "promotion", "text": "raised", "noted_at": now()},
        {"day": DAY + timedelta(days=1), "kind": "promotion", "text": "later", "noted_at": now()},
    )
    desk.put(PromotionDay, {"day": DAY, "name": "11.11", "multiplier": 3.0})
    with desk.store.read() as db:
        assert [(entry.kind, entry.text, entry.enquiries) for entry in logs(db, desk.shop.id, DAY)] == [
            ("promotion", "raised", None),
            ("service", "busy", 12),
        ]
        assert promotions(db, desk.shop.id, DAY, DAY)[DAY].multiplier == 3.0


def test_a_report_of_regions_or_scenes_is_no_keyword_report(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put(AdDay, *({"day": DAY, "level": level, "tool": "t", "spend_minor": 1} for level in ("region", "scene")))
    playbook = load()

    def there() -> bool:
        with desk.store.read() as db:
            return next(
                report.arrived for report in days.reports(db, desk.shop, DAY, playbook) if report.kind == "alimama_keyword"
            )

    assert not there()
    with desk.store.read() as db:
        assert ad_days(db, desk.shop.id, DAY) == (DAY, DAY)
    desk.put(AdDay, {"day": DAY - timedelta(days=9), "level": "region", "tool": "t", "spend_minor": 1})
    with desk.store.read() as db:
        assert ad_days(db, desk.shop.id, DAY) == (DAY, DAY)  # a part of ads begins nothing
    desk.put(AdDay, {"day": DAY, "level": "keyword", "tool": "t", "item": "a", "spend_minor": 1})
    assert there()
