"""What there is to say about bad reviews: one that waits, and a topic that comes up too often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.review_topics import BRANCH_OF, Topic, TopicAlarm
from shopdesk.analysis.reviews import clock
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.copies import Shelf
from shopdesk.steps.review_cases import branch_name
from shopdesk.text import _, clip, listed, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.steps.listings import ReviewRow

BRANCH_RULES = {"buyer": "R151", "logistics": "R152", "product": "R153", "service": "R154", "": "R51"}
CLOCK_SETTINGS = ("reviews.first_hours", "reviews.opens", "reviews.closes", "reviews.morning_hour")
COMPLAINT_SETTINGS = ("reviews.complaint_hours", "reviews.morning_hour")
ALARM_SETTINGS = ("reviews.repeats", "reviews.repeat_days", "reviews.usual_days", "reviews.topic_chance", "reviews.bad_stars")


def review_finding(row: ReviewRow, context: Context) -> Finding:
    title = clip(safe(row.product), 24) or _("unknown product")
    branch = branch_name(row.branch) if not row.is_complaint else _("complaint, {branch}").format(branch=branch_name(row.branch))
    due = f"{row.due:%m-%d %H:%M}" if row.due else ""
    if not due:
        text = _("{title} {stars}★, {branch}: “{excerpt}”")
    elif row.overdue:
        text = _("{title} {stars}★, {branch}, overdue since {due}: “{excerpt}”")
    else:
        text = _("{title} {stars}★, {branch}, due {due}: “{excerpt}”")
    return Finding(
        key=f"listings:review:{row.id}",
        rule="R157" if row.is_complaint else BRANCH_RULES[row.branch],
        severity=Severity.ACT,
        text=text.format(title=title, stars=row.stars, branch=branch, due=due, excerpt=clip(safe(row.text), 40)),
        evidence={
            "review": row.id,
            "product_id": row.product_id,
            "stars": row.stars,
            "branch": row.branch,
            "branch_proposed": row.branch_proposed,
            "branch_sure": row.branch_sure,
            "is_complaint": row.is_complaint,
            "topics": row.topics,
            "due": row.due,
            "priority": row.priority,
        },
        task=Proposal(
            "service",
            _answer(row.branch).format(title=title),
            metric=_("state of the review"),
            expect=_("solved, with its outcome"),
            check_on=context.today,
        ),
    )


def _answer(branch: str) -> str:
    return {
        "buyer": _("{title}: explain calmly, answer what the buyer misunderstood"),
        "logistics": _("{title}: check the parcel's way, claim from the carrier, apologise and settle it"),
        "product": _("{title}: offer return or exchange, explain, pass the defect on"),
        "service": _("{title}: apologise, go through the chat with the colleague"),
        "": _("{title}: read the review, say whose matter it is, answer"),
    }[branch]


def why_review(row: ReviewRow, context: Context) -> Why:
    topics = listed(topic_name(Topic(topic)) for topic in row.topics)
    return Why(
        title=_("A complaint about {title}").format(title=safe(row.product))
        if row.is_complaint
        else _("A bad review of {title}").format(title=safe(row.product)),
        formula=_("priority = (main product, picture, stars) × (time left, repeats)"),
        inputs=(
            (_("stars"), number(row.stars)),
            (_("written"), f"{row.written_at:%Y-%m-%d %H:%M}" if row.written_at else "–"),
            (_("due"), f"{row.due:%Y-%m-%d %H:%M}" if row.due else "–"),
            (_("whose matter"), _("{branch} ({how})").format(branch=branch_name(row.branch), how=sure_name(row.branch_sure))),
            (_("topics"), topics or "–"),
            (_("priority"), number(row.priority)),
        ),
        threshold=complaint_clock(context.playbook) if row.is_complaint else review_clock(context.playbook),
        rule="R157" if row.is_complaint else BRANCH_RULES[row.branch],
        settings=(COMPLAINT_SETTINGS if row.is_complaint else CLOCK_SETTINGS) + ("reviews.repeats",),
    )


def sure_name(sureness: str) -> str:
    """How sure the proposal of a branch is; "" is the person's own word."""
    return {
        "sure": _("proposed, its words agree"),
        "likely": _("proposed, not certain"),
        "unknown": _("its words do not tell"),
        "": _("set by you"),
    }[sureness]


def review_clock(book: Playbook) -> str:
    return _("{hours} business hours, open {opens} to {closes}; looked at in the morning at {morning}").format(
        hours=number(book["reviews.first_hours"], 1).removesuffix(".0"),
        opens=_hour(book["reviews.opens"]),
        closes=_hour(book["reviews.closes"]),
        morning=_hour(book["reviews.morning_hour"]),
    )


def complaint_clock(book: Playbook) -> str:
    return _("{hours} hours by the clock, nights too; looked at in the morning at {morning}").format(
        hours=number(book["reviews.complaint_hours"], 1).removesuffix(".0"), morning=_hour(book["reviews.morning_hour"])
    )


def _hour(value: float) -> str:
    return f"{clock(value):%H:%M}"


def topic_name(topic: Topic) -> str:
    return {
        Topic.LATE: _("late delivery"),
        Topic.PARCEL: _("damaged parcel"),
        Topic.COURIER: _("courier"),
        Topic.QUALITY: _("quality"),
        Topic.SIZE: _("size"),
        Topic.COLOUR: _("colour"),
        Topic.SMELL: _("smell"),
        Topic.NOT_AS_SHOWN: _("not as shown"),
        Topic.WRONG_ITEM: _("wrong or missing item"),
        Topic.NO_REPLY: _("no reply"),
        Topic.RUDE: _("tone of service"),
        Topic.AFTER_SALES: _("after-sales"),
        Topic.CHANGED_MIND: _("changed mind"),
        Topic.PRICE: _("the price"),
        Topic.MISUSE: _("how to use it"),
    }[topic]


def alarms(alarms: Sequence[TopicAlarm], ours: Shelf, context: Context) -> list[Finding]:
    """A topic that several buyers name within a week, more than is usual, is no single case any more."""
    return [_alarm(alarm, ours, context) for alarm in alarms]


def _alarm(alarm: TopicAlarm, ours: Shelf, context: Context) -> Finding:
    """To act on where it is known to be unusual and a main product is among them; else to watch."""
    book = context.playbook
    days, line = book.whole("reviews.repeat_days"), book.whole("reviews.repeats")
    topic, branch = topic_name(alarm.topic), BRANCH_OF[alarm.topic].value
    text = _("{count} bad reviews within {days} days name the same: {topic}")
    if alarm.product_id:
        text = _("{title}: {count} bad reviews within {days} days name the same: {topic}")
    text = text.format(title=clip(safe(ours.title(alarm.product_id)), 24), count=alarm.reviews, days=days, topic=topic)
    if alarm.usual is not None:
        text += _(", usually {usual}").format(usual=number(alarm.usual, 1))
    shown = (Topic.COLOUR, Topic.NOT_AS_SHOWN)  # the pictures promise something else
    shared = book["reviews.topic_chance"] / len(Topic)  # every day looks at all topics
    known = alarm.chance is not None and alarm.chance < shared and any(map(ours.is_main, alarm.products))
    return Finding(
        key=f"listings:topic:{alarm.topic.value}",
        rule="R52",
        severity=Severity.ACT if known else Severity.WATCH,
        text=text,
        evidence={
            "topic": alarm.topic.value,
            "reviews": alarm.reviews,
            "branch": branch,
            "products": alarm.products,
            "usual": alarm.usual,
            "chance": alarm.chance,
        },
        task=Proposal(
            "design" if alarm.topic in shown else "service" if branch == "service" else "operations",
            _("Find out what is behind it: {topic}").format(topic=topic),
            metric=_("bad reviews that name it, a week"),
            expect=_("fewer than {count}").format(count=line),
            check_on=context.today + timedelta(days=7),
        ),
        why=Why(
            title=_("A topic that repeats"),
            formula=_(
                "neutral and bad reviews of the last days that name the topic, against the days before, of the same product "
                "where all are of one: the chance of so many if nothing changed"
            ),
            inputs=(
                (topic, number(alarm.reviews)),
                (_("usual in as many days"), _("not known yet") if alarm.usual is None else number(alarm.usual, 1)),
                (_("chance"), "–" if alarm.chance is None else _chance(alarm.chance)),
                (_("products"), listed(clip(safe(ours.title(key)), 24) for key in alarm.products if key)),
            ),
            threshold=_(
                "{count} or more in {days} days, with a chance under {chance}; to act on under a {topics}th of it, for so many "
                "topics are looked at"
            ).format(count=line, days=days, chance=percent(book["reviews.topic_chance"]), topics=len(Topic)),
            rule="R52",
            settings=ALARM_SETTINGS,
        ),
    )


def _chance(value: float) -> str:
    return percent(value) if value >= 0.001 else _("under 0.1 %")
