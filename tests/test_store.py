"""The store: whole or not at all, undone as it was, never another program's file, private, safe for two windows."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from shopdesk import store as store_module
from shopdesk.errors import DataError, UsageError
from shopdesk.locations import database_path
from shopdesk.models import Shop, Target, Tick
from shopdesk.records import shops, table
from shopdesk.store import APPLICATION_ID, SCHEMA, Store, now, open_store

DAY = date(2026, 11, 10)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "folder" / "shop.db")
    with store.write() as db:
        shops.add(db, "Invented")
    return store


def count(store: Store, model: type) -> int:
    with store.read() as db:
        return int(db.execute(sa.select(sa.func.count()).select_from(table(model))).scalar_one())


def put_target(store: Store, amount: int) -> None:
    with store.change(1, "target") as change:
        change.put(Target, shop_id=1, period="2026-11", amount_minor=amount, set_at=now())


def amount(store: Store) -> int | None:
    with store.read() as db:
        return db.execute(sa.select(table(Target).c.amount_minor)).scalar()


def test_new_file_is_private_marked_and_current(store: Store) -> None:
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700
    with sqlite3.connect(store.path) as raw:
        assert raw.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert raw.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    with store.read() as db:
        assert db.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_migrations_make_exactly_the_models(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from shopdesk.models import Table

    with store.engine.connect() as db:
        found = compare_metadata(MigrationContext.configure(db), Table.metadata)
    assert [item for item in found if "alembic_version" not in str(item)] == []


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises((DataError, sa.exc.DatabaseError)), store.read() as db:
        db.execute(sa.insert(table(Shop)).values(name="x", platform="", currency="CNY", timezone="", created_at=now()))
    assert count(store, Shop) == 1


def test_a_failing_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as db:
        shops.add(db, "Second")
        raise RuntimeError
    assert count(store, Shop) == 1


def test_undo_goes_back_step_by_step(store: Store) -> None:
    put_target(store, 100)
    put_target(store, 200)
    with store.change(1, "ticks") as change:
        change.put(Tick, shop_id=1, day=DAY, step="numbers", check_id="a", ticked_at=now())
        change.put(Tick, shop_id=1, day=DAY, step="numbers", check_id="b", ticked_at=now())
    assert store.undo(1) == "ticks"
    assert (count(store, Tick), amount(store)) == (0, 200)
    assert store.undo(1) == "target"
    assert amount(store) == 100
    assert store.undo(1) == "target"
    assert amount(store) is None
    assert store.undo(1) is None


def test_a_dropped_row_comes_back_whole(store: Store) -> None:
    put_target(store, 100)
    with store.read() as db:
        before = db.execute(sa.select(table(Target))).one()
    with store.change(1, "drop") as change:
        change.drop(Target, shop_id=1, period="2026-11")
    assert amount(store) is None
    store.undo(1)
    with store.read() as db:
        assert db.execute(sa.select(table(Target))).one() == before


def test_undo_refuses_what_another_window_changed(store: Store) -> None:
    put_target(store, 100)
    with store.write() as db:
        db.execute(sa.update(table(Target)).values(amount_minor=999))
    with pytest.raises(DataError, match="Another window"):
        store.undo(1)
    assert amount(store) == 999


def test_undo_takes_back_its_own_windows_changes_only(store: Store) -> None:
    other = open_store(store.path)
    put_target(store, 100)
    with other.change(1, "tick") as change:
        change.put(Tick, shop_id=1, day=DAY, step="numbers", check_id="a", ticked_at=now())
    assert store.undo(1) == "target"
    assert (store.undo(1), count(store, Tick), amount(store)) == (None, 1, None)
    assert other.undo(1) == "tick"
    other.close()


def test_undo_refuses_what_another_window_built_on(store: Store) -> None:
    with store.change(1, "peer") as change:
        change.add(Shop, name="Another", created_at=now())
    with store.write() as db:
        db.execute(sa.insert(table(Tick)).values(shop_id=2, day=DAY, step="numbers", check_id="a", ticked_at=now()))
    with pytest.raises(DataError, match="Another window has changed “peer” since, or built on it"):
        store.undo(1)
    assert count(store, Shop) == 2


def test_a_change_that_changes_nothing_is_nothing_to_undo(store: Store) -> None:
    put_target(store, 100)
    with store.read() as db:
        at = db.execute(sa.select(table(Target).c.set_at)).scalar_one()
    with store.change(1, "again") as change:
        change.put(Target, shop_id=1, period="2026-11", amount_minor=100, set_at=at)
    assert store.undo(1) == "target"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"this is a shopping list, no database" * 40, "is damaged or was not written by shopdesk"),
        (None, "belongs to another program"),
    ],
)
def test_other_files_are_refused_and_not_touched(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "other.db"
    if content is None:
        with sqlite3.connect(path) as raw:
            raw.execute("CREATE TABLE recipes (name)")
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(DataError, match=words):
        open_store(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused_and_not_touched(store: Store) -> None:
    store.close()
    with sqlite3.connect(store.path) as raw:
        raw.execute(f"PRAGMA user_version={SCHEMA + 1}")
    before = store.path.read_bytes()
    with pytest.raises(DataError, match="newer shopdesk"):
        open_store(store.path)
    assert store.path.read_bytes() == before


def test_an_older_schema_is_backed_up_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setattr(store_module, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(store_module, "_migrate", lambda _store: None)
    open_store(store.path)
    (kept,) = (store.path.parent / "backups").glob("*.db")
    with sqlite3.connect(kept) as raw:
        assert raw.execute("SELECT name FROM shop").fetchall() == [("Invented",)]


def test_a_failing_migration_leaves_an_empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    made = []

    def fail_later(name: str, *columns: object, **options: object) -> None:
        made.append(name)
        if len(made) == 5:
            raise sa.exc.OperationalError("CREATE", {}, Exception("disk is full"))
        original(name, *columns, **options)

    original = op.create_table
    monkeypatch.setattr(op, "create_table", fail_later)
    with pytest.raises(DataError, match="No room left"):
        open_store(tmp_path / "shop.db")
    with sqlite3.connect(tmp_path / "shop.db") as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    monkeypatch.setattr(op, "create_table", original)
    open_store(tmp_path / "shop.db")


def test_a_full_disk_is_said_and_nothing_is_half_written(store: Store) -> None:
    with store.read() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
    with pytest.raises(DataError, match="No room left"), store.write() as db:
        db.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(3000):
            shops.add(db, f"shop number {number} " + "x" * 200)
    assert count(store, Shop) == 1


def test_backup_and_restore(store: Store, tmp_path: Path) -> None:
    put_target(store, 100)
    store_module.backup(store.path, tmp_path / "copy.db")
    put_target(store, 200)
    store_module.restore(tmp_path / "copy.db", store.path)
    assert amount(store) == 100  # seen by the window that was open all the time
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_database_is_no_backup(store: Store, tmp_path: Path) -> None:
    with store.write() as db:
        for number in range(400):
            shops.add(db, f"{number} " + "x" * 300)
    store.close()
    with sqlite3.connect(store.path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(store.path.read_bytes())
    middle = len(content) // 8192 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    store.path.write_bytes(content)
    with pytest.raises(DataError):
        store_module.backup(store.path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("url", ["postgresql://host/db", "mysql://x", "sqlite://", "sqlite:///:memory:", "shop.db"])
def test_only_sqlite_files(url: str) -> None:
    with pytest.raises(UsageError, match="SQLite URL"):
        database_path(url)
    assert database_path("sqlite:////a/b.db") == Path("/a/b.db")


def _open_and_write(path: str, number: int) -> None:
    with open_store(Path(path)).write() as db:
        shops.add(db, f"shop {number}")


def test_six_windows_starting_at_once_migrate_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = str(tmp_path / "shop.db")
    workers = [context.Process(target=_open_and_write, args=(path, number)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 6
    assert count(open_store(Path(path)), Shop) == 6
