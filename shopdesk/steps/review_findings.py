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
from shopdesk.text import _, clip, listed, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.steps.listings import ReviewRow

BRANCH_RULES = {"buyer": "R151", "logistics": "R152", "product": "R153", "service": "R154", "": "R51"}
CLOCK_SETTINGS = ("reviews.first_hours", "reviews.opens", "reviews.closes", "reviews.morning_hour")
COMPLAINT_SETTINGS = ("reviews.complaint_hours", "reviews.morning_hour")
MOST_NAMED = 3  # products of a topic
ALARM_SETTINGS = ("reviews.repeats", "reviews.repeat_days", "reviews.usual_days", "reviews.topic_chance", "reviews.bad_stars")


def review_finding(row: ReviewRow, context: Context) -> Finding:
    title = clip(safe(row.product), 24) or _("unknown product")
    branch = branch_name(row.branch) if not row.is_complaint else _("complaint, {branch}").format(branch=branch_name(row.branch))
    due = f"{row.due:%m-%d %H:%M}" if row.due else ""
    if row.watch == "praised":
        text = _("{title} {stars}★, but in bad words: “{excerpt}”")
    elif row.watch == "mild":
        text = _("{title} {stars}★, no complaint recognised: “{excerpt}”")
    elif not due:
        text = _("{title} {stars}★, {branch}: “{excerpt}”")
    elif row.overdue:
        text = _("{title} {stars}★, {branch}, overdue since {due}: “{excerpt}”")
    else:
        text = _("{title} {stars}★, {branch}, due {due}: “{excerpt}”")
    return Finding(
        key=f"listings:review:{row.id}",
        rule="R157" if row.is_complaint else BRANCH_RULES[row.branch],
        severity=Severity.WATCH if row.watch else Severity.ACT,
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
            _answer(row).format(title=title),
            metric=_("state of the review"),
            expect=_("solved, with its outcome"),
            check_on=context.today,
        ),
    )


def _answer(row: ReviewRow) -> str:
    if row.watch == "mild":
        return _("{title}: read the review, ask the buyer what was missing")
    return {
        "buyer": _("{title}: explain calmly, answer what the buyer misunderstood"),
        "logistics": _("{title}: check the parcel's way, claim from the carrier, apologise and settle it"),
        "product": _("{title}: offer return or exchange, explain, pass the defect on"),
        "service": _("{title}: apologise, go through the chat with the colleague"),
        "": _("{title}: read the review, say whose matter it is, answer"),
    }[row.branch]


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


def topic_finding(alarm: TopicAlarm, covered: Sequence[ReviewRow], ours: Shelf, context: Context) -> Finding:
    """A topic that several buyers name within a week, more than is usual, is no single case any more; the line stands for the
    reviews `covered`, which wait. To act on where there are such, or where it is known to be unusual and a main product is among
    them; else to watch."""
    book = context.playbook
    days, line = book.whole("reviews.repeat_days"), book.whole("reviews.repeats")
    topic, branch = topic_name(alarm.topic), BRANCH_OF[alarm.topic].value
    text = _("{topic}: {count} bad reviews in {days} days ({products})").format(
        topic=topic, count=number(alarm.reviews), days=number(days), products=_of_products(alarm, ours)
    )
    if alarm.usual is not None:
        text += _(", usually {usual}").format(usual=number(alarm.usual, 1)) if alarm.usual >= 0.05 else _(", usually none")
    late = sum(row.overdue for row in covered)
    if late:
        text += ngettext(", {n} overdue", ", {n} overdue", late).format(n=number(late))
    shown = (Topic.COLOUR, Topic.NOT_AS_SHOWN)  # the pictures promise something else
    shared = book["reviews.topic_chance"] / len(Topic)  # every day looks at all topics
    known = alarm.chance is not None and alarm.chance < shared and any(ours.is_main(key) for key, _n in alarm.counts)
    return Finding(
        key=f"listings:topic:{alarm.topic.value}",
        rule="R52",
        severity=Severity.ACT if known or covered else Severity.WATCH,
        text=text,
        evidence={
            "topic": alarm.topic.value,
            "reviews": alarm.reviews,
            "branch": branch,
            "products": tuple(key for key, _n in alarm.counts),
            "covers": tuple(f"listings:review:{row.id}" for row in covered),
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
                "neutral and bad reviews of the last days that name the topic, against the days before: of all products, or of "
                "the one most named where those alone are more unusual; the chance of so many if nothing changed, doubled where "
                "both were tried"
            ),
            inputs=(
                (topic, number(alarm.reviews)),
                (_("usual in as many days"), _("not known yet") if alarm.usual is None else number(alarm.usual, 1)),
                (_("chance"), "–" if alarm.chance is None else _chance(alarm.chance)),
                (_("products"), _of_products(alarm, ours)),
            ),
            threshold=_(
                "{count} or more in {days} days, with a chance under {chance}; to act on under a {topics}th of it, for so many "
                "topics are looked at"
            ).format(count=line, days=days, chance=percent(book["reviews.topic_chance"]), topics=len(Topic)),
            rule="R52",
            settings=ALARM_SETTINGS,
        ),
    )


def _of_products(alarm: TopicAlarm, ours: Shelf) -> str:
    names = [
        f"{clip(safe(ours.title(key)), 24) or _('unknown product')} {number(count)}" for key, count in alarm.counts[:MOST_NAMED]
    ]
    return listed([*names, *(["…"] if len(alarm.counts) > MOST_NAMED else [])])


def _chance(value: float) -> str:
    return percent(value) if value >= 0.001 else _("under 0.1 %")
