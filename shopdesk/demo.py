"""The invented shop: its export files imported as any shop's, and what its operator had typed (desk.json)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shopdesk import landing, models
from shopdesk.errors import DataError
from shopdesk.models import Table
from shopdesk.records import settings, shops, table
from shopdesk.store import Store, now
from shopdesk.text import _, to_minor

Progress = Callable[[float, int, str], None]


def files() -> Path:
    """Where the invented shop's files lie: in the installed package, or in the repository."""
    here = Path(__file__).parent
    for folder in (here / "demo_shop", here.parent / "fixtures" / "shop"):
        if (folder / "desk.json").exists():
            return folder
    raise DataError(_("The demo shop is missing"), _("Its files did not come with this installation; install shopdesk again."))


def build(store: Store, progress: Progress | None = None) -> None:
    """Fill an empty store with the invented shop; one that has it whole stays as it is, one cut off is completed.

    Raises DataError where the store holds other shops.
    """
    with store.read() as db:
        known, built = shops.shops(db), settings.get(db, "demo") == "built"
    if built:
        return
    folder = files()
    typed = json.loads((folder / "desk.json").read_text(encoding="utf-8"))
    if any(shop.name != typed["shop"]["name"] for shop in known):
        raise DataError(_("There is a real shop here"), _("Keep the demo in a folder of its own: shopdesk demo --keep DIR."))
    with store.write() as db:
        shop = known[0] if known else shops.add(db, **typed["shop"])
        settings.put(db, "today", typed["today"])
    exports = sorted(item for item in folder.rglob("*") if item.is_file() and item.name != "desk.json")
    receipts = landing.import_files(store, exports, shop_name=shop.name, progress=progress)
    for receipt in receipts:
        if receipt.refused is not None:
            raise DataError(_("The demo shop is damaged"), f"{receipt.file}: {receipt.refused}")
    with store.write() as db:
        _type_in(db, shop.id, typed)
        settings.put(db, "demo", "built")


def _type_in(db: sa.Connection, shop_id: int, typed: Mapping[str, Any]) -> None:
    """The operator's records, in the order in which they refer to each other."""
    for period, amount in typed["targets"].items():
        _insert(db, models.Target, {"shop_id": shop_id, "period": period, "amount": amount, "set_at": now()})
    for product in typed["products"]:
        values = _values(models.Product, product)
        key = values.pop("product_id")
        columns = table(models.Product).c
        db.execute(sa.update(table(models.Product)).where(columns.shop_id == shop_id, columns.product_id == key).values(**values))
    peers: dict[str, int] = {}
    for peer in typed["competitors"]:
        snapshots = peer.pop("snapshots", [])
        peers[peer["name"]] = _insert(db, models.Competitor, {"shop_id": shop_id, **peer})
        for snapshot in snapshots:
            _insert(db, models.CompetitorDay, {"shop_id": shop_id, "competitor_id": peers[peer["name"]], **snapshot})
    for item in typed["peer_items"]:
        _insert(db, models.PeerItem, {"shop_id": shop_id, "competitor_id": peers[item.pop("competitor")], **item})
    activities = {item["name"]: _insert(db, models.Activity, {"shop_id": shop_id, **item}) for item in typed["activities"]}
    for item in typed["announcements"]:
        _insert(db, models.Announcement, {"shop_id": shop_id, "activity_id": activities[item.pop("activity")], **item})
    for task in typed["tasks"]:
        _insert(db, models.Task, {"shop_id": shop_id, **task})
    plain: dict[str, type[Table]] = {
        "promotion_days": models.PromotionDay,
        "product_links": models.ProductLink,
        "copycats": models.Copycat,
        "logs": models.Log,
        "page_changes": models.PageChange,
        "causes": models.Cause,
        "keyword_marks": models.KeywordMark,
    }
    for name, model in plain.items():
        for item in typed[name]:
            _insert(db, model, {"shop_id": shop_id, **item})


def _insert(db: sa.Connection, model: type[Table], item: Mapping[str, Any]) -> int:
    key = db.execute(
        sa.insert(table(model)).values(**model(**_values(model, item)).model_dump(exclude={"id"}))
    ).inserted_primary_key
    return int(key[0]) if key else 0


def _values(model: type[Table], item: Mapping[str, Any]) -> dict[str, Any]:
    """`item` by the model's columns: money by name, days and moments from ISO text."""
    columns = table(model).c
    values: dict[str, Any] = {}
    for name, value in item.items():
        if name not in columns and f"{name}_minor" in columns:
            values[f"{name}_minor"] = None if value is None else to_minor(Decimal(value))
        elif isinstance(value, str):
            kind = getattr(columns[name].type, "impl", columns[name].type).python_type
            if kind is datetime:
                moment = datetime.fromisoformat(value)
                values[name] = moment if moment.tzinfo else moment.astimezone()
            else:
                values[name] = date.fromisoformat(value) if kind is date else value
        else:
            values[name] = value
    return values
