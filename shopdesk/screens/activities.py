"""Step 5: activities and where each stands, prices that go back, and where an activity was announced."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from shopdesk.actions import N_
from shopdesk.screens.activity_rows import about_entry, about_report, entry_row, of_entry, report_row, restore_row
from shopdesk.screens.calendar import CalendarScreen
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.form import Field
from shopdesk.screens.noting import NotingScreen
from shopdesk.screens.report import ReportScreen
from shopdesk.steps import activities
from shopdesk.steps.activities import (
    ActivitiesDetails,
    EntryRow,
    ReportRow,
    RestoreRow,
    YearRow,
    channel_name,
    kind_name,
    plan_name,
    state_name,
)
from shopdesk.steps.briefing import Briefing, Why
from shopdesk.text import _, clip, number, safe
from shopdesk.widgets.findings import PlainList
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import Room, fill_table
from shopdesk.widgets.table import Column, DeskTable


class ActivitiesScreen(NotingScreen):
    NAME = "activities"
    HELP = N_(
        "Activities of the platform and promotions of your own, each with its state and what it asks of you next. Enter moves "
        "the marked one on, g writes its plan: whom it is for, prize, wording, cost. A new item's opening discount goes back to "
        "its usual price after its days: r notes that it did. Reports compare what is over with the weeks before it. In the list "
        "of channels, space ticks where the marked activity was announced. v opens the year with its great days."
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
                    Part(
                        _("Reports"),
                        DeskTable(
                            id="reports",
                            sortable=False,
                            empty=_("No activity that ended lately has figures; its report comes by itself."),
                        ),
                        Static(id="official", classes="marked"),
                        id="part-reports",
                    ),
                ]
            )
        )

    def fill(self) -> None:
        details, today = self.details, self.desk.today
        overdue = sum(row.overdue for row in details.restores)
        said = _("{count} overdue").format(count=overdue) if overdue else ""
        self.query_one("#part-entries", Part).say(number(len(details.entries)))
        self.query_one("#part-restores", Part).say(said or number(len(details.restores)))
        soon = self.desk.playbook.whole("activities.deadline_days")
        entries = [entry_row(row, soon) for row in details.entries]
        columns = [
            Column(_("activity"), most=18),
            Column(_("kind of activity")),
            Column(_("state")),
            Column(_("sign-up")),
            Column(_("runs")),
            Column(_("next step")),
        ]
        fill_table(self.table("entries"), columns, entries, self.room, 5, (1, 4))
        columns = [Column(_("product")), Column(_("discount"), right=True), Column(_("usual price"), right=True)]
        columns.append(Column(_("price back")))
        restores = [restore_row(row, self.currency, today) for row in details.restores]
        fill_table(self.table("restores"), columns, restores, self.room, 0)
        columns = [
            Column(_("activity")),
            Column(_("runs")),
            Column(_("visitors"), right=True),
            Column(_("conversion"), right=True),
            Column(_("sales"), right=True),
            Column(_("visitors after"), right=True),
            Column(_("extra sales"), right=True),
        ]
        reports = [report_row(row, self.currency) for row in details.reports]
        self.query_one("#part-reports", Part).say(number(len(details.reports)))
        fill_table(self.table("reports"), columns, reports, self.room, 0, (1, 5))
        self._show_marked()

    @property
    def details(self) -> ActivitiesDetails:
        return self.briefing.details if self.briefing is not None else ActivitiesDetails((), ())

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def entry(self) -> EntryRow | None:
        """The activity marked where the focus is: of a price to put back or a report, the one it is of."""
        place = self.place if self.place in ("restores", "reports") else "entries"
        key = self.table(place).marked or self.table("entries").marked
        return next((row for row in self.details.entries if str(row.id) == key), None)

    @property
    def restore(self) -> RestoreRow | None:
        """The price marked in its list; elsewhere the one of the marked activity."""
        key = self.table("restores").marked
        if self.place != "restores":
            key = str(self.entry.id) if self.entry is not None else None
        return next((row for row in self.details.restores if str(row.id) == key), None)

    @property
    def report(self) -> ReportRow | None:
        key = self.table("reports").marked
        return next((row for row in self.details.reports if str(row.id) == key), None)

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        entry = self.entry
        self.query_one("#entry", Static).update(about_entry(entry, self.currency) if entry is not None else "")
        report = self.report
        self.query_one("#official", Static).update(about_report(report, self.details.official, self.currency))
        self.query_one("#of-entry", Static).update(of_entry(entry) if entry is not None else "")
        channels = self.query_one(ChannelList)
        channels.show(entry.announced if entry is not None else ())
        told = f"{len(entry.announced)}/{len(activities.CHANNELS)}" if entry is not None else ""
        self.query_one("#part-channels", Part).say(told)
        self.query_one(Parts).refresh_line()

    def selected_why(self) -> Why | None:
        whys = self.briefing.whys if self.briefing is not None else {}
        if self.place == "reports":
            return whys.get(f"report:{self.report.id}" if self.report is not None else "official")
        if self.place == "restores":
            return whys.get(f"restore:{self.restore.id}" if self.restore is not None else "restores")
        of = "announced" if self.place == "channels" else "entry"
        return whys.get(f"{of}:{self.entry.id}" if self.entry is not None else "deadline")

    def copy_line(self) -> str:
        return self.table(self.place if self.place in ("restores", "reports") else "entries").marked_text

    # --- actions -------------------------------------------------------------------------------------------------

    def why_no_mark(self) -> str:
        if self.entry is not None:
            return ""
        return _("No activity is noted yet; {key} adds one.").format(key=self.shopdesk.key("add_entry"))

    def why_no_restore(self) -> str:
        return "" if self.restore is not None else _("The marked activity has no price to put back.")

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        if event.table.id == "reports":
            self._open_report()
        else:
            self.shopdesk.action_do("open_entry" if event.table.id == "entries" else "restore_price")

    def _open_report(self) -> None:
        if (row := self.report) is not None:
            self.look_up(partial(activities.report_document, activity_id=row.id), partial(self._show_report, row.name))

    def _show_report(self, name: str, text: str) -> None:
        self.app.push_screen(ReportScreen(name, text))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_list.id == "channels":
            self._announce()

    def why_no_tick(self) -> str:
        return self.why_no_mark() if self.place == "channels" else super().why_no_tick()

    def do_tick(self) -> None:
        if self.place == "channels":
            self._announce()
        else:
            super().do_tick()

    def _announce(self) -> None:
        channel, entry = self.query_one(ChannelList).selected, self.entry
        if channel is None or entry is None:
            return
        if channel not in entry.announced and not entry.audience:
            self._ask_audience(entry, channel)
            return
        said = _("Announced by {channel}.") if channel not in entry.announced else _("Not announced by {channel}.")
        verb = partial(activities.announce, *self.here, entry.id, channel)
        self.note(verb, said.format(channel=channel_name(channel)))

    def _ask_audience(self, entry: EntryRow, channel: str) -> None:
        fields = [Field("audience", _("Audience"), required=True, hint=_("bought twice, kept it, have it in the cart"))]
        save = lambda values: activities.announce(*self.here, entry.id, channel, values["audience"])  # noqa: E731
        said = _("Announced by {channel}.").format(channel=channel_name(channel))
        self.fill_in(_("Whom is {name} for?").format(name=clip(safe(entry.name), 40)), fields, f"audience:{entry.id}", save, said)

    def do_remove_entry(self) -> None:
        if (entry := self.entry) is not None:
            said = _("{name} is deleted.").format(name=safe(entry.name))
            self.note(partial(activities.remove_activity, *self.here, entry.id, playbook=self.desk.playbook), said)

    def do_plan_entry(self) -> None:
        if (entry := self.entry) is None:
            return
        hints = {
            "survey": _("what they want, what keeps them from it"),
            "prize": _("what there is to win or to get"),
            "wording": _("the sentence they read first"),
            "topic": _("what is talked about around it"),
            "article": _("what is published, where and when"),
        }
        fields = [
            Field("audience", _("Audience"), value=entry.audience, hint=_("bought twice, kept it, have it in the cart")),
            *(Field(name, plan_name(name), value=getattr(entry, name), hint=hints[name]) for name in activities.PLAN),
            Field("cost_minor", _("Cost"), "money", entry.cost_minor),
        ]

        def save(values: dict[str, Any]) -> None:
            activities.edit_activity(*self.here, entry.id, **values, playbook=self.desk.playbook)

        self.fill_in(_("Plan of {name}").format(name=clip(safe(entry.name), 40)), fields, f"plan:{entry.id}", save, _("Changed."))

    def do_year(self) -> None:
        from shopdesk.steps.year import around

        self.look_up(around, self._open_year)

    def _open_year(self, rows: tuple[YearRow, ...]) -> None:
        every = sorted((*self.details.year, *rows), key=lambda row: (row.first, row.kind, row.name))
        self.app.push_screen(CalendarScreen(every, self.desk.today), self._take_day)

    def _take_day(self, row: YearRow | None) -> None:
        """A day chosen in the calendar becomes a new activity; one of ours is changed."""
        if row is None:
            return
        ours = next((entry for entry in self.details.entries if entry.id == row.activity_id), None)
        self.open_with(partial(self.desk.briefing, "shop"), partial(self._form, ours, start=row))

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
        choices["plan"] = _("write its plan: audience, prize, wording, cost")
        choices["remove"] = _("delete it")
        title = f"{clip(safe(entry.name), 40)} · {state_name(entry.state, entry.kind)}"
        self.app.push_screen(ChooseScreen(title, choices), partial(self._move, entry))

    def _move(self, entry: EntryRow, choice: str | None) -> None:
        if choice == "edit":
            self.do_edit_entry()
        elif choice == "plan":
            self.do_plan_entry()
        elif choice == "remove":
            self.do_remove_entry()
        elif choice == "restore":
            self.do_restore_price()
        elif choice is not None:
            said = _("{name}: now {state}.").format(name=safe(entry.name), state=state_name(choice, entry.kind))
            verb = partial(activities.set_state, *self.here, entry.id, choice, day=self.desk.day, playbook=self.desk.playbook)
            self.note(verb, said)

    def do_add_entry(self) -> None:
        self._with_products(None)

    def do_edit_entry(self) -> None:
        self._with_products(self.entry)

    def _with_products(self, entry: EntryRow | None) -> None:
        """Open the form; the products to choose from are the shop step's, which may still have to be made."""
        self.open_with(partial(self.desk.briefing, "shop"), partial(self._form, entry))

    def _form(self, entry: EntryRow | None, shop: Briefing, start: YearRow | None = None) -> None:
        products = {row.product_id: row.title or row.product_id for row in shop.details.products}
        if entry is not None and entry.product_id:
            products.setdefault(entry.product_id, entry.product_id)
        kinds = {kind: kind_name(kind) for kind in activities.KINDS}
        book = self.desk.playbook
        fields = [
            Field("name", _("Name"), value=entry.name if entry else start.name if start else None, required=True),
            Field("kind", _("Kind"), "choice", entry.kind if entry else "official", kinds, required=True),
            Field("deadline", _("Sign-up until"), "date", entry.deadline if entry else None),
            Field("starts_on", _("Starts"), "date", entry.starts_on if entry else start.first if start else None),
            Field("ends_on", _("Ends"), "date", entry.ends_on if entry else start.last if start else None),
            Field("product_id", _("Product"), "choice", entry.product_id if entry else None, products),
            Field("price_minor", _("Discount price"), "money", entry.price_minor if entry else None),
            Field("restore_minor", _("Usual price"), "money", entry.restore_minor if entry else None),
            Field("note", _("Note"), value=entry.note if entry else None, hint=_("conditions, stock asked for")),
        ]
        if entry is None:
            fields.append(Field("audience", _("Audience"), hint=_("whom it is for; a push needs one")))

        def save(values: dict[str, Any]) -> None:
            values["product_id"] = values["product_id"] or ""
            if entry is None:
                activities.add_activity(*self.here, **values, playbook=book)
            else:
                activities.edit_activity(*self.here, entry.id, **values, playbook=book)

        title = safe(entry.name) if entry else _("One more activity")
        key = f"activity:{entry.id if entry else start.first if start else 'new'}"
        self.fill_in(title, fields, key, save, _("Changed.") if entry else _("Noted."))


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
