"""The commands import and imports: files in, what came of it, and back out again."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopdesk.cli_words import print_json
from shopdesk.text import _, days_text, ngettext, safe, use_keys

NEWEST = 20  # imports shown unless all are asked for

if TYPE_CHECKING:
    from shopdesk.desk import Desk
    from shopdesk.landing import FileReceipt, ImportInfo


def take(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk import`: land the files or what lies in the inbox, or only say what would happen; the exit code."""
    from shopdesk import landing

    quiet = arguments.json or not sys.stderr.isatty()

    def progress(done: float, total: int, name: str) -> None:
        words = landing.line(done, total, name, shutil.get_terminal_size().columns) if done < total else ""
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)

    said: dict[str, Any] = {
        "shop_name": arguments.shop,
        "kind": arguments.kind,
        "day": arguments.date,
        "mapping": landing.read_mapping(arguments.map) if arguments.map is not None else None,
        "progress": None if quiet else progress,
    }
    told: dict[str, Any] = {}
    if arguments.inbox:
        receipts, told = _from_inbox(desk, arguments.dry_run, said)
    elif arguments.dry_run:
        receipts = landing.preview(desk.store, arguments.files, **said)
    else:
        receipts = landing.import_files(desk.store, arguments.files, **said)
    desk.note_faults(receipts)
    if arguments.json:
        dry = {"dry_run": True} if arguments.dry_run else {}
        print_json({**dry, "files": [receipt.to_json() for receipt in receipts], **told})
    else:
        if arguments.dry_run:
            print(_("Nothing is changed; this is what would happen:"))
        print("\n".join(landing.in_all(receipts)), flush=True)
    for receipt in receipts:
        if receipt.refused is not None and (arguments.json or arguments.inbox):
            print(f"{receipt.file}: {receipt.refused}", file=sys.stderr)
    if not arguments.dry_run:
        _look_ahead(desk)
    return 3 if any(receipt.refused is not None for receipt in receipts) else 0


def _look_ahead(desk: Desk) -> None:
    """Make the next start quick; what landed has landed, so a failure here is for the log only."""
    use_keys(True)  # it is the desk that will show it
    try:
        desk.look_ahead()
    except Exception as error:
        from shopdesk.logs import record

        record(desk.locations.logs, error)
    finally:
        use_keys(False)


def _from_inbox(desk: Desk, dry: bool, said: dict[str, Any]) -> tuple[Sequence[FileReceipt], dict[str, Any]]:
    """Receipts, and for JSON what was left alone and where the others lie now; both are said on standard error."""
    from shopdesk import landing

    inbox = desk.locations.inbox
    if dry:
        finished, left = landing.inbox_files(inbox)
        receipts: Sequence[FileReceipt] = landing.preview(desk.store, list(finished), **said)
        moved: Sequence[Path] = ()
    else:
        run = landing.import_inbox(desk.store, inbox, date.today(), **said)
        receipts, left, moved = run.receipts, list(run.waiting), run.moved
    for path in left:
        print(_("{file} is still being written and was left alone.").format(file=safe(path.name)), file=sys.stderr)
    if not receipts and not left:
        print(_("Nothing in the inbox {folder}.").format(folder=safe(inbox)), file=sys.stderr)
    return receipts, {
        "waiting": [safe(path.relative_to(inbox)) for path in left],
        "moved": [safe(path.relative_to(inbox)) for path in moved],
    }


def show(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk imports`: what was imported, the newest first."""
    found = desk.imports()
    if arguments.json:
        print_json({"shop": desk.need_shop().name, "imports": [_told(item) for item in found]})
        return 0
    from shopdesk.landing.words import counts, kind_label

    shown = found if arguments.all else found[:NEWEST]
    for item in shown:
        about = (kind_label(item.kind), days_text(item.period_from, item.period_to))
        what = " · ".join([*filter(None, about), counts(item.new, item.changed, item.same, item.rejected)])
        said = _("{label}: {text}").format(label=safe(item.file), text=what)
        print(f"{item.id:>5}  {item.imported_at.astimezone():%Y-%m-%d %H:%M}  {said}")
    if len(shown) < len(found):
        earlier = len(found) - len(shown)
        words = ngettext("… and {n} earlier one; --all shows it.", "… and {n} earlier ones; --all shows them.", earlier)
        print(words.format(n=earlier))
    if not found:
        print(_("Nothing was imported yet."))
    return 0


def _told(item: ImportInfo) -> dict[str, Any]:
    return {
        "id": item.id,
        "file": safe(item.file),
        "kind": item.kind,
        "period": {"from": _iso(item.period_from), "to": _iso(item.period_to)},
        "imported_at": item.imported_at.isoformat(),
        "rows": {"new": item.new, "changed": item.changed, "same": item.same, "rejected": item.rejected},
    }


def undo(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk imports undo ID`: take an import back as a whole."""
    done = desk.undo_import(arguments.id)
    if arguments.json:
        print_json({"file": done.file, "removed": done.removed, "restored": done.restored, "kept": done.kept})
        return 0
    print(
        _("“{file}” is taken back; rows removed: {removed}, rows as they were before: {restored}.").format(
            file=done.file, removed=done.removed, restored=done.restored
        )
    )
    if done.kept:
        print(_("Rows that stay, for your notes on them or for other reports: {n}.").format(n=done.kept))
    return 0


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
