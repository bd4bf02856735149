"""What a file's name says: the days it covers, the shop, the device, the attribution, the product."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

# 2024-01-01 · 2024.01.01 · 2024年1月1日 · 20240101; followed by a clock (20240102_093011) it is when the file was made
_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?:([-._/])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d)|年(\d{1,2})月(\d{1,2})日)(?!\d)(?![_ -]\d{6}(?!\d))"
)
_MADE = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)[_ -]([01]\d|2[0-3])([0-5]\d)([0-5]\d)(?!\d)")
_TOLD = re.compile(r"统计(?:日期|时间|周期)|日期范围|时间范围|数据(?:日期|时间|周期)|date range|period", re.IGNORECASE)
_SHOP = re.compile(r"^.*报表_\d{8}_\d{6}_(.+?)(?:\s*\(\d+\))?\.\w+$")

_PRODUCT = re.compile(r"(?<!\d)(?!1[5-9]\d{11}(?!\d))\d{11,13}(?!\d)")  # 13 digits from 15… on are a clock in milliseconds
_ATTRIBUTIONS = (
    ("每一次", "each"), ("每次", "each"), ("第一次", "first"), ("首次", "first"), ("最后一次", "last"), ("末次", "last"),
)  # fmt: skip


def period_in(name: str) -> tuple[date, date] | None:
    """First and last day named; None if the name holds no day or too many."""
    found: list[date] = []
    for match in _DAY.finditer(name):
        year, _mark, *parts = match.groups()
        month, day = (int(part) for part in parts if part)
        try:
            found.append(date(int(year), month, day))
        except ValueError:
            continue
    if len(found) not in (1, 2) or found[0] > found[-1]:
        return None
    return found[0], found[-1]


def period_told(preamble: Iterable[str]) -> tuple[date, date] | None:
    """The days that lines above a header say the figures are of; when the file was made is none of them."""
    return next((days for line in preamble if _TOLD.search(line) and (days := period_in(line))), None)


def made_in(name: str) -> datetime | None:
    """When `关键词报表_20240102_093011.csv` was made, as its name says."""
    match = _MADE.search(name)
    try:
        return datetime(*map(int, match.groups())) if match else None  # type: ignore[arg-type]
    except ValueError:
        return None


def shop_in(name: str) -> str | None:
    """The shop of `关键词报表_20240102_093011_店名.csv`."""
    match = _SHOP.match(name)
    return match[1] if match else None


def device_in(name: str) -> str:
    """wireless · pc · "" """
    if "无线" in name or "手机" in name:
        return "wireless"
    return "pc" if re.search(r"(?<![a-z])pc(?![a-z])", name, re.IGNORECASE) else ""


def attribution_in(name: str) -> str:
    """each · first · last · "" """
    for words, attribution in _ATTRIBUTIONS:
        if words in name:
            return attribution
    return ""


def product_in(name: str) -> str:
    """The product id of `商品流量来源_802914370337_2024-01-01.xls`; "" if none or more than one is named."""
    found = set(_PRODUCT.findall(name))
    return found.pop() if len(found) == 1 else ""
