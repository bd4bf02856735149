"""Step 2: where visitors came from and what that was worth, the products, the stock, and the day's logs."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopdesk.actions import N_
from shopdesk.screens.cause import CauseNote, CauseScreen
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.form import Field
from shopdesk.screens.noting import NotingScreen
from shopdesk.screens.shop_tables import (
    TIERS,
    amount,
    bars,
    came_from,
    fallen_first,
    fill_products,
    fill_range,
    fill_sources,
    fill_stock,
)
from shopdesk.screens.typed import whole
from shopdesk.steps import shop
from shopdesk.steps.briefing import Why
from shopdesk.steps.goods import goods_of
from shopdesk.steps.product_links import Offer, link_product, offers, step_text
from shopdesk.steps.returns import about as comes_back
from shopdesk.steps.shop import LogView, ShopDetails, SourceRow, StockRow
from shopdesk.steps.sources import short_name
from shopdesk.text import _, clip, money, number, safe
from shopdesk.widgets.bars import Bars
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import Room
from shopdesk.widgets.show import MUTED, day_text
from shopdesk.widgets.table import DeskTable

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo
    from shopdesk.steps.shop import OperatorFields

LOGS = {"promotion": N_("Promotion"), "service": N_("Service")}


class ShopScreen(NotingScreen):
    NAME = "shop"
    HELP = N_(
        "Visitors by source against the same weekday of the weeks before, those that fell first; worth is what the source moved "
        "in money, by visitors, conversion and average spend together. Write a cause for every source that fell: c, or Enter on "
        "it. Then the products with the most visitors, the stock in its four states, and the day's logs (g). Enter on a product "
        "changes what you say of it: main or not, tier, price, cost, delivery time, season."
    )
    CSS_PATH = "shop.tcss"
    AUTO_FOCUS = "#sources DataTable"

    def compose_figures(self) -> ComposeResult:
        sources = Part(
            _("Sources"),
            DeskTable(id="sources", empty=_("No visitors by source for this day yet.")),
            Static(id="source", classes="marked"),
            id="part-sources",
        )
        products = Part(
            _("Products"),
            DeskTable(id="products", empty=_("No product report for this day yet.")),
            Static(id="product", classes="marked"),
            id="part-products",
        )
        stock = Part(
            _("Stock"),
            DeskTable(id="stock", empty=_("No stock list yet.")),
            Static(id="item", classes="marked"),
            id="part-stock",
        )
        money_moved = Part(_("In money"), Bars(id="bars"), Static(id="mix"), id="part-bars")
        goods_range = Part(
            _("Range"),
            DeskTable(id="range", sortable=False, empty=_("No product report of the last four weeks yet.")),
            Static(id="part", classes="marked"),
            id="part-range",
        )
        logs = Part(_("Logs"), Static(id="logs"), id="part-logs")
        yield Room(Parts([sources, money_moved], [products, stock, logs], [goods_range]))

    def fill(self) -> None:
        details, currency = self.details, self.currency
        if details is None:
            return
        counts = {"sources": details.sources, "products": details.products, "stock": details.stock, "logs": details.logs}
        for name, rows in counts.items():
            self.query_one(f"#part-{name}", Part).say(number(len(rows)))
        self.query_one(Parts).refresh_line()
        fill_sources(self.table("sources"), fallen_first(details.sources), currency, self.room)
        self.query_one(Bars).draw(bars(details.sources, currency))
        self.query_one("#mix", Static).update(_mix(details, currency))
        fill_products(self.table("products"), details.products, currency, self.room)
        fill_stock(self.table("stock"), details.stock, self.room)
        fill_range(self.table("range"), details.assortment, details.returns, self.room)
        self.query_one("#logs", Static).update(self._logs(details))
        self._show_marked()

    @property
    def details(self) -> ShopDetails | None:
        found = self.briefing.details if self.briefing is not None else None
        return found if isinstance(found, ShopDetails) else None

    def _logs(self, details: ShopDetails) -> Content:
        written = {log.kind: log for log in details.logs}
        key, day = self.shopdesk.key("write_log"), day_text(self.desk.day)
        lines = []
        for kind, title in LOGS.items():
            log = written.get(kind)  # type: ignore[call-overload]
            words = _("nothing written for {day} yet; {key} writes it").format(day=day, key=key)
            text = Content.styled(words, MUTED) if log is None else Content(_log_line(log, self.currency))
            lines.append(Content.assemble((f"{_(title)}  ", "bold"), text))
        return Content("\n").join(lines)

    # --- the marked row ------------------------------------------------------------------------------------------

    @property
    def source(self) -> SourceRow | None:
        key = self.table("sources").marked
        return next((row for row in self.details.sources if row.source == key), None) if self.details is not None else None

    @property
    def item(self) -> StockRow | None:
        key = self.table("stock").marked
        return next((row for row in self.details.stock if row.product_id == key), None) if self.details is not None else None

    def on_desk_table_marked(self) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        if self.details is None or self.briefing is None:
            return
        source, item = self.source, self.item
        self.query_one("#source", Static).update(self._about_source(source) if source is not None else "")
        self.query_one("#item", Static).update(_about_item(item) if item is not None else "")
        key = self.table("products").marked
        product = next((row for row in self.details.products if row.product_id == key), None)
        about = ""
        if product is not None:
            about = _("{product} · Enter changes what you say of it").format(product=safe(product.title or product.product_id))
            back = self.details.returns.of(product.product_id) if self.details.returns is not None else None
            about = f"{about}\n{comes_back(back)}" if back is not None else about
            about = f"{about}\n{came_from(product)}" if product.came_from else about
        self.query_one("#product", Static).update(Content.styled(about, MUTED))
        why = self.briefing.whys.get(f"range:{self.table('range').marked}")
        named = "\n".join(f"{safe(name)}  {safe(value)}" for name, value in why.inputs[:6]) if why is not None else ""
        self.query_one("#part", Static).update(Content.styled(named, MUTED))

    def _about_source(self, row: SourceRow) -> Content:
        since = ""
        if row.since is not None and row.days_down > 1:
            since = _("down since {day}: {mean} a day, usually {usual}").format(
                day=f"{row.since:%m-%d}", mean=number(row.mean_since), usual=number(row.usual_since)
            )
        cause = _("Cause: {cause}").format(cause=safe(row.cause)) if row.cause else ""
        if not cause and row.verdict == "fell":
            cause = _("No cause yet: {key} writes it").format(key=self.shopdesk.key("note_source"))
            if row.earlier_cause is not None:
                noted = _("{cause} (noted {day}: {words})")
                cause = noted.format(cause=cause, day=f"{row.earlier_cause.day:%m-%d}", words=safe(row.earlier_cause.text))
        parts = [part for part in (since, cause, _costs(row, self.currency)) if part]
        return Content.assemble((safe(row.source), MUTED), f"\n{' · '.join(parts)}" if parts else "")

    @property
    def place(self) -> str:
        return super().place or "sources"

    def copy_line(self) -> str:
        if self.place == "logs" and self.details is not None:
            return "  ".join(log.text for log in self.details.logs)
        if self.place not in ("products", "stock", "range"):
            return short_name(self.source.source) if self.source is not None else ""
        return self.table(self.place).marked_text

    def selected_why(self) -> Why | None:
        if self.briefing is None:
            return None
        place = self.place
        if place == "bars":
            return self.briefing.whys.get("mix_effect")
        if place == "logs":
            return None
        kind = {"sources": "source", "products": "product", "stock": "stock", "range": "range"}[place]
        return self.briefing.whys.get(f"{kind}:{self.table(place).marked}")

    @property
    def product(self) -> str | None:
        """The id of the marked product, in the list of products or in the stock."""
        return self.table(self.place).marked if self.place in ("products", "stock") else None

    # --- actions -------------------------------------------------------------------------------------------------

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        if event.table.id == "sources":
            self.shopdesk.action_do("note_source")
        elif event.table.id in ("products", "stock"):
            self.look_up(partial(shop.product, product_id=event.key), partial(self._open_product, event.key))
        else:
            self.shopdesk.action_do("why")

    def why_no_source(self) -> str:
        return "" if self.source is not None else _("Mark a source first.")

    def why_no_product(self) -> str:
        return "" if self.product is not None else _("Mark a product first.")

    def do_link_product(self) -> None:
        if (product := self.product) is not None:
            self.look_up(lambda context: offers(context, goods_of(context), product), partial(self._choose_link, product))

    def _choose_link(self, product_id: str, found: tuple[Offer, ...]) -> None:
        if not found:
            self.shopdesk.say(_("No other product is a profit item yet; Enter on a product says its tier."), "warning")
            return
        by_id = {offer.product_id: offer for offer in found}
        choices = {key: self._offer_line(offer) for key, offer in by_id.items()}
        screen = ChooseScreen(_("Which profit items does its page lead to? Enter links, or no longer."), choices)
        self.app.push_screen(screen, lambda key: self._link(product_id, by_id[key]) if key is not None else None)

    def _offer_line(self, offer: Offer) -> str:
        price = money(offer.price_minor, self.currency)
        return f"{'●' if offer.linked else '○'} {clip(safe(offer.title), 36)}  {price}  {step_text(offer)}"

    def _link(self, product_id: str, offer: Offer) -> None:
        said = _("The link is taken away.") if offer.linked else _("The link is noted.")
        self.note(partial(link_product, *self.here, product_id, offer.product_id, not offer.linked), said)

    def do_note_source(self) -> None:
        row = self.source
        if row is None:
            return
        now, usual, money_moved = number(row.visitors), number(row.baseline_visitors), amount(row.effect.total, self.currency)
        moved = {name: getattr(row.effect, name) for name in ("visitors", "conversion", "average_spend")}
        worths = {name: amount(value, self.currency) for name, value in moved.items() if value is not None}
        about = _("{source}: {now} visitors, usually {usual}; {worth}").format(
            source=safe(row.source), now=now, usual=usual, worth=money_moved
        )
        title = _("Why did {source} move?") if row.verdict != "fell" else _("Why did {source} fall?")
        key = f"cause:{self.desk.day}:{row.source}"
        screen = CauseScreen(title.format(source=short_name(row.source)), about, row.cause, self.shopdesk.drafts, key, worths)
        self.app.push_screen(screen, partial(self._caused, row))

    def _caused(self, row: SourceRow, note: CauseNote | None) -> None:
        if note is None:
            return
        verb = partial(self.shopdesk.verbs.note_cause, note.text, f"source:{row.source}", note.factor)
        self.note(verb, _("The cause is noted.") if note.text else _("The cause is taken back."))

    def do_write_log(self) -> None:
        written = {log.kind: log for log in self.details.logs} if self.details is not None else {}
        promotion, service = written.get("promotion"), written.get("service")
        fields = [
            Field("promotion", _("Promotion"), value=promotion and promotion.text, hint=_("what was done in ads and promotion")),
            Field("spend", _("Spent"), "money", promotion and promotion.spend_minor),
            Field("service", _("Service"), value=service and service.text, hint=_("what buyers asked, what went wrong")),
            Field("enquiries", _("Enquiries"), "number", service and service.enquiries),
            Field("deals", _("Deals"), "number", service and service.deals),
            Field("seconds", _("Reply, seconds"), "number", service and service.reply_seconds),
        ]
        title, key = _("Logs of {day}").format(day=day_text(self.desk.day)), f"log:{self.desk.day}"
        self.fill_in(title, fields, key, partial(self._write_logs, promotion, service), _("The logs are written."))

    def _write_logs(self, promotion: LogView | None, service: LogView | None, values: dict[str, Any]) -> None:
        """Each log that is another than before."""
        told = LogView("promotion", values["promotion"], values["spend"], None, None, None)
        enquiries, deals = whole(values["enquiries"], _("Enquiries")), whole(values["deals"], _("Deals"))
        served = LogView("service", values["service"], None, enquiries, deals, values["seconds"])
        nothing = (LogView("promotion", "", None, None, None, None), LogView("service", "", None, None, None, None))
        for log, before in ((told, promotion), (served, service)):
            if log not in (before, *nothing):
                shop.note_log(*self.here, self.desk.day, **asdict(log))

    def _open_product(self, product_id: str, known: ProductInfo | None) -> None:
        if known is None:
            self.shopdesk.say(_("This product is not in the shop's list; import the product report."), "warning")
            return
        main = {"auto": _("by its visitors"), "yes": _("main"), "no": _("not main")}
        tiers = {"none": "–", **{tier: _(name) for tier, name in TIERS.items()}}
        is_main = {True: "yes", False: "no", None: "auto"}[known.is_main]
        fields = [
            Field("is_main", _("Main product"), "choice", is_main, main, required=True),
            Field("tier", _("Tier"), "choice", known.tier or "none", tiers, required=True),
            Field("price_minor", _("Price"), "money", known.price_minor),
            Field("cost_minor", _("Cost"), "money", known.cost_minor),
            Field("lead_days", _("Delivery, days"), "number", known.lead_days),
            Field("season", _("Season"), value=known.season or None),
            Field("season_end", _("Season ends"), "date", known.season_end),
        ]
        title = clip(safe(known.title or product_id), 60)
        self.fill_in(title, fields, f"product:{product_id}", partial(self._set, product_id), _("The product is changed."))

    def _set(self, product_id: str, values: dict[str, Any]) -> None:
        fields: OperatorFields = {
            "is_main": {"yes": True, "no": False}.get(values["is_main"]),
            "tier": "" if values["tier"] == "none" else values["tier"],
            "price_minor": values["price_minor"],
            "cost_minor": values["cost_minor"],
            "lead_days": whole(values["lead_days"], _("Delivery, days")),
            "season": values["season"],
            "season_end": values["season_end"],
        }
        shop.set_product(*self.here, product_id, **fields)


def _mix(details: ShopDetails, currency: str) -> Content:
    known = [value for row in details.sources if (value := row.effect.total) is not None]
    if not known:
        return Content.styled(_("What each source moved can be said once two usual days are in."), MUTED)
    return Content.styled(
        _("Together {total}. Mix {mix}: what visitors moving between sources that sell well and badly did to sales.").format(
            total=amount(sum(known), currency), mix=amount(details.mix_effect, currency)
        ),
        MUTED,
    )


def _costs(row: SourceRow, currency: str) -> str:
    """R13: what a visitor cost, and what each more than usual."""
    cost = row.costs
    if cost.per_visitor_minor is None:
        return ""
    text = _("{each} a visitor").format(each=money(cost.per_visitor_minor, currency, cents=True))
    if cost.per_extra_visitor_minor is not None:
        each = money(cost.per_extra_visitor_minor, currency, cents=True)
        text = _("{costs}, {each} each visitor more than usual").format(costs=text, each=each)
    if cost.per_extra_buyer_minor is not None:
        text = _("{costs}, {each} each sale more").format(costs=text, each=money(cost.per_extra_buyer_minor, currency))
    return _("{costs} (promotion log)").format(costs=text) if cost.logged else text


def _about_item(row: StockRow) -> Content:
    parts = [row.reason] if row.reason else []
    if row.is_covered and row.state in ("out", "about_to_run_out"):
        parts.append(_("nothing to order"))
    if row.order_units is not None:
        parts.append(_("order {n}").format(n=number(row.order_units)))
    parts.append(_("sells {n} a day").format(n=number(row.daily_demand, 1)))
    lead = _("delivery {days} days, assumed") if row.lead_assumed else _("delivery {days} days")
    parts.append(lead.format(days=number(row.lead_days)))
    parts.append(_("reorder at {point}").format(point=number(row.reorder_point)))
    if row.incoming:
        parts.append(_("{n} on the way").format(n=number(row.incoming)))
    return Content.assemble((safe(row.title or row.product_id), MUTED), "\n" + safe(" · ".join(parts)))


def _log_line(log: LogView, currency: str) -> str:
    parts = [safe(log.text)] if log.text else []
    if log.spend_minor is not None:
        parts.append(_("spent {money}").format(money=money(log.spend_minor, currency)))
    if log.enquiries is not None:
        parts.append(_("{n} enquiries").format(n=number(log.enquiries)))
    if log.deals is not None:
        parts.append(_("{n} deals").format(n=number(log.deals)))
    if log.reply_seconds is not None:
        parts.append(_("answered in {n} s").format(n=number(log.reply_seconds)))
    return " · ".join(parts)
