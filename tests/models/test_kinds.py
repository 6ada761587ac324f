"""What belongs to each kind of event."""

from dataclasses import fields

import pytest

from models.entry import Entry
from models.event import HOME_VISIT, KINDS, OFFLINE, ONLINE, TRAINING
from models.kinds import IMPLIED_VENUES, LEFT_OUT, belongs, kind_of


def test_only_fields_of_an_entry_are_left_out_and_every_kind_says_so() -> None:
    assert set(LEFT_OUT) == set(KINDS)
    assert set().union(*LEFT_OUT.values()) <= {field.name for field in fields(Entry)}


@pytest.mark.parametrize("kind", KINDS)
def test_what_and_when_and_which_unit_belong_to_every_kind(kind: str) -> None:
    assert all(belongs(kind, field) for field in ("title", "when", "organisation", "links", "note"))
    # Where nobody is asked for the venue, the kind says it.
    assert belongs(kind, "venue_type") == (kind not in IMPLIED_VENUES)


@pytest.mark.parametrize(
    ("outsiders", "where", "kind"),
    [
        (False, "", TRAINING),
        (False, "online", TRAINING),
        (True, "homes", HOME_VISIT),
        (True, "online", ONLINE),
        (True, "there", OFFLINE),
    ],
)
def test_two_questions_lead_to_the_kind(outsiders: bool, where: str, kind: str) -> None:
    assert kind_of(outsiders=outsiders, where=where) == kind
