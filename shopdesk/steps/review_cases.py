"""How a bad review is handled: the steps of each branch (R151–R155), what is next, and the verb that notes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from shopdesk.steps.checked import choice, refused, words
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.records.cases import ReviewCase
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

BRANCHES = ("buyer", "logistics", "product", "service")
REVIEW_STATES = ("open", "handling", "solved", "ignored")

# The way of each branch; nothing in it is ever offered for changing a review (trap T10).
_WAYS: dict[str, tuple[str, ...]] = {
    "buyer": ("explain", "channel"),
    "logistics": ("verify", "claim", "apologise", "make_good", "channel"),
    "product": ("exchange", "explain", "pass_on", "channel"),
    "service": ("apologise", "chat", "train", "channel"),
    "": (),
}
STEPS = tuple(dict.fromkeys(step for way in _WAYS.values() for step in way))


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


def way_of(branch: str) -> tuple[str, ...]:
    """The steps of a branch, in their order."""
    return _WAYS[branch]


def step_name(step: str) -> str:
    return {
        "explain": _("explain what was misunderstood; whether the review changes is the buyer's choice"),
        "verify": _("check the parcel's way with the carrier"),
        "claim": _("hold the carrier liable"),
        "apologise": _("apologise to the buyer"),
        "make_good": _("make good what went wrong, whatever the review says"),
        "exchange": _("offer return or exchange"),
        "pass_on": _("pass the defect on to who buys or makes it"),
        "chat": _("go through the chat with the colleague"),
        "train": _("train what was lacking"),
        "channel": _("tell the buyer where to complain directly"),
    }[step]


def next_step(branch: str, done: tuple[str, ...]) -> str:
    """The first step of the branch's way that is not done, "" where all are."""
    return next((step for step in _WAYS[branch] if step not in done), "")


# --- the verb --------------------------------------------------------------------------------------------------------


def set_review(
    store: Store,
    shop: ShopInfo,
    review_id: str,
    *,
    day: date,
    branch: str | None = None,
    owner: str | None = None,
    state: str | None = None,
    outcome: str | None = None,
    is_complaint: bool | None = None,
    done: str | None = None,
) -> None:
    """Set on the morning of `day` what is given of the review's case; `branch` "" leaves it to the proposal, `done` is one more
    step of its way. The clock stops when it leaves "open"; a step done takes it out of "open".

    Raises UsageError where a field does not fit, a solved review lacks its outcome, or a complaint would be left aside (T9).
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
            "is_complaint": case.is_complaint if is_complaint is None else is_complaint,
            "done": case.done,
        }
        if done is not None:
            steps = tuple(step for step in case.done.split(",") if step)
            values["done"] = ",".join(dict.fromkeys((*steps, choice(done, STEPS, _("step")))))
            values["state"] = "handling" if values["state"] == "open" else values["state"]
        if values["state"] == "solved" and not values["outcome"]:
            raise refused(_("Write down how it was solved first: the outcome is empty."))
        if values["state"] == "ignored" and complains(case.text, values["is_complaint"]):
            raise refused(_("A complaint is never left aside; solve it, or note that it is none."))
        values["handled_at"] = (
            None if values["state"] == "open" else case.handled_at or now().replace(year=day.year, month=day.month, day=day.day)
        )
        change.put(Review, shop_id=shop.id, review_id=review_id, **values)


def complains(text: str, said: bool | None) -> bool:
    """Whether a review is a complaint: what the person said, else what its words say."""
    from shopdesk.analysis.review_topics import is_complaint

    return is_complaint(text) if said is None else said


def _review(db: Any, shop: ShopInfo, review_id: str) -> ReviewCase:
    from shopdesk.records import cases as records

    case = records.review(db, shop.id, review_id)
    if case is None:
        raise refused(_("This review is not there any more; look again."))
    return case
