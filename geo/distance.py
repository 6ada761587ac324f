"""How far two points are from each other."""

import math
from typing import Final

EARTH_KM: Final = 6371.0088  # mean radius (IUGG)


def kilometres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """The distance between two points (degrees, both of the same reference) along a great circle, in km.

    By the haversine formula, which holds for neighbouring points too; within 0.5 % of the ellipsoid's.
    """
    north, other_north = math.radians(lat), math.radians(other_lat)
    east = math.radians(other_lng - lng)
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
