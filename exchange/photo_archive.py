"""The photos of a filter's events as one zip: named for people, without the data phones write into them, and listed."""

import csv
import io
import mmap
import shutil
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Final

from exchange.about import TRIAL_WORDS, trial_banner
from exchange.cells import neutralise, writable
from exchange.csv_file import COMMENT
from exchange.photos import UnreadablePhotoError, clean_copy
from locales import _, gettext, ngettext
from locales.numbers import moment, number
from metrics.filter import Filter
from metrics.photos import PhotoRecord, list_photos
from metrics.wording import filter_sentences
from models.viewer import Viewer
from models.when import Precision, When
from store.database import Database
from store.picture_file import HEIC, JPEG, PDF

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""

MOST_CHARACTERS: Final = 120  # of a file's name
MOST_BYTES: Final = 240  # of the same in UTF-8: Linux takes 255, and a Chinese character is three
LONGEST_UNIT: Final = 24

# An iPhone's HEIC is given away as a JPEG: few programs of an office read it.
_ENDINGS: Final = {JPEG: ".jpg", HEIC: ".jpg", "image/png": ".png", "image/webp": ".webp", PDF: ".pdf"}
_LONGEST_END: Final = "_9999.webp"
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
# Windows allows none of these in a name; their full-width sisters read the same.
_FORBIDDEN: Final = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


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
    record: PhotoRecord


def photo_archive(
    database: Database, viewer: Viewer, filter_: Filter, *, progress: Progress | None = None
) -> PhotoArchive:
    """Write the archive to a temporary file in the data folder, one picture in memory at a time.

    Pictures are clean copies; a PDF is put in as it is, and the list says so. Raises OSError as the disk does.
    """
    photos = _named(list_photos(database, viewer, filter_))
    filters = filter_sentences(database, viewer, filter_)
    file = tempfile.TemporaryFile(dir=database.data)  # noqa: SIM115 - handed to the caller
    done: Counter[str] = Counter()
    lines = []
    with zipfile.ZipFile(file, "w") as archive:
        for at, photo in enumerate(photos, start=1):
            outcome, remark = _add(archive, photo)
            done[outcome] += 1
            told = photo.record
            name = "" if outcome == "missing" else photo.name
            lines.append([name, told.event, str(told.when), told.unit, remark])
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


def _named(photos: Iterable[PhotoRecord]) -> list[_Photo]:
    """Every file with the name it gets in the archive: numbered where a day, unit and event have several."""
    held: Counter[str] = Counter()
    named = []
    for photo in photos:
        beginning = file_name(photo.when, photo.unit, photo.event)
        held[beginning.casefold()] += 1
        name = f"{beginning}_{held[beginning.casefold()]:02}{_ENDINGS[photo.media_type]}"
        named.append(_Photo(name, photo))
    return named


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
        if photo.record.media_type == PDF:
            with photo.record.path.open("rb") as source, archive.open(photo.name, "w") as copy:
                shutil.copyfileobj(source, copy)
            return "paper", _("PDF as it was given: what it says about its author and origin is kept")
        archive.writestr(photo.name, clean_copy(photo.record.path, photo.record.media_type))
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
