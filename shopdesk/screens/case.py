"""A copycat's case or a review on one dialog: what is known, then what can be done next."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content

from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.listing_rows import match_name, what_to_do
from shopdesk.steps.conversion_line import effect_said
from shopdesk.steps.copy_cases import case_state_name
from shopdesk.steps.listings import CopycatRow, ReviewRow
from shopdesk.steps.review_cases import next_step, step_name, way_of
from shopdesk.text import _, money, number, percent, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED


class CaseScreen(ChooseScreen):
    """`about` stands above the choices; answers with the key of the choice."""

    def __init__(self, title: str, about: Content, choices: Mapping[str, str]) -> None:
        super().__init__(title, choices)
        self.about = about

    def compose_dialog(self) -> ComposeResult:
        yield Prose(self.about, id="about")
        yield from super().compose_dialog()


def copycat_case(row: CopycatRow, currency: str) -> Content:
    """Verdict, figures and dates of a copycat."""
    figures = [
        _("likeness {share}").format(share=percent(row.similarity, 0)) if row.similarity is not None else "",
        _("pictures {bits} of 64 bits apart").format(bits=row.picture_distance) if row.picture_distance is not None else "",
        _("{theirs} against our {ours}").format(
            theirs=money(row.price_minor, currency, cents=True), ours=money(row.our_price_minor, currency, cents=True)
        )
        if row.price_minor is not None and row.our_price_minor is not None
        else "",
        _("{orders} sold since {day}").format(orders=number(row.lost_orders), day=f"{row.first_seen:%m-%d}")
        if row.lost_orders is not None
        else "",
    ]
    if effect := effect_said(row.effect):
        figures.append(_("our conversion {effect}").format(effect=effect))
    state = case_state_name(row.state) + (f" {row.since:%m-%d}" if row.since is not None else "")
    return Content.assemble(
        (match_name(row.match), "bold"),
        "\n",
        " · ".join(figure for figure in figures if figure),
        ("\n" + " · ".join(part for part in (state, safe(row.seller), safe(row.title)) if part), MUTED),
        "\n",
        complaint_line(row),
        "\n",
    )


def complaint_line(row: CopycatRow) -> Content:
    """Whether there is something to complain about (R50)."""
    if row.same_picture:
        return Content(_("The picture is ours: keep the evidence, then complain."))
    if row.same_picture is False:
        return Content(
            _("Another picture: nothing to complain about. Answer with price, first picture and what sets ours apart.")
        )
    return Content(_("Only a stolen picture can be complained about: give both pictures, or look and note what you see."))


def review_case(row: ReviewRow) -> Content:
    """The whole text, and the way of its branch with what is done."""
    steps = []
    ahead = next_step(row.branch, row.done)
    for step in way_of(row.branch):
        sign = "✓" if step in row.done else "→" if step == ahead else "·"
        steps.append(Content.assemble(f"\n{sign} ", (step_name(step), "bold" if step == ahead else MUTED)))
    if not steps:
        steps.append(Content("\n" + what_to_do("")))
    due = f"{row.due:%m-%d %H:%M}" if row.due else ""
    clock = _("overdue {day}").format(day=due) if row.overdue else _("answer by {due}").format(due=due) if due else ""
    complaint = _("complaint, settled within a day whatever the product") if row.is_complaint else ""
    quiet = " · ".join(part for part in (complaint, clock) if part)
    return Content.assemble(safe(row.text or "–"), ("\n" + quiet, MUTED), *steps, "\n")
