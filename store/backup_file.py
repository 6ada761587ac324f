"""The file a backup is: a zip of a manifest, the database as SQLite, and the photos; written and read as a stream."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from locales import mark
from models.problem import InvalidError

FORMAT: Final = 1
PRODUCT: Final = "outreach-ledger"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "outreach.db"
PHOTO: Final = re.compile(r"photos/([0-9a-f]{2})/(\1[0-9a-f]{62})")
CHUNK: Final = 1024 * 1024
_LARGEST_MANIFEST: Final = 256 * CHUNK  # two million photos


class Member(BaseModel):
    """A file in the backup: its size in bytes and the SHA-256 of its content."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup says about itself.

    `schema_revision` is the database's; `events` how many each dataset has, the bin included; `missing` the photos that
    the database names and the data folder did not have.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    product: str
    schema_revision: str
    made_at: datetime
    events: dict[str, int]
    missing: tuple[str, ...] = ()
    members: dict[str, Member]

    @property
    def photos(self) -> int:
        """How many photos and papers are in it."""
        return sum(name != DATABASE for name in self.members)

    @property
    def size(self) -> int:
        """Bytes when unpacked."""
        return sum(member.size for member in self.members.values())


class UnfitBackupError(InvalidError):
    """This file cannot be restored from; carries the sentence that says why."""


def photo_name(digest: str) -> str:
    """The name of a photo in the backup, which is its path in the data folder."""
    return f"photos/{digest[:2]}/{digest}"


class BackupWriter:
    """A backup being written, into a stream that need not be able to go back."""

    def __init__(self, stream: IO[bytes], made_at: datetime) -> None:
        """`made_at` is the time that the files in it carry."""
        self._zip = zipfile.ZipFile(stream, "w")
        self._made_at = made_at
        self.members: dict[str, Member] = {}

    def add(self, name: str, file: Path, *, pack: bool = False) -> Member:
        """Put a file in, compressed where `pack` is set (photos already are). Raises OSError."""
        digest, size = sha256(), 0
        with file.open("rb") as source, self._zip.open(self._entry(name, pack), "w", force_zip64=True) as member:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members[name] = Member(size=size, sha256=digest.hexdigest())
        return self.members[name]

    def finish(self, manifest: Manifest) -> None:
        """Put the manifest in; the file is complete then."""
        self._zip.writestr(self._entry(MANIFEST, pack=True), manifest.model_dump_json(indent=1))
        self._zip.close()

    def _entry(self, name: str, pack: bool) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._made_at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        return entry


@contextmanager
def opened_backup(file: Path) -> Iterator["BackupReader"]:
    """An opened backup with its manifest checked. Raises UnfitBackupError, inside the block too, and OSError."""
    try:
        with zipfile.ZipFile(file) as opened:
            yield BackupReader(opened)
    # What zipfile and zlib raise for a file cut off, altered, or made by a program of another kind.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise UnfitBackupError(mark("it is no backup, or it is damaged or was cut off.")) from error


class BackupReader:
    """A backup being read. Nothing of it is trusted before `unpack` has compared it with the manifest."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        """Raises UnfitBackupError for what this release cannot restore."""
        self._zip = opened
        self.manifest = _manifest(opened)
        names = [entry.filename for entry in opened.infolist()]
        expected = {MANIFEST, *self.manifest.members}
        if DATABASE not in expected or sorted(names) != sorted(expected):
            raise UnfitBackupError(mark("what it holds is not what its list of contents says."))
        for name in self.manifest.members:
            if name != DATABASE and not PHOTO.fullmatch(name):
                # A name of any other form could lead out of the folder it is unpacked into.
                raise UnfitBackupError(mark("it holds a file that is none of ours: {name}"), name=name[:80])

    def unpack(self, folder: Path) -> None:
        """Write all files into the new folder, each compared with the manifest. Raises UnfitBackupError, OSError."""
        for name, member in self.manifest.members.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            digest, size = sha256(), 0
            try:
                source = self._zip.open(name)
            except RuntimeError as error:  # encrypted, but not by us
                raise UnfitBackupError(mark("it is no backup, or it is damaged or was cut off.")) from error
            with source, target.open("xb") as unpacked:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > member.size:
                        break
                    digest.update(chunk)
                    unpacked.write(chunk)
            if size != member.size or digest.hexdigest() != member.sha256:
                raise UnfitBackupError(mark("{name} in it is damaged."), name=name)


def _manifest(opened: zipfile.ZipFile) -> Manifest:
    entry = opened.getinfo(MANIFEST)
    if entry.file_size > _LARGEST_MANIFEST:
        raise UnfitBackupError(mark("it is no backup, or it is damaged or was cut off."))
    with opened.open(entry) as file:
        text = file.read(_LARGEST_MANIFEST)
    try:
        said = json.loads(text)
        if said["product"] == PRODUCT and said["format"] > FORMAT:
            raise UnfitBackupError(mark("it was made by a newer release of this program. Restore it with that one."))
        manifest = Manifest.model_validate(said)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise UnfitBackupError(mark("it is no backup, or it is damaged or was cut off.")) from error
    if manifest.product != PRODUCT:
        raise UnfitBackupError(mark("it is a backup of another program."))
    return manifest
