"""Each of the 57 real events through the form, as a coordinator would: how many clicks and fields that takes.

Counted is every click, and every field typed into. What is not known stays empty. Left out are the remarks of those
who retold the reports (the sample's notes), which no coordinator would write. Every second event takes place where
the ledger knows the place already.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from exchange.divisions import load_gazetteer
from exchange.sample import sample_campaigns, sample_drafts, sample_units
from geo.gazetteer import Gazetteer
from locales import CHINESE, speaking
from locales import gettext as _
from metrics.choices import Known, known
from metrics.filter import Filter
from metrics.records import EventRecord, list_events
from models.count import Count
from models.dataset import Dataset
from models.draft import EventDraft, PlaceDraft
from models.event import KINDS, OFFLINE
from models.kinds import belongs
from models.viewer import local_administrator
from models.words import Words
from store.database import Database
from store.groundwork import PlaceSeed, write_campaigns, write_places, write_units
from store.words import load_words
from tests.browser.app import open_app, settle, with_key
from tests.browser.conftest import Served, serving
from tests.browser.signing_in import opened

MOST_AT_KNOWN, MOST_AT_NEW = 12, 20
# All of them take some six minutes: the whole suite tries every third, this file alone with the variable set all 57.
EVERY = 1 if os.environ.get("OUTREACH_EVERY_EVENT") else 3
VIEWER = local_administrator()


@dataclass
class Bank:
    """The server, its ledger with the banks of the reports, and the events to record there."""

    address: str
    ledger: Database
    words: Words
    gazetteer: Gazetteer
    events: list[EventDraft]

    def offered(self) -> Known:
        return known(self.ledger, VIEWER, Dataset.RECORDED)


@pytest.fixture
def bank(blank_template: Path, tmp_path: Path) -> Iterator[Bank]:
    """A server of this test's own whose ledger is empty but for units, campaigns and every second place."""
    with serving(blank_template, tmp_path / "data") as served:
        yield from _bank(served)


def _bank(served: Served) -> Iterator[Bank]:
    ledger = opened(served.data)
    with ledger.writing(VIEWER, "set up") as writing:
        words = load_words(writing.session.connection())
        units = write_units(writing, sample_units(), Dataset.RECORDED)
        campaigns = write_campaigns(writing, sample_campaigns(), Dataset.RECORDED)
        events = list(sample_drafts(words, units, campaigns))[::EVERY]
        seeds = {
            (place.name, place.division_id): PlaceSeed(place.name, place.division_id, event.venue_type)
            for event in events[::2]
            for place in event.places
            if place.name
        }
        write_places(writing, seeds.values(), Dataset.RECORDED, units)
    yield Bank(served.address, ledger, words, load_gazetteer(ledger), events)
    ledger.close()


class Hand:
    """Fills in the form and counts what it takes: a click is one, a box typed into is one."""

    def __init__(self, page: Page, bank: Bank) -> None:
        self.page, self.bank = page, bank
        self.took = 0

    def box(self, field: str) -> Callable[[str], None]:
        def write(text: str) -> None:
            self.took += 1
            box = with_key(self.page, f"entry_new_{field}").locator("input, textarea").first
            box.fill(text)
            box.press("Tab")

        return write

    def write(self, field: str, text: str) -> None:
        self.box(field)(text)

    def tick(self, field: str, label: str) -> None:
        self.took += 1
        with_key(self.page, f"entry_new_{field}").get_by_role("button", name=label, exact=True).or_(
            with_key(self.page, f"entry_new_{field}").get_by_role("radio", name=label, exact=True)
        ).first.click()

    def choose(self, field: str, label: str) -> None:
        """Type into a drop-down and press Enter where it offers that alone, else click on what was meant."""
        settle(self.page)
        widget = with_key(self.page, f"entry_new_{field}")
        box, offered = widget.locator("input").first, self.page.get_by_role("option")
        for _attempt in range(10):  # a list that opens while the page is still being drawn closes again
            box.focus()
            self.page.keyboard.insert_text(label)  # at once, as Chinese is typed
            with suppress(PlaywrightTimeoutError):
                offered.get_by_text(label, exact=True).first.wait_for(timeout=2_000)
                alone = offered.count() == 1
                if alone:
                    self.page.keyboard.press("Enter")
                else:
                    offered.get_by_text(label, exact=True).first.click(timeout=2_000)
                settle(self.page)
                if box.input_value() == label or label in widget.inner_text():
                    self.took += 1 if alone else 2
                    return
            box.fill("")
        raise AssertionError(f"{field}: {label!r} cannot be chosen")

    def shown(self, field: str) -> str:
        return with_key(self.page, f"entry_new_{field}").locator("input").first.input_value()

    def unfold(self, label: str) -> None:
        self.took += 1
        settle(self.page)
        self.page.get_by_test_id("stExpander").filter(has_text=label).locator("summary").click()


def record(hand: Hand, event: EventDraft) -> None:
    """One event, in the order of the form."""
    words = hand.bank.words
    if event.kind != OFFLINE:
        hand.tick("kind", _(KINDS[event.kind]))
        settle(hand.page)
    hand.write("title", event.title)
    hand.write("when", str(event.when) if event.when.start else "")
    if not event.when.start and event.when.text:
        settle(hand.page)
        hand.write("when_text", event.when.text)
    unit = hand.bank.offered().units[int(event.organisation)].strip("\u2003")
    if hand.shown("organisation") != unit:
        hand.choose("organisation", unit)
    if belongs(event.kind, "places"):
        for number, place in enumerate(event.places):
            settle(hand.page)
            locate(hand, number, place)
    if belongs(event.kind, "venue_type") and event.venue_type:
        hand.tick("venue_type", words.label("venue_type", event.venue_type))
    if event.attendance:
        hand.write("attendance", str(event.attendance))
        hand.choose("basis", words.label("basis", event.attendance.basis or ""))
    for group in event.key_groups:
        hand.tick("key_groups", words.label("key_group", group.key_group))
        if group.count:
            settle(hand.page)
            hand.write(f"group_{group.key_group}", str(group.count))
    settle(hand.page)
    for number, reading in enumerate(event.readings):
        hand.write(f"readings_{number}_channel", reading.channel)
        settle(hand.page)
    for topic in event.topics:
        hand.tick("topics", words.label("topic", topic))
    for form in event.formats:
        hand.tick("formats", words.label("format", form))
    campaigns = hand.bank.offered().campaigns
    for campaign in event.campaigns:
        hand.choose("campaigns", campaigns[int(campaign)])
    if event.materials:
        hand.unfold(_("Materials handed out, consultations, online"))
        for number, material in enumerate(event.materials):
            if material.material != "leaflet":
                hand.choose(f"materials_{number}_material", words.label("material", material.material))
            if material.name:
                hand.write(f"materials_{number}_name", material.name)
            if material.copies:
                hand.write(f"materials_{number}_copies", str(material.copies))
            settle(hand.page)
    if event.partners:
        hand.unfold(_("With whom"))
        hand.write("partners", "\n".join(event.partners))
    settle(hand.page)
    saved = hand.page.get_by_test_id("stAlertContentSuccess")
    hand.took += 1
    for _attempt in range(3):  # the script is faster than a hand: its click may miss while the page moves
        with_key(hand.page, "submit_event").locator("button").click()
        with suppress(PlaywrightTimeoutError):
            saved.wait_for(timeout=10_000)
            break
    expect(saved).to_be_visible()
    settle(hand.page)


def locate(hand: Hand, number: int, place: PlaceDraft) -> None:
    """Say where: the name, and which place is meant where that is not taken by itself."""
    found = hand.bank.gazetteer.find(place.division_id or "")
    hand.write(f"places_{number}_name", place.name or (found.name if found else ""))
    settle(hand.page)
    wanted = meant(hand.bank, place)
    if hand.shown(f"places_{number}_choice") in wanted:
        return
    choice = with_key(hand.page, f"entry_new_places_{number}_choice")
    hand.took += 1
    choice.locator("input").first.click()
    hand.page.keyboard.type((found.name if found else "")[:4])
    offered = hand.page.get_by_role("option")
    hand.page.wait_for_timeout(200)
    label = next((label for label in offered.all_inner_texts() if label in wanted), None)
    if label is None:
        hand.page.keyboard.press("Escape")
        assert found is not None
        hand.write(f"places_{number}_search", " ".join(reversed(found.chain)))
        settle(hand.page)
        if hand.shown(f"places_{number}_choice") not in wanted:
            hand.choose(f"places_{number}_choice", wanted[0])
    else:
        hand.took += 1
        offered.filter(has_text=label).first.click()
    settle(hand.page)
    assert hand.shown(f"places_{number}_choice") in wanted


def meant(bank: Bank, place: PlaceDraft) -> list[str]:
    """The labels under which the form offers this place."""
    offered = bank.offered()
    found = bank.gazetteer.find(place.division_id or "")
    where = found.label if found else ""
    if not place.name:
        return [_("{where} (no more is known)").format(where=where)]
    labels = [
        label for id_, label in offered.places.items() if offered.place_names[id_] == place.name and where in label
    ]
    return [*labels, _("new place in {where}").format(where=where)]


def is_known(bank: Bank, event: EventDraft) -> bool:
    names = set(bank.offered().place_names.values())
    return all(not place.name or place.name in names for place in event.places)


def test_every_real_event_goes_through_the_form(page: Page, bank: Bank, show_figure: Callable[[str], None]) -> None:
    counts: dict[bool, list[int]] = {True: [], False: []}
    lines = []
    with speaking(CHINESE):
        # One after the other on one page, as they lie on the desk: nothing of one may be lost to the next.
        open_app(page, bank.address, "record")
        for event in bank.events:
            there = is_known(bank, event)
            hand = Hand(page, bank)
            record(hand, event)
            counts[there].append(hand.took)
            lines.append(f"{event.reference}\t{'known' if there else 'new'}\t{hand.took}\t{event.title}")
    page.close()  # before the server goes, or the browser would complain about the rest of its requests
    known_median, new_median = median(counts[True]), median(counts[False])
    show_figure(
        f"clicks and fields typed, {len(bank.events)} of the 57 real events:\n"
        + "\n".join(lines)
        + f"\nmedian at a known place {known_median} ({len(counts[True])} events), "
        + f"at a new one {new_median} ({len(counts[False])} events)"
    )
    check_all(bank)
    assert known_median <= MOST_AT_KNOWN
    assert new_median <= MOST_AT_NEW


def check_all(bank: Bank) -> None:
    """The ledger holds what the reports tell, and nothing besides."""
    held = {event.title: event for event in list_events(bank.ledger, VIEWER, Filter(), limit=100)}
    assert len(held) == len(bank.events)
    for event in bank.events:
        assert told(held[event.title]) == expected(event), event.reference


def told(event: EventRecord) -> dict[str, object]:
    return {
        "kind": event.kind,
        "when": (event.when.start, event.when.end),
        "organisation": event.organisation_id,
        "places": sorted((place.name or "", place.position.division_id or "") for place in event.places),
        "venue_type": event.venue_type or "",
        "formats": set(event.formats),
        "topics": set(event.topics),
        "key_groups": {group: bare(count) for group, count in event.key_groups.items()},
        "attendance": event.attendance,
        "partners": set(event.partners),
        "campaigns": len(event.campaigns),
        "materials": sorted((material.name, bare(material.copies)) for material in event.materials),
        "numbers": (event.indirect, event.consultations, event.staff, event.media_reports, event.sessions),
    }


def bare(count: Count | None) -> Count | None:
    """A number without what it rests on, which the form asks only of the attendance."""
    return count and Count(count.value, count.qualifier)


def expected(event: EventDraft) -> dict[str, object]:
    return {
        "kind": event.kind,
        "when": (event.when.start, event.when.end),
        "organisation": event.organisation,
        "places": sorted((place.name, place.division_id or "") for place in event.places),
        "venue_type": event.venue_type or "",
        "formats": set(event.formats),
        "topics": set(event.topics),
        "key_groups": {group.key_group: bare(group.count) for group in event.key_groups},
        "attendance": event.attendance,
        "partners": set(event.partners),
        "campaigns": len(event.campaigns),
        "materials": sorted((material.name, bare(material.copies)) for material in event.materials),
        "numbers": (None, None, None, None, 1),
    }
