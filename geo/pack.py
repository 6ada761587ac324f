"""Reads the reference pack in data/reference as rows of the tables `division` and `division_code`."""

import csv
import gzip
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from geo.divisions import short_name
from models.division import COMMUNITY, TOWNSHIP

REFERENCE: Final = Path(__file__).resolve().parent.parent / "data" / "reference"

COMMUNITY_SOURCE: Final = "NBS2023"

RESIDENTS: Final = "residents"
VILLAGE: Final = "village"
UNCONFIRMED: Final = "unconfirmed"


class DivisionRow(NamedTuple):
    """A division as the table `division` holds it; `path` is the ids from the province down, with slashes."""

    id: str
    level: int
    parent_id: str | None
    path: str
    name: str
    kind: str
    source: str
    lat: float | None
    lng: float | None
    point_source: str


class CodeRow(NamedTuple):
    """Another code and name of a division, as the table `division_code` holds it."""

    division_id: str
    scheme: str
    code: str
    name: str


def read_divisions(provinces: Collection[str] | None = None) -> list[DivisionRow]:
    """Provinces to townships, parents before children; `provinces` are two-digit codes, all if None."""
    rows: list[DivisionRow] = []
    paths: dict[str, str] = {}
    for identity, level, parent, name, source, kind, lat, lng, point_source in _records("divisions.csv.gz"):
        if not _wanted(identity, provinces):
            continue
        path = paths[identity] = f"{paths[parent] if parent else ''}{identity}/"
        row = DivisionRow(
            id=identity,
            level=int(level),
            parent_id=parent or None,
            path=path,
            name=name,
            kind=kind,
            source=source,
            lat=float(lat) if lat else None,
            lng=float(lng) if lng else None,
            point_source=point_source,
        )
        rows.append(row)
    return rows


def read_communities(provinces: Collection[str] | None = None) -> Iterator[DivisionRow]:
    """Communities and villages under their short names, in the order of their twelve-digit codes.

    Two committees of one township whose short names are the same keep their official names.
    `kind` tells a residents' from a village committee, and what civil affairs has not confirmed.
    """
    township_paths = {row.id: row.path for row in read_divisions(provinces) if row.level == TOWNSHIP}
    wanted = (record for record in _records("villages.csv.gz") if _wanted(record[0], provinces))
    for township, group in groupby(wanted, key=lambda record: record[0][:9]):
        records = list(group)
        short_names = [short_name(official) for _, official in records]
        times = Counter(short_names)
        path = township_paths[township]
        for (code, official), short in zip(records, short_names, strict=True):
            name = short if times[short] == 1 else official
            yield DivisionRow(
                code,
                COMMUNITY,
                township,
                f"{path}{code}/",
                name,
                community_kind(code),
                COMMUNITY_SOURCE,
                None,
                None,
                "",
            )


def read_codes(provinces: Collection[str] | None = None) -> list[CodeRow]:
    """Codes and names other lists give to divisions of levels one to four."""
    return [
        CodeRow(identity, scheme, code, name)
        for identity, scheme, code, name in _records("division_codes.csv.gz")
        if _wanted(identity, provinces)
    ]


def community_kind(code: str) -> str:
    """The kind a twelve-digit code tells by its last three digits: below 200, below 400, or above."""
    if code[9] < "2":
        return RESIDENTS
    return VILLAGE if code[9] < "4" else UNCONFIRMED


def _wanted(identity: str, provinces: Collection[str] | None) -> bool:
    return provinces is None or identity.lstrip("CM")[:2] in provinces


def _records(name: str) -> Iterator[list[str]]:
    with gzip.open(REFERENCE / name, "rt", encoding="utf-8", newline="") as file:
        records = csv.reader(file)
        next(records)
        yield from records
