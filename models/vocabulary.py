"""The vocabularies: words administrators may add to, rename and retire, each with a Chinese and an English label.

A row's code never changes and is what events refer to; a retired word stays on the records that have it.
`maps_to` is the regulator's category a word counts under, empty where it counts under none.
"""

from typing import Final

from sqlmodel import Field

from locales import either
from models.base import Base


class Term(Base):
    """What every vocabulary's rows have in common."""

    code: str = Field(primary_key=True, max_length=40)
    label_zh: str = Field(max_length=80)
    label_en: str = Field(max_length=80)
    position: int = 0
    retired: bool = False
    maps_to: str = Field(default="", max_length=40)

    @property
    def label(self) -> str:
        """The label in the language now spoken."""
        return either(self.label_zh, self.label_en)


class KeyGroup(Term, table=True):
    """Whom outreach is for; `maps_to` is one of the regulator's six groups of 2024."""

    __tablename__ = "key_group"


class VenueType(Term, table=True):
    """The kind of place; `maps_to` is one of the regulator's five scenes (五进入)."""

    __tablename__ = "venue_type"


class Format(Term, table=True):
    """How it was done."""

    __tablename__ = "format"


class Topic(Term, table=True):
    """What it was about."""

    __tablename__ = "topic"


class Basis(Term, table=True):
    """What a number rests on."""

    __tablename__ = "basis"


class Material(Term, table=True):
    """Kinds of things handed out."""

    __tablename__ = "material"


class RegulatorGroup(Term, table=True):
    """The regulator's six key groups."""

    __tablename__ = "regulator_group"


class RegulatorScene(Term, table=True):
    """The regulator's five scenes (五进入)."""

    __tablename__ = "regulator_scene"


VOCABULARIES: Final[dict[str, type[Term]]] = {
    "key_group": KeyGroup,
    "venue_type": VenueType,
    "format": Format,
    "topic": Topic,
    "basis": Basis,
    "material": Material,
    "regulator_group": RegulatorGroup,
    "regulator_scene": RegulatorScene,
}
