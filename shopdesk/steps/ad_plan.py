"""Promotion's money against its plan: what it is for, each tool's share of the month, and how fast the month's money goes.

The plan is what the budget says of the month and its tools; where no tool has an amount, the goal's own shares (the playbook's
`ad_plan`) stand in. Looked at are the days of the month up to the day judged. A promotion day is worth its planned multiple.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.ad_plan import Lean, Pace, ToolShare, divided, pace, tool_shares
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps import checked
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.records.shops import ShopInfo
    from shopdesk.records.targets import Period
    from shopdesk.store import Store

SHARE_SETTINGS = ("ads.plan_slack", "ads.plan_days")
PACE_SETTINGS = ("ads.pace_slack", "ads.plan_days")
CHECK_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class ToolRow:
    """A tool's month so far. Shares are of the whole; `planned_*` is None without a plan."""

    tool: str
    on_site: bool
    planned_minor: int | None
    planned_share: float | None
    spent_minor: int
    share: float | None
    roi: float | None
    lean: Literal["over", "under", "none"]
    verdict: Literal["act", "fine", "unknown"]


@dataclass(frozen=True)
class AdPlan:
    period: str  # the month
    goal: str  # "sales", "brand", or "" while nobody said
    shares_from: Literal["budget", "goal", ""]  # where the planned shares come from
    whole_minor: int | None  # what the month may cost
    set_for: str  # the period that the whole was set for
    spent_minor: int
    so_far_minor: int | None  # what it should have cost by now
    pace: float | None
    pace_lean: Literal["over", "under", "none"]
    pace_verdict: Literal["act", "fine", "unknown"]
    days: int  # of the month, up to the last with ads
    tools: tuple[ToolRow, ...]
    roi: float | None = None  # of all tools, the newest days still growing


def goal_of(context: Context) -> str:
    from shopdesk.records import settings

    found = settings.get(context.db, _goal_key(context.shop.id)) or ""
    return found if found in context.playbook.ad_goals.goals else ""


def look(context: Context) -> AdPlan | None:
    """None where neither a goal nor a budget was ever set: then there is no plan to hold the month against."""
    from shopdesk.records import ads, facts, targets

    goal, month = goal_of(context), targets.month_of(context.day)
    own, amount, set_for = _budget(context, month)
    if amount is None and not own and not goal:
        return None
    found = ads.tool_days(context.db, context.shop.id, month.first, context.day)
    spends = ads.by_tool(found)
    spent = {tool: spend.spend_minor or 0 for tool, spend in spends.items()}
    days = (max((day for day, _tool in found), default=month.first - timedelta(days=1)) - month.first).days + 1
    planned = _shares(own) or context.playbook.ad_goals.shares(goal, context.shop.platform)
    playbook, enough = context.playbook, days >= context.playbook["ads.plan_days"]
    shares = tool_shares(spent, planned, slack=playbook["ads.plan_slack"], enough=enough)
    great = facts.promotions(context.db, context.shop.id, month.first, month.last)
    every = [month.first + timedelta(days=n) for n in range(month.days)]
    weights = [great[day].multiplier if day in great else 1.0 for day in every]
    rate: Pace | None = None
    if amount is not None and days:
        rate = pace(sum(spent.values()), amount, weights, days, slack=playbook["ads.pace_slack"], enough=enough)
    all_tools = ads.add_up([*spends.values()])
    rois = {tool: s.sales_minor / s.spend_minor for tool, s in spends.items() if s.sales_minor is not None and s.spend_minor}
    return AdPlan(
        month.text,
        goal,
        "budget" if own else "goal" if planned else "",
        amount,
        set_for,
        sum(spent.values()),
        round(rate.so_far_minor) if rate else None,
        rate.ratio if rate else None,
        rate.lean.value if rate else "none",
        rate.verdict.value if rate else "unknown",
        days,
        tuple(_row(share, amount, playbook, rois.get(share.tool)) for share in shares),
        all_tools.sales_minor / all_tools.spend_minor if all_tools.sales_minor is not None and all_tools.spend_minor else None,
    )


def _budget(context: Context, month: Period) -> tuple[dict[str, int], int | None, str]:
    """What each tool may cost in the month, what the month may, and the period that was set for."""
    from shopdesk.records import targets

    known = targets.budgets(context.db, context.shop.id)
    own = {tool: amount for tool, amount in known.get(month.text, {}).items() if tool}
    whole = targets.resolve({period: tools[""] for period, tools in known.items() if "" in tools}, month)
    if whole is not None:
        return own, whole.amount_minor, whole.set_for
    return own, sum(own.values()) or None, month.text if own else ""


def _shares(amounts: Mapping[str, int]) -> dict[str, float]:
    whole = sum(amounts.values())
    return {tool: amount / whole for tool, amount in amounts.items()} if whole else {}


def _row(share: ToolShare, whole: int | None, playbook: Playbook, roi: float | None) -> ToolRow:
    planned = None if whole is None or share.planned is None else round(whole * share.planned)
    return ToolRow(
        share.tool,
        share.tool not in playbook.ad_goals.off_site,
        planned,
        share.planned,
        share.spent_minor,
        share.share,
        roi,
        share.lean.value,
        share.verdict.value,
    )


# --- in words ------------------------------------------------------------------------------------------------------


def findings(context: Context, plan: AdPlan, gate_closed: bool) -> Iterator[Finding]:
    """Only what clearly lies off its plan; while the page fails, money not spent is no trouble (R64)."""
    currency = context.shop.currency
    if plan.pace_verdict == Verdict.ACT.value and not (gate_closed and plan.pace_lean == Lean.UNDER.value):
        over = plan.pace_lean == Lean.OVER.value
        words = _("Promotion spends too slowly: {spent} of {so_far} planned by now ({ratio})")
        title = _("See why promotion does not spend its budget, or plan less")
        if over:
            words = _("Promotion spends too fast: {spent} of {so_far} planned by now ({ratio})")
            title = _("Slow promotion down, or plan more for the month")
        text = words.format(
            spent=money(plan.spent_minor, currency), so_far=money(plan.so_far_minor, currency), ratio=percent(plan.pace, 0)
        )
        evidence = {"spent_minor": plan.spent_minor, "so_far_minor": plan.so_far_minor, "pace": plan.pace}
        proposal = Proposal("promotion", title, _("spend of the month"), _("back to its pace"), context.today + CHECK_AFTER)
        yield Finding("ads:pace", "R110", Severity.WATCH, text, evidence, proposal, why=pace_why(context, plan))
    off = sorted((row for row in plan.tools if row.verdict == Verdict.ACT.value), key=_distance)
    if off:
        first = off[0]
        text = _("{tool} takes {share} of promotion, planned is {planned}").format(
            tool=tool_name(first.tool), share=percent(first.share, 0), planned=percent(first.planned_share, 0)
        )
        if len(off) > 1:
            text = _("{text} (tools off their plan: {n})").format(text=text, n=len(off))
        proposal = Proposal(
            "promotion",
            _("Bring the tools' shares back to their plan, or change the plan"),
            _("share of each tool"),
            _("within {slack} of the plan").format(slack=percent(context.playbook["ads.plan_slack"], 0)),
            context.today + CHECK_AFTER,
        )
        shares = {"tools": [{"tool": row.tool, "share": row.share, "planned_share": row.planned_share} for row in off]}
        yield Finding("ads:plan", "R107", Severity.WATCH, text, shares, proposal, why=shares_why(context, plan))


def _distance(row: ToolRow) -> tuple[float, bool]:
    """The furthest off first; of two alike the one that takes too much."""
    return round(-abs((row.share or 0.0) - (row.planned_share or 0.0)), 9), row.lean != Lean.OVER.value


def tool_name(tool: str) -> str:
    return safe(tool) if tool else _("tool not named")


def pace_why(context: Context, plan: AdPlan) -> Why:
    currency = context.shop.currency
    return Why(
        _("Pace of the month's promotion"),
        _("spent / (what the month may cost × the days gone by / its days); a promotion day counts as planned"),
        (
            (_("month"), plan.period),
            (_("may cost"), money(plan.whole_minor, currency)),
            (_("set for"), plan.set_for or "–"),
            (_("days gone by"), number(plan.days)),
            (_("should have cost by now"), money(plan.so_far_minor, currency)),
            (_("spend"), money(plan.spent_minor, currency)),
        ),
        threshold=_("told from day {days} on, beyond ±{slack}").format(
            days=number(context.playbook["ads.plan_days"]), slack=percent(context.playbook["ads.pace_slack"], 0)
        ),
        rule="R110",
        settings=PACE_SETTINGS,
    )


def shares_why(context: Context, plan: AdPlan) -> Why:
    goal = context.playbook.ad_goals.goals.get(plan.goal)
    source = {
        "budget": _("the budget of the month"),
        "goal": _("the goal's own shares, from the playbook"),
        "": _("no plan yet"),
    }[plan.shares_from]
    rows = tuple(
        (
            tool_name(row.tool),
            _("{share}, planned {planned}").format(share=percent(row.share, 0), planned=percent(row.planned_share, 0)),
        )
        for row in plan.tools
    )
    return Why(
        _("Shares of the tools"),
        _("what a tool spent this month / what all tools spent"),
        ((_("goal"), str(goal.words) if goal else _("not chosen")), (_("planned shares"), source), *rows),
        threshold=_("told from day {days} on, beyond ±{slack}").format(
            days=number(context.playbook["ads.plan_days"]), slack=percent(context.playbook["ads.plan_slack"], 0)
        ),
        rule={"sales": "R108", "brand": "R109"}.get(plan.goal, "R107" if plan.shares_from else "R105"),
        settings=SHARE_SETTINGS,
    )


# --- the plan's form -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanForm:
    """What the form starts with. `shares` in percent, None where none is set; `presets`: what each goal would say."""

    period: str
    goal: str
    whole_minor: int | None
    shares: Mapping[str, float | None]
    presets: Mapping[str, Mapping[str, float]]


def form(context: Context) -> PlanForm:
    from shopdesk.records import ads, targets

    goals, month = context.playbook.ad_goals, targets.month_of(context.day)
    own, amount, _set_for = _budget(context, month)
    first = context.day - timedelta(days=context.playbook.whole("ads.window_days") - 1)
    seen = [tool for tool in ads.by_tool(ads.tool_days(context.db, context.shop.id, first, context.day)) if tool]
    presets = {goal: goals.shares(goal, context.shop.platform) for goal in goals.goals}
    tools = dict.fromkeys([*own, *seen, *(tool for shares in presets.values() for tool in shares)])
    planned = _shares(own)
    return PlanForm(
        month.text,
        goal_of(context),
        amount,
        {tool: round(planned[tool] * 100, 1) if tool in planned else None for tool in tools},
        presets,
    )


def set_plan(
    store: Store,
    shop: ShopInfo,
    playbook: Playbook,
    month: date,
    goal: str,
    whole_minor: int | None,
    percents: Mapping[str, float | None],
) -> None:
    """Keep the goal, what the month of `month` may cost, and each tool's percent of it; without any, the goal's own shares.

    Raises UsageError where the percents do not make up 100, there is nothing to divide, or nothing is said and nothing was.
    """
    from shopdesk.models import Budget, Setting
    from shopdesk.records import settings, targets
    from shopdesk.store import now

    goal = checked.choice(goal, (*playbook.ad_goals.goals, ""), _("The goal"))
    checked.amount(whole_minor, _("What the month may cost"))
    for tool, value in percents.items():
        checked.amount(value, _("The share of {tool}").format(tool=tool_name(tool)))
    period = targets.month_of(month).text
    shares = {tool: value / 100 for tool, value in percents.items() if value}
    if shares and whole_minor is None:
        raise checked.refused(_("Say what the month may cost, then divide it over the tools."))
    if shares and abs(sum(shares.values()) - 1) > 0.005:
        words = _("The shares make up {sum} %; change them until they make up 100 %.")
        raise checked.refused(words.format(sum=number(sum(shares.values()) * 100, 1).removesuffix(".0")))
    whole = sum(shares.values())
    amounts = divided(whole_minor or 0, {tool: share / whole for tool, share in shares.items()}) if shares else {}
    with store.change(shop.id, _("Plan of promotion, {period}").format(period=period)) as change:
        known = targets.budgets(change.db, shop.id).get(period, {})
        if not goal and whole_minor is None and not known and not settings.get(change.db, _goal_key(shop.id)):
            raise checked.refused(_("Say what promotion is for, or what the month may cost; nothing is filled in."))
        change.put(Setting, key=_goal_key(shop.id), value=goal)
        for tool in known:
            if tool not in amounts and (tool or whole_minor is None):
                change.drop(Budget, shop_id=shop.id, period=period, tool=tool)
        kept = {**amounts, **({"": whole_minor} if whole_minor is not None else {})}
        for tool, amount in kept.items():
            change.put(Budget, shop_id=shop.id, period=period, tool=tool, amount_minor=amount, set_at=now())


def _goal_key(shop_id: int) -> str:
    return f"ad_goal:{shop_id}"
