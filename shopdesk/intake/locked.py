"""Is a workbook under a password? The native reader takes one for damaged (MS-OFFCRYPTO 2.3, MS-XLS 2.4.117)."""

from __future__ import annotations

import re
import struct

_PACKAGE = "EncryptedPackage\0".encode("utf-16-le")  # the name of the stream in which an xlsx lies as noise
_BOOK = re.compile(rb"\x09\x08(?:\x10\x00\x00\x06|\x08\x00\x00\x05)\x05\x00")  # how the stream of an xls begins: BIFF8, BIFF5
_FILEPASS = 0x2F
_RECORDS = 8  # the record of the password is among the first
_SECTOR = 512


def needs_password(data: bytes) -> bool:
    """Whether the OLE container `data` holds an xls or an xlsx that was saved with one."""
    return _PACKAGE in data or any(_has_filepass(data, found.start()) for found in _BOOK.finditer(data))


def _has_filepass(data: bytes, at: int) -> bool:
    if at % _SECTOR:
        return False
    for _record in range(_RECORDS):
        if at + 4 > len(data):
            return False
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _FILEPASS:
            return True
        at += 4 + size
    return False
