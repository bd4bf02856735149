"""What the operator plans: targets, budgets, promotion days, the shop's stage. Each verb writes at one go and can be undone."""

from __future__ import annotations

from shopdesk.records.targets import plan_day, plan_period, remove_target, set_stage, set_target

__all__ = ["plan_day", "plan_period", "remove_target", "set_stage", "set_target"]
