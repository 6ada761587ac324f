"""Score cards as an Excel workbook: the ranking, every line with its arithmetic, and what the indicators say."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from exchange.about import TRIAL_WORDS, AboutLine, trial_banner
from exchange.cells import is_dangerous, writable
from exchange.export import Exported
from exchange.workbook import AS_WRITTEN
from locales import _, gettext, mark
from locales.numbers import moment, number
from metrics.points import Line
from metrics.score_wording import (
    POINT_DIGITS,
    arithmetic,
    compared_by,
    definition,
    points_text,
    rests_on,
    rounded,
)
from metrics.scores import Scoreboard, score_cards
from models.assessment import Quarter
from models.dataset import Dataset
from models.permission import Action
from models.viewer import Viewer
from models.words import Words
from store.database import Database
from store.words import load_words

Cell = str | int | float | None

RULES: Final = (
    mark("Of the bank's own records only approved events count; trial data has no review, and all of it counts."),
    mark("A co-organised event counts in full for each of the units that organised it."),
    mark("An event counts in the quarter in which all the days lie that its date may mean."),
    mark("Points are the weight × value ÷ the value for full marks, and never more than the weight."),
    mark("What is not known gives no points, and says so. An estimate counts, and says so."),
    mark("Points are added up exactly and rounded to a tenth only where they are shown; equal points share a rank."),
    mark("Shares are narrowed above the line only: sessions in the country ÷ all sessions of the unit."),
)
"""What has to be said of every score card."""


def export_scores(
    database: Database,
    viewer: Viewer,
    quarter: Quarter,
    *,
    dataset: Dataset = Dataset.RECORDED,
    by: str = "organisation:sub_branch",
    organisation: int | None = None,
) -> Exported:
    """The score cards of a quarter as a workbook, in the language now spoken; arguments as of `score_cards`.

    Only cards of units whose events the viewer may export are in it.
    """
    held = score_cards(database, _exporting(viewer), quarter, dataset=dataset, by=by, organisation=organisation)
    with database.reading() as connection:
        words = load_words(connection)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **AS_WRITTEN})
    banner = trial_banner(dataset)
    _Sheet(book, _("Ranking"), banner).write(_RANKING, _ranking(held))
    _Sheet(book, _("Score cards"), banner).write(_LINES, _lines(held))
    _Sheet(book, _("About"), banner).write((), (line for line in _about(held, viewer, words)), widths=(24, 110))
    book.close()
    return Exported(file.getvalue(), _name(held), len(held.cards))


def _exporting(viewer: Viewer) -> Viewer:
    """The same person as far as they may export: reading is what `score_cards` asks for."""
    return replace(
        viewer, grants=frozenset(g for g in viewer.grants if Viewer(viewer.name, frozenset({g})).reach(Action.EXPORT))
    )


_RANKING: Final = (
    (mark("Rank"), 8),
    (mark("Unit"), 28),
    (mark("Points"), 10),
    (mark("Quarter before"), 12),
    (mark("Points gained"), 10),
    (mark("Ranks gained"), 12),
    (mark("Not known"), 10),
    (mark("Points now"), 10),
)
_LINES: Final = (
    (mark("Rank"), 8),
    (mark("Unit"), 28),
    (mark("Indicator"), 30),
    (mark("Points"), 10),
    (mark("Weight"), 10),
    (mark("How it comes about"), 70),
    (mark("Rests on"), 40),
    (mark("As the ledger is now"), 70),
)


def _ranking(board: Scoreboard) -> Iterator[Sequence[Cell]]:
    for card in board.cards:
        yield (
            card.rank,
            card.name,
            _tenth(card.total),
            _tenth(card.before.points) if card.before else None,
            _tenth(card.change),
            card.climbed,
            card.unknown,
            _tenth(card.total_now) if board.closing else None,
        )


def _lines(board: Scoreboard) -> Iterator[Sequence[Cell]]:
    for card in board.cards:
        for line in card.lines:
            yield (
                card.rank,
                card.name,
                line.rule.name,
                _tenth(line.points),
                line.rule.weight,
                arithmetic(line),
                rests_on(line),
                _now(line),
            )


def _now(line: Line) -> str:
    return "" if line.now is None else f"{points_text(line.now.points)}: {arithmetic(line.now)}"


def _tenth(value: Any) -> float | None:
    return None if value is None else float(rounded(value, POINT_DIGITS))


def _about(board: Scoreboard, viewer: Viewer, words: Words) -> Iterator[AboutLine]:
    if banner := trial_banner(board.dataset):
        yield AboutLine(_("Please note"), banner)
    yield AboutLine(_("Quarter"), str(board.quarter))
    if board.closing:
        told = _("{when} by {who}").format(when=moment(board.closing.at), who=board.closing.by)
        yield AboutLine(_("Closed"), told)
    else:
        yield AboutLine(_("Closed"), _("not yet; points may still change"))
    yield AboutLine(_("Compared"), f"{compared_by(board.by)}: {number(board.compared)}")
    yield AboutLine(_("Cards in this file"), number(len(board.cards)))
    yield AboutLine(_("Most points"), number(board.full))
    for rule in board.rules:
        yield AboutLine(rule.name, definition(rule, words))
    for sentence in RULES:
        yield AboutLine(_("Counting"), gettext(sentence))
    yield AboutLine(_("Exported"), moment(datetime.now(UTC)))
    yield AboutLine(_("Exported by"), viewer.name)


def _name(board: Scoreboard) -> str:
    trial = [gettext(TRIAL_WORDS[board.dataset])] if board.dataset in TRIAL_WORDS else []
    return "_".join([*trial, _("Score cards"), board.quarter.key, compared_by(board.by)]).replace(" ", "_") + ".xlsx"


class _Sheet:
    """A sheet written from the top: the mark of trial data, headings, rows."""

    def __init__(self, book: Any, name: str, banner: str) -> None:
        self._sheet = book.add_worksheet(name)
        self._text = book.add_format({"valign": "top", "text_wrap": True})
        self._harmless = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        self._number = book.add_format({"valign": "top", "num_format": "#,##0.0"})
        self._whole = book.add_format({"valign": "top", "num_format": "#,##0"})
        self._heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True})
        self._at = 0
        if banner:
            looks = book.add_format({"bold": True, "font_color": "#B00020", "font_size": 14})
            self._sheet.write_string(0, 0, banner, looks)
            self._at = 1
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)

    def write(
        self, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
    ) -> None:
        """The headings, whose names are message ids, each with its width in letters; then the rows."""
        for at, width in enumerate(widths or [width for _name, width in columns]):
            self._sheet.set_column(at, at, width)
        for at, (name, _width) in enumerate(columns):
            self._sheet.write_string(self._at, at, gettext(name), self._heading)
        if columns:
            self._at += 1
            self._sheet.freeze_panes(self._at, 2)
            self._sheet.repeat_rows(self._at - 1)
        for row in rows:
            for at, cell in enumerate(row):
                self._cell(at, cell)
            self._at += 1

    def _cell(self, at: int, cell: Cell) -> None:
        if isinstance(cell, str):
            text = writable(cell)
            self._sheet.write_string(self._at, at, text, self._harmless if is_dangerous(text) else self._text)
        elif cell is not None:
            self._sheet.write_number(self._at, at, cell, self._number if isinstance(cell, float) else self._whole)
