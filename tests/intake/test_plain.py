from __future__ import annotations

import io

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import plain


def decode(data: bytes) -> plain.Plain:
    return plain.decode(lambda: io.BytesIO(data))


LINES = [["日期", "花费"], ["2024-01-01", 'a "b"\nc'], ["碎花", "1"]]
TEXT = '日期,花费\r\n2024-01-01,"a ""b""\nc"\r\n碎花,1'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = decode(TEXT.encode(encoding))
    assert list(text.rows(",")) == LINES == list(text.rows(","))  # it can be walked again
    assert text.words() == TEXT and text.words(2) == "日期"


def test_nul_and_marks_at_the_start_are_gone() -> None:
    text = decode(("\ufeff\ufeff" + TEXT.replace("2024", "20\x0024").replace("\r\n", "\r\x00\n")).encode())
    assert list(text.rows(",")) == LINES
    assert list(decode("\ufeff\ufeff".encode()).rows(",")) == []


def test_a_character_across_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_STEP", 3)
    assert decode(TEXT.encode("gb18030")).encoding == "gb18030"
    with pytest.raises(IntakeError, match="damaged"):
        decode(TEXT.encode("gb18030") + b"\x81")


def test_delimiters() -> None:
    assert [plain.delimiter(words) for words in ("a;b;c\n1,5;2;3", "a\tb", '"a;b;c",d', "")] == [";", "\t", ",", ","]
