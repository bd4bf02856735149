from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from random import Random

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import Opener, container, frame, plain, read_file
from tests.intake.files import csv_bytes, csv_file, only, rows_of, xls_file, zip_file
from tests.intake.mutate import zipped

JD = ["日期", "浏览量", "访客数", "成交客户数", "成交金额"]
DAYS = [["2024-01-01", "300", "100", "5", "500.00"], ["2024-01-02", "330", "110", "6", "600.00"]]
TABLE = [JD, *DAYS]


def written(folder: Path, data: bytes, name: str = "report.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    words = "\r\n".join(delimiter.join(row) for row in TABLE)
    assert only(written(tmp_path, words.encode(encoding))).totals["sales"] == "1100.00"


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.xlsx", "a"])
def test_the_bytes_decide_not_the_ending(tmp_path: Path, name: str) -> None:
    assert only(written(tmp_path, csv_bytes(TABLE), name)).rows_read == 2
    assert only(xls_file(tmp_path, TABLE, name)).rows_read == 2


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    data = '说明,"两行\n一格"\n\n' + csv_bytes([JD, DAYS[0], [*DAYS[1][:2], "x", *DAYS[1][3:]]]).decode()
    (problem,) = only(written(tmp_path, data.encode())).rejected
    assert (problem.row, problem.column, problem.value) == (5, "访客数", "x")


def test_html_under_the_ending_xls(tmp_path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td x:str>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    page = f"<html><meta charset=utf-8><body><table>{rows}</table></body></html>"
    assert only(written(tmp_path, page.encode(), "report.xls")).totals["visitors"] == 210
    with pytest.raises(IntakeError, match="not closed"):
        read_file(written(tmp_path, page.encode()[:-40], "report.xls"))
    with pytest.raises(IntakeError, match="without a table"):
        read_file(written(tmp_path, b"<html><body>please log in</body></html>", "report.xls"))


def test_nul_characters_do_not_matter(tmp_path: Path) -> None:
    assert only(written(tmp_path, csv_bytes(TABLE).replace(b"300", b"3\x0000"))).totals["page_views"] == 630


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "holds nothing"),
        (b" \r\n ", "holds nothing"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 9, "something else"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "None of the first 20 rows"),
        ("统计日期,访客数\n".encode("gb18030")[:-3] + b"\xff\n1,2\n", "no platform writes"),
        (csv_bytes(TABLE) + "新".encode()[:2], "no platform writes"),
        (b'{"a": 1, "b": [2, 3]}', "None of the first 20 rows"),
        ("统计日期,访客数,浏览量\n".encode(), "but no rows"),
        ("商品ID,商品名称\n1,a\n".encode(), "商品访客数"),
        (csv_bytes([*TABLE, ["2024-01-03", '12"3']]).replace(b'"12""3"', b'"12"3'), "Line 4"),
        (csv_bytes(TABLE) + b'2024-01-03,"300,100\n2024-01-04,1,2,3,4\n', "inside a quoted cell"),
        (csv_bytes([*TABLE, ["2024-01-03", "x" * 200_000]]), "longer than any report"),
    ],
)
def test_refusals_say_what_to_do(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(IntakeError) as refused:
        read_file(written(tmp_path, data))
    assert says in refused.value.message
    assert refused.value.message.endswith((".", ")."))


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    reading = only(written(tmp_path, csv_bytes(TABLE)[:-12]))
    assert len(rows_of(reading, "shopday")) == 1 and "cut" in reading.rejected[0].reason


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"nothing\.csv"):
        read_file(tmp_path / "nothing.csv")
    with pytest.raises(IntakeError):
        read_file(tmp_path)


def test_too_big_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(container.MAX_BYTES + 1)
    with pytest.raises(IntakeError, match="1,024 MB"):
        read_file(path)


LONG = b" " * (1 << 20)
BOOKS = [b"<table><tr><td>" + LONG, b"\xd0\xcf\x11\xe0" + LONG, zipped({"[Content_Types].xml": Random(1).randbytes(1 << 20)})]


@pytest.mark.parametrize("data", BOOKS, ids=["html", "xls", "xlsx"])
def test_what_is_opened_as_a_whole_is_refused_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(container, "MAX_BOOK_BYTES", 1 << 20)
    with pytest.raises(IntakeError, match="At most 1 MB"):
        read_file(written(tmp_path, data))


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, TABLE)
    with pytest.raises(IntakeError, match="wait until it is complete"), container.readable(path), Opener() as opener:
        for _part in container.parts(path, opener):
            path.write_bytes(path.read_bytes() + b"2024-01-03,1,1,1,1\r\n")


def test_a_file_that_goes_while_it_is_read_is_said_so(tmp_path: Path) -> None:
    path = csv_file(tmp_path, TABLE)
    with pytest.raises(IntakeError, match="cannot be opened"), container.readable(path), Opener() as opener:
        for _part in container.parts(path, opener):
            path.unlink()


def test_a_long_member_of_a_zip_is_read_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_STEP", 7)
    monkeypatch.setattr(plain, "_STEP", 5)
    monkeypatch.setattr(frame, "CHUNK", 1)
    path = zip_file(tmp_path, {"a.csv": csv_bytes(TABLE, "gb18030"), "b.csv": csv_bytes(TABLE, "utf-16")})
    one, other = read_file(path)
    assert one.totals == other.totals == only(csv_file(tmp_path, TABLE)).totals and one.sha256 != other.sha256


def test_a_day_that_is_given_serves_where_the_file_has_none(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["SKU", "可用库存"], ["A1", "5"]])
    assert only(path, day=date(2024, 1, 9)).period_from == date(2024, 1, 9)


# --- zip -----------------------------------------------------------------------------------------------------------


def test_member_names_in_gbk(tmp_path: Path) -> None:
    path = zip_file(tmp_path, {"NAME.csv": csv_bytes(TABLE)})
    data = path.read_bytes().replace(b"NAME.csv", "店铺".encode("gb18030") + b".csv")
    assert only(written(tmp_path, data, "a.zip")).file == "a.zip/店铺.csv"


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(zip_file(tmp_path, {"a.csv": csv_bytes(TABLE)}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(IntakeError, match="password"):
        read_file(written(tmp_path, bytes(data), "a.zip"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_zip(tmp_path: Path, share: float) -> None:
    data = zip_file(tmp_path, {"a.csv": csv_bytes(TABLE)}).read_bytes()
    with pytest.raises(IntakeError, match="whole zip"):
        read_file(written(tmp_path, data[: int(len(data) * share)], "a.zip"))


def test_a_damaged_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", csv_bytes(TABLE))
    data = path.read_bytes().replace(b"300", b"301", 1)
    with pytest.raises(IntakeError, match="damaged"):
        read_file(written(tmp_path, data, "b.zip"))


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "C:\\a.csv", "..\\a.csv"])
def test_a_zip_that_points_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(IntakeError, match="outside"):
        read_file(zip_file(tmp_path, {name: csv_bytes(TABLE)}))


def test_zip_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IntakeError, match="far more"):
        read_file(zip_file(tmp_path, {"a.csv": b"0" * (2 << 20)}))
    path = zip_file(tmp_path, {f"{i}.csv": csv_bytes(TABLE) for i in range(3)})
    assert len(read_file(path)) == 3
    monkeypatch.setattr(container, "MAX_MEMBERS", 2)
    with pytest.raises(IntakeError, match="far more"):
        read_file(path)
    monkeypatch.setattr(container, "MAX_MEMBERS", 3)
    monkeypatch.setattr(container, "MAX_DECLARED", 100)
    with pytest.raises(IntakeError, match="far more"):
        read_file(path)


def test_a_zip_without_tables(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="no csv"):
        read_file(zip_file(tmp_path, {"a.txt.png": b"1", "__MACOSX/a.csv": b"1"}))


def test_one_bad_member_refuses_the_zip(tmp_path: Path) -> None:
    with pytest.raises(IntakeError):
        read_file(zip_file(tmp_path, {"a.csv": csv_bytes(TABLE), "b.csv": b"hello"}))
