"""The phrase book (R168): answers for each branch, ours and the operator's own, checked when saved (trap T10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopdesk.analysis.phrases import forbidden
from shopdesk.steps.checked import choice, refused, words
from shopdesk.steps.review_cases import BRANCHES
from shopdesk.text import _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store


@dataclass(frozen=True)
class PhraseView:
    id: int | None  # None: one of ours, which cannot be changed
    branch: str
    title: str
    text: str


def phrase_book(db: Connection, shop: ShopInfo) -> tuple[PhraseView, ...]:
    """The operator's own phrases, then ours in the current language."""
    from shopdesk.records import cases as records

    own = tuple(PhraseView(found.id, found.branch, found.title, found.text) for found in records.phrases(db, shop.id))
    return own + _ours()


def save_phrase(store: Store, shop: ShopInfo, phrase_id: int | None, *, branch: str, title: str, text: str) -> int:
    """A new phrase, or another text for one of the operator's own; its id.

    Raises UsageError where a field does not fit or the phrase offers something for a review.
    """
    from shopdesk.models import Phrase

    values = {
        "branch": choice(branch, (*BRANCHES, ""), _("branch")),
        "title": words(title, _("title"), 40, required=True),
        "text": words(text, _("text"), 500, required=True),
    }
    found = forbidden(f"{title} {text}")
    if found is not None:
        message = _(
            "“{given}” together with “{asked}” reads like a reward for a review, which the law forbids; take one of them out."
        )
        raise refused(message.format(given=found.given, asked=found.asked))
    with store.change(shop.id, _("Phrase saved")) as change:
        if phrase_id is None:
            return change.add(Phrase, shop_id=shop.id, **values)
        _own(change.db, shop, phrase_id)
        change.put(Phrase, id=phrase_id, **values)
        return phrase_id


def drop_phrase(store: Store, shop: ShopInfo, phrase_id: int) -> None:
    """Take one of the operator's own phrases out; it can be undone."""
    from shopdesk.models import Phrase

    with store.change(shop.id, _("Phrase removed")) as change:
        _own(change.db, shop, phrase_id)
        change.drop(Phrase, id=phrase_id)


def _own(db: Connection, shop: ShopInfo, phrase_id: int) -> None:
    from shopdesk.records import cases as records

    if not any(phrase.id == phrase_id for phrase in records.phrases(db, shop.id)):
        raise refused(_("This phrase is not there any more; look again."))


def _ours() -> tuple[PhraseView, ...]:
    said = (
        (
            "logistics",
            _("late or lost parcel"),
            _("We are sorry that your parcel took so long. We are checking with the carrier now and will tell you today."),
        ),
        (
            "logistics",
            _("damaged parcel"),
            _("We are sorry that it arrived damaged. Please send a photo; we replace it or refund it, as you prefer."),
        ),
        (
            "product",
            _("return or exchange"),
            _("We are sorry that it is not as it should be. We exchange it or take it back, and we pay the shipping."),
        ),
        (
            "product",
            _("size or colour"),
            _("Thank you for telling us. Please say what does not fit, and we exchange it for the right one."),
        ),
        (
            "service",
            _("slow or short answer"),
            _("We are sorry that you were not answered well. I have read the chat and look after it myself from here."),
        ),
        (
            "buyer",
            _("explain calmly"),
            _("Thank you for your words. May I explain how it is meant, so that it works well for you?"),
        ),
        (
            "",
            _("where to complain"),
            _("If anything stays open, please write to us here directly; we answer within a day."),
        ),
    )
    return tuple(PhraseView(None, *each) for each in said)
