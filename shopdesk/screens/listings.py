"""Step 6: the products that carry the traffic, who copies them, and the bad reviews that wait."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from shopdesk.actions import N_
from shopdesk.screens.link import host
from shopdesk.screens.listing_cases import ListingCases
from shopdesk.screens.listing_rows import (
    about_copycat,
    about_review,
    copycat_columns,
    copycat_row,
    product_columns,
    product_row,
    review_columns,
    review_row,
)
from shopdesk.steps.briefing import Briefing, Finding, Why
from shopdesk.steps.listings import CopycatRow, ListingsDetails, ReviewRow, TopProduct
from shopdesk.steps.listings_findings import folded
from shopdesk.text import _, key_of, ngettext, number, safe
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import Room, fill_table
from shopdesk.widgets.table import DeskTable


class ListingsScreen(ListingCases):
    NAME = "listings"
    HELP = N_(
        "The five products with the most visitors: y copies the full title; search it on the platform, copy the results, paste "
        "them here (or press v): they are compared, and you choose which to note. What a copycat sold since you first saw it is "
        "the most you can have lost to it; a stolen picture is complained about. Below wait complaints and the neutral and bad "
        "reviews of the main products: Enter says whose matter one is and what is next; a ? marks what several of its words "
        "suggest, ?? what few do."
    )
    CSS_PATH = "listings.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.unfolded = False  # the reviews of other products (R53)

    def compose_figures(self) -> ComposeResult:
        yield Room(
            Parts(
                [
                    Part(
                        _("Top products"),
                        DeskTable(id="tops", sortable=False, empty=_("No visitors by product yet; import the product report.")),
                        Static(id="top", classes="marked"),
                        id="part-tops",
                    ),
                    Part(
                        _("Copycats"),
                        DeskTable(
                            id="copies",
                            empty=_(
                                "No copycat is noted: {copy} copies a title to search for, "
                                "{compare} compares what the search found."
                            ).format(copy=key_of("copy", "y"), compare=key_of("search_copies", "v")),
                        ),
                        Static(id="copy", classes="marked"),
                        id="part-copies",
                    ),
                    Part(
                        _("Reviews"),
                        DeskTable(id="reviews", empty=_("No neutral or bad review of a main product waits.")),
                        Static(id="others", classes="quiet"),
                        Static(id="review", classes="marked"),
                        id="part-reviews",
                    ),
                ]
            )
        )

    def lines(self, briefing: Briefing) -> tuple[Sequence[Finding], Sequence[str]]:
        return folded(briefing.findings)

    def fill(self) -> None:
        details, today = self.details, self.desk.today
        overdue = sum(row.overdue for row in details.reviews if row.matters)
        waiting = number(len(details.reviews) - details.others)
        late = [_("{count} overdue").format(count=overdue)] if overdue else []
        self.query_one("#part-tops", Part).say("")
        self.query_one("#part-copies", Part).say(number(len(details.copycats)))
        self.query_one("#part-reviews", Part).say(" · ".join([waiting, *late]))
        self.query_one(Parts).refresh_line()
        tops = [product_row(row, today) for row in details.top_products]
        fill_table(self.table("tops"), product_columns(), tops, self.room, 0)
        copies = [copycat_row(row, self.currency) for row in details.copycats]
        fill_table(self.table("copies"), copycat_columns(), copies, self.room, 0, (1, 4))
        reviews = [review_row(row) for row in details.reviews if row.matters or self.unfolded]
        fill_table(self.table("reviews"), review_columns(), reviews, self.room, 6, (3, 5))
        self._show_others(details.others)
        self._show_marked()

    def _show_others(self, count: int) -> None:
        others = self.query_one("#others", Static)
        others.display = bool(count)
        key = self.shopdesk.key("fold")
        if self.unfolded:
            text = _("{key} folds the reviews of other products away.").format(key=key)
        else:
            text = ngettext(
                "{count} more review of other products; {key} shows it.",
                "{count} more reviews of other products; {key} shows them.",
                count,
            )
            text = text.format(count=count, key=key)
        others.update(Content(text))

    @property
    def details(self) -> ListingsDetails:
        return self.briefing.details if self.briefing is not None else ListingsDetails((), (), (), 0)

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def top(self) -> TopProduct | None:
        key = self.table("tops").marked
        return next((row for row in self.details.top_products if row.product_id == key), None)

    @property
    def copycat(self) -> CopycatRow | None:
        key = self.table("copies").marked
        return next((row for row in self.details.copycats if str(row.id) == key), None)

    @property
    def review(self) -> ReviewRow | None:
        key = self.table("reviews").marked
        return next((row for row in self.details.reviews if row.id == key), None)

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        top, copycat, review = self.top, self.copycat, self.review
        self.query_one("#top", Static).update(Content(safe(top.title)) if top is not None else "")
        self.query_one("#copy", Static).update(about_copycat(copycat) if copycat is not None else "")
        self.query_one("#review", Static).update(about_review(review) if review is not None else "")

    def selected_why(self) -> Why | None:
        briefing = self.briefing
        if briefing is None:
            return None
        if self.place == "tops":
            return briefing.whys.get("checked_on")
        if self.place == "copies":
            return briefing.whys.get(f"copycat:{self.copycat.id}" if self.copycat is not None else "similarity")
        return briefing.whys.get(f"review:{self.review.id}" if self.review is not None else "others")

    def copy_line(self) -> str:
        """The whole title to search for; of a review its text."""
        if self.place == "tops":
            return self.top.title if self.top is not None else ""
        if self.place == "copies":
            return self.copycat.title if self.copycat is not None else ""
        return self.review.text if self.review is not None else ""

    # --- actions -------------------------------------------------------------------------------------------------

    def why_no_mark(self) -> str:
        marked = self.review if self.place == "reviews" else self.copycat if self.place == "copies" else None
        return "" if marked is not None else _("Mark a copycat or a review first; Tab goes there.")

    def why_no_link(self) -> str:
        if self.copycat is None:
            return _("No copycat is noted yet.")
        return "" if host(self.copycat.url) else _("No link is noted for this copycat; Enter changes that.")

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        if event.table.id == "tops":
            self.app.copy_to_clipboard(self.copy_text())
            said = _("Title copied: search it on the platform, then {key} compares what you find.")
            self.shopdesk.say(said.format(key=self.shopdesk.key("search_copies")))
        else:
            self.shopdesk.action_do("open_case")

    def on_paste(self, event: events.Paste) -> None:
        """Rows of a search, pasted where nothing is being typed."""
        if self.desk.shop is not None and not isinstance(self.focused, Input):
            self.search_copies(event.text)

    def do_fold(self) -> None:
        self.unfolded = not self.unfolded
        if self.briefing is not None:
            self.fill()
