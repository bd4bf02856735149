from __future__ import annotations

import pytest

from shopdesk.analysis.phrases import forbidden


@pytest.mark.parametrize(
    "text",
    [  # invented
        "亲，改成好评给您返现5元",
        "好 评 返 现",
        "好.评*返.现",
        "麻烦您修改评价，我们补偿您一张优惠券",
        "删除差评后退您20",
        "五星晒图领红包",
        "给您发个小红包，麻烦把那条差评删一下",
        "加微信领现金，追评就行",
        "Change your review and we send you a coupon",
        "We will refund you 5 dollars if you remove the review.",
        "A gift for every five-star review!",
        "ＣＡＳＨＢＡＣＫ for a positive review",
    ],
)
def test_a_reward_for_a_review_is_forbidden(text: str) -> None:
    found = forbidden(text)
    assert found is not None and found.given and found.asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "非常抱歉让您久等了，我们已经联系快递核实，今天给您回复。",
        "给您补偿运费10元，稍后到账。",
        "已为您办理退货退款，运费由我们承担。",
        "如果问题已经解决，您愿意的话可以更新评价，完全看您的意愿。",
        "The parcel was damaged: we refund the full price today.",
        "If you feel differently now, you may update your review; it is entirely up to you.",
        "The discount ended yesterday, sorry for the confusion.",
    ],
)
def test_explaining_and_making_good_are_fine(text: str) -> None:
    assert forbidden(text) is None


def test_a_megabyte_is_looked_at_in_no_time() -> None:
    assert forbidden("评价" * 500_000) is None
