"""Pictures as phones make them, for tests: of any format, with or without the time and place they were taken."""

import io
import random
from datetime import datetime
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from pillow_heif import register_heif_opener

register_heif_opener()
FORMATS = ("JPEG", "HEIF", "PNG", "WEBP")


def scene(seed: int, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture with as much in it as a photo has; another one for each seed."""
    dots = random.Random(seed).randbytes(12 * 9 * 3)  # noqa: S311 - the same each time
    return Image.frombytes("RGB", (12, 9), dots).resize(size, Image.Resampling.BICUBIC)


def exif(
    taken: datetime | str | None = None, at: tuple[float, float] | None = None, *, orientation: int = 1
) -> Image.Exif:
    """What a phone writes: when (or any other text in its place) and where."""
    data = Image.Exif()
    data[Base.Orientation] = orientation
    if taken is not None:
        text = taken if isinstance(taken, str) else f"{taken:%Y:%m:%d %H:%M:%S}"
        data.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = text
    if at is not None:
        lat, lng = at
        data.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
                GPS.GPSLatitude: _sexagesimal(abs(lat)),
                GPS.GPSLongitudeRef: "E" if lng >= 0 else "W",
                GPS.GPSLongitude: _sexagesimal(abs(lng)),
            }
        )
    return data


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 3)


def photo(
    seed: int = 1,
    form: str = "JPEG",
    *,
    taken: datetime | str | None = None,
    at: tuple[float, float] | None = None,
    size: tuple[int, int] = (400, 300),
    **how: Any,
) -> bytes:
    """The scene of a seed as a file; `how` goes to Pillow (quality, …)."""
    return saved(scene(seed, size), form, exif=exif(taken, at), **how)


def saved(picture: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    """A picture as a file of this format."""
    out = io.BytesIO()
    if isinstance(data := how.get("exif"), Image.Exif):
        how["exif"] = data.tobytes()
    picture.save(out, form, **how)
    return out.getvalue()
