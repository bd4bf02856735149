from __future__ import annotations

from datetime import date, timedelta

import pytest

from shopdesk.analysis.review_topics import Branch, Topic, TopicAlarm, propose_branch, topic_alarms
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


def test_three_of_a_topic_in_seven_days_alarm() -> None:
    today = date(2026, 11, 10)
    days = [today, today - timedelta(days=3), today - timedelta(days=6)]
    assert topic_alarms([(day, [Topic.SIZE, Topic.SIZE]) for day in days], today) == [TopicAlarm(Topic.SIZE, 3)]
    days[2] = today - timedelta(days=7)
    assert topic_alarms([(day, [Topic.SIZE]) for day in days], today) == []
    assert topic_alarms([(today, [Topic.SIZE] * 3)], today) == []
