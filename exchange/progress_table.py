"""A campaign's progress to its targets as a workbook: a row for each unit and measure, and what the figures mean."""

import io
from datetime import date
from typing import Any, Final

import xlsxwriter

from exchange.about import TRIAL_WORDS, trial_banner
from exchange.cells import writable
from exchange.export import Exported
from exchange.workbook import AS_WRITTEN
from locales import _, gettext
from locales.numbers import day, number, percent
from metrics.pace import method
from metrics.target_wording import cascade_in_words, counting
from metrics.targets import Line, Progress, measure_name, progress
from models.dataset import Dataset
from models.viewer import Viewer
from models.words import Words
from store.database import Database
from store.words import load_words

_WIDTHS: Final = (36, 24, 12, 12, 10, 14, 12, 12, 12, 40)


def progress_workbook(
    database: Database, viewer: Viewer, campaign_id: int, dataset: Dataset, *, today: date
) -> Exported | None:
    """The table of `metrics.targets.progress` for a download, in the language spoken; None without the campaign."""
    found = progress(database, viewer, campaign_id, dataset, today=today)
    if found is None:
        return None
    with database.reading() as connection:
        words = load_words(connection)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **AS_WRITTEN})
    _write_lines(book, found, words, trial_banner(dataset))
    _write_about(book, found)
    book.close()
    return Exported(file.getvalue(), suggested_name(found, dataset), len(found.lines))


def _headings() -> list[str]:
    return [
        _("Unit"),
        _("Measure"),
        _("Target"),
        _("Reached"),
        _("Share reached"),
        _("Where it stands"),
        _("Forecast, low"),
        _("Forecast, likely"),
        _("Forecast, high"),
        _("Sum of the units below"),
    ]


def _write_lines(book: Any, found: Progress, words: Words, banner: str) -> None:
    sheet = book.add_worksheet(_("Progress to targets"))
    row = 0
    if banner:
        sheet.write_string(0, 0, banner, book.add_format({"bold": True, "font_color": "#B00020"}))
        row = 1
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True})
    for column, (text, width) in enumerate(zip(_headings(), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, text, heading)
    sheet.freeze_panes(row + 1, 2)
    looks = {
        "text": book.add_format({"quote_prefix": True}),
        "number": book.add_format({"num_format": "#,##0"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    for line in found.lines:
        row += 1
        _write_line(sheet, row, line, words, looks)


def _write_line(sheet: Any, row: int, line: Line, words: Words, looks: dict[str, Any]) -> None:
    sheet.write_string(row, 0, writable("\u3000" * line.depth + line.unit), looks["text"])
    sheet.write_string(row, 1, writable(measure_name(line.measure, words)), looks["text"])
    sheet.write_number(row, 2, line.target, looks["number"])
    if line.value is not None:
        sheet.write_number(row, 3, line.value, looks["number"])
    if line.share is not None:
        sheet.write_number(row, 4, line.share, looks["share"])
    if line.reached is not None:
        sheet.write_string(row, 5, line.standing.label, looks["text"])
    if line.forecast is not None:
        for column, value in enumerate((line.forecast.low, line.forecast.likely, line.forecast.high), 6):
            sheet.write_number(row, column, value, looks["number"])
    if line.cascade is not None:
        sheet.write_string(row, 9, cascade_in_words(line), looks["text"])


def _write_about(book: Any, found: Progress) -> None:
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110, book.add_format({"text_wrap": True}))
    time = found.time
    passed = "" if time.passed is None else percent(time.passed)
    for row, (label, text) in enumerate(
        (
            (_("Campaign"), found.campaign),
            (_("Dates"), " – ".join(part for part in (day(time.starts), day(time.ends)) if part)),
            (_("As of"), day(time.today)),
            (_("Time passed"), passed),
            (_("Rows"), number(len(found.lines))),
            (_("Counting"), counting()),
            (_("Forecast"), method()),
        )
    ):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, writable(text))


def suggested_name(found: Progress, dataset: Dataset) -> str:
    """主题活动目标进度_名称_2026-09-20.xlsx; trial data says so first."""
    parts = [gettext(TRIAL_WORDS[dataset])] if dataset in TRIAL_WORDS else []
    parts += [_("Progress to targets"), found.campaign, found.time.today.isoformat()]
    kept = "_".join(parts).replace(" ", "_")
    return "".join("-" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in kept)[:120] + ".xlsx"
