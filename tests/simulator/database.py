"""A simulated shop as rows in a database of shopdesk, as imports and a diligent operator would have left them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from shopdesk import locations, models
from shopdesk.records import shops, table
from shopdesk.store import now, open_store
from tests.simulator import words as keyword
from tests.simulator.troubles import Trouble, plant
from tests.simulator.world import Figures, Forces, Traits, calendar, happen, traits, usual_forces

HISTORY = 120
DAY = timedelta(days=1)
PEERS = (("锦色衣铺", "bigger"), ("素年女装", "bigger"), ("小满衣橱", "alike"), ("拾光裙铺", "alike"))
COMPLAINTS = {
    "size": ("尺码偏小，根本穿不上", "码数不准，太紧了", "偏小一码，差评", "尺寸和表上写的对不上，太短"),
    "quality": ("洗一次就起球", "做工差，到处线头", "穿两天就开线了", "质量太差，缩水厉害"),
    "colour": ("色差太大，难看", "颜色和图完全两样", "颜色发暗，很失望", "收到颜色不对"),
    "late": ("发货太慢，等了一个星期", "物流一直不动", "十天才到货", "等了好几天没收到"),
    "smell": ("味道刺鼻，不敢穿", "有一股异味，散不掉", "气味太难闻了", "打开一股臭味"),
}
PRAISE = ("很好看，朋友都问链接", "面料舒服，穿着显瘦", "第二次买了，满意", "和描述一样，喜欢")


@dataclass(frozen=True)
class Simulated:
    """A shop in a folder, judged on `days[last]` and, where it goes on, on the days after it.

    The database knows the days up to `shown`; what happened after them is for the one who counts.
    """

    folder: Path
    seed: int
    shop: Traits
    trouble: Trouble
    days: list[date]
    last: int
    shown: int
    figures: Figures
    forces: Forces
    words: keyword.Words
    targets: dict[str, int]  # by month, minor units

    @property
    def known(self) -> list[date]:
        return self.days[: self.shown + 1]


def template(folder: Path) -> Path:
    """An empty database with a shop in it, copied for each simulated one."""
    store = open_store(locations.at(folder).database)
    with store.write() as db:
        shops.add(db, "模拟店", "taobao")
    store.close()
    return folder


def build(folder: Path, empty: Path, seed: int, trouble: str, shown: int = 0, ahead: int = 0) -> Simulated:
    """The shop of this seed with this trouble, `shown` days more without any, and `ahead` days nobody knows yet."""
    rng = np.random.default_rng([seed, len(trouble)])
    shop = traits(rng)
    last_day = date(2026, 3, 1) + timedelta(days=int(rng.integers(0, 300)))
    days, last = calendar(last_day, HISTORY, shown + ahead), HISTORY - 1
    forces = usual_forces(rng, shop, days, last + shown)
    planted = plant(rng, trouble, shop, forces, last)
    figures = happen(rng, shop, forces, days)
    paid = keyword.words(rng, shop)
    targets = _targets(rng, shop, figures, forces, days)
    made = Simulated(folder, seed, shop, planted, days, last, last + shown, figures, forces, paid, targets)
    shutil.copytree(empty, folder)
    store = open_store(locations.at(folder).database)
    with store.write() as db:
        connection = db.connection.driver_connection
        assert connection is not None
        for model, rows in _tables(rng, made):
            _put(connection, model, rows)
    store.close()
    return made


def _targets(rng: np.random.Generator, shop: Traits, figures: Figures, forces: Forces, days: list[date]) -> dict[str, int]:
    """Month targets a shop like this would set: a little under or over what its usual level sells, promotions included."""
    usual = float(np.median(figures.sales[:60] / forces.promotion[:60]))
    ambition = rng.uniform(0.9, 1.0)
    planned: dict[str, float] = {}
    first, final = days[0].replace(day=1), days[-1] + timedelta(days=31)
    multiplier = dict(zip(days, forces.promotion, strict=True))
    for n in range((final - first).days):
        day = first + n * DAY
        planned[f"{day:%Y-%m}"] = planned.get(f"{day:%Y-%m}", 0.0) + usual * multiplier.get(day, 1.0)
    return {month: round(amount * ambition / 100_000) * 100_000 for month, amount in planned.items()}


# --- the tables ----------------------------------------------------------------------------------------------------


def _tables(rng: np.random.Generator, it: Simulated) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    yield models.ShopDay, _shop_days(it)
    yield models.SourceDay, _source_days(it)
    yield models.Product, _products(it.shop)
    yield models.ProductDay, _product_days(it)
    yield models.AdDay, keyword.rows(rng, it.shop, it.words, it.figures, it.forces, it.known, it.trouble, it.last)
    yield models.StockLevel, _stock(rng, it)
    yield models.Review, _reviews(rng, it)
    yield models.Copycat, _copycats(rng, it)
    yield models.Target, ({"period": month, "amount_minor": amount, "set_at": str(now())} for month, amount in it.targets.items())
    yield models.PromotionDay, _promotions(it)
    yield models.Competitor, ({"id": n, "name": name, "kind": kind} for n, (name, kind) in enumerate(PEERS, 1))
    yield models.CompetitorDay, _peer_days(it)
    yield models.Activity, _activities(it)
    yield models.Tick, _ticks(it)


def _put(connection: Any, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Columns that the rows do not name take the model's defaults; days become text, as SQLAlchemy writes them."""
    rows = list(rows)
    if not rows:
        return
    fields = model.model_fields.items()
    constant = {name: field.get_default() for name, field in fields if not field.is_required() and name not in rows[0]}
    constant = {"shop_id": 1} | {name: value for name, value in constant.items() if name != "id"}
    names = ", ".join([*constant, *rows[0]])
    marks = ", ".join([*map(_literal, constant.values()), *"?" * len(rows[0])])
    dated = [name for name, value in rows[0].items() if isinstance(value, date)]
    for row in rows:
        for name in dated:
            row[name] = str(row[name])
    connection.executemany(f"INSERT INTO {table(model).name} ({names}) VALUES ({marks})", (tuple(row.values()) for row in rows))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return f"'{value}'" if isinstance(value, str) else str(value)


def _shop_days(it: Simulated) -> Iterator[dict[str, Any]]:
    f = it.figures
    for t, day in enumerate(it.known):
        yield {
            "day": day,
            "origin": "sycm_shop_daily",
            "visitors": int(f.visitors[t]),
            "page_views": int(f.page_views[t]),
            "paying_buyers": int(f.buyers[t]),
            "orders": int(f.orders[t]),
            "units": int(f.units[t]),
            "sales_minor": int(f.sales[t]),
            "returning_visitors": int(f.returning[t]),
            "bounce_rate": round(float(f.bounce[t]), 4),
        }


def _source_days(it: Simulated) -> Iterator[dict[str, Any]]:
    f, names = it.figures, it.shop.source_names
    for t, day in enumerate(it.known):
        groups: dict[str, list[int]] = {}
        for n, name in enumerate(names):
            if not it.forces.present[t, n]:
                continue
            row = [int(f.sources[t, n]), int(f.source_buyers[t, n]), int(f.source_sales[t, n])]
            yield _source_row(day, name, True, row)
            group = name.split(" / ")[0]
            groups[group] = [a + b for a, b in zip(groups.get(group, [0, 0, 0]), row, strict=True)]
        for group, row in groups.items():
            yield _source_row(day, group, False, row)


def _source_row(day: date, name: str, leaf: bool, row: list[int]) -> dict[str, Any]:
    return {
        "day": day,
        "device": "wireless",
        "attribution": "each",
        "source": name,
        "is_leaf": int(leaf),
        "visitors": row[0],
        "paying_buyers": row[1],
        "sales_minor": row[2],
    }


def _products(shop: Traits) -> Iterator[dict[str, Any]]:
    for n, (key, title) in enumerate(zip(shop.product_ids, shop.titles, strict=True)):
        main = int(n < shop.mains)
        yield {
            "product_id": key,
            "title": title,
            "is_main": main,
            "tier": "hit" if main else "",
            "price_minor": int(shop.price[n]),
            "cost_minor": int(shop.cost[n]),
            "lead_days": 5,
        }


def _product_days(it: Simulated) -> Iterator[dict[str, Any]]:
    f, ids = it.figures, it.shop.product_ids
    for t, day in enumerate(it.known):
        for n, key in enumerate(ids):
            visitors = int(f.product_visitors[t, n])
            yield {
                "day": day,
                "product_id": key,
                "visitors": visitors,
                "page_views": round(visitors * 1.6),
                "bounce_rate": round(float(f.product_bounce[t, n]), 4),
                "cart_people": round(visitors * 0.06),
                "paying_buyers": int(f.product_buyers[t, n]),
                "units": int(f.product_units[t, n]),
                "sales_minor": int(f.product_sales[t, n]),
            }


def _stock(rng: np.random.Generator, it: Simulated) -> Iterator[dict[str, Any]]:
    """Well kept: each product lasts 18 to 45 days, filled up again and again."""
    usual = it.figures.product_units.mean(axis=0)
    phase = rng.uniform(0, 27, len(usual))
    for t in range(it.last - 3, len(it.known)):
        for n, key in enumerate(it.shop.product_ids):
            cover = 45 - (t + phase[n]) % 27
            left = 0 if it.forces.out[t, n] else max(3, round(usual[n] * cover))
            yield {"day": it.days[t], "product_id": key, "on_hand": left, "incoming": 0}


def _reviews(rng: np.random.Generator, it: Simulated) -> Iterator[dict[str, Any]]:
    """Good ones every day, now and then a bad one, answered at once; and the burst, unanswered."""
    number = 0

    def row(t: int, item: int, stars: int, text: str, state: str) -> dict[str, Any]:
        nonlocal number
        number += 1
        written = datetime.combine(it.days[t], time(int(rng.integers(8, 22)), int(rng.integers(60))))
        key = it.shop.product_ids[item]
        solved = state == "solved"
        handled = {"state": state, "handled_at": str(written) if solved else None, "outcome": "已处理" if solved else ""}
        return {"review_id": f"R{number}", "product_id": key, "written_at": written, "stars": stars, "text": text} | handled

    for t in range(it.last - 34, len(it.known)):
        for _ in range(3):
            yield row(t, int(rng.integers(len(it.shop.titles))), 5, str(rng.choice(PRAISE)), "open")
        for _ in range(rng.poisson(min(0.6, 0.003 * it.figures.buyers[t]))):
            topic = str(rng.choice(list(COMPLAINTS)))
            item = int(rng.choice(len(it.shop.titles), p=it.shop.weight))
            yield row(t, item, int(rng.integers(1, 4)), str(rng.choice(COMPLAINTS[topic])), "solved")
    if it.trouble.name == "review_burst":
        topic = str(rng.choice(list(COMPLAINTS)))
        for _ in range(int(it.trouble.size)):
            t = it.last - int(rng.integers(it.trouble.days))
            yield row(t, it.trouble.item, int(rng.integers(1, 4)), str(rng.choice(COMPLAINTS[topic])), "open")


def _copycats(rng: np.random.Generator, it: Simulated) -> Iterator[dict[str, Any]]:
    if it.trouble.name != "copycat":
        return
    first = it.last - it.trouble.days + 1
    item = it.trouble.item
    ours = int(it.figures.product_buyers[first : it.last + 1, item].sum())
    sold = int(rng.integers(20, 200))
    title = it.shop.titles[item].replace("女", "女装")
    yield {
        "id": 1,
        "product_id": it.shop.product_ids[item],
        "title": title,
        "url": "https://item.example.com/copy",
        "seller": "仿品小铺",
        "price_minor": int(it.shop.price[item] * (1 - it.trouble.size)),
        "sales_first": sold,
        "sales_shown": sold + max(10, int(ours * rng.uniform(0.2, 0.8))),
        "first_seen": it.days[first],
        "last_seen": it.days[it.last] + DAY,
        "same_picture": bool(rng.random() < 0.5) or None,
        "state": "seen",
    }


def _promotions(it: Simulated) -> Iterator[dict[str, Any]]:
    for day, multiplier in zip(it.days, it.forces.promotion, strict=True):
        if multiplier > 1:
            yield {"day": day, "name": "店庆", "multiplier": round(float(multiplier), 2)}


def _peer_days(it: Simulated) -> Iterator[dict[str, Any]]:
    """Looked at every morning; the peers are quiet."""
    for t in range(it.last - 5, len(it.known)):
        for peer in range(1, len(PEERS) + 1):
            yield {"day": it.days[t] + DAY, "competitor_id": peer, "new_items": 0, "lowest_minor": 9900, "sales_shown": 1000 + t}


def _activities(it: Simulated) -> Iterator[dict[str, Any]]:
    start = it.days[-1] + timedelta(days=12)
    yield {
        "id": 1,
        "name": "换季主题活动",
        "kind": "official",
        "state": "accepted",
        "starts_on": start,
        "ends_on": start + 3 * DAY,
    }


def _ticks(it: Simulated) -> Iterator[dict[str, Any]]:
    for day in it.known[it.last - 30 :]:
        for step, check in (("listings", "same_style"), ("page", "measures"), ("page", "one_change")):
            yield {"day": day - DAY, "step": step, "check_id": check, "ticked_at": str(now())}
