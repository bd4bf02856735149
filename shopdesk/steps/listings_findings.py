"""What there is to say about copies and bad reviews, and where each figure comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import Match
from shopdesk.analysis.review_topics import BRANCH_OF, Topic, TopicAlarm
from shopdesk.analysis.reviews import clock
from shopdesk.steps.bad_reviews import BadReviews
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.conversion_line import effect_said
from shopdesk.steps.copies import OPEN, Shelf, lost_a_day_minor
from shopdesk.steps.review_cases import branch_name
from shopdesk.text import _, clip, listed, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.steps.listings import CopycatRow, ListingsDetails, ReviewRow

BRANCH_RULES = {"buyer": "R151", "logistics": "R152", "product": "R153", "service": "R154", "": "R51"}

COPY_SETTINGS = (
    "copycats.title_line",
    "copycats.title_look",
    "copycats.picture_same",
    "copycats.picture_likely",
    "copycats.picture_look",
    "copycats.effect_days",
)
CLOCK_SETTINGS = ("reviews.first_hours", "reviews.opens", "reviews.closes", "reviews.morning_hour")
COMPLAINT_SETTINGS = ("reviews.complaint_hours", "reviews.morning_hour")
ALARM_SETTINGS = ("reviews.repeats", "reviews.repeat_days", "reviews.usual_days", "reviews.topic_chance", "reviews.bad_stars")


def findings_of(
    context: Context, ours: Shelf, details: ListingsDetails, bad: BadReviews, looked: Mapping[str, Collection[date]]
) -> tuple[Finding, ...]:
    """Main products and complaints only (R53, T9): what is over its time first, then copies, then the other reviews."""
    reviews = [row for row in details.reviews if row.matters and row.state == "open"]
    return (
        *(_review(row, context) for row in reviews if row.overdue),
        *_copycats(details.copycats, context),
        *(_review(row, context) for row in reviews if not row.overdue),
        *_alarms(bad.alarms, ours, context),
        *_unanswered(details.copycats, context),
        *_unchecked(ours, looked, context),
    )


# --- copies ----------------------------------------------------------------------------------------------------------


def _copycats(rows: Sequence[CopycatRow], context: Context) -> list[Finding]:
    found = []
    for row in rows:
        if not row.is_main or row.state not in OPEN:
            continue
        if row.match == Match.SAME_PICTURE.value and row.state == "seen":
            found.append(_copycat(row, "R50", context))
        elif row.match in (Match.SAME_PICTURE.value, Match.LIKELY.value):
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
    costs = bool(row.lost_orders) or (row.price_gap or 0) > 0
    return Finding(
        key=f"listings:copycat:{row.id}",
        rule=rule,
        severity=Severity.ACT if rule == "R50" or costs else Severity.WATCH,
        text=text,
        evidence={
            "product_id": row.product_id,
            "url": row.url,
            "similarity": row.similarity,
            "same_picture": row.same_picture,
            "picture_distance": row.picture_distance,
            "price_minor": row.price_minor,
            "our_price_minor": row.our_price_minor,
            "price_gap": row.price_gap,
            "lost_orders": row.lost_orders,
            "effect": row.effect,
        },
        task=task,
        worth_minor=None if lost is None else -lost,
    )


def _costs(row: CopycatRow) -> str:
    said = ""
    if row.price_gap is not None and row.price_gap > 0:
        said += _(", {gap} cheaper").format(gap=percent(row.price_gap, 0))
    if row.lost_orders:
        said += _(", {orders} sold since {day}").format(orders=number(row.lost_orders), day=f"{row.first_seen:%m-%d}")
    return said


def _why_copycat(row: CopycatRow, context: Context) -> Why:
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
            (
                _("pictures differ by"),
                "" if row.picture_distance is None else _("{bits} of 64 bits").format(bits=row.picture_distance),
            ),
            (_("our price"), money(row.our_price_minor, currency, cents=True)),
            (_("their price"), money(row.price_minor, currency, cents=True)),
            (_("sold since first seen"), number(row.lost_orders)),
            (_("first seen"), str(row.first_seen)),
            (_("last looked at"), str(row.last_seen)),
            (_("our conversion before, since"), effect_said(row.effect)),
        ),
        threshold=_(
            "the same from a similarity of {line}; a complaint only for the same picture, which is at most {bits} bits apart"
        ).format(line=number(context.playbook["copycats.title_line"], 2), bits=context.playbook.whole("copycats.picture_same")),
        rule="R50" if row.same_picture else "R47",
        settings=COPY_SETTINGS,
    )


def _unanswered(rows: Sequence[CopycatRow], context: Context) -> list[Finding]:
    """Complaints that nobody answered for days: they are followed up."""
    line = context.playbook.whole("copycats.answer_days")
    return [
        Finding(
            key=f"listings:complaint:{row.id}",
            rule="R50",
            severity=Severity.WATCH,
            text=_("{title}: the complaint of {day} has no answer yet").format(
                title=clip(safe(row.our_title), 24), day=f"{row.since:%m-%d}"
            ),
            evidence={"product_id": row.product_id, "url": row.url, "complained_on": row.since},
            task=Proposal(
                "operations", _("Ask the platform what became of the complaint about {title}").format(title=safe(row.title))
            ),
            why=Why(
                title=_("A complaint without an answer"),
                formula=_("days since the complaint was noted"),
                inputs=((_("complained"), str(row.since)), (_("this morning"), str(context.today))),
                threshold=_("more than {days} days").format(days=line),
                rule="R50",
                settings=("copycats.answer_days",),
            ),
        )
        for row in rows
        if row.state == "complained" and row.since is not None and (context.today - row.since).days > line
    ]


def _unchecked(ours: Shelf, looked: Mapping[str, Collection[date]], context: Context) -> list[Finding]:
    """Main products whose copies nobody looked for lately (R49)."""
    line = context.playbook.whole("copycats.check_days")
    last = {key: max(looked[key]) for key in ours.mains if looked.get(key)}
    late = [key for key in ours.mains if key not in last or (context.today - last[key]).days > line]
    if not late:
        return []
    titles = listed(clip(safe(ours.title(key)), 24) for key in late)
    return [
        Finding(
            key="listings:unchecked",
            rule="R49",
            severity=Severity.WATCH,
            text=_("Not searched for copies lately: {titles}").format(titles=titles),
            evidence={"products": {key: last.get(key) for key in late}},
            task=Proposal("operations", _("Search copies of the main products: full title, then sort by sales")),
            why=_whys(context, ours)["checked_on"],
        )
    ]


# --- reviews ---------------------------------------------------------------------------------------------------------


def _review(row: ReviewRow, context: Context) -> Finding:
    title = clip(safe(row.product), 24) or _("unknown product")
    branch = branch_name(row.branch) if not row.is_complaint else _("complaint, {branch}").format(branch=branch_name(row.branch))
    due = f"{row.due:%m-%d %H:%M}" if row.due else ""
    if not due:
        text = _("{title} {stars}★, {branch}: “{excerpt}”")
    elif row.overdue:
        text = _("{title} {stars}★, {branch}, overdue since {due}: “{excerpt}”")
    else:
        text = _("{title} {stars}★, {branch}, due {due}: “{excerpt}”")
    return Finding(
        key=f"listings:review:{row.id}",
        rule="R157" if row.is_complaint else BRANCH_RULES[row.branch],
        severity=Severity.ACT,
        text=text.format(title=title, stars=row.stars, branch=branch, due=due, excerpt=clip(safe(row.text), 40)),
        evidence={
            "review": row.id,
            "product_id": row.product_id,
            "stars": row.stars,
            "branch": row.branch,
            "branch_proposed": row.branch_proposed,
            "branch_sure": row.branch_sure,
            "is_complaint": row.is_complaint,
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
    topics = listed(topic_name(Topic(topic)) for topic in row.topics)
    return Why(
        title=_("A complaint about {title}").format(title=safe(row.product))
        if row.is_complaint
        else _("A bad review of {title}").format(title=safe(row.product)),
        formula=_("priority = (main product, picture, stars) × (time left, repeats)"),
        inputs=(
            (_("stars"), number(row.stars)),
            (_("written"), f"{row.written_at:%Y-%m-%d %H:%M}" if row.written_at else "–"),
            (_("due"), f"{row.due:%Y-%m-%d %H:%M}" if row.due else "–"),
            (_("whose matter"), _("{branch} ({how})").format(branch=branch_name(row.branch), how=sure_name(row.branch_sure))),
            (_("topics"), topics or "–"),
            (_("priority"), number(row.priority)),
        ),
        threshold=_complaint_clock(context.playbook) if row.is_complaint else _review_clock(context.playbook),
        rule="R157" if row.is_complaint else BRANCH_RULES[row.branch],
        settings=(COMPLAINT_SETTINGS if row.is_complaint else CLOCK_SETTINGS) + ("reviews.repeats",),
    )


def sure_name(sureness: str) -> str:
    """How sure the proposal of a branch is; "" is the person's own word."""
    return {
        "sure": _("proposed, its words agree"),
        "likely": _("proposed, not certain"),
        "unknown": _("its words do not tell"),
        "": _("set by you"),
    }[sureness]


def _review_clock(book: Playbook) -> str:
    return _("{hours} business hours, open {opens} to {closes}; looked at in the morning at {morning}").format(
        hours=number(book["reviews.first_hours"], 1).removesuffix(".0"),
        opens=_hour(book["reviews.opens"]),
        closes=_hour(book["reviews.closes"]),
        morning=_hour(book["reviews.morning_hour"]),
    )


def _complaint_clock(book: Playbook) -> str:
    return _("{hours} hours by the clock, nights too; looked at in the morning at {morning}").format(
        hours=number(book["reviews.complaint_hours"], 1).removesuffix(".0"), morning=_hour(book["reviews.morning_hour"])
    )


def _hour(value: float) -> str:
    return f"{clock(value):%H:%M}"


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


def _alarms(alarms: Sequence[TopicAlarm], ours: Shelf, context: Context) -> list[Finding]:
    """A topic that several buyers name within a week, more than is usual, is no single case any more."""
    return [_alarm(alarm, ours, context) for alarm in alarms]


def _alarm(alarm: TopicAlarm, ours: Shelf, context: Context) -> Finding:
    """To act on where it is known to be unusual and a main product is among them; else to watch."""
    book = context.playbook
    days, line = book.whole("reviews.repeat_days"), book.whole("reviews.repeats")
    topic, branch = topic_name(alarm.topic), BRANCH_OF[alarm.topic].value
    text = _("{count} bad reviews within {days} days name the same: {topic}")
    if alarm.product_id:
        text = _("{title}: {count} bad reviews within {days} days name the same: {topic}")
    text = text.format(title=clip(safe(ours.title(alarm.product_id)), 24), count=alarm.reviews, days=days, topic=topic)
    if alarm.usual is not None:
        text += _(", usually {usual}").format(usual=number(alarm.usual, 1))
    shown = (Topic.COLOUR, Topic.NOT_AS_SHOWN)  # the pictures promise something else
    shared = book["reviews.topic_chance"] / len(Topic)  # every day looks at all topics
    known = alarm.chance is not None and alarm.chance < shared and any(map(ours.is_main, alarm.products))
    return Finding(
        key=f"listings:topic:{alarm.topic.value}",
        rule="R52",
        severity=Severity.ACT if known else Severity.WATCH,
        text=text,
        evidence={
            "topic": alarm.topic.value,
            "reviews": alarm.reviews,
            "branch": branch,
            "products": alarm.products,
            "usual": alarm.usual,
            "chance": alarm.chance,
        },
        task=Proposal(
            "design" if alarm.topic in shown else "service" if branch == "service" else "operations",
            _("Find out what is behind it: {topic}").format(topic=topic),
            metric=_("bad reviews that name it, a week"),
            expect=_("fewer than {count}").format(count=line),
            check_on=context.today + timedelta(days=7),
        ),
        why=Why(
            title=_("A topic that repeats"),
            formula=_(
                "neutral and bad reviews of the last days that name the topic, against the days before, of the same product "
                "where all are of one: the chance of so many if nothing changed"
            ),
            inputs=(
                (topic, number(alarm.reviews)),
                (_("usual in as many days"), _("not known yet") if alarm.usual is None else number(alarm.usual, 1)),
                (_("chance"), "–" if alarm.chance is None else _chance(alarm.chance)),
                (_("products"), listed(clip(safe(ours.title(key)), 24) for key in alarm.products if key)),
            ),
            threshold=_(
                "{count} or more in {days} days, with a chance under {chance}; to act on under a {topics}th of it, for so many "
                "topics are looked at"
            ).format(count=line, days=days, chance=percent(book["reviews.topic_chance"]), topics=len(Topic)),
            rule="R52",
            settings=ALARM_SETTINGS,
        ),
    )


def _chance(value: float) -> str:
    return percent(value) if value >= 0.001 else _("under 0.1 %")


# --- where the figures come from -------------------------------------------------------------------------------------


def whys_of(context: Context, ours: Shelf, details: ListingsDetails) -> dict[str, Why]:
    """By the name of the figure; every copycat and every review has its own."""
    own = {f"copycat:{row.id}": _why_copycat(row, context) for row in details.copycats}
    own |= {f"review:{row.id}": _why_review(row, context) for row in details.reviews}
    return _whys(context, ours) | own


def _whys(context: Context, ours: Shelf) -> dict[str, Why]:
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
            formula=_(
                "the latest of: offers were compared, a copycat of it was looked at, the check was ticked (main products); "
                "in a row = mornings without a gap"
            ),
            inputs=(
                (_("product figures of"), str(ours.day) if ours.day else _("none")),
                (_("this morning"), str(context.today)),
            ),
            threshold=_("more than {days} days is overdue").format(days=book.whole("copycats.check_days")),
            rule="R49",
            settings=("copycats.check_days", "products.main_count"),
        ),
        "similarity": Why(
            title=_("Title similarity"),
            formula=_("cosine of character pairs, rare ones count more; other sizes, models or quantities cap it"),
            threshold=_("the same from {line}").format(line=number(book["copycats.title_line"], 2)),
            rule="R47",
            settings=COPY_SETTINGS[:2],
        ),
        "picture": Why(
            title=_("Picture similarity"),
            formula=_(
                "bits by which two 64-bit fingerprints differ, the least over the whole picture, its centre and its mirror"
            ),
            threshold=_("the same up to {same}, likely up to {likely}; what a person saw stands above it").format(
                same=book.whole("copycats.picture_same"), likely=book.whole("copycats.picture_likely")
            ),
            rule="R50",
            settings=COPY_SETTINGS[2:5],
        ),
        "price_gap": Why(title=_("Price gap"), formula=_("(our price − their price) / our price"), rule="R47"),
        "lost_orders": Why(
            title=_("Lost orders"),
            formula=_("their sales shown now − when first seen: the most we can have lost to them"),
            rule="R48",
        ),
        "due": Why(
            title=_("When a review is due"),
            formula=_("written + hours to answer, which run while business is open; complaints run by the clock"),
            inputs=((_("complaints"), _complaint_clock(book)),),
            threshold=_review_clock(book),
            rule="R52",
            settings=(*CLOCK_SETTINGS, "reviews.complaint_hours"),
        ),
        "others": Why(
            title=_("Reviews left aside"),
            formula=_("bad reviews of products that are not main products; complaints are never left aside"),
            inputs=((_("main products"), listed(clip(safe(ours.title(key)), 24) for key in ours.mains) or _("none")),),
            rule="R53",
            settings=("products.main_count", "reviews.bad_stars", "reviews.look_days"),
        ),
    }
