"""The rows of a search for copies: pasted or from a file, compared with our product, and registered by choice (R47)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Label, Select, Static, TextArea

from shopdesk.actions import N_
from shopdesk.screens.attempts import Attempts
from shopdesk.screens.dialog import Dialog
from shopdesk.screens.listing_rows import match_name
from shopdesk.steps.offers import Matches, OfferMatch
from shopdesk.steps.pasted import Offer
from shopdesk.text import _, clip, ngettext, number, percent, price, safe
from shopdesk.widgets.room import fill_table
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

SHOWN_CHARACTERS = 60_000  # in the field; a search page has about 10,000


class PasteArea(TextArea):
    """Takes a paste of any size; what is too much for a field is cut."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = event.text[:SHOWN_CHARACTERS]
        await super()._on_paste(event)


@dataclass(frozen=True)
class Search:
    """What to compare with which of our products: a file where `file` is given, else `text`."""

    product_id: str
    text: str
    file: str

    @property
    def path(self) -> Path | None:
        return Path(self.file.strip()) if self.file.strip() else None


class PasteScreen(Attempts[Matches]):
    """Asks for the rows; `compare` reads them in a thread and may refuse them, which is said here. Answers with the matches."""

    HELP = N_(
        "Copy a product's full title, search it on the platform, mark the results and paste them here: title, price, sales, "
        "seller and link, in any order. Or give a saved table. ^S compares."
    )
    CSS_PATH = "search_results.tcss"
    BINDINGS = [("ctrl+s", "compare")]
    AUTO_FOCUS = "TextArea"
    READS = False

    def __init__(self, products: Mapping[str, str], first: str, compare: Callable[[Search], Matches], text: str = "") -> None:
        super().__init__(_("Copies found by a search"))
        self.products, self.first, self.compare, self.text = dict(products), first, compare, text

    def compose_dialog(self) -> ComposeResult:
        options = [(Content(clip(safe(title), 50)), product_id) for product_id, title in self.products.items()]
        chosen = {"value": self.first} if self.first in self.products else {}
        yield Label(_("Our product"))
        yield Select[str](options, id="product", compact=True, allow_blank=False, **chosen)  # type: ignore[arg-type]
        yield Label(_("Paste the rows of the search here"))
        text = self.text or self.shopdesk.drafts.get("search:text", "")
        yield PasteArea(text[:SHOWN_CHARACTERS], id="rows", tab_behavior="focus")
        yield Label(_("or a file of them (csv, xlsx)"))
        yield Input(
            self.shopdesk.drafts.get("search:file", ""), id="file", placeholder=_("path of the file"), select_on_focus=False
        )
        yield Static(id="refused")

    def hint(self) -> str:
        return _("^S compares   Tab goes on   Esc leaves, what was pasted stays")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.shopdesk.drafts["search:text"] = event.text_area.text

    def on_input_changed(self, event: Input.Changed) -> None:
        self.shopdesk.drafts["search:file"] = event.value

    def on_input_submitted(self) -> None:
        self.action_compare()

    def action_compare(self) -> None:
        product = self.query_one("#product", Select).value
        search = Search(str(product), self.query_one("#rows", TextArea).text, self.query_one("#file", Input).value)
        self.attempt(partial(self.compare, search), self.dismiss)


class MatchScreen(Dialog[tuple[Offer, ...]]):
    """The offers with likeness, price gap and verdict; answers with those to register, () for none, None where it was left."""

    HELP = N_("Space marks an offer to register as a copycat, Enter registers all that are marked, Esc goes back.")
    CSS_PATH = "search_results.tcss"
    BINDINGS = [("space", "mark"), ("ctrl+s", "register")]
    AUTO_FOCUS = "_Grid"
    READS = False

    def __init__(self, matches: Matches, currency: str) -> None:
        super().__init__(clip(safe(matches.our_title), 60))
        self.matches, self.currency = matches, currency
        self.chosen = {at for at, row in enumerate(matches.rows) if row.standing == "new" and row.match.value == "likely"}

    def compose_dialog(self) -> ComposeResult:
        yield Static(id="said")
        yield DeskTable(id="offers", sortable=False)
        yield Static(id="offer")

    def on_mount(self) -> None:
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def hint(self) -> str:
        return _("Space marks   Enter registers the marked   Esc goes back")

    def _fill(self) -> None:
        matches = self.matches
        parts = [ngettext("{count} offer compared", "{count} offers compared", len(matches.rows)).format(count=len(matches.rows))]
        if matches.our_price_minor is not None:
            parts.append(_("our price {price}").format(price=price(matches.our_price_minor, self.currency)))
        if matches.left_out:
            parts.append(_("{count} without a title left out").format(count=matches.left_out))
        if matches.cut:
            parts.append(_("there was more than can be read at once"))
        parts.append(_("{count} marked").format(count=len(self.chosen)))
        self.query_one("#said", Static).update(Content(" · ".join(parts)))
        columns = [
            Column(""),
            Column(_("verdict")),
            Column(_("likeness"), right=True),
            Column(_("price"), right=True),
            Column(_("price gap"), right=True),
            Column(_("sold"), right=True),
            Column(_("title")),
        ]
        room = max(self.query_one("#offers").size.width, 40)
        fill_table(
            self.query_one("#offers", DeskTable), columns, [self._row(at) for at in range(len(matches.rows))], room, 6, (5,)
        )
        self._show_marked()

    def _row(self, at: int) -> Row:
        row = self.matches.rows[at]
        gap = coloured(percent(row.price_gap and -row.price_gap, 0, sign=True), "error" if (row.price_gap or 0) > 0 else "muted")
        cells: list[str | Text] = [
            "■" if at in self.chosen else "·",
            _standing(row),
            percent(row.similarity, 0),
            price(row.offer.price_minor, self.currency),
            gap,
            number(row.offer.sales),
            row.offer.title,
        ]
        return Row(str(at), cells)

    @property
    def _marked(self) -> int | None:
        key = self.query_one("#offers", DeskTable).marked
        return int(key) if key is not None else None

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        at = self._marked
        offer = self.matches.rows[at].offer if at is not None and at < len(self.matches.rows) else None
        said = " · ".join(part for part in (offer.title, offer.seller, offer.url) if part) if offer is not None else ""
        self.query_one("#offer", Static).update(Content(said))

    def action_mark(self) -> None:
        at = self._marked
        if at is None:
            return
        if self.matches.rows[at].standing != "new":
            self.shopdesk.say(_("This one is ours or in the list already."), "warning")
            return
        self.chosen ^= {at}
        self._fill()

    def on_desk_table_chosen(self) -> None:
        self.action_register()

    def action_register(self) -> None:
        self.dismiss(tuple(self.matches.rows[at].offer for at in sorted(self.chosen)))


def _standing(row: OfferMatch) -> Text:
    if row.standing == "ours":
        return coloured(_("our own page"), "muted")
    if row.standing == "known":
        return coloured(_("in the list"), "muted")
    colour = {"likely": "error", "look": "warning"}.get(row.match.value, "muted")
    return coloured(match_name(row.match.value), colour)
