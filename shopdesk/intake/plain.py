"""The text of a csv file: its encoding, its delimiter, its rows. It is read as it is walked, so it never lies there whole."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, cast

from shopdesk.errors import IntakeError
from shopdesk.intake.cells import Cell
from shopdesk.text import _

_DELIMITERS = ",\t;"
_STRAY = 8  # control characters that a small export may hold; more, and more than one in fifty, is no text
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_STEP = 1 << 20  # bytes read together

Open = Callable[[], IO[bytes]]  # the bytes of a file from their beginning, each time
Tell = Callable[[int], None]  # so many bytes or rows were read


@dataclass(frozen=True)
class Plain:
    """Bytes that hold in `encoding`. `stained`: they hold NUL, or what looks so, and are cleaned as they are read."""

    open: Open
    encoding: str
    stained: bool

    def words(self, most: int = -1) -> str:
        """The text, or its first characters."""
        with self._stream() as stream:
            return stream.read(most).lstrip("\ufeff")

    def rows(self, delimiter: str, tell: Tell | None = None) -> Iterator[list[Cell]]:
        """IntakeError where a quote stands where none may. `tell` hears how many bytes were read by and by."""
        with self._stream(tell) as stream:
            first = next(stream, "").lstrip("\ufeff")
            reader = csv.reader(chain([first] if first else [], stream), delimiter=delimiter, strict=True)
            try:
                yield from cast(Iterator[list[Cell]], reader)  # of text only
            except csv.Error as error:
                raise _bad_csv(str(error), reader.line_num) from None

    def _stream(self, tell: Tell | None = None) -> io.TextIOWrapper:
        if not self.stained and tell is None:
            return io.TextIOWrapper(self.open(), self.encoding, newline="")
        decoder = codecs.getincrementaldecoder(self.encoding)() if self.encoding == "utf-16" else None
        source = io.BufferedReader(_Source(self.open(), decoder, tell), _STEP)
        return io.TextIOWrapper(source, "utf-8" if decoder else self.encoding, newline="")


class _Source(io.RawIOBase):
    """Bytes without NUL; those that `decoder` reads come as UTF-8, since there a NUL is part of other characters, too."""

    def __init__(self, source: IO[bytes], decoder: codecs.IncrementalDecoder | None, tell: Tell | None) -> None:
        self._source, self._decoder, self._tell = source, decoder, tell
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left and (read := self._source.read(_STEP)):
            if self._tell:
                self._tell(len(read))
            self._left = (self._decoder.decode(read).encode() if self._decoder else read).replace(b"\x00", b"")
        found, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._source.close()
        super().close()


def decode(open: Open) -> Plain:
    """Byte order mark, then strict UTF-8, then GB18030; never a guess that drops characters."""
    with open() as stream:
        head = stream.read(4096)
    if _is_binary(head):
        raise IntakeError(
            _("Not an export"),
            _("A csv, xls, xlsx or zip as the platform exports it was expected; this file is something else."),
        )
    for encoding in ("utf-16",) if head[:2] in _UTF_16 else ("utf-8-sig", "gb18030"):
        stained = _holds(open, encoding)
        if stained is not None:
            return Plain(open, encoding, stained)
    raise IntakeError(
        _("Broken text"),
        _("The file holds characters that no platform writes, so it is damaged or cut; download it again and do not edit it."),
    )


def _holds(open: Open, encoding: str) -> bool | None:
    """Whether the bytes hold in `encoding` with (True) or without NUL bytes; None where they do not hold."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stained = False
    try:
        with open() as stream:
            while step := stream.read(_STEP):
                decoder.decode(step)
                stained = stained or b"\x00" in step
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return stained


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
