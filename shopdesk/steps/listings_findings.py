"""What there is to say about copies and bad reviews, and where each figure comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from shopdesk.steps.bad_reviews import BadReviews
from shopdesk.steps.briefing import Context, Finding, Severity, Why
from shopdesk.steps.copies import Shelf
from shopdesk.steps.copy_findings import COPY_SETTINGS, copycats, unanswered, unchecked, why_checked, why_copycat
from shopdesk.steps.review_findings import (
    CLOCK_SETTINGS,
    complaint_clock,
    review_clock,
    review_finding,
    topic_finding,
    why_review,
)
from shopdesk.text import _, clip, listed, ngettext, number, safe

if TYPE_CHECKING:
    from shopdesk.steps.listings import ListingsDetails


def findings_of(
    context: Context, ours: Shelf, details: ListingsDetails, bad: BadReviews, looked: Mapping[str, Collection[date]]
) -> tuple[Finding, ...]:
    """Main products and complaints only (R53, T9): complaints first, then a topic that repeats with its reviews beneath it, what
    is over its time, copies, and the other reviews."""
    reviews = [row for row in details.reviews if row.matters and row.state == "open"]
    complaints = [review_finding(row, context) for row in reviews if row.is_complaint]
    single = {row.id: review_finding(row, context) for row in reviews if not row.is_complaint}
    repeated, quiet = [], []
    for repeat in bad.alarms:
        products = {product for product, _n in repeat.counts}
        same = [row for row in reviews if repeat.topic.value in row.topics and row.product_id in products]
        covered = [row for row in same if row.id in single and not row.watch]
        alarm = topic_finding(repeat, covered, ours, context)
        if alarm.severity is Severity.ACT:
            repeated += [alarm, *(single.pop(row.id) for row in covered)]
        else:
            quiet.append(alarm)
    late = {row.id for row in reviews if row.overdue}
    copies = copycats(details.copycats, context)
    return (
        *complaints,
        *repeated,
        *(finding for key, finding in single.items() if key in late),
        *(finding for finding in copies if finding.severity is Severity.ACT),
        *(finding for key, finding in single.items() if key not in late),
        *(finding for finding in copies if finding.severity is not Severity.ACT),
        *quiet,
        *unanswered(details.copycats, context),
        *unchecked(ours, looked, context),
    )


def folded(findings: Sequence[Finding]) -> tuple[list[Finding], list[str]]:
    """The lines without the reviews that a topic stands for, and what is said behind each."""
    covered = {finding.key: finding.evidence.get("covers", ()) for finding in findings}
    hidden = {key for keys in covered.values() for key in keys}
    lines = [finding for finding in findings if finding.key not in hidden]
    counts = [len(covered[finding.key]) for finding in lines]
    words = (
        ngettext("{n} of them waits among the reviews", "{n} of them wait among the reviews", n).format(n=number(n)) if n else ""
        for n in counts
    )
    return lines, list(words)


def whys_of(context: Context, ours: Shelf, details: ListingsDetails) -> dict[str, Why]:
    """By the name of the figure; every copycat and every review has its own."""
    own = {f"copycat:{row.id}": why_copycat(row, context) for row in details.copycats}
    own |= {f"review:{row.id}": why_review(row, context) for row in details.reviews}
    return _whys(context, ours) | own


def _whys(context: Context, ours: Shelf) -> dict[str, Why]:
    book = context.playbook
    return {
        "top_products": Why(
            title=_("The five products with the most visitors"),
            formula=_("visitors of the day judged; where that is missing, of the newest of 7 days"),
            inputs=((_("product figures of"), str(ours.day) if ours.day else _("none")),),
            rule="R46",
        ),
        "checked_on": why_checked(context, ours),
        "similarity": Why(
            title=_("Title similarity"),
            formula=_("cosine of character pairs, rare ones count more; other sizes, models or quantities cap it"),
            threshold=_("the same from {line}").format(line=number(book["copycats.title_line"], 2)),
            rule="R47",
            settings=COPY_SETTINGS[:3],
        ),
        "picture": Why(
            title=_("Picture similarity"),
            formula=_(
                "bits by which two 64-bit fingerprints differ, the least over the whole picture, its centre and its mirror"
            ),
            threshold=_("the same up to {same}, likely up to {likely}; what a person saw stands above it").format(
                same=book.whole("copycats.picture_same"), likely=book.whole("copycats.picture_likely")
            ),
            rule="R50",
            settings=COPY_SETTINGS[3:6],
        ),
        "price_gap": Why(title=_("Price gap"), formula=_("(our price − their price) / our price"), rule="R47"),
        "lost_orders": Why(
            title=_("Lost orders"),
            formula=_("their sales shown now − when first seen: the most we can have lost to them"),
            rule="R48",
        ),
        "due": Why(
            title=_("When a review is due"),
            formula=_("written + hours to answer, which run while business is open; complaints run by the clock"),
            inputs=((_("complaints"), complaint_clock(book)),),
            threshold=review_clock(book),
            rule="R52",
            settings=(*CLOCK_SETTINGS, "reviews.complaint_hours"),
        ),
        "others": Why(
            title=_("Reviews left aside"),
            formula=_("bad reviews of products that are not main products; complaints are never left aside"),
            inputs=((_("main products"), listed(clip(safe(ours.title(key)), 24) for key in ours.mains) or _("none")),),
            rule="R53",
            settings=("products.main_count", "reviews.bad_stars", "reviews.look_days"),
        ),
    }
