"""Writes a filter's events as a list for Excel: complete, counted, and ready to be imported again."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

from sqlalchemy import Connection, func, select

from exchange.about import TRIAL_WORDS, about_lines, trial_banner
from exchange.columns import COLUMNS
from exchange.csv_file import write_csv
from exchange.names import Names, load_names
from exchange.workbook import write_workbook
from exchange.written import Cell
from locales import _, gettext, ngettext
from metrics.counting import EVENT, Condition, conditions
from metrics.filter import Filter
from metrics.records import CHUNK, fetch
from models.permission import Action
from models.viewer import Viewer
from store.database import Database
from store.safe_files import written_whole

Kind = Literal["xlsx", "csv"]
XLSX: Final = "xlsx"
CSV: Final = "csv"


class IncompleteError(RuntimeError):
    """The file holds another number of rows than the ledger: it must not be handed out."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A list ready to be downloaded: its bytes, a name for the file, and the number of rows."""

    content: bytes
    name: str
    rows: int


def export_events(
    database: Database, viewer: Viewer, filter_: Filter, file: Path | BinaryIO, *, form: Kind | None = None
) -> int:
    """Write a filter's events, oldest first, to a path or an open binary file; the number of rows.

    Only events the viewer may export are in it. Without `form` the path's ending decides. A path appears only when
    the file is complete. Raises IncompleteError where not every row was written, InvalidError where they are more than
    a sheet holds, OSError as the disk does.
    """
    if not isinstance(file, Path):
        return _export(database, viewer, filter_, file, form or XLSX)
    form = form or (CSV if file.suffix.lower() == ".csv" else XLSX)
    with written_whole(file) as open_file:
        return _export(database, viewer, filter_, open_file, form)


def export_bytes(database: Database, viewer: Viewer, filter_: Filter, *, form: Kind = XLSX) -> Exported:
    """The same in memory, for a download. Raises what `export_events` raises."""
    file = io.BytesIO()
    rows = _export(database, viewer, filter_, file, form)
    return Exported(file.getvalue(), suggested_name(filter_, form, rows), rows)


def suggested_name(filter_: Filter, form: Kind, rows: int) -> str:
    """活动明细表_2024-09-01_2024-09-30_57条.xlsx; trial data says so first."""
    parts = [gettext(TRIAL_WORDS[filter_.dataset])] if filter_.dataset in TRIAL_WORDS else []
    parts.append(_("List of events"))
    if filter_.start and filter_.end:
        parts += [filter_.start.isoformat(), filter_.end.isoformat()]
    parts.append(ngettext("{rows} row", "{rows} rows", rows).format(rows=rows))
    return "_".join(parts).replace(" ", "_") + f".{form}"


def _export(database: Database, viewer: Viewer, filter_: Filter, file: BinaryIO, form: Kind) -> int:
    with database.reading() as connection:  # one state of the ledger for the rows, their number and their names
        where = conditions(viewer, filter_, Action.EXPORT)
        expected = connection.scalar(select(func.count()).select_from(EVENT).where(*where)) or 0
        names = load_names(connection, viewer, filter_.dataset)
        about = list(about_lines(connection, viewer, filter_, expected))
        rows = _rows(connection, where, names)
        banner = trial_banner(filter_.dataset)
        write = write_csv if form == CSV else write_workbook
        found = write(file, rows, banner=banner, about=about)
    if found != expected:
        raise IncompleteError(f"{found} rows written of {expected}")
    return found


def _rows(connection: Connection, where: Sequence[Condition], names: Names) -> Iterator[list[Cell]]:
    """The cells of each event, as a ledger is kept: oldest first, those without a date last."""
    order = (EVENT.c.when_start.is_(None), EVENT.c.when_start, EVENT.c.id)
    ids = list(connection.scalars(select(EVENT.c.id).where(*where).order_by(*order)))
    for start in range(0, len(ids), CHUNK):
        for record in fetch(connection, ids[start : start + CHUNK]):
            yield [column.write(record, names) for column in COLUMNS]
