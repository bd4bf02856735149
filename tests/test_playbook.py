"""The playbook: whole, in both languages, with words for every rule; the operator's file overrides it or is refused clearly."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from shopdesk import playbook
from shopdesk.errors import UsageError
from shopdesk.plan import ROLES
from shopdesk.steps import STEPS
from shopdesk.text import speaking

PACKAGE = Path(playbook.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")


def own(folder: Path, text: str) -> Path:
    file = folder / "playbook.toml"
    file.write_text(text, encoding="utf-8")
    return file


# --- ours ----------------------------------------------------------------------------------------------------------


def test_it_has_the_steps_and_roles_of_the_program() -> None:
    book = playbook.load()
    assert tuple(book.steps) == STEPS
    assert tuple(book.roles) == ROLES
    assert [step.id for step in book.steps.values() if step.weekly] == ["page"]


def test_every_rule_that_is_mentioned_has_words() -> None:
    """In the program, its playbook or its documents; "R85–R87" mentions R86, too."""
    files = [*PACKAGE.rglob("*.py"), PACKAGE / "playbook.toml", *(PACKAGE.parent / "docs").rglob("*.md")]
    mentioned = set()
    for file in files:
        for first, last in re.findall(r"\bR(\d+)\b(?:[–-]R?(\d+)\b)?", file.read_text(encoding="utf-8")):
            mentioned |= {f"R{number}" for number in range(int(first), int(last or first) + 1)}
    assert {"R14", "R31", "R57", "R64", "R86", "R93", "R98"} <= mentioned
    assert sorted(mentioned - set(playbook.load().rules)) == []


def test_every_threshold_is_of_one_step_where_it_can_be_changed() -> None:
    book = playbook.load()
    steps = {name: [step for step in STEPS if known in book.of_step(step)] for name, known in book.thresholds.items()}
    assert not {name: found for name, found in steps.items() if len(found) != 1}
    assert all([book.step_of(name)] == found for name, found in steps.items())
    assert "page.every_days" in {known.id for known in book.of_step("page")}


def test_every_word_stands_in_both_languages() -> None:
    book = playbook.load()
    words = {
        **{step.id: step.words for step in book.steps.values()},
        **{f"{step.id}.{check.id}": check.words for step in book.steps.values() for check in step.checks},
        **{threshold.id: threshold.words for threshold in book.thresholds.values()},
        **book.roles,
        **book.rules,
    }
    assert not [key for key, word in words.items() if not CHINESE.search(word.zh) or CHINESE.search(word.en) or not word.en]


def test_rules_are_short_and_speak_the_language() -> None:
    book = playbook.load()
    assert not [number for number, words in book.rules.items() if len(words.en) > 160 or len(words.zh) > 60]
    with speaking("zh"):
        assert book.rule("R59") == book.rules["R59"].zh
    with speaking("en"):
        assert book.rule("R59") == book.rules["R59"].en
    assert book.rule("R9999") == ""


def test_the_trades_numbers_are_the_defaults() -> None:
    book = playbook.load()
    assert (book["page.spend_ratio"], book["page.bounce_fail"], book["page.depth_pass"]) == (1.3, 0.7, 2.5)
    assert (book["page.bounce_good"], book["page.depth_good"]) == (0.6, 3.5)
    assert (book.whole("peers.min"), book.whole("peers.max")) == (3, 5)
    assert not [threshold.id for threshold in book.thresholds.values() if threshold.own]


# --- the operator's ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1.4", "{ value = 1.4 }"])
def test_a_threshold_can_be_overridden_plainly_or_as_a_table(value: str, tmp_path: Path) -> None:
    book = playbook.load(own(tmp_path, f'[thresholds]\n"page.spend_ratio" = {value}\n'))
    ours = playbook.load()
    assert book["page.spend_ratio"] == 1.4
    assert [threshold.id for threshold in book.thresholds.values() if threshold.own] == ["page.spend_ratio"]
    assert book.thresholds["page.spend_ratio"].words == ours.thresholds["page.spend_ratio"].words
    assert {key: book[key] for key in book.thresholds if key != "page.spend_ratio"} == {
        key: ours[key] for key in ours.thresholds if key != "page.spend_ratio"
    }


def test_a_whole_number_is_a_number_too(tmp_path: Path) -> None:
    assert playbook.load(own(tmp_path, '[thresholds]\n"page.spend_ratio" = 2\n'))["page.spend_ratio"] == 2


def test_words_can_be_overridden(tmp_path: Path) -> None:
    book = playbook.load(own(tmp_path, '[roles.design]\nen = "pictures"\n'))
    assert (book.roles["design"].en, book.roles["design"].zh) == ("pictures", "美工")


def test_overriding_leaves_ours_as_it_is(tmp_path: Path) -> None:
    playbook.load(own(tmp_path, '[thresholds]\n"page.spend_ratio" = 9\n'))
    assert playbook.load()["page.spend_ratio"] == 1.3


def test_a_change_of_the_file_is_seen(tmp_path: Path) -> None:
    import os

    file = own(tmp_path, '[thresholds]\n"page.spend_ratio" = 1.4\n')
    assert playbook.load(file)["page.spend_ratio"] == 1.4
    own(tmp_path, '[thresholds]\n"page.spend_ratio" = 1.5\n')
    os.utime(file, ns=(1, 1))
    assert playbook.load(file)["page.spend_ratio"] == 1.5


def test_without_a_file_ours_holds(tmp_path: Path) -> None:
    assert playbook.load(tmp_path / "none.toml") == playbook.load()


@pytest.mark.parametrize(
    ("text", "key", "near"),
    [
        ('[thresholds]\n"page.spend_ration" = 1.4\n', "thresholds.page.spend_ration", "page.spend_ratio"),
        ("[threshold]\n", "threshold", "thresholds"),
        ('[thresholds]\n"page.spend_ratio" = { valeu = 1.4 }\n', "thresholds.page.spend_ratio.valeu", "value"),
        ("[steps.numbers.checks.month_pase]\n", "steps.numbers.checks.month_pase", "month_pace"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_spelling(text: str, key: str, near: str, tmp_path: Path) -> None:
    file = own(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        playbook.load(file)
    for said in (str(file), f"“{key}”", f"“{near}”"):
        assert said in caught.value.message


def test_a_key_unlike_any_is_to_be_removed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"“zzzz” is not in the playbook\. Remove it\."):
        playbook.load(own(tmp_path, "zzzz = 1\n"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[thresholds]\n"page.spend_ratio" = "high"\n', "thresholds.page.spend_ratio"),
        ('[thresholds]\n"page.spend_ratio" = true\n', "thresholds.page.spend_ratio"),
        ('[thresholds]\n"page.spend_ratio" = { value = "1.4" }\n', "thresholds.page.spend_ratio.value"),
        ('[steps.page]\nweekly = "yes"\n', "steps.page.weekly"),
        ('[steps.page]\nreports = "sycm_shop_daily"\n', "steps.page.reports"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(text: str, key: str, tmp_path: Path) -> None:
    file = own(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        playbook.load(file)
    assert str(file) in caught.value.message and f"“{key}”" in caught.value.message


@pytest.mark.parametrize("data", [b"[thresholds\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "playbook.toml"
    file.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        playbook.load(file)
    assert str(file) in caught.value.message


def test_the_file_itself_has_no_key_that_the_program_does_not_read() -> None:
    ours = tomllib.loads(playbook.OURS.read_text(encoding="utf-8"))
    assert set(ours) == {"ad_plan", "roles", "steps", "thresholds", "great_days", "seasons", "rules"}
    assert {key for item in ours["thresholds"].values() for key in item} == {"value", "least", "most", "rule", "zh", "en"}
    assert {key for item in ours["rules"].values() for key in item} == {"zh", "en"}


@pytest.mark.parametrize(
    "text",
    [
        "thresholds = 3",
        '[thresholds]\n"page.spend_ratio" = inf',
        '[thresholds]\n"page.spend_ratio" = nan',
        '[thresholds]\n"page.spend_ratio" = true',
        "[steps.page]\nrules = [1]",
        "[steps.page]\nweekly = 1",
        "roles = [1]",
    ],
)
def test_a_value_of_the_wrong_kind_is_a_sentence(tmp_path: Path, text: str) -> None:
    own = tmp_path / "playbook.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="should look like") as refused:
        playbook.load(own)
    assert len(refused.value.message) < 300


# --- a value set with a key ----------------------------------------------------------------------------------------


def test_a_value_set_leaves_the_other_lines_as_they_are(tmp_path: Path) -> None:
    text = '# mine\n[thresholds]\n"peers.max" = 6 # we are many\n\n[roles.design]\nen = "pictures"\n'
    file = own(tmp_path, text)
    playbook.set_threshold(file, "page.spend_ratio", 1.4)
    assert file.read_text(encoding="utf-8") == text.replace("are many\n", 'are many\n"page.spend_ratio" = 1.4\n')
    book = playbook.load(file)
    assert (book["page.spend_ratio"], book.thresholds["page.spend_ratio"].ours, book["peers.max"]) == (1.4, 1.3, 6)
    assert book.thresholds["page.spend_ratio"].own and not book.thresholds["page.bounce_fail"].own
    playbook.set_threshold(file, "page.spend_ratio", None)
    assert tomllib.loads(file.read_text(encoding="utf-8")) == tomllib.loads(text)
    playbook.set_threshold(file, "peers.max", 7)
    assert file.read_text(encoding="utf-8") == text.replace("= 6", "= 7")


def test_a_playbook_that_is_not_in_order_is_not_touched(tmp_path: Path) -> None:
    file = own(tmp_path, "[thresholds\n")
    with pytest.raises(UsageError):
        playbook.set_threshold(file, "peers.max", 6)
    assert file.read_text(encoding="utf-8") == "[thresholds\n"


def test_another_value_is_tried_without_changing_ours() -> None:
    book = playbook.load()
    assert book.having("peers.max", 9)["peers.max"] == 9 and playbook.load()["peers.max"] == 5


def test_a_value_that_would_stop_the_desk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        playbook.load(own(tmp_path, '[thresholds]\n"stock.service_level" = 1\n'))
    assert "between 0.5 and 0.999" in str(error.value.message)


# --- the shares of the tools -----------------------------------------------------------------------------------------


def test_a_goal_divides_the_money_over_the_tools_of_the_platform() -> None:
    goals = playbook.load().ad_goals
    assert set(goals.goals) == {"sales", "brand"}
    for goal in goals.goals.values():
        assert all(sum(shares.values()) == pytest.approx(1) for shares in goal.shares.values())
        assert CHINESE.search(goal.words.zh) and not CHINESE.search(goal.words.en)
    sales, brand = goals.shares("sales", "jd"), goals.shares("brand", "jd")
    assert len(sales) == 6 and len(goals.off_site & set(sales)) == 3
    assert sales["京东快车"] > brand["京东快车"] and brand["品牌聚效"] > sales["品牌聚效"]
    assert goals.shares("sales", "tmall") == goals.shares("sales", "taobao") != {}
    assert goals.shares("sales", "shopify") == goals.shares("", "jd") == {}


def test_the_shares_are_the_operators_to_change(tmp_path: Path) -> None:
    file = own(tmp_path, '[ad_plan.goals.sales.shares]\njd = ["快车 70", "直投 30"]\n')
    assert playbook.load(file).ad_goals.shares("sales", "jd") == {"快车": 0.7, "直投": 0.3}
    for text in ('jd = ["快车 70", "直投 20"]', 'jd = ["快车"]', "jd = []"):
        file.write_text(f"[ad_plan.goals.sales.shares]\n{text}\n# {text}", encoding="utf-8")
        with pytest.raises(UsageError, match=r"“ad_plan\.goals\.sales\.shares\.jd”"):
            playbook._load.__wrapped__(file, None)
