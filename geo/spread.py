"""Moves apart what shares one point: places known only by their community, township or county.

The n-th place of a point goes to the n-th seat of a sunflower: seats are equally far apart, and adding a place moves
no other. The same input gives the same seats on every machine.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

Point = tuple[float, float]
"""Latitude and longitude, WGS-84 degrees."""

SEAT_METRES: Final = {
    "exact": 0.0,
    "community": 40.0,
    "township": 150.0,
    "county": 400.0,
    "city": 1_500.0,
    "province": 6_000.0,
}
"""About how far apart neighbouring seats are, by what is known of the place."""

SEATS: Final = 1_024
"""How many seats names are dealt to; numbers go on without end."""

_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
_METRES_PER_DEGREE: Final = 111_320.0


def spread(lat: float, lng: float, key: str | int, precision: str) -> Point:
    """The seat of one place around a coarse point; a place known exactly stays where it is.

    A number is the seat itself, from 0, and never meets another one. A name gets one of `SEATS` seats: good enough
    where places are drawn one at a time and cannot be numbered.
    """
    metres = SEAT_METRES[precision]
    if metres == 0:
        return lat, lng
    seat = key if isinstance(key, int) else _seat_of(key)
    distance = metres * math.sqrt(seat + 1) / _METRES_PER_DEGREE
    angle = seat * _GOLDEN_ANGLE
    # A degree of longitude gets shorter towards the poles.
    return lat + distance * math.sin(angle), lng + distance * math.cos(angle) / math.cos(math.radians(lat))


def spread_all(places: Iterable[tuple[float, float, str]]) -> list[Point]:
    """Seats for places (latitude, longitude, precision) in their order: no two coarse ones share a point.

    Give the places in an order that stays, such as by id, and none moves when another is added at the end.
    """
    taken: Counter[tuple[float, float, str]] = Counter()
    seats = []
    for place in places:
        lat, lng, precision = place
        seats.append(spread(lat, lng, taken[place], precision))
        taken[place] += 1
    return seats


def _seat_of(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest) % SEATS
