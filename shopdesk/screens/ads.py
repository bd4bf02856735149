"""Step 4: what the paid words earn, the verdict on each, and whether the page allows more money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from shopdesk.actions import N_
from shopdesk.screens.ad_parts import SHARE, WHOLE, entry_key, fill_journal, fill_tools, plan_fields, plan_line
from shopdesk.screens.ad_words import by_stake, fill_words, key_of, verdict_name
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.noting import NotingScreen
from shopdesk.steps import ad_journal, ad_plan, ads
from shopdesk.steps.ad_journal import Entry, Journal
from shopdesk.steps.ad_plan import PlanForm
from shopdesk.steps.ad_whys import explain, explain_product
from shopdesk.steps.ads import AdProductRow, AdsDetails, KeywordRow
from shopdesk.steps.briefing import Briefing, Why
from shopdesk.text import _, aside, clip, money, number, percent, safe
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import Room, fill_table
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

if TYPE_CHECKING:
    from shopdesk.steps.breakdown import Breakdown

PICTURES = {"change": (N_("! change"), "error"), "fine": (N_("✓ fine"), "success"), "unknown": (N_("~ cannot tell"), "muted")}


class AdsScreen(NotingScreen):
    NAME = "ads"
    HELP = N_(
        "Every paid word with its verdict: delete, lower, raise, add, keep, or watch until it has enough clicks. The money at "
        "stake comes first. Enter notes your decision, y copies the word, ? shows how its verdict came about. The newest days "
        "are left out, for their orders still grow. While the page fails its check, no word is raised. Tab goes on to the "
        "products, to promotion's plan and to the journal, which says what earlier decisions did."
    )
    CSS_PATH = "ads.tcss"
    AUTO_FOCUS = "#words DataTable"

    def __init__(self) -> None:
        super().__init__()
        self._words: dict[str, KeywordRow] = {}
        self._journal: Journal | None = None

    def compose_figures(self) -> ComposeResult:
        words = Part(
            _("Keywords"),
            DeskTable(id="words", empty=_("No keyword of these days has figures.")),
            Static(id="word", classes="marked"),
            id="part-words",
        )
        products = Part(
            _("Products"),
            DeskTable(id="products", empty=_("No product was advertised in these days.")),
            Static(id="product", classes="marked"),
            id="part-products",
        )
        plan = Part(
            _("Plan"),
            Static(id="plan-line", classes="line"),
            DeskTable(id="tools", empty=_("What each tool costs is shown here once there is a plan.")),
            id="part-plan",
        )
        journal = Part(
            _("Journal"),
            Static(id="journal-line", classes="line"),
            DeskTable(id="journal", empty=_("Decisions are kept here, / finds a word again.")),
            id="part-journal",
        )
        yield Room(Static(id="whole"), Parts([words, products], [plan, journal]))

    def fill(self) -> None:
        if (details := self.details) is None or self.briefing is None:
            return
        self.query_one("#whole", Static).update(Content("\n").join(_whole(details, self.currency)))
        self.query_one("#part-words", Part).say(number(len(details.keywords)))
        self.query_one("#part-products", Part).say(number(len(details.products)))
        self._fill_plan(details)
        self._fill_journal()
        self.query_one(Parts).refresh_line()
        words = by_stake(details, self.desk.day)
        self._words = {key_of(row): row for row in words}
        fill_words(self.table("words"), words, self.currency, self.room)
        _fill_products(self.table("products"), details.products, self.currency, self.room)
        self._show_marked()

    def show(self, briefing: Briefing) -> None:
        super().show(briefing)
        self._read_journal()

    @work(thread=True, exclusive=True, group="journal", exit_on_error=False)
    def _read_journal(self) -> None:
        """Half a year of the decided words: not for the morning's briefing, and not to be waited for."""
        worker = get_current_worker()
        with self.desk.context() as context:
            found = ad_journal.journal(context)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_journal, found)

    def _show_journal(self, found: Journal) -> None:
        self._journal = found
        if self.is_mounted and self.room:
            self._fill_journal()
            self.query_one(Parts).refresh_line()

    def _fill_plan(self, details: AdsDetails) -> None:
        line = plan_line(details.plan, self._goals, self.shopdesk.key("plan_ads"), self.currency)
        self.query_one("#plan-line", Static).update(line)
        fill_tools(self.table("tools"), details.plan, self.currency, self.room)
        off = [row for row in details.plan.tools if row.verdict == "act"] if details.plan is not None else []
        self.query_one("#part-plan", Part).say("!" if off or (details.plan and details.plan.pace_verdict == "act") else "")

    def _fill_journal(self) -> None:
        if (found := self._journal) is not None:
            self.query_one("#journal-line", Static).update(Content(safe(ad_journal.line(found))))
            fill_journal(self.table("journal"), found, self.currency, self.room)
            self.query_one("#part-journal", Part).say(number(len(found.entries)))

    @property
    def _goals(self) -> dict[str, str]:
        return {key: str(goal.words) for key, goal in self.desk.playbook.ad_goals.goals.items()}

    @property
    def entry(self) -> Entry | None:
        key = self.table("journal").marked
        entries = self._journal.entries if self._journal is not None else ()
        return next((entry for entry in entries if entry_key(entry) == key), None)

    @property
    def details(self) -> AdsDetails | None:
        found = self.briefing.details if self.briefing is not None else None
        return found if isinstance(found, AdsDetails) else None

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def word(self) -> KeywordRow | None:
        return self._words.get(self.table("words").marked or "")

    @property
    def product(self) -> AdProductRow | None:
        key = self.table("products").marked
        rows = self.details.products if self.details is not None else ()
        return next((row for row in rows if row.product_id == key), None)

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        word, product = self.word, self.product
        self.query_one("#word", Static).update(self._about_word(word) if word is not None else "")
        self.query_one("#product", Static).update(_about_product(product, self.currency) if product is not None else "")

    def _about_word(self, row: KeywordRow) -> Content:
        products = {product.product_id: product for product in self.details.products} if self.details is not None else {}
        product = products.get(row.product_id)
        where = [row.campaign, product.title or row.product_id if product else row.product_id]
        notes = [_("protected")] if row.protected else []
        if row.decision and row.decided_on is not None:
            decided = _("decided: {decision} on {day}")
            notes.append(decided.format(decision=verdict_name(row.decision), day=f"{row.decided_on:%m-%d}"))
        return Content.assemble(
            (safe(row.keyword), "bold"),
            f"  {safe(row.why)}",
            (f" · {', '.join(notes)}" if notes else "", "$text-accent"),
            ("\n" + safe(" · ".join(part for part in where if part)), MUTED),
        )

    def copy_line(self) -> str:
        if self.place == "plan":
            return self.table("tools").marked_text
        if self.place == "journal":
            return self.entry.decision.keyword if self.entry is not None else ""
        if self.place == "products":
            return self.product.title or self.product.product_id if self.product is not None else ""
        return self.word.keyword if self.word is not None else ""

    def selected_why(self) -> Why | None:
        if self.details is None or self.briefing is None:
            return None
        if self.place == "plan":
            return self.briefing.whys.get("pace" if self.table("tools").marked == WHOLE else "plan")
        if self.place == "journal":
            if self._journal is None:
                return None
            if self.entry is None:
                return ad_journal.record_why(self._journal)
            return ad_journal.entry_why(self.entry, self._journal, self.currency)
        if self.place == "products":
            return explain_product(self.details, self.product, self.currency) if self.product is not None else None
        if self.word is None:
            return None
        why = explain(self.details, self.word, self.currency)
        return replace(why, inputs=((_("verdict"), f"{verdict_name(self.word.verdict)} – {self.word.why}"), *why.inputs))

    # --- actions -------------------------------------------------------------------------------------------------

    def why_no_word(self) -> str:
        return "" if self.word is not None else _("Mark a word first.")

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        if event.table.id == "words":
            self.shopdesk.action_do("decide")
        else:
            self.shopdesk.action_do("why")

    def do_decide(self) -> None:
        row = self.word
        if row is None:
            return
        choices = {name: verdict_name(name) for name in ads.VERDICTS if name != "add" or row.verdict == "add"}
        choices["protect"] = _("protect it no longer") if row.protected else _("protect it: never delete")
        if row.decision:
            choices["nothing"] = _("take the decision back")
        self.app.push_screen(ChooseScreen(clip(safe(row.keyword), 60), choices), partial(self._decided, row))

    def _decided(self, row: KeywordRow, choice: str | None) -> None:
        word = safe(row.keyword)
        if choice == "protect":
            said = _("“{word}” is no longer protected.") if row.protected else _("“{word}” is protected.")
            self.note(partial(ads.protect, *self.here, row.product_id, row.keyword, not row.protected), said.format(word=word))
        elif choice is not None:
            decision = "" if choice == "nothing" else choice
            said = _("“{word}”: {decision}.") if decision else _("“{word}” is open again.")
            verb = partial(ads.decide, *self.here, row.product_id, row.keyword, decision, self.desk.day, row)
            self.note(verb, said.format(word=word, decision=verdict_name(decision)))

    # --- where the money went ------------------------------------------------------------------------------------

    def do_break_down(self) -> None:
        from shopdesk.steps.breakdown import breakdown

        self.look_up(breakdown, self._show_breakdown)

    def _show_breakdown(self, found: Breakdown) -> None:
        from shopdesk.screens.breakdown import BreakdownScreen

        if found.levels:
            self.app.push_screen(BreakdownScreen(found, self.desk, self.currency))
        else:
            self.shopdesk.say(
                _("No report by crowd, picture, group, campaign or region of these days: import one (key {key}).").format(
                    key=self.shopdesk.key("files")
                ),
                "warning",
            )

    # --- promotion's plan ----------------------------------------------------------------------------------------

    def do_plan_ads(self) -> None:
        self.look_up(ad_plan.form, self._ask_plan)

    def _ask_plan(self, form: PlanForm) -> None:
        def save(values: dict[str, Any]) -> None:
            shares = {tool: values[SHARE.format(n=n)] for n, tool in enumerate(form.shares)}
            ad_plan.set_plan(*self.here, self.desk.playbook, self.desk.day, values["goal"] or "", values["whole"], shares)

        title = _("Promotion in {month}").format(month=form.period)
        self.fill_in(title, plan_fields(form, self._goals), f"ad plan {form.period}", save, _("Noted."), _about_plan)


def _about_plan(_typed: Mapping[str, str]) -> Content:
    words = _("Shares make up 100 %. Without any, the tools are held against the goal's own shares, which stand in the fields.")
    return Content.styled(words, MUTED)


# --- the whole -----------------------------------------------------------------------------------------------------


def _whole(details: AdsDetails, currency: str) -> list[Content]:
    """The gate, and what all ads together cost and brought."""
    style = "bold $text-error" if details.gate.closed else ""
    gate = Content.assemble((_("Page gate"), MUTED), "  ", (safe(details.gate.why), style))
    if details.spend_minor is None and details.roi is None:
        return [gate]
    margin = 1 / details.break_even_roi if details.break_even_roi else None
    words = _("break-even {line}, margin {margin} assumed") if details.margin_assumed else _("break-even {line}, margin {margin}")
    if details.margin_assumed and not all(product.margin_assumed for product in details.products):
        words = _("break-even {line}, margin {margin} partly assumed")
    spend = _("Spend {spend} / {days} days").format(spend=money(details.spend_minor, currency), days=details.days)
    line = words.format(line=number(details.break_even_roi, 1), margin=percent(margin, 0))
    under = details.break_even_roi is not None and (details.roi or 0) < details.break_even_roi
    roi = (f"{_('ROI')} {number(details.roi, 1)}", "bold $text-error" if under else "bold")
    sums = Content.assemble(f"{spend} · ", roi, aside("", line))
    return [gate, sums]


# --- products ------------------------------------------------------------------------------------------------------


def _fill_products(table: DeskTable, rows: Sequence[AdProductRow], currency: str, room: int) -> None:
    columns = [
        Column(_("product")),
        Column(_("clicks"), right=True),
        Column(_("CTR"), right=True),
        Column(_("CPC"), right=True),
        Column(_("rank"), right=True),
        Column(_("orders"), right=True),
        Column(_("sales"), right=True),
        Column(_("ROI"), right=True),
        Column(_("picture")),
    ]
    lines = [_product_row(row, currency) for row in rows]
    fill_table(table, columns, lines, room, 0, spare=(4, 3))


def _product_row(row: AdProductRow, currency: str) -> Row:
    picture, style = PICTURES[row.picture]
    loses = row.roi is not None and row.break_even_roi is not None and row.roi < row.break_even_roi
    return Row(
        row.product_id,
        [
            row.title or row.product_id,
            number(row.clicks),
            percent(row.ctr, 2),
            money(row.cpc_minor, currency, cents=True),
            number(row.rank, 1),
            number(row.orders),
            money(row.sales_minor, currency),
            coloured(number(row.roi, 1), "error" if loses else ""),
            coloured(_(picture), style),
        ],
        [row.title, row.clicks, row.ctr, row.cpc_minor, row.rank, row.orders, row.sales_minor, row.roi, row.picture],
    )


def _about_product(row: AdProductRow, currency: str) -> Content:
    margin = percent(row.margin, 0) + (f" {_('assumed')}" if row.margin_assumed else "")
    parts = [
        _("usual CTR at least {rate}").format(rate=percent(row.usual_ctr, 2)),
        _("CPC {money}, rank {rank}").format(money=money(row.cpc_minor, currency, cents=True), rank=number(row.rank, 1)),
        _("conversion {rate}").format(rate=percent(row.conversion, 2)),
        _("margin {margin}").format(margin=margin),
        _("break-even {line}, target {target}").format(line=number(row.break_even_roi, 1), target=number(row.target_roi, 1)),
        _("spend {spend}").format(spend=money(row.spend_minor, currency)),
    ]
    return Content.assemble((safe(row.title or row.product_id), "bold"), ("\n" + " · ".join(parts), MUTED))
