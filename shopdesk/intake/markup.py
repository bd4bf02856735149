"""HTML tables under the ending .xls, as some pages export them → rows of text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from shopdesk.errors import IntakeError
from shopdesk.text import _

_START = re.compile(r"\s*<(?:!doctype|html|head|meta|table|body|style|\?xml|!--)", re.IGNORECASE)


def looks_like(words: str) -> bool:
    return _START.match(words) is not None


def tables(words: str) -> list[list[list[str]]]:
    """Each table as rows of cell texts. IntakeError where there is none, or where the last one is not closed."""
    low = words.lower()
    if "<table" not in low:
        raise IntakeError(
            _("Not an export"),
            _("The file is a web page or XML without a table; export the report again, as xlsx or csv."),
        )
    if low.rfind("</table") < low.rfind("<table"):
        raise IntakeError(_("Truncated file"), _("The table in the file is not closed, so it was cut short; download it again."))
    reader = _Tables()
    reader.feed(words)
    reader.close()
    return [table for table in reader.tables if table]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
            self._in_cell = False
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
            self._in_cell = True
        elif tag == "br" and self._in_cell:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data
