"""A file's bytes → sheets of rows of cells: the gate, zips, encodings, delimiters. What the bytes are decides, not the ending."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

from shopdesk.errors import IntakeError
from shopdesk.intake import markup, plain
from shopdesk.intake.cells import Cell
from shopdesk.intake.locked import needs_password
from shopdesk.intake.opener import Opener, RawSheet, password_needed, row_of
from shopdesk.intake.plain import Open, Plain, Tell
from shopdesk.text import _, number, safe

MAX_BYTES = 1 << 30  # of csv: over ten million rows; it is read piece by piece, so only time grows with it
MAX_BOOK_BYTES = 50 << 20  # of workbooks and web pages, which are opened as a whole
MAX_MEMBERS = 2_000
MAX_DECLARED = 1 << 30
MAX_BOOK_DECLARED = 400 << 20
MAX_RATIO = 200
_RATIO_FROM = 1 << 20
_STEP = 1 << 20
_HEAD = 1 << 20  # characters in which it shows what a text is
_OLE = b"\xd0\xcf\x11\xe0"
_ENDINGS = (".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsb", ".ods", ".htm", ".html")


@dataclass(frozen=True)
class Sheet:
    """A table of cells that can be walked more than once. `name`: "" of a text. `hidden`: a person does not see it.
    `since_1904`: days that stand in it as bare numbers count from 1904, not from 1900."""

    name: str
    is_text: bool
    _plain: Plain | None = None
    _delimiter: str = ","
    _raw: list[bytes] = field(default_factory=list)
    _table: list[list[str]] = field(default_factory=list)
    hidden: bool = False
    since_1904: bool = False

    def rows(self, tell: Tell | None = None) -> Iterator[list[Cell]]:
        """Every row, blank ones too, so that counting gives the row a spreadsheet shows.

        `tell` hears by and by how much of `Part.amount` was read.
        """
        if self._plain:
            return self._plain.rows(self._delimiter, tell)
        rows: Iterator[list[Cell]] = chain(map(row_of, self._raw), map(list, self._table))
        return _told(rows, tell) if tell else rows

    @property
    def height(self) -> int:
        """Rows, where they are known without walking them."""
        return len(self._raw) + len(self._table)


def _told(rows: Iterator[list[Cell]], tell: Tell) -> Iterator[list[Cell]]:
    for row in rows:
        tell(1)
        yield row


@dataclass(frozen=True)
class Part:
    """One table file: the file itself, or a member of a zip."""

    file: str
    sha256: str
    size: int  # bytes
    sheets: tuple[Sheet, ...]

    @property
    def amount(self) -> int:
        """What its sheets tell of in all: bytes of a text, rows of a workbook."""
        return self.size if self.sheets[0].is_text else max(sum(sheet.height for sheet in self.sheets), 1)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What goes wrong in the file system is an IntakeError."""
    try:
        yield
    except OSError:
        raise IntakeError(
            _("Cannot read the file"),
            _("{file} cannot be opened; check that it exists and may be read.").format(file=safe(path.name)),
        ) from None


def parts(path: Path, opener: Opener) -> Iterator[Part]:
    """What lies in `path`: one part, or one for each table in a zip. IntakeError if it is refused.

    A part is read from the file while it is walked, so the next is asked for only after that; all of it within `readable`.
    """
    before = path.stat()
    if not path.is_file():
        raise OSError
    refuse_above(MAX_BYTES, before.st_size)
    with path.open("rb") as file:
        yield from _parts(path, file, opener)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise IntakeError(
            _("Still being written"), _("The file changed while it was read; wait until it is complete and import it again.")
        )


def _parts(path: Path, file: IO[bytes], opener: Opener) -> Iterator[Part]:
    name = safe(path.name)
    if file.read(4) in (b"PK\x03\x04", b"PK\x05\x06"):
        archive, infos = _zip(file)
        names = {info.filename for info in infos}
        if "[Content_Types].xml" not in names and "content.xml" not in names:
            yield from _members(name, archive, infos, opener)
            return
        _refuse_bomb(infos, MAX_BOOK_DECLARED)
    yield _part(name, lambda: path.open("rb"), opener)


def _part(name: str, open: Open, opener: Opener) -> Part:
    digest = hashlib.sha256()
    size, blank, head = 0, True, b""
    with open() as stream:
        while step := stream.read(_STEP):
            digest.update(step)
            size, blank, head = size + len(step), blank and not step.strip(), head or step[:4]
    if blank:
        raise IntakeError(_("Empty file"), _("The file holds nothing; export the report again."))
    return Part(name, digest.hexdigest(), size, tuple(_sheets(open, head, size, opener)))


def _sheets(open: Open, head: bytes, size: int, opener: Opener) -> list[Sheet]:
    if head == _OLE or head[:2] == b"PK":
        refuse_above(MAX_BOOK_BYTES, size)
        with open() as stream:
            data = stream.read()
        if head == _OLE and needs_password(data):
            raise password_needed()
        return [
            Sheet(sheet.name, False, _raw=sheet.rows, hidden=sheet.hidden, since_1904=sheet.since_1904)
            for sheet in _workbook(data, opener)
        ]
    text = plain.decode(open)
    words = text.words(_HEAD)
    if markup.looks_like(words):
        refuse_above(MAX_BOOK_BYTES, size)
        return [Sheet("", False, _table=table) for table in markup.tables(text.words())]
    return [Sheet("", True, text, plain.delimiter(words))]


def _workbook(data: bytes, opener: Opener) -> list[RawSheet]:
    sheets = opener.sheets(data)
    if not any(sheet.rows for sheet in sheets):
        raise IntakeError(_("Empty file"), _("The workbook has no rows; export the report again."))
    return sheets


# --- zip -----------------------------------------------------------------------------------------------------------


def _zip(file: IO[bytes]) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive, through the gate: members, sizes, ratios, names, passwords."""
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise _cut_zip() from None
    _refuse_bomb(infos, MAX_DECLARED)
    for info in infos:
        if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _bomb()
        if info.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", info.filename) or ":" in info.filename:
            raise IntakeError(
                _("Zip refused"),
                _("The zip names a file outside its own folder; unpack it and import the files one by one."),
            )
        if info.flag_bits & 1:
            raise IntakeError(
                _("Password needed"),
                _("The zip is protected by a password; unpack it with the password and import the files in it."),
            )
    return archive, infos


def _members(shown: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], opener: Opener) -> Iterator[Part]:
    found = False
    for info in infos:
        name = _member_name(info)
        if info.is_dir() or name.startswith("__MACOSX/") or not name.lower().endswith(_ENDINGS):
            continue
        try:
            part = _part(f"{shown}/{safe(name)}", partial(archive.open, info), opener)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
            raise _cut_zip() from None
        found = True
        yield part
    if not found:
        raise IntakeError(
            _("Not an export"), _("The zip holds no csv, xls or xlsx; a report as the platform exports it was expected.")
        )


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: old zips hold GBK (or UTF-8) bytes that the format reads as cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _refuse_bomb(infos: list[zipfile.ZipInfo], most: int) -> None:
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > most:
        raise _bomb()


def refuse_above(limit: int, size: int) -> None:
    if size > limit:
        raise IntakeError(
            _("Too big"),
            _("At most {limit} MB a file; export a shorter period.").format(limit=number(limit >> 20)),
        )


def _bomb() -> IntakeError:
    return IntakeError(
        _("Zip refused"), _("The zip unpacks to far more than any export; download the report again, or unpack it yourself.")
    )


def _cut_zip() -> IntakeError:
    return IntakeError(
        _("Truncated file"), _("A whole zip or xlsx was expected; this one is cut short or damaged: download it again.")
    )
