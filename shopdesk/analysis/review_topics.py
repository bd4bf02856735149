"""Whose matter a bad review is (R151–R154): topics and branch proposed from its words, and topics that repeat."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from shopdesk.analysis.rates import at_most
from shopdesk.analysis.verdict import Verdict


class Branch(Enum):
    BUYER = "buyer"
    LOGISTICS = "logistics"
    PRODUCT = "product"
    SERVICE = "service"


class Topic(Enum):
    LATE = "late"
    PARCEL = "parcel"
    COURIER = "courier"
    QUALITY = "quality"
    SIZE = "size"
    COLOUR = "colour"
    SMELL = "smell"
    NOT_AS_SHOWN = "not_as_shown"
    WRONG_ITEM = "wrong_item"
    NO_REPLY = "no_reply"
    RUDE = "rude"
    AFTER_SALES = "after_sales"
    CHANGED_MIND = "changed_mind"
    PRICE = "price"
    MISUSE = "misuse"


BRANCH_OF = {
    Topic.LATE: Branch.LOGISTICS,
    Topic.PARCEL: Branch.LOGISTICS,
    Topic.COURIER: Branch.LOGISTICS,
    Topic.QUALITY: Branch.PRODUCT,
    Topic.SIZE: Branch.PRODUCT,
    Topic.COLOUR: Branch.PRODUCT,
    Topic.SMELL: Branch.PRODUCT,
    Topic.NOT_AS_SHOWN: Branch.PRODUCT,
    Topic.WRONG_ITEM: Branch.SERVICE,
    Topic.NO_REPLY: Branch.SERVICE,
    Topic.RUDE: Branch.SERVICE,
    Topic.AFTER_SALES: Branch.SERVICE,
    Topic.CHANGED_MIND: Branch.BUYER,
    Topic.PRICE: Branch.BUYER,
    Topic.MISUSE: Branch.BUYER,
}

# What people write, Chinese and English, as patterns.
_KEYWORDS: dict[Topic, tuple[str, ...]] = {
    Topic.LATE: (
        r"物流|发货|到货|配送|送货|运输|等了.{0,4}[天周]|没收到|未收到|丢件",
        r"deliver|shipping|shipped|never arrived|arrived late",
    ),
    Topic.PARCEL: (r"包装|外箱|箱子|盒子[破烂压]|压[坏扁]|摔", r"packag|crushed|damaged (?:box|in transit)"),
    Topic.COURIER: (r"快递|派送|驿站", r"courier|driver"),
    Topic.QUALITY: (
        r"质量|坏了|破[了洞]|开线|脱线|线头|掉色|褪色|起球|缩水|变形|断了|裂|瑕疵|做工",
        r"[开脱]胶|掉[毛漆皮渣]|破皮|生锈|皱巴|没法[穿用戴看吃]|不能[穿戴吃]|透光|走光|[很太好特]别?透(?![气亮明])|看得见里|里面都?看得见",
        r"[太偏]薄|薄得|薄的?像|像纸|单薄|[面布]料薄|料子薄|漏[水液气]|卡顿|卡死|[很太特]别?卡|不耐用|用了.{0,4}就|不能用",
        r"quality|broke|broken|defect|fell apart|stopped working|torn|flimsy|leak",
    ),
    Topic.SIZE: (
        r"尺[码寸]|偏[大小]|(?:太|有点)[大小长短紧松]|不合身|码数",
        r"too (?:small|big|large|tight|short|long)|sizing|(?:wrong|bad) fit|doesn.?t fit|runs? (?:small|large|big)",
    ),
    Topic.COLOUR: (r"色差|颜色", r"colou?r"),
    Topic.SMELL: (r"[异臭]味|味道|气味|刺鼻|难闻", r"smell|odou?r|stink"),
    Topic.NOT_AS_SHOWN: (
        r"与?描述不|实物|(?:图片|照片)不|没有?(?:图片|照片)|货不对板|假货|不是正品|仿品",
        r"not as (?:described|shown|pictured)|fake|counterfeit|misleading",
    ),
    Topic.WRONG_ITEM: (
        r"[发寄]错|少[发件寄]|漏发|缺件",
        r"wrong (?:item|product|colou?r|size)|missing (?:part|item|piece)",
    ),
    Topic.NO_REPLY: (
        r"不回[复应消]?|没人理|不理人|联系不上|没有?回复",
        r"no (?:reply|response|answer)|never (?:replied|answered)|ignored",
    ),
    Topic.RUDE: (r"态度|客服|骂人|不耐烦|敷衍|推[脱卸]", r"rude|customer service|attitude|unhelpful"),
    Topic.AFTER_SALES: (
        r"售后|不给退|(?:一直|还是?|都|迟迟|仍然?)(?:没|不)有?给?我?退|拒绝退|退款[难慢]|不退|不换|换货|退货",
        r"refund|after.?sales|warranty|return polic",
    ),
    Topic.CHANGED_MIND: (
        r"不想要|不喜欢|买错|拍错|选错",
        r"changed my mind|do(?:n.?t| not) like|didn.?t like|ordered the wrong|my (?:own )?mistake",
    ),
    Topic.PRICE: (r"降价|太贵|价格|不值|买贵|差价", r"expensive|price drop|overpriced|not worth"),
    Topic.MISUSE: (
        r"不会用|不会装|看不懂|说明书",
        r"hard to (?:use|install)|don.?t know how|instructions",
    ),
}
_MOST = 4000  # characters of a review; no platform takes more
_TOPICS = {topic: re.compile("|".join(patterns)) for topic, patterns in _KEYWORDS.items()}
_CLAUSE = re.compile(r"[,。!?;:、~…\n.]+|但是?|不过|可是|就是|\bbut\b|\bhowever\b")
_PRAISE = re.compile(
    r"(?<!不)(?<!不太)(?<!不够)(?:很快|挺快|真快|神速|迅速|及时|很好|挺好|真好|太好|非常好|不错|满意|喜欢|赞|完好)"
    r"|(?<!不)(?<!不太)(?<!不够)好[看穿用闻吃]|(?<!不)(?<!不太)(?<!不够)(?<!不是)(?<!没有)标准|(?<!不是)(?<!没有)[很挺]正(?!常)"
    r"|(?<!不)(?<!没)(?<!没有)(?<!不是)[和与跟同](?:图片?|照片|实物|描述)[上里中的都完全基本几乎描述是]{0,6}(?:一样|一致|相符|一模一样)"
    r"|(?:[图实]物|图文|描述)(?:一致|相符)"
    r"|(?<!不)(?:正常|合适|刚好)|无异味|不[差赖坏]|[还挺都]可以|还行|没[得的]?[说挑]|没话说|差不多"
    r"|(?:没有?|无)(?:什么|任何|啥)?(?:大|明显)?(?:问题|毛病|瑕疵|破损|线头|色差|异味|刺鼻)"
    r"|(?:没有?|不|不会)(?:掉色|褪色|起球|缩水|变形|开线|脱线|偏[大小]|刺鼻|难闻)"
    r"|(?<!not )\b(?:fast|quick|great|good|excellent|perfect|fine|lovely|happy)\b"
)
_NEGATED = re.compile(
    r"不(?:是很|太|够|怎么|算)?(?:满意|喜欢|快|好|合适|及时|正常|完好|标准|正)|没有?(?:图片?|照片|想象).{0,4}好|没有?(?:很|那么)?(?:满意|喜欢)"
    r"|(?:not|n't) (?:very |so |at all )?(?:good|great|happy|fast)"
)
_BAD = re.compile(
    r"差|慢|烂|坏|破|裂|臭|丑|骗|假货|垃圾|上当|坑|恶心|失望|后悔|难[看用穿闻]|(?<!不)(?<!不算)贵|无语|别买|太[大小长短紧松贵]|偏[大小]|掉色|褪色|起球|开线|脱线"
    r"|不(?:好(?!意思)|太|够|怎么|行|满|值|推荐|合适|舒服|喜欢|想要)|投诉|举报"
    r"|\b(?:bad|poor|slow|disappoint\w*|terrible|awful|worst|horrible|scam|broken?|never again)\b"
)
_EVEN = re.compile(r"不好不坏|差强人意|一般般?")

# What nobody writes who is content, as plain words: they are searched for among the good stars.
HARSH = (
    *(
        "差评",
        "骗子",
        "骗人",
        "被骗",
        "上当",
        "假货",
        "垃圾",
        "坑人",
        "黑店",
        "恶心",
        "差劲",
        "太差",
        "很差",
        "极差",
        "失望",
        "别买",
        "不要买",
    ),
    *("投诉", "举报", "维权", "12315", "scam", "terrible", "awful", "worst", "horrible", "don't buy", "do not buy"),
)
_HARSH = re.compile("|".join(map(re.escape, HARSH)))
_DENIED = re.compile(r"(?:没|不|无|非|怕|担心|以为|别家|其他|not|never|no)[^,。!?;]{0,5}$")


class Sureness(Enum):
    """How far a proposal can be trusted: SURE where two words or more point to one branch and none elsewhere, LIKELY where
    only one does, or most do."""

    SURE = "sure"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BranchProposal:
    """What a review's words point to; the person decides. UNKNOWN without a branch: no word was known, or two branches
    are named equally often."""

    verdict: Verdict
    branch: Branch | None
    topics: tuple[Topic, ...]
    sureness: Sureness = Sureness.UNKNOWN


def propose_branch(text: str) -> BranchProposal:
    """Keywords of Chinese and English, clause by clause; a clause of praise ("delivery was fast") says nothing."""
    clauses = _CLAUSE.split(unicodedata.normalize("NFKC", text[:_MOST]).lower())
    critical = [_critical(clause) for clause in clauses]
    topics = [topic for clause in critical for topic, words in _TOPICS.items() if words.search(clause)]
    votes = Counter(BRANCH_OF[topic] for topic in topics).most_common(2)
    named = tuple(dict.fromkeys(topics))
    if not votes or (len(votes) == 2 and votes[0][1] == votes[1][1]):
        return BranchProposal(Verdict.UNKNOWN, None, named)
    sure = len(votes) == 1 and votes[0][1] >= 2
    return BranchProposal(Verdict.ACT, votes[0][0], named, Sureness.SURE if sure else Sureness.LIKELY)


def _critical(clause: str) -> str:
    """The clause, "" where it praises; of praise and blame in one breath ("质量没问题物流太慢了") what comes after the praise."""
    if _NEGATED.search(clause):
        return clause
    praised = max((found.end() for found in _PRAISE.finditer(clause)), default=None)
    if praised is None:
        return clause
    rest = clause[praised:]
    return rest if _BAD.search(rest) else ""


def is_unhappy(text: str) -> bool:
    """Whether any word of a review complains; a neutral "还行" does not."""
    folded = _EVEN.sub(" ", unicodedata.normalize("NFKC", text[:_MOST]).lower())
    critical = [_critical(clause) for clause in _CLAUSE.split(folded)]
    return any(_BAD.search(clause) or any(words.search(clause) for words in _TOPICS.values()) for clause in critical)


def is_harsh(text: str) -> bool:
    """Whether the words are those of a bad review whatever its stars; "没有失望", "怕被骗" are not."""
    folded = unicodedata.normalize("NFKC", text[:_MOST]).lower()
    return any(not _DENIED.search(folded[: found.start()][-12:]) for found in _HARSH.finditer(folded))


_COMPLAINT = re.compile(
    r"投诉|举报|12315|12345|消协|消费者协会|市场监管|工商|维权|起诉|曝光|平台介入|小二介入|假一赔|退一赔"
    r"|chargeback|lawyer|legal action|file a complaint|report(?:ed|ing)? (?:you|this seller|the seller)|consumer protection"
)


def is_complaint(text: str) -> bool:
    """Whether the buyer turns to a third party or says so: settled within a day, whichever product it is about (trap T9)."""
    return bool(_COMPLAINT.search(unicodedata.normalize("NFKC", text[:_MOST]).lower()))


# --- repeats -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """A bad review and what it names."""

    day: date
    product_id: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class TopicAlarm:
    """A topic that repeats. `product_id` is the product whose reviews they are, "" where they are of several, `counts` how many
    are of which, the most first; `usual` is what such a span of days usually brings, `chance` how likely so many are then; both
    None where the days before are not known."""

    topic: Topic
    reviews: int
    product_id: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    usual: float | None = None
    chance: float | None = None


def topic_counts(reviews: Sequence[Named], today: date, *, days: int = 7) -> Counter[Topic]:
    """How many bad reviews of the last `days` (today's included) name a topic."""
    return Counter(topic for review in _newest(reviews, today, days) for topic in set(review.topics))


def topic_alarms(
    reviews: Sequence[Named],
    today: date,
    *,
    days: int = 7,
    at_least: int = 3,
    known_since: date | None = None,
) -> list[TopicAlarm]:
    """Topics that `at_least` bad reviews of the last `days` (today's included) name, the most frequent first: of all products
    together, or of the one most named alone where those are the more unusual.

    Compared with the days before, from `known_since` on: with k reviews that name the topic in d days before and n in the last
    `days`, the chance of n or more is that of a binomial of n + k draws with probability days / (days + d), the exact test of two
    Poisson counts (Przyborowski & Wilenski 1940). Where all n are of one product, so are the k.
    """
    first = today - timedelta(days=days)  # the last day of those before
    since = known_since or today
    known = (first - since).days + 1
    older = [review for review in reviews if since <= review.day <= first]
    newest = _newest(reviews, today, days)

    def alarm(topic: Topic, of: Sequence[tuple[str, int]]) -> TopicAlarm:
        n, one = sum(count for _product, count in of), of[0][0] if len(of) == 1 else ""
        if known < days:
            return TopicAlarm(topic, n, one, tuple(of))
        k = sum(topic in review.topics and one in ("", review.product_id) for review in older)
        chance = at_most(k, n + k, known / (days + known))
        return TopicAlarm(topic, n, one, tuple(of), k * days / known, chance)

    alarms = []
    for topic, n in topic_counts(reviews, today, days=days).items():
        if n < at_least:
            continue
        of = Counter(review.product_id for review in newest if topic in review.topics).most_common()
        found = alarm(topic, of)
        if len(of) > 1 and of[0][1] >= at_least:
            found = _clearer(found, alarm(topic, of[:1]))
        alarms.append(found)
    return sorted(alarms, key=lambda alarm: (-alarm.reviews, list(Topic).index(alarm.topic)))


def _clearer(one: TopicAlarm, other: TopicAlarm) -> TopicAlarm:
    """The more unusual of two readings, its chance doubled since two were tried (Bonferroni)."""
    if one.chance is None or other.chance is None:
        return one
    found = one if one.chance <= other.chance else other
    return replace(found, chance=min(1.0, 2 * min(one.chance, other.chance)))


def _newest(reviews: Sequence[Named], today: date, days: int) -> list[Named]:
    return [review for review in reviews if 0 <= (today - review.day).days < days]
