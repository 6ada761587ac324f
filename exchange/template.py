"""An empty list to fill in, with the words the ledger knows as drop-down lists and two rows as an example."""

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter
from sqlalchemy import Connection, select
from xlsxwriter.utility import xl_col_to_name

from exchange.cells import is_dangerous
from exchange.columns import BY_KEY, Column
from exchange.names import Names, load_names
from exchange.workbook import AS_WRITTEN
from locales import _, gettext, mark, speaking
from metrics.counting import UNIT
from models.dataset import Dataset
from models.event import KINDS
from models.permission import Action
from models.viewer import Viewer
from store.database import Database

ROWS: Final = 2_000  # with drop-down lists; a list may be longer
EXAMPLES: Final = frozenset({"示例", "EXAMPLE"})
"""What stands as reference in the example rows: such rows are never taken in."""

KEYS: Final = (
    *("reference", "kind", "title", "when", "organisation", "partners", "place", "county", "venue_type", "formats"),
    *("topics", "key_groups", "group_counts", "attendance", "basis", "consultations", "staff", "copies"),
    *("media_reports", "campaigns", "links", "note"),
)
# Cells that hold one word; in the others a drop-down offers words, and more may be typed behind ；.
_ONE: Final = ("kind", "organisation", "venue_type", "basis")
_NEEDED: Final = ("title", "organisation")
_NOTES: Final = (
    mark("Fill in one event per row below the two grey examples. Rows with 示例 or EXAMPLE as reference are skipped."),
    mark("Only what was done and the organising unit are needed; leave empty what is not known. Empty is not zero."),
    mark("Date: 2024-09-04, 2024年9月, 2024年第三季度, 2024年 or 2024-09-15 至 2024-09-21, as exactly as it is known."),
    mark("Numbers as they are known: 60, 60余, 约200, 近百, 1.5万."),
    mark("Several values in one cell: separate them by ；, for example 老年人；学生."),
    mark("Attendance of each group: 老年人 50；学生 12. A person may be in several groups."),
    mark("With a reference of your own, a row that is uploaded again is recognised and can change its event."),
    mark("Write nobody's name, telephone number or identity number."),
)


def template_bytes(database: Database, viewer: Viewer, unit_id: int | None, language: str) -> bytes:
    """A workbook to fill in for a unit and all below it, or for all the viewer records for where it is None.

    Raises ValueError for a language that is not spoken.
    """
    with database.reading() as connection, speaking(language):
        names = load_names(connection, viewer, Dataset.RECORDED)
        units = _units(connection, viewer, names, unit_id)
        return _Template(names, units).write()


def _units(connection: Connection, viewer: Viewer, names: Names, unit_id: int | None) -> list[str]:
    """The units that may organise, the one asked for first, as a list may name them."""
    rows = connection.execute(
        select(UNIT.c.id, UNIT.c.path).where(UNIT.c.dataset == Dataset.RECORDED.value).order_by(UNIT.c.path)
    ).all()
    top = next((row.path for row in rows if row.id == unit_id), "")
    return [
        names.units.label(row.id) for row in rows if row.path.startswith(top) and viewer.may(Action.RECORD, row.path)
    ]


class _Template:
    """The workbook: the list, the notes, and out of sight the words of the drop-down lists."""

    def __init__(self, names: Names, units: Sequence[str]) -> None:
        self._file = io.BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._file, {"in_memory": True, **AS_WRITTEN})
        self._units = units
        self._words = {
            "kind": [gettext(label) for label in KINDS.values()],
            "organisation": list(units),
            **{key: _labels(names, vocabulary) for key, vocabulary in _VOCABULARIES.items()},
            "campaigns": sorted(set(names.campaign_names.values())),
        }

    def write(self) -> bytes:
        """The whole file."""
        sheet = self._book.add_worksheet(_("List of events"))
        notes = self._book.add_worksheet(_("Notes"))
        words = self._book.add_worksheet(_("Words"))
        words.hide()
        columns = [BY_KEY[key] for key in KEYS]
        self._write_headings(sheet, columns)
        self._write_examples(sheet, columns)
        for number, column in enumerate(columns):
            # A word that Excel would run as a formula once it is chosen has to be typed; there are hardly any.
            if offered := [word for word in self._words.get(column.key, ()) if not is_dangerous(word)]:
                words.write_column(0, number, offered)
                self._offer(sheet, number, column, len(offered))
        text = self._book.add_format({"text_wrap": True})
        notes.set_column(0, 0, 100)
        notes.write_column(0, 0, [gettext(sentence) for sentence in _NOTES], text)
        self._book.close()
        return self._file.getvalue()

    def _write_headings(self, sheet: Any, columns: Sequence[Column]) -> None:
        looks = {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        plain, needed = self._book.add_format(looks), self._book.add_format({**looks, "font_color": "#B00020"})
        as_text = self._book.add_format({"num_format": "@"})
        sheet.set_row(0, 32)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width, as_text if column.key in ("reference", "when") else None)
            sheet.write_string(0, number, str(column), needed if column.key in _NEEDED else plain)
        sheet.freeze_panes(1, 3)

    def _write_examples(self, sheet: Any, columns: Sequence[Column]) -> None:
        grey = self._book.add_format({"font_color": "#808080", "italic": True})
        for at, example in enumerate(self._examples(), start=1):
            for number, column in enumerate(columns):
                sheet.write_string(at, number, example.get(column.key, ""), grey)

    def _examples(self) -> Sequence[dict[str, str]]:
        def word(key: str, number: int = 0) -> str:
            offered = self._words[key]
            return offered[min(number, len(offered) - 1)] if offered else ""

        unit = word("organisation")
        return (
            {
                "reference": _("EXAMPLE"),
                "kind": word("kind"),
                "title": _("Talk on telecom fraud for older people"),
                "when": "2024-09-04",
                "organisation": unit,
                "venue_type": word("venue_type"),
                "formats": f"{word('formats')}；{word('formats', 1)}",
                "topics": word("topics"),
                "key_groups": word("key_groups"),
                "group_counts": f"{word('key_groups')} 50",
                "attendance": "60",
                "basis": word("basis"),
            },
            {
                "reference": _("EXAMPLE"),
                "title": _("Stand at the market"),
                "when": "2024-09",
                "organisation": unit,
                "attendance": "200",
                "copies": "300",
            },
        )

    def _offer(self, sheet: Any, number: int, column: Column, offered: int) -> None:
        letter = xl_col_to_name(number)
        sheet.data_validation(
            1,
            number,
            ROWS,
            number,
            {
                "validate": "list",
                "source": f"='{_('Words')}'!${letter}$1:${letter}${offered}",
                "show_error": column.key in _ONE,
                "error_type": "warning",
                "error_title": str(column)[:32],
                "error_message": _("This word is not on the list. Keep it all the same?"),
            },
        )


_VOCABULARIES: Final = {
    "venue_type": "venue_type",
    "formats": "format",
    "topics": "topic",
    "key_groups": "key_group",
    "basis": "basis",
}


def _labels(names: Names, vocabulary: str) -> list[str]:
    return [names.words.label(vocabulary, code) for code in names.words.codes(vocabulary)]
