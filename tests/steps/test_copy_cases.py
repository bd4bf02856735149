"""A case from the pasted search to the complaint: offers compared and registered, pictures, evidence, undo. Invented shops."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import ImageOps

from shopdesk.errors import ShopdeskError, UsageError
from shopdesk.models import Product, ProductDay
from shopdesk.steps import copy_cases, offers
from shopdesk.steps.complaint import Evidence, gather
from shopdesk.steps.offers import Matches
from tests.steps.build import Desk
from tests.test_evidence import picture

DAY = date(2026, 10, 27)
TODAY = date(2026, 10, 28)
TITLE = "法式长裙女秋季气质收腰方领复古连衣裙"
ROWS = """标题\t价格\t销量\t店铺\t链接
【包邮】法式长裙女秋季 气质收腰方领复古连衣裙\t71.20\t374\t小溪女装店\thttps://example.com/i/1
法式长裙女收腰方领气质连衣裙秋\t95\t20\t南风旗舰店\thttps://example.com/i/2
男士运动鞋网面透气\t59\t800\t跑步鞋店\thttps://example.com/i/3
法式长裙女秋季气质收腰方领复古连衣裙\t89\t99\tInvented shop\thttps://example.com/i/4
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.put(
        Product,
        {"product_id": "801", "title": TITLE, "is_main": True, "price_minor": 8900},
        {"product_id": "802", "title": "针织开衫女外搭短款", "is_main": False},
        {"product_id": "803", "title": "", "is_main": False},
    )
    desk.put(ProductDay, {"product_id": "801", "day": DAY, "visitors": 600})
    return desk


def compare(desk: Desk, text: str = ROWS, product_id: str = "801") -> Matches:
    with desk.on(DAY) as context:
        return offers.match_text(context, product_id, text)


def case(desk: Desk) -> int:
    return copy_cases.add_copycat(
        desk.store, desk.shop, date(2026, 10, 18), product_id="801", title=TITLE, url="https://example.com/i/1", price_minor=7120
    )


def evidence(desk: Desk, folder: Path, key: int) -> Evidence:
    with desk.on(DAY) as context:
        return gather(context, folder, key)


def test_a_search_compared_with_our_product(desk: Desk) -> None:
    matches = compare(desk)
    said = [(row.offer.seller, row.match.value, row.standing) for row in matches.rows]
    assert said == [
        ("小溪女装店", "likely", "new"),
        ("南风旗舰店", "look", "new"),
        ("跑步鞋店", "different", "new"),
        ("Invented shop", "likely", "ours"),
    ]
    assert matches.rows[0].similarity == pytest.approx(1) and matches.rows[0].price_gap == pytest.approx(0.2)
    assert matches.our_price_minor == 8900


def test_chosen_offers_are_registered_at_once_and_undone_at_once(desk: Desk) -> None:
    matches = compare(desk)
    assert offers.register(desk.store, desk.shop, TODAY, "801", [row.offer for row in matches.rows[:2]], 4) == 2
    rows = desk.brief("listings", DAY).details.copycats
    assert {(row.url, row.price_minor, row.lost_orders, row.state) for row in rows} == {
        ("https://example.com/i/1", 7120, 0, "seen"),
        ("https://example.com/i/2", 9500, 0, "seen"),
    }
    assert {row.offer.url: row.standing for row in compare(desk).rows}["https://example.com/i/1"] == "known"
    desk.store.undo(desk.shop.id)
    assert desk.brief("listings", DAY).details.copycats == ()
    assert desk.brief("listings", DAY).details.top_products[0].checked_on is None


def test_one_offer_that_is_known_keeps_all_out(desk: Desk) -> None:
    case(desk)
    with pytest.raises(UsageError, match="in the list already"):
        offers.register(desk.store, desk.shop, TODAY, "801", [row.offer for row in compare(desk).rows], 4)
    assert len(desk.brief("listings", DAY).details.copycats) == 1


@pytest.mark.parametrize("name", ["rows.csv", "rows.txt"])
def test_a_file_of_the_platforms_encoding_is_read_the_same(desk: Desk, tmp_path: Path, name: str) -> None:
    text = ROWS.replace("\t", ",") if name.endswith("csv") else ROWS
    (tmp_path / name).write_bytes(text.encode("gb18030"))
    with desk.on(DAY) as context:
        assert offers.match_file(context, "801", tmp_path / name) == compare(desk)


def test_a_workbook_is_read_too(desk: Desk, tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "rows.xlsx"))
    sheet = book.add_worksheet()
    for at, line in enumerate(ROWS.strip().split("\n")):
        sheet.write_row(at, 0, line.split("\t"))
    book.close()
    with desk.on(DAY) as context:
        assert offers.match_file(context, "801", tmp_path / "rows.xlsx") == compare(desk)


def test_what_is_no_search_is_refused(desk: Desk, tmp_path: Path) -> None:
    for text in ("", " \n\t", "¥89"):
        with pytest.raises(UsageError, match="Nothing here reads like an offer"):
            compare(desk, text)
    with pytest.raises(UsageError, match="title of our product"):
        compare(desk, ROWS, "803")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    for path in (tmp_path / "bad.xlsx", tmp_path / "none.csv"):
        with desk.on(DAY) as context, pytest.raises(ShopdeskError):
            offers.match_file(context, "801", path)


def test_the_same_picture_by_its_fingerprint_may_be_complained_about(desk: Desk, tmp_path: Path) -> None:
    key = case(desk)
    picture(1).save(tmp_path / "ours.png")
    ImageOps.mirror(picture(1)).save(tmp_path / "theirs.jpg", quality=60)
    folder = tmp_path / "evidence"
    with pytest.raises(UsageError, match="stolen picture"):
        copy_cases.set_case_state(desk.store, desk.shop, key, "complained", day=TODAY)
    bits = copy_cases.give_pictures(desk.store, desk.shop, folder, key, TODAY, ours=str(tmp_path / "ours.png"))
    assert bits is None
    bits = copy_cases.give_pictures(desk.store, desk.shop, folder, key, TODAY, theirs=str(tmp_path / "theirs.jpg"))
    assert bits is not None and bits <= 4
    briefing = desk.brief("listings", DAY)
    (row,) = briefing.details.copycats
    assert (row.match, row.same_picture, row.picture_distance) == ("same_picture", True, bits)
    assert [finding.rule for finding in briefing.findings if finding.key == f"listings:copycat:{key}"] == ["R50"]
    copy_cases.edit_copycat(desk.store, desk.shop, key, same_picture=False)
    assert desk.brief("listings", DAY).details.copycats[0].match == "likely", "what a person saw stands above"
    desk.store.undo(desk.shop.id)
    copy_cases.set_case_state(desk.store, desk.shop, key, "complained", day=TODAY)
    desk.store.undo(desk.shop.id)
    desk.store.undo(desk.shop.id)
    assert desk.brief("listings", DAY).details.copycats[0].same_picture is None


def test_another_picture_is_told_apart(desk: Desk, tmp_path: Path) -> None:
    key = case(desk)
    for name, seed in (("ours.png", 1), ("theirs.png", 2)):
        picture(seed).save(tmp_path / name)
    bits = copy_cases.give_pictures(
        desk.store, desk.shop, tmp_path / "e", key, TODAY, ours=str(tmp_path / "ours.png"), theirs=str(tmp_path / "theirs.png")
    )
    assert bits is not None and bits > 12
    assert desk.brief("listings", DAY).details.copycats[0].same_picture is None, "a person may still see that it is stolen"
    with pytest.raises(UsageError, match="at least one"):
        copy_cases.give_pictures(desk.store, desk.shop, tmp_path / "e", key, TODAY)
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with pytest.raises(UsageError, match="damaged or no picture"):
        copy_cases.give_pictures(desk.store, desk.shop, tmp_path / "e", key, TODAY, theirs=str(tmp_path / "bad.png"))


def test_the_evidence_of_a_case_is_ready_to_paste(desk: Desk, tmp_path: Path) -> None:
    key, folder = case(desk), tmp_path / "evidence"
    found = evidence(desk, folder, key)
    assert found.text.startswith("Record of a copy, not a complaint")
    assert found.missing == ("our own picture", "their picture", "that the picture is the same")
    for name in ("ours.png", "theirs.png"):
        picture(1).save(tmp_path / name)
    paths = {who: str(tmp_path / f"{who}.png") for who in ("ours", "theirs")}
    copy_cases.give_pictures(desk.store, desk.shop, folder, key, TODAY, **paths)
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=DAY, price_minor=6900, sales_shown=374)
    copy_cases.set_case_state(desk.store, desk.shop, key, "complained", day=TODAY)
    found = evidence(desk, folder, key)
    assert found.missing == ()
    for part in (
        "without permission",
        TITLE,
        "https://item.taobao.com/item.htm?id=801",
        "https://example.com/i/1",
        "¥89.00",
        "¥69.00",
        "64 of 64 bits",
        "2026-10-18  seen  at ¥71.20",
        "2026-10-27  looked at again  at ¥69.00  sales shown 374",
        "2026-10-28  complained",
    ):
        assert part in found.text, part
    kept = sorted(path.name for path in found.folder.iterdir())
    assert kept[0] == "complaint.txt" and kept[1] == "ours.png" and kept[2].startswith("theirs-2026-10-28-")
    assert found.folder.parent == folder / f"shop-{desk.shop.id}"


def test_hostile_text_in_a_case_stays_text(desk: Desk, tmp_path: Path) -> None:
    key = copy_cases.add_copycat(
        desk.store, desk.shop, DAY, product_id="../801", title="\x1b]52;c;x\x07[/foo]\u202e", seller="\x1b[31m"
    )
    picture(1).save(tmp_path / "x.png")
    copy_cases.give_pictures(desk.store, desk.shop, tmp_path / "e", key, TODAY, ours=str(tmp_path / "x.png"))
    found = evidence(desk, tmp_path / "e", key)
    assert not {"\x1b", "\x07", "\u202e"} & set(found.text)
    assert all((tmp_path / "e") in path.parents for path in (tmp_path / "e").rglob("*"))
    assert not (tmp_path / "801").exists()
