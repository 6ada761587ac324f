"""Whether two pictures look alike, whatever their size, format and compression.

A difference hash: the picture is shrunk to nine grey dots by eight, and each of the 64 bits says whether it grows
darker from one dot to the next. Sent through a chat and saved again, a picture keeps all but one or two of them.
"""

from typing import Final

from PIL import Image

PARTS: Final = 4
MOST_BITS: Final = PARTS - 1
"""Two hashes that differ in no more bits than this have one of their four parts in common."""

_SIDE: Final = 8
_CLEAR: Final = 5  # of 255 levels: less than that is noise, and no trait of a picture
_LEAST_CLEAR: Final = 8  # steps, up and down each
_PART_BITS: Final = _SIDE * _SIDE // PARTS


def likeness_of(picture: Image.Image) -> str:
    """The hash of a picture that stands upright, as 16 hexadecimal digits.

    "" for one that has too little in it to be told from others: a blank page, a scan with a few lines, a plain wall.
    """
    small = picture.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.BOX).tobytes()
    rows = [small[start : start + _SIDE + 1] for start in range(0, len(small), _SIDE + 1)]
    steps = [row[at] - row[at + 1] for row in rows for at in range(_SIDE)]
    darker, lighter = sum(step >= _CLEAR for step in steps), sum(step <= -_CLEAR for step in steps)
    if min(darker, lighter) < _LEAST_CLEAR:
        return ""
    return f"{int(''.join('1' if step > 0 else '0' for step in steps), 2):016x}"


def parts_of(likeness: str) -> tuple[int, ...]:
    """The four parts of a hash, 16 bits each; none of "", which is like nothing."""
    digits = _PART_BITS // 4
    return tuple(int(likeness[start : start + digits], 16) for start in range(0, len(likeness), digits))


def alike(one: str, other: str) -> bool:
    """Whether two hashes are of pictures that look the same."""
    return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= MOST_BITS
