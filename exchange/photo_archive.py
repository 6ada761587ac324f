"""The photos of a filter's events as one zip: named for people, without the data phones write into them, and listed."""

import csv
import io
import mmap
import shutil
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection, func, select

from exchange.about import TRIAL_WORDS, trial_banner
from exchange.cells import neutralise, writable
from exchange.csv_file import COMMENT
from exchange.photos import UnreadablePhotoError, clean_copy
from locales import _, gettext, ngettext
from locales.numbers import moment, number
from metrics.counting import EVENT, Condition, conditions
from metrics.filter import Filter
from metrics.records import CHUNK, fetch
from metrics.wording import sentences
from models.base import table_of
from models.event import EventAttachment
from models.permission import Action
from models.viewer import Viewer
from models.when import Precision, When
from store.attachments import PDF, path_of
from store.database import Database

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""

MOST_CHARACTERS: Final = 120  # of a file's name
MOST_BYTES: Final = 240  # of the same in UTF-8: Linux takes 255, and a Chinese character is three
LONGEST_UNIT: Final = 24
FILE: Final = table_of(EventAttachment)

_ENDINGS: Final = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", PDF: ".pdf"}
_LONGEST_END: Final = "_9999.webp"
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
# Windows allows none of these in a name; their full-width sisters read the same.
_FORBIDDEN: Final = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


@dataclass(frozen=True, slots=True)
class PhotoCount:
    """What a filter's events hold: pictures, papers (PDF), and the bytes of both as they were given."""

    pictures: int
    papers: int
    size: int


@dataclass(frozen=True, slots=True)
class PhotoArchive:
    """A finished zip in a temporary file, which is gone when the last reference to it is.

    `missing` files are not on the disk any more or cannot be read; the list inside names each of them.
    """

    file: IO[bytes]
    name: str
    size: int
    pictures: int
    papers: int
    missing: int

    def content(self) -> bytes:
        """The whole zip, whoever else is reading it just now."""
        with mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            return whole[:]


@dataclass(frozen=True, slots=True)
class _Photo:
    name: str
    path: Path
    media_type: str
    event: str
    when: str
    unit: str


def count_photos(database: Database, viewer: Viewer, filter_: Filter) -> PhotoCount:
    """How many files the archive of a filter would hold, of events that the viewer may export."""
    papers = FILE.c.media_type == PDF
    query = (
        select(papers, func.count(), func.coalesce(func.sum(FILE.c.size), 0))
        .where(FILE.c.event_id.in_(select(EVENT.c.id).where(*_exported(viewer, filter_))))
        .group_by(papers)
    )
    with database.reading() as connection:
        found = {bool(paper): (int(count), int(size)) for paper, count, size in connection.execute(query)}
    pictures, documents = found.get(False, (0, 0)), found.get(True, (0, 0))
    return PhotoCount(pictures[0], documents[0], pictures[1] + documents[1])


def photo_archive(
    database: Database, viewer: Viewer, filter_: Filter, *, progress: Progress | None = None
) -> PhotoArchive:
    """Write the archive to a temporary file in the data folder, one picture in memory at a time.

    Pictures are clean copies; a PDF is put in as it is, and the list says so. Raises OSError as the disk does.
    """
    with database.reading() as connection:
        photos = list(_photos(database, connection, _exported(viewer, filter_)))
        filters = list(sentences(connection, viewer, filter_))
    file = tempfile.TemporaryFile(dir=database.data)  # noqa: SIM115 - handed to the caller
    done: Counter[str] = Counter()
    lines = []
    with zipfile.ZipFile(file, "w") as archive:
        for at, photo in enumerate(photos, start=1):
            outcome, remark = _add(archive, photo)
            done[outcome] += 1
            lines.append(["" if outcome == "missing" else photo.name, photo.event, photo.when, photo.unit, remark])
            if progress:
                progress(at, len(photos))
        about = [
            trial_banner(filter_.dataset),
            _("Files: {files}; missing or damaged: {missing}").format(
                files=number(done["picture"] + done["paper"]), missing=number(done["missing"])
            ),
            *(": ".join((_("Filter"), sentence)) for sentence in filters),
            ": ".join((_("Exported"), moment(datetime.now(UTC)))),
            ": ".join((_("Exported by"), viewer.name)),
        ]
        archive.writestr(_("List of photos") + ".csv", _list(lines, about), zipfile.ZIP_DEFLATED)
    size = file.tell()
    file.flush()
    files = done["picture"] + done["paper"]
    return PhotoArchive(
        file, suggested_archive_name(filter_, files), size, done["picture"], done["paper"], done["missing"]
    )


def suggested_archive_name(filter_: Filter, files: int) -> str:
    """活动照片_2024-09-01_2024-09-30_57张.zip; trial data says so first."""
    parts = [gettext(TRIAL_WORDS[filter_.dataset])] if filter_.dataset in TRIAL_WORDS else []
    parts.append(_("Photos of events"))
    if filter_.start and filter_.end:
        parts += [filter_.start.isoformat(), filter_.end.isoformat()]
    parts.append(ngettext("{files} file", "{files} files", files).format(files=files))
    return "_".join(parts).replace(" ", "_") + ".zip"


def _exported(viewer: Viewer, filter_: Filter) -> list[Condition]:
    return conditions(viewer, filter_, Action.EXPORT)


def _photos(database: Database, connection: Connection, where: Iterable[Condition]) -> Iterator[_Photo]:
    """Every file, oldest event first, with the name it gets in the archive."""
    order = (EVENT.c.when_start.is_(None), EVENT.c.when_start, EVENT.c.id)
    with_files = EVENT.c.id.in_(select(FILE.c.event_id))
    ids = list(connection.scalars(select(EVENT.c.id).where(*where, with_files).order_by(*order)))
    held: Counter[str] = Counter()
    for start in range(0, len(ids), CHUNK):
        events = {record.id: record for record in fetch(connection, ids[start : start + CHUNK])}
        rows = connection.execute(select(FILE).where(FILE.c.event_id.in_(events)).order_by(FILE.c.id)).all()
        at = {id_: place for place, id_ in enumerate(events)}
        for row in sorted(rows, key=lambda row: at[row.event_id]):
            record = events[row.event_id]
            beginning = file_name(record.when, record.organisation, record.title)
            held[beginning.casefold()] += 1
            yield _Photo(
                name=f"{beginning}_{held[beginning.casefold()]:02}{_ENDINGS[row.media_type]}",
                path=path_of(database, row.sha256),
                media_type=row.media_type,
                event=record.title,
                when=str(record.when),
                unit=record.organisation,
            )


def file_name(when: When, unit: str, event: str) -> str:
    """日期_机构_活动, safe for the name of a file on any system, with room for `_01.webp` behind it."""
    name = "_".join([_day(when), _safe(unit)[:LONGEST_UNIT].strip(), _safe(event)])
    name = name[: MOST_CHARACTERS - len(_LONGEST_END)]
    while len(name.encode()) > MOST_BYTES - len(_LONGEST_END):
        name = name[:-1]
    return name.strip(" .")


def _day(when: When) -> str:
    """The date as exactly as it is known, in figures that sort."""
    if when.start is None or when.end is None:
        return _safe(str(when))[:LONGEST_UNIT]
    match when.precision:
        case Precision.YEAR:
            return f"{when.start:%Y}"
        case Precision.QUARTER:
            return f"{when.start:%Y}Q{when.end.month // 3}"
        case Precision.MONTH:
            return f"{when.start:%Y-%m}"
        case Precision.RANGE:
            return f"{when.start}~{when.end}"
        case _:
            return str(when.start)


def _safe(text: str) -> str:
    """Without what cannot be seen: control characters, and marks that turn the direction of writing around."""
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in unicodedata.normalize("NFC", text))
    return " ".join(seen.translate(_FORBIDDEN).split())


def _add(archive: zipfile.ZipFile, photo: _Photo) -> tuple[str, str]:
    """Put a file into the archive: "picture", "paper" or "missing", and what the list remarks about it."""
    try:
        if photo.media_type == PDF:
            with photo.path.open("rb") as source, archive.open(photo.name, "w") as copy:
                shutil.copyfileobj(source, copy)
            return "paper", _("PDF as it was given: what it says about its author and origin is kept")
        archive.writestr(photo.name, clean_copy(photo.path, photo.media_type))
        return "picture", ""
    except FileNotFoundError:
        return "missing", _("the file is missing")
    except UnreadablePhotoError:
        return "missing", _("the file is damaged and was left out")


def _list(lines: Iterable[Iterable[str]], about: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_("File"), _("Event"), _("Date"), _("Organising unit"), _("Remark")])
    writer.writerows([neutralise(writable(cell)) for cell in line] for line in lines)
    writer.writerows([f"{COMMENT} {writable(line)}"] for line in about if line)
    return text.getvalue().encode("utf-8-sig")
