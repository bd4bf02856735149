"""Pictures and complaints of copies: fingerprints of a picture file, and the folder of a case that a complaint is made from.

What comes from outside is bounded: so many bytes, so many pixels, one frame, five formats. Of a picture only the fingerprints
and the copy in the case's folder are kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk.errors import DataError, UsageError
from shopdesk.text import _, safe

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 20 << 20
MOST_PIXELS = 25_000_000  # 5000 × 5000; 75 MB once decoded
FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "BMP": ".bmp"}
CENTRES = (0.9, 0.8, 0.7)  # of each side
_LEAST_SPREAD = 4.0  # grey levels (standard deviation) under which there is nothing to compare


@dataclass(frozen=True)
class PictureFile:
    """A picture that was read. `hashes`: 64-bit perceptual hashes as hex, of the whole, its centres, then their mirrors."""

    data: bytes
    hashes: str
    ending: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read_picture(path: Path) -> PictureFile:
    """Raises UsageError, in a sentence, where the file is no picture that can be compared."""
    data = _bytes_of(path)
    try:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a decompression bomb is a warning first
            return PictureFile(data, *_fingerprints(data))
    except UsageError:
        raise
    except Exception as error:  # a decoder can fail in any way on hostile bytes; none of them is ours to tell apart
        raise _refused(_("{file} is damaged or no picture; save it again as JPG or PNG."), path) from error


def keep(folder: Path, name: str, picture: PictureFile) -> Path:
    """A copy of the picture in `folder`, for the owner's eyes only; the same bytes are kept once."""
    path = folder / f"{plain_name(name)}-{picture.sha256[:8]}{picture.ending}"
    _write(path, picture.data)
    return path


def write_text(folder: Path, name: str, text: str) -> Path:
    """A text in `folder`, whole or not at all, in the place of an older one."""
    path = folder / name
    _write(path, text.encode("utf-8"))
    return path


def plain_name(name: str) -> str:
    """A name for a file out of text from outside."""
    plain = re.sub(r"[^0-9A-Za-z_-]+", "_", name)[:40]
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _refused(_("{file} is not there; give the path of a picture file."), path)
        if path.stat().st_size > MOST_BYTES:
            raise _refused(_("{file} is larger than 20 MB; save a smaller copy of it."), path)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise _refused(_("{file} cannot be read; check that it may be opened."), path) from error


def _fingerprints(data: bytes) -> tuple[str, str]:
    import io

    from PIL import Image, ImageOps  # 60 ms: only when a picture is given

    with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
        ending = FORMATS.get(opened.format or "", ".jpg")  # a telephone's MPO is read as JPEG
        if opened.width * opened.height > MOST_PIXELS:
            raise UsageError(
                _("This was not saved"),
                _("The picture has {width} × {height} pixels; save a copy with at most 5000 × 5000.").format(
                    width=opened.width, height=opened.height
                ),
            )
        opened.draft("RGB", (512, 512))
        image = ImageOps.exif_transpose(opened)
        if image.mode in ("RGBA", "LA", "PA", "P"):
            image = image.convert("RGBA")
            white = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(white, image)
        grey = image.convert("L")
    return _hashes(grey), ending


def _hashes(grey: Image) -> str:
    import imagehash  # 330 ms with scipy: only when a picture is given
    from PIL import ImageOps, ImageStat

    if ImageStat.Stat(grey).stddev[0] < _LEAST_SPREAD:
        raise UsageError(_("This was not saved"), _("The picture shows nothing to compare; give the product's own picture."))
    width, height = grey.size
    views = [grey]
    for share in CENTRES:
        left, top = width * (1 - share) / 2, height * (1 - share) / 2
        views.append(grey.crop((round(left), round(top), max(round(width - left), 1), max(round(height - top), 1))))
    views += [ImageOps.mirror(view) for view in views]
    return " ".join(str(imagehash.phash(view)) for view in views)


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise DataError(
            _("The evidence cannot be written"),
            _("{file} cannot be written; check the folder and the room on its disk.").format(file=safe(path)),
        ) from error


def _refused(message: str, path: Path) -> UsageError:
    return UsageError(_("This was not saved"), message.format(file=safe(path.name or path)))
