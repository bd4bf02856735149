"""Small invented export files, and what the database says after they landed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shopdesk.landing import FileReceipt, import_files
from shopdesk.models import Table
from shopdesk.records import shops
from shopdesk.records.shops import ShopInfo
from shopdesk.store import Store

SHOP_HEADER = "统计日期,访客数,支付买家数,支付件数,支付金额\n"
ORDER_HEADER = "订单编号,买家会员名,买家实际支付金额,收货人姓名,订单状态,订单创建时间,订单付款时间,宝贝总数量\n"
PRODUCT_HEADER = "统计日期,商品ID,商品名称,商品访客数,支付买家数,支付金额\n"
AD_HEADER = "日期,计划ID,宝贝ID,关键词,展现量,点击量,花费,总成交笔数,总成交金额\n"
REVIEW_HEADER = "评价ID,商品ID,评分,评价时间,评价内容\n"


def write(folder: Path, name: str, *lines: str) -> Path:
    """An export file as 生意参谋 and 千牛 write them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(lines), encoding="gb18030")
    return path


def order(number: int, paid: str, amount: str, state: str = "交易成功") -> str:
    created = paid or "2026-10-20 08:00:00"
    return f'="{number}",某某,{amount},某某,{state},{created},{paid},1\n'


def products(first: int, count: int, day: str = "2026-10-20", amount: str = "99.00") -> str:
    return "".join(f"{day},{first + n},裙子{n},10,1,{amount}\n" for n in range(count))


def ads(first: int, count: int) -> str:
    return "".join(f"2026-10-20,77,{first + n},连衣裙{n},240,10,16.00,1,99.00\n" for n in range(count))


def land(store: Store, path: Path, **options: Any) -> FileReceipt:
    (receipt,) = import_files(store, [path], **options)
    return receipt


def the_shop(store: Store) -> ShopInfo:
    with store.read() as db:
        (shop,) = shops.shops(db)
    return shop


def everything(store: Store, leave_out: Iterable[str] = ("import", "replaced", "overlap")) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the books of the imports themselves."""
    with store.read() as db:
        tables = [table for table in Table.metadata.sorted_tables if table.name not in leave_out]
        return {table.name: [tuple(row) for row in db.execute(sa.select(table).order_by(*table.primary_key))] for table in tables}
