"""What belongs to each kind of event: the fields a form shows for it, and what the kind itself already says."""

from collections.abc import Mapping
from typing import Final

from models.event import HOME_VISIT, OFFLINE, ONLINE, TRAINING

# Everything else belongs to every kind. What a record holds is shown whatever its kind.
LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    OFFLINE: frozenset(),
    ONLINE: frozenset(
        {"places", "venue_type", "attendance", "basis", "sessions", "materials", "consultations", "indirect"}
    ),
    TRAINING: frozenset({"consultations", "indirect", "readings"}),
    HOME_VISIT: frozenset({"venue_type", "indirect", "readings"}),
}
# Online publicity takes place online, and a home visit at people's homes: nobody is asked for it again.
IMPLIED_VENUES: Final[Mapping[str, str]] = {ONLINE: "online", HOME_VISIT: "home_visit"}


def belongs(kind: str, field: str) -> bool:
    """Whether an event of this kind has this field of `models.entry.Entry`."""
    return field not in LEFT_OUT.get(kind, frozenset())


def venue_of(kind: str, venue_type: str) -> str:
    """The venue type of an event of this kind: the one told, else the one that the kind itself says, else ""."""
    return venue_type or IMPLIED_VENUES.get(kind, "")


def still_fits(kind: str, venue_type: str) -> bool:
    """Whether the venue type of an event that is now said to be of this kind is not just what another kind implied."""
    return venue_type not in set(IMPLIED_VENUES.values()) or IMPLIED_VENUES.get(kind) == venue_type


def kind_of(*, outsiders: bool, where: str) -> str:
    """The kind of an event, by whether anybody from outside the bank was addressed, and where: "homes", "online" or "".

    Inside the bank it is staff training wherever it was.
    """
    if not outsiders:
        return TRAINING
    return {"homes": HOME_VISIT, "online": ONLINE}.get(where, OFFLINE)
