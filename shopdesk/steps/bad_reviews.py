"""The neutral and bad reviews that wait: whose matter each is, how urgent, and when it is due (R51–R53, R151–R155)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.review_topics import BranchProposal, TopicAlarm, propose_branch, topic_alarms
from shopdesk.analysis.reviews import complaint_due, prioritise
from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.records.cases import ReviewCase
    from shopdesk.steps.copies import Shelf
    from shopdesk.steps.listings import ReviewRow

MORNING = time(9)  # when the day judged is gone through; the clock on the wall would change an old day's verdict
REPEATS = 3  # of a topic in seven days


@dataclass(frozen=True)
class BadReviews:
    """`rows` wait for an answer; `alarms` count what repeats over all of the week's bad reviews, answered or not."""

    rows: tuple[ReviewRow, ...]
    alarms: tuple[TopicAlarm, ...]
    arrived: bool  # whether there are reviews of the window at all, good ones too


def window(context: Context) -> tuple[datetime, datetime]:
    """From the first day looked at to the morning, shop-local."""
    first = context.day - timedelta(days=context.playbook.whole("reviews.look_days") - 1)
    return datetime.combine(first, time()), datetime.combine(context.today, MORNING)


def bad_reviews(context: Context, ours: Shelf) -> BadReviews:
    from shopdesk.records import cases as records

    since, morning = window(context)
    found = records.bad_reviews(context.db, context.shop.id, since, morning, context.playbook.whole("reviews.bad_stars"))
    proposals = {case.review_id: propose_branch(case.text) for case in found}
    dated = [(case.written_at.date(), proposals[case.review_id].topics) for case in found if case.written_at]
    counts = topic_alarms(dated, context.today, at_least=1)
    hours = context.playbook["reviews.first_hours"]
    waiting = [case for case in found if case.state in ("open", "handling")]
    rows = [_row(case, proposals[case.review_id], counts, ours, morning, hours) for case in waiting]
    rows.sort(key=lambda row: (not row.is_main, not row.overdue, -row.priority, row.due or datetime.max, row.id))
    return BadReviews(
        tuple(rows),
        tuple(alarm for alarm in counts if alarm.reviews >= REPEATS),
        records.reviews_arrived(context.db, context.shop.id, since, morning),
    )


def _row(
    case: ReviewCase, proposal: BranchProposal, counts: Sequence[TopicAlarm], ours: Shelf, morning: datetime, hours: float
) -> ReviewRow:
    from shopdesk.steps.listings import ReviewRow

    product_id = case.product_id or _product_of(case.product, ours)
    is_main = ours.is_main(product_id)
    due = complaint_due(case.written_at, hours) if case.written_at else None
    repeats = max((count.reviews for count in counts if count.topic in proposal.topics), default=0)
    urgency = prioritise(
        is_main=is_main,
        stars=case.stars,
        has_picture=case.has_picture,
        now=morning,
        due=due or morning + timedelta(hours=hours),
        repeats=repeats,
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
        level=urgency.priority.value,
        topics=tuple(topic.value for topic in proposal.topics),
        has_picture=case.has_picture,
        outcome=case.outcome,
    )


def _product_of(said: str, ours: Shelf) -> str:
    """The product that a review names by title or by our code, with or without its variant; "" where none fits."""
    said = said.strip().casefold()
    for product in ours.products.values():
        title, code = product.title.strip().casefold(), product.seller_code.strip().casefold()
        if said and (said in (title, code) or (code and said.startswith(code + "-"))):
            return product.product_id
    return ""
