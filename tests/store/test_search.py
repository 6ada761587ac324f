"""The index finds what a look at every event finds, whatever becomes of the events."""

from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from metrics.filter import Filter
from metrics.records import count_events
from models.dataset import Dataset
from models.draft import EventDraft
from models.entry import tidy_text
from models.viewer import local_administrator
from store.bulk import save_events
from store.database import FILE, Database, open_database
from store.datasets import remove_dataset
from store.dialects import make_engine, sqlite_url
from store.events import delete_event, read_event, restore_event, save_event, write_event
from store.search import binned_saying, build_index, events_saying, fold, said_by
from tests.store.noted import GivenUpError
from tests.store.test_migrations import LANDED, put_back

LETTERS = st.sampled_from("反诈防范非法集资aAbBＡ１1２ßÉé")
TEXTS = st.text(st.one_of(LETTERS, st.sampled_from(" 　，。-_%'\"()*:^+NEAR\\🙂②ﬁ")), min_size=1, max_size=14).map(
    tidy_text
)
WORDS = st.text(LETTERS, min_size=1, max_size=5)
ADMIN = local_administrator()


def saying(database: Database, word: str, dataset: Dataset = Dataset.RECORDED) -> list[int]:
    with database.reading() as connection:
        return sorted(connection.scalars(events_saying(word, dataset)))


def looked_through(database: Database, word: str, dataset: Dataset = Dataset.RECORDED) -> list[int]:
    """The same by reading all that is said."""
    with database.reading() as connection:
        told = list(said_by(connection, dataset))
    return sorted(one.event_id for one in told if fold(word) in fold(one.title) or fold(word) in fold(one.note))


def written(database: Database, title: str, note: str = "", dataset: Dataset = Dataset.RECORDED) -> int:
    outcome = save_event(database, ADMIN, EventDraft(title=title, note=note, organisation="武清支行"), dataset=dataset)
    assert outcome.id is not None, outcome.problems
    return outcome.id


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("反诈", True),
        ("诈", True),
        ("进社区反诈讲座", True),
        ("反诈讲座宣传", False),  # the next run of letters begins behind a space
        ("abc", True),
        ("ABC", True),
        ("ａｂｃ", True),
        ("bc", True),
        ("c", True),
        ("ac", False),
        ("100", True),
        ("00", True),
        ("100%", True),
        ("100％", False),  # with other signs, as it is written
        ("%", True),
        ("100%（满意）", True),
        ("（满意", True),
        ("(满意", False),
        ("NEAR", True),
        ("NEAR 反诈", False),
        ("折页", True),
        ("讲座折", False),  # title and note are two texts
        ('"', False),
        ("*", False),
        ("recorded", False),
    ],
)
def test_a_word_is_found_where_it_stands_and_nowhere_else(bare_ledger: Database, word: str, found: bool) -> None:
    number = written(bare_ledger, "进社区反诈讲座 宣传 aBc NEAR 100%（满意）", "折页")
    written(bare_ledger, "别的")
    assert saying(bare_ledger, word) == ([number] if found else [])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(st.tuples(TEXTS.filter(bool), TEXTS), min_size=1, max_size=6), words=st.lists(WORDS, min_size=3))
def test_the_index_finds_what_reading_everything_finds(
    bare_template: Path, tmp_path: Path, titles: list[tuple[str, str]], words: list[str]
) -> None:
    with copied(bare_template, tmp_path) as database:
        drafts = [EventDraft(title=title, note=note, organisation="武清支行") for title, note in titles]
        assert save_events(database, ADMIN, drafts).done
        # Words that stand there, cut out at random, and words that may not.
        pieces = [fold(title)[at : at + 3] for title, _ in titles for at in range(0, len(title), 2)]
        for word in (*words, *(piece for piece in pieces if piece.isalnum())):
            assert saying(database, word) == looked_through(database, word), word


def copied(template: Path, folder: Path) -> "Copied":
    copyfile(template, folder / FILE)
    for side in ("-wal", "-shm"):
        (folder / f"{FILE}{side}").unlink(missing_ok=True)
    return Copied(Database(make_engine(sqlite_url(folder / FILE)), folder))


@dataclass
class Copied:
    database: Database

    def __enter__(self) -> Database:
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.close()


class Keeping(RuleBasedStateMachine):
    """Whatever is done to events, the index says what they say."""

    template: Path
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.events: list[int] = []

    @initialize()
    def begin(self) -> None:
        self.copy = copied(self.template, self.folder)
        self.database = self.copy.database

    def teardown(self) -> None:
        self.copy.__exit__()

    @rule(title=TEXTS.filter(bool), note=TEXTS, dataset=st.sampled_from((Dataset.RECORDED, Dataset.MADE_UP)))
    def save(self, title: str, note: str, dataset: Dataset) -> None:
        self.events.append(written(self.database, title, note, dataset))

    @rule(data=st.data(), title=TEXTS.filter(bool))
    def edit(self, data: st.DataObject, title: str) -> None:
        if self.events:
            number = data.draw(st.sampled_from(self.events))
            draft = read_event(self.database, ADMIN, number)
            if draft is not None:
                assert save_event(self.database, ADMIN, draft.model_copy(update={"title": title})).done

    @rule(data=st.data())
    def bin(self, data: st.DataObject) -> None:
        if self.events:
            delete_event(self.database, ADMIN, data.draw(st.sampled_from(self.events)))

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        if self.events:
            restore_event(self.database, ADMIN, data.draw(st.sampled_from(self.events)))

    @rule()
    def remove_trial_data(self) -> None:
        remove_dataset(self.database, ADMIN, Dataset.MADE_UP)
        with self.database.reading() as connection:
            self.events = [one.event_id for one in said_by(connection)]

    @invariant()
    def index_is_right(self) -> None:
        if hasattr(self, "database"):
            for dataset in (Dataset.RECORDED, Dataset.MADE_UP):
                for word in ("反", "防范", "a", "1", "é", "资a"):
                    assert saying(self.database, word, dataset) == looked_through(self.database, word, dataset)


def test_the_index_follows_everything_that_is_done_to_events(bare_template: Path, tmp_path: Path) -> None:
    Keeping.template, Keeping.folder = bare_template, tmp_path
    run_state_machine_as_test(Keeping, settings=settings(max_examples=8, stateful_step_count=10, deadline=None))


def test_the_bin_is_searched_too(bare_ledger: Database) -> None:
    number = written(bare_ledger, "反诈讲座")
    delete_event(bare_ledger, ADMIN, number)
    assert saying(bare_ledger, "反诈") == []
    with bare_ledger.reading() as connection:
        assert connection.scalars(binned_saying("反诈", Dataset.RECORDED)).all() == [number]
    for word, found in (("反诈", 1), ("诈反", 0), ("武清支行", 1)):
        assert count_events(bare_ledger, ADMIN, Filter(text=word), binned=True) == found


def test_an_index_made_anew_is_the_same(bare_ledger: Database) -> None:
    number = written(bare_ledger, "反诈讲座")
    with bare_ledger.writing(ADMIN, "build") as writing:
        build_index(writing.session.connection())
    assert saying(bare_ledger, "反诈") == [number]
    assert saying(bare_ledger, "讲座反") == []


@pytest.mark.parametrize("dump", LANDED, ids=lambda path: path.name)
def test_a_migrated_ledger_has_the_index_that_is_kept_from_then_on(dump: Path, tmp_path: Path) -> None:
    put_back(dump, tmp_path / FILE)
    database = open_database(tmp_path, provinces=frozenset({"46"}))
    found = saying(database, "集资")
    assert found
    for word in ("防范非法集资宣传", "传", "一", "资法"):
        assert saying(database, word) == looked_through(database, word)
    # To be taken out again, an event must have gone in with the very same text.
    assert delete_event(database, ADMIN, found[0]).done
    assert saying(database, "集资") == looked_through(database, "集资") == found[1:]
    database.close()


def test_what_was_not_written_cannot_be_found(bare_ledger: Database) -> None:
    with pytest.raises(GivenUpError):
        _give_up(bare_ledger)
    assert saying(bare_ledger, "反诈") == []


def _give_up(database: Database) -> None:
    with database.writing(ADMIN, "give up") as writing:
        assert write_event(writing, EventDraft(title="反诈", organisation="武清支行"), Dataset.RECORDED).done
        raise GivenUpError


def test_a_database_of_another_kind_is_asked_in_its_own_words() -> None:
    query = select(events_saying("反诈", Dataset.RECORDED).subquery().c.event_id)
    assert "grams @>" in str(query.compile(make_engine("postgresql://nowhere/ledger")))
    assert "LIKE" in str(query)
