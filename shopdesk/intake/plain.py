"""The text of a csv file: its encoding, its delimiter, its rows. It is decoded as it is walked, so it never lies there whole."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from shopdesk.errors import IntakeError
from shopdesk.intake.cells import Cell
from shopdesk.text import _

_DELIMITERS = ",\t;"
_STRAY = 8  # control characters that a small export may hold; more, and more than one in fifty, is no text
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_STEP = 1 << 20  # bytes decoded together


@dataclass(frozen=True)
class Plain:
    """Bytes that hold in `encoding`, without NUL."""

    data: bytes
    encoding: str

    def words(self, most: int = -1) -> str:
        """The text, or its first characters."""
        with self._stream() as stream:
            return stream.read(most).lstrip("\ufeff")

    def rows(self, delimiter: str) -> Iterator[list[Cell]]:
        """IntakeError where a quote stands where none may."""
        with self._stream() as stream:
            first = next(stream, "").lstrip("\ufeff")
            reader = csv.reader(chain([first] if first else [], stream), delimiter=delimiter, strict=True)
            try:
                yield from cast(Iterator[list[Cell]], reader)  # of text only
            except csv.Error as error:
                raise _bad_csv(str(error), reader.line_num) from None

    def _stream(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="")


def decode(data: bytes) -> Plain:
    """Byte order mark, then strict UTF-8, then GB18030; never a guess that drops characters."""
    if _is_binary(data[:4096]):
        raise IntakeError(
            _("Not an export"),
            _("A csv, xls, xlsx or zip as the platform exports it was expected; this file is something else."),
        )
    for encoding in ("utf-16",) if data[:2] in _UTF_16 else ("utf-8-sig", "gb18030"):
        if not _holds(data, encoding):
            continue
        if encoding == "utf-16":  # the bytes of its NUL are part of other characters, too
            data, encoding = data.decode(encoding).encode(), "utf-8"
        return Plain(data.replace(b"\x00", b""), encoding)
    raise IntakeError(
        _("Broken text"),
        _("The file holds characters that no platform writes, so it is damaged or cut; download it again and do not edit it."),
    )


def _holds(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(data), _STEP):
            decoder.decode(data[at : at + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_binary(head: bytes) -> bool:
    words = head.decode("utf-16" if head[:2] in _UTF_16 else "latin-1", errors="ignore")
    return len(_CONTROL.findall(words)) > _STRAY + len(words) // 50


def delimiter(words: str) -> str:
    """The mark most frequent outside quotes in the first lines."""
    head = re.sub(r'"[^"]*"', "", "\n".join(words[:20_000].splitlines()[:20]))
    return max(_DELIMITERS, key=head.count)


def _bad_csv(error: str, line: int) -> IntakeError:
    if "unexpected end" in error:
        return IntakeError(
            _("Truncated file"),
            _("The file ends inside a quoted cell, so it was cut short; export or download it again."),
        )
    if "field larger" in error:
        return IntakeError(
            _("Not an export"),
            _("A cell near line {line} is longer than any report has; export the file again.").format(line=line),
        )
    return IntakeError(
        _("Broken csv"),
        _("Line {line} has a quote where none may be; export the file again and do not edit it.").format(line=line),
    )
