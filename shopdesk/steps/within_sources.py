"""Is it the page, or other visitors? Conversion within the sources, at the mix they usually come in (R62, R63).

No report says how many of a source's visitors leave at once, so bounce itself cannot be put on an equal footing; whether the
same visitors still buy as before can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shopdesk.analysis.page import SourceRate, standardised
from shopdesk.steps.briefing import Context
from shopdesk.text import _, number, percent

BEFORE = timedelta(days=28)
SETTINGS = ("page.mix_moved", "page.mix_kept")
_COVERED = 0.8  # of the usual mix that must be known


@dataclass(frozen=True)
class Mix:
    """Conversions as rates: `raw` as the visitors came, `within` at the usual mix, `usual` of the four weeks before. `moved` is
    the share of visitors that came from other sources than usual."""

    raw: float
    within: float
    usual: float
    moved: float
    explains: bool  # the sources moved and within them visitors buy as before: the page is not to blame


def mix_of(context: Context, first: date) -> Mix | None:
    """The days from `first` to the day judged against the 28 before; None where the report of the sources does not tell."""
    from shopdesk.records import facts

    scope = facts.source_scope(context.db, context.shop.id, context.day)
    if scope is None:
        return None
    sums = facts.source_stretches(context.db, context.shop.id, [first - BEFORE, first], context.day, scope)
    known = {
        source: pair for source, pair in sums.items() if all(part.visitors and part.paying_buyers is not None for part in pair)
    }
    reference = {source: float(before.visitors or 0) for source, (before, _now) in sums.items()}
    now = {
        source: SourceRate(new.visitors or 0, (new.paying_buyers or 0) / (new.visitors or 1))
        for source, (_old, new) in known.items()
    }
    found = standardised(now, reference)
    seen = sum(old.visitors or 0 for old, _new in known.values())
    if found.raw is None or found.value is None or found.moved is None or found.covered < _COVERED or not seen:
        return None
    usual = sum(old.paying_buyers or 0 for old, _new in known.values()) / seen
    moved = found.moved >= context.playbook["page.mix_moved"]
    kept = found.value >= usual * context.playbook["page.mix_kept"]
    return Mix(found.raw, found.value, usual, found.moved, moved and kept)


def inputs(mix: Mix | None) -> tuple[tuple[str, str], ...]:
    """What `?` says of it."""
    if mix is None:
        return ((_("by source"), _("cannot be told: the visitors by source are missing")),)
    return (
        (_("conversion as visitors came"), percent(mix.raw, 2)),
        (_("conversion at the usual mix of sources"), percent(mix.within, 2)),
        (_("conversion of the four weeks before"), percent(mix.usual, 2)),
        (_("visitors from other sources than usual"), percent(mix.moved, 0)),
        (_("bounce by source"), _("in no report, so bounce stands as it is")),
    )


def threshold(context: Context) -> str:
    return _("the sources moved from {moved} on; within them as before from {kept} of the usual conversion on").format(
        moved=percent(context.playbook["page.mix_moved"], 0), kept=percent(context.playbook["page.mix_kept"], 0)
    )


def words(mix: Mix) -> str:
    """One sentence for a finding."""
    return _(
        "The sources moved by {moved} and within them visitors buy as before ({within} %): look at the sources first"
    ).format(moved=percent(mix.moved, 0), within=number(mix.within * 100, 2))
