"""The plan: year → quarter → month → day, whether levels add up, what is feasible, what promotion may cost; the solver."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from shopdesk.actions import N_
from shopdesk.screens.form import Field
from shopdesk.screens.noting import Noting
from shopdesk.steps.briefing import Severity
from shopdesk.text import _, money, number, percent, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED, weekday
from shopdesk.widgets.table import Column, DeskTable, Row, coloured
from shopdesk.widgets.verdict import Verdict

if TYPE_CHECKING:
    from shopdesk.analysis.solver import Name
    from shopdesk.steps.target_tree import Node, TargetTree

INDENT = {"year": "", "quarter": " ", "month": "  ", "day": "    "}


class TargetsScreen(Noting):
    NAME = "targets"
    HELP: ClassVar[str] = N_(
        "The plan, from the year to the day. Enter changes the marked period: its target, what promotion may cost; of a day also "
        "the promotion planned and how many usual days it is worth. Beside a day stands what it weighs. Space opens a month's "
        "days. What has no target of its own takes its share of the larger period; where levels do not add up, the gap is said. "
        "g solves visitors × conversion × average spend = sales for any one of the four, with ranges. A ~ beside sales: some "
        "past days of the period are in no report."
    )
    CSS_PATH = "targets.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.plan: TargetTree | None = None
        self._asked = 0  # how often the plan was read; only the newest is shown
        self.opened: str | None = None  # the month whose days are shown; None: today's

    # --- layout --------------------------------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        with Vertical(id="body"):
            yield Verdict(id="verdict")
            yield DeskTable(id="plan", sortable=False)
            yield Prose(id="about")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Verdict).wait()
        if self.plan is not None:
            self._show(self.plan)

    def load(self) -> None:
        if self.desk.shop is None:
            self.show_empty_desk()
        else:
            self._fetch()

    @work(thread=True, group="targets", exit_on_error=False)
    def _fetch(self) -> None:
        from shopdesk.steps.target_tree import target_tree  # with SQLAlchemy

        self._asked += 1
        asked = self._asked
        with self.desk.context() as context:
            tree = target_tree(context, self.opened)
        if asked == self._asked:
            self.app.call_from_thread(self._show, tree)

    def _show(self, tree: TargetTree) -> None:
        from shopdesk.steps.levers import stage_name, stage_of
        from shopdesk.steps.target_words import totals

        moved = self.plan is None or self.plan.month != tree.month
        self.plan = tree
        if not self.is_mounted:
            return
        open_ones = any(_in_doubt(tree, node) for node in tree.nodes)
        severity = Severity.WATCH if open_ones else Severity.FINE if any(node.own for node in tree.nodes) else Severity.UNKNOWN
        stage = _("Stage of the shop: {stage}").format(stage=stage_name(stage_of(tree.stage))) if tree.stage else ""
        self.query_one(Verdict).set(severity, totals(tree), stage)
        table = self.table("plan")
        table.fill(self._columns(), [self._row(tree, node) for node in tree.nodes])
        if moved:
            today = tree.node(tree.today.isoformat())
            here = tree.month if today is None or today.target_minor is None else today.period  # a month's target comes first
            row = next((n for n, node in enumerate(tree.nodes) if node.period == here), 0)
            table.grid.move_cursor(row=row)
            table.focus()
            self.call_after_refresh(lambda: table.grid.scroll_to(y=max(0, row - table.grid.size.height // 2), animate=False))
        self._tell()

    def _columns(self) -> list[Column]:
        return [
            Column(_("period")),
            Column(_("target"), right=True),
            Column(_("from")),
            Column(_("sales"), right=True),
            Column(_("at this pace"), right=True),
            Column(_("promotion"), most=20),
        ]

    def _row(self, tree: TargetTree, node: Node) -> Row:
        name = f"{weekday(node.first)} {node.period[5:]}" if node.kind == "day" else node.period
        gap = " !" if _in_doubt(tree, node) else ""
        target = money(node.target_minor, tree.currency) + gap
        style = "warning" if gap else "bold" if node.own else "muted"
        sold = money(node.sold_minor, tree.currency) + (" ~" if node.lacking and node.sold_minor is not None else "")
        cells: list[str | Text] = [
            INDENT[node.kind] + name,
            coloured(target, style),
            coloured(_("set") if node.own else _comes_from(node), "muted"),
            sold,
            coloured(money(node.pace_minor, tree.currency), _pace_style(node)),
            _promotion(tree, node),
        ]
        return Row(node.period, cells)

    def on_desk_table_marked(self, _event: DeskTable.Marked) -> None:
        self._tell()

    def on_desk_table_chosen(self, _event: DeskTable.Chosen) -> None:
        self.shopdesk.action_do("plan_edit")

    def _tell(self) -> None:
        from shopdesk.steps.target_words import feasible, gap_text

        tree, node = self.plan, self.node
        if tree is None or node is None:
            return
        parts = [feasible(tree, node), gap_text(node, tree.currency)]
        if node.lacking:
            parts.append(_("{n} past days are in no report").format(n=node.lacking))
        if node.budget_minor is not None and node.target_minor:
            share = percent(node.budget_minor / node.target_minor, 1)
            amount = money(node.budget_minor, tree.currency)
            parts.append(_("promotion may cost {amount}, {share} of the target").format(amount=amount, share=share))
        text = " · ".join(part for part in parts if part)
        self.query_one("#about", Prose).update(Content.assemble((f"{node.period}  ", "bold"), (text, MUTED)))

    # --- what is marked ------------------------------------------------------------------------------------------

    @property
    def node(self) -> Node | None:
        marked = self.table("plan").marked
        return self.plan.node(marked) if self.plan is not None and marked is not None else None

    def why_no_mark(self) -> str:
        return "" if self.node is not None else _("The plan is still being read.")

    def why_no_own(self) -> str:
        return "" if self.node is not None and self.node.own else _("The marked period has no target of its own.")

    def copy_text(self) -> str:
        return self.table("plan").marked_text

    # --- actions -------------------------------------------------------------------------------------------------

    def do_why_target(self) -> None:
        if self.plan is not None and self.node is not None:
            self.shopdesk.explain(self.plan.whys[self.node.period], None)

    def do_plan_days(self) -> None:
        """The days of the marked month; those of today's again where they are open."""
        if (node := self.node) is None or self.plan is None:
            return
        month = node.period[:7] if node.kind in ("month", "day") else f"{node.first:%Y-%m}"
        self.opened = None if month == self.plan.month else month
        self.load()

    def do_plan_edit(self) -> None:
        if (node := self.node) is None:
            return
        if node.kind == "day":
            self._edit_day(node)
        else:
            self._edit_period(node)

    def _edit_period(self, node: Node) -> None:
        from shopdesk.steps import planning

        fields = [
            Field("amount", _("Target"), "money", node.target_minor if node.own else None, hint=self._follows(node)),
            Field("budget", _("Promotion may cost"), "money", node.budget_minor if node.budget_own else None),
        ]

        def save(values: dict[str, Any]) -> None:
            planning.plan_period(*self.here, node.period, values["amount"], values["budget"])

        self.fill_in(node.period, fields, f"plan:{node.period}", save, _("Planned."))

    def _edit_day(self, node: Node) -> None:
        from shopdesk.steps import planning

        name = node.special if node.multiplier is not None else ""
        fields = [
            Field("amount", _("Target"), "money", node.target_minor if node.own else None, hint=self._follows(node)),
            Field("multiplier", _("Promotion, ×"), "number", node.multiplier, hint=_("2.5 usual days; empty for none")),
            Field("name", _("Its name"), value=name),
        ]

        def save(values: dict[str, Any]) -> None:
            planning.plan_day(*self.here, node.first, values["amount"], values["multiplier"], values["name"])

        self.fill_in(f"{weekday(node.first)} {node.period}", fields, f"plan:{node.period}", save, _("Planned."))

    def do_plan_add(self) -> None:
        """Any period at all, such as next year's."""
        from shopdesk.steps import planning

        fields = [
            Field("period", _("Period"), required=True, hint="2027 · 2027-Q1 · 2027-01 · 2027-01-31"),
            Field("amount", _("Target"), "money", required=True),
        ]

        def save(values: dict[str, Any]) -> None:
            self.opened = _month_in(planning.set_target(*self.here, values["period"], values["amount"]).first)

        self.fill_in(_("A target"), fields, "plan:new", save, _("Planned."))

    def do_plan_drop(self) -> None:
        from shopdesk.steps import planning

        if (node := self.node) is not None:
            said = _("It follows from the larger period again.")
            self.note(partial(planning.remove_target, *self.here, node.period), said)

    def do_plan_stage(self) -> None:
        from shopdesk.screens.choose import ChooseScreen
        from shopdesk.steps import planning
        from shopdesk.steps.levers import STAGES, stage_name

        def chosen(stage: str | None) -> None:
            if stage is not None:
                said = _("The lever of this stage comes first from now on.")
                self.note(partial(planning.set_stage, *self.here, stage), said)

        choices: dict[str, str] = {stage: stage_name(stage) for stage in STAGES}
        self.app.push_screen(ChooseScreen(_("Which stage is the shop in?"), choices), chosen)

    def do_plan_solve(self) -> None:
        """The solver, for a day of the marked period."""
        from shopdesk.steps import planning, solving
        from shopdesk.steps.checked import refused

        tree, node = self.plan, self.node
        if tree is None or node is None:
            return
        start = solving.proposal(tree, node)
        labels: dict[Name, str] = {
            "visitors": _("Visitors a day"),
            "conversion": _("Conversion, %"),
            "average_spend": _("Average spend"),
            "sales": _("Sales a day"),
        }
        fields = [Field(name, label, value=start[name], hint=_("solved from the others")) for name, label in labels.items()]

        def about(typed: Mapping[str, str]) -> Content:
            return Content("\n").join(Content(safe(line)) for line in solving.solved_lines(typed, tree.months, tree.currency))

        def save(values: dict[str, Any]) -> None:
            try:
                sales = solving.day_sales(values, tree.currency)
            except ValueError as error:
                raise refused(str(error)) from None
            if sales is None:
                raise refused(_("A target is one amount: narrow the sales a day down to a value."))
            days = (node.last - node.first).days + 1
            planning.set_target(*self.here, node.period, round(sales * days))

        title = _("What does {period} need? ^S makes the sales a day its target").format(period=node.period)
        self.fill_in(title, fields, f"solve:{node.period}", save, _("Planned."), about)

    def _follows(self, node: Node) -> str:
        if node.target_minor is None or node.own:
            return _("empty: none of its own")
        return _("empty: {amount}, from {period}").format(amount=money(node.target_minor, self.currency), period=node.set_for)


def _in_doubt(tree: TargetTree, node: Node) -> bool:
    """Whether its parts do not add up, or its target lies far behind it."""
    return node.gap_minor is not None or (node.kind == "month" and tree.has_passed(node))


def _month_in(day: date) -> str:
    return f"{day:%Y-%m}"


def _comes_from(node: Node) -> str:
    """The larger period; of a day its weight in the month's."""
    if node.set_for is not None and node.weight is not None:
        return f"×{number(node.weight, 2)}"
    return node.set_for or ""


def _pace_style(node: Node) -> str:
    if node.stretch is None:
        return "muted"
    return "error" if node.stretch > 1 else "success"


def _promotion(tree: TargetTree, node: Node) -> str:
    """What promotion may cost; of a day the promotion planned, or the holiday."""
    if node.kind != "day":
        return money(node.budget_minor, tree.currency) if node.budget_minor is not None else ""
    if node.multiplier is not None:
        return f"×{number(node.multiplier, 1)} {safe(node.special)}"
    return safe(node.special)
