"""What there is to say about copies and bad reviews, and where each figure comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import Match
from shopdesk.analysis.review_topics import BRANCH_OF, Topic, TopicAlarm
from shopdesk.steps.bad_reviews import REPEATS, BadReviews
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.copies import OPEN, Shelf, judged, lost_a_day_minor
from shopdesk.steps.leading import listed
from shopdesk.text import _, clip, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.listings import CopycatRow, ListingsDetails, ReviewRow

BRANCH_RULES = {"buyer": "R151", "logistics": "R152", "product": "R153", "service": "R154", "": "R51"}


def findings_of(
    context: Context, ours: Shelf, details: ListingsDetails, bad: BadReviews, looks: Mapping[str, date]
) -> tuple[Finding, ...]:
    """Main products only (R53): reviews over their time first, then copies, then the other reviews."""
    reviews = [row for row in details.reviews if row.is_main and row.state == "open"]
    return (
        *(_review(row, context) for row in reviews if row.overdue),
        *_copycats(details.copycats, context),
        *(_review(row, context) for row in reviews if not row.overdue),
        *_alarms(bad.alarms, context),
        *_unchecked(ours, looks, context),
    )


# --- copies ----------------------------------------------------------------------------------------------------------


def _copycats(rows: Sequence[CopycatRow], context: Context) -> list[Finding]:
    line = context.playbook["copycats.title_line"]
    found = []
    for row in rows:
        if not row.is_main or row.state not in OPEN:
            continue
        match = judged(row, line)
        if match is Match.SAME_PICTURE and row.state == "seen":
            found.append(_copycat(row, "R50", context))
        elif match in (Match.SAME_PICTURE, Match.LIKELY):
            found.append(_copycat(row, "R47", context))
    return found


def _copycat(row: CopycatRow, rule: str, context: Context) -> Finding:
    """R50: the picture is ours, complain. R47: the style is, answer with price and picture."""
    title, seller = safe(row.our_title), safe(row.seller) or _("a seller")
    if rule == "R50":
        text = _("{title}: {seller} uses our picture{costs}").format(title=title, seller=seller, costs=_costs(row))
        task = Proposal(
            "operations",
            _("Complain about the stolen picture of {title}: both links, our original, the dates").format(title=title),
            metric=_("state of the complaint"),
            expect=_("upheld, the page gone"),
            check_on=context.today + timedelta(days=3),
        )
    else:
        text = _("{title}: {seller} sells the same style{costs}").format(title=title, seller=seller, costs=_costs(row))
        task = Proposal(
            "operations",
            _("Answer the copy of {title}: price, first picture, what sets ours apart").format(title=title),
            metric=_("conversion of {title}").format(title=title),
            expect=_("back to the weeks before the copy"),
            check_on=context.today + timedelta(days=7),
        )
    lost = lost_a_day_minor(row)
    return Finding(
        key=f"listings:copycat:{row.id}",
        rule=rule,
        severity=Severity.ACT,
        text=text,
        evidence={
            "product_id": row.product_id,
            "url": row.url,
            "similarity": row.similarity,
            "same_picture": row.same_picture,
            "price_minor": row.price_minor,
            "our_price_minor": row.our_price_minor,
            "price_gap": row.price_gap,
            "lost_orders": row.lost_orders,
        },
        task=task,
        worth_minor=None if lost is None else -lost,
        why=_why_copycat(row, rule, context),
    )


def _costs(row: CopycatRow) -> str:
    said = ""
    if row.price_gap is not None and row.price_gap > 0:
        said += _(", {gap} cheaper").format(gap=percent(row.price_gap, 0))
    if row.lost_orders:
        said += _(", {orders} sold since {day}").format(orders=number(row.lost_orders), day=f"{row.first_seen:%m-%d}")
    return said


def _why_copycat(row: CopycatRow, rule: str, context: Context) -> Why:
    currency = context.shop.currency
    return Why(
        title=_("A copy of {title}").format(title=safe(row.our_title)),
        formula=_(
            "titles: cosine of character pairs, rare ones count more; price gap = (ours − theirs) / ours; "
            "lost a day, at most = their sales since first seen / days × our price"
        ),
        inputs=(
            (_("title similarity"), number(row.similarity, 2)),
            (_("same picture"), {True: _("yes"), False: _("no"), None: _("not compared")}[row.same_picture]),
            (_("our price"), money(row.our_price_minor, currency, cents=True)),
            (_("their price"), money(row.price_minor, currency, cents=True)),
            (_("sold since first seen"), number(row.lost_orders)),
            (_("first seen"), str(row.first_seen)),
            (_("last looked at"), str(row.last_seen)),
        ),
        threshold=_("the same from a similarity of {line}; a complaint only for the same picture").format(
            line=number(context.playbook["copycats.title_line"], 2)
        ),
        rule=rule,
    )


def _unchecked(ours: Shelf, looks: Mapping[str, date], context: Context) -> list[Finding]:
    """Main products whose copies nobody looked for lately (R49)."""
    line = context.playbook.whole("copycats.check_days")
    late = [key for key in ours.mains if key not in looks or (context.today - looks[key]).days > line]
    if not late:
        return []
    titles = listed(clip(safe(ours.title(key)), 24) for key in late)
    return [
        Finding(
            key="listings:unchecked",
            rule="R49",
            severity=Severity.WATCH,
            text=_("Not searched for copies lately: {titles}").format(titles=titles),
            evidence={"products": {key: looks.get(key) for key in late}},
            task=Proposal("operations", _("Search copies of the main products: full title, then sort by sales")),
            why=whys_of(context, ours)["checked_on"],
        )
    ]


# --- reviews ---------------------------------------------------------------------------------------------------------


def _review(row: ReviewRow, context: Context) -> Finding:
    from shopdesk.steps.listings import branch_name

    title = clip(safe(row.product), 24) or _("unknown product")
    due = f"{row.due:%m-%d %H:%M}" if row.due else ""
    if not due:
        text = _("{title} {stars}★, {branch}: “{excerpt}”")
    elif row.overdue:
        text = _("{title} {stars}★, {branch}, overdue since {due}: “{excerpt}”")
    else:
        text = _("{title} {stars}★, {branch}, due {due}: “{excerpt}”")
    return Finding(
        key=f"listings:review:{row.id}",
        rule=BRANCH_RULES[row.branch],
        severity=Severity.ACT,
        text=text.format(title=title, stars=row.stars, branch=branch_name(row.branch), due=due, excerpt=clip(safe(row.text), 40)),
        evidence={
            "review": row.id,
            "product_id": row.product_id,
            "stars": row.stars,
            "branch": row.branch,
            "branch_proposed": row.branch_proposed,
            "topics": row.topics,
            "due": row.due,
            "priority": row.priority,
        },
        task=Proposal(
            "service",
            _answer(row.branch).format(title=title),
            metric=_("state of the review"),
            expect=_("solved, with its outcome"),
            check_on=context.today,
        ),
        why=_why_review(row, context),
    )


def _answer(branch: str) -> str:
    return {
        "buyer": _("{title}: explain calmly, answer what the buyer misunderstood"),
        "logistics": _("{title}: check the parcel's way, claim from the carrier, apologise and settle it"),
        "product": _("{title}: offer return or exchange, explain, pass the defect on"),
        "service": _("{title}: apologise, go through the chat with the colleague"),
        "": _("{title}: read the review, say whose matter it is, answer"),
    }[branch]


def _why_review(row: ReviewRow, context: Context) -> Why:
    from shopdesk.steps.listings import branch_name

    topics = listed(topic_name(Topic(topic)) for topic in row.topics)
    how = _("proposed from its words") if row.branch_proposed else _("set by you")
    return Why(
        title=_("A bad review of {title}").format(title=safe(row.product)),
        formula=_(
            "due = written + hours to answer, by the clock; priority = (main product, picture, stars) × (time left, repeats)"
        ),
        inputs=(
            (_("stars"), number(row.stars)),
            (_("written"), f"{row.written_at:%Y-%m-%d %H:%M}" if row.written_at else "–"),
            (_("whose matter"), _("{branch} ({how})").format(branch=branch_name(row.branch), how=how)),
            (_("topics"), topics or "–"),
            (_("priority"), number(row.priority)),
        ),
        threshold=_("{hours} hours; looked at on the morning after, 09:00").format(
            hours=context.playbook.whole("reviews.first_hours")
        ),
        rule=BRANCH_RULES[row.branch],
    )


def topic_name(topic: Topic) -> str:
    return {
        Topic.LATE: _("late delivery"),
        Topic.PARCEL: _("damaged parcel"),
        Topic.COURIER: _("courier"),
        Topic.QUALITY: _("quality"),
        Topic.SIZE: _("size"),
        Topic.COLOUR: _("colour"),
        Topic.SMELL: _("smell"),
        Topic.NOT_AS_SHOWN: _("not as shown"),
        Topic.WRONG_ITEM: _("wrong or missing item"),
        Topic.NO_REPLY: _("no reply"),
        Topic.RUDE: _("tone of service"),
        Topic.AFTER_SALES: _("after-sales"),
        Topic.CHANGED_MIND: _("changed mind"),
        Topic.PRICE: _("the price"),
        Topic.MISUSE: _("how to use it"),
    }[topic]


def _alarms(alarms: Sequence[TopicAlarm], context: Context) -> list[Finding]:
    """A topic that several buyers name within a week is no single case any more."""
    shown = (Topic.COLOUR, Topic.NOT_AS_SHOWN)  # the pictures promise something else
    return [
        Finding(
            key=f"listings:topic:{alarm.topic.value}",
            rule="R52",
            severity=Severity.ACT,
            text=_("{count} bad reviews within 7 days name the same: {topic}").format(
                count=alarm.reviews, topic=topic_name(alarm.topic)
            ),
            evidence={"topic": alarm.topic.value, "reviews": alarm.reviews, "branch": BRANCH_OF[alarm.topic].value},
            task=Proposal(
                "design" if alarm.topic in shown else "service" if BRANCH_OF[alarm.topic].value == "service" else "operations",
                _("Find out what is behind it: {topic}").format(topic=topic_name(alarm.topic)),
                metric=_("bad reviews that name it, a week"),
                expect=_("fewer than {count}").format(count=REPEATS),
                check_on=context.today + timedelta(days=7),
            ),
            why=Why(
                title=_("A topic that repeats"),
                formula=_("neutral and bad reviews of all products within 7 days that name the topic"),
                inputs=((topic_name(alarm.topic), number(alarm.reviews)),),
                threshold=_("{count} or more").format(count=REPEATS),
                rule="R52",
            ),
        )
        for alarm in alarms
    ]


# --- where the figures come from -------------------------------------------------------------------------------------


def whys_of(context: Context, ours: Shelf) -> dict[str, Why]:
    book = context.playbook
    return {
        "top_products": Why(
            title=_("The five products with the most visitors"),
            formula=_("visitors of the day judged; where that is missing, of the newest of 7 days"),
            inputs=((_("product figures of"), str(ours.day) if ours.day else _("none")),),
            rule="R46",
        ),
        "checked_on": Why(
            title=_("Last search for copies"),
            formula=_("the later of: the check was ticked (main products), a copycat of it was looked at"),
            inputs=((_("this morning"), str(context.today)),),
            threshold=_("more than {days} days is overdue").format(days=book.whole("copycats.check_days")),
            rule="R49",
        ),
        "similarity": Why(
            title=_("Title similarity"),
            formula=_("cosine of character pairs, rare ones count more; other sizes, models or quantities cap it"),
            threshold=_("the same from {line}").format(line=number(book["copycats.title_line"], 2)),
            rule="R47",
        ),
        "price_gap": Why(title=_("Price gap"), formula=_("(our price − their price) / our price"), rule="R47"),
        "lost_orders": Why(
            title=_("Lost orders"),
            formula=_("their sales shown now − when first seen: the most we can have lost to them"),
            rule="R48",
        ),
        "due": Why(
            title=_("When a review is due"),
            formula=_("written + hours to answer, by the clock, nights too"),
            threshold=_("{hours} hours; looked at on the morning after, 09:00").format(hours=book.whole("reviews.first_hours")),
            rule="R52",
        ),
        "others": Why(
            title=_("Reviews left aside"),
            formula=_("bad reviews of products that are not main products"),
            inputs=((_("main products"), listed(clip(safe(ours.title(key)), 24) for key in ours.mains) or _("none")),),
            rule="R53",
        ),
    }
