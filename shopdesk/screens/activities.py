"""Step 5: activities and where each stands, prices that go back, and where an activity was announced."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from shopdesk.actions import N_
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.form import Field
from shopdesk.screens.noting import NotingScreen, Room, fill_table, price
from shopdesk.steps import activities
from shopdesk.steps.activities import ActivitiesDetails, EntryRow, RestoreRow, channel_name, kind_name, state_name
from shopdesk.steps.briefing import Briefing, Why
from shopdesk.text import _, clip, ngettext, number, safe
from shopdesk.widgets.findings import PlainList
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.show import MUTED, day_text
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

STATE_COLOURS = {"found": "warning", "accepted": "success", "running": "success", "rejected": "muted", "reviewed": "muted"}


class ActivitiesScreen(NotingScreen):
    NAME = "activities"
    HELP = N_(
        "Activities of the platform and promotions of your own, each with its state and what it asks of you next. Enter moves "
        "the marked one on. A new item's opening discount goes back to its usual price after its days: r notes that it did. In "
        "the list of channels, space ticks where the marked activity was announced."
    )
    CSS_PATH = "activities.tcss"

    def compose_figures(self) -> ComposeResult:
        yield Room(
            Parts(
                [
                    Part(_("Activities"), DeskTable(id="entries"), Static(id="entry", classes="marked"), id="part-entries"),
                    Part(
                        _("Prices to put back"),
                        DeskTable(
                            id="restores", sortable=False, empty=_("No opening discount is running; no price has to go back.")
                        ),
                        id="part-restores",
                    ),
                    Part(_("Announced"), Static(id="of-entry"), ChannelList(id="channels"), id="part-channels"),
                ]
            )
        )

    def fill(self) -> None:
        details, today = self.details, self.desk.today
        overdue = sum(row.overdue for row in details.restores)
        said = _("{count} overdue").format(count=overdue) if overdue else ""
        self.query_one("#part-entries", Part).say(number(len(details.entries)))
        self.query_one("#part-restores", Part).say(" · ".join(part for part in (number(len(details.restores)), said) if part))
        soon = self.desk.playbook.whole("activities.deadline_days")
        entries = [_entry_row(row, soon) for row in details.entries]
        columns = [
            Column(_("activity"), most=24),
            Column(_("kind of activity")),
            Column(_("state")),
            Column(_("sign-up")),
            Column(_("runs")),
            Column(_("next step")),
        ]
        fill_table(self.query_one("#entries", DeskTable), columns, entries, self.room, 5, (1, 4))
        columns = [Column(_("product")), Column(_("discount"), right=True), Column(_("usual price"), right=True)]
        columns.append(Column(_("price back")))
        restores = [_restore_row(row, self.currency, today) for row in details.restores]
        fill_table(self.query_one("#restores", DeskTable), columns, restores, self.room, 0)
        self._show_marked()

    @property
    def details(self) -> ActivitiesDetails:
        return self.briefing.details if self.briefing is not None else ActivitiesDetails((), ())

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def entry(self) -> EntryRow | None:
        key = self.query_one("#entries", DeskTable).marked
        return next((row for row in self.details.entries if str(row.id) == key), None)

    @property
    def restore(self) -> RestoreRow | None:
        """The price marked in its list; elsewhere the one of the marked activity."""
        key = self.query_one("#restores", DeskTable).marked
        if not self.focus_is_in("#part-restores"):
            key = str(self.entry.id) if self.entry is not None else None
        return next((row for row in self.details.restores if str(row.id) == key), None)

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        entry = self.entry
        self.query_one("#entry", Static).update(_about(entry, self.currency) if entry is not None else "")
        self.query_one("#of-entry", Static).update(Content(safe(entry.name)) if entry is not None else "")
        channels = self.query_one(ChannelList)
        channels.show(entry.announced if entry is not None else ())
        told = f"{len(entry.announced)}/{len(activities.CHANNELS)}" if entry is not None else ""
        self.query_one("#part-channels", Part).say(told)
        self.query_one(Parts).refresh_line()

    def selected_why(self) -> Why | None:
        whys = self.briefing.whys if self.briefing is not None else {}
        return whys.get("restores" if self.focus_is_in("#part-restores") else "deadline")

    def copy_line(self) -> str:
        if self.focus_is_in("#part-restores"):
            return self.query_one("#restores", DeskTable).marked_text
        return self.query_one("#entries", DeskTable).marked_text

    # --- actions -------------------------------------------------------------------------------------------------

    def why_no_mark(self) -> str:
        return (
            ""
            if self.entry is not None
            else _("No activity is noted yet; {key} adds one.").format(key=self.shopdesk.key("add_entry"))
        )

    def why_no_restore(self) -> str:
        return "" if self.restore is not None else _("The marked activity has no price to put back.")

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        self.shopdesk.action_do("open_entry" if event.table.id == "entries" else "restore_price")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_list.id == "channels":
            self._announce()

    def why_no_tick(self) -> str:
        return self.why_no_mark() if self.focus_is_in("#part-channels") else super().why_no_tick()

    def do_tick(self) -> None:
        if self.focus_is_in("#part-channels"):
            self._announce()
        else:
            super().do_tick()

    def _announce(self) -> None:
        channel, entry = self.query_one(ChannelList).selected, self.entry
        if channel is None or entry is None:
            return
        said = _("Announced by {channel}.") if channel not in entry.announced else _("Not announced by {channel}.")
        verb = partial(activities.announce, *self.here, entry.id, channel)
        self.note(verb, said.format(channel=channel_name(channel)))

    def do_restore_price(self) -> None:
        if (row := self.restore) is not None:
            said = _("The price of {title} is back.").format(title=clip(safe(row.title), 30))
            self.note(partial(activities.mark_restored, *self.here, row.id, self.desk.today), said)

    def do_open_entry(self) -> None:
        if (entry := self.entry) is None:
            return
        choices = {
            state: _("now {state}").format(state=state_name(state, entry.kind))
            for state in activities.moves(entry.kind, entry.state)
        }
        if any(row.id == entry.id for row in self.details.restores):
            choices["restore"] = _("the price is back")
        choices["edit"] = _("change its days, prices or note")
        title = f"{clip(safe(entry.name), 40)} · {state_name(entry.state, entry.kind)}"
        self.app.push_screen(ChooseScreen(title, choices), partial(self._move, entry))

    def _move(self, entry: EntryRow, choice: str | None) -> None:
        if choice == "edit":
            self.do_edit_entry()
        elif choice == "restore":
            self.do_restore_price()
        elif choice is not None:
            said = _("{name}: now {state}.").format(name=safe(entry.name), state=state_name(choice, entry.kind))
            self.note(partial(activities.set_state, *self.here, entry.id, choice), said)

    def do_add_entry(self) -> None:
        self._with_products(None)

    def do_edit_entry(self) -> None:
        self._with_products(self.entry)

    def _with_products(self, entry: EntryRow | None) -> None:
        """Open the form; the products to choose from are the shop step's, which may still have to be made."""
        self.shopdesk.write(partial(self.desk.briefing, "shop"), partial(self._form, entry))

    def _form(self, entry: EntryRow | None, shop: Briefing) -> None:
        products = {row.product_id: row.title or row.product_id for row in shop.details.products}
        if entry is not None and entry.product_id:
            products.setdefault(entry.product_id, entry.product_id)
        kinds = {kind: kind_name(kind) for kind in activities.KINDS}
        fields = [
            Field("name", _("Name"), value=entry.name if entry else None, required=True),
            Field("kind", _("Kind"), "choice", entry.kind if entry else "official", kinds, required=True),
            Field("deadline", _("Sign-up until"), "date", entry.deadline if entry else None),
            Field("starts_on", _("Starts"), "date", entry.starts_on if entry else None),
            Field("ends_on", _("Ends"), "date", entry.ends_on if entry else None),
            Field("product_id", _("Product"), "choice", entry.product_id if entry else None, products),
            Field("price_minor", _("Discount price"), "money", entry.price_minor if entry else None),
            Field("restore_minor", _("Usual price"), "money", entry.restore_minor if entry else None),
            Field("note", _("Note"), value=entry.note if entry else None, hint=_("conditions, stock asked for")),
        ]

        def save(values: dict[str, Any]) -> None:
            values["product_id"] = values["product_id"] or ""
            if entry is None:
                activities.add_activity(*self.here, **values)
            else:
                activities.edit_activity(*self.here, entry.id, **values)

        title = safe(entry.name) if entry else _("One more activity")
        self.fill_in(title, fields, f"activity:{entry.id if entry else 'new'}", save, _("Changed.") if entry else _("Noted."))


class ChannelList(PlainList):
    """The five channels, ticked where the marked activity was announced; `selected` is the marked channel."""

    HELP = N_("Where the marked activity was announced. Space ticks the marked channel, or takes the tick away.")

    def show(self, announced: tuple[str, ...]) -> None:
        self.fill(
            Content.assemble(
                ("[✓] " if channel in announced else "[ ] ", "$text-success" if channel in announced else "bold"),
                channel_name(channel),
            )
            for channel in activities.CHANNELS
        )

    @property
    def selected(self) -> str | None:
        return activities.CHANNELS[self.highlighted] if self.highlighted is not None else None


def _entry_row(row: EntryRow, soon: int) -> Row:
    deadline, style = _deadline(row, soon)
    return Row(
        str(row.id),
        [
            coloured(row.name, "muted" if row.state in ("rejected", "reviewed") else ""),
            kind_name(row.kind),
            coloured(state_name(row.state, row.kind), STATE_COLOURS.get(row.state, "")),
            coloured(deadline, style),
            _days(row),
            row.next,
        ],
        [row.name, row.kind, row.state, str(row.deadline or ""), str(row.starts_on or ""), row.next],
    )


def _deadline(row: EntryRow, soon: int) -> tuple[str, str]:
    """Until when one can sign up; with the days left while that is open."""
    if row.deadline is None:
        return "–", "muted"
    day, left = f"{row.deadline:%m-%d}", row.days_left
    if row.state != "found" or left is None:
        return day, "muted"
    if left < 0:
        return _("{day} closed").format(day=day), "error"
    if left == 0:
        return _("{day} today").format(day=day), "error"
    text = ngettext("{day}, {count} day left", "{day}, {count} days left", left).format(day=day, count=left)
    return text, "error" if left <= soon else ""


def _days(row: EntryRow) -> str:
    """From – to, each as far as it is known."""
    starts, ends = (f"{day:%m-%d}" if day else "" for day in (row.starts_on, row.ends_on))
    if starts == ends:
        return starts or "–"
    return f"{starts} – {ends}".strip()


def _restore_row(row: RestoreRow, currency: str, today: Any) -> Row:
    if row.overdue:
        due = ngettext("{day}, {count} day overdue", "{day}, {count} days overdue", row.days_over)
        cell = coloured(due.format(day=f"{row.due:%m-%d}", count=row.days_over), "error")
    elif row.due == today:
        cell = coloured(_("{day} today").format(day=f"{row.due:%m-%d}"), "warning")
    else:
        cell = coloured(day_text(row.due), "muted")
    return Row(
        str(row.id), [row.title or row.product_id, price(row.price_minor, currency), price(row.restore_minor, currency), cell]
    )


def _about(row: EntryRow, currency: str) -> Content:
    prices = ""
    if row.price_minor is not None:
        prices = _("price {price}").format(price=price(row.price_minor, currency))
        if row.restore_minor is not None:
            prices = _("price {price}, usually {usual}").format(
                price=price(row.price_minor, currency), usual=price(row.restore_minor, currency)
            )
    runs = _("runs {days}").format(days=_days(row)) if row.starts_on or row.ends_on else ""
    quiet = " · ".join(part for part in (kind_name(row.kind), runs, prices, safe(row.note)) if part)
    return Content.assemble((safe(row.name), "bold"), f"  {safe(row.next)}", ("\n" + quiet, MUTED))
