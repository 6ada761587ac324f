"""Whether two pictures look alike."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from store.likeness import MOST_BITS, alike, likeness_of, parts_of
from tests.pictures import saved, scene

SEEDS = range(30)
HASHES = st.integers(0, 2**64 - 1).map("{:016x}".format)


def again(picture: Image.Image, form: str = "JPEG", **how: int) -> Image.Image:
    """The picture as it comes out of a file."""
    opened = Image.open(io.BytesIO(saved(picture, form, **how)))
    opened.load()
    return opened


def paper(seed: int, lines: int = 12) -> Image.Image:
    """A scanned sheet: white, a few thin grey lines."""
    sheet = Image.new("L", (600, 800), 250)
    chance = random.Random(seed)  # noqa: S311 - the same each time
    for line in range(lines):
        ImageDraw.Draw(sheet).line((60, 60 + 50 * line, chance.randrange(200, 540), 60 + 50 * line), fill=120, width=2)
    return sheet


CHANGED = {
    "sent through a chat": lambda picture: again(picture.resize((270, 203)), quality=50),
    "saved as HEIC": lambda picture: again(picture, "HEIF", quality=50),
    "saved as WebP": lambda picture: again(picture, "WEBP", quality=40),
    "enlarged": lambda picture: again(picture.resize((1200, 900)), quality=90),
    "without colours": lambda picture: again(picture.convert("L")),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_picture_saved_in_another_way_looks_the_same(case: str) -> None:
    found = [alike(likeness_of(scene(seed)), likeness_of(CHANGED[case](scene(seed)))) for seed in SEEDS]
    assert all(found)


def test_different_pictures_do_not_look_the_same() -> None:
    hashes = [likeness_of(scene(seed)) for seed in SEEDS]
    assert all(hashes)
    assert not any(alike(one, other) for one in hashes for other in hashes if one is not other)


@pytest.mark.parametrize(
    "blank",
    [
        *(Image.new("RGB", (400, 300), shade) for shade in ("white", "black", "#808080")),
        Image.linear_gradient("L"),
        Image.radial_gradient("L").crop((0, 0, 128, 256)),
        Image.effect_noise((400, 300), 3),
        paper(1),
        paper(2),
    ],
)
def test_a_picture_with_nothing_in_it_is_like_no_other(blank: Image.Image) -> None:
    assert likeness_of(blank) == ""
    assert parts_of("") == ()
    assert not alike("", "")


def test_two_sheets_with_different_lines_are_not_the_same_picture() -> None:
    sheets = [likeness_of(again(paper(seed))) for seed in SEEDS]
    assert not any(alike(one, other) for at, one in enumerate(sheets) for other in sheets[at + 1 :])


@given(HASHES, st.sets(st.integers(0, 63), max_size=MOST_BITS))
def test_what_is_alike_is_found_by_one_of_the_parts(likeness: str, bits: set[int]) -> None:
    other = f"{int(likeness, 16) ^ sum(1 << bit for bit in bits):016x}"
    assert alike(likeness, other)
    assert any(one == two for one, two in zip(parts_of(likeness), parts_of(other), strict=True))


@given(HASHES, st.sets(st.integers(0, 63), min_size=MOST_BITS + 1))
def test_what_differs_in_more_is_not_alike(likeness: str, bits: set[int]) -> None:
    assert not alike(likeness, f"{int(likeness, 16) ^ sum(1 << bit for bit in bits):016x}")


@given(HASHES)
def test_the_parts_are_the_hash_cut_in_four(likeness: str) -> None:
    assert "".join(f"{part:04x}" for part in parts_of(likeness)) == likeness
