"""Step 6, copycats and bad reviews: the five products that carry the traffic, who copies them, who complains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from shopdesk.steps.briefing import Briefing, Context, Need, Severity, State
from shopdesk.steps.checked import amount, choice, link, refused, words
from shopdesk.steps.leading import headline, listed, severity
from shopdesk.text import _, safe

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.records.cases import CopycatCase, ReviewCase
    from shopdesk.records.shops import ShopInfo
    from shopdesk.steps.bad_reviews import BadReviews
    from shopdesk.steps.copies import Shelf
    from shopdesk.store import Store

CASE_STATES = ("seen", "complained", "upheld", "refused", "gone")
BRANCHES = ("buyer", "logistics", "product", "service")
REVIEW_STATES = ("open", "handling", "solved", "ignored")

_CASE_MOVES: dict[str, tuple[str, ...]] = {
    "seen": ("complained", "gone"),
    "complained": ("upheld", "refused", "gone"),
    "upheld": ("gone", "seen"),
    "refused": ("complained", "gone"),
    "gone": ("seen",),
}


@dataclass(frozen=True)
class TopProduct:
    product_id: str
    title: str
    visitors: int | None
    checked_on: date | None  # last day a copycat of it was looked for
    is_main: bool


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
    same_picture: bool | None
    first_seen: date
    last_seen: date | None = None
    our_title: str = ""
    is_main: bool = False


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


@dataclass(frozen=True)
class ListingsDetails:
    top_products: tuple[TopProduct, ...]
    copycats: tuple[CopycatRow, ...]
    reviews: tuple[ReviewRow, ...]  # neutral and bad ones, main products first
    others: int  # bad reviews of products that are not main, folded away (R53)


class CopycatFields(TypedDict, total=False):
    """What the operator can note of a copycat. `same_picture`: None while nobody has compared them."""

    product_id: str
    title: str
    url: str
    seller: str
    price_minor: int | None
    sales_shown: int | None
    same_picture: bool | None


# --- the words that screens and forms show ---------------------------------------------------------------------------


def case_state_name(state: str) -> str:
    return {
        "seen": _("seen"),
        "complained": _("complained"),
        "upheld": _("complaint upheld"),
        "refused": _("complaint refused"),
        "gone": _("gone"),
    }[state]


def branch_name(branch: str) -> str:
    return {
        "buyer": _("the buyer's own reason"),
        "logistics": _("logistics"),
        "product": _("the product"),
        "service": _("our service"),
        "": _("not clear yet"),
    }[branch]


def review_state_name(state: str) -> str:
    return {
        "open": _("unanswered"),
        "handling": _("being handled"),
        "solved": _("solved"),
        "ignored": _("left aside"),
    }[state]


# --- the briefing ----------------------------------------------------------------------------------------------------


def brief(context: Context) -> Briefing:
    from shopdesk.records import cases as records
    from shopdesk.steps import listings_findings
    from shopdesk.steps.bad_reviews import bad_reviews
    from shopdesk.steps.copies import copycat_rows, last_looks, shelf, top_products

    ours = shelf(context)
    cases = records.copycats(context.db, context.shop.id, context.today)
    looks = last_looks(context, ours, cases)
    copycats = copycat_rows(context, ours, cases)
    bad = bad_reviews(context, ours)
    details = ListingsDetails(
        top_products=top_products(ours, looks),
        copycats=copycats,
        reviews=bad.rows,
        others=sum(not row.is_main for row in bad.rows),
    )
    needs = _needs(context, ours, bad)
    findings = listings_findings.findings_of(context, ours, details, bad, looks)
    nothing = len(needs) == 2 and not copycats and not bad.rows
    calm = _("No open bad review and no open copycat of a main product.")
    return Briefing(
        step="listings",
        day=context.day,
        state=State.NO_DATA if nothing else State.NEEDS if needs else State.READY,
        headline=headline(findings, needs[0].text if needs else calm),
        severity=Severity.UNKNOWN if needs and not findings else severity(findings),
        details=details,
        findings=findings,
        needs=needs,
        facts={
            "product_day": ours.day,
            "product_day_is_older": ours.day is not None and ours.day < context.day,
            "main_products": ours.mains,
            "open_copycats": sum(row.state in ("seen", "refused") for row in copycats),
            "bad_reviews": len(bad.rows) - details.others,
            "overdue_reviews": sum(row.overdue and row.is_main for row in bad.rows),
            "branches": {branch: sum(row.branch == branch for row in bad.rows) for branch in (*BRANCHES, "")},
            "topics": {alarm.topic.value: alarm.reviews for alarm in bad.alarms},
        },
        whys=listings_findings.whys_of(context, ours),
        currency=context.shop.currency,
    )


def _needs(context: Context, ours: Shelf, bad: BadReviews) -> tuple[Need, ...]:
    needs = []
    if not bad.arrived:
        first = context.day - timedelta(days=context.playbook.whole("reviews.look_days") - 1)
        text = _("Save the reviews of {first} to {last} from the platform's review page and import the file (key i).")
        needs.append(Need("reviews", text.format(first=first, last=context.day)))
    if ours.day is None:
        text = _("Save the product report of {day} (all products, by day) and import it (key i).")
        needs.append(Need("sycm_product", text.format(day=context.day)))
    return tuple(needs)


# --- verbs: copycats -------------------------------------------------------------------------------------------------


def case_moves(state: str, same_picture: bool | None) -> tuple[str, ...]:
    """The states a copycat can go to from `state`; only a stolen picture is complained about (R50)."""
    return tuple(move for move in _CASE_MOVES[state] if move != "complained" or same_picture)


def add_copycat(store: Store, shop: ShopInfo, day: date, **fields: Unpack[CopycatFields]) -> int:
    """A copycat first seen on `day`; its id. Raises UsageError where a field does not fit or its page is in the list."""
    from shopdesk.models import Copycat
    from shopdesk.records import cases as records

    values = _fitting(CopycatFields(product_id="", title="") | fields)
    with store.change(shop.id, _("Copycat added: {title}").format(title=values["title"])) as change:
        url = values.get("url")
        if url and any(url == case.url for case in records.copycats(change.db, shop.id, date.max)):
            raise refused(_("This page is in the list already; change that copycat instead."))
        return change.add(
            Copycat, shop_id=shop.id, first_seen=day, last_seen=day, sales_first=values.get("sales_shown"), **values
        )


def edit_copycat(
    store: Store, shop: ShopInfo, copycat_id: int, *, day: date | None = None, **fields: Unpack[CopycatFields]
) -> None:
    """Set the given fields. `day`: it was looked at again then. Raises UsageError where a field does not fit."""
    from shopdesk.models import Copycat

    with store.change(shop.id, _("Copycat changed")) as change:
        case = _case(change.db, shop, copycat_id)
        values: dict[str, Any] = {**_fitting(_fields(case) | fields)}
        if case.sales_first is None:
            values["sales_first"] = values["sales_shown"]
        if day is not None:
            values["last_seen"] = max(case.last_seen, day)
        change.put(Copycat, id=copycat_id, **values)


def set_case_state(store: Store, shop: ShopInfo, copycat_id: int, state: str) -> None:
    """Move the case on. Raises UsageError where `case_moves` does not have that step."""
    from shopdesk.models import Copycat

    choice(state, CASE_STATES, _("state"))
    with store.change(shop.id, _("Copycat: {state}").format(state=case_state_name(state))) as change:
        case = _case(change.db, shop, copycat_id)
        allowed = case_moves(case.state, case.same_picture)
        if state == "complained" and state in _CASE_MOVES[case.state] and state not in allowed:
            raise refused(_("Only a stolen picture is complained about; compare the pictures and note that they are the same."))
        if state not in allowed:
            raise refused(
                _("{name} is “{before}” and can only become: {allowed}.").format(
                    name=safe(case.title),
                    before=case_state_name(case.state),
                    allowed=listed(case_state_name(name) for name in allowed),
                )
            )
        change.put(Copycat, id=copycat_id, state=state)


def _case(db: Connection, shop: ShopInfo, copycat_id: int) -> CopycatCase:
    from shopdesk.records import cases as records

    case = records.copycat(db, shop.id, copycat_id)
    if case is None:
        raise refused(_("This copycat is not there any more; look again."))
    return case


def _fields(case: CopycatCase) -> CopycatFields:
    return CopycatFields(
        product_id=case.product_id,
        title=case.title,
        url=case.url,
        seller=case.seller,
        price_minor=case.price_minor,
        sales_shown=case.sales_shown,
        same_picture=case.same_picture,
    )


def _fitting(fields: CopycatFields) -> CopycatFields:
    """The copycat as it will be kept. Raises UsageError, naming what does not fit."""
    return fields | {
        "product_id": words(fields["product_id"], _("our product"), 64, required=True),
        "title": words(fields["title"], _("title"), 200, required=True),
        "url": link(fields.get("url", "")),
        "seller": words(fields.get("seller", ""), _("seller"), 80),
        "price_minor": amount(fields.get("price_minor"), _("price")),
        "sales_shown": amount(fields.get("sales_shown"), _("sales shown")),
    }


# --- verbs: reviews --------------------------------------------------------------------------------------------------


def set_review(
    store: Store,
    shop: ShopInfo,
    review_id: str,
    *,
    branch: str | None = None,
    owner: str | None = None,
    state: str | None = None,
    outcome: str | None = None,
) -> None:
    """Set what is given of the review's case; `branch` "" leaves it to the proposal. The clock stops when it leaves "open".

    Raises UsageError where a field does not fit, or a solved review lacks its outcome.
    """
    from shopdesk.models import Review
    from shopdesk.store import now

    with store.change(shop.id, _("Review handled")) as change:
        case = _review(change.db, shop, review_id)
        values: dict[str, Any] = {
            "branch": case.branch if branch is None else choice(branch, (*BRANCHES, ""), _("branch")),
            "owner": case.owner if owner is None else words(owner, _("owner"), 40),
            "state": case.state if state is None else choice(state, REVIEW_STATES, _("state")),
            "outcome": case.outcome if outcome is None else words(outcome, _("outcome"), 500),
        }
        if values["state"] == "solved" and not values["outcome"]:
            raise refused(_("Write down how it was solved first: the outcome is empty."))
        values["handled_at"] = None if values["state"] == "open" else case.handled_at or now()
        change.put(Review, shop_id=shop.id, review_id=review_id, **values)


def _review(db: Connection, shop: ShopInfo, review_id: str) -> ReviewCase:
    from shopdesk.records import cases as records

    case = records.review(db, shop.id, review_id)
    if case is None:
        raise refused(_("This review is not there any more; look again."))
    return case
