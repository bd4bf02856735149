"""What the operator types, checked before it is written. Each function gives the clean value or raises UsageError."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from shopdesk.errors import UsageError
from shopdesk.text import _, listed, safe

Number = TypeVar("Number", int, float)


def refused(message: str) -> UsageError:
    """The error of everything the operator notes and we cannot take; `message` says what to do."""
    return UsageError(_("This was not saved"), message)


def words(value: str, what: str, most: int = 200, required: bool = False) -> str:
    """`value` without space around it, at most `most` characters; `what` names the field."""
    value = value.strip()
    if required and not value:
        raise refused(_("{what} is empty; fill it in.").format(what=what))
    if len(value) > most:
        raise refused(_("{what} takes {most} characters at most; shorten it.").format(what=what, most=most))
    return value


def choice(value: str, allowed: Sequence[str], what: str) -> str:
    """`value`, if it is one of `allowed`."""
    if value not in allowed:
        raise refused(
            _("{what} cannot be “{value}”; choose one of: {allowed}.").format(
                what=what, value=safe(value), allowed=listed(allowed)
            )
        )
    return value


def amount(value: Number | None, what: str) -> Number | None:
    """A count or an amount of money: nothing under zero; None is unknown."""
    if value is not None and value < 0:
        raise refused(_("{what} cannot be less than 0.").format(what=what))
    return value


def link(value: str) -> str:
    """A web address, http or https, or "" for none."""
    value = value.strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or len(value) > 2000 or any(sign.isspace() or sign != safe(sign) for sign in value):
        raise refused(_("“{value}” is no web address; it should start with https:// or http://.").format(value=safe(value)[:80]))
    return value
