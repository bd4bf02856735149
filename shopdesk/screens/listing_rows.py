"""How products, copycats and reviews read as lines of their tables, and what to do about a review, by whose matter it is."""

from __future__ import annotations

from datetime import date

from rich.text import Text
from textual.content import Content

from shopdesk.screens.link import host
from shopdesk.screens.noting import price
from shopdesk.steps.listings import CopycatRow, ReviewRow, TopProduct, branch_name, case_state_name, review_state_name
from shopdesk.text import _, ngettext, number, percent, safe
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
        checked = coloured(_("today") if days <= 0 else ago, "success" if days <= 0 else "")
    return Row(row.product_id, [row.title or row.product_id, main, number(row.visitors), checked])


def copycat_columns() -> list[Column]:
    return [
        Column(_("copycat")),
        Column(_("seller"), most=16),
        Column(_("price"), right=True),
        Column(_("cheaper"), right=True),
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
            coloured(percent(row.price_gap, 0), "error" if (row.price_gap or 0) > 0 else "muted"),
            percent(row.similarity, 0),
            coloured(number(row.lost_orders), "error" if row.lost_orders else "muted"),
            coloured(case_state_name(row.state), CASE_COLOURS[row.state]),
        ],
        [row.title, row.seller, row.price_minor, row.price_gap, row.similarity, row.lost_orders, row.state],
    )


def about_copycat(row: CopycatRow) -> Content:
    picture = {True: _("our picture"), False: _("another picture"), None: _("pictures not compared yet")}[row.same_picture]
    seen = _("first seen {first}, last {last}").format(
        first=f"{row.first_seen:%m-%d}", last=f"{row.last_seen:%m-%d}" if row.last_seen else "–"
    )
    quiet = " · ".join(part for part in (safe(row.seller), seen, safe(host(row.url))) if part)
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


def review_row(row: ReviewRow) -> Row:
    level, style = _level(row)
    branch = branch_name(row.branch)
    return Row(
        row.id,
        [
            number(row.stars),
            coloured(row.product or row.product_id or "–", "" if row.is_main else "muted"),
            coloured(f"{branch} ?" if row.branch and row.branch_proposed else branch, "muted" if row.branch_proposed else ""),
            coloured(level, style),
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
    how = _("proposed from its words") if row.branch and row.branch_proposed else ""
    who = _("handled by {name}").format(name=safe(row.owner)) if row.owner else ""
    written = f"{row.written_at:%m-%d %H:%M}" if row.written_at else ""
    urgency = _("urgency {level}").format(level=_level(row)[0])
    parts = (review_state_name(row.state), urgency, written, safe(row.product), how, who, safe(row.outcome))
    quiet = " · ".join(part for part in parts if part)
    return Content.assemble(safe(row.text or "–"), "\n", (what_to_do(row.branch), "bold"), ("\n" + quiet, MUTED))


def what_to_do(branch: str) -> str:
    """The way of each branch (R151–R154). Nothing is ever offered for changing a review."""
    return {
        "buyer": _("Explain calmly what was misunderstood. Whether the review changes is up to the buyer."),
        "logistics": _("Check the parcel's way, hold the carrier liable, apologise, and make good what went wrong."),
        "product": _("Offer return or exchange, explain, and pass the defect on to who buys or makes it."),
        "service": _("Apologise, go through the chat with the colleague, and train what was lacking."),
        "": _("Read it and say whose matter it is; what to do follows from that."),
    }[branch]
