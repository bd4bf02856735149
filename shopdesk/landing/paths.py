"""Which files are meant: names, patterns that the shell left alone, folders; and which are still being written."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".htm", ".html", ".zip"})
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".tmp")


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, each once. A folder stands for the tables in it and below; a name with * ? [ for what it matches.

    A name that matches nothing stays, for the reader to refuse it.
    """
    found = (file for path in paths for match in _matches(path.expanduser()) for file in _under(match))
    return list(dict.fromkeys(found))


def _matches(path: Path) -> list[Path]:
    if not glob.has_magic(str(path)) or _there(path):
        return [path]
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] or [path]  # noqa: PTH207 – Path.glob takes no absolute pattern


def _under(path: Path) -> Iterator[Path]:
    if not _there(path) or not path.is_dir():
        yield path
        return
    tables = [item for item in sorted(path.rglob("*")) if item.suffix.lower() in ENDINGS and not unfinished(item.name)]
    yield from (item for item in tables if item.is_file() and not _hidden(item.relative_to(path)))


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with NUL in it
        return False


def unfinished(name: str) -> bool:
    """Whether a file of this name is one that a browser is still writing, or the mark of a workbook that is open."""
    return name.lower().endswith(_UNFINISHED) or name.startswith(("~$", ".~lock."))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
