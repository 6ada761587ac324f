"""What the map draws."""

from dataclasses import dataclass

from metrics.counting import Figure
from metrics.positions import Position


@dataclass(frozen=True, slots=True)
class Spot:
    """A place or division and the public events there.

    `key` names it: "place-12", or a division id. Where spots are made one it is "within-" and a division id for all
    in that division, or "just-" and a division id for those of which no smaller division is known.
    An event at two places is at two spots; the map says so, and totals are not taken from spots.
    """

    key: str
    name: str
    position: Position
    venue_type: str | None
    events: int
    sessions: int
    attendance: Figure
