"""What may be wrong with the installation or the data, check by check; it changes nothing."""

from __future__ import annotations

import os
import sqlite3
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from shopdesk import playbook
from shopdesk.errors import ShopdeskError
from shopdesk.locations import Locations
from shopdesk.text import _


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    detail: str


def examine(places: Locations, database: Path) -> list[Check]:
    """Every check, in the order in which a person would look."""
    return [_program(), _libraries(), _folder(database.parent), _playbook(places), _database(database)]


def _program() -> Check:
    from shopdesk import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    return Check(_("program"), True, f"shopdesk {__version__}, Python {python}, SQLite {sqlite3.sqlite_version}")


def _libraries() -> Check:
    names = ("textual", "sqlmodel", "sqlalchemy", "alembic", "pandas", "plotext", "python-calamine", "xlsxwriter")
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check(_("libraries"), False, _("missing: {names}; install shopdesk again").format(names=", ".join(missing)))
    return Check(_("libraries"), True, ", ".join(found))


def _folder(folder: Path) -> Check:
    nearest = next((item for item in (folder, *folder.parents) if item.exists()), folder)
    if not os.access(nearest, os.W_OK):
        return Check(_("folder"), False, _("{folder} cannot be written").format(folder=nearest))
    return Check(_("folder"), True, str(folder))


def _playbook(places: Locations) -> Check:
    if not places.playbook.exists():
        return Check(_("playbook"), True, _("ours, nothing overridden"))
    try:
        book = playbook.load(places.playbook)
    except ShopdeskError as error:
        return Check(_("playbook"), False, error.message)
    own = [threshold.id for threshold in book.thresholds.values() if threshold.own]
    return Check(_("playbook"), True, _("{file} sets {n} thresholds").format(file=places.playbook, n=len(own)))


def _database(database: Path) -> Check:
    if not database.exists():
        return Check(_("data"), True, _("nothing imported yet"))
    from shopdesk.store import check_soundness

    try:
        problem = check_soundness(database)
    except ShopdeskError as error:
        return Check(_("data"), False, error.message)
    if problem:
        return Check(
            _("data"), False, _("{file} is damaged ({problem}); restore a backup").format(file=database, problem=problem)
        )
    return Check(_("data"), True, str(database))
