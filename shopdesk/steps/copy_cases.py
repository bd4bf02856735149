"""What the operator does with a copycat: note it, look again, give pictures, complain, and keep the evidence (R47–R50)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast

from shopdesk.analysis.copycats import picture_distance
from shopdesk.steps.checked import amount, choice, link, refused, words
from shopdesk.text import _, listed, safe

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.records.cases import CopycatCase, PictureInfo
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Change, Store

CASE_STATES = ("seen", "complained", "upheld", "refused", "gone")

_CASE_MOVES: dict[str, tuple[str, ...]] = {
    "seen": ("complained", "gone"),
    "complained": ("upheld", "refused", "gone"),
    "upheld": ("gone", "seen"),
    "refused": ("complained", "gone"),
    "gone": ("seen",),
}


class CopycatFields(TypedDict, total=False):
    """What the operator can note of a copycat. `same_picture`: None while nobody has compared them."""

    product_id: str
    title: str
    url: str
    seller: str
    price_minor: int | None
    sales_shown: int | None
    same_picture: bool | None


def case_state_name(state: str) -> str:
    return {
        "seen": _("seen"),
        "complained": _("complained"),
        "upheld": _("complaint upheld"),
        "refused": _("complaint refused"),
        "gone": _("gone"),
    }[state]


def case_moves(state: str, same_picture: bool | None) -> tuple[str, ...]:
    """The states a copycat can go to from `state`; only a stolen picture is complained about (R50)."""
    return tuple(move for move in _CASE_MOVES[state] if move != "complained" or same_picture)


def same_picture(case: CopycatCase, distance: int | None, line: float) -> bool | None:
    """Whether it is our picture: what a person saw, else what the fingerprints say; None while neither is known."""
    if case.same_picture is not None:
        return case.same_picture
    return True if distance is not None and distance <= line else None


# --- verbs -----------------------------------------------------------------------------------------------------------


def add_copycat(store: Store, shop: ShopInfo, day: date, **fields: Unpack[CopycatFields]) -> int:
    """A copycat first seen on `day`; its id. Raises UsageError where a field does not fit or its page is in the list."""
    title = safe(fields.get("title", "").strip())
    with store.change(shop.id, _("Copycat added: {title}").format(title=title)) as change:
        return note_copycat(change, shop, day, **fields)


def note_copycat(change: Change, shop: ShopInfo, day: date, **fields: Unpack[CopycatFields]) -> int:
    """The same within a change of more. Raises UsageError."""
    from shopdesk.models import Copycat, CopycatEvent
    from shopdesk.records import cases as records

    values = _fitting(CopycatFields(product_id="", title="") | fields)
    url = values.get("url")
    if url and any(url == case.url for case in records.copycats(change.db, shop.id, date.max)):
        raise refused(_("This page is in the list already; change that copycat instead."))
    sales, price = values.get("sales_shown"), values.get("price_minor")
    key = change.add(Copycat, shop_id=shop.id, first_seen=day, last_seen=day, sales_first=sales, **values)
    change.add(CopycatEvent, shop_id=shop.id, copycat_id=key, day=day, state="seen", price_minor=price, sales_shown=sales)
    return key


def edit_copycat(
    store: Store, shop: ShopInfo, copycat_id: int, *, day: date | None = None, **fields: Unpack[CopycatFields]
) -> None:
    """Set the given fields. `day`: it was looked at again then. Raises UsageError where a field does not fit."""
    from shopdesk.models import Copycat, CopycatEvent

    with store.change(shop.id, _("Copycat changed")) as change:
        case = _case(change.db, shop, copycat_id)
        values: dict[str, Any] = {**_fitting(_fields(case) | fields)}
        if case.sales_first is None:
            values["sales_first"] = values["sales_shown"]
        if day is not None:
            values["last_seen"] = max(case.last_seen, day)
            seen = {"price_minor": values["price_minor"], "sales_shown": values["sales_shown"]}
            change.add(CopycatEvent, shop_id=shop.id, copycat_id=copycat_id, day=day, **seen)
        change.put(Copycat, id=copycat_id, **values)


def set_case_state(store: Store, shop: ShopInfo, copycat_id: int, state: str, *, day: date, same_bits: float = 4) -> None:
    """Move the case on, on `day`. Raises UsageError where `case_moves` does not have that step.

    `same_bits`: fingerprints that differ by no more are of the same picture.
    """
    from shopdesk.models import Copycat, CopycatEvent
    from shopdesk.records import cases as records

    choice(state, CASE_STATES, _("state"))
    with store.change(shop.id, _("Copycat: {state}").format(state=case_state_name(state))) as change:
        case = _case(change.db, shop, copycat_id)
        distance = distance_of(records.pictures(change.db, shop.id), case)
        allowed = case_moves(case.state, same_picture(case, distance, same_bits))
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
        change.add(CopycatEvent, shop_id=shop.id, copycat_id=copycat_id, day=day, state=state)


def give_pictures(
    store: Store, shop: ShopInfo, folder: Path, copycat_id: int, day: date, *, ours: str = "", theirs: str = ""
) -> int | None:
    """Take picture files, ours of the product and the copycat's ("" leaves what is there); by how many bits they differ.

    The files are copied under `folder`. Raises UsageError where a file is no picture, DataError where it cannot be kept.
    """
    from shopdesk.evidence import keep, read_picture
    from shopdesk.models import Picture
    from shopdesk.records import cases as records

    read = {
        who: read_picture(Path(path.strip()).expanduser()) for who, path in (("ours", ours), ("theirs", theirs)) if path.strip()
    }
    if not read:
        raise refused(_("Give the path of at least one picture file."))
    with store.change(shop.id, _("Pictures compared")) as change:
        case = _case(change.db, shop, copycat_id)
        for who, picture in read.items():
            place = our_folder(shop) if who == "ours" else case_folder(shop, copycat_id)
            name = case.product_id if who == "ours" else f"theirs-{day}"
            kept = keep(folder / place, name, picture)
            change.put(
                Picture,
                shop_id=shop.id,
                product_id=case.product_id,
                copycat_id=0 if who == "ours" else copycat_id,
                hashes=picture.hashes,
                file=kept.relative_to(folder).as_posix(),
                sha256=picture.sha256,
                added_on=day,
            )
        return distance_of(records.pictures(change.db, shop.id), case)


def distance_of(pictures: Mapping[tuple[str, int], PictureInfo], case: CopycatCase) -> int | None:
    """By how many bits the copycat's picture differs from ours; None while one of them is missing."""
    mine, theirs = pictures.get((case.product_id, 0)), pictures.get((case.product_id, case.id))
    return picture_distance(mine.hashes, theirs.hashes) if mine is not None and theirs is not None else None


def case_folder(shop: ShopInfo, copycat_id: int) -> Path:
    """Of a case, under the evidence folder."""
    return Path(f"shop-{shop.id}") / f"case-{copycat_id}"


def our_folder(shop: ShopInfo) -> Path:
    return Path(f"shop-{shop.id}") / "ours"


def _case(db: Connection, shop: ShopInfo, copycat_id: int) -> CopycatCase:
    from shopdesk.records import cases as records

    case = records.copycat(db, shop.id, copycat_id)
    if case is None:
        raise refused(_("This copycat is not there any more; look again."))
    return case


def _fields(case: CopycatCase) -> CopycatFields:
    return cast(CopycatFields, {name: getattr(case, name) for name in CopycatFields.__annotations__})


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
