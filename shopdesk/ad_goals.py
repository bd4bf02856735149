"""What promotion is for, and how that divides the money over a platform's tools (R105–R109, R177).

Tools are named as the platform names them; names age, so they are the playbook's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopdesk.playbook import Words


@dataclass(frozen=True)
class AdGoal:
    """`shares` by platform and tool, 0..1, each platform's adding up to 1."""

    id: str
    words: Words
    shares: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class AdGoals:
    goals: Mapping[str, AdGoal]
    off_site: frozenset[str]  # the tools outside the platform; all others are on it
    same_tools: Mapping[str, str]  # a platform whose tools are another's

    def shares(self, goal: str, platform: str) -> Mapping[str, float]:
        """How the goal divides the money on the platform; empty where the playbook does not say."""
        found = self.goals.get(goal)
        return found.shares.get(self.same_tools.get(platform, platform), {}) if found else {}


def of_tables(tables: Mapping[str, Any], words: Mapping[str, Words]) -> AdGoals:
    """Raises ValueError naming the goal and platform whose shares are no list like ["name 60", "name 40"] making up 100."""
    goals = {
        key: AdGoal(key, words[key], {platform: _shares(key, platform, lines) for platform, lines in item["shares"].items()})
        for key, item in tables["goals"].items()
    }
    return AdGoals(goals, frozenset(tables["off_site"]), dict(tables["same_tools"]))


def _shares(goal: str, platform: str, lines: list[str]) -> dict[str, float]:
    shares = {}
    for line in lines:
        name, _space, share = line.rpartition(" ")
        shares[name.strip()] = float(share) / 100 if name.strip() and _is_share(share) else -1.0
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values(), default=-1.0) < 0:
        raise ValueError(f"ad_plan.goals.{goal}.shares.{platform}")
    return shares


def _is_share(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
