"""An invented shop with three years of data: 1,095 days, 200 products, 40 sources, 300 keywords; rows go in directly."""

from __future__ import annotations

import compileall
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import shopdesk
from shopdesk import locations, models
from shopdesk.records import settings, shops, table
from shopdesk.store import now, open_store

LAST = date(2026, 10, 27)
DAYS = [LAST - timedelta(days=n) for n in range(1094, -1, -1)]
PRODUCTS, SOURCES, KEYWORDS = 200, 40, 300


def build(folder: Path) -> Path:
    """The shop under `folder`, made once; the folder. Compiles shopdesk, as pip does when it installs it."""
    compileall.compile_dir(Path(shopdesk.__file__).parent, quiet=1)
    if (folder / "shopdesk.db").exists():
        return folder
    rng = Random(3)
    store = open_store(locations.at(folder).database)
    with store.write() as db:
        shop = shops.add(db, "三年老店", "taobao")
        settings.put(db, "today", (LAST + timedelta(days=1)).isoformat())

        def put(model: Any, rows: Iterable[dict[str, Any]]) -> None:
            rows = list(rows)
            columns = ["shop_id", *rows[0]]
            marks = ", ".join("?" * len(columns))
            bare = [(shop.id, *(v.isoformat() if isinstance(v, date) else v for v in row.values())) for row in rows]
            db.exec_driver_sql(f"INSERT INTO {table(model).name} ({', '.join(columns)}) VALUES ({marks})", bare)

        put(models.ShopDay, (_shop_day(rng, day) for day in DAYS))
        empty = {"status": "", "seller_code": "", "url": "", "tier": "", "season": ""}
        put(models.Product, ({"product_id": _product(n), "title": f"连衣裙{n}", **empty} for n in range(PRODUCTS)))
        put(models.ProductDay, (_product_day(rng, day, n) for day in DAYS for n in range(PRODUCTS)))
        put(models.SourceDay, (_source_day(rng, day, n) for day in DAYS for n in range(SOURCES)))
        put(models.AdDay, (_ad_day(rng, day, n) for day in DAYS for n in range(KEYWORDS)))
        put(models.StockLevel, ({"day": LAST, "product_id": _product(n), "sku": "", "on_hand": n * 7} for n in range(PRODUCTS)))
        put(models.Target, [{"period": "2026-10", "amount_minor": 90_000_000, "set_at": str(now())}])
    store.close()
    return folder


def _product(number: int) -> str:
    return str(800000000000 + number)


def _shop_day(rng: Random, day: date) -> dict[str, Any]:
    visitors = int(5300 * rng.uniform(0.9, 1.1) * (1.1 if day.weekday() > 4 else 1))
    buyers = int(visitors * rng.uniform(0.032, 0.035))
    return {
        "day": day, "origin": "sycm_shop_daily", "visitors": visitors, "page_views": int(visitors * 2.9), "paying_buyers": buyers,
        "sales_minor": buyers * 10800, "bounce_rate": rng.uniform(0.6, 0.66),
    }  # fmt: skip


def _product_day(rng: Random, day: date, number: int) -> dict[str, Any]:
    visitors = int(900 / (number + 1) * rng.uniform(0.8, 1.2)) + 3
    buyers = int(visitors * 0.03)
    return {
        "day": day, "product_id": _product(number), "visitors": visitors, "page_views": visitors * 2, "bounce_rate": 0.5,
        "paying_buyers": buyers, "units": buyers, "sales_minor": buyers * 9900,
    }  # fmt: skip


def _source_day(rng: Random, day: date, number: int) -> dict[str, Any]:
    visitors = int(1500 / (number + 1) * rng.uniform(0.85, 1.15)) + 2
    buyers = int(visitors * 0.033)
    return {
        "day": day, "device": "wireless", "attribution": "each", "source": f"平台流量 / 来源{number}", "is_leaf": 1,
        "visitors": visitors, "paying_buyers": buyers, "sales_minor": buyers * 10800,
    }  # fmt: skip


def _ad_day(rng: Random, day: date, number: int) -> dict[str, Any]:
    clicks = int(60 / (number % 40 + 1) * rng.uniform(0.7, 1.3))
    orders = sum(rng.random() < 0.04 for _ in range(clicks))
    return {
        "day": day, "level": "keyword", "tool": "关键词推广", "campaign_id": str(number % 10), "group_id": str(number % 20),
        "product_id": _product(number % 12), "word_type": "自选词", "item_id": str(number), "item": f"词{number}",
        "campaign": f"计划{number % 10}", "group_name": "", "impressions": clicks * 24, "clicks": clicks,
        "spend_minor": clicks * 160, "orders": orders, "sales_minor": orders * 10000,
    }  # fmt: skip


if __name__ == "__main__":
    print(build(Path(sys.argv[1])))
