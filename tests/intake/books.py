"""Workbooks as no library here writes them: in an OLE container, with a password, without what a program would have computed."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

from tests.intake.files import Table

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_BOF = 20  # bytes of BIFF8's first record


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) with these streams, each long enough to need no mini stream."""
    fat: list[int] = []
    body = b""
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    for number, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(4096, b"\0")
        sectors = -(-len(data) // _SECTOR)
        start = len(fat)
        fat += [*range(start + 1, start + sectors), _END]
        body += data.ljust(sectors * _SECTOR, b"\0")
        entries.append(_entry(name, 2, _FREE, start, len(data), number + 1 if number < len(streams) else _FREE))
    folder = b"".join(entries)
    folder += bytes(-len(folder) % _SECTOR)
    start = len(fat)
    fat += [*range(start + 1, start + len(folder) // _SECTOR), _END]
    blocks = 1
    while blocks * _SECTOR // 4 < len(fat) + blocks:
        blocks += 1
    table_at = len(fat)
    fat += [_FAT] * blocks
    table = b"".join(struct.pack("<I", at) for at in fat).ljust(blocks * _SECTOR, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, blocks, start, 0, 4096, _END, 0, _END, 0)
    )
    header += b"".join(struct.pack("<I", table_at + at if at < blocks else _FREE) for at in range(109))
    return header + body + folder + table


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    words = (name + "\0").encode("utf-16-le")
    return words.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(words), kind, 1, _FREE, right, child, start, size)


def biff(table: Table, before: Callable[[bytes], bytes] = bytes) -> bytes:
    """An xls of the table; `before` changes the bytes of its Workbook stream."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell)
    return ole({"Workbook": before(book.get_biff_data())})


def with_filepass(stream: bytes) -> bytes:
    """As Excel saves an xls under a password: a FILEPASS record (RC4) behind the first one, noise from there on."""
    said = struct.pack("<HH", 0x002F, 54) + struct.pack("<HHH", 1, 1, 1) + bytes(range(48))
    return stream[:_BOF] + said + bytes(byte ^ 0x5A for byte in stream[_BOF:])


def encrypted(version: tuple[int, int] = (4, 4)) -> bytes:
    """As Excel saves an xlsx under a password (MS-OFFCRYPTO): an OLE container, in it the package as noise."""
    info = struct.pack("<HHI", *version, 0x40) + b'<?xml version="1.0"?><encryption/>'
    return ole({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", 9_000) + bytes(range(256)) * 40})


def changed(book: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """An xlsx with the text of one of its members changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        assert member in old.namelist()
        for name in old.namelist():
            data = old.read(name)
            if name == member:
                told = change(data.decode())
                assert told != data.decode()
                data = told.encode()
            new.writestr(name, data)
    return held.getvalue()


def xlsb(rows: Table) -> bytes:
    """A workbook in the binary form of Excel (MS-XLSB) with one sheet of text and numbers."""

    def record(kind: int, data: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, length = b"", len(data)
        while length >= 128:
            size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
        return head + size + bytes([length]) + data

    def wide(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    def cell(x: int, value: object) -> bytes:
        place = struct.pack("<II", x, 0)
        if isinstance(value, str):
            return record(6, place + wide(value))
        return record(5, place + struct.pack("<d", float(str(value))))

    def line(y: int, row: Sequence[object]) -> bytes:
        return record(0, struct.pack("<IIHHI", y, 0, 300, 0, 0)) + b"".join(cell(x, value) for x, value in enumerate(row))

    size = record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1))
    body = record(145) + b"".join(line(y, row) for y, row in enumerate(rows)) + record(146)
    sheet = record(129) + size + body + record(130)
    bundle = record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Sheet1")) + record(144)
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
        "</Relationships>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as book:
        book.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>')
        book.writestr("_rels/.rels", relation.format("officeDocument", "xl/workbook.bin"))
        book.writestr("xl/workbook.bin", record(131) + bundle + record(132))
        book.writestr("xl/_rels/workbook.bin.rels", relation.format("worksheet", "worksheets/sheet1.bin"))
        book.writestr("xl/worksheets/sheet1.bin", sheet)
    return data.getvalue()
