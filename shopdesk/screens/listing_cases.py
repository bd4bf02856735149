"""What the operator does on step 6: compare a search, note and move on copycats, handle reviews, keep phrases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from shopdesk.screens.case import CaseScreen, copycat_case, review_case
from shopdesk.screens.form import Field
from shopdesk.screens.listing_rows import what_to_do
from shopdesk.screens.noting import NotingScreen
from shopdesk.screens.typed import whole
from shopdesk.steps import copy_cases, review_cases
from shopdesk.steps.briefing import Briefing
from shopdesk.steps.copy_cases import case_state_name
from shopdesk.steps.listings import CopycatRow, ListingsDetails, ReviewRow, TopProduct
from shopdesk.steps.review_cases import branch_name, next_step, review_state_name, step_name
from shopdesk.text import _, clip, listed, ngettext, number, safe

if TYPE_CHECKING:
    from shopdesk.screens.phrases import Wish
    from shopdesk.screens.search_results import Search
    from shopdesk.steps.complaint import Evidence
    from shopdesk.steps.conversion_line import ConversionLine
    from shopdesk.steps.offers import Matches
    from shopdesk.steps.pasted import Offer
    from shopdesk.steps.phrases import PhraseView

# What a dialog needs is imported when it opens: the screen's first visit would take twice as long.


class ListingCases(NotingScreen):
    """The verbs' side of the screen; the subclass says which row is marked."""

    @property
    def details(self) -> ListingsDetails:
        raise NotImplementedError

    @property
    def top(self) -> TopProduct | None:
        raise NotImplementedError

    @property
    def copycat(self) -> CopycatRow | None:
        raise NotImplementedError

    @property
    def review(self) -> ReviewRow | None:
        raise NotImplementedError

    def do_open_copycat(self) -> None:
        if (row := self.copycat) is not None:
            self.open_link(row.seller or row.title, row.url)

    def do_open_case(self) -> None:
        if self.place == "reviews" and (review := self.review) is not None:
            self._open_review(review)
        elif self.place != "reviews" and (row := self.copycat) is not None:
            self._open_copycat(row)

    # --- a search for copies ---------------------------------------------------------------------------------------

    def do_search_copies(self) -> None:
        self.search_copies("")

    def search_copies(self, text: str) -> None:
        """Ask for the rows of a search; `text` is what was pasted already."""
        self.open_with(partial(self.desk.briefing, "shop"), partial(self._ask_rows, text))

    def _ask_rows(self, text: str, shop: Briefing) -> None:
        from shopdesk.screens.search_results import PasteScreen

        products = self._products(shop)
        if not products:
            self.shopdesk.say(_("No product is known yet; import the product report first."), "warning")
            return
        first = self.top.product_id if self.top is not None else next(iter(products))
        self.app.push_screen(PasteScreen(products, first, self._compare, text), self._choose_offers)

    def _compare(self, search: Search) -> Matches:
        from shopdesk.steps import offers

        with self.desk.context() as context:
            if search.path is not None:
                return offers.match_file(context, search.product_id, search.path)
            return offers.match_text(context, search.product_id, search.text)

    def _choose_offers(self, matches: Matches | None) -> None:
        from shopdesk.screens.search_results import MatchScreen

        if matches is not None:
            self.app.push_screen(MatchScreen(matches, self.currency), partial(self._register, matches))

    def _register(self, matches: Matches, chosen: tuple[Offer, ...] | None) -> None:
        from shopdesk.steps import offers

        if chosen is None:
            self.search_copies("")
            return
        said = ngettext("{count} copycat noted.", "{count} copycats noted.", len(chosen)).format(count=len(chosen))
        if not chosen:
            said = _("The search is noted: no copy found.")
        self.shopdesk.drafts.pop("search:text", None)
        self.shopdesk.drafts.pop("search:file", None)
        verb = partial(offers.register, *self.here, self.desk.today, matches.product_id, chosen, len(matches.rows))
        self.note(verb, said)

    def _products(self, shop: Briefing) -> dict[str, str]:
        """Our products to choose from, those with the most visitors first."""
        products = {top.product_id: top.title for top in self.details.top_products}
        for product in shop.details.products if shop.details is not None else ():
            products.setdefault(product.product_id, product.title or product.product_id)
        return products

    # --- copycats ------------------------------------------------------------------------------------------------

    def _open_copycat(self, row: CopycatRow) -> None:
        choices = {
            state: _("now {state}").format(state=case_state_name(state))
            for state in copy_cases.case_moves(row.state, row.same_picture)
        }
        choices["pictures"] = _("give the pictures, to compare them")
        choices["evidence"] = _("write the evidence folder, copy the text for the complaint")
        choices["edit"] = _("looked at it again, or change it")
        title = f"{clip(safe(row.our_title), 40)} · {case_state_name(row.state)}"
        self.app.push_screen(CaseScreen(title, copycat_case(row, self.currency), choices), partial(self._handle_copycat, row))

    def _handle_copycat(self, row: CopycatRow, choice: str | None) -> None:
        if choice == "edit":
            self._with_products(row)
        elif choice == "pictures":
            self._ask_pictures(row)
        elif choice == "evidence":
            self.shopdesk.write(partial(self._gather, row.id), self._gathered)
        elif choice is not None:
            said = _("{name}: now {state}.").format(name=clip(safe(row.title), 30), state=case_state_name(choice))
            line = self.desk.playbook["copycats.picture_same"]
            self.note(
                partial(copy_cases.set_case_state, *self.here, row.id, choice, day=self.desk.today, same_bits=line),
                said,
            )

    def _ask_pictures(self, row: CopycatRow) -> None:
        fields = [
            Field("theirs", _("Their picture"), hint=_("path of the saved picture")),
            Field("ours", _("Our picture"), hint=_("path; empty: as given before")),
        ]

        def save(values: dict[str, Any]) -> int | None:
            folder = self.desk.locations.evidence
            return copy_cases.give_pictures(*self.here, folder, row.id, self.desk.today, **values)

        def about(_typed: Mapping[str, str]) -> Content:
            return Content(_("Only fingerprints and a copy in the case's folder are kept. JPG, PNG, WebP, GIF or BMP."))

        title = clip(safe(row.title), 60)
        self.fill_in(title, fields, f"pictures:{row.id}", save, _("The pictures are compared."), about)

    def _gather(self, copycat_id: int) -> Evidence:
        from shopdesk.steps.complaint import gather

        with self.desk.context() as context:
            return gather(context, self.desk.locations.evidence, copycat_id)

    def _gathered(self, evidence: Evidence) -> None:
        self.app.copy_to_clipboard(evidence.text)
        said = _("The text is copied; the folder is {folder}.").format(folder=safe(evidence.folder))
        lacks = _(" Still missing: {what}.").format(what=listed(evidence.missing)) if evidence.missing else ""
        self.shopdesk.say(said + lacks, "warning" if lacks else "information")

    def do_add_copycat(self) -> None:
        self._with_products(None)

    def _with_products(self, row: CopycatRow | None) -> None:
        """Open the form; the products to choose from are the shop step's, which may still have to be made."""
        self.open_with(partial(self.desk.briefing, "shop"), partial(self._copycat_form, row))

    def _copycat_form(self, row: CopycatRow | None, shop: Briefing) -> None:
        products = self._products(shop)
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
                copy_cases.add_copycat(*self.here, self.desk.today, **values)
                return
            if values["sales_shown"] is None:
                del values["sales_shown"]
            copy_cases.edit_copycat(*self.here, row.id, day=self.desk.today, **values)

        title = clip(safe(row.title), 60) if row else _("A copy of one of our products")
        self.fill_in(title, fields, f"copycat:{row.id if row else 'new'}", save, _("Changed.") if row else _("Noted."))

    # --- reviews -------------------------------------------------------------------------------------------------

    def _open_review(self, row: ReviewRow) -> None:
        ahead = next_step(row.branch, row.done)
        choices = {}
        if ahead:
            choices[f"done:{ahead}"] = _("done: {step}").format(step=step_name(ahead))
        choices["form"] = _("whose matter, who handles it, state, outcome")
        choices["phrases"] = _("copy an answer from the phrase book")
        title = f"{number(row.stars)}★ {clip(safe(row.product), 50)}"
        self.app.push_screen(CaseScreen(title, review_case(row), choices), partial(self._handle_review, row))

    def _handle_review(self, row: ReviewRow, choice: str | None) -> None:
        if choice == "form":
            self._review_form(row)
        elif choice == "phrases":
            self._show_phrases(row.branch)
        elif choice is not None:
            done = choice.removeprefix("done:")
            self.note(partial(review_cases.set_review, *self.here, row.id, day=self.desk.today, done=done), _("Noted."))

    def _review_form(self, row: ReviewRow) -> None:
        proposed = row.branch if row.branch_proposed else ""
        automatic = _("as proposed: {branch}").format(branch=branch_name(proposed)) if proposed else branch_name("")
        branches = {"auto": automatic} | {branch: branch_name(branch) for branch in review_cases.BRANCHES}
        states = {state: review_state_name(state) for state in review_cases.REVIEW_STATES}
        complaint = {"yes": _("a complaint"), "no": _("a review")}
        fields = [
            Field("branch", _("Whose matter"), "choice", "auto" if row.branch_proposed else row.branch, branches, required=True),
            Field("is_complaint", _("Kind"), "choice", "yes" if row.is_complaint else "no", complaint, required=True),
            Field("owner", _("Who handles it"), value=row.owner),
            Field("state", _("State"), "choice", row.state, states, required=True),
            Field("outcome", _("Outcome"), value=row.outcome, hint=_("how it was solved")),
        ]

        def save(values: dict[str, Any]) -> None:
            values["branch"] = "" if values["branch"] == "auto" else values["branch"]
            complains = values["is_complaint"] == "yes"
            values["is_complaint"] = complains if complains != row.is_complaint else None
            review_cases.set_review(*self.here, row.id, day=self.desk.today, **values)

        def about(typed: Mapping[str, str]) -> Content:
            branch = proposed if typed["branch"] == "auto" else typed["branch"]
            return Content.assemble(safe(row.text), "\n\n", (what_to_do(branch), "bold"))

        title = f"{number(row.stars)}★ {clip(safe(row.product), 50)}"
        self.fill_in(title, fields, f"review:{row.id}", save, _("Noted."), about)

    # --- the product's conversion ----------------------------------------------------------------------------------

    def do_conversion_line(self) -> None:
        from shopdesk.steps.conversion_line import conversion_line

        row = {"reviews": self.review, "copies": self.copycat}.get(self.place) or self.top
        if row is not None and row.product_id:
            self.look_up(partial(conversion_line, product_id=row.product_id), self._show_line)

    def _show_line(self, line: ConversionLine) -> None:
        from shopdesk.screens.conversion import ConversionScreen

        self.app.push_screen(ConversionScreen(line))

    # --- phrases -------------------------------------------------------------------------------------------------

    def do_phrases(self) -> None:
        self._show_phrases(self.review.branch if self.place == "reviews" and self.review is not None else "")

    def _show_phrases(self, branch: str) -> None:
        from shopdesk.steps.phrases import phrase_book

        self.look_up(lambda context: phrase_book(context.db, context.shop), partial(self._open_phrases, branch))

    def _open_phrases(self, branch: str, book: tuple[PhraseView, ...]) -> None:
        from shopdesk.screens.phrases import PhraseScreen

        self.app.push_screen(PhraseScreen(book, branch), self._change_phrase)

    def _change_phrase(self, wish: tuple[Wish, PhraseView | None] | None) -> None:
        from shopdesk.steps import phrases

        if wish is None:
            return
        kind, phrase = wish
        if kind == "drop" and phrase is not None and phrase.id is not None:
            self.note(partial(phrases.drop_phrase, *self.here, phrase.id), _("The phrase is removed."))
            return
        branches = {"any": _("any")} | {branch: branch_name(branch) for branch in review_cases.BRANCHES}
        fields = [
            Field("branch", _("Whose matter"), "choice", (phrase.branch if phrase else "") or "any", branches, required=True),
            Field("title", _("Name"), value=phrase.title if phrase else None, required=True),
            Field("text", _("Answer"), value=phrase.text if phrase else None, required=True),
        ]

        def save(values: dict[str, Any]) -> None:
            values["branch"] = "" if values["branch"] == "any" else values["branch"]
            phrases.save_phrase(*self.here, phrase.id if phrase else None, **values)

        def about(_typed: Mapping[str, str]) -> Content:
            return Content(_("Explaining and making good are fine. Nothing may be offered for a review or for changing one."))

        self.fill_in(_("A phrase"), fields, f"phrase:{phrase.id if phrase else 'new'}", save, _("The phrase is saved."), about)


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
