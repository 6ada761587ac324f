"""What is seen in a file: its kind, and what a camera wrote into it."""

import io
import math
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from store.attachments import attachment_problem
from store.picture_file import FORMATS, PDF, UNREADABLE, Look, look_at, opened_picture, small_copy
from tests.pictures import FORMATS as WRITTEN
from tests.pictures import exif, photo, saved, scene

TAKEN = datetime(2024, 9, 4, 9, 30, 5)
DALIAN = (38.914, 121.615)
SMALL = {form: photo(3, form, taken=TAKEN, at=DALIAN, size=(80, 60)) for form in WRITTEN}


@pytest.mark.parametrize("form", WRITTEN)
def test_every_kind_of_picture_tells_when_and_where_it_was_taken(form: str) -> None:
    look = look_at(photo(1, form, taken=TAKEN, at=DALIAN))
    assert look is not None
    assert look.media_type == FORMATS[form]
    assert (look.width, look.height) == (400, 300)
    assert look.taken_at == TAKEN
    assert (look.lat, look.lng) == pytest.approx(DALIAN, abs=1e-5)
    assert look.likeness
    with Image.open(io.BytesIO(look.small)) as small:
        assert (small.format, max(small.size)) == ("JPEG", 320)
        assert not small.getexif()


@pytest.mark.parametrize("at", [(-33.86, 151.2), (40.7, -74.0)])
def test_a_position_south_or_west_is_negative(at: tuple[float, float]) -> None:
    look = look_at(photo(at=at))
    assert look is not None
    assert (look.lat, look.lng) == pytest.approx(at, abs=1e-5)


@pytest.mark.parametrize("form", WRITTEN)
def test_a_picture_without_such_data_tells_nothing(form: str) -> None:
    look = look_at(saved(scene(1), form))
    assert look is not None
    assert (look.taken_at, look.lat, look.lng) == (None, None, None)


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2024:13:04 09:30:00", "1970:01:01 00:00:00", "昨天", ""]
)
def test_a_camera_that_does_not_know_the_time_tells_none(text: str) -> None:
    look = look_at(photo(taken=text))
    assert look is not None
    assert look.taken_at is None


def test_when_a_file_was_last_changed_is_not_when_the_picture_was_taken() -> None:
    data = exif()
    data[Base.DateTime] = f"{TAKEN:%Y:%m:%d %H:%M:%S}"
    look = look_at(saved(scene(1), exif=data))
    assert look is not None
    assert look.taken_at is None


@pytest.mark.parametrize(
    "told",
    [
        {GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (0.0, 0.0, 0.0)},
        {GPS.GPSLatitude: (91.0, 0.0, 0.0)},
        {GPS.GPSLongitude: (200.0, 0.0, 0.0)},
        {GPS.GPSLatitude: (38.0, 54.0)},
    ],
    ids=["no position yet", "too far north", "too far east", "no seconds"],
)
def test_a_position_that_is_none_is_not_taken_for_one(told: dict[int, object]) -> None:
    data = exif(at=DALIAN)
    data.get_ifd(IFD.GPSInfo).update(told)
    look = look_at(saved(scene(1), exif=data))
    assert look is not None
    assert (look.lat, look.lng) == (None, None)


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 300)), (3, (400, 300)), (6, (300, 400)), (8, (300, 400))])
def test_the_size_is_that_of_the_picture_as_it_stands(orientation: int, size: tuple[int, int]) -> None:
    look = look_at(saved(scene(1), exif=exif(orientation=orientation)))
    assert look is not None
    assert (look.width, look.height) == size


def test_a_pdf_is_told_from_its_content_and_tells_nothing_more() -> None:
    look = look_at(b"%PDF-1.7 signed")
    assert look is not None
    assert (look.media_type, look.width, look.likeness, look.small) == (PDF, 0, "", b"")


def bomb(form: str) -> bytes:
    """A small file that unpacks to more dots than any phone has."""
    if form == "HEIF":  # libheif checks the size it is told before it decodes anything
        content = photo(1, "HEIF", size=(64, 64))
        at = content.index(b"ispe") + 8
        return content[:at] + (30_000).to_bytes(4) + (30_000).to_bytes(4) + content[at + 8 :]
    return saved(Image.new("1", (9_000, 9_000)), form)


@pytest.mark.parametrize("form", ["PNG", "HEIF"])
def test_a_picture_that_unpacks_to_too_much_is_refused(form: str, tmp_path: Path) -> None:
    content = bomb(form)
    assert len(content) < 100_000
    look = look_at(content)
    assert look is None or look.most
    (tmp_path / "bomb").write_bytes(content)
    assert small_copy(tmp_path / "bomb") is None
    with pytest.raises(UNREADABLE), opened_picture(content) as picture:
        picture.load()


def claiming(form: str, side: int, **how: Any) -> bytes:
    """A picture of 64 × 64 dots whose header says that it has so many on each side."""
    content = saved(scene(1, (64, 64)), form, **how)
    size = side.to_bytes(4)
    if form == "HEIF":
        at, size = content.index(b"ispe") + 8, 2 * size
    elif form == "PNG":
        at, size = content.index(b"IHDR") + 4, 2 * size
        size += content[at + 8 : at + 13]
        size += crc32(b"IHDR" + size).to_bytes(4)
    elif form == "WEBP":  # RFC 9649, 3.4: fourteen bits for each side, less one
        at = content.index(b"VP8L") + 9
        bits = int.from_bytes(content[at : at + 4], "little") >> 28 << 28
        size = (bits | (side - 1) << 14 | (side - 1)).to_bytes(4, "little")
    else:
        at, size = content.index(b"\xff\xc2" if how.get("progressive") else b"\xff\xc0") + 5, 2 * side.to_bytes(2)
    return content[:at] + size + content[at + len(size) :]


@pytest.mark.parametrize(
    ("form", "how", "most"),
    [
        ("JPEG", {}, 80_000_000),
        ("JPEG", {"progressive": True}, 40_000_000),
        ("PNG", {}, 40_000_000),
        ("WEBP", {"lossless": True}, 16_000_000),
        ("HEIF", {}, 40_000_000),
    ],
)
def test_only_what_is_unpacked_row_by_row_may_be_as_large_as_the_largest_photo(
    form: str, how: dict[str, Any], most: int
) -> None:
    side = math.isqrt(most)
    with opened_picture(claiming(form, side, **how)) as picture:
        assert picture.size == (side, side)
    larger = claiming(form, side + 1, **how)
    with pytest.raises(Image.DecompressionBombError), opened_picture(larger):
        pass
    look = look_at(larger)
    assert look is not None
    assert (look.width, look.height, look.most, look.small) == (side + 1, side + 1, most, b"")
    problem = attachment_problem("大图", 1, look)
    assert problem is not None
    assert (problem.code, dict(problem.message.values)["most"]) == ("too_many_dots", f"{most:,}")


def test_one_picture_is_unpacked_at_a_time() -> None:
    looks: list[Look | None] = []
    other = Thread(target=lambda: looks.append(look_at(SMALL["JPEG"])))
    with opened_picture(SMALL["PNG"]):
        other.start()
        other.join(1)
        assert looks == []
    other.join()
    assert looks != [None]


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_picture_cut_off_in_the_middle_is_refused(form: str, share: float) -> None:
    whole = photo(1, form)
    assert look_at(whole[: int(len(whole) * share)]) is None


@pytest.mark.parametrize("content", [b"", b"MZ", b"GIF89a" + bytes(60), b"<svg/>", bytes(1000), b"\0\0\0\x18ftypheic"])
def test_anything_else_is_refused_whatever_its_name(content: bytes) -> None:
    assert look_at(content) is None


@pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Tag data larger", "ignore:Truncated")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WRITTEN), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_file_however_damaged_breaks_the_program(form: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(SMALL[form])
    for share, byte in changes:
        content[int(share * (len(content) - 1))] = byte
    look = look_at(bytes(content))
    if look is not None:
        assert look.width > 0
        assert look.lat is None or abs(look.lat) <= 90


@pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Tag data larger", "ignore:Truncated")
@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 250), st.integers(0, 255)), min_size=1, max_size=20))
def test_broken_data_about_a_picture_do_not_make_it_unreadable(changes: list[tuple[int, int]]) -> None:
    data = bytearray(exif(TAKEN, DALIAN).tobytes())
    for at, byte in changes:
        data[6 + at % (len(data) - 6)] = byte  # what comes before says that these are such data
    look = look_at(saved(scene(1, (80, 60)), exif=bytes(data)))
    assert look is not None
    assert look.small
