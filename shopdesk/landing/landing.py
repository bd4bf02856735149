"""An export file lands: whole, in one transaction, or not at all. The same way is tried without landing, for a preview.

The newest export wins; a column that the file does not have, or leaves empty, keeps what an earlier one said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from shopdesk.errors import IntakeError, ShopdeskError
from shopdesk.intake import Opener, Reading, outline, read_file
from shopdesk.intake.container import MAX_BYTES
from shopdesk.landing import columns, compare, figures, rows, whose
from shopdesk.landing.columns import Columns
from shopdesk.landing.paths import files_in, why_not
from shopdesk.landing.progress import READING, Progress, Share, share_of, within
from shopdesk.landing.receipt import FileReceipt
from shopdesk.landing.secret import secret
from shopdesk.landing.unfollowed import unfollowed
from shopdesk.landing.whose import Wanted
from shopdesk.models import Import, OrderFact, Product, ShopDay
from shopdesk.records import shops, table
from shopdesk.records.shops import ShopInfo
from shopdesk.store import Store, now
from shopdesk.text import _, safe

IMPORT = table(Import)

Transaction = Callable[[], AbstractContextManager[sa.Connection]]


@dataclass(frozen=True)
class Said:
    """What the operator said of a file. `mapping`: header → field, for a kind that takes one; it is remembered once it landed.
    `shop`: whose it is, whatever it looks like."""

    kind: str | None = None
    day: date | None = None
    mapping: Mapping[str, str] | None = None
    shop: str | None = None


@dataclass(frozen=True)
class Asked:
    """What the operator said about all files, and of single ones."""

    shop: Wanted
    all: Said = Said()
    single: Mapping[Path, Said] = field(default_factory=dict)
    secret: bytes = field(default=b"", repr=False)

    def of(self, path: Path) -> Said:
        return self.single.get(path, self.all)

    def shop_of(self, path: Path) -> Wanted:
        named = self.of(path).shop
        return self.shop if named is None else Wanted(named, said=True, firmly=True)


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    shop_name: str | None = None,
    shop_said: bool = True,
    kind: str | None = None,
    day: date | None = None,
    mapping: Mapping[str, str] | None = None,
    said: Mapping[Path, Said] | None = None,
    progress: Progress | None = None,
) -> list[FileReceipt]:
    """Land every file (a folder or pattern stands for the files in it); one receipt a file, or one a member of a zip.

    kind, day and mapping hold for all files but those of `said`. `shop_said`: the operator named the shop for these very files,
    so that one that looks like another shop's is taken with a word; else it is refused.
    """
    wanted = Wanted(shop_name, shop_said and shop_name is not None)
    asked = Asked(wanted, Said(kind, day, mapping), said or {}, secret(store.path.parent, make=True))
    receipts = _all(files_in(paths), store.write, asked, progress)
    _remember(store, asked, receipts)
    return receipts


def preview(
    store: Store,
    paths: Sequence[Path],
    *,
    shop_name: str | None = None,
    shop_said: bool = True,
    kind: str | None = None,
    day: date | None = None,
    mapping: Mapping[str, str] | None = None,
    said: Mapping[Path, Said] | None = None,
    progress: Progress | None = None,
) -> list[FileReceipt]:
    """The receipts that `import_files` would give, and nothing changed. Other windows cannot write meanwhile."""
    wanted = Wanted(shop_name, shop_said and shop_name is not None)
    asked = Asked(wanted, Said(kind, day, mapping), said or {}, secret(store.path.parent, make=False))
    with store.trial() as db:

        @contextmanager
        def part() -> Iterator[sa.Connection]:
            db.exec_driver_sql("SAVEPOINT part")
            try:
                yield db
            except BaseException:
                db.exec_driver_sql("ROLLBACK TO part")
                raise
            finally:
                db.exec_driver_sql("RELEASE part")

        return _all(files_in(paths), part, asked, progress)


def _all(files: Sequence[Path], transaction: Transaction, asked: Asked, progress: Progress | None) -> list[FileReceipt]:
    receipts: list[FileReceipt] = []
    with Opener() as opener:
        for done, path in enumerate(files):
            tell = share_of(progress, done, len(files), path.name)
            receipts += [replace(receipt, path=path) for receipt in _file(path, transaction, asked, opener, tell)]
    if progress:
        progress(len(files), len(files), "")
    return receipts


def _file(path: Path, transaction: Transaction, asked: Asked, opener: Opener, tell: Share) -> Iterable[FileReceipt]:
    if (why := why_not(path)) is not None:
        return [FileReceipt(safe(path.name or path), refused=why)]
    delivery = _delivery(path, asked)
    with transaction() as db:
        before = _landed_before(db, delivery)
        shop = shops.called(db, asked.shop_of(path).name)
        terms = whose.terms(db, shop)
        known = columns.remembered(db, shop)
    if before:
        return before
    said = asked.of(path)
    try:
        readings = _read_as_known(path, terms, asked.secret, said, known, opener, within(tell, 0, READING))
    except Exception as error:
        return [_refused(path.name, said.kind, error)]
    receipts = []
    starts = [READING + (1 - READING) * at / len(readings) for at in range(len(readings) + 1)]
    for reading, start, end in zip(readings, starts, starts[1:], strict=False):
        try:
            with transaction() as db:
                receipts.append(_land(db, reading, asked.shop_of(path), delivery, len(readings), said, within(tell, start, end)))
        except Exception as error:
            receipts.append(_refused(reading.file, reading.kind, error))
    return receipts


def _refused(file: str, kind: str | None, error: Exception) -> FileReceipt:
    """A file that is refused, or on which the program itself failed: the other files are not to suffer for it. Raises what is the
    database's or the disk's, for no other file would fare better."""
    if isinstance(error, IntakeError):
        return FileReceipt(safe(file), kind, refused=error.message)
    if isinstance(error, (ShopdeskError, sa.exc.SQLAlchemyError, OSError)):
        raise error
    words = _(
        "shopdesk itself failed on this file, and nothing of it landed; what went wrong is in the log. Leave it out for now."
    )
    return FileReceipt(safe(file), kind, refused=words, fault=error)


def _read_as_known(
    path: Path, terms: whose.Terms, secret: bytes, said: Said, known: Mapping[str, Columns], opener: Opener, tell: Share
) -> list[Reading]:
    """What the file says; where nobody recognises it, as the operator once said that its columns are to be read."""
    try:
        return _read(path, terms, secret, said, opener, tell)
    except IntakeError:
        recalled = None if said.mapping else columns.recall(path, known, said.kind, opener)
        if recalled is None:
            raise
    told = Said(recalled.kind, said.day, recalled.fields)
    note = _("Its columns were read as you said for such a file before.")
    return [replace(reading, notes=(*reading.notes, note)) for reading in _read(path, terms, secret, told, opener, tell)]


def _read(path: Path, terms: whose.Terms, secret: bytes, said: Said, opener: Opener, tell: Share) -> list[Reading]:
    """What the file says, in the shop's currency; where that is not settled yet, in the one that the file names."""

    def read(currency: str) -> list[Reading]:
        return read_file(
            path,
            kind=said.kind,
            day=said.day,
            mapping=said.mapping,
            currency=currency,
            timezone=terms.timezone,
            opener=opener,
            secret=secret,
            tell=tell,
        )

    readings = read(terms.currency)
    named = {reading.currency for reading in readings if reading.currency}
    return read(named.pop()) if not terms.settled and len(named) == 1 and terms.currency not in named else readings


def _land(db: sa.Connection, reading: Reading, wanted: Wanted, delivery: str, parts: int, said: Said, tell: Share) -> FileReceipt:
    shop, notes = whose.shop_of(db, reading, wanted)
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
        certainty=reading.certainty,
    )
    if not said.mapping and _known(db, shop, reading):  # other columns than before may be meant
        facts = sum(len(part.rows) for part in reading.tables if part.table != table(Product).name)
        return replace(receipt, same=facts, notes=(*reading.notes, _same_bytes()))
    import_id = _book(db, shop, reading, delivery, parts)
    days: set[str] = set()
    origins: set[str] = set()
    for part in reading.tables:
        landed = rows.upsert(db, shop, import_id, part, tell)
        if part.table == table(OrderFact).name:
            days |= rows.order_days(db, shop.id, rows.pay_days(part) | rows.pay_days_replaced(db, import_id))
            origins.add(rows.ORDER_DAYS)
        elif part.table == table(ShopDay).name:
            days |= {str(row[part.columns.index("day")]) for row in part.rows}
            origins |= {str(row[part.columns.index("origin")]) for row in part.rows}
        if part.table != table(Product).name:
            notes += landed.notes
            receipt = replace(
                receipt,
                new=receipt.new + landed.new,
                changed=receipt.changed + landed.changed,
                same=receipt.same + landed.same,
            )
    if receipt.changed:
        compare.refuse_older(db, import_id, reading.file)
    notes += whose.weigh(figures.contradictions(db, shop, reading), shop, wanted)
    notes += compare.disagreements(db, shop, days, origins)
    notes += unfollowed(db, shop, reading)
    receipt = replace(receipt, notes=(*reading.notes, *notes))
    told = json.dumps(receipt.to_json(), ensure_ascii=False)
    db.execute(sa.update(IMPORT).where(IMPORT.c.id == import_id).values(receipt=told))
    return receipt


def _remember(store: Store, asked: Asked, receipts: Sequence[FileReceipt]) -> None:
    """Keep the columns of the files that landed by a mapping."""
    mapped = [receipt for receipt in receipts if receipt.refused is None and receipt.path and asked.of(receipt.path).mapping]
    if not mapped:
        return
    with store.read() as db:
        by_name = {shop.name: shop for shop in shops.shops(db)}
    for receipt in mapped:
        assert receipt.path and receipt.shop and receipt.kind
        mapping = asked.of(receipt.path).mapping or {}
        try:
            fingerprint = outline(receipt.path).fingerprint
        except IntakeError:  # it was moved away meanwhile
            continue
        columns.remember(store, by_name[receipt.shop], fingerprint, Columns(receipt.kind, mapping))


# --- what is known of the very same bytes --------------------------------------------------------------------------


def _delivery(path: Path, asked: Asked) -> str:
    """A hash of the file as it lies there, its name (which may say shop and day) and what was asked; "" where it is refused."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return ""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError:
        return ""
    said = asked.of(path)
    mapping = sorted(said.mapping.items()) if said.mapping else ()
    digest.update(repr((path.name, asked.shop_of(path).name, said.kind, said.day, *mapping)).encode(errors="replace"))
    return digest.hexdigest()


def _landed_before(db: sa.Connection, delivery: str) -> list[FileReceipt]:
    """The receipts of this delivery where all of it has landed, told anew; else none. Saves reading the file."""
    query = (
        sa.select(IMPORT.c.receipt, IMPORT.c.parts, shops.SHOP.c.name)
        .join(shops.SHOP, shops.SHOP.c.id == IMPORT.c.shop_id)
        .where(IMPORT.c.delivery == delivery)
        .order_by(IMPORT.c.id)
    )
    found = db.execute(query).all() if delivery else []
    if not found or len(found) != found[0].parts:
        return []
    receipts = [(FileReceipt.from_json(json.loads(row.receipt)), row.name) for row in found]
    return [
        replace(old, shop=name, new=0, changed=0, same=old.new + old.changed + old.same, notes=(_same_bytes(),))
        for old, name in receipts
    ]


def _same_bytes() -> str:
    return _("This very file had been imported before; nothing changed.")


def _known(db: sa.Connection, shop: ShopInfo, reading: Reading) -> bool:
    """Whether these very bytes landed before as this kind and period, perhaps under another name."""
    query = sa.select(IMPORT.c.id).where(
        IMPORT.c.shop_id == shop.id,
        IMPORT.c.sha256 == reading.sha256,
        IMPORT.c.kind == reading.kind,
        IMPORT.c.period_from.is_not_distinct_from(reading.period_from),
    )
    return db.execute(query).first() is not None


def _book(db: sa.Connection, shop: ShopInfo, reading: Reading, delivery: str, parts: int) -> int:
    result = db.execute(
        sa.insert(IMPORT).values(
            shop_id=shop.id,
            file=reading.file,
            sha256=reading.sha256,
            delivery=delivery,
            parts=parts,
            kind=reading.kind,
            period_from=reading.period_from,
            period_to=reading.period_to,
            imported_at=now(),
            receipt="",
        )
    )
    return int(result.inserted_primary_key[0])  # type: ignore[index]
