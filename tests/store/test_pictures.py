"""What stored pictures tell, and to whom it is told where else they are evidence."""

from datetime import date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import delete, func, select

from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR, PUBLICITY, REVIEWER
from models.review import MOVES
from models.viewer import Viewer, local_administrator
from models.when import When
from store.attachments import add_attachment, attachments_of
from store.database import Database, newest
from store.events import delete_event, save_event
from store.outcome import NotAllowedError
from store.picture_file import Look, look_at
from store.picture_rows import PICTURE
from store.pictures import MOST_OTHERS, OtherUse, looks_of, others_with, read_missing
from store.review import move_event
from tests.pictures import photo, saved, scene

EVERYWHERE = local_administrator()
DAY = When.on(date(2024, 9, 4))
# The units of the bare ledger.
WUQING, BINHAI = Viewer.holding("甲", COORDINATOR, "1/"), Viewer.holding("乙", COORDINATOR, "2/")
HOLIDAY = photo(7, taken=datetime(2024, 9, 4, 9, 30), at=(39.4, 117.05))


def event(database: Database, unit: str = "武清支行", title: str = "讲座", dataset: Dataset = Dataset.RECORDED) -> int:
    outcome = save_event(database, EVERYWHERE, EventDraft(title=title, when=DAY, organisation=unit), dataset=dataset)
    assert outcome.id is not None
    return outcome.id


def give(database: Database, event_id: int, content: bytes) -> Look:
    assert add_attachment(database, EVERYWHERE, event_id, name="照片", content=content).done
    look = look_at(content)
    assert look is not None
    return look


def rows(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(PICTURE)) or 0


@pytest.fixture
def old_ledger(bare_ledger: Database) -> Database:
    """A ledger of the second version: it has pictures, and nobody has looked at them."""
    for seed in range(5):
        give(bare_ledger, event(bare_ledger, title=f"第{seed}场"), photo(seed, taken=datetime(2024, 9, 4)))
    with bare_ledger.writing(EVERYWHERE, "forget") as writing:
        writing.session.execute(delete(PICTURE))
    return bare_ledger


def test_what_a_picture_tells_is_kept_when_it_is_given(bare_ledger: Database) -> None:
    event_id = event(bare_ledger)
    given = [give(bare_ledger, event_id, content) for content in (HOLIDAY, photo(8, "HEIF"), b"%PDF-1.7")]
    assert looks_of(bare_ledger, WUQING, event_id) == given
    assert looks_of(bare_ledger, BINHAI, event_id) == []
    assert rows(bare_ledger) == 2


def test_one_content_has_one_row_whatever_number_of_events_it_is_given_to(bare_ledger: Database) -> None:
    for _number in range(3):
        give(bare_ledger, event(bare_ledger), HOLIDAY)
    assert rows(bare_ledger) == 1


@pytest.mark.parametrize(
    ("again", "same"),
    [(HOLIDAY, True), (saved(scene(7, (200, 150)), quality=60), False), (photo(7, "HEIF"), False)],
    ids=["the same file", "a smaller copy", "as HEIC"],
)
def test_a_picture_used_for_another_event_is_found(bare_ledger: Database, again: bytes, same: bool) -> None:
    first, second = event(bare_ledger, title="第一场"), event(bare_ledger, title="第二场")
    give(bare_ledger, first, HOLIDAY)
    look = give(bare_ledger, second, again)
    told = OtherUse(look.sha256, same, first, "第一场", DAY)
    assert others_with(bare_ledger, WUQING, [look], event_id=second) == [told]


def test_a_picture_is_found_before_its_own_event_is_saved(bare_ledger: Database) -> None:
    first = event(bare_ledger, title="第一场")
    look = give(bare_ledger, first, HOLIDAY)
    assert others_with(bare_ledger, WUQING, [look]) == [OtherUse(look.sha256, True, first, "第一场", DAY)]


def test_another_picture_and_its_own_event_are_not_pointed_out(bare_ledger: Database) -> None:
    first, second = event(bare_ledger), event(bare_ledger)
    give(bare_ledger, first, HOLIDAY)
    give(bare_ledger, second, saved(scene(7, (200, 150)), quality=60))
    look = give(bare_ledger, second, photo(9))
    assert others_with(bare_ledger, WUQING, [look], event_id=second) == []


def test_two_white_pages_are_not_the_same_picture(bare_ledger: Database) -> None:
    first, second = event(bare_ledger), event(bare_ledger)
    give(bare_ledger, first, saved(scene(1).point(lambda _level: 255)))
    look = give(bare_ledger, second, saved(scene(2, (300, 200)).point(lambda _level: 254)))
    assert others_with(bare_ledger, EVERYWHERE, [look], event_id=second) == []


def test_the_same_paper_is_pointed_out_by_its_content(bare_ledger: Database) -> None:
    first, second = event(bare_ledger), event(bare_ledger)
    give(bare_ledger, first, b"%PDF-1.7 sheet")
    look = give(bare_ledger, second, b"%PDF-1.7 sheet")
    assert [use.event_id for use in others_with(bare_ledger, EVERYWHERE, [look], event_id=second)] == [first]


def test_who_may_not_see_the_other_event_learns_only_that_there_is_one(bare_ledger: Database) -> None:
    for number in range(3):
        give(bare_ledger, event(bare_ledger, "滨海支行", f"内部安排{number}"), HOLIDAY)
    own = event(bare_ledger)
    look = give(bare_ledger, own, HOLIDAY)
    assert others_with(bare_ledger, WUQING, [look], event_id=own) == [OtherUse(look.sha256, same=True)]
    assert len(others_with(bare_ledger, EVERYWHERE, [look], event_id=own)) == 3


def test_any_number_of_hidden_events_does_not_hide_ones_own(bare_ledger: Database) -> None:
    for number in range(MOST_OTHERS + 1):
        give(bare_ledger, event(bare_ledger, "滨海支行", f"内部安排{number}"), HOLIDAY)
    own = event(bare_ledger, title="自己的一场")
    look = give(bare_ledger, own, HOLIDAY)
    told = others_with(bare_ledger, WUQING, [look])
    assert told == [OtherUse(look.sha256, True, own, "自己的一场", DAY), OtherUse(look.sha256, same=True)]
    assert len(others_with(bare_ledger, BINHAI, [look])) == MOST_OTHERS


def test_any_number_of_other_pictures_like_it_does_not_hide_ones_own(bare_ledger: Database) -> None:
    copies = [saved(scene(7, (200 + 4 * number, 150 + 3 * number))) for number in range(MOST_OTHERS + 2)]
    # In the order in which their hashes are found, ones own comes last.
    *hidden, mine = sorted(copies, key=lambda content: sha256(content).hexdigest())
    for content in hidden:
        give(bare_ledger, event(bare_ledger, "滨海支行"), content)
    own = event(bare_ledger, title="自己的一场")
    give(bare_ledger, own, mine)
    look = give(bare_ledger, event(bare_ledger), HOLIDAY)
    assert own in [use.event_id for use in others_with(bare_ledger, WUQING, [look])]


@pytest.mark.parametrize(
    ("role", "approved", "seen"), [(PUBLICITY, False, False), (PUBLICITY, True, True), (REVIEWER, False, True)]
)
def test_the_other_event_is_told_as_far_as_a_role_sees_it(
    bare_ledger: Database, role: str, approved: bool, seen: bool
) -> None:
    other = event(bare_ledger, "滨海支行")
    look = give(bare_ledger, other, HOLIDAY)
    for step in ("submit", "approve") if approved else ():
        assert move_event(bare_ledger, EVERYWHERE, other, MOVES[step].name).done
    [use] = others_with(bare_ledger, Viewer.holding("丙", role), [look])
    assert (use.event_id == other) == seen
    assert (use.title != "") == seen


def test_events_in_the_bin_and_of_trial_data_are_no_other_events(bare_ledger: Database) -> None:
    binned, trial = event(bare_ledger), event(bare_ledger, "虚构支行", dataset=Dataset.MADE_UP)
    for other in (binned, trial):
        look = give(bare_ledger, other, HOLIDAY)
    assert delete_event(bare_ledger, EVERYWHERE, binned).done
    assert others_with(bare_ledger, EVERYWHERE, [look]) == []
    assert [use.event_id for use in others_with(bare_ledger, EVERYWHERE, [look], dataset=Dataset.MADE_UP)] == [trial]


def test_older_pictures_are_looked_at_some_at_a_time_and_then_no_more(old_ledger: Database) -> None:
    assert read_missing(old_ledger, EVERYWHERE, most=2) == 2
    before = newest(old_ledger)
    assert read_missing(old_ledger, EVERYWHERE) == 3
    assert newest(old_ledger) > before  # whoever keeps answers asks again
    assert read_missing(old_ledger, EVERYWHERE) == 0
    [look] = looks_of(old_ledger, EVERYWHERE, 1)
    assert look.taken_at == datetime(2024, 9, 4)
    assert look.likeness


def test_those_of_one_event_are_looked_at_for_whoever_sees_it_and_for_nobody_else(old_ledger: Database) -> None:
    assert read_missing(old_ledger, BINHAI, event_id=1) == 0
    assert read_missing(old_ledger, WUQING, event_id=1) == 1
    assert rows(old_ledger) == 1
    with pytest.raises(NotAllowedError):
        read_missing(old_ledger, WUQING)


def test_a_damaged_picture_is_looked_at_once_and_a_missing_one_again_when_it_is_back(old_ledger: Database) -> None:
    damaged, missing, changed = (attachments_of(old_ledger, EVERYWHERE, at)[0].path for at in (1, 2, 3))
    damaged.write_bytes(b"nothing")
    changed.write_bytes(photo(99, taken=datetime(2020, 1, 1)))
    content = missing.read_bytes()
    missing.unlink()
    assert read_missing(old_ledger, EVERYWHERE) == 4
    missing.write_bytes(content)
    assert read_missing(old_ledger, EVERYWHERE) == 1
    told = [looks_of(old_ledger, EVERYWHERE, at)[0] for at in (1, 2, 3)]
    assert [look.likeness != "" for look in told] == [False, True, False]
    assert [look.taken_at is None for look in told] == [True, False, True]
