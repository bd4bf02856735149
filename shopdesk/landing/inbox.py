"""The watched folder: what lies in it is imported and put aside; what is refused, or still being written, stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shopdesk.landing.landing import Said, import_files
from shopdesk.landing.paths import unfinished
from shopdesk.landing.progress import Progress
from shopdesk.landing.receipt import FileReceipt
from shopdesk.store import Store
from shopdesk.text import _, safe

DONE = "done"
WATCHED_SECONDS = 0.7  # a file that grows within this time is still being written

Stamp = tuple[int, int]  # bytes, and nanoseconds of the last change


@dataclass(frozen=True)
class InboxRun:
    """One look into the inbox. `waiting`: files left alone because they are still being written."""

    receipts: tuple[FileReceipt, ...]
    waiting: tuple[Path, ...]
    moved: tuple[Path, ...]  # where the files lie that landed


def import_inbox(
    store: Store,
    inbox: Path,
    today: date,
    *,
    shop_name: str | None = None,
    shop_said: bool = True,
    kind: str | None = None,
    day: date | None = None,
    mapping: Mapping[str, str] | None = None,
    said: Mapping[Path, Said] | None = None,
    files: Collection[Path] | None = None,
    progress: Progress | None = None,
    pause: Callable[[], None] = lambda: time.sleep(WATCHED_SECONDS),
) -> InboxRun:
    """Land every finished file of the inbox; what landed moves to inbox/done/<today>/, never over another file.

    files: only these, of which the operator was shown what they would change. The rest as in `import_files`.
    """
    stamps, waiting = inbox_files(inbox, pause)
    if files is not None:
        stamps = {path: stamp for path, stamp in stamps.items() if path in files}
    receipts: list[FileReceipt] = []
    moved: list[Path] = []

    def step(at: int) -> Progress | None:
        return (lambda done, _total, name: progress(at + done, len(stamps), name)) if progress else None

    for at, (path, stamp) in enumerate(stamps.items()):
        told = import_files(
            store,
            [path],
            shop_name=shop_name,
            shop_said=shop_said,
            kind=kind,
            day=day,
            mapping=mapping,
            said=said,
            progress=step(at),
        )
        if all(receipt.refused is None for receipt in told) and _stamp(path) == stamp:
            try:
                moved.append(_put_aside(path, inbox / DONE / today.isoformat()))
            except OSError:
                words = _("It landed, but could not be moved to {folder}; move it away yourself.").format(
                    folder=safe(inbox / DONE)
                )
                told = [replace(receipt, notes=(*receipt.notes, words)) for receipt in told]
        receipts += told
    return InboxRun(tuple(receipts), tuple(waiting), tuple(moved))


def inbox_files(
    inbox: Path, pause: Callable[[], None] = lambda: time.sleep(WATCHED_SECONDS)
) -> tuple[dict[Path, Stamp], list[Path]]:
    """The finished files of the inbox (made where it is missing), and those still being written."""
    inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = [path for path in sorted(inbox.rglob("*")) if path.relative_to(inbox).parts[0] != DONE and path.is_file()]
    named = {path for path in found if not path.name.startswith((".", "~$"))}
    writing = {path for path in named if unfinished(path.name)}
    # Some browsers make the file itself at once, empty, and write beside it.
    writing |= {path for path in named if any(path.name == other.stem and path.parent == other.parent for other in writing)}
    before = {path: _stamp(path) for path in found if path in named - writing}
    if before:
        pause()
    finished = {path: stamp for path, stamp in before.items() if stamp and stamp[0] and _stamp(path) == stamp}
    return finished, [path for path in found if path in named and path not in finished]


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _put_aside(path: Path, folder: Path) -> Path:
    """`path` in `folder`, under a name of its own; where it is then."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, 10_000):
        target = folder / (path.name if number == 1 else f"{path.stem} ({number}){path.suffix}")
        try:
            target.touch(exist_ok=False)  # ours from here on: replacing it replaces nobody's file
        except FileExistsError:
            continue
        try:
            return path.replace(target)
        except OSError:
            target.unlink()
            raise
    raise FileExistsError(folder)
