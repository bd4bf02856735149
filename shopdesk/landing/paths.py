"""Which files are meant: names, patterns that the shell left alone, folders; which are still being written, or none at all."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from shopdesk.text import _

ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsb", ".ods", ".htm", ".html", ".zip"})
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".tmp")


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, each once. A folder stands for the tables in it and below; a name with * ? [ for what it matches.

    A name that matches nothing and a folder without tables stay: `why_not` refuses them.
    """
    found = (file for path in paths for match in _matches(path.expanduser()) for file in _under(match))
    return list(dict.fromkeys(found))


def _matches(path: Path) -> list[Path]:
    if not glob.has_magic(str(path)) or there(path):
        return [path]
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] or [path]  # noqa: PTH207 – Path.glob takes no absolute pattern


def _under(path: Path) -> Iterator[Path]:
    if not there(path) or not path.is_dir():
        yield path
        return
    tables = [item for item in sorted(path.rglob("*")) if item.suffix.lower() in ENDINGS and not unfinished(item.name)]
    found = [item for item in tables if item.is_file() and not _hidden(item.relative_to(path))]
    yield from found or [path]


def why_not(path: Path) -> str | None:
    """Why there is nothing to read at `path`, in one sentence without its name; None where a file can be opened."""
    if not there(path):
        return _("There is no such file; check its name and its folder.")
    if path.is_dir():
        return _("There is no csv, xls, xlsx or zip in this folder; name the folder the reports were saved in.")
    if not path.is_file():
        return _("This is a device or a pipe, not a file; save the report and name that file.")
    try:
        path.open("rb").close()
    except PermissionError:
        return _("You may not read this file; ask its owner, or save the report in a folder of your own.")
    except OSError as error:
        return _("The file cannot be opened ({reason}); copy it to another place and try again.").format(reason=error.strerror)
    return None


def there(path: Path) -> bool:
    """Whether there is anything of this name."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with NUL in it
        return False


def unfinished(name: str) -> bool:
    """Whether a file of this name is one that a browser is still writing, or the mark of a workbook that is open."""
    return name.lower().endswith(_UNFINISHED) or name.startswith(("~$", ".~lock."))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
