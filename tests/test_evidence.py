"""Fingerprints of invented pictures, and files that are none."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from shopdesk.analysis.copycats import picture_distance
from shopdesk.errors import UsageError
from shopdesk.evidence import MOST_BYTES, keep, read_picture, write_text


def picture(seed: int, side: int = 600) -> Image.Image:
    """Some soft shapes before a pale wall, as a product stands before its background."""
    dice = random.Random(seed)
    image = Image.new("RGB", (side, side), (235, 232, 228))
    draw = ImageDraw.Draw(image)
    for _n in range(14):
        x, y = dice.randrange(side // 5, side * 4 // 5), dice.randrange(side // 5, side * 4 // 5)
        w, h = dice.randrange(side // 20, side // 4), dice.randrange(side // 20, side // 3)
        colour = tuple(dice.randrange(20, 230) for _channel in range(3))
        (draw.ellipse if dice.random() < 0.5 else draw.rectangle)((x - w, y - h, x + w, y + h), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(4))


def prints(folder: Path, image: Image.Image, name: str = "x.jpg", **how: int) -> str:
    image.save(folder / name, **how)
    return read_picture(folder / name).hashes


def distance(folder: Path, ours: Image.Image, theirs: Image.Image, **how: int) -> int:
    found = picture_distance(prints(folder, ours, "ours.png"), prints(folder, theirs, **how))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_copied_picture_stays_the_same_picture(tmp_path: Path, seed: int) -> None:
    ours = picture(seed)
    bordered = ImageOps.expand(ours, 40, "white")
    marked = ours.copy()
    ImageDraw.Draw(marked).text((20, 560), "SHOP 12345", fill="red")
    copies = {
        "saved again": (ours, {"quality": 40}),
        "smaller": (ours.resize((220, 220)), {}),
        "brighter": (ImageEnhance.Brightness(ours).enhance(1.15), {}),
        "mirrored": (ImageOps.mirror(ours), {}),
        "cropped": (ours.crop((60, 60, 540, 540)), {}),
        "cropped a little": (ours.crop((30, 30, 570, 570)), {}),
        "cropped and mirrored": (ImageOps.mirror(ours.crop((60, 60, 540, 540))), {}),
        "in a border": (bordered, {}),
        "with their mark": (marked, {}),
    }
    found = {name: distance(tmp_path, ours, copy, **how) for name, (copy, how) in copies.items()}
    assert max(found.values()) <= 8, found
    assert all(found[name] <= 4 for name in found if name != "in a border"), found


def test_other_pictures_are_other_pictures(tmp_path: Path) -> None:
    all_prints = [prints(tmp_path, picture(seed)) for seed in range(24)]
    pairs = [(a, b) for n, a in enumerate(all_prints) for b in all_prints[:n]]
    found = [picture_distance(a, b) for a, b in pairs]
    assert min(d for d in found if d is not None) > 8


def test_distance_of_fingerprints() -> None:
    assert picture_distance("00000000000000ff", "000000000000000f") == 4
    assert picture_distance("ffffffffffffffff 0000000000000000", "0000000000000001 ffffffffffffffff") == 1, "not their mirror"
    assert picture_distance("", "00") is picture_distance("zz", "00") is None


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged or no picture"),
        (b"<svg/>", "damaged or no picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged or no picture"),
        (png(9000, 9000), "9000 × 9000 pixels"),
        (png(100_000, 100_000), "damaged or no picture"),  # the decoder's own limit comes first
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "damaged or no picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=said):
        read_picture(path)


def test_truncated_huge_missing_and_empty_ones_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut\x1b[31m.jpg"
    picture(1).save(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UsageError, match="damaged or no picture") as refusal:
        read_picture(path)
    assert "\x1b" not in refusal.value.message
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(UsageError, match="larger than 20 MB"):
        read_picture(path)
    for missing in (tmp_path, tmp_path / "none.jpg", Path("/dev/zero"), Path("bad\0name")):
        with pytest.raises(UsageError):
            read_picture(missing)
    Image.new("RGB", (300, 300), "white").save(tmp_path / "white.png")
    with pytest.raises(UsageError, match="nothing to compare"):
        read_picture(tmp_path / "white.png")


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "L", "CMYK", "1"])
def test_every_kind_of_picture_is_read(tmp_path: Path, mode: str) -> None:
    name = "x.jpg" if mode == "CMYK" else "x.png"
    theirs = prints(tmp_path, picture(3).convert(mode), name)
    assert picture_distance(prints(tmp_path, picture(3), "ours.png"), theirs) is not None


def test_evidence_is_kept_once_under_harmless_names(tmp_path: Path) -> None:
    picture(1).save(tmp_path / "x.png")
    found = read_picture(tmp_path / "x.png")
    kept = keep(tmp_path / "case", "../../etc/文件", found)
    assert kept == keep(tmp_path / "case", "../../etc/文件", found)
    assert kept.parent == tmp_path / "case" and kept.read_bytes() == found.data and kept.stat().st_mode & 0o777 == 0o600
    assert write_text(tmp_path / "case", "complaint.txt", "投诉").read_text(encoding="utf-8") == "投诉"
    assert sorted(path.name for path in (tmp_path / "case").iterdir()) == sorted([kept.name, "complaint.txt"])
