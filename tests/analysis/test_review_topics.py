from __future__ import annotations

from datetime import date, timedelta

import pytest

from shopdesk.analysis.review_topics import (
    Branch,
    Named,
    Sureness,
    Topic,
    TopicAlarm,
    is_complaint,
    is_harsh,
    is_unhappy,
    propose_branch,
    topic_alarms,
)
from shopdesk.analysis.verdict import Verdict


@pytest.mark.parametrize(
    ("text", "branch"),
    [  # invented
        ("等了五天才发货,物流太慢", Branch.LOGISTICS),
        ("快递把箱子压扁了", Branch.LOGISTICS),
        ("洗一次就掉色,起球", Branch.PRODUCT),
        ("物流很快,但是衣服开线了", Branch.PRODUCT),
        ("质量不错,客服不回消息", Branch.SERVICE),
        ("客服态度差", Branch.SERVICE),
        ("拍错了,不想要", Branch.BUYER),
        ("质量不太好", Branch.PRODUCT),
        ("The zipper broke after two days", Branch.PRODUCT),
        ("Delivery was fast but the colour is wrong", Branch.PRODUCT),
        ("Rude customer service, no reply", Branch.SERVICE),
        ("Package never arrived", Branch.LOGISTICS),
        ("质量不差，就是快递慢", Branch.LOGISTICS),
        ("质量没问题，快递太慢了", Branch.LOGISTICS),
        ("质量没什么问题快递太慢了", Branch.LOGISTICS),
        ("质量还可以，客服态度差", Branch.SERVICE),
        ("不掉色不起球，就是等了一周才到货", Branch.LOGISTICS),
        ("做工没得说，尺码没有偏小，快递员乱扔", Branch.LOGISTICS),
        ("物流还行质量太差", Branch.PRODUCT),
        ("质量不差", None),
        ("说要给退款，一直没退", Branch.SERVICE),
        ("穿了一天就开胶", Branch.PRODUCT),
        ("掉毛严重，根本没法穿", Branch.PRODUCT),
        ("裙子很透，里面都看得见", Branch.PRODUCT),
        ("面料薄得像纸", Branch.PRODUCT),
        ("穿上很舒服，就是有点大", Branch.PRODUCT),
        ("颜色不正", Branch.PRODUCT),
        ("和图片不一样", Branch.PRODUCT),
        ("实物跟图片完全不一样", Branch.PRODUCT),
        ("尺码不标准", Branch.PRODUCT),
        ("没有图片好看", Branch.PRODUCT),
        ("图片和实物一样", None),
        ("实物和图片完全一致，做工好看", None),
        ("尺码标准，不偏大不偏小", None),
        ("颜色很正，没有色差，尺码合适", None),
        ("质量不是很好", Branch.PRODUCT),
        ("一般", None),
        ("", None),
        ("发货慢,质量差", None),  # two branches, one word each
    ],
)
def test_branch_by_words(text: str, branch: Branch | None) -> None:
    found = propose_branch(text)
    assert found.branch is branch
    assert found.verdict is (Verdict.UNKNOWN if branch is None else Verdict.ACT)


def test_topics_are_named_even_where_the_branch_is_open() -> None:
    assert propose_branch("发货慢,质量差").topics == (Topic.LATE, Topic.QUALITY)


@pytest.mark.parametrize(
    ("text", "sureness"),
    [
        ("快递太慢,物流也没更新", Sureness.SURE),
        ("客服态度差", Sureness.LIKELY),
        ("物流慢,包装也破,质量一般般差", Sureness.LIKELY),
        ("发货慢,质量差", Sureness.UNKNOWN),
        ("一般", Sureness.UNKNOWN),
    ],
)
def test_how_sure_a_proposal_is(text: str, sureness: Sureness) -> None:
    assert propose_branch(text).sureness is sureness


@pytest.mark.parametrize(
    ("text", "complains"),
    [
        ("再不处理就打12315", True),
        ("已经向平台投诉了", True),
        ("I will file a complaint with consumer protection", True),
        ("质量太差了", False),
        ("", False),
    ],
)
def test_complaints_are_told_from_reviews(text: str, complains: bool) -> None:
    assert is_complaint(text) is complains


@pytest.mark.parametrize(
    ("text", "unhappy", "harsh"),
    [
        ("还行", False, False),
        ("图片和实物一样", False, False),
        ("尺码标准，不偏大不偏小", False, False),
        ("颜色很正，没有色差，尺码合适", False, False),
        ("很透气，不闷，面料不薄", False, False),
        ("掉毛严重，根本没法穿", True, False),
        ("说要给退款，一直没退", True, False),
        ("颜色不是很正", True, False),
        ("尺码不是很标准", True, False),
        ("面料薄", True, False),
        ("实物没有图片好看", True, False),
        ("一般般", False, False),
        ("质量不差，没什么问题", False, False),
        ("不好意思才来评价，挺好的", False, False),
        ("有点贵，不太值", True, False),
        ("质量不太好", True, False),
        ("差评，骗子店铺", True, True),
        ("从来没有给过差评", True, False),
        ("怕被骗，结果很好", True, False),
        ("Terrible, do not buy", True, True),
    ],
)
def test_words_that_complain_and_words_of_a_bad_review(text: str, unhappy: bool, harsh: bool) -> None:
    assert (is_unhappy(text), is_harsh(text)) == (unhappy, harsh)


TODAY = date(2026, 11, 10)


def named(*ago: int, topic: Topic = Topic.SIZE, product: str = "p") -> list[Named]:
    return [Named(TODAY - timedelta(days=days), product, (topic,)) for days in ago]


def test_three_of_a_topic_in_seven_days_alarm() -> None:
    assert topic_alarms(named(0, 3, 6), TODAY) == [TopicAlarm(Topic.SIZE, 3, "p", (("p", 3),))]
    assert topic_alarms(named(0, 3, 7), TODAY) == []
    assert topic_alarms([Named(TODAY, "p", (Topic.SIZE,) * 3)], TODAY) == [], "one review counts once"


def test_what_is_usual_of_the_same_product_is_compared() -> None:
    since = TODAY - timedelta(days=62)
    often = named(0, 3, 6, *range(7, 63, 2))
    (alarm,) = topic_alarms(often, TODAY, known_since=since)
    assert alarm.usual == pytest.approx(3.5) and alarm.chance is not None and alarm.chance > 0.5
    (alarm,) = topic_alarms(named(0, 3, 6), TODAY, known_since=since)
    assert alarm.usual == 0 and alarm.chance == pytest.approx((1 / 9) ** 3)
    (alarm,) = topic_alarms([*named(0, 3, 6), *named(*range(7, 63), product="other")], TODAY, known_since=since)
    assert alarm.usual == 0, "another product's usual topics are its own"
    mixed = [*named(0, 3), *named(6, product="other"), *named(*range(7, 63, 2), product="third")]
    (alarm,) = topic_alarms(mixed, TODAY, known_since=since)
    assert (alarm.product_id, alarm.usual) == ("", pytest.approx(3.5)), "across products the shop's usual counts"


def test_many_of_one_product_are_an_alarm_though_others_name_the_topic_now_and_then() -> None:
    stray = named(5, 12, 20, 26, 33, product="other")
    (alarm,) = topic_alarms([*named(0, 1, 1, 2), *stray], TODAY, known_since=TODAY - timedelta(days=34))
    assert (alarm.product_id, alarm.reviews, alarm.usual) == ("p", 4, 0)
    assert alarm.chance == pytest.approx(2 * (1 / 5) ** 4), (
        "two readings; all together: 5 against 4 in four weeks, of which chance brings as many"
    )
    (alarm,) = topic_alarms([*named(0, 1), *stray], TODAY)
    assert (alarm.product_id, alarm.reviews) == ("", 3), "two of one product are none of its own"


def test_too_few_days_before_say_nothing_of_what_is_usual() -> None:
    (alarm,) = topic_alarms(named(0, 3, 6), TODAY, known_since=TODAY - timedelta(days=12))
    assert alarm.usual is alarm.chance is None
    (alarm,) = topic_alarms(named(0, 3, 6), TODAY, known_since=TODAY - timedelta(days=13))
    assert alarm.usual == 0
