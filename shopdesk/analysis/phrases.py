"""May an answer be sent (trap T10)? Explaining is fine, and so is making good; a reward for a review or for changing one is
forbidden: 网络反不正当竞争暂行规定 (from 2024-09-01), article 9(5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MOST = 4000  # characters of an answer that are looked at

# What is given, and what is asked for. Chinese is read without anything between the characters: "返 现", "好.评".
_GIVEN = re.compile(
    r"[返反]现|返[还钱款图]|红包|优惠券|代金券|购物券|现金|补偿|赔偿|补贴|退您?\d+|转账|打款|奖励|有礼|有奖|抽奖|赠送|礼[品物]|小礼|免单"
    r"|积分|话费|加微信?领|\d+元|\d+块|给您?钱|发钱|支付宝"
)
_ASKED = re.compile(
    r"好评|五星|5星|满星|改评|[改删撤][除销一下]{0,2}[这那个条下]{0,2}(?:差评|中评|评价|评论|评分)|(?:差评|中评|评价|评论|评分)[^不]{0,6}(?:改|删|撤|去掉)"
    r"|修改评|删除评|撤销评|追评|晒图|晒单|买家秀|截图给"
)
_GIVEN_EN = re.compile(
    r"\b(?:cash ?back|refunds?|vouchers?|coupons?|gifts?|red (?:packets?|envelopes?)|rewards?|rebates?|bonus|discounts?"
    r"|compensat\w+|pay you|free (?:item|product)|gift cards?|money|[$€£¥]\s?\d+)\b"
)
_ASKED_EN = re.compile(
    r"\b(?:5|five)[- ]?stars?\b|\b(?:good|positive|great|better) (?:review|rating|feedback)s?\b"
    r"|\b(?:change|amend|update|edit|revise|remove|delete|withdraw|take down)\w* (?:your |the |this |that |a )?(?:\w+ )?"
    r"(?:review|rating|feedback|comment)s?\b|\b(?:review|rating|feedback) (?:is |has been )?(?:changed|removed|deleted|updated)\b"
)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The words that together make an answer forbidden."""

    given: str
    asked: str


def forbidden(text: str) -> Forbidden | None:
    """The reward and the review it is for, where an answer names both; None where it may be sent.

    Both in one answer is enough, however far apart: what is made good is promised in a message of its own.
    """
    folded = unicodedata.normalize("NFKC", text[:_MOST]).lower()
    bare = re.sub(r"[\W_]+", "", folded)
    given = _GIVEN.search(bare) or _GIVEN_EN.search(folded)
    asked = _ASKED.search(bare) or _ASKED_EN.search(folded)
    return Forbidden(given.group(), asked.group()) if given and asked else None
