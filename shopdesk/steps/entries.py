"""What an activity goes through, in words: its states and moves, and what it asks of the operator next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.records.activities import Entry

CHANNELS = ("wangwang", "qq", "email", "wechat", "phone")
STATES = ("found", "applied", "in_review", "accepted", "rejected", "running", "reviewed")
KINDS = ("official", "gift", "straight_cut", "multi_buy", "live", "opening_discount", "push")
PLAN = ("survey", "prize", "wording", "topic", "article")  # what a plan says (R44)

# An own promotion asks nobody: it goes from planned to running.
_MOVES: dict[str, tuple[str, ...]] = {
    "found": ("applied", "rejected"),
    "applied": ("in_review", "accepted", "rejected"),
    "in_review": ("accepted", "rejected"),
    "accepted": ("running", "rejected"),
    "rejected": ("found", "applied"),
    "running": ("reviewed",),
    "reviewed": ("running",),
}
_OWN_MOVES: dict[str, tuple[str, ...]] = _MOVES | {"found": ("running", "rejected"), "rejected": ("found",)}


def state_name(state: str, kind: str = "official") -> str:
    if state == "found" and kind != "official":
        return _("planned")
    return {
        "found": _("to sign up"),
        "applied": _("signed up"),
        "in_review": _("in review"),
        "accepted": _("accepted"),
        "rejected": _("not taking part"),
        "running": _("running"),
        "reviewed": _("reviewed"),
    }[state]


def kind_name(kind: str) -> str:
    return {
        "official": _("official activity"),
        "gift": _("gift over an amount"),
        "straight_cut": _("straight price cut"),
        "multi_buy": _("multi-buy"),
        "live": _("live show"),
        "opening_discount": _("opening discount"),
        "push": _("push to customers"),
    }[kind]


def plan_name(field: str) -> str:
    return {
        "survey": _("what customers were asked"),
        "prize": _("prize"),
        "wording": _("wording"),
        "topic": _("topic"),
        "article": _("article"),
    }[field]


def channel_name(channel: str) -> str:
    return {
        "wangwang": _("Wangwang"),
        "qq": _("QQ"),
        "email": _("e-mail"),
        "wechat": _("WeChat"),
        "phone": _("phone"),
    }[channel]


def moves(kind: str, state: str) -> tuple[str, ...]:
    """The states an activity of `kind` can go to from `state`."""
    return (_MOVES if kind == "official" else _OWN_MOVES)[state]


def next_step(entry: Entry, today: date, opening_days: int) -> str:
    """What the operator does next about the entry, as of the morning `today`."""
    if entry.kind == "opening_discount" and entry.state != "rejected":
        return _next_price(entry, today, opening_days)
    match entry.state:
        case "found" if entry.deadline is not None:
            return _sign_up(entry.deadline, today)
        case "found" if entry.kind == "official":
            return _("sign up; find out until when that is possible")
        case "found" if entry.starts_on is None:
            return _("set the day it starts")
        case "applied":
            return _("ask how the entry stands")
        case "in_review":
            return _("look every morning whether it was accepted")
        case "found" | "accepted" if entry.starts_on is not None and entry.starts_on > today:
            return _("prepare price, stock and announcement for {day}").format(day=short(entry.starts_on))
        case "found" | "accepted":
            return _("check that it is on, then set it to running")
        case "rejected":
            return _("look for another one")
        case "running" if entry.ends_on is not None and entry.ends_on < today:
            return _("over since {day}: review it").format(day=short(entry.ends_on))
        case "running" if entry.ends_on is not None:
            return _("runs until {day}").format(day=short(entry.ends_on))
        case "running":
            return _("running; note the day it ends")
    return _("done")


def _sign_up(deadline: date, today: date) -> str:
    days = (deadline - today).days
    if days < 0:
        return _("sign-up closed on {day}: note a new deadline or set it to not taking part").format(day=short(deadline))
    if days == 0:
        return _("sign up today, {day}").format(day=short(deadline))
    if days == 1:
        return _("sign up by tomorrow, {day}").format(day=short(deadline))
    return _("sign up by {day}, {days} days left").format(day=short(deadline), days=days)


def _next_price(entry: Entry, today: date, opening_days: int) -> str:
    if entry.restored_on is not None:
        return _("price back since {day}").format(day=short(entry.restored_on))
    if entry.starts_on is None:
        return _("set the day it starts")
    due = entry.starts_on + timedelta(days=opening_days)
    if entry.starts_on > today:
        return _("discount from {day}, price back on {due}").format(day=short(entry.starts_on), due=short(due))
    if due > today:
        return _("price back on {due}").format(due=short(due))
    return _("put the price back, due since {due}").format(due=short(due))


def in_calendar(entry: Entry, today: date) -> bool:
    """Whether it can still be joined, is awaited or runs; without a day that is so until its state says otherwise."""
    if entry.state in ("rejected", "reviewed"):
        return False
    until = (entry.deadline or entry.last_day) if entry.state == "found" else entry.last_day
    if entry.state == "running":
        until = entry.ends_on
    return until is None or until >= today


def short(day: date) -> str:
    return f"{day:%m-%d}"
