"""Keeping the data: a backup to a file, and back from one. Neither leaves anything half-written."""

from __future__ import annotations

from pathlib import Path

from shopdesk import store
from shopdesk.errors import DamagedError, DataError, UsageError
from shopdesk.text import _


def backup(database: Path, target: Path, *, into_folder: bool = False) -> Path:
    """A checked copy of the database at `target`, or, named by the moment, in the folder `target`; where it lies.

    Raises DataError where there is nothing to copy, UsageError where a file is in the way.
    """
    if not database.exists():
        raise DataError(_("Nothing to back up yet"), _("{file} does not exist; import something first.").format(file=database))
    if into_folder or target.is_dir():
        target = target / f"shopdesk-{store.now():%Y%m%d-%H%M%S}.db"
    if target.exists():
        raise UsageError(_("A file is in the way"), _("{file} exists already; choose another name.").format(file=target))
    store.backup(database, target)
    return target


def restore(source: Path, database: Path) -> Path | None:
    """Put the backup `source` in the database's place; where the data that was there before is kept, or None."""
    if not source.is_file() or not source.stat().st_size:
        raise UsageError(_("No such backup"), _("{file} does not exist or is empty.").format(file=source))
    if source.resolve() == database.resolve():
        raise UsageError(_("That is the data itself"), _("Name the backup file, not the database in use."))
    try:
        problem = store.check_soundness(source)
    except DamagedError as error:
        raise DataError(
            _("This is no backup"), _("{file} is damaged or was not written by shopdesk; name another file.").format(file=source)
        ) from error
    if problem:
        raise DataError(
            _("The backup is damaged"), _("{file} failed its check ({problem}).").format(file=source, problem=problem)
        )
    kept = None
    if database.exists() and database.stat().st_size:
        kept = database.parent / "backups" / f"before-restore-{store.now():%Y%m%d-%H%M%S}.db"
        try:
            store.backup(database, kept)
        except DamagedError:  # what a restore is for: the damaged file is kept as it is
            kept = kept.with_name(kept.name.replace("before-restore", "damaged"))
            store.put_aside(database, kept)
    store.restore(source, database)
    store.open_store(database).close()  # brings an older backup up to date
    return kept
