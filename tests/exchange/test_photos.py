"""What a phone writes into a photo does not leave with it."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from pillow_heif import register_heif_opener

from exchange.photos import UnreadablePhotoError, clean_copy

register_heif_opener()
SECRET = b"SECRET-OF-THE-PHONE"
TEXT = SECRET.decode()
RED, BLUE = (200, 30, 30), (30, 30, 200)
WIDTH, HEIGHT = 160, 80


def picture(mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    made = Image.new("RGB", (WIDTH, HEIGHT), RED)
    made.paste(BLUE, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return made.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F], data[0x0110], data[0x0131] = "Phone", TEXT, TEXT
    data.get_ifd(0x8769).update({0x927C: SECRET, 0x9286: SECRET, 0xA420: TEXT, 0x9003: "2024:09:04 09:30:00"})
    data.get_ifd(0x8825).update({1: "N", 2: (39.0, 8.0, 1.0), 3: "E", 4: (117.0, 12.0, 2.0), 0x1D: TEXT})
    return data


def xmp() -> bytes:
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>' + SECRET + b"</dc:creator></x:xmpmeta>"


def profile() -> bytes:
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(made) + SECRET


def jpeg(orientation: int = 1, *, mode: str = "RGB", behind: bytes = SECRET) -> bytes:
    file = io.BytesIO()
    picture(mode).save(
        file, "JPEG", quality=95, exif=exif(orientation), xmp=xmp(), comment=SECRET, icc_profile=profile()
    )
    content = file.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", 5 + len(SECRET))
    iptc += b"\x1c\x02\x50" + struct.pack(">H", len(SECRET)) + SECRET
    thumbnail = b"JFXX\x00\x10" + SECRET
    segments = b"".join(
        marker + struct.pack(">H", 2 + len(body)) + body
        for marker, body in ((b"\xff\xed", iptc), (b"\xff\xe0", thumbnail))
    )
    return content[:2] + segments + content[2:] + behind


def png(orientation: int = 1, *, mode: str = "RGBA") -> bytes:
    file = io.BytesIO()
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", TEXT)
    texts.add_itxt("XML:com.adobe.xmp", xmp().decode())
    texts.add_text("Author", TEXT, zip=True)
    picture(mode).save(file, "PNG", exif=exif(orientation), pnginfo=texts, icc_profile=profile(), dpi=(72, 72))
    return file.getvalue() + SECRET


def webp(orientation: int = 1) -> bytes:
    file = io.BytesIO()
    frames = [picture("RGBA"), picture("RGBA").rotate(180)]
    frames[0].save(
        file, "WEBP", save_all=True, append_images=frames[1:], exif=exif(orientation), xmp=xmp(), icc_profile=profile()
    )
    return file.getvalue()


def two_in_one() -> bytes:
    """A JPEG with a second picture behind it, as phones write them (MPO)."""
    file = io.BytesIO()
    picture().save(file, "MPO", save_all=True, append_images=[picture().rotate(180)], exif=exif(6))
    return file.getvalue()


def heic(orientation: int = 1) -> bytes:
    file = io.BytesIO()
    data = exif(orientation).tobytes()
    picture().save(file, "HEIF", quality=90, exif=data, xmp=xmp(), icc_profile=profile())
    return file.getvalue() + SECRET


FILES = {
    "jpeg": (jpeg, "image/jpeg", "JPEG"),
    "png": (png, "image/png", "PNG"),
    "webp": (webp, "image/webp", "WEBP"),
    "heic": (heic, "image/heic", "JPEG"),
}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.mark.parametrize("case", FILES)
def test_nothing_but_the_picture_is_in_the_copy(case: str, kept: Path) -> None:
    make, media_type, form = FILES[case]
    content = make()
    kept.write_bytes(content)
    assert content.count(SECRET) >= 3

    copy = clean_copy(kept, media_type)

    assert SECRET not in copy
    for sign in (b"Exif", b"http://ns.adobe.com", b"XMP", b"8BIM", b"ICC_PROFILE", b"iCCP", b"tEXt", b"eXIf", b"Phone"):
        assert sign not in copy
    with Image.open(io.BytesIO(copy)) as opened:
        assert opened.format == form
        assert not opened.getexif()
        assert getattr(opened, "n_frames", 1) == 1
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
        opened.load()
        assert set(opened.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "loop",
            "background",
            "timestamp",
            "duration",
        }


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize(("orientation", "red_at"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_the_copy_stands_upright_without_being_told(case: str, orientation: int, red_at: str, kept: Path) -> None:
    make, media_type, _form = FILES[case]
    kept.write_bytes(make(orientation))

    with Image.open(io.BytesIO(clean_copy(kept, media_type))) as opened:
        upright = opened.convert("RGB")

    assert upright.size == ((WIDTH, HEIGHT) if red_at in ("left", "right") else (HEIGHT, WIDTH))
    width, height = upright.size
    spot = {
        "left": (10, height // 2),
        "right": (width - 10, height // 2),
        "top": (width // 2, 10),
        "bottom": (width // 2, height - 10),
    }[red_at]
    assert near(upright.getpixel(spot), RED)
    assert near(upright.getpixel((width - 1 - spot[0], height - 1 - spot[1])), BLUE)


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(int(a) - b) < 30 for a, b in zip(found[:3], wanted, strict=True))


def test_the_second_picture_behind_a_photo_stays_behind(kept: Path) -> None:
    kept.write_bytes(two_in_one())

    copy = clean_copy(kept, "image/jpeg")

    assert copy.count(b"\xff\xd8\xff") == 1
    assert SECRET not in copy


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_a_jpeg_of_any_colours_keeps_them(mode: str, kept: Path) -> None:
    file = io.BytesIO()
    picture(mode).save(file, "JPEG", quality=95)
    kept.write_bytes(file.getvalue())

    with Image.open(io.BytesIO(clean_copy(kept, "image/jpeg"))) as opened:
        assert opened.mode == ("L" if mode == "L" else "RGB")
        if mode != "L":
            assert near(opened.convert("RGB").getpixel((10, 10)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_kind_is_copied_with_its_transparency(mode: str, kept: Path) -> None:
    file = io.BytesIO()
    made = picture("L").convert("I;16") if mode == "I;16" else picture(mode)
    if mode == "RGBA":
        made.putalpha(100)
    made.save(file, "PNG")
    kept.write_bytes(file.getvalue())

    with Image.open(io.BytesIO(clean_copy(kept, "image/png"))) as opened:
        assert opened.size == (WIDTH, HEIGHT)
        if mode == "RGBA":
            assert opened.getpixel((10, 10)) == (*RED, 100)


@pytest.mark.parametrize(
    ("changed", "seen"), [(b"no profile at all", RED), (None, BLUE)], ids=["a broken profile", "red and blue swapped"]
)
def test_colours_are_what_they_were_seen_as_before_the_profile_is_left_out(
    changed: bytes | None, seen: tuple[int, int, int], kept: Path
) -> None:
    swapped = profile().replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    file = io.BytesIO()
    picture().save(file, "JPEG", quality=95, icc_profile=changed or swapped)
    kept.write_bytes(file.getvalue())

    with Image.open(io.BytesIO(clean_copy(kept, "image/jpeg"))) as opened:
        assert "icc_profile" not in opened.info
        assert near(opened.getpixel((10, 10)), seen)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", jpeg()[:400], heic()[:400], b"\xff\xd8\xff" + bytes(100)])
def test_what_cannot_be_read_is_never_given_away(content: bytes, kept: Path) -> None:
    kept.write_bytes(content)

    with pytest.raises(UnreadablePhotoError):
        clean_copy(kept, "image/jpeg")
