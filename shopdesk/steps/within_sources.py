"""Is it the page, or other visitors? Conversion within the sources, at the mix they usually come in (R62, R63).

No report says how many of a source's visitors leave at once, so bounce itself cannot be put on an equal footing; whether the
same visitors still buy as before can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.page import SourceRate, moved_shares, standardised
from shopdesk.analysis.unusual import rate_score
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context
from shopdesk.steps.sources import short_name
from shopdesk.text import _, percent

if TYPE_CHECKING:
    from shopdesk.records.facts import Stretch

BEFORE = timedelta(days=28)
SETTINGS = ("page.mix_moved", "page.mix_kept", "conversion.chance")
_COVERED = 0.8  # of the usual mix that must be known
_SURER = 0.1  # of "conversion.chance": days swing by more than chance, and strangers are there to blame
Sums = Mapping[str, tuple["Stretch", "Stretch"]]  # before and now, by source


@dataclass(frozen=True)
class Mix:
    """Conversions as rates: `raw` as the visitors came, `within` at the usual mix, `usual` of the four weeks before; the latter
    two without `source` where it grew, for who came on top of its own visitors may be strangers under its name. `moved` is the
    share of visitors that came from other sources than in the four weeks from `usual_from`; `source` is the one whose share
    moved most, to `share`."""

    usual_from: date
    raw: float
    within: float
    usual: float
    moved: float
    source: str
    share: float
    usual_share: float
    fewer: bool  # within the sources surely fewer buy
    explains: bool  # the sources moved and within them visitors buy as before: the page is not to blame

    @property
    def said(self) -> dict[str, str]:
        """The source that moved, for a sentence."""
        shares = {"share": percent(self.share, 0), "usual": percent(self.usual_share, 0)}
        return {"source": short_name(self.source)} | shares


def mix_of(context: Context, first: date) -> Mix | None:
    """The days from `first` to the day judged against the 28 before, or the 28 before them where the sources moved more since:
    one that came to stay is soon among the usual ones. None where the report of the sources does not tell."""
    from shopdesk.records import facts

    scope = facts.source_scope(context.db, context.shop.id, context.day)
    if scope is None:
        return None
    begins = [first - 2 * BEFORE, first - BEFORE, first]
    sums = facts.source_stretches(context.db, context.shop.id, begins, context.day, scope)
    earlier, newest = (_mix(context, begins[at], {name: (parts[at], parts[2]) for name, parts in sums.items()}) for at in (0, 1))
    further = earlier is not None and earlier.explains and (newest is None or not newest.explains or earlier.moved > newest.moved)
    return earlier if further else newest


def _mix(context: Context, usual_from: date, sums: Sums) -> Mix | None:
    """A source that the days before do not name had nobody then."""
    before = {source: float(old.visitors or 0) for source, (old, _new) in sums.items()}
    known = {
        source: pair for source, pair in sums.items() if all(part.visitors and part.paying_buyers is not None for part in pair)
    }
    came = {
        source: SourceRate(new.visitors, new.paying_buyers / new.visitors)
        for source, (old, new) in sums.items()
        if new.visitors and new.paying_buyers is not None and (source in known or not old.days)
    }
    shares, found = _shares(sums), standardised(came, before)
    if found.raw is None or found.covered < _COVERED or not shares:
        return None
    most = max(shares, key=lambda source: abs(shares[source]))
    rest = {source: pair for source, pair in known.items() if source != most or shares[most] < 0}
    value = standardised({source: came[source] for source in rest}, before).value
    if value is None:
        return None
    usual = sum(old.paying_buyers or 0 for old, _new in rest.values()) / sum(old.visitors or 0 for old, _new in rest.values())
    kept = value >= usual * context.playbook["page.mix_kept"] or not _fewer(rest, _SURER * context.playbook["conversion.chance"])
    moved = sum(map(abs, shares.values())) / 2
    usual_share = before[most] / sum(before.values())
    explains = kept and moved >= context.playbook["page.mix_moved"]
    return Mix(usual_from, found.raw, value, usual, moved, most, usual_share + shares[most], usual_share, not kept, explains)


def _shares(sums: Sums) -> dict[str, float]:
    """By how much the sources' shares of the visitors moved, of those whose visitors are known."""
    seen = {source: pair for source, pair in sums.items() if all(part.visitors is not None or not part.days for part in pair)}
    return moved_shares(
        {source: float(new.visitors or 0) for source, (_old, new) in seen.items()},
        {source: float(old.visitors or 0) for source, (old, _new) in seen.items()},
    )


def _fewer(known: Sums, chance: float) -> bool:
    """Whether fewer bought, beyond chance, than would at each source's own usual conversion."""
    visitors = sum(new.visitors or 0 for _old, new in known.values())
    buyers = sum(new.paying_buyers or 0 for _old, new in known.values())
    base = sum(old.visitors or 0 for old, _new in known.values())
    expected = sum((new.visitors or 0) * (old.paying_buyers or 0) / (old.visitors or 1) for old, new in known.values())
    test = rate_score(buyers, visitors, expected / visitors * base, base, alpha=chance)
    return test.verdict is Verdict.ACT and (test.difference or 0.0) < 0


def inputs(mix: Mix | None) -> tuple[tuple[str, str], ...]:
    """What `?` says of it."""
    if mix is None:
        return ((_("by source"), _("cannot be told: the visitors by source are missing")),)
    return (
        (_("conversion as visitors came"), percent(mix.raw, 2)),
        (_("conversion within the sources, at their usual mix"), percent(mix.within, 2)),
        (_("the same of the four weeks from {day}").format(day=f"{mix.usual_from:%m-%d}"), percent(mix.usual, 2)),
        (_("visitors from other sources than usual"), percent(mix.moved, 0)),
        (_("share of {source}").format(**mix.said), _("{share}, usually {usual}").format(**mix.said)),
        (_("bounce by source"), _("in no report, so bounce stands as it is")),
    )


def threshold(context: Context) -> str:
    return _("the sources moved from {moved} on; within them as before from {kept} of the usual conversion on").format(
        moved=percent(context.playbook["page.mix_moved"], 0), kept=percent(context.playbook["page.mix_kept"], 0)
    )


def words(mix: Mix) -> str:
    """One sentence for a finding."""
    return _(
        "Other visitors came: {share} of them from {source}, usually {usual}; within the others as many buy as before "
        "({within}, then {before}), as far as chance lets tell: look at {source} first"
    ).format(**mix.said, within=percent(mix.within, 2), before=percent(mix.usual, 2))
