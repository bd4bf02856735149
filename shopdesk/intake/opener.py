"""Workbooks through a child process with limits on memory and time: one child for many files, a new one after it dies."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from shopdesk.errors import IntakeError
from shopdesk.intake.cells import Cell
from shopdesk.text import _

WALL_SECONDS = 90.0
_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class RawSheet:
    """A sheet as the child tells it: each row as its JSON line. `since_1904`: bare numbers of days count from 1904."""

    name: str
    rows: list[bytes]
    hidden: bool
    since_1904: bool


class Opener:
    """Keeps one child for as long as the `with` block; used by one thread at a time.

    >>> with Opener() as opener:
    ...     for path in paths:
    ...         read_file(path, opener=opener)
    """

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Opener:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next workbook starts another."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was still buffered for a dead child
                    pipe.close()
        child.wait()

    def sheets(self, data: bytes) -> list[RawSheet]:
        """The sheets of a workbook (xls, xlsx, ods). IntakeError if it cannot be opened within the limits."""
        late = threading.Event()
        child = self._start()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._wall_seconds, give_up)
        timer.start()
        try:
            return _ask(child, data)
        except (OSError, EOFError, ValueError):  # dead, or dead in the middle of a line
            self.close()
            raise (_too_long() if late.is_set() else _died()) from None
        except IntakeError:  # the child said so and lives on
            raise
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                [sys.executable, "-I", str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child


def _ask(child: subprocess.Popen[bytes], data: bytes) -> list[RawSheet]:
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(b"%d\n" % len(data))
    child.stdin.write(data)
    child.stdin.flush()
    sheets: list[RawSheet] = []
    failed = ""
    for line in child.stdout:
        if line.startswith(b"["):
            sheets[-1].rows.append(line)
            continue
        said = json.loads(line)
        if "sheet" in said:
            sheets.append(RawSheet(said["sheet"], [], said["hidden"], said["since_1904"]))
        elif "error" in said:
            failed = said["error"]
            break
        else:
            return sheets
    if not failed:
        raise EOFError
    raise _REFUSALS[failed]()


def row_of(line: bytes) -> list[Cell]:
    """One row from the child's JSON line."""
    cells: list[Cell] = _decode(line.decode("utf-8"))
    return cells


def _moment(said: dict[str, str]) -> date | datetime:
    at = said["at"]
    return datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)


_decode = json.JSONDecoder(object_hook=_moment).decode  # json.loads would make one for each row


def _died() -> IntakeError:
    return IntakeError(
        _("Workbook refused"),
        _(
            "The workbook broke the reader or asked for more memory or time than any export needs; "
            "download the report again, or save it as csv."
        ),
    )


def _too_long() -> IntakeError:
    return IntakeError(
        _("Workbook refused"), _("The workbook took too long to open; export a shorter period, or save it as csv.")
    )


def password_needed() -> IntakeError:
    return IntakeError(
        _("Password needed"),
        _("The file is protected by a password; open it with the password and save it without one."),
    )


def _size() -> IntakeError:
    return IntakeError(_("Too big"), _("The workbook has more rows, columns or sheets than any export; export a shorter period."))


def _broken() -> IntakeError:
    return IntakeError(
        _("Broken workbook"), _("A whole xls or xlsx workbook was expected; this one is damaged: download it again.")
    )


def _formulas() -> IntakeError:
    return IntakeError(
        _("Formulas without results"),
        _("Formulas in the workbook have no results yet; open it in Excel or WPS, save it and import it again."),
    )


_REFUSALS: dict[str, Callable[[], IntakeError]] = {
    "password": password_needed,
    "size": _size,
    "broken": _broken,
    "formulas": _formulas,
}
