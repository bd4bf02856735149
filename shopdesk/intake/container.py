"""A file's bytes → sheets of rows of cells: the gate, zips, encodings, delimiters. What the bytes are decides, not the ending."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from shopdesk.errors import IntakeError
from shopdesk.intake import markup, plain
from shopdesk.intake.cells import Cell
from shopdesk.intake.opener import Opener, RawSheet, row_of
from shopdesk.intake.plain import Plain
from shopdesk.text import _, safe

MAX_BYTES = 100 << 20  # of csv of the kinds that are kept by column: a million rows, below 2 GB of memory at worst
MAX_OTHER_BYTES = 50 << 20  # of all else
MAX_MEMBERS = 2_000
MAX_DECLARED = 400 << 20
MAX_RATIO = 200
_RATIO_FROM = 1 << 20
_HEAD = 1 << 20  # characters in which it shows what a text is
_OLE = b"\xd0\xcf\x11\xe0"
_ENDINGS = (".csv", ".txt", ".tsv", ".xls", ".xlsx", ".ods", ".htm", ".html")


@dataclass(frozen=True)
class Sheet:
    """A table of cells that can be walked more than once. `name` is "" for text files."""

    name: str
    is_text: bool
    _plain: Plain | None = None
    _delimiter: str = ","
    _raw: list[bytes] = field(default_factory=list)
    _table: list[list[str]] = field(default_factory=list)

    def rows(self) -> Iterator[list[Cell]]:
        """Every row, blank ones too, so that counting gives the row a spreadsheet shows."""
        lines = self._plain.rows(self._delimiter) if self._plain else iter(())
        return chain(lines, map(row_of, self._raw), map(list, self._table))


@dataclass(frozen=True)
class Part:
    """One table file: the file itself, or a member of a zip."""

    file: str
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]


def parts(path: Path, opener: Opener) -> Iterator[Part]:
    """What lies in `path`: one part, or one for each table in a zip. IntakeError if it is refused."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise OSError
        refuse_above(MAX_BYTES, size)
        data = path.read_bytes()
    except OSError:
        raise IntakeError(
            _("Cannot read the file"),
            _("{file} cannot be opened; check that it exists and may be read.").format(file=safe(path.name)),
        ) from None
    name = safe(path.name)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        archive, infos = _zip(data)
        names = {info.filename for info in infos}
        if "[Content_Types].xml" not in names and "content.xml" not in names:
            yield from _members(name, archive, infos, opener)
            return
    yield _part(name, data, opener)


def _part(name: str, data: bytes, opener: Opener) -> Part:
    return Part(name, hashlib.sha256(data).hexdigest(), len(data), tuple(_sheets(data, opener)))


def _sheets(data: bytes, opener: Opener) -> list[Sheet]:
    if not data.strip():
        raise IntakeError(_("Empty file"), _("The file holds nothing; export the report again."))
    if data[:4] == _OLE or data[:2] == b"PK":
        refuse_above(MAX_OTHER_BYTES, len(data))
        return [Sheet(name, False, _raw=raw) for name, raw in _workbook(data, opener)]
    text = plain.decode(data)
    head = text.words(_HEAD)
    if markup.looks_like(head):
        refuse_above(MAX_OTHER_BYTES, len(data))
        return [Sheet("", False, _table=table) for table in markup.tables(text.words())]
    return [Sheet("", True, text, plain.delimiter(head))]


def _workbook(data: bytes, opener: Opener) -> list[RawSheet]:
    sheets = opener.sheets(data)
    if not any(raw for _name, raw in sheets):
        raise IntakeError(_("Empty file"), _("The workbook has no rows; export the report again."))
    return sheets


# --- zip -----------------------------------------------------------------------------------------------------------


def _zip(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive, through the gate: members, sizes, ratios, names, passwords."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise _cut_zip() from None
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_DECLARED:
        raise _bomb()
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
        refuse_above(MAX_BYTES, info.file_size)
        try:
            data = archive.read(info)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
            raise _cut_zip() from None
        found = True
        yield _part(f"{shown}/{safe(name)}", data, opener)
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


def refuse_above(limit: int, size: int) -> None:
    if size > limit:
        raise IntakeError(
            _("Too big"),
            _("At most {limit} MB a file; export a shorter period.").format(limit=limit >> 20),
        )


def _bomb() -> IntakeError:
    return IntakeError(
        _("Zip refused"), _("The zip unpacks to far more than any export; download the report again, or unpack it yourself.")
    )


def _cut_zip() -> IntakeError:
    return IntakeError(
        _("Truncated file"), _("A whole zip or xlsx was expected; this one is cut short or damaged: download it again.")
    )
