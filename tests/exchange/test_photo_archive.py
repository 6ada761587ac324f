"""The zip of photos: only what the viewer may export, named for people, complete, and honest about what is missing."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from exchange.photo_archive import MOST_BYTES, MOST_CHARACTERS, PhotoArchive, file_name, photo_archive
from locales import CHINESE, ENGLISH, speaking
from metrics.filter import Filter
from metrics.photos import count_photos
from metrics.records import all_events
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import COORDINATOR, LEADER, PUBLICITY
from models.viewer import Viewer
from models.when import When
from store.attachments import add_attachment, attachments_of
from store.database import Database
from store.events import save_event
from tests.exchange.test_photos import SECRET, heic, jpeg, png

ALL = Filter()
PDF = b"%PDF-1.7 /Author (" + SECRET + b")"
BOM = "\ufeff"


def event(
    ledger: Database, viewer: Viewer, title: str, when: When, *files: tuple[str, bytes], unit: str = "武清支行"
) -> int:
    saved = save_event(ledger, viewer, EventDraft(title=title, organisation=unit, when=when))
    assert saved.id is not None, saved.problems
    for name, content in files:
        assert add_attachment(ledger, viewer, saved.id, name=name, content=content).done
    return saved.id


def different(number: int) -> bytes:
    """A picture that no other number has."""
    file = io.BytesIO()
    Image.new("RGB", (64 + number, 48), (number % 250, 80, 120)).save(file, "JPEG")
    return file.getvalue()


@contextmanager
def opened(archive: PhotoArchive) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(io.BytesIO(archive.content())) as parts:
        assert parts.testzip() is None
        yield parts


def listed(parts: zipfile.ZipFile) -> list[dict[str, str]]:
    name = next(name for name in parts.namelist() if name.endswith(".csv"))
    text = parts.read(name).decode()
    assert text.startswith(BOM)
    lines = [line for line in csv.reader(io.StringIO(text.removeprefix(BOM))) if not line[0].startswith("#")]
    return [dict(zip(["file", "event", "when", "unit", "remark"], line, strict=True)) for line in lines[1:]]


def files(parts: zipfile.ZipFile) -> list[str]:
    return [name for name in parts.namelist() if not name.endswith(".csv")]


@pytest.fixture
def held(ledger: Database, viewer: Viewer) -> Database:
    """Three events of two units: two pictures, a picture and a paper, and none."""
    event(ledger, viewer, "进社区", When.on(date(2024, 9, 4)), ("1.jpg", jpeg()), ("2.png", png()))
    event(ledger, viewer, "讲座", When.in_month(2023, 3), ("x.jpg", jpeg(6)), ("签到.pdf", PDF), unit="河西支行")
    event(ledger, viewer, "赶大集", When.unknown())
    return ledger


def test_files_are_named_by_date_unit_event_and_number(held: Database, viewer: Viewer) -> None:
    archive = photo_archive(held, viewer, ALL)

    with opened(archive) as parts:
        assert files(parts) == [
            "2023-03_河西支行_讲座_01.jpg",
            "2023-03_河西支行_讲座_02.pdf",
            "2024-09-04_武清支行_进社区_01.jpg",
            "2024-09-04_武清支行_进社区_02.png",
        ]
        assert [line["file"] for line in listed(parts)] == files(parts)
        assert next((line["event"], line["unit"]) for line in listed(parts)) == ("讲座", "河西支行")
    assert (archive.pictures, archive.papers, archive.missing) == (3, 1, 0)


def test_pictures_lose_their_data_and_a_paper_keeps_it_and_says_so(held: Database, viewer: Viewer) -> None:
    with speaking(ENGLISH), opened(photo_archive(held, viewer, ALL)) as parts:
        for name in files(parts):
            assert (SECRET in parts.read(name)) == name.endswith(".pdf")
        remarks = {line["file"][-3:]: line["remark"] for line in listed(parts)}
    assert "is kept" in remarks["pdf"]
    assert remarks["jpg"] == remarks["png"] == ""


def test_what_a_phone_keeps_as_heic_is_given_away_as_jpeg(ledger: Database, viewer: Viewer) -> None:
    event(ledger, viewer, "进社区", When.on(date(2024, 9, 4)), ("IMG_1.HEIC", heic()), ("IMG_2.HEIC", heic(6)))
    archive = photo_archive(ledger, viewer, ALL)
    with opened(archive) as parts:
        assert files(parts) == ["2024-09-04_武清支行_进社区_01.jpg", "2024-09-04_武清支行_进社区_02.jpg"]
        for name in files(parts):
            with Image.open(io.BytesIO(parts.read(name))) as picture:
                assert picture.format == "JPEG"
            assert SECRET not in parts.read(name)
    assert (archive.pictures, archive.missing) == (2, 0)


def test_the_count_before_is_what_the_archive_holds(held: Database, viewer: Viewer) -> None:
    counted = count_photos(held, viewer, ALL)
    archive = photo_archive(held, viewer, ALL)

    assert (counted.pictures, counted.papers) == (archive.pictures, archive.papers) == (3, 1)
    assert counted.size == sum(
        kept.size for record in all_events(held, viewer, ALL) for kept in attachments_of(held, viewer, record.id)
    )
    assert len(archive.content()) == archive.size


def test_the_filter_decides_which_photos(held: Database, viewer: Viewer) -> None:
    asked = Filter(start=date(2024, 1, 1), end=date(2024, 12, 31))

    assert count_photos(held, viewer, asked).pictures == 2
    with opened(photo_archive(held, viewer, asked)) as parts:
        assert {name[:10] for name in files(parts)} == {"2024-09-04"}
    assert count_photos(held, viewer, Filter(dataset=Dataset.SAMPLE)).pictures == 0


@pytest.mark.parametrize(
    ("role", "everywhere", "pictures"),
    [(COORDINATOR, True, 3), (COORDINATOR, False, 1), (PUBLICITY, True, 0), (LEADER, True, 0), ("nobody", True, 0)],
)
def test_only_events_that_may_be_exported_give_their_photos(
    role: str, everywhere: bool, pictures: int, held: Database, viewer: Viewer
) -> None:
    path = next(record.organisation_path for record in all_events(held, viewer, ALL) if record.title == "讲座")
    asking = Viewer.holding("someone", role, "" if everywhere else path)

    assert count_photos(held, asking, ALL).pictures == pictures
    with opened(photo_archive(held, asking, ALL)) as parts:
        assert sum(not name.endswith(".pdf") for name in files(parts)) == pictures


def test_a_missing_and_a_damaged_file_are_counted_and_named_and_nothing_of_them_goes_out(
    held: Database, viewer: Viewer
) -> None:
    newest, older = [record.id for record in all_events(held, viewer, ALL)][:2]
    attachments_of(held, viewer, newest)[0].path.unlink()
    attachments_of(held, viewer, older)[0].path.write_bytes(b"\xff\xd8\xff" + SECRET)

    archive = photo_archive(held, viewer, ALL)

    assert (archive.pictures, archive.papers, archive.missing) == (1, 1, 2)
    with speaking(ENGLISH), opened(photo_archive(held, viewer, ALL)) as parts:
        remarks = [line["remark"] for line in listed(parts) if not line["file"]]
        assert remarks == ["the file is damaged and was left out", "the file is missing"]
        assert not any(SECRET in parts.read(name) for name in files(parts) if name.endswith(("jpg", "png")))


def test_progress_is_told_for_each_file(held: Database, viewer: Viewer) -> None:
    told: list[tuple[int, int]] = []

    photo_archive(held, viewer, ALL, progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_two_events_alike_do_not_overwrite_each_others_photos(ledger: Database, viewer: Viewer) -> None:
    day = When.on(date(2024, 9, 4))
    for number, title in enumerate(
        ["讲座 A", "讲座 a", "讲座 a_01", "讲座 A" + "长" * 190, "讲座 A" + "长" * 189 + "短"]
    ):
        event(ledger, viewer, title, day, ("1.jpg", different(2 * number)), ("2.jpg", different(2 * number + 1)))

    with opened(photo_archive(ledger, viewer, ALL)) as parts:
        names = [name.casefold() for name in files(parts)]
        assert len(names) == len(set(names)) == 10
        sizes = {Image.open(io.BytesIO(parts.read(name))).width for name in files(parts)}
        assert sizes == set(range(64, 74))


def test_a_title_that_is_a_formula_is_text_in_the_list(ledger: Database, viewer: Viewer) -> None:
    event(ledger, viewer, '=HYPERLINK("http://evil.example")', When.unknown(), ("1.jpg", jpeg()))

    with opened(photo_archive(ledger, viewer, ALL)) as parts:
        (line,) = listed(parts)
        (name,) = files(parts)
    assert line["event"].startswith("'=")
    assert not set(name) & set('<>:"/\\|?*')


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_an_archive_of_no_photos_is_a_list_that_says_so(language: str, ledger: Database, viewer: Viewer) -> None:
    with speaking(language):
        archive = photo_archive(ledger, viewer, ALL)
        with opened(archive) as parts:
            assert files(parts) == []
            assert listed(parts) == []
    assert archive.name.endswith(".zip")


hostile = st.text(
    st.characters(codec=None) | st.sampled_from(list('<>:"/\\|?*. \u202e\u200b\0\n\ud800👨‍👩‍👧‍👦')), max_size=300
)


@given(title=hostile, unit=hostile, words=hostile, dated=st.booleans())
def test_any_name_is_one_that_windows_and_linux_take(title: str, unit: str, words: str, dated: bool) -> None:
    name = file_name(When.in_year(2024) if dated else When.unknown(words), unit, title)

    whole = f"{name}_9999.webp"
    assert len(whole) <= MOST_CHARACTERS
    assert len(whole.encode()) <= MOST_BYTES
    assert not set(whole) & set('<>:"/\\|?*\0\n\r\t\u202e\u200b')
    assert whole == whole.strip(" .")
