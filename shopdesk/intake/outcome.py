"""What a reading hands over: typed rows for the store, and the receipt that tells a person what became of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import compress
from typing import Any

from shopdesk.intake.frame import Across, Column, Frame, Marks
from shopdesk.text import DECIMALS, from_minor

# The natural key of each fact table and the columns a file may fill, both without shop_id and import_id.
# tests/intake/test_outcome.py holds them against models.py, which intake must not import.
KEYS: dict[str, tuple[str, ...]] = {
    "shopday": ("day", "origin"),
    "product": ("product_id",),
    "productday": ("day", "product_id"),
    "sourceday": ("day", "device", "attribution", "source"),
    "productsourceday": ("day", "product_id", "device", "attribution", "source"),
    "searchwordday": ("day", "device", "attribution", "word_type", "word"),
    "indexday": ("day", "about", "subject", "metric"),
    "adday": (
        "day", "level", "tool", "campaign_id", "group_id", "product_id", "word_type", "item_id", "item",
    ),
    "orderfact": ("order_id",),
    "orderitem": ("order_id", "line"),
    "refund": ("refund_id",),
    "review": ("review_id",),
    "stocklevel": ("day", "product_id", "sku"),
    "peerlisting": ("day", "peer", "item"),
    "pageday": ("day", "period_from", "page"),
    "log": ("day", "kind"),
}  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "shopday": (
        "visitors", "page_views", "paying_buyers", "orders", "units", "sales_minor", "placed_buyers", "placed_minor",
        "returning_visitors", "bounce_rate", "dwell_seconds", "refunds_minor",
    ),
    "product": ("title", "status", "seller_code"),
    "productday": (
        "visitors", "page_views", "dwell_seconds", "bounce_rate", "favourites", "cart_units", "cart_people",
        "placed_buyers", "placed_minor", "paying_buyers", "units", "sales_minor", "refunds_minor",
    ),
    "sourceday": ("is_leaf", "visitors", "placed_buyers", "placed_minor", "paying_buyers", "sales_minor"),
    "productsourceday": (
        "is_leaf", "visitors", "page_views", "placed_buyers", "paying_buyers", "units", "sales_minor",
    ),
    "searchwordday": (
        "impressions", "clicks", "visitors", "page_views", "placed_buyers", "paying_buyers", "units", "sales_minor",
        "bounce_rate",
    ),
    "indexday": ("value", "low", "high"),
    "adday": (
        "campaign", "group_name", "impressions", "clicks", "spend_minor", "orders", "sales_minor", "carts",
        "favourites", "rank",
    ),
    "orderfact": ("state", "created_at", "paid_at", "total_minor", "paid_minor", "refund_minor", "units", "titles", "buyer"),
    "orderitem": ("product_id", "seller_code", "title", "options", "units", "price_minor", "state"),
    "refund": (
        "order_id", "product_id", "title", "applied_at", "finished_at", "state", "kind", "asked_minor", "refund_minor", "reason",
    ),
    "review": ("product_id", "product", "written_at", "stars", "text", "has_picture", "order_id"),
    "stocklevel": ("on_hand", "incoming"),
    "peerlisting": ("title", "url", "price_minor", "sales_shown", "listed_on"),
    "pageday": ("views", "users", "seconds", "sales_minor"),
    "log": ("text", "enquiries", "deals", "reply_seconds"),
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A row that was left out. `row` is counted as a spreadsheet shows it, from 1; `value` is safe to show."""

    row: int | None
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Check:
    """The file's own figure against ours; money and counts as decimal strings."""

    what: str
    file_says: str
    we_sum: str
    agree: bool


@dataclass(frozen=True)
class Rows:
    """Rows for one table of models.py. A column the file does not have is left out, so that no import blanks it."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]

    def column(self, name: str) -> Sequence[Any]:
        at = self.columns.index(name)
        return self.rows.columns[at] if isinstance(self.rows, Across) else [row[at] for row in self.rows]


@dataclass(frozen=True)
class Reading:
    """One file, or one member of a zip ("a.zip/b.csv"), understood. Nothing has been stored yet."""

    file: str
    sha256: str
    kind: str
    certainty: float
    shop: str | None
    period_from: date | None
    period_to: date | None
    tables: tuple[Rows, ...]
    rows_read: int
    rejected: tuple[Problem, ...]
    totals: dict[str, int | str]
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    columns_unknown: tuple[str, ...]
    currency: str | None = None  # the one the file names itself, e.g. "USD"


@dataclass(frozen=True)
class Kind:
    """A kind of file as the operator is told about it."""

    id: str
    label: str
    where: str
    columns: tuple[str, ...]
    feeds: str


def tabulate(table: str, records: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> Rows:
    """The records as rows of `table`: its key and those of `columns` it has. Of equal keys the later record wins."""
    keys = KEYS[table]
    wanted = set(columns)
    values = tuple(name for name in VALUES[table] if name in wanted)
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    for record in records:
        key = tuple(record[name] for name in keys)
        rows.pop(key, None)
        rows[key] = key + tuple(record.get(name) for name in values)
    return Rows(table, keys + values, list(rows.values()))


def tabulate_frame(table: str, frame: Frame, columns: Iterable[str]) -> Rows:
    """As `tabulate`, for a frame, whose columns become those of the rows."""
    keys = KEYS[table]
    wanted = set(columns)
    names = keys + tuple(name for name in VALUES[table] if name in wanted)
    found: list[Sequence[Any]] = [frame.columns[name] for name in names]
    if repeated := Marks(_key_marks(found[: len(keys)])).repeated():
        newest = bytearray(b"\1") * len(frame)
        last: dict[int, int] = {}
        for at, mark in enumerate(_key_marks(found[: len(keys)])):
            if mark in repeated:
                if mark in last:
                    newest[last[mark]] = 0
                last[mark] = at
        found = [Column(compress(column, newest)) for column in found]
    return Rows(table, names, Across(found))


def _key_marks(columns: Sequence[Sequence[Any]]) -> Iterator[int]:
    return map(hash, zip(*columns, strict=True))


def decimal_text(value: Any, name: str, currency: str) -> str:
    """Minor units as "26410.00", counts as they are."""
    if not name.endswith("_minor"):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"{from_minor(value, currency):.{DECIMALS.get(currency, 2)}f}"
