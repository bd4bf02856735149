"""An import is taken back as a whole: what it brought goes, what it replaced comes back, its receipt goes too."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from shopdesk.errors import DataError, UsageError
from shopdesk.intake.outcome import KEYS, VALUES
from shopdesk.landing import rows
from shopdesk.landing.receipt import FileReceipt
from shopdesk.models import Import, OrderFact, Overlap, Product, ProductDay, Replaced, ShopDay, Table
from shopdesk.records import fetch, table
from shopdesk.records.shops import ShopInfo
from shopdesk.store import Store
from shopdesk.text import _, safe

IMPORT = table(Import)
OVERLAP = table(Overlap)
REPLACED = table(Replaced)


@dataclass(frozen=True)
class ImportInfo:
    """An import as the list of imports shows it; counts are rows."""

    id: int
    file: str
    kind: str
    period_from: date | None
    period_to: date | None
    imported_at: datetime
    new: int
    changed: int
    same: int
    rejected: int


@dataclass(frozen=True)
class Undone:
    """What taking back `file` did: rows removed, rows brought back, rows kept because the operator noted something on them."""

    file: str
    removed: int
    restored: int
    kept: int


def imports(store: Store, shop: ShopInfo) -> list[ImportInfo]:
    """What was imported for the shop, the newest first."""
    counts = [
        sa.func.json_extract(IMPORT.c.receipt, f"$.rows.{name}").label(name) for name in ("new", "changed", "same", "rejected")
    ]
    told = (IMPORT.c.id, IMPORT.c.file, IMPORT.c.kind, IMPORT.c.period_from, IMPORT.c.period_to, IMPORT.c.imported_at)
    with store.read() as db:
        return fetch(db, sa.select(*told, *counts).where(IMPORT.c.shop_id == shop.id).order_by(IMPORT.c.id.desc()), ImportInfo)


def receipt_of(store: Store, shop: ShopInfo, import_id: int) -> FileReceipt:
    """What became of the file of an import. Raises UsageError where the shop has no such import."""
    with store.read() as db:
        told = db.execute(sa.select(IMPORT.c.receipt).where(IMPORT.c.id == import_id, IMPORT.c.shop_id == shop.id)).scalar()
    if told is None:
        raise _no_such(import_id)
    return FileReceipt.from_json(json.loads(told))


def _no_such(import_id: int) -> UsageError:
    return UsageError(_("No such import"), _("There is no import {id}; see them with shopdesk imports.").format(id=import_id))


def undo_import(store: Store, shop: ShopInfo, import_id: int) -> Undone:
    """Take back the import. Raises UsageError where the shop has no such import, DataError where a later one builds on it."""
    with store.write() as db:
        file = db.execute(
            sa.select(IMPORT.c.file).where(IMPORT.c.id == import_id, IMPORT.c.shop_id == shop.id)
        ).scalar_one_or_none()
        if file is None:
            raise _no_such(import_id)
        _refuse_if_built_upon(db, import_id, file)
        days = _pay_days(db, shop.id, import_id)
        removed = restored = kept = 0
        for name in sorted(KEYS, key=lambda name: name == table(Product).name):  # products last: facts may still speak of them
            restored += _bring_back(db, shop.id, import_id, name)
            gone, stays = _remove(db, shop.id, import_id, name)
            removed, kept = removed + gone, kept + stays
        rows.order_days(db, shop.id, days)
        for model in (Replaced, Overlap):
            db.execute(sa.delete(table(model)).where(table(model).c.import_id == import_id))
        db.execute(sa.delete(IMPORT).where(IMPORT.c.id == import_id))
        return Undone(safe(file), removed, restored, kept)


def _refuse_if_built_upon(db: sa.Connection, import_id: int, file: str) -> None:
    """The newest of the imports that speak of its rows, or of rows of one that does, is named."""
    later = sa.select(OVERLAP.c.import_id).where(OVERLAP.c.earlier_id == import_id).cte("later", recursive=True)
    later = later.union(sa.select(OVERLAP.c.import_id).join(later, OVERLAP.c.earlier_id == later.c.import_id))
    newest = db.execute(
        sa.select(IMPORT.c.id, IMPORT.c.file).where(IMPORT.c.id.in_(sa.select(later.c.import_id))).order_by(IMPORT.c.id.desc())
    ).first()
    if newest is not None:
        raise DataError(
            _("A later import builds on it"),
            _("“{later}” (import {id}) told the same rows as “{file}” later on; undo that one first.").format(
                later=safe(newest.file), id=newest.id, file=safe(file)
            ),
        )


def _pay_days(db: sa.Connection, shop_id: int, import_id: int) -> set[str]:
    """The pay days of the orders that this import brought or changed, as they are and as they were."""
    paid = sa.func.date(table(OrderFact).c.paid_at)
    query = sa.select(paid).where(
        table(OrderFact).c.shop_id == shop_id, table(OrderFact).c.import_id == import_id, paid.is_not(None)
    )
    return set(db.execute(query.distinct()).scalars()) | rows.pay_days_replaced(db, import_id)


def _bring_back(db: sa.Connection, shop_id: int, import_id: int, name: str) -> int:
    """Rows of table `name` as they were before; how many. A product that another import retold meanwhile stays as it is."""
    old_rows = db.execute(
        sa.select(REPLACED.c.key, REPLACED.c.old).where(REPLACED.c.import_id == import_id, REPLACED.c.table_name == name)
    ).all()
    columns = rows.restorable(name)
    where = " AND ".join(f"{column} = ?" for column in ("shop_id", *KEYS[name], "import_id"))
    statement = f"UPDATE {name} SET {', '.join(f'{column} = ?' for column in columns)} WHERE {where}"
    restored = 0
    for key, old in old_rows:
        before = json.loads(old)
        values = (*(before[column] for column in columns), shop_id, *json.loads(key), import_id)
        restored += db.exec_driver_sql(statement, values).rowcount
    return restored


def _remove(db: sa.Connection, shop_id: int, import_id: int, name: str) -> tuple[int, int]:
    """Rows of table `name` that only this import told: how many went, and how many stay for what the operator noted."""
    found = Table.metadata.tables[name]
    mine = [found.c.shop_id == shop_id, found.c.import_id == import_id]
    if name == table(ShopDay).name:
        mine.append(found.c.origin != rows.ORDER_DAYS)  # sums over orders; they are booked anew
    still = [found.c[column].is_not_distinct_from(value) for column, value in _untouched(name).items()]
    if "noted_at" in found.c:  # a later note of the operator's
        still.append(found.c.noted_at == sa.select(IMPORT.c.imported_at).where(IMPORT.c.id == import_id).scalar_subquery())
    if name == table(Product).name:
        sold = sa.select(table(ProductDay).c.product_id).where(table(ProductDay).c.shop_id == shop_id)
        still.append(found.c.product_id.not_in(sold))
    removed = db.execute(sa.delete(found).where(*mine, *still)).rowcount
    kept = db.execute(sa.update(found).where(*mine).values(import_id=None)).rowcount
    return removed, kept


def _untouched(name: str) -> dict[str, object]:
    """The columns that only the operator fills, with the values that they have before."""
    model = next(item for item in Table.__subclasses__() if getattr(item, "__tablename__", "") == name)
    imported: Iterable[str] = {"shop_id", "import_id", *KEYS[name], *VALUES[name]}
    return {
        column: field.get_default(call_default_factory=True)
        for column, field in model.model_fields.items()
        if column not in imported and not field.is_required()
    }
