"""Step 6: the products that carry the traffic, who copies them, and the bad reviews that wait."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.actions import N_
from shopdesk.screens.checked import whole
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.form import Field
from shopdesk.screens.link import host
from shopdesk.screens.listing_rows import (
    about_copycat,
    about_review,
    copycat_columns,
    copycat_row,
    product_columns,
    product_row,
    review_columns,
    review_row,
    what_to_do,
)
from shopdesk.screens.noting import NotingScreen, Room, fill_table
from shopdesk.steps import listings
from shopdesk.steps.briefing import Briefing, Why
from shopdesk.steps.listings import (
    CopycatRow,
    ListingsDetails,
    ReviewRow,
    TopProduct,
    branch_name,
    case_state_name,
    review_state_name,
)
from shopdesk.text import _, clip, ngettext, number, safe
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.table import DeskTable


class ListingsScreen(NotingScreen):
    NAME = "listings"
    HELP = N_(
        "The five products with the most visitors: y copies the full title, search it on the platform, and e notes each copy you "
        "find. What a copycat sold since you first saw it is the most you can have lost to it; a stolen picture is complained "
        "about. Below wait the neutral and bad reviews of the main products: Enter says whose matter one is and what to do."
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
                            id="copies", empty=_("No copycat is noted: y copies a title to search for, e notes what you find.")
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

    def fill(self) -> None:
        details, today = self.details, self.desk.today
        overdue = sum(row.overdue for row in details.reviews if row.is_main)
        waiting = number(len(details.reviews) - details.others)
        late = [_("{count} overdue").format(count=overdue)] if overdue else []
        self.query_one("#part-tops", Part).say("")
        self.query_one("#part-copies", Part).say(number(len(details.copycats)))
        self.query_one("#part-reviews", Part).say(" · ".join([waiting, *late]))
        self.query_one(Parts).refresh_line()
        tops = [product_row(row, today) for row in details.top_products]
        fill_table(self.query_one("#tops", DeskTable), product_columns(), tops, self.room, 0)
        copies = [copycat_row(row, self.currency) for row in details.copycats]
        fill_table(self.query_one("#copies", DeskTable), copycat_columns(), copies, self.room, 0, (1, 4))
        reviews = [review_row(row) for row in details.reviews if row.is_main or self.unfolded]
        fill_table(self.query_one("#reviews", DeskTable), review_columns(), reviews, self.room, 6, (3, 5))
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
        key = self.query_one("#tops", DeskTable).marked
        return next((row for row in self.details.top_products if row.product_id == key), None)

    @property
    def copycat(self) -> CopycatRow | None:
        key = self.query_one("#copies", DeskTable).marked
        return next((row for row in self.details.copycats if str(row.id) == key), None)

    @property
    def review(self) -> ReviewRow | None:
        key = self.query_one("#reviews", DeskTable).marked
        return next((row for row in self.details.reviews if row.id == key), None)

    @property
    def place(self) -> str:
        """Which of the parts has the focus: "tops", "copies", "reviews" or ""."""
        return next((name for name in ("tops", "copies", "reviews") if self.focus_is_in(f"#part-{name}")), "")

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
            return briefing.whys.get("top_products")
        key = ""
        if self.place == "copies" and self.copycat is not None:
            key = f"listings:copycat:{self.copycat.id}"
        elif self.place == "reviews" and self.review is not None:
            key = f"listings:review:{self.review.id}"
        own = next((finding.why for finding in briefing.findings if finding.key == key), None)
        return own or briefing.whys.get("lost_orders" if self.place == "copies" else "due")

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
            self.shopdesk.action_do("copy")
        else:
            self.shopdesk.action_do("open_case")

    def do_fold(self) -> None:
        self.unfolded = not self.unfolded
        if self.briefing is not None:
            self.fill()

    def do_open_copycat(self) -> None:
        if (row := self.copycat) is not None:
            self.open_link(row.seller or row.title, row.url)

    def do_open_case(self) -> None:
        if self.place == "reviews":
            self._handle_review()
        elif (row := self.copycat) is not None:
            choices = {
                state: _("now {state}").format(state=case_state_name(state))
                for state in listings.case_moves(row.state, row.same_picture)
            }
            choices["edit"] = _("looked at it again, or change it")
            title = f"{clip(safe(row.title), 40)} · {case_state_name(row.state)}"
            self.app.push_screen(ChooseScreen(title, choices), partial(self._move_case, row))

    def _move_case(self, row: CopycatRow, choice: str | None) -> None:
        if choice == "edit":
            self._with_products(row)
        elif choice is not None:
            said = _("{name}: now {state}.").format(name=clip(safe(row.title), 30), state=case_state_name(choice))
            self.note(partial(listings.set_case_state, *self.here, row.id, choice), said)

    # --- copycats ------------------------------------------------------------------------------------------------

    def do_add_copycat(self) -> None:
        self._with_products(None)

    def _with_products(self, row: CopycatRow | None) -> None:
        """Open the form; the products to choose from are the shop step's, which may still have to be made."""
        self.shopdesk.write(partial(self.desk.briefing, "shop"), partial(self._copycat_form, row))

    def _copycat_form(self, row: CopycatRow | None, shop: Briefing) -> None:
        products = {top.product_id: top.title for top in self.details.top_products}
        for product in shop.details.products if shop.details is not None else ():
            products.setdefault(product.product_id, product.title or product.product_id)
        if row is not None:
            products.setdefault(row.product_id, row.our_title)
        first = row.product_id if row else self.top.product_id if self.top is not None else None
        same = {"yes": _("the same picture"), "no": _("another picture")}
        fields = [
            Field("product_id", _("Our product"), "choice", first, products, required=True),
            Field("title", _("Its title"), value=row.title if row else None, required=True),
            Field("url", _("Link"), value=row.url if row else None, hint="https://"),
            Field("seller", _("Seller"), value=row.seller if row else None),
            Field("price_minor", _("Its price"), "money", row.price_minor if row else None),
            Field("sales_shown", _("Sales shown"), "number", hint=_("empty: as before") if row else _("as its page says")),
            Field("same_picture", _("Picture"), "choice", _yes_no(row.same_picture) if row else None, same),
        ]

        def save(values: dict[str, Any]) -> None:
            values["same_picture"] = {"yes": True, "no": False}.get(values["same_picture"] or "")
            values["sales_shown"] = whole(values["sales_shown"], _("Sales shown"))
            if row is None:
                listings.add_copycat(*self.here, self.desk.today, **values)
                return
            if values["sales_shown"] is None:
                del values["sales_shown"]
            listings.edit_copycat(*self.here, row.id, day=self.desk.today, **values)

        title = clip(safe(row.title), 60) if row else _("A copy of one of our products")
        self.fill_in(title, fields, f"copycat:{row.id if row else 'new'}", save, _("Changed.") if row else _("Noted."))

    # --- reviews -------------------------------------------------------------------------------------------------

    def _handle_review(self) -> None:
        if (row := self.review) is None:
            return
        proposed = row.branch if row.branch_proposed else ""
        automatic = _("as proposed: {branch}").format(branch=branch_name(proposed)) if proposed else branch_name("")
        branches = {"auto": automatic} | {branch: branch_name(branch) for branch in listings.BRANCHES}
        states = {state: review_state_name(state) for state in listings.REVIEW_STATES}
        fields = [
            Field("branch", _("Whose matter"), "choice", "auto" if row.branch_proposed else row.branch, branches, required=True),
            Field("owner", _("Who handles it"), value=row.owner),
            Field("state", _("State"), "choice", row.state, states, required=True),
            Field("outcome", _("Outcome"), value=row.outcome, hint=_("how it was solved")),
        ]

        def save(values: dict[str, Any]) -> None:
            values["branch"] = "" if values["branch"] == "auto" else values["branch"]
            listings.set_review(*self.here, row.id, **values)

        def about(typed: Mapping[str, str]) -> Content:
            branch = proposed if typed["branch"] == "auto" else typed["branch"]
            return Content.assemble(safe(row.text), "\n\n", (what_to_do(branch), "bold"))

        title = f"{number(row.stars)}★ {clip(safe(row.product), 50)}"
        self.fill_in(title, fields, f"review:{row.id}", save, _("Noted."), about)


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
