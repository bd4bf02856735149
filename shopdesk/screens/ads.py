"""Step 4: what the paid words earn, the verdict on each, and whether the page allows more money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.actions import N_
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.noting import NotingScreen, Room, fill_table
from shopdesk.steps import ads
from shopdesk.steps.ads import AdProductRow, AdsDetails, KeywordRow
from shopdesk.steps.ad_whys import explain
from shopdesk.steps.briefing import Finding, Why
from shopdesk.text import _, clip, money, number, percent, safe
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import left_over, natural
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

VERDICTS = {
    "delete": (N_("delete"), "error"),
    "lower": (N_("lower"), "warning"),
    "raise": (N_("raise"), "success"),
    "add": (N_("add"), "success"),
    "keep": (N_("keep"), ""),
    "watch": (N_("watch it"), "muted"),
}
PICTURES = {"change": (N_("! change"), "error"), "fine": (N_("✓ fine"), "success"), "unknown": (N_("~ unsure"), "muted")}
WORD_CELLS, WHY_CELLS = 14, 10  # a keyword is clipped beyond; a reason with less room is left to the line below


class AdsScreen(NotingScreen):
    NAME = "ads"
    HELP = N_(
        "Every paid word with its verdict: delete, lower, raise, add, keep, or watch until it has enough clicks. The money at "
        "stake comes first. Enter notes your decision, y copies the word, ? shows how its verdict came about. The newest days "
        "are left out, for their orders still grow. While the page fails its check, no word is raised."
    )
    CSS_PATH = "ads.tcss"
    AUTO_FOCUS = "#words DataTable"

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
        yield Room(Static(id="whole"), Parts([words, products]))

    def fill(self) -> None:
        if (details := self.details) is None or self.briefing is None:
            return
        self.query_one("#whole", Static).update(Content("\n").join(_whole(details, self.currency)))
        self.query_one("#part-words", Part).say(number(len(details.keywords)))
        self.query_one("#part-products", Part).say(number(len(details.products)))
        self.query_one(Parts).refresh_line()
        words = _by_stake(details, self.briefing.findings, self.desk.day)
        _fill_words(self.query_one("#words", DeskTable), words, self.currency, self.room)
        _fill_products(self.query_one("#products", DeskTable), details.products, self.currency, self.room)
        self._show_marked()

    @property
    def details(self) -> AdsDetails | None:
        found = self.briefing.details if self.briefing is not None else None
        return found if isinstance(found, AdsDetails) else None

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def word(self) -> KeywordRow | None:
        key = self.query_one("#words", DeskTable).marked
        rows = self.details.keywords if self.details is not None else ()
        return next((row for row in rows if _key(row) == key), None)

    @property
    def product(self) -> AdProductRow | None:
        key = self.query_one("#products", DeskTable).marked
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
            notes.append(decided.format(decision=_verdict(row.decision), day=f"{row.decided_on:%m-%d}"))
        return Content.assemble(
            (safe(row.keyword), "bold"),
            f"  {safe(row.why)}",
            (f" · {', '.join(notes)}" if notes else "", "$text-accent"),
            ("\n" + safe(" · ".join(part for part in where if part)), MUTED),
        )

    def copy_line(self) -> str:
        if self.focus_is_in("#products"):
            return self.product.title or self.product.product_id if self.product is not None else ""
        return self.word.keyword if self.word is not None else ""

    def selected_why(self) -> Why | None:
        if self.details is None:
            return None
        if self.focus_is_in("#products"):
            return _why_product(self.product, self.details, self.currency) if self.product is not None else None
        if self.word is None:
            return None
        why = explain(self.details, self.word, self.currency)
        return replace(why, inputs=((_("verdict"), f"{_verdict(self.word.verdict)} – {self.word.why}"), *why.inputs))

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
        choices = {name: _verdict(name) for name in ads.VERDICTS if name != "add" or row.verdict == "add"}
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
            verb = partial(ads.decide, *self.here, row.product_id, row.keyword, decision, self.desk.day)
            self.note(verb, said.format(word=word, decision=_verdict(decision)))


def _verdict(name: str) -> str:
    return _(VERDICTS[name][0]) if name in VERDICTS else name


def _key(row: KeywordRow) -> str:
    return "\n".join((row.tool, row.campaign, row.product_id, row.keyword))


def _by_stake(details: AdsDetails, findings: Sequence[Finding], day: date) -> list[KeywordRow]:
    """What a finding names first, by its money a day; then what was decided this morning; then what was spent most on."""
    worth = {finding.key: abs(finding.worth_minor or 0) for finding in findings}

    def stake(row: KeywordRow) -> tuple[bool, int, bool, int]:
        key = f"ads:{row.verdict}:{row.product_id}:{row.keyword}"
        return key not in worth, -worth.get(key, 0), row.decided_on != day, -(row.spend_minor or 0)

    return sorted(details.keywords, key=stake)


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
    sums = Content.assemble(f"{spend} · ", roi, f" ({line})")
    return [gate, sums]


# --- words ---------------------------------------------------------------------------------------------------------


def _fill_words(table: DeskTable, rows: Sequence[KeywordRow], currency: str, room: int) -> None:
    columns = [
        Column(_("verdict")),
        Column(_("keyword"), most=WORD_CELLS),
        Column(_("clicks"), right=True),
        Column(_("orders"), right=True),
        Column(_("CTR"), right=True),
        Column(_("CPC"), right=True),
        Column(_("ROI"), right=True),
        Column(_("rank"), right=True),
        Column(_("why")),
    ]
    lines = [_word_row(row, currency) for row in rows]
    words = min(natural(columns[1], [line.cells[1] for line in lines]), WORD_CELLS)
    rest = left_over(room, columns, lines, {1, 8})
    if rest - words >= WHY_CELLS:
        columns[8] = replace(columns[8], most=rest - words)
    else:
        columns.pop()
        lines = [Row(line.key, line.cells[:-1], line.sort[:-1]) for line in lines]
        columns[1] = replace(columns[1], most=max(rest + 2, 8))
    table.fill(columns, lines)


def _word_row(row: KeywordRow, currency: str) -> Row:
    verdict = _verdict(row.verdict) + (" ✓" if row.settled else "")
    style = "muted" if row.settled else VERDICTS[row.verdict][1]
    return Row(
        _key(row),
        [
            coloured(verdict, style),
            row.keyword,
            number(row.clicks),
            number(row.orders),
            percent(row.ctr),
            money(row.cpc_minor, currency, cents=True),
            number(row.roi, 1),
            number(row.rank, 1),
            coloured(row.why, "muted"),
        ],
        [
            list(VERDICTS).index(row.verdict) * -1,
            row.keyword,
            row.clicks,
            row.orders,
            row.ctr,
            row.cpc_minor,
            row.roi,
            row.rank,
            row.why,
        ],
    )


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
        _("usual CTR {rate}").format(rate=percent(row.usual_ctr, 2)),
        _("CPC {money}, rank {rank}").format(money=money(row.cpc_minor, currency, cents=True), rank=number(row.rank, 1)),
        _("conversion {rate}").format(rate=percent(row.conversion, 2)),
        _("margin {margin}").format(margin=margin),
        _("break-even {line}, target {target}").format(line=number(row.break_even_roi, 1), target=number(row.target_roi, 1)),
        _("spend {spend}").format(spend=money(row.spend_minor, currency)),
    ]
    return Content.assemble((safe(row.title or row.product_id), "bold"), ("\n" + " · ".join(parts), MUTED))


def _why_product(row: AdProductRow, details: AdsDetails, currency: str) -> Why:
    finding_line = {
        "change": _("even the upper bound (95 %) of its CTR is under the usual: change the picture"),
        "fine": _("its CTR reaches the usual"),
        "unknown": _("too few impressions, or too close to the usual to tell"),
    }[row.picture]
    return Why(
        safe(row.title or row.product_id),
        _("CTR = clicks / impressions; ROI = sales / spend; usual CTR: its own days before, or what the shop's others draw"),
        (
            (_("impressions"), number(row.impressions)),
            (_("clicks"), number(row.clicks)),
            (_("usual CTR"), percent(row.usual_ctr, 2)),
            (_("spend"), money(row.spend_minor, currency, cents=True)),
            (_("sales"), money(row.sales_minor, currency, cents=True)),
            (_("days"), f"{details.window_from} – {details.window_to}"),
        ),
        threshold=finding_line,
        rule="R30",
    )
