"""Invented shops of any size; by default three years of one with 200 products, 40 sources and 300 keywords.

Rows go in directly. A quarter of days is made up, each day anew; every earlier quarter repeats it, and so does every further
shop with the best of it, so that a database of ten years and fifty shops is there within ten minutes (3 GB).
"""

from __future__ import annotations

import compileall
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import shopdesk
from shopdesk import locations
from shopdesk.records import settings, shops
from shopdesk.store import now, open_store

LAST = date(2026, 10, 27)
QUARTER = 91  # days, whole weeks
SMALL = 20  # products, sources and keywords of the further shops


@dataclass(frozen=True)
class Size:
    """`active` keywords are shown on a day, the first quarter of them every day, the others by turns."""

    days: int = 1095
    products: int = 200
    sources: int = 40
    keywords: int = 300
    active: int = 300
    shops: int = 1


USUAL = Size()
LARGE = Size(products=2000, keywords=20_000, active=4000)
DECADE = Size(3650, 2000, 40, 20_000, 4000, 50)

COLUMNS = {
    "shopday": "day, origin, visitors, page_views, paying_buyers, sales_minor, bounce_rate",
    "productday": "day, product_id, visitors, page_views, bounce_rate, paying_buyers, units, sales_minor",
    "sourceday": "day, device, attribution, source, is_leaf, visitors, paying_buyers, sales_minor",
    "adday": "day, level, tool, campaign_id, group_id, product_id, word_type, item_id, item, campaign, group_name, "
    "impressions, clicks, spend_minor, orders, sales_minor",
}
BEST = {  # what a further shop has of the first
    "shopday": "1",
    "productday": f"product_id < '{800000000000 + SMALL}'",
    "sourceday": f"CAST(substr(source, 10) AS INTEGER) < {SMALL}",
    "adday": f"CAST(item_id AS INTEGER) < {SMALL}",
}


def build(folder: Path, size: Size = USUAL) -> Path:
    """The shops under `folder`, made once; the folder. Compiles shopdesk, as pip does when it installs it."""
    compileall.compile_dir(Path(shopdesk.__file__).parent, quiet=1)
    path = locations.at(folder).database
    if path.exists():
        return folder
    store = open_store(path)
    with store.write() as db:
        for number in range(size.shops):
            shops.add(db, "三年老店" if not number else f"分店{number}", "taobao")
        settings.put(db, "today", (LAST + timedelta(days=1)).isoformat())
    store.close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode=OFF")  # nothing is lost that is not built again
        db.execute("PRAGMA synchronous=OFF")
        _fill(db, size)
    db.close()
    return folder


def _fill(db: sqlite3.Connection, size: Size) -> None:
    rng = Random(3)
    quarter = [LAST - timedelta(days=n) for n in range(min(QUARTER, size.days) - 1, -1, -1)]
    made = {
        "shopday": (_shop_day(rng, day, size.products // 200) for day in quarter),
        "productday": (_product_day(rng, day, n) for day in quarter for n in range(size.products)),
        "sourceday": (_source_day(rng, day, n) for day in quarter for n in range(size.sources)),
        "adday": (row for day in quarter for row in _ad_days(rng, day, size)),
    }
    first = (LAST - timedelta(days=size.days - 1)).isoformat()
    for table, columns in COLUMNS.items():
        marks = ", ".join("?" * len(columns.split(",")))
        db.execute(f"CREATE TEMP TABLE quarter AS SELECT {columns} FROM {table} LIMIT 0")
        db.executemany(f"INSERT INTO quarter VALUES ({marks})", made[table])
        rest = columns.removeprefix("day, ")
        for shop in range(1, size.shops + 1):
            for back in range((size.days - 1) // QUARTER * QUARTER, -1, -QUARTER):  # in the order of the key
                db.execute(
                    f"INSERT INTO {table} (shop_id, {columns}) SELECT {shop}, date(day, '-{back} days') AS d, {rest} "
                    f"FROM quarter WHERE d >= '{first}' AND {BEST[table] if shop > 1 else '1'}"
                )
        db.execute("DROP TABLE quarter")
    for shop in range(1, size.shops + 1):
        numbers = range(size.products if shop == 1 else SMALL)
        db.executemany(
            f"INSERT INTO product (shop_id, product_id, title, status, seller_code, url, tier, season) "
            f"VALUES ({shop}, ?, ?, '', '', '', '', '')",
            [(_product(n), f"连衣裙{n}") for n in numbers],
        )
        db.executemany(
            f"INSERT INTO stocklevel (shop_id, day, product_id, sku, on_hand) VALUES ({shop}, '{LAST}', ?, '', ?)",
            [(_product(n), n * 7) for n in numbers],
        )
        db.execute(
            "INSERT INTO target (shop_id, period, amount_minor, set_at) VALUES (?, '2026-10', 90000000, ?)", (shop, str(now()))
        )


def _product(number: int) -> str:
    return str(800000000000 + number)


def _shop_day(rng: Random, day: date, times: int) -> tuple[object, ...]:
    visitors = int(5300 * max(times, 1) * rng.uniform(0.9, 1.1) * (1.1 if day.weekday() > 4 else 1))
    buyers = int(visitors * rng.uniform(0.032, 0.035))
    return str(day), "sycm_shop_daily", visitors, int(visitors * 2.9), buyers, buyers * 10800, rng.uniform(0.6, 0.66)


def _product_day(rng: Random, day: date, number: int) -> tuple[object, ...]:
    visitors = int(900 / (number + 1) * rng.uniform(0.8, 1.2)) + 3
    buyers = int(visitors * 0.03)
    return str(day), _product(number), visitors, visitors * 2, 0.5, buyers, buyers, buyers * 9900


def _source_day(rng: Random, day: date, number: int) -> tuple[object, ...]:
    visitors = int(1500 / (number + 1) * rng.uniform(0.85, 1.15)) + 2
    buyers = int(visitors * 0.033)
    return str(day), "wireless", "each", f"平台流量 / 来源{number}", 1, visitors, buyers, buyers * 10800


def _ad_days(rng: Random, day: date, size: Size) -> Iterator[tuple[object, ...]]:
    daily = size.active // 4 if size.active < size.keywords else size.keywords
    words = [*range(daily), *rng.sample(range(daily, size.keywords), size.active - daily)]
    for number in sorted(words):
        clicks = int(60 / (number % 40 + 1) * rng.uniform(0.7, 1.3)) if number < daily else rng.randrange(3)
        orders = int(clicks * 0.01 * (number * 7 % 9) + rng.random()) if clicks else 0
        yield (
            str(day), "keyword", "关键词推广", str(number % 10), str(number % 20), _product(number % (size.products // 16)),
            "自选词", str(number), f"词{number}", f"计划{number % 10}", "", clicks * 24, clicks, clicks * 160,
            orders, orders * 10000,
        )  # fmt: skip


if __name__ == "__main__":
    sizes = {"usual": USUAL, "large": LARGE, "decade": DECADE}
    print(build(Path(sys.argv[1]), sizes[sys.argv[2] if len(sys.argv) > 2 else "usual"]))
