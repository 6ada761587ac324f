"""Free Chinese text -> division: 民和县马场垣乡中心学校 -> 马场垣乡 of 民和回族土族自治县.

Never a guess in silence: a division is given only if the text names its county, or its township and no other county
has one of that name, or the home area of whoever wrote it settles the matter. Otherwise there are candidates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from geo.mentions import Mention, Names, county_of
from geo.tree import DivisionTree, Span
from models.division import CITY, COUNTY, PROVINCE

CANDIDATES: Final = 5

# How much each sign speaks for a county. Only differences matter: two counties closer than `MARGIN` are undecided.
WHOLE_NAME: Final = 4.0
NAME_WITH_ENDING: Final = 3.0
SHORT_NAME: Final = 1.2
IN_NAMED_CITY: Final = 2.0
IN_NAMED_PROVINCE: Final = 1.0
OUTSIDE_NAMED: Final = -3.0
PER_CHARACTER_FROM_START: Final = -0.05
TOWNSHIP_BESIDES_COUNTY: Final = 3.0
TOWNSHIP_ALONE: Final = 2.0
TOWNSHIP_SHORT_NAME: Final = 1.5
TOWNSHIP_ROOT: Final = 0.7
COMMUNITY_NAMED: Final = 2.0
AT_HOME: Final = 2.5
IN_HOME_CITY: Final = 1.5
MARGIN: Final = 0.5


@dataclass(frozen=True)
class Resolved:
    """What a text says about the place.

    `division_id` is the smallest division that is certain, None if none is; `level` its level, 0 for none.
    `candidates` are ids to choose from where more could be said, likeliest first; `evidence` the words relied on.
    """

    division_id: str | None
    level: int
    candidates: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass
class _County:
    """A county the text may mean, and why."""

    row: int
    score: float = 0.0
    named: Mention | None = None
    township: Mention | None = None
    community: Mention | None = None
    at_home: bool = False

    @property
    def grounded(self) -> bool:
        """Whether the text or the home area tells the county, by more than a bare 平安 at its beginning."""
        confirmed = self.at_home or self.township is not None or self.community is not None
        return self.at_home or (self.named is not None and (confirmed or not self.named.bare))

    @property
    def evidence(self) -> list[str]:
        """The words that speak for it, from large to small."""
        return [mention.word for mention in (self.named, self.township, self.community) if mention]


@dataclass
class _Reading:
    """Everything a text names, while it is being read."""

    text: str
    home: int | None
    mentions: list[Mention]
    townships: list[Mention]
    home_community: Mention | None
    provinces: set[int] = field(default_factory=set)
    cities: set[int] = field(default_factory=set)
    counties: dict[int, _County] = field(default_factory=dict)


class Resolver:
    """Reads places out of texts. Safe to share between threads."""

    def __init__(self, tree: DivisionTree, aliases: Iterable[tuple[str, str]] = ()) -> None:
        """Resolve against `tree`, the gazetteer's; `aliases` are further names (id, name)."""
        self.tree: Final = tree
        self.names: Final = Names(tree, aliases)

    def resolve(self, text: str, *, home: str | None = None) -> Resolved:
        """The division a text names; `home` is the writer's area: a division id or its leading digits (2102)."""
        reading = self._read("".join(text.split()), self._home_row(home))
        self._weigh_named_counties(reading)
        self._weigh_townships(reading)
        self._weigh_home(reading)
        self._weigh_communities(reading)
        return self._decide(reading)

    def _home_row(self, home: str | None) -> int | None:
        return None if home is None else self.tree.row_of(home if len(home) > 6 else home.ljust(6, "0"))

    def _read(self, text: str, home: int | None) -> _Reading:
        """All mentions; a 大连 or 古县 that is part of 大连湾街道, 古县镇 or of a village at home is none."""
        home_community = None if home is None else self.names.communities(text, self.tree.span(home))
        townships = self.names.townships(text)
        larger = [*townships, *([home_community] if home_community else [])]
        mentions = [
            mention
            for mention in self.names.administrative(text)
            if not any(mention.lies_within(other) or (mention.bare and mention.overlaps(other)) for other in larger)
        ]
        reading = _Reading(text, home, mentions, townships, home_community)
        for mention in mentions:
            for row in mention.rows:
                if self.tree.level(row) == PROVINCE:
                    reading.provinces.add(row)
                elif self.tree.level(row) == CITY:
                    reading.cities.add(row)
        return reading

    def _weigh_named_counties(self, reading: _Reading) -> None:
        for mention in reading.mentions:
            for row in mention.rows:
                if self.tree.level(row) != COUNTY:
                    continue
                above = set(self.tree.line(row))
                in_city, in_province = bool(above & reading.cities), bool(above & reading.provinces)
                if mention.bare and mention.start > 0 and not (in_city or in_province):
                    continue
                score = self._name_score(mention, row) + PER_CHARACTER_FROM_START * mention.start
                score += IN_NAMED_CITY * in_city + IN_NAMED_PROVINCE * in_province
                if (reading.cities or reading.provinces) and not (in_city or in_province):
                    score += OUTSIDE_NAMED
                county = reading.counties.setdefault(row, _County(row, score, mention))
                county.score = max(county.score, score)

    def _name_score(self, mention: Mention, row: int) -> float:
        if self.names.is_whole(row, mention.word):
            return WHOLE_NAME
        return SHORT_NAME if mention.bare else NAME_WITH_ENDING

    def _weigh_townships(self, reading: _Reading) -> None:
        """Full township names first: they confirm a county, or bring in theirs; then short names within."""
        for mention in reading.townships:
            for township in mention.rows:
                row = county_of(self.tree, township)
                county = reading.counties.get(row)
                if county is None:
                    if not self._agrees(row, reading):
                        continue
                    county = reading.counties[row] = _County(row, TOWNSHIP_ALONE)
                elif county.township is None:
                    county.score += TOWNSHIP_BESIDES_COUNTY if county.named else 0
                if county.township is None:
                    county.township = Mention(mention.start, mention.end, mention.word, (township,))
        for county in reading.counties.values():
            if county.township is None and (inside := self._township_in(county, reading)):
                county.township = inside
                county.score += TOWNSHIP_SHORT_NAME if inside.word[-1] in "道镇乡" else TOWNSHIP_ROOT

    def _township_in(self, county: _County, reading: _Reading) -> Mention | None:
        after = county.named.end if county.named else 0
        mention = self.names.township_in(county.row, reading.text[after:])
        if mention is None:
            return None
        return Mention(mention.start + after, mention.end + after, mention.word, mention.rows)

    def _agrees(self, row: int, reading: _Reading) -> bool:
        """Whether a county lies in the cities and provinces named, if any are."""
        above = set(self.tree.line(row))
        return not (
            (reading.provinces and not above & reading.provinces) or (reading.cities and not above & reading.cities)
        )

    def _weigh_home(self, reading: _Reading) -> None:
        """Counties of the home area gain; communities named there bring in their counties."""
        if reading.home is None:
            return
        if reading.home_community and not any(county.named for county in reading.counties.values()):
            for community in reading.home_community.rows:
                row = county_of(self.tree, community)
                if self._agrees(row, reading):
                    reading.counties.setdefault(row, _County(row))
        home, city = self.tree.span(reading.home), self._city_span(reading.home)
        for county in reading.counties.values():
            if home.holds(county.row) or county.row in self.tree.line(reading.home):
                county.score += AT_HOME
                county.at_home = True
            elif city.holds(county.row):
                county.score += IN_HOME_CITY
                county.at_home = True

    def _city_span(self, row: int) -> Span:
        line = list(self.tree.line(row))
        return self.tree.span(next((above for above in line if self.tree.level(above) <= CITY), line[-1]))

    def _weigh_communities(self, reading: _Reading) -> None:
        for county in reading.counties.values():
            after = county.township.end if county.township else county.named.end if county.named else 0
            mention = self.names.communities(reading.text[after:], self.tree.span(county.row))
            if mention is None:
                continue
            rows = mention.rows
            if county.township:
                span = self.tree.span(county.township.rows[0])
                rows = tuple(row for row in rows if span.holds(row))
            if not rows:
                continue
            county.community = Mention(mention.start + after, mention.end + after, mention.word, rows)
            county.score += COMMUNITY_NAMED

    def _decide(self, reading: _Reading) -> Resolved:
        ranked = sorted(reading.counties.values(), key=lambda county: (-county.score, county.row))
        if not ranked:
            return self._larger_only(reading, self._anywhere(reading))
        best, others = ranked[0], ranked[1:]
        rivals = [county for county in others if best.score - county.score < MARGIN]
        grounded = best.grounded or bool(reading.cities or reading.provinces) or not (best.named or others)
        if best.score <= 0 or rivals or not grounded:
            candidates = tuple(self.tree.id_of(self._smallest(county)) for county in ranked[:CANDIDATES])
            return self._larger_only(reading, candidates)
        smallest = self._smallest(best)
        choices: tuple[str, ...] = ()
        if best.community and len(best.community.rows) > 1:
            choices = tuple(self.tree.id_of(row) for row in best.community.rows[:CANDIDATES])
        return Resolved(self.tree.id_of(smallest), self.tree.level(smallest), choices, tuple(best.evidence))

    def _anywhere(self, reading: _Reading) -> tuple[str, ...]:
        """Communities of the whole country to choose from, for a text that names nothing else."""
        if reading.home is not None or reading.mentions:
            return ()
        mention = self.names.communities(reading.text, self.tree.everything())
        return tuple(self.tree.id_of(row) for row in mention.rows[:CANDIDATES]) if mention else ()

    def _smallest(self, county: _County) -> int:
        """The smallest certain division: the community if it is one, the township, or the county."""
        if county.community and len(county.community.rows) == 1:
            return county.community.rows[0]
        return county.township.rows[0] if county.township else county.row

    def _larger_only(self, reading: _Reading, candidates: tuple[str, ...]) -> Resolved:
        """The city or province named, if it is one; the counties are open."""
        rows = reading.cities or reading.provinces
        words = tuple(mention.word for mention in reading.mentions if rows & set(mention.rows))
        if len(rows) != 1:
            return Resolved(None, 0, candidates, ())
        (row,) = rows
        return Resolved(self.tree.id_of(row), self.tree.level(row), candidates, words)
