"""What a person typed becomes a draft, and a draft becomes text again."""

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import CHINESE, ENGLISH, speaking
from models.count import MOST, MOST_ONLINE, Count, Qualifier
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.entry import Entry, EntryReader, MaterialEntry, ReadingEntry, entry_of, read_entry, tidy_text
from models.event import KINDS, OFFLINE
from models.vocabulary import VOCABULARIES
from models.when import When
from models.words import Word, Words
from store.migrations import seeds_0001

WORDS = Words(
    {
        name: [Word(code, zh, en, maps_to=maps_to) for code, zh, en, maps_to in seeds_0001.VOCABULARIES[name]]
        for name in VOCABULARIES
    }
)


def some(vocabulary: str) -> st.SearchStrategy[str]:
    return st.sampled_from(WORDS.codes(vocabulary))


def distinct(values: st.SearchStrategy[Any], most: int = 4) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most, unique=True).map(tuple)


names = st.text(max_size=30).map(tidy_text)
told_names = names.filter(bool)
ids = st.integers(1, 10**9)
day = st.dates(date(1980, 1, 1), date(2100, 12, 31))
years = st.integers(1980, 2100)
whens = st.one_of(
    st.builds(When.on, day),
    st.builds(When.in_month, years, st.integers(1, 12)),
    st.builds(When.in_quarter, years, st.integers(1, 4)),
    st.builds(When.in_year, years),
    st.lists(day, min_size=2, max_size=2).map(sorted).map(lambda both: When.between(*both)),
    st.just(When.unknown()),
)


def counts(most: int = MOST) -> st.SearchStrategy[Count | None]:
    known = st.builds(Count, st.integers(0, most), st.sampled_from(Qualifier), st.none() | some("basis"))
    return st.none() | known


drafts = st.builds(
    EventDraft,
    id=st.none() | ids,
    version=st.none() | ids,
    kind=st.sampled_from(sorted(KINDS)),
    title=names,
    when=st.builds(lambda when, text: replace(when, text=text), whens, names),
    organisation=ids | names,
    co_organisers=distinct(ids | told_names),
    partners=distinct(told_names),
    places=distinct(
        st.builds(PlaceDraft, place_id=st.none() | ids, name=names, division_id=st.none() | st.just("120114"))
    ),
    venue_type=st.none() | some("venue_type"),
    formats=distinct(some("format")),
    topics=distinct(some("topic")),
    campaigns=distinct(ids | told_names),
    sessions=st.integers(1, 1000),
    attendance=counts(),
    indirect=counts(),
    consultations=counts(),
    staff=counts(),
    media_reports=st.none() | st.integers(0, MOST),
    key_groups=st.dictionaries(some("key_group"), counts(), max_size=4).map(
        lambda groups: tuple(KeyGroupDraft(key_group=code, count=count) for code, count in groups.items())
    ),
    materials=st.lists(st.builds(MaterialDraft, material=some("material"), name=names, copies=counts()), max_size=3),
    readings=st.lists(
        st.builds(
            ReadingDraft,
            channel=names,
            read_on=st.none() | day,
            views=counts(MOST_ONLINE),
            likes=st.none() | st.integers(0, MOST),
            shares=st.none() | st.integers(0, MOST),
        ).filter(lambda reading: reading != ReadingDraft()),
        max_size=3,
    ),
    links=st.dictionaries(told_names.map(lambda path: f"https://example.org/{path}"), names, max_size=3).map(
        lambda links: tuple(LinkDraft(url=url, title=title) for url, title in links.items())
    ),
    note=st.text(max_size=60).map(lambda text: tidy_text(text, lines=True)),
    reference=st.none() | told_names,
)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@given(draft=drafts)
def test_a_draft_written_as_text_is_read_as_the_same_draft(language: str, draft: EventDraft) -> None:
    with speaking(language):
        assert read_entry(entry_of(draft), WORDS) == (draft, [])


def test_an_empty_entry_invents_nothing() -> None:
    assert read_entry(Entry(), WORDS) == (EventDraft(), [])


def test_empty_rows_of_the_form_are_no_rows() -> None:
    entry = Entry(
        partners=["", " "],
        co_organisers=[""],
        campaigns=[""],
        topics=[""],
        materials=[MaterialEntry(material="leaflet"), MaterialEntry()],
        readings=[ReadingEntry(), ReadingEntry(read_on=" ")],
        links=["", "  "],
    )
    assert read_entry(entry, WORDS) == (EventDraft(), [])


def test_words_are_understood_by_code_and_by_label_in_either_language() -> None:
    entry = Entry(
        venue_type=" Community ",
        topics=["防范电信网络诈骗", "telecom_fraud", "存款保险"],
        formats=["Lecture"],
        attendance="60",
        basis="签到",
        key_groups={"老年人": "近百", "children": ""},
    )
    draft, problems = read_entry(entry, WORDS)
    assert problems == []
    assert (draft.venue_type, draft.topics, draft.formats) == (
        "community",
        ("telecom_fraud", "deposit_insurance"),
        ("lecture",),
    )
    assert draft.attendance == Count(60, basis="sign_in")
    assert [(group.key_group, group.count) for group in draft.key_groups] == [
        ("older_people", Count(100, Qualifier.NEARLY)),
        ("children", None),
    ]


@pytest.mark.parametrize(
    ("entry", "field", "code"),
    [
        (Entry(when="2024-02-30"), "when", "not_understood"),
        (Entry(attendance="很多"), "attendance", "not_understood"),
        (Entry(sessions="几"), "sessions", "not_understood"),
        (Entry(staff="-1"), "staff", "not_understood"),
        (Entry(venue_type="月球"), "venue_type", "unknown_word"),
        (Entry(topics=["月球"]), "topics", "unknown_word"),
        (Entry(formats=["月球"]), "formats", "unknown_word"),
        (Entry(basis="月球"), "basis", "unknown_word"),
        (Entry(key_groups={"月球人": "3"}), "key_groups", "unknown_word"),
        (Entry(key_groups={"老年人": "很多"}), "key_groups", "not_understood"),
        (Entry(materials=[MaterialEntry(copies="若干")]), "materials", "not_understood"),
        (Entry(readings=[ReadingEntry(views="若干")]), "readings", "not_understood"),
        (Entry(readings=[ReadingEntry(views="5", read_on="昨天")]), "readings", "not_understood"),
    ],
)
def test_what_is_not_understood_is_told_and_left_out(entry: Entry, field: str, code: str) -> None:
    draft, problems = read_entry(entry, WORDS)
    assert [(problem.field, problem.code) for problem in problems] == [(field, code)]
    assert (draft.when, draft.attendance, draft.staff) == (When.unknown(), None, None)
    assert (draft.venue_type, draft.topics, draft.formats) == (None, (), ())
    assert all(part.count is None for part in draft.key_groups)
    assert all(part.copies is None for part in draft.materials)


@pytest.mark.parametrize(
    ("counts_", "codes"),
    [(("30", "12"), ["twice"]), (("30", "30"), ["twice"]), (("30", ""), []), (("", "30"), [])],
)
def test_a_key_group_has_one_number_however_it_is_called(counts_: tuple[str, str], codes: list[str]) -> None:
    draft, problems = read_entry(Entry(key_groups=dict(zip(("老年人", "older_people"), counts_, strict=True))), WORDS)
    assert [problem.code for problem in problems] == codes
    assert draft.key_groups == (KeyGroupDraft(key_group="older_people", count=Count(30)),)


def test_a_material_of_which_nothing_more_is_known_is_one_where_somebody_says_so() -> None:
    entry = Entry(materials=[MaterialEntry("poster", bare=True), MaterialEntry("poster")])
    assert read_entry(entry, WORDS)[0].materials == (MaterialDraft(material="poster"),)


def test_words_beside_a_known_date_are_kept() -> None:
    draft, _ = read_entry(Entry(when="2024", when_text="春节期间"), WORDS)
    assert draft.when == replace(When.in_year(2024), text="春节期间")


@given(st.text(), st.text(), st.text(alphabet=st.characters(codec=None)))
def test_an_entry_of_any_text_never_fails(first: str, second: str, third: str) -> None:
    entry = Entry(
        kind=third,
        title=first,
        when=second,
        when_text=third,
        organisation=first,
        co_organisers=[second, third],
        partners=[first, third],
        places=[PlaceDraft(name=third)],
        venue_type=first,
        formats=[second],
        campaigns=[third],
        sessions=first,
        attendance=third,
        basis=second,
        key_groups={first: second, third: first},
        materials=[MaterialEntry(first, second, third, first)],
        readings=[ReadingEntry(first, second, third, first, second)],
        links=[first, third],
        link_titles={third: second},
        bases={"staff": third},
        note=third,
        reference=third,
    )
    draft, problems = read_entry(entry, WORDS)
    draft.model_dump_json()  # raises where half a character was let through
    assert all(str(problem) for problem in problems)


def test_a_kind_that_is_none_is_left_for_the_rules_to_name() -> None:
    assert read_entry(Entry(kind="party"), WORDS)[0].kind == "party"
    assert read_entry(Entry(kind=" "), WORDS)[0].kind == OFFLINE


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("  讲座 ", "讲座", "讲座"),
        ("甲\t乙", "甲 乙", "甲 乙"),
        ("甲\r\n乙", "甲 乙", "甲\n乙"),
        ("甲\r乙\n\n丙", "甲 乙 丙", "甲\n乙\n\n丙"),
        ("甲\x00\x07乙", "甲乙", "甲乙"),
        ("甲 \x00 乙", "甲 乙", "甲  乙"),
        ("甲\ud800乙\uffff\ufdd0", "甲乙", "甲乙"),
        ("e\u0301", "é", "é"),
        ("e\x00\u0301", "é", "é"),
        ("\u3000\u3000一、", "一、", "一、"),
        ("甲\n\u3000\u3000乙", "甲 乙", "甲\n\u3000\u3000乙"),
        ("👩\u200d👩\u200d👧 🫨", "👩\u200d👩\u200d👧 🫨", "👩\u200d👩\u200d👧 🫨"),
        ("\ue863\U00031350村", "\ue863\U00031350村", "\ue863\U00031350村"),
        ("<b>&amp;'\";--", "<b>&amp;'\";--", "<b>&amp;'\";--"),
    ],
    ids=lambda text: ascii(text)[:24],
)
def test_text_is_tidied_without_losing_a_character_of_a_name(text: str, line: str, lines: str) -> None:
    assert tidy_text(text) == line
    assert tidy_text(text, lines=True) == lines


@given(text=st.text(alphabet=st.characters(codec=None)), lines=st.booleans())
def test_tidy_text_stays_as_it_is(text: str, lines: bool) -> None:
    tidy = tidy_text(text, lines=lines)
    assert tidy_text(tidy, lines=lines) == tidy
    assert tidy == unicodedata.normalize("NFC", tidy)
    tidy.encode()


def test_a_reader_of_many_entries_tells_each_what_is_wrong_and_mixes_none_up() -> None:
    entries = [
        Entry(title="讲座", key_groups={"老年人": "60", "路人": ""}, formats=["讲座"]),
        Entry(title="讲座", key_groups={"老年人": "60"}, topics=["讲座"]),
        Entry(title="讲座", key_groups={"老年人": "60"}, bases={"key_groups.older_people": "head_count"}),
        Entry(title="讲座", materials=[MaterialEntry(copies="3")]),
        Entry(title="讲座", materials=[MaterialEntry(copies="3", basis="head_count")]),
    ]
    reader = EntryReader(WORDS)
    assert [reader.read(entry) for entry in entries * 2] == [read_entry(entry, WORDS) for entry in entries * 2]
