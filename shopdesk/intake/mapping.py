"""A file whose headers no platform prints: what the operator needs to see to say once which column is which."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from shopdesk.errors import IntakeError
from shopdesk.intake import cells, container, shopify, taobao
from shopdesk.intake.container import Sheet
from shopdesk.intake.header import ROWS_SEARCHED, vocabulary
from shopdesk.intake.layout import Layout, normal
from shopdesk.intake.opener import Opener
from shopdesk.text import _, clip, safe

SAMPLES = 3
COLUMNS = 200
_CELLS = 24
_PERSON = re.compile(
    "姓名|评价人|备注|抬头|卡号|昵称|会员名|买家|客户|顾客|收货|收件|联系|电话|手机|地址|邮编|邮箱|身份证|支付宝|微信|旺旺|账号|帐号|留言|发票"
    "|name|mail|phone|mobile|address|street|city|zip|postal|customer|buyer|contact|recipient|account|note|company",
    re.IGNORECASE,
)
_KNOWN = frozenset(map(normal, (*taobao.PERSONAL, *shopify.PERSONAL)))
_REACHES = re.compile(r"(?<!\d)\+?1[3-9]\d{9}(?!\d)|@|(?:\d[\s()-]?){7,}\d$|[省市区县].*[路街号村]")


@dataclass(frozen=True)
class OutlineColumn:
    """A column of the file. `samples` are safe to show; where a person may stand in it, only their shape is."""

    header: str  # as printed and as a mapping must name it; show it through text.safe
    samples: tuple[str, ...]
    personal: bool


@dataclass(frozen=True)
class OutlineField:
    """What a mapped kind can take. `group`: of the needed fields with the same number one must be there; None: may be missing."""

    name: str
    label: str
    group: int | None


@dataclass(frozen=True)
class OutlineKind:
    """A kind that takes a mapping. `known`: header → field for the headers that need no word of the operator."""

    id: str
    label: str
    fields: tuple[OutlineField, ...]
    known: dict[str, str]


@dataclass(frozen=True)
class Outline:
    """A file as far as it can be told without knowing what it is. `fingerprint` is what a mapping is remembered by."""

    file: str
    sheet: str
    row: int  # of the header, from 1
    fingerprint: str
    columns: tuple[OutlineColumn, ...]
    kinds: tuple[OutlineKind, ...]


def header_fingerprint(headers: Sequence[str]) -> str:
    """16 hexadecimal digits; order, blanks, width and case of the headers do not count, empty ones neither."""
    words = sorted(word for header in headers if (word := normal(header)))
    return hashlib.sha256("\x1f".join(words).encode(errors="replace")).hexdigest()[:16]


def outline_of(path: Path, layouts: Sequence[Layout], opener: Opener | None) -> Outline:
    """The first table of the file that has headers. IntakeError where there is none, or where the file is refused."""
    with container.readable(path), nullcontext(opener) if opener else Opener() as used:
        for part in container.parts(path, used):
            for sheet in part.sheets:
                if (row := _header_row(sheet)) is not None:
                    return _outline(part.file, sheet, row, [layout for layout in layouts if layout.mapped])
    raise IntakeError(
        _("No headers"),
        _("None of the first {rows} rows looks like headers, so its columns cannot be named; add a row of headers.").format(
            rows=ROWS_SEARCHED
        ),
    )


def _header_row(sheet: Sheet) -> int | None:
    """The row with the most different words that are no figures; of equal rows the first."""
    best: tuple[int, int] | None = None
    for number, row in enumerate(islice(sheet.rows(), ROWS_SEARCHED)):
        words = {cells.text(cell) for cell in row if isinstance(cell, str)}
        named = len({word for word in words if word and not word[0].isdigit() and len(word) <= 60})
        if named >= 2 and (best is None or named > best[0]):
            best = (named, number)
    return None if best is None else best[1]


def _outline(file: str, sheet: Sheet, row: int, layouts: Sequence[Layout]) -> Outline:
    head, *rest = islice(sheet.rows(), row, row + 1 + ROWS_SEARCHED)
    headers = [cells.text(cell) for cell in head]
    columns = [
        _column(header, [cells.text(line[index]) for line in rest if index < len(line)])
        for index, header in enumerate(headers[:COLUMNS])
        if header
    ]
    kinds = tuple(OutlineKind(layout.id, layout.label(), _fields(layout), _known(layout, headers)) for layout in layouts)
    return Outline(file, safe(sheet.name), row + 1, header_fingerprint(headers), tuple(columns), kinds)


def _column(header: str, values: Sequence[str]) -> OutlineColumn:
    found = list(dict.fromkeys(value for value in values if value))[:SAMPLES]
    personal = normal(header) in _KNOWN or _PERSON.search(header) is not None or any(_REACHES.search(value) for value in values)
    samples = tuple(clip(re.sub(r"\w", "•", safe(value)) if personal else safe(value), _CELLS) for value in found)
    return OutlineColumn(header, samples, personal)


def _fields(layout: Layout) -> tuple[OutlineField, ...]:
    groups = {name: number for number, group in enumerate(layout.needs) for name in group}
    return tuple(OutlineField(column.name, _label(column.name), groups.get(column.name)) for column in layout.columns)


def _known(layout: Layout, headers: Sequence[str]) -> dict[str, str]:
    aliases = vocabulary(layout).aliases
    best: dict[str, tuple[int, str]] = {}
    for header in headers:
        for name, preference in aliases.get(normal(header), ()):
            if name not in best or preference < best[name][0]:
                best[name] = (preference, header)
    return {header: name for name, (_preference, header) in best.items()}


def _label(name: str) -> str:
    labels = {
        "day": _("day"),
        "agent": _("service agent"),
        "enquiries": _("people who asked"),
        "deals": _("of them, people who bought"),
        "reply_seconds": _("seconds to the answer"),
        "product_id": _("product id"),
        "product": _("product's title"),
        "sku": _("SKU"),
        "on_hand": _("stock that can be sold"),
        "incoming": _("stock under way"),
        "warehouse": _("warehouse"),
        "review_id": _("review id"),
        "written_at": _("time of the review"),
        "stars": _("stars"),
        "text": _("text of the review"),
        "added": _("text added later"),
        "has_picture": _("has a picture"),
        "order_id": _("order id"),
        "peer": _("peer's shop"),
        "title": _("title"),
        "price": _("price"),
        "sales": _("sales shown"),
        "url": _("link"),
        "listed_on": _("listed on"),
        "item_id": _("item's id"),
    }
    return labels[name]
