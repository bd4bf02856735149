"""Typed rows → their table: one upsert through a staging table, what it replaced kept, order totals booked on their pay days."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from shopdesk.intake import Rows
from shopdesk.intake.outcome import KEYS, VALUES
from shopdesk.landing.progress import Share, watched
from shopdesk.landing.words import figure, label
from shopdesk.models import Log, OrderFact, Overlap, Product, Replaced, Table
from shopdesk.records import table
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _, listed, ngettext, safe

REPLACED = table(Replaced)
_REMEMBERED = 4_096  # days and amounts of a column that were put into the driver's form before
ORDER_DAYS = "orders"  # the origin of shop days that are sums over orders


@dataclass(frozen=True)
class Landed:
    new: int
    changed: int
    same: int
    notes: list[str]


def upsert(db: sa.Connection, shop: ShopInfo, import_id: int, rows: Rows, tell: Share | None = None) -> Landed:
    """Rows into their table, counted; the rows they change are kept, so that the import can be undone."""
    if not _overlaps(db, shop, rows):
        _insert(db, rows.table, _fixed(shop, import_id, rows), rows, tell)
        return Landed(len(rows.rows), 0, 0, [])
    keys = KEYS[rows.table]
    given = [name for name in rows.columns if name not in keys]
    stage = _stage(db, rows, tell)
    kept, notes = _leave_own(db, shop, stage, rows) if rows.table == table(Log).name else (0, [])
    join = " AND ".join([f"t.shop_id = {int(shop.id)}", *(f"t.{name} = s.{name}" for name in keys)])
    both = f"{stage} s JOIN {rows.table} t ON {join}"
    differs = " OR ".join(f"(s.{name} IS NOT t.{name} AND {_says(name, 's', rows)})" for name in given) or "0"
    met = db.exec_driver_sql(f"SELECT t.import_id, count(*), sum({differs}) FROM {both} GROUP BY t.import_id").all()
    matched, changed = sum(row[1] for row in met), sum(row[2] for row in met)
    if changed:
        example = _keep(db, shop, import_id, rows, f"FROM {both} WHERE {differs}")
        words = ngettext(
            "{n} row says something else than before: {example}.",
            "{n} rows say something else than before, such as {example}.",
            changed,
        )
        notes.append(words.format(n=changed, example=example))
    if rows.table != table(Product).name:  # a product's title stays as long as any report speaks of it: see undo
        _note_overlaps(db, import_id, {row[0] for row in met})
    if changed or matched + kept < len(rows.rows):
        _merge(db, _fixed(shop, import_id, rows), rows, stage, given)
    db.exec_driver_sql(f"DROP TABLE temp.{stage}")
    return Landed(len(rows.rows) - matched - kept, changed, matched - changed + kept, notes)


def _stage(db: sa.Connection, rows: Rows, tell: Share | None) -> str:
    """The rows in a temporary table of their own; its name."""
    stage = f"stage_{rows.table}"
    db.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{stage}")
    db.exec_driver_sql(f"CREATE TEMP TABLE {stage} ({', '.join(rows.columns)})")
    _insert(db, stage, {}, rows, tell)
    return stage


def _insert(db: sa.Connection, name: str, fixed: Mapping[str, str], rows: Rows, tell: Share | None) -> None:
    """The rows into table `name`, with SQL for the columns that are the same in every row."""
    values = [*fixed.values(), *"?" * len(rows.columns)]
    statement = f"INSERT INTO {name} ({', '.join([*fixed, *rows.columns])}) VALUES ({', '.join(values)})"
    _driver(db).executemany(statement, watched(_bare_rows(rows), len(rows.rows), tell))


def _overlaps(db: sa.Connection, shop: ShopInfo, rows: Rows) -> bool:
    """Whether the shop has any row between the first and the last of these, by the first column of the key.

    Most files are of new days: their rows need no comparing, which saves a tenth of the time and the staging table.
    """
    first = KEYS[rows.table][0]
    said = set(rows.column(first))
    if not said:
        return False
    within = f"shop_id = ? AND {first} BETWEEN ? AND ?"
    bounds = (shop.id, _bare(min(said)), _bare(max(said)))
    return db.exec_driver_sql(f"SELECT 1 FROM {rows.table} WHERE {within} LIMIT 1", bounds).first() is not None


def _merge(db: sa.Connection, fixed: Mapping[str, str], rows: Rows, stage: str, given: Sequence[str]) -> None:
    updates = ", ".join(
        f"{name} = CASE WHEN {_says(name, 'excluded', rows)} THEN excluded.{name} ELSE {name} END" for name in given
    )
    fresh = " OR ".join(f"(excluded.{name} IS NOT {rows.table}.{name} AND {_says(name, 'excluded', rows)})" for name in given)
    marks = "".join(f", {name} = excluded.{name}" for name in ("import_id", "noted_at") if name in fixed)
    action = f"DO UPDATE SET {updates}{marks} WHERE {fresh}" if given else "DO NOTHING"
    db.exec_driver_sql(
        f"INSERT INTO {rows.table} ({', '.join([*fixed, *rows.columns])}) "
        f"SELECT {', '.join([*fixed.values(), *rows.columns])} FROM {stage} WHERE true "
        f"ON CONFLICT (shop_id, {', '.join(KEYS[rows.table])}) {action}"
    )


# An order that says what was paid says when, too: a cancelled one was paid nothing, never.
_TOLD_WITH = {"paid_at": "paid_minor"}


def _says(name: str, side: str, rows: Rows) -> str:
    """SQL that is true where the new row says something about the column: neither unknown nor an empty text."""
    told = _TOLD_WITH.get(name)
    if told in rows.columns:
        return f"({side}.{told} IS NOT NULL)"
    return f"({side}.{name} IS NOT NULL AND {side}.{name} IS NOT '')"


def _fixed(shop: ShopInfo, import_id: int, rows: Rows) -> dict[str, str]:
    """SQL for the columns that a file does not have and that must not be null: whose, which import, the model's defaults."""
    fixed = {"shop_id": str(int(shop.id)), "import_id": str(int(import_id))}
    model = next(item for item in Table.__subclasses__() if getattr(item, "__tablename__", "") == rows.table)
    for name, field in model.model_fields.items():
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        if name not in rows.columns and default is not None:
            fixed[name] = f"'{default}'" if isinstance(default, str) else str(int(default))
    if "noted_at" in model.model_fields:  # so that a later note of the operator's is told from the import's
        fixed["noted_at"] = f"(SELECT imported_at FROM import WHERE id = {int(import_id)})"
    return fixed


def _driver(db: sa.Connection) -> Any:
    """A cursor of the driver: it takes rows as they come, where SQLAlchemy wants them all in one list."""
    return db.connection.cursor()


def _bare_rows(rows: Rows) -> Iterator[tuple[object, ...]]:
    """The rows as the driver keeps them, one by one. Only the columns of types it does not know are touched."""
    types = Table.metadata.tables[rows.table].c
    columns: list[Iterable[object]] = [rows.column(name) for name in rows.columns]
    for at, name in enumerate(rows.columns):
        if isinstance(types[name].type, (sa.Date, sa.DateTime, sa.Float)):
            columns[at] = map(lru_cache(_REMEMBERED)(_bare), columns[at])
    return zip(*columns, strict=True)


def _bare(value: Any) -> Any:
    """`value` as the database's driver keeps it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


# --- what is replaced ----------------------------------------------------------------------------------------------


def _keep(db: sa.Connection, shop: ShopInfo, import_id: int, rows: Rows, matching: str) -> str:
    """Keep the old rows of `matching` (… FROM stage s JOIN table t …) by their keys; one change in words."""
    keys, values = KEYS[rows.table], restorable(rows.table)
    given = [name for name in rows.columns if name in VALUES[rows.table]]
    columns = [*(f"t.{name}" for name in keys + values), *(f"s.{name}" for name in given)]
    found = _driver(db).execute(f"SELECT {', '.join(columns)} {matching}")
    example = ""

    def images() -> Iterator[tuple[int, str, str, str]]:
        nonlocal example
        for row in found:
            key, old, new = row[: len(keys)], row[len(keys) : len(keys) + len(values)], row[len(keys) + len(values) :]
            before = dict(zip(values, old, strict=True))
            example = example or _change(dict(zip(keys, key, strict=True)), before, dict(zip(given, new, strict=True)), shop)
            if before["import_id"] != import_id:
                yield import_id, rows.table, _json(key), _json(before)

    # Of a row that one import changes twice, the first image is the old one.
    _driver(db).executemany("INSERT OR IGNORE INTO replaced (import_id, table_name, key, old) VALUES (?, ?, ?, ?)", images())
    return example


def restorable(name: str) -> tuple[str, ...]:
    """The columns of table `name` that an import changes, without its key."""
    noted = ("noted_at",) if "noted_at" in Table.metadata.tables[name].c else ()
    return (*VALUES[name], "import_id", *noted)


def _leave_own(db: sa.Connection, shop: ShopInfo, stage: str, rows: Rows) -> tuple[int, list[str]]:
    """Take out of the stage the days for which the operator noted figures: those stay; how many, and what is to be said.

    A row is an import's as long as nobody noted anything on it since; a day noted in words only takes the file's figures.
    """
    given = [name for name in ("enquiries", "deals", "reply_seconds") if name in rows.columns]
    an_imports = "t.import_id IS NOT NULL AND t.noted_at IS (SELECT imported_at FROM import WHERE id = t.import_id)"
    noted = "t.enquiries IS NOT NULL OR t.deals IS NOT NULL OR t.reply_seconds IS NOT NULL"
    columns = ", ".join(f"t.{name}, s.{name}" for name in given)
    own = db.exec_driver_sql(
        f"SELECT t.day, t.kind, {columns} FROM {stage} s JOIN log t ON t.shop_id = ? AND t.day = s.day AND t.kind = s.kind "
        f"WHERE NOT ({an_imports}) AND ({noted}) ORDER BY t.day",
        (shop.id,),
    ).all()
    notes = []
    for day, kind, *pairs in own:
        db.exec_driver_sql(f"DELETE FROM {stage} WHERE day = ? AND kind = ?", (day, kind))
        differ = [
            f"{label(name)} {figure(name, ours, shop.currency)} ≠ {figure(name, theirs, shop.currency)}"
            for name, ours, theirs in zip(given, pairs[::2], pairs[1::2], strict=True)
            if theirs is not None and ours != theirs
        ]
        if differ:
            words = _("Your own note of {day} stays (yours ≠ the file's): {figures}.")
            notes.append(words.format(day=day, figures=listed(differ)))
    return len(own), notes


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_TELLING = ("item", "source", "product_id", "page", "order_id")  # what a row is about, the most telling first


def _change(key: dict[str, Any], before: dict[str, Any], after: dict[str, Any], shop: ShopInfo) -> str:
    """ "2026-10-20 sales 17,106.00 → 17,206.99": the first figure that differs; text is named only, it may be personal."""
    about = [str(key["day"])] if "day" in key else []
    about += [safe(key[name]) for name in _TELLING if key.get(name)][:1]
    changed = [name for name, value in after.items() if value not in (None, "", before[name])]
    figures = [name for name in changed if not isinstance(after[name], str)]
    if not figures:
        return " ".join([*about, label(changed[0])])
    old, new = (figure(figures[0], side[figures[0]], shop.currency) for side in (before, after))
    return " ".join([*about, label(figures[0]), old, "→", new])


def _note_overlaps(db: sa.Connection, import_id: int, earlier: set[int | None]) -> None:
    """This import speaks of rows of those `earlier` ones, which can only be undone after it."""
    known = [(import_id, other) for other in earlier if other is not None and other != import_id]
    _driver(db).executemany(f"INSERT OR IGNORE INTO {table(Overlap).name} (import_id, earlier_id) VALUES (?, ?)", known)


# --- orders become days --------------------------------------------------------------------------------------------


def pay_days(rows: Rows) -> set[str]:
    """The days on which orders of these rows were paid."""
    at = rows.columns.index("paid_at") if "paid_at" in rows.columns else None
    return set() if at is None else {row[at].date().isoformat() for row in rows.rows if isinstance(row[at], datetime)}  # type: ignore[attr-defined]


def pay_days_replaced(db: sa.Connection, import_id: int) -> set[str]:
    """The pay days of orders as they stood before this import."""
    query = sa.select(REPLACED.c.old).where(REPLACED.c.import_id == import_id, REPLACED.c.table_name == table(OrderFact).name)
    paid = (json.loads(old)["paid_at"] for old in db.execute(query).scalars())
    return {str(moment)[:10] for moment in paid if moment}


def order_days(db: sa.Connection, shop_id: int, days: set[str]) -> set[str]:
    """Book sales and orders of these pay days anew (the platforms count the pay day); the days."""
    for day in sorted(days):
        db.exec_driver_sql(
            "DELETE FROM shopday WHERE shop_id = ? AND day = ? AND origin = ?",
            (shop_id, day, ORDER_DAYS),
        )
        db.exec_driver_sql(
            "INSERT INTO shopday (shop_id, day, origin, orders, units, sales_minor, import_id) "
            "SELECT shop_id, ?, ?, count(*), sum(units), sum(paid_minor), max(import_id) FROM orderfact "
            "WHERE shop_id = ? AND paid_at >= ? AND paid_at < date(?, '+1 day') GROUP BY shop_id",
            (day, ORDER_DAYS, shop_id, day, day),
        )
    return days
