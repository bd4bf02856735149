"""The neutral and bad reviews that wait: whose matter each is, how urgent, and when it is due (R51–R53, R151–R155)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.review_topics import (
    HARSH,
    BranchProposal,
    Named,
    Topic,
    TopicAlarm,
    is_harsh,
    is_unhappy,
    propose_branch,
    topic_alarms,
    topic_counts,
)
from shopdesk.analysis.reviews import BusinessHours, Priority, clock, complaint_due, due_in_business_hours, prioritise
from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.records.cases import ReviewCase
    from shopdesk.steps.copies import Shelf
    from shopdesk.steps.listings import ReviewRow


NEUTRAL = 3  # stars


@dataclass(frozen=True)
class BadReviews:
    """`rows` wait for an answer; `alarms` count what repeats over all of the week's bad reviews, answered or not."""

    rows: tuple[ReviewRow, ...]
    alarms: tuple[TopicAlarm, ...]
    arrived: bool  # whether there are reviews of the window at all, good ones too


@dataclass(frozen=True)
class Clocks:
    """The playbook's clocks. The day judged is gone through at `morning`: the clock on the wall would change an old verdict."""

    morning: time
    hours: BusinessHours
    review: timedelta  # in business hours
    complaint_hours: float  # by the clock (R157)

    @classmethod
    def of(cls, playbook: Playbook) -> Clocks:
        return cls(
            clock(playbook["reviews.morning_hour"]),
            BusinessHours.of_hours(playbook["reviews.opens"], playbook["reviews.closes"]),
            timedelta(hours=playbook["reviews.first_hours"]),
            playbook["reviews.complaint_hours"],
        )

    def due(self, written: datetime, is_complaint: bool) -> datetime:
        if is_complaint:
            return complaint_due(written, self.complaint_hours)
        return due_in_business_hours(written, self.review, self.hours)


def window(context: Context) -> tuple[datetime, datetime]:
    """From the first day looked at to the morning, shop-local."""
    first = context.day - timedelta(days=context.playbook.whole("reviews.look_days") - 1)
    return datetime.combine(first, time()), datetime.combine(context.today, Clocks.of(context.playbook).morning)


def bad_reviews(context: Context, ours: Shelf) -> BadReviews:
    from shopdesk.records import cases as records
    from shopdesk.steps.review_cases import complains

    book = context.playbook
    since, morning = window(context)
    days, usual = book.whole("reviews.repeat_days"), book.whole("reviews.usual_days")
    known_since = context.today - timedelta(days=days + usual - 1)
    read_since = min(since, datetime.combine(known_since, time()))
    stars = book.whole("reviews.bad_stars")
    found = [as_of(case, context.today) for case in records.bad_reviews(context.db, context.shop.id, read_since, morning, stars)]
    proposals = {case.review_id: propose_branch(case.text) for case in found}
    dated = [
        Named(case.written_at.date(), _product_id(case, ours), proposals[case.review_id].topics)
        for case in found
        if case.written_at
    ]
    first = records.first_review_day(context.db, context.shop.id)
    if len(found) >= records.MOST and dated:
        first = min(review.day for review in dated)  # older ones were not read
    clocks, alarm = Clocks.of(book), book.whole("reviews.repeats")
    known_from = max(first, known_since) if first is not None else None
    alarms = topic_alarms(dated, context.today, days=days, at_least=alarm, known_since=known_from)
    repeats = topic_counts(dated, context.today, days=days)
    waiting = [case for case in found if case.state in ("open", "handling")]
    rows = [_row(case, proposals[case.review_id], repeats, alarm, ours, morning, clocks) for case in waiting]
    rows = [row for row in rows if _waits(row, since)]
    praised = records.harsh_reviews(context.db, context.shop.id, since, morning, stars, HARSH)
    rows += [
        _row(as_of(case, context.today), propose_branch(case.text), {}, alarm, ours, morning, clocks, praised=True)
        for case in praised
        if is_harsh(case.text) or complains(case.text, case.is_complaint)
    ]
    rows.sort(key=_urgent_first)
    return BadReviews(
        tuple(rows),
        tuple(alarm for alarm in alarms if _unusual(alarm, book["reviews.topic_chance"])),
        records.reviews_arrived(context.db, context.shop.id, since, morning),
    )


def as_of(case: ReviewCase, today: date) -> ReviewCase:
    """The case as it was known on the morning of `today`: what was done about it on a later day is not told of an earlier one."""
    later = case.handled_at is not None and case.handled_at.date() > today
    return replace(case, state="open", outcome="", done="") if later else case


def _urgent_first(row: ReviewRow) -> tuple[object, ...]:
    """Complaints, then what is over its time, then the rest; what is only watched and what is left aside come last."""
    ignored = row.level == Priority.IGNORED.value
    return ignored, not row.is_complaint, bool(row.watch), not row.overdue, -row.priority, row.due or datetime.max, row.id


def _waits(row: ReviewRow, since: datetime) -> bool:
    """A complaint waits until it is solved, another review until it is too old for an answer to reach anybody."""
    return row.is_complaint or row.written_at is None or row.written_at >= since


def _unusual(alarm: TopicAlarm, chance: float) -> bool:
    """More than its usual; where what is usual is not known, nothing speaks against it."""
    return alarm.chance is None or alarm.chance < chance


def _row(
    case: ReviewCase,
    proposal: BranchProposal,
    repeats: Mapping[Topic, int],
    alarm: int,
    ours: Shelf,
    morning: datetime,
    clocks: Clocks,
    *,
    praised: bool = False,
) -> ReviewRow:
    from shopdesk.steps.listings import ReviewRow
    from shopdesk.steps.review_cases import complains

    product_id = _product_id(case, ours)
    is_main = ours.is_main(product_id)
    is_complaint = complains(case.text, case.is_complaint)
    watch = "" if is_complaint else "praised" if praised else _mild(case)
    due = clocks.due(case.written_at, is_complaint) if case.written_at and not watch else None
    urgency = prioritise(
        is_main=is_main,
        stars=case.stars,
        has_picture=case.has_picture,
        now=morning,
        due=due or morning + timedelta(days=1),
        repeats=max((repeats.get(topic, 0) for topic in proposal.topics), default=0),
        alarm=alarm,
        is_complaint=is_complaint,
    )
    return ReviewRow(
        id=case.review_id,
        product_id=product_id,
        product=ours.title(product_id) if product_id in ours.products else case.product or product_id,
        stars=case.stars,
        text=case.text,
        written_at=case.written_at,
        branch=case.branch or (proposal.branch.value if proposal.branch else ""),
        branch_proposed=not case.branch,
        priority=float(urgency.score),
        due=due,
        overdue=case.state == "open" and due is not None and urgency.overdue,
        state=case.state,
        owner=case.owner,
        is_main=is_main,
        level=(Priority.LOW if watch and is_main else urgency.priority).value,
        topics=tuple(topic.value for topic in proposal.topics),
        has_picture=case.has_picture,
        outcome=case.outcome,
        branch_sure="" if case.branch else proposal.sureness.value,
        is_complaint=is_complaint,
        done=tuple(step for step in case.done.split(",") if step),
        watch=watch,
    )


def _mild(case: ReviewCase) -> str:
    """A neutral review in which no complaint is recognised has no clock, unless the person said whose matter it is."""
    return "mild" if case.stars == NEUTRAL and not case.branch and not is_unhappy(case.text) else ""


def _product_id(case: ReviewCase, ours: Shelf) -> str:
    return case.product_id or _product_of(case.product, ours)


def _product_of(said: str, ours: Shelf) -> str:
    """The product that a review names by title or by our code, with or without its variant; "" where none fits."""
    said = said.strip().casefold()
    for product in ours.products.values():
        title, code = product.title.strip().casefold(), product.seller_code.strip().casefold()
        if said and (said in (title, code) or (code and said.startswith(code + "-"))):
            return product.product_id
    return ""
