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
        "删掉差评给你退20",
        "删除差评返20",
        "把差评删了我们给您转10元",
        "改成好评给你10块",
        "您改下评价，补您15元",
        "撤销差评，给您发个5元红包",
        "追加好评可以领券",
        "修改评价后退您运费",
        "亲，五星+晒图，返2元",
        "给您免费再寄一件，麻烦帮忙改下评价",
        "您方便的话帮忙把中评改一下，我们补偿您",
        "rate us 5 stars and get a coupon",
        "好评截图发我，支付宝转你5块",
        "退您20，差评能不能帮忙删一下",
        "更新评价后给您退10元",
        "补发一件给您，收到后追加个评价哦",
        "您把评价改一下，我们重新给您发一件",
        "给个五星好评，下次下单给您优惠",
        "5⭐好评返2元",
        "五⭐+图，送您小礼物",
        "先给您退款，您再把那条差评撤了",
        "取消差评，全额退您",
        "改评价，给您十块钱",
        "评价调整成五星，运费我们退",
        "评价方便改的话，退您一半",
        "追评带图，联系客服领取优惠券",
        "Please change your review and we resend it for free",
        "We send you a replacement if you delete the rating",
        "Leave a positive review and get $5",
        "A refund for a good review",
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
        "您的评价我们看到了，会改进尺码表，运费10元已退给您。",
        "您的差评我们收到了，已给工厂反馈改正，差价20元今天退您。",
        "给您补发一件，今天寄出，给您添麻烦了。",
        "快递费已退您12元，请查收。",
        "感谢您的好评，您申请的退款已原路退回。",
        "我们不参与好评返现，也不会用红包换评价。",
        "无论您是否修改评价，这10元运费都退给您。",
        "退款与评价无关，您不用改评价。",
        "优惠券今晚十点到期，请尽快使用。",
        "您晒的图片我们看到了，颜色确实偏深，给您换货。",
        "您可以随时修改评价，看您的意愿。",
        "这件衣服有色差，支持免费退换货，运费我们承担。",
        "赠品漏发了，今天给您补寄。",
        "线头问题已反馈给工厂改正，给您退10元差价。",
        "订单已取消，退款20元三天内到账。",
        "解释后可以更新评价，我们会继续改进",
        "您在评价中提到尺码改小了，我们给您退差价10元。",
        "收货地址已更改，优惠10元照旧；评价里的问题我们记下了。",
        "配件已寄出，补您的5元差价也到账了。",
        "已为您重新发货，评价不影响售后。",
        "感谢您的评价，欢迎再次光临，店铺会员有优惠。",
        "看到您的评价，非常抱歉，现在给您退款，商品不用寄回。",
        "您评价说少发一件，今天给您免费补发。",
        "本店禁止以红包换取五星好评，如遇请举报。",
        "很抱歉给您这样的体验，已为您办理全额退款，欢迎您如实评价。",
        "您反映的质量问题属实，给您换新，运费我们出。",
        "Thanks for your great review! Your refund is on its way.",
        "We saw your review and send you a replacement today.",
        "Your feedback matters: the refund of $12 was paid back.",
        "The coupon expires tonight.",
        "You may update your review at any time; it is up to you.",
    ],
)
def test_explaining_and_making_good_are_fine(text: str) -> None:
    assert forbidden(text) is None


def test_a_megabyte_is_looked_at_in_no_time() -> None:
    assert forbidden("评价" * 500_000) is None
