"""What a camera writes into a picture about when and where it was taken (EXIF 2.32, CIPA DC-008)."""

import math
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from PIL import ExifTags, Image

from models.when import EARLIEST_YEAR, LATEST_YEAR

# Not `DateTime`, which says when the file was last changed: by whoever cropped it, or by the program that sent it on.
_TAKEN: Final = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized)
BROKEN_EXIF: Final = (ValueError, TypeError, LookupError, SyntaxError, OSError, ArithmeticError, struct.error)
"""What Pillow raises for data about a picture that are none; the picture itself may be whole."""


def taken_at(exif: Image.Exif) -> datetime | None:
    """When the shutter was released, by the camera's own clock and without a zone; None where it does not say."""
    for tag in _TAKEN:
        try:
            told = exif.get_ifd(ExifTags.IFD.Exif).get(tag)
            # A camera that was never told the time writes zeros, or blanks between the colons.
            at = datetime.strptime(str(told).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")
        except BROKEN_EXIF:
            continue
        if EARLIEST_YEAR <= at.year <= LATEST_YEAR:
            return at
    return None


def taken_where(exif: Image.Exif) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where it does not say.

    WGS-84, which is what EXIF asks for and what phones sold in China write too: the shifted coordinates of their maps
    (GCJ-02) are made when a map is drawn. A phone that did otherwise would be half a kilometre off, far less than
    anything these positions are compared with.
    """
    try:
        told = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(told, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
        lng = _degrees(told, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    except BROKEN_EXIF:
        return None
    if not (abs(lat) <= 90 and abs(lng) <= 180) or (abs(lat) < 1e-6 and abs(lng) < 1e-6):
        return None  # what is no number, and the zeros of a phone that had no position yet
    return lat, lng


def _degrees(told: Mapping[int, Any], tag: int, side: int, negative: str) -> float:
    """Degrees, minutes and seconds as one number; NaN where one of them is none."""
    parts = [float(part) for part in told[tag]]
    if len(parts) != 3 or not all(math.isfinite(part) and part >= 0 for part in parts):
        return math.nan
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -degrees if str(told[side]).strip("\0 ").upper() == negative else degrees
