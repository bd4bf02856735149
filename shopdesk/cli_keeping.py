"""The commands doctor, backup, restore and locate: where the data lies, whether it is sound, and a copy of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk.cli_words import print_json
from shopdesk.text import _, safe

if TYPE_CHECKING:
    from shopdesk.locations import Locations


def doctor(places: Locations, database: Path, arguments: argparse.Namespace) -> int:
    """`shopdesk doctor`: 0 where all is well, 1 where something is not."""
    from shopdesk.doctor import examine

    checks = examine(places, database)
    ok = all(check.ok for check in checks)
    if arguments.json:
        print_json({"ok": ok, "checks": [vars(check) for check in checks]})
    else:
        for check in checks:
            said = _("{label}: {text}").format(label=check.name, text=safe(check.detail))
            print(f"{'✓' if check.ok else '✗'} {said}")
    return 0 if ok else 1


def back_up(database: Path, arguments: argparse.Namespace) -> int:
    """`shopdesk backup FILE`, or a folder with / at its end."""
    from shopdesk.keeping import backup

    folder = arguments.file.endswith(("/", "\\"))
    print(_("The data is in {file}.").format(file=backup(database, Path(arguments.file), into_folder=folder)))
    key = database.parent / "buyers.key"  # landing.secret, which would cost a second of imports
    if key.exists():
        print(
            _(
                "Not in it: {key}, which hides your buyers. Keep a copy in another place than the backup; without it, buyers "
                "from before and after a loss are not known to be the same."
            ).format(key=key)
        )
    return 0


def bring_back(database: Path, arguments: argparse.Namespace) -> int:
    """`shopdesk restore FILE`; what was there before is kept beside it."""
    from shopdesk.keeping import restore

    kept = restore(arguments.file, database)
    print(_("The data is back from {file}.").format(file=arguments.file))
    if kept:
        print(_("What was there before is in {file}.").format(file=kept))
    return 0


def locate(places: Locations, database: Path) -> int:
    """`shopdesk locate`: where everything lies."""
    for name, path in (
        (_("database"), database),
        (_("your playbook"), places.playbook),
        (_("your keys"), places.keymap),
        (_("backups"), places.backups),
        (_("exports"), places.exports),
        (_("inbox"), places.inbox),
        (_("logs"), places.logs),
    ):
        print(f"{name}: {path}")
    return 0
