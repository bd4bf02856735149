"""Ways in which a file goes wrong between a platform and us, and ways in which it changes without meaning anything else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.intake.seeds import Seed, Table, csv_text

# "same": must be read as the seed is; "whole": cells stay under their headers, so nobody may appear anywhere;
# "broken": a name may have come to stand under the header of a title, but never gets into a receipt or an error.
Promise = Literal["same", "whole", "broken"]
NASTY = (
    "", " ", "-", "--", "\\N", "null", "NaN", "inf", "-inf", "1e999", "1E+17", "2.21E+18", "1.23e-400", "9" * 400,
    "-5", "0", "-0", "0x10", "1_000", "1,23,4", "1.2.3", "٣", "１２３", "½", "²", "①", "∞", "+", "%", "％", "100%",
    "1e5%", "¥", "$", "MX$", "(12.00)", "()", "万", "2.5万", "1e300亿", "2024-02-30", "0000-00-00", "99999999",
    "20241301", "24/13/99", "2024-01-01 24:61:61", "45000.5", "2024-01-01 ~ 2024-01-31", "20240101至20240131", "~",
    "2024-01-01 00:00:00 +9999", "2024-01-01 00:00:00 -1200", "0001-01-01", "9999-12-31", "2100-12-31 23:59:59 -1400",
    "=1+1", '=HYPERLINK("http://example.org","x")', "@SUM(A1)", '="123"', '="', "'", "''", "#VALUE!", "合计", "总计",
    "Total: Account", "# Start date: 20240101", "\x00", "\x1b]52;c;AAAA\x07", "[/]", "[@click=app.quit]x[/]",
    "\u202egnp.exe", "\u200b", "\ufeff", "\ud7ff", "😀" * 50, "a" * 5_000, "<table>", "\n", "\r", "a\nb", "1:2:3:4",
    "99:99", "5星", "好评", "1000~2500", "> 50%", "not stocked", "USD", "EURO", "__class__", "{0}", "%s",
    "../../etc/passwd",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    promise: Promise
    how: str


# --- bytes ---------------------------------------------------------------------------------------------------------


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _turn in range(random.choice((1, 1, 2, 8, 64))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _bits(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _turn in range(random.choice((1, 2, 4))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _slice(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.choice((1, 2, 7, 50, 500, 5000)))


def _delete(data: bytes, random: Random) -> bytes:
    start, end = _slice(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random) -> bytes:
    start, end = _slice(data, random)
    return data[:end] + data[start:end] * random.choice((1, 2, 20)) + data[end:]


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    what = random.choice((b"\x00", b"\x00" * 40, b"\xff", b"\x80", b"\xef\xbb\xbf", *(bytes((mark,)) for mark in b'",\n\r\t;<#')))
    return data[:at] + what * random.choice((1, 1, 3)) + data[at:]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def _front(data: bytes, random: Random) -> bytes:
    return data[random.randrange(len(data)) :]


def _replace_mark(data: bytes, random: Random) -> bytes:
    one, other = random.sample((b",", b'"', b"\n", b"\r\n", b"\t", b";", b"-", b".", b"1", b"0", b" "), 2)
    return data.replace(one, other, random.choice((1, 3, -1)))


def _widen(data: bytes, random: Random) -> bytes:
    """NUL after every byte, as UTF-16 looks to who does not know it; or a false mark in front."""
    return random.choice((b"", b"\xff\xfe", b"\xfe\xff")) + b"".join(bytes((byte, 0)) for byte in data)


BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip, _flip, _bits, _delete, _repeat, _insert, _insert, _cut, _front, _replace_mark, _widen,
)  # fmt: skip


# --- cells ---------------------------------------------------------------------------------------------------------


def _nasty(table: Table, random: Random) -> None:
    for _turn in range(random.choice((1, 1, 3, 10))):
        row = random.choice(table[1:])
        row[random.randrange(len(row))] = random.choice(NASTY)


def _shift(table: Table, random: Random) -> None:
    row = random.choice(table[1:])
    at = random.randrange(len(row))
    if random.random() < 0.5:
        row.insert(at, random.choice(NASTY))
    else:
        del row[at]


def _header(table: Table, random: Random) -> None:
    table[0][random.randrange(len(table[0]))] = random.choice((*NASTY, *table[0]))


def _drop_column(table: Table, random: Random) -> None:
    at = random.randrange(len(table[0]))
    for row in table:
        del row[at : at + 1]


def _twin_column(table: Table, random: Random) -> None:
    at, to = random.randrange(len(table[0])), random.randrange(len(table[0]))
    for row in table:
        row.insert(to, row[at] if at < len(row) else "")


def _drop_rows(table: Table, random: Random) -> None:
    del table[random.randrange(1, len(table)) :]


def _mix_rows(table: Table, random: Random) -> None:
    table[1:] = map(list, random.choices(table[1:], k=random.choice((1, 5, 40))))


def _header_again(table: Table, random: Random) -> None:
    table.insert(random.randrange(len(table) + 1), list(table[0]))


def _swap_cells(table: Table, random: Random) -> None:
    """Two cells of a row change places; no promise about persons."""
    row = random.choice(table[1:])
    one, other = random.randrange(len(row)), random.randrange(len(row))
    row[one], row[other] = row[other], row[one]


CELLS: tuple[tuple[Callable[[Table, Random], None], Promise], ...] = (
    (_nasty, "whole"), (_nasty, "whole"), (_nasty, "whole"), (_shift, "broken"), (_header, "broken"), (_drop_column, "whole"),
    (_twin_column, "whole"), (_drop_rows, "whole"), (_mix_rows, "whole"), (_header_again, "whole"), (_swap_cells, "broken"),
)  # fmt: skip


# --- the same in other clothes -------------------------------------------------------------------------------------


def _plain(table: Table, random: Random) -> bytes:
    """Another encoding, order of columns, delimiter, line end; blank lines, unknown columns, words before the header."""
    table = [list(row) for row in table]
    if random.random() < 0.5:
        order = random.sample(range(len(table[0])), len(table[0]))
        table = [[row[at] for at in order] for row in table]
    if random.random() < 0.3:
        at = random.randrange(len(table[0]) + 1)
        table = [[*row[:at], "zzz" if row is table[0] else "1", *row[at:]] for row in table]
    words = csv_text(table)
    if not any(mark in cell for row in table for cell in row for mark in ',"\n;\t'):
        words = words.replace(",", random.choice((",", "\t", ";")))
    words = words.replace("\r\n", random.choice(("\r\n", "\n", "\r\n\r\n")))
    return words.encode(random.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")))


def workbook(table: Table, random: Random, formulas: bool = False) -> bytes:
    """The cells as texts of an xls or an xlsx, figures as figures in an xls now and then."""
    held = io.BytesIO()
    if random.random() < 0.5:
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("S")
        for y, row in enumerate(table):
            for x, cell in enumerate(row[:255]):
                sheet.write(y, x, xlwt.Formula("1/0") if formulas and random.random() < 0.1 else cell[:30_000])
        book.save(held)
    else:
        import xlsxwriter

        new = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_urls": False})
        page = new.add_worksheet()
        for y, row in enumerate(table):
            for x, cell in enumerate(row):
                if formulas and random.random() < 0.1:
                    page.write_formula(y, x, '=HYPERLINK("http://example.org")', None, random.choice((cell, 7, "#REF!")))
                else:
                    page.write_string(y, x, cell[:30_000])
        new.close()
    return held.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # without the time of day
    return held.getvalue()


def html(table: Table) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell.replace('<', '&lt;')}</td>" for cell in row) + "</tr>" for row in table)
    return f"<html><body><table>{rows}</table></body></html>".encode()


# --- rare and large ------------------------------------------------------------------------------------------------


def _bomb(seed: Seed, random: Random) -> bytes:
    return zipped({"a.csv": seed.data + b"0" * random.choice((2 << 20, 40 << 20))})


def _crowd(seed: Seed, random: Random) -> bytes:
    return zipped({f"{n}.csv": b"1" for n in range(random.choice((300, 2_001)))})


def _nested(seed: Seed, random: Random) -> bytes:
    data = zipped({"a.csv": seed.data})
    for depth in range(random.randrange(1, 5)):
        data = zipped({f"{depth}.zip" if random.random() < 0.5 else f"{depth}.csv": data})
    return data


def _deep_xml(seed: Seed, random: Random) -> bytes:
    """A workbook whose sheet or strings nest without end, or whose entities double at each level."""
    book = workbook_parts(xlsx(seed.table or [["a"]]))
    deep = random.choice((1_000, 200_000))
    entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))
    bodies = (
        "<a>" * deep + "</a>" * deep,
        "<worksheet><sheetData>" + "<row>" * deep,
        f'<!DOCTYPE x [<!ENTITY e0 "x">{entities}]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&e39;</v></c></row>'
        "</sheetData></worksheet>",
        '<worksheet><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
        '<sst count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>',
    )
    name = random.choice([name for name in book if name.endswith(".xml")])
    return zipped({**book, name: random.choice(bodies).encode()})


def _wide(seed: Seed, random: Random) -> bytes:
    table = [[*row, *("x" if y == 0 else "1" for _x in range(10_000))] for y, row in enumerate(seed.table or [["a"]])]
    return xlsx(table[:3]) if random.random() < 0.2 else csv_text(table).encode()


def _huge_cell(seed: Seed, random: Random) -> bytes:
    size = random.choice((200_000, 49 << 20, 51 << 20))
    quote = random.choice((b"", b'"'))
    return seed.data + quote + b"x" * size + quote + random.choice((b"", b"\n"))


def _long(seed: Seed, random: Random) -> bytes:
    lines = seed.data.splitlines(keepends=True)
    return b"".join(lines) + b"".join(lines[1:]) * random.choice((200, 3_000))


LARGE: tuple[Callable[[Seed, Random], bytes], ...] = (_bomb, _crowd, _nested, _deep_xml, _deep_xml, _wide, _huge_cell, _long)


def xlsx(table: Table) -> bytes:
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    page = book.add_worksheet()
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            page.write_string(y, x, cell[:30_000])
    book.close()
    return held.getvalue()


def workbook_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- a case --------------------------------------------------------------------------------------------------------


def case(seed: Seed, other: Seed, random: Random) -> Case:
    """One mutation of `seed`, chosen by `random`; `other` lends its bytes or rows now and then."""
    dice = random.random()
    if dice < 0.002:
        large = random.choice(LARGE)
        return Case(seed.name, large(seed, random), "broken", large.__name__)
    if seed.table is None or dice < 0.30:
        return _bytes_case(seed, other, random)
    table = [list(row) for row in seed.table]
    if dice < 0.44:
        return Case(seed.name, _plain(table, random), "same", "plain")
    if dice < 0.48:
        return Case(seed.name, html(table) if dice < 0.46 else zipped({seed.name: csv_text(table).encode()}), "same", "container")
    if dice < 0.50:
        return Case(seed.name, workbook(table, random), "same", "workbook")
    change, promise = random.choice(CELLS)
    change(table, random)
    if random.random() < 0.3:
        second, worse = random.choice(CELLS)
        if len(table) > 1 and all(table):
            second(table, random)
            promise = "broken" if "broken" in (promise, worse) else promise
    if random.random() < 0.04:
        return Case(seed.name, workbook(table, random, formulas=True), "broken", change.__name__)
    words = csv_text(table).encode("utf-8", errors="replace")
    if random.random() < 0.1:
        at = random.randrange(len(words))
        words = words[:at] + csv_text(table).encode("gb18030", errors="replace")[at:]
        promise = "broken"
    return Case(seed.name, words, promise, change.__name__)


def _bytes_case(seed: Seed, other: Seed, random: Random) -> Case:
    data = seed.data
    if random.random() < 0.05:
        at = random.randrange(len(data))
        data = data[:at] + other.data[random.randrange(len(other.data)) :]
        return Case(seed.name, data, "broken", "splice")
    if data[:2] == b"PK" and random.random() < 0.7:
        members = workbook_parts(data)
        name = random.choice(sorted(members))
        members[name] = random.choice(BYTES)(members[name], random) if members[name] else b"<"
        return Case(seed.name, zipped(members), "broken", "member")
    change = random.choice(BYTES)
    data = change(data, random)
    if data and random.random() < 0.2:
        data = random.choice(BYTES)(data, random)
    return Case(seed.name, data, "broken", change.__name__)
