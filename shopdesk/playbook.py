"""The routine as data: steps, checks, roles, thresholds and the rules behind them; the operator's own file overrides ours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from shopdesk import ad_goals, almanac
from shopdesk.ad_goals import AdGoals
from shopdesk.almanac import Almanac
from shopdesk.errors import DataError, UsageError
from shopdesk.text import _, language

OURS = Path(__file__).with_name("playbook.toml")
OPEN = ("great_days", "seasons")  # tables to which the operator's file may add


@dataclass(frozen=True)
class Words:
    """A text in both languages; `str()` gives it in the current one."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if language() == "zh" else self.en


@dataclass(frozen=True)
class Check:
    id: str
    words: Words
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    id: str
    words: Words
    weekly: bool
    reports: tuple[str, ...]
    rules: tuple[str, ...]
    thresholds: tuple[str, ...]  # how the keys of those it judges by begin: "page" of "page.bounce_fail"
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Threshold:
    id: str
    value: float
    rule: str
    words: Words
    ours: float  # what it is where the operator's file does not say
    whole: bool  # counts days, pieces or clicks
    least: float = 0.0
    most: float = math.inf

    @property
    def own(self) -> bool:
        """Whether the operator set it to something else."""
        return self.value != self.ours


@dataclass(frozen=True)
class Playbook:
    steps: Mapping[str, Step]
    roles: Mapping[str, Words]
    thresholds: Mapping[str, Threshold]
    rules: Mapping[str, Words]
    almanac: Almanac
    ad_goals: AdGoals

    def __getitem__(self, threshold: str) -> float:
        return self.thresholds[threshold].value

    def whole(self, threshold: str) -> int:
        """A threshold that counts days, pieces or clicks."""
        return round(self.thresholds[threshold].value)

    def having(self, threshold: str, value: float) -> Playbook:
        """This playbook with another value of one threshold, to try it."""
        changed = replace(self.thresholds[threshold], value=value)
        return replace(self, thresholds={**self.thresholds, threshold: changed})

    def of_step(self, step: str) -> tuple[Threshold, ...]:
        """Every threshold the step judges by, in the playbook's order."""
        begins = self.steps[step].thresholds
        return tuple(known for known in self.thresholds.values() if known.id.partition(".")[0] in begins)

    def step_of(self, threshold: str) -> str:
        """The step that judges by a threshold."""
        return next(step.id for step in self.steps.values() if threshold.partition(".")[0] in step.thresholds)

    def rule(self, number: str) -> str:
        """Rule `number` in our words, or "" where the playbook has none."""
        return str(self.rules[number]) if number in self.rules else ""


def load(own: Path | None = None) -> Playbook:
    """Our playbook with the operator's file over it.

    Raises UsageError naming file, key and nearest spelling where the operator's file has something ours does not.
    """
    stamp = own.stat().st_mtime_ns if own is not None and own.exists() else None
    return _load(own if stamp is not None else None, stamp)


@lru_cache(maxsize=4)
def _load(own: Path | None, _stamp: int | None) -> Playbook:
    import tomllib

    ours = tomllib.loads(OURS.read_text(encoding="utf-8"))
    defaults = {key: item["value"] for key, item in ours["thresholds"].items()}
    if own is not None:
        try:
            theirs = tomllib.loads(own.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(
                _("Your playbook cannot be read"),
                _("{file}: {reason}.").format(file=own, reason=str(error).rstrip(".")),
            ) from error
        _overlay(ours, theirs, own, "")
    return Playbook(
        steps={
            key: Step(
                key,
                _words(step),
                step.get("weekly", False),
                tuple(step.get("reports", ())),
                tuple(step["rules"]),
                tuple(step["thresholds"]),
                tuple(Check(name, _words(check), tuple(check["rules"])) for name, check in step["checks"].items()),
            )
            for key, step in ours["steps"].items()
        },
        roles={key: _words(role) for key, role in ours["roles"].items()},
        thresholds={key: _threshold(key, item, defaults[key], own) for key, item in ours["thresholds"].items()},
        rules={key: _words(rule) for key, rule in ours.get("rules", {}).items()},
        almanac=_almanac(ours, own),
        ad_goals=_ad_goals(ours["ad_plan"], own),
    )


def _threshold(key: str, item: Mapping[str, Any], ours: float, own: Path | None) -> Threshold:
    bounds = float(item.get("least", 0)), float(item.get("most", math.inf))
    known = Threshold(key, float(item["value"]), item["rule"], _words(item), float(ours), isinstance(ours, int), *bounds)
    if not known.least <= known.value <= known.most:
        raise UsageError(
            _("Your playbook has a value that cannot be"),
            _("{file}: “{key}” is {value}; {bounds}").format(file=own, key=key, value=f"{known.value:g}", bounds=between(known)),
        )
    return known


def between(threshold: Threshold) -> str:
    """What its value may be, as a sentence."""
    if threshold.most == math.inf:
        return _("it has to be at least {least}.").format(least=f"{threshold.least:g}")
    return _("it has to lie between {least} and {most}.").format(least=f"{threshold.least:g}", most=f"{threshold.most:g}")


def set_threshold(own: Path, threshold: str, value: float | None) -> None:
    """Write `value` into the operator's file, whose other lines stay as they are; None takes ours back. Never half a file.

    Raises UsageError where the file cannot be read, DataError where it cannot be written.
    """
    import tomlkit
    from tomlkit.items import AbstractTable

    load(own)  # a file that is not in order is not touched
    part = own.with_name(own.name + ".part")
    try:
        document = tomlkit.parse(own.read_text(encoding="utf-8")) if own.exists() else tomlkit.document()
        thresholds = document.setdefault("thresholds", tomlkit.table())
        assert isinstance(thresholds, AbstractTable), "load() saw that it is a table"
        if value is None:
            thresholds.pop(threshold, None)
        else:
            thresholds[threshold] = int(value) if value % 1 == 0 else value
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(tomlkit.dumps(document), encoding="utf-8")
        part.replace(own)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise DataError(
            _("Your playbook cannot be written"),
            _("{file}: {reason}. Nothing was changed.").format(file=own, reason=error.strerror or error),
        ) from error


def _ad_goals(tables: Mapping[str, Any], file: Path | None) -> AdGoals:
    try:
        return ad_goals.of_tables(tables, {key: _words(goal) for key, goal in tables["goals"].items()})
    except ValueError as error:
        message = _('{file}: “{key}” should be a list like ["京东快车 60", "品牌聚效 40"] whose shares make up 100.')
        raise UsageError(_("Your playbook cannot be read"), message.format(file=file, key=error)) from error


def _almanac(tables: Mapping[str, Any], file: Path | None) -> Almanac:
    try:
        return almanac.of_tables(tables["great_days"], tables["seasons"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        message = _('{file}: a great day needs zh, en and day, as in day = "11-11"; a season all that ours have.')
        raise UsageError(_("Your playbook cannot be read"), message.format(file=file)) from error


def _words(item: Mapping[str, Any]) -> Words:
    return Words(item["zh"], item["en"])


def _overlay(ours: dict[str, Any], theirs: Mapping[str, Any], file: Path, path: str) -> None:
    import difflib

    for key, value in theirs.items():
        name = f"{path}.{key}" if path else key
        if key not in ours and path in OPEN and isinstance(value, dict):
            ours[key] = dict(value)
            continue
        if key not in ours:
            near = difflib.get_close_matches(key, ours, 1)
            hint = _("Did you mean “{near}”?").format(near=near[0]) if near else _("Remove it.")
            raise UsageError(
                _("Your playbook has an unknown key"),
                _("{file}: “{key}” is not in the playbook. {hint}").format(file=file, key=name, hint=hint),
            )
        known = ours[key]
        if isinstance(known, dict) and isinstance(value, dict):
            _overlay(known, value, file, name)
        elif isinstance(known, dict) and "value" in known and _alike(known["value"], value):
            known["value"] = value
        elif not isinstance(known, dict) and _alike(known, value):
            ours[key] = value
        else:
            example = known["value"] if isinstance(known, dict) and "value" in known else known
            raise UsageError(
                _("Your playbook has a value of the wrong kind"),
                _("{file}: “{key}” should look like {example}.").format(
                    file=file, key=name, example=f"[{name}]" if isinstance(example, dict) else repr(example)
                ),
            )


def _alike(known: object, value: object) -> bool:
    """Whether `value` can stand where `known` stands: a finite number, a text, a yes or no, a list of texts."""
    if _is_number(known):
        return _is_number(value)
    if isinstance(known, list):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(known) is type(value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
