"""Step 6, copycats and bad reviews: the five products that carry the traffic, who copies them, who complains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Briefing, Context, Need, Severity, State
from shopdesk.steps.leading import headline, severity
from shopdesk.steps.review_cases import BRANCHES
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.steps.bad_reviews import BadReviews
    from shopdesk.steps.conversion_line import Effect
    from shopdesk.steps.copies import Shelf


@dataclass(frozen=True)
class TopProduct:
    product_id: str
    title: str
    visitors: int | None
    checked_on: date | None  # last day a copycat of it was looked for
    is_main: bool
    streak: int = 0  # mornings in a row on which copies of it were looked for (R49)


@dataclass(frozen=True)
class CopycatRow:
    id: int
    product_id: str
    title: str
    url: str
    seller: str
    price_minor: int | None
    our_price_minor: int | None
    similarity: float | None
    price_gap: float | None  # (ours − theirs) / ours
    lost_orders: int | None
    state: str
    same_picture: bool | None  # what a person saw, else what the fingerprints say
    first_seen: date
    last_seen: date | None = None
    our_title: str = ""
    is_main: bool = False
    picture_distance: int | None = None  # bits of 64
    shared_words: float | None = None  # 0 … 1, of both titles, in any order
    match: str = ""  # same_picture · likely · look · different
    since: date | None = None  # when it came to its state
    effect: Effect | None = None  # what our product's conversion did since it was first seen (R54)


@dataclass(frozen=True)
class ReviewRow:
    id: str
    product_id: str
    product: str
    stars: int | None
    text: str
    written_at: datetime | None
    branch: str
    branch_proposed: bool  # True while the person has not set it
    priority: float
    due: datetime | None
    overdue: bool
    state: str
    owner: str
    is_main: bool
    level: str = ""  # high · medium · low · ignored
    topics: tuple[str, ...] = ()
    has_picture: bool | None = None
    outcome: str = ""
    branch_sure: str = ""  # sure · likely · unknown; "" where the person set the branch
    is_complaint: bool = False
    done: tuple[str, ...] = ()  # steps of its way that are done
    watch: str = ""  # only to be watched, without a clock: mild (no complaint recognised) · praised (good stars, bad words)

    @property
    def matters(self) -> bool:
        """Reviews of products that are not pushed are folded away (R53), complaints never (trap T9)."""
        return self.is_main or self.is_complaint


@dataclass(frozen=True)
class ListingsDetails:
    top_products: tuple[TopProduct, ...]
    copycats: tuple[CopycatRow, ...]
    reviews: tuple[ReviewRow, ...]  # neutral and bad ones, complaints and main products first
    others: int  # reviews of products that are not main, complaints aside: folded away (R53)


# --- the briefing ----------------------------------------------------------------------------------------------------


def brief(context: Context) -> Briefing:
    from shopdesk.records import cases as records
    from shopdesk.steps import listings_findings
    from shopdesk.steps.bad_reviews import bad_reviews
    from shopdesk.steps.copies import OPEN, copycat_rows, looks, shelf, top_products

    ours = shelf(context)
    cases = records.copycats(context.db, context.shop.id, context.today)
    looked = looks(context, ours, cases)
    copycats = copycat_rows(context, ours, cases)
    bad = bad_reviews(context, ours)
    details = ListingsDetails(
        top_products=top_products(ours, looked, context.today),
        copycats=copycats,
        reviews=bad.rows,
        others=sum(not row.matters for row in bad.rows),
    )
    needs = _needs(context, ours, bad)
    findings = listings_findings.findings_of(context, ours, details, bad, looked)
    lines, _afters = listings_findings.folded(findings)
    nothing = len(needs) == 2 and not copycats and not bad.rows
    calm = _("No open bad review and no open copycat of a main product.")
    return Briefing(
        step="listings",
        day=context.day,
        state=State.NO_DATA if nothing else State.NEEDS if needs else State.READY,
        headline=headline(lines, needs[0].text if needs else calm),
        severity=Severity.UNKNOWN if needs and not findings else severity(findings),
        details=details,
        findings=findings,
        needs=needs,
        facts={
            "product_day": ours.day,
            "product_day_is_older": ours.day is not None and ours.day < context.day,
            "main_products": ours.mains,
            "open_copycats": sum(row.state in OPEN for row in copycats),
            "bad_reviews": len(bad.rows) - details.others,
            "overdue_reviews": sum(row.overdue and row.matters for row in bad.rows),
            "complaints": sum(row.is_complaint for row in bad.rows),
            "branches": {branch: sum(row.branch == branch for row in bad.rows) for branch in (*BRANCHES, "")},
            "topics": {alarm.topic.value: alarm.reviews for alarm in bad.alarms},
        },
        whys=listings_findings.whys_of(context, ours, details),
        currency=context.shop.currency,
    )


def _needs(context: Context, ours: Shelf, bad: BadReviews) -> tuple[Need, ...]:
    needs = []
    if not bad.arrived:
        first = context.day - timedelta(days=context.playbook.whole("reviews.look_days") - 1)
        text = _("Save the reviews of {first} to {last} from the platform's review page and import the file.")
        needs.append(Need("reviews", text.format(first=first, last=context.day)))
    if ours.day is None:
        text = _("Save the product report of {day} (all products, by day) and import it.")
        needs.append(Need("sycm_product", text.format(day=context.day)))
    return tuple(needs)
