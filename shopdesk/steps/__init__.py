"""The steps of the routine, in its order. `brief` makes one step's briefing; nothing here knows the interface."""

from __future__ import annotations

from importlib import import_module

from shopdesk.steps.briefing import Briefing, Context

STEPS = ("numbers", "shop", "competitors", "ads", "activities", "listings", "page")


def brief(step: str, context: Context) -> Briefing:
    """The briefing of `step` (one of STEPS)."""
    module = import_module(f"shopdesk.steps.{step}")
    briefing: Briefing = module.brief(context)
    return briefing
