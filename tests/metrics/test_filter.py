"""A filter in the address of a page, there and back; and whatever else stands in an address."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.filter import Filter, from_address, to_address
from metrics.overview import headline, rows_by
from metrics.records import list_events
from metrics.spots import events_at, spots
from models.dataset import Dataset
from models.entry import tidy_text
from models.viewer import Viewer
from store.database import Database

codes = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
ids = st.integers(0, 10**15 - 1)


def several(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=4, unique=True).map(tuple)


filters = st.builds(
    lambda period, **values: Filter(start=period[0] if period else None, end=period[1] if period else None, **values),
    st.none() | st.lists(st.dates(), min_size=2, max_size=2).map(sorted),
    dataset=st.sampled_from(Dataset),
    organisation=st.none() | ids,
    campaigns=several(ids),
    kinds=several(codes),
    venue_types=several(codes),
    key_groups=several(codes),
    topics=several(codes),
    division=st.none() | st.sampled_from(["120114", "M120114001", "C442000"]),
    text=st.text(max_size=60).map(tidy_text),
)
FIELDS = ("dataset", "start", "end", "organisation", "campaigns", "kinds", "venue_types", "key_groups", "topics")
HOSTILE = [
    *(
        "'; DROP TABLE event;--",
        "1 OR 1=1",
        "%",
        "_",
        "\\",
        "..",
        "/",
        "%00",
        "\x00",
        "\ud800",
        "🙂",
        "null",
        "NaN",
        "-1",
    ),
    *("9" * 400, "1," * 10_000, "a" * 100_000, "2024-02-30", "0001-01-01", "9999-12-31", "٣", "²", "<script>", "{0}"),
    *(",", ",,,", " ", "place-", "place-x", "place-9" + "9" * 30, "place-٣", "2024-W01-1", "20240904"),
]


@given(filters)
def test_a_filter_survives_the_address(filter_: Filter) -> None:
    address = to_address(filter_)
    assert all(isinstance(value, str) and value for value in address.values())
    assert from_address(address) == filter_


def test_an_empty_filter_says_only_which_records() -> None:
    assert to_address(Filter()) == {"dataset": "recorded"}
    assert from_address({}) == Filter()


def test_what_the_address_leaves_open_comes_from_the_default() -> None:
    default = Filter(dataset=Dataset.SAMPLE, start=date(2024, 1, 1), end=date(2024, 12, 31), topics=("integrity",))
    assert from_address({}, default=default) == default
    assert from_address({"start": "2024-09-01", "topics": "a"}, default=default).start == date(2024, 1, 1)


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "division", "text", "lang", ""]),
        st.text(alphabet=st.characters(codec=None)) | st.sampled_from(HOSTILE),
        max_size=8,
    )
)
def test_no_address_fails(parameters: dict[str, str]) -> None:
    filter_ = from_address(parameters)
    assert from_address(to_address(filter_)).topics == filter_.topics
    earlier = filter_.year_before()
    assert (earlier is None) == (filter_.start is None)
    assert len(filter_.text) <= 200


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_no_address_breaks_a_question(sample_to_read: Database, viewer: Viewer, text: str) -> None:
    default = Filter(dataset=Dataset.SAMPLE)
    read = {from_address({name: text}, default=default) for name in (*FIELDS, "division", "text")}
    for asked in read - {default}:  # most come to nothing; what is asked without them is asked below
        headline(sample_to_read, viewer, asked)
        rows_by(sample_to_read, viewer, (asked,), ("sessions",), "organisation")
        spots(sample_to_read, viewer, asked)
        assert len(list_events(sample_to_read, viewer, asked)) <= 50
    assert events_at(sample_to_read, viewer, default, tidy_text(text)) == []
    assert headline(sample_to_read, viewer, default).events == 51


@pytest.mark.parametrize(
    ("start", "end", "earlier"),
    [
        (date(2024, 9, 1), date(2024, 9, 30), (date(2023, 9, 1), date(2023, 9, 30))),
        (date(2024, 2, 29), date(2024, 2, 29), (date(2023, 2, 28), date(2023, 2, 28))),
        (date(1, 1, 1), date(1, 12, 31), (date(1, 1, 1), date(1, 12, 31))),
    ],
)
def test_the_year_before_has_the_same_days(start: date, end: date, earlier: tuple[date, date]) -> None:
    before = Filter(start=start, end=end, topics=("integrity",)).year_before()
    assert before is not None
    assert (before.start, before.end) == earlier
    assert before.topics == ("integrity",)


@given(st.dates(), st.dates())
def test_every_period_has_a_year_before(start: date, end: date) -> None:
    assert Filter(start=start, end=end).year_before() is not None
    assert Filter(start=start).year_before() is None
