"""A seeded thousand of the fuzzer's cases, without the files that are not in the repository; and that the fuzzer sees faults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import Opener, Reading, read_file
from shopdesk.text import safe
from tests.intake import mutate
from tests.intake.files import csv_file, only
from tests.intake.fuzz import Fuzz, faults, leaks, refusal_faults
from tests.intake.seeds import A_DAY, NAME, PEOPLE, Seed, made, shop

CASES = 1_000
SEEDS = made() + shop()


def test_a_thousand_mutated_files(tmp_path: Path) -> None:
    with Opener() as opener:
        tally = Fuzz(SEEDS, 1, tmp_path, opener).run(range(CASES))
    assert tally.failures == []
    assert tally.read > CASES / 4 and tally.refused > CASES / 4 and tally.same > CASES / 10


@pytest.mark.parametrize("large", mutate.LARGE, ids=lambda large: large.__name__)
def test_what_is_large(large: object, tmp_path: Path) -> None:
    assert callable(large)
    path = tmp_path / "large.csv"
    with Opener() as opener:
        for turn in range(4):
            path.write_bytes(large(SEEDS[0], Random(turn)))
            try:
                readings = read_file(path, opener=opener)
            except IntakeError as error:
                assert refusal_faults(error, ()) == []
            else:
                assert [fault for reading in readings for fault in faults(reading, "CNY")] == []


@pytest.mark.parametrize("seed", made(), ids=lambda seed: seed.name)
def test_every_kind_is_recognised_in_full(seed: Seed, tmp_path: Path) -> None:
    """Without being told its kind; and no row of it is left out."""
    path = tmp_path / seed.name
    path.write_bytes(seed.data)
    reading = only(path, day=seed.options.get("day"))
    assert seed.options["kind"] in (None, reading.kind) and not reading.rejected
    assert faults(reading, "CNY") == [] and leaks(reading, seed.people, everywhere=True) == []


def test_cases_are_the_same_every_time(tmp_path: Path) -> None:
    with Opener() as opener:
        one, other = (Fuzz(SEEDS, 7, tmp_path, opener) for _turn in range(2))
    assert [one.case(number)[1] for number in range(50)] == [other.case(number)[1] for number in range(50)]


# --- the fuzzer sees what is wrong ---------------------------------------------------------------------------------


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    seed = next(seed for seed in SEEDS if seed.options["kind"] == "taobao_orders")
    path = tmp_path / seed.name
    path.write_bytes(seed.data)
    return only(path)


def test_wrong_totals_are_seen(reading: Reading) -> None:
    assert faults(reading, "CNY") == []
    assert faults(replace(reading, totals={**reading.totals, "sales": "1.00"}), "CNY")
    (table,) = reading.tables
    assert faults(replace(reading, tables=(replace(table, rows=[*table.rows, table.rows[0]]),)), "CNY")


def test_persons_and_control_characters_are_seen(reading: Reading) -> None:
    assert leaks(reading, PEOPLE, everywhere=True) == []
    told = replace(reading, notes=(f"hello {NAME}",))
    assert leaks(told, PEOPLE, everywhere=False) and faults(replace(reading, notes=("\x1b[2J",)), "CNY")
    assert refusal_faults(IntakeError("No", f"{NAME} is wrong."), PEOPLE) and refusal_faults(IntakeError("No", "a\nb."), ())


def test_anything_but_a_refusal_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Opener() as opener:
        fuzz = Fuzz(SEEDS, 1, tmp_path, opener)
        monkeypatch.setattr(fuzz, "_read", lambda *_given: 1 / 0)
        assert {fault.split(":")[0] for _number, _how, fault in fuzz.run(range(5)).failures} >= {"ZeroDivisionError"}


# --- what it found -------------------------------------------------------------------------------------------------


def test_a_level_left_out_between_a_source_and_its_subtotal(tmp_path: Path) -> None:
    rows = [["一级来源", "二级来源", "三级来源", "访客数"], ["手淘", "汇总", "", "9"], ["手淘", "搜索", "自然", "7"]]
    (check,) = only(csv_file(tmp_path, rows), day=A_DAY).checks
    assert (check.file_says, check.agree) == ("1", True)


def test_a_tree_by_names_above_without_the_names(tmp_path: Path) -> None:
    rows = [["一级来源", "上级来源名称", "访客数"], ["手淘", "-", "9"]]
    assert only(csv_file(tmp_path, rows), day=A_DAY).totals["visitors"] == 9


def test_what_a_file_says_in_a_note_obeys_no_terminal(tmp_path: Path) -> None:
    rows = [["日期", "主体类型", "主体ID", "关键词", "展现量", "花费"], ["2024-01-02", "\ufeff\x1b[2J", "1", "a", "5", "1.00"]]
    (note, *_more) = [note for note in only(csv_file(tmp_path, rows)).notes if "promotes" in note]
    assert safe(note) == note
