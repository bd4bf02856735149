"""May an answer be sent (trap T10)? Explaining is fine, and so is making good; a reward for a review or for changing one is
forbidden: 网络反不正当竞争暂行规定 (from 2024-09-01), article 9(5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MOST = 4000  # characters of an answer that are looked at

# Chinese is read without anything between the characters: "返 现", "好.评".
_REVIEW = r"(?:[差中负好]评|评[价论分语]|[五5](?:颗|个)?星|满星|星级|评(?![估测审]))"
_TOP = r"(?:好评|高分|满[分星]|[五5](?:颗|个)?星|5分(?!钟))"
_COUNT = r"(?:\d+|[一二两三四五六七八九十百几]+(?=元|块))"

# What is a reward whatever else is said, and what is one only where a review is asked for: a refund makes good, too.
_GIFT = re.compile(
    rf"[返反][现图利]|[返反][还给]?[您你]?(?:{_COUNT}|[钱款]|运费|差价|一半|部分)|红包|券|代金|购物金|现金|补偿|赔偿|补贴|转账|打款"
    rf"|[退补赔转][给]?[您你]?{_COUNT}|奖励|有礼|有奖|抽奖|赠送|(?<![配派寄发运])送[您你]|礼[品物]|小礼|免单|积分|话费|加微信?领|领奖"
    r"|\d+[元块]|[一二两三四五六七八九十百几]+(?:元|块钱)|给[您你]?钱|发钱|支付宝|微信转"
)
_MADE_GOOD = re.compile(
    r"退款|全额退|退[给]?[您你]|退(?:运费|邮费|差价|全款|一半|部分|钱)|[退补付出]运费|运费(?:我们?)?[退补出付]|免费|[补重再][寄发送]|重新[给您你]{0,3}[寄发]|补一件|换新"
    r"|优惠|打[折\d一二三四五六七八九]|减免|会员|小?心意"
)
# What asks for a review, for another one, or for none; and what merely names a good one.
_REQUEST = re.compile(
    rf"(?:[改删撤]|去掉|隐藏|屏蔽|取消|更新|调整|重新|换成|覆盖|升级)[掉除销回一下个成为了到这那条您你的原来之前给我们]{{0,8}}{_REVIEW}"
    r"|把.{0,4}(?:[差中负]评|评[价论分语])[给都]?(?:处理|解决|弄|搞|清理?|抹|消)"
    r"|(?:麻烦|帮[忙我]?|请)[您你亲]?(?:处理|解决)[掉一下了那个条这您的]{0,5}[差中负]?评"
    r"|改[为成](?:非常|十分|很)?满意(?!的)|(?:别|不要|先不|暂时不)[急着去给我们打写点发]{0,4}[差中负]评"
    r"|评[价论](?:区里?|里)?[发晒带传配附][个张上]?图(?!.{0,10}(?:看到|收到|属实|反映|说))"
    r"|(?:[差中负]评|评[价论分语])(?:(?![不会说提里中]).){0,6}(?:[删撤]|去掉|隐藏|调整成|换成|改(?![进善正良观版变造小大尺]))"
    rf"|追评|(?:追加|补充?|再写|多写)[一个条下您你的]{{0,3}}{_REVIEW}|晒图|晒单|买家秀"
    rf"|(?:[给打来点写留]|换取?|拍)[我们一个条下]{{0,4}}{_TOP}"
)
_NAMED = re.compile(r"好评|[五5](?:颗|个)?星|满星|截图[给发]")
# Said to be refused or beside the point: "we give nothing for reviews", "whether you change it or not".
_NOT_ASKED = re.compile(
    r"(?:从不|绝不|不做|不搞|不参与|不提供|不支持|不允许|不得|严禁|禁止|拒绝|不会[用以拿因为])[^,。;!?\n]{0,16}"
    r"|(?:无论|不管|不论)[您你]?(?:是否|[改删撤]不[改删撤]|修不修改|要不要|会不会)[^,。;!?\n]{0,12}"
    r"|(?:不用|不必|无需|不需要|不要求|并非要)[您你]?(?:去|再|帮忙)?(?:修?改|删除?|撤销?)[您你的这那条]{0,3}[差中]?评[价论]?"
)
_ASKING = re.compile(r"能不能|可不可以|行不行|好不好|能否|可否")
_STARS = re.compile(r"[⭐🌟★☆✨]+")

_GIFT_EN = re.compile(
    r"\b(?:cash ?back|vouchers?|coupons?|gifts?|red (?:packets?|envelopes?)|rewards?|rebates?|bonus|discounts?|freebies?"
    r"|compensat\w+|pay you|free (?:item|product)|gift cards?|money)\b|[$€£¥]\s?\d+|\d+ ?% (?:off|back)\b"
)
_MADE_GOOD_EN = re.compile(r"\b(?:refund\w*|free|re-?send|resent|replacement|send (?:you )?(?:another|a new)|new one)\b")
_REQUEST_EN = re.compile(
    r"\b(?:change|amend|update|edit|revise|remove|delete|withdraw|take down)\w* (?:your |the |this |that |a )?(?:\w+ )?"
    r"(?:review|rating|feedback|comment)s?\b"
    r"|\b(?:reconsider|rethink|improve|raise|upgrade|modify|rewrite|retract|erase|hide) (?:your |the |this |that )?(?:\w+ )?"
    r"(?:review|rating)s?\b"
    r"|\btake (?:your |the |this |that )?(?:\w+ )?(?:review|rating|feedback|comment)s? (?:down|off|back)\b"
    r"|\b(?:turn|bring|bump|move|set|switch|put) (?:your |the |this |that )?(?:\w+ )?(?:review|rating)s? (?:to|into|up)\b"
    r"|\b(?:review|rating|feedback) (?:is |has been )?(?:changed|removed|deleted|updated)\b"
    r"|\b(?:for|leave|write|post|give us|add) (?:us )?(?:an? |every |each |another )"
    r"(?:(?:5|five)[- ]?stars? |good |positive |great |better )?(?:review|rating|feedback)\b"
)
_NAMED_EN = re.compile(r"\b(?:5|five)[- ]?stars?\b|\b(?:good|positive|great|better) (?:review|rating|feedback)s?\b")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The words that together make an answer forbidden."""

    given: str
    asked: str


def forbidden(text: str) -> Forbidden | None:
    """The reward and the review it is for, where an answer names both; None where it may be sent.

    Both in one answer is enough, however far apart and in either order: what is made good is promised in a message of its own.
    """
    folded = unicodedata.normalize("NFKC", _STARS.sub("星", text[:_MOST])).lower()
    said = _ASKING.sub("", _NOT_ASKED.sub(" ", folded))
    bare = re.sub(r"[\W_]+", "", said)
    gift, asked = _GIFT.search(bare) or _GIFT_EN.search(said), _REQUEST.search(bare) or _REQUEST_EN.search(said)
    given = gift or (_MADE_GOOD.search(bare) or _MADE_GOOD_EN.search(said) if asked else None)
    asked = asked or _NAMED.search(bare) or _NAMED_EN.search(said)
    return Forbidden(given.group(), asked.group()) if given and asked else None
