"""Offers out of what a person pastes from a search: a table (tabs, csv) or the lines of a result page, in any order of fields.

Everything pasted is hostile: it is bounded, and nothing in it is obeyed. What cannot be told is left empty, never guessed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Literal

from shopdesk.text import safe, to_minor

MOST_CHARACTERS = 400_000
MOST_LINES = 20_000
MOST_OFFERS = 500
MOST_TITLE = 200

Kind = Literal["title", "price", "sales", "seller", "link", "number", "text", ""]


@dataclass(frozen=True)
class Offer:
    title: str
    price_minor: int | None = None
    sales: int | None = None  # as the page shows it; "1万+" is 10000
    seller: str = ""
    url: str = ""


@dataclass(frozen=True)
class Pasted:
    """`left_out` rows had no title; `cut` is True where there was more than is read."""

    offers: tuple[Offer, ...]
    left_out: int = 0
    cut: bool = False


_HEADERS: dict[str, tuple[str, ...]] = {
    "title": ("标题", "商品标题", "宝贝标题", "商品名称", "宝贝", "名称", "title", "name", "product", "item"),
    "price": ("价格", "售价", "到手价", "券后价", "现价", "单价", "price"),
    "sales": ("销量", "月销量", "付款人数", "付款", "已售", "成交", "收货人数", "sales", "sold", "orders"),
    "seller": ("店铺", "店铺名", "店铺名称", "卖家", "掌柜", "商家", "seller", "shop", "store"),
    "link": ("链接", "商品链接", "网址", "地址", "url", "link", "href"),
}
_KIND_OF = {word: kind for kind, words in _HEADERS.items() for word in words}

_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_MARK = r"(?:[¥$€£]|rmb|cny|usd|us\$|hk\$)"
_PRICE = re.compile(
    rf"(?:到手价?|券后价?|价格|售价|优惠价|促销价|折后价?|现价|price)?\s*[::]?\s*(?:{_MARK}\s*({_AMOUNT})|({_AMOUNT})\s*元)"
    rf"\s*(?:[-~–]\s*{_MARK}?\s*{_AMOUNT}\s*元?)?\s*(?:起|到手|券后)?"
)
_SALES_WORD = r"(?:人付款|人已付款|人收货|人购买|人买过|人已购|人已买|付款|笔成交|笔|件已售|件|单|sold|sales|orders|bought)"
_SALES = re.compile(
    rf"(?:(?:已售|月销量?|总销量?|累计销量|销量|已拼|已付款|sold|sales)\s*[::]?\s*({_AMOUNT})\s*(万|w|千|k)?\s*\+?\s*(?:{_SALES_WORD})?"
    rf"|({_AMOUNT})\s*(万|w|千|k)?\s*\+?\s*{_SALES_WORD}|({_AMOUNT})\s*(万|w|千|k)?\s*\+|({_AMOUNT})\s*(万))"
)
_TIMES = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000}
_NUMBER = re.compile(_AMOUNT)
_LINK = re.compile(r"(?:https?:)?//[^\s]+|(?:[a-z0-9-]+\.)+(?:com|cn|net|hk)/[^\s]*", re.IGNORECASE)
_SHOP = re.compile(
    r"(?:店|旗舰|专营|专卖|商行|工厂|公司|官方|工作室|\b(?:shop|store|official|outlet)\b)(?:[（(].{0,12}[)）])?$", re.I
)
_NOISE = re.compile(
    r"包邮|广告|找?同款|相似|加入?购物车|收藏|客服|退货包运费|7天无理由.*|掌柜热卖|进店|对比|天猫|淘宝|[¥$]|新品|热卖|满\d+减\d+.*|.{0,4}好评率?.*"
)
_SPLIT_PRICE = re.compile(r"([¥$])[ \t]*\n[ \t]*(\d[\d,]*)(?:[ \t]*\n[ \t]*(\.\d{1,2}))?(?=[ \t]*\n|$)")


def read_pasted(text: str, currency: str = "CNY") -> Pasted:
    """The offers in a pasted text, in its order."""
    cut = len(text) > MOST_CHARACTERS
    plain = "".join(
        sign for sign in text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n") if sign in "\t\n" or sign >= " "
    )
    lines = plain.replace("￥", "¥").split("\n")
    cut, lines = cut or len(lines) > MOST_LINES, lines[:MOST_LINES]
    table = _table(lines)
    if table is not None:
        return read_rows(table, currency, cut)
    joined = _SPLIT_PRICE.sub(r"\1\2\3", "\n".join(lines)).split("\n")
    return _finished([_offer([(_kind(line), line) for line in block], currency) for block in _blocks(joined)], cut)


def read_rows(rows: Sequence[Sequence[str]], currency: str = "CNY", cut: bool = False) -> Pasted:
    """The offers in a table; a first line that names its columns is heeded."""
    rows = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    cut, rows = cut or len(rows) > MOST_LINES, rows[:MOST_LINES]
    kinds = _named(rows[0]) if rows else []
    body = rows[1:] if kinds else rows
    kinds = kinds or _guessed(body)
    found = []
    for row in body:
        cells = [(kinds[at] if at < len(kinds) else "", cell) for at, cell in enumerate(row)]
        found.append(_offer([(kind, cell) for kind, cell in cells if kind], currency))
    return _finished(found, cut)


def _finished(found: Sequence[Offer], cut: bool) -> Pasted:
    offers = list(dict.fromkeys(offer for offer in found if offer.title))
    return Pasted(tuple(offers[:MOST_OFFERS]), sum(not offer.title for offer in found), cut or len(offers) > MOST_OFFERS)


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(lines: Sequence[str]) -> list[list[str]] | None:
    """The lines as rows of cells, where they are a table; None where each line is a field of its own."""
    said = [line for line in lines if line.strip()]
    if said and sum("\t" in line for line in said) * 2 >= len(said):
        return [[cell.strip().strip('"') for cell in line.split("\t")] for line in said]
    for delimiter in ",;":
        try:
            rows = [row for row in csv.reader(io.StringIO("\n".join(said)), delimiter=delimiter) if row]
        except csv.Error:
            continue
        wide = [row for row in rows if len(row) >= 2]
        known = any(_named(row) for row in rows[:1]) or any(_kind(cell) in ("price", "link") for row in wide for cell in row)
        most_alike = bool(wide) and sum(len(row) == len(wide[0]) for row in wide) * 5 >= len(rows) * 4
        if most_alike and known:
            return rows
    return None


def _named(row: Sequence[str]) -> list[Kind]:
    """The kinds of columns that a header names; [] where it is none."""
    kinds: list[Kind] = [_KIND_OF.get(unicodedata.normalize("NFKC", cell).strip().lower(), "") for cell in row]  # type: ignore[misc]
    return kinds if "title" in kinds and len(set(kinds) - {""}) == len([kind for kind in kinds if kind]) else []


def _guessed(rows: Sequence[Sequence[str]]) -> list[Kind]:
    """What each column is, by most of its cells. Bare figures: with decimals a price; whole ones beside a price are sales."""
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(max(map(len, rows), default=0))]
    kinds = [_most([_kind(cell) for cell in column]) for column in columns]
    bare = [at for at, kind in enumerate(kinds) if kind == "number"]
    if bare and "price" not in kinds:
        priced = next((at for at in bare if any("." in cell for cell in columns[at])), bare[0] if len(bare) == 1 else None)
        if priced is not None:
            kinds[priced] = "price"
            bare.remove(priced)
    if len(bare) == 1 and "sales" not in kinds and "price" in kinds:
        kinds[bare[0]] = "sales"
    texts = [at for at, kind in enumerate(kinds) if kind in ("text", "seller")]
    if texts:
        title = max(texts, key=lambda at: (kinds[at] == "text", sum(map(len, columns[at])) / len(columns[at])))
        others = [at for at in texts if at != title]
        shops = [at for at in others if kinds[at] == "seller"] or (others if len(others) == 1 else [])
        for at in texts:
            kinds[at] = "title" if at == title else "seller" if shops and at == shops[0] else ""
    return ["" if kind in ("number", "text") else kind for kind in kinds]


def _most(kinds: Sequence[Kind]) -> Kind:
    told: list[Kind] = [kind for kind in kinds if kind]
    return max(dict.fromkeys(told), key=lambda kind: told.count(kind), default="")


# --- lines -----------------------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each offer: by blank lines where every block has its title, else by the prices, one an offer."""
    blocks = [block for block in _split_at_blanks(lines) if block]
    said = [line.strip() for line in lines if line.strip()]
    prices = [at for at, line in enumerate(said) if _kind(line) == "price"]
    if len(blocks) > 1 and sum(any(_kind(line) == "price" for line in block) for block in blocks) * 5 >= len(blocks) * 4:
        return blocks
    if not prices:
        return [[line] for line in said]
    gap = min((then - one for one, then in pairwise(prices)), default=len(said))
    before = min(prices[0], max(gap - 1, 0))
    starts = [at - before for at in prices]
    return [said[start:end] for start, end in zip(starts, [*starts[1:], len(said)], strict=True)]


def _split_at_blanks(lines: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        else:
            blocks.append([])
    return blocks


# --- cells -----------------------------------------------------------------------------------------------------------


def _kind(cell: str) -> Kind:
    folded = unicodedata.normalize("NFKC", cell[: 2 * MOST_TITLE]).strip().lower()
    if not folded:
        return ""
    if _LINK.fullmatch(folded):
        return "link"
    if _PRICE.fullmatch(folded):
        return "price"
    if _SALES.fullmatch(folded):
        return "sales"
    if _NUMBER.fullmatch(folded):
        return "number"
    if _NOISE.fullmatch(folded):
        return ""
    return "seller" if _SHOP.search(folded) and len(folded) <= 30 else "text"


def _offer(cells: Sequence[tuple[Kind, str]], currency: str) -> Offer:
    """One offer of cells and their kinds. Texts: the longest is the title, the next the seller's only where it reads like one."""

    def first(kind: Kind) -> str:
        return next((cell for found, cell in cells if found == kind and cell), "")

    title, seller = first("title"), first("seller")
    texts = sorted((cell for kind, cell in cells if kind == "text"), key=len, reverse=True)
    if not title and texts:
        title = texts[0]
    elif not title and seller and not texts:  # a title may end as a shop's name does
        title, seller = seller, next((cell for kind, cell in cells if kind == "seller" and cell != seller), "")
    return Offer(
        title=safe(title)[:MOST_TITLE].strip() if len(title.strip()) >= 2 else "",
        price_minor=_price(first("price"), currency),
        sales=_sales(first("sales")),
        seller=safe(seller)[:80].strip(),
        url=_url(first("link")),
    )


def _price(cell: str, currency: str) -> int | None:
    """The lowest price that the cell names, in minor units; None where it names none."""
    folded = unicodedata.normalize("NFKC", cell[:MOST_TITLE]).strip().lower()
    found = _PRICE.search(folded)
    digits = (found.group(1) or found.group(2)) if found else folded if _NUMBER.fullmatch(folded) else ""
    try:
        amount = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    return to_minor(amount, currency) if 0 < amount < 10**9 else None


def _sales(cell: str) -> int | None:
    folded = unicodedata.normalize("NFKC", cell[:MOST_TITLE]).strip().lower()
    found = _SALES.fullmatch(folded)
    groups = [group for group in found.groups() if group] if found else [folded] if _NUMBER.fullmatch(folded) else []
    if not groups:
        return None
    try:
        count = Decimal(groups[0].replace(",", "")) * _TIMES.get(groups[1] if len(groups) > 1 else "", 1)
    except InvalidOperation:
        return None
    return int(count) if count < 10**10 else None


def _url(cell: str) -> str:
    """The link as it may be kept, "" where it is none of the web."""
    cell = cell.strip()
    if not _LINK.fullmatch(cell) or len(cell) > 2000 or cell != safe(cell):
        return ""
    return f"https:{cell}" if cell.startswith("//") else cell if cell.lower().startswith("http") else f"https://{cell}"
