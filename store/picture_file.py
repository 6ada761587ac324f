"""Pictures as files: which kind a file is, told from its content, and what is to be seen in it."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from store.exif import BROKEN_EXIF, taken_at, taken_where
from store.likeness import likeness_of

JPEG: Final = "image/jpeg"
HEIC: Final = "image/heic"
PDF: Final = "application/pdf"
# Pillow's name of a format → the media type. MPO is a phone's JPEG with a second picture in it.
FORMATS: Final = {"JPEG": JPEG, "MPO": JPEG, "PNG": "image/png", "WEBP": "image/webp", "HEIF": HEIC}
MOST_PIXELS: Final = 40_000_000  # what unpacks to more takes most of a gigabyte of memory, however small the file is
MOST_PIXELS_JPEG: Final = 80_000_000  # a phone's largest photo: row by row, it is unpacked no larger than it is wanted
MOST_PIXELS_WEBP: Final = 16_000_000  # libwebp holds a picture four times over, for it might be one that moves
SMALL_SIDE: Final = 320
UNREADABLE: Final = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, Image.DecompressionBombError, Warning)
"""What Pillow and libheif raise for a file that is cut off, altered, of another kind, or unpacks to too much."""

_ONE_AT_A_TIME: Final = Lock()  # for the memory it takes; the warnings, too, are the whole program's
_OPENED: Final = tuple(name for name in FORMATS if name != "MPO")
# A preview inside the file could be whole where the picture is not, and need not show the same.
register_heif_opener(thumbnails=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen in a file. `sha256` is the hash of its content.

    Of a picture: its size in dots as it stands upright, when (the camera's local time) and where (WGS-84) it says it
    was taken, what it looks like (see `store.likeness`), and a small copy of it as a JPEG. A PDF has none of these.

    Of a picture that would take too much memory only its size is told, and how many dots one of its kind may have at
    `most` (0 else): it cannot be kept.
    """

    sha256: str
    media_type: str
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None
    likeness: str = ""
    small: bytes = field(default=b"", repr=False, compare=False)
    most: int = 0


class TooManyPixelsError(Image.DecompressionBombError):
    """A picture would unpack to more than `most` dots."""

    def __init__(self, picture: Image.Image, most: int) -> None:
        """`picture` is opened, but not unpacked."""
        self.media_type, self.size, self.most = FORMATS[picture.format or ""], picture.size, most
        super().__init__(f"{picture.size} is more than {most} dots")


def look_at(content: bytes) -> Look | None:
    """What is to be seen in a picture (JPEG, PNG, WebP, HEIC) or a PDF; None for anything else or a damaged picture.

    Of one with too many dots: see `Look.most`. Memory stays below 300 MB, whatever the picture.
    """
    digest = sha256(content).hexdigest()
    if content[:5] == b"%PDF-":
        return Look(digest, PDF)
    try:
        with opened_picture(content) as picture:
            media_type, (width, height) = FORMATS[picture.format or ""], picture.size
            # A picture cut off in the middle is noticed only when it is decoded; a small one is enough for that.
            picture.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
            picture.load()
            exif = _exif(picture)
            picture.thumbnail((2 * SMALL_SIDE, 2 * SMALL_SIDE))  # all that follows is quicker so
            shown = upright(picture)
            if (shown.width > shown.height) != (picture.width > picture.height):
                width, height = height, width
            where = taken_where(exif)
            return Look(
                sha256=digest,
                media_type=media_type,
                width=width,
                height=height,
                taken_at=taken_at(exif),
                lat=where[0] if where else None,
                lng=where[1] if where else None,
                likeness=likeness_of(shown),
                small=_small(shown, SMALL_SIDE),
            )
    except TooManyPixelsError as error:
        return Look(digest, error.media_type, *error.size, most=error.most)
    except UNREADABLE:
        return None


def small_copy(file: Path, *, side: int = SMALL_SIDE) -> bytes | None:
    """A small JPEG of a picture, turned upright, without any of its data; None for what is no readable picture."""
    try:
        with opened_picture(file.read_bytes()) as picture:
            picture.thumbnail((2 * side, 2 * side))
            return _small(upright(picture), side)
    except UNREADABLE:
        return None


@contextmanager
def opened_picture(content: bytes) -> Iterator[Image.Image]:
    """A picture, opened and not decoded yet: one at a time in the whole program, others wait until the block is left.

    Raises one of UNREADABLE, inside the block too.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=_OPENED) as picture:
            if picture.width * picture.height > (most := _most_pixels(picture)):
                raise TooManyPixelsError(picture, most)
            yield picture


def _most_pixels(picture: Image.Image) -> int:
    if picture.format == "WEBP":
        return MOST_PIXELS_WEBP
    in_rows = FORMATS[picture.format or ""] == JPEG and "progressive" not in picture.info
    return MOST_PIXELS_JPEG if in_rows else MOST_PIXELS


def upright(picture: Image.Image) -> Image.Image:
    """The picture turned the way its data say it was held; as it lies where they say nothing that can be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except BROKEN_EXIF:
        return picture


def _exif(picture: Image.Image) -> Image.Exif:
    try:
        return picture.getexif()
    except BROKEN_EXIF:
        return Image.Exif()


def _small(picture: Image.Image, side: int) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80, comment=b"")
    return out.getvalue()
