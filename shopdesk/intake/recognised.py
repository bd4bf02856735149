"""Reports that are known by their headers and carry nothing the desk can use: what to export instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from shopdesk.errors import IntakeError
from shopdesk.text import _

_FIGURES = "访客数|浏览量|支付金额|支付买家数|支付件数|下单金额|商品访客数|支付商品件数|加购件数|商品加购件数"


@dataclass(frozen=True)
class Recognised:
    """`signs`: for each a header that matches it must stand in the file (patterns of whole headers, normalised)."""

    label: Callable[[], str]
    signs: tuple[str, ...]
    instead: Callable[[], str]

    def fits(self, cells: Collection[str]) -> bool:
        return all(any(re.fullmatch(sign, cell, re.IGNORECASE) for cell in cells) for sign in self.signs)


# In the order in which they are tried: a report of refunds by SKU is one of refunds.
RECOGNISED: tuple[Recognised, ...] = (
    Recognised(
        lambda: _("阿里妈妈 by hour"),
        ("统计小时|小时", "花费|消耗"),
        lambda: _("the desk counts in days: export the report of campaigns (计划报表) by day (分日)"),
    ),
    Recognised(
        lambda: _("a single sheet of 品销宝"),
        ("搜索访客数|搜索量", "消耗|花费"),
        lambda: _("import the whole workbook of 品销宝, of which the sheet 推广计划 is read"),
    ),
    Recognised(
        lambda: _("生意参谋 where buyers of returned goods went"),
        (r".*竞店.*", "退款场景|退款后状态|时间类型|退款.*"),
        lambda: _("peers are followed by their own indices: export 生意参谋 › 竞争 › 流失竞店, one day"),
    ),
    Recognised(
        lambda: _("生意参谋 refunds by scene, time or reason"),
        ("退款场景|退款后状态|退款时间|退款原因|时间类型", ".*退款.*"),
        lambda: _("refunds are read one by one, with their reasons: export 千牛 › 交易 › 退款管理 › 导出"),
    ),
    Recognised(
        lambda: _("生意参谋 by hour"),
        ("统计小时|小时", _FIGURES),
        lambda: _("the desk counts in days: export 取数 › shop › 整体, by day (分日)"),
    ),
    Recognised(
        lambda: _("生意参谋 流量核心指标, by kind of source"),
        ("来源类型|流量时期", _FIGURES),
        lambda: _("the desk counts the shop as a whole: export 取数 › shop › 整体, or by source 流量 › 店铺来源, one day"),
    ),
    Recognised(
        lambda: _("生意参谋 search words of a product"),
        ("搜索词|关键词|来源名称", "商品id|收藏人数|浏览量占比|店内跳转人数|跳出本店人数", _FIGURES),
        lambda: _("search words are kept for the whole shop: export 流量 › 店铺来源 › 手淘搜索 › 详情, one day"),
    ),
    Recognised(
        lambda: _("生意参谋 by SKU"),
        ("sku(id|名称|编码)?", _FIGURES),
        lambda: _("pieces by SKU are counted from the order lines: export 千牛 › 已卖出的宝贝 › 批量导出 › 宝贝报表"),
    ),
    Recognised(
        lambda: _("生意参谋 by crowd"),
        ("人群(类型|名称|分类)?", _FIGURES),
        lambda: _("the desk judges the crowds that are paid for: export 万相台 › 报表 › 人群报表, and of the shop 取数 › 整体"),
    ),
)


def refusal_of(cells: Collection[str]) -> IntakeError | None:
    """What is said of a file with these headers, if it is a report known and not kept."""
    found = next((report for report in RECOGNISED if report.fits(cells)), None)
    if found is None:
        return None
    return IntakeError(
        _("Recognised, but not kept"), _("This is {report}; {instead}.").format(report=found.label(), instead=found.instead())
    )
