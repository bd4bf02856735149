"""An export file lands in the database: whose shop it is, what is new, changed or the same, and the receipt.

A file lands whole, in one transaction, or not at all. The newest export wins; a column that the file does not have, or leaves
empty, keeps what an earlier one said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shopdesk.errors import IntakeError
from shopdesk.intake import Check, Opener, Problem, Reading, Rows, read_file
from shopdesk.models import Import, OrderFact, Product, ShopDay, Table
from shopdesk.records import shops, table
from shopdesk.records.shops import ShopInfo
from shopdesk.store import Store, now
from shopdesk.text import _, safe

IMPORT = table(Import)
ORDER = table(OrderFact)
PRODUCT = table(Product)
SHOP_DAY = table(ShopDay)

# Which platform a kind of report belongs to; the rest (reviews, stock, GA4 …) go with any shop.
PLATFORMS = {"sycm_": "taobao", "alimama_": "taobao", "taobao_": "taobao", "jd_": "jd", "amazon_": "amazon"}
UNNAMED = ("My shop", "我的店铺")  # what a shop is called until a file or the operator names it
SAME_SHOP_PRODUCTS = 5  # from so many known products on, a file that shares none of them is another shop's


@dataclass(frozen=True)
class FileReceipt:
    """What became of one file. `refused` is the sentence why nothing of it landed."""

    file: str
    kind: str | None = None
    shop: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    totals: dict[str, int | str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    certainty: float | None = None
    refused: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The object of contract.md's `files` list."""
        if self.refused is not None:
            return {"file": self.file, "kind": self.kind, "shop": self.shop, "refused": self.refused}
        return {
            "file": self.file,
            "kind": self.kind,
            "certainty": self.certainty,
            "shop": self.shop,
            "period": {"from": _iso(self.period_from), "to": _iso(self.period_to)},
            "rows": {
                "read": self.read,
                "new": self.new,
                "changed": self.changed,
                "same": self.same,
                "rejected": self.rejected,
            },
            "totals": self.totals,
            "checks": [vars(check) for check in self.checks],
            "problems": [vars(problem) for problem in self.problems],
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Counts:
    new: int = 0
    changed: int = 0
    same: int = 0


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    shop_name: str | None = None,
    kind: str | None = None,
    day: date | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[FileReceipt]:
    """Land every file (a folder stands for the files in it); one receipt a file, or one a member of a zip."""
    files = list(_files(paths))
    receipts: list[FileReceipt] = []
    with Opener() as opener:
        for done, path in enumerate(files):
            if progress:
                progress(done, len(files), path.name)
            try:
                readings = read_file(path, kind=kind, day=day, opener=opener)
            except IntakeError as error:
                receipts.append(FileReceipt(safe(path.name), kind=kind, refused=error.message))
                continue
            for reading in readings:
                try:
                    receipts.append(_land(store, reading, shop_name))
                except IntakeError as error:
                    receipts.append(FileReceipt(safe(reading.file), kind=reading.kind, refused=error.message))
    if progress:
        progress(len(files), len(files), "")
    return receipts


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(item for item in path.rglob("*") if item.is_file() and not item.name.startswith("."))
        else:
            yield path


def _land(store: Store, reading: Reading, shop_name: str | None) -> FileReceipt:
    with store.write() as db:
        shop = _shop_of(db, reading, shop_name)
        receipt = FileReceipt(
            safe(reading.file),
            reading.kind,
            shop.name,
            reading.period_from,
            reading.period_to,
            reading.rows_read,
            rejected=len(reading.rejected),
            totals=dict(reading.totals),
            checks=reading.checks,
            problems=reading.rejected,
            notes=reading.notes,
            certainty=reading.certainty,
        )
        facts = [rows for rows in reading.tables if rows.table != "product"]
        if _known(db, shop, reading):
            return _with(receipt, Counts(same=sum(len(rows.rows) for rows in facts)))
        import_id = _book(db, shop, reading)
        counts = Counts()
        for rows in reading.tables:
            landed = _upsert(db, shop.id, import_id, rows)
            if rows.table != "product":
                counts = Counts(counts.new + landed.new, counts.changed + landed.changed, counts.same + landed.same)
            if rows.table == ORDER.name:
                _days_from_orders(db, shop.id, import_id, rows)
        receipt = _with(receipt, counts)
        db.execute(
            sa.update(IMPORT).where(IMPORT.c.id == import_id).values(receipt=json.dumps(receipt.to_json(), ensure_ascii=False))
        )
        return receipt


def _with(receipt: FileReceipt, counts: Counts) -> FileReceipt:
    return replace(receipt, new=counts.new, changed=counts.changed, same=counts.same)


# --- whose shop ----------------------------------------------------------------------------------------------------


def _shop_of(db: sa.Connection, reading: Reading, name: str | None) -> ShopInfo:
    """The shop this file is for, made if need be. Raises IntakeError where it looks like another shop's."""
    known = shops.shops(db)
    platform = next((value for prefix, value in PLATFORMS.items() if reading.kind.startswith(prefix)), "")
    if name is not None and reading.shop is not None and name != reading.shop:
        raise IntakeError(_("Another shop's file"), _another(reading, name))
    wanted = name or reading.shop
    found = next((shop for shop in known if shop.name == wanted), None)
    if found is None and wanted is None and len(known) == 1:
        found = known[0]
    if found is None and wanted is None and known:
        names = ", ".join(safe(shop.name) for shop in known)
        raise IntakeError(
            _("Which shop?"),
            _("The file does not say whose it is; name the shop with --shop: {names}.").format(names=names),
        )
    if found is None and name is None and known:
        if len(known) == 1 and known[0].name in UNNAMED and wanted:
            return shops.rename(db, known[0], wanted)
        raise IntakeError(_("Another shop's file"), _another(reading, known[0].name))
    if found is None:
        return shops.add(db, wanted or _("My shop"), platform)
    if name is None and platform and found.platform not in ("", platform, *_KIN.get(platform, ())):
        raise IntakeError(
            _("Another platform's file"),
            _("This is a {kind} report, but “{shop}” is a {platform} shop; name its own shop with --shop NAME.").format(
                kind=reading.kind, shop=safe(found.name), platform=found.platform
            ),
        )
    if name is None:
        _refuse_strangers(db, found, reading)
    if platform and not found.platform:
        db.execute(sa.update(shops.SHOP).where(shops.SHOP.c.id == found.id).values(platform=platform))
    return found


_KIN = {"taobao": ("tmall",), "tmall": ("taobao",)}


def _another(reading: Reading, ours: str) -> str:
    return _("The file says it is of “{theirs}”, not of “{ours}”; import it with --shop {theirs} if that shop is yours.").format(
        theirs=safe(reading.shop or ""), ours=safe(ours)
    )


def _refuse_strangers(db: sa.Connection, shop: ShopInfo, reading: Reading) -> None:
    theirs = {row[rows.columns.index("product_id")] for rows in reading.tables if rows.table == PRODUCT.name for row in rows.rows}
    ours = set(db.execute(sa.select(PRODUCT.c.product_id).where(PRODUCT.c.shop_id == shop.id)).scalars())
    if len(ours) >= SAME_SHOP_PRODUCTS and len(theirs) >= SAME_SHOP_PRODUCTS and not ours & theirs:
        raise IntakeError(
            _("Another shop's file"),
            _("None of its {n} products is one of “{shop}”; if it is right all the same, say so with --shop.").format(
                n=len(theirs), shop=safe(shop.name)
            ),
        )


# --- rows ----------------------------------------------------------------------------------------------------------


def _known(db: sa.Connection, shop: ShopInfo, reading: Reading) -> bool:
    """Whether these very bytes landed before as this kind and period."""
    query = sa.select(IMPORT.c.id).where(
        IMPORT.c.shop_id == shop.id,
        IMPORT.c.sha256 == reading.sha256,
        IMPORT.c.kind == reading.kind,
        IMPORT.c.period_from.is_(reading.period_from)
        if reading.period_from is None
        else IMPORT.c.period_from == reading.period_from,
    )
    return db.execute(query).first() is not None


def _book(db: sa.Connection, shop: ShopInfo, reading: Reading) -> int:
    result = db.execute(
        sa.insert(IMPORT).values(
            shop_id=shop.id,
            file=reading.file,
            sha256=reading.sha256,
            kind=reading.kind,
            period_from=reading.period_from,
            period_to=reading.period_to,
            imported_at=now(),
            receipt="",
        )
    )
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def _upsert(db: sa.Connection, shop_id: int, import_id: int, rows: Rows) -> Counts:
    """Rows through a staging table into theirs: one INSERT … ON CONFLICT, counted before."""
    target = Table.metadata.tables[rows.table]
    key = [column.name for column in target.primary_key]
    given = [name for name in rows.columns if name not in key]
    defaults = _defaults(rows)
    columns = ["shop_id", *rows.columns, *defaults]
    stage = f"stage_{rows.table}"
    db.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{stage}")
    db.exec_driver_sql(f"CREATE TEMP TABLE {stage} ({', '.join(columns)}, PRIMARY KEY ({', '.join(key)})) WITHOUT ROWID")
    fixed = tuple(_bare(value) for value in defaults.values())
    if rows.rows:
        db.exec_driver_sql(
            f"INSERT OR REPLACE INTO {stage} VALUES ({', '.join('?' * len(columns))})",
            [(shop_id, *map(_bare, row), *fixed) for row in rows.rows],
        )
    join = " AND ".join(f"t.{name} = s.{name}" for name in key)
    differs = " OR ".join(f"(s.{name} IS NOT t.{name} AND {_says(name, 's')})" for name in given) or "0"
    total = db.exec_driver_sql(f"SELECT count(*) FROM {stage}").scalar_one()
    matched, changed = db.exec_driver_sql(
        f"SELECT count(*), coalesce(sum({differs}), 0) FROM {stage} s JOIN {rows.table} t ON {join}"
    ).one()
    stamp = ["import_id"] if "import_id" in target.c else []
    updates = ", ".join(
        [f"{name} = CASE WHEN {_says(name, 'excluded')} THEN excluded.{name} ELSE {name} END" for name in given]
        + [f"{name} = excluded.{name}" for name in stamp]
    )
    fresh = " OR ".join(f"(excluded.{name} IS NOT {rows.table}.{name} AND {_says(name, 'excluded')})" for name in given)
    action = f"DO UPDATE SET {updates} WHERE {fresh}" if given else "DO NOTHING"
    db.exec_driver_sql(
        f"INSERT INTO {rows.table} ({', '.join([*columns, *stamp])}) "
        f"SELECT {', '.join([*columns, *(str(int(import_id)) for _name in stamp)])} FROM {stage} WHERE true "
        f"ON CONFLICT ({', '.join(key)}) {action}"
    )
    db.exec_driver_sql(f"DROP TABLE temp.{stage}")
    return Counts(total - matched, changed, matched - changed)


def _says(name: str, side: str) -> str:
    """SQL that is true where the new row says something about the column: neither unknown nor an empty text."""
    return f"({side}.{name} IS NOT NULL AND {side}.{name} IS NOT '')"


def _defaults(rows: Rows) -> dict[str, Any]:
    """Values for the columns that must not be null and that the file does not have."""
    model = next(item for item in Table.__subclasses__() if getattr(item, "__tablename__", "") == rows.table)
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if name not in rows.columns and not field.is_required() and field.get_default(call_default_factory=True) is not None
    }


def _bare(value: Any) -> Any:
    """`value` as the database's driver keeps it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return int(value) if isinstance(value, bool) else value


def _days_from_orders(db: sa.Connection, shop_id: int, import_id: int, rows: Rows) -> None:
    """Sales and orders of the pay days that these orders touch (the platforms count the pay day)."""
    at = rows.columns.index("paid_at")
    days = sorted({row[at].date() for row in rows.rows if isinstance(row[at], datetime)})
    totals = db.execute(
        sa.select(
            sa.func.date(ORDER.c.paid_at).label("day"),
            sa.func.count().label("orders"),
            sa.func.sum(ORDER.c.units).label("units"),
            sa.func.sum(ORDER.c.paid_minor).label("sales_minor"),
        )
        .where(ORDER.c.shop_id == shop_id, ORDER.c.paid_at.is_not(None))
        .group_by(sa.func.date(ORDER.c.paid_at))
    ).all()
    touched = {day.isoformat() for day in days}
    found = [
        (date.fromisoformat(row.day), "taobao_orders", row.orders, row.units, row.sales_minor)
        for row in totals
        if row.day in touched
    ]
    _upsert(db, shop_id, import_id, Rows(SHOP_DAY.name, ("day", "origin", "orders", "units", "sales_minor"), found))


def lines(receipt: FileReceipt) -> list[str]:
    """A receipt as a person reads it, the first line says what became of the file."""
    if receipt.refused is not None:
        return [_("✗ {file}: {why}").format(file=receipt.file, why=receipt.refused)]
    period = " … ".join(dict.fromkeys(day.isoformat() for day in (receipt.period_from, receipt.period_to) if day))
    counts = _("{new} new, {changed} changed, {same} the same, {rejected} rejected").format(
        new=receipt.new, changed=receipt.changed, same=receipt.same, rejected=receipt.rejected
    )
    told = [f"✓ {receipt.file}: {receipt.kind} {period} · {counts}"]
    told += [f"    {note}" for note in receipt.notes]
    told += [
        _("    {what}: the file says {theirs}, we count {ours}").format(
            what=check.what, theirs=check.file_says, ours=check.we_sum
        )
        for check in receipt.checks
        if not check.agree
    ]
    told += [
        _("    row {row}, {column} “{value}”: {reason}").format(
            row=problem.row or "–", column=problem.column, value=problem.value, reason=problem.reason
        )
        for problem in receipt.problems[:5]
    ]
    if len(receipt.problems) > 5:
        told.append(_("    … and {n} rows more").format(n=len(receipt.problems) - 5))
    return told


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
