"""The one reader of all kinds: a part's sheets, by a layout, → a Reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from shopdesk.errors import IntakeError
from shopdesk.intake import cells, header, judge, names
from shopdesk.intake.body import Body, walk
from shopdesk.intake.container import Part, Sheet
from shopdesk.intake.frame import Frame
from shopdesk.intake.header import Header
from shopdesk.intake.layout import Built, Context, Layout, several_days
from shopdesk.intake.outcome import Check, Reading
from shopdesk.intake.plain import Tell
from shopdesk.intake.readers import Terms
from shopdesk.text import _, either, listed, ngettext, number, safe

CUT_AT = 100_000  # where 取数 cuts a file without a word
MAX_RECORDS = 500_000  # rows of the kinds whose build wants all of them at hand: a kilobyte each
_PEOPLE = {"visitors", "returning_visitors", "paying_buyers", "placed_buyers", "cart_people"}


def read_part(
    part: Part,
    layouts: Sequence[Layout],
    forced: bool,
    day: date | None,
    terms: Terms,
    mapping: Mapping[str, str] | None,
    tell: Callable[[float], None] | None = None,
) -> Reading:
    """IntakeError if no sheet is a report known here, or if no row can be kept."""
    currency = terms.currency
    found: Header | None = None
    used: list[tuple[Sheet, Header]] = []
    passed_over: list[str] = []
    preamble: tuple[str, ...] = ()
    for sheet in sorted(part.sheets, key=lambda sheet: sheet.hidden):
        counts = not (sheet.hidden and used)  # what nobody sees is read only where nothing else is there
        head = header.find(sheet, [found.layout] if found else layouts, forced, mapping) if counts else None
        if head and terms.secret is None:
            head = header.without_people(head)
        if head is None or (found and head.places.keys() != found.places.keys()):
            if sheet.name and _holds_something(sheet):
                passed_over.append(safe(sheet.name))
            continue
        if found is None:
            found, preamble = head, _preamble(sheet, head)
        used.append((sheet, head))
    if found is None:
        raise header.refusal(part.sheets, layouts)
    body = _body(used, terms, tell=_share(tell, part.amount) if tell else None)
    period, notes = _period(part.file, preamble, day, found)
    if passed_over:
        notes.append(_("Sheets passed over: {names}.").format(names=listed(passed_over)))
    judge.settle_rates(body, found, currency)
    _refuse_empty(body, found)
    if period:
        body.frame.fill("day", period[0])
    context = Context(
        found.layout.id, currency, part.file, period, preamble, found.headers, tuple(sheet.name for sheet, _head in used)
    )
    said = _currency(body, found)
    built = _built(found.layout, body.frame, context)
    body.problems += built.problems
    if built.tables and not any(rows.rows for rows in built.tables):
        body.frame.keep(b"")
        _refuse_empty(body, found)
    return _reading(part, found, body, built, notes, currency, said)


def _share(tell: Callable[[float], None], amount: int) -> Tell:
    """Tells which part of `amount` has come together; a second walk through the file begins anew."""
    read = 0

    def more(step: int) -> None:
        nonlocal read
        read += step
        tell(min(1.0, read / amount))

    return more


def _body(
    sheets: Sequence[tuple[Sheet, Header]], terms: Terms, repeated: frozenset[int] | None = None, tell: Tell | None = None
) -> Body:
    """The rows of all sheets, read a second time where something only shows at the end: that rows stand twice, or that of
    8/3/26 the day comes first, since other dates of the file can only name it first."""
    body = Body(Frame(tuple(sheets[0][1].places)), repeated)
    for sheet, head in sheets:
        walk(sheet, head, terms, body, tell)
    if repeated is None and (found := body.marks.repeated()):
        return _body(sheets, terms, found)
    if body.day_first and not terms.day_first:
        other = _body(sheets, replace(terms, day_first=True), repeated)
        return other if len(other.problems) < len(body.problems) else body
    return body


def _built(layout: Layout, frame: Frame, context: Context) -> Built:
    if layout.build_frame:
        return layout.build_frame(frame, context)
    if len(frame) > MAX_RECORDS:
        raise IntakeError(
            _("Too big"),
            _("At most {n} rows of {kind} in one file; export a shorter period.").format(
                n=number(MAX_RECORDS), kind=layout.label()
            ),
        )
    assert layout.build is not None
    return layout.build(frame.records(), context)


def _currency(body: Body, head: Header) -> str | None:
    """The currency the file names, in a column, else in its headers or on its amounts. Several cannot be added up."""
    said = {currency for currency in body.frame.columns.get("file_currency", ()) if currency}
    if not said:
        headers = [header for name, header in head.headers.items() if head.layout.column(name).form == "money"]
        said = body.currencies | {mark for header in headers if (mark := cells.currency_in(header))}
    if len(said) > 1:
        raise IntakeError(
            _("Several currencies"),
            _("The file holds amounts in {currencies}; export it for one account at a time.").format(
                currencies=listed(sorted(said))
            ),
        )
    return next(iter(said), None)


def _holds_something(sheet: Sheet) -> bool:
    return any(cells.text(cell) for row in islice(sheet.rows(), header.ROWS_SEARCHED) for cell in row)


def _preamble(sheet: Sheet, head: Header) -> tuple[str, ...]:
    rows = islice(sheet.rows(), max(head.row, 0))
    return tuple(" ".join(words for cell in row if (words := cells.text(cell))) for row in rows)


def _period(file: str, preamble: tuple[str, ...], day: date | None, head: Header) -> tuple[tuple[date, date] | None, list[str]]:
    """The days of the whole file, wanted where its rows have none: as its name says, else the lines above its header, else as
    the operator named; never today."""
    if head.layout.dated == "none" or "day" in head.places:
        return ((day, day) if day else None), []
    named = names.period_in(file.rsplit("/", 1)[-1]) or names.period_told(preamble)
    if named and named[0] != named[1]:
        raise several_days(*named)
    if named is None:
        if day is None:
            raise IntakeError(
                _("No day"),
                either(
                    _("Neither the rows of {kind} nor the file's name hold a date; name the day (key c)."),
                    _("Neither the rows of {kind} nor the file's name hold a date; name the day with --date."),
                ).format(kind=head.layout.label()),
            )
        return (day, day), []
    if day and day != named[0]:
        return named, [_("The file itself says {day}; the other day given with it was not used.").format(day=named[0])]
    return named, []


def _refuse_empty(body: Body, head: Header) -> None:
    if len(body.frame):
        return
    if body.ranges and not body.problems:
        raise several_days(min(first for first, _last in body.ranges), max(last for _first, last in body.ranges))
    if body.problems:
        first = body.problems[0]
        raise IntakeError(
            _("No row can be kept"),
            _("None of the {rows} rows of {kind} holds; row {row}, {column}: {reason}.")
            .format(
                rows=body.rows_read,
                kind=head.layout.label(),
                row=first.row,
                column=first.column or _("whole line"),
                reason=first.reason,
            )
            .replace("?.", "?")
            .replace("？。", "？"),  # a reason may be a question
        )
    raise IntakeError(
        _("Empty file"),
        _("The file has the headers of {kind} but no rows; export it again for a day that has data.").format(
            kind=head.layout.label()
        ),
    )


def _reading(part: Part, head: Header, body: Body, built: Built, notes: list[str], currency: str, said: str | None) -> Reading:
    counted = built.counted or built.tables[0]
    sums = judge.total_checks(body, head, currency)
    totals = judge.totals_of(counted, currency)
    if not built.tables:  # nothing is booked that these must add up to, so the file's own figures, rounded once, are nearer
        totals.update(
            {name: check.file_says for name, check in sums.items() if check.agree and isinstance(totals.get(name), str)}
        )
    totals.update(built.totals)
    checks = [*sums.values(), *judge.ratio_checks(body.frame, head, currency)]
    checks += built.checks
    if said and said != currency:
        checks.append(Check(_("Currency"), said, currency, False))
    period = built.period or _days_of(built)
    named = names.period_in(part.file.rsplit("/", 1)[-1])
    if named and period and head.layout.dated == "row" and not (named[0] <= period[0] and period[1] <= named[1]):
        checks.append(Check(_("Days in the file's name"), _days(named), _days(period), False))
    return Reading(
        file=part.file,
        sha256=part.sha256,
        kind=head.layout.id,
        certainty=head.certainty,
        shop=_shop(part, body),
        period_from=period[0] if period else None,
        period_to=period[1] if period else None,
        tables=built.tables,
        rows_read=body.rows_read,
        rejected=tuple(sorted(body.problems, key=lambda problem: problem.row or 0)),
        totals=totals,
        checks=tuple(checks),
        notes=tuple(safe(note) for note in (*notes, *_row_notes(head, body, built), *built.notes)),
        columns_unknown=head.unknown,
        currency=said,
    )


def _shop(part: Part, body: Body) -> str | None:
    if len(body.shops) > 1:
        raise IntakeError(
            _("Several shops"), _("The file holds rows of {n} shops; export it for one shop.").format(n=len(body.shops))
        )
    if body.shops:
        return next(iter(body.shops))
    return next((shop for name in reversed(part.file.split("/")) if (shop := names.shop_in(name))), None)


def _days_of(built: Built) -> tuple[date, date] | None:
    table = built.tables[0] if built.tables else None
    if table is None or "day" not in table.columns:
        return None
    days = {day for day in set(table.column("day")) if isinstance(day, date)}
    return (min(days), max(days)) if days else None


def _days(period: tuple[date, date]) -> str:
    return f"{period[0]} – {period[1]}" if period[0] != period[1] else str(period[0])


def _counts_people_over_days(built: Built) -> bool:
    """Whether a total adds up people of several days, which are fewer over the whole period."""
    counted = built.counted or built.tables[0]
    return not _PEOPLE.isdisjoint(counted.columns) and "day" in counted.columns and len(set(counted.column("day"))) > 1


def _row_notes(head: Header, body: Body, built: Built) -> list[str]:
    notes: list[str] = []
    if body.rows_read == CUT_AT:
        notes.append(_("Exactly 100,000 rows: the platform may have cut the file; export a shorter period."))
    if n := body.twins:
        notes.append(ngettext("{n} row stands twice and counts once.", "{n} rows stand twice and count once.", n).format(n=n))
    if n := built.overwritten:
        notes.append(
            ngettext(
                "{n} row says something else of what an earlier row told; the later one counts.",
                "{n} rows say something else of what earlier rows told; the later ones count.",
                n,
            ).format(n=n)
        )
    if n := body.ranges.total():
        notes.append(
            ngettext(
                "{n} row sums up several days and was not booked as a day.",
                "{n} rows sum up several days and were not booked as a day.",
                n,
            ).format(n=n)
        )
    if _counts_people_over_days(built):
        notes.append(_("Visitors and buyers are told apart within a day only: their totals add up days and count people again."))
    if body.stacked:
        notes.append(_("More than one report is stacked in the file; only the first was read."))
    if n := len(head.unknown):
        columns = listed(head.unknown[:6]) + (" …" if n > 6 else "")
        notes.append(
            ngettext("{n} column is not used here: {columns}.", "{n} columns are not used here: {columns}.", n).format(
                n=n, columns=columns
            )
        )
    return notes
