"""Composes the made-up events one after the other: any number of them, always the same for the same seed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final, TypeVar
from zlib import crc32

from exchange.made_up.branch import Area, Branch, Outlet, make_branch, short
from exchange.made_up.calendar import FIRST_DAY, LAST_DAY, Calendar, Drive, running
from exchange.made_up.numbers import key_groups, median_times, people, reported
from exchange.made_up.scenes import CHANNELS, FORMATS, LESSONS, SCENES, TOPICS, VISITS, Scene
from models.count import Count, Qualifier
from models.draft import EventDraft, KeyGroupDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.event import HOME_VISIT, OFFLINE, ONLINE, TRAINING
from models.when import Precision, When

SEED: Final = 20260101

_KINDS: Final = ((OFFLINE, 0.75), (ONLINE, 0.11), (TRAINING, 0.07), (HOME_VISIT, 0.07))
_KIND_NAMES: Final = tuple(kind for kind, _ in _KINDS)
_KIND_UNTIL: Final = tuple(accumulate(share for _, share in _KINDS))
_URBAN_UNTIL: Final = tuple(accumulate(scene.urban for scene in SCENES))
_RURAL_UNTIL: Final = tuple(accumulate(scene.rural for scene in SCENES))
_TOPICS: Final = tuple(TOPICS)
_TOPICS_UNTIL: Final = tuple(accumulate(weight for weight, _ in TOPICS.values()))

T = TypeVar("T")


def made_up_drafts(events: int, *, seed: int = SEED, branch: Branch | None = None) -> Iterator[EventDraft]:
    """So many events in the order of their days; the same ones for the same number and seed.

    They name units, partners, places and campaigns by name, and divisions of Tianjin; of the whole country where
    there are more than 20,000. `branch` is theirs (`made_up_branch`) if it has been made already.
    """
    branch = branch or made_up_branch(events, seed=seed)
    random = Random(seed + 1)  # noqa: S311 - nothing secret is drawn
    composer = _Composer(branch, random)
    calendar = Calendar(random)
    for number in range(events):
        yield composer.draft(number, calendar.day((number + random.random()) / events))


def made_up_branch(events: int, *, seed: int = SEED) -> Branch:
    """The units and places behind the drafts of the same number and seed."""
    return make_branch(events, Random(seed))  # noqa: S311 - nothing secret is drawn


class _Composer:
    def __init__(self, branch: Branch, random: Random) -> None:
        self._random = random
        self._outlets = branch.outlets
        self._until = list(accumulate(outlet.weight for outlet in branch.outlets))

    def draft(self, number: int, day: date) -> EventDraft:
        outlet = self._weighted(self._outlets, self._until)
        kind = self._weighted(_KIND_NAMES, _KIND_UNTIL)
        drives = [drive for drive in running(day) if self._random.random() < 0.75]
        compose = {OFFLINE: self._offline, ONLINE: self._online, TRAINING: self._training, HOME_VISIT: self._visit}[
            kind
        ]
        draft = compose(number, outlet, day, drives if kind in (OFFLINE, ONLINE) else [])
        return draft.model_copy(update={"kind": kind, "reference": f"DEMO-{number + 1:07d}"})

    def _offline(self, number: int, outlet: Outlet, day: date, drives: list[Drive]) -> EventDraft:
        random = self._random
        scene = self._weighted(SCENES, _RURAL_UNTIL if outlet.rural else _URBAN_UNTIL)
        place, where = self._place(scene, outlet, number)
        places = [place]
        if not scene.name and random.random() < 0.08:
            others = random.sample(outlet.communities, min(2, len(outlet.communities)))
            places += [PlaceDraft(division_id=area.id) for area in others if area.id != place.division_id]
        topics, words = self._topics(drives)
        form = random.choice(scene.formats)
        formats = (form, "handout") if form not in ("handout", "screen") and random.random() < 0.4 else (form,)
        came = people(random, scene.median)
        when = self._when(day)
        attendance = None if random.random() < 0.09 else reported(random, came)
        town, county = short(outlet.township.name), short(outlet.county.name)
        partner = scene.partner.format(town=town, county=county, committee=_committee(where))
        materials = self._materials(came) if "handout" in formats or random.random() < 0.2 else ()
        crowd = scene.venue_type in ("square", "rural_market", "merchant_district")
        return EventDraft(
            title=f"{where}{words}{FORMATS[form]}",
            when=when,
            organisation=outlet.name,
            co_organisers=(outlet.sub_branch,) if random.random() < 0.07 else (),
            partners=(partner,) if partner and random.random() < 0.55 else (),
            places=tuple(places),
            venue_type=scene.venue_type,
            formats=formats,
            topics=topics,
            campaigns=tuple(drive.name_zh for drive in drives) if when.start else (),
            sessions=random.choice((2, 2, 3, 4)) if random.random() < 0.05 else 1,
            attendance=attendance,
            indirect=Count(came * random.randint(2, 6) // 10 * 10 or 10, Qualifier.ABOUT, "estimate")
            if crowd and random.random() < 0.3
            else None,
            consultations=Count(max(1, came * random.randint(10, 35) // 100), Qualifier.EXACT, "head_count")
            if form in ("booth", "market_fair") and random.random() < 0.6
            else None,
            staff=Count(random.randint(2, 8)) if random.random() < 0.7 else None,
            media_reports=random.choice((1, 1, 1, 2)) if random.random() < 0.06 else None,
            key_groups=key_groups(random, scene.groups, attendance),
            materials=materials,
        )

    def _online(self, number: int, outlet: Outlet, day: date, drives: list[Drive]) -> EventDraft:
        random = self._random
        form, channel, median = CHANNELS[number % len(CHANNELS)]
        topics, words = self._topics(drives)
        views = median_times(random, median, 1.0)
        readings = []
        for days, share in ((7, 0.7), (30, 1.0)):
            read_on = day + timedelta(days=days)
            if read_on <= LAST_DAY and (days == 7 or random.random() < 0.4):
                seen = int(views * share)
                readings.append(
                    ReadingDraft(
                        channel=channel,
                        read_on=read_on,
                        views=Count(seen, Qualifier.EXACT, "platform"),
                        likes=None if form == "text_message" else seen * random.randint(1, 6) // 100,
                        shares=None if form == "text_message" else seen * random.randint(0, 3) // 100,
                    )
                )
        return EventDraft(
            title=f"{words}{FORMATS[form]}",
            when=When.on(day),
            organisation=outlet.sub_branch,
            venue_type="online",
            formats=(form,),
            topics=topics,
            campaigns=tuple(drive.name_zh for drive in drives),
            key_groups=(KeyGroupDraft(key_group="general_public"),),
            readings=tuple(readings),
        )

    def _training(self, _number: int, outlet: Outlet, day: date, _drives: list[Drive]) -> EventDraft:
        topic, words = self._random.choice(LESSONS)
        came = Count(people(self._random, 26), Qualifier.EXACT, "sign_in")
        return EventDraft(
            title=f"{outlet.sub_branch}{words}",
            when=When.on(day),
            organisation=outlet.sub_branch,
            places=(PlaceDraft(division_id=outlet.county.id),),
            venue_type="bank_outlet",
            formats=("staff_training",),
            topics=(topic,),
            attendance=came,
            key_groups=(KeyGroupDraft(key_group="employees", count=came),),
        )

    def _visit(self, number: int, outlet: Outlet, day: date, _drives: list[Drive]) -> EventDraft:
        topic, words, group = self._random.choice(VISITS)
        area = self._area(outlet, number)
        came = Count(self._random.randint(1, 3), Qualifier.EXACT, "head_count")
        return EventDraft(
            title=f"{area.name}{words}",
            when=self._when(day),
            organisation=outlet.name,
            places=(PlaceDraft(division_id=area.id),),
            venue_type="home_visit",
            formats=("home_visit",),
            topics=(topic,),
            attendance=came,
            staff=Count(2),
            key_groups=(KeyGroupDraft(key_group=group, count=came),),
        )

    def _place(self, scene: Scene, outlet: Outlet, number: int) -> tuple[PlaceDraft, str]:
        """Where it takes place, and what the title calls it."""
        if not scene.name:
            area = self._area(outlet, number)
            return PlaceDraft(division_id=area.id), area.name
        town, county = short(outlet.township.name), short(outlet.county.name)
        name = scene.name.format(town=town, county=county, outlet=outlet.name.removesuffix("网点(演示)"))
        if "{county}" in scene.name:
            return PlaceDraft(name=name, division_id=outlet.county.id), name
        lat, lng = _point(outlet, name)
        return PlaceDraft(name=name, division_id=outlet.township.id, lat=lat, lng=lng), name

    def _area(self, outlet: Outlet, number: int) -> Area:
        """A community: the outlet's favourites more often than the others."""
        areas = outlet.communities or (outlet.township,)
        return areas[min(number % len(areas), self._random.randrange(len(areas)))]

    def _topics(self, drives: list[Drive]) -> tuple[tuple[str, ...], str]:
        """One to three topics, the campaign's own first, and the words for the first."""
        random = self._random
        own = [random.choice(drive.topics) for drive in drives[:2]]
        if not own or random.random() < 0.35:
            own.append(self._weighted(_TOPICS, _TOPICS_UNTIL))
        topics = tuple(dict.fromkeys(own))
        return topics, TOPICS[topics[0]][1]

    def _materials(self, came: int) -> tuple[MaterialDraft, ...]:
        random = self._random
        copies = max(5, came * random.randint(70, 160) // 100)
        leaflet = MaterialDraft(
            material="leaflet",
            name="折页",
            copies=None if random.random() < 0.15 else reported(random, copies, basis="handout_count"),
        )
        if random.random() > 0.25:
            return (leaflet,)
        gift = MaterialDraft(material="gift", name="宣传品", copies=Count(max(2, copies // 3)))
        return leaflet, gift

    def _when(self, day: date) -> When:
        """Mostly the day; sometimes several days, or no more than the month, the quarter or the year."""
        luck = self._random.random()
        if luck < 0.88:
            return When.on(day)
        if luck < 0.93:
            return When.between(day, min(day + timedelta(days=self._random.randint(1, 4)), LAST_DAY))
        if luck < 0.97:
            when = When.in_month(day.year, day.month)
        elif luck < 0.985:
            when = When.in_quarter(day.year, (day.month + 2) // 3)
        elif luck < 0.993:
            when = When.in_year(day.year)
        else:
            return When(None, None, Precision.UNKNOWN, "多次")
        return when if when.start and when.end and FIRST_DAY <= when.start <= when.end <= LAST_DAY else When.on(day)

    def _weighted(self, choices: Sequence[T], until: Sequence[float]) -> T:
        return self._random.choices(choices, cum_weights=until)[0]


def _committee(community: str) -> str:
    """Who runs a community: 孛兰社区居委会, 西台村委会."""
    if community.endswith("居委会"):
        return community
    return community + ("委会" if community.endswith("村") else "居委会")


def _point(outlet: Outlet, name: str) -> tuple[float | None, float | None]:
    """A point within a kilometre of the township's, always the same for a place; none where that has none."""
    if outlet.point is None:
        return None, None
    luck = crc32(name.encode())
    lat, lng = outlet.point
    return round(lat + (luck % 1000 - 500) / 62_500, 5), round(lng + (luck // 1000 % 1000 - 500) / 50_000, 5)
