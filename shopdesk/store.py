"""The one door to the database: open, migrate, read, write, undo, back up.

Readers get a connection that cannot write; writers begin immediate, so that two desks never lose each other's work.
What was measured behind each setting stands in the design notes on storage.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shopdesk.errors import DamagedError, DataError
from shopdesk.models import Table, Undo
from shopdesk.text import _

APPLICATION_ID = 0x53484F50  # "SHOP"
SCHEMA = 1


def now() -> datetime:
    """The moment, UTC, as every table keeps it."""
    return datetime.now(UTC).replace(microsecond=0)


class Store:
    """A database file that is ours and of this version. Make one with `open_store`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.window = secrets.token_hex(8)
        self.engine = _engine(path)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the data and cannot change it."""
        with _sentences(self.path), self.engine.connect() as db:
            db.exec_driver_sql("PRAGMA query_only=1")
            db.exec_driver_sql("BEGIN")
            try:
                yield db
            finally:
                db.exec_driver_sql("ROLLBACK")
                db.exec_driver_sql("PRAGMA query_only=0")

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction of its own: all of it lands, or nothing."""
        with _sentences(self.path), self.engine.connect() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield db
                db.exec_driver_sql("COMMIT")
            except BaseException:
                if db.connection.dbapi_connection is not None and db.connection.dbapi_connection.in_transaction:
                    db.exec_driver_sql("ROLLBACK")
                raise

    @contextmanager
    def trial(self) -> Iterator[sa.Connection]:
        """A writing transaction of which nothing stays."""
        with _sentences(self.path), self.engine.connect() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield db
            finally:
                if db.connection.dbapi_connection is not None and db.connection.dbapi_connection.in_transaction:
                    db.exec_driver_sql("ROLLBACK")

    @contextmanager
    def change(self, shop_id: int, label: str) -> Iterator[Change]:
        """What the operator does in one go, with what it takes to undo it."""
        with self.write() as db:
            change = Change(db)
            yield change
            if change.images:
                db.execute(
                    sa.insert(Undo).values(
                        shop_id=shop_id,
                        window=self.window,
                        label=label,
                        tables=",".join(sorted({image["table"] for image in change.images})),
                        changes=json.dumps(change.images, ensure_ascii=False),
                        done_at=now(),
                    )
                )

    def undo(self, shop_id: int, outside: Callable[[dict[str, Any]], bool] | None = None) -> str | None:
        """Take back the newest change of the shop made through this store; its label, or None where there is none left.

        `outside` puts back what `Change.outside` noted; False where it is not as the change left it. Raises DataError where
        another window changed or built on it since, and changes nothing.
        """
        with self.write() as db:
            undo = _table(Undo)
            row = db.execute(
                sa.select(undo.c.id, undo.c.label, undo.c.changes)
                .where(undo.c.shop_id == shop_id, undo.c.window == self.window, undo.c.undone_at.is_(None))
                .order_by(undo.c.id.desc())
                .limit(1)
            ).first()
            if row is None:
                return None
            try:
                images = reversed(json.loads(row.changes))
                free = all(_restore(db, image) if image["table"] else outside is not None and outside(image) for image in images)
            except sa.exc.IntegrityError:  # a row noted since rests on it
                free = False
            if not free:
                text = _("Another window has changed “{what}” since, or built on it; change it by hand instead.")
                raise DataError(_("This cannot be undone any more"), text.format(what=row.label))
            db.execute(sa.update(undo).where(undo.c.id == row.id).values(undone_at=now()))
            return str(row.label)

    def close(self) -> None:
        self.engine.dispose()


class Change:
    """Collects the rows of one change: `put` (insert or update by key), `add` (a new id), `drop`."""

    def __init__(self, db: sa.Connection) -> None:
        self.db = db
        self.images: list[dict[str, Any]] = []

    def put(self, model: type[Table], **values: Any) -> None:
        """Insert the row, or set the given columns of the row with this primary key."""
        table = _table(model)
        key = {column.name: values[column.name] for column in table.primary_key}
        before = _row(self.db, table, key)
        if before is None:
            self.db.execute(sa.insert(table).values(**_with_defaults(model, values)))
        else:
            rest = {name: value for name, value in values.items() if name not in key}
            if rest:
                self.db.execute(sa.update(table).where(*_matches(table, key)).values(**rest))
        self._note(table, key, before)

    def add(self, model: type[Table], **values: Any) -> int:
        """Insert a row that gets its id from the database; the id."""
        table = _table(model)
        result = self.db.execute(sa.insert(table).values(**_with_defaults(model, values)))
        key = int(result.inserted_primary_key[0])  # type: ignore[index]
        self._note(table, {"id": key}, None)
        return key

    def drop(self, model: type[Table], **key: Any) -> None:
        """Delete the row with this primary key, if there is one."""
        table = _table(model)
        before = _row(self.db, table, key)
        if before is not None:
            self.db.execute(sa.delete(table).where(*_matches(table, key)))
            self._note(table, key, before)

    def outside(self, what: str, before: Any, after: Any) -> None:
        """Note something kept in another place than a table, for `Store.undo`'s caller to put back."""
        if before != after:
            self.images.append({"table": "", "key": what, "before": before, "after": after})

    def _note(self, table: sa.Table, key: dict[str, Any], before: dict[str, Any] | None) -> None:
        after = _row(self.db, table, key)
        if before != after:
            self.images.append(
                {
                    "table": table.name,
                    "key": _plain(key),
                    "before": before and _plain(before),
                    "after": after and _plain(after),
                }
            )


def open_store(path: Path) -> Store:
    """The store at `path`, made or brought up to date where needed.

    Raises DataError where the file is not ours, is of a newer version, or cannot be written; it is not touched then.
    """
    with _sentences(path):
        if not path.exists() or path.stat().st_size == 0:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _touch_private(path)
            version = 0
        else:
            version = _schema_of(path)
        store = Store(path)
        if version < SCHEMA:
            if version:
                backup(path, path.parent / "backups" / f"{path.stem}-schema{version}-{now():%Y%m%d%H%M%S}.db")
            _migrate(store)
        return store


def backup(source: Path, target: Path) -> None:
    """A whole, checked copy of the database `source` in a new file; it appears complete or not at all.

    Raises DataError where `source` is not ours, is newer than this program, or is not sound.
    """
    part = target.with_name(target.name + ".part")
    with _sentences(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            _schema_of(source)
            _touch_private(part)
            _copy(source, part)
            problem = check_soundness(part)
            if problem:
                raise DamagedError(
                    _("The data is damaged"),
                    _("{file} failed its check ({problem}); use an earlier backup.").format(file=source, problem=problem),
                )
            part.replace(target)
        finally:
            for leftover in (part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
                leftover.unlink(missing_ok=True)


def restore(source: Path, target: Path) -> None:
    """Put what `source` holds in the place of what `target` holds, in one transaction; other windows see it or wait."""
    with _sentences(target):
        _schema_of(source)
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _touch_private(target)
        _copy(source, target)


def put_aside(path: Path, target: Path) -> None:
    """Move a damaged database, with what SQLite keeps beside it, to `target`: nothing of it is lost, and its place is free."""
    with _sentences(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            if (beside := path.with_name(path.name + ending)).exists():
                beside.replace(target.with_name(target.name + ending))


def check_soundness(path: Path) -> str | None:
    """What SQLite's integrity check says is wrong with the file, or None. Raises DataError where the file is not ours."""
    with _sentences(path):
        _schema_of(path)
        with _closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True)) as db:
            verdict = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return None if verdict == "ok" else verdict


def _copy(source: Path, target: Path) -> None:
    with _closing(sqlite3.connect(f"file:{_quoted(source)}?mode=ro", uri=True)) as old, _closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _migrate(store: Store) -> None:
    from alembic import command  # 190 ms and more: only when the schema is behind
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with store.write() as db:
        behind = int(db.exec_driver_sql("PRAGMA user_version").scalar_one()) < SCHEMA
        if behind:  # another window may have been first
            config.attributes["connection"] = db
            command.upgrade(config, "head")
            db.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            db.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def _schema_of(path: Path) -> int:
    """The schema version of the file, read without touching it."""
    try:
        with _closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=10)) as db:
            version, application, tables = db.execute(
                "SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id), "
                "(SELECT count(*) FROM sqlite_schema)"
            ).fetchone()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise DamagedError(
            _("This is no shopdesk database"),
            _(
                "{file} is damaged or was not written by shopdesk; bring back a backup with shopdesk restore FILE, "
                "or name another place with --at."
            ).format(file=path),
        ) from error
    if tables and application != APPLICATION_ID:
        raise DataError(
            _("This is no shopdesk database"),
            _("{file} belongs to another program; name another place with --at.").format(file=path),
        )
    if version > SCHEMA:
        raise DataError(
            _("The data is newer than this program"),
            _("{file} was written by a newer shopdesk; update shopdesk, nothing was changed.").format(file=path),
        )
    return int(version)


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": 10, "check_same_thread": False},
        hide_parameters=True,  # an error must not carry customers' data into a log
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # our BEGIN, not the driver's
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turns the database's and the disk's complaints into sentences."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.DatabaseError, sqlite3.DatabaseError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).lower()
        if "locked" in cause or "busy" in cause:
            message = _("Another window is writing to {file}; wait a moment and try again.")
        elif "full" in cause or "no space" in cause or "too large" in cause or "disk i/o" in cause:
            message = _("No room left on the disk of {file}; make room and try again, nothing was half-written.")
        elif "readonly" in cause or "read-only" in cause or "unable to open" in cause or "permission" in cause:
            message = _("{file} cannot be written; check who owns it, or name another place with --at.")
        elif "malformed" in cause or "not a database" in cause or "corrupt" in cause:
            message = _("{file} is damaged; bring back a backup with shopdesk restore FILE.")
        elif isinstance(error, OSError):
            message = _("{file} cannot be used here; check the folder, or name another place with --at.")
        else:
            raise
        raise DataError(_("The database cannot be used"), message.format(file=path)) from error


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()


def _touch_private(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # −wal and −shm inherit it


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


# --- rows and their images -----------------------------------------------------------------------------------------


def _table(model: type[Table]) -> sa.Table:
    return model.__table__  # type: ignore[attr-defined,no-any-return]


def _with_defaults(model: type[Table], values: dict[str, Any]) -> dict[str, Any]:
    """`values` with the model's own defaults for the columns not given."""
    fields = model.model_fields
    return {
        name: values[name] if name in values else field.get_default(call_default_factory=True)
        for name, field in fields.items()
        if name in values or (name != "id" and not field.is_required())
    }


def _matches(table: sa.Table, key: dict[str, Any]) -> list[Any]:
    return [table.c[name] == value for name, value in key.items()]


def _row(db: sa.Connection, table: sa.Table, key: dict[str, Any]) -> dict[str, Any] | None:
    found = db.execute(sa.select(table).where(*_matches(table, key))).mappings().first()
    return dict(found) if found else None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    def typed(column: Any, value: Any) -> Any:
        kind = getattr(column.type, "impl", column.type).python_type
        return kind.fromisoformat(value) if isinstance(value, str) and issubclass(kind, date) else value

    return {name: typed(table.c[name], value) for name, value in row.items()}


def _restore(db: sa.Connection, image: dict[str, Any]) -> bool:
    """Put the row back as it was; False, and nothing done, where it is not as the change left it."""
    table = Table.metadata.tables[image["table"]]
    key = _typed(table, image["key"])
    current = _row(db, table, key)
    if (current and _plain(current)) != image["after"]:
        return False
    where = _matches(table, key)
    if image["before"] is None:
        db.execute(sa.delete(table).where(*where))
    elif current is None:
        db.execute(sa.insert(table).values(**_typed(table, image["before"])))
    else:
        db.execute(sa.update(table).where(*where).values(**_typed(table, image["before"])))
    return True
