from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.copycats import (
    Match,
    TitleIndex,
    judge_copycat,
    lost_orders,
    normalise_title,
    price_gap,
    shared_words,
    specifications,
    specifications_differ,
)

# Invented titles.
OURS = "2026新款法式碎花连衣裙女夏收腰显瘦茶歇裙"
CORPUS = [
    OURS,
    "法式碎花连衣裙夏季收腰显瘦气质茶歇裙子",
    "牛仔裤女高腰直筒宽松显瘦阔腿裤",
    "纯棉短袖t恤女夏宽松百搭上衣",
    "连衣裙女秋冬加厚针织打底长裙",
    "保温杯500ml不锈钢便携水杯",
]


def test_normalised_titles() -> None:
    assert normalise_title("【包邮】２０２６新款 ＡＢＣ－连衣裙 [特价]") == "abc连衣裙"
    assert normalise_title("【现货】") == "现货"
    assert normalise_title("") == ""


def test_a_copied_title_stands_out() -> None:
    index = TitleIndex(CORPUS)
    copy = index.similarity(OURS, "【包邮】法式碎花连衣裙女 夏 收腰显瘦茶歇裙")
    assert copy > 0.95
    assert index.similarity(OURS, CORPUS[1]) >= 0.32
    assert index.similarity(OURS, CORPUS[4]) < 0.20
    assert index.similarity(OURS, CORPUS[2]) < 0.20
    assert index.similarity(OURS, "") == 0


def test_words_everybody_writes_weigh_less() -> None:
    corpus = ["连衣裙" + rare for rare in ("碎花", "牛仔", "针织", "雪纺", "格子", "蕾丝")]
    common, rare = TitleIndex(corpus).similarity("连衣裙碎花", "连衣裙牛仔"), TitleIndex().similarity("连衣裙碎花", "连衣裙牛仔")
    assert common < rare


@pytest.mark.parametrize(
    ("title", "other", "differ"),
    [
        ("保温杯 500ml", "保温杯 750毫升", True),
        ("保温杯 500ml", "保温杯 500毫升", False),
        ("抽纸 24包", "抽纸 12包", True),
        ("手机壳 iphone15", "手机壳 iphone14", True),
        ("手机壳 iphone15 iphone14", "手机壳 iphone14", False),
        ("碎花裙", "碎花裙 24包", False),
        ("2026新款裙", "2025新款裙", False),
        ("坚果 1.50kg", "坚果 1.5公斤", False),
        ("手机壳 iPhone 15 Pro", "手机壳 iPhone 14 Pro", True),
        ("手机壳 iPhone 15 Pro", "手机壳 iPhone15Pro", False),
        ("手机壳 iPhone 15 Pro Max手机壳", "手机壳 iPhone 15 Pro", True),
        ("手机壳 iPhone 15/14/13 Pro", "手机壳 iPhone 14", False),
        ("summer 2026 dress", "summer 2025 dress", False),
        ("卫衣 XL", "卫衣 L码", True),
        ("卫衣 2XL", "卫衣 XXL", False),
        ("卫衣 S-XL", "卫衣 M码", False),
        ("卫衣 M L XL", "卫衣 L码", False),
        ("男鞋 42码", "男鞋 43码", True),
        ("女鞋 35-40码", "女鞋 38码", False),
        ("睡裙两件套", "睡裙三件套", True),
        ("睡裙两件套", "睡裙2件套", False),
        ("第二件半价睡裙", "睡裙三件套", False),
        ("两条杠运动裤", "三条杠运动裤", False),
        ("手机壳 iPhone15 Pro磨砂", "手机壳 iPhone 15 Pro磨砂", False),
        ("手机壳 iPhone15Pro磨砂", "手机壳 iPhone15 pro磨砂", False),
        ("手机壳 iPhone15ProMax", "手机壳 iPhone 15 Pro Max", False),
        ("手机壳 iPhone15/14", "手机壳 iPhone 14", False),
        ("手机壳 iPhone15 Pro", "手机壳 iPhone15", True),
        ("手机壳 iPhone15ProMax", "手机壳 iPhone15 Pro", True),
        ("养生壶 2000ml", "养生壶 500ml", True),
        ("电磁炉 2000W", "电磁炉 1200W", True),
        ("保温杯 618ml", "保温杯 500ml", True),
        ("洗洁精 2024 g", "洗洁精 500g", True),
        ("充电宝 20000毫安", "充电宝 20100毫安", True),
        ("充电宝 20000毫安", "充电宝 20000mAh", False),
        ("洗发水 1L", "洗发水 500ml", True),
        ("洗发水 0.5升", "洗发水 500ml", False),
        ("咖啡豆 1kg", "咖啡豆 500g", True),
        ("大米 10斤", "大米 5kg", False),
        ("床单 1.5米", "床单 150cm", False),
        ("床垫 1.5米", "床垫 厚5mm", False),
        ("大衣 2024双面呢 50件", "大衣 2025双面呢 50件", False),
        ("水壶 2025升级款 2升", "水壶 2024升级款 2升", False),
        ("连衣裙618包邮 2件", "连衣裙 2件", False),
    ],
)
def test_specifications(title: str, other: str, differ: bool) -> None:
    assert specifications_differ(title, other) is differ


def test_another_size_is_never_likely() -> None:
    index = TitleIndex(CORPUS)
    found = index.similarity("保温杯500ml不锈钢便携水杯", "保温杯750ml不锈钢便携水杯")
    assert judge_copycat(found) is Match.LOOK
    assert index.similarity("保温杯500ml不锈钢便携水杯", "保温杯500ml不锈钢便携水杯") == pytest.approx(1)
    phones = "手机壳 iPhone 15 Pro 透明防摔", "手机壳 iPhone 14 Pro 透明防摔"
    assert judge_copycat(TitleIndex(phones).similarity(*phones)) is Match.LOOK
    assert specifications("XH-200 水壶 1.5L") == {"ml": frozenset({"1500"}), "model": frozenset({"xh-200"})}


@pytest.mark.parametrize(
    ("title", "distance", "seen", "match"),
    [
        (0.0, 4, None, Match.SAME_PICTURE),
        (0.0, 5, None, Match.LIKELY),
        (0.0, 8, None, Match.LIKELY),
        (0.0, 9, None, Match.LOOK),
        (0.0, 13, None, Match.DIFFERENT),
        (0.32, None, None, Match.LIKELY),
        (0.31, None, None, Match.LOOK),
        (0.19, None, None, Match.DIFFERENT),
        (1.0, None, None, Match.LIKELY),  # a title alone is no picture theft
        (0.0, None, True, Match.SAME_PICTURE),
        (0.0, 2, False, Match.DIFFERENT),  # the person looked
    ],
)
def test_matches(title: float, distance: int | None, seen: bool | None, match: Match) -> None:
    assert judge_copycat(title, distance, seen) is match


DRESS = "法式长裙女秋季气质收腰方领复古连衣裙"


@pytest.mark.parametrize(
    ("other", "match"),
    [
        ("复古连衣裙方领收腰气质秋季女法式长裙", Match.LOOK),
        ("秋季女复古方领收腰裙子气质长款法式连衣裙", Match.LOOK),
        ("法式连衣裙女夏收腰气质碎花长裙", Match.DIFFERENT),  # words of the trade
        ("碎花连衣裙女长袖田园风雪纺中长裙", Match.DIFFERENT),
    ],
)
def test_the_same_words_in_another_order_are_worth_a_look(other: str, match: Match) -> None:
    assert judge_copycat(0.19, words=shared_words(DRESS, other)) is match


def test_words_in_common_are_a_share_of_both_titles() -> None:
    assert shared_words("收腰长裙", "长裙收腰") == 1  # two pairs, wherever they stand
    assert shared_words("收腰长裙", "收腰衬衫") == pytest.approx(0.5)
    assert shared_words("", "长裙") == shared_words("", "") == 0
    assert shared_words("保温杯500ml", "保温杯750ml") == 0, "another size is another product"


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_in_common_are_symmetric_and_bounded(title: str, other: str) -> None:
    assert 0 <= shared_words(title, other) == shared_words(other, title) <= 1


def test_money_and_orders() -> None:
    assert price_gap(10_000, 8_000) == pytest.approx(0.2)
    assert price_gap(10_000, 12_000) == pytest.approx(-0.2)
    assert price_gap(None, 1) is price_gap(0, 1) is price_gap(1, None) is None
    assert (lost_orders(100, 130), lost_orders(100, 100)) == (30, 0)
    assert lost_orders(100, 30) is lost_orders(None, 3) is lost_orders(3, None) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_symmetric_and_bounded(title: str, other: str) -> None:
    index = TitleIndex(CORPUS)
    found = index.similarity(title, other)
    assert 0 <= found <= 1
    assert found == pytest.approx(index.similarity(other, title))
    if normalise_title(title):
        assert index.similarity(title, title) == pytest.approx(1)
