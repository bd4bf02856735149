"""Step 3: the peers that are followed, what changed there, and whether to list the new season."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.actions import N_
from shopdesk.screens.form import Field
from shopdesk.screens.link import host
from shopdesk.screens.noting import NotingScreen
from shopdesk.screens.pasting import PastingScreen
from shopdesk.screens.peer_rows import about_launch, about_peer, about_season, fill_launches, fill_peers, fill_seasons
from shopdesk.screens.typed import whole
from shopdesk.steps import competitors
from shopdesk.steps.briefing import Why
from shopdesk.steps.competitors import (
    CompetitorsDetails,
    LaunchRow,
    ListingRow,
    PeerRow,
    kind_name,
)
from shopdesk.text import _, ngettext, number, safe
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import Room
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import DeskTable


class CompetitorsScreen(NotingScreen):
    NAME = "competitors"
    HELP = N_(
        "The three to five shops you follow, and what changed there since you looked last. Enter notes what you see at the "
        "marked peer today; nothing new is worth noting, too. v takes a pasted list of its items: new ones, prices and titles "
        "are then compared by themselves, as they are after importing a file named after the peer. g notes one of its "
        "new-season items: what the peers' items do says when to list yours. o opens the peer's shop, after showing where the "
        "link leads. New products are your own, with what is left of their start and how their test went."
    )
    CSS_PATH = "competitors.tcss"

    def compose_figures(self) -> ComposeResult:
        yield Room(
            Parts(
                [
                    Part(_("Peers"), DeskTable(id="peers"), Static(id="peer", classes="marked"), id="part-peers"),
                    Part(
                        _("When to list"),
                        DeskTable(
                            id="seasons",
                            sortable=False,
                            empty=_("No new-season item noted yet: mark a peer and press g to note one."),
                        ),
                        Static(id="season", classes="marked"),
                        id="part-seasons",
                    ),
                    Part(
                        _("New products"),
                        DeskTable(
                            id="launches",
                            sortable=False,
                            empty=_("No product of yours is new; a product's day of listing makes it one."),
                        ),
                        Static(id="launch", classes="marked"),
                        id="part-launches",
                    ),
                ]
            )
        )

    def fill(self) -> None:
        details = self.details
        changed = sum(bool(row.changes) for row in details.competitors)
        said = ngettext("{count} changed", "{count} changed", changed).format(count=changed) if changed else ""
        self.query_one("#part-peers", Part).say(" · ".join(part for part in (number(len(details.competitors)), said) if part))
        self.query_one("#part-seasons", Part).say(number(len(details.listing)))
        self.query_one("#part-launches", Part).say(number(len(details.launches)))
        self.query_one(Parts).refresh_line()
        fill_launches(self.table("launches"), details.launches, self.room)
        fill_peers(self.table("peers"), details.competitors, self.currency, self.room)
        fill_seasons(self.table("seasons"), details.listing, self.room)
        self._show_marked()

    @property
    def details(self) -> CompetitorsDetails:
        return self.briefing.details if self.briefing is not None else CompetitorsDetails((), ())

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def peer(self) -> PeerRow | None:
        key = self.table("peers").marked
        return next((row for row in self.details.competitors if str(row.id) == key), None)

    @property
    def season(self) -> ListingRow | None:
        key = self.table("seasons").marked
        return next((row for row in self.details.listing if row.season == key), None)

    @property
    def launch(self) -> LaunchRow | None:
        key = self.table("launches").marked
        return next((row for row in self.details.launches if row.product_id == key), None)

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        peer, season, launch = self.peer, self.season, self.launch
        self.query_one("#peer", Static).update(about_peer(peer, self.currency) if peer is not None else "")
        self.query_one("#season", Static).update(about_season(season) if season is not None else "")
        self.query_one("#launch", Static).update(about_launch(launch) if launch is not None else "")

    def selected_why(self) -> Why | None:
        whys = self.briefing.whys if self.briefing is not None else {}
        if self.place == "seasons":
            return whys.get(f"listing:{self.season.season}") if self.season is not None else None
        if self.place == "launches":
            return whys.get(f"launch:{self.launch.product_id}") if self.launch is not None else None
        if self.peer is not None and self.peer.unlike and not self.peer.changes:
            return whys.get("level")
        return whys.get("changes" if self.peer is not None and self.peer.changes else "last_seen")

    def copy_line(self) -> str:
        if self.place == "seasons":
            return self.season.text if self.season is not None else ""
        if self.place == "launches":
            return self.launch.title if self.launch is not None else ""
        return (self.peer.url or self.peer.name) if self.peer is not None else ""

    # --- actions -------------------------------------------------------------------------------------------------

    def why_no_mark(self) -> str:
        if self.place == "launches":
            return "" if self.launch is not None else _("No product of yours is new.")
        return self.why_no_peer()

    def why_no_peer(self) -> str:
        if self.peer is not None:
            return ""
        return _("No peer is followed yet; {key} adds one.").format(key=self.shopdesk.key("add_peer"))

    def why_no_link(self) -> str:
        if self.peer is None:
            return self.why_no_peer()
        if not host(self.peer.url):
            return _("No link is noted for {name}; {key} changes that.").format(
                name=safe(self.peer.name), key=self.shopdesk.key("edit_peer")
            )
        return ""

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        self.shopdesk.action_do({"peers": "look_at_peer"}.get(event.table.id or "", "why"))

    def do_open_peer(self) -> None:
        if self.peer is not None:
            self.open_link(self.peer.name, self.peer.url)

    def do_remove_peer(self) -> None:
        if (peer := self.peer) is not None:
            said = _("{name} is not followed any more.").format(name=safe(peer.name))
            self.note(partial(competitors.remove_peer, *self.here, peer.id), said)

    def do_add_peer(self) -> None:
        fields = [*_peer_fields(None), Field("note", _("Note"), hint=_("style, price level, what you learn from it"))]
        book = self.desk.playbook
        if len(self.details.competitors) >= book.whole("peers.max"):
            choices = {"no": _("no, say so"), "yes": _("yes, add it")}
            fields.append(Field("override", _("More than enough"), "choice", "no", choices, required=True))

        def save(values: dict[str, Any]) -> None:
            override = values.pop("override", "no") == "yes"
            values["url"] = values["url"] or ""
            competitors.add_peer(*self.here, **values, override=override, playbook=book)

        self.fill_in(_("One more peer"), fields, "peer:new", save, _("Followed from now on."))

    def do_paste_items(self) -> None:
        if (peer := self.peer) is None:
            return
        about = _("Items of {name} as seen today: copy them from its page or a sheet, with title, price, sales and link.")
        screen = PastingScreen(
            _("Paste items"),
            about.format(name=safe(peer.name)),
            f"{peer.id}:{self.desk.today}",
            lambda text: competitors.note_items(*self.here, self.desk.today, peer.id, text),
        )
        self.app.push_screen(screen, self._pasted)

    def _pasted(self, count: int | None) -> None:
        if count is not None:
            self.noted(ngettext("{count} item noted.", "{count} items noted.", count).format(count=count))

    def do_edit_peer(self) -> None:
        if self.place == "launches":
            self._edit_launch()
            return
        if (peer := self.peer) is not None:
            save = lambda values: competitors.edit_peer(*self.here, peer.id, **values)  # noqa: E731
            self.fill_in(safe(peer.name), _peer_fields(peer), f"peer:{peer.id}", save, _("Changed."))

    def _edit_launch(self) -> None:
        if (row := self.launch) is None:
            return
        fields = [
            Field(
                "season", _("Season"), value=row.season, hint=_("as the playbook calls it: {names}").format(names=self._seasons)
            ),
            Field("listed_on", _("Listed on"), "date", row.listed_on),
        ]

        def save(values: dict[str, Any]) -> None:
            from shopdesk.steps.shop import set_product

            set_product(*self.here, row.product_id, season=values["season"] or "", listed_on=values["listed_on"])

        self.fill_in(safe(row.title), fields, f"launch:{row.product_id}", save, _("Changed."))

    @property
    def _seasons(self) -> str:
        return " ".join(str(season.words) for season in self.desk.playbook.almanac.seasons)

    def do_look_at_peer(self) -> None:
        if (peer := self.peer) is None:
            return
        today = self.desk.today
        fields = [
            Field("new_items", _("New items"), "number", hint=_("since the look before; 0 is worth noting, too")),
            Field("lowest_minor", _("Lowest price"), "money", peer.lowest_minor),
            Field("sales_shown", _("Sales shown"), "number", peer.sales_shown),
            Field("activity", _("Activity"), value=peer.activity, hint=_("what it advertises, empty for none")),
            Field("note", _("Note"), value=peer.note if peer.last_seen == today else "", hint=_("what else you saw")),
        ]

        def save(values: dict[str, Any]) -> None:
            competitors.note_snapshot(
                *self.here,
                today,
                peer.id,
                whole(values["new_items"], _("New items")),
                values["lowest_minor"],
                whole(values["sales_shown"], _("Sales shown")),
                values["activity"],
                values["note"],
            )

        title = _("{name} on {day}").format(name=safe(peer.name), day=f"{today:%m-%d}")
        self.fill_in(title, fields, f"look:{peer.id}:{today}", save, _("Noted."), lambda _typed: _last_look(peer))

    def do_season_item(self) -> None:
        if (peer := self.peer) is None:
            return
        season = self.season.season if self.season is not None else ""
        fields = [
            Field("season", _("Season"), value=season, required=True, hint=_("as you call it, always the same")),
            Field("title", _("Title"), required=True),
            Field("listed_on", _("Listed on"), "date", required=True, hint=_("11-30 or 2026-11-30")),
            Field("sales_shown", _("Sales shown"), "number", hint=_("since it was listed")),
            Field("usual_daily", _("Usual item a day"), "number", hint=_("sales a day of this shop's usual item")),
            Field("discounting", _("Discounted"), "choice", "no", {"no": _("no"), "yes": _("yes")}, required=True),
        ]

        def save(values: dict[str, Any]) -> None:
            competitors.note_peer_item(
                *self.here,
                self.desk.today,
                peer.id,
                values["season"],
                values["title"],
                values["listed_on"],
                sales_shown=whole(values["sales_shown"], _("Sales shown")),
                usual_daily=values["usual_daily"],
                discounting=values["discounting"] == "yes",
                playbook=self.desk.playbook,
            )

        title = _("New-season item of {name}").format(name=safe(peer.name))
        self.fill_in(title, fields, f"item:{peer.id}", save, _("Noted."))


def _peer_fields(peer: PeerRow | None) -> list[Field]:
    kinds = {kind: kind_name(kind) for kind in competitors.KINDS}
    return [
        Field("name", _("Name"), value=peer.name if peer else None, required=True),
        Field("kind", _("Kind"), "choice", peer.kind if peer else "alike", kinds, required=True),
        Field("url", _("Link"), value=peer.url if peer else None, hint="https://"),
    ]


def _last_look(peer: PeerRow) -> Content:
    if peer.last_seen is None:
        return Content.styled(_("Not looked at before. What you cannot see stays empty."), MUTED)
    said = _("As on {day}: change what is different now. What you cannot see stays empty.")
    return Content.styled(said.format(day=f"{peer.last_seen:%m-%d}"), MUTED)
