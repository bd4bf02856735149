"""The guarded child that opens workbooks, run as `python -I child.py`; opener.py speaks to it. Standard library only.

A crafted workbook of 1 KiB makes the native reader abort its whole process (storage.md), so it must not be ours.

Asked with a line holding the length of the workbook, then its bytes; answers one JSON value a line: {"sheet": name,
"hidden": bool, "since_1904": bool}, then each row as a list, then {"done": true}, or {"error": word} with word one of
password, size, broken, formulas.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date

MEMORY = 1 << 30
CPU_SECONDS = 60
MAX_ROWS = 400_000
MAX_COLUMNS = 1_000
MAX_SHEETS = 50


_UNKNOWN = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")  # a formula without its result
_SINCE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true|on)["']""")
_BOOK = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # how the stream of an xls begins
_DATEMODE = 0x22  # the record that says from when its days count,
_RECORDS = 100  # one of the first
_STEP = 1 << 20


class _TooBigError(Exception):
    pass


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's wall clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu() -> None:
    """CPU_SECONDS from now; the limit counts from the start of the process."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, hard))


def _tagged(cell: object) -> object:
    """What JSON has no form for: dates get a tag, times and durations become text."""
    return {"at": cell.isoformat()} if isinstance(cell, date) else str(cell)


def _answer(data: bytes, say: Callable[[object], None]) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    empty = False
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheet_names) > MAX_SHEETS:
            raise _TooBigError
        since_1904 = _counts_from_1904(data)
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                raise _TooBigError
            say({"sheet": about.name, "hidden": about.visible != SheetVisibleEnum.Visible, "since_1904": since_1904})
            left = [""] * (sheet.start[1] if sheet.start else 0)  # the rows above are given, the columns before are not
            for row in sheet.iter_rows():
                empty = empty or "" in row
                say(left + row)
        say({"error": "formulas"} if empty and _is_uncomputed(data) else {"done": True})
    except _TooBigError:
        say({"error": "size"})
    except PasswordError:
        say({"error": "password"})
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        say({"error": "broken"})


def _counts_from_1904(data: bytes) -> bool:
    """Whether the days of the workbook count from 1904, as those from older Macs do. Cells with the format of a date are read
    right without it; a bare number is not."""
    if data[:2] != b"PK":
        at = data.find(_BOOK)
        for _record in range(_RECORDS if at >= 0 else 0):
            kind, size = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 4], "little")
            if kind == _DATEMODE:
                return data[at + 4 : at + 5] == b"\1"
            at += 4 + size
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = book.namelist()
        return "xl/workbook.xml" in names and bool(_SINCE_1904.search(book.read("xl/workbook.xml")))


def _is_uncomputed(data: bytes) -> bool:
    """Whether an xlsx holds formulas without results, as programs write it that leave the computing to a spreadsheet.

    They say so, which saves a look at all others.
    """
    if data[:2] != b"PK":
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = book.namelist()
        if "xl/workbook.xml" not in names or b"fullCalcOnLoad" not in book.read("xl/workbook.xml"):
            return False
        return any(_finds(book, name) for name in names if name.startswith("xl/worksheets/"))


def _finds(book: zipfile.ZipFile, name: str) -> bool:
    before = b""
    with book.open(name) as words:
        while step := words.read(_STEP):
            if _UNKNOWN.search(before + step):
                return True
            before = step[-80:]
    return False


def main() -> None:
    _limit_memory()
    asked, answers = sys.stdin.buffer, sys.stdout
    encode = json.JSONEncoder(default=_tagged, separators=(",", ":")).encode  # json.dumps would make one for each row

    def say(value: object) -> None:
        answers.write(encode(value) + "\n")

    while line := asked.readline():
        data = asked.read(int(line))
        _allow_cpu()
        _answer(data, say)
        answers.flush()


if __name__ == "__main__":
    main()
