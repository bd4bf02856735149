"""What a peer's shop shows of its items: from a listing file of any tool, whose headers may be mapped."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qs, urlsplit

from shopdesk.intake import cells
from shopdesk.intake.cells import CellError
from shopdesk.intake.layout import Built, Context, Layout, Record, col
from shopdesk.intake.outcome import Problem, Rows, tabulate
from shopdesk.text import _, to_minor

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_UNITS = {"千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000, "m": 1_000_000}
_SOLD = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([千万亿kwm](?![a-z]))?", re.IGNORECASE)
_ID_KEYS = ("id", "itemid", "item_id", "num_iid", "skuid", "sku", "goods_id", "productid", "product_id")
_ID_IN_PATH = re.compile(r"(?:^|/)(?:item/|dp/|product/)?(\d{6,20}|B0[A-Z0-9]{8})(?:\.html?)?/?$")
_DATES_IN_NAME = re.compile(r"20\d\d[-._/年]?\d{1,2}[-._/月]?\d{1,2}日?|\(\d+\)$")


def item_key(url: str, title: str) -> str:
    """The id in the link, else the link without what follows its path, else the title, width and case not counting."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    asked = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
    found = next((asked[name] for name in _ID_KEYS if asked.get(name)), None)
    if found is None and (match := _ID_IN_PATH.search(parts.path)):
        found = match[1]
    if found is None and parts.netloc:
        found = f"{parts.netloc}{parts.path}".rstrip("/")
    return found or "title:" + re.sub(r"\s+", "", unicodedata.normalize("NFKC", title)).casefold()


def shown_price(words: str, currency: str) -> int | None:
    """The lowest price named, in minor units: "¥79.00", "79-129", "¥69起". None where there is none."""
    found = [cells.number(number) for number in _NUMBER.findall(words)]
    known = [price for price in found if price is not None]
    return to_minor(min(known), currency) if known else None


def shown_sales(words: str) -> int | None:
    """How much a page says was sold: "1,240", "已售 500+", "1.2万+人付款". None where it names no figure."""
    match = _SOLD.search(unicodedata.normalize("NFKC", words))
    if match is None:
        return None
    number = cells.number(match[1])
    return None if number is None else int(number * _UNITS.get((match[2] or "").lower(), 1))


# --- a listing file ------------------------------------------------------------------------------------------------


def _listing(records: list[Record], context: Context) -> Built:
    """One row for each item and day; the peer is named in a column, else by the file's name."""
    named = _peer_of(context.file)
    rows: list[Record] = []
    problems: list[Problem] = []
    for record in records:
        peer = record.get("peer") or named
        if not peer:
            reason = _("whose item it is: name the file after the peer, or add a column with the shop's name")
            problems.append(Problem(record["row"], _("peer's shop"), "", reason))
            continue
        title, url = record.get("title", ""), _link(record.get("url", ""))
        row = {
            "day": record["day"],
            "peer": peer.casefold(),
            "item": record.get("item_id") or item_key(url, title),
            "title": title,
            "url": url,
            "listed_on": record.get("listed_on"),
        }
        try:
            row["price_minor"] = shown_price(record.get("price", ""), context.currency)
            row["sales_shown"] = shown_sales(record.get("sales", ""))
        except CellError as error:
            problems.append(Problem(record["row"], "", "", str(error)))
            continue
        rows.append(row)
    given = {"price": "price_minor", "sales": "sales_shown"}
    table = tabulate("peerlisting", rows, {given.get(name, name) for name in context.headers})
    totals = {"peers": len({row["peer"] for row in rows}), "items": len(table.rows)}
    return Built(
        (table,),
        counted=Rows("peerlisting", (), []),
        totals=totals,
        overwritten=len(rows) - len(table.rows),
        problems=tuple(problems),
    )


def _peer_of(file: str) -> str:
    """The file's name without ending and dates: `橘子巷女装_2026-10-27.csv` is of 橘子巷女装."""
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return _DATES_IN_NAME.sub("", stem).strip(" -_·.")


def _link(words: str) -> str:
    """A web address, "" where it is none; pages leave out the https: before //."""
    words = words.strip()
    words = "https:" + words if words.startswith("//") else words
    return words if words.startswith(("http://", "https://")) and len(words) <= 2000 else ""


PEER_ITEMS = Layout(
    id="peer_items",
    label=lambda: _("a peer's items"),
    where=lambda: _("a list of a peer's items, one day, as csv or xlsx; name the file after the peer"),
    feeds=lambda: _("new items, prices and sales of the peers, when to list"),
    columns=(
        col("day", "day", "采集日期", "采集时间", "抓取时间", "日期", "seen on"),
        col("peer", "text", "竞店", "竞店名称", "店铺名称", "店铺", "店铺名", "掌柜", "卖家", "shop", "seller"),
        col("title", "text", "标题", "商品标题", "宝贝标题", "商品名称", "title", "name"),
        col("price", "text", "价格", "售价", "现价", "到手价", "price"),
        col("sales", "text", "销量", "月销量", "已售", "付款人数", "sales", "sold"),
        col("url", "text", "链接", "商品链接", "宝贝链接", "网址", "link", "url"),
        col("listed_on", "day", "上架时间", "上架日期", "listed on"),
        col("item_id", "id", "商品ID", "宝贝ID"),
    ),
    needs=(("title",), ("price", "sales")),
    build=_listing,
    must=("day", "title"),
    rules_out=(
        "订单编号", "订单号", "访客数", "商品访客数", "花费", "支付金额", "退款编号", "成交金额", "统计日期", "库存", "数量",
        "搜索人气", "交易指数", "流量指数", "评价内容",
    ),
    total_words=(),
    mapped=True,
)  # fmt: skip
