"""How products, copycats and reviews read as lines of their tables, and what to do about a review, by whose matter it is."""

from __future__ import annotations

from datetime import date

from rich.text import Text
from textual.content import Content

from shopdesk.screens.link import host
from shopdesk.steps.copy_cases import case_state_name
from shopdesk.steps.copy_findings import gap_said
from shopdesk.steps.listings import CopycatRow, ReviewRow, TopProduct
from shopdesk.steps.review_cases import branch_name, next_step, review_state_name, step_name
from shopdesk.text import _, ngettext, number, percent, price, safe
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, Row, coloured

CASE_COLOURS = {"seen": "error", "refused": "error", "complained": "warning", "upheld": "success", "gone": "muted"}


def product_columns() -> list[Column]:
    return [Column(_("title")), Column(""), Column(_("visitors"), right=True), Column(_("searched for copies"))]


def product_row(row: TopProduct, today: date) -> Row:
    main = coloured(_("main"), "accent") if row.is_main else ""
    if row.checked_on is None:
        checked = coloured(_("never"), "warning" if row.is_main else "muted")
    else:
        days = (today - row.checked_on).days
        ago = ngettext("{day}, {count} day ago", "{day}, {count} days ago", days).format(
            day=f"{row.checked_on:%m-%d}", count=days
        )
        said = _("today") if days <= 0 else ago
        if row.streak > 1:
            said += _(", {count} in a row").format(count=row.streak)
        checked = coloured(said, "success" if days <= 0 else "")
    return Row(row.product_id, [row.title or row.product_id, main, number(row.visitors), checked])


def copycat_columns() -> list[Column]:
    return [
        Column(_("copycat")),
        Column(_("seller"), most=16),
        Column(_("price"), right=True),
        Column(_("price gap"), right=True),
        Column(_("likeness"), right=True),
        Column(_("lost orders"), right=True),
        Column(_("complaint")),
    ]


def copycat_row(row: CopycatRow, currency: str) -> Row:
    open_ = row.state in ("seen", "refused")
    return Row(
        str(row.id),
        [
            coloured(row.title, "" if open_ else "muted"),
            row.seller or "–",
            price(row.price_minor, currency),
            coloured(gap_said(row.price_gap), "error" if (row.price_gap or 0) > 0 else "muted"),
            percent(row.similarity, 0),
            coloured(number(row.lost_orders), "error" if row.lost_orders else "muted"),
            coloured(case_state_name(row.state), CASE_COLOURS[row.state]),
        ],
        [row.title, row.seller, row.price_minor, row.price_gap, row.similarity, row.lost_orders, row.state],
    )


def match_name(match: str) -> str:
    return {
        "same_picture": _("same picture"),
        "likely": _("likely a copy"),
        "look": _("look at it"),
        "different": _("different"),
    }.get(match, "–")


def about_copycat(row: CopycatRow) -> Content:
    picture = {True: _("our picture"), False: _("another picture"), None: _("pictures not compared yet")}[row.same_picture]
    seen = _("first seen {first}, last {last}").format(
        first=f"{row.first_seen:%m-%d}", last=f"{row.last_seen:%m-%d}" if row.last_seen else "–"
    )
    if row.picture_distance is not None:
        picture = _("{picture}, {bits} of 64 bits apart").format(picture=picture, bits=row.picture_distance)
    became = f"{case_state_name(row.state)} {row.since:%m-%d}" if row.since is not None and row.state != "seen" else ""
    quiet = " · ".join(part for part in (match_name(row.match), became, seen, safe(row.seller), safe(host(row.url))) if part)
    return Content.assemble(
        _("copies {title}").format(title=safe(row.our_title)),
        (f"  {picture}", "$text-error" if row.same_picture else "$text-warning" if row.same_picture is None else MUTED),
        ("\n" + quiet, MUTED),
    )


def review_columns() -> list[Column]:
    return [
        Column("★", right=True),
        Column(_("product"), most=20),
        Column(_("whose matter")),
        Column(_("urgency")),
        Column(_("answer by")),
        Column(_("state")),
        Column(_("review")),
    ]


def _level(row: ReviewRow) -> tuple[str, str]:
    """How urgent it is, and in which colour."""
    return {
        "high": (_("high"), "error"),
        "medium": (_("medium"), "warning"),
        "low": (_("low"), "muted"),
        "ignored": (_("left aside"), "muted"),
    }.get(row.level, ("–", "muted"))


_DOUBT = {"sure": " ?", "likely": " ??"}  # proposed: by several words, by few


def review_row(row: ReviewRow) -> Row:
    level, style = _level(row)
    branch = branch_name(row.branch)
    return Row(
        row.id,
        [
            number(row.stars),
            coloured(row.product or row.product_id or "–", "" if row.is_main else "muted"),
            coloured(branch + _DOUBT.get(row.branch_sure, ""), "muted" if row.branch_proposed else ""),
            coloured(_("complaint") if row.is_complaint else level, "error" if row.is_complaint else style),
            _due(row),
            review_state_name(row.state),
            row.text or "–",
        ],
        [row.stars, row.product, row.branch, row.priority, str(row.due or ""), row.state, row.text],
    )


def _due(row: ReviewRow) -> Text:
    if row.due is None:
        return coloured("–", "muted")
    day = f"{row.due:%m-%d %H:%M}"
    return coloured(_("overdue {day}").format(day=day), "error") if row.overdue else coloured(day, "")


def about_review(row: ReviewRow) -> Content:
    """The whole text, then what to do about it."""
    how = {"sure": _("proposed, its words agree"), "likely": _("proposed, not certain")}.get(row.branch_sure, "")
    who = _("handled by {name}").format(name=safe(row.owner)) if row.owner else ""
    written = f"{row.written_at:%m-%d %H:%M}" if row.written_at else ""
    urgency = _("urgency {level}").format(level=_level(row)[0])
    parts = (review_state_name(row.state), urgency, written, safe(row.product), how, who, safe(row.outcome))
    quiet = " · ".join(part for part in parts if part)
    return Content.assemble(safe(row.text or "–"), "\n", (what_next(row), "bold"), ("\n" + quiet, MUTED))


def what_next(row: ReviewRow) -> str:
    """The step of its way that comes next; before the first one the way as a whole, after the last one how it ends."""
    if not row.branch or not row.done:
        return what_to_do(row.branch)
    ahead = next_step(row.branch, row.done)
    if not ahead:
        return _("All is done: note the outcome and set it to solved.")
    return _("Next: {step}").format(step=step_name(ahead))


def what_to_do(branch: str) -> str:
    """The way of each branch (R151–R154). Nothing is ever offered for changing a review."""
    return {
        "buyer": _("Explain calmly what was misunderstood. Whether the review changes is up to the buyer."),
        "logistics": _("Check the parcel's way, hold the carrier liable, apologise, and make good what went wrong."),
        "product": _("Offer return or exchange, explain, and pass the defect on to who buys or makes it."),
        "service": _("Apologise, go through the chat with the colleague, and train what was lacking."),
        "": _("Read it and say whose matter it is; what to do follows from that."),
    }[branch]
