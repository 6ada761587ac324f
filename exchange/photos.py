"""A copy of a photo as it may be given away: the picture, and nothing of where, when and with what it was taken."""

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms

from store.picture_file import HEIC, JPEG, UNREADABLE, opened_picture, upright

QUALITY: Final = 88
# What a picture of each kind is written as.
_FORMATS: Final = {JPEG: "JPEG", HEIC: "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_SRGB: Final = ImageCms.createProfile("sRGB")


class UnreadablePhotoError(ValueError):
    """The file is no picture that can be read: nothing of it may be given away."""


def clean_copy(path: Path, media_type: str) -> bytes:
    """The picture at `path`, upright and written anew as `media_type` (HEIC as JPEG), with no data but its dots.

    EXIF, XMP, IPTC, comments, maker notes, thumbnails, second pictures and whatever follows the picture stay behind.
    A colour profile is carried out before it is left behind, so the colours remain. Of moving pictures the first is
    taken. Raises UnreadablePhotoError where there is no such picture, OSError where the file cannot be opened.
    """
    content = path.read_bytes()
    try:
        with opened_picture(content) as picture:
            shown = _in_common_colours(upright(picture))
            form = _FORMATS[media_type]
            # Pillow hands on what it has read with a picture; a new one has nothing to hand on.
            clean = Image.new(_mode(shown, form), shown.size)
            clean.paste(shown.convert(clean.mode))
            out = io.BytesIO()
            clean.save(out, form, **({} if form == "PNG" else {"quality": QUALITY}))
            return out.getvalue()
    except (*UNREADABLE, KeyError) as error:
        raise UnreadablePhotoError(str(error)) from error


def _in_common_colours(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, which is what is assumed where no profile is given."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, _SRGB, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):  # a broken profile says nothing about the colours
        return picture


def _mode(picture: Image.Image, form: str) -> str:
    """With transparency where there is some and the format can hold it; grey stays grey."""
    if picture.has_transparency_data and form != "JPEG":
        return "RGBA"
    return "L" if picture.mode in ("1", "L", "LA") and form != "WEBP" else "RGB"
