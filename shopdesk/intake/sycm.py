"""生意参谋: the shop by day (自助取数 old, 取数 new), products by day."""

from __future__ import annotations

from dataclasses import replace

from shopdesk.intake.by_day import SHOP_RATIOS, SHOP_SUMS, by_product, by_shop, shop_columns
from shopdesk.intake.frame import Frame
from shopdesk.intake.indices import INDICES
from shopdesk.intake.layout import Built, Context, Layout, Ratio, col
from shopdesk.text import _

_BREAKDOWNS = (
    "统计小时", "小时", "关键词", "搜索词", "一级来源", "一级流量来源", "流量来源", "来源名称", "人群", "人群名称", "人群分类",
    "人群类型", "SKU", "SKU ID", "SKUID", "终端", "页面", "退款原因", "退款场景", "时间类型", "竞店", "所属店铺", "流失商家ID",
    "商品名称", "类目名称", "来源类型", "流量时期", "关键词类型", "搜索词类型", "分词类型", "退款时间", "退款后状态",
)  # fmt: skip


def _shop_daily(frame: Frame, context: Context) -> Built:
    notes = []
    for name in ("bounce_rate", "dwell_seconds"):
        if "无线端" in context.headers.get(name, ""):
            notes.append(_("{header} stands for the whole shop.").format(header=context.headers[name]))
    return replace(by_shop(frame, context), notes=tuple(notes))


SHOP_DAILY = Layout(
    id="sycm_shop_daily",
    label=lambda: _("生意参谋 shop by day"),
    where=lambda: _("生意参谋 › 取数 (or 自助取数) › shop, by day"),
    feeds=lambda: _("the day's numbers, the trend, the target"),
    columns=shop_columns(
        {
            "day": ("统计日期", "日期"),
            "visitors": ("访客数", "店铺访客数"),
            "page_views": ("浏览量", "店铺浏览量"),
            "paying_buyers": ("支付买家数",),
            "orders": ("支付子订单数", "支付订单数"),
            "units": ("支付件数", "支付商品件数"),
            "sales_minor": ("支付金额",),
            "placed_buyers": ("下单买家数",),
            "placed_minor": ("下单金额",),
            "returning_visitors": ("老访客数",),
            "bounce_rate": ("跳失率", "店铺跳失率", "无线端跳失率"),
            "dwell_seconds": ("平均停留时长", "平均停留时长(秒)", "人均停留时长(秒)", "无线端人均停留时长(秒)"),
            "refunds_minor": ("成功退款金额", "申请退款金额"),
            "conversion": ("支付转化率",),
            "average_spend": ("客单价",),
            "depth": ("人均浏览量", "人均浏览量(访问深度)", "访问深度"),
        }
    ),
    needs=(
        ("day",),
        (
            "visitors", "page_views", "paying_buyers", "units", "sales_minor", "placed_buyers", "placed_minor",
            "returning_visitors", "refunds_minor",
        ),
    ),
    must=("day",),
    build_frame=_shop_daily,
    rules_out=(
        *_BREAKDOWNS, "商品ID", "成交金额", "成交客户数", "成交单量", "成交商品件数", "下单客户数", "下单单量", "花费",
        *INDICES,
    ),
    ignored=(
        "店铺名称", "下单转化率", "新访客数", "新买家数", "老买家数", "申请退款买家数", "描述相符评分", "服务态度评分",
        "物流服务动态评分", "PC端访客数", "无线端访客数", "PC端跳失率", "PC端客单价", "无线端客单价", "人均支付商品件数",
        "店铺首页访客数", "被浏览商品数", "店铺收藏次数", "店铺收藏人数", "商品收藏次数", "商品收藏人数",
    ),
    ratios=SHOP_RATIOS,
    sums=SHOP_SUMS,
)  # fmt: skip


PRODUCT = Layout(
    id="sycm_product",
    label=lambda: _("生意参谋 products by day"),
    where=lambda: _("生意参谋 › 品类 › 商品排行, all products, one day › 下载"),
    feeds=lambda: _("the five leaders, products to fix, stock cover"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("product_id", "id", "商品ID"),
        col("title", "text", "商品名称", "商品标题"),
        col("status", "text", "商品状态"),
        col("seller_code", "text", "货号", "商家编码"),
        col("visitors", "count", "商品访客数", "访客数"),
        col("page_views", "count", "商品浏览量", "浏览量"),
        col("dwell_seconds", "seconds", "平均停留时长", "平均停留时长(秒)"),
        col("bounce_rate", "rate", "商品详情页跳出率", "详情页跳出率"),
        col("favourites", "count", "商品收藏人数"),
        col("cart_units", "count", "商品加购件数"),
        col("cart_people", "count", "商品加购人数"),
        col("placed_buyers", "count", "下单买家数"),
        col("placed_minor", "money", "下单金额"),
        col("paying_buyers", "count", "支付买家数"),
        col("units", "count", "支付件数"),
        col("sales_minor", "money", "支付金额"),
        col("refunds_minor", "money", "成功退款金额"),
        col("conversion", "rate", "商品支付转化率", "支付转化率"),
    ),
    needs=(("product_id",), ("visitors",)),
    must=("day", "product_id"),
    build_frame=by_product,
    rules_out=(
        "SKU ID", "SKUID", "一级来源", "一级流量来源", "上级来源名称", "来源名称", "关键词", "搜索词", "统计小时", "成交金额",
        "成交单量", "成交客户数", "成交商品件数", "花费", *INDICES,
    ),
    ignored=(
        "店铺名称", "主商品ID", "商品类型", "商品标签", "下单件数", "下单转化率", "支付新买家数", "支付老买家数",
        "老买家支付金额", "聚划算支付金额", "访客平均价值", "竞争力评分", "年累计支付金额", "月累计支付金额",
        "月累计支付件数", "搜索引导支付转化率", "搜索引导访客数", "搜索引导支付买家数", "结构化详情引导转化率",
        "结构化详情引导成交占比", "品牌名称", "一级类目名称", "二级类目名称", "叶子类目名称",
    ),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"),),
    sums=("sales_minor", "units"),
)  # fmt: skip
